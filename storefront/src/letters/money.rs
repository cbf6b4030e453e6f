//! The mails of money that goes back, and of what was taken back before it was sent.

use exchange::entity::{payout_line, purchase, refund};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::tell::Told;
use crate::mail::Mail;
use crate::mail::shop::{self, End, Stands};

/// How long a bank or a provider takes for money that goes back.
const ARRIVES_WITHIN_MS: i64 = 3 * 86_400_000;

impl Told<'_> {
    pub(super) fn cancelled(&self) -> Option<Mail> {
        match self.facts.purchase.cancel_reason? {
            purchase::CancelReason::Buyer => Some(self.ended(End::Buyer)),
            purchase::CancelReason::Office => Some(self.ended(End::Office)),
            // Told by the step of its own.
            purchase::CancelReason::Expired | purchase::CancelReason::LatePayment => None,
        }
    }

    pub(super) fn ended(&self, why: End) -> Mail {
        let purchase = &self.facts.purchase;
        let paid_fen = purchase.paid_at.map_or(0, |_| purchase.total_fen);
        let shop_url = match self.facts.shop() {
            "" => self.app.settings().base_url(),
            slug => format!("{}/shops/{slug}", self.app.settings().base_url()),
        };
        self.with_lines(
            |line| line.packs,
            |bought| {
                let ended = shop::Ended {
                    bought,
                    why,
                    at_ms: self.step.at,
                    // Money that came after the end is told by the step of its own.
                    paid_fen: if why == End::Expired { 0 } else { paid_fen },
                    route: purchase.route,
                    shop_url: &shop_url,
                };
                shop::ended(self.app.renderer(), &self.reader(), &ended)
            },
        )
    }

    /// Packs were taken back, and the rest goes on; what stays is what stays now.
    pub(super) fn part_cancelled(&self) -> Mail {
        let by_office = self.step.note == purchase::CancelReason::Office.as_str();
        self.with_lines(
            |line| line.packs - line.cancelled_packs,
            |bought| {
                let ended = shop::PartEnded {
                    bought,
                    why: if by_office { End::Office } else { End::Buyer },
                    at_ms: self.step.at,
                    back_fen: self.step.amount_fen.unwrap_or_default(),
                    route: self.facts.purchase.route,
                };
                shop::part_ended(self.app.renderer(), &self.reader(), &ended)
            },
        )
    }

    fn stands(&self) -> Stands {
        match self.facts.purchase.state {
            purchase::State::Placed => Stands::Yes,
            purchase::State::Cancelled => Stands::No,
        }
    }

    pub(super) fn paid_twice(&self) -> Mail {
        let purchase = &self.facts.purchase;
        let twice = shop::PaidTwice {
            number: &purchase.number,
            url: &self.url,
            amount_fen: self.step.amount_fen.unwrap_or(purchase.total_fen),
            arrived_ms: self.step.at,
            route: purchase.route,
            stands: self.stands(),
        };
        shop::paid_twice(self.app.renderer(), &self.reader(), &twice)
    }

    pub(super) fn late_refund(&self) -> Option<Mail> {
        let purchase = &self.facts.purchase;
        let late = shop::LateRefund {
            number: &purchase.number,
            url: &self.url,
            amount_fen: self.step.amount_fen.unwrap_or(purchase.total_fen),
            ended_ms: purchase.cancelled_at?,
            arrived_ms: self.step.at,
            route: purchase.route,
        };
        Some(shop::late_refund(
            self.app.renderer(),
            &self.reader(),
            &late,
        ))
    }

    /// The refund that the step is about.
    async fn refund(&self) -> Result<Option<refund::Model>, DbErr> {
        refund::Entity::find()
            .filter(refund::Column::Number.eq(&self.step.note))
            .one(&**self.write)
            .await
    }

    /// The last digits of the account that the step's line of a bank file went to, whatever the buyer has
    /// named since; empty where money goes back as it came.
    async fn account_tail(&self, refund: &refund::Model) -> Result<String, DbErr> {
        let lines = payout_line::Entity::find()
            .filter(payout_line::Column::RefundId.eq(refund.id))
            .order_by_asc(payout_line::Column::Id)
            .all(&**self.write)
            .await?;
        let answered = |line: &&payout_line::Model| line.answered_at >= Some(self.step.at);
        let line = lines.iter().find(answered).or(lines.last());
        Ok(line.map(|line| line.bank_tail.clone()).unwrap_or_default())
    }

    pub(super) async fn refunded(&self) -> Result<Option<Mail>, DbErr> {
        let Some(refund) = self.refund().await? else {
            return Ok(None);
        };
        let refunded = shop::Refunded {
            number: &self.facts.purchase.number,
            url: &self.url,
            refund: &refund.number,
            amount_fen: refund.amount_fen,
            reason: refund.reason,
            stands: self.stands(),
            route: self.facts.purchase.route,
            account_tail: &self.account_tail(&refund).await?,
            arrives_ms: self.step.at + ARRIVES_WITHIN_MS,
        };
        let mail = shop::refunded(self.app.renderer(), &self.reader(), &refunded);
        Ok(Some(mail))
    }

    pub(super) async fn refund_failed(&self) -> Result<Option<Mail>, DbErr> {
        let Some(refund) = self.refund().await? else {
            return Ok(None);
        };
        let failed = shop::RefundFailed {
            number: &self.facts.purchase.number,
            url: &self.url,
            refund: &refund.number,
            amount_fen: refund.amount_fen,
            route: self.facts.purchase.route,
            account_tail: &self.account_tail(&refund).await?,
        };
        let mail = shop::refund_failed(self.app.renderer(), &self.reader(), &failed);
        Ok(Some(mail))
    }
}
