//! The demo season's goods for the shops fit together: lots, grades, certificates, packs and costs.

use std::collections::{BTreeMap, BTreeSet};

use ledger::Grams;

use super::certificates::CertificateRow;
use super::intakes::IntakeRow;
use super::products::ProductRow;
use super::season_tests::{contents, tickets};
use super::shelves::ShelfRow;
use super::skus::SkuRow;
use super::{certificates, products, shelves, skus, tariff};

const COOPERATIVES: [&str; 4] = ["WC", "TH", "SJ", "SC"];
/// Open packs of which nothing is weighed in; their pages say so.
const WITHOUT_GOODS: [i64; 7] = [7, 8, 9, 14, 17, 18, 19];

/// Everything that the shops start with.
struct Shops {
    products: Vec<ProductRow>,
    skus: Vec<SkuRow>,
    shelves: Vec<ShelfRow>,
    tickets: Vec<IntakeRow>,
    certificates: Vec<CertificateRow>,
}

fn shops() -> Shops {
    let of_all = |name: &str| COOPERATIVES.map(|code| format!("{name}_{code}.csv"));
    Shops {
        products: contents("products.csv", products::parse),
        skus: contents("skus.csv", skus::parse),
        shelves: of_all("shelves")
            .iter()
            .flat_map(|name| contents(name, shelves::parse))
            .collect(),
        tickets: of_all("intakes")
            .iter()
            .flat_map(|name| tickets(name))
            .collect(),
        certificates: of_all("certificates")
            .iter()
            .flat_map(|name| contents(name, certificates::parse))
            .collect(),
    }
}

impl Shops {
    fn sku(&self, number: i64) -> &SkuRow {
        let found = self.skus.iter().find(|sku| sku.number == number);
        found.unwrap_or_else(|| panic!("sku {number}"))
    }

    /// What was weighed in of a lot's grade.
    fn weighed(&self, lot: &str, grade: &str) -> i64 {
        let own = self.tickets.iter();
        let own = own.filter(|ticket| ticket.lot_code == lot && ticket.grade == grade);
        Grams::sum(own.map(|ticket| ticket.quantity))
            .unwrap()
            .as_g()
    }
}

#[test]
fn every_open_pack_has_goods_but_those_of_which_nothing_is_weighed_in() {
    let shops = shops();
    let on_sale: BTreeSet<i64> = shops.shelves.iter().map(|row| row.sku_number).collect();
    for sku in &shops.skus {
        let open = sku.closed_reason.is_none();
        let expected = open && !WITHOUT_GOODS.contains(&sku.number);
        assert_eq!(on_sale.contains(&sku.number), expected, "{}", sku.number);
        let weighed = |row: &IntakeRow| row.product_code == sku.product_code;
        if WITHOUT_GOODS.contains(&sku.number) {
            assert!(!shops.tickets.iter().any(weighed), "{}", sku.number);
        }
    }
}

#[test]
fn what_is_on_a_shelf_was_weighed_in_as_that_grade_and_is_certified() {
    let shops = shops();
    let mut taken: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for row in &shops.shelves {
        let sku = shops.sku(row.sku_number);
        assert_eq!(row.grade, sku.grade, "{}", row.name());
        let lot = shops
            .tickets
            .iter()
            .find(|ticket| ticket.lot_code == row.lot_code)
            .unwrap();
        assert_eq!(lot.product_code, sku.product_code, "{}", row.name());
        assert!(sku.mixable || row.packs_thousandths % 1_000 == 0);
        let grams = row.packs_thousandths * sku.net.as_g();
        assert_eq!(grams % 1_000, 0, "{}", row.name());
        *taken.entry((&row.lot_code, &row.grade)).or_default() += grams / 1_000;
        let product = shops.products.iter().find(|p| p.code == sku.product_code);
        let needs = &product.unwrap().certificate;
        let papers = shops.certificates.iter();
        let mut papers = papers.filter(|paper| paper.lot_code == row.lot_code);
        assert!(papers.any(|paper| paper.kind == *needs), "{}", row.name());
    }
    for ((lot, grade), grams) in taken {
        assert!(grams <= shops.weighed(lot, grade), "{lot}/{grade}");
    }
}

#[test]
fn no_lot_of_the_worked_orders_is_touched() {
    for row in shops().shelves {
        for lot in [
            "WC-261012-01",
            "WC-261013-01",
            "WC-261014-01",
            "WC-261015-02",
        ] {
            assert_ne!(row.lot_code, lot);
        }
    }
}

#[test]
fn the_first_pork_belly_is_seven_hundred_grams_of_one_lot_and_three_hundred_of_the_next() {
    let shops = shops();
    let belly: Vec<_> = shops
        .shelves
        .iter()
        .filter(|row| row.sku_number == 10)
        .collect();
    let first = belly[0];
    assert_eq!(
        (first.lot_code.as_str(), first.packs_thousandths),
        ("SC-261028-01", 700)
    );
    assert!(belly[1].lot_code.as_str() > "SC-261028-01" && belly[1].packs_thousandths > 300);
    // The households of the golden case retail_order_99_80, in kilograms.
    let kilograms = |lot: &str| {
        let own = shops.tickets.iter().filter(|ticket| ticket.lot_code == lot);
        own.map(|ticket| ticket.quantity.as_g() / 1_000)
            .collect::<Vec<_>>()
    };
    assert_eq!(kilograms("SC-261028-01"), [60, 45, 35]);
    assert_eq!(kilograms("SC-261110-01"), [22, 38]);
}

#[test]
fn every_open_pack_costs_less_to_pack_and_send_than_half_its_price() {
    let costs = contents("tariff.csv", tariff::parse);
    let shops = shops();
    let open: BTreeSet<i64> = shops
        .skus
        .iter()
        .filter(|sku| sku.closed_reason.is_none())
        .map(|sku| sku.number)
        .collect();
    let named: BTreeSet<i64> = costs.iter().map(|row| row.sku_number).collect();
    assert_eq!(named, open);
    for row in &costs {
        let cost = row.packing.as_fen() + row.express.as_fen();
        let price = shops.sku(row.sku_number).price.as_fen();
        assert!(
            cost * 2 <= price + 100,
            "{}: {cost} of {price}",
            row.sku_number
        );
    }
    let of = |number: i64| {
        let row = costs.iter().find(|row| row.sku_number == number).unwrap();
        (row.packing.as_fen(), row.express.as_fen())
    };
    assert_eq!((of(22), of(10)), ((320, 800), (550, 1_200)));
}
