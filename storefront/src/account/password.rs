//! Passwords: argon2id, hashed and checked away from the threads that answer requests.
//!
//! Where the house was given a secret, it goes into every hash: whoever has the database without it
//! can try no password. Such a hash says so by its first word, so that those of before stay good.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use rand::Rng;

use crate::error::Problem;

/// Shortest password that a person may choose.
pub const LENGTH_MIN: usize = 10;
/// Longest password that is hashed at all.
pub const LENGTH_MAX: usize = 200;
/// What a hash with the house's secret in it begins with.
const KEYED: &str = "keyed:";

/// The house's part in a hash; none in a demo.
pub type Pepper = Option<[u8; 32]>;

fn argon2(pepper: Option<&[u8; 32]>) -> Argon2<'_> {
    let keyed = |pepper| {
        let (algorithm, version) = (Algorithm::default(), Version::default());
        Argon2::new_with_secret(pepper, algorithm, version, Params::default())
    };
    let keyed =
        pepper.map(|pepper| keyed(pepper).expect("a secret of 32 bytes is no too long one"));
    keyed.unwrap_or_default()
}

/// Hashes a password with a fresh salt.
///
/// # Errors
/// `500` when the hash cannot be made.
pub async fn hash(password: String, pepper: Pepper) -> Result<String, Problem> {
    let work = move || {
        let bytes: [u8; 16] = rand::rng().random();
        let salt = SaltString::encode_b64(&bytes)?;
        let first = pepper.map_or("", |_| KEYED);
        argon2(pepper.as_ref())
            .hash_password(password.as_bytes(), &salt)
            .map(|hash| format!("{first}{hash}"))
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
pub async fn matches(
    password: String,
    hashed: Option<String>,
    pepper: Pepper,
) -> Result<bool, Problem> {
    let work = move || {
        let Some(hashed) = hashed else {
            let salt = SaltString::encode_b64(&[7; 16]);
            let _ = salt.and_then(|salt| {
                argon2(None)
                    .hash_password(password.as_bytes(), &salt)
                    .map(drop)
            });
            return false;
        };
        let (pepper, hashed) = match hashed.strip_prefix(KEYED) {
            Some(hashed) => (pepper.as_ref(), hashed),
            None => (None, hashed.as_str()),
        };
        let Ok(parsed) = PasswordHash::new(hashed) else {
            return false;
        };
        argon2(pepper)
            .verify_password(password.as_bytes(), &parsed)
            .is_ok()
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Problem::broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_with_the_houses_secret_opens_with_no_other_and_those_of_before_stay_good() {
        let word = || "a password of somebody".to_owned();
        let (ours, other) = (Some([1; 32]), Some([2; 32]));
        let keyed = hash(word(), ours).await.unwrap();
        let plain = hash(word(), None).await.unwrap();
        let cases = [
            (&keyed, ours, true),
            (&keyed, other, false),
            (&keyed, None, false),
            (&plain, ours, true),
            (&plain, None, true),
        ];
        for (hashed, pepper, fits) in cases {
            let found = matches(word(), Some(hashed.clone()), pepper).await;
            assert_eq!(found.unwrap(), fits, "{hashed} with {pepper:?}");
        }
        let wrong = matches("another".to_owned(), Some(keyed), ours).await;
        assert!(!wrong.unwrap());
        assert!(!matches(word(), None, ours).await.unwrap());
    }
}
