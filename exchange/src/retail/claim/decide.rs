//! The office's answer to a claim: so much goes back at once, or why nothing does.

use catalog::scope::Scope;
use ledger::Money;
use sea_orm::{
    ActiveEnum, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Set,
};

use super::open::worded;
use super::{ClaimError, left_of};
use crate::entity::consignment::State;
use crate::entity::{claim, consignment, purchase_line, refund};
use crate::retail::consignment::locked;
use crate::retail::refund::{Back, RefundAsk, request};
use crate::retail::step::{self, Step};

/// What the office decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// So much of the line's price goes back; words may go with it.
    GiveBack(Money),
    /// Nothing goes back; the words say why.
    Reject,
}

/// Decides a claim; what goes back is asked for in the same transaction.
///
/// # Errors
/// `Decided` the second time, `Amount` for nothing or more than is left of the line, `Words`
/// missing from a rejection or too many, `Unknown` also for another cooperative's.
pub async fn decide(
    tx: &DatabaseTransaction,
    (scope, claim_id): (Scope, i64),
    (verdict, words): (&Verdict, &str),
    (person_id, now): (i64, i64),
) -> Result<claim::Model, ClaimError> {
    let unknown = || ClaimError::Unknown(claim_id);
    let seen = claim::Entity::find_by_id(claim_id).one(tx).await?;
    let seen = seen.ok_or_else(unknown)?;
    let consignment = locked(tx, scope, seen.consignment_id).await;
    let consignment = consignment.map_err(|error| match error {
        super::ConsignmentError::Unknown(_) => unknown(),
        error => error.into(),
    })?;
    let found = claim::Entity::find_by_id(claim_id)
        .lock_exclusive()
        .one(tx)
        .await?;
    let found = found.ok_or_else(unknown)?;
    if found.state != claim::State::Open {
        return Err(ClaimError::Decided);
    }
    let words = match verdict {
        Verdict::GiveBack(_) if words.trim().is_empty() => String::new(),
        Verdict::GiveBack(_) | Verdict::Reject => worded(words)?,
    };
    let refund = match verdict {
        Verdict::GiveBack(amount) => {
            Some(give_back(tx, (&consignment, &found), *amount, (person_id, now)).await?)
        }
        Verdict::Reject => None,
    };
    let (state, action) = match verdict {
        Verdict::GiveBack(_) => (claim::State::Resolved, step::CLAIM_RESOLVED),
        Verdict::Reject => (claim::State::Rejected, step::CLAIM_REJECTED),
    };
    run_on(tx, &consignment, (&found, now)).await?;
    let mut row = found.into_active_model();
    row.state = Set(state);
    row.decision = Set(words);
    row.refund_id = Set(refund.as_ref().map(|refund| refund.id));
    row.decided_by = Set(Some(person_id));
    row.decided_at = Set(Some(now));
    let row = claim::Entity::update(row).exec(tx).await?;
    let step = Step {
        purchase_id: consignment.purchase_id,
        consignment_id: Some(consignment.id),
        action,
        person_id: Some(person_id),
        note: row.number.clone(),
        amount: refund.map(|refund| Money::fen(refund.amount_fen)),
        at: now,
    };
    step::record(tx, &step).await?;
    Ok(row)
}

async fn give_back(
    tx: &DatabaseTransaction,
    (consignment, claim): (&consignment::Model, &claim::Model),
    amount: Money,
    (person_id, now): (i64, i64),
) -> Result<refund::Model, ClaimError> {
    let line = purchase_line::Entity::find_by_id(claim.line_id)
        .lock_exclusive()
        .one(tx)
        .await?;
    let line = line.ok_or(ClaimError::NotInIt(claim.line_id))?;
    let most = left_of(&line)?;
    if amount <= Money::ZERO || amount > most {
        return Err(ClaimError::Amount { most });
    }
    let ask = RefundAsk {
        purchase_id: consignment.purchase_id,
        consignment_id: consignment.id,
        lines: vec![Back {
            line_id: line.id,
            packs: 0,
            amount,
        }],
        surcharge: Money::ZERO,
        reason: refund::Reason::Claim,
        person_id: Some(person_id),
        now,
    };
    Ok(request(tx, &ask).await?)
}

/// The days to a receipt by silence stood still while the claim was open, and run on now.
async fn run_on(
    tx: &DatabaseTransaction,
    consignment: &consignment::Model,
    (claim, now): (&claim::Model, i64),
) -> Result<(), DbErr> {
    let (State::Shipped, Some(due_at)) = (consignment.state, consignment.due_at) else {
        return Ok(());
    };
    // Days that another claim has given back already count once.
    let counted: Option<claim::Model> = claim::Entity::find()
        .filter(claim::Column::ConsignmentId.eq(consignment.id))
        .filter(claim::Column::State.ne(claim::State::Open.to_value()))
        .order_by_desc(claim::Column::DecidedAt)
        .one(tx)
        .await?;
    let since = counted
        .and_then(|claim| claim.decided_at)
        .map_or(claim.at, |decided_at| decided_at.max(claim.at));
    let row = consignment::ActiveModel {
        due_at: Set(Some(due_at + (now - since).max(0))),
        ..consignment.clone().into_active_model()
    };
    consignment::Entity::update(row).exec(tx).await.map(drop)
}
