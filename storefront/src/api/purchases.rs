//! Carts and purchases for programs that buy.

use axum::Json;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use exchange::retail::claim::{PHOTO_BYTES_MAX, PHOTOS_MAX};
use exchange::retail::purchase::Route;
use ledger::Money;
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;

use super::{Nothing, ProblemDetails, told};
use crate::address::AddressForm;
use crate::app::App;
use crate::cart::{self, CartView, Wanted, cart_view};
use crate::checkout::{PlaceAsked, PlacedView, pay_url, place, word_faults};
use crate::error::Problem;
use crate::guest::{self, Buyer};
use crate::orders::{self, Account, CancelAsked, ClaimAsked, OrderView, order_view};
use crate::payload::Payload;
use crate::router::{ANYONE, Changes, Reach, Table};

/// Characters of base64 for three photographs, and room for the words.
const CLAIM_BYTES_MAX: usize = PHOTOS_MAX * PHOTO_BYTES_MAX / 3 * 4 + 64 * 1024;

/// The routes of this slice.
pub fn routes() -> Table {
    let own = (ANYONE, Reach::Own);
    let other = (ANYONE, Reach::Own, Changes::Other);
    let stock = (ANYONE, Reach::Own, Changes::Stock);
    let money = (ANYONE, Reach::Own, Changes::Money);
    let claims = post(claim).layer(DefaultBodyLimit::max(CLAIM_BYTES_MAX));
    Table::default()
        // Used by programs that buy
        .post("/api/v1/guests", other, post(new_guest))
        .get("/api/v1/cart", own, get(show_cart))
        .post("/api/v1/cart", other, post(fill_cart))
        .post("/api/v1/purchases", stock, post(buy))
        .post("/api/v1/purchases/find", other, post(find))
        .get("/api/v1/purchases/{number}", own, get(show))
        .post("/api/v1/purchases/{number}/pay", other, post(pay))
        .post("/api/v1/purchases/{number}/cancel", money, post(cancel))
        .post("/api/v1/purchases/{number}/received", money, post(received))
        .post("/api/v1/purchases/{number}/claims", money, claims)
        .post(
            "/api/v1/purchases/{number}/refund-account",
            money,
            post(account),
        )
}

/// The description of this slice.
#[derive(OpenApi)]
#[openapi(paths(
    new_guest, show_cart, fill_cart, buy, find, show, pay, cancel, received, claim, account
))]
pub struct Described;

/// A buyer that has not signed in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Guest {
    /// Send it as `X-Guest`; whoever has it sees the cart and the purchases.
    token: String,
}

/// What the cart is to hold.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct CartRequest {
    /// These lines and no others.
    lines: Vec<Wanted>,
}

/// Where the cart goes, and what the buyer saw that it costs.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct PurchaseRequest {
    /// Whom it goes to; the place by codes of GB/T 2260.
    #[serde(flatten)]
    address: AddressForm,
    /// Where mails go.
    #[serde(default)]
    email: String,
    /// A word to the packers.
    #[serde(default)]
    note: String,
    /// `provider` or `transfer`.
    route: String,
    /// The total that the buyer saw, surcharge included.
    expected_total_fen: i64,
}

/// Telephone and code of a purchase.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct FindRequest {
    /// The receiver's telephone.
    phone: String,
    /// The code that the purchase was given.
    code: String,
}

/// A purchase that was found.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct FoundAnswer {
    /// Its number.
    number: String,
    /// The token of a guest that was made for it, where the caller sent none: send it as `X-Guest`.
    guest: Option<String>,
}

/// How to pay.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct PayAnswer {
    /// The provider's page, relative to this server where it begins with a stroke.
    pay_url: Option<String>,
}

/// A parcel that is there.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct ReceivedRequest {
    /// The parcel's number.
    parcel: String,
}

/// Bad goods.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct ClaimRequest {
    /// The line's number.
    line: i64,
    /// How much of it is bad, in grams.
    weight_g: i64,
    /// What is wrong with it.
    words: String,
    /// One to three photographs as base64: JPEG, PNG or WebP.
    photos: Vec<String>,
}

/// Makes a buyer that has not signed in.
#[utoipa::path(post, path = "/api/v1/guests", tag = "shop", request_body = Nothing, operation_id = "new_guest",
    responses((status = 201, body = Guest)))]
async fn new_guest(State(app): State<App>, _: Payload<Nothing>) -> Result<Response, Problem> {
    let (_, token) = guest::create(&app).await?;
    Ok((StatusCode::CREATED, Json(Guest { token })).into_response())
}

/// The caller's cart at today's prices.
#[utoipa::path(get, path = "/api/v1/cart", tag = "shop", operation_id = "cart", security(("token" = []), ("guest" = [])),
    responses((status = 200, body = CartView)))]
async fn show_cart(buyer: Buyer) -> Result<Json<CartView>, Problem> {
    cart_view(&buyer).await.map(Json)
}

/// Makes the caller's cart hold these lines and no others.
#[utoipa::path(post, path = "/api/v1/cart", tag = "shop", request_body = CartRequest, operation_id = "fill_cart",
    security(("token" = []), ("guest" = [])),
    responses((status = 200, body = CartView), (status = 422, body = ProblemDetails)))]
async fn fill_cart(
    mut buyer: Buyer,
    payload: Payload<CartRequest>,
) -> Result<Json<CartView>, Problem> {
    buyer
        .owner()
        .ok_or_else(|| Problem::unprocessable("guest-missing"))?;
    cart::replace(&mut buyer, &payload.value.lines).await?;
    cart_view(&buyer).await.map(Json)
}

/// Places the caller's cart; its goods are held until it is paid or expires.
#[utoipa::path(post, path = "/api/v1/purchases", tag = "shop", request_body = PurchaseRequest,
    operation_id = "place_purchase", security(("token" = []), ("guest" = [])),
    params(("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    responses((status = 201, body = PlacedView), (status = 409, body = ProblemDetails),
        (status = 422, body = ProblemDetails)))]
async fn buy(buyer: Buyer, payload: Payload<PurchaseRequest>) -> Result<Response, Problem> {
    let keyed = payload.keyed_in(buyer.key_space()?)?;
    let asked = asked(&payload.value)?;
    told(place(&buyer, keyed, &asked).await?)
}

fn asked(request: &PurchaseRequest) -> Result<PlaceAsked, Problem> {
    let mut problem = Problem::unprocessable("check-fields");
    let address = request.address.check();
    if let Err(faults) = &address {
        problem.fields.extend(faults.iter().cloned());
    }
    for (field, code, args) in word_faults(&request.email, &request.note) {
        problem = problem.with_field(field, code, args);
    }
    let routes = [Route::Provider, Route::Transfer];
    let route = routes
        .into_iter()
        .find(|route| route.as_str() == request.route);
    match (address, route) {
        (Ok(address), Some(route)) if problem.fields.is_empty() => Ok(PlaceAsked {
            address,
            email: request.email.clone(),
            note: request.note.clone(),
            route,
            expected_total: Money::fen(request.expected_total_fen),
            cart: None,
        }),
        (_, None) => Err(problem.with_field("route", "unknown-choice", Vec::new())),
        _ => Err(problem),
    }
}

/// Finds a purchase by telephone and code.
#[utoipa::path(post, path = "/api/v1/purchases/find", tag = "shop", request_body = FindRequest,
    operation_id = "find_purchase", security(("token" = []), ("guest" = [])),
    responses((status = 200, body = FoundAnswer), (status = 422, body = ProblemDetails),
        (status = 429, description = "Asked too often; Retry-After says when to come again")))]
async fn find(
    mut buyer: Buyer,
    payload: Payload<FindRequest>,
) -> Result<Json<FoundAnswer>, Problem> {
    let FindRequest { phone, code } = payload.value;
    let found = orders::find(&mut buyer, &phone, &code).await?;
    Ok(Json(FoundAnswer {
        number: found.number,
        guest: buyer.fresh().map(str::to_owned),
    }))
}

/// One purchase of the caller.
#[utoipa::path(get, path = "/api/v1/purchases/{number}", tag = "shop", operation_id = "purchase",
    security(("token" = []), ("guest" = [])),
    params(("number" = String, Path, description = "The purchase's number")),
    responses((status = 200, body = OrderView), (status = 404, body = ProblemDetails)))]
async fn show(buyer: Buyer, Path(number): Path<String>) -> Result<Json<OrderView>, Problem> {
    order_view(&buyer, &number).await.map(Json)
}

/// Opens the payment at the provider, or answers the one that is open.
#[utoipa::path(post, path = "/api/v1/purchases/{number}/pay", tag = "shop", request_body = Nothing,
    operation_id = "pay_purchase", security(("token" = []), ("guest" = [])),
    params(("number" = String, Path, description = "The purchase's number")),
    responses((status = 200, body = PayAnswer), (status = 409, body = ProblemDetails)))]
async fn pay(
    buyer: Buyer,
    Path(number): Path<String>,
    _: Payload<Nothing>,
) -> Result<Json<PayAnswer>, Problem> {
    order_view(&buyer, &number).await?;
    let pay_url = pay_url(&buyer.app, &number).await?;
    Ok(Json(PayAnswer { pay_url }))
}

/// Takes a purchase back, whole or by line.
#[utoipa::path(post, path = "/api/v1/purchases/{number}/cancel", tag = "shop", request_body = CancelAsked,
    operation_id = "cancel_purchase", security(("token" = []), ("guest" = [])),
    params(("number" = String, Path, description = "The purchase's number"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    responses((status = 200), (status = 409, body = ProblemDetails)))]
async fn cancel(
    buyer: Buyer,
    Path(number): Path<String>,
    payload: Payload<CancelAsked>,
) -> Result<Response, Problem> {
    let keyed = payload.keyed_in(buyer.purchase_key_space()?)?;
    told(orders::cancel(&buyer, keyed, (&number, &payload.value)).await?)
}

/// Says that a parcel is there.
#[utoipa::path(post, path = "/api/v1/purchases/{number}/received", tag = "shop", request_body = ReceivedRequest,
    operation_id = "receive_parcel", security(("token" = []), ("guest" = [])),
    params(("number" = String, Path, description = "The purchase's number"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    responses((status = 200), (status = 409, body = ProblemDetails)))]
async fn received(
    buyer: Buyer,
    Path(number): Path<String>,
    payload: Payload<ReceivedRequest>,
) -> Result<Response, Problem> {
    let keyed = payload.keyed_in(buyer.purchase_key_space()?)?;
    told(orders::received(&buyer, keyed, (&number, &payload.value.parcel)).await?)
}

/// Hands in a claim of bad goods.
#[utoipa::path(post, path = "/api/v1/purchases/{number}/claims", tag = "shop", request_body = ClaimRequest,
    operation_id = "claim_goods", security(("token" = []), ("guest" = [])),
    params(("number" = String, Path, description = "The purchase's number"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    responses((status = 200), (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn claim(
    buyer: Buyer,
    Path(number): Path<String>,
    payload: Payload<ClaimRequest>,
) -> Result<Response, Problem> {
    let keyed = payload.keyed_in(buyer.purchase_key_space()?)?;
    let ClaimRequest {
        line,
        weight_g,
        words,
        photos,
    } = payload.value;
    let photos: Result<Vec<Vec<u8>>, _> =
        photos.iter().map(|photo| STANDARD.decode(photo)).collect();
    let asked = ClaimAsked {
        line,
        weight_g,
        words,
        photos: photos.map_err(|_| Problem::field("photos", "claim-photo-kind"))?,
    };
    told(orders::claim(&buyer, keyed, (&number, asked)).await?)
}

/// Names the account that refunds by transfer go to.
#[utoipa::path(post, path = "/api/v1/purchases/{number}/refund-account", tag = "shop", request_body = Account,
    operation_id = "name_refund_account", security(("token" = []), ("guest" = [])),
    params(("number" = String, Path, description = "The purchase's number"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    responses((status = 200), (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn account(
    buyer: Buyer,
    Path(number): Path<String>,
    payload: Payload<Account>,
) -> Result<Response, Problem> {
    let keyed = payload.keyed_in(buyer.purchase_key_space()?)?;
    told(orders::set_account(&buyer, keyed, (&number, &payload.value)).await?)
}
