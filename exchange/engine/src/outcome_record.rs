//! An outcome as four words, for the snapshot's memory of keys.
//!
//! The first word names outcome and refusal, the others carry their values.

use crate::command::Mode;
use crate::event::Outcome;
use crate::refusal::{InstrumentRule, Refusal};
use crate::units::{InstructionNo, InstrumentNo, MemberNo, Millis, OrderNo, Qty, ReceiptNo, Ticks};

/// Words of an encoded outcome.
pub(crate) type Words = [u64; 4];

/// The outcome's one encoding.
pub(crate) fn to_words(outcome: Outcome) -> Words {
    let refusal = |kind: u64, reason| {
        let [refusal, first, second] = refusal_words(reason);
        [kind | refusal << 8, first, second, 0]
    };
    match outcome {
        Outcome::Opened => [1, 0, 0, 0],
        Outcome::Instructed { instruction } => [2, instruction.get(), 0, 0],
        Outcome::InstructionRefused { reason } => refusal(3, reason),
        Outcome::Listed { listing, held_fen } => [4, listing.get(), held_fen.cast_unsigned(), 0],
        Outcome::Taken { deal, held_fen } => [5, u64::from(deal), held_fen.cast_unsigned(), 0],
        Outcome::Unlisted { listing } => [6, listing.get(), 0, 0],
        Outcome::Placed {
            order,
            filled,
            rested,
            deals,
            first_deal,
        } => [
            7,
            order.get(),
            pair(filled.get(), rested.get()),
            pair(deals, first_deal),
        ],
        Outcome::Cancelled { order } => [8, order.get(), 0, 0],
        Outcome::Ticked => [9, 0, 0, 0],
        Outcome::Refused { reason } => refusal(10, reason),
    }
}

/// The outcome that [`to_words`] wrote; none for words it never writes.
pub(crate) fn from_words(words: Words) -> Option<Outcome> {
    let [kind, first, second, third] = words;
    let reason = || refusal_of([kind >> 8, first, second]);
    let held_fen = second.cast_signed();
    let outcome = match kind & 0xFF {
        1 => Outcome::Opened,
        2 => Outcome::Instructed {
            instruction: InstructionNo::new(first),
        },
        3 => Outcome::InstructionRefused { reason: reason()? },
        4 => Outcome::Listed {
            listing: OrderNo::new(first),
            held_fen,
        },
        5 => Outcome::Taken {
            deal: narrow(first)?,
            held_fen,
        },
        6 => Outcome::Unlisted {
            listing: OrderNo::new(first),
        },
        7 => Outcome::Placed {
            order: OrderNo::new(first),
            filled: Qty::new((second >> 32) as u32),
            rested: Qty::new(second as u32),
            deals: (third >> 32) as u32,
            first_deal: third as u32,
        },
        8 => Outcome::Cancelled {
            order: OrderNo::new(first),
        },
        9 => Outcome::Ticked,
        10 => Outcome::Refused { reason: reason()? },
        _ => return None,
    };
    (to_words(outcome) == words).then_some(outcome)
}

fn refusal_words(refusal: Refusal) -> [u64; 3] {
    let quantity = |qty: Qty| u64::from(qty.get());
    match refusal {
        Refusal::VenueNotOpen => [1, 0, 0],
        Refusal::VenueAlreadyOpen => [2, 0, 0],
        Refusal::ModeClosed { mode } => [3, mode_word(mode), 0],
        Refusal::InstrumentUnknown { instrument } => [4, u64::from(instrument.get()), 0],
        Refusal::InstrumentAlreadyOpen { instrument } => [5, u64::from(instrument.get()), 0],
        Refusal::RuleOutOfBounds { rule } => [6, rule_word(rule), 0],
        Refusal::MemberUnknown { member } => [7, u64::from(member.get()), 0],
        Refusal::InstructionAhead { expected } => [8, expected.get(), 0],
        Refusal::KeyReused { first_seq } => [9, first_seq, 0],
        Refusal::VenueFull => [10, 0, 0],
        Refusal::AmountNotPositive => [11, 0, 0],
        Refusal::BalanceTooLarge { max_fen } => [12, max_fen.cast_unsigned(), 0],
        Refusal::PriceOutOfRange { price_max } => [13, price_max.get().cast_unsigned(), 0],
        Refusal::ZeroQuantity => [14, 0, 0],
        Refusal::QuantityTooLarge { qty_max } => [15, quantity(qty_max), 0],
        Refusal::MinTakeOutOfRange { qty } => [16, quantity(qty), 0],
        Refusal::Expired { now } => [17, now.get().cast_unsigned(), 0],
        Refusal::ShortOfFunds {
            needed_fen,
            available_fen,
        } => [
            18,
            needed_fen.cast_unsigned(),
            available_fen.cast_unsigned(),
        ],
        Refusal::ShortOfGoods { needed, free } => [19, quantity(needed), quantity(free)],
        Refusal::ReceiptUnknown { receipt } => [20, receipt.get(), 0],
        Refusal::ReceiptNotNeeded { receipt } => [21, receipt.get(), 0],
        Refusal::ReceiptNotYours { receipt } => [22, receipt.get(), 0],
        Refusal::ReceiptOfOtherInstrument { instrument } => [23, u64::from(instrument.get()), 0],
        Refusal::ReceiptAlreadyIssued { receipt } => [24, receipt.get(), 0],
        Refusal::ReceiptHeld { held } => [25, quantity(held), 0],
        Refusal::ListingUnknown { listing } => [26, listing.get(), 0],
        Refusal::ListingNotYours { listing } => [27, listing.get(), 0],
        Refusal::OwnListing { listing } => [28, listing.get(), 0],
        Refusal::BelowMinimum { min_take, left } => [29, quantity(min_take), quantity(left)],
        Refusal::MoreThanLeft { left } => [30, quantity(left), 0],
        Refusal::OrderUnknown { order } => [31, order.get(), 0],
        Refusal::OrderNotYours { order } => [32, order.get(), 0],
    }
}

fn refusal_of([kind, first, second]: [u64; 3]) -> Option<Refusal> {
    let quantity = |word: u64| narrow(word).map(Qty::new);
    let instrument = || narrow(first).map(InstrumentNo::new);
    Some(match kind {
        1 => Refusal::VenueNotOpen,
        2 => Refusal::VenueAlreadyOpen,
        3 => Refusal::ModeClosed {
            mode: mode_of(first)?,
        },
        4 => Refusal::InstrumentUnknown {
            instrument: instrument()?,
        },
        5 => Refusal::InstrumentAlreadyOpen {
            instrument: instrument()?,
        },
        6 => Refusal::RuleOutOfBounds {
            rule: rule_of(first)?,
        },
        7 => Refusal::MemberUnknown {
            member: MemberNo::new(narrow(first)?),
        },
        8 => Refusal::InstructionAhead {
            expected: InstructionNo::new(first),
        },
        9 => Refusal::KeyReused { first_seq: first },
        10 => Refusal::VenueFull,
        11 => Refusal::AmountNotPositive,
        12 => Refusal::BalanceTooLarge {
            max_fen: first.cast_signed(),
        },
        13 => Refusal::PriceOutOfRange {
            price_max: Ticks::new(first.cast_signed()),
        },
        14 => Refusal::ZeroQuantity,
        15 => Refusal::QuantityTooLarge {
            qty_max: quantity(first)?,
        },
        16 => Refusal::MinTakeOutOfRange {
            qty: quantity(first)?,
        },
        17 => Refusal::Expired {
            now: Millis::new(first.cast_signed()),
        },
        _ => return holding_refusal_of([kind, first, second]),
    })
}

/// The refusals that concern money, receipts, listings and orders.
fn holding_refusal_of([kind, first, second]: [u64; 3]) -> Option<Refusal> {
    let quantity = |word: u64| narrow(word).map(Qty::new);
    let instrument = || narrow(first).map(InstrumentNo::new);
    let receipt = ReceiptNo::new(first);
    let (listing, order) = (OrderNo::new(first), OrderNo::new(first));
    Some(match kind {
        18 => Refusal::ShortOfFunds {
            needed_fen: first.cast_signed(),
            available_fen: second.cast_signed(),
        },
        19 => Refusal::ShortOfGoods {
            needed: quantity(first)?,
            free: quantity(second)?,
        },
        20 => Refusal::ReceiptUnknown { receipt },
        21 => Refusal::ReceiptNotNeeded { receipt },
        22 => Refusal::ReceiptNotYours { receipt },
        23 => Refusal::ReceiptOfOtherInstrument {
            instrument: instrument()?,
        },
        24 => Refusal::ReceiptAlreadyIssued { receipt },
        25 => Refusal::ReceiptHeld {
            held: quantity(first)?,
        },
        26 => Refusal::ListingUnknown { listing },
        27 => Refusal::ListingNotYours { listing },
        28 => Refusal::OwnListing { listing },
        29 => Refusal::BelowMinimum {
            min_take: quantity(first)?,
            left: quantity(second)?,
        },
        30 => Refusal::MoreThanLeft {
            left: quantity(first)?,
        },
        31 => Refusal::OrderUnknown { order },
        32 => Refusal::OrderNotYours { order },
        _ => return None,
    })
}

const MODES: [Mode; 2] = [Mode::Listing, Mode::Continuous];

const RULES: [InstrumentRule; 6] = [
    InstrumentRule::Number,
    InstrumentRule::TickValue,
    InstrumentRule::PriceMax,
    InstrumentRule::QtyMax,
    InstrumentRule::Hold,
    InstrumentRule::Value,
];

fn mode_word(mode: Mode) -> u64 {
    match mode {
        Mode::Listing => 0,
        Mode::Continuous => 1,
    }
}

fn mode_of(word: u64) -> Option<Mode> {
    MODES.get(usize::try_from(word).ok()?).copied()
}

fn rule_word(rule: InstrumentRule) -> u64 {
    match rule {
        InstrumentRule::Number => 0,
        InstrumentRule::TickValue => 1,
        InstrumentRule::PriceMax => 2,
        InstrumentRule::QtyMax => 3,
        InstrumentRule::Hold => 4,
        InstrumentRule::Value => 5,
    }
}

fn rule_of(word: u64) -> Option<InstrumentRule> {
    RULES.get(usize::try_from(word).ok()?).copied()
}

const fn pair(high: u32, low: u32) -> u64 {
    (high as u64) << 32 | low as u64
}

fn narrow(word: u64) -> Option<u32> {
    u32::try_from(word).ok()
}
