//! One instrument's floor: quote, book of listings, last deals, the ticket, and what is mine here.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use engine::{InstrumentNo, LiveOrder, Side};
use serde::{Deserialize, Serialize};

use super::actions::member_of;
use super::board::{Stand, own, profile_name, stand};
use super::book::{Book, of_listings, of_orders};
use super::view::{InstrumentCard, ListingRow, TradeRow, instruments, listings, trades};
use crate::app::App;
use crate::error::Problem;
use crate::form::Form;
use crate::page::page_after;
use crate::visitor::Visitor;

/// Which side of the ticket is open: `buy` takes an offer, `sell` supplies a bid.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    side: String,
}

/// A receipt of the visitor's with goods free to offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FreeReceipt {
    /// The receipt's number.
    pub receipt: u64,
    /// Contracts free.
    pub free: u32,
}

/// An order of the visitor's that rests in the continuous book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct OwnOrder {
    /// Its number.
    pub order: u64,
    /// The instrument's code.
    pub instrument: String,
    /// `ask` or `bid`.
    pub side: &'static str,
    /// Its limit in fen for one price unit.
    pub price_fen: i64,
    /// Contracts left.
    pub left: u32,
}

#[derive(Debug, Default, Serialize)]
struct Mine {
    available_fen: i64,
    held_fen: i64,
    receipts: Vec<FreeReceipt>,
    listings: Vec<ListingRow>,
    orders: Vec<OwnOrder>,
}

#[derive(Serialize)]
struct Floor {
    now: i64,
    profile: &'static str,
    stand: Stand,
    side: &'static str,
    instruments: Vec<InstrumentCard>,
    card: InstrumentCard,
    listings: Vec<ListingRow>,
    /// The best listing of the ticket's side that is not the visitor's own.
    picked: Option<ListingRow>,
    only_own: bool,
    others: usize,
    offered_g: i64,
    wanted_g: i64,
    book: Book,
    orders: Book,
    trades: Vec<TradeRow>,
    mine: Option<Mine>,
}

/// The floor of one instrument.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    (Path(code), Query(wish)): (Path<String>, Query<Wish>),
) -> Result<Response, Problem> {
    floor(&app, &visitor, (&code, &wish.side), None).await
}

/// The floor, also again after a form was refused.
///
/// # Errors
/// `404` for an unknown instrument.
pub async fn floor(
    app: &App,
    visitor: &Visitor,
    (code, side): (&str, &str),
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let cards = instruments(app, visitor.lang).await?;
    let card = cards.iter().find(|card| card.code == code).cloned();
    let card = card.ok_or_else(Problem::not_found)?;
    let rows = listings(app, visitor.lang, std::slice::from_ref(&card), own(visitor)).await?;
    let mine = match own(visitor) {
        Some(organisation) => Some(mine(app, &card, &rows, organisation).await?),
        None => None,
    };
    let side = ticket_side(side, mine.as_ref());
    let across: Vec<&ListingRow> = rows
        .iter()
        .filter(|row| row.side == if side == "buy" { "ask" } else { "bid" })
        .collect();
    let picked = across.iter().find(|row| !row.own).map(|row| (*row).clone());
    let sum = |side: &str| {
        rows.iter()
            .filter(|row| row.side == side)
            .filter_map(|row| row.left_g)
            .sum()
    };
    let floor = Floor {
        now: app.now(),
        profile: profile_name(app).await?,
        stand: stand(app, visitor).await?,
        side,
        only_own: picked.is_none() && !across.is_empty(),
        others: across
            .iter()
            .filter(|row| !row.own)
            .count()
            .saturating_sub(1),
        picked,
        offered_g: sum("ask"),
        wanted_g: sum("bid"),
        trades: trades(app, &card).await?,
        book: of_listings(&rows),
        orders: of_orders(app, &card).await?,
        instruments: cards,
        listings: rows,
        mine,
        card,
    };
    page_after(app, visitor, "market/floor.html", &floor, refused)
}

/// As asked; else whoever has goods to sell is shown who wants them.
fn ticket_side(asked: &str, mine: Option<&Mine>) -> &'static str {
    match asked {
        "buy" => "buy",
        "sell" => "sell",
        _ if mine.is_some_and(|mine| !mine.receipts.is_empty()) => "sell",
        _ => "buy",
    }
}

async fn mine(
    app: &App,
    card: &InstrumentCard,
    rows: &[ListingRow],
    organisation: i64,
) -> Result<Mine, Problem> {
    let member = member_of(organisation)?;
    let funds = app.desk().funds(member).await?;
    let orders = app.desk().orders(member).await?;
    Ok(Mine {
        available_fen: funds.available_fen,
        held_fen: funds.held_fen,
        receipts: free_receipts(app, card, organisation).await?,
        listings: rows.iter().filter(|row| row.own).cloned().collect(),
        orders: own_orders(&orders, card),
    })
}

/// The receipts of an organisation with goods of an instrument free to offer.
///
/// # Errors
/// `503` when the desk has stopped.
pub async fn free_receipts(
    app: &App,
    card: &InstrumentCard,
    organisation: i64,
) -> Result<Vec<FreeReceipt>, Problem> {
    let receipts = app.desk().receipts(member_of(organisation)?).await?;
    let free = receipts
        .into_iter()
        .filter(|receipt| i64::from(receipt.instrument.get()) == card.id && receipt.free.get() > 0);
    Ok(free
        .map(|receipt| FreeReceipt {
            receipt: receipt.receipt.get(),
            free: receipt.free.get(),
        })
        .collect())
}

/// Those of a member's resting orders that are of one instrument.
pub fn own_orders(orders: &[LiveOrder], card: &InstrumentCard) -> Vec<OwnOrder> {
    let here = |instrument: InstrumentNo| i64::from(instrument.get()) == card.id;
    let order = |order: &LiveOrder| OwnOrder {
        order: order.order.get(),
        instrument: card.code.clone(),
        side: if order.side == Side::Sell {
            "ask"
        } else {
            "bid"
        },
        price_fen: order.price.get() * card.tick_fen,
        left: order.left.get(),
    };
    orders
        .iter()
        .filter(|order| here(order.instrument))
        .map(order)
        .collect()
}
