//! What happened: the engine's only answer to a command.

use crate::command::{InstrumentRules, Mode, NewListing, NewOrder, Profile, Side, Terms};
use crate::refusal::Refusal;
use crate::units::{
    InstructionNo, InstrumentNo, MemberNo, OrderNo, Qty, ReceiptNo, Ticks, VenueNo,
};

/// One fact, named for ever by the command's sequence and its index among that command's events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The venue trades by this profile.
    VenueOpened {
        /// The venue.
        venue: VenueNo,
        /// Its rules.
        profile: Profile,
    },
    /// An instrument was admitted.
    InstrumentOpened(InstrumentRules),
    /// The money is available on the member's desk.
    Credited {
        /// The instruction answered.
        instruction: InstructionNo,
        /// Whose desk.
        member: MemberNo,
        /// How much.
        amount_fen: i64,
    },
    /// The money was not taken in; the instruction is answered all the same.
    CreditRefused {
        /// The instruction answered.
        instruction: InstructionNo,
        /// Whose desk.
        member: MemberNo,
        /// How much was asked.
        amount_fen: i64,
        /// Why not.
        reason: Refusal,
    },
    /// The money left the member's desk.
    Debited {
        /// The instruction answered.
        instruction: InstructionNo,
        /// Whose desk.
        member: MemberNo,
        /// How much.
        amount_fen: i64,
    },
    /// The money stays; the instruction is answered all the same.
    DebitRefused {
        /// The instruction answered.
        instruction: InstructionNo,
        /// Whose desk.
        member: MemberNo,
        /// How much was asked.
        amount_fen: i64,
        /// Why not.
        reason: Refusal,
    },
    /// The receipt may be offered.
    ReceiptIssued {
        /// The instruction answered.
        instruction: InstructionNo,
        /// The receipt.
        receipt: ReceiptNo,
        /// Its owner.
        member: MemberNo,
        /// What it holds.
        instrument: InstrumentNo,
        /// How many contracts.
        contracts: Qty,
    },
    /// The receipt was not registered; the instruction is answered all the same.
    ReceiptRefused {
        /// The instruction answered.
        instruction: InstructionNo,
        /// The receipt.
        receipt: ReceiptNo,
        /// Why not.
        reason: Refusal,
    },
    /// The receipt is closed, and what was free on it is given back.
    ReceiptCancelled {
        /// The instruction answered.
        instruction: InstructionNo,
        /// The receipt.
        receipt: ReceiptNo,
        /// Its owner.
        member: MemberNo,
        /// Contracts given back; zero when all were sold.
        contracts: Qty,
    },
    /// The receipt stands; the instruction is answered all the same.
    ReceiptCancelRefused {
        /// The instruction answered.
        instruction: InstructionNo,
        /// The receipt.
        receipt: ReceiptNo,
        /// Why not.
        reason: Refusal,
    },
    /// An instruction that was answered before; its answer is in the journal already.
    InstructionIgnored {
        /// The instruction sent again.
        instruction: InstructionNo,
        /// The last one answered.
        last: InstructionNo,
    },
    /// A listing stands on the board.
    Listed {
        /// Its number.
        listing: OrderNo,
        /// What was listed.
        entry: NewListing,
        /// Fen held for a bid, zero for an offer.
        held_fen: i64,
    },
    /// A listing left the board.
    ListingEnded {
        /// Its number.
        listing: OrderNo,
        /// Whose it was.
        member: MemberNo,
        /// Its instrument.
        instrument: InstrumentNo,
        /// Why it ended.
        reason: ListingEnd,
        /// Contracts nobody took: free again on an offer's receipt.
        left: Qty,
        /// Fen available again to a bid's member.
        released_fen: i64,
    },
    /// An order was accepted; what it matched and what became of the rest follows.
    OrderPlaced {
        /// Its number.
        order: OrderNo,
        /// What was ordered.
        entry: NewOrder,
        /// Fen held for a bid, zero for an ask.
        held_fen: i64,
    },
    /// A resting order has a new price and quantity; matches and the rest follow.
    OrderReplaced {
        /// Its number, unchanged.
        order: OrderNo,
        /// Whose order.
        member: MemberNo,
        /// Its new limit.
        price: Ticks,
        /// Its new quantity.
        qty: Qty,
        /// Fen now held for a bid, zero for an ask.
        held_fen: i64,
    },
    /// An order waits in the book, last at its price.
    OrderRested {
        /// Its number.
        order: OrderNo,
        /// Whose order.
        member: MemberNo,
        /// Its instrument.
        instrument: InstrumentNo,
        /// Which side of the book.
        side: Side,
        /// Its limit.
        price: Ticks,
        /// Contracts that wait.
        qty: Qty,
    },
    /// An order is no more.
    OrderEnded {
        /// Its number.
        order: OrderNo,
        /// Whose order.
        member: MemberNo,
        /// Its instrument.
        instrument: InstrumentNo,
        /// Why it ended.
        reason: OrderEnd,
        /// Contracts that did not match: free again on an ask's receipt.
        left: Qty,
        /// Fen available again to a bid's member.
        released_fen: i64,
    },
    /// Two members have a deal.
    Matched(Matched),
    /// The command changed nothing.
    Refused {
        /// Why.
        reason: Refusal,
    },
    /// The command had been applied already and changed nothing now.
    Repeated {
        /// Sequence of the command that had the effect.
        first_seq: u64,
        /// What came of it, enough to answer the same.
        outcome: Outcome,
    },
    /// A checkpoint of all desk balances, after every 1,024 commands.
    BalancesHash {
        /// See [`crate::balances_hash`].
        hash: u64,
    },
}

/// A deal: contracts leave the seller's receipt and money leaves the buyer's desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matched {
    /// How the two met.
    pub mode: Mode,
    /// What is traded.
    pub instrument: InstrumentNo,
    /// At which price: always the maker's.
    pub price: Ticks,
    /// How many contracts.
    pub qty: Qty,
    /// Who pays.
    pub buyer: MemberNo,
    /// Who delivers.
    pub seller: MemberNo,
    /// The seller's receipt that the contracts leave.
    pub receipt: ReceiptNo,
    /// The listing or resting order.
    pub maker: OrderNo,
    /// The incoming order; [`OrderNo::NONE`] for a take from the board.
    pub taker: OrderNo,
    /// Side of the maker.
    pub maker_side: Side,
    /// Contracts left on the maker.
    pub maker_left: Qty,
    /// Fen that leave the buyer's desk: deposit of a listing's deal, price of a continuous one.
    pub held_fen: i64,
    /// Fen that become available to the buyer because the price was better than the limit.
    pub released_fen: i64,
    /// Delivery terms of the deal.
    pub terms: Terms,
}

/// Why a listing left the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListingEnd {
    /// All of it was taken.
    Taken,
    /// Its time ran out.
    Expired,
    /// Its member withdrew it.
    Withdrawn,
}

/// Why an order is no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderEnd {
    /// All of it matched.
    Filled,
    /// Its member cancelled it.
    Cancelled,
    /// It was immediate-or-cancel and the rest found no match.
    Ioc,
    /// It would have met an order of its own member; the newer one yields.
    SelfTrade,
}

/// What came of a command, as the engine remembers it with the command's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The venue or an instrument was opened.
    Opened,
    /// A credit, debit, issue or cancellation was carried out, or ignored as answered before.
    Instructed {
        /// Which one.
        instruction: InstructionNo,
    },
    /// An instruction was answered with a refusal.
    InstructionRefused {
        /// Why.
        reason: Refusal,
    },
    /// A listing was put on the board.
    Listed {
        /// Its number.
        listing: OrderNo,
        /// Fen held for it.
        held_fen: i64,
    },
    /// A listing was taken: one deal.
    Taken {
        /// Index of its [`Event::Matched`] among the first command's events.
        deal: u32,
        /// Fen that left the buyer's desk.
        held_fen: i64,
    },
    /// A listing was withdrawn.
    Unlisted {
        /// Its number.
        listing: OrderNo,
    },
    /// An order was placed or replaced.
    Placed {
        /// Its number.
        order: OrderNo,
        /// Contracts that matched at once.
        filled: Qty,
        /// Contracts that wait in the book.
        rested: Qty,
        /// Number of deals.
        deals: u32,
        /// Index of the first deal among the first command's events, zero when there is none.
        first_deal: u32,
    },
    /// An order was cancelled.
    Cancelled {
        /// Its number.
        order: OrderNo,
    },
    /// Time passed.
    Ticked,
    /// The command was refused.
    Refused {
        /// Why.
        reason: Refusal,
    },
}
