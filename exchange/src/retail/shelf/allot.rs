//! Goods between a lot and a shelf: put on sale, and taken back while nobody was promised them.

use catalog::entity::{certificate, lot, product, sku};
use catalog::scope::Scope;
use catalog::stock::{self, Movement, StockError};
use ledger::Grams;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, Set, Statement,
};

use super::{AVAILABLE, Move, ShelfError, changed, noted, refused, shelf_subject};
use crate::entity::shelf_movement::Kind;
use crate::entity::{shelf, shelf_lot};

/// Goods to put on sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllotAsk {
    /// The SKU.
    pub sku_id: i64,
    /// The lot of one grade.
    pub lot_id: i64,
    /// How much of it.
    pub grams: Grams,
    /// When, in milliseconds UTC.
    pub now: i64,
    /// Who does it; none for the season that a first start loads.
    pub person: Option<i64>,
}

/// Goods to take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithdrawAsk {
    /// The shelf.
    pub shelf_id: i64,
    /// The lot they came from.
    pub lot_id: i64,
    /// How much of it.
    pub grams: Grams,
    /// When, in milliseconds UTC.
    pub now: i64,
    /// Who does it.
    pub person: Option<i64>,
}

/// Puts goods of a lot on sale: free in the lot becomes held for the shelf. Answers the shelf.
///
/// # Errors
/// `LotShort` if less is free, and each way in which lot and SKU do not fit.
pub async fn allot(
    tx: &DatabaseTransaction,
    scope: Scope,
    ask: AllotAsk,
) -> Result<i64, ShelfError> {
    let subject = by(ask.person);
    allot_as(tx, scope, (&ask, subject)).await
}

/// [`allot`] with a subject of its own.
pub(super) async fn allot_as(
    tx: &DatabaseTransaction,
    scope: Scope,
    (ask, subject): (&AllotAsk, String),
) -> Result<i64, ShelfError> {
    let sku = sold(tx, ask.sku_id).await?;
    let lot = own_lot(tx, scope, ask.lot_id).await?;
    fits(tx, &sku, &lot).await?;
    whole(&sku, ask.grams)?;
    let shelf_id = shelf_of(tx, sku.id, lot.cooperative_id).await?;
    let step = Move {
        shelf_id,
        grams: ask.grams,
        subject,
        at: ask.now,
    };
    let set = "on_hand_g = on_hand_g + $1, page_version = page_version + 1";
    changed(tx, &step, (set, "on_hand_g >= 0")).await?;
    let held = stock::hold(tx, &in_lot(&step, lot.id)).await;
    held.map_err(|error| match error {
        StockError::Short {
            needed, available, ..
        } => ShelfError::LotShort { needed, available },
        other => other.into(),
    })?;
    let sql = "INSERT INTO shelf_lot (shelf_id, lot_id, allotted_g, packed_g) VALUES ($1, $2, $3, 0) \
        ON CONFLICT (shelf_id, lot_id) DO UPDATE SET allotted_g = shelf_lot.allotted_g + $3";
    let values = [shelf_id.into(), lot.id.into(), ask.grams.as_g().into()];
    tx.execute_raw(Statement::from_sql_and_values(
        tx.get_database_backend(),
        sql,
        values,
    ))
    .await?;
    noted(tx, &step, (Kind::Allotted, Some(lot.id))).await?;
    Ok(shelf_id)
}

/// Takes goods back into their lot; what is promised to a purchase stays.
///
/// # Errors
/// `Short` if less is available, `LotShort` if less of that lot is on the shelf, `PartOfPack`,
/// `UnknownShelf`, `Nothing`.
pub async fn withdraw(
    tx: &DatabaseTransaction,
    scope: Scope,
    ask: WithdrawAsk,
) -> Result<(), ShelfError> {
    let unknown = ShelfError::UnknownShelf(ask.shelf_id);
    let own = shelf::Entity::find_by_id(ask.shelf_id)
        .filter(scope.cooperative_rows(shelf::Column::CooperativeId));
    let row = own.one(tx).await?.ok_or(unknown)?;
    let sku = sku::Entity::find_by_id(row.sku_id).one(tx).await?;
    whole(&sku.ok_or(ShelfError::UnknownSku(row.sku_id))?, ask.grams)?;
    let step = Move {
        shelf_id: row.id,
        grams: ask.grams,
        subject: by(ask.person),
        at: ask.now,
    };
    let set = "on_hand_g = on_hand_g - $1, page_version = page_version + 1";
    let guard = format!("{AVAILABLE} >= $1");
    if !changed(tx, &step, (set, &guard)).await? {
        return Err(refused(tx, &step, Kind::Withdrawn).await?);
    }
    let sql = "UPDATE shelf_lot SET allotted_g = allotted_g - $1 \
        WHERE shelf_id = $2 AND lot_id = $3 AND allotted_g - packed_g >= $1";
    let values = [ask.grams.as_g().into(), row.id.into(), ask.lot_id.into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    if tx.execute_raw(statement).await?.rows_affected() == 0 {
        let found = shelf_lot::Entity::find_by_id((row.id, ask.lot_id))
            .one(tx)
            .await?;
        let left = found.map_or(0, |part| part.allotted_g - part.packed_g);
        return Err(ShelfError::LotShort {
            needed: ask.grams,
            available: Grams::new(left)?,
        });
    }
    stock::release(tx, &in_lot(&step, ask.lot_id)).await?;
    noted(tx, &step, (Kind::Withdrawn, Some(ask.lot_id))).await?;
    Ok(())
}

fn by(person: Option<i64>) -> String {
    person.map_or_else(|| "season".to_owned(), |id| format!("person:{id}"))
}

/// The same grams as they move in the lot.
fn in_lot(step: &Move, lot_id: i64) -> Movement {
    Movement {
        lot_id,
        grams: step.grams,
        subject: shelf_subject(step.shelf_id),
        at: step.at,
    }
}

async fn sold(tx: &DatabaseTransaction, sku_id: i64) -> Result<sku::Model, ShelfError> {
    let sku = sku::Entity::find_by_id(sku_id).one(tx).await?;
    let sku = sku.ok_or(ShelfError::UnknownSku(sku_id))?;
    match sku.closed_reason {
        Some(reason) => Err(ShelfError::Closed {
            number: sku.number,
            reason,
        }),
        None if sku.net_g == 0 => Err(ShelfError::NotByWeight(sku.number)),
        None => Ok(sku),
    }
}

async fn own_lot(
    tx: &DatabaseTransaction,
    scope: Scope,
    lot_id: i64,
) -> Result<lot::Model, ShelfError> {
    let row = lot::Entity::find_by_id(lot_id)
        .filter(scope.cooperative_rows(lot::Column::CooperativeId))
        .filter(lot::Column::RootId.is_not_null())
        .one(tx)
        .await?;
    row.ok_or(ShelfError::UnknownLot(lot_id))
}

/// Whether the lot is what the SKU sells, with the certificate that its product needs.
async fn fits(
    tx: &DatabaseTransaction,
    sku: &sku::Model,
    lot: &lot::Model,
) -> Result<(), ShelfError> {
    let products = [sku.product_id, lot.product_id];
    let products = product::Entity::find()
        .filter(product::Column::Id.is_in(products))
        .all(tx)
        .await?;
    let code = |id: i64| {
        let product = products.iter().find(|product| product.id == id);
        product.map_or(String::new(), |product| product.code.clone())
    };
    let root_code = root_code(lot).to_owned();
    if sku.product_id != lot.product_id {
        return Err(ShelfError::WrongProduct {
            lot: root_code,
            found: code(lot.product_id),
            wanted: code(sku.product_id),
        });
    }
    let found = lot.grade.clone().unwrap_or_default();
    if found != sku.grade {
        return Err(ShelfError::WrongGrade {
            lot: root_code,
            found,
            wanted: sku.grade.clone(),
        });
    }
    let product = products.iter().find(|product| product.id == sku.product_id);
    let kind = product.map_or("", |product| product.certificate.as_str());
    if kind.is_empty() || certified(tx, lot, kind).await? {
        return Ok(());
    }
    Err(ShelfError::NoCertificate {
        lot: root_code,
        kind: kind.to_owned(),
    })
}

/// A lot of one grade is named by its root's code, a slash and the grade.
fn root_code(lot: &lot::Model) -> &str {
    lot.code.split('/').next().unwrap_or(&lot.code)
}

async fn certified(tx: &DatabaseTransaction, lot: &lot::Model, kind: &str) -> Result<bool, DbErr> {
    let found = certificate::Entity::find()
        .filter(certificate::Column::LotId.eq(lot.root_id.unwrap_or(lot.id)))
        .filter(certificate::Column::Kind.eq(kind))
        .count(tx)
        .await?;
    Ok(found > 0)
}

/// Unless packs may mix lots, goods come and go in whole packs.
fn whole(sku: &sku::Model, grams: Grams) -> Result<(), ShelfError> {
    if sku.mixable || (sku.net_g > 0 && grams.as_g() % sku.net_g == 0) {
        return Ok(());
    }
    Err(ShelfError::PartOfPack {
        asked: grams,
        net: Grams::new(sku.net_g)?,
    })
}

/// The shelf of a SKU in a cooperative's pack house, opened by the first goods on it.
async fn shelf_of(
    tx: &DatabaseTransaction,
    sku_id: i64,
    cooperative_id: i64,
) -> Result<i64, DbErr> {
    let row = shelf::ActiveModel {
        sku_id: Set(sku_id),
        cooperative_id: Set(cooperative_id),
        on_hand_g: Set(0),
        allocated_g: Set(0),
        reserved_g: Set(0),
        page_version: Set(0),
        ..Default::default()
    };
    let known = [shelf::Column::SkuId, shelf::Column::CooperativeId];
    shelf::Entity::insert(row)
        .on_conflict(OnConflict::columns(known).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    let row = shelf::Entity::find()
        .filter(shelf::Column::SkuId.eq(sku_id))
        .filter(shelf::Column::CooperativeId.eq(cooperative_id))
        .one(tx)
        .await?;
    row.map(|row| row.id)
        .ok_or_else(|| DbErr::RecordNotFound(format!("shelf of sku {sku_id}")))
}
