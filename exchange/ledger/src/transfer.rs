//! A transfer moves an amount between two accounts of one book.
//!
//! Invariant: each transfer debits and credits the same amount in the same book, so that no set
//! of them can be out of balance; an event that touches two books is paired transfers in one set.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::account::{AccountKey, Book};
use crate::money::{Money, MoneyError};

/// Why a transfer or a set cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TransferError {
    /// A transfer of nothing, or backwards.
    #[error("a transfer of {0} moves nothing")]
    NotPositive(Money),
    /// The two accounts stand in different books.
    #[error("{debit} and {credit} stand in different books")]
    TwoBooks {
        /// The account to debit.
        debit: AccountKey,
        /// The account to credit.
        credit: AccountKey,
    },
    /// The two accounts count different currencies.
    #[error("{debit} and {credit} count different currencies")]
    TwoCurrencies {
        /// The account to debit.
        debit: AccountKey,
        /// The account to credit.
        credit: AccountKey,
    },
    /// Debit and credit are the same account.
    #[error("{0} is on both sides")]
    SameAccount(AccountKey),
    /// A set without a transfer.
    #[error("a set needs a transfer: {0}")]
    Empty(String),
    /// A key or subject that is empty, too long, or has a blank or control character in it.
    #[error("not a key: {0:?}")]
    Key(String),
    /// No such kind of set.
    #[error("not a kind of transfer set: {0:?}")]
    Kind(String),
    /// No such phase.
    #[error("not a phase: {0:?}")]
    Phase(String),
    /// The total of a book does not fit.
    #[error("the totals of a set do not fit")]
    Total(#[from] MoneyError),
}

/// One movement: `amount` from the credit account to the debit account, in double entry's words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Transfer {
    debit: AccountKey,
    credit: AccountKey,
    amount: Money,
}

impl Transfer {
    /// Debits one account and credits another of the same book.
    ///
    /// # Errors
    /// `NotPositive`, `SameAccount`, `TwoBooks` or `TwoCurrencies`.
    pub fn new(
        debit: AccountKey,
        credit: AccountKey,
        amount: Money,
    ) -> Result<Transfer, TransferError> {
        if !amount.is_positive() {
            return Err(TransferError::NotPositive(amount));
        }
        if debit == credit {
            return Err(TransferError::SameAccount(debit));
        }
        if debit.book() != credit.book() {
            return Err(TransferError::TwoBooks { debit, credit });
        }
        if debit.currency() != credit.currency() {
            return Err(TransferError::TwoCurrencies { debit, credit });
        }
        Ok(Transfer {
            debit,
            credit,
            amount,
        })
    }

    /// The account that is debited (借方).
    pub fn debit(&self) -> &AccountKey {
        &self.debit
    }

    /// The account that is credited (贷方).
    pub fn credit(&self) -> &AccountKey {
        &self.credit
    }

    /// The amount, always more than nothing.
    pub fn amount(&self) -> Money {
        self.amount
    }

    /// The book it stands in.
    pub fn book(&self) -> Book {
        self.debit.book()
    }

    /// The same movement backwards.
    pub fn mirrored(&self) -> Transfer {
        Transfer {
            debit: self.credit.clone(),
            credit: self.debit.clone(),
            amount: self.amount,
        }
    }
}

/// Whether a set counts at once, or waits for an answer from outside.
///
/// A pending set is later posted or voided as a whole. Until then what it takes is no longer
/// available, and what it brings is not available yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Phase {
    /// It counts.
    #[default]
    Posted,
    /// It is in a bank's or provider's hands.
    Pending,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Phase::Posted => "posted",
            Phase::Pending => "pending",
        })
    }
}

impl FromStr for Phase {
    type Err = TransferError;

    fn from_str(text: &str) -> Result<Phase, TransferError> {
        match text {
            "posted" => Ok(Phase::Posted),
            "pending" => Ok(Phase::Pending),
            _ => Err(TransferError::Phase(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Code;
    use crate::party::Party;

    fn bank() -> AccountKey {
        AccountKey::custody(Code::Bank, Party::None).unwrap()
    }

    fn cash() -> AccountKey {
        AccountKey::custody(Code::MemberCash, Party::Member(2)).unwrap()
    }

    fn due() -> AccountKey {
        AccountKey::cooperative(1, Code::DueFromCustody).unwrap()
    }

    #[test]
    fn an_unbalanced_row_cannot_be_written() {
        let fen = Money::fen(1);
        assert_eq!(
            Transfer::new(bank(), cash(), Money::ZERO),
            Err(TransferError::NotPositive(Money::ZERO))
        );
        assert_eq!(
            Transfer::new(bank(), cash(), Money::fen(-1)),
            Err(TransferError::NotPositive(Money::fen(-1)))
        );
        assert_eq!(
            Transfer::new(bank(), bank(), fen),
            Err(TransferError::SameAccount(bank()))
        );
        assert_eq!(
            Transfer::new(bank(), due(), fen),
            Err(TransferError::TwoBooks {
                debit: bank(),
                credit: due()
            })
        );
    }
}
