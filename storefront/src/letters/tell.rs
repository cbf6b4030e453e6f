//! Which step is told in which mail; steps that a buyer sees on the page alone are told in none.

use catalog::database::Write;
use exchange::entity::{
    claim, consignment, impact, payment_attempt, purchase, purchase_line, purchase_step, refund,
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

/// A step with its purchase.
pub(super) struct Told<'a> {
    pub(super) app: &'a App,
    pub(super) write: &'a Write,
    pub(super) step: &'a purchase_step::Model,
    pub(super) facts: &'a Facts,
    pub(super) url: String,
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
        step::PAID => told.paid(Came::InTime).await,
        step::LATE_RESERVED => told.paid(Came::Late).await,
        step::PAID_TWICE => Ok(Some(told.paid_twice())),
        step::LATE_REFUNDED => Ok(told.late_refund()),
        step::EXPIRED => Ok(Some(told.ended(End::Expired))),
        step::CANCELLED => Ok(told.cancelled()),
        step::PART_CANCELLED => Ok(Some(told.part_cancelled())),
        step::SHIPPED | step::WAYBILL_CORRECTED => told.on_its_way().await,
        step::REFUND_SUCCEEDED => told.refunded().await,
        step::REFUND_FAILED => told.refund_failed().await,
        step::CLAIM_RESOLVED | step::CLAIM_REJECTED => told.claim_decided().await,
        step::IMPACT => told.impact().await,
        _ => Ok(None),
    }
}

impl Told<'_> {
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader {
            address: &self.facts.address,
            name: &self.facts.name,
            lang: self.facts.lang,
            shop: self.facts.shop(),
        }
    }

    /// Says `tell` of the purchase with so many packs of each line as `wanted` says; a line of none is
    /// left out.
    pub(super) fn with_lines(
        &self,
        wanted: impl Fn(&purchase_line::Model) -> i64,
        tell: impl FnOnce(Bought<'_>) -> Mail,
    ) -> Mail {
        let lines = self.facts.lines.iter();
        let lines = lines.map(|(line, sku)| (line, sku, wanted(line)));
        let named: Vec<(String, i64, i64)> = lines
            .filter(|(_, _, packs)| *packs > 0)
            .map(|(line, sku, packs)| (self.facts.goods(sku), packs, packs * line.price_fen))
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
            |line| line.packs,
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

    async fn paid(&self, came: Came) -> Result<Option<Mail>, DbErr> {
        let promise = facts::promised(self.write, &self.facts.purchase).await?;
        Ok(Some(self.with_lines(
            |line| line.packs,
            |bought| {
                let paid = shop::Paid {
                    bought,
                    route: self.facts.purchase.route,
                    city: &self.facts.city(),
                    promise,
                    window_hours: self.window_hours(),
                    came,
                };
                shop::paid(self.app.renderer(), &self.reader(), &paid)
            },
        )))
    }

    /// The first number that is told is in the mail of the parcel; one that was told wrong is put right by
    /// a mail of its own. A number that is another already when its step's turn comes is told by the
    /// step that follows.
    async fn on_its_way(&self) -> Result<Option<Mail>, DbErr> {
        let Some(row) = self.consignment().await? else {
            return Ok(None);
        };
        if row.waybill != self.step.note {
            return Ok(None);
        }
        let facts = self.facts;
        let carrier = facts.organisation(self.write, row.carrier_id).await?;
        let was = match facts::waybill_told(self.write, self.step).await? {
            None => return self.shipped(&row, &carrier).await,
            Some(told) if told == row.waybill => return Ok(None),
            Some(told) => told,
        };
        let corrected = shop::WaybillCorrected {
            number: &facts.purchase.number,
            url: &self.url,
            consignment: &row.number,
            carrier: &carrier,
            was: &was,
            waybill: &row.waybill,
        };
        let mail = shop::waybill_corrected(self.app.renderer(), &self.reader(), &corrected);
        Ok(Some(mail))
    }

    async fn shipped(
        &self,
        row: &consignment::Model,
        carrier: &str,
    ) -> Result<Option<Mail>, DbErr> {
        let facts = self.facts;
        let cooperative = facts.organisation(self.write, row.cooperative_id).await?;
        let sent_ms = row.shipped_at.unwrap_or(self.step.at);
        Ok(Some(self.with_lines(
            |line| {
                let own = line.consignment_id == row.id;
                i64::from(own) * (line.packs - line.cancelled_packs)
            },
            |bought| {
                let shipped = shop::Shipped {
                    bought,
                    consignment: &row.number,
                    cooperative: &cooperative,
                    carrier,
                    waybill: &row.waybill,
                    window_hours: self.window_hours(),
                    auto_received_ms: sent_ms + AUTO_RECEIVE_MS,
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
