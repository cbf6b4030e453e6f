//! The grams of a deal: held on their lots until it ends, then shipped or free again.

use catalog::stock::{self, Movement, deal_subject};
use ledger::{Grams, WeightError};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Set,
};

use super::{DealError, amounts};
use crate::entity::deal_lot;

pub(super) fn sum(lots: &[(i64, Grams)]) -> Result<Grams, WeightError> {
    Grams::sum(lots.iter().map(|(_, grams)| *grams))
}

/// Ships the settled grams and frees the rest; with nothing settled all of it is free.
pub(super) async fn end(
    tx: &DatabaseTransaction,
    deal_id: i64,
    settled: Grams,
    now: i64,
) -> Result<(), DealError> {
    let rows = deal_lot::Entity::find()
        .filter(deal_lot::Column::DealId.eq(deal_id))
        .order_by_asc(deal_lot::Column::LotId)
        .all(tx)
        .await?;
    let mut lots = Vec::with_capacity(rows.len());
    for row in &rows {
        lots.push((row.lot_id, Grams::new(row.grams)?));
    }
    let shipped = amounts::shipped(&lots, settled);
    for (row, (lot_id, grams)) in rows.into_iter().zip(shipped) {
        let free = Grams::new(row.grams)?.checked_sub(grams)?;
        let movement = |grams| Movement {
            lot_id,
            grams,
            subject: deal_subject(deal_id),
            at: now,
        };
        stock::ship(tx, &movement(grams)).await?;
        stock::release(tx, &movement(free)).await?;
        let mut row = row.into_active_model();
        row.shipped_g = Set(grams.as_g());
        deal_lot::Entity::update(row).exec(tx).await?;
    }
    Ok(())
}
