//! Each event of the trade as one balanced transfer set.
//!
//! The key and the subject of a set are the caller's; an amount of nothing leaves its transfer
//! out, and an event that would move nothing at all is refused. What leaves the bank is a line of
//! a bank file, so those sets are pending until the bank answers; a refund that a provider pays
//! is pending until it succeeds.
//!
//! Source: the rules of proceeds, 4.5, the table of events.

pub mod custody;
pub mod deal;
pub mod desk;
pub mod payout;
pub mod proceeds;
pub mod retail;
pub mod undo;

use thiserror::Error;

use crate::account::{AccountError, AccountKey, Book, Mode};
use crate::chart::Code;
use crate::money::{Money, MoneyError};
use crate::party::Party;
use crate::provider::ProviderError;
use crate::set::{Reference, SetKind, TransferSet};
use crate::transfer::{Transfer, TransferError};

/// Why an event cannot be posted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PostingError {
    /// The chart keeps no such account.
    #[error("an account of the event does not exist")]
    Account(#[from] AccountError),
    /// A transfer or the set cannot be made.
    #[error("the event cannot be written")]
    Transfer(#[from] TransferError),
    /// An amount does not fit.
    #[error("an amount of the event does not fit")]
    Money(#[from] MoneyError),
    /// Lines do not sum to what they are lines of.
    #[error("lines of {lines} do not sum to {whole}")]
    Lines {
        /// What is split.
        whole: Money,
        /// What the lines sum to.
        lines: Money,
    },
    /// The reserve cannot bear what is missing; the event waits.
    #[error("the reserve is short: {needed} needed, {available} there")]
    ShortOfReserve {
        /// What the reserve would have to give.
        needed: Money,
        /// What it has.
        available: Money,
    },
    /// The provider's account does not settle.
    #[error("the provider does not settle")]
    Provider(#[from] ProviderError),
}

/// Transfers of an event in the making.
#[derive(Default)]
struct Draft {
    transfers: Vec<Transfer>,
}

impl Draft {
    /// Adds a transfer, unless the amount is nothing.
    fn add(
        &mut self,
        debit: &AccountKey,
        credit: &AccountKey,
        amount: Money,
    ) -> Result<(), PostingError> {
        if !amount.is_zero() {
            self.transfers
                .push(Transfer::new(debit.clone(), credit.clone(), amount)?);
        }
        Ok(())
    }

    fn posted(self, reference: &Reference, kind: SetKind) -> Result<TransferSet, PostingError> {
        Ok(TransferSet::posted(reference, kind, self.transfers)?)
    }

    fn pending(self, reference: &Reference, kind: SetKind) -> Result<TransferSet, PostingError> {
        Ok(TransferSet::pending(reference, kind, self.transfers)?)
    }
}

/// The bank's custody account.
fn bank() -> Result<AccountKey, AccountError> {
    AccountKey::custody(Code::Bank, Party::None)
}

fn reserve() -> Result<AccountKey, AccountError> {
    AccountKey::custody(Code::Reserve, Party::None)
}

/// An account of the own book of `cooperative`.
fn own(cooperative: &Party, code: Code) -> Result<AccountKey, AccountError> {
    match cooperative {
        Party::Cooperative(number) => AccountKey::cooperative(*number, code),
        _ => Err(AccountError::WrongParty {
            code,
            party: cooperative.clone(),
        }),
    }
}

/// An account of the custody book with its sub-account.
fn custody_by_mode(code: Code, party: &Party, mode: Mode) -> Result<AccountKey, AccountError> {
    AccountKey::new(Book::Custody, code, party.clone(), mode)
}

/// One movement that counts at once.
fn one_posted(
    reference: &Reference,
    kind: SetKind,
    (debit, credit): (&AccountKey, &AccountKey),
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let transfer = Transfer::new(debit.clone(), credit.clone(), amount)?;
    Ok(TransferSet::posted(reference, kind, vec![transfer])?)
}

/// One movement that waits for the bank.
fn one_pending(
    reference: &Reference,
    kind: SetKind,
    (debit, credit): (&AccountKey, &AccountKey),
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let transfer = Transfer::new(debit.clone(), credit.clone(), amount)?;
    Ok(TransferSet::pending(reference, kind, vec![transfer])?)
}
