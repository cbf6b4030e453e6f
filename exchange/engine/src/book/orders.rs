//! Every resting order of the venue in one slab.
//!
//! A freed slot is the next one used, so the slab is no longer than the most orders that ever
//! rested at once, and a warm slab allocates nothing.

use super::Fill;
use super::numbers::Numbers;
use crate::command::Side;
use crate::units::OrderNo;

/// The most orders a venue lets rest at once.
pub(crate) const LIVE_MAX: u32 = 1 << 24;

const MARKET_BITS: u32 = 16;

/// A resting order, half a cache line.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
pub(crate) struct Order {
    /// Number in the upper 48 bits, place of the instrument in the lower 16.
    name: u64,
    next: u32,
    prev: u32,
    /// Price and, in the lowest bit, the side.
    limit: u32,
    qty: u32,
    member: u32,
    receipt: u32,
}

/// What an order is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts {
    pub(crate) number: OrderNo,
    pub(crate) market: u16,
    pub(crate) side: Side,
    pub(crate) price: u32,
    pub(crate) qty: u32,
    pub(crate) member: u32,
    pub(crate) receipt: u32,
}

impl Order {
    const NONE: Self = Self {
        name: 0,
        next: 0,
        prev: 0,
        limit: 0,
        qty: 0,
        member: 0,
        receipt: 0,
    };

    pub(crate) const fn new(parts: Parts) -> Self {
        Self {
            name: parts.number.get() << MARKET_BITS | parts.market as u64,
            next: 0,
            prev: 0,
            limit: parts.price << 1 | matches!(parts.side, Side::Sell) as u32,
            qty: parts.qty,
            member: parts.member,
            receipt: parts.receipt,
        }
    }

    pub(crate) const fn number(&self) -> OrderNo {
        OrderNo::new(self.name >> MARKET_BITS)
    }

    pub(crate) const fn market(&self) -> u16 {
        self.name as u16
    }

    pub(crate) const fn side(&self) -> Side {
        if self.limit & 1 == 0 {
            Side::Buy
        } else {
            Side::Sell
        }
    }

    pub(crate) const fn price(&self) -> u32 {
        self.limit >> 1
    }

    pub(crate) const fn qty(&self) -> u32 {
        self.qty
    }

    pub(crate) const fn member(&self) -> u32 {
        self.member
    }

    pub(crate) const fn receipt(&self) -> u32 {
        self.receipt
    }

    /// The same order with another limit and quantity, in no queue.
    pub(crate) const fn renewed(self, price: u32, qty: u32) -> Self {
        Self {
            next: 0,
            prev: 0,
            limit: price << 1 | self.limit & 1,
            qty,
            ..self
        }
    }

    /// The order before and the order behind in its queue.
    pub(crate) const fn links(&self) -> (u32, u32) {
        (self.prev, self.next)
    }

    pub(crate) const fn set_next(&mut self, slot: u32) {
        self.next = slot;
    }

    pub(crate) const fn set_prev(&mut self, slot: u32) {
        self.prev = slot;
    }

    /// Gives `qty` of this maker's contracts to a taker.
    pub(crate) const fn fill(&mut self, price: u32, qty: u32) -> Fill {
        self.qty -= qty;
        Fill {
            maker: self.number(),
            member: self.member,
            receipt: self.receipt,
            price,
            qty,
            left: self.qty,
        }
    }
}

/// The slab and the way from numbers into it.
#[derive(Debug)]
pub(crate) struct Orders {
    slab: Vec<Order>,
    free: u32,
    live: u32,
    numbers: Numbers,
}

impl Orders {
    /// An empty slab; the memory for `capacity` orders is asked for at once.
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        let mut slab = Vec::with_capacity(capacity + 1);
        slab.push(Order::NONE);
        Self {
            slab,
            free: 0,
            live: 0,
            numbers: Numbers::default(),
        }
    }

    /// How many orders rest.
    pub(crate) const fn live(&self) -> u32 {
        self.live
    }

    /// The slot of a resting order.
    pub(crate) fn find(&self, number: OrderNo) -> Option<u32> {
        match self.numbers.slot(number.get()) {
            0 => None,
            slot => Some(slot),
        }
    }

    pub(crate) fn at(&self, slot: u32) -> &Order {
        &self.slab[slot as usize]
    }

    pub(crate) fn at_mut(&mut self, slot: u32) -> &mut Order {
        &mut self.slab[slot as usize]
    }

    /// Every resting order, in no order that means anything.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Order> + '_ {
        self.slab.iter().filter(|order| order.name != 0)
    }

    pub(super) fn insert(&mut self, order: Order) -> u32 {
        let slot = if self.free == 0 {
            self.slab.push(order);
            u32::try_from(self.slab.len() - 1).expect("resting orders are bounded")
        } else {
            let slot = self.free;
            self.free = self.slab[slot as usize].next;
            self.slab[slot as usize] = order;
            slot
        };
        self.live += 1;
        self.numbers.insert(order.number().get(), slot);
        slot
    }

    /// Frees a slot and returns the one behind it in the queue.
    pub(super) fn release(&mut self, slot: u32) -> u32 {
        let order = &mut self.slab[slot as usize];
        let (number, next) = (order.number(), order.next);
        *order = Order {
            next: self.free,
            ..Order::NONE
        };
        self.free = slot;
        self.live -= 1;
        self.numbers.remove(number.get());
        next
    }
}
