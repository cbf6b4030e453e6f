//! The engine's interface.

use std::fmt;

use crate::command::{Command, InstrumentRules, NewListing, Profile, Side};
use crate::event::Event;
use crate::units::{
    InstructionNo, InstrumentNo, MemberNo, Millis, OrderNo, Qty, ReceiptNo, Ticks, VenueNo,
};

/// One venue's market.
#[derive(Debug, Default)]
pub struct Engine {}

/// A member's money on the venue's desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Funds {
    /// Fen free to be held or moved away.
    pub available_fen: i64,
    /// Fen held for live bids.
    pub held_fen: i64,
}

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

/// A registered warehouse receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveReceipt {
    /// Its number.
    pub receipt: ReceiptNo,
    /// Its owner.
    pub member: MemberNo,
    /// What it holds.
    pub instrument: InstrumentNo,
    /// Contracts free to be offered or given back.
    pub free: Qty,
    /// Contracts held by offers and asks.
    pub held: Qty,
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

/// Why bytes are not a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestoreError {
    /// The bytes are not a snapshot of this engine's version, or were damaged.
    Damaged,
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not an undamaged snapshot of this engine")
    }
}

impl std::error::Error for RestoreError {}

/// Checkpoint over desk balances (available plus held) in any order; members without money do
/// not count. The projection computes it over its own rows and compares.
pub fn balances_hash(balances: impl IntoIterator<Item = (MemberNo, i64)>) -> u64 {
    let _ = balances.into_iter();
    todo!()
}

impl Engine {
    /// A market before its first command.
    pub fn new() -> Self {
        Self::default()
    }

    /// Applies one command of the journal and emits what happened, in order.
    ///
    /// `seq` rises from command to command; one that is not above [`Engine::last_seq`] was
    /// applied before and is passed over in silence. Engine time is the larger of `time` and
    /// the last; listings due by then end first.
    pub fn apply(
        &mut self,
        seq: u64,
        time: Millis,
        command: &Command,
        emit: &mut impl FnMut(Event),
    ) {
        let _ = (seq, time, command, emit);
        todo!()
    }

    /// Everything the engine knows, as bytes; equal states give equal bytes.
    pub fn snapshot(&self) -> Vec<u8> {
        todo!()
    }

    /// The engine that [`Engine::snapshot`] wrote.
    ///
    /// # Errors
    /// [`RestoreError`] when the bytes are damaged or of another version.
    pub fn restore(bytes: &[u8]) -> Result<Self, RestoreError> {
        let _ = bytes;
        todo!()
    }

    /// 64-bit hash of everything the engine knows, keys included.
    pub fn state_hash(&self) -> u64 {
        todo!()
    }

    /// The venue and its profile, once opened.
    pub fn venue(&self) -> Option<(VenueNo, Profile)> {
        todo!()
    }

    /// Sequence of the last command applied, zero before the first.
    pub fn last_seq(&self) -> u64 {
        todo!()
    }

    /// Engine time: the highest stamp seen.
    pub fn time(&self) -> Millis {
        todo!()
    }

    /// The last instruction answered, zero before the first.
    pub fn last_instruction(&self) -> InstructionNo {
        todo!()
    }

    /// When the next listing expires: a `Tick` at or after it ends that listing.
    pub fn next_due(&self) -> Option<Millis> {
        todo!()
    }

    /// A member's money; zero for a member without any.
    pub fn funds(&self, member: MemberNo) -> Funds {
        let _ = member;
        todo!()
    }

    /// Every member with money on the desk, by number.
    pub fn all_funds(&self) -> impl Iterator<Item = (MemberNo, Funds)> + '_ {
        std::iter::empty()
    }

    /// An instrument's rules.
    pub fn instrument(&self, instrument: InstrumentNo) -> Option<&InstrumentRules> {
        let _ = instrument;
        todo!()
    }

    /// Every instrument, by number.
    pub fn instruments(&self) -> impl Iterator<Item = &InstrumentRules> + '_ {
        std::iter::empty()
    }

    /// One listing, while it stands.
    pub fn listing(&self, listing: OrderNo) -> Option<LiveListing> {
        let _ = listing;
        todo!()
    }

    /// Every listing on the board, by number; filter by `entry.instrument` or `entry.member`.
    pub fn listings(&self) -> impl Iterator<Item = LiveListing> + '_ {
        std::iter::empty()
    }

    /// One order, while it rests.
    pub fn order(&self, order: OrderNo) -> Option<LiveOrder> {
        let _ = order;
        todo!()
    }

    /// A member's resting orders, by number.
    pub fn orders_of(&self, member: MemberNo) -> Vec<LiveOrder> {
        let _ = member;
        todo!()
    }

    /// The best `levels` prices of both sides; empty without a continuous book.
    pub fn depth(&self, instrument: InstrumentNo, levels: usize) -> Depth {
        let _ = (instrument, levels);
        todo!()
    }

    /// A receipt that stands.
    pub fn receipt(&self, receipt: ReceiptNo) -> Option<LiveReceipt> {
        let _ = receipt;
        todo!()
    }

    /// Every receipt that stands, in order of issue.
    pub fn receipts(&self) -> impl Iterator<Item = LiveReceipt> + '_ {
        std::iter::empty()
    }
}
