//! A command as a record of fixed width, little endian, one layout for every action.
//!
//! | bytes | field | | bytes | field |
//! |---|---|---|---|---|
//! | 0 | kind | | 48..56 | number: listing, order, instruction or venue |
//! | 1 | side or profile | | 56..64 | `valid_until` or `tick_value_fen` |
//! | 2 | time in force, or which hold rates there are | | 64..72 | receipt |
//! | 4..8 | member | | 72..76 | `min_take` or `listing_hold_bp` |
//! | 8..24 | key id | | 76..80 | `continuous_hold_bp` |
//! | 24..32 | key body | | 80..92 | terms |
//! | 32..36 | instrument | | 92..96 | zero |
//! | 36..40 | quantity | | | |
//! | 40..48 | price or amount | | | |
//!
//! Invariant: a command has exactly one encoding. What an action does not use is zero, and
//! bytes that say otherwise are refused, so that equal records are equal commands. The layout's
//! version is the journal's business.

use std::fmt;

use crate::command::{
    Action, Command, InstrumentRules, Key, NewListing, NewOrder, Profile, Side, Terms, TimeInForce,
};
use crate::units::{
    InstructionNo, InstrumentNo, MemberNo, Millis, OrderNo, Qty, ReceiptNo, Ticks, VenueNo,
};

/// Width of an encoded command.
pub const COMMAND_BYTES: usize = 96;

/// Why bytes are not a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// A record is exactly [`COMMAND_BYTES`] wide.
    Width {
        /// Bytes given.
        len: usize,
    },
    /// No action has this kind.
    Kind {
        /// The byte found.
        kind: u8,
    },
    /// A choice (side, profile, time in force) has no such value.
    Choice {
        /// The byte found.
        value: u8,
    },
    /// A byte that the action does not use is not zero.
    StrayBytes,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Width { len } => write!(f, "a command has {COMMAND_BYTES} bytes, not {len}"),
            Self::Kind { kind } => write!(f, "no action has kind {kind}"),
            Self::Choice { value } => write!(f, "no choice has value {value}"),
            Self::StrayBytes => write!(f, "bytes that the action does not use are not zero"),
        }
    }
}

impl std::error::Error for DecodeError {}

const OPEN_VENUE: u8 = 1;
const OPEN_INSTRUMENT: u8 = 2;
const CREDIT: u8 = 3;
const DEBIT: u8 = 4;
const ISSUE_RECEIPT: u8 = 5;
const CANCEL_RECEIPT: u8 = 6;
const LIST: u8 = 7;
const TAKE: u8 = 8;
const UNLIST: u8 = 9;
const PLACE: u8 = 10;
const CANCEL: u8 = 11;
const REPLACE: u8 = 12;
const TICK: u8 = 13;

const HAS_LISTING_HOLD: u8 = 1;
const HAS_CONTINUOUS_HOLD: u8 = 2;

impl Command {
    /// The command's one encoding.
    pub fn encode(&self) -> [u8; COMMAND_BYTES] {
        let mut record = Record::of(&self.action);
        record.key = self.key;
        record.to_bytes()
    }

    /// Reads a command back.
    ///
    /// # Errors
    /// [`DecodeError`] when the bytes are not the one encoding of a command.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let bytes: &[u8; COMMAND_BYTES] = bytes
            .try_into()
            .map_err(|_| DecodeError::Width { len: bytes.len() })?;
        let record = Record::from_bytes(bytes);
        let command = Self {
            key: record.key,
            action: record.action()?,
        };
        if command.encode() == *bytes {
            Ok(command)
        } else {
            Err(DecodeError::StrayBytes)
        }
    }
}

/// Every field any action has; the layout of the module's table.
#[derive(Default)]
struct Record {
    kind: u8,
    choice: u8,
    option: u8,
    member: u32,
    key: Key,
    instrument: u32,
    qty: u32,
    amount: i64,
    number: u64,
    extent: i64,
    receipt: u64,
    minimum: u32,
    rate_bp: u32,
    terms: Terms,
}

impl Record {
    fn of(action: &Action) -> Self {
        let empty = Self::default();
        match *action {
            Action::OpenVenue { venue, profile } => Self {
                kind: OPEN_VENUE,
                choice: profile_byte(profile),
                number: u64::from(venue.get()),
                ..empty
            },
            Action::OpenInstrument(rules) => Self::of_rules(&rules),
            Action::Credit {
                instruction,
                member,
                amount_fen,
            } => Self::of_cash(CREDIT, instruction, member, amount_fen),
            Action::Debit {
                instruction,
                member,
                amount_fen,
            } => Self::of_cash(DEBIT, instruction, member, amount_fen),
            Action::IssueReceipt { .. } => Self::of_issue(action),
            Action::CancelReceipt {
                instruction,
                receipt,
            } => Self {
                kind: CANCEL_RECEIPT,
                number: instruction.get(),
                receipt: receipt.get(),
                ..empty
            },
            Action::List(entry) => Self::of_listing(&entry),
            Action::Take {
                member,
                listing,
                qty,
                receipt,
            } => Self {
                qty: qty.get(),
                receipt: receipt.get(),
                ..Self::of_number(TAKE, member, listing)
            },
            Action::Unlist { member, listing } => Self::of_number(UNLIST, member, listing),
            Action::Place(entry) => Self::of_order(&entry),
            Action::Cancel { member, order } => Self::of_number(CANCEL, member, order),
            Action::Replace {
                member,
                order,
                price,
                qty,
            } => Self {
                amount: price.get(),
                qty: qty.get(),
                ..Self::of_number(REPLACE, member, order)
            },
            Action::Tick => Self {
                kind: TICK,
                ..empty
            },
        }
    }

    fn of_issue(action: &Action) -> Self {
        let Action::IssueReceipt {
            instruction,
            receipt,
            member,
            instrument,
            contracts,
        } = *action
        else {
            unreachable!("only an issue is encoded as one")
        };
        Self {
            kind: ISSUE_RECEIPT,
            number: instruction.get(),
            receipt: receipt.get(),
            member: member.get(),
            instrument: instrument.get(),
            qty: contracts.get(),
            ..Self::default()
        }
    }

    fn of_rules(rules: &InstrumentRules) -> Self {
        let listing = rules.listing_hold_bp.map_or(0, |_| HAS_LISTING_HOLD);
        let continuous = rules.continuous_hold_bp.map_or(0, |_| HAS_CONTINUOUS_HOLD);
        Self {
            kind: OPEN_INSTRUMENT,
            option: listing | continuous,
            instrument: rules.instrument.get(),
            qty: rules.qty_max.get(),
            amount: rules.price_max.get(),
            extent: rules.tick_value_fen,
            minimum: rules.listing_hold_bp.unwrap_or(0),
            rate_bp: rules.continuous_hold_bp.unwrap_or(0),
            terms: rules.terms,
            ..Self::default()
        }
    }

    fn of_cash(kind: u8, instruction: InstructionNo, member: MemberNo, amount_fen: i64) -> Self {
        Self {
            kind,
            number: instruction.get(),
            member: member.get(),
            amount: amount_fen,
            ..Self::default()
        }
    }

    fn of_number(kind: u8, member: MemberNo, number: OrderNo) -> Self {
        Self {
            kind,
            member: member.get(),
            number: number.get(),
            ..Self::default()
        }
    }

    fn of_listing(entry: &NewListing) -> Self {
        Self {
            kind: LIST,
            choice: side_byte(entry.side),
            member: entry.member.get(),
            instrument: entry.instrument.get(),
            qty: entry.qty.get(),
            amount: entry.price.get(),
            extent: entry.valid_until.get(),
            receipt: entry.receipt.get(),
            minimum: entry.min_take.get(),
            terms: entry.terms,
            ..Self::default()
        }
    }

    fn of_order(entry: &NewOrder) -> Self {
        Self {
            kind: PLACE,
            choice: side_byte(entry.side),
            option: tif_byte(entry.tif),
            member: entry.member.get(),
            instrument: entry.instrument.get(),
            qty: entry.qty.get(),
            amount: entry.price.get(),
            receipt: entry.receipt.get(),
            ..Self::default()
        }
    }

    fn action(&self) -> Result<Action, DecodeError> {
        let instruction = InstructionNo::new(self.number);
        let number = OrderNo::new(self.number);
        let member = MemberNo::new(self.member);
        let receipt = ReceiptNo::new(self.receipt);
        let qty = Qty::new(self.qty);
        let amount_fen = self.amount;
        Ok(match self.kind {
            OPEN_VENUE => Action::OpenVenue {
                venue: VenueNo::new(
                    u32::try_from(self.number).map_err(|_| DecodeError::StrayBytes)?,
                ),
                profile: profile_of(self.choice)?,
            },
            OPEN_INSTRUMENT => Action::OpenInstrument(self.rules()),
            CREDIT => Action::Credit {
                instruction,
                member,
                amount_fen,
            },
            DEBIT => Action::Debit {
                instruction,
                member,
                amount_fen,
            },
            ISSUE_RECEIPT => Action::IssueReceipt {
                instruction,
                receipt,
                member,
                instrument: InstrumentNo::new(self.instrument),
                contracts: qty,
            },
            CANCEL_RECEIPT => Action::CancelReceipt {
                instruction,
                receipt,
            },
            LIST => Action::List(self.listing()?),
            TAKE => Action::Take {
                member,
                listing: number,
                qty,
                receipt,
            },
            UNLIST => Action::Unlist {
                member,
                listing: number,
            },
            PLACE => Action::Place(self.order()?),
            CANCEL => Action::Cancel {
                member,
                order: number,
            },
            REPLACE => Action::Replace {
                member,
                order: number,
                price: Ticks::new(self.amount),
                qty,
            },
            TICK => Action::Tick,
            kind => return Err(DecodeError::Kind { kind }),
        })
    }

    fn rules(&self) -> InstrumentRules {
        let rate = |flag, bp| (self.option & flag != 0).then_some(bp);
        InstrumentRules {
            instrument: InstrumentNo::new(self.instrument),
            tick_value_fen: self.extent,
            price_max: Ticks::new(self.amount),
            qty_max: Qty::new(self.qty),
            listing_hold_bp: rate(HAS_LISTING_HOLD, self.minimum),
            continuous_hold_bp: rate(HAS_CONTINUOUS_HOLD, self.rate_bp),
            terms: self.terms,
        }
    }

    fn listing(&self) -> Result<NewListing, DecodeError> {
        Ok(NewListing {
            member: MemberNo::new(self.member),
            instrument: InstrumentNo::new(self.instrument),
            side: side_of(self.choice)?,
            price: Ticks::new(self.amount),
            qty: Qty::new(self.qty),
            min_take: Qty::new(self.minimum),
            valid_until: Millis::new(self.extent),
            receipt: ReceiptNo::new(self.receipt),
            terms: self.terms,
        })
    }

    fn order(&self) -> Result<NewOrder, DecodeError> {
        Ok(NewOrder {
            member: MemberNo::new(self.member),
            instrument: InstrumentNo::new(self.instrument),
            side: side_of(self.choice)?,
            price: Ticks::new(self.amount),
            qty: Qty::new(self.qty),
            tif: tif_of(self.option)?,
            receipt: ReceiptNo::new(self.receipt),
        })
    }

    fn to_bytes(&self) -> [u8; COMMAND_BYTES] {
        let mut bytes = [0; COMMAND_BYTES];
        bytes[0] = self.kind;
        bytes[1] = self.choice;
        bytes[2] = self.option;
        bytes[4..8].copy_from_slice(&self.member.to_le_bytes());
        bytes[8..24].copy_from_slice(&self.key.id.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.key.body.to_le_bytes());
        bytes[32..36].copy_from_slice(&self.instrument.to_le_bytes());
        bytes[36..40].copy_from_slice(&self.qty.to_le_bytes());
        bytes[40..48].copy_from_slice(&self.amount.to_le_bytes());
        bytes[48..56].copy_from_slice(&self.number.to_le_bytes());
        bytes[56..64].copy_from_slice(&self.extent.to_le_bytes());
        bytes[64..72].copy_from_slice(&self.receipt.to_le_bytes());
        bytes[72..76].copy_from_slice(&self.minimum.to_le_bytes());
        bytes[76..80].copy_from_slice(&self.rate_bp.to_le_bytes());
        bytes[80..84].copy_from_slice(&self.terms.freight_fen_per_t.to_le_bytes());
        bytes[84..88].copy_from_slice(&self.terms.inspection_fen_per_t.to_le_bytes());
        bytes[88..92].copy_from_slice(&self.terms.place.to_le_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8; COMMAND_BYTES]) -> Self {
        Self {
            kind: bytes[0],
            choice: bytes[1],
            option: bytes[2],
            member: u32::from_le_bytes(at(bytes, 4)),
            key: Key {
                id: u128::from_le_bytes(at(bytes, 8)),
                body: u64::from_le_bytes(at(bytes, 24)),
            },
            instrument: u32::from_le_bytes(at(bytes, 32)),
            qty: u32::from_le_bytes(at(bytes, 36)),
            amount: i64::from_le_bytes(at(bytes, 40)),
            number: u64::from_le_bytes(at(bytes, 48)),
            extent: i64::from_le_bytes(at(bytes, 56)),
            receipt: u64::from_le_bytes(at(bytes, 64)),
            minimum: u32::from_le_bytes(at(bytes, 72)),
            rate_bp: u32::from_le_bytes(at(bytes, 76)),
            terms: Terms {
                freight_fen_per_t: u32::from_le_bytes(at(bytes, 80)),
                inspection_fen_per_t: u32::from_le_bytes(at(bytes, 84)),
                place: u32::from_le_bytes(at(bytes, 88)),
            },
        }
    }
}

fn at<const N: usize>(bytes: &[u8; COMMAND_BYTES], start: usize) -> [u8; N] {
    bytes[start..start + N]
        .try_into()
        .expect("a slice of N bytes is N bytes wide")
}

pub(crate) const fn side_byte(side: Side) -> u8 {
    match side {
        Side::Buy => 0,
        Side::Sell => 1,
    }
}

pub(crate) const fn side_of(value: u8) -> Result<Side, DecodeError> {
    match value {
        0 => Ok(Side::Buy),
        1 => Ok(Side::Sell),
        value => Err(DecodeError::Choice { value }),
    }
}

const fn tif_byte(tif: TimeInForce) -> u8 {
    match tif {
        TimeInForce::Gtc => 0,
        TimeInForce::Ioc => 1,
    }
}

const fn tif_of(value: u8) -> Result<TimeInForce, DecodeError> {
    match value {
        0 => Ok(TimeInForce::Gtc),
        1 => Ok(TimeInForce::Ioc),
        value => Err(DecodeError::Choice { value }),
    }
}

pub(crate) const fn profile_byte(profile: Profile) -> u8 {
    match profile {
        Profile::CnSpot => 0,
        Profile::Open => 1,
        Profile::Sim => 2,
    }
}

pub(crate) const fn profile_of(value: u8) -> Result<Profile, DecodeError> {
    match value {
        0 => Ok(Profile::CnSpot),
        1 => Ok(Profile::Open),
        2 => Ok(Profile::Sim),
        value => Err(DecodeError::Choice { value }),
    }
}
