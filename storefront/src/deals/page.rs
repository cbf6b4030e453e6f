//! Deals in a list, what is due next first, and the page of one.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use exchange::deal::amounts::gross;
use exchange::deal::state::overdue;
use exchange::deal::view::{self, DealRow, Page, Partner, Viewer};
use exchange::funds;
use ledger::{Grams, Money};
use serde::{Deserialize, Serialize};

use super::sheet::{DealSheet, deal_sheet};
use crate::app::App;
use crate::entity::person::Role;
use crate::error::Problem;
use crate::form::Form;
use crate::page::{page, page_after};
use crate::render::Lang;
use crate::visitor::{Actor, Visitor};

/// Deals of one page.
const DEALS_SHOWN: u64 = 100;

/// Where to read on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    before: Option<i64>,
}

/// A deal in a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DealLine {
    /// Its id.
    pub deal: i64,
    /// Its number as people say it.
    pub number: String,
    /// Its state.
    pub state: &'static str,
    /// What comes next is due before this moment, in milliseconds since 1970.
    pub due_at: Option<i64>,
    /// The instrument's code.
    pub instrument: String,
    /// The contracted weight in grams.
    pub contracted_g: i64,
    /// Price times weight, in fen.
    pub value_fen: i64,
    /// Who pays.
    pub buyer: String,
    /// Who delivers.
    pub seller: String,
    /// The match, in milliseconds since 1970.
    pub matched_at: i64,
}

#[derive(Serialize)]
struct DealsPage {
    role: &'static str,
    open: Vec<DealLine>,
    ended: Vec<DealLine>,
    older: Option<i64>,
}

#[derive(Serialize)]
struct SheetPage {
    role: &'static str,
    deal: DealSheet,
    cash_fen: i64,
    short_fen: i64,
    /// What an acceptance now would pay for the goods.
    accept_fen: i64,
    overdue: bool,
}

/// Which deals a person sees.
///
/// # Errors
/// `403` for people who have no part in deals.
pub fn viewer(actor: &Actor) -> Result<Viewer, Problem> {
    match actor.role {
        Role::Trader => Ok(Viewer::Buyer(actor.organisation()?)),
        _ => Ok(Viewer::Office(actor.scope()?)),
    }
}

/// How a page speaks to the person.
fn role(actor: &Actor) -> &'static str {
    match actor.role {
        Role::Operator => "operator",
        Role::Clerk | Role::Manager => "seller",
        Role::Trader | Role::Buyer | Role::Household => "buyer",
    }
}

/// The deals that a person sees, newest first.
///
/// # Errors
/// When the database does.
pub async fn deal_lines(
    app: &App,
    lang: Lang,
    viewer: Viewer,
    page: Page,
) -> Result<Vec<DealLine>, Problem> {
    let rows = view::deals(app.database().read(), viewer, page).await?;
    Ok(rows.into_iter().map(|row| line(row, lang)).collect())
}

fn line(row: DealRow, lang: Lang) -> DealLine {
    let DealRow {
        deal,
        instrument_code,
        buyer,
        seller,
    } = row;
    let name = |partner: Partner| match lang {
        Lang::Chinese => partner.name_zh,
        Lang::English => partner.name_en,
    };
    DealLine {
        deal: deal.id,
        number: deal.number,
        state: deal.state.as_str(),
        due_at: deal.due_at.filter(|_| overdue(deal.state).is_some()),
        instrument: instrument_code,
        contracted_g: deal.contracted_g,
        value_fen: deal.value_fen,
        buyer: name(buyer),
        seller: name(seller),
        matched_at: deal.matched_at,
    }
}

/// The list of deals.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    Query(from): Query<From>,
) -> Result<Response, Problem> {
    let wanted = Page {
        before: from.before,
        limit: DEALS_SHOWN,
    };
    let lines = deal_lines(&app, visitor.lang, viewer(&actor)?, wanted).await?;
    let full = lines.len() as u64 == DEALS_SHOWN;
    let older = lines.last().filter(|_| full).map(|last| last.deal);
    let (mut open, ended): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|line| line.due_at.is_some());
    open.sort_by_key(|line| (line.due_at, line.deal));
    page(
        &app,
        &visitor,
        "deals/list.html",
        &DealsPage {
            role: role(&actor),
            open,
            ended,
            older,
        },
    )
}

/// The page of one deal.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    Path(deal): Path<i64>,
) -> Result<Response, Problem> {
    render(&app, (&visitor, &actor), deal, None).await
}

/// The page of one deal, also again after a form was refused.
///
/// # Errors
/// `404` also for others' deals.
pub async fn render(
    app: &App,
    (visitor, actor): (&Visitor, &Actor),
    deal: i64,
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let deal = deal_sheet(app, visitor.lang, viewer(actor)?, deal).await?;
    let role = role(actor);
    let cash_fen = match role {
        "buyer" => funds::available_cash(app.database().read(), deal.buyer.id)
            .await?
            .as_fen(),
        _ => 0,
    };
    let page = SheetPage {
        role,
        short_fen: (deal.balance_fen - cash_fen).max(0),
        overdue: deal.due_at.is_some_and(|due| due <= app.now()),
        accept_fen: accept_fen(&deal)?,
        cash_fen,
        deal,
    };
    page_after(app, visitor, "deals/deal.html", &page, refused)
}

/// The price of what was weighed, at most of what was contracted; all of it before the weighing.
fn accept_fen(deal: &DealSheet) -> Result<i64, Problem> {
    let contracted = Grams::new(deal.contracted_g).map_err(Problem::broken)?;
    let counts =
        Grams::new(deal.weighed_g.unwrap_or(deal.contracted_g)).map_err(Problem::broken)?;
    let paid = gross(Money::fen(deal.value_fen), contracted, counts).map_err(Problem::broken)?;
    Ok(paid.gross.as_fen())
}
