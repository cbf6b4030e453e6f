//! The naive continuous book: one list, scanned for the best maker every time.

use engine::{
    Event, Matched, MemberNo, Mode, NewOrder, OrderEnd, OrderNo, Outcome, Qty, Refusal, Side,
    Ticks, TimeInForce,
};

use super::{Naive, Order, check_limits, hold, no_receipt};

impl Naive {
    pub(super) fn place(&mut self, entry: NewOrder) -> Result<Outcome, Refusal> {
        let rules = self.check_entry(entry.member, entry.instrument, Mode::Continuous)?;
        check_limits(&rules, entry.price, entry.qty)?;
        let mut held = 0;
        if entry.side == Side::Buy {
            no_receipt(entry.receipt)?;
            held = hold(
                &rules,
                rules.continuous_hold_bp,
                entry.price.get(),
                entry.qty.get(),
            );
            self.need_funds(entry.member, held)?;
        } else {
            self.need_receipt(entry.receipt, entry.member, entry.instrument)?;
            self.need_goods(entry.receipt, entry.qty)?;
        }
        self.last_number += 1;
        let order = OrderNo::new(self.last_number);
        self.events.push(Event::OrderPlaced {
            order,
            entry,
            held_fen: held as i64,
        });
        Ok(self.enter(Order {
            number: order,
            entry,
            left: entry.qty.get(),
        }))
    }

    pub(super) fn cancel(&mut self, member: MemberNo, order: OrderNo) -> Result<Outcome, Refusal> {
        let place = self.own(member, order)?;
        let ended = self.orders.remove(place);
        self.end(&ended, OrderEnd::Cancelled);
        Ok(Outcome::Cancelled { order })
    }

    pub(super) fn replace(
        &mut self,
        member: MemberNo,
        order: OrderNo,
        price: Ticks,
        qty: Qty,
    ) -> Result<Outcome, Refusal> {
        let place = self.own(member, order)?;
        let old = self.orders[place];
        let rules = self.rules[&old.entry.instrument];
        check_limits(&rules, price, qty)?;
        let renewed = Order {
            entry: NewOrder {
                price,
                qty,
                tif: TimeInForce::Gtc,
                ..old.entry
            },
            left: qty.get(),
            ..old
        };
        // Without the old order its hold is free, and serves the new one.
        self.orders.remove(place);
        let held = self.order_hold(&renewed);
        let refused = match old.entry.side {
            Side::Buy => self.need_funds(member, held),
            Side::Sell => self.need_goods(old.entry.receipt, qty),
        };
        if let Err(reason) = refused {
            self.orders.insert(place, old);
            return Err(reason);
        }
        let held_fen = held as i64;
        self.events.push(Event::OrderReplaced {
            order,
            member,
            price,
            qty,
            held_fen,
        });
        Ok(self.enter(renewed))
    }

    fn own(&self, member: MemberNo, order: OrderNo) -> Result<usize, Refusal> {
        let place = self
            .orders
            .iter()
            .position(|resting| resting.number == order);
        let place = place.ok_or(Refusal::OrderUnknown { order })?;
        if self.orders[place].entry.member != member {
            return Err(Refusal::OrderNotYours { order });
        }
        Ok(place)
    }

    /// The best maker for a taker: best price, then longest in the list.
    fn best_maker(&self, taker: &Order) -> Option<usize> {
        let entry = taker.entry;
        let crosses = |maker: &Order| {
            maker.entry.instrument == entry.instrument
                && maker.entry.side != entry.side
                && match entry.side {
                    Side::Buy => maker.entry.price <= entry.price,
                    Side::Sell => maker.entry.price >= entry.price,
                }
        };
        let rank = |maker: &Order| match entry.side {
            Side::Buy => maker.entry.price.get(),
            Side::Sell => -maker.entry.price.get(),
        };
        let crossing = self
            .orders
            .iter()
            .enumerate()
            .filter(|(_, maker)| crosses(maker));
        crossing
            .min_by_key(|(place, maker)| (rank(maker), *place))
            .map(|(place, _)| place)
    }

    fn enter(&mut self, mut taker: Order) -> Outcome {
        let (mut deals, mut first_deal) = (0, 0);
        let mut met_own = false;
        while taker.left > 0 {
            let Some(place) = self.best_maker(&taker) else {
                break;
            };
            if self.orders[place].entry.member == taker.entry.member {
                met_own = true;
                break;
            }
            if deals == 0 {
                first_deal = self.events.len() as u32;
            }
            deals += 1;
            self.trade(&mut taker, place);
        }
        let filled = Qty::new(taker.entry.qty.get() - taker.left);
        let mut rested = Qty::new(0);
        if taker.left == 0 {
            self.end(&taker, OrderEnd::Filled);
        } else if met_own {
            self.end(&taker, OrderEnd::SelfTrade);
        } else if taker.entry.tif == TimeInForce::Ioc {
            self.end(&taker, OrderEnd::Ioc);
        } else {
            rested = Qty::new(taker.left);
            self.orders.push(taker);
            self.events.push(Event::OrderRested {
                order: taker.number,
                member: taker.entry.member,
                instrument: taker.entry.instrument,
                side: taker.entry.side,
                price: taker.entry.price,
                qty: rested,
            });
        }
        Outcome::Placed {
            order: taker.number,
            filled,
            rested,
            deals,
            first_deal,
        }
    }

    fn trade(&mut self, taker: &mut Order, place: usize) {
        let maker = self.orders[place];
        let rules = self.rules[&taker.entry.instrument];
        let qty = taker.left.min(maker.left);
        let price = maker.entry.price;
        let (bid, ask) = match taker.entry.side {
            Side::Buy => (*taker, maker),
            Side::Sell => (maker, *taker),
        };
        let before = self.order_hold(&bid);
        let after = self.order_hold(&Order {
            left: bid.left - qty,
            ..bid
        });
        let paid = hold(&rules, rules.continuous_hold_bp, price.get(), qty).min(before - after);
        *self.totals.entry(bid.entry.member).or_default() -= paid;
        let sold = self
            .receipts
            .get_mut(&ask.entry.receipt)
            .expect("an ask has a receipt");
        sold.contracts -= qty;
        taker.left -= qty;
        self.orders[place].left -= qty;
        self.events.push(Event::Matched(Matched {
            mode: Mode::Continuous,
            instrument: taker.entry.instrument,
            price,
            qty: Qty::new(qty),
            buyer: bid.entry.member,
            seller: ask.entry.member,
            receipt: ask.entry.receipt,
            maker: maker.number,
            taker: taker.number,
            maker_side: maker.entry.side,
            maker_left: Qty::new(maker.left - qty),
            held_fen: paid as i64,
            released_fen: (before - after - paid) as i64,
            terms: rules.terms,
        }));
        if maker.left == qty {
            let maker = self.orders.remove(place);
            self.end(&maker, OrderEnd::Filled);
        }
    }

    fn end(&mut self, order: &Order, reason: OrderEnd) {
        self.events.push(Event::OrderEnded {
            order: order.number,
            member: order.entry.member,
            instrument: order.entry.instrument,
            reason,
            left: Qty::new(order.left),
            released_fen: self.order_hold(order) as i64,
        });
    }
}
