use catalog::address::delivery::{Delivery, Reason};
use catalog::entity::product;

use super::*;
use crate::retail::shop_house::{KORLA, ShopHouse, TAIYUAN};

fn sku(id: i64, price_fen: i64) -> sku::Model {
    sku::Model {
        id,
        number: 100 - id,
        product_id: 1,
        shop: "pig".to_owned(),
        name_zh: String::new(),
        name_en: String::new(),
        spec_zh: String::new(),
        spec_en: String::new(),
        net_g: 1_000,
        price_fen,
        grade: String::new(),
        storage: sku::Storage::Frozen,
        shelf_life: String::new(),
        season_from: 1,
        season_to: 12,
        mixable: false,
        closed_reason: None,
        content_hash: String::new(),
    }
}

fn product() -> product::Model {
    product::Model {
        id: 1,
        code: "SZR".to_owned(),
        shop: "pig".to_owned(),
        name_zh: String::new(),
        name_en: String::new(),
        unit: product::Unit::G,
        fresh: true,
        grades: String::new(),
        certificate: String::new(),
        content_hash: String::new(),
    }
}

fn tariff(skus: &[(i64, i64, i64)]) -> Tariff {
    let rate = |bp| BasisPoints::new(bp).unwrap();
    let cost = |(id, packing, express): &(i64, i64, i64)| {
        (*id, (Money::fen(*packing), Money::fen(*express)))
    };
    Tariff {
        version: 3,
        platform: rate(300),
        provider: rate(60),
        transfer: rate(0),
        cooperative: rate(0),
        skus: skus.iter().map(cost).collect(),
    }
}

/// Goods whose shelves are (cooperative, packs).
fn goods(id: i64, price_fen: i64, shelves: &[(i64, i64)]) -> (i64, Goods) {
    let shelf = |(cooperative_id, packs): &(i64, i64)| {
        let from = Origin {
            shelf_id: 10 * id + cooperative_id,
            cooperative_id: *cooperative_id,
        };
        (from, *packs)
    };
    let known = Goods {
        sku: sku(id, price_fen),
        product: product(),
        delivery: None,
        shelves: shelves.iter().map(shelf).collect(),
    };
    (id, known)
}

#[test]
fn a_line_comes_whole_from_the_first_cooperative_that_has_enough() {
    let known = BTreeMap::from([goods(1, 9_980, &[(5, 2), (6, 9), (7, 20)])]);
    let terms = tariff(&[(1, 550, 1_200)]);
    for (packs, cooperative) in [(1, Some(5)), (2, Some(5)), (3, Some(6)), (20, Some(7))] {
        let wanted = BTreeMap::from([(1, packs)]);
        let quote = price(&wanted, &known, Some(&terms), Route::Provider).unwrap();
        let from = quote.lines[0].from.map(|from| from.cooperative_id);
        assert_eq!(from, cooperative);
        assert!(quote.can_be_placed());
        assert_eq!(quote.total, Money::fen(9_980 * packs));
    }
    let wanted = BTreeMap::from([(1, 21)]);
    let quote = price(&wanted, &known, Some(&terms), Route::Provider).unwrap();
    let available_packs = 20;
    assert_eq!(quote.faults[0].why, Why::Short { available_packs });
    assert!(!quote.can_be_placed() && quote.parts.is_empty());
}

#[test]
fn each_thing_in_the_way_is_named_at_its_line() {
    let mut known = BTreeMap::from([
        goods(1, 9_980, &[(5, 9)]),
        goods(2, 3_280, &[(5, 9)]),
        goods(3, 3_280, &[(5, 9)]),
        goods(4, 3_280, &[(5, 9)]),
        goods(5, 3_280, &[(5, 9)]),
    ]);
    known.get_mut(&2).unwrap().sku.closed_reason = Some("craft_later".to_owned());
    let reason = Reason::NoColdChain;
    known.get_mut(&5).unwrap().delivery = Some(Delivery::Refused { reason });
    let terms = tariff(&[(1, 0, 0), (2, 0, 0), (3, 0, 0), (5, 0, 0)]);
    let wanted = BTreeMap::from([(1, 1), (2, 1), (3, 100), (4, 1), (5, 1), (9, 1)]);
    let quote = price(&wanted, &known, Some(&terms), Route::Provider).unwrap();
    let words: Vec<_> = quote
        .faults
        .iter()
        .map(|fault| (fault.sku_id, fault.why.as_str()))
        .collect();
    let expected = [
        (2, "closed"),
        (3, "wrong-quantity"),
        (4, "no-tariff"),
        (5, "not-delivered"),
        (9, "unknown"),
    ];
    assert_eq!(words, expected);
}

#[test]
fn quantities_beyond_all_bounds_are_faults_and_no_sum_overflows() {
    let known = BTreeMap::from([goods(1, i64::MAX / 100, &[(5, 9)])]);
    let terms = tariff(&[(1, 0, 0)]);
    for packs in [0, -1, 100, i64::MAX, i64::MIN] {
        let wanted = BTreeMap::from([(1, packs)]);
        let quote = price(&wanted, &known, Some(&terms), Route::Provider).unwrap();
        assert_eq!(quote.faults[0].why, Why::WrongQuantity, "{packs}");
        assert_eq!(quote.total, Money::ZERO);
    }
}

#[test]
fn percentage_fees_are_once_for_what_comes_from_one_cooperative() {
    let known = BTreeMap::from([goods(1, 3_280, &[(5, 9)]), goods(2, 9_980, &[(6, 9)])]);
    let terms = tariff(&[(1, 320, 800), (2, 550, 1_200)]);
    let promised = |wanted: &[(i64, i64)], route| {
        let wanted = wanted.iter().copied().collect();
        let quote = price(&wanted, &known, Some(&terms), route).unwrap();
        let growers = quote
            .parts
            .iter()
            .map(|part| part.promise.unwrap().growers.as_fen());
        growers.collect::<Vec<i64>>()
    };
    assert_eq!(promised(&[(1, 1)], Route::Provider), [2_043]);
    assert_eq!(promised(&[(1, 2)], Route::Provider), [4_085]);
    assert_eq!(promised(&[(1, 1), (2, 1)], Route::Provider), [2_043, 7_872]);
    // By bank transfer the channel takes nothing.
    assert_eq!(promised(&[(2, 1)], Route::Transfer), [7_931]);
}

#[tokio::test]
async fn the_seasons_goods_are_quoted_with_what_a_remote_area_costs_on_top() {
    let shop = ShopHouse::open().await;
    let near = shop.quote(&[(22, 2), (10, 1)], TAIYUAN).await;
    assert!(near.can_be_placed(), "{:?}", near.faults);
    let sums = (near.goods, near.surcharge, near.total);
    assert_eq!(sums, (Money::fen(16_540), Money::ZERO, Money::fen(16_540)));
    let growers = |quote: &Quote| -> Vec<i64> {
        let growers = quote.parts.iter().map(|part| part.promise.unwrap().growers);
        growers.map(Money::as_fen).collect()
    };
    assert_eq!(growers(&near), [4_085, 7_872]);
    let far = shop.quote(&[(22, 2)], KORLA).await;
    assert_eq!(far.surcharge, Money::fen(2_400));
    assert_eq!(growers(&far), [4_085]);
    let pork = shop.quote(&[(10, 1)], KORLA).await;
    let reason = "no_cold_chain";
    assert_eq!(pork.faults[0].why, Why::NotDelivered { reason });
    let abroad = shop.quote(&[(22, 1)], "810000").await;
    let reason = "outside_mainland";
    assert_eq!(abroad.faults[0].why, Why::NotDelivered { reason });
    let nowhere = shop.quote(&[(22, 1)], "no code").await;
    assert_eq!(nowhere.faults[0].why.as_str(), "not-delivered");
    let closed = shop.quote(&[(26, 1)], TAIYUAN).await;
    assert_eq!(closed.faults[0].why.as_str(), "closed");
    let json: serde_json::Value = serde_json::from_str(&near.to_json()).unwrap();
    assert_eq!(json["total_fen"], 16_540);
    assert_eq!(json["lines"][0]["sku"], 10);
}
