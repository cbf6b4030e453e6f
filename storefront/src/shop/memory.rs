//! Pages as ready bytes, kept under the version of their shop.
//!
//! A page is good while its shop's version is what it was written under, on the day it was written
//! (it tells which month is now). Versions are read again when they are a second old, and before the
//! next page after any change that went through this process; half a second before that one reader
//! goes ahead in the background, so that under load nobody waits.
//!
//! Bounded: an [`Ask`] has as many values as there are packs, twice two languages and two sizes of
//! type; pages that do not exist are not kept.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use catalog::working_days::Day;
use exchange::retail::page;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use super::Ask;
use crate::app::App;
use crate::error::Problem;
use crate::layers;

/// The age at which a version must be read again.
const AGE_MS_MAX: u64 = 1_000;
/// The age at which one reader goes ahead.
const AGE_MS_AHEAD: u64 = 500;
/// Most pages kept: a bound for installations of very many packs.
const PAGES_MAX: usize = 8_192;

/// What anybody may keep for as long as it asks each time whether it still holds.
const CACHE_CONTROL: &str = "public, max-age=0, must-revalidate";
/// What else than the address chooses the bytes.
const VARY: &str = "accept-encoding, accept-language, cookie";

/// One page, plain and compressed, each with its headers.
#[derive(Debug)]
pub struct Page {
    version: i64,
    day: Day,
    plain: Ready,
    gzip: Ready,
}

#[derive(Debug)]
struct Ready {
    headers: HeaderMap,
    bytes: Bytes,
}

/// The pages of this process.
#[derive(Debug)]
pub struct Memory {
    pages: RwLock<HashMap<Ask, Arc<Page>>>,
    watches: Vec<Watch>,
    began: Instant,
    /// Grows with every change that went through this process.
    changes: AtomicU64,
    /// Held while a page is written, so that many who miss the same page write it once.
    writing: Mutex<()>,
}

/// What is known of one shop's version.
#[derive(Debug, Default)]
struct Watch {
    version: AtomicI64,
    /// When it was read, in milliseconds since the process began, and one; 0 when it was not.
    read_ms: AtomicU64,
    /// How many changes had been when it was read.
    changes: AtomicU64,
    ahead: AtomicBool,
    turn: Mutex<()>,
}

/// How well a version is known.
enum Known {
    Well(i64),
    /// Still, but not for long.
    Still(i64),
    No,
}

impl Memory {
    /// Nothing kept yet, for so many shops.
    pub fn new(shops: usize) -> Self {
        Self {
            pages: RwLock::default(),
            watches: (0..shops).map(|_| Watch::default()).collect(),
            began: Instant::now(),
            changes: AtomicU64::new(0),
            writing: Mutex::default(),
        }
    }

    /// Something was changed: no version is believed before it was read again.
    pub fn changed(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
    }

    /// A page that is good now, if one is kept and its version is known; never waits.
    pub fn at_hand(&self, app: &App, ask: Ask) -> Option<Arc<Page>> {
        let version = match self.known(ask.shop) {
            Known::Well(version) => version,
            Known::Still(version) => {
                self.go_ahead(app, ask.shop);
                version
            }
            Known::No => return None,
        };
        self.kept(app, ask, version)
    }

    /// A page that is good now, written if it must be.
    ///
    /// # Errors
    /// `404` for a pack that the shop does not have.
    pub async fn page(&self, app: &App, ask: Ask) -> Result<Arc<Page>, Problem> {
        let version = self.version(app, ask.shop).await?;
        if let Some(page) = self.kept(app, ask, version) {
            return Ok(page);
        }
        let _turn = self.writing.lock().await;
        let version = self.version(app, ask.shop).await?;
        if let Some(page) = self.kept(app, ask, version) {
            return Ok(page);
        }
        let day = Day::of(app.now());
        let html = super::write(app, ask).await?;
        let page = Arc::new(Page::new(html, version, day)?);
        let mut pages = self.pages.write().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= PAGES_MAX {
            pages.clear();
        }
        pages.insert(ask, Arc::clone(&page));
        Ok(page)
    }

    fn kept(&self, app: &App, ask: Ask, version: i64) -> Option<Arc<Page>> {
        let pages = self.pages.read().unwrap_or_else(PoisonError::into_inner);
        let page = pages.get(&ask)?;
        let good = page.version == version && page.day == Day::of(app.now());
        good.then(|| Arc::clone(page))
    }

    fn known(&self, shop: usize) -> Known {
        let watch = &self.watches[shop];
        let read_ms = watch.read_ms.load(Ordering::Acquire);
        let unchanged =
            watch.changes.load(Ordering::Acquire) == self.changes.load(Ordering::Acquire);
        if read_ms == 0 || !unchanged {
            return Known::No;
        }
        let version = watch.version.load(Ordering::Acquire);
        match self.now_ms().saturating_sub(read_ms) {
            age if age < AGE_MS_AHEAD => Known::Well(version),
            age if age < AGE_MS_MAX => Known::Still(version),
            _ => Known::No,
        }
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX - 1) + 1
    }

    /// One reader reads the version while others still go by what is known.
    fn go_ahead(&self, app: &App, shop: usize) {
        if self.watches[shop].ahead.swap(true, Ordering::AcqRel) {
            return;
        }
        let app = app.clone();
        tokio::spawn(async move {
            let memory = app.memory();
            if let Err(problem) = memory.read_version(&app, shop).await {
                tracing::warn!(cause = ?problem.cause, "a shop's version could not be read");
            }
            memory.watches[shop].ahead.store(false, Ordering::Release);
        });
    }

    /// The version, at most a second old.
    async fn version(&self, app: &App, shop: usize) -> Result<i64, Problem> {
        if let Known::Well(version) | Known::Still(version) = self.known(shop) {
            return Ok(version);
        }
        let _turn = self.watches[shop].turn.lock().await;
        if let Known::Well(version) | Known::Still(version) = self.known(shop) {
            return Ok(version);
        }
        self.read_version(app, shop).await
    }

    async fn read_version(&self, app: &App, shop: usize) -> Result<i64, Problem> {
        let watch = &self.watches[shop];
        // Both before the read: what changes while it lasts makes it stale again.
        let (changes, read_ms) = (self.changes.load(Ordering::Acquire), self.now_ms());
        let slug = &app.renderer().shops()[shop].slug;
        let version = page::version(app.database().read(), slug).await?;
        watch.version.store(version, Ordering::Release);
        watch.changes.store(changes, Ordering::Release);
        watch.read_ms.store(read_ms, Ordering::Release);
        Ok(version)
    }
}

impl Page {
    fn new(html: String, version: i64, day: Day) -> Result<Self, Problem> {
        let hash = hex::encode(&Sha256::digest(html.as_bytes())[..12]);
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        let written = encoder.write_all(html.as_bytes());
        let packed = written
            .and_then(|()| encoder.finish())
            .map_err(Problem::broken)?;
        Ok(Self {
            version,
            day,
            plain: Ready::new(html.into(), &hash, None)?,
            gzip: Ready::new(packed.into(), &hash, Some("gzip"))?,
        })
    }

    /// The answer to a request that asked for this page.
    pub fn answer(&self, method: &Method, headers: &HeaderMap) -> Response {
        let ready = if takes_gzip(headers) {
            &self.gzip
        } else {
            &self.plain
        };
        let mut response = Response::new(Body::empty());
        *response.headers_mut() = ready.headers.clone();
        if ready.is_held(headers) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response.headers_mut().remove(header::CONTENT_LENGTH);
        } else if method != Method::HEAD {
            *response.body_mut() = Body::from(ready.bytes.clone());
        }
        response
    }
}

impl Ready {
    fn new(bytes: Bytes, hash: &str, encoding: Option<&'static str>) -> Result<Self, Problem> {
        let tag = encoding.map_or_else(
            || format!("\"{hash}\""),
            |encoding| format!("\"{hash}-{encoding}\""),
        );
        let text = |value: &str| HeaderValue::from_str(value).map_err(Problem::broken);
        let mut headers = HeaderMap::new();
        headers.insert(header::ETAG, text(&tag)?);
        headers.insert(header::CONTENT_LENGTH, bytes.len().into());
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, html);
        let kept = HeaderValue::from_static(CACHE_CONTROL);
        headers.insert(header::CACHE_CONTROL, kept);
        headers.insert(header::VARY, HeaderValue::from_static(VARY));
        if let Some(encoding) = encoding {
            let encoding = HeaderValue::from_static(encoding);
            headers.insert(header::CONTENT_ENCODING, encoding);
        }
        layers::secure(&mut headers);
        Ok(Self { headers, bytes })
    }

    /// Whether the asker holds these bytes already.
    fn is_held(&self, asked: &HeaderMap) -> bool {
        let Some(tag) = self.headers.get(header::ETAG).map(HeaderValue::as_bytes) else {
            return false;
        };
        let lines = asked.get_all(header::IF_NONE_MATCH).into_iter();
        let mut tags = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
        tags.any(|held| {
            let held = held.trim_ascii();
            held == tag || held == b"*" || held.strip_prefix(b"W/") == Some(tag)
        })
    }
}

/// Whether the asker takes gzip: named, and not with a weight of nothing.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).into_iter();
    let mut codings = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    codings.any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        let refused = parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
        named && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.append(name, value.parse().unwrap());
        }
        map
    }

    #[test]
    fn gzip_goes_to_those_who_name_it() {
        let takes = |value| takes_gzip(&headers(&[(header::ACCEPT_ENCODING, value)]));
        assert!(takes("gzip, deflate, br"));
        assert!(takes("br;q=1.0, GZIP;q=0.2"));
        assert!(!takes("gzip;q=0, identity"));
        assert!(!takes("br"));
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn who_holds_the_page_is_sent_nothing_but_that_it_holds() {
        let page = Page::new("<p>1</p>".to_owned(), 1, Day::of(0)).unwrap();
        let sent = page.answer(&Method::GET, &HeaderMap::new());
        assert_eq!(sent.headers()[header::CONTENT_LENGTH], "8");
        let tag = sent.headers()[header::ETAG].to_str().unwrap().to_owned();
        let asked = |tag: &str, coding: &str| {
            let pairs = [
                (header::IF_NONE_MATCH, tag),
                (header::ACCEPT_ENCODING, coding),
            ];
            page.answer(&Method::GET, &headers(&pairs)).status()
        };
        for tag in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
            assert_eq!(asked(&tag, "br"), StatusCode::NOT_MODIFIED, "{tag}");
        }
        // Compressed bytes are others.
        assert_eq!(asked(&tag, "gzip"), StatusCode::OK);
        assert_eq!(asked("\"x\"", "br"), StatusCode::OK);
    }
}
