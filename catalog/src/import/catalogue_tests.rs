//! The demo season's catalogue: 27 SKUs in four shops, 8 instruments, as the trade's table has them.

use ledger::{Grams, Money};

use super::instruments::TradingMode;
use super::season_tests::contents;
use super::{instruments, products, skus};

/// Number, least and greatest price in yuan, shop: the catalogue's table.
const CATALOGUE: [(i64, i64, i64, &str); 27] = [
    (1, 45, 59, "shiitake"),
    (2, 19, 26, "shiitake"),
    (3, 128, 168, "shiitake"),
    (4, 68, 88, "shiitake"),
    (5, 42, 55, "shiitake"),
    (6, 22, 29, "shiitake"),
    (7, 39, 49, "shiitake"),
    (8, 42, 52, "shiitake"),
    (9, 29, 36, "shiitake"),
    (10, 88, 118, "pig"),
    (11, 68, 88, "pig"),
    (12, 98, 128, "pig"),
    (13, 79, 99, "pig"),
    (14, 59, 75, "pig"),
    (15, 62, 75, "pig"),
    (16, 128, 168, "seabuckthorn"),
    (17, 58, 72, "seabuckthorn"),
    (18, 138, 198, "seabuckthorn"),
    (19, 158, 238, "seabuckthorn"),
    (20, 32, 45, "seabuckthorn"),
    (21, 48, 68, "seabuckthorn"),
    (22, 29, 38, "sweetpotato"),
    (23, 32, 42, "sweetpotato"),
    (24, 59, 79, "sweetpotato"),
    (25, 46, 58, "sweetpotato"),
    (26, 88, 128, "sweetpotato"),
    (27, 198, 268, "shiitake"),
];

#[test]
fn twenty_seven_skus_stand_in_four_shops_at_prices_of_the_catalogue() {
    let skus = contents("skus.csv", skus::parse);
    let products = contents("products.csv", products::parse);
    assert_eq!(skus.len(), 27);
    for (sku, (number, least, most, shop)) in skus.iter().zip(CATALOGUE) {
        assert_eq!((sku.number, sku.shop.as_str()), (number, shop));
        assert!(
            (least * 100..=most * 100).contains(&sku.price.as_fen()),
            "{number}"
        );
        let product = products
            .iter()
            .find(|product| product.code == sku.product_code);
        assert_eq!(
            product.map(|product| product.shop.as_str()),
            Some(shop),
            "{number}"
        );
    }
    assert_eq!(
        (skus[9].price, skus[21].price),
        (Money::fen(9980), Money::fen(3280))
    );
    assert!(skus[9].mixable && !skus[21].mixable);
    let closed: Vec<_> = skus
        .iter()
        .filter_map(|s| Some((s.number, s.closed_reason.as_deref()?)))
        .collect();
    let expected = [
        (15, "catch_weight"),
        (24, "report_missing"),
        (26, "craft_later"),
        (27, "bundle_later"),
    ];
    assert_eq!(closed, expected);
}

#[test]
fn eight_instruments_are_known_and_two_are_open() {
    let instruments = contents("instruments.csv", instruments::parse);
    let codes: Vec<_> = instruments
        .iter()
        .map(|i| (i.number, i.code.as_str()))
        .collect();
    let expected = ["HS-1", "XG-F", "XG-D", "XG-H", "GB", "SZ-P", "SJ-B", "SJ-J"];
    assert_eq!(codes, (1..).zip(expected).collect::<Vec<_>>());
    for instrument in &instruments {
        let open = instrument.closed_reason.is_none();
        assert_eq!(
            open,
            ["HS-1", "XG-F"].contains(&instrument.code.as_str()),
            "{}",
            instrument.code
        );
        let listing = instrument.modes.contains(&TradingMode::Listing);
        assert_eq!(
            listing,
            instrument.listing_hold.is_some(),
            "{}",
            instrument.code
        );
        let continuous = instrument.modes.contains(&TradingMode::Continuous);
        assert_eq!(
            continuous,
            instrument.continuous_hold.is_some(),
            "{}",
            instrument.code
        );
        assert_eq!(
            (instrument.freight_per_t, instrument.inspection_per_t),
            (Money::fen(18_000), Money::fen(2000))
        );
        // The basis grade is what a gram counts whole for.
        let basis = instrument
            .grades
            .iter()
            .find(|factor| factor.grade == instrument.basis_grade);
        assert_eq!(
            basis.map(|factor| factor.factor.as_bp()),
            Some(10_000),
            "{}",
            instrument.code
        );
    }
}

#[test]
fn one_contract_at_one_tick_is_worth_its_quantity_in_units_of_the_price() {
    for instrument in contents("instruments.csv", instruments::parse) {
        // A live pig is held for at its nominal largest weight, 120 kg.
        let units = match (instrument.contract_weight(), instrument.price_unit.as_str()) {
            (Some(weight), "kg") => weight.as_g() / Grams::KG.as_g(),
            (Some(weight), "t") => weight.as_g() / Grams::TONNE.as_g(),
            (None, "kg") => instrument.contract_quantity * 120,
            _ => instrument.contract_quantity,
        };
        assert_eq!(
            instrument.tick_value.as_fen(),
            units * instrument.tick.as_fen(),
            "{}",
            instrument.code
        );
    }
    let hs_1 = &contents("instruments.csv", instruments::parse)[0];
    assert_eq!(
        hs_1.tick_value.as_fen() * 240 * 2,
        2_400_000,
        "W1 is two contracts at 240 ticks"
    );
}
