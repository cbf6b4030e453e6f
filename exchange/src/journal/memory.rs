//! A disk in memory that fails where it is told to and loses what a power cut would lose.
//!
//! Each file has the bytes that a reader sees and those that are durable, and a list of the
//! ranges that differ. Names have the same two sides. A failed sync forgets its ranges: they
//! stay visible and never become durable unless written again, as Linux does it.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::storage::Storage;

/// The unit that a power cut keeps or loses; small, so that records of tests span several.
const SECTOR_BYTES: usize = 16;

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is done and an error comes back.
    Error,
    /// A write leaves only its first bytes, then an error comes back; other calls just fail.
    Torn {
        /// How many bytes are left.
        kept: usize,
    },
}

/// What becomes of that which was not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crash {
    /// The process dies and the machine lives: all that was written is seen again.
    Process,
    /// The power fails and nothing unsynced survives.
    Power,
    /// The power fails and single sectors and all names survive, chosen by the seed.
    Scattered {
        /// Decides which sectors.
        seed: u64,
    },
}

#[derive(Default)]
struct Contents {
    seen: Vec<u8>,
    durable: Vec<u8>,
    dirty: Vec<Range<usize>>,
}

#[derive(Default)]
struct Disk {
    contents: Vec<Contents>,
    names: BTreeMap<String, usize>,
    durable_names: BTreeMap<String, usize>,
    calls: u64,
    syncs: u64,
    faults: BTreeMap<u64, Fault>,
}

/// A disk in memory; clones are the same disk.
#[derive(Clone, Default)]
pub struct MemoryStorage {
    disk: Arc<Mutex<Disk>>,
}

impl MemoryStorage {
    /// Makes the `n`-th changing call from now fail, counted from 0.
    pub fn fail_at(&self, n: u64, fault: Fault) {
        let mut disk = self.disk();
        let at = disk.calls + n;
        disk.faults.insert(at, fault);
    }

    /// How many changing calls (append, overwrite, truncate, sync, rename, remove) were made.
    pub fn calls(&self) -> u64 {
        self.disk().calls
    }

    /// How many syncs of files were made.
    pub fn syncs(&self) -> u64 {
        self.disk().syncs
    }

    /// Ends the machine or the process; faults not yet met are forgotten.
    pub fn crash(&self, crash: Crash) {
        let mut disk = self.disk();
        disk.faults.clear();
        match crash {
            Crash::Process => {}
            Crash::Power => {
                disk.names = disk.durable_names.clone();
                for contents in &mut disk.contents {
                    contents.seen = contents.durable.clone();
                    contents.dirty.clear();
                }
            }
            Crash::Scattered { seed } => {
                disk.durable_names = disk.names.clone();
                let mut bits = seed;
                for contents in &mut disk.contents {
                    contents.scatter(&mut bits);
                }
            }
        }
    }

    /// Flips one bit of a file, on disk and as seen.
    pub fn flip(&self, name: &str, offset: usize, bit: u8) {
        let mut disk = self.disk();
        if let Some(&at) = disk.names.get(name) {
            let contents = &mut disk.contents[at];
            contents.seen[offset] ^= 1 << (bit % 8);
            contents.durable = contents.seen.clone();
        }
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Contents {
    fn write(&mut self, offset: usize, bytes: &[u8]) {
        let end = offset + bytes.len();
        if self.seen.len() < end {
            self.seen.resize(end, 0);
        }
        self.seen[offset..end].copy_from_slice(bytes);
        self.dirty.push(offset..end);
    }

    fn sync(&mut self) {
        self.durable.resize(self.seen.len(), 0);
        for range in self.dirty.drain(..) {
            let end = range.end.min(self.seen.len());
            let start = range.start.min(end);
            self.durable[start..end].copy_from_slice(&self.seen[start..end]);
        }
    }

    fn scatter(&mut self, bits: &mut u64) {
        for range in std::mem::take(&mut self.dirty) {
            for start in range.clone().step_by(SECTOR_BYTES) {
                let end = (start + SECTOR_BYTES).min(range.end).min(self.seen.len());
                if next_bit(bits) && start < end {
                    if self.durable.len() < end {
                        self.durable.resize(end, 0);
                    }
                    self.durable[start..end].copy_from_slice(&self.seen[start..end]);
                }
            }
        }
        self.seen = self.durable.clone();
    }
}

/// One bit of a splitmix sequence.
fn next_bit(state: &mut u64) -> bool {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ (mixed >> 27)) >> 63 == 1
}

impl Disk {
    /// Counts a changing call and takes the fault that waits for it.
    fn call(&mut self) -> Option<Fault> {
        let fault = self.faults.remove(&self.calls);
        self.calls += 1;
        fault
    }

    fn at(&self, name: &str) -> io::Result<usize> {
        self.names
            .get(name)
            .copied()
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn at_or_new(&mut self, name: &str) -> usize {
        if let Some(&at) = self.names.get(name) {
            return at;
        }
        self.contents.push(Contents::default());
        let at = self.contents.len() - 1;
        self.names.insert(name.to_owned(), at);
        at
    }

    fn write(&mut self, at: usize, offset: usize, bytes: &[u8]) -> io::Result<()> {
        let fault = self.call();
        let contents = &mut self.contents[at];
        match fault {
            None => {
                contents.write(offset, bytes);
                Ok(())
            }
            Some(Fault::Torn { kept }) => {
                contents.write(offset, &bytes[..kept.min(bytes.len())]);
                Err(failure())
            }
            Some(Fault::Error) => Err(failure()),
        }
    }

    fn plain_call(&mut self) -> io::Result<()> {
        match self.call() {
            None => Ok(()),
            Some(_) => Err(failure()),
        }
    }
}

fn failure() -> io::Error {
    io::Error::other("injected fault")
}

impl Storage for MemoryStorage {
    fn list(&self) -> io::Result<Vec<String>> {
        Ok(self.disk().names.keys().cloned().collect())
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        let disk = self.disk();
        let at = disk.at(name)?;
        Ok(disk.contents[at].seen.clone())
    }

    fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut disk = self.disk();
        let at = disk.at_or_new(name);
        let end = disk.contents[at].seen.len();
        disk.write(at, end, bytes)
    }

    fn overwrite(&self, name: &str, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let mut disk = self.disk();
        let at = disk.at(name)?;
        disk.write(at, offset as usize, bytes)
    }

    fn truncate(&self, name: &str, bytes: u64) -> io::Result<()> {
        let mut disk = self.disk();
        let at = disk.at(name)?;
        disk.plain_call()?;
        disk.contents[at].seen.truncate(bytes as usize);
        Ok(())
    }

    fn sync(&self, name: &str) -> io::Result<()> {
        let mut disk = self.disk();
        let at = disk.at(name)?;
        disk.syncs += 1;
        match disk.plain_call() {
            Ok(()) => {
                disk.contents[at].sync();
                Ok(())
            }
            Err(error) => {
                disk.contents[at].dirty.clear();
                Err(error)
            }
        }
    }

    fn sync_folder(&self) -> io::Result<()> {
        let mut disk = self.disk();
        disk.plain_call()?;
        disk.durable_names = disk.names.clone();
        Ok(())
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut disk = self.disk();
        let at = disk.at(from)?;
        disk.plain_call()?;
        disk.names.remove(from);
        disk.names.insert(to.to_owned(), at);
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut disk = self.disk();
        disk.at(name)?;
        disk.plain_call()?;
        disk.names.remove(name);
        Ok(())
    }
}
