//! From bytes to rows: the encoding, the header, the records, and what holds for every format.
//!
//! A line of NUL is put behind the text before it is read. No file that comes this far holds a
//! NUL, so a last record that swallowed it has an open quote, and the record before it is the
//! file's last.

use std::collections::BTreeMap;
use std::io::Read;

use csv::StringRecord;
use sha2::{Digest, Sha256};

use super::cell::Cells;
use super::fault::{Faults, RowError};
use super::reason::Reason;
use super::{ROWS_MAX, Row};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
const END: &str = "\0";

/// A format's row. The first of its columns holds the row's own number, as does the first value.
pub(super) trait Content: Sized {
    /// What must be known to read a row.
    type Known: ?Sized;
    /// The format's name and version, which are part of every content hash.
    const FORMAT: &'static str;
    /// The columns a file must have, in any order.
    const COLUMNS: &'static [&'static str];
    /// The columns a file may have too.
    const OPTIONAL: &'static [&'static str] = &[];

    /// Reads one row; `None` if a cell was bad, all of which are noted in `cells`.
    fn read(cells: &mut Cells<'_>, known: &Self::Known) -> Option<Self>;

    /// The row's values in one fixed spelling and order.
    fn values(&self) -> Vec<String>;

    /// Notes what is wrong between the rows of a file.
    fn check_file(_rows: &[Row<Self>], _faults: &mut Faults) {}
}

/// The places of the columns in this file.
pub(super) struct Header {
    width: usize,
    places: Vec<(&'static str, usize)>,
}

impl Header {
    /// Where `column` stands; `None` for an optional one that the file does not have.
    pub(super) fn place(&self, column: &'static str) -> Option<usize> {
        self.places
            .iter()
            .find(|(name, _)| *name == column)
            .map(|(_, place)| *place)
    }
}

/// Reads a whole file, or says everything that is wrong with it.
pub(super) fn parse<C: Content>(bytes: &[u8], known: &C::Known) -> Result<Vec<Row<C>>, Faults> {
    let text = text_of(bytes)?;
    let mut records = Records::over(text);
    let Some(first) = records.next() else {
        return Err(RowError::of_row(1, Reason::EmptyFile).into());
    };
    let header = header_of::<C>(&first)?;
    let mut reading = Reading::<C> {
        known,
        header,
        faults: Faults::default(),
        seen: BTreeMap::new(),
        rows: vec![],
    };
    let mut waiting: Option<Record> = None;
    for (count, record) in records.enumerate() {
        if count == ROWS_MAX {
            reading.faults.add(RowError::of_row(
                record.line,
                Reason::TooManyRows { limit: ROWS_MAX },
            ));
            waiting = None;
            break;
        }
        if let Some(complete) = waiting.replace(record) {
            reading.take(&complete, Place::Inside);
        }
    }
    if let Some(last) = waiting {
        reading.take(&last, Place::Last);
    }
    C::check_file(&reading.rows, &mut reading.faults);
    reading.faults.or(reading.rows)
}

/// Whether more rows follow: a short row is cut off only if it is the last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Inside,
    Last,
}

struct Reading<'a, C: Content> {
    known: &'a C::Known,
    header: Header,
    faults: Faults,
    seen: BTreeMap<String, (usize, String)>,
    rows: Vec<Row<C>>,
}

impl<C: Content> Reading<'_, C> {
    fn take(&mut self, record: &Record, place: Place) {
        let Record {
            line,
            cells,
            open_quote,
        } = record;
        let short = cells.len() < self.header.width;
        if *open_quote || (short && place == Place::Last) {
            return self.faults.add(RowError::of_row(*line, Reason::Truncated));
        }
        if cells.len() != self.header.width {
            let reason = Reason::CellCount {
                expected: self.header.width,
                found: cells.len(),
            };
            return self.faults.add(RowError::of_row(*line, reason));
        }
        let mut reader = Cells::new(*line, cells, &self.header, &mut self.faults);
        if let Some(content) = C::read(&mut reader, self.known) {
            self.keep(*line, content);
        }
    }

    fn keep(&mut self, line: usize, content: C) {
        let values = content.values();
        let content_hash = content_hash(C::FORMAT, &values);
        let number = values
            .into_iter()
            .next()
            .expect("every format's first value is its number");
        match self.seen.get(&number) {
            Some((_, hash)) if *hash == content_hash => {}
            Some((first_line, _)) => {
                let reason = Reason::DuplicateNumber {
                    value: number,
                    first_line: *first_line,
                };
                self.faults.add(RowError {
                    line,
                    column: Some(C::COLUMNS[0]),
                    reason,
                });
            }
            None => {
                self.seen.insert(number, (line, content_hash.clone()));
                self.rows.push(Row {
                    line,
                    content_hash,
                    content,
                });
            }
        }
    }
}

/// The text of a file without its byte order mark.
fn text_of(bytes: &[u8]) -> Result<&str, RowError> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(RowError::of_row(line_at(bytes, at), Reason::Binary));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let reason = if error.error_len().is_none() {
            Reason::Truncated
        } else if reads_as_gbk(bytes) {
            return RowError::of_row(1, Reason::LooksLikeGbk);
        } else {
            Reason::NotUtf8
        };
        RowError::of_row(line_at(bytes, error.valid_up_to()), reason)
    })
}

fn reads_as_gbk(bytes: &[u8]) -> bool {
    let (_, had_errors) = encoding_rs::GBK.decode_without_bom_handling(bytes);
    !had_errors && bytes.iter().any(|b| *b >= 0x80)
}

fn line_at(bytes: &[u8], at: usize) -> usize {
    1 + line_ends(&bytes[..at])
}

fn line_ends(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b == b'\n').count()
}

fn header_of<C: Content>(record: &Record) -> Result<Header, Faults> {
    let mut faults = Faults::default();
    if record.open_quote {
        faults.add(RowError::of_row(record.line, Reason::Truncated));
        return Err(faults);
    }
    let mut places: Vec<(&'static str, usize)> = Vec::new();
    for (place, cell) in record.cells.iter().enumerate() {
        let name = cell.trim();
        let known = C::COLUMNS
            .iter()
            .chain(C::OPTIONAL)
            .find(|known| known.eq_ignore_ascii_case(name));
        let reason = match known {
            None => Reason::UnknownColumn {
                name: name.to_owned(),
            },
            Some(name) if places.iter().any(|(seen, _)| seen == name) => {
                Reason::RepeatedColumn { name }
            }
            Some(name) => {
                places.push((name, place));
                continue;
            }
        };
        faults.add(RowError::of_row(record.line, reason));
    }
    for name in C::COLUMNS
        .iter()
        .filter(|name| places.iter().all(|(seen, _)| seen != *name))
    {
        faults.add(RowError::of_row(
            record.line,
            Reason::MissingColumn { name },
        ));
    }
    faults.or(Header {
        width: record.cells.len(),
        places,
    })
}

/// One record with the line it starts on.
struct Record {
    line: usize,
    cells: StringRecord,
    open_quote: bool,
}

/// The records of a text, blank ones left out.
struct Records<'a> {
    text: &'a [u8],
    reader: csv::Reader<std::io::Chain<&'a [u8], &'static [u8]>>,
    /// How far lines have been counted, and how many ended before.
    counted: (usize, usize),
    ended: bool,
}

impl<'a> Records<'a> {
    fn over(text: &'a str) -> Records<'a> {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes().chain(&b"\n\0"[..]));
        Records {
            text: text.as_bytes(),
            reader,
            counted: (0, 0),
            ended: false,
        }
    }

    /// The line of a record that the reader says starts at `at`, which may be the end of the line before.
    fn line_of(&mut self, at: usize) -> usize {
        let mut start = at.min(self.text.len());
        while matches!(self.text.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        let (from, ends) = self.counted;
        let ends = ends + line_ends(&self.text[from..start]);
        self.counted = (start, ends);
        ends + 1
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        while !self.ended {
            let mut cells = StringRecord::new();
            // Nothing can fail in memory, and cutting UTF-8 at commas and quotes leaves UTF-8.
            let more = self.reader.read_record(&mut cells).unwrap_or(false);
            let last = cells.iter().next_back().unwrap_or_default();
            if !more || (cells.len() == 1 && last == END) {
                self.ended = true;
                break;
            }
            let open_quote = last.ends_with(END);
            let at = cells.position().map_or(0, |position| position.byte());
            let line = self.line_of(usize::try_from(at).unwrap_or(usize::MAX));
            if open_quote || !cells.iter().all(|cell| cell.trim().is_empty()) {
                return Some(Record {
                    line,
                    cells,
                    open_quote,
                });
            }
        }
        None
    }
}

/// SHA-256 over the format and the values, each with its length, so that no two rows share one text.
fn content_hash(format: &str, values: &[String]) -> String {
    let mut hash = Sha256::new();
    for value in std::iter::once(format).chain(values.iter().map(String::as_str)) {
        hash.update((value.len() as u64).to_le_bytes());
        hash.update(value);
    }
    hex::encode(hash.finalize())
}

/// Asserts that a file has exactly these faults.
#[cfg(test)]
pub(super) fn check<T: std::fmt::Debug>(
    parse: impl Fn(&[u8]) -> Result<Vec<Row<T>>, Faults>,
    file: &str,
    expected: &[(usize, Option<&'static str>, Reason)],
) {
    let faults = parse(file.as_bytes()).expect_err("the file has faults");
    let found: Vec<_> = faults
        .listed()
        .iter()
        .map(|f| (f.line, f.column, f.reason.clone()))
        .collect();
    assert_eq!(found, expected, "{file}");
    assert_eq!(faults.total(), expected.len());
}

#[cfg(test)]
mod tests;
