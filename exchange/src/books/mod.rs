//! The books: ledger transfers stored inside the caller's database transaction.
//!
//! Layout: this file is what others call; `sums` keeps the four sums of an account row and its
//! floor, `store` turns rows into the ledger's values and back, `reading` answers questions.
//!
//! Ordering: a set first takes its key, then creates missing accounts in the order of their
//! names, then changes account rows in the order of their ids. Two transactions that post one
//! set each can therefore never wait for each other in a ring. A transaction that posts several
//! sets calls [`lock`] with all their accounts first, or [`post_all`].
//!
//! Invariants: no floor is broken (`account_floor` in the schema stands behind the conditional
//! update), custody covers what it owes after every set, a key is posted once. On any error the
//! caller drops its transaction.
//!
//! Complexity: one read and one write per account, one write per thousand transfers.

mod reading;
mod store;
mod sums;
#[cfg(test)]
pub(crate) mod test_house;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use ledger::postings::{PostingError, undo};
use ledger::{
    AccountError, AccountKey, Book, Money, MoneyError, Party, Reference, SetKind, TransferError,
    TransferSet,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait};
use thiserror::Error;

use crate::entity::{transfer, transfer_end, transfer_set};
pub use transfer_end::Outcome;

/// Why the books did not take an entry, or cannot be read.
#[derive(Debug, Error)]
pub enum BooksError {
    /// The account has less than the set takes from it.
    #[error("{account} needs {needed} and has {available}")]
    Short {
        /// The account.
        account: Box<AccountKey>,
        /// What the set takes from it.
        needed: Money,
        /// What it has, with what the same set brings.
        available: Money,
    },
    /// Custody would hold less than it owes: the operator's own money is used up.
    #[error("custody would lack {missing} of what it owes")]
    Uncovered {
        /// What would be missing.
        missing: Money,
    },
    /// The key was posted before, with other content.
    #[error("posted before with other content: {0}")]
    OtherContent(String),
    /// No set has this key.
    #[error("no set has the key {0}")]
    UnknownKey(String),
    /// No set has this number.
    #[error("no set has the number {0}")]
    UnknownSet(i64),
    /// No transfer has this number.
    #[error("no transfer has the number {0}")]
    UnknownTransfer(i64),
    /// The transfer counted from the start, so it cannot end.
    #[error("transfer {0} was never pending")]
    NotPending(i64),
    /// The transfer has already ended the other way.
    #[error("transfer {transfer_id} is already {}", outcome.as_str())]
    EndedOtherwise {
        /// The transfer.
        transfer_id: i64,
        /// How it ended.
        outcome: Outcome,
    },
    /// A set in a bank's hands cannot be mirrored; it is voided, or answered first.
    #[error("set {0} is still pending")]
    StillPending(i64),
    /// Nothing of the set counts, so there is nothing to mirror.
    #[error("nothing of set {0} counts")]
    NothingCounts(i64),
    /// Another set has mirrored it before.
    #[error("set {0} is already reversed")]
    AlreadyReversed(i64),
    /// A sum does not fit.
    #[error("a sum does not fit")]
    Amount(#[from] MoneyError),
    /// A stored name is not one of the ledger's.
    #[error("an account row cannot be read")]
    Account(#[from] AccountError),
    /// A stored row is not one of the ledger's.
    #[error("a transfer row cannot be read")]
    Transfer(#[source] Box<TransferError>),
    /// The event has no balanced set.
    #[error("the event cannot be posted")]
    Posting(#[source] Box<PostingError>),
    /// The database refused or is away.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

impl From<TransferError> for BooksError {
    fn from(error: TransferError) -> Self {
        BooksError::Transfer(Box::new(error))
    }
}

impl From<PostingError> for BooksError {
    fn from(error: PostingError) -> Self {
        BooksError::Posting(Box::new(error))
    }
}

/// What became of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posted {
    /// Its number.
    pub set_id: i64,
    /// Whether this call posted it; false if the same set stood there before.
    pub fresh: bool,
}

/// What an account holds, on its own side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// What counts.
    pub posted: Money,
    /// What of it is promised to pending transfers.
    pub pending_out: Money,
}

impl Balance {
    /// What may still be taken.
    pub fn available(self) -> Money {
        // Both are bounded by `sums::SUM_MAX`, so that the difference fits.
        Money::fen(self.posted.as_fen() - self.pending_out.as_fen())
    }
}

/// One account with its balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountBalance {
    /// The account.
    pub key: AccountKey,
    /// What it holds.
    pub balance: Balance,
}

/// One book's trial balance: every account that is not zero, and both columns' sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookTrial {
    /// The book.
    pub book: Book,
    /// Balances on the debit side, summed.
    pub debit: Money,
    /// Balances on the credit side, summed; equal to `debit` or the book is broken.
    pub credit: Money,
    /// Account by account, in the chart's order: debits less credits.
    pub rows: Vec<(AccountKey, Money)>,
}

/// One line of an account's running list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The transfer's number, which is also the place to read on from.
    pub transfer_id: i64,
    /// The set it belongs to.
    pub set_id: i64,
    /// The set's idempotency key.
    pub key: String,
    /// Which event it records.
    pub kind: SetKind,
    /// What it is about, for instance `deal:7`.
    pub subject: String,
    /// When it was posted.
    pub at: i64,
    /// The account on the other side.
    pub other: AccountKey,
    /// What it changes on the account's own side; negative if it takes.
    pub change: Money,
    /// Whether it counts, waits or was voided.
    pub standing: Standing,
    /// What the account held after it.
    pub balance: Money,
}

/// Whether a transfer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Posted,
    /// It waits for the bank's answer.
    Pending,
    /// It never counted.
    Voided,
}

/// A part of a running list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Only transfers with a larger number; 0 from the beginning.
    pub after: i64,
    /// At most so many lines.
    pub limit: u64,
}

/// Posts a balanced set; the same set again has no effect.
///
/// # Errors
/// `Short` or `Uncovered` if there is not enough money, `OtherContent` if the key stands for
/// another set, `UnknownKey` and `AlreadyReversed` for what the set undoes.
pub async fn post(
    tx: &DatabaseTransaction,
    set: &TransferSet,
    at: i64,
) -> Result<Posted, BooksError> {
    let Some(set_id) = store::insert_set(tx, set, at).await? else {
        return store::known_set(tx, set).await;
    };
    for key in set.reverses() {
        let undone = store::set_with_key(tx, key).await?;
        let undone = undone.ok_or_else(|| BooksError::UnknownKey(key.clone()))?;
        match store::standing_of(tx, undone.id).await? {
            Standing::Posted => store::insert_reversal(tx, set_id, undone.id).await?,
            Standing::Pending => return Err(BooksError::StillPending(undone.id)),
            Standing::Voided => return Err(BooksError::NothingCounts(undone.id)),
        }
    }
    let accounts = sums::accounts(tx, &accounts_of([set])).await?;
    store::insert_transfers(tx, set_id, set, &accounts).await?;
    let changes = sums::Changes::of_set(set, &accounts)?;
    sums::apply(tx, changes).await?;
    Ok(Posted {
        set_id,
        fresh: true,
    })
}

/// Posts several sets of one event in their order, with every account locked first.
///
/// # Errors
/// As [`post`].
pub async fn post_all(
    tx: &DatabaseTransaction,
    sets: &[TransferSet],
    at: i64,
) -> Result<Vec<Posted>, BooksError> {
    lock_all(tx, &accounts_of(sets)).await?;
    let mut posted = Vec::with_capacity(sets.len());
    for set in sets {
        posted.push(post(tx, set, at).await?);
    }
    Ok(posted)
}

/// Locks accounts until the transaction ends, in the one order; missing ones are created.
///
/// For a transaction that reads a balance before it posts, or posts more than one set.
///
/// # Errors
/// When the database does.
pub async fn lock(tx: &DatabaseTransaction, keys: &[AccountKey]) -> Result<(), BooksError> {
    lock_all(tx, &keys.iter().cloned().collect()).await
}

async fn lock_all(tx: &DatabaseTransaction, keys: &BTreeSet<AccountKey>) -> Result<(), BooksError> {
    let accounts = sums::accounts(tx, keys).await?;
    sums::apply(tx, sums::Changes::none_of(&accounts)).await
}

/// Locks the accounts of stored sets in the one order, before several of them are ended.
///
/// # Errors
/// When the database does.
pub async fn lock_sets(tx: &DatabaseTransaction, set_ids: &[i64]) -> Result<(), BooksError> {
    let rows = store::account_ids_of(tx, set_ids).await?;
    sums::apply(tx, sums::Changes::none_at(rows)).await
}

/// Ends a pending transfer, once: it counts from now on, or never did.
///
/// Returns whether this call ended it; the same end again has no effect.
///
/// # Errors
/// `UnknownTransfer`, `NotPending`, or `EndedOtherwise`.
pub async fn end(
    tx: &DatabaseTransaction,
    transfer_id: i64,
    outcome: Outcome,
    at: i64,
) -> Result<bool, BooksError> {
    let found = transfer::Entity::find_by_id(transfer_id).one(tx).await?;
    let found = found.ok_or(BooksError::UnknownTransfer(transfer_id))?;
    if !found.pending {
        return Err(BooksError::NotPending(transfer_id));
    }
    if !store::insert_end(tx, transfer_id, outcome, at).await? {
        return Ok(false);
    }
    sums::apply(tx, sums::Changes::of_end(&found, outcome)).await?;
    Ok(true)
}

/// Ends every transfer of a pending set.
///
/// # Errors
/// `UnknownSet`, and as [`end`].
pub async fn end_set(
    tx: &DatabaseTransaction,
    set_id: i64,
    outcome: Outcome,
    at: i64,
) -> Result<(), BooksError> {
    let transfers = transfers_of(tx, set_id).await?;
    if transfers.is_empty() {
        return Err(BooksError::UnknownSet(set_id));
    }
    for transfer in transfers {
        end(tx, transfer.id, outcome, at).await?;
    }
    Ok(())
}

/// Mirrors what counts of a set, under a key of its own.
///
/// # Errors
/// `UnknownSet`, `StillPending`, `NothingCounts`, `AlreadyReversed`; `Short` if the money has
/// gone on.
pub async fn reverse(
    tx: &DatabaseTransaction,
    set_id: i64,
    key: &str,
    at: i64,
) -> Result<Posted, BooksError> {
    let set = stored_set(tx, set_id).await?;
    let mirror = undo::reversal(&Reference::new(key, set.subject())?, &set)?;
    post(tx, &mirror, at).await
}

/// A stored set as the ledger knows it, for what mirrors it.
///
/// # Errors
/// `UnknownSet`.
pub async fn stored_set(
    conn: &impl ConnectionTrait,
    set_id: i64,
) -> Result<TransferSet, BooksError> {
    let row = transfer_set::Entity::find_by_id(set_id).one(conn).await?;
    store::ledger_set(conn, &row.ok_or(BooksError::UnknownSet(set_id))?).await
}

/// What an account holds; nothing if it was never used.
///
/// # Errors
/// When the database does.
pub async fn balance(conn: &impl ConnectionTrait, key: &AccountKey) -> Result<Balance, BooksError> {
    let row = store::account_row(conn, key).await?;
    Ok(row.map(|row| reading::balance_of(&row)).unwrap_or_default())
}

/// Every account of one party, in the chart's order. Whether the asker may see this party is
/// the caller's to say, by its [`catalog::scope::Scope`].
///
/// # Errors
/// When the database does.
pub async fn balances_of(
    conn: &impl ConnectionTrait,
    party: &Party,
) -> Result<Vec<AccountBalance>, BooksError> {
    reading::balances_of(conn, party).await
}

/// The trial balance of every book, summed from the transfers alone.
///
/// # Errors
/// When the database does.
pub async fn trial_balance(conn: &impl ConnectionTrait) -> Result<Vec<BookTrial>, BooksError> {
    reading::trial_balance(conn).await
}

/// An account's running list, oldest first.
///
/// # Errors
/// When the database does.
pub async fn statement(
    conn: &impl ConnectionTrait,
    key: &AccountKey,
    page: Page,
) -> Result<Vec<Entry>, BooksError> {
    reading::statement(conn, key, page).await
}

/// The number of the set that was posted under `key`.
///
/// # Errors
/// When the database does.
pub async fn set_id_of(conn: &impl ConnectionTrait, key: &str) -> Result<Option<i64>, BooksError> {
    Ok(store::set_with_key(conn, key).await?.map(|set| set.id))
}

/// The stored transfers of a set, in the order in which they were posted.
///
/// # Errors
/// When the database does.
pub async fn transfers_of(
    conn: &impl ConnectionTrait,
    set_id: i64,
) -> Result<Vec<transfer::Model>, BooksError> {
    store::transfers_of(conn, set_id).await
}

/// The number of an account's row; `None` if it was never used.
///
/// # Errors
/// When the database does.
pub async fn account_id_of(
    conn: &impl ConnectionTrait,
    key: &AccountKey,
) -> Result<Option<i64>, BooksError> {
    Ok(store::account_row(conn, key).await?.map(|row| row.id))
}

/// The name of the account row with this number.
///
/// # Errors
/// `Account` if a row's name is not one of the ledger's.
pub async fn account_key(
    conn: &impl ConnectionTrait,
    account_id: i64,
) -> Result<Option<AccountKey>, BooksError> {
    store::account_key(conn, account_id).await
}

fn accounts_of<'a>(sets: impl IntoIterator<Item = &'a TransferSet>) -> BTreeSet<AccountKey> {
    let transfers = sets.into_iter().flat_map(TransferSet::transfers);
    transfers
        .flat_map(|moved| [moved.debit().clone(), moved.credit().clone()])
        .collect()
}
