//! The bank's word against the books', and what stops money from leaving.
//!
//! The newest statement's closing balance must be what the books have posted to 1001, plus what
//! the bank answered as paid and no statement has shown yet. A debit that nobody instructed is on
//! the statement alone, so that it is the difference until the operator takes it over.
//!
//! Source: the rules of proceeds, 4.5, 1001 equals the bank's statement daily.

use ledger::{AccountKey, Code, Money, Party};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, Statement};

use super::BankError;
use crate::books;
use crate::entity::bank_statement;

/// The books' and the bank's word on the custody account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// What the books expect the newest statement to close with.
    pub ledger: Money,
    /// What it closes with.
    pub bank: Money,
}

/// Why no bank file may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// How many debits nobody instructed.
    pub unknown_debits: u64,
    /// Where the two stand.
    pub difference: Difference,
}

/// Where the newest statement and the books differ; `None` if they agree, or none is in yet.
///
/// # Errors
/// When the database does.
pub async fn custody_difference(
    conn: &impl ConnectionTrait,
) -> Result<Option<Difference>, BankError> {
    let Some(both) = both_sides(conn).await? else {
        return Ok(None);
    };
    Ok(Some(both).filter(|both| both.ledger != both.bank))
}

/// Why no bank file may go out now; `None` if one may.
///
/// # Errors
/// When the database does.
pub async fn payouts_stopped(conn: &impl ConnectionTrait) -> Result<Option<Stop>, BankError> {
    let Some(difference) = both_sides(conn).await? else {
        return Ok(None);
    };
    let count = "SELECT COUNT(*) AS debits FROM bank_line WHERE state = 'unknown_debit'";
    let count = Statement::from_string(conn.get_database_backend(), count);
    let row = conn.query_one_raw(count).await?;
    let debits: i64 = row
        .map(|row| row.try_get("", "debits"))
        .transpose()?
        .unwrap_or_default();
    let unknown_debits = debits.unsigned_abs();
    let stop = Stop {
        unknown_debits,
        difference,
    };
    Ok(Some(stop).filter(|_| unknown_debits > 0 || difference.ledger != difference.bank))
}

async fn both_sides(conn: &impl ConnectionTrait) -> Result<Option<Difference>, BankError> {
    let newest = bank_statement::Entity::find()
        .order_by_desc(bank_statement::Column::Id)
        .one(conn)
        .await?;
    let Some(newest) = newest else {
        return Ok(None);
    };
    let bank = Money::fen(newest.closing_fen);
    Ok(Some(Difference {
        ledger: ledger_side(conn).await?,
        bank,
    }))
}

const UNSEEN: &str = "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) AS fen FROM payout_line \
     WHERE state = 'paid' AND NOT EXISTS (SELECT 1 FROM bank_line \
     WHERE bank_line.payout_line_id = payout_line.id AND bank_line.amount_fen < 0 \
     AND bank_line.state = 'matched')";

/// What the books expect the newest statement to close with.
pub(super) async fn ledger_side(conn: &impl ConnectionTrait) -> Result<Money, BankError> {
    let bank = AccountKey::custody(Code::Bank, Party::None)?;
    let posted = books::balance(conn, &bank).await?.posted;
    let unseen = Statement::from_string(conn.get_database_backend(), UNSEEN);
    let row = conn.query_one_raw(unseen).await?;
    let fen: i64 = row
        .map(|row| row.try_get("", "fen"))
        .transpose()?
        .unwrap_or_default();
    Ok(posted.checked_add(Money::fen(fen))?)
}
