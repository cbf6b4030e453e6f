//! The sandbox's own page: another firm's, with its own look, that says who it is and that nothing is
//! real here.

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use exchange::causes::whole_story;
use exchange::entity::sandbox_payment::{self, State as PaymentState};
use serde::Serialize;

use super::{Sandbox, books};
use crate::app::App;
use crate::error::Problem;
use crate::form::Form;
use crate::page::see;
use crate::router::{ANYONE, Changes, Reach, Table};
use crate::visitor::Visitor;

/// The routes of the sandbox's own pages; they answer in a demo only.
pub fn routes() -> Table {
    let seen = (ANYONE, Reach::Public);
    let pays = (ANYONE, Reach::Public, Changes::Other);
    Table::default()
        .get("/sandbox/pay/{token}", seen, get(show))
        .post("/sandbox/pay/{token}", pays, post(choose))
}

/// Where the page of a payment is, on whatever host the buyer is at.
pub fn path(token: &str) -> String {
    format!("/sandbox/pay/{token}")
}

#[derive(Serialize)]
struct PayPage {
    state: &'static str,
    out_no: String,
    amount_fen: i64,
    expires_at: i64,
    return_url: String,
    large: bool,
}

async fn found(app: &App, token: &str) -> Result<(Sandbox, sandbox_payment::Model), Problem> {
    let sandbox = app.sandbox().ok_or_else(Problem::not_found)?.clone();
    let row = books::of_page(&sandbox, token).await?;
    Ok((sandbox, row.ok_or_else(Problem::not_found)?))
}

/// What is to be paid, to whom, until when.
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let (_, row) = found(&app, &token).await?;
    render(&app, &visitor, row)
}

fn render(app: &App, visitor: &Visitor, row: sandbox_payment::Model) -> Result<Response, Problem> {
    let state = match row.state {
        PaymentState::Paid => "paid",
        PaymentState::Open if app.now() < row.expires_at => "open",
        PaymentState::Open | PaymentState::Closed => "closed",
    };
    let page = PayPage {
        state,
        out_no: row.out_no,
        amount_fen: row.amount_fen,
        expires_at: row.expires_at,
        return_url: row.return_url,
        large: visitor.large,
    };
    let html = app
        .renderer()
        .page(visitor.lang, "payments/sandbox.html", &page)
        .map_err(|error| Problem::broken(whole_story(&error)))?;
    Ok(Html(html).into_response())
}

/// The buyer pays, or gives up; either way the browser goes back to the merchant.
async fn choose(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let (sandbox, row) = found(&app, &token).await?;
    let back = row.return_url.clone();
    if form.get("choice") != "pay" || books::pay(&sandbox, &row).await? {
        return Ok(see(&back));
    }
    let (_, row) = found(&app, &token).await?;
    render(&app, &visitor, row)
}
