//! What buyer, clerk and operator do to a deal, each in the caller's transaction.

use catalog::working_days::Calendar;
use ledger::postings::deal::{Price, balance_paid};
use ledger::{AccountKey, Code, Grams, Money, Party, Reference};
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel, Set};

use super::state::{Action, next};
use super::{DealError, WEIGHED_MAX_BP, amounts, due, goods, locked, subject};
use crate::entity::{deal, deal_step};
use crate::proceeds::settle::{Acceptance, settle};
use crate::{books, funds};

/// The longest note, reason or evidence that is kept, in characters.
const NOTE_MAX: usize = 500;

/// Who acts, for which organisation.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The organisation, buyer or seller of the deal.
    pub organisation_id: i64,
    /// The person.
    pub person_id: i64,
}

/// Goods that arrived and were weighed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The deal.
    pub deal_id: i64,
    /// What the weighbridge says, in grams.
    pub grams: i64,
    /// The number of its ticket (磅单号).
    pub ticket_no: String,
}

/// Freight and inspection by their bills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Costs {
    /// The deal.
    pub deal_id: i64,
    /// The carrier's bill.
    pub freight: Money,
    /// The inspector's bill.
    pub inspection: Money,
    /// The numbers of the bills.
    pub evidence: String,
}

/// A buyer disputes the weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// The deal.
    pub deal_id: i64,
    /// Why, in the buyer's words.
    pub reason: String,
}

/// The operator decides which weight counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The deal.
    pub deal_id: i64,
    /// The operator's person.
    pub person_id: i64,
    /// The weight that counts, in grams.
    pub grams: i64,
    /// Why, in the operator's words.
    pub reason: String,
}

/// A line of a deal's history.
pub(super) struct Step {
    pub(super) action: Action,
    pub(super) person_id: Option<i64>,
    pub(super) note: String,
    pub(super) grams: Option<Grams>,
    pub(super) at: i64,
}

enum Side {
    Buyer,
    Seller,
}

/// Pays the balance from the buyer's cash; the deposit becomes price.
///
/// # Errors
/// `ShortOfCash`, `TooLate`, `Refused`, `Unknown` also for another buyer's deal.
pub async fn pay(
    tx: &DatabaseTransaction,
    actor: &Actor,
    deal_id: i64,
    now: i64,
) -> Result<deal::Model, DealError> {
    let deal = begin(tx, deal_id, Some((actor, Side::Buyer)), (Action::Pay, now)).await?;
    let (buyer, party) = (Party::Member(deal.buyer_id), Party::Deal(deal.id));
    let deposit = Money::fen(deal.deposit_fen);
    let balance = Money::fen(deal.value_fen).checked_sub(deposit)?;
    let reference = Reference::new(&format!("deal:{}:pay", deal.id), &subject(deal.id))?;
    let set = balance_paid(&reference, &buyer, &party, Price { balance, deposit })?;
    let accounts = [
        AccountKey::custody(Code::MemberCash, buyer)?,
        AccountKey::custody(Code::Deposit, party.clone())?,
        AccountKey::custody(Code::Escrow, party)?,
    ];
    books::lock(tx, &accounts).await?;
    let available = funds::available_cash(tx, deal.buyer_id).await?;
    if balance > available {
        return Err(DealError::ShortOfCash {
            needed: balance,
            available,
        });
    }
    books::post(tx, &set, now).await?;
    let due_at = due::delivery(&Calendar::load(tx).await?, now);
    let mut row = moved(deal, Action::Pay, Some(due_at))?;
    row.paid_at = Set(Some(now));
    let step = Step {
        action: Action::Pay,
        person_id: Some(actor.person_id),
        note: String::new(),
        grams: None,
        at: now,
    };
    written(tx, row, step).await
}

/// Records what was delivered and weighed; from now the buyer has 48 hours to object.
///
/// # Errors
/// `NotAWeight`, `WeightBeyond`, `WorthNothing`, `Note` without a ticket number, `TooLate`,
/// `Refused`, `Unknown` also for another cooperative's deal.
pub async fn deliver(
    tx: &DatabaseTransaction,
    actor: &Actor,
    delivery: &Delivery,
    now: i64,
) -> Result<deal::Model, DealError> {
    let action = Action::Deliver;
    let deal = begin(
        tx,
        delivery.deal_id,
        Some((actor, Side::Seller)),
        (action, now),
    )
    .await?;
    let grams = believable(&deal, delivery.grams)?;
    let note = note(&delivery.ticket_no)?;
    let mut row = moved(deal, action, Some(due::acceptance(now)))?;
    row.weighed_g = Set(Some(grams.as_g()));
    row.delivered_at = Set(Some(now));
    let step = Step {
        action,
        person_id: Some(actor.person_id),
        note,
        grams: Some(grams),
        at: now,
    };
    written(tx, row, step).await
}

/// Replaces freight and inspection by the terms with what the bills say.
///
/// # Errors
/// `NotACost`, `CostsBeyond`, `Note` without evidence, `TooLate`, `Refused`, `Unknown` also for
/// another cooperative's deal.
pub async fn record_costs(
    tx: &DatabaseTransaction,
    actor: &Actor,
    costs: &Costs,
    now: i64,
) -> Result<deal::Model, DealError> {
    let action = Action::RecordCosts;
    let deal = begin(
        tx,
        costs.deal_id,
        Some((actor, Side::Seller)),
        (action, now),
    )
    .await?;
    let value = Money::fen(deal.value_fen);
    for cost in [costs.freight, costs.inspection] {
        if cost.is_negative() {
            return Err(DealError::NotACost(cost));
        }
        // Each alone first: the sum of two that are in range fits.
        if cost > value {
            return Err(DealError::CostsBeyond { costs: cost, value });
        }
    }
    let both = costs.freight.checked_add(costs.inspection)?;
    if both > value {
        return Err(DealError::CostsBeyond { costs: both, value });
    }
    let evidence = note(&costs.evidence)?;
    let due_at = deal.due_at;
    let mut row = moved(deal, action, due_at)?;
    row.freight_fen = Set(costs.freight.as_fen());
    row.inspection_fen = Set(costs.inspection.as_fen());
    row.costs_evidence = Set(evidence.clone());
    let note = format!(
        "{} + {}; {evidence}",
        costs.freight.plain_yuan(),
        costs.inspection.plain_yuan()
    );
    let step = Step {
        action,
        person_id: Some(actor.person_id),
        note,
        grams: None,
        at: now,
    };
    written(tx, row, step).await
}

/// The buyer disputes the weight; the operator decides within three working days.
///
/// # Errors
/// `Note` without a reason, `TooLate` after 48 hours, `Refused`, `Unknown` also for another
/// buyer's deal.
pub async fn object(
    tx: &DatabaseTransaction,
    actor: &Actor,
    objection: &Objection,
    now: i64,
) -> Result<deal::Model, DealError> {
    let action = Action::Object;
    let deal = begin(
        tx,
        objection.deal_id,
        Some((actor, Side::Buyer)),
        (action, now),
    )
    .await?;
    let note = note(&objection.reason)?;
    let due_at = due::decision(&Calendar::load(tx).await?, now);
    let row = moved(deal, action, Some(due_at))?;
    let step = Step {
        action,
        person_id: Some(actor.person_id),
        note,
        grams: None,
        at: now,
    };
    written(tx, row, step).await
}

/// The operator enters the weight that counts, and the deal is settled on it.
///
/// # Errors
/// As [`deliver`] for the weight, `Note` without a reason, and as a settlement.
pub async fn decide(
    tx: &DatabaseTransaction,
    decision: &Decision,
    now: i64,
) -> Result<deal::Model, DealError> {
    let action = Action::Decide;
    let mut deal = begin(tx, decision.deal_id, None, (action, now)).await?;
    let grams = believable(&deal, decision.grams)?;
    let note = note(&decision.reason)?;
    deal.decided_g = Some(grams.as_g());
    let step = Step {
        action,
        person_id: Some(decision.person_id),
        note,
        grams: Some(grams),
        at: now,
    };
    finish(tx, deal, grams, step).await
}

/// The buyer accepts the goods, and the deal is settled on what was weighed.
///
/// # Errors
/// `TooLate` (silence has accepted then), `Refused`, `Unknown` also for another buyer's deal, and
/// as a settlement.
pub async fn accept(
    tx: &DatabaseTransaction,
    actor: &Actor,
    deal_id: i64,
    now: i64,
) -> Result<deal::Model, DealError> {
    let action = Action::Accept;
    let deal = begin(tx, deal_id, Some((actor, Side::Buyer)), (action, now)).await?;
    let counts = deal.weighed_g.ok_or(DealError::NotAWeight { grams: 0 })?;
    let step = Step {
        action,
        person_id: Some(actor.person_id),
        note: String::new(),
        grams: None,
        at: now,
    };
    finish(tx, deal, Grams::new(counts)?, step).await
}

/// Settles a deal on the weight that counts: money first, then goods, then the deal's own row.
pub(super) async fn finish(
    tx: &DatabaseTransaction,
    deal: deal::Model,
    counts: Grams,
    step: Step,
) -> Result<deal::Model, DealError> {
    let (deal_id, now) = (deal.id, step.at);
    let settled = settle(tx, &deal, &Acceptance { counts, at: now }).await?;
    goods::end(tx, deal_id, settled.grams, now).await?;
    let decided_g = deal.decided_g;
    let mut row = moved(deal, step.action, None)?;
    row.decided_g = Set(decided_g);
    row.settled_g = Set(Some(settled.grams.as_g()));
    row.settled_at = Set(Some(now));
    written(tx, row, step).await
}

/// Locks the deal and checks, in this order: whose it is, its state, its deadline.
async fn begin(
    tx: &DatabaseTransaction,
    deal_id: i64,
    actor: Option<(&Actor, Side)>,
    (action, now): (Action, i64),
) -> Result<deal::Model, DealError> {
    let deal = locked(tx, deal_id).await?;
    if let Some((actor, side)) = actor {
        let own = match side {
            Side::Buyer => deal.buyer_id,
            Side::Seller => deal.seller_id,
        };
        if own != actor.organisation_id {
            return Err(DealError::Unknown(deal_id));
        }
    }
    next(deal.state, action)?;
    match deal.due_at {
        Some(due_at) if now >= due_at => Err(DealError::TooLate { due_at, now }),
        _ => Ok(deal),
    }
}

fn moved(
    deal: deal::Model,
    action: Action,
    due_at: Option<i64>,
) -> Result<deal::ActiveModel, DealError> {
    let state = next(deal.state, action)?;
    let mut row = deal.into_active_model();
    row.state = Set(state);
    row.due_at = Set(due_at);
    Ok(row)
}

async fn written(
    tx: &DatabaseTransaction,
    row: deal::ActiveModel,
    step: Step,
) -> Result<deal::Model, DealError> {
    let deal = deal::Entity::update(row).exec(tx).await?;
    record(tx, deal.id, step).await?;
    Ok(deal)
}

pub(super) async fn record(
    tx: &DatabaseTransaction,
    deal_id: i64,
    step: Step,
) -> Result<(), DealError> {
    let row = deal_step::ActiveModel {
        deal_id: Set(deal_id),
        action: Set(step.action.as_str().to_owned()),
        person_id: Set(step.person_id),
        note: Set(step.note),
        grams: Set(step.grams.map(Grams::as_g)),
        at: Set(step.at),
        ..Default::default()
    };
    deal_step::Entity::insert(row).exec(tx).await?;
    Ok(())
}

/// A weight that may be true: above nothing, not far beyond the contract, and worth a fen.
fn believable(deal: &deal::Model, grams: i64) -> Result<Grams, DealError> {
    if grams <= 0 {
        return Err(DealError::NotAWeight { grams });
    }
    let (grams, contracted) = (Grams::new(grams)?, Grams::new(deal.contracted_g)?);
    // 110 % of any contract fits: contracts are far below 2^60 grams.
    let most = Grams::new(
        i64::try_from(i128::from(deal.contracted_g) * i128::from(WEIGHED_MAX_BP) / 10_000)
            .unwrap_or(i64::MAX),
    )?;
    if grams > most {
        return Err(DealError::WeightBeyond { grams, most });
    }
    let worth = amounts::gross(Money::fen(deal.value_fen), contracted, grams)?;
    if worth.gross.is_zero() {
        return Err(DealError::WorthNothing { grams });
    }
    Ok(grams)
}

fn note(text: &str) -> Result<String, DealError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > NOTE_MAX {
        return Err(DealError::Note { most: NOTE_MAX });
    }
    Ok(text.to_owned())
}
