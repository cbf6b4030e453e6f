//! The thread that owns engine and journal: order, make durable, apply, answer, publish.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use engine::{Command, Engine, Event, Millis};
use tokio::sync::{broadcast, mpsc, oneshot};

use super::feed::Shared;
use super::snapshots::SnapshotWriter;
use super::{Answer, Query, Reply, Stamp, VenueState, reply};
use crate::clock::Clock;
use crate::journal::JournalError;
use crate::journal::file::FileJournal;

/// The cause that submitters see when the thread ended and noted none.
pub(super) const ENDED: &str = "its thread ended";

/// What is sent to the desk's thread.
pub(super) enum Request {
    /// A command and where its reply goes.
    Submit(Command, oneshot::Sender<Reply>),
    /// A question and where its answer goes.
    Query(Query, oneshot::Sender<Answer>),
}

/// A command of the batch at hand and where its reply goes.
struct Pending {
    seq: u64,
    command: Command,
    reply: oneshot::Sender<Reply>,
}

/// The desk's thread; it ends when the last sender of requests is gone.
pub(super) struct Sequencer {
    pub(super) shard: u32,
    pub(super) clock: Clock,
    pub(super) engine: Engine,
    pub(super) journal: FileJournal,
    /// Why the thread is no more, once it is.
    pub(super) stopped: Arc<OnceLock<String>>,
    pub(super) requests: mpsc::Receiver<Request>,
    pub(super) feed: Arc<Shared>,
    pub(super) subscribers: broadcast::Sender<(Stamp, Event)>,
    pub(super) snapshots: SnapshotWriter,
    pub(super) snapshot_every: u64,
    pub(super) snapshot_seq: u64,
    pub(super) batch_max: usize,
}

impl Sequencer {
    /// Serves until there is nobody left to serve or the journal fails.
    pub(super) fn run(mut self) {
        let mut requests = Vec::with_capacity(self.batch_max);
        while self
            .requests
            .blocking_recv_many(&mut requests, self.batch_max)
            > 0
        {
            metrics::gauge!("sanbao_desk_queue_depth").set(self.requests.len() as f64);
            let time = self.clock.now().max(self.engine.time().get());
            let mut batch = Vec::with_capacity(requests.len());
            let ordered = self.order(time, &mut requests, &mut batch);
            if ordered
                .and_then(|()| self.make_durable(batch.len()))
                .is_err()
            {
                return;
            }
            self.apply(time, batch);
            self.take_snapshot();
        }
    }

    /// Appends the commands and answers the queries, from the state before these commands.
    fn order(
        &mut self,
        time: i64,
        requests: &mut Vec<Request>,
        batch: &mut Vec<Pending>,
    ) -> Result<(), JournalError> {
        for request in requests.drain(..) {
            match request {
                Request::Submit(command, reply) => {
                    let appended = self.journal.append(time, &command.encode());
                    let seq = appended.inspect_err(|error| note(&self.stopped, error))?;
                    batch.push(Pending {
                        seq,
                        command,
                        reply,
                    });
                }
                Request::Query(query, answer) => {
                    // Who no longer waits for an answer needs none.
                    let _ = answer.send(self.answer(query));
                }
            }
        }
        Ok(())
    }

    fn make_durable(&mut self, commands: usize) -> Result<(), JournalError> {
        if commands == 0 {
            return Ok(());
        }
        let begun = Instant::now();
        let synced = self.journal.sync();
        synced.inspect_err(|error| note(&self.stopped, error))?;
        metrics::histogram!("sanbao_desk_sync_seconds").record(begun.elapsed().as_secs_f64());
        metrics::histogram!("sanbao_desk_batch_commands").record(commands as f64);
        metrics::counter!("sanbao_desk_commands_total").increment(commands as u64);
        Ok(())
    }

    /// Applies a durable batch, publishes its events and answers each of its submitters.
    fn apply(&mut self, time: i64, batch: Vec<Pending>) {
        let mut published = Vec::with_capacity(batch.len() * 2);
        let mut replies = Vec::with_capacity(batch.len());
        for Pending {
            seq,
            command,
            reply,
        } in batch
        {
            let mut events = Vec::with_capacity(2);
            self.engine
                .apply(seq, Millis::new(time), &command, &mut |event| {
                    events.push(event)
                });
            let stamped = self.engine.time().get();
            for (index, event) in (0..).zip(&events) {
                published.push((
                    Stamp {
                        shard: self.shard,
                        seq,
                        index,
                        time: stamped,
                    },
                    *event,
                ));
            }
            let (first_seq, outcome) = reply::outcome(seq, &command.action, &events);
            replies.push((
                reply,
                Reply {
                    seq,
                    time: stamped,
                    first_seq,
                    outcome,
                    events,
                },
            ));
        }
        if self.subscribers.receiver_count() > 0 {
            for &event in &published {
                let _ = self.subscribers.send(event);
            }
        }
        if let Some((last, _)) = published.last() {
            self.feed.set_published(last.seq);
        }
        for (sender, reply) in replies {
            // Who no longer waits for a reply needs none.
            let _ = sender.send(reply);
        }
        // Last, because it waits for a projection that is far behind.
        self.feed.push(published);
        metrics::gauge!("sanbao_desk_projection_lag").set(self.feed.lag() as f64);
    }

    /// Hands a snapshot to the thread that writes it, when one is due and the last is written.
    fn take_snapshot(&mut self) {
        let seq = self.engine.last_seq();
        if seq - self.snapshot_seq >= self.snapshot_every && self.snapshots.is_idle() {
            self.snapshots.write(seq, self.engine.snapshot());
            self.snapshot_seq = seq;
        }
    }

    fn answer(&self, query: Query) -> Answer {
        let engine = &self.engine;
        match query {
            Query::Venue => Answer::Venue(VenueState {
                venue: engine.venue(),
                instruments: engine.instruments().copied().collect(),
                last_seq: engine.last_seq(),
                time: engine.time(),
                last_instruction: engine.last_instruction(),
                next_due: engine.next_due(),
                projection_lag: self.feed.lag(),
            }),
            Query::Funds { member } => Answer::Funds(engine.funds(member)),
            Query::Orders { member } => Answer::Orders(engine.orders_of(member)),
            Query::Listings { instrument, member } => {
                let wanted = engine.listings().filter(|listing| {
                    instrument.is_none_or(|instrument| listing.entry.instrument == instrument)
                        && member.is_none_or(|member| listing.entry.member == member)
                });
                Answer::Listings(wanted.collect())
            }
            Query::Listing { listing } => Answer::Listing(engine.listing(listing)),
            Query::StateHash => Answer::StateHash(engine.state_hash()),
            Query::Depth { instrument, levels } => Answer::Depth(engine.depth(instrument, levels)),
            Query::Receipts { member } => Answer::Receipts(
                engine
                    .receipts()
                    .filter(|receipt| receipt.member == member)
                    .collect(),
            ),
        }
    }
}

/// Notes why the desk stops; before any reply is dropped, for that makes its submitter look here.
fn note(stopped: &OnceLock<String>, error: &JournalError) {
    tracing::error!(%error, "the desk stops");
    stopped.get_or_init(|| error.to_string());
}

impl Drop for Sequencer {
    /// Tells projection and submitters that the thread is no more, also when it panics.
    fn drop(&mut self) {
        self.stopped.get_or_init(|| ENDED.to_owned());
        // Received to the end, for what comes into a queue while it is dropped would wait for ever.
        self.requests.close();
        while self.requests.blocking_recv().is_some() {}
        self.feed.end();
    }
}
