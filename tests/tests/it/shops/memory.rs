//! Pages kept in memory: the same bytes for everybody, told apart by their tag, light, and never far
//! behind the shelf.

use std::io::Read;
use std::time::{Duration, Instant};

use catalog::database::Database;
use exchange::retail::shelf::{self, Move};
use ledger::Grams;
use tests::person::{Page, Person};
use tests::season::Season;

use crate::stage::season;

const RIBS: &str = "/shops/pig/12";

/// Another process on the same database: what it changes, this one finds out by reading.
async fn another_process(season: &Season) -> Database {
    let file = season.server.data_dir().join("sanbao.db");
    let url = format!("sqlite://{}", file.display());
    Database::connect(&url).await.expect("the database opens")
}

/// Promises packs of the ribs to somebody.
async fn promise(database: &Database, kilograms: i64) {
    let skus = catalog::products::sku(database.read(), 12).await;
    let ribs = skus.expect("the database answers").expect("ribs are sold");
    let shelves = shelf::available(database.read(), ribs.sku.id).await;
    let step = Move {
        shelf_id: shelves.expect("the database answers")[0].shelf_id,
        grams: Grams::new(kilograms * 1_000).expect("a weight"),
        subject: "purchase:0".to_owned(),
        at: 0,
    };
    let write = database.write().await.expect("a turn to write");
    shelf::reserve(&write, &step)
        .await
        .expect("so much is there");
    write.commit().await.expect("the database keeps it");
}

#[tokio::test]
async fn everybody_gets_the_same_bytes_with_nobodys_name_token_or_key() {
    let season = season().await;
    let url = season.server.base_url();
    let stranger = Person::stranger(url);
    let trader = Person::sign_in(url, "trader.jw").await;
    for path in ["/shops/pig", "/shops/sweetpotato/22", "/shops/shiitake/27"] {
        let (one, other) = (stranger.open(path).await, trader.open(path).await);
        assert_eq!(one.text, other.text, "{path}");
        assert_eq!(one.header("etag"), other.header("etag"), "{path}");
        for page in [&one, &other] {
            assert_eq!(page.set_cookies(), Vec::<String>::new(), "{path}");
            for part in ["idempotency_key", "Jinwei", "sign-out", "csrf", "token"] {
                assert!(!page.text.contains(part), "{path} holds {part}");
            }
            let kept = page.header("cache-control");
            assert_eq!(kept, "public, max-age=0, must-revalidate");
            assert!(
                page.header("content-security-policy")
                    .contains("default-src 'none'")
            );
            assert_eq!(page.header("x-content-type-options"), "nosniff");
            assert!(page.header("vary").contains("cookie"));
        }
    }
    // Large type and the other language are other pages.
    let page = stranger.open("/shops/pig").await;
    let large = stranger.clone().sending("cookie", "lang=en; type=large");
    let large = large.open("/shops/pig").await;
    assert!(large.text.contains("data-type=\"large\""));
    let chinese = stranger.clone().reading("zh-CN").open("/shops/pig").await;
    let tags = [&page, &large, &chinese].map(|page| page.header("etag").to_owned());
    assert!(tags[0] != tags[1] && tags[0] != tags[2] && tags[1] != tags[2]);
}

#[tokio::test]
async fn who_holds_a_page_is_told_so_and_who_takes_gzip_gets_less() {
    let season = season().await;
    let visitor = Person::stranger(season.server.base_url());
    let page = visitor.open("/shops/pig/10").await;
    let tag = page.header("etag").to_owned();
    let again = visitor.clone().sending("if-none-match", &tag);
    let held = again.get("/shops/pig/10").await;
    assert_eq!((held.status, held.text.as_str()), (304, ""));
    assert_eq!(held.header("etag"), tag);
    let other = again.get("/shops/pig/11").await;
    assert_eq!(other.status, 200, "the tag is another page's");
    let packed = packed(season.server.base_url(), "/shops/pig/10").await;
    assert!(packed.len() * 2 < page.text.len());
    let mut unpacked = String::new();
    flate2::read::GzDecoder::new(packed.as_slice())
        .read_to_string(&mut unpacked)
        .expect("it is gzip");
    assert_eq!(unpacked, page.text);
    let client = reqwest::Client::new();
    let head = client.head(format!("{}/shops/pig/10", season.server.base_url()));
    let head = head
        .header("cookie", "lang=en")
        .send()
        .await
        .expect("an answer");
    assert_eq!(head.headers()["etag"].to_str().ok(), Some(tag.as_str()));
    assert_eq!(
        head.headers()["content-length"],
        page.text.len().to_string()
    );
    assert_eq!(head.bytes().await.expect("no body").len(), 0);
}

async fn packed(url: &str, path: &str) -> Vec<u8> {
    packed_for("lang=en", url, path).await
}

/// The same for somebody with cookies.
async fn packed_for(cookies: &str, url: &str, path: &str) -> Vec<u8> {
    let asked = reqwest::Client::new().get(format!("{url}{path}"));
    let asked = asked
        .header("accept-encoding", "gzip")
        .header("cookie", cookies);
    let answer = asked.send().await.expect("the server answers");
    assert_eq!(answer.status(), 200, "{path}");
    let coding = answer.headers().get("content-encoding");
    assert_eq!(
        coding.and_then(|coding| coding.to_str().ok()),
        Some("gzip"),
        "{path}"
    );
    answer.bytes().await.expect("a body").to_vec()
}

/// What a first visit to a page takes over the wire: the page, its styles, its pictures.
async fn weight(visitor: &Person, url: &str, path: &str) -> (usize, usize) {
    let page = visitor.open(path).await;
    let mut files: Vec<String> = page
        .text
        .split("/assets/")
        .skip(1)
        .map(|rest| rest.split(['"', '#']).next().unwrap_or_default())
        .map(|file| format!("/assets/{}", file.replace("&amp;", "&")))
        .collect();
    // The border and the marks that the style sheets name.
    files.push("/assets/base/pictures/border.svg".to_owned());
    files.sort();
    files.dedup();
    let guest = visitor.cookie("guest").unwrap_or_default();
    let cookies = format!("lang=en; guest={guest}");
    let own = packed_for(&cookies, url, path).await.len();
    let mut styles = 0;
    let mut all = own;
    for file in files {
        let size = packed(url, &file).await.len();
        all += size;
        if file.contains(".css") {
            styles += size;
        }
    }
    (own + styles, all)
}

#[tokio::test]
async fn a_first_visit_is_light_before_photographs() {
    let season = season().await;
    let url = season.server.base_url();
    let mut visitor = Person::stranger(url);
    let added = visitor.post("/cart/add", &[("sku", "22"), ("packs", "1")]);
    let added = added.await;
    visitor.keep(&added);
    for path in [
        "/shops/shiitake",
        "/shops/pig",
        "/shops/seabuckthorn",
        "/shops/sweetpotato",
        "/shops/sweetpotato/22",
        "/shops/pig/12",
        "/shops/shiitake/27",
        "/cart",
        "/checkout",
        "/orders",
    ] {
        let (page, all) = weight(&visitor, url, path).await;
        println!("{path}: {page} bytes with styles, {all} with pictures");
        assert!(page <= 25 * 1024, "{path} with its styles: {page} bytes");
        assert!(
            all <= 100 * 1024,
            "{path} with all its pictures: {all} bytes"
        );
    }
}

/// Reads a page until it says something, and how long that took.
async fn until(visitor: &Person, path: &str, part: &str) -> (Page, Duration) {
    let since = Instant::now();
    loop {
        let page = visitor.open(path).await;
        if page.text.contains(part) {
            return (page, since.elapsed());
        }
        assert!(
            since.elapsed() < Duration::from_secs(30),
            "{path} never says {part}"
        );
    }
}

#[tokio::test]
async fn a_page_follows_its_shelf_within_a_second_and_at_once_after_a_change_here() {
    let season = season().await;
    let visitor = Person::stranger(season.server.base_url());
    let first = visitor.open(RIBS).await;
    assert!(first.text.contains("7 left"), "{}", first.words());
    let database = another_process(&season).await;
    promise(&database, 5).await;
    let (few, took) = until(&visitor, RIBS, "2 left").await;
    // A second, and what a busy machine adds.
    assert!(took < Duration::from_secs(3), "{took:?}");
    assert!(few.text.contains("max=\"2\""));
    assert_ne!(few.header("etag"), first.header("etag"));
    promise(&database, 2).await;
    // Any change that goes through this process: the next page was read after it.
    visitor
        .post("/sign-in", &[("email", "nobody@sanbao.example")])
        .await;
    let gone = visitor.open(RIBS).await;
    assert!(gone.text.contains("This lot is gone."), "{}", gone.words());
    assert_eq!(gone.forms().len(), 0);
    for page in ["/shops/pig", "/catalogue"] {
        let page = visitor.open(page).await;
        assert!(page.text.contains("This lot is gone."), "{}", page.words());
    }
}

#[tokio::test]
async fn a_page_turns_with_the_day() {
    let season = season().await;
    let visitor = Person::stranger(season.server.base_url());
    let november = visitor.open("/shops/sweetpotato").await;
    assert!(november.words().contains("Out of the cellar, at its best"));
    season.forward(30 * tests::season::DAY_MS).await;
    let december = visitor.open("/shops/sweetpotato").await;
    assert!(!december.words().contains("Out of the cellar, at its best"));
    assert_ne!(december.header("etag"), november.header("etag"));
}
