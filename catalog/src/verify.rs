//! What must be true of the goods, recomputed from the facts and listed where it is not.
//!
//! Every check reads sums that the database makes, compares them with what a row says, and names each
//! row that differs. Nothing is mended here. Call them on one snapshot, so that they see one moment.
//!
//! Complexity: each check reads its tables once.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, FromQueryResult, Statement};

use crate::entity::{instrument, product};
use crate::lots::COUNTED_G;
use crate::receipts;

/// Something that should be equal and is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The check that found it.
    pub check: &'static str,
    /// The row, such as `lot:7`.
    pub subject: String,
    /// What the facts add up to.
    pub expected: i64,
    /// What the row says.
    pub found: i64,
}

/// A lot's recorded grams are what its weigh tickets count.
pub const TICKETS: &str = "lot-recorded-tickets";
/// A lot's recorded grams are what was weighed in and corrected.
pub const RECORDED: &str = "lot-recorded-movements";
/// A lot's held grams are what was held, less released, less shipped.
pub const HELD: &str = "lot-held-movements";
/// A lot's gone grams are what was shipped.
pub const GONE: &str = "lot-gone-movements";
/// A lot's held grams are what receipts, living deals and shops' shelves claim.
pub const CLAIMS: &str = "lot-held-claims";
/// Held and gone are at most what was recorded.
pub const STOCK: &str = "lot-stock";
/// A receipt's grams are its contracts.
pub const RECEIPT: &str = "receipt-grams";
/// The grams gone from a receipt are its contracts gone.
pub const RECEIPT_GONE: &str = "receipt-gone";
/// The grams gone from a receipt are those of its deals.
pub const RECEIPT_DEALS: &str = "receipt-deals";

#[derive(FromQueryResult)]
struct Pair {
    id: i64,
    expected: i64,
    found: i64,
}

/// Every check of the goods, one after the other.
///
/// # Errors
/// When the database does, also when a sum does not fit.
pub async fn goods(connection: &impl ConnectionTrait) -> Result<Vec<Difference>, DbErr> {
    let mut differences = tickets(connection).await?;
    differences.extend(recorded(connection).await?);
    differences.extend(held(connection).await?);
    differences.extend(gone(connection).await?);
    differences.extend(claims(connection).await?);
    differences.extend(stock(connection).await?);
    differences.extend(receipt_grams(connection).await?);
    differences.extend(receipt_deals(connection).await?);
    Ok(differences)
}

/// [`TICKETS`]: recorded = the tickets with their newest corrections.
///
/// # Errors
/// When the database does.
pub async fn tickets(connection: &impl ConnectionTrait) -> Result<Vec<Difference>, DbErr> {
    let sql = format!(
        "SELECT lot.id, lot.recorded_g AS found, CAST(COALESCE(sums.grams, 0) AS BIGINT) AS expected FROM lot \
         LEFT JOIN (SELECT intake.lot_id, SUM({COUNTED_G}) AS grams FROM intake GROUP BY intake.lot_id) sums \
         ON sums.lot_id = lot.id WHERE lot.recorded_g <> COALESCE(sums.grams, 0) ORDER BY lot.id"
    );
    differing(connection, TICKETS, "lot", &sql).await
}

/// [`RECORDED`]: recorded = weighed + corrected.
///
/// # Errors
/// When the database does.
pub async fn recorded(connection: &impl ConnectionTrait) -> Result<Vec<Difference>, DbErr> {
    moved(
        connection,
        RECORDED,
        "recorded_g",
        "CASE WHEN kind IN ('weighed', 'corrected') THEN grams ELSE 0 END",
    )
    .await
}

/// [`HELD`]: held = held - released - shipped.
///
/// # Errors
/// When the database does.
pub async fn held(connection: &impl ConnectionTrait) -> Result<Vec<Difference>, DbErr> {
    let grams = "CASE WHEN kind = 'held' THEN grams WHEN kind IN ('released', 'shipped') THEN -grams ELSE 0 END";
    moved(connection, HELD, "held_g", grams).await
}

/// [`GONE`]: gone = shipped.
///
/// # Errors
/// When the database does.
pub async fn gone(connection: &impl ConnectionTrait) -> Result<Vec<Difference>, DbErr> {
    moved(
        connection,
        GONE,
        "gone_g",
        "CASE WHEN kind = 'shipped' THEN grams ELSE 0 END",
    )
    .await
}

/// [`CLAIMS`]: held = what is left of living receipts + the deals that have not ended + what shelves hold.
///
/// # Errors
/// When the database does.
pub async fn claims(connection: &impl ConnectionTrait) -> Result<Vec<Difference>, DbErr> {
    let sql = "SELECT lot.id, lot.held_g AS found, CAST(COALESCE(sums.grams, 0) AS BIGINT) AS expected FROM lot \
        LEFT JOIN (SELECT claim.lot_id, SUM(claim.grams) AS grams FROM ( \
            SELECT receipt_lot.lot_id, receipt_lot.grams - receipt_lot.gone_g AS grams FROM receipt_lot \
            JOIN receipt ON receipt.id = receipt_lot.receipt_id \
            WHERE receipt.state IN ('requested', 'issued', 'cancelling') \
            UNION ALL SELECT deal_lot.lot_id, deal_lot.grams FROM deal_lot \
            JOIN deal ON deal.id = deal_lot.deal_id \
            WHERE deal.state NOT IN ('settled', 'buyer_late', 'seller_late') \
            UNION ALL SELECT shelf_lot.lot_id, shelf_lot.allotted_g - shelf_lot.packed_g FROM shelf_lot \
        ) claim GROUP BY claim.lot_id) sums ON sums.lot_id = lot.id \
        WHERE lot.held_g <> COALESCE(sums.grams, 0) ORDER BY lot.id";
    differing(connection, CLAIMS, "lot", sql).await
}

/// [`STOCK`]: held + gone is at most recorded; `expected` is the most it may be.
///
/// # Errors
/// When the database does.
pub async fn stock(connection: &impl ConnectionTrait) -> Result<Vec<Difference>, DbErr> {
    let sql = "SELECT id, recorded_g AS expected, held_g + gone_g AS found FROM lot \
        WHERE held_g + gone_g > recorded_g OR held_g < 0 OR gone_g < 0 ORDER BY id";
    differing(connection, STOCK, "lot", sql).await
}

/// [`RECEIPT`] and [`RECEIPT_GONE`]: a receipt's grams are whole contracts.
///
/// # Errors
/// When the database does.
pub async fn receipt_grams(connection: &impl ConnectionTrait) -> Result<Vec<Difference>, DbErr> {
    #[derive(FromQueryResult)]
    struct Sums {
        id: i64,
        instrument_id: i64,
        contracts: i64,
        contracts_gone: i64,
        grams: i64,
        gone_g: i64,
    }
    let sql = "SELECT receipt.id, receipt.instrument_id, receipt.contracts, receipt.contracts_gone, \
        CAST(COALESCE(SUM(receipt_lot.grams), 0) AS BIGINT) AS grams, \
        CAST(COALESCE(SUM(receipt_lot.gone_g), 0) AS BIGINT) AS gone_g \
        FROM receipt LEFT JOIN receipt_lot ON receipt_lot.receipt_id = receipt.id \
        GROUP BY receipt.id, receipt.instrument_id, receipt.contracts, receipt.contracts_gone ORDER BY receipt.id";
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let sizes = contract_sizes(connection).await?;
    let mut differences = Vec::new();
    for sums in Sums::find_by_statement(statement).all(connection).await? {
        // An instrument that is not by weight has no receipts: its contracts weigh nothing here.
        let size = sizes
            .iter()
            .find(|(id, _)| *id == sums.instrument_id)
            .map_or(0, |(_, size)| *size);
        let pairs = [
            (RECEIPT, sums.contracts, sums.grams),
            (RECEIPT_GONE, sums.contracts_gone, sums.gone_g),
        ];
        for (check, contracts, found) in pairs {
            let expected = contracts.saturating_mul(size);
            if expected != found {
                differences.push(Difference {
                    check,
                    subject: format!("receipt:{}", sums.id),
                    expected,
                    found,
                });
            }
        }
    }
    Ok(differences)
}

/// [`RECEIPT_DEALS`]: what is gone from a receipt went into its deals.
///
/// # Errors
/// When the database does.
pub async fn receipt_deals(connection: &impl ConnectionTrait) -> Result<Vec<Difference>, DbErr> {
    let sql = "SELECT receipt.id, CAST(COALESCE(gone.grams, 0) AS BIGINT) AS found, \
        CAST(COALESCE(taken.grams, 0) AS BIGINT) AS expected FROM receipt \
        LEFT JOIN (SELECT receipt_id, SUM(gone_g) AS grams FROM receipt_lot GROUP BY receipt_id) gone \
        ON gone.receipt_id = receipt.id \
        LEFT JOIN (SELECT deal.receipt_id, SUM(deal_lot.grams) AS grams FROM deal_lot \
            JOIN deal ON deal.id = deal_lot.deal_id GROUP BY deal.receipt_id) taken \
        ON taken.receipt_id = receipt.id \
        WHERE COALESCE(gone.grams, 0) <> COALESCE(taken.grams, 0) ORDER BY receipt.id";
    differing(connection, RECEIPT_DEALS, "receipt", sql).await
}

async fn contract_sizes(connection: &impl ConnectionTrait) -> Result<Vec<(i64, i64)>, DbErr> {
    let products = product::Entity::find().all(connection).await?;
    let instruments = instrument::Entity::find().all(connection).await?;
    let size = |instrument: instrument::Model| {
        let product = products
            .iter()
            .find(|product| product.id == instrument.product_id)?;
        let size = receipts::weight_of_contract(&instrument, product).ok()?;
        Some((instrument.id, size.as_g()))
    };
    Ok(instruments.into_iter().filter_map(size).collect())
}

/// Compares a column of `lot` with a sum over its movements.
async fn moved(
    connection: &impl ConnectionTrait,
    check: &'static str,
    column: &str,
    grams: &str,
) -> Result<Vec<Difference>, DbErr> {
    let sql = format!(
        "SELECT lot.id, lot.{column} AS found, CAST(COALESCE(sums.grams, 0) AS BIGINT) AS expected FROM lot \
         LEFT JOIN (SELECT lot_id, SUM({grams}) AS grams FROM stock_movement GROUP BY lot_id) sums \
         ON sums.lot_id = lot.id WHERE lot.{column} <> COALESCE(sums.grams, 0) ORDER BY lot.id"
    );
    differing(connection, check, "lot", &sql).await
}

async fn differing(
    connection: &impl ConnectionTrait,
    check: &'static str,
    table: &str,
    sql: &str,
) -> Result<Vec<Difference>, DbErr> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let pairs = Pair::find_by_statement(statement).all(connection).await?;
    let difference = |pair: Pair| Difference {
        check,
        subject: format!("{table}:{}", pair.id),
        expected: pair.expected,
        found: pair.found,
    };
    Ok(pairs.into_iter().map(difference).collect())
}
