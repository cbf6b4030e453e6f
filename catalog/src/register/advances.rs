//! Inputs given on credit: the rows alone; the ledger's posting is the caller's.

use ledger::Money;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, NotSet, QueryFilter, QueryOrder, Set,
};

use super::{
    Applied, KEYS_MAX, Number, RegisterError, Source, cell, cooperative, insert_all, look_up, note,
    sort,
};
use crate::entity::{advance, household};
use crate::import::Row;
use crate::import::advances::AdvanceRow;
use crate::import::fault::Faults;
use crate::import::reason::Reason;
use crate::working_days::Day;

const NUMBER: Number<AdvanceRow> = Number {
    column: "number",
    of: |row| row.number.clone(),
};

/// Records the advances of the source's cooperative, and returns the fresh ones in the order of the
/// file, so that the caller posts them in the same transaction.
///
/// # Errors
/// `Faults` with every row that cannot be taken, `NotACooperative`.
pub async fn advances(
    tx: &DatabaseTransaction,
    source: &Source,
    rows: &[Row<AdvanceRow>],
) -> Result<(Applied, Vec<advance::Model>), RegisterError> {
    let cooperative = cooperative(tx, source).await?;
    let own = advance::Entity::find().filter(advance::Column::CooperativeId.eq(cooperative.id));
    let numbers = rows.iter().map(|row| row.content.number.clone()).collect();
    let columns = (advance::Column::Number, advance::Column::ContentHash);
    let recorded = look_up(tx, own, columns, numbers).await?;
    let members =
        household::Entity::find().filter(household::Column::CooperativeId.eq(cooperative.id));
    let codes = rows
        .iter()
        .map(|row| row.content.household_code.clone())
        .collect();
    let columns = (household::Column::Code, household::Column::Id);
    let households = look_up::<_, i64>(tx, members, columns, codes).await?;
    let mut faults = Faults::default();
    let sorted = sort(rows, &NUMBER, &recorded, &mut faults);
    let today = Day::of(source.now).to_string();
    let mut fresh = Vec::with_capacity(sorted.fresh.len());
    for row in &sorted.fresh {
        let (given_on, code) = (
            row.content.given_on.to_string(),
            &row.content.household_code,
        );
        if given_on > today {
            faults.add(cell(
                row,
                "given_on",
                Reason::InTheFuture { value: given_on },
            ));
        }
        match households.get(code) {
            Some(id) => fresh.push(active(row, cooperative.id, *id)),
            None => faults.add(cell(
                row,
                "household_code",
                Reason::UnknownHousehold {
                    value: code.clone(),
                },
            )),
        }
    }
    insert_all(tx, faults.or(fresh)?).await?;
    let numbers: Vec<&str> = sorted
        .fresh
        .iter()
        .map(|row| row.content.number.as_str())
        .collect();
    let written = written(tx, cooperative.id, &numbers).await?;
    note(tx, "advances", source, sorted.applied()).await?;
    Ok((sorted.applied(), written))
}

fn active(row: &Row<AdvanceRow>, cooperative_id: i64, household_id: i64) -> advance::ActiveModel {
    advance::ActiveModel {
        id: NotSet,
        cooperative_id: Set(cooperative_id),
        household_id: Set(household_id),
        number: Set(row.content.number.clone()),
        item_zh: Set(row.content.item_zh.clone()),
        item_en: Set(row.content.item_en.clone()),
        amount_fen: Set(Money::as_fen(row.content.amount)),
        given_on: Set(row.content.given_on.to_string()),
        content_hash: Set(row.content_hash.clone()),
    }
}

async fn written(
    tx: &DatabaseTransaction,
    cooperative_id: i64,
    numbers: &[&str],
) -> Result<Vec<advance::Model>, DbErr> {
    let mut written = Vec::with_capacity(numbers.len());
    for numbers in numbers.chunks(KEYS_MAX) {
        let rows = advance::Entity::find()
            .filter(advance::Column::CooperativeId.eq(cooperative_id))
            .filter(advance::Column::Number.is_in(numbers.iter().copied()))
            .order_by_asc(advance::Column::Id)
            .all(tx)
            .await?;
        written.extend(rows);
    }
    Ok(written)
}
