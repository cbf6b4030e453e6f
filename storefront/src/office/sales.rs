//! What boxes became once their claim window was over, for the cooperative that packed them.

use exchange::entity::{consignment, sale};
use exchange::retail::sale::sales as posted;
use serde::Serialize;

use crate::asked::Asked;
use crate::error::Problem;

/// Sales of one answer.
const PAGE: u64 = 100;

/// A posted sale of one consignment; sums in fen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
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
}

/// The cooperative's posted sales, the latest first.
///
/// # Errors
/// When the database does.
pub async fn sales(asked: &Asked<'_>, before: Option<i64>) -> Result<Vec<SaleRow>, Problem> {
    let rows = posted(asked.app.database().read(), asked.scope()?, before, PAGE).await?;
    Ok(rows.into_iter().map(row).collect())
}

fn row((sale, parcel): (sale::Model, consignment::Model)) -> SaleRow {
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
    }
}
