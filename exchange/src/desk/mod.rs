//! The desk: where commands come in, are put in order, made durable, applied and answered.
//!
//! # Ordering
//! One thread owns the engine and the journal. It takes what waits in a bounded queue, stamps
//! it, appends it, makes it durable with one sync, applies it in that order, answers each
//! submitter and publishes the events. So an acknowledged command is durable, and nothing is
//! seen that is not.
//!
//! # Two ways out
//! The projection reads the `Feed`, which loses nothing: it is bounded, and past its bound the
//! desk waits. Everyone else subscribes to a broadcast and is told when it fell behind.
//!
//! # Known limits
//! A snapshot is taken by the desk's thread (the copy) and written beside it (the disk), so
//! commands wait as long as the copy takes.

mod ask;
pub mod embedded;
pub mod feed;
pub mod key;
pub mod measure;
pub mod replay;
mod reply;
mod sequencer;
mod snapshots;
#[cfg(test)]
mod tests;
pub mod venue;

use async_trait::async_trait;
use engine::{
    Action, DecodeError, Depth, Event, Funds, InstructionNo, InstrumentNo, InstrumentRules, Key,
    LiveListing, LiveOrder, LiveReceipt, MemberNo, Millis, OrderNo, Outcome, Profile, VenueNo,
};
use tokio::sync::broadcast;

use crate::journal::JournalError;

/// The way to a venue's orders, in this process or in another.
#[async_trait]
pub trait Desk: Send + Sync {
    /// Has a command ordered, made durable and applied, and answers with what came of it.
    ///
    /// A refusal of the market is an answer, not an error.
    ///
    /// # Errors
    /// `Busy` before anything was done; `Stopped` when it may or may not have been made durable:
    /// the same key sent again after a restart finds out.
    async fn submit(&self, key: Key, action: Action) -> Result<Reply, DeskError>;

    /// Reads the state of the last acknowledged command.
    ///
    /// # Errors
    /// `Stopped`.
    async fn query(&self, query: Query) -> Result<Answer, DeskError>;

    /// Every event from now on; a receiver that falls behind is told how many it missed.
    fn subscribe(&self) -> broadcast::Receiver<(Stamp, Event)>;
}

/// The name of an event, and when it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The shard; a venue is one.
    pub shard: u32,
    /// The command's sequence in the journal.
    pub seq: u64,
    /// The event's place among those of its command, from 0.
    pub index: u32,
    /// Engine time in milliseconds since the Unix epoch, UTC.
    pub time: i64,
}

/// The last event that a projection has written; the default is none yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// The command's sequence, 0 before the first.
    pub seq: u64,
    /// The event's place among those of its command.
    pub index: u32,
}

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The sequence of this submission in the journal.
    pub seq: u64,
    /// Its stamp in milliseconds since the Unix epoch, UTC.
    pub time: i64,
    /// The sequence of the command that had the effect: an earlier one if the key was repeated.
    pub first_seq: u64,
    /// What came of it, the same for a repeated key as the first time.
    pub outcome: Outcome,
    /// All events of this submission, those of listings that were due first.
    pub events: Vec<Event>,
}

/// A question about the state of the venue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Query {
    /// The venue itself.
    Venue,
    /// A member's money on the desk.
    Funds {
        /// Whose.
        member: MemberNo,
    },
    /// A member's resting orders.
    Orders {
        /// Whose.
        member: MemberNo,
    },
    /// The listings on the board, of one instrument, of one member, or all.
    Listings {
        /// Only of this instrument.
        instrument: Option<InstrumentNo>,
        /// Only of this member.
        member: Option<MemberNo>,
    },
    /// One listing.
    Listing {
        /// Its number.
        listing: OrderNo,
    },
    /// The best levels of a continuous book.
    Depth {
        /// Of which instrument.
        instrument: InstrumentNo,
        /// How many levels of each side.
        levels: usize,
    },
    /// A member's receipts.
    Receipts {
        /// Whose.
        member: MemberNo,
    },
    /// The hash of everything the engine knows; it reads all of it, so it is for audits.
    StateHash,
}

/// The answer to a query, of the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The venue itself.
    Venue(VenueState),
    /// A member's money on the desk.
    Funds(Funds),
    /// A member's resting orders, by number.
    Orders(Vec<LiveOrder>),
    /// Listings by number.
    Listings(Vec<LiveListing>),
    /// One listing, while it stands.
    Listing(Option<LiveListing>),
    /// The best levels of a continuous book.
    Depth(Depth),
    /// A member's receipts, in order of issue.
    Receipts(Vec<LiveReceipt>),
    /// The hash of everything the engine knows.
    StateHash(u64),
}

/// What a venue is and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenueState {
    /// The venue and its profile, once opened.
    pub venue: Option<(VenueNo, Profile)>,
    /// Its instruments, by number.
    pub instruments: Vec<InstrumentRules>,
    /// Sequence of the last command applied.
    pub last_seq: u64,
    /// Engine time.
    pub time: Millis,
    /// The last instruction answered.
    pub last_instruction: InstructionNo,
    /// When a `Tick` will have something to do.
    pub next_due: Option<Millis>,
    /// How many commands with events the projection is behind.
    pub projection_lag: u64,
}

/// Why the desk gives no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeskError {
    /// The projection is too far behind to take new orders.
    #[error("the desk is busy, retry after {retry_after_ms} ms")]
    Busy {
        /// When to try again.
        retry_after_ms: u64,
    },
    /// The desk takes nothing any more; the process has to be started again.
    #[error("the desk stopped: {cause}")]
    Stopped {
        /// What stopped it.
        cause: String,
    },
}

/// Why a desk cannot be opened, or its journal replayed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The journal cannot be opened or read.
    #[error("the journal cannot be used")]
    Journal(#[from] JournalError),
    /// A record holds no command.
    #[error("record {seq} is no command")]
    NotACommand {
        /// Its sequence.
        seq: u64,
        /// What is wrong with it.
        source: DecodeError,
    },
    /// A record's command was encoded by another release.
    #[error("record {seq} has encoding {found}; this release reads {supported}")]
    Encoding {
        /// Its sequence.
        seq: u64,
        /// The version found.
        found: u8,
        /// The version that can be read.
        supported: u8,
    },
    /// The database knows events that the journal does not.
    #[error("the journal ends at record {last}, but the projection has written record {projected}")]
    JournalTooShort {
        /// The last record there is.
        last: u64,
        /// The last record of the projection.
        projected: u64,
    },
    /// The operating system gave no thread.
    #[error("the desk's threads cannot be started")]
    Thread(#[source] std::io::Error),
}
