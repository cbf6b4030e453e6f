//! Purchases against their lines, and parcels against the steps that made them what they are.

use sea_orm::ConnectionTrait;

use super::payouts::listed;
use super::{Difference, VerifyError};

/// A purchase costs what its lines and surcharges cost, part by part.
pub const TOTAL: &str = "purchase-total";
/// A parcel goes under the waybill of its last step.
pub const WAYBILL: &str = "parcel-waybill";

/// Every check of purchases.
///
/// # Errors
/// When the database does.
pub async fn purchases(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let mut differences = totals(conn).await?;
    differences.extend(waybills(conn).await?);
    Ok(differences)
}

/// [`TOTAL`].
///
/// # Errors
/// When the database does.
pub async fn totals(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let mut differences = Vec::new();
    for (whole, of, part) in [
        ("goods_fen", "purchase_line", "packs * price_fen"),
        ("surcharge_fen", "purchase_line", "packs * surcharge_fen"),
        ("goods_fen", "consignment", "goods_fen"),
        ("surcharge_fen", "consignment", "surcharge_fen"),
    ] {
        let sql = format!(
            "SELECT purchase.number || ':{whole}:{of}' AS subject, \
             CAST(COALESCE(sums.fen, 0) AS BIGINT) AS expected, purchase.{whole} AS found FROM purchase \
             LEFT JOIN (SELECT purchase_id, SUM({part}) AS fen FROM {of} GROUP BY purchase_id) sums \
             ON sums.purchase_id = purchase.id WHERE purchase.{whole} <> COALESCE(sums.fen, 0) \
             ORDER BY purchase.id"
        );
        differences.extend(listed(conn, TOTAL, &sql).await?);
    }
    for (whole, part) in [
        ("goods_fen", "packs * price_fen"),
        ("surcharge_fen", "packs * surcharge_fen"),
    ] {
        let sql = format!(
            "SELECT consignment.number || ':{whole}' AS subject, \
             CAST(COALESCE(sums.fen, 0) AS BIGINT) AS expected, consignment.{whole} AS found \
             FROM consignment LEFT JOIN (SELECT consignment_id, SUM({part}) AS fen FROM purchase_line \
             GROUP BY consignment_id) sums ON sums.consignment_id = consignment.id \
             WHERE consignment.{whole} <> COALESCE(sums.fen, 0) ORDER BY consignment.id"
        );
        differences.extend(listed(conn, TOTAL, &sql).await?);
    }
    Ok(differences)
}

/// [`WAYBILL`]: `found` is 1 where a parcel has another number than its last step says.
///
/// # Errors
/// When the database does.
pub async fn waybills(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = "SELECT consignment.number AS subject, CAST(0 AS BIGINT) AS expected, \
        CAST(1 AS BIGINT) AS found FROM consignment LEFT JOIN purchase_step ON purchase_step.id = ( \
            SELECT MAX(step.id) FROM purchase_step step WHERE step.consignment_id = consignment.id \
            AND step.action IN ('shipped', 'waybill_corrected')) \
        WHERE consignment.waybill <> COALESCE(purchase_step.note, '') ORDER BY consignment.id";
    Ok(listed(conn, WAYBILL, sql).await?)
}
