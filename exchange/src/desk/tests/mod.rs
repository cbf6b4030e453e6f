mod recovery;
mod serving;

use std::sync::Arc;

use engine::{
    Action, Event, InstructionNo, InstrumentNo, InstrumentRules, Key, MemberNo, Millis, NewListing,
    NewOrder, OrderNo, Outcome, Profile, Qty, ReceiptNo, Refusal, Side, Terms, Ticks, TimeInForce,
    VenueNo,
};
use futures::future::join_all;
use tokio::sync::broadcast::error::RecvError;

use super::embedded::{DeskEmbedded, DeskOptions, Opening};
use super::feed::Feed;
use super::key::key_of;
use super::venue::{Ensured, VenueError, VenuePlan, ensure_venue};
use super::{Cursor, Desk, DeskError, OpenError, Reply, Stamp};
use crate::clock::Clock;
use crate::journal::JournalError;
use crate::journal::memory::{Crash, Fault, MemoryStorage};
use crate::journal::storage::Storage;

const HS: InstrumentNo = InstrumentNo::new(1);
const SELLER: MemberNo = MemberNo::new(1);
const BUYER: MemberNo = MemberNo::new(2);
const RECEIPT: ReceiptNo = ReceiptNo::new(9);

/// A desk at work with its feed, what was replayed to it, and a way to change its options.
struct House {
    desk: Arc<DeskEmbedded>,
    feed: Feed,
    replayed: Vec<(Stamp, Event)>,
    opening: Opening,
}

impl House {
    fn open(disk: &MemoryStorage, cursor: Cursor, change: impl Fn(&mut DeskOptions)) -> House {
        let mut options = DeskOptions::new(Arc::new(disk.clone()), Clock::default());
        change(&mut options);
        let mut replayed = Vec::new();
        let (desk, feed, opening) = DeskEmbedded::open(options, cursor, &mut |stamp, event| {
            replayed.push((stamp, event))
        })
        .unwrap();
        House {
            desk: Arc::new(desk),
            feed,
            replayed,
            opening,
        }
    }

    /// A desk with a venue, a seller's receipt of 1,000 contracts and a buyer's money.
    async fn trading(disk: &MemoryStorage, change: impl Fn(&mut DeskOptions)) -> House {
        let house = House::open(disk, Cursor::default(), change);
        ensure_venue(&*house.desk, &plan(Profile::Open))
            .await
            .unwrap();
        house
            .submit("credit", credit(1, BUYER, 1_000_000_000))
            .await;
        house.submit("issue", issue(2)).await;
        house
    }

    async fn submit(&self, key: &str, action: Action) -> Reply {
        self.desk
            .submit(key_of("test", key, b""), action)
            .await
            .unwrap()
    }

    fn ask(&self) -> &dyn Desk {
        &*self.desk
    }

    /// Closes the desk and gives all events that nobody had taken.
    async fn close(mut self) -> Vec<(Stamp, Event)> {
        drop(self.desk);
        let mut events = Vec::new();
        while let Some(taken) = self.feed.next(7).await {
            events.extend(taken);
        }
        events
    }
}

fn rules(instrument: InstrumentNo) -> InstrumentRules {
    InstrumentRules {
        instrument,
        tick_value_fen: 5000,
        price_max: Ticks::new(1000),
        qty_max: Qty::new(1000),
        listing_hold_bp: Some(1000),
        continuous_hold_bp: Some(10_000),
        terms: Terms::default(),
    }
}

fn plan(profile: Profile) -> VenuePlan {
    let instruments = vec![rules(HS)];
    VenuePlan {
        venue: VenueNo::new(1),
        profile,
        allowed: vec![profile],
        instruments,
    }
}

fn credit(instruction: u64, member: MemberNo, amount_fen: i64) -> Action {
    Action::Credit {
        instruction: InstructionNo::new(instruction),
        member,
        amount_fen,
    }
}

fn issue(instruction: u64) -> Action {
    let (instruction, contracts) = (InstructionNo::new(instruction), Qty::new(1000));
    Action::IssueReceipt {
        instruction,
        receipt: RECEIPT,
        member: SELLER,
        instrument: HS,
        contracts,
    }
}

fn offer(qty: u32, valid_until: i64) -> Action {
    Action::List(NewListing {
        member: SELLER,
        instrument: HS,
        side: Side::Sell,
        price: Ticks::new(240),
        qty: Qty::new(qty),
        min_take: Qty::new(1),
        valid_until: Millis::new(valid_until),
        receipt: RECEIPT,
        terms: Terms::default(),
    })
}

fn place(member: MemberNo, side: Side, price: i64, qty: u32) -> Action {
    Action::Place(NewOrder {
        member,
        instrument: HS,
        side,
        price: Ticks::new(price),
        qty: Qty::new(qty),
        tif: TimeInForce::Gtc,
        receipt: if side == Side::Sell {
            RECEIPT
        } else {
            ReceiptNo::NONE
        },
    })
}

fn take(listing: OrderNo, qty: u32) -> Action {
    Action::Take {
        member: BUYER,
        listing,
        qty: Qty::new(qty),
        receipt: ReceiptNo::NONE,
    }
}

/// One command of every kind, after the venue, the credit and the receipt of `House::trading`.
fn every_kind() -> Vec<Action> {
    let (listing, resting) = (OrderNo::new(1), OrderNo::new(3));
    let debit = |n, amount_fen| Action::Debit {
        instruction: InstructionNo::new(n),
        member: BUYER,
        amount_fen,
    };
    vec![
        offer(10, i64::MAX),
        take(listing, 4),
        place(SELLER, Side::Sell, 250, 3),
        place(SELLER, Side::Sell, 260, 3),
        place(BUYER, Side::Buy, 250, 5),
        place(BUYER, Side::Buy, 270, 1),
        Action::Replace {
            member: SELLER,
            order: resting,
            price: Ticks::new(250),
            qty: Qty::new(1),
        },
        place(BUYER, Side::Buy, 100, 2),
        Action::Cancel {
            member: BUYER,
            order: OrderNo::new(6),
        },
        Action::Unlist {
            member: SELLER,
            listing,
        },
        take(listing, 1),
        debit(3, 100),
        debit(4, i64::MAX),
        Action::CancelReceipt {
            instruction: InstructionNo::new(5),
            receipt: RECEIPT,
        },
        issue(5),
        issue(77),
        Action::OpenInstrument(rules(HS)),
        Action::OpenInstrument(rules(InstrumentNo::new(2))),
        Action::Tick,
    ]
}

async fn submit_all(house: &House) -> Vec<(u64, Outcome)> {
    let mut replies = Vec::new();
    for (number, action) in every_kind().into_iter().enumerate() {
        let reply = house.submit(&number.to_string(), action).await;
        replies.push((reply.first_seq, reply.outcome));
    }
    replies
}
