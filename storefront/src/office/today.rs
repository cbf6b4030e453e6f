//! What the cooperative must do today, the most urgent first; then who gets how much, what was done
//! today, and what is in the cellar.

use std::collections::BTreeMap;

use axum::response::Response;
use catalog::working_days::{DAY_MS, Day};
use exchange::deal::view::{Viewer, deal_page};
use exchange::entity::{deal, payout_batch, payout_line};
use exchange::payout::reading;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;

use super::errands::{Task, errands};
use super::lots::{LotRow, lots};
use super::sharing::{SharedDeal, shared};
use crate::asked::Asked;
use crate::caller::Caller;
use crate::entity::{audit, person};
use crate::error::Problem;
use crate::page::page;
use crate::payouts::{self, StopView};

/// Tasks shown; the less urgent wait.
const TASKS_SHOWN: usize = 6;
/// Deeds of today shown.
const DEEDS_SHOWN: u64 = 12;
/// Batches looked through for tasks.
const BATCHES_SEEN: u64 = 50;

#[derive(Serialize)]
struct DeedRow {
    at: i64,
    action: String,
    what: String,
    who: String,
}

#[derive(Serialize)]
struct StockRow {
    product: String,
    grade: String,
    factor_bp: i64,
    recorded_g: i64,
    held_g: i64,
    gone_g: i64,
    free_g: i64,
}

#[derive(Serialize)]
struct Today {
    now: i64,
    cooperative: String,
    stop: Option<StopView>,
    tasks: Vec<Task>,
    shared: Option<SharedDeal>,
    deeds: Vec<DeedRow>,
    stock: Vec<StockRow>,
}

/// The office's first page.
pub async fn show(caller: Caller) -> Result<Response, Problem> {
    let asked = caller.asked();
    let lots = lots(&asked).await?;
    let stop = payouts::stop(&asked).await?;
    let today = Today {
        now: caller.app.now(),
        cooperative: asked
            .organisation_name(caller.actor.organisation_id)
            .await?,
        tasks: tasks(&asked, &lots, stop.is_some()).await?,
        stop,
        shared: newest(&asked).await?,
        deeds: deeds(&asked).await?,
        stock: stock(lots),
    };
    page(&caller.app, &caller.visitor, "office/today.html", &today)
}

async fn tasks(asked: &Asked<'_>, lots: &[LotRow], stopped: bool) -> Result<Vec<Task>, Problem> {
    let batches =
        reading::batches(asked.app.database().read(), asked.scope()?, BATCHES_SEEN).await?;
    let without = super::households::without_bank(asked).await?.len();
    let mut tasks: Vec<Task> = errands(asked).await?.into();
    tasks.extend([
        deliver(asked).await?,
        returned(asked, &batches).await?,
        batch_task(asked, &batches, (payout_batch::State::Prepared, "approve")).await?,
        batch_task(asked, &batches, (payout_batch::State::Approved, "export")).await?,
        batch_task(asked, &batches, (payout_batch::State::Exported, "answer")).await?,
        pay(asked).await?,
        Task {
            key: "bank",
            count: without as i64,
            href: "/office/households".into(),
            ..Task::default()
        },
        list(lots),
    ]);
    // No file goes out while custody does not match; the banner says so.
    tasks.retain(|task| task.count > 0 && !(stopped && task.key == "export"));
    tasks.sort_by_key(|task| !task.hot);
    tasks.truncate(TASKS_SHOWN);
    Ok(tasks)
}

/// Deals whose goods must go out.
async fn deliver(asked: &Asked<'_>) -> Result<Task, Problem> {
    let deals = deal::Entity::find()
        .filter(deal::Column::State.eq(deal::State::AwaitingDelivery))
        .filter(asked.scope()?.cooperative_rows(deal::Column::SellerId))
        .order_by_asc(deal::Column::DueAt)
        .all(asked.app.database().read())
        .await?;
    let due_at = deals.first().and_then(|deal| deal.due_at);
    Ok(Task {
        key: "deliver",
        count: deals.len() as i64,
        grams: deals.iter().map(|deal| deal.contracted_g).sum(),
        due_at,
        hot: due_at.is_some_and(|due| due - asked.app.now() <= DAY_MS),
        href: match deals.as_slice() {
            [only] => format!("/deals/{}", only.id),
            _ => "/deals".into(),
        },
        ..Task::default()
    })
}

/// Lines that the bank sent back and that no later batch carries.
async fn returned(asked: &Asked<'_>, batches: &[payout_batch::Model]) -> Result<Task, Problem> {
    let lines = payout_line::Entity::find()
        .filter(payout_line::Column::BatchId.is_in(batches.iter().map(|batch| batch.id)))
        .filter(payout_line::Column::State.ne(payout_line::State::Dropped))
        .order_by_asc(payout_line::Column::Id)
        .all(asked.app.database().read())
        .await?;
    let newest: BTreeMap<Option<i64>, payout_line::Model> = lines
        .into_iter()
        .map(|line| (line.household_id, line))
        .collect();
    let waiting: Vec<payout_line::Model> = newest
        .into_values()
        .filter(|line| line.state == payout_line::State::Returned)
        .collect();
    Ok(Task {
        key: "returned",
        count: waiting.len() as i64,
        sum_fen: waiting.iter().map(|line| line.amount_fen).sum(),
        hot: !waiting.is_empty(),
        href: match waiting.as_slice() {
            [only] => format!("/office/payouts/{}", only.batch_id),
            _ => "/office/payouts".into(),
        },
        ..Task::default()
    })
}

async fn batch_task(
    asked: &Asked<'_>,
    batches: &[payout_batch::Model],
    (state, key): (payout_batch::State, &'static str),
) -> Result<Task, Problem> {
    let waiting: Vec<&payout_batch::Model> = batches
        .iter()
        .filter(|batch| batch.state == state)
        .collect();
    let lines = payout_line::Entity::find()
        .filter(payout_line::Column::BatchId.is_in(waiting.iter().map(|batch| batch.id)))
        .all(asked.app.database().read())
        .await?;
    Ok(Task {
        key,
        count: waiting.len() as i64,
        sum_fen: lines.iter().map(|line| line.amount_fen).sum(),
        href: match waiting.as_slice() {
            [only] => format!("/office/payouts/{}", only.id),
            _ => "/office/payouts".into(),
        },
        ..Task::default()
    })
}

/// Households that a batch could pay now.
async fn pay(asked: &Asked<'_>) -> Result<Task, Problem> {
    let due = payouts::due(asked).await?;
    Ok(Task {
        key: "pay",
        count: due.iter().map(|due| due.lines).sum(),
        sum_fen: due.iter().map(|due| due.sum_fen).sum(),
        href: "/office/payouts".into(),
        ..Task::default()
    })
}

/// Lots with goods that nobody is promised.
fn list(lots: &[LotRow]) -> Task {
    let free: Vec<&LotRow> = lots.iter().filter(|lot| lot.free_g > 0).collect();
    Task {
        key: "list",
        count: free.len() as i64,
        grams: free.iter().map(|lot| lot.free_g).sum(),
        href: "/office/lots".into(),
        ..Task::default()
    }
}

/// The newest settled deal with everybody's part.
async fn newest(asked: &Asked<'_>) -> Result<Option<SharedDeal>, Problem> {
    let read = asked.app.database().read();
    let newest = deal::Entity::find()
        .filter(deal::Column::State.eq(deal::State::Settled))
        .filter(asked.scope()?.cooperative_rows(deal::Column::SellerId))
        .order_by_desc(deal::Column::SettledAt)
        .order_by_desc(deal::Column::Id)
        .one(read)
        .await?;
    let Some(newest) = newest else {
        return Ok(None);
    };
    let page = deal_page(read, Viewer::Office(asked.scope()?), newest.id).await?;
    shared(asked, &page).await
}

/// What the cooperative's people did today, newest first.
async fn deeds(asked: &Asked<'_>) -> Result<Vec<DeedRow>, Problem> {
    let read = asked.app.database().read();
    let began = Day::of(asked.app.now()).start_ms();
    let rows = audit::Entity::find()
        .filter(
            asked
                .scope()?
                .cooperative_rows(audit::Column::OrganisationId),
        )
        .filter(audit::Column::At.gte(began))
        .order_by_desc(audit::Column::Id)
        .limit(DEEDS_SHOWN)
        .all(read)
        .await?;
    let ids = rows.iter().filter_map(|row| row.person_id);
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .all(read)
        .await?;
    let names: BTreeMap<i64, String> = people
        .iter()
        .map(|row| (row.id, asked.named(&row.name_zh, &row.name_en)))
        .collect();
    let numbers = deal_numbers(asked, &rows).await?;
    let deed = |row: audit::Model| DeedRow {
        at: row.at,
        what: what(&row, &numbers),
        action: row.action,
        who: row
            .person_id
            .and_then(|id| names.get(&id).cloned())
            .unwrap_or_default(),
    };
    Ok(rows.into_iter().map(deed).collect())
}

/// The numbers of the deals that deeds were about, by subject.
async fn deal_numbers(
    asked: &Asked<'_>,
    rows: &[audit::Model],
) -> Result<BTreeMap<String, String>, Problem> {
    let ids = rows
        .iter()
        .filter_map(|row| row.subject.strip_prefix("deal:")?.parse::<i64>().ok());
    let deals = deal::Entity::find()
        .filter(deal::Column::Id.is_in(ids))
        .filter(asked.scope()?.cooperative_rows(deal::Column::SellerId))
        .all(asked.app.database().read())
        .await?;
    Ok(deals
        .into_iter()
        .map(|deal| (format!("deal:{}", deal.id), deal.number))
        .collect())
}

/// What a deed was about, as people call it: a ticket's number, a file's name, a deal's number.
fn what(row: &audit::Model, numbers: &BTreeMap<String, String>) -> String {
    let detail: serde_json::Value = serde_json::from_str(&row.detail).unwrap_or_default();
    match (&detail["what"], numbers.get(&row.subject)) {
        (serde_json::Value::String(what), _) => what.clone(),
        (serde_json::Value::Number(what), _) => what.to_string(),
        (_, Some(number)) => number.clone(),
        (_, None) => row
            .subject
            .rsplit(':')
            .next()
            .unwrap_or_default()
            .to_owned(),
    }
}

/// The stock by product and grade, the best grade first.
fn stock(lots: Vec<LotRow>) -> Vec<StockRow> {
    let mut rows: Vec<StockRow> = Vec::new();
    for lot in lots {
        for grade in lot.grades {
            let place = rows
                .iter()
                .position(|row| row.product == lot.name && row.grade == grade.name);
            let place = place.unwrap_or_else(|| {
                rows.push(StockRow {
                    product: lot.name.clone(),
                    grade: grade.name.clone(),
                    factor_bp: grade.factor_bp,
                    recorded_g: 0,
                    held_g: 0,
                    gone_g: 0,
                    free_g: 0,
                });
                rows.len() - 1
            });
            let row = &mut rows[place];
            row.recorded_g += grade.recorded_g;
            row.held_g += grade.held_g;
            row.gone_g += grade.gone_g;
            row.free_g += grade.free_g;
        }
    }
    rows.sort_by(|one, other| {
        one.product
            .cmp(&other.product)
            .then(other.factor_bp.cmp(&one.factor_bp))
    });
    rows
}
