//! Files that cannot be taken: whole or not at all, and every bad row by line, column and reason.

use std::fmt::Write;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::client::Client;
use tests::season::{Season, rows};

use super::{Before, worded};
use crate::stage::{at_browser, season};

const HEAD: &str = "ticket_no,household_code,lot_code,product_code,grade,quantity,unit,harvested_on,weighed_at,place\n";
/// Rows of the large file.
const ROWS: usize = 100_000;
/// The line of its bad row; the header is line 1.
const BAD_LINE: usize = 73_210;
/// How long the large file may take, on a slow machine and without optimisation.
const SLOW: Duration = Duration::from_secs(50);

fn tickets(lines: &[&str]) -> Vec<u8> {
    format!("{HEAD}{}\n", lines.join("\n")).into_bytes()
}

const GOOD: &str =
    "T26-9001,WC-0003,WC-261120-09,HS,YI,500,jin,2026-11-20,2026-11-20 09:00,王村地窖";

async fn hand_in(clerk: &Client, content: impl Into<Vec<u8>>) -> tests::client::Answer {
    clerk
        .hand_in("/api/v1/office/imports/intakes", content)
        .await
}

/// The first bad row's line, column and words.
fn first(body: &Value) -> (u64, &str, &str) {
    let row = &body["rows"][0];
    (
        row["line"].as_u64().unwrap_or_default(),
        row["column"].as_str().unwrap_or_default(),
        row["words"].as_str().unwrap_or_default(),
    )
}

#[tokio::test]
async fn a_file_that_is_no_text_breaks_off_or_is_in_gbk_is_refused_with_what_to_do() {
    let season = season().await;
    let before = Before::of(&season).await;
    // 王村地窖 as a spreadsheet on a Chinese Windows writes it.
    let place_gbk = [0xcd, 0xf5, 0xb4, 0xe5, 0xb5, 0xd8, 0xbd, 0xd1];
    let (ascii, _) = GOOD.split_once('王').expect("the place is in Chinese");
    let gbk = [HEAD.as_bytes(), ascii.as_bytes(), &place_gbk, b"\n"].concat();
    let binary = [
        HEAD.as_bytes(),
        &[0x50, 0x4b, 0x03, 0x04, 0, 0, 0, 0, 0xff, 0xfe],
    ]
    .concat();
    let torn = tickets(&[GOOD, "T26-9002,WC-0003,WC-261120-09,HS,YI,5"]);
    let quoted = tickets(&[
        GOOD,
        "T26-9002,WC-0003,WC-261120-09,HS,YI,500,jin,2026-11-20,2026-11-20 09:00,\"王村",
    ]);
    let sign = tickets(&[GOOD])[..HEAD.len() + ascii.len() + 1].to_vec();
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("GBK", gbk, "GBK"),
        ("binary", binary, "CSV UTF-8"),
        (
            "a spreadsheet's own file",
            b"PK\x03\x04\x14\x00\x06\x00".to_vec(),
            "CSV UTF-8",
        ),
        ("a torn row", torn[..torn.len() - 1].to_vec(), ""),
        ("a torn quote", quoted[..quoted.len() - 1].to_vec(), ""),
        ("a torn sign", sign, ""),
        ("nothing", Vec::new(), ""),
    ];
    let clerk = at_browser(&season, "clerk.wc").await;
    for (what, content, says) in cases {
        let answer = hand_in(&season.clerk, content.clone()).await;
        assert_eq!(answer.refused(), (422, "import-refused"), "{what}");
        worded(&answer);
        let (line, _, words) = first(&answer.body);
        assert!(
            line >= 1 && words.contains(says) && !words.is_empty(),
            "{what}: {}",
            answer.body
        );
        let form = clerk
            .open("/office/imports")
            .await
            .form("/office/imports")
            .with("kind", "intakes");
        let page = clerk.hand_in(&form, ("tickets.csv", &content)).await;
        assert_eq!(page.status, 422, "{what}");
        assert!(page.words().contains(says), "{what}: {}", page.words());
        assert_eq!(
            page.form("/office/imports").value("kind"),
            "intakes",
            "the choice is gone"
        );
    }
    before.still_stands(&season).await;
    hand_in(&season.clerk, tickets(&[GOOD])).await.ok();
}

#[tokio::test]
async fn every_bad_row_is_named_and_the_good_rows_beside_it_wait() {
    let season = season().await;
    let before = Before::of(&season).await;
    let row = |column: usize, value: &str| {
        let mut cells: Vec<&str> = GOOD.split(',').collect();
        cells[0] = "T26-9002";
        cells[column] = value;
        cells.join(",")
    };
    let cases = [
        (row(0, ""), "ticket_no"),
        (row(1, "WC-9999"), "household_code"),
        (row(1, "TH-0001"), "household_code"),
        (row(2, "WC-261120-09,"), ""),
        (row(3, "NONE"), ""),
        (row(4, "GOLD"), "grade"),
        (row(5, "0"), "quantity"),
        (row(5, "-500"), "quantity"),
        (row(5, "5e2"), "quantity"),
        (row(5, "0.0001"), "quantity"),
        (row(5, "999999999999999999999"), "quantity"),
        (row(5, ""), "quantity"),
        (row(6, "stone"), "unit"),
        (row(7, "2026-13-01"), "harvested_on"),
        (row(7, "2026-11-21"), ""),
        (row(8, "yesterday"), "weighed_at"),
        (row(8, "2036-11-20 09:00"), "weighed_at"),
    ];
    for (line, column) in &cases {
        let answer = hand_in(&season.clerk, tickets(&[GOOD, line])).await;
        assert!(!answer.is_ok(), "taken: {line}");
        assert_eq!(answer.refused(), (422, "import-refused"), "{line}");
        let (at, found, words) = first(&answer.body);
        assert_eq!(at, 3, "{line}: {}", answer.body);
        assert!(
            column.is_empty() || found == *column,
            "{line}: {}",
            answer.body
        );
        assert!(!words.is_empty(), "{line}: {}", answer.body);
    }
    let lines: Vec<&str> = cases.iter().map(|(line, _)| line.as_str()).collect();
    let all = hand_in(&season.clerk, tickets(&lines)).await;
    assert!(
        rows(&all.body["rows"]).len() >= 10,
        "they are not listed together: {}",
        all.body
    );
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_dry_run_lists_what_is_wrong_and_writes_nothing() {
    let season = season().await;
    let before = Before::of(&season).await;
    let path = "/api/v1/office/imports/intakes?dry_run=true";
    let good = season.clerk.hand_in(path, tickets(&[GOOD])).await.ok();
    assert_eq!((&good["new"], &good["dry_run"]), (&json!(1), &json!(true)));
    let bad = season
        .clerk
        .hand_in(path, tickets(&[&GOOD.replace("500", "0")]))
        .await;
    assert_eq!(bad.refused(), (422, "import-refused"));
    let clerk = at_browser(&season, "clerk.wc").await;
    let form = clerk.open("/office/imports").await.form("/office/imports");
    let page = clerk
        .hand_in(&form.with("dry", "yes"), ("tickets.csv", &tickets(&[GOOD])))
        .await;
    assert_eq!(page.status, 200);
    assert!(page.words().contains("tickets.csv"), "{}", page.words());
    before.still_stands(&season).await;
}

#[tokio::test]
async fn the_same_number_with_the_same_content_changes_nothing_and_with_another_is_refused() {
    let season = season().await;
    hand_in(&season.clerk, tickets(&[GOOD])).await.ok();
    let before = Before::of(&season).await;
    let again = hand_in(&season.clerk, tickets(&[GOOD])).await.ok();
    assert_eq!((&again["new"], &again["known"]), (&json!(0), &json!(1)));
    let other = hand_in(&season.clerk, tickets(&[&GOOD.replace(",500,", ",5000,")])).await;
    assert_eq!(other.refused(), (422, "import-refused"));
    let words = first(&other.body).2;
    assert!(words.contains("T26-9001"), "{words}");
    let twice = hand_in(
        &season.clerk,
        tickets(&[
            &GOOD.replace("9001", "9003"),
            &GOOD.replace("9001", "9003").replace(",500,", ",501,"),
        ]),
    )
    .await;
    assert_eq!(twice.refused(), (422, "import-refused"));
    before.still_stands(&season).await;
    // Another cooperative's ticket may have the same number: numbers are an organisation's own.
    let theirs = "T26-9001,TH-0001,TH-261122-01,XGX,A,20,kg,2026-11-20,2026-11-20 09:00,双池冷库";
    let taken = season
        .person("clerk.th")
        .await
        .hand_in("/api/v1/office/imports/intakes", tickets(&[theirs]))
        .await
        .ok();
    assert_eq!(taken["new"], 1);
    season.server.proves_itself();
}

/// A season's worth of tickets with one weight that is none.
fn large(bad: bool) -> Vec<u8> {
    let mut text = String::from(HEAD);
    for line in 2..ROWS + 2 {
        let weight = if bad && line == BAD_LINE { "0" } else { "1" };
        let _ = writeln!(
            text,
            "B26-{line:06},WC-0003,WC-261119-{:02},HS,YI,{weight},jin,2026-11-19,2026-11-19 09:00,王村地窖",
            line % 50
        );
    }
    text.into_bytes()
}

async fn timed(season: &Season, content: Vec<u8>) -> tests::client::Answer {
    let began = Instant::now();
    let answer = hand_in(&season.clerk, content).await;
    println!(
        "{ROWS} rows: {} after {} ms",
        answer.status,
        began.elapsed().as_millis()
    );
    assert!(began.elapsed() < SLOW, "too slow");
    answer
}

#[tokio::test]
async fn of_a_hundred_thousand_rows_the_one_that_is_bad_is_named_by_its_line_and_none_is_taken() {
    let season = season().await;
    let before = Before::of(&season).await;
    let answer = timed(&season, large(true)).await;
    assert_eq!(answer.refused(), (422, "import-refused"), "{}", answer.body);
    assert_eq!(rows(&answer.body["rows"]).len(), 1, "{}", answer.body);
    let (line, column, words) = first(&answer.body);
    assert_eq!((line, column), (BAD_LINE as u64, "quantity"));
    assert!(!words.is_empty());
    before.still_stands(&season).await;
    let taken = timed(&season, large(false)).await.ok();
    assert_eq!(taken["new"], ROWS);
    season.server.proves_itself();
}
