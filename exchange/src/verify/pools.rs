//! Settlements against their transfers, pools against settlements and cycles, lines against the
//! accounts of households.

use sea_orm::ConnectionTrait;

use super::payouts::listed;
use super::{Difference, VerifyError};

/// A settlement's figures are the transfers of its set: what left escrow, and who got it.
pub const SETTLEMENT: &str = "settlement-transfers";
/// What stands in a pool (2105) was posted to it by settlements and boxes' sales, and not split.
pub const POOL: &str = "pool-balance";
/// What stands in a pool waits there: parts of sales until the day ends, held cycles for the next.
pub const REST: &str = "pool-rest";
/// The lines of a cycle sum to it, and their weights to its weight.
pub const LINES: &str = "cycle-lines";
/// What a line gave back is what its recoveries say.
pub const RECOVERED: &str = "line-recoveries";
/// A household owes (1201) what it was advanced, less what lines in force gave back.
pub const ADVANCED: &str = "household-advances";
/// A household is owed (2102) what its lines in force say, less what was paid.
pub const PAYABLE: &str = "household-payable";

/// Every check of settlements, pools and lines.
///
/// # Errors
/// When the database does.
pub async fn pools(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let mut differences = settlements(conn).await?;
    differences.extend(balances(conn).await?);
    differences.extend(rests(conn).await?);
    differences.extend(lines(conn).await?);
    differences.extend(recoveries(conn).await?);
    differences.extend(advances(conn).await?);
    differences.extend(payables(conn).await?);
    Ok(differences)
}

/// [`SETTLEMENT`]: gross out of 2001, fee in 4001, costs in 2103, pool in 2105.
///
/// # Errors
/// When the database does.
pub async fn settlements(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let mut differences = Vec::new();
    for (side, code, figure) in [
        ("debit", "2001", "gross_fen"),
        ("credit", "4001", "platform_fen"),
        ("credit", "2103", "freight_fen + settlement.inspection_fen"),
        ("credit", "2105", "pool_fen"),
    ] {
        let sql = format!(
            "SELECT 'settlement:' || settlement.id || ':{code}' AS subject, \
             CAST(COALESCE(moved.fen, 0) AS BIGINT) AS expected, \
             settlement.{figure} AS found FROM settlement LEFT JOIN ( \
                SELECT transfer.set_id, SUM(transfer.amount_fen) AS fen FROM transfer \
                JOIN account ON account.id = transfer.{side}_account_id AND account.code = '{code}' \
                GROUP BY transfer.set_id) moved ON moved.set_id = settlement.set_id \
             WHERE settlement.{figure} <> COALESCE(moved.fen, 0) ORDER BY settlement.id"
        );
        differences.extend(listed(conn, SETTLEMENT, &sql).await?);
    }
    Ok(differences)
}

const POOL_BALANCE: &str = "SELECT lot.id AS lot_id, CAST(COALESCE(balance.fen, 0) AS BIGINT) AS fen \
    FROM lot LEFT JOIN (SELECT party, SUM(credits_posted_fen - debits_posted_fen) AS fen \
        FROM account_balance WHERE code = '2105' AND mode = 'pool' GROUP BY party) balance \
    ON balance.party = 'lot:' || lot.id WHERE lot.root_id IS NULL";

/// [`POOL`]: posted by settlements and sales, less cycles in force and what went to suspense.
///
/// # Errors
/// When the database does.
pub async fn balances(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = format!(
        "SELECT 'lot:' || pool.lot_id AS subject, pool.fen AS found, \
         CAST(COALESCE(posted.fen, 0) - COALESCE(split.fen, 0) AS BIGINT) AS expected \
         FROM ({POOL_BALANCE}) pool \
         LEFT JOIN (SELECT root_lot_id, SUM(fen) AS fen FROM ( \
                SELECT root_lot_id, pool_fen AS fen FROM settlement UNION ALL \
                SELECT root_lot_id, amount_fen AS fen FROM sale_part) paid_in GROUP BY root_lot_id) \
            posted ON posted.root_lot_id = pool.lot_id \
         LEFT JOIN (SELECT root_lot_id, SUM(amount_fen) AS fen FROM pool_cycle \
            WHERE mode = 'pool' AND state IN ('posted', 'suspense') GROUP BY root_lot_id) \
            split ON split.root_lot_id = pool.lot_id \
         WHERE pool.fen <> COALESCE(posted.fen, 0) - COALESCE(split.fen, 0) ORDER BY pool.lot_id"
    );
    Ok(listed(conn, POOL, &sql).await?)
}

/// [`REST`]; a held cycle is joined by the next that splits what stands in the pool, which one that
/// replaces reversed cycles does not.
///
/// # Errors
/// When the database does.
pub async fn rests(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = format!(
        "SELECT 'lot:' || pool.lot_id AS subject, pool.fen AS found, \
         CAST(COALESCE(unsplit.fen, 0) + COALESCE(held.fen, 0) AS BIGINT) AS expected \
         FROM ({POOL_BALANCE}) pool \
         LEFT JOIN (SELECT sale_part.root_lot_id, SUM(sale_part.amount_fen) AS fen FROM sale_part \
            WHERE NOT EXISTS (SELECT 1 FROM sale_cycle WHERE sale_cycle.part_id = sale_part.id) \
            GROUP BY sale_part.root_lot_id) unsplit ON unsplit.root_lot_id = pool.lot_id \
         LEFT JOIN (SELECT pool_cycle.root_lot_id, SUM(pool_cycle.amount_fen) AS fen FROM pool_cycle \
            WHERE pool_cycle.state = 'held' AND NOT EXISTS (SELECT 1 FROM pool_cycle later \
                WHERE later.root_lot_id = pool_cycle.root_lot_id AND later.mode = pool_cycle.mode \
                AND later.id > pool_cycle.id AND later.replaces IS NULL) \
            GROUP BY pool_cycle.root_lot_id) held ON held.root_lot_id = pool.lot_id \
         WHERE pool.fen <> COALESCE(unsplit.fen, 0) + COALESCE(held.fen, 0) ORDER BY pool.lot_id"
    );
    Ok(listed(conn, REST, &sql).await?)
}

/// [`LINES`]; a held or suspended cycle has none.
///
/// # Errors
/// When the database does.
pub async fn lines(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let mut differences = Vec::new();
    for (whole, part) in [("amount_fen", "share_fen"), ("weight_total", "weight")] {
        let expected = format!(
            "CASE WHEN pool_cycle.state IN ('posted', 'reversed') THEN pool_cycle.{whole} ELSE 0 END"
        );
        let sql = format!(
            "SELECT 'cycle:' || pool_cycle.id || ':{part}' AS subject, \
             CAST({expected} AS BIGINT) AS expected, \
             CAST(COALESCE(sums.part, 0) AS BIGINT) AS found FROM pool_cycle \
             LEFT JOIN (SELECT cycle_id, SUM({part}) AS part FROM pool_line GROUP BY cycle_id) sums \
             ON sums.cycle_id = pool_cycle.id \
             WHERE COALESCE(sums.part, 0) <> {expected} ORDER BY pool_cycle.id"
        );
        differences.extend(listed(conn, LINES, &sql).await?);
    }
    Ok(differences)
}

/// [`RECOVERED`].
///
/// # Errors
/// When the database does.
pub async fn recoveries(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = "SELECT 'line:' || pool_line.id AS subject, \
        CAST(COALESCE(sums.fen, 0) AS BIGINT) AS expected, pool_line.recovered_fen AS found \
        FROM pool_line LEFT JOIN (SELECT line_id, SUM(amount_fen) AS fen FROM recovery \
            GROUP BY line_id) sums ON sums.line_id = pool_line.id \
        WHERE pool_line.recovered_fen <> COALESCE(sums.fen, 0) ORDER BY pool_line.id";
    Ok(listed(conn, RECOVERED, sql).await?)
}

/// [`ADVANCED`].
///
/// # Errors
/// When the database does.
pub async fn advances(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = "SELECT 'household:' || household.id AS subject, \
        CAST(COALESCE(given.fen, 0) - COALESCE(back.fen, 0) AS BIGINT) AS expected, \
        CAST(COALESCE(owed.fen, 0) AS BIGINT) AS found FROM household \
        LEFT JOIN (SELECT household_id, SUM(amount_fen) AS fen FROM advance GROUP BY household_id) \
            given ON given.household_id = household.id \
        LEFT JOIN (SELECT advance.household_id, SUM(recovery.amount_fen) AS fen FROM recovery \
            JOIN advance ON advance.id = recovery.advance_id \
            JOIN pool_line ON pool_line.id = recovery.line_id \
            JOIN pool_cycle ON pool_cycle.id = pool_line.cycle_id AND pool_cycle.state = 'posted' \
            GROUP BY advance.household_id) back ON back.household_id = household.id \
        LEFT JOIN (SELECT party, SUM(debits_posted_fen - credits_posted_fen) AS fen \
            FROM account_balance WHERE code = '1201' GROUP BY party) owed \
            ON owed.party = 'household:' || household.id \
        WHERE COALESCE(owed.fen, 0) <> COALESCE(given.fen, 0) - COALESCE(back.fen, 0) \
        ORDER BY household.id";
    Ok(listed(conn, ADVANCED, sql).await?)
}

/// [`PAYABLE`].
///
/// # Errors
/// When the database does.
pub async fn payables(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = "SELECT 'household:' || household.id AS subject, \
        CAST(COALESCE(due.fen, 0) - COALESCE(paid.fen, 0) AS BIGINT) AS expected, \
        CAST(COALESCE(owed.fen, 0) AS BIGINT) AS found FROM household \
        LEFT JOIN (SELECT pool_line.household_id, SUM(pool_line.payable_fen) AS fen FROM pool_line \
            JOIN pool_cycle ON pool_cycle.id = pool_line.cycle_id AND pool_cycle.state = 'posted' \
            GROUP BY pool_line.household_id) due ON due.household_id = household.id \
        LEFT JOIN (SELECT household_id, SUM(amount_fen) AS fen FROM payout_line \
            WHERE state = 'paid' GROUP BY household_id) paid ON paid.household_id = household.id \
        LEFT JOIN (SELECT party, SUM(credits_posted_fen - debits_posted_fen) AS fen \
            FROM account_balance WHERE code = '2102' AND mode = 'pool' GROUP BY party) owed \
            ON owed.party = 'household:' || household.id \
        WHERE COALESCE(owed.fen, 0) <> COALESCE(due.fen, 0) - COALESCE(paid.fen, 0) \
        ORDER BY household.id";
    Ok(listed(conn, PAYABLE, sql).await?)
}
