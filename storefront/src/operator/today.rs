//! What the operator must do today, the most urgent first.

use axum::extract::State;
use axum::response::Response;
use catalog::entity::organisation;
use catalog::scope::Scope;
use exchange::bank::standing;
use exchange::causes::whole_story;
use exchange::entity::{bank_line, deal, payout_batch, withdrawal};
use exchange::retail::{refund, sale};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde::Serialize;

use super::books::StopView;
use crate::app::App;
use crate::error::Problem;
use crate::form::Form;
use crate::outbox;
use crate::page::page_after;
use crate::visitor::Visitor;

/// One kind of work that waits.
#[derive(Debug, Serialize)]
struct Task {
    count: u64,
    key: &'static str,
    href: &'static str,
    hot: bool,
}

#[derive(Serialize)]
struct Today {
    now: i64,
    demo_clock: bool,
    tasks: Vec<Task>,
    stop: Option<StopView>,
    lag: u64,
}

/// Why payouts stand still, if they do.
pub async fn stop(app: &App) -> Result<Option<StopView>, Problem> {
    let difference = standing::custody_difference(app.database().read()).await?;
    Ok(difference.map(|found| StopView {
        ledger_fen: found.ledger.as_fen(),
        bank_fen: found.bank.as_fen(),
    }))
}

/// The operator's first page.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    render(&app, &visitor, None).await
}

/// The same after the clock's form was refused.
///
/// # Errors
/// When the database or the market's desk does.
pub async fn render(
    app: &App,
    visitor: &Visitor,
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let venue = app.desk().venue().await?;
    let today = Today {
        now: app.now(),
        demo_clock: app.demo(),
        tasks: tasks(app).await?,
        stop: stop(app).await?,
        lag: venue.projection_lag,
    };
    page_after(app, visitor, "operator/today.html", &today, refused)
}

async fn tasks(app: &App) -> Result<Vec<Task>, Problem> {
    let read = app.database().read();
    let lines = |state| {
        bank_line::Entity::find()
            .filter(bank_line::Column::State.eq(state))
            .count(read)
    };
    let objected = deal::Entity::find().filter(deal::Column::State.eq(deal::State::Objected));
    let pending = organisation::Entity::find()
        .filter(organisation::Column::State.eq(organisation::State::Pending));
    let withdrawals = withdrawal::Entity::find()
        .filter(withdrawal::Column::State.eq(withdrawal::State::Requested));
    let batches = [
        payout_batch::State::Prepared,
        payout_batch::State::Approved,
        payout_batch::State::Exported,
    ];
    let sales = sale::waiting(read, app.now())
        .await
        .map_err(|error| Problem::broken(whole_story(&error)))?;
    let splits = sale::failed_splits(read).await?;
    let refunds = refund::failed(read, Scope::Operator).await?;
    let batches = payout_batch::Entity::find()
        .filter(payout_batch::Column::State.is_in(batches))
        .filter(payout_batch::Column::CooperativeId.is_null());
    let task = |count, key, href, hot| Task {
        count,
        key,
        href,
        hot,
    };
    let all = vec![
        task(
            outbox::stopped().count(read).await?,
            "mails-stopped",
            "/operator/mails",
            true,
        ),
        task(
            lines(bank_line::State::UnknownDebit).await?,
            "unknown-debits",
            "/operator/bank",
            true,
        ),
        task(objected.count(read).await?, "objections", "/deals", true),
        task(
            refunds.len() as u64,
            "refunds-failed",
            "/operator/payments",
            true,
        ),
        task(sales.len() as u64, "sales-short", "/operator/books", true),
        task(
            splits.len() as u64,
            "splits-failed",
            "/operator/books",
            true,
        ),
        task(
            lines(bank_line::State::Suspense).await?,
            "unknown-credits",
            "/operator/bank",
            false,
        ),
        task(
            pending.count(read).await?,
            "members",
            "/operator/members",
            false,
        ),
        task(
            withdrawals.count(read).await?,
            "withdrawals",
            "/operator/payouts",
            false,
        ),
        task(
            batches.count(read).await?,
            "batches",
            "/operator/payouts",
            false,
        ),
        task(
            outbox::late().count(read).await?,
            "mails-late",
            "/operator/mails",
            false,
        ),
    ];
    Ok(all.into_iter().filter(|task| task.count > 0).collect())
}
