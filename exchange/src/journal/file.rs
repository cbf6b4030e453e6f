//! The one writer of a journal: opening with recovery, appending, group commit.

use std::io;
use std::sync::Arc;

use super::JournalError;
use super::reader::{Reader, Segment, Step, segment_name, segments};
use super::record::{self, FRAME_BYTES, HEADER_BYTES, PAYLOAD_BYTES_MAX, Record};
use super::snapshot;
use super::storage::Storage;

/// How a journal is written.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// A segment ends before it would grow past this.
    pub segment_bytes_max: u64,
    /// The version byte of every record written: of the payload's encoding.
    pub payload_version: u8,
    /// Opening checks every record from this sequence on; 0 checks all.
    pub check_from: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            segment_bytes_max: 64 * 1024 * 1024,
            payload_version: 1,
            check_from: 0,
        }
    }
}

/// A torn tail that opening cut off; none of it had been acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TornTail {
    /// The sequence of the first record cut off, which will be given again.
    pub seq: u64,
    /// The segment it was in.
    pub segment: String,
    /// Where it started.
    pub offset: u64,
    /// How many bytes were cut off.
    pub bytes: u64,
}

/// The writer of a journal; there is one per folder.
///
/// After a failed write or sync nothing is known about the disk, so every later call is refused
/// with the first failure as its cause.
pub struct FileJournal {
    storage: Arc<dyn Storage>,
    options: Options,
    /// First sequence of the segment being written.
    first: u64,
    /// Bytes written to that segment.
    written: u64,
    /// Records and perhaps a header that are not written yet.
    buffer: Vec<u8>,
    /// Records in the buffer.
    grouped: u32,
    next_seq: u64,
    failure: Option<String>,
}

impl FileJournal {
    /// Opens a journal for writing, cutting off a torn tail, which is reported.
    ///
    /// What is there afterwards is durable.
    ///
    /// # Errors
    /// `Damaged`, `Gap` or `Version` as found from `check_from` on, `Storage` if the disk refuses.
    pub fn open(
        storage: Arc<dyn Storage>,
        options: Options,
    ) -> Result<(FileJournal, Option<TornTail>), JournalError> {
        snapshot::remove_unfinished(&*storage)?;
        check_before_last(&*storage, options.check_from)?;
        let mut torn = None;
        let last = recover_last(&*storage, &mut torn)?;
        storage
            .sync_folder()
            .map_err(JournalError::storage("sync", ""))?;
        let (first, written, next_seq) = match &last {
            Some(segment) => (segment.first, segment.bytes.len() as u64, segment.next_seq),
            None => (1, 0, 1),
        };
        let buffer = Vec::new();
        let journal = FileJournal {
            storage,
            options,
            first,
            written,
            buffer,
            grouped: 0,
            next_seq,
            failure: None,
        };
        Ok((journal, torn))
    }

    /// The sequence of the last record appended, durable or not; 0 if there is none.
    pub fn last_seq(&self) -> u64 {
        self.next_seq - 1
    }

    /// The sequence of the last durable record; 0 if there is none.
    pub fn durable_seq(&self) -> u64 {
        self.last_seq() - u64::from(self.grouped)
    }

    /// Buffers a record and gives its sequence; it is durable after the next `sync`.
    ///
    /// # Errors
    /// `PayloadTooLarge`; `Stopped` after a failure, also of the sync that a full segment needs.
    pub fn append(&mut self, time: i64, payload: &[u8]) -> Result<u64, JournalError> {
        self.refuse_if_stopped()?;
        if payload.len() > PAYLOAD_BYTES_MAX {
            return Err(JournalError::PayloadTooLarge {
                bytes: payload.len(),
                max: PAYLOAD_BYTES_MAX,
            });
        }
        let size = (FRAME_BYTES + payload.len()) as u64;
        let filled = self.written + self.buffer.len() as u64;
        if filled > HEADER_BYTES as u64 && filled + size > self.options.segment_bytes_max {
            self.begin_segment()?;
        }
        if self.written == 0 && self.buffer.is_empty() {
            record::encode_header(self.first, &mut self.buffer);
        }
        let seq = self.next_seq;
        let record = Record {
            seq,
            time,
            version: self.options.payload_version,
            payload,
        };
        record::encode(record, self.grouped, &mut self.buffer);
        self.next_seq += 1;
        self.grouped += 1;
        Ok(seq)
    }

    /// Makes all appended records durable.
    ///
    /// # Errors
    /// `Stopped` with the cause, now and for ever after: whether the group is on the disk is
    /// known again only after opening.
    pub fn sync(&mut self) -> Result<(), JournalError> {
        self.refuse_if_stopped()?;
        if self.buffer.is_empty() {
            return Ok(());
        }
        if let Err(cause) = self.write_group() {
            self.failure = Some(cause.clone());
            return Err(JournalError::Stopped { cause });
        }
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        self.grouped = 0;
        Ok(())
    }

    /// Reads the durable records from `from` on.
    ///
    /// # Errors
    /// As `Reader::open`.
    pub fn records(&self, from: u64) -> Result<Reader, JournalError> {
        Reader::open(Arc::clone(&self.storage), from)
    }

    /// The storage, for snapshots written beside the journal.
    pub fn storage(&self) -> Arc<dyn Storage> {
        Arc::clone(&self.storage)
    }

    /// Writes and syncs the buffer; the error is the cause that stops the journal.
    fn write_group(&self) -> Result<(), String> {
        let name = segment_name(self.first);
        let failed = |call: &str, error: io::Error| format!("cannot {call} {name}: {error}");
        self.storage
            .append(&name, &self.buffer)
            .map_err(|error| failed("append to", error))?;
        self.storage
            .sync(&name)
            .map_err(|error| failed("sync", error))?;
        if self.written == 0 {
            self.storage
                .sync_folder()
                .map_err(|error| failed("sync the folder of", error))?;
        }
        Ok(())
    }

    /// Ends the current segment, which must be durable before the next one can exist.
    fn begin_segment(&mut self) -> Result<(), JournalError> {
        self.sync()?;
        self.first = self.next_seq;
        self.written = 0;
        Ok(())
    }

    fn refuse_if_stopped(&self) -> Result<(), JournalError> {
        match &self.failure {
            Some(cause) => Err(JournalError::Stopped {
                cause: cause.clone(),
            }),
            None => Ok(()),
        }
    }
}

/// Reads the records from `check_from` up to the last segment, which recovery reads anyway.
fn check_before_last(storage: &dyn Storage, check_from: u64) -> Result<(), JournalError> {
    let firsts = segments(storage)?;
    for pair in firsts.windows(2) {
        let (first, next) = (pair[0], pair[1]);
        if next <= check_from {
            continue;
        }
        let mut segment = Segment::load(storage, first, false)?;
        segment.enter()?;
        while segment.step()? == Step::Record {}
        segment.refuse_gap_before(next)?;
    }
    Ok(())
}

/// Cuts the torn tail off the last segment, or removes that segment if it never came to be,
/// and writes its last group again, so that the sync covers it whatever the process before saw.
fn recover_last(
    storage: &dyn Storage,
    torn: &mut Option<TornTail>,
) -> Result<Option<Segment>, JournalError> {
    let mut firsts = segments(storage)?;
    // Only the newest segment can be torn: the one before was durable when it was created.
    let mut is_last = true;
    while let Some(first) = firsts.pop() {
        let mut segment = Segment::load(storage, first, is_last)?;
        if segment.enter()? == Step::Torn {
            *torn = Some(tail_of(&segment, 0));
            storage
                .remove(&segment.name)
                .map_err(JournalError::storage("remove", &segment.name))?;
            is_last = false;
            continue;
        }
        let step = loop {
            match segment.step()? {
                Step::Record => {}
                step => break step,
            }
        };
        if step == Step::Torn {
            *torn = Some(tail_of(&segment, segment.offset));
            cut(storage, &mut segment)?;
        }
        write_again(storage, &segment)?;
        return Ok(Some(segment));
    }
    Ok(None)
}

fn tail_of(segment: &Segment, offset: usize) -> TornTail {
    let bytes = (segment.bytes.len() - offset) as u64;
    TornTail {
        seq: segment.next_seq,
        segment: segment.name.clone(),
        offset: offset as u64,
        bytes,
    }
}

fn cut(storage: &dyn Storage, segment: &mut Segment) -> Result<(), JournalError> {
    segment.bytes.truncate(segment.offset);
    storage
        .truncate(&segment.name, segment.offset as u64)
        .map_err(JournalError::storage("truncate", &segment.name))
}

fn write_again(storage: &dyn Storage, segment: &Segment) -> Result<(), JournalError> {
    // The group that began a segment came with the header.
    let start = if segment.group == HEADER_BYTES {
        0
    } else {
        segment.group
    };
    storage
        .overwrite(&segment.name, start as u64, &segment.bytes[start..])
        .map_err(JournalError::storage("write again", &segment.name))?;
    storage
        .sync(&segment.name)
        .map_err(JournalError::storage("sync", &segment.name))
}
