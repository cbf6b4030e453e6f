//! The steps of a deal, the same for pages and programs; each in one transaction with its key.

use exchange::deal::{self, Actor, Costs, Decision, Delivery, Objection};
use exchange::entity::deal::Model;
use ledger::Money;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json, to_value};

use crate::audit::{self, Deed};
use crate::error::Problem;
use crate::error::deals::NoteField;
use crate::idempotency::{Answer, Begun, Turn};
use crate::market::Trade;

/// Goods that arrived and were weighed.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliverRequest {
    /// What the weighbridge says, in grams.
    pub weight_g: i64,
    /// The number of its ticket.
    pub ticket: String,
}

/// Freight and inspection by their bills.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CostsRequest {
    /// The carrier's bill, in fen.
    pub freight_fen: i64,
    /// The inspector's bill, in fen.
    pub inspection_fen: i64,
    /// The numbers of the bills.
    pub evidence: String,
}

/// A buyer disputes the weight.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectRequest {
    /// Why, in the buyer's words.
    pub reason: String,
}

/// The operator enters the weight that counts.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideRequest {
    /// The weight that counts, in grams.
    pub weight_g: i64,
    /// Why.
    pub reason: String,
}

/// Where a deal stands after a step.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DealMoved {
    /// The deal.
    pub deal: i64,
    /// Its state.
    pub state: &'static str,
    /// What comes next is due before this moment, in milliseconds since 1970.
    pub due_at: Option<i64>,
    /// What was settled, in grams.
    pub settled_g: Option<i64>,
}

/// The buyer pays the balance from its cash into escrow.
///
/// # Errors
/// `404` for others' deals, `409` when it is too late or not its turn, or the cash is short.
pub async fn pay(trade: &Trade<'_>, deal_id: i64) -> Result<Answer, Problem> {
    let now = trade.app.now();
    let turn = match trade.app.begin(trade.keyed.clone()).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let row = deal::pay(&turn.write, &actor(trade)?, deal_id, now).await?;
    finish(trade, turn, ("deal-paid", &row, Value::Null)).await
}

/// The cooperative delivers; what the weighbridge says starts the buyer's 48 hours.
///
/// # Errors
/// `404` for others' deals, `409` when it is too late or not its turn,
/// `422` for a weight that cannot be true.
pub async fn deliver(
    trade: &Trade<'_>,
    deal_id: i64,
    request: &DeliverRequest,
) -> Result<Answer, Problem> {
    let now = trade.app.now();
    let turn = match trade.app.begin(trade.keyed.clone()).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let DeliverRequest { weight_g, ticket } = request;
    let delivery = Delivery {
        deal_id,
        grams: *weight_g,
        ticket_no: ticket.clone(),
    };
    let row = deal::deliver(&turn.write, &actor(trade)?, &delivery, now).await;
    let row = row.map_err(|error| Problem::of_deal(error, NoteField("ticket")))?;
    finish(
        trade,
        turn,
        ("deal-delivered", &row, json!({ "weight_g": weight_g })),
    )
    .await
}

/// The clerk's evidenced freight and inspection replace the terms.
///
/// # Errors
/// `404` for others' deals, `409` when it is too late or not its turn,
/// `422` for costs beyond the deal's value.
pub async fn costs(
    trade: &Trade<'_>,
    deal_id: i64,
    request: &CostsRequest,
) -> Result<Answer, Problem> {
    let now = trade.app.now();
    let turn = match trade.app.begin(trade.keyed.clone()).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let CostsRequest {
        freight_fen,
        inspection_fen,
        evidence,
    } = request;
    let costs = Costs {
        deal_id,
        freight: Money::fen(*freight_fen),
        inspection: Money::fen(*inspection_fen),
        evidence: evidence.clone(),
    };
    let row = deal::record_costs(&turn.write, &actor(trade)?, &costs, now).await;
    let row = row.map_err(|error| Problem::of_deal(error, NoteField("evidence")))?;
    let detail = json!({ "freight_fen": freight_fen, "inspection_fen": inspection_fen });
    finish(trade, turn, ("deal-costs", &row, detail)).await
}

/// The buyer disputes the weight; the operator decides.
///
/// # Errors
/// `404` for others' deals, `409` when it is too late or not its turn,
/// `422` without a reason.
pub async fn object(
    trade: &Trade<'_>,
    deal_id: i64,
    request: &ObjectRequest,
) -> Result<Answer, Problem> {
    let now = trade.app.now();
    let turn = match trade.app.begin(trade.keyed.clone()).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let objection = Objection {
        deal_id,
        reason: request.reason.clone(),
    };
    let row = deal::object(&turn.write, &actor(trade)?, &objection, now).await;
    let row = row.map_err(|error| Problem::of_deal(error, NoteField("reason")))?;
    finish(trade, turn, ("deal-objected", &row, Value::Null)).await
}

/// The buyer accepts the goods, which settles the deal at once.
///
/// # Errors
/// `404` for others' deals, `409` when it is too late or not its turn.
pub async fn accept(trade: &Trade<'_>, deal_id: i64) -> Result<Answer, Problem> {
    let now = trade.app.now();
    let turn = match trade.app.begin(trade.keyed.clone()).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let row = deal::accept(&turn.write, &actor(trade)?, deal_id, now).await?;
    finish(trade, turn, ("deal-accepted", &row, Value::Null)).await
}

/// The operator enters the weight that counts, which settles the deal.
///
/// # Errors
/// `409` when it is too late or not its turn, `422` for a weight that cannot be true.
pub async fn decide(
    trade: &Trade<'_>,
    deal_id: i64,
    request: &DecideRequest,
) -> Result<Answer, Problem> {
    let now = trade.app.now();
    let turn = match trade.app.begin(trade.keyed.clone()).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let decision = Decision {
        deal_id,
        person_id: trade.actor.person_id,
        grams: request.weight_g,
        reason: request.reason.clone(),
    };
    let row = deal::decide(&turn.write, &decision, now).await;
    let row = row.map_err(|error| Problem::of_deal(error, NoteField("reason")))?;
    finish(
        trade,
        turn,
        (
            "deal-decided",
            &row,
            json!({ "weight_g": request.weight_g }),
        ),
    )
    .await
}

fn actor(trade: &Trade<'_>) -> Result<Actor, Problem> {
    let organisation_id = trade.actor.organisation()?;
    Ok(Actor {
        organisation_id,
        person_id: trade.actor.person_id,
    })
}

async fn finish(
    trade: &Trade<'_>,
    turn: Turn,
    (action, row, detail): (&str, &Model, Value),
) -> Result<Answer, Problem> {
    let now = trade.app.now();
    let deed = Deed {
        action,
        subject: &deal::subject(row.id),
        detail,
    };
    audit::write(&*turn.write, trade.visitor, &deed, now).await?;
    let moved = DealMoved {
        deal: row.id,
        state: row.state.as_str(),
        due_at: row.due_at,
        settled_g: row.settled_g,
    };
    turn.finish(Answer::ok(to_value(moved).map_err(Problem::broken)?), now)
        .await
}
