//! Weights, costs and receipts that cannot be.

use serde_json::json;
use tests::season::{Bulk, Season, Way};

use super::{Before, fault, worded};
use crate::stage::{at_browser, season};

async fn paid() -> (Season, i64) {
    let season = season().await;
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    season.pay(deal).await;
    (season, deal)
}

#[tokio::test]
async fn a_receipt_over_goods_that_are_not_there_is_refused() {
    let season = season().await;
    let before = Before::of(&season).await;
    let wish = |contracts: i64| json!({ "instrument": "HS-1", "lot": "WC-261012-01", "contracts": contracts });
    let cases = [
        (wish(0), "contracts", "not-a-whole-number"),
        (wish(-1), "contracts", "not-a-whole-number"),
        (wish(i64::MAX), "contracts", ""),
        (wish(3), "contracts", "receipt-short"),
        (
            json!({ "instrument": "XG-F", "lot": "WC-261012-01", "contracts": 1 }),
            "instrument",
            "receipt-other-product",
        ),
        (
            json!({ "instrument": "XG-D", "lot": "WC-261012-01", "contracts": 1 }),
            "instrument",
            "receipt-instrument-closed",
        ),
        (
            json!({ "instrument": "HS-1", "lot": "WC-261012-01", "contracts": 1, "grades": ["GOLD"] }),
            "grades",
            "receipt-grade",
        ),
    ];
    for (body, field, code) in cases {
        let answer = season
            .clerk
            .change("/api/v1/office/receipts", body.clone())
            .await;
        assert_eq!(answer.refused(), (422, "check-fields"), "{body}");
        assert_eq!(fault(&answer).0, field, "{body}");
        assert!(
            code.is_empty() || fault(&answer).1 == code,
            "{body}: {}",
            answer.body
        );
        worded(&answer);
    }
    let decimals = json!({ "instrument": "HS-1", "lot": "WC-261012-01", "contracts": 0.5 });
    assert_eq!(
        season
            .clerk
            .change("/api/v1/office/receipts", decimals)
            .await
            .refused(),
        (400, "bad-json")
    );
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_delivery_with_a_weight_that_cannot_be_is_refused_and_kept_as_typed() {
    let (season, deal) = paid().await;
    let before = Before::of(&season).await;
    let path = format!("/api/v1/deals/{deal}/deliver");
    for weight in [0, -500, i64::MAX] {
        let answer = season
            .clerk
            .change(&path, json!({ "weight_g": weight, "ticket": "T-1" }))
            .await;
        assert_eq!(answer.refused(), (422, "check-fields"), "{weight}");
        assert_eq!(fault(&answer).0, "weight", "{weight}");
        worded(&answer);
    }
    let silent = season
        .clerk
        .change(&path, json!({ "weight_g": 10_000_000, "ticket": " " }))
        .await;
    assert_eq!(fault(&silent), ("ticket", "deal-note"));
    let clerk = at_browser(&season, "clerk.wc").await;
    let page = format!("/deals/{deal}");
    let action = format!("/deals/{deal}/deliver");
    let form = clerk.open(&page).await.form(&action).with("ticket", "T-1");
    // 200,000 jin where 20,000 were sold: a digit too many.
    for typed in ["0", "-20000", "20000.0001", "many", "200000", ""] {
        let refused = clerk.submit(&form.clone().with("weight", typed)).await;
        assert_eq!(refused.status, 422, "{typed:?}");
        assert!(
            refused.beside("weight").is_some(),
            "{typed:?}: {}",
            refused.words()
        );
        let kept = refused.form(&action);
        assert_eq!((kept.value("weight"), kept.value("ticket")), (typed, "T-1"));
    }
    before.still_stands(&season).await;
}

#[tokio::test]
async fn costs_that_cannot_be_are_refused() {
    let (season, deal) = paid().await;
    season.deliver(deal, 20_000).await;
    let before = Before::of(&season).await;
    let path = format!("/api/v1/deals/{deal}/costs");
    let bill = |freight: i64, inspection: i64| json!({ "freight_fen": freight, "inspection_fen": inspection, "evidence": "B-1" });
    for (freight, inspection) in [
        (-1, 20_000),
        (180_000, -1),
        (2_400_001, 0),
        (i64::MAX, i64::MAX),
    ] {
        let answer = season.clerk.change(&path, bill(freight, inspection)).await;
        assert_eq!(
            answer.refused(),
            (422, "check-fields"),
            "{freight} {inspection}"
        );
        worded(&answer);
    }
    let unproven = json!({ "freight_fen": 1, "inspection_fen": 1, "evidence": "" });
    assert_eq!(
        fault(&season.clerk.change(&path, unproven).await),
        ("evidence", "deal-note")
    );
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_step_that_a_deal_is_not_at_is_refused_and_changes_nothing() {
    let season = season().await;
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    let before = Before::of(&season).await;
    let at = |step: &str| format!("/api/v1/deals/{deal}/{step}");
    let weighed = json!({ "weight_g": 10_000_000, "ticket": "T-1" });
    let early = [
        season.clerk.change(&at("deliver"), weighed.clone()).await,
        season.trader.change(&at("accept"), json!({})).await,
        season
            .trader
            .change(&at("object"), json!({ "reason": "wet" }))
            .await,
        season
            .operator
            .change(
                &at("decide"),
                json!({ "weight_g": 10_000_000, "reason": "weighed again" }),
            )
            .await,
    ];
    for answer in early {
        assert_eq!(answer.refused(), (409, "deal-not-now"));
        worded(&answer);
    }
    before.still_stands(&season).await;
    season.settle(deal, 20_000).await;
    let settled = Before::of(&season).await;
    let late = [
        season.trader.change(&at("pay"), json!({})).await,
        season.clerk.change(&at("deliver"), weighed).await,
        season.trader.change(&at("accept"), json!({})).await,
        season
            .clerk
            .change(
                &at("costs"),
                json!({ "freight_fen": 0, "inspection_fen": 0, "evidence": "B-1" }),
            )
            .await,
    ];
    for answer in late {
        assert_eq!(answer.refused().0, 409);
        worded(&answer);
    }
    settled.still_stands(&season).await;
}

#[tokio::test]
async fn a_balance_without_the_cash_is_refused_and_says_both_sums() {
    let season = season().await;
    season.money_arrives(&season.trader, 240_000).await;
    season.money_to_desk(&season.trader, 240_000).await;
    let deal = season.deal_by_bid(Bulk::WANGCUN).await;
    let before = Before::of(&season).await;
    let answer = season
        .trader
        .change(&format!("/api/v1/deals/{deal}/pay"), json!({}))
        .await;
    assert_eq!(answer.refused(), (409, "deal-short-of-cash"));
    assert_eq!(
        (&answer.body["needed"], &answer.body["available"]),
        (&json!("21,600.00"), &json!("0.00"))
    );
    let trader = at_browser(&season, "trader.jw").await;
    let page = trader.open(&format!("/deals/{deal}")).await;
    let paid = trader
        .submit(&page.form(&format!("/deals/{deal}/pay")))
        .await;
    assert_eq!(paid.status, 409);
    assert!(
        paid.words().contains("Nothing was paid."),
        "{}",
        paid.words()
    );
    before.still_stands(&season).await;
}
