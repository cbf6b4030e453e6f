//! Shelves as shops and offices see them.

use std::collections::BTreeMap;

use catalog::entity::{certificate, lot, sku};
use catalog::scope::Scope;
use ledger::Grams;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{LOW_PACKS, ShelfError};
use crate::entity::{shelf, shelf_lot};

/// A shelf's numbers and its lots: on hand = allocated + reserved + available.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShelfView {
    /// The shelf.
    pub shelf_id: i64,
    /// The SKU on it.
    pub sku_id: i64,
    /// Whose pack house it stands in.
    pub cooperative_id: i64,
    /// What one pack weighs.
    pub net: Grams,
    /// What lots gave and was not packed.
    pub on_hand: Grams,
    /// Promised to paid purchases.
    pub allocated: Grams,
    /// Promised to purchases that wait for their money.
    pub reserved: Grams,
    /// What can be bought.
    pub available: Grams,
    /// The same in whole packs.
    pub available_packs: i64,
    /// The lots that have something left on it, the oldest harvest first: boxes are packed in this order.
    pub lots: Vec<ShelfLot>,
}

/// What is left of a lot on a shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShelfLot {
    /// The lot of one grade.
    pub lot_id: i64,
    /// Its root lot.
    pub root_lot_id: i64,
    /// The root lot's code.
    pub code: String,
    /// The grade.
    pub grade: String,
    /// The day of the harvest, `YYYY-MM-DD`.
    pub harvested_on: String,
    /// Where it lies.
    pub place: String,
    /// What is on the shelf of it, promised or not.
    pub left: Grams,
    /// The root lot's certificates, oldest first.
    pub certificates: Vec<certificate::Model>,
}

/// What can be bought of a shelf now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// The shelf.
    pub shelf_id: i64,
    /// The SKU on it.
    pub sku_id: i64,
    /// Whose pack house it stands in.
    pub cooperative_id: i64,
    /// What can be bought.
    pub available: Grams,
}

/// A shelf that has run low or out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningLow {
    /// The shelf.
    pub shelf_id: i64,
    /// Whose pack house it stands in.
    pub cooperative_id: i64,
    /// The SKU on it.
    pub sku: sku::Model,
    /// Whole packs that can be bought; at most [`LOW_PACKS`].
    pub available_packs: i64,
}

/// The shelves of a SKU, by cooperative.
///
/// # Errors
/// When the database does.
pub async fn available(
    connection: &impl ConnectionTrait,
    sku_id: i64,
) -> Result<Vec<ShelfView>, ShelfError> {
    shelves(
        connection,
        Condition::all().add(shelf::Column::SkuId.eq(sku_id)),
    )
    .await
}

/// The shelves of every SKU of a shop, by the SKU's id.
///
/// # Errors
/// When the database does.
pub async fn in_shop(
    connection: &impl ConnectionTrait,
    shop: &str,
) -> Result<BTreeMap<i64, Vec<ShelfView>>, ShelfError> {
    let skus: Vec<i64> = sku::Entity::find()
        .filter(sku::Column::Shop.eq(shop))
        .select_only()
        .column(sku::Column::Id)
        .into_tuple()
        .all(connection)
        .await?;
    let mut by_sku: BTreeMap<i64, Vec<ShelfView>> = BTreeMap::new();
    let those = Condition::all().add(shelf::Column::SkuId.is_in(skus));
    for view in shelves(connection, those).await? {
        by_sku.entry(view.sku_id).or_default().push(view);
    }
    Ok(by_sku)
}

/// The shelves of a cooperative, by SKU.
///
/// # Errors
/// When the database does.
pub async fn of_scope(
    connection: &impl ConnectionTrait,
    scope: Scope,
) -> Result<Vec<ShelfView>, ShelfError> {
    shelves(
        connection,
        scope.cooperative_rows(shelf::Column::CooperativeId),
    )
    .await
}

/// What can be bought of some SKUs, by SKU and cooperative: one read, for a cart's lines.
///
/// # Errors
/// When the database does.
pub async fn levels(
    connection: &impl ConnectionTrait,
    sku_ids: &[i64],
) -> Result<Vec<Level>, ShelfError> {
    let those = Condition::all().add(shelf::Column::SkuId.is_in(sku_ids.iter().copied()));
    let level = |row: shelf::Model| {
        Ok(Level {
            shelf_id: row.id,
            sku_id: row.sku_id,
            cooperative_id: row.cooperative_id,
            available: available_of(&row)?,
        })
    };
    let rows = rows(connection, those).await?;
    rows.into_iter().map(level).collect()
}

/// Whose shelf serves a line: the first cooperative's that has enough for the whole line.
pub fn level_with(levels: &[Level], sku_id: i64, grams: Grams) -> Option<&Level> {
    levels
        .iter()
        .filter(|level| level.sku_id == sku_id && level.available >= grams)
        .min_by_key(|level| level.cooperative_id)
}

/// The shelves that have at most [`LOW_PACKS`] packs to sell, the emptiest first.
///
/// # Errors
/// When the database does.
pub async fn running_low(
    connection: &impl ConnectionTrait,
    scope: Scope,
) -> Result<Vec<RunningLow>, ShelfError> {
    let own = scope.cooperative_rows(shelf::Column::CooperativeId);
    let rows = rows(connection, own).await?;
    let skus = skus(connection, &rows).await?;
    let mut low = Vec::new();
    for row in rows {
        let Some(sku) = skus.get(&row.sku_id) else {
            continue;
        };
        let available_packs = packs(available_of(&row)?, sku.net_g);
        if sku.closed_reason.is_none() && available_packs <= LOW_PACKS {
            low.push(RunningLow {
                shelf_id: row.id,
                cooperative_id: row.cooperative_id,
                sku: sku.clone(),
                available_packs,
            });
        }
    }
    low.sort_by_key(|shelf| (shelf.available_packs, shelf.sku.number));
    Ok(low)
}

fn available_of(row: &shelf::Model) -> Result<Grams, ShelfError> {
    Ok(Grams::new(
        row.on_hand_g - row.allocated_g - row.reserved_g,
    )?)
}

fn packs(grams: Grams, net_g: i64) -> i64 {
    grams.as_g().checked_div(net_g).unwrap_or(0)
}

async fn rows(
    connection: &impl ConnectionTrait,
    those: Condition,
) -> Result<Vec<shelf::Model>, ShelfError> {
    Ok(shelf::Entity::find()
        .filter(those)
        .order_by_asc(shelf::Column::SkuId)
        .order_by_asc(shelf::Column::CooperativeId)
        .all(connection)
        .await?)
}

async fn skus(
    connection: &impl ConnectionTrait,
    rows: &[shelf::Model],
) -> Result<BTreeMap<i64, sku::Model>, ShelfError> {
    let skus = sku::Entity::find()
        .filter(sku::Column::Id.is_in(rows.iter().map(|row| row.sku_id)))
        .all(connection)
        .await?;
    Ok(skus.into_iter().map(|sku| (sku.id, sku)).collect())
}

async fn shelves(
    connection: &impl ConnectionTrait,
    those: Condition,
) -> Result<Vec<ShelfView>, ShelfError> {
    let rows = rows(connection, those).await?;
    let skus = skus(connection, &rows).await?;
    let mut lots = lots(connection, &rows).await?;
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        let net_g = skus.get(&row.sku_id).map_or(0, |sku| sku.net_g);
        let available = available_of(&row)?;
        views.push(ShelfView {
            shelf_id: row.id,
            sku_id: row.sku_id,
            cooperative_id: row.cooperative_id,
            net: Grams::new(net_g)?,
            on_hand: Grams::new(row.on_hand_g)?,
            allocated: Grams::new(row.allocated_g)?,
            reserved: Grams::new(row.reserved_g)?,
            available,
            available_packs: packs(available, net_g),
            lots: lots.remove(&row.id).unwrap_or_default(),
        });
    }
    Ok(views)
}

/// What is left of each lot, by shelf, the oldest harvest first.
async fn lots(
    connection: &impl ConnectionTrait,
    rows: &[shelf::Model],
) -> Result<BTreeMap<i64, Vec<ShelfLot>>, ShelfError> {
    let parts = shelf_lot::Entity::find()
        .filter(shelf_lot::Column::ShelfId.is_in(rows.iter().map(|row| row.id)))
        .all(connection)
        .await?;
    let children = by_id(connection, parts.iter().map(|part| part.lot_id)).await?;
    let roots = by_id(connection, children.values().filter_map(|lot| lot.root_id)).await?;
    let certificates = certificate::Entity::find()
        .filter(certificate::Column::LotId.is_in(roots.keys().copied()))
        .order_by_asc(certificate::Column::Id)
        .all(connection)
        .await?;
    let mut by_shelf: BTreeMap<i64, Vec<ShelfLot>> = BTreeMap::new();
    for part in parts.iter().filter(|part| part.allotted_g > part.packed_g) {
        let lot = children.get(&part.lot_id);
        let root = lot.and_then(|lot| roots.get(&lot.root_id?));
        let (Some(lot), Some(root)) = (lot, root) else {
            return Err(ShelfError::UnknownLot(part.lot_id));
        };
        let own = certificates.iter().filter(|paper| paper.lot_id == root.id);
        by_shelf.entry(part.shelf_id).or_default().push(ShelfLot {
            lot_id: lot.id,
            root_lot_id: root.id,
            code: root.code.clone(),
            grade: lot.grade.clone().unwrap_or_default(),
            harvested_on: root.harvested_on.clone(),
            place: root.place.clone(),
            left: Grams::new(part.allotted_g - part.packed_g)?,
            certificates: own.cloned().collect(),
        });
    }
    for lots in by_shelf.values_mut() {
        lots.sort_by(|a, b| {
            (&a.harvested_on, a.root_lot_id, a.lot_id).cmp(&(
                &b.harvested_on,
                b.root_lot_id,
                b.lot_id,
            ))
        });
    }
    Ok(by_shelf)
}

async fn by_id(
    connection: &impl ConnectionTrait,
    ids: impl Iterator<Item = i64>,
) -> Result<BTreeMap<i64, lot::Model>, ShelfError> {
    let lots = lot::Entity::find()
        .filter(lot::Column::Id.is_in(ids))
        .all(connection)
        .await?;
    Ok(lots.into_iter().map(|lot| (lot.id, lot)).collect())
}
