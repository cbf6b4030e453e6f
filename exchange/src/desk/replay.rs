//! From journal to engine: the newest snapshot that serves, then every record after it.

use std::path::Path;
use std::sync::Arc;

use engine::{Command, Engine, Event, Millis};

use super::OpenError;
use crate::journal::Record;
use crate::journal::reader::Reader;
use crate::journal::snapshot::latest_snapshot;
use crate::journal::storage::{DiskStorage, Storage};

/// The version of `Command`'s encoding that records carry.
pub const COMMAND_VERSION: u8 = 1;

/// The engine as it was after command `seq`, read without a lock, also beside a live desk.
///
/// # Errors
/// `JournalTooShort` if the journal does not reach `seq`; as the journal and its records say.
pub fn replay_to(folder: &Path, seq: u64) -> Result<Engine, OpenError> {
    replay_on(Arc::new(DiskStorage::reader(folder)), seq)
}

/// The same on any storage.
///
/// # Errors
/// As `replay_to`.
pub fn replay_on(storage: Arc<dyn Storage>, seq: u64) -> Result<Engine, OpenError> {
    let engine = restore(&*storage, seq)?;
    forward(storage, engine, seq)
}

/// The same from the first record on, believing no snapshot.
///
/// # Errors
/// As `replay_to`; `Archived` if the first record is no longer in the folder.
pub fn replay_from_start(folder: &Path, seq: u64) -> Result<Engine, OpenError> {
    let storage: Arc<dyn Storage> = Arc::new(DiskStorage::reader(folder));
    forward(storage, Engine::new(), seq)
}

fn forward(storage: Arc<dyn Storage>, mut engine: Engine, seq: u64) -> Result<Engine, OpenError> {
    let mut reader = Reader::open(storage, engine.last_seq() + 1)?;
    while engine.last_seq() < seq {
        let Some(record) = reader.read_next()? else {
            return Err(OpenError::JournalTooShort {
                last: engine.last_seq(),
                projected: seq,
            });
        };
        apply(&mut engine, &record, &mut |_| {})?;
    }
    Ok(engine)
}

/// The newest engine at or before `not_after` that a sound snapshot gives, or a new one.
pub(super) fn restore(storage: &dyn Storage, not_after: u64) -> Result<Engine, OpenError> {
    let mut not_after = not_after;
    loop {
        let (found, skipped) = latest_snapshot(storage, not_after)?;
        for damaged in &skipped {
            tracing::warn!(snapshot = damaged.name, "a damaged snapshot is passed over");
        }
        let Some(snapshot) = found else {
            return Ok(Engine::new());
        };
        match Engine::restore(&snapshot.bytes) {
            Ok(engine) if engine.last_seq() == snapshot.seq => return Ok(engine),
            Ok(_) => tracing::warn!(
                seq = snapshot.seq,
                "a snapshot of another sequence is passed over"
            ),
            Err(error) => tracing::warn!(seq = snapshot.seq, %error, "a snapshot is passed over"),
        }
        not_after = snapshot.seq.saturating_sub(1);
    }
}

/// Applies the command of one record.
pub(super) fn apply(
    engine: &mut Engine,
    record: &Record<'_>,
    emit: &mut impl FnMut(Event),
) -> Result<(), OpenError> {
    let (seq, found) = (record.seq, record.version);
    if found != COMMAND_VERSION {
        return Err(OpenError::Encoding {
            seq,
            found,
            supported: COMMAND_VERSION,
        });
    }
    let command =
        Command::decode(record.payload).map_err(|source| OpenError::NotACommand { seq, source })?;
    engine.apply(seq, Millis::new(record.time), &command, emit);
    Ok(())
}
