//! A client's idempotency key as the engine remembers it.

use engine::Key;
use sha2::{Digest, Sha256};

/// The key of a request: who asks, under which key of theirs, and what.
///
/// `body` is whatever makes the request the same one when it comes again; what the server adds
/// by itself, such as the time, has no place in it.
pub fn key_of(actor: &str, client_key: &str, body: &[u8]) -> Key {
    let mut hash = Sha256::new();
    // The length keeps apart what concatenation would not.
    hash.update((actor.len() as u64).to_le_bytes());
    hash.update(actor);
    hash.update(client_key);
    let (id, _) = halves(hash);
    let (_, body) = halves(Sha256::new_with_prefix(body));
    // Zero means that a command has no key.
    Key {
        id: id.max(1),
        body,
    }
}

/// The first 16 bytes of a hash and the 8 after them, as numbers.
fn halves(hash: Sha256) -> (u128, u64) {
    let bytes = hash.finalize();
    let number = |range: std::ops::Range<usize>| {
        bytes[range]
            .iter()
            .fold(0_u128, |number, &byte| number << 8 | u128::from(byte))
    };
    (
        number(0..16),
        u64::try_from(number(16..24)).expect("eight bytes"),
    )
}
