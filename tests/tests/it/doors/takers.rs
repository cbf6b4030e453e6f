//! Takes of more than is left, and of the last tonnes by two at once.

use serde_json::json;
use tests::client::Client;
use tests::season::{Bulk, Season, number, rows};

use super::{Before, fault, worded};
use crate::stage::{at_browser, season};

/// Two wholesalers with money at the desk.
async fn two_takers() -> Season {
    let season = season().await;
    for trader in [&season.trader, &season.rival] {
        season.money_arrives(trader, 3_000_000).await;
        season.money_to_desk(trader, 2_400_000).await;
    }
    season
}

#[tokio::test]
async fn a_take_larger_than_what_is_left_is_refused_with_what_is_left() {
    let season = two_takers().await;
    let listing = season.offer(Bulk::WANGCUN).await;
    season.take(&season.trader, listing, (1, None)).await;
    let before = Before::of(&season).await;
    let path = format!("/api/v1/listings/{listing}/take");
    let answer = season.rival.change(&path, json!({ "quantity": 2 })).await;
    assert_eq!(answer.refused(), (422, "check-fields"));
    assert_eq!(fault(&answer), ("quantity", "market-more-than-left"));
    assert_eq!(answer.body["errors"][0]["detail"], "只剩 1 手了。");
    worded(&answer);
    let rival = at_browser(&season, "trader.xd").await;
    let action = format!("/market/listings/{listing}/take");
    let form = rival.open(&action).await.form(&action);
    let page = rival.submit(&form.with("quantity", "2")).await;
    assert_eq!(page.status, 422);
    assert_eq!(
        page.beside("quantity").as_deref(),
        Some("Only 1 contracts are left.")
    );
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_take_below_the_minimum_or_without_the_money_is_refused_with_the_figures() {
    let season = season().await;
    let receipt = season.receipt("WC-261014-01", 3).await;
    let offer = json!({ "instrument": "HS-1", "side": "sell", "price_fen": 240, "quantity": 3, "minimum": 2, "days": 5, "receipt": receipt });
    let listing = number(&season.clerk.change("/api/v1/listings", offer).await.ok()["listing"]);
    let path = format!("/api/v1/listings/{listing}/take");
    let before = Before::of(&season).await;
    let few = season.trader.change(&path, json!({ "quantity": 1 })).await;
    assert_eq!(fault(&few), ("quantity", "market-below-minimum"));
    let poor = season.trader.change(&path, json!({ "quantity": 2 })).await;
    assert_eq!(poor.refused(), (409, "market-short-of-funds"));
    assert_eq!(
        (&poor.body["needed"], &poor.body["available"]),
        (&json!("2,400.00"), &json!("0.00"))
    );
    let own = season.clerk.change(&path, json!({ "quantity": 2 })).await;
    assert_eq!(own.refused(), (409, "market-own-listing"));
    for answer in [&few, &poor, &own] {
        worded(answer);
    }
    before.still_stands(&season).await;
}

#[tokio::test]
async fn of_two_takers_of_the_last_tonnes_at_once_one_gets_them_and_the_other_keeps_its_money() {
    let season = two_takers().await;
    for round in 0..5 {
        let listing = season.offer(Bulk::VILLAGE.of(1)).await;
        let path = format!("/api/v1/listings/{listing}/take");
        let held =
            async |who: &Client| number(&who.get("/api/v1/funds").await.ok()["desk_available_fen"]);
        let before = (held(&season.trader).await, held(&season.rival).await);
        let take = |who: &Client| {
            let (who, path) = (who.clone(), path.clone());
            tokio::spawn(async move { who.change(&path, json!({ "quantity": 1 })).await })
        };
        let (first, second) = (take(&season.trader), take(&season.rival));
        let answers = [
            first.await.expect("no panic"),
            second.await.expect("no panic"),
        ];
        let won: Vec<bool> = answers.iter().map(tests::client::Answer::is_ok).collect();
        assert_eq!(
            won.iter().filter(|won| **won).count(),
            1,
            "round {round}: {answers:?}"
        );
        let lost = answers
            .iter()
            .find(|answer| !answer.is_ok())
            .expect("one lost");
        assert_eq!(lost.refused(), (404, "market-gone"), "round {round}");
        let after = (held(&season.trader).await, held(&season.rival).await);
        let deposit = Bulk::VILLAGE.of(1).deposit_fen();
        let paid = (before.0 - after.0, before.1 - after.1);
        assert_eq!(
            paid,
            if won[0] { (deposit, 0) } else { (0, deposit) },
            "round {round}"
        );
    }
    let deals = season.operator.get("/api/v1/deals").await.ok();
    assert_eq!(rows(&deals).len(), 5, "a tonne was sold twice or never");
    season.server.proves_itself();
}

#[tokio::test]
async fn twenty_takers_at_once_get_no_more_than_there_is() {
    let season = two_takers().await;
    let listing = season.offer(Bulk::VILLAGE.of(3)).await;
    let path = format!("/api/v1/listings/{listing}/take");
    let mut takes = tokio::task::JoinSet::new();
    for number in 0..20 {
        let who = if number % 2 == 0 {
            &season.trader
        } else {
            &season.rival
        };
        let (who, path) = (who.clone(), path.clone());
        takes.spawn(async move { who.change(&path, json!({ "quantity": 1 })).await });
    }
    let answers = takes.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 3);
    for lost in answers.iter().filter(|answer| !answer.is_ok()) {
        assert_eq!(lost.refused(), (404, "market-gone"));
    }
    let gone = season.grams("WC-261014-01").await;
    assert_eq!(gone[1], 3 * 5_000_000, "held for deals: {gone:?}");
    season.server.proves_itself();
}

#[tokio::test]
async fn two_offers_over_one_receipt_sell_its_goods_once() {
    let season = two_takers().await;
    let receipt = season.receipt("WC-261012-01", 2).await;
    let offer = json!({ "instrument": "HS-1", "side": "sell", "price_fen": 240, "quantity": 2, "minimum": 1, "days": 5, "receipt": receipt });
    let list = || {
        let (clerk, offer) = (season.clerk.clone(), offer.clone());
        tokio::spawn(async move { clerk.change("/api/v1/listings", offer).await })
    };
    let (first, second) = (list(), list());
    let answers = [
        first.await.expect("no panic"),
        second.await.expect("no panic"),
    ];
    let refused: Vec<_> = answers.iter().filter(|answer| !answer.is_ok()).collect();
    assert_eq!(refused.len(), 1, "{answers:?}");
    assert_eq!(refused[0].refused(), (409, "market-short-of-goods"));
    let cancel = season
        .clerk
        .change(
            &format!("/api/v1/office/receipts/{receipt}/cancel"),
            json!({}),
        )
        .await;
    // The desk answers the request to take the receipt back: its goods stand on the board.
    if cancel.is_ok() {
        let still = |known: &serde_json::Value| {
            rows(&known["receipts"])
                .iter()
                .any(|row| row["id"] == receipt && row["state"] == "issued")
        };
        season.clerk.until("/api/v1/office/receipts", still).await;
    }
    season.server.proves_itself();
}

#[tokio::test]
async fn the_same_money_cannot_leave_the_desk_twice_at_once() {
    let season = season().await;
    season.money_arrives(&season.trader, 100_000).await;
    season.money_to_desk(&season.trader, 100_000).await;
    let mut asks = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let trader = season.trader.clone();
        asks.spawn(async move {
            trader
                .change("/api/v1/funds/from-desk", json!({ "amount_fen": 100_000 }))
                .await
        });
    }
    asks.join_all().await;
    season
        .trader
        .until("/api/v1/funds", |funds| funds["cash_fen"] == 100_000)
        .await;
    let mut asks = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let trader = season.trader.clone();
        asks.spawn(async move {
            trader
                .change(
                    "/api/v1/funds/withdrawals",
                    json!({ "amount_fen": 100_000 }),
                )
                .await
        });
    }
    let asked = asks.join_all().await;
    assert_eq!(
        asked.iter().filter(|answer| answer.is_ok()).count(),
        1,
        "{asked:?}"
    );
    season.server.proves_itself();
}
