//! From an accepted deal to what each household is owed, and how a wrong weight is put right.
//!
//! Layout: `settle` is an acceptance, `cycle` splits a lot's pool, `correction` reverses and
//! splits again, `paid` tells whether a line's money has left, `boxes` what boxes brought, `lines`
//! which cycle a deal or a day of boxes went through, `slip` is one household's sheet, `season` its year, `whose` answers "how much of this
//! is mine, and whose is the rest".
//!
//! Ordering: whoever splits or corrects a pool locks the root lot's row first and then every
//! account of its households, so that claims and advances are read after everybody else's writes.
//!
//! Invariants: what was posted to a pool less what was split from it is nothing, or what a held
//! cycle waits with; the lines of a cycle sum to it; claims are sums over posted rows, and no
//! fraction of a fen is stored anywhere.

pub mod boxes;
pub mod correction;
pub mod cycle;
pub mod lines;
pub mod paid;
pub mod season;
pub mod settle;
pub mod slip;
pub mod whose;

#[cfg(test)]
mod tests;

use catalog::households::HouseholdError;
use catalog::lots::LotError;
use ledger::correction::CorrectionError;
use ledger::pool::PoolError;
use ledger::postings::PostingError;
use ledger::waterfall::SettlementError;
use ledger::{AccountError, Money, MoneyError, TransferError, WeightError};
use sea_orm::DbErr;
use thiserror::Error;

use crate::books::BooksError;
use crate::payout::PayoutError;

/// The word of the only way of taking part that this release splits by.
pub const POOL: &str = "pool";

/// Why proceeds were not shared out, corrected or shown.
#[derive(Debug, Error)]
pub enum ProceedsError {
    /// There is no such settlement for the asker.
    #[error("deal {0} has no settlement")]
    NotSettled(i64),
    /// The household has no line in that settlement.
    #[error("household {household_id} has no line of deal {deal_id}")]
    NoLine {
        /// The household.
        household_id: i64,
        /// The deal.
        deal_id: i64,
    },
    /// The household has no slip of that day of boxes.
    #[error("household {household_id} has no slip of boxes by cycle {cycle_id}")]
    NoBoxes {
        /// The household.
        household_id: i64,
        /// The day's cycle.
        cycle_id: i64,
    },
    /// A row that others name is gone.
    #[error("{what} {id} is not there")]
    Missing {
        /// What it is.
        what: &'static str,
        /// Its number.
        id: i64,
    },
    /// The rule for unpaid lines does not apply: a line was paid, or stands in a bank file.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The weights do not fit the ledger.
    #[error("a weight of the pool is out of range")]
    TooHeavy,
    /// The sale cannot be settled.
    #[error(transparent)]
    Settlement(#[from] SettlementError),
    /// The pool cannot be split.
    #[error(transparent)]
    Pool(#[from] PoolError),
    /// The correction cannot be worked out.
    #[error(transparent)]
    Correction(#[from] CorrectionError),
    /// An event cannot be posted.
    #[error(transparent)]
    Posting(#[from] PostingError),
    /// The books refused.
    #[error(transparent)]
    Books(#[from] BooksError),
    /// The payouts refused.
    #[error(transparent)]
    Payout(#[from] PayoutError),
    /// The lots refused.
    #[error(transparent)]
    Lots(#[from] LotError),
    /// The household cannot be shown.
    #[error(transparent)]
    Household(#[from] HouseholdError),
    /// An amount does not fit.
    #[error("an amount does not fit")]
    Money(#[from] MoneyError),
    /// A weight outside its range.
    #[error("weight out of range")]
    Weight(#[from] WeightError),
    /// An account that the chart does not keep.
    #[error("an account of the pool does not exist")]
    Account(#[from] AccountError),
    /// A stored row is not one of the ledger's.
    #[error("a transfer cannot be read or written")]
    Transfer(#[from] TransferError),
    /// The database refused.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

impl ProceedsError {
    /// What the reserve is short of, if the event only waits for it: (needed, available).
    pub fn short_of_reserve(&self) -> Option<(Money, Money)> {
        match self {
            Self::Settlement(SettlementError::ShortOfReserve { needed, available })
            | Self::Posting(PostingError::ShortOfReserve { needed, available }) => {
                Some((*needed, *available))
            }
            _ => None,
        }
    }
}

/// Why a correction is not for this rule.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refused {
    /// A line was paid, or stands in a bank file, which counts as paid until the bank's answer.
    #[error("line {line_id} of household {household_id} was paid: {payable}")]
    LinePaid {
        /// The line.
        line_id: i64,
        /// The household.
        household_id: i64,
        /// What it was paid.
        payable: Money,
    },
}
