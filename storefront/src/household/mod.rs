//! A household's own season, and the slips that it holds in its hand.

mod code;
mod season;
mod slips;

pub use season::{SeasonPage, season_of};
pub use slips::{SlipPage, slip_of};

use axum::routing::get;

use crate::entity::person::Role;
use crate::router::{HOUSEHOLD, OFFICE, Reach, Table};

/// Those who may print a household's slip.
const SLIP_READERS: &[Role] = &[Role::Household, Role::Clerk, Role::Manager, Role::Operator];

/// The routes of this slice.
pub fn routes() -> Table {
    let own = (HOUSEHOLD, Reach::Household);
    Table::default()
        // Used by a household
        .get("/household", own, get(season::show))
        // Used by a household, its cooperative and the operator
        .get(
            "/slips/{settlement}/{household}",
            (SLIP_READERS, Reach::Household),
            get(slips::show),
        )
        // Used by a cooperative's clerk and manager
        .get(
            "/office/deals/{deal}/slips",
            (OFFICE, Reach::Organisation),
            get(slips::show_all),
        )
}
