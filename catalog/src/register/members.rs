//! Member households: what the ledger may know stands in `household`, who it is in `household_private`.

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, NotSet, QueryFilter, Set};

use super::{Applied, Number, RegisterError, Source, cooperative, insert_all, look_up, note, sort};
use crate::entity::{household, household_private};
use crate::import::Row;
use crate::import::fault::Faults;
use crate::import::members::MemberRow;

const NUMBER: Number<MemberRow> = Number {
    column: "code",
    of: |row| row.code.clone(),
};

/// Records the member households of the source's cooperative.
///
/// A bank account corrected in the office later is not undone by the same file: the household's content
/// hash stays that of its first row.
///
/// # Errors
/// `Faults` with every row that cannot be taken, `NotACooperative`.
pub async fn members(
    tx: &DatabaseTransaction,
    source: &Source,
    rows: &[Row<MemberRow>],
) -> Result<Applied, RegisterError> {
    let cooperative = cooperative(tx, source).await?;
    let own = household::Entity::find().filter(household::Column::CooperativeId.eq(cooperative.id));
    let codes = || {
        rows.iter()
            .map(|row| row.content.code.clone())
            .collect::<Vec<_>>()
    };
    let columns = (household::Column::Code, household::Column::ContentHash);
    let recorded = look_up(tx, own.clone(), columns, codes()).await?;
    let mut faults = Faults::default();
    let sorted = sort(rows, &NUMBER, &recorded, &mut faults);
    let sorted = faults.or(sorted)?;
    let households = sorted.fresh.iter().map(|row| household::ActiveModel {
        id: NotSet,
        cooperative_id: Set(cooperative.id),
        code: Set(row.content.code.clone()),
        village: Set(row.content.village.clone()),
        mu_hundredths: Set(row.content.mu_hundredths),
        content_hash: Set(row.content_hash.clone()),
        joined_at: Set(source.now),
    });
    insert_all(tx, households.collect()).await?;
    let columns = (household::Column::Code, household::Column::Id);
    let ids = look_up::<_, i64>(tx, own, columns, codes()).await?;
    let private = sorted.fresh.iter().filter_map(|row| {
        Some(household_private::ActiveModel {
            household_id: Set(*ids.get(&row.content.code)?),
            name: Set(row.content.name.clone()),
            phone: Set(row.content.phone.clone()),
            bank_name: Set(row.content.bank_name.clone()),
            bank_account: Set(row.content.bank_account.clone()),
        })
    });
    insert_all(tx, private.collect()).await?;
    note(tx, "members", source, sorted.applied()).await?;
    Ok(sorted.applied())
}
