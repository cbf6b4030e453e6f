//! Shelves against their movements, their lots, the purchases that they are promised to, and the packs.

use sea_orm::ConnectionTrait;

use super::payouts::listed;
use super::{Difference, VerifyError};

/// A shelf's numbers are what was moved.
pub const MOVES: &str = "shelf-movements";
/// What is on hand is what lots gave and was not packed.
pub const ON_HAND: &str = "shelf-on-hand";
/// What a lot gave, and what was packed of it, is what was moved.
pub const LOTS: &str = "shelf-lots";
/// A lot on a shelf is of the shelf's own cooperative, product and grade.
pub const FITS: &str = "shelf-lot-fits";
/// What is reserved and allocated is what purchases wait for.
pub const PROMISED: &str = "shelf-promised";
/// A purchase's line moved on its shelf what it says.
pub const LINES: &str = "shelf-purchase-line";
/// What was packed of a lot is in packs.
pub const PACKS: &str = "shelf-packs";

/// Every check of shelves.
///
/// # Errors
/// When the database does.
pub async fn shelves(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let mut differences = moves(conn).await?;
    differences.extend(on_hand(conn).await?);
    differences.extend(lots(conn).await?);
    differences.extend(fits(conn).await?);
    differences.extend(promised(conn).await?);
    differences.extend(lines(conn).await?);
    differences.extend(packs(conn).await?);
    Ok(differences)
}

/// Grams of movements: these kinds count, those count against them.
fn counted(plus: &str, minus: &str) -> String {
    format!(
        "CAST(COALESCE(SUM(CASE WHEN kind IN ({plus}) THEN grams \
         WHEN kind IN ({minus}) THEN -grams ELSE 0 END), 0) AS BIGINT)"
    )
}

/// [`MOVES`]: each of the three numbers.
///
/// # Errors
/// When the database does.
pub async fn moves(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let mut differences = Vec::new();
    for (column, plus, minus) in [
        ("on_hand_g", "'allotted'", "'withdrawn', 'packed'"),
        ("allocated_g", "'allocated'", "'deallocated', 'packed'"),
        ("reserved_g", "'reserved'", "'released', 'allocated'"),
    ] {
        let grams = counted(plus, minus);
        let sql = format!(
            "SELECT 'shelf:' || shelf.id || ':{column}' AS subject, shelf.{column} AS found, \
             COALESCE(sums.grams, 0) AS expected FROM shelf LEFT JOIN (SELECT shelf_id, {grams} AS grams \
             FROM shelf_movement GROUP BY shelf_id) sums ON sums.shelf_id = shelf.id \
             WHERE shelf.{column} <> COALESCE(sums.grams, 0) ORDER BY shelf.id"
        );
        differences.extend(listed(conn, MOVES, &sql).await?);
    }
    Ok(differences)
}

/// [`ON_HAND`].
///
/// # Errors
/// When the database does.
pub async fn on_hand(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = "SELECT 'shelf:' || shelf.id AS subject, shelf.on_hand_g AS found, \
        COALESCE(sums.grams, 0) AS expected FROM shelf LEFT JOIN (SELECT shelf_id, \
        CAST(SUM(allotted_g - packed_g) AS BIGINT) AS grams FROM shelf_lot GROUP BY shelf_id) sums \
        ON sums.shelf_id = shelf.id WHERE shelf.on_hand_g <> COALESCE(sums.grams, 0) ORDER BY shelf.id";
    Ok(listed(conn, ON_HAND, sql).await?)
}

/// [`LOTS`].
///
/// # Errors
/// When the database does.
pub async fn lots(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let mut differences = Vec::new();
    for (column, plus, minus) in [
        ("allotted_g", "'allotted'", "'withdrawn'"),
        ("packed_g", "'packed'", "''"),
    ] {
        let grams = counted(plus, minus);
        let sql = format!(
            "SELECT 'shelf:' || shelf_lot.shelf_id || ':lot:' || shelf_lot.lot_id || ':{column}' AS subject, \
             shelf_lot.{column} AS found, COALESCE(sums.grams, 0) AS expected FROM shelf_lot \
             LEFT JOIN (SELECT shelf_id, lot_id, {grams} AS grams FROM shelf_movement \
             WHERE lot_id IS NOT NULL GROUP BY shelf_id, lot_id) sums \
             ON sums.shelf_id = shelf_lot.shelf_id AND sums.lot_id = shelf_lot.lot_id \
             WHERE shelf_lot.{column} <> COALESCE(sums.grams, 0) \
             ORDER BY shelf_lot.shelf_id, shelf_lot.lot_id"
        );
        differences.extend(listed(conn, LOTS, &sql).await?);
    }
    Ok(differences)
}

/// [`FITS`]: `found` is the grams of a lot that do not belong there.
///
/// # Errors
/// When the database does.
pub async fn fits(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = "SELECT 'shelf:' || shelf.id || ':lot:' || lot.id AS subject, CAST(0 AS BIGINT) AS expected, \
        shelf_lot.allotted_g AS found FROM shelf_lot JOIN shelf ON shelf.id = shelf_lot.shelf_id \
        JOIN sku ON sku.id = shelf.sku_id JOIN lot ON lot.id = shelf_lot.lot_id \
        WHERE lot.cooperative_id <> shelf.cooperative_id OR lot.product_id <> sku.product_id \
        OR COALESCE(lot.grade, '') <> sku.grade ORDER BY shelf.id, lot.id";
    Ok(listed(conn, FITS, sql).await?)
}

/// What of each line is reserved, and what is allocated and not packed yet.
const OF_LINES: &str = "SELECT purchase_line.id, purchase_line.purchase_id, purchase_line.shelf_id, \
    CASE WHEN purchase_line.reservation = 'active' \
    THEN (purchase_line.packs - purchase_line.cancelled_packs) * purchase_line.net_g ELSE 0 END AS reserved, \
    CASE WHEN purchase_line.reservation = 'kept' \
    THEN (purchase_line.packs - purchase_line.cancelled_packs) * purchase_line.net_g ELSE 0 END AS kept, \
    CASE WHEN consignment.state IN ('awaiting_payment', 'to_pack') THEN 1 ELSE 0 END AS waits \
    FROM purchase_line JOIN consignment ON consignment.id = purchase_line.consignment_id";

/// [`PROMISED`]: whatever the lines of purchases wait for on a shelf.
///
/// # Errors
/// When the database does.
pub async fn promised(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let mut differences = Vec::new();
    for (column, grams) in [("reserved_g", "reserved"), ("allocated_g", "kept * waits")] {
        let sql = format!(
            "SELECT 'shelf:' || shelf.id || ':{column}' AS subject, shelf.{column} AS found, \
             COALESCE(sums.grams, 0) AS expected FROM shelf LEFT JOIN (SELECT shelf_id, \
             CAST(SUM({grams}) AS BIGINT) AS grams FROM ({OF_LINES}) lines GROUP BY shelf_id) sums \
             ON sums.shelf_id = shelf.id WHERE shelf.{column} <> COALESCE(sums.grams, 0) ORDER BY shelf.id"
        );
        differences.extend(listed(conn, PROMISED, &sql).await?);
    }
    Ok(differences)
}

/// [`LINES`]: what a purchase moved on a shelf. A purchase has one line of a SKU, and so of a shelf.
///
/// # Errors
/// When the database does.
pub async fn lines(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let mut differences = Vec::new();
    for (of_line, plus, minus) in [
        ("reserved", "'reserved'", "'released', 'allocated'"),
        ("kept", "'allocated'", "'deallocated'"),
    ] {
        let grams = counted(plus, minus);
        let sql = format!(
            "SELECT 'line:' || line.id || ':{of_line}' AS subject, CAST(line.{of_line} AS BIGINT) AS expected, \
             COALESCE(sums.grams, 0) AS found FROM ({OF_LINES}) line \
             LEFT JOIN (SELECT shelf_id, subject, {grams} AS grams FROM shelf_movement \
             GROUP BY shelf_id, subject) sums ON sums.shelf_id = line.shelf_id \
             AND sums.subject = 'purchase:' || line.purchase_id \
             WHERE line.{of_line} <> COALESCE(sums.grams, 0) ORDER BY line.id"
        );
        differences.extend(listed(conn, LINES, &sql).await?);
    }
    Ok(differences)
}

/// [`PACKS`].
///
/// # Errors
/// When the database does.
pub async fn packs(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = "SELECT 'shelf:' || shelf_lot.shelf_id || ':lot:' || shelf_lot.lot_id AS subject, \
        shelf_lot.packed_g AS expected, COALESCE(sums.grams, 0) AS found FROM shelf_lot \
        LEFT JOIN (SELECT purchase_line.shelf_id, pack_lot.lot_id, \
        CAST(SUM(pack_lot.grams) AS BIGINT) AS grams FROM pack_lot \
        JOIN pack ON pack.id = pack_lot.pack_id JOIN purchase_line ON purchase_line.id = pack.line_id \
        GROUP BY purchase_line.shelf_id, pack_lot.lot_id) sums \
        ON sums.shelf_id = shelf_lot.shelf_id AND sums.lot_id = shelf_lot.lot_id \
        WHERE shelf_lot.packed_g <> COALESCE(sums.grams, 0) \
        ORDER BY shelf_lot.shelf_id, shelf_lot.lot_id";
    Ok(listed(conn, PACKS, sql).await?)
}
