//! The command's record.

use engine::{Action, COMMAND_BYTES, Command, DecodeError, Engine, Key, Millis, Profile};
use proptest::prelude::*;

use crate::market::{bid, rules};

#[test]
fn a_record_of_another_width_kind_or_choice_is_refused() {
    let command = Command {
        key: Key { id: 3, body: 9 },
        action: Action::List(bid(5, 6)),
    };
    let bytes = command.encode();
    assert_eq!(Command::decode(&bytes), Ok(command));
    assert_eq!(
        Command::decode(&bytes[1..]),
        Err(DecodeError::Width {
            len: COMMAND_BYTES - 1
        })
    );
    let wrong = |at: usize, byte: u8| {
        let mut bytes = bytes;
        bytes[at] = byte;
        Command::decode(&bytes)
    };
    assert_eq!(wrong(0, 0), Err(DecodeError::Kind { kind: 0 }));
    assert_eq!(wrong(0, 14), Err(DecodeError::Kind { kind: 14 }));
    assert_eq!(wrong(1, 2), Err(DecodeError::Choice { value: 2 }));
    assert_eq!(wrong(2, 1), Err(DecodeError::StrayBytes));
    assert_eq!(wrong(3, 1), Err(DecodeError::StrayBytes));
    assert_eq!(wrong(95, 1), Err(DecodeError::StrayBytes));
}

#[test]
fn a_missing_hold_rate_differs_from_a_rate_of_zero() {
    let mut closed = rules(Profile::Open);
    closed.listing_hold_bp = None;
    let mut free = closed;
    free.listing_hold_bp = Some(0);
    for rules in [closed, free] {
        let command = Command {
            key: Key::NONE,
            action: Action::OpenInstrument(rules),
        };
        assert_eq!(Command::decode(&command.encode()), Ok(command));
    }
}

/// Bytes that are often nearly a command.
fn record() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![3 => Just(0u8), 1 => 0u8..4, 1 => any::<u8>()];
    (1u8..14, prop::collection::vec(byte, COMMAND_BYTES)).prop_map(|(kind, mut bytes)| {
        bytes[0] = kind;
        bytes[3] = 0;
        bytes[92..].fill(0);
        bytes
    })
}

proptest! {
    #[test]
    fn whatever_bytes_decode_to_encodes_to_the_same_bytes(bytes in record()) {
        if let Ok(command) = Command::decode(&bytes) {
            prop_assert_eq!(command.encode().to_vec(), bytes);
        }
    }

    #[test]
    fn random_bytes_never_panic(
        records in prop::collection::vec(record(), 1..40),
        noise in prop::collection::vec(any::<u8>(), 0..200),
        time in any::<i64>(),
    ) {
        let _ = Command::decode(&noise);
        let _ = Engine::restore(&noise);
        let mut engine = Engine::new();
        let mut seq = 0;
        let opening = crate::steps::opening(Profile::Open).into_iter();
        let opening = opening.map(|action| Command { key: Key::NONE, action });
        let decoded = records.iter().filter_map(|bytes| Command::decode(bytes).ok());
        for command in opening.chain(decoded) {
            seq += 1;
            engine.apply(seq, Millis::new(time), &command, &mut |_| {});
        }
        Engine::restore(&engine.snapshot()).expect("a snapshot can be read back");
    }
}
