//! What a quote reads: units, shelves, the tariff in force and the delivery areas.

use std::collections::BTreeMap;

use catalog::address::Code;
use catalog::address::delivery::Delivery;
use catalog::address::delivery::{Reason, areas, quote_delivery};
use catalog::entity::{product, sku};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Goods, Origin, Quote, QuoteAsk, QuoteError, price};
use crate::retail::{shelf, tariff};

/// Prices what is asked by what is known now.
///
/// # Errors
/// When a sum does not fit, or the database fails.
pub async fn quote(conn: &impl ConnectionTrait, ask: &QuoteAsk<'_>) -> Result<Quote, QuoteError> {
    let mut wanted: BTreeMap<i64, i64> = BTreeMap::new();
    for (sku_id, packs) in ask.lines {
        let sum = wanted.entry(*sku_id).or_default();
        *sum = sum.saturating_add(*packs);
    }
    let tariff = tariff::current(conn, ask.now).await?;
    let goods = goods(conn, &wanted, ask.district).await?;
    Ok(price(&wanted, &goods, tariff.as_ref(), ask.route)?)
}

async fn goods(
    conn: &impl ConnectionTrait,
    wanted: &BTreeMap<i64, i64>,
    district: Option<&str>,
) -> Result<BTreeMap<i64, Goods>, QuoteError> {
    let skus = sku::Entity::find()
        .filter(sku::Column::Id.is_in(wanted.keys().copied()))
        .all(conn)
        .await?;
    let products = product::Entity::find()
        .filter(product::Column::Id.is_in(skus.iter().map(|sku| sku.product_id)))
        .all(conn)
        .await?;
    let products: BTreeMap<i64, product::Model> =
        products.into_iter().map(|row| (row.id, row)).collect();
    let areas = match district {
        Some(_) => areas(conn).await?,
        None => Vec::new(),
    };
    let ids: Vec<i64> = skus.iter().map(|sku| sku.id).collect();
    let levels = shelf::levels(conn, &ids).await?;
    let mut goods = BTreeMap::new();
    for sku in skus {
        let Some(product) = products.get(&sku.product_id).cloned() else {
            continue;
        };
        let delivery = district.map(|code| match Code::parse(code) {
            Some(code) => quote_delivery(&areas, code, sku.storage),
            None => Delivery::Refused {
                reason: Reason::OutsideMainland,
            },
        });
        let own = levels.iter().filter(|level| level.sku_id == sku.id);
        let shelf = |level: &shelf::Level| {
            let from = Origin {
                shelf_id: level.shelf_id,
                cooperative_id: level.cooperative_id,
            };
            let packs = level.available.as_g().checked_div(sku.net_g);
            (from, packs.unwrap_or(0))
        };
        let mut shelves: Vec<(Origin, i64)> = own.map(shelf).collect();
        shelves.sort_by_key(|(from, _)| from.cooperative_id);
        let id = sku.id;
        let known = Goods {
            sku,
            product,
            delivery,
            shelves,
        };
        goods.insert(id, known);
    }
    Ok(goods)
}
