//! What operators, probes and browsers need besides pages: health, metrics, assets, switches, the demo clock.

mod probes;
mod switches;

use axum::routing::get;

use crate::router::{ANYONE, Reach, Table};

/// The routes of this slice.
pub fn routes() -> Table {
    Table::default()
        // Used by probes and collectors
        .get("/healthz", (ANYONE, Reach::Public), get(probes::healthz))
        .get("/readyz", (ANYONE, Reach::Public), get(probes::readyz))
        .get("/metrics", (ANYONE, Reach::Public), get(probes::metrics))
        // Used by browsers
        .get(
            "/assets/{*path}",
            (ANYONE, Reach::Public),
            get(probes::asset),
        )
        .get(
            "/preferences",
            (ANYONE, Reach::Public),
            get(switches::preferences),
        )
}
