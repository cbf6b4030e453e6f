//! The claims desk: bad goods with photographs and a weight, and what goes back for them.
//!
//! Layout: `page` shows claims and takes the office's answer, `actions` is what pages and programs
//! share, `photo` hands a photograph out.

mod actions;
mod page;
pub mod photo;

pub use actions::{ClaimDecided, Claims, DecideClaimRequest, claims, decide};

use axum::routing::{get, post};

use crate::router::{Changes, OFFICE, Reach, Table};

/// The routes of this slice.
pub fn routes() -> Table {
    let sees = (OFFICE, Reach::Organisation);
    Table::default()
        // Used by a cooperative's clerk and manager
        .get("/office/claims", sees, get(page::index))
        .get("/office/claims/{claim}", sees, get(page::show))
        .post(
            "/office/claims/{claim}",
            (OFFICE, Reach::Organisation, Changes::Money),
            post(page::answer),
        )
        .get(
            "/office/claims/{claim}/photos/{photo}",
            sees,
            get(photo::show),
        )
}
