//! Checkout: one page from a cart to a purchase that waits for its payment.
//!
//! Layout: `place` is the purchase itself, the same for pages and programs; `page` is what people
//! see; `changes` tells what is another now than the buyer saw.
//!
//! Invariants: a purchase costs what the buyer saw, or is not made and the page says what changed; a
//! form that is sent twice makes one purchase; nothing that was typed is lost.

mod changes;
mod page;
mod place;

pub use page::word_faults;
pub use place::{PlaceAsked, PlacedView, pay_url, place, way_to_pay};

use axum::routing::{get, post};

use crate::router::{ANYONE, Changes, Reach, Table};

/// The routes of this slice.
pub fn routes() -> Table {
    let seen = (ANYONE, Reach::Own);
    let buys = (ANYONE, Reach::Own, Changes::Stock);
    Table::default()
        // Used by buyers, signed in or not
        .get("/checkout", seen, get(page::show))
        .post("/checkout", buys, post(page::submit))
}
