//! Reading a journal in order, by its writer or beside it.

use std::path::Path;
use std::sync::Arc;

use super::JournalError;
use super::record::{self, Framed, Record};
use super::storage::{DiskStorage, Storage};

const SEGMENT_SUFFIX: &str = ".journal";

/// A journal opened for reading without a lock, from record `from` on.
///
/// It ends at a torn tail, which beside a live writer is a group on its way.
///
/// # Errors
/// `Storage` if the folder cannot be read, `Archived` if `from` is before the first segment.
pub fn read_only(folder: &Path, from: u64) -> Result<Reader, JournalError> {
    Reader::open(Arc::new(DiskStorage::reader(folder)), from)
}

/// Yields records in order; holds one segment in memory.
pub struct Reader {
    storage: Arc<dyn Storage>,
    /// First sequences of the segments not yet read, the next one last.
    ahead: Vec<u64>,
    segment: Option<Segment>,
    from: u64,
}

impl Reader {
    /// Opens a reader on any storage.
    ///
    /// # Errors
    /// As `read_only`.
    pub fn open(storage: Arc<dyn Storage>, from: u64) -> Result<Reader, JournalError> {
        let from = from.max(1);
        let mut firsts = segments(&*storage)?;
        if let Some(&first) = firsts.first()
            && first > from
        {
            return Err(JournalError::Archived {
                wanted: from,
                first,
            });
        }
        let passed = firsts
            .partition_point(|&first| first <= from)
            .saturating_sub(1);
        firsts.drain(..passed);
        firsts.reverse();
        Ok(Reader {
            storage,
            ahead: firsts,
            segment: None,
            from,
        })
    }

    /// The next record, or none at the end or at a torn tail.
    ///
    /// # Errors
    /// `Damaged`, `Gap` or `Version` as found, `Storage` if the disk refuses.
    pub fn read_next(&mut self) -> Result<Option<Record<'_>>, JournalError> {
        loop {
            if !self.advance()? {
                return Ok(None);
            }
            let segment = self
                .segment
                .as_ref()
                .expect("advance leaves the segment it stands in");
            if segment.last_seq() >= self.from {
                break;
            }
        }
        let segment = self
            .segment
            .as_ref()
            .expect("advance leaves the segment it stands in");
        Ok(Some(segment.current().record))
    }

    /// Steps onto the next record; false at the end.
    fn advance(&mut self) -> Result<bool, JournalError> {
        loop {
            if let Some(segment) = &mut self.segment {
                match segment.step()? {
                    Step::Record => return Ok(true),
                    Step::End => {}
                    Step::Torn => return Ok(false),
                }
            }
            let Some(&first) = self.ahead.last() else {
                return Ok(false);
            };
            if let Some(done) = &self.segment {
                done.refuse_gap_before(first)?;
            }
            let is_last = self.ahead.len() == 1;
            let mut segment = Segment::load(&*self.storage, first, is_last)?;
            if segment.enter()? == Step::Torn {
                return Ok(false);
            }
            self.ahead.pop();
            self.segment = Some(segment);
        }
    }
}

/// The first sequences of all segments, rising.
pub(super) fn segments(storage: &dyn Storage) -> Result<Vec<u64>, JournalError> {
    let names = storage.list().map_err(JournalError::storage("list", ""))?;
    let mut firsts: Vec<u64> = names
        .iter()
        .filter_map(|name| numbered(name, SEGMENT_SUFFIX))
        .collect();
    firsts.sort_unstable();
    Ok(firsts)
}

/// The number in a file name of twenty digits and a suffix.
pub(super) fn numbered(name: &str, suffix: &str) -> Option<u64> {
    let digits = name.strip_suffix(suffix)?;
    let plain = digits.len() == 20 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

pub(super) fn segment_name(first: u64) -> String {
    format!("{first:020}{SEGMENT_SUFFIX}")
}

/// What one step over a segment found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A whole record, now the current one.
    Record,
    /// The end of the segment right after a whole record.
    End,
    /// The last group is not whole from here on.
    Torn,
}

/// A segment in memory and a position in it.
pub(super) struct Segment {
    pub(super) name: String,
    pub(super) first: u64,
    is_last: bool,
    pub(super) bytes: Vec<u8>,
    /// Where the next record starts.
    pub(super) offset: usize,
    /// Where the current record starts.
    current: usize,
    /// Where the current record's group starts.
    pub(super) group: usize,
    pub(super) next_seq: u64,
}

impl Segment {
    pub(super) fn load(
        storage: &dyn Storage,
        first: u64,
        is_last: bool,
    ) -> Result<Segment, JournalError> {
        let name = segment_name(first);
        let bytes = storage
            .read(&name)
            .map_err(JournalError::storage("read", &name))?;
        let start = record::HEADER_BYTES;
        Ok(Segment {
            name,
            first,
            is_last,
            bytes,
            offset: start,
            current: start,
            group: start,
            next_seq: first,
        })
    }

    /// Checks the header: `Torn` if the segment was being created when the end came.
    pub(super) fn enter(&mut self) -> Result<Step, JournalError> {
        match record::decode_header(&self.bytes) {
            Some((record::FORMAT_VERSION, first)) if first == self.first => Ok(Step::End),
            Some((found, _)) if found != record::FORMAT_VERSION => {
                let supported = record::FORMAT_VERSION;
                Err(JournalError::Version {
                    name: self.name.clone(),
                    found,
                    supported,
                })
            }
            _ => self.torn_or_damaged(0),
        }
    }

    /// Steps onto the next record.
    pub(super) fn step(&mut self) -> Result<Step, JournalError> {
        if self.offset == self.bytes.len() {
            return Ok(Step::End);
        }
        let Some(framed) = record::decode(&self.bytes[self.offset..]) else {
            return self.torn_or_damaged(self.offset);
        };
        let (found, behind, bytes) = (framed.record.seq, framed.behind, framed.bytes);
        if found != self.next_seq {
            return Err(self.gap(found));
        }
        if behind == 0 {
            self.group = self.offset;
        }
        self.current = self.offset;
        self.offset += bytes;
        self.next_seq += 1;
        Ok(Step::Record)
    }

    /// The record that the last step found.
    fn current(&self) -> Framed<'_> {
        record::decode_unchecked(&self.bytes[self.current..]).expect("the last step decoded it")
    }

    /// The sequence of the last record stepped on.
    fn last_seq(&self) -> u64 {
        self.next_seq - 1
    }

    /// Checks that the segment after this one continues it.
    pub(super) fn refuse_gap_before(&self, first: u64) -> Result<(), JournalError> {
        if first == self.next_seq {
            Ok(())
        } else {
            Err(self.gap(first))
        }
    }

    fn gap(&self, found: u64) -> JournalError {
        let (segment, offset) = (self.name.clone(), self.offset as u64);
        JournalError::Gap {
            expected: self.next_seq,
            found,
            segment,
            offset,
        }
    }

    fn torn_or_damaged(&self, offset: usize) -> Result<Step, JournalError> {
        let seq = self.next_seq;
        if self.is_last && !record::has_witness(&self.bytes[offset..], seq) {
            return Ok(Step::Torn);
        }
        Err(JournalError::Damaged {
            seq,
            segment: self.name.clone(),
            offset: offset as u64,
        })
    }
}
