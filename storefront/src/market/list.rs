//! Putting something on the board, and taking it off.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use ledger::Money;
use serde::{Deserialize, Serialize};

use super::actions::Trade;
use super::floor::{FreeReceipt, free_receipts};
use super::requests::ListRequest;
use super::view::{InstrumentCard, instruments};
use crate::app::App;
use crate::error::Problem;
use crate::form::Form;
use crate::page::{is_ours, page_after, see};
use crate::visitor::{Actor, Visitor};

/// What the visitor has in mind already.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    side: String,
    receipt: Option<u64>,
}

#[derive(Serialize)]
struct ListPage {
    card: InstrumentCard,
    receipts: Vec<FreeReceipt>,
    side: String,
    receipt: u64,
}

/// The form of a new listing.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    (Path(code), Query(wish)): (Path<String>, Query<Wish>),
) -> Result<Response, Problem> {
    render(&app, (&visitor, &actor), (&code, wish), None).await
}

async fn render(
    app: &App,
    (visitor, actor): (&Visitor, &Actor),
    (code, wish): (&str, Wish),
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let cards = instruments(app, visitor.lang).await?;
    let card = cards.into_iter().find(|card| card.code == code);
    let card = card.ok_or_else(Problem::not_found)?;
    let receipts = free_receipts(app, &card, actor.organisation()?).await?;
    let side = match wish.side.as_str() {
        "buy" | "sell" => wish.side,
        // Whoever has goods in store most likely wants to sell them.
        _ if receipts.is_empty() => "buy".to_owned(),
        _ => "sell".to_owned(),
    };
    let receipt = wish.receipt.unwrap_or_default();
    let page = ListPage {
        card,
        receipts,
        side,
        receipt,
    };
    page_after(app, visitor, "market/list.html", &page, refused)
}

/// Lists an offer or a bid.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    (Path(code), mut form): (Path<String>, Form),
) -> Result<Response, Problem> {
    let keyed = form.keyed(&actor)?;
    let request = ListRequest {
        instrument: code.clone(),
        side: form.get("side").to_owned(),
        price_fen: form.yuan("price").as_fen(),
        quantity: form.positive("quantity"),
        minimum: form.positive("minimum"),
        days: form.positive("days"),
        receipt: form.get("receipt").parse().ok(),
        freight_fen_per_t: per_tonne(&mut form, "freight"),
        inspection_fen_per_t: per_tonne(&mut form, "inspection"),
    };
    let trade = Trade {
        app: &app,
        visitor: &visitor,
        actor: &actor,
        keyed,
    };
    let result = match form.check() {
        Ok(()) => trade.list(&request).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(_) => Ok(see(&format!("/market/{code}#mine"))),
        Err(problem) => {
            let wish = Wish {
                side: request.side,
                receipt: request.receipt,
            };
            let wanted = (code.as_str(), wish);
            render(&app, (&visitor, &actor), wanted, Some((&form, &problem))).await
        }
    }
}

/// A sum per tonne; left empty, the instrument's own stands.
fn per_tonne(form: &mut Form, field: &str) -> Option<u32> {
    if form.get(field).is_empty() {
        return None;
    }
    let sum: Money = form.yuan_or_zero(field);
    match u32::try_from(sum.as_fen()) {
        Ok(fen) => Some(fen),
        Err(_) => {
            form.fault(field, "not-a-sum", Vec::new());
            None
        }
    }
}

/// Takes a listing off the board.
pub async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    (Path(listing), form): (Path<u64>, Form),
) -> Result<Response, Problem> {
    let keyed = form.keyed(&actor)?;
    Trade {
        app: &app,
        visitor: &visitor,
        actor: &actor,
        keyed,
    }
    .withdraw(listing)
    .await?;
    Ok(see(back(&form)))
}

/// Where a form of one button came from.
pub fn back(form: &Form) -> &str {
    let to = form.get("back");
    if is_ours(to) { to } else { "/market" }
}
