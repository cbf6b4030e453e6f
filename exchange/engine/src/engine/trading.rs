//! Orders in the continuous book: placing, cancelling, replacing.
//!
//! An accepted order first holds what it may need, a bid money and an ask contracts, then it
//! meets the book, then its remainder rests or ends. A member never trades with itself: the
//! newer order ends where it would meet the member's own.

use super::output::Output;
use super::{Engine, board, check_member};
use crate::accounts::Accounts;
use crate::book::orders::{LIVE_MAX, Order, Parts};
use crate::book::{Crossed, Fill, Taker, narrow};
use crate::command::{Mode, NewOrder, Side, Terms, TimeInForce};
use crate::event::{Event, Matched, OrderEnd, Outcome};
use crate::receipts::{ReceiptSlot, Receipts, Sale};
use crate::refusal::Refusal;
use crate::units::{MemberNo, OrderNo, Qty, Ticks};
use crate::value::HoldRule;

/// A replacement as its member asks for it.
pub(super) struct Replacement {
    pub(super) member: MemberNo,
    pub(super) order: OrderNo,
    pub(super) price: Ticks,
    pub(super) qty: Qty,
}

/// An order on its way through the book.
#[derive(Clone, Copy)]
struct Incoming {
    number: OrderNo,
    market: usize,
    entry: NewOrder,
    receipt: ReceiptSlot,
    rule: HoldRule,
}

impl Engine {
    pub(super) fn place(
        &mut self,
        entry: NewOrder,
        output: &mut Output<'_>,
    ) -> Result<Outcome, Refusal> {
        check_member(entry.member)?;
        let (market, opened) = self.market(entry.instrument)?;
        let rule = opened.hold_rule(Mode::Continuous)?;
        opened.check(entry.price, entry.qty)?;
        if self.orders.live() >= LIVE_MAX || self.last_number >= OrderNo::LAST {
            return Err(Refusal::VenueFull);
        }
        let mut held_fen = 0;
        let mut receipt = ReceiptSlot::NONE;
        match entry.side {
            Side::Buy => {
                board::no_receipt(entry.receipt)?;
                held_fen = rule.hold_fen(entry.price, entry.qty);
                self.accounts.hold(entry.member, held_fen)?;
            }
            Side::Sell => {
                let NewOrder {
                    receipt: number,
                    member,
                    instrument,
                    ..
                } = entry;
                receipt = self.receipts.for_sale(&Sale {
                    receipt: number,
                    member,
                    instrument,
                })?;
                self.receipts.hold(receipt, entry.qty)?;
            }
        }
        let number = self.next_number();
        output.emit(Event::OrderPlaced {
            order: number,
            entry,
            held_fen,
        });
        Ok(self.enter(
            &Incoming {
                number,
                market,
                entry,
                receipt,
                rule,
            },
            output,
        ))
    }

    pub(super) fn cancel(
        &mut self,
        member: MemberNo,
        order: OrderNo,
        output: &mut Output<'_>,
    ) -> Result<Outcome, Refusal> {
        let slot = self.own_order(member, order)?;
        let incoming = self.leave_book(slot);
        self.end_order(&incoming, OrderEnd::Cancelled, incoming.entry.qty, output);
        Ok(Outcome::Cancelled { order })
    }

    /// Takes an order out and lets it enter again, last at its new price.
    pub(super) fn replace(
        &mut self,
        asked: &Replacement,
        output: &mut Output<'_>,
    ) -> Result<Outcome, Refusal> {
        let &Replacement {
            member,
            order,
            price,
            qty,
        } = asked;
        let slot = self.own_order(member, order)?;
        let resting = *self.orders.at(slot);
        let market = &self.markets[usize::from(resting.market())];
        market.check(price, qty)?;
        let rule = market.hold_rule(Mode::Continuous)?;
        let mut held_fen = 0;
        match resting.side() {
            Side::Buy => {
                let old = Ticks::new(i64::from(resting.price()));
                let old_fen = rule.hold_fen(old, Qty::new(resting.qty()));
                held_fen = rule.hold_fen(price, qty);
                self.accounts.hold_instead(member, old_fen, held_fen)?;
            }
            Side::Sell => {
                let receipt = ReceiptSlot(resting.receipt());
                self.receipts
                    .hold_instead(receipt, Qty::new(resting.qty()), qty)?;
            }
        }
        let mut incoming = self.leave_book(slot);
        incoming.entry.price = price;
        incoming.entry.qty = qty;
        output.emit(Event::OrderReplaced {
            order,
            member,
            price,
            qty,
            held_fen,
        });
        Ok(self.enter(&incoming, output))
    }

    /// The slot of an order that rests and belongs to `member`.
    fn own_order(&self, member: MemberNo, order: OrderNo) -> Result<u32, Refusal> {
        let slot = self
            .orders
            .find(order)
            .ok_or(Refusal::OrderUnknown { order })?;
        if self.orders.at(slot).member() != member.get() {
            return Err(Refusal::OrderNotYours { order });
        }
        Ok(slot)
    }

    /// Unlinks a resting order; what it holds stays held.
    fn leave_book(&mut self, slot: u32) -> Incoming {
        let market = usize::from(self.orders.at(slot).market());
        let opened = &mut self.markets[market];
        let rule = opened
            .hold_rule(Mode::Continuous)
            .expect("an order rests in an open book");
        let book = opened
            .book
            .as_mut()
            .expect("an order rests in an open book");
        let order = book.remove(&mut self.orders, slot);
        let receipt = ReceiptSlot(order.receipt());
        let entry = NewOrder {
            member: MemberNo::new(order.member()),
            instrument: opened.rules.instrument,
            side: order.side(),
            price: Ticks::new(i64::from(order.price())),
            qty: Qty::new(order.qty()),
            tif: TimeInForce::Gtc,
            receipt: self.receipts.number(receipt),
        };
        Incoming {
            number: order.number(),
            market,
            entry,
            receipt,
            rule,
        }
    }

    /// Matches an order whose hold is in place, then lets its remainder rest or end.
    fn enter(&mut self, incoming: &Incoming, output: &mut Output<'_>) -> Outcome {
        let entry = &incoming.entry;
        let market = &mut self.markets[incoming.market];
        let mut settlement = Settlement {
            accounts: &mut self.accounts,
            receipts: &mut self.receipts,
            output,
            incoming,
            terms: market.rules.terms,
            left: entry.qty,
            deals: 0,
            first_deal: 0,
        };
        let book = market.book.as_mut().expect("the order's mode was checked");
        let taker = Taker {
            side: entry.side,
            limit: narrow(entry.price),
            qty: entry.qty.get(),
            avoid: entry.member.get(),
        };
        let Crossed { left, met_own } =
            book.cross(&mut self.orders, &taker, |fill| settlement.settle(fill));
        let (deals, first_deal) = (settlement.deals, settlement.first_deal);
        let end = match (left, met_own, entry.tif) {
            (0, _, _) => Some(OrderEnd::Filled),
            (_, true, _) => Some(OrderEnd::SelfTrade),
            (_, false, TimeInForce::Ioc) => Some(OrderEnd::Ioc),
            (_, false, TimeInForce::Gtc) => None,
        };
        let mut rested = Qty::new(0);
        match end {
            Some(reason) => self.end_order(incoming, reason, Qty::new(left), output),
            None => {
                rested = Qty::new(left);
                self.rest(incoming, rested, output);
            }
        }
        let filled = Qty::new(entry.qty.get() - left);
        Outcome::Placed {
            order: incoming.number,
            filled,
            rested,
            deals,
            first_deal,
        }
    }

    fn rest(&mut self, incoming: &Incoming, qty: Qty, output: &mut Output<'_>) {
        let entry = &incoming.entry;
        let order = Order::new(Parts {
            number: incoming.number,
            market: u16::try_from(incoming.market).expect("instruments are bounded"),
            side: entry.side,
            price: narrow(entry.price),
            qty: qty.get(),
            member: entry.member.get(),
            receipt: incoming.receipt.0,
        });
        let book = self.markets[incoming.market]
            .book
            .as_mut()
            .expect("the mode was checked");
        book.rest(&mut self.orders, order);
        // Invariant: a rested order left nothing to match.
        assert!(
            !matches!(book.best(), (Some(bid), Some(ask)) if bid >= ask),
            "the book is never crossed",
        );
        output.emit(Event::OrderRested {
            order: incoming.number,
            member: entry.member,
            instrument: entry.instrument,
            side: entry.side,
            price: entry.price,
            qty,
        });
    }

    /// Ends an order that is not in the book and frees what is still held for it.
    fn end_order(
        &mut self,
        incoming: &Incoming,
        reason: OrderEnd,
        left: Qty,
        output: &mut Output<'_>,
    ) {
        let entry = &incoming.entry;
        let mut released_fen = 0;
        match entry.side {
            Side::Buy => {
                released_fen = incoming.rule.hold_fen(entry.price, left);
                self.accounts.release(entry.member, released_fen);
            }
            Side::Sell => self.receipts.release(incoming.receipt, left),
        }
        output.emit(Event::OrderEnded {
            order: incoming.number,
            member: entry.member,
            instrument: entry.instrument,
            reason,
            left,
            released_fen,
        });
    }
}

/// Settles the matches of one incoming order as the book reports them.
struct Settlement<'a, 'o> {
    accounts: &'a mut Accounts,
    receipts: &'a mut Receipts,
    output: &'a mut Output<'o>,
    incoming: &'a Incoming,
    terms: Terms,
    left: Qty,
    deals: u32,
    first_deal: u32,
}

impl Settlement<'_, '_> {
    fn settle(&mut self, fill: &Fill) {
        let entry = &self.incoming.entry;
        let price = Ticks::new(i64::from(fill.price));
        let qty = Qty::new(fill.qty);
        let maker = MemberNo::new(fill.member);
        let maker_before = Qty::new(fill.left + fill.qty);
        let (buyer, seller, slot, limit, before) = match entry.side {
            Side::Buy => (
                entry.member,
                maker,
                ReceiptSlot(fill.receipt),
                entry.price,
                self.left,
            ),
            Side::Sell => (
                maker,
                entry.member,
                self.incoming.receipt,
                price,
                maker_before,
            ),
        };
        let drawn = self.incoming.rule.draw(limit, before, qty, price);
        self.accounts.draw(buyer, drawn);
        self.receipts.draw(slot, qty);
        self.left = Qty::new(self.left.get() - fill.qty);
        let deal = self.output.emit(Event::Matched(Matched {
            mode: Mode::Continuous,
            instrument: entry.instrument,
            price,
            qty,
            buyer,
            seller,
            receipt: self.receipts.number(slot),
            maker: fill.maker,
            taker: self.incoming.number,
            maker_side: entry.side.opposite(),
            maker_left: Qty::new(fill.left),
            held_fen: drawn.moved_fen,
            released_fen: drawn.released_fen,
            terms: self.terms,
        }));
        if self.deals == 0 {
            self.first_deal = deal;
        }
        self.deals += 1;
        if fill.left == 0 {
            self.output.emit(Event::OrderEnded {
                order: fill.maker,
                member: maker,
                instrument: entry.instrument,
                reason: OrderEnd::Filled,
                left: Qty::new(0),
                released_fen: 0,
            });
        }
    }
}
