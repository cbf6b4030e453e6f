//! Why the market says no, with the values that a member needs to understand it.

use crate::command::Mode;
use crate::units::{InstructionNo, InstrumentNo, MemberNo, Millis, OrderNo, Qty, ReceiptNo, Ticks};

/// The reason a command, or a numbered instruction, had no effect.
///
/// A refusal is data, never an error: the words live in the message files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No command but `OpenVenue` is possible yet.
    VenueNotOpen,
    /// The venue was opened before.
    VenueAlreadyOpen,
    /// The venue's profile or the instrument's rules do not have this mode.
    ModeClosed {
        /// The mode.
        mode: Mode,
    },
    /// No such instrument is open.
    InstrumentUnknown {
        /// The number named.
        instrument: InstrumentNo,
    },
    /// The instrument was opened before.
    InstrumentAlreadyOpen {
        /// The number named.
        instrument: InstrumentNo,
    },
    /// A rule of the instrument to be opened lies outside its bounds.
    RuleOutOfBounds {
        /// Which rule.
        rule: InstrumentRule,
    },
    /// The member's number is zero or too large.
    MemberUnknown {
        /// The number named.
        member: MemberNo,
    },
    /// Instructions must come without a gap.
    InstructionAhead {
        /// The number that would be answered next.
        expected: InstructionNo,
    },
    /// The key was used for another request.
    KeyReused {
        /// Sequence of that request.
        first_seq: u64,
    },
    /// The venue holds as many keys, receipts, listings or orders as it can.
    VenueFull,
    /// An amount of money must be above zero.
    AmountNotPositive,
    /// The member's balance would exceed what an account can hold.
    BalanceTooLarge {
        /// The most fen a member may have on the desk.
        max_fen: i64,
    },
    /// The price is below one tick or above the instrument's maximum.
    PriceOutOfRange {
        /// The highest price accepted.
        price_max: Ticks,
    },
    /// A quantity must be above zero.
    ZeroQuantity,
    /// The quantity exceeds the instrument's maximum.
    QuantityTooLarge {
        /// The most contracts accepted.
        qty_max: Qty,
    },
    /// The minimum take is zero or more than the listing itself.
    MinTakeOutOfRange {
        /// Contracts listed.
        qty: Qty,
    },
    /// The listing would have expired already.
    Expired {
        /// Time of the venue.
        now: Millis,
    },
    /// The member's available money does not cover the hold.
    ShortOfFunds {
        /// Fen to be held.
        needed_fen: i64,
        /// Fen available.
        available_fen: i64,
    },
    /// The receipt's free contracts do not cover the quantity.
    ShortOfGoods {
        /// Contracts to be held.
        needed: Qty,
        /// Contracts free.
        free: Qty,
    },
    /// No such receipt stands; selling needs one.
    ReceiptUnknown {
        /// The number named.
        receipt: ReceiptNo,
    },
    /// A buyer names no receipt.
    ReceiptNotNeeded {
        /// The number named.
        receipt: ReceiptNo,
    },
    /// The receipt belongs to another member.
    ReceiptNotYours {
        /// The number named.
        receipt: ReceiptNo,
    },
    /// The receipt holds another instrument.
    ReceiptOfOtherInstrument {
        /// What it holds.
        instrument: InstrumentNo,
    },
    /// A receipt's number is used once only, and never zero.
    ReceiptAlreadyIssued {
        /// The number named.
        receipt: ReceiptNo,
    },
    /// Listings or orders still hold contracts of the receipt.
    ReceiptHeld {
        /// Contracts held.
        held: Qty,
    },
    /// No such listing stands on the board.
    ListingUnknown {
        /// The number named.
        listing: OrderNo,
    },
    /// The listing belongs to another member.
    ListingNotYours {
        /// The number named.
        listing: OrderNo,
    },
    /// One's own listing cannot be taken.
    OwnListing {
        /// The number named.
        listing: OrderNo,
    },
    /// The take is below the listing's minimum and not all that is left.
    BelowMinimum {
        /// Fewest contracts of one take.
        min_take: Qty,
        /// Contracts left.
        left: Qty,
    },
    /// The take is more than what is left.
    MoreThanLeft {
        /// Contracts left.
        left: Qty,
    },
    /// No such order rests in the book.
    OrderUnknown {
        /// The number named.
        order: OrderNo,
    },
    /// The order belongs to another member.
    OrderNotYours {
        /// The number named.
        order: OrderNo,
    },
}

/// A rule of an instrument that has bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstrumentRule {
    /// The number lies in 1..=[`InstrumentNo::LAST`].
    Number,
    /// The tick's value is above zero.
    TickValue,
    /// The highest price lies in 1..=[`Ticks::LAST`].
    PriceMax,
    /// The largest quantity is above zero.
    QtyMax,
    /// A hold rate is at most 10,000, and above zero in the continuous book.
    Hold,
    /// The value of the largest order at the highest price fits [`crate::VALUE_FEN_MAX`].
    Value,
}
