//! What the shops' orders ask of an office today: to weigh, to pack, to hand over, to answer, to
//! see that money arrives.

use catalog::working_days::{DAY_MS, Day};
use exchange::causes::whole_story;
use exchange::entity::consignment::State;
use exchange::entity::refund;
use exchange::retail::claim::view as claims;
use exchange::retail::consignment::view as parcels;
use exchange::retail::{refund as refunds, shelf};
use serde::Serialize;

use crate::asked::Asked;
use crate::error::Problem;

/// How long a claim may wait before it is pressing, in milliseconds: a day.
const CLAIM_WAITS_MS: i64 = DAY_MS;

/// One kind of work that waits; unused figures are zero.
#[derive(Debug, Default, Serialize)]
pub struct Task {
    /// Its word in message keys.
    pub key: &'static str,
    /// How many.
    pub count: i64,
    /// How many of them are worse, such as sold out.
    pub more: i64,
    /// What they sum to, in fen.
    pub sum_fen: i64,
    /// What they weigh, in grams.
    pub grams: i64,
    /// Before when, in milliseconds since 1970.
    pub due_at: Option<i64>,
    /// Since when, in milliseconds since 1970.
    pub since: Option<i64>,
    /// Where it is done.
    pub href: String,
    /// Whether something breaks today.
    pub hot: bool,
}

/// The shops' tasks, in the order of a day's work.
///
/// # Errors
/// When the database does.
pub async fn errands(asked: &Asked<'_>) -> Result<[Task; 5], Problem> {
    Ok([
        parcels_in(asked, ("pack", State::ToPack)).await?,
        parcels_in(asked, ("ship", State::Packed)).await?,
        claims_open(asked).await?,
        refunds_stuck(asked).await?,
        shelves_low(asked).await?,
    ])
}

/// Parcels that wait in a state; pressing when the first must go out today.
async fn parcels_in(
    asked: &Asked<'_>,
    (key, state): (&'static str, State),
) -> Result<Task, Problem> {
    let read = asked.app.database().read();
    let waiting = parcels::waiting(read, asked.scope()?, state).await?;
    let today_ends = Day::of(asked.app.now()).start_ms() + DAY_MS;
    Ok(Task {
        key,
        count: waiting.count,
        due_at: waiting.due_at,
        hot: waiting.due_at.is_some_and(|due| due <= today_ends),
        href: format!("/office/orders?state={}", state.as_str()),
        ..Task::default()
    })
}

async fn claims_open(asked: &Asked<'_>) -> Result<Task, Problem> {
    let read = asked.app.database().read();
    let (count, since) = claims::waiting(read, asked.scope()?).await?;
    let waits = |since: i64| asked.app.now() - since >= CLAIM_WAITS_MS;
    Ok(Task {
        key: "claims",
        count,
        since,
        hot: since.is_some_and(waits),
        href: "/office/claims".into(),
        ..Task::default()
    })
}

/// Money that does not go back by itself: it failed, or the buyer has not said where to.
async fn refunds_stuck(asked: &Asked<'_>) -> Result<Task, Problem> {
    let (read, scope) = (asked.app.database().read(), asked.scope()?);
    let waiting = refunds::waiting_for_account(read, scope).await?;
    let failed = refunds::failed(read, scope).await?;
    let all = waiting.iter().chain(&failed);
    Ok(Task {
        key: "refunds",
        count: (waiting.len() + failed.len()) as i64,
        more: waiting.len() as i64,
        sum_fen: all.map(|refund: &refund::Model| refund.amount_fen).sum(),
        hot: !failed.is_empty(),
        href: "/office/orders?state=refunding".into(),
        ..Task::default()
    })
}

async fn shelves_low(asked: &Asked<'_>) -> Result<Task, Problem> {
    let low = shelf::running_low(asked.app.database().read(), asked.scope()?).await;
    let low = low.map_err(|error| Problem::broken(whole_story(&error)))?;
    let out = low.iter().filter(|shelf| shelf.available_packs == 0);
    let out = out.count() as i64;
    Ok(Task {
        key: "shelves",
        count: low.len() as i64,
        more: out,
        href: "/office/shelves".into(),
        ..Task::default()
    })
}
