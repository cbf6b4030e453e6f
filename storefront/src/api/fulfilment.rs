//! Packing, sending and claims for programs of a cooperative.

use axum::Json;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use exchange::retail::consignment::view::{Filter, Wanted};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Nothing, ProblemDetails, told};
use crate::caller::Caller;
use crate::error::Problem;
use crate::imports::Upload;
use crate::office::Imported;
use crate::office::claims::{self, ClaimDecided, Claims, DecideClaimRequest};
use crate::office::orders::{self, ConsignmentMoved, Consignments, ShipRequest};
use crate::payload::Payload;
use crate::router::{Changes, OFFICE, Reach, Table};

/// Rows of one answer, at most.
const ROWS_MAX: u64 = 200;

/// The routes of this slice.
pub fn routes() -> Table {
    let sees = (OFFICE, Reach::Organisation);
    let moves_stock = (OFFICE, Reach::Organisation, Changes::Stock);
    let moves_money = (OFFICE, Reach::Organisation, Changes::Money);
    Table::default()
        // Used by programs of a cooperative
        .get("/api/v1/office/consignments", sees, get(consignments))
        .post(
            "/api/v1/office/consignments/{consignment}/pack",
            moves_stock,
            post(pack_consignment),
        )
        .post(
            "/api/v1/office/consignments/{consignment}/ship",
            moves_stock,
            post(ship_consignment),
        )
        .post(
            "/api/v1/office/consignments/{consignment}/waybill",
            moves_stock,
            post(correct_waybill),
        )
        .post("/api/v1/office/waybills", moves_stock, post(waybills))
        .get("/api/v1/office/claims", sees, get(office_claims))
        .post(
            "/api/v1/office/claims/{claim}",
            moves_money,
            post(decide_claim),
        )
}

/// The description of this slice.
#[derive(OpenApi)]
#[openapi(paths(
    consignments,
    pack_consignment,
    ship_consignment,
    correct_waybill,
    waybills,
    office_claims,
    decide_claim
))]
pub struct Described;

/// Which consignments.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct WantedParcels {
    /// `to_pack`, `packed`, `shipped`, `received`, `settled`, `cancelled`, `claimed`, `refunding` or `all`.
    state: String,
    /// A part of a number or waybill, the end of the receiver's phone number or the beginning of the name.
    q: String,
    /// The page, from 1.
    page: Option<u64>,
    /// At most so many on a page, 200 or fewer.
    limit: Option<u64>,
}

/// The cooperative's parts of paid purchases: what is due first, otherwise the newest first.
#[utoipa::path(get, path = "/api/v1/office/consignments", tag = "office", security(("token" = [])),
    params(WantedParcels),
    responses((status = 200, body = Consignments), (status = 401, body = ProblemDetails),
        (status = 422, body = ProblemDetails)))]
async fn consignments(
    caller: Caller,
    Query(asked): Query<WantedParcels>,
) -> Result<Json<Consignments>, Problem> {
    let wanted = Wanted {
        filter: match asked.state.as_str() {
            "" => Filter::All,
            word => orders::filter_named(word)?,
        },
        words: asked.q.trim(),
        page: asked.page.unwrap_or(1).max(1),
        per_page: asked.limit.unwrap_or(ROWS_MAX).clamp(1, ROWS_MAX),
    };
    orders::consignments(&caller.asked(), &wanted)
        .await
        .map(Json)
}

/// Packs all boxes of a consignment, which fixes the lots in them, the oldest first.
#[utoipa::path(post, path = "/api/v1/office/consignments/{consignment}/pack", tag = "office",
    security(("token" = [])),
    params(("consignment" = i64, Path, description = "The consignment's id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = Nothing,
    responses((status = 200, body = ConsignmentMoved), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails)))]
async fn pack_consignment(
    caller: Caller,
    Path(consignment): Path<i64>,
    payload: Payload<Nothing>,
) -> Result<Response, Problem> {
    let keyed = payload.keyed(&caller.actor)?;
    told(orders::pack(&caller.asked(), keyed, consignment).await?)
}

/// Notes that the carrier has a consignment, under its waybill.
#[utoipa::path(post, path = "/api/v1/office/consignments/{consignment}/ship", tag = "office",
    security(("token" = [])),
    params(("consignment" = i64, Path, description = "The consignment's id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = ShipRequest,
    responses((status = 200, body = ConsignmentMoved), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn ship_consignment(
    caller: Caller,
    Path(consignment): Path<i64>,
    payload: Payload<ShipRequest>,
) -> Result<Response, Problem> {
    let keyed = payload.keyed(&caller.actor)?;
    told(orders::ship(&caller.asked(), keyed, (consignment, &payload.value)).await?)
}

/// Puts right the waybill of a consignment that is on its way and not received; the wrong one stays in
/// its history.
#[utoipa::path(post, path = "/api/v1/office/consignments/{consignment}/waybill", tag = "office",
    security(("token" = [])),
    params(("consignment" = i64, Path, description = "The consignment's id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = ShipRequest,
    responses((status = 200, body = ConsignmentMoved), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn correct_waybill(
    caller: Caller,
    Path(consignment): Path<i64>,
    payload: Payload<ShipRequest>,
) -> Result<Response, Problem> {
    let keyed = payload.keyed(&caller.actor)?;
    let at = (consignment, &payload.value);
    told(orders::correct_waybill(&caller.asked(), keyed, at).await?)
}

/// How a list is taken.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Manner {
    /// Check every row and write nothing.
    dry_run: bool,
    /// The file's name, for the history.
    name: String,
}

/// Hands in a carrier's list of waybills, whole or not at all; the body is the CSV itself.
#[utoipa::path(post, path = "/api/v1/office/waybills", tag = "office", security(("token" = [])),
    params(Manner,
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller; a dry run needs none")),
    request_body(content = String, content_type = "text/csv",
        description = "Columns `consignment_number` and `waybill`"),
    responses((status = 200, body = Imported, description = "Of a dry run"), (status = 201, body = Imported),
        (status = 422, body = ProblemDetails)))]
async fn waybills(
    caller: Caller,
    Query(manner): Query<Manner>,
    upload: Upload,
) -> Result<Response, Problem> {
    let name = [manner.name.as_str(), upload.name.as_str()]
        .into_iter()
        .find(|name| !name.is_empty());
    let file = (name.unwrap_or("waybills"), &*upload.bytes);
    if manner.dry_run {
        return Ok(Json(orders::try_waybills(&caller.asked(), file).await?).into_response());
    }
    told(orders::take_waybills(&caller.asked(), upload.keyed(&caller.actor)?, file).await?)
}

/// Which claims.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct WantedClaims {
    /// The page, from 1.
    page: Option<u64>,
    /// At most so many on a page, 200 or fewer.
    limit: Option<u64>,
}

/// The cooperative's claims: those that wait first, then the newest decided.
#[utoipa::path(get, path = "/api/v1/office/claims", tag = "office", security(("token" = [])),
    params(WantedClaims),
    responses((status = 200, body = Claims), (status = 401, body = ProblemDetails)))]
async fn office_claims(
    caller: Caller,
    Query(asked): Query<WantedClaims>,
) -> Result<Json<Claims>, Problem> {
    let page = asked.page.unwrap_or(1).max(1);
    let limit = asked.limit.unwrap_or(ROWS_MAX).clamp(1, ROWS_MAX);
    claims::claims(&caller.asked(), (page, limit))
        .await
        .map(Json)
}

/// Answers a claim: so much of its line goes back, or why nothing does.
#[utoipa::path(post, path = "/api/v1/office/claims/{claim}", tag = "office", security(("token" = [])),
    params(("claim" = i64, Path, description = "The claim's id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = DecideClaimRequest,
    responses((status = 200, body = ClaimDecided), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn decide_claim(
    caller: Caller,
    Path(claim): Path<i64>,
    payload: Payload<DecideClaimRequest>,
) -> Result<Response, Problem> {
    let keyed = payload.keyed(&caller.actor)?;
    told(claims::decide(&caller.asked(), keyed, (claim, &payload.value)).await?)
}
