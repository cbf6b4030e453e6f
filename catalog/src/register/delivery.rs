//! Delivery areas: they have no content hash, so what a row says is compared column by column.

use std::collections::BTreeMap;

use sea_orm::{DatabaseTransaction, Set};

use super::{Applied, RegisterError, Source, cell, insert_all, note};
use crate::address::delivery::areas;
use crate::entity::delivery_area;
use crate::import::Row;
use crate::import::delivery::DeliveryRow;
use crate::import::fault::Faults;
use crate::import::reason::Reason;

/// Records what is delivered where.
///
/// # Errors
/// `Faults` with every row that is recorded with other terms.
pub async fn delivery(
    tx: &DatabaseTransaction,
    source: &Source,
    rows: &[Row<DeliveryRow>],
) -> Result<Applied, RegisterError> {
    let recorded: BTreeMap<_, _> = areas(tx)
        .await?
        .into_iter()
        .map(|row| ((row.division_code.clone(), row.storage.as_str()), row))
        .collect();
    let mut faults = Faults::default();
    let mut fresh = Vec::new();
    let mut applied = Applied::default();
    for row in rows {
        let said = model(&row.content);
        let key = (said.division_code.clone(), said.storage.as_str());
        match recorded.get(&key) {
            None => fresh.push(active(said)),
            Some(known) if *known == said => applied.known += 1,
            Some(_) => {
                let value = format!("{} {}", key.0, key.1);
                faults.add(cell(row, "division_code", Reason::NumberTaken { value }));
            }
        }
    }
    let fresh = faults.or(fresh)?;
    applied.new = fresh.len() as u64;
    insert_all(tx, fresh).await?;
    note(tx, "delivery", source, applied).await?;
    Ok(applied)
}

fn model(row: &DeliveryRow) -> delivery_area::Model {
    delivery_area::Model {
        division_code: row.division.to_string(),
        storage: row.storage,
        delivered: row.delivered,
        surcharge_fen: row.surcharge.as_fen(),
        reason: row.reason,
    }
}

fn active(row: delivery_area::Model) -> delivery_area::ActiveModel {
    delivery_area::ActiveModel {
        division_code: Set(row.division_code),
        storage: Set(row.storage),
        delivered: Set(row.delivered),
        surcharge_fen: Set(row.surcharge_fen),
        reason: Set(row.reason),
    }
}
