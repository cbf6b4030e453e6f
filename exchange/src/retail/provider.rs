//! The port of payments: what any provider can be asked, and what it answers.
//!
//! A provider's word is never taken from a browser or a notice alone: both only say when to look.

use async_trait::async_trait;
use ledger::Money;
use thiserror::Error;

/// What is asked to be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Our number of the attempt; the same number with the same content is the same payment.
    pub out_no: String,
    /// What each seller of record gets; they sum to the whole.
    pub parts: Vec<AskPart>,
    /// After this moment, in milliseconds UTC, the provider must not take money any more.
    pub expires_at: i64,
    /// Where the buyer's browser goes afterwards.
    pub return_url: String,
}

/// One seller's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskPart {
    /// The seller of record.
    pub cooperative_id: i64,
    /// Our number of the part.
    pub part_no: String,
    /// How much.
    pub amount: Money,
}

impl Ask {
    /// The sum of the parts.
    ///
    /// # Errors
    /// If it does not fit.
    pub fn amount(&self) -> Result<Money, ledger::MoneyError> {
        Money::sum(self.parts.iter().map(|part| part.amount))
    }
}

/// How the buyer pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// The browser goes to the provider's page.
    Redirect(String),
    /// The buyer sends a bank transfer with this code in its memo.
    Transfer {
        /// The memo code.
        memo_code: String,
    },
}

/// What a provider knows of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Our number of the attempt.
    pub out_no: String,
    /// Where it stands.
    pub standing: Standing,
}

/// Where a payment stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has paid yet, or it was never opened.
    Asked,
    /// Paid, and this much.
    Paid {
        /// How much.
        amount: Money,
        /// The provider's own number.
        reference: String,
        /// When, in milliseconds UTC.
        at: i64,
    },
    /// It takes no money any more.
    Closed,
}

/// What is asked to be given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundAsk {
    /// The payment.
    pub out_no: String,
    /// Our number of the refund; the same number again is the same refund.
    pub refund_no: String,
    /// How much.
    pub amount: Money,
}

/// Where a refund stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundStanding {
    /// The provider has not heard of it.
    Unknown,
    /// It is under way.
    Processing,
    /// The buyer has it.
    Done {
        /// The provider's own number.
        reference: String,
    },
    /// The provider will not do it.
    Failed {
        /// Its reason.
        reason: String,
    },
}

/// A notice that was checked to be the provider's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its id at the provider, once.
    pub event_id: String,
    /// Which attempt it is about; look there.
    pub out_no: String,
    /// What it says happened, for the record.
    pub kind: String,
    /// The amount it names, for the record.
    pub amount: Money,
}

/// What a provider pays out net for one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The number that the bank line carries.
    pub number: String,
    /// The day, `YYYY-MM-DD` at UTC+8.
    pub day: String,
    /// The payments in it: our number, the amount, the provider's fee.
    pub payments: Vec<(String, Money, Money)>,
    /// The refunds in it: our number and the amount.
    pub refunds: Vec<(String, Money)>,
}

/// Why a provider did not do what was asked.
#[derive(Debug, Error)]
pub enum ProviderError {
    /// It cannot be reached or is busy; try again.
    #[error("the provider cannot be reached")]
    Away(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It says no.
    #[error("the provider refused: {0}")]
    Refused(String),
    /// The notice is not the provider's own, or is too old.
    #[error("the notice is not genuine: {0}")]
    Forged(&'static str),
}

/// A payment provider. One implementation is one file; every one passes the same suite.
#[async_trait]
pub trait PaymentProvider: Send + Sync {
    /// Its short name in the ledger and in addresses.
    fn name(&self) -> &'static str;
    /// Opens a payment; asking again for the same number answers the same offer.
    async fn create(&self, ask: &Ask) -> Result<Offer, ProviderError>;
    /// Where a payment stands.
    async fn look(&self, out_no: &str) -> Result<Facts, ProviderError>;
    /// Takes no money any more; answers where it stands then, which may be paid.
    async fn close(&self, out_no: &str) -> Result<Facts, ProviderError>;
    /// Gives back, at once or later.
    async fn refund(&self, ask: &RefundAsk) -> Result<RefundStanding, ProviderError>;
    /// Where a refund stands.
    async fn look_refund(&self, refund_no: &str) -> Result<RefundStanding, ProviderError>;
    /// Checks a notice; pure, and never more than a reason to look.
    fn notice(&self, signature: &str, body: &[u8], now: i64) -> Result<Notice, ProviderError>;
    /// What it pays out for a day that has ended; none if it pays nothing.
    async fn statement(&self, day: &str) -> Result<Option<Statement>, ProviderError>;
}
