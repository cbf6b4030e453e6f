//! The projection's end of the desk: every event once and in order, bounded, nothing lost.
//!
//! Events that nobody has taken when the process ends are in the journal, and are given again
//! at the next opening after the projection's cursor.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use engine::Event;
use tokio::sync::Notify;

use super::Stamp;

/// What the projection reads; there is one per desk.
///
/// The reader must not wait for the desk's answers while it holds events back: past the bound
/// the desk waits for the reader.
pub struct Feed {
    shared: Arc<Shared>,
}

impl Feed {
    /// Waits for events and takes whole commands: at least one, and more while their events
    /// together are at most `events_max`. None once the desk has ended and all is taken.
    pub async fn next(&mut self, events_max: usize) -> Option<Vec<(Stamp, Event)>> {
        loop {
            // The future exists before the look, so that no wake-up falls between the two.
            let ready = self.shared.ready.notified();
            {
                let mut state = self.shared.state();
                if !state.waiting.is_empty() {
                    let taken = state.take(events_max);
                    drop(state);
                    self.shared.space.notify_one();
                    return Some(taken);
                }
                if state.ended {
                    return None;
                }
            }
            ready.await;
        }
    }

    /// Says that everything up to a sequence is written; new orders are refused while this is
    /// too far behind.
    pub fn set_projected(&self, seq: u64) {
        self.shared.set_projected(seq);
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.abandoned = true;
        state.waiting.clear();
        drop(state);
        self.shared.space.notify_one();
    }
}

/// The queue between the desk and the projection, and how far each has come.
pub(super) struct Shared {
    events_max: usize,
    state: Mutex<State>,
    space: Condvar,
    ready: Notify,
    /// Sequence of the last command that had events.
    published: AtomicU64,
    projected: AtomicU64,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<(Stamp, Event)>,
    /// The process is about to end: the desk no longer waits for space.
    closing: bool,
    /// The desk puts nothing in any more.
    ended: bool,
    /// Nobody takes anything out any more.
    abandoned: bool,
}

impl State {
    fn take(&mut self, events_max: usize) -> Vec<(Stamp, Event)> {
        let mut count = 0;
        while count < self.waiting.len() {
            let seq = self.waiting[count].0.seq;
            let rest = self.waiting.range(count..);
            let command = rest.take_while(|(stamp, _)| stamp.seq == seq).count();
            if count > 0 && count + command > events_max {
                break;
            }
            count += command;
        }
        self.waiting.drain(..count).collect()
    }
}

impl Shared {
    pub(super) fn new(events_max: usize, published: u64, projected: u64) -> Arc<Shared> {
        Arc::new(Shared {
            events_max,
            state: Mutex::default(),
            space: Condvar::new(),
            ready: Notify::new(),
            published: AtomicU64::new(published),
            projected: AtomicU64::new(projected),
        })
    }

    pub(super) fn feed(self: &Arc<Self>) -> Feed {
        Feed {
            shared: Arc::clone(self),
        }
    }

    /// Puts the events of whole commands in; waits while the queue is full.
    pub(super) fn push(&self, events: Vec<(Stamp, Event)>) {
        let mut state = self.state();
        while state.waiting.len() >= self.events_max && !state.closing && !state.abandoned {
            state = self
                .space
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        // Without a reader the journal keeps them.
        if !state.abandoned {
            state.waiting.extend(events);
        }
        drop(state);
        self.ready.notify_one();
    }

    /// Notes the last command that had events; its events are pushed next.
    pub(super) fn set_published(&self, seq: u64) {
        self.published.store(seq, Ordering::Release);
    }

    /// From now on the desk waits no more for space; what is left to come is one queue of commands.
    pub(super) fn close(&self) {
        self.state().closing = true;
        self.space.notify_one();
    }

    /// Ends the feed: the reader gets what is there and then nothing.
    pub(super) fn end(&self) {
        self.state().ended = true;
        self.ready.notify_one();
    }

    /// Sequences between the last command with events and the last one written.
    pub(super) fn lag(&self) -> u64 {
        let published = self.published.load(Ordering::Acquire);
        published.saturating_sub(self.projected())
    }

    pub(super) fn projected(&self) -> u64 {
        self.projected.load(Ordering::Acquire)
    }

    pub(super) fn set_projected(&self, seq: u64) {
        self.projected.fetch_max(seq, Ordering::AcqRel);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
