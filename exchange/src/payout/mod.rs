//! Money leaves custody by bank file alone, and always by two people.
//!
//! Layout: this file holds the states and what is asked from outside; `due` collects what is
//! payable, `prepare` makes a batch of it, `file` writes the bank's file, `answer` takes the
//! bank's word on each line, `reading` is for pages.
//!
//! Ordering: preparing waits on the counter of batches, so that nothing due enters two of them.
//!
//! Invariants: a pool's line is in at most one live line of a bank file; a household's line is
//! exactly what its pool lines sum to and what 2102 has free; every line of a file has a pending
//! set of its own, posted when the bank paid it and voided when it came back. A line in a file
//! counts as paid until it is returned. What comes from payments that a provider has not settled is
//! left out until it has.
//! Source: the rules of proceeds, 4.5, payout states.

pub mod answer;
mod due;
pub mod file;
mod prepare;
pub mod reading;
#[cfg(test)]
pub(crate) mod tests;

use catalog::import::fault::Faults;
use catalog::scope::Scope;
use ledger::postings::PostingError;
use ledger::{AccountError, AccountKey, Money, MoneyError, Party, TransferError};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QuerySelect, Statement,
};
use thiserror::Error;

use crate::bank::BankError;
use crate::bank::standing::Stop;
use crate::books::BooksError;
use crate::entity::{payout_batch, payout_line};
use crate::retail::refund::RefundError;
pub use prepare::{Prepare, Prepared, prepare};

/// Why a payout is refused.
#[derive(Debug, Error)]
pub enum PayoutError {
    /// No such batch, or none that the asker may see.
    #[error("batch {0} is not known")]
    UnknownBatch(i64),
    /// The kind of batch is not the asker's to prepare, or names no cooperative.
    #[error("this batch is not the asker's to prepare")]
    NotYours,
    /// The batch is in another state.
    #[error("a batch that is {} takes no {action:?}", state.as_str())]
    Refused {
        /// As it is.
        state: payout_batch::State,
        /// What was asked of it.
        action: Action,
    },
    /// The line is in another state.
    #[error("line {number} is {}", state.as_str())]
    LineRefused {
        /// Its number.
        number: String,
        /// As it is.
        state: payout_line::State,
    },
    /// Who prepared a batch cannot approve it.
    #[error("person {0} prepared the batch")]
    SamePerson(i64),
    /// Nothing can be paid; what was left out says why.
    #[error("nothing is due")]
    NothingDue(Vec<LeftOut>),
    /// A household's lines do not sum to what the books owe it.
    #[error("lines of {lines} stand against {ledger} in {account}")]
    Unequal {
        /// The household's account.
        account: Box<AccountKey>,
        /// What its unpaid lines sum to.
        lines: Money,
        /// What the books have free.
        ledger: Money,
    },
    /// What a line was made of has changed since; the batch is dropped and prepared again.
    #[error("line {0} no longer holds")]
    Changed(String),
    /// The payee of a line has no bank account on record any more.
    #[error("line {0} has no bank account to go to")]
    NoBankAccount(String),
    /// The bank's statement and the books do not agree.
    #[error("payouts are stopped")]
    Stopped(Stop),
    /// Rows of the bank's answer that do not follow, each with its reason.
    #[error(transparent)]
    Faults(#[from] Faults),
    /// A refund that a line carries does not follow.
    #[error("the refund does not follow")]
    Refund(#[from] Box<RefundError>),
    /// The statement cannot be compared.
    #[error("the bank's word cannot be read")]
    Bank(#[from] Box<BankError>),
    /// The books refuse.
    #[error("the books refuse")]
    Books(#[from] BooksError),
    /// The event has no balanced set.
    #[error("the event cannot be posted")]
    Posting(#[source] Box<PostingError>),
    /// The database refused or is away.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

impl From<PostingError> for PayoutError {
    fn from(error: PostingError) -> Self {
        PayoutError::Posting(Box::new(error))
    }
}

impl From<AccountError> for PayoutError {
    fn from(error: AccountError) -> Self {
        PostingError::from(error).into()
    }
}

impl From<TransferError> for PayoutError {
    fn from(error: TransferError) -> Self {
        PostingError::from(error).into()
    }
}

impl From<MoneyError> for PayoutError {
    fn from(error: MoneyError) -> Self {
        PostingError::from(error).into()
    }
}

/// Someone who is due money and not in the batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Who.
    pub party: Party,
    /// How much.
    pub amount: Money,
    /// Why.
    pub why: Why,
}

/// Why money that is due is not in a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// No bank account on record.
    NoBankAccount,
    /// The member's cash has become less than it asked for.
    ShortOfCash {
        /// What it still has.
        available: Money,
    },
    /// The provider has not settled the payments that it comes from.
    NotSettled,
}

/// What is asked of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A second person approves it.
    Approve,
    /// Its file goes to the bank.
    Export,
    /// The bank has answered its last line.
    Close,
    /// It is given up before it went out.
    Drop,
}

/// The state that follows.
///
/// # Errors
/// `Refused` for what the state does not take.
pub fn next(
    state: payout_batch::State,
    action: Action,
) -> Result<payout_batch::State, PayoutError> {
    use payout_batch::State::{Answered, Approved, Dropped, Exported, Prepared};
    match (state, action) {
        (Prepared, Action::Approve) => Ok(Approved),
        (Approved, Action::Export) => Ok(Exported),
        (Exported, Action::Close) => Ok(Answered),
        (Prepared | Approved, Action::Drop) => Ok(Dropped),
        (Prepared, Action::Export | Action::Close)
        | (Approved, Action::Approve | Action::Close)
        | (Exported, Action::Approve | Action::Export | Action::Drop)
        | (Answered | Dropped, _) => Err(PayoutError::Refused { state, action }),
    }
}

/// What happens to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineAction {
    /// It goes to the bank.
    Instruct,
    /// The bank paid it.
    Pay,
    /// The bank sends it back, at once or later.
    Return,
    /// Its batch is given up.
    Drop,
}

/// The state of a line that follows; `None` for what the state does not take.
pub fn next_of_line(state: payout_line::State, action: LineAction) -> Option<payout_line::State> {
    use payout_line::State::{Dropped, Instructed, Paid, Prepared, Returned};
    match (state, action) {
        (Prepared, LineAction::Instruct) => Some(Instructed),
        (Instructed, LineAction::Pay) => Some(Paid),
        (Instructed | Paid, LineAction::Return) => Some(Returned),
        (Prepared, LineAction::Drop) => Some(Dropped),
        (Prepared, LineAction::Pay | LineAction::Return)
        | (Instructed, LineAction::Instruct | LineAction::Drop)
        | (Paid, LineAction::Instruct | LineAction::Pay | LineAction::Drop)
        | (Returned | Dropped, _) => None,
    }
}

/// A second person approves a batch.
///
/// # Errors
/// `UnknownBatch`, `SamePerson`, `Refused`.
pub async fn approve(
    tx: &DatabaseTransaction,
    scope: Scope,
    batch_id: i64,
    (person_id, now): (i64, i64),
) -> Result<payout_batch::Model, PayoutError> {
    let batch = locked(tx, scope, batch_id).await?;
    let state = next(batch.state, Action::Approve)?;
    if batch.prepared_by == person_id {
        return Err(PayoutError::SamePerson(person_id));
    }
    let mut row: payout_batch::ActiveModel = batch.into();
    row.state = ActiveValue::Set(state);
    row.approved_by = ActiveValue::Set(Some(person_id));
    row.approved_at = ActiveValue::Set(Some(now));
    Ok(row.update(tx).await?)
}

/// Gives a batch up before its file went out; what is in it is due again.
///
/// # Errors
/// `UnknownBatch`, `Refused`.
pub async fn drop(
    tx: &DatabaseTransaction,
    scope: Scope,
    batch_id: i64,
) -> Result<payout_batch::Model, PayoutError> {
    let batch = locked(tx, scope, batch_id).await?;
    let state = next(batch.state, Action::Drop)?;
    let withdrawals = "UPDATE withdrawal SET state = 'requested', payout_line_id = NULL \
         WHERE payout_line_id IN (SELECT id FROM payout_line WHERE batch_id = $1)";
    let lines = "UPDATE payout_line SET state = 'dropped' WHERE batch_id = $1";
    for sql in [withdrawals, lines] {
        let change =
            Statement::from_sql_and_values(tx.get_database_backend(), sql, [batch_id.into()]);
        tx.execute_raw(change).await?;
    }
    let mut row: payout_batch::ActiveModel = batch.into();
    row.state = ActiveValue::Set(state);
    Ok(row.update(tx).await?)
}

/// The batch, locked until the transaction ends.
pub(crate) async fn locked(
    tx: &DatabaseTransaction,
    scope: Scope,
    batch_id: i64,
) -> Result<payout_batch::Model, PayoutError> {
    let batch = payout_batch::Entity::find_by_id(batch_id)
        .filter(scope.cooperative_rows(payout_batch::Column::CooperativeId))
        .lock(LockType::NoKeyUpdate)
        .one(tx)
        .await?;
    batch.ok_or(PayoutError::UnknownBatch(batch_id))
}

pub(crate) async fn lines_of(
    conn: &impl ConnectionTrait,
    batch_id: i64,
) -> Result<Vec<payout_line::Model>, DbErr> {
    use sea_orm::QueryOrder;
    payout_line::Entity::find()
        .filter(payout_line::Column::BatchId.eq(batch_id))
        .order_by_asc(payout_line::Column::Id)
        .all(conn)
        .await
}
