//! A household's own season, and the slips that it holds in its hand.

mod code;
mod consents;
mod paper;
mod season;
mod slips;

pub use code::{Code, drawn};
pub use season::{SeasonPage, season_of};
pub use slips::{SlipPage, box_slip_of, slip_of};

use axum::routing::{get, post};

use crate::entity::person::Role;
use crate::router::{Changes, HOUSEHOLD, OFFICE, Reach, Table};

/// Those who may print a household's slip.
const SLIP_READERS: &[Role] = &[Role::Household, Role::Clerk, Role::Manager, Role::Operator];

/// The routes of this slice.
pub fn routes() -> Table {
    let own = (HOUSEHOLD, Reach::Household);
    let changes = (HOUSEHOLD, Reach::Household, Changes::Other);
    Table::default()
        // Used by a household
        .get("/household", own, get(season::show))
        .get("/household/consents", own, get(consents::show))
        .post("/household/consents", changes, post(consents::give))
        .post("/household/story", changes, post(consents::tell))
        .post(
            "/household/consents/{consent}/withdraw",
            changes,
            post(consents::withdraw),
        )
        // Used by a household, its cooperative and the operator
        .get(
            "/slips/{settlement}/{household}",
            (SLIP_READERS, Reach::Household),
            get(slips::show),
        )
        .get(
            "/slips/boxes/{cycle}/{household}",
            (SLIP_READERS, Reach::Household),
            get(slips::show_boxes),
        )
        // Used by a cooperative's clerk and manager
        .get(
            "/office/deals/{deal}/slips",
            (OFFICE, Reach::Organisation),
            get(slips::show_all),
        )
}
