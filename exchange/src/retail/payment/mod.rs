//! Payments of purchases: asked of a provider, heard of in four ways, completed in one.
//!
//! Layout: `complete` is the one function in which the browser's return, a provider's notice, the
//! poller and a line of the bank's statement end; `hearing` asks providers and hears from them.
//!
//! Invariants: a payment posts once, whoever says it and however often; it completes its purchase,
//! or reserves an expired one again, or is given back by itself: a payment without a purchase, or
//! a paid purchase without its goods, cannot be. A wrong amount posts nothing and is a task.

mod complete;
mod hearing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use ledger::postings::PostingError;
use ledger::{AccountError, Money, MoneyError, TransferError};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use thiserror::Error;

use super::provider::{PaymentProvider, ProviderError};
use super::purchase::PurchaseError;
use super::refund::RefundError;
use crate::books::BooksError;
use crate::entity::payment_event;

pub use complete::complete;
pub(crate) use complete::keep_refused;
pub use hearing::{close_open, look, notice, open};

/// The short name under which a bank transfer stands beside the providers.
pub const TRANSFER: &str = "transfer";

/// Why a payment was not asked for or not heard.
#[derive(Debug, Error)]
pub enum PaymentError {
    /// No attempt has this number.
    #[error("no attempt has the number {0}")]
    UnknownAttempt(String),
    /// No provider has this name.
    #[error("no provider is called {0}")]
    UnknownProvider(String),
    /// The purchase is paid, cancelled or too old, so that nothing is to be paid.
    #[error("purchase {0} waits for no payment")]
    NotOpen(i64),
    /// The provider cannot be reached, refused, or did not send this.
    #[error("the provider did not do it")]
    Provider(#[from] ProviderError),
    /// The purchase does not follow.
    #[error("the purchase does not follow")]
    Purchase(#[from] Box<PurchaseError>),
    /// The money cannot go back.
    #[error("the refund cannot be made")]
    Refund(#[from] Box<RefundError>),
    /// The books refuse.
    #[error("the books refuse")]
    Books(#[from] BooksError),
    /// The event has no balanced set.
    #[error("the event cannot be posted")]
    Posting(#[source] Box<PostingError>),
    /// A sum does not fit.
    #[error("a sum of the payment does not fit")]
    Money(#[from] MoneyError),
    /// The database refused.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

impl From<PostingError> for PaymentError {
    fn from(error: PostingError) -> Self {
        Self::Posting(Box::new(error))
    }
}

impl From<TransferError> for PaymentError {
    fn from(error: TransferError) -> Self {
        PostingError::from(error).into()
    }
}

impl From<AccountError> for PaymentError {
    fn from(error: AccountError) -> Self {
        PostingError::from(error).into()
    }
}

impl From<PurchaseError> for PaymentError {
    fn from(error: PurchaseError) -> Self {
        Self::Purchase(Box::new(error))
    }
}

impl From<RefundError> for PaymentError {
    fn from(error: RefundError) -> Self {
        Self::Refund(Box::new(error))
    }
}

/// The providers that this platform takes money through, by name; cheap to clone.
#[derive(Clone, Default)]
pub struct Providers(Arc<BTreeMap<&'static str, Arc<dyn PaymentProvider>>>);

impl Providers {
    /// These.
    pub fn new(providers: impl IntoIterator<Item = Arc<dyn PaymentProvider>>) -> Self {
        let named = providers.into_iter().map(|one| (one.name(), one));
        Self(Arc::new(named.collect()))
    }

    /// The one with this name.
    pub fn get(&self, name: &str) -> Option<&Arc<dyn PaymentProvider>> {
        self.0.get(name)
    }

    /// The one with this name, or why there is none.
    ///
    /// # Errors
    /// `UnknownProvider`.
    pub fn of(&self, name: &str) -> Result<&Arc<dyn PaymentProvider>, PaymentError> {
        self.get(name)
            .ok_or_else(|| PaymentError::UnknownProvider(name.to_owned()))
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }
}

/// Money that came for a purchase, as someone says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment<'a> {
    /// What was said.
    pub event: Said<'a>,
    /// Our number of the attempt.
    pub out_no: &'a str,
    /// How much came.
    pub amount: Money,
    /// The provider's own number of the payment, or the line of the statement.
    pub reference: &'a str,
    /// Where the money is.
    pub source: Source<'a>,
}

/// What was said, for the record.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Said<'a> {
    /// Its id with whoever said it, once.
    pub id: &'a str,
    /// What it says happened.
    pub kind: &'a str,
    /// The words themselves.
    pub body: &'a str,
}

/// Where the money of a payment is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Source<'a> {
    /// With this provider.
    Provider(&'a str),
    /// It comes into custody with this line of the bank's statement.
    Bank(i64),
    /// It came with this line, and waits in suspense.
    Suspense(i64),
}

impl Source<'_> {
    /// The provider's name, or the word for transfers.
    pub fn name(&self) -> &str {
        match self {
            Self::Provider(name) => name,
            Self::Bank(_) | Self::Suspense(_) => TRANSFER,
        }
    }
}

/// What a payment came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completed {
    /// The purchase, if there is one with this attempt.
    pub purchase_id: Option<i64>,
    /// The entry that records it, if there is one.
    pub set_id: Option<i64>,
    /// What became of it.
    pub outcome: Outcome,
}

impl Completed {
    /// The entry that this call posted; none where it was known, or not taken.
    pub fn posted(&self) -> Option<i64> {
        match self.outcome {
            Outcome::Known | Outcome::Refused(_) => None,
            _ => self.set_id,
        }
    }
}

/// What became of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The purchase is paid.
    Paid,
    /// The purchase had expired; its goods could be reserved again, and it is paid.
    LateReserved,
    /// The purchase was cancelled; these refunds give the money back.
    LateRefunded(Vec<i64>),
    /// The purchase was paid before by another attempt; these refunds give this payment back.
    Doubled(Vec<i64>),
    /// It was known.
    Known,
    /// Nothing was posted; it is a task for a person.
    Refused(Refusal),
}

/// Why a payment was not taken.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No attempt has this number.
    UnknownAttempt,
    /// The attempt is another provider's.
    OtherProvider,
    /// It is not the amount that was asked for.
    OtherAmount,
    /// The same attempt was paid before, by another payment.
    PaidBefore,
    /// A notice says so, and the provider itself does not.
    NotConfirmed,
    /// What a provider pays for a day is not what it took and gave back.
    OtherStatement,
}

impl Refusal {
    /// The word that stands in the database and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownAttempt => "unknown_attempt",
            Self::OtherProvider => "other_provider",
            Self::OtherAmount => "other_amount",
            Self::PaidBefore => "paid_before",
            Self::NotConfirmed => "not_confirmed",
            Self::OtherStatement => "other_statement",
        }
    }
}

/// What was heard of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Nobody has paid yet.
    Waiting,
    /// It takes no money any more.
    Closed,
    /// Someone has paid, and this came of it.
    Paid(Completed),
}

/// What was said and not taken, the newest first: an operator's tasks.
///
/// # Errors
/// When the database does.
pub async fn refused_events(
    conn: &impl ConnectionTrait,
    limit: u64,
) -> Result<Vec<payment_event::Model>, DbErr> {
    payment_event::Entity::find()
        .filter(payment_event::Column::Outcome.eq(payment_event::Outcome::Refused))
        .order_by_desc(payment_event::Column::Id)
        .limit(limit)
        .all(conn)
        .await
}
