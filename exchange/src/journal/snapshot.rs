//! Snapshots beside the segments: the engine's state after a sequence, whole or not there.
//!
//! A snapshot file is magic `SANBAOSN`, format version u32, sequence u64, length u64, the bytes,
//! and a CRC-32 of all before it. It is written under another name, synced and renamed.

use std::io;

use super::JournalError;
use super::reader::numbered;
use super::record::{u32_at, u64_at};
use super::storage::Storage;

const MAGIC: &[u8; 8] = b"SANBAOSN";
const FORMAT_VERSION: u32 = 1;
const HEADER_BYTES: usize = 28;
const SUFFIX: &str = ".snapshot";
const UNFINISHED_SUFFIX: &str = ".tmp";

/// The state after a sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The last sequence whose effect it holds.
    pub seq: u64,
    /// What was given to `write_snapshot`.
    pub bytes: Vec<u8>,
}

/// A snapshot that was passed over; an older one or the journal takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedSnapshot {
    /// The file's name.
    pub name: String,
    /// The sequence in its name.
    pub seq: u64,
}

/// Writes a snapshot; it is durable, or as if never begun.
///
/// # Errors
/// `Storage` if the disk refuses.
pub fn write_snapshot(storage: &dyn Storage, seq: u64, bytes: &[u8]) -> Result<(), JournalError> {
    let name = format!("{seq:020}{SUFFIX}");
    let unfinished = format!("{name}{UNFINISHED_SUFFIX}");
    let mut file = Vec::with_capacity(HEADER_BYTES + bytes.len() + 4);
    file.extend_from_slice(MAGIC);
    file.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    file.extend_from_slice(&seq.to_le_bytes());
    file.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    file.extend_from_slice(bytes);
    let crc = crc32fast::hash(&file);
    file.extend_from_slice(&crc.to_le_bytes());
    // An attempt that failed before may have left its file.
    match storage.remove(&unfinished) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            return Err(JournalError::storage("remove", &unfinished)(source));
        }
        _ => {}
    }
    storage
        .append(&unfinished, &file)
        .map_err(JournalError::storage("write", &unfinished))?;
    storage
        .sync(&unfinished)
        .map_err(JournalError::storage("sync", &unfinished))?;
    storage
        .rename(&unfinished, &name)
        .map_err(JournalError::storage("rename", &unfinished))?;
    storage
        .sync_folder()
        .map_err(JournalError::storage("sync", ""))
}

/// The newest sound snapshot of a sequence up to `not_after`, and the damaged ones passed over.
///
/// # Errors
/// `Storage` if the disk refuses, `Version` if a sound snapshot is of another release.
pub fn latest_snapshot(
    storage: &dyn Storage,
    not_after: u64,
) -> Result<(Option<Snapshot>, Vec<SkippedSnapshot>), JournalError> {
    let mut skipped = Vec::new();
    let mut seqs = snapshots(storage)?;
    while let Some(seq) = seqs.pop() {
        if seq > not_after {
            continue;
        }
        let name = format!("{seq:020}{SUFFIX}");
        let file = match storage.read(&name) {
            // Beside a live writer: it was pruned just now, so there are newer ones.
            Err(source) if source.kind() == io::ErrorKind::NotFound => continue,
            read => read.map_err(JournalError::storage("read", &name))?,
        };
        match decode(&name, seq, file)? {
            Some(snapshot) => return Ok((Some(snapshot), skipped)),
            None => skipped.push(SkippedSnapshot { name, seq }),
        }
    }
    Ok((None, skipped))
}

/// Removes all snapshots but those after `seq` and the newest `kept` up to it.
///
/// # Errors
/// `Storage` if the disk refuses.
pub fn prune_snapshots(storage: &dyn Storage, seq: u64, kept: usize) -> Result<(), JournalError> {
    let seqs = snapshots(storage)?;
    let up_to = seqs.partition_point(|&known| known <= seq);
    for old in &seqs[..up_to.saturating_sub(kept)] {
        let name = format!("{old:020}{SUFFIX}");
        storage
            .remove(&name)
            .map_err(JournalError::storage("remove", &name))?;
    }
    Ok(())
}

pub(super) fn remove_unfinished(storage: &dyn Storage) -> Result<(), JournalError> {
    let names = storage.list().map_err(JournalError::storage("list", ""))?;
    for name in names
        .iter()
        .filter(|name| name.ends_with(UNFINISHED_SUFFIX))
    {
        storage
            .remove(name)
            .map_err(JournalError::storage("remove", name))?;
    }
    Ok(())
}

fn snapshots(storage: &dyn Storage) -> Result<Vec<u64>, JournalError> {
    let names = storage.list().map_err(JournalError::storage("list", ""))?;
    let mut seqs: Vec<u64> = names
        .iter()
        .filter_map(|name| numbered(name, SUFFIX))
        .collect();
    seqs.sort_unstable();
    Ok(seqs)
}

fn decode(name: &str, seq: u64, mut file: Vec<u8>) -> Result<Option<Snapshot>, JournalError> {
    let Some(end) = file.len().checked_sub(4).filter(|&end| end >= HEADER_BYTES) else {
        return Ok(None);
    };
    if u32_at(&file, end) != Some(crc32fast::hash(&file[..end])) || file[..8] != *MAGIC {
        return Ok(None);
    }
    let found = u32_at(&file, 8).unwrap_or_default();
    if found != FORMAT_VERSION {
        return Err(JournalError::Version {
            name: name.to_owned(),
            found,
            supported: FORMAT_VERSION,
        });
    }
    let length = u64_at(&file, 20).unwrap_or_default();
    if u64_at(&file, 12) != Some(seq) || length != (end - HEADER_BYTES) as u64 {
        return Ok(None);
    }
    file.truncate(end);
    file.drain(..HEADER_BYTES);
    Ok(Some(Snapshot { seq, bytes: file }))
}
