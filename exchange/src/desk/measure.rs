//! How many orders a second go the whole durable way, on this disk.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::{
    Action, InstructionNo, InstrumentNo, InstrumentRules, Key, MemberNo, NewOrder, Profile, Qty,
    ReceiptNo, Side, Terms, Ticks, TimeInForce, VenueNo,
};
use futures::StreamExt;
use futures::stream;

use super::embedded::{DeskEmbedded, DeskOptions};
use super::feed::Feed;
use super::key::key_of;
use super::venue::{VenueError, VenuePlan, ensure_venue};
use super::{Cursor, Desk, DeskError, OpenError};
use crate::clock::Clock;

const SUBMITTERS: u32 = 64;
/// Orders that each submitter has on the way.
const PIPELINED: usize = 64;
const INSTRUMENT: InstrumentNo = InstrumentNo::new(1);
const FUNDS_FEN: i64 = 1_000_000_000_000_000;
const CONTRACTS: u32 = 1_000_000_000;

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Orders submitted, made durable, applied and answered.
    pub orders: u64,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// Orders a second.
    pub per_second: u64,
    /// Half of the orders were answered within this many microseconds.
    pub ack_p50_us: u64,
    /// Of a hundred orders 99 were answered within this many microseconds.
    pub ack_p99_us: u64,
    /// Events that the projection's reader had taken at the end.
    pub events: u64,
}

/// Why nothing was measured.
#[derive(Debug, thiserror::Error)]
pub enum MeasureError {
    /// The folder's desk cannot be opened.
    #[error("the desk cannot be opened")]
    Open(#[from] OpenError),
    /// The folder's journal has another venue.
    #[error("the venue cannot be opened")]
    Venue(#[from] VenueError),
    /// An order was not answered.
    #[error("the desk gave no answer")]
    Desk(#[from] DeskError),
}

/// Opens a venue in a new folder and trades there for `seconds`: 64 members, each with 64 orders
/// on the way, every second order meeting the one before.
///
/// # Errors
/// As the desk says; a folder with a journal of another kind is refused.
pub async fn measure(folder: &Path, seconds: u64) -> Result<Measure, MeasureError> {
    let options = DeskOptions::in_folder(folder, Clock::default()).map_err(OpenError::Journal)?;
    let (desk, feed, _) = DeskEmbedded::open(options, Cursor::default(), &mut |_, _| {})?;
    let desk: Arc<dyn Desk> = Arc::new(desk);
    let projection = tokio::spawn(drain(feed));
    prepare(&*desk).await?;

    let begun = Instant::now();
    let until = begun + Duration::from_secs(seconds);
    let submitters = (1..=SUBMITTERS).map(|member| {
        let desk = Arc::clone(&desk);
        tokio::spawn(async move { submit_until(&*desk, member, until).await })
    });
    let mut waits_us = Vec::new();
    for submitter in submitters.collect::<Vec<_>>() {
        waits_us.extend(submitter.await.expect("a submitter does not panic")?);
    }
    let elapsed_ms = u64::try_from(begun.elapsed().as_millis())
        .unwrap_or(u64::MAX)
        .max(1);
    drop(desk);
    let events = projection.await.expect("the reader does not panic");
    waits_us.sort_unstable();
    let orders = waits_us.len() as u64;
    let at = |percent: usize| {
        let wait = waits_us.get(waits_us.len() * percent / 100);
        u64::from(wait.copied().unwrap_or_default())
    };
    let per_second = orders * 1000 / elapsed_ms;
    Ok(Measure {
        orders,
        elapsed_ms,
        per_second,
        ack_p50_us: at(50),
        ack_p99_us: at(99),
        events,
    })
}

/// Stands for a projection that keeps up.
async fn drain(mut feed: Feed) -> u64 {
    let mut events = 0;
    while let Some(taken) = feed.next(4096).await {
        events += taken.len() as u64;
        if let Some((stamp, _)) = taken.last() {
            feed.set_projected(stamp.seq);
        }
    }
    events
}

/// Opens the venue and gives every member money and goods.
async fn prepare(desk: &dyn Desk) -> Result<(), MeasureError> {
    let rules = InstrumentRules {
        instrument: INSTRUMENT,
        tick_value_fen: 5000,
        price_max: Ticks::new(1000),
        qty_max: Qty::new(1000),
        listing_hold_bp: Some(1000),
        continuous_hold_bp: Some(10_000),
        terms: Terms::default(),
    };
    let plan = VenuePlan {
        venue: VenueNo::new(1),
        profile: Profile::Open,
        allowed: vec![Profile::Open],
        instruments: vec![rules],
    };
    ensure_venue(desk, &plan).await?;
    let mut instruction = desk.venue().await?.last_instruction.get();
    for number in 1..=SUBMITTERS {
        let member = MemberNo::new(number);
        let credit = Action::Credit {
            instruction: InstructionNo::new(instruction + 1),
            member,
            amount_fen: FUNDS_FEN,
        };
        let issue = Action::IssueReceipt {
            instruction: InstructionNo::new(instruction + 2),
            receipt: ReceiptNo::new(u64::from(number)),
            member,
            instrument: INSTRUMENT,
            contracts: Qty::new(CONTRACTS),
        };
        desk.submit(Key::NONE, credit).await?;
        desk.submit(Key::NONE, issue).await?;
        instruction += 2;
    }
    Ok(())
}

/// One member's orders until the time is up; gives how long each waited, in microseconds.
async fn submit_until(desk: &dyn Desk, member: u32, until: Instant) -> Result<Vec<u32>, DeskError> {
    let orders = stream::iter((0_u64..).take_while(|_| Instant::now() < until));
    let mut replies = orders
        .map(|number| async move {
            let begun = Instant::now();
            let key = key_of(&member.to_string(), &number.to_string(), b"");
            let action = Action::Place(order(member, number));
            desk.submit(key, action).await?;
            Ok::<_, DeskError>(u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX))
        })
        .buffer_unordered(PIPELINED);
    let mut waits_us = Vec::new();
    while let Some(wait) = replies.next().await {
        waits_us.push(wait?);
    }
    Ok(waits_us)
}

/// Buys from the odd members and sales from the even ones, around one price.
fn order(member: u32, number: u64) -> NewOrder {
    let is_buyer = member % 2 == 1;
    NewOrder {
        member: MemberNo::new(member),
        instrument: INSTRUMENT,
        side: if is_buyer { Side::Buy } else { Side::Sell },
        price: Ticks::new(240 + i64::from(number.is_multiple_of(3))),
        qty: Qty::new(1),
        tif: TimeInForce::Gtc,
        receipt: if is_buyer {
            ReceiptNo::NONE
        } else {
            ReceiptNo::new(u64::from(member))
        },
    }
}
