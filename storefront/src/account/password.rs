//! Passwords: argon2id, hashed and checked away from the threads that answer requests.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use rand::Rng;

use crate::error::Problem;

/// Shortest password that a person may choose.
pub const LENGTH_MIN: usize = 10;
/// Longest password that is hashed at all.
pub const LENGTH_MAX: usize = 200;

/// Hashes a password with a fresh salt.
///
/// # Errors
/// `500` when the hash cannot be made.
pub async fn hash(password: String) -> Result<String, Problem> {
    let work = move || {
        let bytes: [u8; 16] = rand::rng().random();
        let salt = SaltString::encode_b64(&bytes)?;
        Argon2::default()
            .hash_password(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Problem::broken)?
        .map_err(Problem::broken)
}

/// Whether a password is the one that was hashed. Without a hash the same time passes, so that an
/// unknown address cannot be told from a wrong password by the clock.
///
/// # Errors
/// `500` when the work could not run.
pub async fn matches(password: String, hashed: Option<String>) -> Result<bool, Problem> {
    let work = move || {
        let Some(hashed) = hashed else {
            let salt = SaltString::encode_b64(&[7; 16]);
            let _ = salt.and_then(|salt| {
                Argon2::default()
                    .hash_password(password.as_bytes(), &salt)
                    .map(drop)
            });
            return false;
        };
        let Ok(parsed) = PasswordHash::new(&hashed) else {
            return false;
        };
        Argon2::default()
            .verify_password(password.as_bytes(), &parsed)
            .is_ok()
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Problem::broken)
}
