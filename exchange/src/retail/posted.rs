//! What was posted of a pack's sales: the fact beside a promise on its page.

use ledger::{Grams, Money, MoneyError, WeightError};
use sea_orm::{ConnectionTrait, DbErr, Statement};
use thiserror::Error;

/// Why the sums of a pack's sales cannot be told.
#[derive(Debug, Error)]
pub enum PostedError {
    /// A sum out of range.
    #[error("money out of range")]
    Money(#[from] MoneyError),
    /// A weight out of range.
    #[error("weight out of range")]
    Weight(#[from] WeightError),
    /// The database refused.
    #[error("database")]
    Database(#[from] DbErr),
}

/// What was posted of a pack's sales in a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Posted {
    /// What was in the packs.
    pub weight: Grams,
    /// What stayed of their prices.
    pub paid: Money,
    /// What went to the pools of the households that grew it.
    pub growers: Money,
}

/// What was posted of a pack's sales from a moment until another, which is not in it.
///
/// # Errors
/// When the database does.
pub async fn posted(
    connection: &impl ConnectionTrait,
    sku_id: i64,
    (from, until): (i64, i64),
) -> Result<Posted, PostedError> {
    let sums = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "SELECT CAST(COALESCE(SUM(sale_part.grams), 0) AS BIGINT) AS grams, \
         CAST(COALESCE(SUM(sale_part.paid_fen), 0) AS BIGINT) AS paid, \
         CAST(COALESCE(SUM(sale_part.amount_fen), 0) AS BIGINT) AS growers \
         FROM sale_part JOIN sale ON sale.id = sale_part.sale_id \
         WHERE sale_part.sku_id = $1 AND sale.at >= $2 AND sale.at < $3",
        [sku_id.into(), from.into(), until.into()],
    );
    let Some(row) = connection.query_one_raw(sums).await? else {
        return Ok(Posted::default());
    };
    Ok(Posted {
        weight: Grams::new(row.try_get("", "grams")?)?,
        paid: Money::fen(row.try_get("", "paid")?),
        growers: Money::fen(row.try_get("", "growers")?),
    })
}
