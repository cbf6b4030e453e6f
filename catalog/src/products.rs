//! What is sold: products, their retail units, and the bulk instruments over them.
//!
//! Nothing here belongs to one cooperative, so nothing takes a scope. What is not open yet carries the
//! key of its reason; the words live in message files.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use crate::entity::{instrument, instrument_grade, product, sku};

/// A retail unit and its product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkuView {
    /// The retail unit; open unless it has a `closed_reason`.
    pub sku: sku::Model,
    /// What is in it.
    pub product: product::Model,
}

/// A bulk instrument, its product and the grades it accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstrumentView {
    /// The instrument; open unless it has a `closed_reason`.
    pub instrument: instrument::Model,
    /// What is delivered.
    pub product: product::Model,
    /// The best grade first.
    pub grades: Vec<instrument_grade::Model>,
}

/// Every product, by code.
///
/// # Errors
/// When the database does.
pub async fn products(connection: &impl ConnectionTrait) -> Result<Vec<product::Model>, DbErr> {
    product::Entity::find()
        .order_by_asc(product::Column::Code)
        .all(connection)
        .await
}

/// The retail units of a shop, open and closed, by number.
///
/// # Errors
/// When the database does.
pub async fn skus(connection: &impl ConnectionTrait, shop: &str) -> Result<Vec<SkuView>, DbErr> {
    let rows = sku::Entity::find()
        .filter(sku::Column::Shop.eq(shop))
        .order_by_asc(sku::Column::Number)
        .all(connection)
        .await?;
    let products = by_id(connection).await?;
    let view = |sku: sku::Model| {
        Some(SkuView {
            product: products.get(&sku.product_id)?.clone(),
            sku,
        })
    };
    Ok(rows.into_iter().filter_map(view).collect())
}

/// One retail unit.
///
/// # Errors
/// When the database does.
pub async fn sku(connection: &impl ConnectionTrait, number: i64) -> Result<Option<SkuView>, DbErr> {
    let Some(sku) = sku::Entity::find()
        .filter(sku::Column::Number.eq(number))
        .one(connection)
        .await?
    else {
        return Ok(None);
    };
    let product = product::Entity::find_by_id(sku.product_id)
        .one(connection)
        .await?;
    Ok(product.map(|product| SkuView { sku, product }))
}

/// Every instrument, open and closed, by number.
///
/// # Errors
/// When the database does.
pub async fn instruments(connection: &impl ConnectionTrait) -> Result<Vec<InstrumentView>, DbErr> {
    let rows = instrument::Entity::find()
        .order_by_asc(instrument::Column::Id)
        .all(connection)
        .await?;
    let products = by_id(connection).await?;
    let mut views = Vec::with_capacity(rows.len());
    for instrument in rows {
        let Some(product) = products.get(&instrument.product_id).cloned() else {
            continue;
        };
        let grades = grades(connection, instrument.id).await?;
        views.push(InstrumentView {
            instrument,
            product,
            grades,
        });
    }
    Ok(views)
}

/// One instrument.
///
/// # Errors
/// When the database does.
pub async fn instrument(
    connection: &impl ConnectionTrait,
    instrument_id: i64,
) -> Result<Option<InstrumentView>, DbErr> {
    let row = instrument::Entity::find_by_id(instrument_id)
        .one(connection)
        .await?;
    viewed(connection, row).await
}

/// One instrument by its code.
///
/// # Errors
/// When the database does.
pub async fn instrument_by_code(
    connection: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<InstrumentView>, DbErr> {
    let row = instrument::Entity::find()
        .filter(instrument::Column::Code.eq(code))
        .one(connection)
        .await?;
    viewed(connection, row).await
}

async fn viewed(
    connection: &impl ConnectionTrait,
    row: Option<instrument::Model>,
) -> Result<Option<InstrumentView>, DbErr> {
    let Some(instrument) = row else {
        return Ok(None);
    };
    let product = product::Entity::find_by_id(instrument.product_id)
        .one(connection)
        .await?;
    let Some(product) = product else {
        return Ok(None);
    };
    let grades = grades(connection, instrument.id).await?;
    Ok(Some(InstrumentView {
        instrument,
        product,
        grades,
    }))
}

async fn grades(
    connection: &impl ConnectionTrait,
    instrument_id: i64,
) -> Result<Vec<instrument_grade::Model>, DbErr> {
    instrument_grade::Entity::find()
        .filter(instrument_grade::Column::InstrumentId.eq(instrument_id))
        .order_by_desc(instrument_grade::Column::FactorBp)
        .order_by_asc(instrument_grade::Column::Grade)
        .all(connection)
        .await
}

async fn by_id(connection: &impl ConnectionTrait) -> Result<BTreeMap<i64, product::Model>, DbErr> {
    Ok(products(connection)
        .await?
        .into_iter()
        .map(|product| (product.id, product))
        .collect())
}
