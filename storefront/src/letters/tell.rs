//! Which step is told in which mail; steps that a buyer sees on the page alone are told in none.

use catalog::database::Write;
use exchange::entity::{
    claim, consignment, impact, payment_attempt, purchase, purchase_step, refund, refund_private,
};
use exchange::retail::consignment::AUTO_RECEIVE_MS;
use exchange::retail::step;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::facts::{self, Facts};
use crate::app::App;
use crate::mail::Mail;
use crate::mail::letter::Reader;
use crate::mail::shop::{self, Bought, Came, End, Line};

/// How long bad goods that spoil can be reported, and other goods, in hours.
const WINDOW_HOURS: (i64, i64) = (48, 168);
/// How long a bank or a provider takes for money that goes back.
const ARRIVES_WITHIN_MS: i64 = 3 * 86_400_000;
/// Digits of an account that a mail shows.
const TAIL: usize = 4;

/// A step with its purchase.
struct Told<'a> {
    app: &'a App,
    write: &'a Write,
    step: &'a purchase_step::Model,
    facts: &'a Facts,
    url: String,
}

/// The mail that tells a step; none where there is nothing to tell, or nobody to tell it to.
///
/// # Errors
/// When the database does.
pub async fn mail(
    app: &App,
    write: &Write,
    step: &purchase_step::Model,
) -> Result<Option<Mail>, DbErr> {
    let Some(facts) = Facts::read(write, step.purchase_id).await? else {
        return Ok(None);
    };
    let told = Told {
        app,
        write,
        step,
        facts: &facts,
        url: format!(
            "{}/orders/{}",
            app.settings().base_url(),
            facts.purchase.number
        ),
    };
    match step.action.as_str() {
        step::PLACED => told.placed().await,
        step::PAID => Ok(Some(told.paid(Came::InTime))),
        step::LATE_RESERVED => Ok(Some(told.paid(Came::Late))),
        step::LATE_REFUNDED => told.late_refund().await,
        step::EXPIRED => Ok(Some(told.ended(End::Expired))),
        step::CANCELLED => Ok(told.cancelled()),
        step::SHIPPED => told.shipped().await,
        step::REFUND_SUCCEEDED => told.refunded().await,
        step::CLAIM_RESOLVED | step::CLAIM_REJECTED => told.claim_decided().await,
        step::IMPACT => told.impact().await,
        _ => Ok(None),
    }
}

impl Told<'_> {
    fn reader(&self) -> Reader<'_> {
        Reader {
            address: &self.facts.address,
            name: &self.facts.name,
            lang: self.facts.lang,
            shop: self.facts.shop(),
        }
    }

    /// Says `tell` of the purchase with those of its lines that `wanted` chooses.
    fn with_lines(
        &self,
        wanted: impl Fn(&exchange::entity::purchase_line::Model) -> bool,
        tell: impl FnOnce(Bought<'_>) -> Mail,
    ) -> Mail {
        let lines = self.facts.lines.iter().filter(|(line, _)| wanted(line));
        let named: Vec<(String, i64, i64)> = lines
            .map(|(line, sku)| {
                let packs = line.packs;
                (self.facts.goods(sku), packs, packs * line.price_fen)
            })
            .collect();
        let lines: Vec<Line<'_>> = named
            .iter()
            .map(|(goods, packs, amount_fen)| Line {
                goods,
                packs: *packs,
                amount_fen: *amount_fen,
            })
            .collect();
        let purchase = &self.facts.purchase;
        tell(Bought {
            number: &purchase.number,
            code: &purchase.code,
            url: &self.url,
            lines: &lines,
            surcharge_fen: purchase.surcharge_fen,
            total_fen: purchase.total_fen,
        })
    }

    fn window_hours(&self) -> i64 {
        if self.facts.fresh {
            WINDOW_HOURS.0
        } else {
            WINDOW_HOURS.1
        }
    }

    /// How to pay; by a provider that was said on its page.
    async fn placed(&self) -> Result<Option<Mail>, DbErr> {
        let purchase = &self.facts.purchase;
        let waits = purchase.paid_at.is_none() && purchase.state == purchase::State::Placed;
        if purchase.route != purchase::Route::Transfer || !waits {
            return Ok(None);
        }
        let attempt = payment_attempt::Entity::find()
            .filter(payment_attempt::Column::PurchaseId.eq(purchase.id))
            .order_by_desc(payment_attempt::Column::Id)
            .one(&**self.write)
            .await?;
        let payee = facts::payee(self.write).await?;
        let (Some(attempt), Some(payee)) = (attempt, payee) else {
            return Ok(None);
        };
        let holder = self.facts.named((&payee.name_zh, &payee.name_en));
        Ok(Some(self.with_lines(
            |_| true,
            |bought| {
                let placed = shop::Placed {
                    bought,
                    holder,
                    bank: &payee.bank_name,
                    account: &payee.bank_account,
                    memo: &attempt.out_no,
                    until_ms: purchase.expires_at,
                };
                shop::placed(self.app.renderer(), &self.reader(), &placed)
            },
        )))
    }

    fn paid(&self, came: Came) -> Mail {
        self.with_lines(
            |_| true,
            |bought| {
                let paid = shop::Paid {
                    bought,
                    route: self.facts.purchase.route,
                    city: &self.facts.city(),
                    promise: None,
                    window_hours: self.window_hours(),
                    came,
                };
                shop::paid(self.app.renderer(), &self.reader(), &paid)
            },
        )
    }

    fn cancelled(&self) -> Option<Mail> {
        match self.facts.purchase.cancel_reason? {
            purchase::CancelReason::Buyer => Some(self.ended(End::Buyer)),
            purchase::CancelReason::Office => Some(self.ended(End::Office)),
            // Told by the step of its own.
            purchase::CancelReason::Expired | purchase::CancelReason::LatePayment => None,
        }
    }

    fn ended(&self, why: End) -> Mail {
        let purchase = &self.facts.purchase;
        let paid_fen = purchase.paid_at.map_or(0, |_| purchase.total_fen);
        let shop_url = match self.facts.shop() {
            "" => self.app.settings().base_url(),
            slug => format!("{}/shops/{slug}", self.app.settings().base_url()),
        };
        self.with_lines(
            |_| true,
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

    async fn shipped(&self) -> Result<Option<Mail>, DbErr> {
        let Some(row) = self.consignment().await? else {
            return Ok(None);
        };
        let facts = self.facts;
        let cooperative = facts.organisation(self.write, row.cooperative_id).await?;
        let carrier = facts.organisation(self.write, row.carrier_id).await?;
        Ok(Some(self.with_lines(
            |line| line.consignment_id == row.id,
            |bought| {
                let shipped = shop::Shipped {
                    bought,
                    consignment: &row.number,
                    cooperative: &cooperative,
                    carrier: &carrier,
                    waybill: &row.waybill,
                    window_hours: self.window_hours(),
                    auto_received_ms: self.step.at + AUTO_RECEIVE_MS,
                };
                shop::shipped(self.app.renderer(), &self.reader(), &shipped)
            },
        )))
    }

    async fn consignment(&self) -> Result<Option<consignment::Model>, DbErr> {
        match self.step.consignment_id {
            Some(id) => {
                let row = consignment::Entity::find_by_id(id);
                row.one(&**self.write).await
            }
            None => Ok(None),
        }
    }

    async fn refunded(&self) -> Result<Option<Mail>, DbErr> {
        let refund = refund::Entity::find()
            .filter(refund::Column::Number.eq(&self.step.note))
            .one(&**self.write)
            .await?;
        let Some(refund) = refund else {
            return Ok(None);
        };
        let route = self.facts.purchase.route;
        let account = match route {
            purchase::Route::Transfer => {
                let row = refund_private::Entity::find_by_id(refund.purchase_id);
                row.one(&**self.write).await?
            }
            purchase::Route::Provider => None,
        };
        let account = account.map(|row| row.bank_account).unwrap_or_default();
        let digits: Vec<char> = account.chars().collect();
        let tail: String = digits[digits.len().saturating_sub(TAIL)..].iter().collect();
        let refunded = shop::Refunded {
            number: &self.facts.purchase.number,
            url: &self.url,
            refund: &refund.number,
            amount_fen: refund.amount_fen,
            reason: refund.reason,
            route,
            account_tail: &tail,
            arrives_ms: self.step.at + ARRIVES_WITHIN_MS,
        };
        let mail = shop::refunded(self.app.renderer(), &self.reader(), &refunded);
        Ok(Some(mail))
    }

    async fn claim_decided(&self) -> Result<Option<Mail>, DbErr> {
        let claim = claim::Entity::find()
            .filter(claim::Column::Number.eq(&self.step.note))
            .one(&**self.write)
            .await?;
        let Some(claim) = claim else { return Ok(None) };
        let granted = match claim.refund_id {
            Some(id) => {
                let row = refund::Entity::find_by_id(id).one(&**self.write).await?;
                row.map_or(0, |row| row.amount_fen)
            }
            None => 0,
        };
        let mut lines = self.facts.lines.iter();
        let line = lines.find(|(line, _)| line.id == claim.line_id);
        let goods = line.map(|(_, sku)| self.facts.goods(sku));
        let decided = shop::ClaimDecided {
            number: &self.facts.purchase.number,
            url: &self.url,
            claim: &claim.number,
            goods: &goods.unwrap_or_default(),
            weight_g: claim.weight_g,
            granted_fen: granted,
            words: &claim.decision,
        };
        let mail = shop::claim_decided(self.app.renderer(), &self.reader(), &decided);
        Ok(Some(mail))
    }

    async fn late_refund(&self) -> Result<Option<Mail>, DbErr> {
        let purchase = &self.facts.purchase;
        let Some(ended_ms) = purchase.cancelled_at else {
            return Ok(None);
        };
        let late = shop::LateRefund {
            number: &purchase.number,
            url: &self.url,
            amount_fen: self.step.amount_fen.unwrap_or(purchase.total_fen),
            ended_ms,
            arrived_ms: self.step.at,
            route: purchase.route,
        };
        let mail = shop::late_refund(self.app.renderer(), &self.reader(), &late);
        Ok(Some(mail))
    }

    async fn impact(&self) -> Result<Option<Mail>, DbErr> {
        let purchase = &self.facts.purchase;
        let row = impact::Entity::find_by_id(purchase.id);
        let Some(row) = row.one(&**self.write).await? else {
            return Ok(None);
        };
        let posted = facts::posted(self.write, purchase.id).await?;
        let impact = shop::Impact {
            number: &purchase.number,
            url: &self.url,
            paid_fen: posted.paid_fen,
            home_fen: row.amount_fen,
            households: row.households,
            parts: posted.parts,
            batches: &posted.batches,
            reference: &posted.sets,
            paid_on_ms: row.at,
        };
        Ok(Some(shop::impact(
            self.app.renderer(),
            &self.reader(),
            &impact,
        )))
    }
}
