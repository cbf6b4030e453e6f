//! What boxes became once their claim window was over, for the cooperative that packed them.

use std::collections::BTreeMap;

use catalog::entity::lot;
use exchange::entity::{consignment, sale, sale_cycle, sale_part};
use exchange::proceeds::lines::trail_of_cycle;
use exchange::retail::sale::sales as posted;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use crate::asked::Asked;
use crate::error::Problem;

/// Sales of one answer.
const PAGE: u64 = 100;

/// A posted sale of one consignment; sums in fen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = OfficeSaleRow)]
pub struct SaleRow {
    /// Its id, from which an earlier page goes on.
    pub id: i64,
    /// The consignment's number.
    pub consignment: String,
    /// When it was posted, in milliseconds since 1970.
    pub at: i64,
    /// What stays of the price of the goods.
    pub gross_fen: i64,
    /// What the reserve gave where fees and costs exceeded it.
    pub reserve_fen: i64,
    /// What the way of paying took.
    pub channel_fen: i64,
    /// The platform's.
    pub platform_fen: i64,
    /// The carrier's.
    pub express_fen: i64,
    /// A surcharge that passed through to the carrier, on top of the price.
    pub surcharge_fen: i64,
    /// The cooperative's packing.
    pub packing_fen: i64,
    /// The cooperative's fee.
    pub cooperative_fen: i64,
    /// The households'.
    pub pool_fen: i64,
    /// The lots that were in its boxes.
    pub parts: Vec<PartRow>,
}

/// What of a sale went to one lot of one retail unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PartRow {
    /// The root lot's code.
    pub lot: String,
    /// What of it was packed.
    pub grams: i64,
    /// What went to its pool.
    pub amount_fen: i64,
    /// The split that the amount is in now; none before the day's end.
    pub cycle: Option<CycleRow>,
}

/// A lot's pool split over its households, for all sales that it covers together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CycleRow {
    /// Its id.
    pub id: i64,
    /// `posted`, `held` or `suspense`.
    pub state: &'static str,
    /// What was split.
    pub amount_fen: i64,
    /// The households, by first weigh ticket.
    pub lines: Vec<LineRow>,
}

/// One household's line of a split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = SaleLineRow)]
pub struct LineRow {
    /// Its code.
    pub code: String,
    /// Its share.
    pub share_fen: i64,
    /// What advances took of it.
    pub recovered_fen: i64,
    /// What is owed of it.
    pub payable_fen: i64,
    /// Where the money is.
    pub paid: &'static str,
}

/// The cooperative's posted sales, the latest first.
///
/// # Errors
/// When the database does.
pub async fn sales(asked: &Asked<'_>, before: Option<i64>) -> Result<Vec<SaleRow>, Problem> {
    let read = asked.app.database().read();
    let rows = posted(read, asked.scope()?, before, PAGE).await?;
    let mut parts = parts_of(read, &rows).await?;
    let mut sales = Vec::with_capacity(rows.len());
    for (sale, parcel) in rows {
        let parts = parts.remove(&sale.id).unwrap_or_default();
        sales.push(row(sale, parcel, parts));
    }
    Ok(sales)
}

async fn parts_of(
    read: &impl ConnectionTrait,
    sales: &[(sale::Model, consignment::Model)],
) -> Result<BTreeMap<i64, Vec<PartRow>>, DbErr> {
    let parts = sale_part::Entity::find()
        .filter(sale_part::Column::SaleId.is_in(sales.iter().map(|(sale, _)| sale.id)))
        .order_by_asc(sale_part::Column::Id)
        .all(read)
        .await?;
    let lots = lot::Entity::find()
        .filter(lot::Column::Id.is_in(parts.iter().map(|part| part.root_lot_id)))
        .all(read)
        .await?;
    let codes: BTreeMap<i64, String> = lots.into_iter().map(|lot| (lot.id, lot.code)).collect();
    let splits = sale_cycle::Entity::find()
        .filter(sale_cycle::Column::PartId.is_in(parts.iter().map(|part| part.id)))
        .all(read)
        .await?;
    let splits: BTreeMap<i64, i64> = splits
        .into_iter()
        .map(|split| (split.part_id, split.cycle_id))
        .collect();
    let mut cycles: BTreeMap<i64, Option<CycleRow>> = BTreeMap::new();
    let mut rows: BTreeMap<i64, Vec<PartRow>> = BTreeMap::new();
    for part in parts {
        let cycle = match splits.get(&part.id) {
            None => None,
            Some(id) => match cycles.get(id) {
                Some(known) => known.clone(),
                None => {
                    let found = cycle(read, *id).await?;
                    cycles.insert(*id, found.clone());
                    found
                }
            },
        };
        rows.entry(part.sale_id).or_default().push(PartRow {
            lot: codes.get(&part.root_lot_id).cloned().unwrap_or_default(),
            grams: part.grams,
            amount_fen: part.amount_fen,
            cycle,
        });
    }
    Ok(rows)
}

/// The split in force that a cycle's money is in now.
async fn cycle(read: &impl ConnectionTrait, id: i64) -> Result<Option<CycleRow>, DbErr> {
    let trail = trail_of_cycle(read, id).await?;
    let view = trail.and_then(|trail| trail.current);
    Ok(view.map(|view| CycleRow {
        id: view.cycle.id,
        state: view.cycle.state.as_str(),
        amount_fen: view.cycle.amount_fen,
        lines: view
            .lines
            .into_iter()
            .map(|line| LineRow {
                code: line.code,
                share_fen: line.share.as_fen(),
                recovered_fen: line.recovered.as_fen(),
                payable_fen: line.payable.as_fen(),
                paid: line.paid.as_str(),
            })
            .collect(),
    }))
}

fn row(sale: sale::Model, parcel: consignment::Model, parts: Vec<PartRow>) -> SaleRow {
    SaleRow {
        id: sale.id,
        consignment: parcel.number,
        at: sale.at,
        gross_fen: sale.gross_fen,
        reserve_fen: sale.reserve_fen,
        channel_fen: sale.channel_fen,
        platform_fen: sale.platform_fen,
        express_fen: sale.express_fen,
        surcharge_fen: sale.surcharge_fen,
        packing_fen: sale.packing_fen,
        cooperative_fen: sale.cooperative_fen,
        pool_fen: sale.pool_fen,
        parts,
    }
}
