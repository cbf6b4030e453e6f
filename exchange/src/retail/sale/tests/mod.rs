//! From received boxes to households' lines, to the fen.

mod followed;
mod reach;
pub(crate) mod shop_house;

use catalog::entity::organisation;

use super::{Haste, cycles_due, due, waiting};
use crate::deal::trade_house::TradeHouse;
use crate::entity::purchase::Route;
use shop_house::{DAY, Line};

const SANDBOX: (Route, i64) = (Route::Provider, 1);

/// The two lots of the golden cases, of five households; SKU 10, and SKU 22 of another cooperative
/// with a lot of its own.
struct Shop {
    trade: TradeHouse,
    lot_a: i64,
    lot_b: i64,
    sku: i64,
    other: i64,
    sweet_lot: i64,
    sweet: i64,
}

impl Shop {
    async fn open() -> Self {
        let mut trade = TradeHouse::seeded().await;
        trade.shop_tariffs().await;
        let parts = [(0, 60_000), (1, 45_000), (2, 35_000)];
        let lot_a = trade.lot("LOTA", &[("A", 10_000, &parts)]).await;
        let lot_b = [(3, 22_000), (4, 38_000)];
        let lot_b = trade.lot("LOTB", &[("A", 10_000, &lot_b)]).await;
        let sku = trade.sku(10, (9_980, 1_000)).await;
        let other = trade
            .house
            .organisation(organisation::Kind::Cooperative, "TH")
            .await;
        let sweet_lot = trade
            .house
            .number(&format!(
                "INSERT INTO lot (cooperative_id, product_id, code, harvested_on, place, created_at) \
                 VALUES ({other}, 1, 'SWEET', '2026-10-08', '', 0) RETURNING id"
            ))
            .await;
        trade
            .house
            .run(&format!(
                "INSERT INTO lot (cooperative_id, product_id, root_id, code, grade, harvested_on, \
                 place, recorded_g, created_at) VALUES ({other}, 1, {sweet_lot}, 'SWEET-A', 'A', \
                 '2026-10-08', '', 100000, 0)"
            ))
            .await;
        let household = trade.house.household(other, "TH-0001").await;
        trade
            .house
            .run(&format!(
                "INSERT INTO intake (cooperative_id, ticket_no, household_id, lot_id, quantity_g, \
                 harvested_on, weighed_at, content_hash) SELECT {other}, 'S1', {household}, id, \
                 100000, '2026-10-08', 0, '' FROM lot WHERE root_id = {sweet_lot}"
            ))
            .await;
        let sweet = trade.sku(22, (3_280, 2_500)).await;
        let shop = Self {
            trade,
            lot_a,
            lot_b,
            sku,
            other,
            sweet_lot,
            sweet,
        };
        // A day is remembered from the first look on.
        assert_eq!(shop.close_day().await, 0);
        shop
    }

    fn mixed(&self, packs: &[&[(i64, i64)]]) -> Line {
        Line {
            sku: self.sku,
            price: 9_980,
            packing: 550,
            express: 1_200,
            surcharge: 0,
            packs: packs.iter().map(|lots| lots.to_vec()).collect(),
        }
    }

    fn sweet(&self, packs: &[&[(i64, i64)]]) -> Line {
        Line {
            sku: self.sweet,
            price: 3_280,
            packing: 320,
            express: 800,
            surcharge: 0,
            packs: packs.iter().map(|lots| lots.to_vec()).collect(),
        }
    }

    async fn mixed_box(&self) -> i64 {
        let pack: &[(i64, i64)] = &[(self.lot_a, 700), (self.lot_b, 300)];
        let lines = [self.mixed(&[pack])];
        self.trade
            .received(SANDBOX, &[(self.trade.cooperative, &lines)])
            .await[0]
    }

    async fn settle(&self) -> u64 {
        due(&self.trade.house.db, self.trade.now).await.unwrap()
    }

    async fn close_day(&self) -> u64 {
        cycles_due(&self.trade.house.db, self.trade.now, Haste::Patient)
            .await
            .unwrap()
    }

    async fn sale(&self, column: &str, consignment: i64) -> i64 {
        let sql = format!("SELECT {column} FROM sale WHERE consignment_id = {consignment}");
        self.trade.house.number(&sql).await
    }

    async fn part(&self, root: i64) -> i64 {
        let sql = format!(
            "SELECT CAST(SUM(amount_fen) AS BIGINT) FROM sale_part WHERE root_lot_id = {root}"
        );
        self.trade.house.number(&sql).await
    }

    /// Shares of a root lot's cycles in force, in the order of cycles and households.
    async fn shares(&self, root: i64) -> Vec<i64> {
        use sea_orm::{ConnectionTrait, Statement};
        let sql = format!(
            "SELECT pool_line.share_fen FROM pool_line JOIN pool_cycle \
             ON pool_cycle.id = pool_line.cycle_id WHERE pool_cycle.root_lot_id = {root} \
             AND pool_cycle.state = 'posted' ORDER BY pool_line.id"
        );
        let conn = self.trade.house.db.read();
        let rows = conn
            .query_all_raw(Statement::from_string(conn.get_database_backend(), sql))
            .await
            .unwrap();
        rows.iter()
            .map(|row| row.try_get_by_index(0).unwrap())
            .collect()
    }
}

#[tokio::test]
async fn a_mixed_box_of_99_80_reaches_five_households_of_two_lots() {
    let mut shop = Shop::open().await;
    let consignment = shop.mixed_box().await;
    assert_eq!(shop.settle().await, 0, "the window is open");
    shop.trade.now += 2 * DAY;
    assert_eq!(shop.settle().await, 1);
    assert_eq!(shop.settle().await, 0, "once");
    for (column, fen) in [
        ("gross_fen", 9_980),
        ("channel_fen", 59),
        ("platform_fen", 299),
        ("express_fen", 1_200),
        ("packing_fen", 550),
        ("reserve_fen", 0),
        ("pool_fen", 7_872),
    ] {
        assert_eq!(shop.sale(column, consignment).await, fen, "{column}");
    }
    assert_eq!(
        (shop.part(shop.lot_a).await, shop.part(shop.lot_b).await),
        (5_510, 2_362)
    );
    shop.trade.shop_verified().await;
    // The window ended within the day that the move of the clock skipped.
    assert_eq!(shop.close_day().await, 2);
    assert_eq!(shop.close_day().await, 0, "once a day");
    assert_eq!(shop.shares(shop.lot_a).await, [2_361, 1_771, 1_378]);
    assert_eq!(shop.shares(shop.lot_b).await, [866, 1_496]);
    shop.trade.shop_verified().await;
    let step = "SELECT amount_fen FROM purchase_step WHERE action = 'settled'";
    assert_eq!(shop.trade.house.number(step).await, 7_872);
}

#[tokio::test]
async fn one_box_two_boxes_and_a_cart_of_two_cooperatives_leave_the_golden_shares() {
    let mut shop = Shop::open().await;
    let pack: &[(i64, i64)] = &[(shop.sweet_lot, 2_500)];
    let mixed: &[(i64, i64)] = &[(shop.lot_a, 700), (shop.lot_b, 300)];
    let one = [shop.sweet(&[pack])];
    let one = shop.trade.received(SANDBOX, &[(shop.other, &one)]).await;
    let two = [shop.sweet(&[pack, pack])];
    let two = shop.trade.received(SANDBOX, &[(shop.other, &two)]).await;
    let (first, second) = ([shop.mixed(&[mixed])], [shop.sweet(&[pack])]);
    let parts: [(i64, &[Line]); 2] = [(shop.trade.cooperative, &first), (shop.other, &second)];
    let both = shop.trade.received(SANDBOX, &parts).await;
    shop.trade.now += 2 * DAY;
    assert_eq!(shop.settle().await, 4);
    assert_eq!(shop.sale("pool_fen", one[0]).await, 2_043);
    assert_eq!(
        (
            shop.sale("gross_fen", two[0]).await,
            shop.sale("pool_fen", two[0]).await
        ),
        (6_560, 4_085)
    );
    assert_eq!(
        (
            shop.sale("pool_fen", both[0]).await,
            shop.sale("pool_fen", both[1]).await
        ),
        (7_872, 2_043)
    );
    assert_eq!(shop.close_day().await, 3);
    assert_eq!(
        shop.shares(shop.sweet_lot).await,
        [2_043 + 4_085 + 2_043],
        "one cycle of a day"
    );
    shop.trade.shop_verified().await;
}

#[tokio::test]
async fn what_was_given_back_before_posting_is_shared_by_nobody() {
    let mut shop = Shop::open().await;
    let consignment = shop.mixed_box().await;
    shop.trade.give_back(consignment, 2_000).await;
    shop.trade.now += 2 * DAY;
    assert_eq!(shop.settle().await, 1);
    assert_eq!(shop.sale("pool_fen", consignment).await, 5_944);
    assert_eq!(
        (shop.part(shop.lot_a).await, shop.part(shop.lot_b).await),
        (4_161, 1_783)
    );
    shop.trade.shop_verified().await;
}

#[tokio::test]
async fn a_box_given_back_whole_after_sending_costs_the_reserve_and_waits_for_it() {
    let mut shop = Shop::open().await;
    let pack: &[(i64, i64)] = &[(shop.sweet_lot, 2_500)];
    let line = [shop.sweet(&[pack])];
    let consignment = shop.trade.received(SANDBOX, &[(shop.other, &line)]).await[0];
    shop.trade.give_back(consignment, 3_280).await;
    shop.trade.now += 2 * DAY;
    let reserve = shop.trade.empty_reserve().await;
    assert_eq!(shop.settle().await, 0, "the reserve has nothing");
    let conn = shop.trade.house.db.read();
    let tasks = waiting(conn, shop.trade.now).await.unwrap();
    assert_eq!(
        (
            tasks.len(),
            tasks[0].needed.as_fen(),
            tasks[0].available.as_fen()
        ),
        (1, 1_120, 0)
    );
    shop.trade.fill_reserve(reserve).await;
    assert_eq!(shop.settle().await, 1);
    let (lost, pool) = (
        shop.sale("reserve_fen", consignment).await,
        shop.sale("pool_fen", consignment).await,
    );
    assert_eq!((lost, pool), (1_120, 0));
    assert_eq!(shop.close_day().await, 0, "nothing stands in a pool");
    shop.trade.shop_verified().await;
}

#[tokio::test]
async fn a_surcharge_passes_through_to_the_carrier_and_none_of_it_is_a_fee_s() {
    let mut shop = Shop::open().await;
    let pack: &[(i64, i64)] = &[(shop.sweet_lot, 2_500)];
    let line = [Line {
        surcharge: 1_000,
        ..shop.sweet(&[pack])
    }];
    let consignment = shop.trade.received(SANDBOX, &[(shop.other, &line)]).await[0];
    shop.trade.now += 2 * DAY;
    assert_eq!(shop.settle().await, 1);
    let (through, pool) = (
        shop.sale("surcharge_fen", consignment).await,
        shop.sale("pool_fen", consignment).await,
    );
    assert_eq!((through, pool), (1_000, 2_043));
    let carrier = format!("custody/2103/carrier:{}/-/CNY -18.00", shop.trade.carrier);
    assert!(shop.trade.balances().await.contains(&carrier));
    shop.trade.shop_verified().await;
}

#[tokio::test]
async fn an_open_claim_or_a_refund_on_its_way_holds_the_settlement() {
    let mut shop = Shop::open().await;
    let consignment = shop.mixed_box().await;
    let house = &shop.trade.house;
    house
        .run(&format!(
            "INSERT INTO claim (number, consignment_id, line_id, weight_g, words, state, at) \
             SELECT 'SH1', {consignment}, id, 100, 'x', 'open', 0 FROM purchase_line"
        ))
        .await;
    shop.trade.now += 3 * DAY;
    assert_eq!(shop.settle().await, 0);
    let house = &shop.trade.house;
    house
        .run("UPDATE claim SET state = 'rejected', decided_at = 1")
        .await;
    house
        .run(&format!(
            "INSERT INTO refund (number, purchase_id, consignment_id, attempt_id, reason, amount_fen, \
             state, at) SELECT 'TK9', purchase_id, {consignment}, 1, 'claim', 100, 'requested', 0 \
             FROM consignment"
        ))
        .await;
    assert_eq!(shop.settle().await, 0);
    shop.trade.house.run("DELETE FROM refund").await;
    // A pending transfer counts as gone: what stays would not be what the escrow holds.
    assert_eq!(shop.settle().await, 1);
}

#[tokio::test]
async fn six_boxes_over_four_days_carry_fractions_from_day_to_day() {
    let mut shop = Shop::open().await;
    let (a, b) = ((shop.lot_a, 700), (shop.lot_b, 300));
    /// What was paid for a box, and what is in it: lots with grams.
    type Sold<'a> = (i64, &'a [(i64, i64)]);
    let days: [&[Sold<'_>]; 4] = [
        &[(9_980, &[a, b]), (3_590, &[a])],
        &[(4_290, &[a])],
        &[(9_980, &[a, b]), (2_990, &[b])],
        &[(3_801, &[a])],
    ];
    for day in days {
        for (price, pack) in day {
            let pack: &[(i64, i64)] = pack;
            let line = [Line {
                price: *price,
                packing: 0,
                express: 800,
                ..shop.mixed(&[pack])
            }];
            let by_bank = (Route::Transfer, 2);
            shop.trade
                .received(by_bank, &[(shop.trade.cooperative, &line)])
                .await;
        }
        shop.trade.now += 2 * DAY;
        assert!(shop.close_day().await > 0);
        shop.trade.shop_verified().await;
    }
    assert_eq!(
        shop.shares(shop.lot_a).await,
        [
            3_643, 2_732, 2_125, 1_376, 1_032, 803, 2_544, 1_909, 1_484, 1_182, 886, 690
        ]
    );
    assert_eq!(shop.shares(shop.lot_b).await, [933, 1_612, 1_669, 2_883]);
}
