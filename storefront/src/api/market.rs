//! The market for programs: what is offered and traded, what is mine, and what members do there.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::sse::{Event as Sent, KeepAlive, Sse};
use axum::routing::{get, post};
use engine::InstrumentNo;
use futures::Stream;
use serde::Serialize;
use utoipa::OpenApi;

use super::{Nothing, ProblemDetails};
use crate::app::App;
use crate::caller::Caller;
use crate::error::Problem;
use crate::market::{
    self, Cancelled, FreeReceipt, InstrumentCard, ListRequest, Listed, ListingRow, Live,
    OrderRequest, OwnOrder, Placed, ReplaceRequest, TakeRequest, Taken, TradeRow, Withdrawn,
};
use crate::payload::Payload;
use crate::router::{ANYONE, Changes, MARKET, Reach, Table};
use crate::visitor::Visitor;

/// Levels of one side that an answer has, at most.
const LEVELS_MAX: usize = 50;

/// The routes of this slice.
pub fn routes() -> Table {
    let seen = (ANYONE, Reach::Public);
    let own = (MARKET, Reach::Organisation);
    let trades = (MARKET, Reach::Organisation, Changes::Money);
    Table::default()
        // Used by anybody's programs
        .get("/api/v1/instruments", seen, get(instruments))
        .get("/api/v1/listings", seen, get(listings))
        .get("/api/v1/instruments/{code}/trades", seen, get(last_trades))
        .get("/api/v1/instruments/{code}/depth", seen, get(depth))
        .get("/api/v1/market/live", seen, get(live))
        // Used by programs of wholesalers and cooperatives
        .get("/api/v1/market/mine", own, get(mine))
        .post("/api/v1/listings", trades, post(list))
        .post("/api/v1/listings/{listing}/take", trades, post(take))
        .post(
            "/api/v1/listings/{listing}/withdraw",
            trades,
            post(withdraw),
        )
        .post("/api/v1/orders", trades, post(place))
        .post("/api/v1/orders/{order}/cancel", trades, post(cancel))
        .post("/api/v1/orders/{order}/replace", trades, post(replace))
}

/// The description of this slice.
#[derive(OpenApi)]
#[openapi(paths(
    instruments,
    listings,
    last_trades,
    depth,
    live,
    mine,
    list,
    take,
    withdraw,
    place,
    cancel,
    replace
))]
pub struct Described;

/// What is the caller's own in the market.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Mine {
    /// Free at the desk, in fen.
    pub available_fen: i64,
    /// Held at the desk, in fen.
    pub held_fen: i64,
    /// Its listings.
    pub listings: Vec<ListingRow>,
    /// Its orders that rest in continuous books.
    pub orders: Vec<OwnOrder>,
    /// Its receipts with goods free to offer.
    pub receipts: Vec<OwnReceipt>,
}

/// The best levels of a continuous book.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Depth {
    /// Buyers, the highest price first.
    pub bids: Vec<DepthLevel>,
    /// Sellers, the lowest price first.
    pub asks: Vec<DepthLevel>,
}

/// All that waits at one price.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DepthLevel {
    /// Price in fen for one price unit.
    pub price_fen: i64,
    /// Contracts.
    pub quantity: u64,
}

/// A receipt with goods free to offer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OwnReceipt {
    /// The instrument's code.
    pub instrument: String,
    /// The receipt's number and its free contracts.
    #[serde(flatten)]
    pub free: FreeReceipt,
}

/// Every instrument with its last price, those that trade first.
#[utoipa::path(get, path = "/api/v1/instruments", tag = "market",
    responses((status = 200, body = Vec<InstrumentCard>)))]
async fn instruments(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Json<Vec<InstrumentCard>>, Problem> {
    market::instruments(&app, visitor.lang).await.map(Json)
}

/// The listing board: offers from the cheapest, then bids from the dearest.
#[utoipa::path(get, path = "/api/v1/listings", tag = "market",
    responses((status = 200, body = Vec<ListingRow>)))]
async fn listings(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Json<Vec<ListingRow>>, Problem> {
    let cards = market::instruments(&app, visitor.lang).await?;
    market::listings(&app, visitor.lang, &cards, market::own(&visitor))
        .await
        .map(Json)
}

async fn card(app: &App, visitor: &Visitor, code: &str) -> Result<InstrumentCard, Problem> {
    let cards = market::instruments(app, visitor.lang).await?;
    cards
        .into_iter()
        .find(|card| card.code == code)
        .ok_or_else(Problem::not_found)
}

/// The last deals of an instrument, parties masked, newest first.
#[utoipa::path(get, path = "/api/v1/instruments/{code}/trades", tag = "market",
    params(("code" = String, Path, description = "The instrument's code")),
    responses((status = 200, body = Vec<TradeRow>), (status = 404, body = ProblemDetails)))]
async fn last_trades(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Json<Vec<TradeRow>>, Problem> {
    let card = card(&app, &visitor, &code).await?;
    market::trades(&app, &card).await.map(Json)
}

/// The best levels of an instrument's continuous book; empty where the profile has none.
#[utoipa::path(get, path = "/api/v1/instruments/{code}/depth", tag = "market",
    params(("code" = String, Path, description = "The instrument's code")),
    responses((status = 200, body = Depth), (status = 404, body = ProblemDetails)))]
async fn depth(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Json<Depth>, Problem> {
    let card = card(&app, &visitor, &code).await?;
    let number = InstrumentNo::new(u32::try_from(card.id).map_err(Problem::broken)?);
    let depth = app.desk().depth(number, LEVELS_MAX).await?;
    let level = |level: &engine::DepthLevel| DepthLevel {
        price_fen: level.price.get() * card.tick_fen,
        quantity: level.qty,
    };
    Ok(Json(Depth {
        bids: depth.bids.iter().map(level).collect(),
        asks: depth.asks.iter().map(level).collect(),
    }))
}

/// What changes in the market, as server-sent events `market`; `missed` says that some were lost.
#[utoipa::path(get, path = "/api/v1/market/live", tag = "market",
    responses((status = 200, body = Live, content_type = "text/event-stream")))]
async fn live(
    State(app): State<App>,
) -> Sse<impl Stream<Item = Result<Sent, std::convert::Infallible>>> {
    Sse::new(market::events(&app)).keep_alive(KeepAlive::default())
}

/// The caller's listings, orders, receipts and money at the desk.
#[utoipa::path(get, path = "/api/v1/market/mine", tag = "market", security(("token" = [])),
    responses((status = 200, body = Mine), (status = 401, body = ProblemDetails)))]
async fn mine(caller: Caller) -> Result<Json<Mine>, Problem> {
    let organisation = caller.actor.organisation()?;
    let member = market::member_of(organisation)?;
    let cards = market::instruments(&caller.app, caller.visitor.lang).await?;
    let rows =
        market::listings(&caller.app, caller.visitor.lang, &cards, Some(organisation)).await?;
    let resting = caller.app.desk().orders(member).await?;
    let funds = caller.app.desk().funds(member).await?;
    let mut receipts = Vec::new();
    for card in &cards {
        let free = market::free_receipts(&caller.app, card, organisation).await?;
        let own = |free| OwnReceipt {
            instrument: card.code.clone(),
            free,
        };
        receipts.extend(free.into_iter().map(own));
    }
    Ok(Json(Mine {
        available_fen: funds.available_fen,
        held_fen: funds.held_fen,
        listings: rows.into_iter().filter(|row| row.own).collect(),
        orders: cards
            .iter()
            .flat_map(|card| market::own_orders(&resting, card))
            .collect(),
        receipts,
    }))
}

/// Puts an offer or a bid on the board.
#[utoipa::path(post, path = "/api/v1/listings", tag = "market", security(("token" = [])),
    params(("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = ListRequest,
    responses((status = 201, body = Listed), (status = 409, body = ProblemDetails),
        (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
async fn list(
    caller: Caller,
    payload: Payload<ListRequest>,
) -> Result<(StatusCode, Json<Listed>), Problem> {
    let trade = caller.trade(&payload)?;
    Ok((StatusCode::CREATED, Json(trade.list(&payload.value).await?)))
}

/// Takes a listing, whole or in part: a deal.
#[utoipa::path(post, path = "/api/v1/listings/{listing}/take", tag = "market", security(("token" = [])),
    params(("listing" = u64, Path, description = "The listing's number"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = TakeRequest,
    responses((status = 201, body = Taken), (status = 404, body = ProblemDetails),
        (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn take(
    caller: Caller,
    Path(listing): Path<u64>,
    payload: Payload<TakeRequest>,
) -> Result<(StatusCode, Json<Taken>), Problem> {
    let trade = caller.trade(&payload)?;
    Ok((
        StatusCode::CREATED,
        Json(trade.take(listing, &payload.value).await?),
    ))
}

/// Takes an own listing off the board.
#[utoipa::path(post, path = "/api/v1/listings/{listing}/withdraw", tag = "market", security(("token" = [])),
    params(("listing" = u64, Path, description = "The listing's number"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = Nothing,
    responses((status = 200, body = Withdrawn), (status = 404, body = ProblemDetails)))]
async fn withdraw(
    caller: Caller,
    Path(listing): Path<u64>,
    payload: Payload<Nothing>,
) -> Result<Json<Withdrawn>, Problem> {
    let trade = caller.trade(&payload)?;
    trade.withdraw(listing).await.map(Json)
}

/// Places an order in the continuous book.
#[utoipa::path(post, path = "/api/v1/orders", tag = "market", security(("token" = [])),
    params(("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = OrderRequest,
    responses((status = 201, body = Placed), (status = 409, body = ProblemDetails),
        (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
async fn place(
    caller: Caller,
    payload: Payload<OrderRequest>,
) -> Result<(StatusCode, Json<Placed>), Problem> {
    let trade = caller.trade(&payload)?;
    Ok((
        StatusCode::CREATED,
        Json(trade.place(&payload.value).await?),
    ))
}

/// Cancels an own order.
#[utoipa::path(post, path = "/api/v1/orders/{order}/cancel", tag = "market", security(("token" = [])),
    params(("order" = u64, Path, description = "The order's number"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = Nothing,
    responses((status = 200, body = Cancelled), (status = 404, body = ProblemDetails)))]
async fn cancel(
    caller: Caller,
    Path(order): Path<u64>,
    payload: Payload<Nothing>,
) -> Result<Json<Cancelled>, Problem> {
    let trade = caller.trade(&payload)?;
    trade.cancel(order).await.map(Json)
}

/// Gives an own order a new price and quantity; it goes to the end of its queue.
#[utoipa::path(post, path = "/api/v1/orders/{order}/replace", tag = "market", security(("token" = [])),
    params(("order" = u64, Path, description = "The order's number"),
        ("Idempotency-Key" = String, Header, description = "Chosen by the caller, once for each change")),
    request_body = ReplaceRequest,
    responses((status = 200, body = Placed), (status = 404, body = ProblemDetails),
        (status = 422, body = ProblemDetails)))]
async fn replace(
    caller: Caller,
    Path(order): Path<u64>,
    payload: Payload<ReplaceRequest>,
) -> Result<Json<Placed>, Problem> {
    let trade = caller.trade(&payload)?;
    trade.replace(order, &payload.value).await.map(Json)
}
