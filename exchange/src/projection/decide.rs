//! What an event writes, decided purely.

use engine::{
    Event, ListingEnd, Matched, Mode, NewListing, NewOrder, OrderEnd, OrderNo, Refusal, Side,
};
use ledger::Money;

use super::words::refusal;
use crate::deal::Match;
use crate::desk::Stamp;
use crate::entity::{deal, listing, market_order, trade};
use crate::funds::Verdict;

/// The word of a live order; its final ones are in [`ending`].
pub const RESTING: &str = "resting";

/// What an event's meaning depends on beside itself.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The venue's number.
    pub venue: u32,
}

/// One change of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// An instruction is answered: money or a receipt follows.
    Answer {
        /// Its number.
        number: i64,
        /// What the engine said.
        verdict: Verdict,
        /// The member whose accounts may move.
        member: Option<i64>,
    },
    /// A listing stands on the board.
    Listed(listing::Model),
    /// An order was accepted.
    Placed(market_order::Model),
    /// A listing or order that has a row changes.
    Change(Change),
    /// Two members traded.
    Trade(trade::Model),
    /// A trade becomes a deal.
    Deal(Match),
    /// The engine's balances, to be compared with those of the ledger.
    Checkpoint {
        /// The engine's hash over them.
        hash: u64,
    },
}

/// A change of a listing's or an order's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A listing was taken in part, or wholly.
    ListingTaken {
        /// Its number.
        number: i64,
        /// Contracts left.
        left: i64,
    },
    /// A listing left the board.
    ListingEnded {
        /// Its number.
        number: i64,
        /// Contracts that nobody took.
        left: i64,
        /// How it ended.
        state: listing::State,
    },
    /// An order matched.
    OrderFilled {
        /// Its number.
        number: i64,
        /// Contracts of this match.
        contracts: i64,
    },
    /// An order has a new price and open quantity.
    OrderReplaced {
        /// Its number.
        number: i64,
        /// The new limit.
        price_ticks: i64,
        /// The new open quantity.
        open: i64,
    },
    /// An order is no more.
    OrderEnded {
        /// Its number.
        number: i64,
        /// Why.
        outcome: &'static str,
        /// When.
        at: i64,
    },
}

/// What one event writes, in this order.
pub fn decide(state: &State, stamp: &Stamp, event: &Event) -> Vec<Write> {
    match event {
        Event::Credited { .. }
        | Event::CreditRefused { .. }
        | Event::Debited { .. }
        | Event::DebitRefused { .. }
        | Event::ReceiptIssued { .. }
        | Event::ReceiptRefused { .. }
        | Event::ReceiptCancelled { .. }
        | Event::ReceiptCancelRefused { .. } => answered(event).into_iter().collect(),
        Event::Listed { listing, entry, .. } => {
            vec![Write::Listed(listed(state, stamp, (*listing, entry)))]
        }
        Event::OrderPlaced { order, entry, .. } => {
            vec![Write::Placed(placed(state, stamp, (*order, entry)))]
        }
        Event::ListingEnded { .. } | Event::OrderReplaced { .. } | Event::OrderEnded { .. } => {
            changed(stamp, event)
                .map(Write::Change)
                .into_iter()
                .collect()
        }
        Event::Matched(matched) => match_writes(state, stamp, matched),
        Event::BalancesHash { hash } => vec![Write::Checkpoint { hash: *hash }],
        // Instruments and venue are settings of the database; an order that rests was placed; the
        // others change nothing.
        Event::VenueOpened { .. }
        | Event::InstrumentOpened(_)
        | Event::InstructionIgnored { .. }
        | Event::OrderRested { .. }
        | Event::Refused { .. }
        | Event::Repeated { .. } => Vec::new(),
    }
}

/// The answer to an instruction, if the event is one.
fn answered(event: &Event) -> Option<Write> {
    let refused = |reason: &Refusal| Verdict::Refused(refusal(reason).to_owned());
    let (instruction, verdict, member) = match event {
        Event::Credited {
            instruction,
            member,
            ..
        }
        | Event::Debited {
            instruction,
            member,
            ..
        } => (instruction, Verdict::Done, Some(member)),
        Event::CreditRefused {
            instruction,
            member,
            reason,
            ..
        }
        | Event::DebitRefused {
            instruction,
            member,
            reason,
            ..
        } => (instruction, refused(reason), Some(member)),
        Event::ReceiptIssued { instruction, .. } | Event::ReceiptCancelled { instruction, .. } => {
            (instruction, Verdict::Done, None)
        }
        Event::ReceiptRefused {
            instruction,
            reason,
            ..
        }
        | Event::ReceiptCancelRefused {
            instruction,
            reason,
            ..
        } => (instruction, refused(reason), None),
        _ => return None,
    };
    let number = as_row(instruction.get());
    Some(Write::Answer {
        number,
        verdict,
        member: member.map(|member| i64::from(member.get())),
    })
}

/// The change of a row, if the event is one.
fn changed(stamp: &Stamp, event: &Event) -> Option<Change> {
    match event {
        Event::ListingEnded {
            listing,
            reason,
            left,
            ..
        } => Some(Change::ListingEnded {
            number: number(*listing),
            left: i64::from(left.get()),
            state: match reason {
                ListingEnd::Taken => listing::State::Taken,
                ListingEnd::Expired => listing::State::Expired,
                ListingEnd::Withdrawn => listing::State::Withdrawn,
            },
        }),
        Event::OrderReplaced {
            order, price, qty, ..
        } => Some(Change::OrderReplaced {
            number: number(*order),
            price_ticks: price.get(),
            open: i64::from(qty.get()),
        }),
        Event::OrderEnded { order, reason, .. } => Some(Change::OrderEnded {
            number: number(*order),
            outcome: ending(*reason),
            at: stamp.time,
        }),
        _ => None,
    }
}

/// The word of an order's end.
pub const fn ending(reason: OrderEnd) -> &'static str {
    match reason {
        OrderEnd::Filled => "filled",
        OrderEnd::Cancelled => "cancelled",
        OrderEnd::Ioc => "ioc",
        OrderEnd::SelfTrade => "self_trade",
    }
}

fn match_writes(state: &State, stamp: &Stamp, matched: &Matched) -> Vec<Write> {
    let contracts = i64::from(matched.qty.get());
    let mut writes = vec![
        Write::Trade(traded(stamp, matched)),
        Write::Deal(dealt(state, stamp, matched)),
    ];
    match matched.mode {
        Mode::Listing => writes.push(Write::Change(Change::ListingTaken {
            number: number(matched.maker),
            left: i64::from(matched.maker_left.get()),
        })),
        Mode::Continuous => {
            for order in [matched.maker, matched.taker] {
                writes.push(Write::Change(Change::OrderFilled {
                    number: number(order),
                    contracts,
                }));
            }
        }
    }
    writes
}

fn listed(state: &State, stamp: &Stamp, (no, entry): (OrderNo, &NewListing)) -> listing::Model {
    let quantity = i64::from(entry.qty.get());
    let receipt = as_row(entry.receipt.get());
    listing::Model {
        venue: i64::from(state.venue),
        number: number(no),
        instrument_id: i64::from(entry.instrument.get()),
        organisation_id: i64::from(entry.member.get()),
        side: match entry.side {
            Side::Buy => listing::Side::Buy,
            Side::Sell => listing::Side::Sell,
        },
        price_ticks: entry.price.get(),
        quantity,
        remaining: quantity,
        minimum_take: i64::from(entry.min_take.get()),
        receipt_id: (receipt != 0).then_some(receipt),
        freight_fen_per_t: i64::from(entry.terms.freight_fen_per_t),
        inspection_fen_per_t: i64::from(entry.terms.inspection_fen_per_t),
        place: i64::from(entry.terms.place),
        listed_at: stamp.time,
        valid_until: entry.valid_until.get(),
        state: listing::State::Listed,
    }
}

fn placed(state: &State, stamp: &Stamp, (no, entry): (OrderNo, &NewOrder)) -> market_order::Model {
    market_order::Model {
        venue: i64::from(state.venue),
        number: number(no),
        instrument_id: i64::from(entry.instrument.get()),
        organisation_id: i64::from(entry.member.get()),
        side: match entry.side {
            Side::Buy => market_order::Side::Buy,
            Side::Sell => market_order::Side::Sell,
        },
        price_ticks: entry.price.get(),
        quantity: i64::from(entry.qty.get()),
        filled: 0,
        outcome: RESTING.to_owned(),
        ended_at: stamp.time,
    }
}

fn traded(stamp: &Stamp, matched: &Matched) -> trade::Model {
    let (shard, seq, idx) = name(stamp);
    trade::Model {
        shard,
        seq,
        idx,
        instrument_id: i64::from(matched.instrument.get()),
        mode: match matched.mode {
            Mode::Listing => trade::Mode::Listing,
            Mode::Continuous => trade::Mode::Continuous,
        },
        maker_side: match matched.maker_side {
            Side::Buy => trade::MakerSide::Buy,
            Side::Sell => trade::MakerSide::Sell,
        },
        price_ticks: matched.price.get(),
        quantity: i64::from(matched.qty.get()),
        buyer_id: i64::from(matched.buyer.get()),
        seller_id: i64::from(matched.seller.get()),
        at: stamp.time,
    }
}

fn dealt(state: &State, stamp: &Stamp, matched: &Matched) -> Match {
    Match {
        venue: state.venue,
        event: name(stamp),
        instrument_id: i64::from(matched.instrument.get()),
        receipt_id: as_row(matched.receipt.get()),
        buyer_id: i64::from(matched.buyer.get()),
        seller_id: i64::from(matched.seller.get()),
        mode: match matched.mode {
            Mode::Listing => deal::Mode::Listing,
            Mode::Continuous => deal::Mode::Continuous,
        },
        price_ticks: matched.price.get(),
        contracts: i64::from(matched.qty.get()),
        held: Money::fen(matched.held_fen),
        freight_per_tonne: Money::fen(i64::from(matched.terms.freight_fen_per_t)),
        inspection_per_tonne: Money::fen(i64::from(matched.terms.inspection_fen_per_t)),
        at: stamp.time,
    }
}

/// The event's name as rows keep it.
pub(crate) fn name(stamp: &Stamp) -> (i64, i64, i64) {
    (
        i64::from(stamp.shard),
        as_row(stamp.seq),
        i64::from(stamp.index),
    )
}

fn number(order: OrderNo) -> i64 {
    as_row(order.get())
}

/// Sequences, order, receipt and instruction numbers count up from 1, far below 2^63.
fn as_row(number: u64) -> i64 {
    i64::try_from(number).expect("a counter that goes up one by one does not reach 2^63")
}
