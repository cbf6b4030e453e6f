//! The task that writes the desk's events, and whom others ask how far it is.

use std::sync::Arc;
use std::time::{Duration, Instant};

use catalog::database::Database;
use engine::Event;
use thiserror::Error;
use tokio::sync::watch;

use super::apply::{ApplyError, EVENTS_MAX, apply};
use super::decide::State;
use crate::causes::whole_story;
use crate::desk::feed::Feed;
use crate::desk::{Reply, Stamp};

/// How long the projection waits for a database that is away.
const RETRY: Duration = Duration::from_secs(1);

/// The projection has ended; what it had not written is in the journal.
#[derive(Clone, Debug, Error)]
#[error("the projection stopped: {cause}")]
pub struct ProjectionStopped {
    /// What stopped it.
    pub cause: Arc<str>,
}

/// How far the projection is; cheap to clone.
#[derive(Clone, Debug)]
pub struct Projected {
    progress: watch::Receiver<Progress>,
}

/// What the projection tells about itself.
#[derive(Clone, Debug, Default)]
struct Progress {
    seq: u64,
    stopped: Option<Arc<str>>,
}

/// The writing end of [`Projected`].
pub(crate) struct Projector {
    db: Database,
    state: State,
    progress: watch::Sender<Progress>,
}

impl Projected {
    /// The last sequence whose events are in the database.
    pub fn seq(&self) -> u64 {
        self.progress.borrow().seq
    }

    /// Why the projection stopped, if it did.
    pub fn stopped(&self) -> Option<Arc<str>> {
        self.progress.borrow().stopped.clone()
    }

    /// Waits until what a reply tells can be read in the database.
    ///
    /// # Errors
    /// `ProjectionStopped`: it will be, after the next start.
    pub async fn wait_for(&self, reply: &Reply) -> Result<(), ProjectionStopped> {
        // A command without events moves no cursor.
        if reply.events.is_empty() {
            return Ok(());
        }
        self.wait_for_seq(reply.seq).await
    }

    /// Waits until a command that had events is in the database.
    ///
    /// # Errors
    /// `ProjectionStopped`.
    pub async fn wait_for_seq(&self, seq: u64) -> Result<(), ProjectionStopped> {
        let mut progress = self.progress.clone();
        let reached = |progress: &Progress| progress.seq >= seq || progress.stopped.is_some();
        let now = progress
            .wait_for(reached)
            .await
            .map(|progress| progress.clone());
        match now {
            Ok(progress) if progress.seq >= seq => Ok(()),
            Ok(Progress {
                stopped: Some(cause),
                ..
            }) => Err(ProjectionStopped { cause }),
            Ok(_) | Err(_) => Err(ProjectionStopped {
                cause: "its task ended".into(),
            }),
        }
    }
}

impl Projector {
    /// A projector that stands at `seq`, and the reading end of its progress.
    pub(crate) fn new(db: Database, state: State, seq: u64) -> (Self, Projected) {
        let (sender, progress) = watch::channel(Progress { seq, stopped: None });
        (
            Self {
                db,
                state,
                progress: sender,
            },
            Projected { progress },
        )
    }

    /// Writes events of whole commands, a bounded part at a time.
    ///
    /// # Errors
    /// See [`ApplyError`]; what was written before stays.
    pub(crate) async fn write(&self, events: &[(Stamp, Event)]) -> Result<(), ApplyError> {
        let mut rest = events;
        while !rest.is_empty() {
            let (part, after) = rest.split_at(whole_commands(rest));
            let began = Instant::now();
            apply(&self.db, &self.state, part).await?;
            metrics::histogram!("sanbao_projection_apply_seconds")
                .record(began.elapsed().as_secs_f64());
            metrics::counter!("sanbao_projection_events_total").increment(part.len() as u64);
            if let Some((stamp, _)) = part.last() {
                let seq = stamp.seq;
                self.progress.send_modify(|progress| progress.seq = seq);
            }
            rest = after;
            // A request that waits to write gets its turn between two parts.
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    /// Writes what the feed gives until the desk has ended, it is told to stop, or an event cannot
    /// be written.
    ///
    /// # Errors
    /// See [`ApplyError`]; everyone who waits is told.
    pub(crate) async fn run(
        self,
        mut feed: Feed,
        mut stopped: watch::Receiver<bool>,
    ) -> Result<(), ApplyError> {
        loop {
            let events = tokio::select! {
                events = feed.next(EVENTS_MAX) => events,
                _ = stopped.changed() => None,
            };
            let Some(events) = events else { return Ok(()) };
            if let Err(error) = self.write_or_wait(&events).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the projection stops"
                );
                metrics::gauge!("sanbao_projection_stopped").set(1.0);
                let cause: Arc<str> = whole_story(&error).into();
                self.progress
                    .send_modify(|progress| progress.stopped = Some(cause));
                return Err(error);
            }
            if let Some((stamp, _)) = events.last() {
                feed.set_projected(stamp.seq);
                metrics::gauge!("sanbao_projection_seq").set(stamp.seq as f64);
            }
        }
    }

    /// Tries again for as long as only the database is away; writing twice has no effect.
    async fn write_or_wait(&self, events: &[(Stamp, Event)]) -> Result<(), ApplyError> {
        loop {
            match self.write(events).await {
                Err(error) if error.may_pass() => {
                    metrics::counter!("sanbao_projection_retries_total").increment(1);
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "the projection waits"
                    );
                    tokio::time::sleep(RETRY).await;
                }
                outcome => return outcome,
            }
        }
    }
}

/// How many of the first events are whole commands and at most [`EVENTS_MAX`], one command at least.
fn whole_commands(events: &[(Stamp, Event)]) -> usize {
    let mut count = 0;
    while count < events.len() {
        let seq = events[count].0.seq;
        let command = events[count..]
            .iter()
            .take_while(|(stamp, _)| stamp.seq == seq)
            .count();
        if count > 0 && count + command > EVENTS_MAX {
            break;
        }
        count += command;
    }
    count
}
