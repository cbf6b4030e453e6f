//! Deals as their parties meet them: what is due, each step's form, and whose the price became.

mod actions;
mod forms;
mod page;
mod sheet;
mod split;

pub use actions::{
    CostsRequest, DealMoved, DecideRequest, DeliverRequest, ObjectRequest, accept, costs, decide,
    deliver, object, pay,
};
pub use page::{DealLine, deal_lines, viewer};
pub use sheet::{DealSheet, deal_sheet};

use axum::routing::{get, post};

use crate::router::{Changes, OFFICE, OPERATOR, PARTIES, Reach, TRADER, Table};

/// The routes of this slice.
pub fn routes() -> Table {
    let sees = (PARTIES, Reach::Organisation);
    let buys = (TRADER, Reach::Organisation, Changes::Money);
    let sells = (OFFICE, Reach::Organisation, Changes::Stock);
    Table::default()
        // Used by the parties of a deal and the operator
        .get("/deals", sees, get(page::list))
        .get("/deals/{deal}", sees, get(page::show))
        .post("/deals/{deal}/pay", buys, post(forms::pay))
        .post("/deals/{deal}/object", buys, post(forms::object))
        .post("/deals/{deal}/accept", buys, post(forms::accept))
        .post("/deals/{deal}/deliver", sells, post(forms::deliver))
        .post(
            "/deals/{deal}/costs",
            (OFFICE, Reach::Organisation, Changes::Money),
            post(forms::costs),
        )
        .post(
            "/deals/{deal}/decide",
            (OPERATOR, Reach::Operator, Changes::Money),
            post(forms::decide),
        )
}
