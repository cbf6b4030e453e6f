//! The forms of the continuous book: an order, a change of it, its end.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;

use super::actions::{Trade, member_of};
use super::floor::{OwnOrder, floor, own_orders};
use super::list::back;
use super::requests::{OrderRequest, Placed, ReplaceRequest};
use super::view::{InstrumentCard, instruments};
use crate::app::App;
use crate::error::Problem;
use crate::form::Form;
use crate::page::{page_after, see};
use crate::visitor::{Actor, Visitor};

/// Places an order in the continuous book.
pub async fn place(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    (Path(code), mut form): (Path<String>, Form),
) -> Result<Response, Problem> {
    let keyed = form.keyed(&actor)?;
    let request = OrderRequest {
        instrument: code.clone(),
        side: form.get("side").to_owned(),
        price_fen: form.yuan("price").as_fen(),
        quantity: form.positive("quantity"),
        time_in_force: form.get("time_in_force").to_owned(),
        receipt: receipt_of(&form),
    };
    let trade = Trade {
        app: &app,
        visitor: &visitor,
        actor: &actor,
        keyed,
    };
    let result = match form.check() {
        Ok(()) => trade.place(&request).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(placed) => Ok(see(&onward(&code, &placed))),
        Err(problem) => floor(&app, &visitor, (&code, ""), Some((&form, &problem))).await,
    }
}

/// A buyer's order needs no receipt, whatever the form has chosen.
fn receipt_of(form: &Form) -> Option<u64> {
    let receipt = form.get("receipt").parse().ok();
    receipt.filter(|_| form.get("side") == "sell")
}

fn onward(code: &str, placed: &Placed) -> String {
    match placed.first_deal {
        Some(deal) => format!("/deals/{deal}"),
        None => format!("/market/{code}#mine"),
    }
}

#[derive(Serialize)]
struct ReplacePage {
    card: InstrumentCard,
    order: OwnOrder,
}

/// The form that changes a resting order.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    Path(order): Path<u64>,
) -> Result<Response, Problem> {
    render(&app, (&visitor, &actor), order, None).await
}

async fn render(
    app: &App,
    (visitor, actor): (&Visitor, &Actor),
    order: u64,
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let (card, order) = find(app, (visitor, actor), order).await?;
    page_after(
        app,
        visitor,
        "market/replace.html",
        &ReplacePage { card, order },
        refused,
    )
}

async fn find(
    app: &App,
    (visitor, actor): (&Visitor, &Actor),
    order: u64,
) -> Result<(InstrumentCard, OwnOrder), Problem> {
    let member = member_of(actor.organisation()?)?;
    let resting = app.desk().orders(member).await?;
    for card in instruments(app, visitor.lang).await? {
        let own = own_orders(&resting, &card);
        if let Some(own) = own.into_iter().find(|own| own.order == order) {
            return Ok((card, own));
        }
    }
    Err(Problem::new(
        axum::http::StatusCode::NOT_FOUND,
        "market-gone",
    ))
}

/// Replaces a resting order.
pub async fn replace(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    (Path(order), mut form): (Path<u64>, Form),
) -> Result<Response, Problem> {
    let keyed = form.keyed(&actor)?;
    let request = ReplaceRequest {
        price_fen: form.yuan("price").as_fen(),
        quantity: form.positive("quantity"),
    };
    let code = form.get("instrument").to_owned();
    let trade = Trade {
        app: &app,
        visitor: &visitor,
        actor: &actor,
        keyed,
    };
    let result = match form.check() {
        Ok(()) => trade.replace(order, &request).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(placed) => Ok(see(&onward(&code, &placed))),
        Err(problem) => {
            let again = render(&app, (&visitor, &actor), order, Some((&form, &problem))).await;
            again.map_err(|_| problem)
        }
    }
}

/// Cancels a resting order.
pub async fn cancel(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    (Path(order), form): (Path<u64>, Form),
) -> Result<Response, Problem> {
    let keyed = form.keyed(&actor)?;
    Trade {
        app: &app,
        visitor: &visitor,
        actor: &actor,
        keyed,
    }
    .cancel(order)
    .await?;
    Ok(see(back(&form)))
}
