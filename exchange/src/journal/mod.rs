//! The journal: every command of a venue in the order that counts, durable before it is answered.
//!
//! # Layout
//! One folder per shard holds, side by side:
//! - `00000000000000000001.journal`: a segment, named by the sequence of its first record.
//!   Segments are bounded; a new one begins when a record would not fit.
//! - `00000000000000100000.snapshot`: the engine's state after that sequence.
//! - `lock`: held exclusively by the one writer as long as it lives.
//! - `*.tmp`: a snapshot being written; whoever opens the journal for writing removes leftovers.
//!
//! All integers are little endian. A segment starts with 24 bytes: magic `SANBAOJL`, format
//! version u32, first sequence u64, CRC-32 u32 of the 20 bytes before it. Then records follow
//! without padding:
//!
//! | bytes | field | meaning |
//! |---|---|---|
//! | 1 | version | of the payload's encoding; the format of the record itself is the segment's version |
//! | 8 | sequence u64 | dense from 1 over all segments |
//! | 8 | time i64 | stamp in milliseconds since the Unix epoch, UTC |
//! | 4 | behind u32 | records before this one in its group, the records made durable together |
//! | 4 | length u32 | of the payload, at most 64 KiB |
//! | n | payload | opaque here |
//! | 4 | CRC-32 u32 | of everything before it in the record |
//!
//! # Ordering and durability
//! `append` only buffers; `sync` writes the group with one write and one `fdatasync`. A group is
//! written only after the one before it is durable, and a segment is created only after the one
//! before it is durable. Directory entries are synced before `sync` returns.
//!
//! # Torn tail and damaged middle
//! A crash may leave any part of the last group, also its end without its beginning. `behind`
//! tells these apart from damage: a record of a later group proves that everything before
//! its group had been durable. So an unreadable record with no such witness after it is a torn
//! tail, cut off and reported; with a witness, or in any segment but the last, it is damage,
//! and the journal is refused with the record's sequence, segment and offset.
//!
//! The last group is written again at opening before its sync: a disk that failed to sync it
//! in the process before may have dropped the pages and still show them.
//!
//! # Known limits
//! A flipped bit inside the very last group cannot be told from a torn write and cuts the
//! journal there. The desk refuses a journal that ends before the projection's cursor, which
//! catches it unless the group had not been projected yet.
//!
//! # Complexity
//! Opening reads the last segment, and the ones from `check_from` on; a reader holds one segment
//! in memory.

pub mod file;
pub mod memory;
pub mod reader;
mod record;
pub mod snapshot;
pub mod storage;
#[cfg(test)]
mod tests;

use std::io;
use std::path::PathBuf;

pub use record::{PAYLOAD_BYTES_MAX, Record};

/// Why a journal cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// A second writer: the lock of the folder is held.
    #[error("another writer holds the journal in {}", folder.display())]
    Locked {
        /// The journal's folder.
        folder: PathBuf,
    },
    /// The storage refused a call while opening or reading; nothing was changed by it.
    #[error("cannot {action} {name:?} of the journal")]
    Storage {
        /// What was tried, as a verb.
        action: &'static str,
        /// The file's name inside the journal's folder, empty for the folder itself.
        name: String,
        /// What the storage said.
        source: io::Error,
    },
    /// A record that had been durable can no longer be read.
    #[error("record {seq} is damaged: {segment} at byte {offset}")]
    Damaged {
        /// The sequence of the first record that cannot be read.
        seq: u64,
        /// The segment's file name.
        segment: String,
        /// Where the record starts in it.
        offset: u64,
    },
    /// Whole records whose sequences do not follow each other.
    #[error("record {expected} is missing: {segment} has record {found} at byte {offset}")]
    Gap {
        /// The sequence that should come.
        expected: u64,
        /// The sequence that came.
        found: u64,
        /// The segment's file name.
        segment: String,
        /// Where the record that came starts in it.
        offset: u64,
    },
    /// Records from before the first segment were asked for; they are in the archive.
    #[error("the journal begins at record {first}; record {wanted} was asked for")]
    Archived {
        /// The first sequence that asked for.
        wanted: u64,
        /// The first sequence there is.
        first: u64,
    },
    /// A file written by another release.
    #[error("{name} has format version {found}; this release reads {supported}")]
    Version {
        /// The file's name.
        name: String,
        /// The version in the file.
        found: u32,
        /// The version that can be read.
        supported: u32,
    },
    /// A payload beyond the bound.
    #[error("a payload of {bytes} bytes is larger than {max}")]
    PayloadTooLarge {
        /// Its length.
        bytes: usize,
        /// The bound.
        max: usize,
    },
    /// An earlier write or sync failed, so nothing more is taken.
    #[error("the journal stopped: {cause}")]
    Stopped {
        /// The failure that stopped it.
        cause: String,
    },
}

impl JournalError {
    fn storage(action: &'static str, name: &str) -> impl FnOnce(io::Error) -> JournalError {
        let name = name.to_owned();
        move |source| JournalError::Storage {
            action,
            name,
            source,
        }
    }
}
