//! The operator's desk: what must be done today, members, the custody account, the books, the clock.

mod actions;
mod bank;
mod books;
mod clock;
mod mails;
mod members;
mod names;
mod notes;
mod payments;
mod today;

pub use actions::{
    CLOCK_OFFSET, ClockRequest, Decision, Resolve, advance_clock, import_statement, resolve,
    take_over, verify_member,
};
pub use books::{TrialRow, trial};
pub use payments::{SettlementRow, settlements};

use axum::routing::{get, post};

use crate::router::{Changes, OPERATOR, Reach, Table};

/// The routes of this slice.
pub fn routes() -> Table {
    let sees = (OPERATOR, Reach::Operator);
    let moves = (OPERATOR, Reach::Operator, Changes::Money);
    let changes = (OPERATOR, Reach::Operator, Changes::Other);
    Table::default()
        // Used by the operator's people
        .get("/operator", sees, get(today::show))
        .get("/operator/members", sees, get(members::show))
        .post(
            "/operator/members/{organisation}/verify",
            changes,
            post(members::verify),
        )
        .post(
            "/operator/members/{organisation}/refuse",
            changes,
            post(members::refuse),
        )
        .get("/operator/bank", sees, get(bank::show))
        .post("/operator/bank/statements", moves, post(bank::upload))
        .post(
            "/operator/bank/lines/{line}/resolve",
            moves,
            post(bank::resolve),
        )
        .post(
            "/operator/bank/lines/{line}/take-over",
            moves,
            post(bank::take_over),
        )
        .get("/operator/books", sees, get(books::show))
        .get("/operator/books/account", sees, get(books::account))
        .get("/operator/payments", sees, get(payments::show))
        .post(
            "/operator/payments/refunds/{refund}/retry",
            changes,
            post(payments::retry),
        )
        .get("/operator/audit", sees, get(notes::audit))
        .get("/operator/mails", sees, get(mails::show))
        .post("/operator/mails/{mail}/again", changes, post(mails::again))
        .post("/operator/mails/{mail}/leave", changes, post(mails::leave))
        .get("/operator/mails/preview", sees, get(mails::samples))
        .get("/operator/mails/preview/{name}", sees, get(mails::sample))
        .post("/operator/clock", changes, post(clock::advance))
}
