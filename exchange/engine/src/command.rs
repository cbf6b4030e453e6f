//! What a member or the back office may ask of the market.

use crate::units::{
    InstructionNo, InstrumentNo, MemberNo, Millis, OrderNo, Qty, ReceiptNo, Ticks, VenueNo,
};

/// One request, with the key that makes sending it again harmless.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command {
    /// Recognises the same request when it comes again.
    pub key: Key,
    /// What is asked.
    pub action: Action,
}

/// A client's idempotency key as the desk hashed it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Key {
    /// 128-bit hash of actor and key; zero means that the command has no key.
    pub id: u128,
    /// Hash of the request's body: the same key with another body is refused.
    pub body: u64,
}

impl Key {
    /// A command that is never recognised as a repetition.
    pub const NONE: Self = Self { id: 0, body: 0 };
}

/// Everything that can happen in a venue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The first command of every journal: which venue this is and by which rules it trades.
    OpenVenue {
        /// The venue's number.
        venue: VenueNo,
        /// Its rule profile, for good.
        profile: Profile,
    },
    /// Admits an instrument with its limits, modes and hold rates.
    OpenInstrument(InstrumentRules),
    /// Moves money to a member's desk.
    Credit {
        /// Number of the instruction.
        instruction: InstructionNo,
        /// Whose desk.
        member: MemberNo,
        /// Amount in fen, above zero.
        amount_fen: i64,
    },
    /// Moves available money away from a member's desk.
    Debit {
        /// Number of the instruction.
        instruction: InstructionNo,
        /// Whose desk.
        member: MemberNo,
        /// Amount in fen, above zero.
        amount_fen: i64,
    },
    /// Registers a warehouse receipt with its member.
    IssueReceipt {
        /// Number of the instruction.
        instruction: InstructionNo,
        /// The receipt's own number, never used twice.
        receipt: ReceiptNo,
        /// Its owner.
        member: MemberNo,
        /// What it holds.
        instrument: InstrumentNo,
        /// How many contracts it covers.
        contracts: Qty,
    },
    /// Gives back what is free on a receipt; refused while anything is held on it.
    CancelReceipt {
        /// Number of the instruction.
        instruction: InstructionNo,
        /// Which receipt.
        receipt: ReceiptNo,
    },
    /// Puts an offer or a bid (求购) on the listing board.
    List(NewListing),
    /// Takes (摘牌) a listing, wholly or partly.
    Take {
        /// Who takes: buys from an offer, sells to a bid.
        member: MemberNo,
        /// Which listing.
        listing: OrderNo,
        /// How many contracts.
        qty: Qty,
        /// The seller's receipt when the listing is a bid, else [`ReceiptNo::NONE`].
        receipt: ReceiptNo,
    },
    /// Withdraws one's own listing.
    Unlist {
        /// Whose listing.
        member: MemberNo,
        /// Which listing.
        listing: OrderNo,
    },
    /// Places an order in the continuous book.
    Place(NewOrder),
    /// Cancels one's own resting order.
    Cancel {
        /// Whose order.
        member: MemberNo,
        /// Which order.
        order: OrderNo,
    },
    /// Gives a resting order a new price and quantity; it matches first and then rests last.
    Replace {
        /// Whose order.
        member: MemberNo,
        /// Which order.
        order: OrderNo,
        /// The new limit.
        price: Ticks,
        /// The new quantity, counted from now.
        qty: Qty,
    },
    /// Nothing but the passage of time: what is due ends.
    Tick,
}

/// The limits, modes and hold rates of one instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstrumentRules {
    /// Its number.
    pub instrument: InstrumentNo,
    /// What one contract is worth at a price of one tick, in fen.
    pub tick_value_fen: i64,
    /// The highest price accepted.
    pub price_max: Ticks,
    /// The most contracts of one order or listing.
    pub qty_max: Qty,
    /// Share of the value that a listing's buyer holds, in 1/10,000; none closes the board.
    pub listing_hold_bp: Option<u32>,
    /// Share of the value that a bid in the continuous book holds; none closes the book.
    pub continuous_hold_bp: Option<u32>,
    /// Terms of deals from the continuous book.
    pub terms: Terms,
}

/// A listing as its member asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewListing {
    /// Who lists.
    pub member: MemberNo,
    /// What.
    pub instrument: InstrumentNo,
    /// An offer sells, a bid (求购) buys.
    pub side: Side,
    /// The price at which it may be taken.
    pub price: Ticks,
    /// Contracts listed.
    pub qty: Qty,
    /// Fewest contracts of one take, except that the last ones may always be taken together.
    pub min_take: Qty,
    /// The listing stands before this instant and ends with the first command at or after it.
    pub valid_until: Millis,
    /// Receipt behind an offer; [`ReceiptNo::NONE`] for a bid.
    pub receipt: ReceiptNo,
    /// Terms of the deals it makes.
    pub terms: Terms,
}

/// An order for the continuous book as its member asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewOrder {
    /// Who orders.
    pub member: MemberNo,
    /// What.
    pub instrument: InstrumentNo,
    /// Buy or sell.
    pub side: Side,
    /// The limit.
    pub price: Ticks,
    /// Contracts.
    pub qty: Qty,
    /// What becomes of the part that does not match at once.
    pub tif: TimeInForce,
    /// Receipt behind an ask; [`ReceiptNo::NONE`] for a bid.
    pub receipt: ReceiptNo,
}

/// Delivery terms that travel from a listing to its deals; the engine never reads them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Freight in fen per tonne.
    pub freight_fen_per_t: u32,
    /// Inspection in fen per tonne.
    pub inspection_fen_per_t: u32,
    /// Number of the delivery place.
    pub place: u32,
}

/// Which way a member trades.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// A bid.
    Buy,
    /// An offer or ask.
    Sell,
}

impl Side {
    /// The other side of the market.
    pub const fn opposite(self) -> Self {
        match self {
            Self::Buy => Self::Sell,
            Self::Sell => Self::Buy,
        }
    }
}

/// What becomes of the part of an order that does not match at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeInForce {
    /// It rests until cancelled.
    Gtc,
    /// It is dropped.
    Ioc,
}

/// A way of dealing that an instrument may have open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The listing board (挂牌摘牌).
    Listing,
    /// The continuous price-time book.
    Continuous,
}

/// The rules a venue trades by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Spot trading in China: no continuous matching.
    CnSpot,
    /// Jurisdictions that allow every mode.
    Open,
    /// Play money, every mode.
    Sim,
}

impl Profile {
    /// Whether a venue of this profile may open `mode`.
    pub const fn allows(self, mode: Mode) -> bool {
        match (self, mode) {
            (_, Mode::Listing) | (Self::Open | Self::Sim, Mode::Continuous) => true,
            (Self::CnSpot, Mode::Continuous) => false,
        }
    }
}
