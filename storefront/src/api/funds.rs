//! A member's money for programs.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use ledger::Money;
use utoipa::OpenApi;

use super::{Nothing, ProblemDetails, told};
use crate::caller::Caller;
use crate::error::Problem;
use crate::funds::{self, Amount, FundsView, Moved, WithdrawalAsked, funds_view};
use crate::payload::Payload;
use crate::router::{Changes, MARKET, Reach, TRADER, Table};

/// The routes of this slice.
pub fn routes() -> Table {
    let sees = (MARKET, Reach::Organisation);
    let moves = (TRADER, Reach::Organisation, Changes::Money);
    Table::default()
        // Used by wholesalers' programs
        .get("/api/v1/funds", sees, get(show))
        .post("/api/v1/funds/to-desk", moves, post(to_desk))
        .post("/api/v1/funds/from-desk", moves, post(from_desk))
        .post("/api/v1/funds/withdrawals", moves, post(withdraw))
        .post(
            "/api/v1/funds/withdrawals/{withdrawal}/cancel",
            moves,
            post(cancel),
        )
}

/// The description of this slice.
#[derive(OpenApi)]
#[openapi(paths(show, to_desk, from_desk, withdraw, cancel))]
pub struct Described;

/// Where the caller's money stands.
#[utoipa::path(get, path = "/api/v1/funds", tag = "funds", security(("token" = [])),
    operation_id = "funds",
    responses((status = 200, body = FundsView), (status = 401, body = ProblemDetails)))]
async fn show(caller: Caller) -> Result<Json<FundsView>, Problem> {
    funds_view(
        &caller.app,
        caller.visitor.lang,
        caller.actor.organisation()?,
    )
    .await
    .map(Json)
}

/// Sends cash to the desk.
#[utoipa::path(post, path = "/api/v1/funds/to-desk", tag = "funds", security(("token" = [])),
    params(("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = Amount,
    responses((status = 201, body = Moved), (status = 409, body = ProblemDetails)))]
async fn to_desk(caller: Caller, payload: Payload<Amount>) -> Result<Response, Problem> {
    let trade = caller.trade(&payload)?;
    told(funds::to_desk(&trade, Money::fen(payload.value.amount_fen)).await?)
}

/// Takes money back from the desk.
#[utoipa::path(post, path = "/api/v1/funds/from-desk", tag = "funds", security(("token" = [])),
    params(("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = Amount,
    responses((status = 201, body = Moved), (status = 409, body = ProblemDetails)))]
async fn from_desk(caller: Caller, payload: Payload<Amount>) -> Result<Response, Problem> {
    let trade = caller.trade(&payload)?;
    told(funds::from_desk(&trade, Money::fen(payload.value.amount_fen)).await?)
}

/// Asks for cash on the registered bank account.
#[utoipa::path(post, path = "/api/v1/funds/withdrawals", tag = "funds", security(("token" = [])),
    params(("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = Amount, operation_id = "ask_withdrawal",
    responses((status = 201, body = WithdrawalAsked), (status = 409, body = ProblemDetails)))]
async fn withdraw(caller: Caller, payload: Payload<Amount>) -> Result<Response, Problem> {
    let trade = caller.trade(&payload)?;
    told(funds::withdraw(&trade, Money::fen(payload.value.amount_fen)).await?)
}

/// Takes a withdrawal back before a bank file carries it.
#[utoipa::path(post, path = "/api/v1/funds/withdrawals/{withdrawal}/cancel", tag = "funds",
    security(("token" = [])),
    params(("withdrawal" = i64, Path, description = "The withdrawal's number"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = Nothing, operation_id = "cancel_withdrawal",
    responses((status = 200), (status = 409, body = ProblemDetails)))]
async fn cancel(
    caller: Caller,
    Path(withdrawal): Path<i64>,
    payload: Payload<Nothing>,
) -> Result<Response, Problem> {
    let trade = caller.trade(&payload)?;
    told(funds::cancel(&trade, withdrawal).await?)
}
