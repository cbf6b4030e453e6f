//! The market as people and programs meet it: the listing board, the floor of one instrument, the
//! continuous book where the profile has one.

mod actions;
mod board;
mod book;
mod floor;
mod list;
mod live;
mod orders;
mod requests;
mod take;
mod view;

pub use actions::{Trade, member_of, trading_member};
pub use board::own;
pub use floor::{FreeReceipt, OwnOrder, free_receipts, own_orders};
pub use live::{Live, events};
pub use requests::{
    Cancelled, ListRequest, Listed, OrderRequest, Placed, ReplaceRequest, TakeRequest, Taken,
    Withdrawn,
};
pub use view::{InstrumentCard, ListingRow, TradeRow, instruments, listings, trades};

use axum::routing::{get, post};

use crate::router::{ANYONE, Changes, MARKET, Reach, Table};

/// The routes of this slice.
pub fn routes() -> Table {
    let seen = (ANYONE, Reach::Public);
    let own = (MARKET, Reach::Organisation);
    let trades = (MARKET, Reach::Organisation, Changes::Money);
    Table::default()
        // Used by people
        .get("/market", seen, get(board::show))
        .get("/market/rules", seen, get(board::rules))
        .get("/market/live", seen, get(live::stream))
        .get("/market/{code}", seen, get(floor::show))
        .get("/market/{code}/list", own, get(list::show))
        .post("/market/{code}/list", trades, post(list::list))
        .post("/market/{code}/orders", trades, post(orders::place))
        .get("/market/listings/{listing}/take", own, get(take::show))
        .post("/market/listings/{listing}/take", trades, post(take::take))
        .post(
            "/market/listings/{listing}/withdraw",
            trades,
            post(list::withdraw),
        )
        .get("/market/orders/{order}/replace", own, get(orders::change))
        .post(
            "/market/orders/{order}/replace",
            trades,
            post(orders::replace),
        )
        .post(
            "/market/orders/{order}/cancel",
            trades,
            post(orders::cancel),
        )
}
