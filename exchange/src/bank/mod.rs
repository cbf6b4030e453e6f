//! The custody account's statement: what the bank booked, posted line by line.
//!
//! Layout: this file takes a statement in, `memo` reads what payers wrote, `matching` says what
//! a line is, `locking` takes what lines name before the first is posted, `posting` posts it, `task`
//! is what a person decides, `standing` compares the bank with the books.
//!
//! Ordering: imports wait for each other on the counter of bank lines; a statement goes on where
//! the last one stopped, each balance following from the one before.
//!
//! Invariants: all or nothing per file; a line is posted once, by its own number. A credit that
//! nobody claims stands in suspense (2901) as a task; a debit that nobody instructed posts nothing
//! and stops payouts until it is explained.

mod locking;
mod matching;
pub mod memo;
mod posting;
pub mod standing;
pub mod task;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

use catalog::import::Row;
use catalog::import::fault::{Faults, RowError};
use catalog::import::reason::Reason;
use catalog::import::statements::StatementLine;
use ledger::postings::PostingError;
use ledger::{AccountError, Money, MoneyError, TransferError};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, Statement,
};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::books::BooksError;
use crate::entity::{bank_line, bank_statement};
use crate::payout::PayoutError;
use crate::retail::payment::PaymentError;
use crate::retail::purchase::PurchaseError;
use crate::retail::settlement::SettlementError;

/// Numbers of one look-up.
const NUMBERS_MAX: usize = 1_000;

/// Why a statement, or a decision about one of its lines, was not taken.
#[derive(Debug, Error)]
pub enum BankError {
    /// Lines that do not follow, each with its reason.
    #[error(transparent)]
    Faults(#[from] Faults),
    /// No such line, or it waits for no decision.
    #[error("bank line {0} waits for no decision")]
    NoTask(i64),
    /// No active member has this number.
    #[error("no active member {0}")]
    UnknownMember(i64),
    /// The books refuse.
    #[error("the books refuse")]
    Books(#[from] BooksError),
    /// The event has no balanced set.
    #[error("the event cannot be posted")]
    Posting(#[source] Box<PostingError>),
    /// A line of a bank file does not follow.
    #[error("the payout does not follow")]
    Payout(#[from] Box<PayoutError>),
    /// No purchase with this number waits for exactly this amount.
    #[error("no purchase {0} waits for exactly this")]
    NotThisPurchase(String),
    /// A purchase that a line pays does not follow.
    #[error("the purchase does not follow")]
    Purchase(#[from] Box<PurchaseError>),
    /// A payment that a line brings is not taken.
    #[error("the payment is not taken")]
    Payment(#[from] Box<PaymentError>),
    /// A provider's settlement does not follow.
    #[error("the settlement does not follow")]
    Settlement(#[from] Box<SettlementError>),
    /// The database refused or is away.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

impl From<PostingError> for BankError {
    fn from(error: PostingError) -> Self {
        BankError::Posting(Box::new(error))
    }
}

impl From<AccountError> for BankError {
    fn from(error: AccountError) -> Self {
        PostingError::from(error).into()
    }
}

impl From<TransferError> for BankError {
    fn from(error: TransferError) -> Self {
        PostingError::from(error).into()
    }
}

impl From<MoneyError> for BankError {
    fn from(error: MoneyError) -> Self {
        PostingError::from(error).into()
    }
}

/// A statement as the operator hands it in.
#[derive(Debug, Clone, Copy)]
pub struct BankStatement<'a> {
    /// Its lines, the oldest first.
    pub lines: &'a [Row<StatementLine>],
    /// Who handed it in; `None` for the season that a first start loads.
    pub imported_by: Option<i64>,
    /// Now.
    pub now: i64,
}

/// What became of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Imported {
    /// Its number; `None` if every line was known.
    pub statement_id: Option<i64>,
    /// Lines posted, or left as tasks.
    pub new: u64,
    /// Lines that were recorded before, with the same content.
    pub known: u64,
    /// Credits that nobody claims.
    pub suspense: u64,
    /// Debits that nobody instructed.
    pub unknown_debits: u64,
}

/// Takes a statement in; a dry run is the same call without a commit.
///
/// # Errors
/// `Faults` with every line whose number is recorded with other content, or whose balance does
/// not follow from the last recorded one; nothing is written then.
pub async fn import_statement(
    tx: &DatabaseTransaction,
    statement: &BankStatement<'_>,
) -> Result<Imported, BankError> {
    wait_for_the_turn(tx).await?;
    let fresh = fresh_lines(tx, statement.lines).await?;
    let known = (statement.lines.len() - fresh.len()) as u64;
    let Some(last) = fresh.last() else {
        return Ok(Imported {
            known,
            ..Imported::default()
        });
    };
    let mut whole = Sha256::new();
    for row in &fresh {
        whole.update(&row.content_hash);
    }
    let head = bank_statement::ActiveModel {
        content_hash: ActiveValue::Set(hex::encode(whole.finalize())),
        lines: ActiveValue::Set(i64::try_from(fresh.len()).unwrap_or(i64::MAX)),
        closing_fen: ActiveValue::Set(last.content.balance.as_fen()),
        booked_until: ActiveValue::Set(last.content.booked_at),
        ledger_fen: ActiveValue::Set(0),
        imported_by: ActiveValue::Set(statement.imported_by),
        imported_at: ActiveValue::Set(statement.now),
        ..Default::default()
    };
    let statement_id = bank_statement::Entity::insert(head)
        .exec(tx)
        .await?
        .last_insert_id;
    let mut imported = Imported {
        statement_id: Some(statement_id),
        known,
        ..Imported::default()
    };
    posting::post_lines(tx, (statement_id, statement.now), &fresh, &mut imported).await?;
    note_the_ledger(tx, statement_id).await?;
    Ok(imported)
}

/// Lines of a statement, the newest first; pages show them with their states.
///
/// # Errors
/// When the database does.
pub async fn lines(
    conn: &impl ConnectionTrait,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<bank_line::Model>, DbErr> {
    use sea_orm::QuerySelect;
    let mut find = bank_line::Entity::find()
        .order_by_desc(bank_line::Column::Id)
        .limit(limit);
    if let Some(before) = before {
        find = find.filter(bank_line::Column::Id.lt(before));
    }
    find.all(conn).await
}

/// Takes the lock on the counter of bank lines without taking a number.
async fn wait_for_the_turn(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    let turn = "INSERT INTO counter (name, value) VALUES ('bank_line', 0) \
                ON CONFLICT (name) DO UPDATE SET value = counter.value";
    tx.execute_raw(Statement::from_string(tx.get_database_backend(), turn))
        .await?;
    Ok(())
}

/// The lines that are not recorded yet, after every rule that only the database can check.
async fn fresh_lines<'a>(
    tx: &DatabaseTransaction,
    lines: &'a [Row<StatementLine>],
) -> Result<Vec<&'a Row<StatementLine>>, BankError> {
    let known = known_hashes(tx, lines).await?;
    let last = bank_line::Entity::find()
        .order_by_desc(bank_line::Column::Id)
        .one(tx)
        .await?;
    let mut before = last.map_or(Money::ZERO, |last| Money::fen(last.balance_fen));
    let mut faults = Faults::default();
    let mut fresh: Vec<&Row<StatementLine>> = Vec::new();
    for row in lines {
        let StatementLine {
            line_no,
            amount,
            balance,
            ..
        } = &row.content;
        match known.get(line_no) {
            // A recorded line after a new one would put the new one into the past.
            Some(hash) if *hash == row.content_hash && fresh.is_empty() => {}
            Some(_) => {
                let reason = Reason::NumberTaken {
                    value: line_no.clone(),
                };
                faults.add(RowError {
                    line: row.line,
                    column: Some("line_no"),
                    reason,
                });
            }
            None => {
                let expected = before.checked_add(*amount)?;
                if expected != *balance {
                    let reason = Reason::BrokenBalance {
                        expected: expected.to_string(),
                        found: balance.to_string(),
                    };
                    faults.add(RowError {
                        line: row.line,
                        column: Some("balance_yuan"),
                        reason,
                    });
                }
                before = *balance;
                fresh.push(row);
            }
        }
    }
    Ok(faults.or(fresh)?)
}

async fn known_hashes(
    tx: &DatabaseTransaction,
    lines: &[Row<StatementLine>],
) -> Result<BTreeMap<String, String>, DbErr> {
    let mut known = BTreeMap::new();
    for chunk in lines.chunks(NUMBERS_MAX) {
        let numbers = chunk.iter().map(|row| row.content.line_no.as_str());
        let rows = bank_line::Entity::find()
            .filter(bank_line::Column::Number.is_in(numbers))
            .all(tx)
            .await?;
        known.extend(rows.into_iter().map(|row| (row.number, row.content_hash)));
    }
    Ok(known)
}

/// Notes what the books said when the statement was in, for the list of statements.
async fn note_the_ledger(tx: &DatabaseTransaction, statement_id: i64) -> Result<(), BankError> {
    let ledger = standing::ledger_side(tx).await?;
    let note = bank_statement::ActiveModel {
        id: ActiveValue::Unchanged(statement_id),
        ledger_fen: ActiveValue::Set(ledger.as_fen()),
        ..Default::default()
    };
    bank_statement::Entity::update(note).exec(tx).await?;
    Ok(())
}
