//! Styles, pictures and scripts, held in memory with the hash that names their version.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use axum::body::Bytes;
use sha2::{Digest, Sha256};

use super::shop::{self, Shop};
use super::{BASE, ThemeError, files_below};

/// The one style sheet every page links: tokens, the shops' inks, components.
const SHEET: &str = "base/styles/sanbao.css";

/// A file that browsers may keep for as long as its hash stays the same.
#[derive(Clone, Debug)]
pub struct Asset {
    /// The content.
    pub bytes: Bytes,
    /// The media type to answer with.
    pub content_type: &'static str,
    /// The first 12 hexadecimal digits of the content's SHA-256.
    pub hash: String,
}

impl Asset {
    fn new(bytes: Vec<u8>, content_type: &'static str) -> Self {
        let hash = hex::encode(&Sha256::digest(&bytes)[..6]);
        Self {
            bytes: bytes.into(),
            content_type,
            hash,
        }
    }
}

/// Reads every file with a known ending outside `templates` and `messages`, and joins the sheet.
pub(super) fn load(
    folders: &BTreeMap<String, PathBuf>,
    shops: &[Shop],
) -> Result<BTreeMap<String, Asset>, ThemeError> {
    let mut assets = BTreeMap::new();
    for (folder, path) in folders {
        for part in ["styles", "pictures", "scripts"] {
            for (name, path) in files_below(&path.join(part))? {
                if let Some(content_type) = content_type(&name) {
                    let asset = Asset::new(read(&path)?, content_type);
                    assets.insert(format!("{folder}/{part}/{name}"), asset);
                }
            }
        }
    }
    let styles = folders[BASE].join("styles");
    let mut sheet = read(&styles.join("tokens.css"))?;
    sheet.extend_from_slice(shop::inks_css(shops).as_bytes());
    sheet.extend(read(&styles.join("components.css"))?);
    assets.insert(
        SHEET.to_owned(),
        Asset::new(sheet, "text/css; charset=utf-8"),
    );
    Ok(assets)
}

/// The media type by ending; files of other kinds are not served.
fn content_type(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "js" => Some("text/javascript; charset=utf-8"),
        "png" => Some("image/png"),
        "jpg" => Some("image/jpeg"),
        "avif" => Some("image/avif"),
        _ => None,
    }
}

fn read(path: &Path) -> Result<Vec<u8>, ThemeError> {
    std::fs::read(path).map_err(|source| ThemeError::Read {
        path: path.to_owned(),
        source,
    })
}
