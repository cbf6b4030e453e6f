//! The continuous book: price first, then time.
//!
//! Layout: one slab of orders for the whole venue, each 32 bytes, linked into a first-in
//! first-out queue per price; per instrument and side a [`Ladder`] of those queues. Slot and
//! page numbers are `u32`, zero meaning none. Ordering: a taker meets the best price first and
//! at one price the order that has waited longest; a trade prints at the maker's price.
//! Invariants: bids stay below asks; an empty queue has no bit in the ladder; a level's total
//! is the sum of its orders. Complexity: add, cancel and the best price are O(1), a match is
//! O(1) per maker. Known limit: a venue has at most [`orders::LIVE_MAX`] resting orders.

pub(crate) mod ladder;
pub(crate) mod numbers;
pub(crate) mod orders;
pub(crate) mod places;

use crate::command::Side;
use crate::units::{OrderNo, Ticks};
use ladder::Ladder;
use orders::{Order, Orders};

/// Bids and asks of one instrument.
#[derive(Debug)]
pub(crate) struct Book {
    bids: Ladder,
    asks: Ladder,
}

/// An incoming order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taker {
    pub(crate) side: Side,
    pub(crate) limit: u32,
    pub(crate) qty: u32,
    /// The member whose own orders end the matching; zero meets everybody.
    pub(crate) avoid: u32,
}

/// One maker's part in a match.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fill {
    pub(crate) maker: OrderNo,
    pub(crate) member: u32,
    pub(crate) receipt: u32,
    pub(crate) price: u32,
    pub(crate) qty: u32,
    /// Contracts left on the maker.
    pub(crate) left: u32,
}

/// What remains of a taker when the book has nothing more for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Crossed {
    pub(crate) left: u32,
    /// It stopped in front of an order of its own member.
    pub(crate) met_own: bool,
}

impl Book {
    pub(crate) fn new() -> Self {
        Self {
            bids: Ladder::new(),
            asks: Ladder::new(),
        }
    }

    /// Matches `taker` against the other side, best price and longest wait first.
    ///
    /// `filled` hears of every maker, in order, before the maker's slot is reused.
    pub(crate) fn cross(
        &mut self,
        orders: &mut Orders,
        taker: &Taker,
        mut filled: impl FnMut(&Fill),
    ) -> Crossed {
        let makers = match taker.side {
            Side::Buy => &mut self.asks,
            Side::Sell => &mut self.bids,
        };
        let mut left = taker.qty;
        while left > 0 {
            let best = match taker.side {
                Side::Buy => makers.lowest().filter(|price| *price <= taker.limit),
                Side::Sell => makers.highest().filter(|price| *price >= taker.limit),
            };
            let Some(price) = best else { break };
            let level = makers.level_mut(price);
            let mut slot = level.head;
            let mut met_own = false;
            while slot != 0 && left > 0 {
                let maker = orders.at_mut(slot);
                if maker.member() == taker.avoid {
                    met_own = true;
                    break;
                }
                let qty = left.min(maker.qty());
                left -= qty;
                level.qty -= u64::from(qty);
                let fill = maker.fill(price, qty);
                filled(&fill);
                if fill.left == 0 {
                    slot = orders.release(slot);
                }
            }
            level.head = slot;
            if slot == 0 {
                level.tail = 0;
                makers.vacate(price);
            } else {
                orders.at_mut(slot).set_prev(0);
            }
            if met_own {
                return Crossed { left, met_own };
            }
        }
        Crossed {
            left,
            met_own: false,
        }
    }

    /// Puts an order at the end of the queue of its price.
    pub(crate) fn rest(&mut self, orders: &mut Orders, order: Order) {
        let slot = orders.insert(order);
        let price = order.price();
        let level = self.side_mut(order.side()).occupy(price);
        orders.at_mut(slot).set_prev(level.tail);
        if level.tail == 0 {
            level.head = slot;
        } else {
            orders.at_mut(level.tail).set_next(slot);
        }
        level.tail = slot;
        level.qty += u64::from(order.qty());
    }

    /// Takes a resting order out, wherever it stands in its queue.
    pub(crate) fn remove(&mut self, orders: &mut Orders, slot: u32) -> Order {
        let order = *orders.at(slot);
        let ladder = self.side_mut(order.side());
        let level = ladder.level_mut(order.price());
        let (prev, next) = order.links();
        if prev == 0 {
            level.head = next;
        } else {
            orders.at_mut(prev).set_next(next);
        }
        if next == 0 {
            level.tail = prev;
        } else {
            orders.at_mut(next).set_prev(prev);
        }
        level.qty -= u64::from(order.qty());
        if level.head == 0 {
            ladder.vacate(order.price());
        }
        orders.release(slot);
        order
    }

    /// Prices of one side with what waits there, best first.
    pub(crate) fn levels(&self, side: Side) -> impl Iterator<Item = (Ticks, u64)> + '_ {
        let ladder = self.side(side);
        let first = match side {
            Side::Buy => ladder.highest(),
            Side::Sell => ladder.lowest(),
        };
        std::iter::successors(first, move |price| match side {
            Side::Buy => ladder.below(*price),
            Side::Sell => ladder.above(*price),
        })
        .map(|price| (Ticks::new(i64::from(price)), ladder.level(price).qty))
    }

    /// Every order of one side in the order in which it would match.
    pub(crate) fn queue<'a>(
        &'a self,
        orders: &'a Orders,
        side: Side,
    ) -> impl Iterator<Item = &'a Order> + 'a {
        self.levels(side).flat_map(move |(price, _)| {
            let head = self.side(side).level(narrow(price)).head;
            let order = move |slot: u32| (slot != 0).then(|| orders.at(slot));
            std::iter::successors(order(head), move |waiting| order(waiting.links().1))
        })
    }

    /// The highest bid and the lowest ask.
    pub(crate) fn best(&self) -> (Option<u32>, Option<u32>) {
        (self.bids.highest(), self.asks.lowest())
    }

    const fn side(&self, side: Side) -> &Ladder {
        match side {
            Side::Buy => &self.bids,
            Side::Sell => &self.asks,
        }
    }

    const fn side_mut(&mut self, side: Side) -> &mut Ladder {
        match side {
            Side::Buy => &mut self.bids,
            Side::Sell => &mut self.asks,
        }
    }
}

/// A price as the ladder counts it.
pub(crate) fn narrow(price: Ticks) -> u32 {
    u32::try_from(price.get()).expect("a price is checked against its instrument before the book")
}
