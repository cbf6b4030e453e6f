//! Payouts for programs: a cooperative's to households, the operator's to everybody else.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use super::{Nothing, ProblemDetails, told};
use crate::caller::Caller;
use crate::error::Problem;
use crate::imports::Upload;
use crate::payload::Payload;
use crate::payouts::{
    self, AnswersTaken, BankFile, BatchDetail, BatchRow, Due, PAYERS, PrepareRequest,
    PreparedBatch, SIGNERS, StopView,
};
use crate::router::{Changes, Reach, Table};

/// The routes of this slice.
pub fn routes() -> Table {
    let sees = (PAYERS, Reach::Organisation);
    let pays = (PAYERS, Reach::Organisation, Changes::Money);
    let signs = (SIGNERS, Reach::Organisation, Changes::Money);
    Table::default()
        // Used by programs of a cooperative and of the operator
        .get("/api/v1/payouts", sees, get(list))
        .post("/api/v1/payouts", pays, post(prepare))
        .get("/api/v1/payouts/{batch}", sees, get(show))
        .post("/api/v1/payouts/{batch}/approve", signs, post(approve))
        .post("/api/v1/payouts/{batch}/drop", pays, post(drop_batch))
        .post("/api/v1/payouts/{batch}/export", pays, post(export))
        .post("/api/v1/payouts/answers", pays, post(answers))
}

/// The description of this slice.
#[derive(OpenApi)]
#[openapi(paths(list, prepare, show, approve, drop_batch, export, answers))]
pub struct Described;

/// What could be paid, and what is on its way.
#[derive(Debug, Serialize, ToSchema)]
pub struct Payouts {
    /// Why no bank file may go out; nothing when one may.
    stopped: Option<StopView>,
    /// What a batch of each kind would pay now.
    due: Vec<Due>,
    /// Batches, newest first.
    batches: Vec<BatchRow>,
}

/// What could be paid now, every batch, and whether payouts are stopped.
#[utoipa::path(get, path = "/api/v1/payouts", tag = "payouts", security(("token" = [])), operation_id = "payouts",
    responses((status = 200, body = Payouts), (status = 401, body = ProblemDetails)))]
async fn list(caller: Caller) -> Result<Json<Payouts>, Problem> {
    let asked = caller.asked();
    Ok(Json(Payouts {
        stopped: payouts::stop(&asked).await?,
        due: payouts::due(&asked).await?,
        batches: payouts::batches(&asked).await?,
    }))
}

/// Prepares a batch of everything that is due and in no other.
#[utoipa::path(post, path = "/api/v1/payouts", tag = "payouts", security(("token" = [])),
    params(("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = PrepareRequest,
    responses((status = 201, body = PreparedBatch), (status = 409, body = ProblemDetails),
        (status = 422, body = ProblemDetails)))]
async fn prepare(caller: Caller, payload: Payload<PrepareRequest>) -> Result<Response, Problem> {
    let keyed = payload.keyed(&caller.actor)?;
    told(payouts::prepare(&caller.asked(), keyed, &payload.value).await?)
}

/// One batch with its lines.
#[utoipa::path(get, path = "/api/v1/payouts/{batch}", tag = "payouts", security(("token" = [])),
    params(("batch" = i64, Path, description = "The batch's id")), operation_id = "payout",
    responses((status = 200, body = BatchDetail), (status = 404, body = ProblemDetails)))]
async fn show(caller: Caller, Path(batch): Path<i64>) -> Result<Json<BatchDetail>, Problem> {
    payouts::batch_detail(&caller.asked(), batch)
        .await
        .map(Json)
}

/// A batch after a step.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchMoved {
    /// The batch's id.
    batch: i64,
    /// Its new state.
    state: String,
}

/// Signs a batch as the second person.
#[utoipa::path(post, path = "/api/v1/payouts/{batch}/approve", tag = "payouts", security(("token" = [])),
    params(("batch" = i64, Path, description = "The batch's id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = Nothing,
    responses((status = 200, body = BatchMoved), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails)))]
async fn approve(
    caller: Caller,
    Path(batch): Path<i64>,
    payload: Payload<Nothing>,
) -> Result<Response, Problem> {
    let keyed = payload.keyed(&caller.actor)?;
    told(payouts::approve(&caller.asked(), keyed, batch).await?)
}

/// Gives a batch up before its file goes out.
#[utoipa::path(post, path = "/api/v1/payouts/{batch}/drop", tag = "payouts", security(("token" = [])),
    params(("batch" = i64, Path, description = "The batch's id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = Nothing,
    responses((status = 200, body = BatchMoved), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails)))]
async fn drop_batch(
    caller: Caller,
    Path(batch): Path<i64>,
    payload: Payload<Nothing>,
) -> Result<Response, Problem> {
    let keyed = payload.keyed(&caller.actor)?;
    told(payouts::drop_batch(&caller.asked(), keyed, batch).await?)
}

/// Sends a batch's file out and answers it; asked again it is the same file.
#[utoipa::path(post, path = "/api/v1/payouts/{batch}/export", tag = "payouts", security(("token" = [])),
    params(("batch" = i64, Path, description = "The batch's id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = Nothing,
    responses((status = 200, body = BankFile), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails)))]
async fn export(
    caller: Caller,
    Path(batch): Path<i64>,
    payload: Payload<Nothing>,
) -> Result<Response, Problem> {
    let keyed = payload.keyed(&caller.actor)?;
    payouts::export(&caller.asked(), keyed, batch).await?;
    Ok(Json(payouts::file_of(&caller.asked(), batch).await?).into_response())
}

/// Takes the bank's answer in, whole or not at all; the body is the CSV itself.
#[utoipa::path(post, path = "/api/v1/payouts/answers", tag = "payouts", security(("token" = [])),
    params(("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body(content = String, content_type = "text/csv",
        description = "Columns line_no, amount_yuan, result (paid or returned), reason"),
    responses((status = 201, body = AnswersTaken), (status = 422, body = ProblemDetails)))]
async fn answers(caller: Caller, upload: Upload) -> Result<Response, Problem> {
    let keyed = upload.keyed(&caller.actor)?;
    let name = if upload.name.is_empty() {
        "answers"
    } else {
        upload.name.as_str()
    };
    told(payouts::answers(&caller.asked(), keyed, (name, &upload.bytes)).await?)
}
