//! Organisations: they have no content hash, so what an import settles is compared column by column.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, NotSet, QueryFilter, Set};

use super::{Applied, KEYS_MAX, RegisterError, Source, cell, insert_all, note};
use crate::entity::organisation;
use crate::import::Row;
use crate::import::fault::Faults;
use crate::import::organisations::OrganisationRow;
use crate::import::reason::Reason;

/// Records organisations, each taking part at once.
///
/// Phone and bank account are corrected in the office, so a known row may differ in them. The memo code
/// by which a firm's money is found on the bank statement is given to it by the books.
///
/// # Errors
/// `Faults` with every row that cannot be taken.
pub async fn organisations(
    tx: &DatabaseTransaction,
    source: &Source,
    rows: &[Row<OrganisationRow>],
) -> Result<Applied, RegisterError> {
    let recorded = recorded(tx, rows).await?;
    let mut faults = Faults::default();
    let mut fresh = Vec::new();
    let mut applied = Applied::default();
    for row in rows {
        match recorded.get(&row.content.code) {
            None => fresh.push(active(&row.content, source.now)),
            Some(known) if same(known, &row.content) => applied.known += 1,
            Some(_) => faults.add(cell(
                row,
                "code",
                Reason::NumberTaken {
                    value: row.content.code.clone(),
                },
            )),
        }
    }
    let fresh = faults.or(fresh)?;
    applied.new = fresh.len() as u64;
    insert_all(tx, fresh).await?;
    note(tx, "organisations", source, applied).await?;
    Ok(applied)
}

async fn recorded(
    tx: &DatabaseTransaction,
    rows: &[Row<OrganisationRow>],
) -> Result<BTreeMap<String, organisation::Model>, DbErr> {
    let mut recorded = BTreeMap::new();
    for rows in rows.chunks(KEYS_MAX) {
        let codes = rows.iter().map(|row| row.content.code.as_str());
        let found = organisation::Entity::find()
            .filter(organisation::Column::Code.is_in(codes))
            .all(tx)
            .await?;
        recorded.extend(
            found
                .into_iter()
                .map(|organisation| (organisation.code.clone(), organisation)),
        );
    }
    Ok(recorded)
}

fn same(known: &organisation::Model, row: &OrganisationRow) -> bool {
    known.kind == row.kind
        && known.name_zh == row.name_zh
        && known.name_en == row.name_en
        && known.town_zh == row.town_zh
        && known.town_en == row.town_en
        && known.fee_bp == i64::from(row.fee.as_bp())
}

fn active(row: &OrganisationRow, now: i64) -> organisation::ActiveModel {
    organisation::ActiveModel {
        id: NotSet,
        kind: Set(row.kind),
        code: Set(row.code.clone()),
        name_zh: Set(row.name_zh.clone()),
        name_en: Set(row.name_en.clone()),
        town_zh: Set(row.town_zh.clone()),
        town_en: Set(row.town_en.clone()),
        phone: Set(row.phone.clone()),
        fee_bp: Set(i64::from(row.fee.as_bp())),
        memo_code: NotSet,
        bank_name: Set(row.bank_name.clone()),
        bank_account: Set(row.bank_account.clone()),
        state: Set(organisation::State::Active),
        created_at: Set(now),
    }
}
