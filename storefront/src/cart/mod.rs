//! The cart: what somebody is about to buy, what it costs now, and what stands in its way.
//!
//! Layout: `view` prices the cart for pages and programs, `actions` are its changes, the same for
//! both, `page` is what people see.

mod actions;
mod page;
mod view;

pub use actions::{Wanted, join, replace};
pub use view::{CartLine, CartView, cart_view, cart_view_of, faults_of, one_shop};

use axum::routing::{get, post};

use crate::router::{ANYONE, Changes, Reach, Table};

/// The routes of this slice.
pub fn routes() -> Table {
    let seen = (ANYONE, Reach::Own);
    // A cart moves neither money nor goods: its changes need no key.
    let changes = (ANYONE, Reach::Own, Changes::Other);
    Table::default()
        // Used by buyers, signed in or not
        .get("/cart", seen, get(page::show))
        .post("/cart/add", changes, post(page::add))
        .post("/cart/{sku}/change", changes, post(page::change))
        .post("/cart/{sku}/remove", changes, post(page::remove))
}
