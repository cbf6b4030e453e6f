//! The thread that writes snapshots beside the desk's.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use super::feed::Shared;
use crate::journal::snapshot::{prune_snapshots, write_snapshot};
use crate::journal::storage::Storage;

/// Snapshots kept at or before the projection's cursor: one to start from, one in case it is damaged.
const SNAPSHOTS_KEPT: usize = 2;

struct Taken {
    seq: u64,
    bytes: Vec<u8>,
}

/// Writes one snapshot at a time; dropping it waits for the last one.
pub(super) struct SnapshotWriter {
    /// Present until drop.
    sender: Option<SyncSender<Taken>>,
    busy: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl SnapshotWriter {
    pub(super) fn start(
        storage: Arc<dyn Storage>,
        feed: Arc<Shared>,
    ) -> io::Result<SnapshotWriter> {
        let (sender, receiver) = sync_channel(1);
        let busy = Arc::new(AtomicBool::new(false));
        let at_work = Arc::clone(&busy);
        let thread = thread::Builder::new()
            .name("desk-snapshots".to_owned())
            .spawn(move || write_all(&receiver, &*storage, &feed, &at_work))?;
        Ok(SnapshotWriter {
            sender: Some(sender),
            busy,
            thread: Some(thread),
        })
    }

    /// Whether the last snapshot is written.
    pub(super) fn is_idle(&self) -> bool {
        !self.busy.load(Ordering::Acquire)
    }

    /// Has a snapshot written; does not wait when idle.
    pub(super) fn write(&self, seq: u64, bytes: Vec<u8>) {
        self.busy.store(true, Ordering::Release);
        let sender = self.sender.as_ref().expect("present until drop");
        if sender.send(Taken { seq, bytes }).is_err() {
            tracing::error!(seq, "the thread that writes snapshots is gone");
        }
    }
}

impl Drop for SnapshotWriter {
    fn drop(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that writes snapshots panicked");
        }
    }
}

fn write_all(receiver: &Receiver<Taken>, storage: &dyn Storage, feed: &Shared, busy: &AtomicBool) {
    while let Ok(Taken { seq, bytes }) = receiver.recv() {
        // The start needs a snapshot from before the command of the projection's cursor.
        let serves = feed.projected().saturating_sub(1);
        let outcome = write_snapshot(storage, seq, &bytes)
            .and_then(|()| prune_snapshots(storage, serves, SNAPSHOTS_KEPT));
        match outcome {
            Ok(()) => metrics::counter!("sanbao_desk_snapshots_total").increment(1),
            // The desk goes on: without this snapshot a start takes longer, that is all.
            Err(error) => {
                tracing::error!(
                    seq,
                    error = &error as &dyn std::error::Error,
                    "a snapshot failed"
                );
            }
        }
        busy.store(false, Ordering::Release);
    }
}
