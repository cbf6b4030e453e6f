//! The bytes of one record and of a segment's header; the layout is in the module above.

/// The most bytes that one payload may have.
pub const PAYLOAD_BYTES_MAX: usize = 64 * 1024;

pub(super) const HEADER_BYTES: usize = 24;
pub(super) const FORMAT_VERSION: u32 = 1;
const MAGIC: &[u8; 8] = b"SANBAOJL";

/// Version, sequence, time, behind and length.
const FRONT_BYTES: usize = 1 + 8 + 8 + 4 + 4;
const CRC_BYTES: usize = 4;

/// Bytes that a record has beside its payload.
pub(super) const FRAME_BYTES: usize = FRONT_BYTES + CRC_BYTES;

/// One record as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Dense from 1.
    pub seq: u64,
    /// Milliseconds since the Unix epoch, UTC.
    pub time: i64,
    /// The version of the payload's encoding.
    pub version: u8,
    /// What was appended.
    pub payload: &'a [u8],
}

/// A record with what only the journal needs of it.
pub(super) struct Framed<'a> {
    pub(super) record: Record<'a>,
    /// Records before this one in its group.
    pub(super) behind: u32,
    /// Bytes of the whole record.
    pub(super) bytes: usize,
}

impl Framed<'_> {
    /// The sequence at which the record's group begins; all before it had been durable.
    pub(super) fn group_seq(&self) -> u64 {
        self.record.seq.saturating_sub(u64::from(self.behind))
    }
}

/// Writes a record at the end of `out`.
pub(super) fn encode(record: Record<'_>, behind: u32, out: &mut Vec<u8>) {
    let start = out.len();
    let length = u32::try_from(record.payload.len()).expect("payloads are bounded at append");
    out.push(record.version);
    out.extend_from_slice(&record.seq.to_le_bytes());
    out.extend_from_slice(&record.time.to_le_bytes());
    out.extend_from_slice(&behind.to_le_bytes());
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(record.payload);
    let crc = crc32fast::hash(&out[start..]);
    out.extend_from_slice(&crc.to_le_bytes());
}

/// The record at the start of `bytes`, if a whole and sound one is there.
pub(super) fn decode(bytes: &[u8]) -> Option<Framed<'_>> {
    let framed = decode_unchecked(bytes)?;
    let end = framed.bytes - CRC_BYTES;
    if u32_at(bytes, end)? == crc32fast::hash(&bytes[..end]) {
        Some(framed)
    } else {
        None
    }
}

/// The same without its checksum, for a record that `decode` has seen.
pub(super) fn decode_unchecked(bytes: &[u8]) -> Option<Framed<'_>> {
    let length = u32_at(bytes, 21)? as usize;
    let end = FRONT_BYTES + length;
    if length > PAYLOAD_BYTES_MAX || bytes.len() < end + CRC_BYTES {
        return None;
    }
    let record = Record {
        version: bytes[0],
        seq: u64_at(bytes, 1)?,
        time: i64::from_le_bytes(u64_at(bytes, 9)?.to_le_bytes()),
        payload: &bytes[FRONT_BYTES..end],
    };
    Some(Framed {
        record,
        behind: u32_at(bytes, 17)?,
        bytes: end + CRC_BYTES,
    })
}

/// Whether any record in `bytes` proves that record `seq` had been durable.
pub(super) fn has_witness(bytes: &[u8], seq: u64) -> bool {
    // A witness cannot be further ahead than the bytes have room for.
    let furthest = seq + (bytes.len() / FRAME_BYTES) as u64 + 1;
    (0..bytes.len()).any(|at| {
        let rest = &bytes[at..];
        let plausible = u64_at(rest, 1).is_some_and(|found| found > seq && found <= furthest);
        plausible && decode(rest).is_some_and(|framed| framed.group_seq() > seq)
    })
}

/// Writes a segment's header at the end of `out`.
pub(super) fn encode_header(first_seq: u64, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    out.extend_from_slice(&first_seq.to_le_bytes());
    let crc = crc32fast::hash(&out[start..]);
    out.extend_from_slice(&crc.to_le_bytes());
}

/// What a segment's header says: its version and first sequence, if it is sound.
pub(super) fn decode_header(bytes: &[u8]) -> Option<(u32, u64)> {
    let sound = bytes.get(..8)? == MAGIC && u32_at(bytes, 20)? == crc32fast::hash(&bytes[..20]);
    if sound {
        Some((u32_at(bytes, 8)?, u64_at(bytes, 12)?))
    } else {
        None
    }
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}
