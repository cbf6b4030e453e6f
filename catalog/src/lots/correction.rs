//! A weight typed wrong is put right by a row of its own; the ticket itself never changes.

use ledger::Grams;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

use super::LotError;
use crate::entity::{intake, intake_correction, lot};
use crate::scope::Scope;
use crate::stock;

/// What a ticket should have said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correct {
    /// The weigh ticket.
    pub intake_id: i64,
    /// What it counts from now on.
    pub now: Grams,
    /// Why, in the clerk's words.
    pub reason: String,
    /// Who says so.
    pub person_id: i64,
}

/// A corrected ticket: what must be split again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// The weigh ticket.
    pub intake_id: i64,
    /// Whose harvest it was.
    pub household_id: i64,
    /// The child lot.
    pub lot_id: i64,
    /// The root lot, whose pool is concerned.
    pub root_lot_id: i64,
    /// What it counted before.
    pub was: Grams,
    /// What it counts now.
    pub now: Grams,
}

/// Corrects a weigh ticket and with it what its lot holds.
///
/// # Errors
/// `Promised` if the lot would fall below what is held and gone, `Unchanged`, `Nothing`,
/// `UnknownTicket` also for another cooperative's.
pub async fn correct_intake(
    tx: &DatabaseTransaction,
    scope: Scope,
    correct: &Correct,
    now: i64,
) -> Result<Corrected, LotError> {
    let unknown = LotError::UnknownTicket(correct.intake_id);
    if correct.now == Grams::ZERO {
        return Err(LotError::Nothing);
    }
    let visible = scope.cooperative_rows(intake::Column::CooperativeId);
    let Some(ticket) = intake::Entity::find_by_id(correct.intake_id)
        .filter(visible)
        .one(tx)
        .await?
    else {
        return Err(unknown);
    };
    // The lot's row is the lock: two corrections of one ticket see each other.
    let Some(lot) = lot::Entity::find_by_id(ticket.lot_id)
        .lock_exclusive()
        .one(tx)
        .await?
    else {
        return Err(unknown);
    };
    let was = counted(tx, &ticket).await?;
    if was == correct.now {
        return Err(LotError::Unchanged(was));
    }
    let row = intake_correction::ActiveModel {
        intake_id: Set(ticket.id),
        was_g: Set(was.as_g()),
        now_g: Set(correct.now.as_g()),
        reason: Set(correct.reason.clone()),
        person_id: Set(correct.person_id),
        at: Set(now),
        ..Default::default()
    };
    intake_correction::Entity::insert(row).exec(tx).await?;
    let delta_g = correct.now.as_g() - was.as_g();
    if !stock::correct(tx, lot.id, delta_g, (format!("intake:{}", ticket.id), now)).await? {
        let (needed, available) = (was.checked_sub(correct.now)?, stock::free_of(&lot)?);
        return Err(LotError::Promised {
            lot_id: lot.id,
            needed,
            available,
        });
    }
    Ok(Corrected {
        intake_id: ticket.id,
        household_id: ticket.household_id,
        lot_id: lot.id,
        root_lot_id: lot.root_id.unwrap_or(lot.id),
        was,
        now: correct.now,
    })
}

async fn counted(tx: &DatabaseTransaction, ticket: &intake::Model) -> Result<Grams, LotError> {
    let newest = intake_correction::Entity::find()
        .filter(intake_correction::Column::IntakeId.eq(ticket.id))
        .order_by_desc(intake_correction::Column::Id)
        .one(tx)
        .await?;
    Ok(Grams::new(
        newest.map_or(ticket.quantity_g, |newest| newest.now_g),
    )?)
}
