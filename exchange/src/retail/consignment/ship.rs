//! Sending: a packed consignment and the carrier's number of it.

use catalog::import::waybills;
use catalog::scope::Scope;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, Set, SqlErr};

use super::receive::AUTO_RECEIVE_MS;
use super::state::{Action, next};
use super::{ConsignmentError, locked, moved};
use crate::entity::consignment;
use crate::retail::step::{self, Step};

/// A carrier's number of a parcel (运单号): letters and digits, kept in capitals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waybill(String);

impl Waybill {
    /// Reads a waybill as people type or scan it; blanks around it are dropped.
    ///
    /// # Errors
    /// `NotAWaybill` for anything else.
    pub fn new(text: &str) -> Result<Self, ConsignmentError> {
        match waybills::waybill(text) {
            Some(waybill) => Ok(Self(waybill)),
            None => Err(ConsignmentError::NotAWaybill(text.trim().to_owned())),
        }
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The carrier has it: from now on the buyer can follow it, and silence will receive it.
///
/// # Errors
/// `Refused` if it is not packed or was sent already, `WaybillTaken`, `Unknown` also for another
/// cooperative's.
pub async fn ship(
    tx: &DatabaseTransaction,
    (scope, consignment_id): (Scope, i64),
    waybill: &Waybill,
    (person_id, now): (i64, i64),
) -> Result<consignment::Model, ConsignmentError> {
    let row = locked(tx, scope, consignment_id).await?;
    next(row.state, Action::Ship)?;
    if taken(tx, &row, waybill).await? {
        return Err(ConsignmentError::WaybillTaken(waybill.0.clone()));
    }
    let mut row = moved(row, Action::Ship, Some(now + AUTO_RECEIVE_MS))?;
    row.waybill = Set(waybill.0.clone());
    row.shipped_at = Set(Some(now));
    let row = consignment::Entity::update(row).exec(tx).await;
    let row = row.map_err(|error| refusal(error, waybill))?;
    note(tx, &row, step::SHIPPED, (person_id, now)).await?;
    Ok(row)
}

/// A waybill that was mistyped is put right before the parcel is received. The wrong one stays in the
/// steps, where it was written; whoever was told of it is told again.
///
/// # Errors
/// `Refused` unless it is on its way, `SameWaybill`, `WaybillTaken`, `Unknown` also for another
/// cooperative's.
pub async fn correct_waybill(
    tx: &DatabaseTransaction,
    (scope, consignment_id): (Scope, i64),
    waybill: &Waybill,
    (person_id, now): (i64, i64),
) -> Result<(consignment::Model, String), ConsignmentError> {
    let row = locked(tx, scope, consignment_id).await?;
    next(row.state, Action::CorrectWaybill)?;
    if row.waybill == waybill.0 {
        return Err(ConsignmentError::SameWaybill(waybill.0.clone()));
    }
    if taken(tx, &row, waybill).await? {
        return Err(ConsignmentError::WaybillTaken(waybill.0.clone()));
    }
    let (was, due_at) = (row.waybill.clone(), row.due_at);
    let mut row = moved(row, Action::CorrectWaybill, due_at)?;
    row.waybill = Set(waybill.0.clone());
    let row = consignment::Entity::update(row).exec(tx).await;
    let row = row.map_err(|error| refusal(error, waybill))?;
    note(tx, &row, step::WAYBILL_CORRECTED, (person_id, now)).await?;
    Ok((row, was))
}

/// Writes a step whose note is the parcel's waybill.
async fn note(
    tx: &DatabaseTransaction,
    row: &consignment::Model,
    action: &'static str,
    (person_id, at): (i64, i64),
) -> Result<(), DbErr> {
    let step = Step {
        purchase_id: row.purchase_id,
        consignment_id: Some(row.id),
        action,
        person_id: Some(person_id),
        note: row.waybill.clone(),
        amount: None,
        at,
    };
    step::record(tx, &step).await
}

/// Whether another consignment of the same carrier goes under this waybill.
async fn taken(
    tx: &DatabaseTransaction,
    row: &consignment::Model,
    waybill: &Waybill,
) -> Result<bool, DbErr> {
    let other = consignment::Entity::find()
        .filter(consignment::Column::CarrierId.eq(row.carrier_id))
        .filter(consignment::Column::Waybill.eq(waybill.as_str()))
        .filter(consignment::Column::Id.ne(row.id))
        .one(tx)
        .await?;
    Ok(other.is_some())
}

/// Two that take one waybill at the same moment: the index lets one of them.
fn refusal(error: DbErr, waybill: &Waybill) -> ConsignmentError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            ConsignmentError::WaybillTaken(waybill.0.clone())
        }
        _ => error.into(),
    }
}
