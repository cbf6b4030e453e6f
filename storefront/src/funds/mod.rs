//! A member's money: where each yuan of it stands, and the ways it moves.

mod actions;
mod page;
mod view;

pub use actions::{Amount, Moved, WithdrawalAsked, cancel, from_desk, to_desk, withdraw};
pub use view::{Bank, FundsView, funds_view, payee};

use axum::routing::{get, post};

use crate::router::{Changes, MARKET, Reach, TRADER, Table};

/// The routes of this slice.
pub fn routes() -> Table {
    let sees = (MARKET, Reach::Organisation);
    let moves = (TRADER, Reach::Organisation, Changes::Money);
    Table::default()
        // Used by wholesalers; cooperatives may look
        .get("/funds", sees, get(page::show))
        .post("/funds/to-desk", moves, post(page::to_desk))
        .post("/funds/from-desk", moves, post(page::from_desk))
        .post("/funds/withdrawals", moves, post(page::withdraw))
        .post(
            "/funds/withdrawals/{withdrawal}/cancel",
            moves,
            post(page::cancel),
        )
}
