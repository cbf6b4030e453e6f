//! Certificates: each stands for one root lot, under a number that nobody else has.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, NotSet, QueryFilter, Set};

use super::{Applied, KEYS_MAX, RegisterError, Source};
use super::{cell, cooperative, insert_all, look_up, note};
use crate::entity::{certificate, lot};
use crate::import::Row;
use crate::import::certificates::CertificateRow;
use crate::import::fault::Faults;
use crate::import::reason::Reason;
use crate::working_days::Day;

/// Records the certificates of the source's cooperative.
///
/// # Errors
/// `Faults` with every row that cannot be taken, `NotACooperative`.
pub async fn certificates(
    tx: &DatabaseTransaction,
    source: &Source,
    rows: &[Row<CertificateRow>],
) -> Result<Applied, RegisterError> {
    let cooperative = cooperative(tx, source).await?;
    let roots = lot::Entity::find()
        .filter(lot::Column::CooperativeId.eq(cooperative.id))
        .filter(lot::Column::RootId.is_null());
    let codes = rows.iter().map(|row| row.content.lot_code.clone());
    let columns = (lot::Column::Code, lot::Column::Id);
    let lots = look_up::<_, i64>(tx, roots, columns, codes.collect()).await?;
    let recorded = recorded(tx, rows).await?;
    let today = Day::of(source.now).to_string();
    let mut faults = Faults::default();
    let mut fresh = Vec::new();
    let mut applied = Applied::default();
    for row in rows {
        let content = &row.content;
        let issued_on = content.issued_on.to_string();
        let Some(lot_id) = lots.get(&content.lot_code) else {
            let value = content.lot_code.clone();
            faults.add(cell(row, "lot_code", Reason::UnknownLot { value }));
            continue;
        };
        if issued_on > today {
            let value = issued_on.clone();
            faults.add(cell(row, "issued_on", Reason::InTheFuture { value }));
        }
        let wanted = certificate::ActiveModel {
            id: NotSet,
            lot_id: Set(*lot_id),
            kind: Set(content.kind.clone()),
            number: Set(content.number.clone()),
            issuer: Set(content.issuer.clone()),
            issued_on: Set(issued_on),
            basis: Set(content.basis.clone()),
        };
        match recorded.get(&content.number) {
            None => fresh.push(wanted),
            Some(known) if says(known, content, *lot_id) => applied.known += 1,
            Some(_) => {
                let value = content.number.clone();
                faults.add(cell(row, "number", Reason::NumberTaken { value }));
            }
        }
    }
    let fresh = faults.or(fresh)?;
    applied.new = fresh.len() as u64;
    insert_all(tx, fresh).await?;
    note(tx, "certificates", source, applied).await?;
    Ok(applied)
}

fn says(known: &certificate::Model, row: &CertificateRow, lot_id: i64) -> bool {
    known.lot_id == lot_id
        && known.kind == row.kind
        && known.issuer == row.issuer
        && known.issued_on == row.issued_on.to_string()
        && known.basis == row.basis
}

async fn recorded(
    tx: &DatabaseTransaction,
    rows: &[Row<CertificateRow>],
) -> Result<BTreeMap<String, certificate::Model>, DbErr> {
    let numbers: Vec<&str> = rows.iter().map(|row| row.content.number.as_str()).collect();
    let mut recorded = BTreeMap::new();
    for numbers in numbers.chunks(KEYS_MAX) {
        let found = certificate::Entity::find()
            .filter(certificate::Column::Number.is_in(numbers.iter().copied()))
            .all(tx)
            .await?;
        recorded.extend(found.into_iter().map(|row| (row.number.clone(), row)));
    }
    Ok(recorded)
}
