//! Deals for programs.

use axum::Json;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::{get, post};
use exchange::deal::view::Page;
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Nothing, ProblemDetails, told};
use crate::caller::Caller;
use crate::deals::{
    self, CostsRequest, DealLine, DealMoved, DealSheet, DecideRequest, DeliverRequest,
    ObjectRequest, deal_lines, deal_sheet, viewer,
};
use crate::error::Problem;
use crate::payload::Payload;
use crate::router::{Changes, OFFICE, OPERATOR, PARTIES, Reach, TRADER, Table};

/// Deals of one answer, at most.
const DEALS_MAX: u64 = 200;

/// The routes of this slice.
pub fn routes() -> Table {
    let sees = (PARTIES, Reach::Organisation);
    let buys = (TRADER, Reach::Organisation, Changes::Money);
    let sells = (OFFICE, Reach::Organisation, Changes::Stock);
    let bills = (OFFICE, Reach::Organisation, Changes::Money);
    let decides = (OPERATOR, Reach::Operator, Changes::Money);
    Table::default()
        // Used by programs of a deal's parties and of the operator
        .get("/api/v1/deals", sees, get(list))
        .get("/api/v1/deals/{deal}", sees, get(show))
        .post("/api/v1/deals/{deal}/pay", buys, post(pay))
        .post("/api/v1/deals/{deal}/object", buys, post(object))
        .post("/api/v1/deals/{deal}/accept", buys, post(accept))
        .post("/api/v1/deals/{deal}/deliver", sells, post(deliver))
        .post("/api/v1/deals/{deal}/costs", bills, post(costs))
        .post("/api/v1/deals/{deal}/decide", decides, post(decide))
}

/// The description of this slice.
#[derive(OpenApi)]
#[openapi(paths(list, show, pay, object, accept, deliver, costs, decide))]
pub struct Described;

/// Which deals.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Only deals with a smaller id.
    before: Option<i64>,
    /// At most so many, 200 or fewer.
    limit: Option<u64>,
}

/// The caller's deals, newest first: a buyer's, a cooperative's, or the operator's all.
#[utoipa::path(get, path = "/api/v1/deals", tag = "deals", security(("token" = [])), params(Wanted),
    operation_id = "deals",
    responses((status = 200, body = Vec<DealLine>), (status = 401, body = ProblemDetails)))]
async fn list(
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Vec<DealLine>>, Problem> {
    let limit = wanted.limit.unwrap_or(DEALS_MAX).clamp(1, DEALS_MAX);
    let page = Page {
        before: wanted.before,
        limit,
    };
    deal_lines(
        &caller.app,
        caller.visitor.lang,
        viewer(&caller.actor)?,
        page,
    )
    .await
    .map(Json)
}

/// One deal; when it is settled, with its waterfall, its lot's pool and the households' lines.
#[utoipa::path(get, path = "/api/v1/deals/{deal}", tag = "deals", security(("token" = [])),
    params(("deal" = i64, Path, description = "The deal's id")), operation_id = "deal",
    responses((status = 200, body = DealSheet), (status = 404, body = ProblemDetails)))]
async fn show(caller: Caller, Path(deal): Path<i64>) -> Result<Json<DealSheet>, Problem> {
    deal_sheet(
        &caller.app,
        caller.visitor.lang,
        viewer(&caller.actor)?,
        deal,
    )
    .await
    .map(Json)
}

/// Pays the balance from the buyer's cash into escrow.
#[utoipa::path(post, path = "/api/v1/deals/{deal}/pay", tag = "deals", security(("token" = [])),
    params(("deal" = i64, Path, description = "The deal's id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = Nothing,
    responses((status = 200, body = DealMoved), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn pay(
    caller: Caller,
    Path(deal): Path<i64>,
    payload: Payload<Nothing>,
) -> Result<Response, Problem> {
    let trade = caller.trade(&payload)?;
    told(deals::pay(&trade, deal).await?)
}

/// Disputes the weight within 48 hours of delivery.
#[utoipa::path(post, path = "/api/v1/deals/{deal}/object", tag = "deals", security(("token" = [])),
    params(("deal" = i64, Path, description = "The deal's id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = ObjectRequest,
    responses((status = 200, body = DealMoved), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn object(
    caller: Caller,
    Path(deal): Path<i64>,
    payload: Payload<ObjectRequest>,
) -> Result<Response, Problem> {
    let trade = caller.trade(&payload)?;
    told(deals::object(&trade, deal, &payload.value).await?)
}

/// Accepts the goods, which settles the deal.
#[utoipa::path(post, path = "/api/v1/deals/{deal}/accept", tag = "deals", security(("token" = [])),
    params(("deal" = i64, Path, description = "The deal's id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = Nothing,
    responses((status = 200, body = DealMoved), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn accept(
    caller: Caller,
    Path(deal): Path<i64>,
    payload: Payload<Nothing>,
) -> Result<Response, Problem> {
    let trade = caller.trade(&payload)?;
    told(deals::accept(&trade, deal).await?)
}

/// Records what was delivered and weighed.
#[utoipa::path(post, path = "/api/v1/deals/{deal}/deliver", tag = "deals", security(("token" = [])),
    params(("deal" = i64, Path, description = "The deal's id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = DeliverRequest,
    responses((status = 200, body = DealMoved), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn deliver(
    caller: Caller,
    Path(deal): Path<i64>,
    payload: Payload<DeliverRequest>,
) -> Result<Response, Problem> {
    let trade = caller.trade(&payload)?;
    told(deals::deliver(&trade, deal, &payload.value).await?)
}

/// Replaces freight and inspection by the terms with the bills'.
#[utoipa::path(post, path = "/api/v1/deals/{deal}/costs", tag = "deals", security(("token" = [])),
    params(("deal" = i64, Path, description = "The deal's id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = CostsRequest,
    responses((status = 200, body = DealMoved), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn costs(
    caller: Caller,
    Path(deal): Path<i64>,
    payload: Payload<CostsRequest>,
) -> Result<Response, Problem> {
    let trade = caller.trade(&payload)?;
    told(deals::costs(&trade, deal, &payload.value).await?)
}

/// Enters the weight that counts, which settles the deal.
#[utoipa::path(post, path = "/api/v1/deals/{deal}/decide", tag = "deals", security(("token" = [])),
    params(("deal" = i64, Path, description = "The deal's id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = DecideRequest,
    responses((status = 200, body = DealMoved), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn decide(
    caller: Caller,
    Path(deal): Path<i64>,
    payload: Payload<DecideRequest>,
) -> Result<Response, Problem> {
    let trade = caller.trade(&payload)?;
    told(deals::decide(&trade, deal, &payload.value).await?)
}
