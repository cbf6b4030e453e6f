//! The desk in this process, over a file journal.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};

use async_trait::async_trait;
use engine::{Action, Command, Engine, Event, Key};
use tokio::sync::{broadcast, mpsc, oneshot};

use super::feed::{Feed, Shared};
use super::replay::{self, COMMAND_VERSION};
use super::sequencer::{ENDED, Request, Sequencer};
use super::snapshots::SnapshotWriter;
use super::{Answer, Cursor, Desk, DeskError, OpenError, Query, Reply, Stamp};
use crate::clock::Clock;
use crate::journal::JournalError;
use crate::journal::file::{FileJournal, Options, TornTail};
use crate::journal::storage::{DiskStorage, Storage};

/// How a desk runs.
#[derive(Clone)]
pub struct DeskOptions {
    /// Where journal and snapshots are.
    pub storage: Arc<dyn Storage>,
    /// The shard that stamps carry.
    pub shard: u32,
    /// The time that commands are stamped with.
    pub clock: Clock,
    /// Requests that may wait for the desk; past it a submitter waits.
    pub queue_max: usize,
    /// Requests taken at once, and so commands made durable by one sync.
    pub batch_max: usize,
    /// Sequences the projection may be behind before new orders are refused.
    pub lag_max: u64,
    /// Events the feed may hold before the desk waits; the batch at hand may go beyond it.
    pub feed_events_max: usize,
    /// What a refused submitter is told to wait, in milliseconds.
    pub retry_after_ms: u64,
    /// Events that a subscriber may be behind before it is told that it missed some.
    pub subscriber_events_max: usize,
    /// Commands between two snapshots.
    pub snapshot_every: u64,
    /// A segment of the journal ends before it would grow past this.
    pub segment_bytes_max: u64,
}

impl DeskOptions {
    /// The usual numbers on a storage that this process may write.
    pub fn new(storage: Arc<dyn Storage>, clock: Clock) -> DeskOptions {
        DeskOptions {
            storage,
            shard: 0,
            clock,
            queue_max: 16_384,
            batch_max: 8_192,
            lag_max: 50_000,
            feed_events_max: 262_144,
            retry_after_ms: 500,
            subscriber_events_max: 4_096,
            snapshot_every: 100_000,
            segment_bytes_max: Options::default().segment_bytes_max,
        }
    }

    /// The usual numbers in a folder, which is locked and created if need be.
    ///
    /// # Errors
    /// `Locked` if another desk runs there, `Storage` if the disk refuses.
    pub fn in_folder(folder: &Path, clock: Clock) -> Result<DeskOptions, JournalError> {
        Ok(DeskOptions::new(
            Arc::new(DiskStorage::writer(folder)?),
            clock,
        ))
    }
}

/// What opening a desk found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The sequence of the snapshot it started from, 0 without one.
    pub snapshot_seq: u64,
    /// The last command of the journal.
    pub last_seq: u64,
    /// What a crash had left unfinished, none of it acknowledged.
    pub torn: Option<TornTail>,
}

/// A desk in this process; dropping it serves what waits, writes it down and lets go of the lock.
pub struct DeskEmbedded {
    /// Present until drop.
    requests: Option<mpsc::Sender<Request>>,
    feed: Arc<Shared>,
    subscribers: broadcast::Sender<(Stamp, Event)>,
    stopped: Arc<OnceLock<String>>,
    lag_max: u64,
    retry_after_ms: u64,
    thread: Option<JoinHandle<()>>,
}

impl DeskEmbedded {
    /// Opens a desk: restores the engine, gives every event after the projection's cursor to
    /// `replayed`, in order, and starts to serve.
    ///
    /// It reads files and so blocks its caller. What `replayed` has written is told by
    /// `Feed::set_projected`, as later on.
    ///
    /// # Errors
    /// `JournalTooShort` if the journal ends before the cursor; as the journal and its records say.
    pub fn open(
        options: DeskOptions,
        cursor: Cursor,
        replayed: &mut impl FnMut(Stamp, Event),
    ) -> Result<(DeskEmbedded, Feed, Opening), OpenError> {
        // The cursor may lie among the events of its command, so this command is applied again.
        let mut engine = replay::restore(&*options.storage, cursor.seq.saturating_sub(1))?;
        let snapshot_seq = engine.last_seq();
        let journal_options = Options {
            segment_bytes_max: options.segment_bytes_max,
            payload_version: COMMAND_VERSION,
            check_from: snapshot_seq + 1,
        };
        let (journal, torn) = FileJournal::open(Arc::clone(&options.storage), journal_options)?;
        if let Some(torn) = &torn {
            tracing::warn!(
                ?torn,
                "an unfinished write was cut off; none of it had been acknowledged"
            );
        }
        let last_seq = journal.last_seq();
        if last_seq < cursor.seq {
            return Err(OpenError::JournalTooShort {
                last: last_seq,
                projected: cursor.seq,
            });
        }
        let replay = Replay {
            shard: options.shard,
            cursor,
        };
        let published = replay.run(&mut engine, &journal, replayed)?;
        let opening = Opening {
            snapshot_seq,
            last_seq,
            torn,
        };
        let feed = Shared::new(options.feed_events_max, published, cursor.seq);
        let desk = DeskEmbedded::start(options, engine, journal, Arc::clone(&feed))?;
        Ok((desk, feed.feed(), opening))
    }

    fn start(
        options: DeskOptions,
        engine: Engine,
        journal: FileJournal,
        feed: Arc<Shared>,
    ) -> Result<DeskEmbedded, OpenError> {
        let (requests, receiver) = mpsc::channel(options.queue_max);
        let (subscribers, _) = broadcast::channel(options.subscriber_events_max);
        let stopped = Arc::new(OnceLock::new());
        let snapshots = SnapshotWriter::start(options.storage, Arc::clone(&feed));
        let sequencer = Sequencer {
            shard: options.shard,
            clock: options.clock,
            snapshot_seq: engine.last_seq(),
            engine,
            journal,
            stopped: Arc::clone(&stopped),
            requests: receiver,
            feed: Arc::clone(&feed),
            subscribers: subscribers.clone(),
            snapshots: snapshots.map_err(OpenError::Thread)?,
            snapshot_every: options.snapshot_every,
            batch_max: options.batch_max,
        };
        let thread = thread::Builder::new()
            .name("desk".to_owned())
            .spawn(move || sequencer.run())
            .map_err(OpenError::Thread)?;
        Ok(DeskEmbedded {
            requests: Some(requests),
            feed,
            subscribers,
            stopped,
            lag_max: options.lag_max,
            retry_after_ms: options.retry_after_ms,
            thread: Some(thread),
        })
    }

    /// As `Feed::set_projected`.
    pub fn set_projected(&self, seq: u64) {
        self.feed.set_projected(seq);
    }

    /// Sequences that the projection is behind.
    pub fn projection_lag(&self) -> u64 {
        self.feed.lag()
    }

    async fn send(&self, request: Request) -> Result<(), DeskError> {
        let requests = self.requests.as_ref().expect("present until drop");
        requests.send(request).await.map_err(|_| self.stopped())
    }

    fn stopped(&self) -> DeskError {
        let cause = self.stopped.get().map_or(ENDED, String::as_str);
        DeskError::Stopped {
            cause: cause.to_owned(),
        }
    }
}

#[async_trait]
impl Desk for DeskEmbedded {
    async fn submit(&self, key: Key, action: Action) -> Result<Reply, DeskError> {
        if adds_work(&action) && self.feed.lag() > self.lag_max {
            metrics::counter!("sanbao_desk_busy_total").increment(1);
            return Err(DeskError::Busy {
                retry_after_ms: self.retry_after_ms,
            });
        }
        let (sender, reply) = oneshot::channel();
        self.send(Request::Submit(Command { key, action }, sender))
            .await?;
        reply.await.map_err(|_| self.stopped())
    }

    async fn query(&self, query: Query) -> Result<Answer, DeskError> {
        let (sender, answer) = oneshot::channel();
        self.send(Request::Query(query, sender)).await?;
        answer.await.map_err(|_| self.stopped())
    }

    fn subscribe(&self) -> broadcast::Receiver<(Stamp, Event)> {
        self.subscribers.subscribe()
    }
}

impl Drop for DeskEmbedded {
    fn drop(&mut self) {
        self.requests = None;
        self.feed.close();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the desk's thread panicked");
        }
    }
}

/// Whether a command makes deals or orders, and so must wait for a projection that is behind.
///
/// Numbered instructions, withdrawals and time always pass: what waits for them is behind already.
fn adds_work(action: &Action) -> bool {
    match action {
        Action::List(_) | Action::Take { .. } | Action::Place(_) | Action::Replace { .. } => true,
        Action::OpenVenue { .. }
        | Action::OpenInstrument(_)
        | Action::Credit { .. }
        | Action::Debit { .. }
        | Action::IssueReceipt { .. }
        | Action::CancelReceipt { .. }
        | Action::Unlist { .. }
        | Action::Cancel { .. }
        | Action::Tick => false,
    }
}

/// The replay of what the projection has not written yet.
struct Replay {
    shard: u32,
    cursor: Cursor,
}

impl Replay {
    /// Applies the rest of the journal; gives the last sequence that had events.
    fn run(
        &self,
        engine: &mut Engine,
        journal: &FileJournal,
        replayed: &mut impl FnMut(Stamp, Event),
    ) -> Result<u64, OpenError> {
        let mut reader = journal.records(engine.last_seq() + 1)?;
        let mut published = self.cursor.seq;
        let mut events = Vec::new();
        while let Some(record) = reader.read_next()? {
            replay::apply(engine, &record, &mut |event| events.push(event))?;
            let time = engine.time().get();
            for (index, event) in (0..).zip(events.drain(..)) {
                let at = Cursor {
                    seq: record.seq,
                    index,
                };
                if at > self.cursor {
                    published = record.seq;
                    replayed(
                        Stamp {
                            shard: self.shard,
                            seq: at.seq,
                            index,
                            time,
                        },
                        event,
                    );
                }
            }
        }
        Ok(published)
    }
}
