//! What a consignment of several lines leaves to each, and what a page may promise of a price.

use ledger::retail::{Part, Parts, Tariff, promise, promise_of_packs, settle};
use ledger::waterfall::{Cost, SettlementError};
use ledger::{ApportionError, Mode, Money, Party};

use crate::books::yuan;
use crate::retail::{bp, line, lots, sale};

fn tariff(packing: &str, express: &str) -> Tariff {
    Tariff {
        channel: bp(60),
        platform: bp(300),
        cooperative: bp(0),
        packing: yuan(packing),
        express: yuan(express),
    }
}

/// Growers, packing, express, cooperative, platform, channel.
fn in_order(parts: &Parts) -> [String; 6] {
    Part::ALL.map(|part| parts.get(part).to_string())
}

#[test]
fn a_page_promises_what_the_tariff_leaves_of_a_price() {
    let one_box = promise(yuan("32.80"), &tariff("3.20", "8")).unwrap();
    assert_eq!(
        in_order(&one_box),
        ["20.43", "3.20", "8.00", "0.00", "0.98", "0.19"]
    );
    assert_eq!(one_box.total(), Ok(yuan("32.80")));
    let mushrooms = promise(yuan("99.80"), &tariff("5.50", "12")).unwrap();
    assert_eq!(mushrooms.growers, yuan("78.72"));
    let by_transfer = Tariff {
        channel: bp(0),
        ..tariff("3.20", "8")
    };
    let growers = promise(yuan("32.80"), &by_transfer).unwrap().growers;
    assert_eq!(growers, yuan("20.62"));
}

#[test]
fn percentage_fees_are_once_and_packing_and_express_of_each_pack() {
    let boxes = promise_of_packs(yuan("32.80"), 2, &tariff("3.20", "8")).unwrap();
    assert_eq!(
        in_order(&boxes),
        ["40.85", "6.40", "16.00", "0.00", "1.96", "0.39"]
    );
    let two = sale(vec![line("65.60", &[(3, 5000)])], "6.40", "16");
    assert_eq!(settle(&two).unwrap().parts(), Ok(boxes));
}

#[test]
fn shares_of_a_price_sum_to_the_whole() {
    let one_box = promise(yuan("32.80"), &tariff("3.20", "8")).unwrap();
    let rows = one_box.rows().unwrap();
    let printed = rows.map(|row| format!("{} {}", row.part.text(), row.share));
    assert_eq!(
        printed,
        [
            "growers 62.29 %",
            "packing 9.75 %",
            "express 24.39 %",
            "cooperative 0.00 %",
            "platform 2.99 %",
            "channel 0.58 %",
        ]
    );
    let nothing = Parts::default().rows().unwrap();
    assert!(nothing.iter().all(|row| row.share == bp(0)));
}

#[test]
fn a_price_that_does_not_cover_its_costs_promises_nothing() {
    let short = promise(yuan("11.20"), &tariff("3.20", "8"));
    let (needed, available) = (yuan("0.39"), Money::ZERO);
    assert_eq!(
        short,
        Err(SettlementError::ShortOfReserve { needed, available })
    );
    let just = promise(yuan("11.61"), &tariff("3.20", "8")).unwrap();
    assert_eq!(just.growers, yuan("0.01"));
    let negative = promise(yuan("32.80"), &tariff("-3.20", "8"));
    assert!(matches!(negative, Err(SettlementError::Money(_))));
}

#[test]
fn a_line_has_its_part_of_the_pool_by_its_price() {
    let cart = vec![
        line("99.80", &[(1, 700), (2, 300)]),
        line("32.80", &[(3, 2500)]),
    ];
    let settlement = settle(&sale(cart, "8.70", "20")).unwrap();
    assert_eq!(settlement.whole.pool, yuan("99.14"));
    let [first, second] = &settlement.lines[..] else {
        panic!("two lines")
    };
    assert_eq!(
        in_order(&first.parts),
        ["74.62", "6.55", "15.05", "0.00", "2.99", "0.59"]
    );
    assert_eq!(
        in_order(&second.parts),
        ["24.52", "2.15", "4.95", "0.00", "0.98", "0.20"]
    );
    assert_eq!(
        lots(&settlement),
        ["lot:1 52.23", "lot:2 22.39", "lot:3 24.52"]
    );
}

#[test]
fn two_lines_of_one_lot_are_one_part_of_its_pool() {
    let cart = vec![
        line("32.80", &[(1, 2500)]),
        line("32.80", &[(2, 1500), (1, 1000)]),
    ];
    let settlement = settle(&sale(cart, "6.40", "16")).unwrap();
    let growers: Vec<Money> = settlement
        .lines
        .iter()
        .map(|line| line.parts.growers)
        .collect();
    assert_eq!(growers, [yuan("20.43"), yuan("20.42")]);
    assert_eq!(lots(&settlement), ["lot:1 28.60", "lot:2 12.25"]);
}

#[test]
fn the_ways_of_taking_part_in_one_lot_are_pools_of_their_own() {
    let mut by_price = line("32.80", &[(1, 2500)]);
    by_price.lots[0].mode = Mode::Price;
    let cart = vec![line("32.80", &[(1, 2500)]), by_price];
    let settlement = settle(&sale(cart, "6.40", "16")).unwrap();
    let modes: Vec<_> = settlement
        .whole
        .lots
        .iter()
        .map(|lot| (lot.mode, lot.amount))
        .collect();
    assert_eq!(
        modes,
        [(Mode::Pool, yuan("20.43")), (Mode::Price, yuan("20.42"))]
    );
}

#[test]
fn a_line_refunded_whole_has_no_part_of_the_pool_but_its_costs_remain() {
    let cart = vec![line("0", &[(1, 1000)]), line("32.80", &[(3, 2500)])];
    let settlement = settle(&sale(cart, "8.70", "20")).unwrap();
    assert_eq!(settlement.whole.pool, yuan("2.93"));
    assert_eq!(settlement.lines[0].parts, Parts::default());
    assert_eq!(settlement.lines[1].parts.growers, yuan("2.93"));
    assert_eq!(lots(&settlement), ["lot:3 2.93"]);
}

#[test]
fn what_the_reserve_gives_stands_on_the_lines_too() {
    let cart = || vec![line("4", &[(1, 1000)]), line("8", &[(3, 2500)])];
    let short = settle(&sale(cart(), "8.70", "20")).unwrap();
    assert_eq!(short.whole.missing.reserve, yuan("17.13"));
    let reserves: Vec<Money> = short.lines.iter().map(|line| line.reserve).collect();
    assert_eq!(reserves, [yuan("5.71"), yuan("11.42")]);
    let nothing_stays = vec![line("0", &[(1, 1000)]), line("0", &[(3, 2500)])];
    let short = settle(&sale(nothing_stays, "8.70", "20")).unwrap();
    let reserves: Vec<Money> = short.lines.iter().map(|line| line.reserve).collect();
    assert_eq!(reserves, [yuan("14.35"), yuan("14.35")]);
}

#[test]
fn a_consignment_that_makes_no_sense_is_refused() {
    let unpacked = sale(vec![line("32.80", &[])], "3.20", "8");
    let no_lots = SettlementError::Lots(ApportionError::NoWeights);
    assert_eq!(settle(&unpacked), Err(no_lots.clone()));
    let no_lines = sale(Vec::new(), "0", "0");
    assert_eq!(settle(&no_lines), Err(no_lots));
    let hidden = sale(
        vec![line("-1", &[(1, 1000)]), line("50", &[(1, 1000)])],
        "0",
        "0",
    );
    assert!(matches!(settle(&hidden), Err(SettlementError::Money(_))));
    let mut taken = sale(vec![line("32.80", &[(1, 1000)])], "0", "0");
    taken.pass_through = vec![Cost {
        party: Party::Carrier(1),
        amount: yuan("-1"),
    }];
    assert!(matches!(settle(&taken), Err(SettlementError::Money(_))));
}
