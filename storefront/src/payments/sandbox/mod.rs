//! The sandbox: a payment provider in miniature, for demos and tests. No real money moves.
//!
//! It behaves as another firm's system would: it keeps books of its own (`sandbox_*`), takes money on
//! its own page, sends signed notices over HTTP that may come twice or late, gives back some time after
//! it was asked to, and pays out net once a day under a number that its bank line carries.
//!
//! Layout: `books` are its rows and what they allow, `notices` the signed letters and their delivery,
//! `page` what the buyer sees.
//!
//! Known limits: it takes any part of a payment as its own, since it knows no merchants.

mod books;
mod notices;
pub(crate) mod page;
#[cfg(test)]
mod tests;

use async_trait::async_trait;
use catalog::database::Database;
use exchange::clock::Clock;
use exchange::retail::provider::{
    Ask, Facts, Notice, Offer, PaymentProvider, ProviderError, RefundAsk, RefundStanding, Statement,
};
use sea_orm::DbErr;

use crate::secret::Secret;
use crate::token;

/// The sandbox provider; cheap to clone.
#[derive(Clone)]
pub struct Sandbox {
    db: Database,
    clock: Clock,
    secret: Secret,
}

impl Sandbox {
    /// The provider's short name.
    pub const NAME: &'static str = "sandbox";

    /// The sandbox on its rows; its notices are signed with this house's secret.
    pub fn new(db: Database, clock: Clock, secret: Secret) -> Self {
        Self { db, clock, secret }
    }

    /// Signs a notice as the sandbox does at `at_ms`.
    pub fn sign(&self, at_ms: i64, body: &[u8]) -> String {
        notices::sign(&self.secret, (at_ms, &token::request_id()), body)
    }

    /// Delivers notices for ever; `url` is where ours are taken.
    pub async fn deliver(self, url: String) {
        notices::run(&self, &url).await;
    }
}

/// A database that does not answer is a provider that cannot be reached.
fn away(error: DbErr) -> ProviderError {
    ProviderError::Away(Box::new(error))
}

#[async_trait]
impl PaymentProvider for Sandbox {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    async fn create(&self, ask: &Ask) -> Result<Offer, ProviderError> {
        let token = books::open_payment(self, ask).await?;
        Ok(Offer::Redirect(page::path(&token)))
    }

    async fn look(&self, out_no: &str) -> Result<Facts, ProviderError> {
        books::look(self, out_no).await.map_err(away)
    }

    async fn close(&self, out_no: &str) -> Result<Facts, ProviderError> {
        books::close(self, out_no).await.map_err(away)
    }

    async fn refund(&self, ask: &RefundAsk) -> Result<RefundStanding, ProviderError> {
        books::refund(self, ask).await
    }

    async fn look_refund(&self, refund_no: &str) -> Result<RefundStanding, ProviderError> {
        books::look_refund(self, refund_no).await.map_err(away)
    }

    fn notice(&self, signature: &str, body: &[u8], now: i64) -> Result<Notice, ProviderError> {
        notices::check(&self.secret, (signature, body), now)
    }

    async fn statement(&self, day: &str) -> Result<Option<Statement>, ProviderError> {
        books::statement(self, day).await
    }
}
