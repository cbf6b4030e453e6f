//! Taking a listing: first what it means in money, goods and duties, then one button that repeats it.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use catalog::working_days::Calendar;
use exchange::deal::{amounts, due};
use ledger::{BasisPoints, Grams, Money};
use serde::{Deserialize, Serialize};

use super::actions::{Trade, member_of};
use super::board::{Stand, own, stand};
use super::floor::{FreeReceipt, free_receipts};
use super::requests::TakeRequest;
use super::view::{InstrumentCard, ListingRow, instruments, listings};
use crate::app::App;
use crate::error::Problem;
use crate::form::Form;
use crate::page::{page_after, see};
use crate::visitor::{Actor, Visitor};

/// How many contracts the visitor thinks of.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    quantity: Option<String>,
}

#[derive(Serialize)]
struct TakePage {
    now: i64,
    stand: Stand,
    card: InstrumentCard,
    row: ListingRow,
    quantity: u32,
    grams: i64,
    value_fen: i64,
    deposit_fen: i64,
    rest_fen: i64,
    freight_fen: i64,
    inspection_fen: i64,
    pay_by: i64,
    available_fen: i64,
    short_fen: i64,
    receipts: Vec<FreeReceipt>,
}

/// What a take would mean.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    (Path(listing), Query(wanted)): (Path<u64>, Query<Wanted>),
) -> Result<Response, Problem> {
    // What is no number becomes all that is left: this page only shows, the take itself is strict.
    let quantity = wanted.quantity.and_then(|text| text.trim().parse().ok());
    render(&app, (&visitor, &actor), (listing, quantity), None).await
}

async fn render(
    app: &App,
    (visitor, actor): (&Visitor, &Actor),
    (listing, quantity): (u64, Option<u32>),
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let cards = instruments(app, visitor.lang).await?;
    let rows = listings(app, visitor.lang, &cards, own(visitor)).await?;
    let gone = || Problem::new(axum::http::StatusCode::NOT_FOUND, "market-gone");
    let row = rows
        .into_iter()
        .find(|row| row.listing == listing)
        .ok_or_else(gone)?;
    let card = cards
        .into_iter()
        .find(|card| card.code == row.instrument)
        .ok_or_else(gone)?;
    let page = take_page(app, (visitor, actor), (card, row), quantity).await?;
    page_after(app, visitor, "market/take.html", &page, refused)
}

async fn take_page(
    app: &App,
    (visitor, actor): (&Visitor, &Actor),
    (card, row): (InstrumentCard, ListingRow),
    quantity: Option<u32>,
) -> Result<TakePage, Problem> {
    let now = app.now();
    let quantity = quantity.unwrap_or(row.left).clamp(1, row.left.max(1));
    let ticks = row.price_fen / card.tick_fen;
    let value = amounts::value(ticks, i64::from(quantity), card.tick_value_fen);
    let value = value.map_err(Problem::broken)?;
    let deposit = value
        .hold(listing_hold(app, &card).await?)
        .map_err(Problem::broken)?;
    let grams = card
        .contract_g
        .unwrap_or_default()
        .checked_mul(i64::from(quantity));
    let grams = Grams::new(grams.unwrap_or_default()).map_err(Problem::broken)?;
    let per_tonne = |fen: u32| {
        let cost = amounts::by_the_tonne(Money::fen(i64::from(fen)), grams);
        cost.map(Money::as_fen).map_err(Problem::broken)
    };
    let calendar = Calendar::load(app.database().read()).await?;
    let organisation = actor.organisation()?;
    let available_fen = app
        .desk()
        .funds(member_of(organisation)?)
        .await?
        .available_fen;
    Ok(TakePage {
        now,
        stand: stand(app, visitor).await?,
        quantity,
        grams: grams.as_g(),
        value_fen: value.as_fen(),
        deposit_fen: deposit.as_fen(),
        rest_fen: value.as_fen() - deposit.as_fen(),
        freight_fen: per_tonne(row.freight_fen_per_t)?,
        inspection_fen: per_tonne(row.inspection_fen_per_t)?,
        pay_by: due::payment(&calendar, now),
        available_fen,
        short_fen: (deposit.as_fen() - available_fen).max(0),
        receipts: free_receipts(app, &card, organisation).await?,
        card,
        row,
    })
}

async fn listing_hold(app: &App, card: &InstrumentCard) -> Result<BasisPoints, Problem> {
    let state = app.desk().venue().await?;
    let here = |rules: &&engine::InstrumentRules| i64::from(rules.instrument.get()) == card.id;
    let bp = state
        .instruments
        .iter()
        .find(here)
        .and_then(|rules| rules.listing_hold_bp);
    let bp = bp.ok_or_else(|| Problem::conflict("market-mode-closed"))?;
    BasisPoints::new(bp).map_err(Problem::broken)
}

/// Takes the listing and goes to the deal.
pub async fn take(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    (Path(listing), mut form): (Path<u64>, Form),
) -> Result<Response, Problem> {
    let keyed = form.keyed(&actor)?;
    let quantity = form.positive("quantity");
    let receipt = form.get("receipt").parse().ok();
    let trade = Trade {
        app: &app,
        visitor: &visitor,
        actor: &actor,
        keyed,
    };
    let result = match form.check() {
        Ok(()) => {
            trade
                .take(listing, &TakeRequest { quantity, receipt })
                .await
        }
        Err(problem) => Err(problem),
    };
    match result {
        Ok(taken) => Ok(see(&format!("/deals/{}", taken.deal))),
        Err(problem) => {
            let wanted = (listing, Some(quantity));
            let again = render(&app, (&visitor, &actor), wanted, Some((&form, &problem))).await;
            again.map_err(|_| problem)
        }
    }
}
