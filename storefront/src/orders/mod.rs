//! A buyer's purchases: found, read, paid, taken back, received, complained about.
//!
//! Layout: `view` is one purchase for pages and programs, `actions` what its buyer can do with it,
//! `page` and `list` what people see, `upload` the form that carries photographs.
//!
//! Invariant: whoever may not read a purchase gets the answer of one that does not exist.

mod actions;
mod list;
mod page;
mod parcel;
mod upload;
mod view;

pub use actions::{Account, CancelAsked, ClaimAsked, cancel, claim, find, received, set_account};
pub use view::{OrderView, order_view};

use axum::routing::{get, post};

use crate::router::{ANYONE, Changes, Reach, Table};

/// The routes of this slice.
pub fn routes() -> Table {
    let seen = (ANYONE, Reach::Own);
    let other = (ANYONE, Reach::Own, Changes::Other);
    let money = (ANYONE, Reach::Own, Changes::Money);
    Table::default()
        // Used by buyers, signed in or not
        .get("/orders", seen, get(list::show))
        .post("/orders/find", other, post(list::find))
        .get("/orders/{number}", seen, get(page::show))
        .get("/orders/{number}/paid", seen, get(page::came_back))
        .post("/orders/{number}/pay", other, post(page::pay))
        .post("/orders/{number}/cancel", money, post(page::cancel))
        .post("/orders/{number}/received", money, post(page::received))
        .post("/orders/{number}/claim", money, post(page::claim))
        .post(
            "/orders/{number}/refund-account",
            money,
            post(page::account),
        )
}
