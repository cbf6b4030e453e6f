//! Payouts: money leaves custody by bank file alone, and always by two people.
//!
//! The office pays households, the operator pays cooperatives, carriers and withdrawals; both see the
//! same pages under their own addresses, each with its scope.

mod actions;
mod pages;
mod view;

pub use actions::{
    AnswersTaken, BankFile, PrepareRequest, PreparedBatch, answers, approve, drop_batch, export,
    file_of, prepare,
};
pub use view::{BatchDetail, BatchRow, Due, StopView, batch_detail, batches, due, stop};

use axum::routing::{get, post};

use crate::entity::person::Role;
use crate::router::{Changes, MANAGER, OFFICE, OPERATOR, Reach, Table};

/// Those who prepare batches, send them and read the bank's answers.
pub const PAYERS: &[Role] = &[Role::Clerk, Role::Manager, Role::Operator];
/// Those who sign second.
pub const SIGNERS: &[Role] = &[Role::Manager, Role::Operator];

/// The routes of this slice.
pub fn routes() -> Table {
    let office = (OFFICE, Reach::Organisation);
    let office_money = (OFFICE, Reach::Organisation, Changes::Money);
    let manager_money = (MANAGER, Reach::Organisation, Changes::Money);
    let operator = (OPERATOR, Reach::Operator);
    let operator_money = (OPERATOR, Reach::Operator, Changes::Money);
    Table::default()
        // Used by a cooperative's clerk and manager
        .get("/office/payouts", office, get(pages::index))
        .post("/office/payouts", office_money, post(pages::prepare))
        .get("/office/payouts/{batch}", office, get(pages::show))
        .post(
            "/office/payouts/{batch}/approve",
            manager_money,
            post(pages::approve),
        )
        .post(
            "/office/payouts/{batch}/drop",
            office_money,
            post(pages::drop_batch),
        )
        .post(
            "/office/payouts/{batch}/export",
            office_money,
            post(pages::export),
        )
        .get("/office/payouts/{batch}/file", office, get(pages::file))
        .post(
            "/office/payouts/answers",
            office_money,
            post(pages::answers),
        )
        // Used by the operator's people
        .get("/operator/payouts", operator, get(pages::index))
        .post("/operator/payouts", operator_money, post(pages::prepare))
        .get("/operator/payouts/{batch}", operator, get(pages::show))
        .post(
            "/operator/payouts/{batch}/approve",
            operator_money,
            post(pages::approve),
        )
        .post(
            "/operator/payouts/{batch}/drop",
            operator_money,
            post(pages::drop_batch),
        )
        .post(
            "/operator/payouts/{batch}/export",
            operator_money,
            post(pages::export),
        )
        .get("/operator/payouts/{batch}/file", operator, get(pages::file))
        .post(
            "/operator/payouts/answers",
            operator_money,
            post(pages::answers),
        )
}
