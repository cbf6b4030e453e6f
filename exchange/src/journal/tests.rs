use std::sync::Arc;

use proptest::prelude::*;

use super::JournalError;
use super::file::{FileJournal, Options, TornTail};
use super::memory::{Crash, Fault, MemoryStorage};
use super::reader::{Reader, read_only};
use super::snapshot::{latest_snapshot, prune_snapshots, write_snapshot};
use super::storage::{DiskStorage, Storage};

const SMALL: Options = Options {
    segment_bytes_max: 200,
    payload_version: 7,
    check_from: 0,
};

fn open(disk: &MemoryStorage) -> Result<(FileJournal, Option<TornTail>), JournalError> {
    FileJournal::open(Arc::new(disk.clone()), SMALL)
}

/// The payload that every test gives record `seq`, of one to forty bytes.
fn payload(seq: u64) -> Vec<u8> {
    let length = 1 + (seq * 7 % 40) as usize;
    vec![seq as u8; length]
}

/// Appends `count` records; stops at the first failure and says how many were appended.
fn append(journal: &mut FileJournal, count: u64) -> u64 {
    for done in 0..count {
        let seq = journal.last_seq() + 1;
        if journal.append(seq as i64 * 10, &payload(seq)).is_err() {
            return done;
        }
    }
    count
}

/// Reads everything and checks that it is what was appended; gives the last sequence.
fn read_all(disk: &MemoryStorage) -> Result<u64, JournalError> {
    let mut reader = Reader::open(Arc::new(disk.clone()), 1)?;
    let mut last = 0;
    while let Some(record) = reader.read_next()? {
        last += 1;
        assert_eq!(
            (record.seq, record.time, record.version),
            (last, last as i64 * 10, 7)
        );
        assert_eq!(record.payload, payload(last));
    }
    Ok(last)
}

/// A journal of the given groups on a fresh disk.
fn written(groups: &[u64]) -> MemoryStorage {
    let disk = MemoryStorage::default();
    let (mut journal, torn) = open(&disk).unwrap();
    assert_eq!(torn, None);
    for &count in groups {
        append(&mut journal, count);
        journal.sync().unwrap();
    }
    disk
}

fn segment_names(disk: &MemoryStorage) -> Vec<String> {
    let mut names = disk.list().unwrap();
    names.retain(|name| name.ends_with(".journal"));
    names.sort();
    names
}

#[test]
fn synced_records_are_read_back_in_order_over_all_segments() {
    let disk = written(&[1, 5, 30, 2]);
    assert!(segment_names(&disk).len() > 5);
    assert!(
        segment_names(&disk)
            .iter()
            .all(|name| disk.read(name).unwrap().len() <= 200)
    );
    assert_eq!(read_all(&disk).unwrap(), 38);

    let mut reader = Reader::open(Arc::new(disk.clone()), 17).unwrap();
    assert_eq!(reader.read_next().unwrap().unwrap().seq, 17);

    let (journal, torn) = open(&disk).unwrap();
    assert_eq!(
        (journal.last_seq(), journal.durable_seq(), torn),
        (38, 38, None)
    );
}

#[test]
fn one_sync_makes_a_whole_group_durable() {
    let disk = MemoryStorage::default();
    let (mut journal, _) = FileJournal::open(
        Arc::new(disk.clone()),
        Options {
            segment_bytes_max: 1 << 20,
            ..SMALL
        },
    )
    .unwrap();
    append(&mut journal, 1000);
    assert_eq!(
        (journal.last_seq(), journal.durable_seq(), disk.syncs()),
        (1000, 0, 0)
    );
    journal.sync().unwrap();
    journal.sync().unwrap();
    assert_eq!((journal.durable_seq(), disk.syncs()), (1000, 1));
}

#[test]
fn a_record_larger_than_a_segment_gets_a_segment_of_its_own() {
    let disk = MemoryStorage::default();
    let (mut journal, _) = open(&disk).unwrap();
    for size in [10, 1000, 10] {
        journal.append(0, &vec![1; size]).unwrap();
    }
    journal.sync().unwrap();
    assert_eq!(segment_names(&disk).len(), 3);
    assert_eq!(open(&disk).unwrap().0.last_seq(), 3);
    let too_large = journal.append(0, &vec![0; super::PAYLOAD_BYTES_MAX + 1]);
    assert!(matches!(
        too_large,
        Err(JournalError::PayloadTooLarge {
            bytes: 65_537,
            max: 65_536
        })
    ));
}

#[test]
fn every_prefix_of_the_last_group_is_recovered_to_whole_records() {
    let disk = MemoryStorage::default();
    let wide = Options {
        segment_bytes_max: 4096,
        ..SMALL
    };
    let (mut journal, _) = FileJournal::open(Arc::new(disk.clone()), wide).unwrap();
    append(&mut journal, 3);
    journal.sync().unwrap();
    let name = segment_names(&disk).remove(0);
    let synced = disk.read(&name).unwrap().len();
    append(&mut journal, 4);
    journal.sync().unwrap();
    let whole = disk.read(&name).unwrap();
    let mut recovered_before = 3;
    for cut in synced..=whole.len() {
        let copy = MemoryStorage::default();
        copy.append(&name, &whole[..cut]).unwrap();
        let (journal, torn) = FileJournal::open(Arc::new(copy.clone()), wide).unwrap();
        let recovered = journal.last_seq();
        assert!(recovered == recovered_before || recovered == recovered_before + 1);
        let rest = torn.map_or(0, |torn| torn.bytes as usize);
        assert_eq!(copy.read(&name).unwrap().len(), cut - rest);
        assert_eq!(read_all(&copy).unwrap(), recovered);
        recovered_before = recovered;
    }
    assert_eq!(recovered_before, 7);
}

#[test]
fn a_torn_tail_is_reported_and_its_sequences_are_given_again() {
    let disk = written(&[2, 1]);
    let name = segment_names(&disk).remove(0);
    let whole = disk.read(&name).unwrap().len() as u64;
    disk.truncate(&name, whole - 1).unwrap();
    let (mut journal, torn) = open(&disk).unwrap();
    let torn = torn.unwrap();
    assert_eq!(
        (torn.seq, torn.segment, torn.offset + torn.bytes),
        (3, name, whole - 1)
    );
    append(&mut journal, 1);
    journal.sync().unwrap();
    assert_eq!(read_all(&disk).unwrap(), 3);
}

#[test]
fn a_flipped_bit_before_the_last_group_is_named_and_the_journal_is_left_as_it_was() {
    let sound = written(&[2, 3, 4, 1, 2]);
    for name in segment_names(&sound) {
        let bytes = sound.read(&name).unwrap();
        let first: u64 = name[..20].parse().unwrap();
        for offset in 0..bytes.len() {
            let disk = written(&[2, 3, 4, 1, 2]);
            disk.flip(&name, offset, (offset % 8) as u8);
            match open(&disk) {
                Err(JournalError::Damaged {
                    seq,
                    segment,
                    offset: at,
                }) => {
                    assert!(seq >= first && seq <= 10 && segment == name && at as usize <= offset);
                    assert_eq!(disk.read(&name).unwrap().len(), bytes.len());
                }
                // What the header says can only be another version if the checksum is the flipped one's.
                Err(error) => panic!("{error}"),
                Ok((journal, Some(torn))) => {
                    assert!(torn.seq >= 11 && journal.last_seq() >= 10);
                }
                Ok((_, None)) => panic!("the flip at {offset} of {name} was not seen"),
            }
        }
    }
}

#[test]
fn a_missing_segment_is_a_gap_with_both_sequences() {
    let disk = written(&[1; 20]);
    let names = segment_names(&disk);
    disk.remove(&names[1]).unwrap();
    let (expected, found) = (names[1][..20].parse::<u64>(), names[2][..20].parse::<u64>());
    let error = open(&disk).err().unwrap();
    let is_named = matches!(&error, JournalError::Gap { expected: e, found: f, .. }
        if Ok(*e) == expected && Ok(*f) == found);
    assert!(is_named, "{error}");
    assert!(matches!(read_all(&disk), Err(JournalError::Gap { .. })));
}

#[test]
fn opening_checks_only_from_the_sequence_asked_for() {
    let disk = written(&[1; 20]);
    let names = segment_names(&disk);
    disk.flip(&names[0], 40, 0);
    assert!(matches!(
        open(&disk),
        Err(JournalError::Damaged { seq: 1, .. })
    ));
    let check_from = names[1][..20].parse().unwrap();
    let later = Options {
        check_from,
        ..SMALL
    };
    assert_eq!(
        FileJournal::open(Arc::new(disk.clone()), later)
            .unwrap()
            .0
            .last_seq(),
        20
    );
}

#[test]
fn archived_segments_are_asked_for_by_name_of_their_records() {
    let disk = written(&[1; 20]);
    let names = segment_names(&disk);
    disk.remove(&names[0]).unwrap();
    let first: u64 = names[1][..20].parse().unwrap();
    assert_eq!(open(&disk).unwrap().0.last_seq(), 20);
    let error = Reader::open(Arc::new(disk.clone()), 1).err().unwrap();
    assert!(matches!(error, JournalError::Archived { wanted: 1, first: f } if f == first));
    assert!(
        Reader::open(Arc::new(disk), first)
            .unwrap()
            .read_next()
            .unwrap()
            .is_some()
    );
}

#[test]
fn a_failed_call_stops_the_journal_for_good() {
    for (at, fault) in [
        (0, Fault::Error),
        (0, Fault::Torn { kept: 30 }),
        (1, Fault::Error),
    ] {
        let disk = written(&[2]);
        let (mut journal, _) = open(&disk).unwrap();
        append(&mut journal, 1);
        disk.fail_at(at, fault);
        let first = journal.sync().err().unwrap().to_string();
        assert!(first.contains("injected fault"), "{first}");
        assert_eq!(journal.sync().err().unwrap().to_string(), first);
        assert_eq!(journal.append(0, b"more").err().unwrap().to_string(), first);
        assert!(open(&disk).unwrap().0.last_seq() >= 2);
    }
}

#[test]
fn what_a_failed_sync_left_in_the_cache_is_durable_once_the_journal_is_open_again() {
    let disk = written(&[2]);
    let (mut journal, _) = open(&disk).unwrap();
    append(&mut journal, 2);
    disk.fail_at(1, Fault::Error);
    journal.sync().unwrap_err();
    disk.crash(Crash::Process);
    let (mut journal, torn) = open(&disk).unwrap();
    assert_eq!((journal.last_seq(), torn), (4, None));
    append(&mut journal, 1);
    journal.sync().unwrap();
    disk.crash(Crash::Power);
    assert_eq!(open(&disk).unwrap().0.last_seq(), 5);
}

#[test]
fn a_second_writer_on_a_folder_is_refused_and_a_reader_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("venue-1");
    let storage = Arc::new(DiskStorage::writer(&at).unwrap());
    let (mut journal, _) = FileJournal::open(storage.clone(), SMALL).unwrap();
    append(&mut journal, 30);
    journal.sync().unwrap();
    assert!(matches!(
        DiskStorage::writer(&at),
        Err(JournalError::Locked { .. })
    ));

    let mut reader = read_only(&at, 29).unwrap();
    assert_eq!(reader.read_next().unwrap().unwrap().seq, 29);
    assert_eq!(reader.read_next().unwrap().unwrap().seq, 30);
    assert!(reader.read_next().unwrap().is_none());
    assert!(DiskStorage::reader(&at).append("x", b"y").is_err());

    drop((journal, storage));
    let storage = Arc::new(DiskStorage::writer(&at).unwrap());
    let (mut journal, torn) = FileJournal::open(storage, SMALL).unwrap();
    assert_eq!((journal.last_seq(), torn), (30, None));
    append(&mut journal, 3);
    journal.sync().unwrap();
    assert_eq!(
        journal
            .records(31)
            .unwrap()
            .read_next()
            .unwrap()
            .unwrap()
            .payload,
        payload(31)
    );
}

#[test]
fn the_newest_sound_snapshot_is_found_and_a_damaged_one_is_reported() {
    let disk = MemoryStorage::default();
    for seq in [10, 20, 30] {
        write_snapshot(&disk, seq, format!("state after {seq}").as_bytes()).unwrap();
    }
    let (found, skipped) = latest_snapshot(&disk, 29).unwrap();
    assert_eq!((found.unwrap().seq, skipped.len()), (20, 0));
    assert_eq!(latest_snapshot(&disk, 9).unwrap().0, None);

    disk.flip("00000000000000000030.snapshot", 33, 2);
    disk.truncate("00000000000000000020.snapshot", 12).unwrap();
    let (found, skipped) = latest_snapshot(&disk, u64::MAX).unwrap();
    let found = found.unwrap();
    assert_eq!(
        (found.seq, found.bytes.as_slice()),
        (10, &b"state after 10"[..])
    );
    assert_eq!(
        skipped
            .iter()
            .map(|skipped| skipped.seq)
            .collect::<Vec<_>>(),
        [30, 20]
    );
}

#[test]
fn a_snapshot_is_whole_or_not_there_whichever_call_fails() {
    for at in 0..6 {
        let disk = MemoryStorage::default();
        write_snapshot(&disk, 1, b"one").unwrap();
        disk.fail_at(at, Fault::Torn { kept: 20 });
        let outcome = write_snapshot(&disk, 2, b"two");
        disk.crash(Crash::Power);
        let (found, skipped) = latest_snapshot(&disk, u64::MAX).unwrap();
        let expected = if outcome.is_ok() { 2 } else { 1 };
        assert_eq!(
            (found.unwrap().seq, skipped.len()),
            (expected, 0),
            "call {at}"
        );
        assert_eq!(open(&disk).unwrap().0.last_seq(), 0);
        assert!(
            disk.list()
                .unwrap()
                .iter()
                .all(|name| !name.ends_with(".tmp"))
        );
    }
}

#[test]
fn pruning_keeps_the_newest_up_to_a_sequence_and_all_after_it() {
    let disk = MemoryStorage::default();
    for seq in [10, 20, 30, 40, 50] {
        write_snapshot(&disk, seq, b"state").unwrap();
    }
    prune_snapshots(&disk, 35, 2).unwrap();
    let mut names = disk.list().unwrap();
    names.sort();
    let seqs: Vec<u64> = names
        .iter()
        .map(|name| name[..20].parse().unwrap())
        .collect();
    assert_eq!(seqs, [20, 30, 40, 50]);
}

/// What a generated history does before the end comes.
#[derive(Clone, Debug)]
struct History {
    groups: Vec<u64>,
    unsynced: u64,
    fault: Option<(u64, Option<usize>)>,
    crash: Crash,
}

fn histories() -> impl Strategy<Value = History> {
    let crash = prop_oneof![
        Just(Crash::Process),
        Just(Crash::Power),
        any::<u64>().prop_map(|seed| Crash::Scattered { seed }),
    ];
    let fault = proptest::option::of((0..40_u64, proptest::option::of(0..300_usize)));
    (
        proptest::collection::vec(0..12_u64, 0..10),
        0..12_u64,
        fault,
        crash,
    )
        .prop_map(|(groups, unsynced, fault, crash)| History {
            groups,
            unsynced,
            fault,
            crash,
        })
}

/// Plays one life of the journal; gives how far it was appended and how far acknowledged.
fn live(disk: &MemoryStorage, history: &History) -> (u64, u64) {
    let opened = disk.clone();
    if let Some((at, torn)) = history.fault {
        disk.fail_at(at, torn.map_or(Fault::Error, |kept| Fault::Torn { kept }));
    }
    let Ok((mut journal, _)) = open(&opened) else {
        return (0, 0);
    };
    let mut acknowledged = journal.durable_seq();
    for &count in &history.groups {
        append(&mut journal, count);
        if journal.sync().is_err() {
            return (journal.last_seq(), acknowledged);
        }
        acknowledged = journal.durable_seq();
    }
    append(&mut journal, history.unsynced);
    (journal.last_seq(), acknowledged.max(journal.durable_seq()))
}

proptest! {
    #[test]
    fn recovery_after_any_crash_is_a_prefix_that_holds_all_that_was_synced(
        lives in proptest::collection::vec(histories(), 1..5),
    ) {
        let disk = MemoryStorage::default();
        let mut durable = 0;
        for history in &lives {
            let (appended, acknowledged) = live(&disk, history);
            disk.crash(history.crash);
            durable = durable.max(acknowledged);
            // Beside the writer that has not yet come back a reader sees no less.
            prop_assert!(read_all(&disk).unwrap() >= durable);
            let (journal, _) = open(&disk).unwrap();
            let recovered = journal.last_seq();
            prop_assert!(recovered >= durable, "{recovered} of {durable}");
            prop_assert!(recovered <= appended.max(durable));
            prop_assert_eq!(read_all(&disk).unwrap(), recovered);
            durable = recovered;
        }
    }
}
