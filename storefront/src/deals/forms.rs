//! The forms of a deal's page.

use axum::extract::{Path, State};
use axum::response::Response;

use super::actions::{self, CostsRequest, DecideRequest, DeliverRequest, ObjectRequest};
use super::page::render;
use crate::app::App;
use crate::error::Problem;
use crate::form::Form;
use crate::market::Trade;
use crate::page::see;
use crate::visitor::{Actor, Visitor};

/// A step with what was typed for it.
enum Step {
    Pay,
    Accept,
    Object(ObjectRequest),
    Deliver(DeliverRequest),
    Costs(CostsRequest),
    Decide(DecideRequest),
}

/// Longest text that a form takes; the deal itself allows no more.
const NOTE_MAX: usize = 500;

async fn go(
    app: App,
    (visitor, actor): (Visitor, Actor),
    (deal, mut form): (i64, Form),
    read: impl FnOnce(&mut Form) -> Step,
) -> Result<Response, Problem> {
    let keyed = form.keyed(&actor)?;
    let step = read(&mut form);
    let trade = Trade {
        app: &app,
        visitor: &visitor,
        actor: &actor,
        keyed,
    };
    let result = match form.check() {
        Ok(()) => carry_out(&trade, deal, step).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(()) => Ok(see(&format!("/deals/{deal}"))),
        Err(problem) => {
            let again = render(&app, (&visitor, &actor), deal, Some((&form, &problem))).await;
            again.map_err(|_| problem)
        }
    }
}

async fn carry_out(trade: &Trade<'_>, deal: i64, step: Step) -> Result<(), Problem> {
    let answer = match step {
        Step::Pay => actions::pay(trade, deal).await?,
        Step::Accept => actions::accept(trade, deal).await?,
        Step::Object(request) => actions::object(trade, deal, &request).await?,
        Step::Deliver(request) => actions::deliver(trade, deal, &request).await?,
        Step::Costs(request) => actions::costs(trade, deal, &request).await?,
        Step::Decide(request) => actions::decide(trade, deal, &request).await?,
    };
    drop(answer);
    Ok(())
}

/// The buyer pays the balance.
pub async fn pay(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    (Path(deal), form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    go(app, (visitor, actor), (deal, form), |_| Step::Pay).await
}

/// The buyer accepts the goods.
pub async fn accept(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    (Path(deal), form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    go(app, (visitor, actor), (deal, form), |_| Step::Accept).await
}

/// The buyer disputes the weight.
pub async fn object(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    (Path(deal), form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let read = |form: &mut Form| {
        Step::Object(ObjectRequest {
            reason: form.text("reason", NOTE_MAX),
        })
    };
    go(app, (visitor, actor), (deal, form), read).await
}

/// The cooperative delivers.
pub async fn deliver(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    (Path(deal), form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let read = |form: &mut Form| {
        let weight_g = form.jin("weight").as_g();
        Step::Deliver(DeliverRequest {
            weight_g,
            ticket: form.text("ticket", NOTE_MAX),
        })
    };
    go(app, (visitor, actor), (deal, form), read).await
}

/// The cooperative enters freight and inspection by their bills.
pub async fn costs(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    (Path(deal), form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let read = |form: &mut Form| {
        let freight_fen = form.yuan_or_zero("freight").as_fen();
        let inspection_fen = form.yuan_or_zero("inspection").as_fen();
        let evidence = form.text("evidence", NOTE_MAX);
        Step::Costs(CostsRequest {
            freight_fen,
            inspection_fen,
            evidence,
        })
    };
    go(app, (visitor, actor), (deal, form), read).await
}

/// The operator enters the weight that counts.
pub async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    (Path(deal), form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let read = |form: &mut Form| {
        let weight_g = form.jin("weight").as_g();
        Step::Decide(DecideRequest {
            weight_g,
            reason: form.text("reason", NOTE_MAX),
        })
    };
    go(app, (visitor, actor), (deal, form), read).await
}
