//! A weight put right: what cannot be is refused beside its field, and the ticket stays.

use serde_json::json;
use tests::season::{Bulk, Way, number, rows};

use super::{Before, fault, worded};
use crate::stage::{at_browser, season};

const LOT: &str = "WC-261012-01";

#[tokio::test]
async fn a_weight_that_cannot_be_is_not_put_in_a_tickets_place() {
    let season = season().await;
    let detail = season
        .clerk
        .get(&format!("/api/v1/office/lots/{LOT}"))
        .await
        .ok();
    let ticket = &rows(&detail["tickets"])[0];
    let (id, counts_g) = (number(&ticket["id"]), number(&ticket["counts_g"]));
    let before = Before::of(&season).await;
    let path = format!("/api/v1/office/intakes/{id}/correct");
    let same = (counts_g / 500).to_string();
    let cases = [
        ("0", "why", "jin"),
        ("-1", "why", "jin"),
        ("1.00001", "why", "jin"),
        ("many", "why", "jin"),
        ("99999999999999999999", "why", "jin"),
        ("", "why", "jin"),
        ("100", "", "reason"),
        (same.as_str(), "why", "jin"),
    ];
    for (jin, reason, field) in cases {
        let answer = season
            .clerk
            .change(&path, json!({ "jin": jin, "reason": reason }))
            .await;
        assert_eq!(
            answer.refused(),
            (422, "check-fields"),
            "{jin:?} {reason:?}"
        );
        assert_eq!(
            fault(&answer).0,
            field,
            "{jin:?} {reason:?}: {}",
            answer.body
        );
        worded(&answer);
    }
    let clerk = at_browser(&season, "clerk.wc").await;
    let page = clerk
        .get(&format!(
            "/office/intakes/{id}/correct?jin=1.00001&reason=typed+wrong"
        ))
        .await;
    assert_eq!(page.status, 422);
    assert!(page.beside("jin").is_some(), "{}", page.words());
    assert!(
        page.text.contains("value=\"1.00001\"") && page.text.contains("typed wrong"),
        "what was typed is gone"
    );
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_weight_that_was_promised_or_paid_is_not_put_right() {
    let season = season().await;
    let receipt = season.receipt(LOT, 2).await;
    let detail = season
        .clerk
        .get(&format!("/api/v1/office/lots/{LOT}"))
        .await
        .ok();
    let id = number(&rows(&detail["tickets"])[0]["id"]);
    let path = format!("/api/v1/office/intakes/{id}/correct");
    let before = Before::of(&season).await;
    let promised = season
        .clerk
        .change(&path, json!({ "jin": "1", "reason": "typed wrong" }))
        .await;
    assert_eq!(promised.refused(), (409, "ticket-promised"));
    worded(&promised);
    before.still_stands(&season).await;
    season
        .clerk
        .change(
            &format!("/api/v1/office/receipts/{receipt}/cancel"),
            json!({}),
        )
        .await
        .ok();
    season
        .clerk
        .until("/api/v1/office/receipts", |known| {
            rows(&known["receipts"])[0]["state"] == "cancelled"
        })
        .await;

    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    season.settle(deal, 20_000).await;
    season.pay_out("households", &[]).await;
    let paid = Before::of(&season).await;
    let late = season
        .clerk
        .change(&path, json!({ "jin": "4000", "reason": "typed wrong" }))
        .await;
    assert_eq!(late.refused(), (409, "ticket-line-paid"), "{}", late.body);
    worded(&late);
    paid.still_stands(&season).await;
}
