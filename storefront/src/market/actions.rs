//! What a member can do at the desk, the same for pages and programs.
//!
//! The idempotency key travels inside the journaled command: a retry gets the first answer, also
//! after a crash of the server.

use axum::http::StatusCode;
use catalog::entity::{instrument, organisation};
use catalog::products::InstrumentView;
use catalog::working_days::Calendar;
use engine::{
    Action, InstrumentNo, MemberNo, Millis, NewListing, NewOrder, OrderNo, Outcome, Qty, ReceiptNo,
    Side, Terms, Ticks, TimeInForce,
};
use exchange::deal::view::{Viewer, deal_of_event};
use exchange::desk::Reply;
use ledger::Money;
use sea_orm::EntityTrait;

use super::requests::{
    Cancelled, ListRequest, Listed, OrderRequest, Placed, ReplaceRequest, TakeRequest, Taken,
    Withdrawn,
};
use super::view::instrument_by_code;
use crate::app::App;
use crate::audit;
use crate::error::Problem;
use crate::idempotency::Keyed;
use crate::visitor::{Actor, Visitor};

/// Longest that a listing stands, in working days.
///
/// Source: the usage of Chinese spot venues.
pub const DAYS_MAX: u32 = 5;

/// One member's request at the desk.
pub struct Trade<'request> {
    /// The application.
    pub app: &'request App,
    /// Who asks.
    pub visitor: &'request Visitor,
    /// The same, signed in.
    pub actor: &'request Actor,
    /// The request's key.
    pub keyed: Keyed,
}

impl Trade<'_> {
    /// Puts a listing on the board.
    ///
    /// # Errors
    /// `422` beside the field that can mend it, `409` for what the desk refuses.
    pub async fn list(&self, request: &ListRequest) -> Result<Listed, Problem> {
        let member = trading_member(self.app, self.actor).await?;
        let found = instrument_by_code(self.app, &request.instrument).await?;
        let calendar = Calendar::load(self.app.database().read()).await?;
        if request.days == 0 || request.days > DAYS_MAX {
            let most = vec![("most".to_owned(), DAYS_MAX.to_string())];
            return Err(Problem::unprocessable("check-fields").with_field(
                "days",
                "market-days",
                most,
            ));
        }
        let side = side_named(&request.side)?;
        let until = calendar.end_of_working_day_after(self.app.now(), request.days);
        let action = Action::List(NewListing {
            member,
            instrument: number_of(&found.instrument)?,
            side,
            price: ticks(&found.instrument, request.price_fen)?,
            qty: Qty::new(request.quantity),
            min_take: Qty::new(request.minimum),
            valid_until: Millis::new(until),
            receipt: receipt_for(side, request.receipt)?,
            terms: terms(&found, request),
        });
        match self.submit(action).await? {
            (_, Outcome::Listed { listing, held_fen }) => {
                self.noted("listing-listed", &format!("listing:{}", listing.get()))
                    .await?;
                Ok(Listed {
                    listing: listing.get(),
                    held_fen,
                })
            }
            (_, other) => Err(unexpected(&other)),
        }
    }

    /// Takes a listing, whole or in part.
    ///
    /// # Errors
    /// As [`Trade::list`].
    pub async fn take(&self, listing: u64, request: &TakeRequest) -> Result<Taken, Problem> {
        let action = Action::Take {
            member: trading_member(self.app, self.actor).await?,
            listing: OrderNo::new(listing),
            qty: Qty::new(request.quantity),
            receipt: ReceiptNo::new(request.receipt.unwrap_or(0)),
        };
        match self.submit(action).await? {
            (reply, Outcome::Taken { deal, held_fen }) => {
                let deal = self.deal_of(&reply, deal).await?;
                self.noted("listing-taken", &exchange::deal::subject(deal))
                    .await?;
                Ok(Taken { deal, held_fen })
            }
            (_, other) => Err(unexpected(&other)),
        }
    }

    /// Takes a listing off the board.
    ///
    /// # Errors
    /// As [`Trade::list`].
    pub async fn withdraw(&self, listing: u64) -> Result<Withdrawn, Problem> {
        let member = trading_member(self.app, self.actor).await?;
        let action = Action::Unlist {
            member,
            listing: OrderNo::new(listing),
        };
        match self.submit(action).await? {
            (_, Outcome::Unlisted { listing }) => {
                self.noted("listing-withdrawn", &format!("listing:{}", listing.get()))
                    .await?;
                Ok(Withdrawn {
                    listing: listing.get(),
                })
            }
            (_, other) => Err(unexpected(&other)),
        }
    }

    /// Places an order in the continuous book.
    ///
    /// # Errors
    /// As [`Trade::list`].
    pub async fn place(&self, request: &OrderRequest) -> Result<Placed, Problem> {
        let member = trading_member(self.app, self.actor).await?;
        let found = instrument_by_code(self.app, &request.instrument).await?;
        let side = side_named(&request.side)?;
        let tif = match request.time_in_force.as_str() {
            "gtc" => TimeInForce::Gtc,
            "ioc" => TimeInForce::Ioc,
            _ => return Err(Problem::field("time_in_force", "unknown-choice")),
        };
        let action = Action::Place(NewOrder {
            member,
            instrument: number_of(&found.instrument)?,
            side,
            price: ticks(&found.instrument, request.price_fen)?,
            qty: Qty::new(request.quantity),
            tif,
            receipt: receipt_for(side, request.receipt)?,
        });
        self.placed(action, "order-placed").await
    }

    /// Gives a resting order a new price and quantity; it goes to the end of its queue.
    ///
    /// # Errors
    /// As [`Trade::list`].
    pub async fn replace(&self, order: u64, request: &ReplaceRequest) -> Result<Placed, Problem> {
        let member = trading_member(self.app, self.actor).await?;
        let instrument = self.instrument_of(member, order).await?;
        let price = match instrument {
            Some(instrument) => ticks(&instrument, request.price_fen)?,
            // The order may be gone because this very request was carried out before: the desk knows.
            None => Ticks::new(request.price_fen.max(1)),
        };
        let action = Action::Replace {
            member,
            order: OrderNo::new(order),
            price,
            qty: Qty::new(request.quantity),
        };
        self.placed(action, "order-replaced").await
    }

    /// Cancels a resting order.
    ///
    /// # Errors
    /// As [`Trade::list`].
    pub async fn cancel(&self, order: u64) -> Result<Cancelled, Problem> {
        let member = trading_member(self.app, self.actor).await?;
        let action = Action::Cancel {
            member,
            order: OrderNo::new(order),
        };
        match self.submit(action).await? {
            (_, Outcome::Cancelled { order }) => {
                self.noted("order-cancelled", &format!("order:{}", order.get()))
                    .await?;
                Ok(Cancelled { order: order.get() })
            }
            (_, other) => Err(unexpected(&other)),
        }
    }

    async fn placed(&self, action: Action, deed: &str) -> Result<Placed, Problem> {
        match self.submit(action).await? {
            (
                reply,
                Outcome::Placed {
                    order,
                    filled,
                    rested,
                    deals,
                    first_deal,
                },
            ) => {
                let first_deal = match deals {
                    0 => None,
                    _ => Some(self.deal_of(&reply, first_deal).await?),
                };
                self.noted(deed, &format!("order:{}", order.get())).await?;
                Ok(Placed {
                    order: order.get(),
                    filled: filled.get(),
                    rested: rested.get(),
                    deals,
                    first_deal,
                })
            }
            (_, other) => Err(unexpected(&other)),
        }
    }

    async fn instrument_of(
        &self,
        member: MemberNo,
        order: u64,
    ) -> Result<Option<instrument::Model>, Problem> {
        let resting = self.app.desk().orders(member).await?;
        let Some(resting) = resting.iter().find(|resting| resting.order.get() == order) else {
            return Ok(None);
        };
        let id = i64::from(resting.instrument.get());
        Ok(instrument::Entity::find_by_id(id)
            .one(self.app.database().read())
            .await?)
    }

    /// The desk's reply and the outcome that counts: that of the key's first command.
    async fn submit(&self, action: Action) -> Result<(Reply, Outcome), Problem> {
        let reply = self
            .app
            .desk()
            .submit(self.keyed.for_market(), action)
            .await?;
        match reply.outcome {
            Outcome::Refused { reason } | Outcome::InstructionRefused { reason } => {
                Err(reason.into())
            }
            outcome => Ok((reply, outcome)),
        }
    }

    /// The deal that a match became, once the projection has written it.
    async fn deal_of(&self, reply: &Reply, index: u32) -> Result<i64, Problem> {
        self.app
            .exchange()
            .projected
            .wait_for(reply)
            .await
            .map_err(Problem::broken)?;
        let seq = reply.first_seq;
        let event = (
            0,
            i64::try_from(seq).map_err(Problem::broken)?,
            i64::from(index),
        );
        let everybody = Viewer::Office(catalog::scope::Scope::Operator);
        let found = deal_of_event(self.app.database().read(), everybody, event)
            .await
            .map_err(Problem::broken)?;
        found
            .map(|deal| deal.id)
            .ok_or_else(|| Problem::broken(format!("match {seq}/{index} has no deal")))
    }

    async fn noted(&self, deed: &str, subject: &str) -> Result<(), Problem> {
        audit::note(
            self.app,
            self.visitor,
            Some(self.actor.person_id),
            deed,
            subject,
        )
        .await
    }
}

/// The member of a person whose organisation may trade.
///
/// # Errors
/// `403` until the organisation is verified.
pub async fn trading_member(app: &App, actor: &Actor) -> Result<MemberNo, Problem> {
    let id = actor.organisation()?;
    let row = organisation::Entity::find_by_id(id)
        .one(app.database().read())
        .await?;
    let row = row.ok_or_else(Problem::not_found)?;
    if row.state != organisation::State::Active {
        return Err(Problem::new(StatusCode::FORBIDDEN, "market-not-verified"));
    }
    member_of(id)
}

/// An organisation's number at the desk.
///
/// # Errors
/// `500` for a number that no organisation has.
pub fn member_of(organisation_id: i64) -> Result<MemberNo, Problem> {
    u32::try_from(organisation_id)
        .map(MemberNo::new)
        .map_err(Problem::broken)
}

fn unexpected(outcome: &Outcome) -> Problem {
    Problem::broken(format!("the desk answered {outcome:?}"))
}

fn number_of(instrument: &instrument::Model) -> Result<InstrumentNo, Problem> {
    if instrument.closed_reason.is_some() {
        return Err(Problem::conflict("market-instrument-closed"));
    }
    u32::try_from(instrument.id)
        .map(InstrumentNo::new)
        .map_err(Problem::broken)
}

fn side_named(name: &str) -> Result<Side, Problem> {
    match name {
        "buy" => Ok(Side::Buy),
        "sell" => Ok(Side::Sell),
        _ => Err(Problem::field("side", "unknown-choice")),
    }
}

/// Prices stand on the tick: nothing is rounded for the member.
fn ticks(instrument: &instrument::Model, price_fen: i64) -> Result<Ticks, Problem> {
    if price_fen <= 0 {
        return Err(Problem::field("price", "not-a-sum"));
    }
    if price_fen % instrument.tick_fen != 0 {
        let tick = vec![(
            "tick".to_owned(),
            Money::fen(instrument.tick_fen).to_string(),
        )];
        let off = Problem::unprocessable("check-fields");
        return Err(off.with_field("price", "market-off-tick", tick));
    }
    Ok(Ticks::new(price_fen / instrument.tick_fen))
}

/// Goods come out of a receipt, money does not: a bid that names one is refused by the desk.
fn receipt_for(side: Side, receipt: Option<u64>) -> Result<ReceiptNo, Problem> {
    match (side, receipt.filter(|receipt| *receipt > 0)) {
        (Side::Sell, None) => Err(Problem::field("receipt", "market-receipt-missing")),
        (_, receipt) => Ok(ReceiptNo::new(receipt.unwrap_or(0))),
    }
}

fn terms(found: &InstrumentView, request: &ListRequest) -> Terms {
    let default = |fen: i64| u32::try_from(fen).unwrap_or(u32::MAX);
    let instrument = &found.instrument;
    let freight = request.freight_fen_per_t;
    let inspection = request.inspection_fen_per_t;
    Terms {
        freight_fen_per_t: freight.unwrap_or_else(|| default(instrument.freight_fen_per_t)),
        inspection_fen_per_t: inspection
            .unwrap_or_else(|| default(instrument.inspection_fen_per_t)),
        place: default(instrument.id),
    }
}
