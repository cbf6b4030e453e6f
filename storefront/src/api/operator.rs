//! The operator's desk for programs.

use axum::Json;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use exchange::entity::bank_line;
use sea_orm::{EntityTrait, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::{Nothing, ProblemDetails, told};
use crate::caller::Caller;
use crate::error::Problem;
use crate::imports::Upload;
use crate::operator::{self, ClockRequest, Decision, Resolve, SettlementRow, TrialRow};
use crate::payload::Payload;
use crate::router::{Changes, OPERATOR, Reach, Table};

/// Lines of the account in one answer.
const LINES_SHOWN: u64 = 500;

/// The routes of this slice.
pub fn routes() -> Table {
    let sees = (OPERATOR, Reach::Operator);
    let moves = (OPERATOR, Reach::Operator, Changes::Money);
    let changes = (OPERATOR, Reach::Operator, Changes::Other);
    Table::default()
        // Used by the operator's programs
        .get("/api/v1/operator/books", sees, get(books))
        .get("/api/v1/operator/bank-lines", sees, get(bank_lines))
        .get("/api/v1/operator/settlements", sees, get(settlements))
        .post("/api/v1/operator/statements", moves, post(statement))
        .post(
            "/api/v1/operator/bank-lines/{line}/resolve",
            moves,
            post(resolve),
        )
        .post(
            "/api/v1/operator/bank-lines/{line}/take-over",
            moves,
            post(take_over),
        )
        .post(
            "/api/v1/operator/members/{organisation}/verify",
            changes,
            post(verify),
        )
        .post("/api/v1/operator/clock", changes, post(clock))
}

/// The description of this slice.
#[derive(OpenApi)]
#[openapi(paths(
    books,
    bank_lines,
    settlements,
    statement,
    resolve,
    take_over,
    verify,
    clock
))]
pub struct Described;

/// The trial balance.
#[derive(Debug, Serialize, ToSchema)]
pub struct Books {
    /// Accounts with a balance, by book and number.
    rows: Vec<TrialRow>,
}

/// The balance of every account that has one, book by book.
#[utoipa::path(get, path = "/api/v1/operator/books", tag = "operator", security(("token" = [])),
    responses((status = 200, body = Books), (status = 401, body = ProblemDetails)))]
async fn books(caller: Caller) -> Result<Json<Books>, Problem> {
    Ok(Json(Books {
        rows: operator::trial(&caller.app, caller.visitor.lang).await?,
    }))
}

/// What providers pay out.
#[derive(Debug, Serialize, ToSchema)]
pub struct Settlements {
    /// The newest first.
    settlements: Vec<SettlementRow>,
}

/// What payment providers pay out for each day, under the number that the bank line carries.
#[utoipa::path(get, path = "/api/v1/operator/settlements", tag = "operator", security(("token" = [])),
    operation_id = "provider_settlements",
    responses((status = 200, body = Settlements), (status = 401, body = ProblemDetails)))]
async fn settlements(caller: Caller) -> Result<Json<Settlements>, Problem> {
    let settlements = operator::settlements(caller.app.database().read()).await?;
    Ok(Json(Settlements { settlements }))
}

/// A line of the custody account.
#[derive(Debug, Serialize, ToSchema)]
pub struct BankLineRow {
    /// Its id.
    id: i64,
    /// The bank's number of it.
    number: String,
    /// When it was booked, in milliseconds since 1970.
    at: i64,
    /// The sum in fen; below zero where money left.
    amount_fen: i64,
    /// What the sender wrote.
    memo: String,
    /// Who it was.
    counterparty: String,
    /// The account's balance after it, in fen.
    balance_fen: i64,
    /// `matched`, `suspense`, `resolved`, `unknown_debit` or `taken_over`.
    state: &'static str,
}

/// The custody account.
#[derive(Debug, Serialize, ToSchema)]
pub struct BankLines {
    /// Newest first.
    lines: Vec<BankLineRow>,
    /// The server's time, in milliseconds since 1970.
    now_ms: i64,
}

/// The newest lines of the custody account.
#[utoipa::path(get, path = "/api/v1/operator/bank-lines", tag = "operator", security(("token" = [])),
    responses((status = 200, body = BankLines), (status = 401, body = ProblemDetails)))]
async fn bank_lines(caller: Caller) -> Result<Json<BankLines>, Problem> {
    let rows = bank_line::Entity::find()
        .order_by_desc(bank_line::Column::Id)
        .limit(LINES_SHOWN)
        .all(caller.app.database().read())
        .await?;
    let row = |row: bank_line::Model| BankLineRow {
        id: row.id,
        number: row.number,
        at: row.booked_at,
        amount_fen: row.amount_fen,
        memo: row.memo,
        counterparty: row.counterparty,
        balance_fen: row.balance_fen,
        state: row.state.as_str(),
    };
    Ok(Json(BankLines {
        lines: rows.into_iter().map(row).collect(),
        now_ms: caller.app.now(),
    }))
}

/// What became of a statement.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementTaken {
    /// The statement's id; nothing where every line was known.
    statement: Option<i64>,
    /// Lines written.
    new: u64,
    /// Lines that were known.
    known: u64,
    /// Credits that nobody claims.
    suspense: u64,
    /// Debits that nobody ordered; they stop payouts.
    unknown_debits: u64,
}

/// Hands in a statement of the custody account, whole or not at all; the body is the CSV itself.
#[utoipa::path(post, path = "/api/v1/operator/statements", tag = "operator", security(("token" = [])),
    params(("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 201, body = StatementTaken), (status = 422, body = ProblemDetails)))]
async fn statement(caller: Caller, upload: Upload) -> Result<Response, Problem> {
    let keyed = upload.keyed(&caller.actor)?;
    let name = if upload.name.is_empty() {
        "statement"
    } else {
        upload.name.as_str()
    };
    told(
        operator::import_statement(&caller.app, &caller.visitor, keyed, (name, &upload.bytes))
            .await?,
    )
}

/// A line that was decided.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineDecided {
    /// The line's id.
    line: i64,
}

/// Gives an unknown credit to the member that it belongs to.
#[utoipa::path(post, path = "/api/v1/operator/bank-lines/{line}/resolve", tag = "operator", security(("token" = [])),
    params(("line" = i64, Path, description = "The line's id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = Resolve,
    responses((status = 200, body = LineDecided), (status = 409, body = ProblemDetails),
        (status = 422, body = ProblemDetails)))]
async fn resolve(
    caller: Caller,
    Path(line): Path<i64>,
    payload: Payload<Resolve>,
) -> Result<Response, Problem> {
    let keyed = payload.keyed(&caller.actor)?;
    told(operator::resolve(&caller.app, &caller.visitor, keyed, (line, &payload.value)).await?)
}

/// The operator bears a debit that nobody ordered, so that payouts go on.
#[utoipa::path(post, path = "/api/v1/operator/bank-lines/{line}/take-over", tag = "operator",
    security(("token" = [])),
    params(("line" = i64, Path, description = "The line's id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = Nothing,
    responses((status = 200, body = LineDecided), (status = 409, body = ProblemDetails)))]
async fn take_over(
    caller: Caller,
    Path(line): Path<i64>,
    payload: Payload<Nothing>,
) -> Result<Response, Problem> {
    let keyed = payload.keyed(&caller.actor)?;
    told(operator::take_over(&caller.app, &caller.visitor, keyed, line).await?)
}

/// Whether a firm may trade.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// False turns the application down.
    #[serde(default = "yes")]
    accept: bool,
}

fn yes() -> bool {
    true
}

/// A firm that was decided on.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberDecided {
    /// The organisation's id.
    organisation: i64,
    /// `active` or `refused`.
    state: String,
    /// The code for its bank transfers.
    memo_code: Option<String>,
}

/// Lets a firm trade, or turns its application down.
#[utoipa::path(post, path = "/api/v1/operator/members/{organisation}/verify", tag = "operator",
    security(("token" = [])),
    params(("organisation" = i64, Path, description = "The organisation's id")),
    request_body = Verdict,
    responses((status = 200, body = MemberDecided), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails)))]
async fn verify(
    caller: Caller,
    Path(organisation): Path<i64>,
    payload: Payload<Verdict>,
) -> Result<Json<serde_json::Value>, Problem> {
    let decision = if payload.value.accept {
        Decision::Verify
    } else {
        Decision::Refuse
    };
    operator::verify_member(&caller.app, &caller.visitor, organisation, decision)
        .await
        .map(Json)
}

/// The demo clock.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockMoved {
    /// The server's time, in milliseconds since 1970.
    now_ms: i64,
}

/// Moves the demo clock forward and lets everything happen that falls due.
#[utoipa::path(post, path = "/api/v1/operator/clock", tag = "operator", security(("token" = [])),
    request_body = ClockRequest,
    responses((status = 200, body = ClockMoved), (status = 404, body = ProblemDetails, description = "Outside a demo"),
        (status = 422, body = ProblemDetails)))]
async fn clock(
    caller: Caller,
    payload: Payload<ClockRequest>,
) -> Result<Json<ClockMoved>, Problem> {
    let now_ms = operator::advance_clock(&caller.app, &caller.visitor, &payload.value).await?;
    Ok(Json(ClockMoved { now_ms }))
}
