//! A 64-bit hash for comparing states, not for defending against forgers.

const PRIME: u64 = 0x9E37_79B9_7F4A_7C15;

/// Hash of `bytes`, length included.
pub(crate) fn digest(bytes: &[u8]) -> u64 {
    let mut hash = PRIME ^ bytes.len() as u64;
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        hash = fold(
            hash,
            u64::from_le_bytes(word.try_into().expect("chunks are 8 bytes wide")),
        );
    }
    let mut last = [0; 8];
    last[..words.remainder().len()].copy_from_slice(words.remainder());
    scramble(fold(hash, u64::from_le_bytes(last)))
}

/// Spreads every bit of `word` over the whole result.
pub(crate) const fn scramble(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

const fn fold(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(29) ^ word).wrapping_mul(PRIME)
}
