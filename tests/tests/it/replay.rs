//! The book against a naive one, on generated order flows.

use engine::replay::{Field, ReplayError, Timing, Unmeasured, replay};
use tests::naive_replay::{self, Findings};
use tests::workload::{Kind, generate};

const OPERATIONS: u64 = 200_000;

fn check(kind: Kind) {
    let file = generate(kind, 17, OPERATIONS);
    let report = replay("flow", &file, Timing::Whole, &Unmeasured).expect("the flow is valid");
    let found = Findings {
        trades: report.trades,
        volume: report.volume,
        trade_hash: report.trade_hash,
        rejects: report.rejects,
        resting: report.resting,
        resting_qty: report.resting_qty,
        book_hash: report.book_hash,
    };
    assert_eq!(report.operations, OPERATIONS);
    assert_eq!(found, naive_replay::replay(&file), "{kind:?}");
}

#[test]
fn the_book_replays_every_kind_of_flow_as_the_naive_book_does() {
    Kind::ALL.into_iter().for_each(check);
}

#[test]
fn a_timed_replay_finds_the_same() {
    let file = generate(Kind::Mixed, 3, 10_000);
    let whole = replay("flow", &file, Timing::Whole, &Unmeasured);
    let timed = replay("flow", &file, Timing::EachOperation, &Unmeasured);
    assert_eq!(whole, timed);
}

#[test]
fn a_flow_that_is_not_whole_is_refused() {
    let file = generate(Kind::Mixed, 3, 1_000);
    let check = |bytes: &[u8]| replay("flow", bytes, Timing::Whole, &Unmeasured).map(|_| ());
    assert_eq!(check(&file), Ok(()));
    assert_eq!(check(&file[..20]), Err(ReplayError::NoHeader { len: 20 }));
    for cut in [1, 31, 32, 3_000] {
        let short = &file[..file.len() - cut];
        let expected = Err(ReplayError::Length {
            expected: 32_032,
            found: short.len() as u64,
        });
        assert_eq!(check(short), expected);
    }
    let long = [file.as_slice(), &[0]].concat();
    assert_eq!(
        check(&long),
        Err(ReplayError::Length {
            expected: 32_032,
            found: 32_033
        })
    );
}

#[test]
fn a_flow_with_a_wrong_byte_is_refused() {
    let file = generate(Kind::Mixed, 3, 1_000);
    let check = |at: usize, byte: u8| {
        let mut wrong = file.clone();
        wrong[at] = byte;
        replay("flow", &wrong, Timing::Whole, &Unmeasured).map(|_| ())
    };
    let record = |field| Err(ReplayError::Record { index: 0, field });
    assert_eq!(
        check(0, 0),
        Err(ReplayError::Magic {
            found: 0x3130_574C_4D47_4100
        })
    );
    assert_eq!(check(8, 2), Err(ReplayError::Version { found: 2 }));
    assert_eq!(check(12, 0), Err(ReplayError::Header));
    assert_eq!(check(31, 1), Err(ReplayError::Header));
    assert_eq!(check(32, 9), record(Field::Operation));
    assert_eq!(check(33, 2), record(Field::Side));
    assert_eq!(check(34, 2), record(Field::TimeInForce));
    assert_eq!(check(36, 1), record(Field::Instrument));
    assert_eq!(check(40, 0), record(Field::Number));
    assert_eq!(check(55, 0x80), record(Field::Price));
    assert_eq!(check(56, 0), record(Field::Quantity));
}
