//! The life of a matched trade: deposit, payment, delivery, weighing, acceptance, settlement.
//!
//! Layout: `state` says what a deal may become, `amounts` what it is worth, `tariff` what the
//! platform takes, `create` makes a deal of a match, `steps` are what people do to it, `due` what
//! a passed deadline does, `goods` moves its grams, `view` answers questions.
//!
//! Ordering: a transaction that changes a deal locks the deal's row, then the root lot's row when
//! it settles, then accounts, then child lots. Deals and corrections of one lot therefore follow
//! one another, and nobody waits in a ring.
//!
//! Invariants: a deal has one state and one deadline until it ends; its money stands in 2002 and
//! 2001 under its own name and is gone when it is settled or given back; its grams stay held on
//! the lots until it ends.
//!
//! Known limits: what of a late buyer's deposit goes to whom is not decided here; it stays in 2002
//! under the deal.

pub mod amounts;
mod create;
pub mod due;
mod goods;
pub mod state;
mod steps;
pub mod tariff;
pub mod view;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod trade_house;

use catalog::receipts::ReceiptError;
use catalog::stock::StockError;
use ledger::postings::PostingError;
use ledger::{AccountError, Grams, Money, MoneyError, TransferError, WeightError};
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait, QuerySelect};
use thiserror::Error;

use crate::books::BooksError;
use crate::entity::deal;
use crate::funds::FundsError;
use crate::proceeds::ProceedsError;

pub use create::{Match, create};
pub use deal::{Mode, State};
pub use steps::{
    Actor, Costs, Decision, Delivery, Objection, accept, decide, deliver, object, pay, record_costs,
};

/// A weight above so many basis points of the contract is taken for a typing error.
pub const WEIGHED_MAX_BP: i64 = 11_000;

/// Why a deal did not change.
#[derive(Debug, Error)]
pub enum DealError {
    /// There is no such deal, or the asker has no part in it.
    #[error("deal {0} is not known")]
    Unknown(i64),
    /// The deal's state does not allow it.
    #[error(transparent)]
    Refused(#[from] state::Refused),
    /// The deadline has passed.
    #[error("the deal was due at {due_at}, it is {now}")]
    TooLate {
        /// The deadline.
        due_at: i64,
        /// The time of the request.
        now: i64,
    },
    /// The buyer's cash does not cover the balance.
    #[error("{needed} needed, {available} there")]
    ShortOfCash {
        /// The balance.
        needed: Money,
        /// The buyer's cash, open withdrawals taken off.
        available: Money,
    },
    /// Goods weigh more than nothing.
    #[error("{grams} g is no weight")]
    NotAWeight {
        /// What was entered.
        grams: i64,
    },
    /// A weight so far above the contract is a typing error.
    #[error("{grams} is beyond {most}")]
    WeightBeyond {
        /// What was entered.
        grams: Grams,
        /// The most that is believed.
        most: Grams,
    },
    /// So little is not worth a fen.
    #[error("{grams} is worth nothing")]
    WorthNothing {
        /// What was entered.
        grams: Grams,
    },
    /// A cost is below nothing.
    #[error("{0} is no cost")]
    NotACost(Money),
    /// Freight and inspection exceed what the deal is worth.
    #[error("costs of {costs} exceed the value of {value}")]
    CostsBeyond {
        /// Freight and inspection together.
        costs: Money,
        /// The deal's value.
        value: Money,
    },
    /// A step that needs a ticket number, a reason or evidence came without, or with too much text.
    #[error("a note of 1 to {most} characters is needed")]
    Note {
        /// The longest that is kept.
        most: usize,
    },
    /// No tariff is in force.
    #[error("no tariff is in force at {at}")]
    NoTariff {
        /// The time of the match.
        at: i64,
    },
    /// The engine held another amount than the trade's terms give.
    #[error("a trade worth {value} was held with {held}")]
    HeldDiffers {
        /// What the trade is worth.
        value: Money,
        /// What left the buyer's desk.
        held: Money,
    },
    /// The trade names an organisation or instrument that is not there.
    #[error("the trade's {what} {id} is not known")]
    UnknownPart {
        /// What it is.
        what: &'static str,
        /// Its number.
        id: i64,
    },
    /// The receipt refused.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// The lots refused.
    #[error(transparent)]
    Stock(#[from] StockError),
    /// The books refused.
    #[error(transparent)]
    Books(#[from] BooksError),
    /// The member's cash cannot be told.
    #[error(transparent)]
    Funds(#[from] FundsError),
    /// The proceeds cannot be shared out.
    #[error(transparent)]
    Proceeds(Box<ProceedsError>),
    /// An event cannot be posted.
    #[error(transparent)]
    Posting(#[from] PostingError),
    /// An amount does not fit.
    #[error("an amount does not fit")]
    Money(#[from] MoneyError),
    /// A weight outside its range.
    #[error("weight out of range")]
    Weight(#[from] WeightError),
    /// An account that the chart does not keep.
    #[error("an account of the deal does not exist")]
    Account(#[from] AccountError),
    /// A reference that is not one.
    #[error("the event cannot be named")]
    Transfer(#[from] TransferError),
    /// The database refused.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

impl From<ProceedsError> for DealError {
    fn from(error: ProceedsError) -> Self {
        Self::Proceeds(Box::new(error))
    }
}

impl DealError {
    /// What the reserve is short of, if the deal only waits for it: a task for the operator.
    pub fn short_of_reserve(&self) -> Option<(Money, Money)> {
        match self {
            Self::Proceeds(error) => error.short_of_reserve(),
            _ => None,
        }
    }
}

/// The subject and ledger party's text of a deal.
pub fn subject(deal_id: i64) -> String {
    format!("deal:{deal_id}")
}

/// The deal's row, locked until the transaction ends.
async fn locked(tx: &DatabaseTransaction, deal_id: i64) -> Result<deal::Model, DealError> {
    let row = deal::Entity::find_by_id(deal_id)
        .lock_exclusive()
        .one(tx)
        .await?;
    row.ok_or(DealError::Unknown(deal_id))
}
