//! What left custody, and what is about to: bank lines against transfers, shares and wishes.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement};

use super::{Difference, VerifyError};

/// A line of a bank file stands as its transfer does.
pub const LINE: &str = "payout-line";
/// A household's line is what its shares of pools sum to.
pub const PARTS: &str = "payout-parts";
/// A share of a pool is in one live line at most.
pub const TWICE: &str = "payout-twice";
/// A member's line of a bank file is what it asked for, out of its own cash.
pub const WITHDRAWALS: &str = "withdrawals";

/// What the line's transfer took of the line's account, by how it stands now.
const LINES: &str = "SELECT payout_line.number, \
     CASE WHEN payout_line.state = 'instructed' THEN payout_line.amount_fen ELSE 0 END AS pending, \
     CASE WHEN payout_line.state = 'paid' THEN payout_line.amount_fen ELSE 0 END AS posted, \
     CASE WHEN transfer.pending AND transfer_end.outcome IS NULL THEN transfer.amount_fen \
     ELSE 0 END AS found_pending, \
     CASE WHEN transfer_end.outcome = 'posted' AND set_reversal.set_id IS NULL \
     THEN transfer.amount_fen ELSE 0 END AS found_posted \
     FROM payout_line LEFT JOIN transfer ON transfer.id = payout_line.transfer_id \
     AND transfer.debit_account_id = payout_line.account_id \
     LEFT JOIN transfer_end ON transfer_end.transfer_id = transfer.id \
     LEFT JOIN set_reversal ON set_reversal.reversed_id = transfer.set_id ORDER BY payout_line.id";

#[derive(FromQueryResult)]
struct Line {
    number: String,
    pending: i64,
    posted: i64,
    found_pending: i64,
    found_posted: i64,
}

/// [`LINE`]: pending while it is at the bank, posted once it is paid, nothing otherwise.
///
/// # Errors
/// When the database does.
pub async fn lines(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let lines = Statement::from_string(conn.get_database_backend(), LINES);
    let mut differences = Vec::new();
    for line in Line::find_by_statement(lines).all(conn).await? {
        for (standing, expected, found) in [
            ("pending", line.pending, line.found_pending),
            ("posted", line.posted, line.found_posted),
        ] {
            if expected != found {
                let subject = format!("{}:{standing}", line.number);
                differences.push(Difference {
                    check: LINE,
                    subject,
                    expected,
                    found,
                });
            }
        }
    }
    Ok(differences)
}

/// [`PARTS`].
///
/// # Errors
/// When the database does.
pub async fn parts(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = "SELECT payout_line.number AS subject, \
         CAST(COALESCE(SUM(pool_line.payable_fen), 0) AS BIGINT) AS expected, \
         payout_line.amount_fen AS found FROM payout_line \
         LEFT JOIN payout_part ON payout_part.payout_line_id = payout_line.id \
         LEFT JOIN pool_line ON pool_line.id = payout_part.pool_line_id \
         WHERE payout_line.household_id IS NOT NULL \
         GROUP BY payout_line.id, payout_line.number, payout_line.amount_fen \
         HAVING COALESCE(SUM(pool_line.payable_fen), 0) <> payout_line.amount_fen \
         ORDER BY payout_line.id";
    Ok(listed(conn, PARTS, sql).await?)
}

/// [`TWICE`]: the share by the number of its live lines.
///
/// # Errors
/// When the database does.
pub async fn live_twice(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = "SELECT 'pool_line:' || payout_part.pool_line_id AS subject, \
         CAST(1 AS BIGINT) AS expected, COUNT(*) AS found FROM payout_part \
         JOIN payout_line ON payout_line.id = payout_part.payout_line_id \
         WHERE payout_line.state IN ('prepared', 'instructed', 'paid') \
         GROUP BY payout_part.pool_line_id HAVING COUNT(*) > 1 \
         ORDER BY payout_part.pool_line_id";
    Ok(listed(conn, TWICE, sql).await?)
}

/// [`WITHDRAWALS`]: what members asked for against the lines out of 2003 that carry it.
///
/// # Errors
/// When the database does.
pub async fn withdrawals(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = "SELECT payout_line.number AS subject, payout_line.amount_fen AS expected, \
         CAST(COALESCE(SUM(withdrawal.amount_fen), 0) AS BIGINT) AS found FROM payout_line \
         JOIN payout_batch ON payout_batch.id = payout_line.batch_id \
         LEFT JOIN account ON account.id = payout_line.account_id AND account.code = '2003' \
         LEFT JOIN withdrawal ON withdrawal.payout_line_id = payout_line.id \
         AND account.party = 'member:' || withdrawal.organisation_id \
         AND withdrawal.state = CASE WHEN payout_line.state IN ('prepared', 'instructed') \
         THEN 'batched' ELSE payout_line.state END \
         WHERE payout_batch.kind = 'withdrawals' \
         AND payout_line.state IN ('prepared', 'instructed', 'paid') \
         GROUP BY payout_line.id, payout_line.number, payout_line.amount_fen \
         HAVING COALESCE(SUM(withdrawal.amount_fen), 0) <> payout_line.amount_fen \
         ORDER BY payout_line.id";
    Ok(listed(conn, WITHDRAWALS, sql).await?)
}

#[derive(FromQueryResult)]
struct Found {
    subject: String,
    expected: i64,
    found: i64,
}

/// The rows of a query that names what differs.
pub(super) async fn listed(
    conn: &impl ConnectionTrait,
    check: &'static str,
    sql: &str,
) -> Result<Vec<Difference>, DbErr> {
    let rows = Statement::from_string(conn.get_database_backend(), sql);
    let rows = Found::find_by_statement(rows).all(conn).await?;
    let named = |row: Found| {
        let Found {
            subject,
            expected,
            found,
        } = row;
        Difference {
            check,
            subject,
            expected,
            found,
        }
    };
    Ok(rows.into_iter().map(named).collect())
}
