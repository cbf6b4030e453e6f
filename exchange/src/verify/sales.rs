//! Sales of consignments against their transfers, their escrows, their parts and the cycles that split
//! them; and what buyers were told against what reached the households.

use sea_orm::ConnectionTrait;

use super::payouts::listed;
use super::{Difference, VerifyError};

/// A sale's figures are the transfers of its set.
pub const SALE: &str = "sale-transfers";
/// Nothing stands in the escrow (2001) of a consignment that is settled or cancelled and given back.
pub const SALE_ESCROW: &str = "sale-escrow";
/// The parts of a sale sum to it.
pub const SALE_PARTS: &str = "sale-parts";
/// A part that a cycle split stood in that cycle's own pool; a cycle of boxes alone is their sum.
pub const SALE_CYCLES: &str = "sale-cycles";
/// A settled consignment has its sale, and no other has one.
pub const SALE_STATE: &str = "sale-state";

/// What a buyer was told is what the sales of the purchase brought its households.
pub const IMPACT: &str = "impact";

/// Every check of sales.
///
/// # Errors
/// When the database does.
pub async fn sales(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let mut differences = transfers(conn).await?;
    differences.extend(escrows(conn).await?);
    differences.extend(parts(conn).await?);
    differences.extend(cycles(conn).await?);
    differences.extend(states(conn).await?);
    differences.extend(impacts(conn).await?);
    Ok(differences)
}

/// [`SALE`].
///
/// # Errors
/// When the database does.
pub async fn transfers(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let mut differences = Vec::new();
    for (side, code, mode, figure) in [
        ("debit", "2001", "-", "sale.gross_fen + sale.surcharge_fen"),
        ("debit", "2301", "-", "sale.reserve_fen"),
        ("credit", "4001", "-", "sale.platform_fen"),
        ("credit", "4001", "channel", "sale.channel_fen"),
        (
            "credit",
            "2103",
            "-",
            "sale.express_fen + sale.surcharge_fen",
        ),
        (
            "credit",
            "2101",
            "-",
            "sale.packing_fen + sale.cooperative_fen",
        ),
        ("credit", "2105", "pool", "sale.pool_fen"),
    ] {
        let sql = format!(
            "SELECT 'sale:' || sale.id || ':{code}{mode}' AS subject, \
             CAST(COALESCE(moved.fen, 0) AS BIGINT) AS expected, {figure} AS found FROM sale \
             LEFT JOIN (SELECT transfer.set_id, SUM(transfer.amount_fen) AS fen FROM transfer \
                JOIN account ON account.id = transfer.{side}_account_id \
                AND account.code = '{code}' AND account.mode = '{mode}' \
                GROUP BY transfer.set_id) moved ON moved.set_id = sale.set_id \
             WHERE {figure} <> COALESCE(moved.fen, 0) ORDER BY sale.id"
        );
        differences.extend(listed(conn, SALE, &sql).await?);
    }
    Ok(differences)
}

/// [`SALE_ESCROW`].
///
/// # Errors
/// When the database does.
pub async fn escrows(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = "SELECT consignment.number AS subject, CAST(0 AS BIGINT) AS expected, \
        CAST(credits_posted_fen - debits_posted_fen AS BIGINT) AS found FROM account_balance \
        JOIN consignment ON account_balance.party = 'consignment:' || consignment.id \
        WHERE account_balance.code = '2001' AND consignment.state = 'settled' \
        AND credits_posted_fen <> debits_posted_fen ORDER BY consignment.id";
    Ok(listed(conn, SALE_ESCROW, sql).await?)
}

/// [`SALE_PARTS`]: the pool of every sale, and all that it brought where no line was without goods.
///
/// # Errors
/// When the database does.
pub async fn parts(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let mut differences = Vec::new();
    for (whole, part) in [
        ("pool_fen", "amount_fen"),
        ("gross_fen", "paid_fen"),
        ("channel_fen", "channel_fen"),
        ("platform_fen", "platform_fen"),
        ("express_fen", "express_fen"),
        ("packing_fen", "packing_fen"),
        ("cooperative_fen", "cooperative_fen"),
        ("reserve_fen", "reserve_fen"),
    ] {
        let sql = format!(
            "SELECT 'sale:' || sale.id || ':{part}' AS subject, sale.{whole} AS expected, \
             CAST(COALESCE(sums.fen, 0) AS BIGINT) AS found FROM sale \
             LEFT JOIN (SELECT sale_id, SUM({part}) AS fen FROM sale_part GROUP BY sale_id) sums \
             ON sums.sale_id = sale.id WHERE sale.{whole} <> COALESCE(sums.fen, 0) ORDER BY sale.id"
        );
        differences.extend(listed(conn, SALE_PARTS, &sql).await?);
    }
    Ok(differences)
}

/// [`SALE_CYCLES`].
///
/// # Errors
/// When the database does.
pub async fn cycles(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let elsewhere = "SELECT 'part:' || sale_part.id AS subject, sale_part.root_lot_id AS expected, \
        pool_cycle.root_lot_id AS found FROM sale_cycle \
        JOIN sale_part ON sale_part.id = sale_cycle.part_id \
        JOIN pool_cycle ON pool_cycle.id = sale_cycle.cycle_id \
        WHERE pool_cycle.root_lot_id <> sale_part.root_lot_id ORDER BY sale_part.id";
    let mut differences = listed(conn, SALE_CYCLES, elsewhere).await?;
    // A cycle takes the parts that came in, the deal that started it, and held cycles before it.
    let expected = "COALESCE(boxes.fen, 0) + COALESCE(settlement.pool_fen, 0) + COALESCE(( \
        SELECT SUM(held.amount_fen) FROM pool_cycle held WHERE held.state = 'held' \
        AND held.root_lot_id = pool_cycle.root_lot_id AND held.mode = pool_cycle.mode \
        AND held.id < pool_cycle.id AND NOT EXISTS (SELECT 1 FROM pool_cycle joined \
            WHERE joined.root_lot_id = held.root_lot_id AND joined.mode = held.mode \
            AND joined.id > held.id AND joined.id < pool_cycle.id \
            AND joined.replaces IS NULL)), 0)";
    let sums = format!(
        "SELECT 'cycle:' || pool_cycle.id AS subject, pool_cycle.amount_fen AS found, \
         CAST({expected} AS BIGINT) AS expected FROM pool_cycle \
         LEFT JOIN (SELECT sale_cycle.cycle_id, SUM(sale_part.amount_fen) AS fen FROM sale_cycle \
            JOIN sale_part ON sale_part.id = sale_cycle.part_id GROUP BY sale_cycle.cycle_id) boxes \
            ON boxes.cycle_id = pool_cycle.id \
         LEFT JOIN settlement ON settlement.id = pool_cycle.settlement_id \
         WHERE pool_cycle.replaces IS NULL AND pool_cycle.amount_fen <> {expected} \
         ORDER BY pool_cycle.id"
    );
    differences.extend(listed(conn, SALE_CYCLES, &sums).await?);
    Ok(differences)
}

/// [`SALE_STATE`].
///
/// # Errors
/// When the database does.
pub async fn states(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = "SELECT consignment.number AS subject, \
        CAST(CASE WHEN consignment.state = 'settled' THEN 1 ELSE 0 END AS BIGINT) AS expected, \
        CAST(CASE WHEN sale.id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS found FROM consignment \
        LEFT JOIN sale ON sale.consignment_id = consignment.id \
        WHERE (consignment.state = 'settled') <> (sale.id IS NOT NULL) ORDER BY consignment.id";
    Ok(listed(conn, SALE_STATE, sql).await?)
}

/// [`IMPACT`].
///
/// # Errors
/// When the database does.
pub async fn impacts(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = "SELECT 'purchase:' || impact.purchase_id AS subject, \
        CAST(COALESCE(sold.fen, 0) AS BIGINT) AS expected, impact.amount_fen AS found FROM impact \
        LEFT JOIN (SELECT consignment.purchase_id, SUM(sale.pool_fen) AS fen FROM sale \
            JOIN consignment ON consignment.id = sale.consignment_id \
            GROUP BY consignment.purchase_id) sold ON sold.purchase_id = impact.purchase_id \
        WHERE impact.amount_fen <> COALESCE(sold.fen, 0) ORDER BY impact.purchase_id";
    let mut differences = listed(conn, IMPACT, sql).await?;
    // What was told had been paid: a line that came back later is paid again.
    let unpaid = "SELECT 'purchase:' || impact.purchase_id || ':line:' || pool_line.id AS subject, \
        pool_line.payable_fen AS expected, CAST(0 AS BIGINT) AS found FROM impact \
        JOIN consignment ON consignment.purchase_id = impact.purchase_id \
        JOIN sale ON sale.consignment_id = consignment.id \
        JOIN sale_part ON sale_part.sale_id = sale.id \
        JOIN sale_cycle ON sale_cycle.part_id = sale_part.id \
        JOIN pool_cycle ON pool_cycle.id = sale_cycle.cycle_id AND pool_cycle.state = 'posted' \
        JOIN pool_line ON pool_line.cycle_id = pool_cycle.id \
        WHERE pool_line.payable_fen > 0 AND NOT EXISTS (SELECT 1 FROM payout_part JOIN payout_line \
            ON payout_line.id = payout_part.payout_line_id WHERE payout_part.pool_line_id = pool_line.id \
            AND payout_line.state IN ('paid', 'returned')) ORDER BY impact.purchase_id, pool_line.id";
    differences.extend(listed(conn, IMPACT, unpaid).await?);
    Ok(differences)
}
