//! Orders from the shops: what to pack, what to hand to the carrier, and where it is.
//!
//! Layout: `list` finds parcels and packs several, `sheet` is one of them, `pick` says what to fetch
//! for them, `label` prints for their boxes, `waybills` takes a carrier's list; `view` and `actions`
//! are what pages and programs share.

mod actions;
mod label;
mod list;
mod pick;
mod sheet;
mod view;
mod waybills;

pub use actions::{
    ConsignmentMoved, ShipRequest, correct_waybill, pack, ship, take_waybills, try_waybills,
};
pub use view::{ConsignmentRow, Consignments, LineRow, consignments, filter_named, line, rows};

use axum::routing::{get, post};

use crate::router::{Changes, OFFICE, Reach, Table};

/// The routes of this slice.
pub fn routes() -> Table {
    let sees = (OFFICE, Reach::Organisation);
    let moves_stock = (OFFICE, Reach::Organisation, Changes::Stock);
    Table::default()
        // Used by a cooperative's clerk and manager
        .get("/office/orders", sees, get(list::index))
        .post("/office/orders/pack", moves_stock, post(list::pack))
        .get("/office/orders/pick", sees, get(pick::show))
        .get("/office/orders/labels", sees, get(label::show_some))
        .get("/office/orders/{consignment}", sees, get(sheet::show))
        .get("/office/orders/{consignment}/label", sees, get(label::show))
        .post(
            "/office/orders/{consignment}/pack",
            moves_stock,
            post(sheet::pack),
        )
        .post(
            "/office/orders/{consignment}/ship",
            moves_stock,
            post(sheet::ship),
        )
        .post(
            "/office/orders/{consignment}/waybill",
            moves_stock,
            post(sheet::correct_waybill),
        )
        .post(
            "/office/orders/{consignment}/refunds/{refund}/retry",
            (OFFICE, Reach::Organisation, Changes::Money),
            post(sheet::retry),
        )
        .get("/office/waybills", sees, get(waybills::show))
        .post("/office/waybills", moves_stock, post(waybills::hand_in))
}
