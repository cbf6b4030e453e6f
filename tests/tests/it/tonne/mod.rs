//! A tonne that reaches six households: the golden cases out of the real path, over HTTP, to the fen.

mod correction;
mod deals;
mod payouts;
mod together;

use std::collections::BTreeMap;

use serde_json::Value;
use tests::season::{Bulk, Season, Way, number, rows};
use tests::server::root;

use crate::ground::{open_season, season, season_on_postgresql};

/// The six households of the worked order.
pub const SIX: [&str; 6] = [
    "WC-0003", "WC-0008", "WC-0011", "WC-0017", "WC-0021", "WC-0026",
];
/// Each household's share, recovered advances and payable of the worked order, in fen.
pub const W1: [(i64, i64, i64); 6] = [
    (369_376, 60_000, 309_376),
    (290_224, 45_000, 245_224),
    (443_251, 0, 443_251),
    (208_961, 30_000, 178_961),
    (274_394, 40_000, 234_394),
    (524_514, 80_000, 444_514),
];
/// The same of the pool with two grades.
const TWO_GRADES: [(i64, i64, i64); 6] = [
    (360_906, 60_000, 300_906),
    (320_159, 45_000, 275_159),
    (440_073, 0, 440_073),
    (184_412, 30_000, 154_412),
    (272_426, 40_000, 232_426),
    (532_744, 80_000, 452_744),
];

/// The households' lines of a settled deal: share, recovered, payable.
pub fn lines(sheet: &Value) -> Vec<(i64, i64, i64)> {
    let pool = &sheet["settled"]["pool"];
    let codes: Vec<&str> = rows(&pool["lines"])
        .iter()
        .filter_map(|line| line["code"].as_str())
        .collect();
    assert_eq!(codes, SIX, "{pool}");
    let line = |line: &Value| {
        let sum = |part: &str| number(&line[part]);
        (sum("share_fen"), sum("recovered_fen"), sum("payable_fen"))
    };
    rows(&pool["lines"]).iter().map(line).collect()
}

/// Whoever has a part in a deal, by the names of accounts.
struct Names {
    cooperative: i64,
    carrier: i64,
    inspector: i64,
}

impl Names {
    fn of(sheet: &Value) -> Self {
        let id = |who: &str| number(&sheet[who]["id"]);
        Self {
            cooperative: id("seller"),
            carrier: id("carrier"),
            inspector: id("inspector"),
        }
    }
}

/// The closing of the worked order with the operator's opening; every other account is at zero.
fn closing(names: &Names) -> BTreeMap<String, i64> {
    let Names {
        cooperative,
        carrier,
        inspector,
    } = names;
    BTreeMap::from([
        ("custody 1001 -".to_owned(), 544_280 + 3_000_000),
        (format!("custody 2101 cooperative:{cooperative}"), -320_280),
        (format!("custody 2103 carrier:{carrier}"), -180_000),
        (format!("custody 2103 carrier:{inspector}"), -20_000),
        ("custody 2301 -".to_owned(), -2_000_000),
        ("custody 3001 -".to_owned(), -1_000_000),
        ("custody 4001 -".to_owned(), -24_000),
        (format!("cooperative:{cooperative} 1301 -"), 320_280),
        (format!("cooperative:{cooperative} 3101 -"), -255_000),
        (format!("cooperative:{cooperative} 4002 -"), -65_280),
    ])
}

fn check_waterfall(sheet: &Value) {
    let settled = &sheet["settled"];
    let part = |name: &str| number(&settled[name]);
    assert_eq!(part("gross_fen"), 2_400_000);
    assert_eq!(part("platform_fen"), 24_000);
    assert_eq!(part("freight_fen"), 180_000);
    assert_eq!(part("inspection_fen"), 20_000);
    assert_eq!(part("net_fen"), 2_176_000);
    assert_eq!(part("cooperative_fen"), 65_280);
    assert_eq!(part("pool_fen"), 2_110_720);
    assert_eq!(part("household_bp"), 8_795);
    assert_eq!(part("rest_fen"), 0);
    assert_eq!(number(&settled["pool"]["total"]["share_fen"]), 2_110_720);
    assert_eq!(settled["pool"]["total"]["exact"], true);
}

/// Every household finds its sale on its own page and slip, paid.
pub async fn check_slips(season: &Season, deal: i64, expected: &[(i64, i64, i64); 6]) {
    for (code, line) in SIX.iter().zip(expected) {
        let person = season.person(&code.to_lowercase()).await;
        let own = person.get("/api/v1/household/season").await.ok();
        assert_eq!(own["code"], *code);
        let sale = rows(&own["sales"])
            .iter()
            .find(|sale| sale["deal"] == deal)
            .expect("the sale is there");
        let sum = |part: &str| number(&sale[part]);
        assert_eq!(
            (sum("share_fen"), sum("recovered_fen"), sum("payable_fen")),
            *line,
            "{code}"
        );
        assert_eq!(sale["paid"], "paid", "{code}");
        let slip = person
            .get(&format!("/api/v1/household/slips/{}", sale["settlement"]))
            .await
            .ok();
        assert_eq!(
            (number(&slip["paid_fen"]), &slip["state"]),
            (line.2, &sale["paid"]),
            "{code}"
        );
        assert_eq!(number(&slip["figures"]["share_fen"]), line.0, "{code}");
    }
}

/// The worked order from the wholesaler's transfer to the closing.
async fn worked_order(season: &Season, way: Way) {
    let deal = season.deal(Bulk::WANGCUN, way).await;
    let sheet = season.settle(deal, 20_000).await;
    check_waterfall(&sheet);
    assert_eq!(lines(&sheet), W1);
    let paid = season.pay_out("households", &[]).await;
    assert_eq!(paid.sum_fen(), 1_855_720);
    let home = season.rest_goes_home().await;
    assert_eq!(home.sum_fen(), 200_000);
    check_slips(season, deal, &W1).await;
    assert_eq!(
        season.grams(Bulk::WANGCUN.lot).await,
        [10_000_000, 0, 10_000_000, 0]
    );
    assert_eq!(season.trial().await, closing(&Names::of(&sheet)));
    season.server.proves_itself();
}

#[tokio::test]
async fn the_wangcun_order_reaches_six_slips_and_closes_to_the_fen() {
    worked_order(&season().await, Way::Bid).await;
}

#[tokio::test]
async fn the_wangcun_order_through_the_continuous_book_ends_on_the_same_slips() {
    worked_order(&open_season().await, Way::Book).await;
}

#[tokio::test]
async fn the_wangcun_order_closes_the_same_on_postgresql() {
    let Some(season) = season_on_postgresql().await else {
        return;
    };
    worked_order(&season, Way::Offer).await;
}

#[tokio::test]
async fn a_pool_of_two_grades_counts_the_second_at_four_fifths() {
    let season = season().await;
    let deal = season.deal(Bulk::TWO_GRADES, Way::Offer).await;
    let sheet = season.settle(deal, 20_000).await;
    check_waterfall(&sheet);
    assert_eq!(lines(&sheet), TWO_GRADES);
    assert_eq!(season.pay_out("households", &[]).await.sum_fen(), 1_855_720);
    check_slips(&season, deal, &TWO_GRADES).await;
    season.server.proves_itself();
}

/// A thousand jin are short, so that a part of the payment goes back; the worked case has no advances.
#[tokio::test]
async fn what_goes_back_before_acceptance_lowers_fees_and_shares_as_worked() {
    let path = root().join("exchange/ledger/tests/golden/refund_before_acceptance.json");
    let golden = std::fs::read(path).expect("the golden file");
    let golden: Value = serde_json::from_slice(&golden).expect("JSON");
    let figures = rows(&golden["output"]["figures"]);
    let of = |kind: &str| figures.iter().find(|figure| figure["do"] == kind);
    let (accepted, cycle) = (
        of("accept").expect("it is accepted"),
        of("cycle").expect("it is split"),
    );
    let season = season().await;
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    let sheet = season.settle(deal, 19_000).await;
    for (part, worked) in [
        ("gross_fen", "gross_fen"),
        ("platform_fen", "platform_fen"),
        ("net_fen", "net_fen"),
        ("cooperative_fen", "coop_fee_fen"),
        ("pool_fen", "pool_fen"),
        ("household_bp", "household_bp"),
    ] {
        let settled = number(&sheet["settled"][part]);
        assert_eq!(settled, number(&accepted[worked]), "{part}");
    }
    let shares: Vec<i64> = lines(&sheet).iter().map(|line| line.0).collect();
    let worked: Vec<i64> = rows(&cycle["lines"])
        .iter()
        .map(|line| number(&line["share_fen"]))
        .collect();
    assert_eq!(shares, worked);
    season.server.proves_itself();
}

#[tokio::test]
async fn a_household_that_owes_more_than_half_keeps_half() {
    let season = season().await;
    let advances = "number,household_code,item_zh,item_en,amount_yuan,given_on\n\
        WC26-A900,WC-0003,地膜,Film,5000.00,2026-11-01\n";
    season
        .clerk
        .hand_in("/api/v1/office/imports/advances", advances)
        .await
        .ok();
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    let sheet = season.settle(deal, 20_000).await;
    let mut expected = W1;
    expected[0] = (369_376, 184_688, 184_688);
    assert_eq!(lines(&sheet), expected);
    season.pay_out("households", &[]).await;
    check_slips(&season, deal, &expected).await;
    let own = season
        .person("wc-0003")
        .await
        .get("/api/v1/household/season")
        .await
        .ok();
    let left: Vec<(&str, i64)> = rows(&own["advances"])
        .iter()
        .map(|row| {
            (
                row["number"].as_str().unwrap_or_default(),
                number(&row["left_fen"]),
            )
        })
        .collect();
    assert_eq!(
        left,
        [("WC26-A001", 0), ("WC26-A900", 375_312)],
        "the older is taken back first"
    );
    season.server.proves_itself();
}

#[tokio::test]
async fn a_server_restarted_at_every_step_loses_nothing() {
    let mut season = season().await;
    season.money_arrives(&season.trader, 2_600_000).await;
    season
        .money_to_desk(&season.trader, Bulk::WANGCUN.deposit_fen())
        .await;
    season = season.restarted();
    let receipt = season.receipt(Bulk::WANGCUN.lot, 2).await;
    let listing = season.bid(&season.trader, Bulk::WANGCUN).await;
    season = season.restarted();
    let deal = season
        .take(&season.clerk, listing, (2, Some(receipt)))
        .await;
    season = season.restarted();
    season.pay(deal).await;
    season = season.restarted();
    season.deliver(deal, 20_000).await;
    season = season.restarted();
    let sheet = season.silence(deal).await;
    season = season.restarted();
    let file = season.bank_file("households").await;
    season = season.restarted();
    season.bank_answers("households", &file, &[]).await;
    season = season.restarted();
    let debits: Vec<(i64, &str)> = file
        .lines
        .iter()
        .map(|(number, _, fen)| (-fen, number.as_str()))
        .collect();
    season.statement(&debits).await;
    season.rest_goes_home().await;
    check_slips(&season, deal, &W1).await;
    assert_eq!(season.trial().await, closing(&Names::of(&sheet)));
    season.server.proves_itself();
}
