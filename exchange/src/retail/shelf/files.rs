//! What a cooperative's file puts on sale: every row or none, and the same row again changes nothing.

use std::collections::BTreeMap;

use catalog::entity::{lot, sku};
use catalog::import::Row;
use catalog::import::fault::{Faults, RowError};
use catalog::import::reason::Reason;
use catalog::import::shelves::ShelfRow;
use catalog::register::{self, Applied};
use catalog::scope::Scope;
use catalog::season::Due;
use ledger::Grams;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use thiserror::Error;

use super::allot::allot_as;
use super::{AllotAsk, ShelfError};
use crate::entity::shelf_movement;

/// Why a file was not taken; nothing of it is on sale then.
#[derive(Debug, Error)]
pub enum FileError {
    /// Rows that cannot be taken.
    #[error(transparent)]
    Faults(#[from] Faults),
    /// A shelf could not be written.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// The file is nobody's.
    #[error("a file of shelves needs its cooperative")]
    NoCooperative,
    /// The database refused.
    #[error("database")]
    Database(#[from] DbErr),
}

/// Puts on sale what a file says.
///
/// # Errors
/// `Faults` with every row that cannot be taken.
pub async fn put_on_sale(
    tx: &DatabaseTransaction,
    file: &Due<ShelfRow>,
) -> Result<Applied, FileError> {
    let cooperative = file.source.organisation_id;
    let cooperative_id = cooperative.ok_or(FileError::NoCooperative)?;
    let skus = sku::Entity::find().all(tx).await?;
    let skus: BTreeMap<i64, i64> = skus.into_iter().map(|sku| (sku.number, sku.id)).collect();
    let lots = lots(tx, cooperative_id, &file.rows).await?;
    let (mut faults, mut applied) = (Faults::default(), Applied::default());
    for row in &file.rows {
        let content = &row.content;
        let Some(sku_id) = skus.get(&content.sku_number) else {
            let value = content.sku_number.to_string();
            faults.add(cell(row, "sku_number", Reason::UnknownSku { value }));
            continue;
        };
        let code = format!("{}/{}", content.lot_code, content.grade);
        let Some(lot_id) = lots.get(&code) else {
            faults.add(cell(row, "lot_code", Reason::UnknownLot { value: code }));
            continue;
        };
        let subject = |content_hash: &str| format!("file:{}:{content_hash}", row.content.name());
        match recorded(tx, *lot_id, &subject("")).await? {
            Some(known) if known == subject(&row.content_hash) => applied.known += 1,
            Some(_) => {
                let value = row.content.name();
                faults.add(cell(row, "sku_number", Reason::NumberTaken { value }));
            }
            None => {
                let ids = (*sku_id, *lot_id, file.source.now);
                let ask = ask(tx, row, ids).await?;
                let scope = Scope::Cooperative(cooperative_id);
                let done = match &ask {
                    Ok(ask) => allot_as(tx, scope, (ask, subject(&row.content_hash))).await,
                    Err(reason) => {
                        faults.add(cell(row, "packs", reason.clone()));
                        continue;
                    }
                };
                match done {
                    Ok(_) => applied.new += 1,
                    Err(error) => faults.add(fault(row, error)?),
                }
            }
        }
    }
    let applied = faults.or(applied)?;
    register::note(tx, "shelves", &file.source, applied).await?;
    Ok(applied)
}

fn cell(row: &Row<ShelfRow>, column: &'static str, reason: Reason) -> RowError {
    RowError {
        line: row.line,
        column: Some(column),
        reason,
    }
}

/// The lots of one grade that the rows name, by code.
async fn lots(
    tx: &DatabaseTransaction,
    cooperative_id: i64,
    rows: &[Row<ShelfRow>],
) -> Result<BTreeMap<String, i64>, DbErr> {
    let codes = rows
        .iter()
        .map(|row| format!("{}/{}", row.content.lot_code, row.content.grade));
    let lots = lot::Entity::find()
        .filter(lot::Column::CooperativeId.eq(cooperative_id))
        .filter(lot::Column::Code.is_in(codes))
        .all(tx)
        .await?;
    Ok(lots.into_iter().map(|lot| (lot.code, lot.id)).collect())
}

/// The subject under which the row's goods, or others of its name, came on sale before.
async fn recorded(
    tx: &DatabaseTransaction,
    lot_id: i64,
    name: &str,
) -> Result<Option<String>, DbErr> {
    let row = shelf_movement::Entity::find()
        .filter(shelf_movement::Column::LotId.eq(lot_id))
        .filter(shelf_movement::Column::Subject.starts_with(name))
        .one(tx)
        .await?;
    Ok(row.map(|row| row.subject))
}

/// The row's packs in grams, unless they are finer than one.
async fn ask(
    tx: &DatabaseTransaction,
    row: &Row<ShelfRow>,
    (sku_id, lot_id, now): (i64, i64, i64),
) -> Result<Result<AllotAsk, Reason>, FileError> {
    let sku = sku::Entity::find_by_id(sku_id).one(tx).await?;
    let net_g = sku.map_or(0, |sku| sku.net_g);
    let thousandths = row.content.packs_thousandths;
    let grams = thousandths.checked_mul(net_g).filter(|g| g % 1_000 == 0);
    let Some(grams) = grams.and_then(|grams| Grams::new(grams / 1_000).ok()) else {
        return Ok(Err(part_of_pack(row)));
    };
    Ok(Ok(AllotAsk {
        sku_id,
        lot_id,
        grams,
        now,
        person: None,
    }))
}

fn part_of_pack(row: &Row<ShelfRow>) -> Reason {
    let thousandths = row.content.packs_thousandths;
    Reason::PartOfPack {
        value: format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000),
    }
}

/// What a refusal means at the cell.
fn fault(row: &Row<ShelfRow>, error: ShelfError) -> Result<RowError, ShelfError> {
    let content = &row.content;
    let (column, reason) = match error {
        ShelfError::Closed { number, .. } | ShelfError::NotByWeight(number) => {
            let value = number.to_string();
            ("sku_number", Reason::SkuClosed { value })
        }
        ShelfError::WrongProduct { .. } | ShelfError::WrongGrade { .. } => {
            let value = format!("{}/{}", content.lot_code, content.grade);
            ("grade", Reason::NotInThisSku { value })
        }
        ShelfError::NoCertificate { lot, .. } => ("lot_code", Reason::NoCertificate { value: lot }),
        ShelfError::PartOfPack { .. } => ("packs", part_of_pack(row)),
        ShelfError::LotShort { needed, available } => {
            let (value, limit) = (needed.kg_text(), available.kg_text());
            ("packs", Reason::LotShort { value, limit })
        }
        other => return Err(other),
    };
    Ok(cell(row, column, reason))
}
