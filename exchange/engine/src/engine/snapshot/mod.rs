//! The whole state as bytes, and back.
//!
//! Layout, little endian: magic, version, counters, then each part with its count in front:
//! instruments and listings as the commands that would make them, accounts by member, receipts
//! by issue, orders by instrument, side and rank, keys by arrival; last a digest of all before
//! it. Equal states give equal bytes, whatever slots and pages they lie in. What is read is
//! checked again: the holds of all bids and offers must sum to what accounts and receipts say,
//! and no book may be crossed.

mod read;
mod write;

use std::fmt;

const MAGIC: u64 = u64::from_le_bytes(*b"SBMARKET");
const VERSION: u64 = 1;

/// Why bytes are not a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestoreError {
    /// The bytes end early, go on too long, or do not have the digest they claim.
    Damaged,
    /// Another version of the engine wrote them.
    Version {
        /// The version found.
        found: u64,
    },
    /// They are whole but describe no market: the part named contradicts the others.
    Contradiction {
        /// Where.
        part: &'static str,
    },
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged => write!(f, "the snapshot is damaged"),
            Self::Version { found } => {
                write!(
                    f,
                    "the snapshot has version {found}, this engine reads {VERSION}"
                )
            }
            Self::Contradiction { part } => {
                write!(f, "the snapshot contradicts itself in its {part}")
            }
        }
    }
}

impl std::error::Error for RestoreError {}
