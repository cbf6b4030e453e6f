//! A purchase taken back, whole or by line: unpaid it is released, paid it is given back until it
//! is packed.

use std::collections::BTreeMap;

use catalog::scope::Scope;
use ledger::Money;
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel, Set};

use super::lapse::{cancel_consignment, end, free};
use super::place::move_of;
use super::{CancelReason, PurchaseError, State, lines_by_shelf, lock, lock_consignments};
use crate::entity::{consignment, purchase, purchase_line, refund};
use crate::retail::consignment::state::{self, Action, Refused};
use crate::retail::quote::many;
use crate::retail::refund::{self as refunds, Back, RefundAsk};
use crate::retail::shelf;
use crate::retail::step::{self, Step};

/// A purchase to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancelAsk {
    /// The purchase.
    pub purchase_id: i64,
    /// Who takes it back.
    pub who: Who,
    /// What of it.
    pub what: What,
    /// Now.
    pub now: i64,
}

/// Who takes a purchase back.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Its buyer; the caller has checked that.
    Buyer {
        /// If signed in.
        person_id: Option<i64>,
    },
    /// A cooperative its own part, or the operator.
    Office {
        /// Whose part.
        scope: Scope,
        /// Who of the office.
        person_id: i64,
    },
}

impl Who {
    fn person(self) -> Option<i64> {
        match self {
            Self::Buyer { person_id } => person_id,
            Self::Office { person_id, .. } => Some(person_id),
        }
    }

    fn reason(self) -> CancelReason {
        match self {
            Self::Buyer { .. } => CancelReason::Buyer,
            Self::Office { .. } => CancelReason::Office,
        }
    }

    fn may_change(self, consignment: &consignment::Model) -> bool {
        match self {
            Self::Buyer { .. }
            | Self::Office {
                scope: Scope::Operator,
                ..
            } => true,
            Self::Office { scope, .. } => scope == Scope::Cooperative(consignment.cooperative_id),
        }
    }
}

/// What of a purchase is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// All of it that the asker may change.
    Whole,
    /// So many packs of lines.
    Packs(Vec<(i64, i64)>),
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancelled {
    /// The purchase as it is now.
    pub purchase: purchase::Model,
    /// What goes back for it.
    pub refunds: Vec<refund::Model>,
}

/// Packs of one line to be taken back.
struct Taken {
    line: purchase_line::Model,
    packs: i64,
}

/// Takes a purchase back, whole or in part.
///
/// # Errors
/// `IsCancelled`, `NotPaid` for a part of an unpaid one, `Refused` for what is packed already,
/// `Packs`, `UnknownLine` also for another cooperative's, `Unknown`.
pub async fn cancel(tx: &DatabaseTransaction, ask: &CancelAsk) -> Result<Cancelled, PurchaseError> {
    let purchase = lock(tx, ask.purchase_id).await?;
    if purchase.state == State::Cancelled {
        return Err(PurchaseError::IsCancelled);
    }
    let consignments = lock_consignments(tx, purchase.id).await?;
    if !consignments.iter().any(|row| ask.who.may_change(row)) {
        return Err(PurchaseError::Unknown(ask.purchase_id));
    }
    if purchase.paid_at.is_none() {
        return unpaid(tx, ask, (purchase, consignments)).await;
    }
    let lines = lines_by_shelf(tx, purchase.id).await?;
    let taken = taken(ask, &consignments, lines)?;
    for Taken { line, packs } in &taken {
        shelf::deallocate(tx, &move_of(line, *packs, ask.now)?).await?;
    }
    let mut by_consignment: BTreeMap<i64, Vec<Taken>> = BTreeMap::new();
    for one in taken {
        let of = by_consignment.entry(one.line.consignment_id).or_default();
        of.push(one);
    }
    let mut refunds = Vec::new();
    for (consignment_id, taken) in by_consignment {
        refunds.push(give_back(tx, ask, (purchase.id, consignment_id), taken).await?);
    }
    let back = Money::sum(refunds.iter().map(|row| Money::fen(row.amount_fen)))?;
    let purchase = conclude(tx, (ask, back), purchase).await?;
    Ok(Cancelled { purchase, refunds })
}

/// An unpaid purchase holds nothing but reservations.
async fn unpaid(
    tx: &DatabaseTransaction,
    ask: &CancelAsk,
    (purchase, consignments): (purchase::Model, Vec<consignment::Model>),
) -> Result<Cancelled, PurchaseError> {
    let all = consignments.iter().all(|row| ask.who.may_change(row));
    if ask.what != What::Whole || !all {
        return Err(PurchaseError::NotPaid);
    }
    free(tx, purchase.id, ask.now).await?;
    for row in consignments {
        cancel_consignment(tx, row).await?;
    }
    let purchase = end(tx, purchase, ask.who.reason(), ask.now).await?;
    record(tx, (ask, None), step::CANCELLED).await?;
    Ok(Cancelled {
        purchase,
        refunds: Vec::new(),
    })
}

/// What is taken back of which line, in the order of the shelves; refuses what cannot be.
fn taken(
    ask: &CancelAsk,
    consignments: &[consignment::Model],
    lines: Vec<purchase_line::Model>,
) -> Result<Vec<Taken>, PurchaseError> {
    let of = |line: &purchase_line::Model| {
        let own = consignments
            .iter()
            .find(|row| row.id == line.consignment_id);
        own.filter(|row| ask.who.may_change(row))
    };
    let wanted: BTreeMap<i64, i64> = match &ask.what {
        What::Whole => {
            let left = |line: &purchase_line::Model| (line.id, line.packs - line.cancelled_packs);
            let own = lines.iter().filter(|line| of(line).is_some()).map(left);
            own.filter(|(_, packs)| *packs > 0).collect()
        }
        What::Packs(packs) => packs.iter().copied().collect(),
    };
    let mut taken = Vec::with_capacity(wanted.len());
    let mut unknown = wanted.clone();
    for line in lines {
        let Some(packs) = wanted.get(&line.id).copied() else {
            continue;
        };
        let Some(consignment) = of(&line) else {
            continue;
        };
        unknown.remove(&line.id);
        let (line_id, left) = (line.id, line.packs - line.cancelled_packs);
        state::next(consignment.state, Action::Cancel)?;
        if !(1..=left).contains(&packs) {
            return Err(PurchaseError::Packs { line_id, left });
        }
        taken.push(Taken { line, packs });
    }
    match unknown.keys().next() {
        Some(line_id) => Err(PurchaseError::UnknownLine(*line_id)),
        None if taken.is_empty() => Err(nothing_left(consignments)),
        None => Ok(taken),
    }
}

/// Why nothing can be taken back of these.
fn nothing_left(consignments: &[consignment::Model]) -> PurchaseError {
    let refused = consignments
        .iter()
        .find_map(|row| state::next(row.state, Action::Cancel).err());
    let state = consignment::State::Cancelled;
    let action = Action::Cancel;
    refused.unwrap_or(Refused { state, action }).into()
}

/// Gives the price of one consignment's cancelled packs back, and their surcharge.
async fn give_back(
    tx: &DatabaseTransaction,
    ask: &CancelAsk,
    (purchase_id, consignment_id): (i64, i64),
    taken: Vec<Taken>,
) -> Result<refund::Model, PurchaseError> {
    let mut surcharge = Money::ZERO;
    let mut lines = Vec::with_capacity(taken.len());
    for Taken { line, packs } in taken {
        let on_top = many(Money::fen(line.surcharge_fen), packs)?;
        surcharge = surcharge.checked_add(on_top)?;
        lines.push(Back {
            line_id: line.id,
            packs,
            amount: many(Money::fen(line.price_fen), packs)?,
        });
        let cancelled = line.cancelled_packs + packs;
        let mut row = line.into_active_model();
        row.cancelled_packs = Set(cancelled);
        purchase_line::Entity::update(row).exec(tx).await?;
    }
    let asked = RefundAsk {
        purchase_id,
        consignment_id,
        lines,
        surcharge,
        reason: refund::Reason::Cancelled,
        person_id: ask.who.person(),
        now: ask.now,
    };
    Ok(refunds::request(tx, &asked).await?)
}

/// Cancels the parts of which nothing is left, and the purchase with the last of them.
async fn conclude(
    tx: &DatabaseTransaction,
    (ask, back): (&CancelAsk, Money),
    purchase: purchase::Model,
) -> Result<purchase::Model, PurchaseError> {
    let lines = lines_by_shelf(tx, purchase.id).await?;
    let mut whole = true;
    for row in lock_consignments(tx, purchase.id).await? {
        let mut own = lines.iter().filter(|line| line.consignment_id == row.id);
        let empty = own.all(|line| line.cancelled_packs == line.packs);
        if !empty {
            whole = false;
        } else if row.state != consignment::State::Cancelled {
            cancel_consignment(tx, row).await?;
        }
    }
    if !whole {
        record(tx, (ask, Some(back)), step::PART_CANCELLED).await?;
        return Ok(purchase);
    }
    record(tx, (ask, Some(back)), step::CANCELLED).await?;
    Ok(end(tx, purchase, ask.who.reason(), ask.now).await?)
}

async fn record(
    tx: &DatabaseTransaction,
    (ask, amount): (&CancelAsk, Option<Money>),
    action: &'static str,
) -> Result<(), PurchaseError> {
    let step = Step {
        purchase_id: ask.purchase_id,
        consignment_id: None,
        action,
        person_id: ask.who.person(),
        note: ask.who.reason().as_str().to_owned(),
        amount,
        at: ask.now,
    };
    Ok(step::record(tx, &step).await?)
}
