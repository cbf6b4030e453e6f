//! The page of a member's money, and its forms.

use axum::extract::{Path, State};
use axum::response::Response;
use ledger::Money;
use serde::Serialize;

use super::actions;
use super::view::{FundsView, funds_view};
use crate::app::App;
use crate::entity::person::Role;
use crate::error::Problem;
use crate::form::Form;
use crate::idempotency::Answer;
use crate::market::Trade;
use crate::page::{page_after, see};
use crate::visitor::{Actor, Visitor};

#[derive(Serialize)]
struct FundsPage {
    funds: FundsView,
    total_fen: i64,
    moves: bool,
}

/// Where the visitor's money stands.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
) -> Result<Response, Problem> {
    render(&app, (&visitor, &actor), None).await
}

async fn render(
    app: &App,
    (visitor, actor): (&Visitor, &Actor),
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let funds = funds_view(app, visitor.lang, actor.organisation()?).await?;
    let total_fen = [
        funds.cash_fen,
        funds.in_transit_fen,
        funds.desk_available_fen,
        funds.desk_held_fen,
        funds.deposits_fen,
        funds.escrow_fen,
    ];
    let page = FundsPage {
        total_fen: total_fen.iter().sum(),
        moves: actor.role == Role::Trader && funds.state == "active",
        funds,
    };
    page_after(app, visitor, "funds/funds.html", &page, refused)
}

/// Which of the page's forms, by the name of its field.
#[derive(Copy, Clone)]
enum Way {
    ToDesk,
    FromDesk,
    Withdraw,
}

impl Way {
    const fn field(self) -> &'static str {
        match self {
            Self::ToDesk => "to_desk",
            Self::FromDesk => "from_desk",
            Self::Withdraw => "withdraw",
        }
    }
}

async fn go(
    app: App,
    (visitor, actor): (Visitor, Actor),
    mut form: Form,
    way: Way,
) -> Result<Response, Problem> {
    let keyed = form.keyed(&actor)?;
    let amount = form.yuan(way.field());
    let trade = Trade {
        app: &app,
        visitor: &visitor,
        actor: &actor,
        keyed,
    };
    let result = match form.check() {
        Ok(()) => carry_out(&trade, way, amount).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(_) => Ok(see("/funds")),
        Err(problem) => render(&app, (&visitor, &actor), Some((&form, &problem))).await,
    }
}

async fn carry_out(trade: &Trade<'_>, way: Way, amount: Money) -> Result<Answer, Problem> {
    match way {
        Way::ToDesk => actions::to_desk(trade, amount).await,
        Way::FromDesk => actions::from_desk(trade, amount).await,
        Way::Withdraw => actions::withdraw(trade, amount).await,
    }
}

/// Sends cash to the desk.
pub async fn to_desk(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    form: Form,
) -> Result<Response, Problem> {
    go(app, (visitor, actor), form, Way::ToDesk).await
}

/// Takes money back from the desk.
pub async fn from_desk(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    form: Form,
) -> Result<Response, Problem> {
    go(app, (visitor, actor), form, Way::FromDesk).await
}

/// Asks for cash on the registered account.
pub async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    form: Form,
) -> Result<Response, Problem> {
    go(app, (visitor, actor), form, Way::Withdraw).await
}

/// Takes a withdrawal back.
pub async fn cancel(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    (Path(withdrawal), form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let keyed = form.keyed(&actor)?;
    let trade = Trade {
        app: &app,
        visitor: &visitor,
        actor: &actor,
        keyed,
    };
    match actions::cancel(&trade, withdrawal).await {
        Ok(_) => Ok(see("/funds")),
        Err(problem) => render(&app, (&visitor, &actor), Some((&form, &problem))).await,
    }
}
