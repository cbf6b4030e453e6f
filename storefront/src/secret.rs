//! The secret of this house, from which the part in passwords and signatures are derived, each use apart.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;

use anyhow::Context;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::config::Settings;
use crate::token;

/// The secret. It is shown nowhere, not even in a debug print.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// A secret of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// The secret of the settings; a demo without one makes its own once and keeps it.
    ///
    /// # Errors
    /// When a demo's own can be neither read nor kept.
    pub(crate) fn open(settings: &Settings) -> anyhow::Result<Self> {
        if let Some(given) = &settings.secret {
            return Ok(Self(given.clone().into_bytes()));
        }
        let path = settings.secret_file();
        if !path.exists() {
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true).mode(0o600);
            let kept = options
                .open(&path)
                .and_then(|mut file| file.write_all(token::secret().as_bytes()));
            kept.with_context(|| format!("{} cannot be written", path.display()))?;
        }
        let kept = std::fs::read(&path);
        kept.map(Self)
            .with_context(|| format!("{} cannot be read", path.display()))
    }

    /// A code over `parts` that only this house can make, for one purpose such as `sandbox-notice`.
    pub fn sign(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        self.mac(purpose, parts).finalize().into_bytes().into()
    }

    /// Whether `signature` is what [`Secret::sign`] gives, in a time that tells nothing.
    pub fn signed(&self, (purpose, parts): (&str, &[&[u8]]), signature: &[u8]) -> bool {
        self.mac(purpose, parts).verify_slice(signature).is_ok()
    }

    fn mac(&self, purpose: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("this code takes a key of any length");
        for part in [purpose.as_bytes()].iter().chain(parts) {
            // Each part is closed by its length, so that parts cannot run together.
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_purpose_and_each_split_of_the_parts_has_its_own_signature() {
        let secret = Secret(b"a secret".to_vec());
        let one = secret.sign("notice", &[b"ab", b"c"]);
        assert_eq!(one, secret.sign("notice", &[b"ab", b"c"]));
        let others = [
            secret.sign("notice", &[b"a", b"bc"]),
            secret.sign("notice", &[b"ab", b"c", b""]),
            secret.sign("code", &[b"ab", b"c"]),
            Secret(b"another".to_vec()).sign("notice", &[b"ab", b"c"]),
        ];
        assert!(!others.contains(&one));
        assert!(secret.signed(("notice", &[b"ab", b"c"]), &one));
        assert!(!secret.signed(("notice", &[b"ab", b"c"]), &others[0]));
        assert!(!secret.signed(("notice", &[b"ab", b"c"]), &one[..31]));
    }

    #[test]
    fn a_demo_keeps_the_secret_that_it_made_for_its_own_eyes() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            data_dir: folder.path().to_owned(),
            ..Settings::default()
        };
        let first = Secret::open(&settings).unwrap().sign("notice", &[]);
        let second = Secret::open(&settings).unwrap().sign("notice", &[]);
        assert_eq!(first, second);
        let mode = std::fs::metadata(settings.secret_file())
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
}
