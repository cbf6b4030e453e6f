//! A bank transfer as a payment provider: the buyer writes a code into the memo, and the bank's
//! statement tells when the money is there. The bank's own matching completes the purchase; here only
//! what it came to is told.

use async_trait::async_trait;
use catalog::database::Database;
use exchange::entity::{payment_attempt, refund};
use exchange::retail::payment::TRANSFER;
use exchange::retail::provider::{
    Ask, Facts, Notice, Offer, PaymentProvider, ProviderError, RefundAsk, RefundStanding, Standing,
    Statement,
};
use ledger::Money;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

/// Bank transfers into custody.
#[derive(Clone)]
pub struct Transfer {
    db: Database,
}

impl Transfer {
    /// Transfers that this database's bank statements tell of.
    pub fn new(db: Database) -> Self {
        Self { db }
    }

    async fn standing(&self, out_no: &str) -> Result<Standing, DbErr> {
        let row = payment_attempt::Entity::find()
            .filter(payment_attempt::Column::OutNo.eq(out_no))
            .one(self.db.read())
            .await?;
        Ok(match row {
            Some(row) => match (row.state, row.paid_at) {
                (payment_attempt::State::Paid, Some(at)) => Standing::Paid {
                    amount: Money::fen(row.amount_fen),
                    reference: row.provider_ref,
                    at,
                },
                (payment_attempt::State::Closed, _) => Standing::Closed,
                _ => Standing::Asked,
            },
            None => Standing::Asked,
        })
    }

    async fn refund_standing(&self, refund_no: &str) -> Result<RefundStanding, DbErr> {
        let row = refund::Entity::find()
            .filter(refund::Column::Number.eq(refund_no))
            .one(self.db.read())
            .await?;
        Ok(match row {
            None => RefundStanding::Unknown,
            Some(row) => match row.state {
                refund::State::Succeeded => RefundStanding::Done {
                    reference: row.provider_ref,
                },
                _ => RefundStanding::Processing,
            },
        })
    }
}

fn away(error: DbErr) -> ProviderError {
    ProviderError::Away(Box::new(error))
}

#[async_trait]
impl PaymentProvider for Transfer {
    fn name(&self) -> &'static str {
        TRANSFER
    }

    async fn create(&self, ask: &Ask) -> Result<Offer, ProviderError> {
        Ok(Offer::Transfer {
            memo_code: ask.out_no.clone(),
        })
    }

    async fn look(&self, out_no: &str) -> Result<Facts, ProviderError> {
        Ok(Facts {
            out_no: out_no.to_owned(),
            standing: self.standing(out_no).await.map_err(away)?,
        })
    }

    /// An account takes money always; what comes late is given back by whoever hears of it.
    async fn close(&self, out_no: &str) -> Result<Facts, ProviderError> {
        self.look(out_no).await
    }

    /// A refund goes out with the next bank file, which a person approves.
    async fn refund(&self, ask: &RefundAsk) -> Result<RefundStanding, ProviderError> {
        self.look_refund(&ask.refund_no).await
    }

    async fn look_refund(&self, refund_no: &str) -> Result<RefundStanding, ProviderError> {
        self.refund_standing(refund_no).await.map_err(away)
    }

    fn notice(&self, _: &str, _: &[u8], _: i64) -> Result<Notice, ProviderError> {
        Err(ProviderError::Forged("a bank sends no notices"))
    }

    /// What arrives is in custody already.
    async fn statement(&self, _: &str) -> Result<Option<Statement>, ProviderError> {
        Ok(None)
    }
}
