//! Goods that cannot go on a shelf, or may not come back, and certificates that are none.

use serde_json::{Value, json};
use tests::season::{Season, number, rows};

use super::{Before, fault, worded};
use crate::stage::{at_browser, season};

const SHELVES: &str = "/api/v1/office/shelves";
const BACK: &str = "/api/v1/office/shelves/back";

/// Wangcun's shelf of a pack.
async fn shelf(season: &Season, sku: i64) -> Value {
    let all = season.clerk.get(SHELVES).await.ok();
    let found = rows(&all["shelves"]).iter().find(|row| row["sku"] == sku);
    found.expect("the pack is on a shelf").clone()
}

fn wish(sku: i64, lot: &str, packs: &str) -> Value {
    json!({ "sku": sku, "lot": lot, "packs": packs })
}

#[tokio::test]
async fn goods_that_cannot_go_on_a_shelf_are_refused_beside_the_field() {
    let season = season().await;
    let before = Before::of(&season).await;
    let good = "WC-261017-01";
    let cases = [
        (wish(404, good, "1"), ("sku", "shelf-sku-unknown")),
        (wish(24, good, "1"), ("sku", "shelf-sku-closed")),
        (wish(9, good, "1"), ("sku", "shelf-not-by-weight")),
        (
            wish(22, "TH-261121-01", "1"),
            ("lot", "receipt-lot-unknown"),
        ),
        (wish(22, "WC-404", "1"), ("lot", "receipt-lot-unknown")),
        (wish(22, "", "1"), ("lot", "receipt-lot-unknown")),
        (wish(22, "WC-261012-01", "1"), ("lot", "shelf-other-grade")),
        (wish(25, good, "1"), ("lot", "shelf-other-product")),
        (
            wish(22, "WC-261019-01", "1"),
            ("lot", "shelf-no-certificate"),
        ),
        (wish(22, good, "1.5"), ("packs", "shelf-part-of-pack")),
        (wish(22, good, "0"), ("packs", "shelf-not-packs")),
        (wish(22, good, "-1"), ("packs", "shelf-not-packs")),
        (wish(22, good, ""), ("packs", "shelf-not-packs")),
        (wish(22, good, "many"), ("packs", "shelf-not-packs")),
        (wish(22, good, "0.0001"), ("packs", "shelf-not-packs")),
        (wish(22, good, "1000"), ("packs", "shelf-lot-short")),
        (
            wish(22, good, "99999999999999999999"),
            ("packs", "shelf-too-many"),
        ),
    ];
    for (body, expected) in cases {
        let answer = season.clerk.change(SHELVES, body.clone()).await;
        assert_eq!(answer.refused(), (422, "check-fields"), "{body}");
        assert_eq!(fault(&answer), expected, "{body}");
        worded(&answer);
    }
    let number = json!({ "sku": 22, "lot": good, "packs": 3 });
    let answer = season.clerk.change(SHELVES, number).await;
    assert_eq!(answer.refused(), (400, "bad-json"));
    let stranger = season.person("clerk.th").await;
    let answer = stranger.change(SHELVES, wish(22, good, "1")).await;
    assert_eq!(fault(&answer), ("lot", "receipt-lot-unknown"), "not theirs");
    before.still_stands(&season).await;
}

#[tokio::test]
async fn goods_come_back_only_as_far_as_they_are_there() {
    let season = season().await;
    let before = Before::of(&season).await;
    let cases = [
        (
            wish(22, "WC-261017-01", "121"),
            ("packs", "shelf-lot-short"),
        ),
        (wish(22, "WC-261022-01", "1"), ("packs", "shelf-lot-short")),
        (wish(22, "WC-261017-01", "400"), ("packs", "shelf-promised")),
        (
            wish(22, "WC-261017-01", "0.5"),
            ("packs", "shelf-part-of-pack"),
        ),
        (
            wish(22, "TH-261121-01", "1"),
            ("lot", "receipt-lot-unknown"),
        ),
    ];
    for (body, expected) in cases {
        let answer = season.clerk.change(BACK, body.clone()).await;
        assert_eq!(answer.refused(), (422, "check-fields"), "{body}");
        assert_eq!(fault(&answer), expected, "{body}");
        worded(&answer);
    }
    before.still_stands(&season).await;
    let moved = season
        .clerk
        .change(BACK, wish(22, "WC-261017-01", "120"))
        .await
        .ok();
    assert_eq!(moved["available_packs"], 200);
    assert_eq!(rows(&shelf(&season, 22).await["lots"]).len(), 1);
    let moved = season
        .clerk
        .change(SHELVES, wish(22, "WC-261017-01", "120"))
        .await
        .ok();
    assert_eq!(moved["available_packs"], 320);
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_lot_goes_on_sale_once_its_certificate_is_recorded() {
    let season = season().await;
    let lot = "WC-261019-01";
    let path = format!("/api/v1/office/lots/{lot}/certificates");
    let paper = json!({ "kind": "conformity", "number": "HG-WC-261019-01", "issuer": "Wangcun",
        "issued_on": "2026-10-19", "basis": "own_test" });
    let with = |member: &str, value: &str| {
        let mut paper = paper.clone();
        paper[member] = json!(value);
        paper
    };
    let cases = [
        (with("kind", "organic"), ("kind", "unknown-choice")),
        (with("basis", "trust"), ("basis", "unknown-choice")),
        (with("number", ""), ("number", "empty")),
        (
            with("number", "一号"),
            ("number", "certificate-number-plain"),
        ),
        (with("number", &"9".repeat(41)), ("number", "too-long")),
        (
            with("number", "HG-WC-261017-01"),
            ("number", "certificate-number-taken"),
        ),
        (with("issuer", " "), ("issuer", "empty")),
        (
            with("issued_on", "2026-02-30"),
            ("issued_on", "certificate-no-day"),
        ),
        (
            with("issued_on", "2027-01-01"),
            ("issued_on", "certificate-in-future"),
        ),
    ];
    let before = Before::of(&season).await;
    for (body, expected) in cases {
        let answer = season.clerk.change(&path, body.clone()).await;
        assert_eq!(answer.refused(), (422, "check-fields"), "{body}");
        assert_eq!(fault(&answer), expected, "{body}");
        worded(&answer);
    }
    let stranger = season.person("clerk.th").await;
    let answer = stranger.change(&path, paper.clone()).await;
    assert_eq!(answer.refused(), (404, "not-found"));
    before.unmoved(&season).await;
    let bare = shelf(&season, 22).await;
    season.clerk.change(&path, paper).await.ok();
    let moved = season.clerk.change(SHELVES, wish(22, lot, "40")).await.ok();
    assert_eq!(
        number(&moved["available_packs"]),
        number(&bare["available_packs"]) + 40
    );
    let detail = season
        .clerk
        .get(&format!("/api/v1/office/lots/{lot}"))
        .await
        .ok();
    assert_eq!(detail["certificates"][0]["number"], "HG-WC-261019-01");
    assert_eq!(detail["shelves"][0]["packs"], "40");
    season.server.proves_itself();
}

#[tokio::test]
async fn the_page_keeps_what_was_typed_and_says_beneath_it_what_to_change() {
    let season = season().await;
    let clerk = at_browser(&season, "clerk.wc").await;
    let page = clerk.open("/office/shelves").await;
    let put = page
        .forms()
        .into_iter()
        .find(|form| form.action == "/office/shelves" && form.value("sku") == "22")
        .expect("more can go on sale");
    let first = put.value("lot-22").to_owned();
    let refused = clerk.submit(&put.clone().with("packs-22", "1.5")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.beside("packs-22").is_some(), "{}", refused.words());
    assert!(refused.beside("packs-23").is_none(), "another pack's field");
    let again = refused
        .forms()
        .into_iter()
        .find(|form| form.action == "/office/shelves" && form.value("sku") == "22")
        .expect("the form is there again");
    assert_eq!(
        (again.value("packs-22"), again.value("lot-22")),
        ("1.5", &*first)
    );
    let done = clerk.submit(&again.with("packs-22", "2")).await;
    assert_eq!(
        (done.status, done.location()),
        (303, "/office/shelves#sku-22")
    );
    assert_eq!(shelf(&season, 22).await["available_packs"], 322);
    let page = clerk.open("/office/shelves").await;
    let lot = number(&shelf(&season, 22).await["lots"][0]["lot_id"]);
    let field = format!("back-22-{lot}");
    let back = page
        .forms()
        .into_iter()
        .find(|form| form.action == "/office/shelves/back" && form.value("lot") == lot.to_string())
        .expect("goods can come back");
    let refused = clerk.submit(&back.clone().with(&field, "9999")).await;
    assert!(refused.beside(&field).is_some(), "{}", refused.words());
    let done = clerk.submit(&back.with(&field, "2")).await;
    assert_eq!(done.status, 303, "{}", done.words());
    assert_eq!(shelf(&season, 22).await["available_packs"], 320);
    season.server.proves_itself();
}
