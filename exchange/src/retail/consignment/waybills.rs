//! A carrier's list of waybills, whole or not at all.
//!
//! A parcel that was sent under the same waybill before is known and nothing changes.

use std::collections::BTreeMap;

use catalog::import::Row;
use catalog::import::fault::{Faults, RowError};
use catalog::import::reason::Reason;
use catalog::import::waybills::WaybillRow;
use catalog::register::Applied;
use catalog::scope::Scope;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};

use super::ship::{Waybill, ship};
use super::state::{Action, next};
use super::{ConsignmentError, State};
use crate::entity::consignment;

/// Numbers of one look-up.
const NUMBERS_MAX: usize = 1_000;

type Parcels = BTreeMap<String, consignment::Model>;
type Fresh<'rows> = Vec<(consignment::Model, &'rows Row<WaybillRow>)>;

/// Sends every parcel of a list that is not sent yet.
///
/// # Errors
/// `Faults` with every row that names no parcel of the asker's, one that is not packed, one that
/// was sent under another waybill, or a waybill of another parcel.
pub async fn take_waybills(
    tx: &DatabaseTransaction,
    scope: Scope,
    rows: &[Row<WaybillRow>],
    (person_id, now): (i64, i64),
) -> Result<Applied, ConsignmentError> {
    let parcels = named(tx, scope, rows).await?;
    let mut faults = Faults::default();
    let mut fresh = sort(rows, &parcels, &mut faults);
    // Purchases are locked by number, as everybody locks them.
    fresh.sort_by_key(|(parcel, _)| parcel.purchase_id);
    let applied = Applied {
        new: fresh.len() as u64,
        known: (rows.len() - fresh.len()) as u64,
    };
    for (parcel, row) in fresh {
        let waybill = Waybill::new(&row.content.waybill)?;
        match ship(tx, (scope, parcel.id), &waybill, (person_id, now)).await {
            Ok(_) => {}
            Err(ConsignmentError::WaybillTaken(value)) => {
                faults.add(fault(row, "waybill", Reason::WaybillTaken { value }));
            }
            // It was packed when it was looked up, and somebody else was faster.
            Err(ConsignmentError::Refused(_)) => faults.add(not_packed(row)),
            Err(error) => return Err(error),
        }
    }
    Ok(faults.or(applied)?)
}

/// The rows that send something, each with its parcel.
fn sort<'rows>(
    rows: &'rows [Row<WaybillRow>],
    parcels: &Parcels,
    faults: &mut Faults,
) -> Fresh<'rows> {
    let mut fresh = Vec::new();
    for row in rows {
        let WaybillRow {
            consignment_number,
            waybill,
        } = &row.content;
        match parcels.get(consignment_number) {
            None => {
                let value = consignment_number.clone();
                faults.add(fault(
                    row,
                    "consignment_number",
                    Reason::UnknownConsignment { value },
                ));
            }
            Some(parcel) if parcel.waybill == *waybill => {}
            Some(parcel) if !parcel.waybill.is_empty() => {
                let value = parcel.waybill.clone();
                faults.add(fault(row, "waybill", Reason::OtherWaybill { value }));
            }
            Some(parcel) if next(parcel.state, Action::Ship).is_err() => {
                faults.add(not_packed(row));
            }
            Some(parcel) => fresh.push((parcel.clone(), row)),
        }
    }
    fresh
}

fn not_packed(row: &Row<WaybillRow>) -> RowError {
    let value = row.content.consignment_number.clone();
    fault(row, "consignment_number", Reason::NotPacked { value })
}

fn fault(row: &Row<WaybillRow>, column: &'static str, reason: Reason) -> RowError {
    RowError {
        line: row.line,
        column: Some(column),
        reason,
    }
}

/// The asker's parcels that the rows name; unpaid ones are nobody's business yet.
async fn named(
    tx: &DatabaseTransaction,
    scope: Scope,
    rows: &[Row<WaybillRow>],
) -> Result<Parcels, DbErr> {
    let mut parcels = Parcels::new();
    for chunk in rows.chunks(NUMBERS_MAX) {
        let numbers = chunk
            .iter()
            .map(|row| row.content.consignment_number.as_str());
        let found = consignment::Entity::find()
            .filter(scope.cooperative_rows(consignment::Column::CooperativeId))
            .filter(consignment::Column::Number.is_in(numbers))
            .filter(consignment::Column::State.ne(State::AwaitingPayment))
            .all(tx)
            .await?;
        parcels.extend(found.into_iter().map(|row| (row.number.clone(), row)));
    }
    Ok(parcels)
}
