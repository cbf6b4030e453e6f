//! What may be read of a venue between two commands.

use super::board::Listing;
use super::{Engine, Market};
use crate::accounts::Funds;
use crate::book::orders::Order;
use crate::command::{InstrumentRules, Mode, NewListing, Profile, Side};
use crate::receipts::{LiveReceipt, ReceiptSlot};
use crate::units::{
    InstructionNo, InstrumentNo, MemberNo, Millis, OrderNo, Qty, ReceiptNo, Ticks, VenueNo,
};

/// A listing on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveListing {
    /// Its number.
    pub listing: OrderNo,
    /// As it was listed.
    pub entry: NewListing,
    /// Contracts left.
    pub left: Qty,
    /// Fen held for what is left of a bid.
    pub held_fen: i64,
}

/// An order resting in the continuous book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveOrder {
    /// Its number.
    pub order: OrderNo,
    /// Whose order.
    pub member: MemberNo,
    /// Its instrument.
    pub instrument: InstrumentNo,
    /// Which side of the book.
    pub side: Side,
    /// Its limit.
    pub price: Ticks,
    /// Contracts left.
    pub left: Qty,
    /// Receipt behind an ask.
    pub receipt: ReceiptNo,
    /// Fen held for what is left of a bid.
    pub held_fen: i64,
}

/// The best price levels of a continuous book, best first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Depth {
    /// Buyers, highest price first.
    pub bids: Vec<DepthLevel>,
    /// Sellers, lowest price first.
    pub asks: Vec<DepthLevel>,
}

/// All that waits at one price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DepthLevel {
    /// The price.
    pub price: Ticks,
    /// Contracts that wait.
    pub qty: u64,
}

impl Engine {
    /// The venue and its profile, once opened.
    pub const fn venue(&self) -> Option<(VenueNo, Profile)> {
        self.venue
    }

    /// Sequence of the last command applied, zero before the first.
    pub const fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// Engine time: the highest stamp seen, the smallest possible before the first.
    pub const fn time(&self) -> Millis {
        self.time
    }

    /// The last instruction answered, zero before the first.
    pub const fn last_instruction(&self) -> InstructionNo {
        self.last_instruction
    }

    /// When the next listing expires: a `Tick` at or after it ends that listing.
    pub fn next_due(&self) -> Option<Millis> {
        self.board.next_due()
    }

    /// A member's money; zero for a member without any.
    pub fn funds(&self, member: MemberNo) -> Funds {
        self.accounts.of(member)
    }

    /// Every member with money on the desk, by number.
    pub fn all_funds(&self) -> impl Iterator<Item = (MemberNo, Funds)> + '_ {
        self.accounts.all()
    }

    /// An instrument's rules.
    pub fn instrument(&self, instrument: InstrumentNo) -> Option<&InstrumentRules> {
        Some(&self.markets[self.place_of(instrument)?].rules)
    }

    /// Every instrument, in order of opening.
    pub fn instruments(&self) -> impl Iterator<Item = &InstrumentRules> + '_ {
        self.markets.iter().map(|market| &market.rules)
    }

    /// One listing, while it stands.
    pub fn listing(&self, listing: OrderNo) -> Option<LiveListing> {
        self.board
            .standing()
            .get(&listing)
            .map(|standing| self.shown(listing, standing))
    }

    /// Every listing on the board, by number; filter by `entry.instrument` or `entry.member`.
    pub fn listings(&self) -> impl Iterator<Item = LiveListing> + '_ {
        self.board
            .standing()
            .iter()
            .map(|(number, standing)| self.shown(*number, standing))
    }

    /// One order, while it rests.
    pub fn order(&self, order: OrderNo) -> Option<LiveOrder> {
        self.orders
            .find(order)
            .map(|slot| self.resting(self.orders.at(slot)))
    }

    /// A member's resting orders, by number; looks at every resting order of the venue.
    pub fn orders_of(&self, member: MemberNo) -> Vec<LiveOrder> {
        let mut own: Vec<_> = self
            .orders
            .all()
            .filter(|order| order.member() == member.get())
            .map(|order| self.resting(order))
            .collect();
        own.sort_unstable_by_key(|order| order.order);
        own
    }

    /// The best `levels` prices of both sides; empty without a continuous book.
    pub fn depth(&self, instrument: InstrumentNo, levels: usize) -> Depth {
        let market = self.place_of(instrument).map(|place| &self.markets[place]);
        let Some(book) = market.and_then(|market| market.book.as_ref()) else {
            return Depth::default();
        };
        let side = |side| {
            book.levels(side)
                .take(levels)
                .map(|(price, qty)| DepthLevel { price, qty })
                .collect()
        };
        Depth {
            bids: side(Side::Buy),
            asks: side(Side::Sell),
        }
    }

    /// Every resting order of an instrument in the order in which it would match, bids first.
    pub fn queue(&self, instrument: InstrumentNo) -> impl Iterator<Item = LiveOrder> + '_ {
        let market = self.place_of(instrument).map(|place| &self.markets[place]);
        market
            .and_then(|market| market.book.as_ref())
            .into_iter()
            .flat_map(|book| {
                let side = |side| {
                    book.queue(&self.orders, side)
                        .map(|order| self.resting(order))
                };
                side(Side::Buy).chain(side(Side::Sell))
            })
    }

    /// A receipt that stands.
    pub fn receipt(&self, receipt: ReceiptNo) -> Option<LiveReceipt> {
        self.receipts.standing(receipt).copied()
    }

    /// Every receipt that stands, in order of issue.
    pub fn receipts(&self) -> impl Iterator<Item = LiveReceipt> + '_ {
        self.receipts
            .all()
            .iter()
            .filter(|issued| !issued.cancelled)
            .map(|issued| issued.receipt)
    }

    /// The checkpoint that [`crate::Event::BalancesHash`] would carry now.
    pub const fn balances_hash(&self) -> u64 {
        self.accounts.hash()
    }

    fn shown(&self, listing: OrderNo, standing: &Listing) -> LiveListing {
        LiveListing {
            listing,
            entry: standing.entry,
            left: standing.left,
            held_fen: self.listing_hold_fen(standing),
        }
    }

    fn resting(&self, order: &Order) -> LiveOrder {
        let market = &self.markets[usize::from(order.market())];
        let (price, left) = (Ticks::new(i64::from(order.price())), Qty::new(order.qty()));
        LiveOrder {
            order: order.number(),
            member: MemberNo::new(order.member()),
            instrument: market.rules.instrument,
            side: order.side(),
            price,
            left,
            receipt: self.receipts.number(ReceiptSlot(order.receipt())),
            held_fen: held_fen(market, order.side(), price, left),
        }
    }
}

fn held_fen(market: &Market, side: Side, price: Ticks, left: Qty) -> i64 {
    match side {
        Side::Sell => 0,
        Side::Buy => market
            .hold_rule(Mode::Continuous)
            .expect("an order rests in an open book")
            .hold_fen(price, left),
    }
}
