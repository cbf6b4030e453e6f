//! The order-flow file that engines are compared on.
//!
//! Little endian. Header, 32 bytes: magic, version, number of instruments, number of records,
//! largest order number. Record, 32 bytes: operation, side, time in force, zero, instrument,
//! order number, price, quantity, account. Everything is checked before the clock starts.

use std::fmt;

use crate::command::{Side, TimeInForce};

const HEADER_BYTES: usize = 32;
const RECORD_BYTES: usize = 32;
const MAGIC: u64 = 0x3130_574C_4D47_4158;
const VERSION: u32 = 1;

/// The most instruments of one file.
const INSTRUMENTS_MAX: u32 = 1 << 16;

/// The highest price a file may use; the closing sweep buys up to it.
pub(super) const PRICE_MAX: u32 = 4_000_000;

/// Why a file cannot be replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplayError {
    /// The file ends before its header does.
    NoHeader {
        /// Bytes found.
        len: usize,
    },
    /// The file does not begin as an order-flow file.
    Magic {
        /// The number found.
        found: u64,
    },
    /// Another version of the format.
    Version {
        /// The version found.
        found: u32,
    },
    /// No or too many instruments, or more order numbers than records.
    Header,
    /// The file is shorter or longer than its header says.
    Length {
        /// Bytes that header and records take.
        expected: u64,
        /// Bytes found.
        found: u64,
    },
    /// A record that no gateway would write.
    Record {
        /// Which one, from 0.
        index: usize,
        /// What is wrong with it.
        field: Field,
    },
}

/// The field of a record that is out of bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The operation is none of new, cancel, replace.
    Operation,
    /// The side is neither buy nor sell.
    Side,
    /// The time in force is not supported.
    TimeInForce,
    /// The instrument is none of the header's.
    Instrument,
    /// The order number is zero, above the header's, or new for the second time.
    Number,
    /// The price lies outside 1..=4,000,000.
    Price,
    /// The quantity is zero.
    Quantity,
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHeader { len } => write!(f, "{len} bytes are too few for a header"),
            Self::Magic { found } => write!(f, "not an order-flow file: it begins with {found:#x}"),
            Self::Version { found } => write!(f, "version {found} is not {VERSION}"),
            Self::Header => write!(f, "the header's counts are out of bounds"),
            Self::Length { expected, found } => {
                write!(
                    f,
                    "the header announces {expected} bytes, the file has {found}"
                )
            }
            Self::Record { index, field } => {
                write!(f, "record {index} has {field:?} out of bounds")
            }
        }
    }
}

impl std::error::Error for ReplayError {}

/// A checked file.
#[derive(Clone, Copy, Debug)]
pub(super) struct OrderFlow<'a> {
    pub(super) instruments: usize,
    pub(super) last_number: u64,
    pub(super) records: &'a [[u8; RECORD_BYTES]],
}

/// One operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operation {
    pub(super) kind: Kind,
    pub(super) instrument: u32,
    pub(super) number: u64,
    pub(super) price: u32,
    pub(super) qty: u32,
    pub(super) account: u32,
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    New(Side, TimeInForce),
    Cancel,
    Replace,
}

impl<'a> OrderFlow<'a> {
    /// Checks the whole file.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReplayError> {
        let Some((header, body)) = bytes.split_first_chunk::<HEADER_BYTES>() else {
            return Err(ReplayError::NoHeader { len: bytes.len() });
        };
        let magic = word(header, 0);
        if magic != MAGIC {
            return Err(ReplayError::Magic { found: magic });
        }
        let version = half(header, 8);
        if version != VERSION {
            return Err(ReplayError::Version { found: version });
        }
        let (instruments, count, last_number) =
            (half(header, 12), word(header, 16), word(header, 24));
        if !(1..=INSTRUMENTS_MAX).contains(&instruments) || last_number > count {
            return Err(ReplayError::Header);
        }
        let expected = count.saturating_mul(RECORD_BYTES as u64);
        let (records, rest) = body.as_chunks::<RECORD_BYTES>();
        if expected != body.len() as u64 || !rest.is_empty() {
            let header_bytes = HEADER_BYTES as u64;
            let expected = expected.saturating_add(header_bytes);
            return Err(ReplayError::Length {
                expected,
                found: bytes.len() as u64,
            });
        }
        let flow = Self {
            instruments: instruments as usize,
            last_number,
            records,
        };
        flow.check()?;
        Ok(flow)
    }

    fn check(&self) -> Result<(), ReplayError> {
        let mut used = vec![false; self.last_number as usize + 1];
        for (index, record) in self.records.iter().enumerate() {
            let operation =
                Operation::read(record).map_err(|field| ReplayError::Record { index, field })?;
            self.check_operation(&operation, &mut used)
                .map_err(|field| ReplayError::Record { index, field })?;
        }
        Ok(())
    }

    fn check_operation(&self, operation: &Operation, used: &mut [bool]) -> Result<(), Field> {
        if operation.instrument as usize >= self.instruments {
            return Err(Field::Instrument);
        }
        if operation.number == 0 || operation.number > self.last_number {
            return Err(Field::Number);
        }
        if matches!(operation.kind, Kind::New(..)) {
            let again = std::mem::replace(&mut used[operation.number as usize], true);
            if again {
                return Err(Field::Number);
            }
        }
        if operation.kind == Kind::Cancel {
            return Ok(());
        }
        if !(1..=PRICE_MAX).contains(&operation.price) {
            return Err(Field::Price);
        }
        if operation.qty == 0 {
            Err(Field::Quantity)
        } else {
            Ok(())
        }
    }
}

impl Operation {
    /// Reads one record; prices beyond 32 bits read as the largest, which no check lets pass.
    #[inline]
    pub(super) fn read(record: &[u8; RECORD_BYTES]) -> Result<Self, Field> {
        let side = match record[1] {
            0 => Side::Buy,
            1 => Side::Sell,
            _ => return Err(Field::Side),
        };
        let kind = match (record[0], record[2]) {
            (0, 0) => Kind::New(side, TimeInForce::Gtc),
            (0, 1) => Kind::New(side, TimeInForce::Ioc),
            (0, _) => return Err(Field::TimeInForce),
            (1, _) => Kind::Cancel,
            (2, _) => Kind::Replace,
            _ => return Err(Field::Operation),
        };
        Ok(Self {
            kind,
            instrument: half(record, 4),
            number: word(record, 8),
            price: u32::try_from(word(record, 16)).unwrap_or(u32::MAX),
            qty: half(record, 24),
            account: half(record, 28),
        })
    }
}

#[inline]
fn word(bytes: &[u8; 32], at: usize) -> u64 {
    u64::from_le_bytes(
        bytes[at..at + 8]
            .try_into()
            .expect("eight bytes are eight bytes"),
    )
}

#[inline]
fn half(bytes: &[u8; 32], at: usize) -> u32 {
    u32::from_le_bytes(
        bytes[at..at + 4]
            .try_into()
            .expect("four bytes are four bytes"),
    )
}
