//! A cooperative's office for programs.

use axum::Json;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

use super::{Nothing, ProblemDetails, told};
use crate::caller::Caller;
use crate::error::Problem;
use crate::imports::Upload;
use crate::office::{
    self, CertificateRow, CertificateWish, CorrectRequest, Corrected, FileKind, HouseholdRow,
    Imported, LotDetail, LotRow, ReceiptRow, ReceiptWish, SaleRow, SeasonShares, ShelfRow,
    ShelfWish,
};
use crate::payload::Payload;
use crate::router::{Changes, OFFICE, Reach, Table};

/// The routes of this slice.
pub fn routes() -> Table {
    let sees = (OFFICE, Reach::Organisation);
    let moves_stock = (OFFICE, Reach::Organisation, Changes::Stock);
    let moves_money = (OFFICE, Reach::Organisation, Changes::Money);
    Table::default()
        // Used by programs of a cooperative
        .get("/api/v1/office/lots", sees, get(lots))
        .get("/api/v1/office/lots/{lot}", sees, get(lot))
        .get("/api/v1/office/receipts", sees, get(receipts))
        .post(
            "/api/v1/office/receipts",
            moves_stock,
            post(request_receipt),
        )
        .post(
            "/api/v1/office/receipts/{receipt}/cancel",
            moves_stock,
            post(cancel_receipt),
        )
        .post(
            "/api/v1/office/intakes/{intake}/correct",
            moves_money,
            post(correct),
        )
        .post(
            "/api/v1/office/lots/{lot}/certificates",
            (OFFICE, Reach::Organisation, Changes::Other),
            post(record_certificate),
        )
        .get("/api/v1/office/shelves", sees, get(shelves))
        .post("/api/v1/office/shelves", moves_stock, post(put_on_sale))
        .post("/api/v1/office/shelves/back", moves_stock, post(take_back))
        .get("/api/v1/office/households", sees, get(households))
        .get("/api/v1/office/season", sees, get(season))
        .get("/api/v1/office/sales", sees, get(sales))
        .post("/api/v1/office/imports/{kind}", moves_money, post(import))
}

/// The description of this slice.
#[derive(OpenApi)]
#[openapi(paths(
    lots,
    lot,
    receipts,
    request_receipt,
    cancel_receipt,
    correct,
    record_certificate,
    shelves,
    put_on_sale,
    take_back,
    households,
    season,
    sales,
    import
))]
pub struct Described;

/// Lots of a cooperative.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lots {
    /// Newest first.
    lots: Vec<LotRow>,
}

/// The cooperative's lots: by grade what is recorded, held, gone and free.
#[utoipa::path(get, path = "/api/v1/office/lots", tag = "office", security(("token" = [])),
    responses((status = 200, body = Lots), (status = 401, body = ProblemDetails)))]
async fn lots(caller: Caller) -> Result<Json<Lots>, Problem> {
    Ok(Json(Lots {
        lots: office::lots(&caller.asked()).await?,
    }))
}

/// One lot with its weigh tickets, receipts, deals and corrections.
#[utoipa::path(get, path = "/api/v1/office/lots/{lot}", tag = "office", security(("token" = [])),
    params(("lot" = String, Path, description = "The root lot's code or id")),
    responses((status = 200, body = LotDetail), (status = 404, body = ProblemDetails)))]
async fn lot(caller: Caller, Path(lot): Path<String>) -> Result<Json<LotDetail>, Problem> {
    office::lot_detail(&caller.asked(), &lot).await.map(Json)
}

/// Receipts of a cooperative.
#[derive(Debug, Serialize, ToSchema)]
pub struct Receipts {
    /// Newest first.
    receipts: Vec<ReceiptRow>,
}

/// The cooperative's warehouse receipts.
#[utoipa::path(get, path = "/api/v1/office/receipts", tag = "office", security(("token" = [])),
    responses((status = 200, body = Receipts), (status = 401, body = ProblemDetails)))]
async fn receipts(caller: Caller) -> Result<Json<Receipts>, Problem> {
    Ok(Json(Receipts {
        receipts: office::receipts(&caller.asked()).await?,
    }))
}

/// A receipt that was asked for, or asked back.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptMoved {
    /// The receipt's id.
    receipt: i64,
    /// `requested` or `cancelling`, until the desk has answered a moment later.
    state: String,
    /// The number of the instruction to the desk.
    instruction: i64,
}

/// Holds a lot's goods and asks for a warehouse receipt over them.
#[utoipa::path(post, path = "/api/v1/office/receipts", tag = "office", security(("token" = [])),
    params(("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = ReceiptWish,
    responses((status = 201, body = ReceiptMoved), (status = 422, body = ProblemDetails)))]
async fn request_receipt(
    caller: Caller,
    payload: Payload<ReceiptWish>,
) -> Result<Response, Problem> {
    let keyed = payload.keyed(&caller.actor)?;
    told(office::request_receipt(&caller.asked(), keyed, &payload.value).await?)
}

/// Asks a receipt's goods back, as far as no offer holds them.
#[utoipa::path(post, path = "/api/v1/office/receipts/{receipt}/cancel", tag = "office", security(("token" = [])),
    params(("receipt" = i64, Path, description = "The receipt's id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = Nothing,
    responses((status = 200, body = ReceiptMoved), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails)))]
async fn cancel_receipt(
    caller: Caller,
    Path(receipt): Path<i64>,
    payload: Payload<Nothing>,
) -> Result<Response, Problem> {
    let keyed = payload.keyed(&caller.actor)?;
    told(office::cancel_receipt(&caller.asked(), keyed, receipt).await?)
}

/// Corrects a weigh ticket; a pool that was split by it is split again while no line of it was paid.
#[utoipa::path(post, path = "/api/v1/office/intakes/{intake}/correct", tag = "office", security(("token" = [])),
    params(("intake" = i64, Path, description = "The weigh ticket's id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = CorrectRequest,
    responses((status = 200, body = Corrected), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn correct(
    caller: Caller,
    Path(intake): Path<i64>,
    payload: Payload<CorrectRequest>,
) -> Result<Response, Problem> {
    let keyed = payload.keyed(&caller.actor)?;
    told(office::correct(&caller.asked(), keyed, (intake, &payload.value)).await?)
}

/// Records a certificate of a lot; shops sell goods of some products only with one.
#[utoipa::path(post, path = "/api/v1/office/lots/{lot}/certificates", tag = "office", security(("token" = [])),
    params(("lot" = String, Path, description = "The root lot's code or id"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = CertificateWish,
    responses((status = 201, body = CertificateRow), (status = 404, body = ProblemDetails),
        (status = 422, body = ProblemDetails)))]
async fn record_certificate(
    caller: Caller,
    Path(lot): Path<String>,
    payload: Payload<CertificateWish>,
) -> Result<Response, Problem> {
    let keyed = payload.keyed(&caller.actor)?;
    told(office::record_certificate(&caller.asked(), keyed, (&lot, &payload.value)).await?)
}

/// The shops' shelves of a cooperative.
#[derive(Debug, Serialize, ToSchema)]
pub struct Shelves {
    /// By SKU.
    shelves: Vec<ShelfRow>,
}

/// What of each pack is there, promised and left, by lot, and what more could be put on sale.
#[utoipa::path(get, path = "/api/v1/office/shelves", tag = "office", security(("token" = [])),
    responses((status = 200, body = Shelves), (status = 401, body = ProblemDetails)))]
async fn shelves(caller: Caller) -> Result<Json<Shelves>, Problem> {
    Ok(Json(Shelves {
        shelves: office::shelves(&caller.asked()).await?,
    }))
}

/// Packs that were put on sale, or taken back.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShelfMoved {
    /// The SKU's number.
    sku: i64,
    /// The root lot's code.
    lot: String,
    /// How many packs.
    packs: String,
    /// What can be bought now, in whole packs.
    available_packs: i64,
}

/// Puts packs of a lot on sale: their goods are held for the shop.
#[utoipa::path(post, path = "/api/v1/office/shelves", tag = "office", security(("token" = [])),
    params(("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = ShelfWish,
    responses((status = 201, body = ShelfMoved), (status = 422, body = ProblemDetails)))]
async fn put_on_sale(caller: Caller, payload: Payload<ShelfWish>) -> Result<Response, Problem> {
    let keyed = payload.keyed(&caller.actor)?;
    told(office::put_on_sale(&caller.asked(), keyed, &payload.value).await?)
}

/// Takes packs back into their lot, as far as nobody was promised them.
#[utoipa::path(post, path = "/api/v1/office/shelves/back", tag = "office", security(("token" = [])),
    params(("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = ShelfWish,
    responses((status = 201, body = ShelfMoved), (status = 404, body = ProblemDetails),
        (status = 422, body = ProblemDetails)))]
async fn take_back(caller: Caller, payload: Payload<ShelfWish>) -> Result<Response, Problem> {
    let keyed = payload.keyed(&caller.actor)?;
    told(office::take_back(&caller.asked(), keyed, &payload.value).await?)
}

/// Households of a cooperative.
#[derive(Debug, Serialize, ToSchema)]
pub struct Households {
    /// By id.
    households: Vec<HouseholdRow>,
}

/// The cooperative's households with their season's sums.
#[utoipa::path(get, path = "/api/v1/office/households", tag = "office", security(("token" = [])),
    responses((status = 200, body = Households), (status = 401, body = ProblemDetails)))]
async fn households(caller: Caller) -> Result<Json<Households>, Problem> {
    Ok(Json(Households {
        households: office::households(&caller.asked()).await?,
    }))
}

/// Whose the money of the season became: how much is each household's, and whose is the rest.
#[utoipa::path(get, path = "/api/v1/office/season", tag = "office", security(("token" = [])),
    operation_id = "office_season",
    responses((status = 200, body = SeasonShares), (status = 401, body = ProblemDetails)))]
async fn season(caller: Caller) -> Result<Json<SeasonShares>, Problem> {
    office::season_shares(&caller.asked()).await.map(Json)
}

/// How a file is taken.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Manner {
    /// Check every row and write nothing.
    dry_run: bool,
    /// The file's name, for the history.
    name: String,
}

/// Hands in a file, whole or not at all; the body is the CSV itself.
#[utoipa::path(post, path = "/api/v1/office/imports/{kind}", tag = "office", security(("token" = [])),
    params(("kind" = String, Path, description = "members, intakes, advances, certificates, shelves, products or skus"), Manner,
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller; a dry run needs none")),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = Imported, description = "Of a dry run"), (status = 201, body = Imported),
        (status = 404, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn import(
    caller: Caller,
    Path(kind): Path<String>,
    Query(manner): Query<Manner>,
    upload: Upload,
) -> Result<Response, Problem> {
    let kind = FileKind::named(&kind).ok_or_else(Problem::not_found)?;
    let name = [manner.name.as_str(), upload.name.as_str()]
        .into_iter()
        .find(|name| !name.is_empty());
    let file = (kind, name.unwrap_or(kind.as_str()), &*upload.bytes);
    if manner.dry_run {
        return Ok(Json(office::try_out(&caller.asked(), file).await?).into_response());
    }
    told(office::import(&caller.asked(), upload.keyed(&caller.actor)?, file).await?)
}

/// Posted sales of a cooperative's boxes.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sales {
    /// The latest first, at most a hundred.
    sales: Vec<SaleRow>,
}

/// From where to read on.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Earlier {
    /// Only sales with a smaller id.
    before: Option<i64>,
}

/// The cooperative's boxes whose claim window is over: what was paid for each consignment and whose it
/// became.
#[utoipa::path(get, path = "/api/v1/office/sales", tag = "office", security(("token" = [])), params(Earlier),
    operation_id = "office_sales",
    responses((status = 200, body = Sales), (status = 401, body = ProblemDetails)))]
async fn sales(caller: Caller, Query(earlier): Query<Earlier>) -> Result<Json<Sales>, Problem> {
    Ok(Json(Sales {
        sales: office::sales(&caller.asked(), earlier.before).await?,
    }))
}
