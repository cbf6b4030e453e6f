//! Deals that do not go as planned: late, disputed, short, taken in parts, with bills of their own.

use serde_json::{Value, json};
use tests::season::{Bulk, DAY_MS, HOUR_MS, Season, Way, number};

use super::lines;
use crate::ground::season;

/// What a trader's money is: cash, free and held at the desk, deposits, escrow.
async fn money(season: &Season, part: [&str; 5]) -> [i64; 5] {
    let funds = season.trader.get("/api/v1/funds").await.ok();
    part.map(|name| number(&funds[name]))
}

const WHERE: [&str; 5] = [
    "cash_fen",
    "desk_available_fen",
    "desk_held_fen",
    "deposits_fen",
    "escrow_fen",
];

fn part(sheet: &Value, name: &str) -> i64 {
    number(&sheet["settled"][name])
}

#[tokio::test]
async fn a_late_buyer_loses_the_goods_and_its_deposit_waits_under_the_deal() {
    let season = season().await;
    let before = season.grams(Bulk::WANGCUN.lot).await;
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    assert_eq!(
        season.grams(Bulk::WANGCUN.lot).await,
        [10_000_000, 10_000_000, 0, 0]
    );
    let due_ms = number(&season.sheet(deal).await["due_at"]);
    season
        .forward(due_ms - season.now_ms().await - HOUR_MS)
        .await;
    assert_eq!(
        season.sheet(deal).await["state"],
        "awaiting_payment",
        "an hour is left"
    );
    season.forward(HOUR_MS).await;
    let sheet = season.sheet(deal).await;
    assert_eq!(sheet["state"], "buyer_late");
    assert_eq!(number(&sheet["in_deposit_fen"]), 240_000);
    assert_eq!(money(&season, WHERE).await, [2_360_000, 0, 0, 240_000, 0]);
    assert_eq!(
        season
            .trial()
            .await
            .get(&format!("custody 2002 deal:{deal}")),
        Some(&-240_000)
    );
    assert_eq!(
        season.grams(Bulk::WANGCUN.lot).await,
        before,
        "the goods are free again"
    );
    let late = season
        .trader
        .change(&format!("/api/v1/deals/{deal}/pay"), json!({}))
        .await;
    assert_eq!(late.refused().0, 409, "{late:?}");
    sold_again(&season).await;
    season.server.proves_itself();
}

/// What is free again can be sold once more.
async fn sold_again(season: &Season) {
    season
        .money_to_desk(&season.trader, Bulk::WANGCUN.deposit_fen())
        .await;
    let deal = season.deal_by_offer(Bulk::WANGCUN).await;
    assert_eq!(season.sheet(deal).await["state"], "awaiting_payment");
}

#[tokio::test]
async fn a_late_seller_gives_the_buyer_everything_back() {
    let season = season().await;
    let before = season.grams(Bulk::WANGCUN.lot).await;
    let deal = season.deal(Bulk::WANGCUN, Way::Offer).await;
    season.pay(deal).await;
    assert_eq!(money(&season, WHERE).await, [200_000, 0, 0, 0, 2_400_000]);
    season.forward(14 * DAY_MS).await;
    assert_eq!(season.sheet(deal).await["state"], "seller_late");
    assert_eq!(money(&season, WHERE).await, [2_600_000, 0, 0, 0, 0]);
    assert_eq!(
        season.grams(Bulk::WANGCUN.lot).await,
        before,
        "the goods are free again"
    );
    sold_again(&season).await;
    season.server.proves_itself();
}

/// A delivered deal that the buyer objects to.
async fn disputed(season: &Season) -> i64 {
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    season.pay(deal).await;
    season.deliver(deal, 20_000).await;
    season.forward(47 * HOUR_MS).await;
    let path = format!("/api/v1/deals/{deal}/object");
    let moved = season
        .trader
        .change(&path, json!({ "reason": "two bags are missing" }))
        .await
        .ok();
    assert_eq!(moved["state"], "objected");
    season.forward(2 * HOUR_MS).await;
    assert_eq!(
        season.sheet(deal).await["state"],
        "objected",
        "an objection waits for the operator"
    );
    deal
}

#[tokio::test]
async fn the_weight_that_the_operator_decides_is_paid_for() {
    let season = season().await;
    let deal = disputed(&season).await;
    let decided = json!({ "weight_g": 9_900_000, "reason": "weighed again" });
    season
        .operator
        .change(&format!("/api/v1/deals/{deal}/decide"), decided)
        .await
        .ok();
    let sheet = season.sheet(deal).await;
    assert_eq!(
        (&sheet["state"], number(&sheet["settled_g"])),
        (&json!("settled"), 9_900_000)
    );
    assert_eq!(
        (part(&sheet, "gross_fen"), part(&sheet, "rest_fen")),
        (2_376_000, 24_000)
    );
    assert_eq!(money(&season, WHERE).await, [224_000, 0, 0, 0, 0]);
    assert_eq!(
        season.grams(Bulk::WANGCUN.lot).await,
        [10_000_000, 0, 9_900_000, 100_000]
    );
    season.server.proves_itself();
}

#[tokio::test]
async fn an_objection_that_nobody_decides_ends_with_the_recorded_weight() {
    let season = season().await;
    let deal = disputed(&season).await;
    season.forward(10 * DAY_MS).await;
    let sheet = season.sheet(deal).await;
    assert_eq!(
        (&sheet["state"], number(&sheet["settled_g"])),
        (&json!("settled"), 10_000_000)
    );
    assert_eq!(lines(&sheet), super::W1);
    season.server.proves_itself();
}

#[tokio::test]
async fn what_is_not_delivered_is_not_paid_and_is_free_again() {
    let season = season().await;
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    let sheet = season.settle(deal, 19_000).await;
    assert_eq!(
        (part(&sheet, "gross_fen"), part(&sheet, "rest_fen")),
        (2_280_000, 120_000)
    );
    // 1 % of the price, costs by the contracted tonnes, 3 % of what is left.
    assert_eq!(
        (part(&sheet, "platform_fen"), part(&sheet, "net_fen")),
        (22_800, 2_057_200)
    );
    assert_eq!(
        (part(&sheet, "cooperative_fen"), part(&sheet, "pool_fen")),
        (61_716, 1_995_484)
    );
    let shares: i64 = lines(&sheet).iter().map(|line| line.0).sum();
    assert_eq!(shares, 1_995_484);
    assert_eq!(money(&season, WHERE).await, [320_000, 0, 0, 0, 0]);
    assert_eq!(
        season.grams(Bulk::WANGCUN.lot).await,
        [10_000_000, 0, 9_500_000, 500_000]
    );
    season.server.proves_itself();
}

#[tokio::test]
async fn more_than_contracted_is_not_paid_for() {
    let season = season().await;
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    let sheet = season.settle(deal, 20_200).await;
    assert_eq!(number(&sheet["settled_g"]), 10_000_000);
    assert_eq!(lines(&sheet), super::W1);
    season.server.proves_itself();
}

#[tokio::test]
async fn bills_take_the_place_of_the_terms() {
    let season = season().await;
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    season.pay(deal).await;
    season.deliver(deal, 20_000).await;
    let bills =
        json!({ "freight_fen": 171_234, "inspection_fen": 25_000, "evidence": "GX-88, JY-12" });
    season
        .clerk
        .change(&format!("/api/v1/deals/{deal}/costs"), bills)
        .await
        .ok();
    season
        .trader
        .change(&format!("/api/v1/deals/{deal}/accept"), json!({}))
        .await
        .ok();
    let sheet = season.sheet(deal).await;
    assert_eq!(
        (part(&sheet, "freight_fen"), part(&sheet, "inspection_fen")),
        (171_234, 25_000)
    );
    assert_eq!(
        part(&sheet, "net_fen"),
        2_400_000 - 24_000 - 171_234 - 25_000
    );
    // 3 % of 2,179,766 is 65,392.98; a part of a fen stays with the households.
    assert_eq!(
        (part(&sheet, "cooperative_fen"), part(&sheet, "pool_fen")),
        (65_392, 2_114_374)
    );
    let file = season.pay_out("carriers", &[]).await;
    let mut sums: Vec<i64> = file.lines.iter().map(|(_, _, fen)| *fen).collect();
    sums.sort_unstable();
    assert_eq!(sums, [25_000, 171_234]);
    season.server.proves_itself();
}

#[tokio::test]
async fn an_offer_is_taken_in_parts_by_two_wholesalers() {
    let season = season().await;
    let listing = season.offer(Bulk::WANGCUN).await;
    for buyer in [&season.trader, &season.rival] {
        season.money_arrives(buyer, 1_200_000).await;
        season.money_to_desk(buyer, 120_000).await;
    }
    let first = season.take(&season.trader, listing, (1, None)).await;
    let board = season.clerk.get("/api/v1/listings").await.ok();
    assert_eq!(number(&board[0]["left"]), 1);
    let second = season.take(&season.rival, listing, (1, None)).await;
    assert_eq!(season.clerk.get("/api/v1/listings").await.ok(), json!([]));
    for (deal, buyer) in [(first, &season.trader), (second, &season.rival)] {
        buyer
            .change(&format!("/api/v1/deals/{deal}/pay"), json!({}))
            .await
            .ok();
        season.deliver(deal, 10_000).await;
    }
    let one = season.silence(first).await;
    let two = season.silence(second).await;
    // Two halves of the order bring what the whole does: fees and costs are linear here.
    assert_eq!(
        (part(&one, "pool_fen"), part(&two, "pool_fen")),
        (1_055_360, 1_055_360)
    );
    let (one, two) = (lines(&one), lines(&two));
    let sums: Vec<i64> = one
        .iter()
        .zip(&two)
        .map(|(one, two)| one.0 + two.0)
        .collect();
    assert_eq!(
        sums,
        super::W1.map(|line| line.0),
        "nobody drifts from the exact share"
    );
    assert_eq!(season.pay_out("households", &[]).await.sum_fen(), 1_855_720);
    season.server.proves_itself();
}

#[tokio::test]
async fn a_bid_taken_in_part_moves_the_hold_before_less_the_hold_after() {
    let season = season().await;
    let bulk = Bulk {
        contracts: 3,
        ..Bulk::VILLAGE
    };
    season.money_arrives(&season.trader, 4_000_000).await;
    season
        .money_to_desk(&season.trader, bulk.deposit_fen())
        .await;
    let listing = season.bid(&season.trader, bulk).await;
    assert_eq!(money(&season, WHERE).await, [3_640_000, 0, 360_000, 0, 0]);
    let receipt = season.receipt(bulk.lot, 2).await;
    let deal = season
        .take(&season.clerk, listing, (2, Some(receipt)))
        .await;
    assert_eq!(
        money(&season, WHERE).await,
        [3_640_000, 0, 120_000, 240_000, 0]
    );
    assert_eq!(number(&season.sheet(deal).await["deposit_fen"]), 240_000);
    let withdrawn = season
        .trader
        .change(&format!("/api/v1/listings/{listing}/withdraw"), json!({}))
        .await;
    assert_eq!(withdrawn.ok()["listing"], listing);
    assert_eq!(
        money(&season, WHERE).await,
        [3_640_000, 120_000, 0, 240_000, 0]
    );
    season.server.proves_itself();
}
