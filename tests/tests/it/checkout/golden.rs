//! The figures that were worked out by hand beforehand, to the fen, through the real path: bought, paid,
//! packed, sent, received, and posted when the time for claims was over.

use serde_json::{Value, json};
use tests::client::Client;
use tests::season::{BOX, DAY_MS, Order, PORK, Season, Shopper, number, rows};

use super::{DOT, line_of};
use crate::ground::{season, season_on_postgresql};

/// An order that every one of its offices has sent and its buyer has received.
async fn received(
    season: &Season,
    buyer: &Shopper,
    (lines, offices): (&[(i64, i64)], &[&Client]),
) -> Order {
    let order = buyer.bought(lines).await;
    for office in offices {
        let parcel = season.sends(office, &order).await;
        buyer.receives(&order, &parcel).await;
    }
    order
}

/// An office's posted sale of an order.
async fn sale(season: &Season, office: &Client, order: &Order) -> Value {
    let (_, parcel) = season.part_of(office, order).await;
    let sales = office.get("/api/v1/office/sales").await.ok();
    let found = rows(&sales["sales"])
        .iter()
        .find(|sale| sale["consignment"] == parcel.as_str());
    found
        .unwrap_or_else(|| panic!("{parcel} is not posted: {sales}"))
        .clone()
}

/// Gross, channel, platform, express, packing, cooperative, reserve and pool.
fn figures(sale: &Value) -> [i64; 8] {
    [
        "gross_fen",
        "channel_fen",
        "platform_fen",
        "express_fen",
        "packing_fen",
        "cooperative_fen",
        "reserve_fen",
        "pool_fen",
    ]
    .map(|part| number(&sale[part]))
}

/// What went to each lot, by its code: grams and fen.
fn lots(sale: &Value) -> Vec<(&str, i64, i64)> {
    let part = |part: &'_ Value| (number(&part["grams"]), number(&part["amount_fen"]));
    let mut lots: Vec<(&str, i64, i64)> = rows(&sale["parts"])
        .iter()
        .map(|row| {
            let (grams, fen) = part(row);
            (row["lot"].as_str().unwrap_or_default(), grams, fen)
        })
        .collect();
    lots.sort_unstable();
    lots
}

/// Hands in a claim of a parcel's only line and has the office give so much back.
async fn given_back(
    season: &Season,
    (buyer, order): (&Shopper, &Order),
    office: &Client,
    fen: i64,
) {
    let line = line_of(&buyer.sees(order).await);
    let claim = json!({ "line": line, "weight_g": 200, "words": "thawed", "photos": [DOT] });
    let path = format!("/api/v1/purchases/{}/claims", order.number);
    buyer.client.change(&path, claim).await.ok();
    assert_eq!(buyer.sees(order).await["state"], "after_sale");
    let claims = office.get("/api/v1/office/claims").await.ok();
    let id = number(&claims["claims"][0]["claim"]);
    let decision = json!({ "refund_fen": fen, "words": "Sorry." });
    let path = format!("/api/v1/office/claims/{id}");
    office.change(&path, decision).await.ok();
    let path = format!("/api/v1/purchases/{}", order.number);
    let sent = |order: &Value| {
        ["sent", "succeeded"]
            .iter()
            .any(|state| order["refunds"][0]["state"] == *state)
    };
    buyer.client.until(&path, sent).await;
    season.forward(2_000).await;
    let done = |order: &Value| order["refunds"][0]["state"] == "succeeded";
    let seen = buyer.client.until(&path, done).await;
    assert_eq!(seen["refunded_fen"], fen);
}

async fn account(season: &Season, code: &str) -> i64 {
    let trial = season.trial().await;
    let own = trial.iter();
    let own = own.filter(|(name, _)| name.starts_with(&format!("custody {code} ")));
    own.map(|(_, fen)| fen).sum()
}

/// Four orders of one day: each posts what the worked example says.
async fn four_orders(season: Season) {
    let pork = season.person("clerk.sc").await;
    let buyer = Shopper::of(&season).await;
    let wangcun = season.clerk.clone();
    let mixed = received(&season, &buyer, (&[(PORK, 1)], &[&pork])).await;
    let one = received(&season, &buyer, (&[(BOX, 1)], &[&wangcun])).await;
    let two = received(&season, &buyer, (&[(BOX, 2)], &[&wangcun])).await;
    let both = (&[(PORK, 1), (BOX, 1)][..], &[&pork, &wangcun][..]);
    let both = received(&season, &buyer, both).await;
    let totals = [&mixed, &one, &two, &both].map(|order| order.total_fen);
    assert_eq!(totals, [9_980, 3_280, 6_560, 13_260]);
    let pools = account(&season, "2105").await;
    season.forward(2 * DAY_MS + 60_000).await;
    let promised = [7_872, 2_043, 4_085, 7_872 + 2_043];
    for (order, growers) in [&mixed, &one, &two, &both].into_iter().zip(promised) {
        let seen = buyer.until(order, "done").await;
        assert_eq!(seen["split"]["growers"]["fen"], growers, "{}", order.number);
        assert_eq!(seen["split"]["posted"], true);
    }
    let posted = sale(&season, &pork, &mixed).await;
    assert_eq!(figures(&posted), [9_980, 59, 299, 1_200, 550, 0, 0, 7_872]);
    assert_eq!(
        lots(&posted),
        [("SC-261028-01", 700, 5_510), ("SC-261110-01", 300, 2_362)]
    );
    let posted = sale(&season, &wangcun, &one).await;
    assert_eq!(figures(&posted), [3_280, 19, 98, 800, 320, 0, 0, 2_043]);
    let posted = sale(&season, &wangcun, &two).await;
    assert_eq!(figures(&posted), [6_560, 39, 196, 1_600, 640, 0, 0, 4_085]);
    let posted = sale(&season, &pork, &both).await;
    assert_eq!(number(&posted["pool_fen"]), 7_872);
    assert_eq!(lots(&posted), [("SC-261110-01", 1_000, 7_872)]);
    let posted = sale(&season, &wangcun, &both).await;
    assert_eq!(number(&posted["pool_fen"]), 2_043);
    season.server.proves_itself();
    // When the day is over, all of it is the households'.
    season.forward(DAY_MS).await;
    assert_eq!(
        account(&season, "2105").await,
        pools,
        "nothing waits in a pool"
    );
    for (office, sum) in [(&pork, 2 * 7_872), (&wangcun, 2 * 2_043 + 4_085)] {
        let whose = office.get("/api/v1/office/season").await.ok();
        let shares = rows(&whose["households"]).iter();
        let shares = shares.map(|row| number(&row["share_fen"]));
        assert_eq!(shares.sum::<i64>(), sum);
    }
    season.server.proves_itself();
}

#[tokio::test]
async fn the_worked_orders_post_what_was_promised_to_the_fen() {
    four_orders(season().await).await;
}

#[tokio::test]
async fn the_same_orders_on_postgresql() {
    if let Some(season) = season_on_postgresql().await {
        four_orders(season).await;
    }
}

#[tokio::test]
async fn what_is_given_back_before_posting_lowers_what_is_posted_and_a_loss_is_the_reserves() {
    let season = season().await;
    let pork = season.person("clerk.sc").await;
    let buyer = Shopper::of(&season).await;
    let mixed = received(&season, &buyer, (&[(PORK, 1)], &[&pork])).await;
    given_back(&season, (&buyer, &mixed), &pork, 2_000).await;
    // A box that is given back whole after it was sent costs what was spent on it.
    let lost = received(&season, &buyer, (&[(BOX, 1)], &[&season.clerk])).await;
    given_back(&season, (&buyer, &lost), &season.clerk, 3_280).await;
    assert_eq!(buyer.sees(&lost).await["state"], "refunded");
    let reserve = account(&season, "2301").await;
    season.forward(2 * DAY_MS + 60_000).await;
    let seen = buyer.until(&mixed, "done").await;
    assert_eq!(seen["split"]["growers"]["fen"], 5_944);
    let posted = sale(&season, &pork, &mixed).await;
    assert_eq!(
        (number(&posted["gross_fen"]), number(&posted["pool_fen"])),
        (7_980, 5_944)
    );
    assert_eq!(
        lots(&posted),
        [("SC-261028-01", 700, 4_161), ("SC-261110-01", 300, 1_783)]
    );
    let posted = sale(&season, &season.clerk, &lost).await;
    assert_eq!(
        (number(&posted["reserve_fen"]), number(&posted["pool_fen"])),
        (1_120, 0)
    );
    assert_eq!(
        account(&season, "2301").await - reserve,
        1_120,
        "out of the reserve"
    );
    assert_eq!(buyer.sees(&lost).await["state"], "refunded");
    season.server.proves_itself();
    season.forward(DAY_MS).await;
    season.server.proves_itself();
}
