//! Random tokens and the hashes they are stored under.

use rand::Rng;
use sha2::{Digest, Sha256};

/// A token of 256 random bits, as 64 hex digits.
pub fn secret() -> String {
    let bytes: [u8; 32] = rand::rng().random();
    hex::encode(bytes)
}

/// The id of one request in the log and on error pages: 48 random bits.
pub fn request_id() -> String {
    let bytes: [u8; 6] = rand::rng().random();
    hex::encode(bytes)
}

/// SHA-256 in hex, under which a token is stored.
pub fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// SHA-256 over several parts, each closed by its length so that parts cannot run together.
pub fn hash_parts(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}
