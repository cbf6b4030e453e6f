//! The demo season reads without a fault, and its sums are those that the golden cases stand on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};
use ledger::{Grams, Money};

use super::Row;
use super::fault::Faults;
use super::intakes::{GradeBook, IntakeRow};
use super::people::Role;
use super::{
    advances, instruments, intakes, members, organisations, people, products, statements,
    working_days,
};
use crate::entity::organisation::Kind;

const W1_HOUSEHOLDS: [&str; 6] = [
    "WC-0003", "WC-0008", "WC-0011", "WC-0017", "WC-0021", "WC-0026",
];
const W1_JIN: [i64; 6] = [3500, 2750, 4200, 1980, 2600, 4970];

fn file(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("season")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(super) fn contents<T>(
    name: &str,
    parse: impl Fn(&[u8]) -> Result<Vec<Row<T>>, Faults>,
) -> Vec<T> {
    let rows = parse(&file(name))
        .unwrap_or_else(|faults| panic!("{name}: {faults}: {:?}", faults.listed()));
    rows.into_iter().map(|row| row.content).collect()
}

pub(super) fn tickets(name: &str) -> Vec<IntakeRow> {
    let grades = GradeBook::of(
        &instruments::parse(&file("instruments.csv")).unwrap(),
        &products::parse(&file("products.csv")).unwrap(),
    );
    contents(name, |bytes| intakes::parse(bytes, &grades))
}

/// The tickets of one product.
fn tickets_of(name: &str, product: &str) -> Vec<IntakeRow> {
    let mut tickets = tickets(name);
    tickets.retain(|ticket| ticket.product_code == product);
    tickets
}

fn jin(tickets: &[IntakeRow]) -> i64 {
    let sum = Grams::sum(tickets.iter().map(|ticket| ticket.quantity)).unwrap();
    assert_eq!(sum.as_g() % 500, 0);
    sum.as_g() / 500
}

fn lot(tickets: &[IntakeRow], code: &str) -> Vec<IntakeRow> {
    tickets
        .iter()
        .filter(|ticket| ticket.lot_code == code)
        .cloned()
        .collect()
}

#[test]
fn wangcun_has_thirty_one_households_on_eighty_and_a_hundred_mu() {
    let members = contents("households_WC.csv", members::parse);
    assert_eq!(members.len(), 31);
    assert_eq!(members.iter().map(|m| m.mu_hundredths).sum::<i64>(), 18_000);
    assert_eq!(
        members
            .iter()
            .map(|m| m.contiguous_mu_hundredths)
            .sum::<i64>(),
        8000
    );
    for household in W1_HOUSEHOLDS {
        assert!(members.iter().any(|m| m.code == household), "{household}");
    }
}

#[test]
fn wangcun_brought_in_nine_hundred_thousand_jin_as_its_land_lets_it() {
    let tickets = tickets_of("intakes_WC.csv", "HS");
    assert_eq!(jin(&tickets), 900_000);
    for member in contents("households_WC.csv", members::parse) {
        let own: Vec<_> = tickets
            .iter()
            .filter(|t| t.household_code == member.code)
            .cloned()
            .collect();
        let per_mu = jin(&own) * 100 / member.mu_hundredths;
        assert!(
            (4700..=5300).contains(&per_mu),
            "{}: {per_mu} jin a mu",
            member.code
        );
    }
    let grades: BTreeSet<_> = tickets.iter().map(|t| t.grade.as_str()).collect();
    assert_eq!(grades, BTreeSet::from(["TE", "YI", "ER", "DW"]));
    assert!(
        tickets
            .iter()
            .all(|t| t.harvested_on.year() == 2026 && t.harvested_on.month() == 10)
    );
}

#[test]
fn the_lot_of_w1_holds_its_six_households_in_their_order() {
    let lot = lot(&tickets("intakes_WC.csv"), "WC-261012-01");
    let found: Vec<_> = lot
        .iter()
        .map(|t| (t.household_code.as_str(), t.quantity.as_g() / 500))
        .collect();
    assert_eq!(
        found,
        W1_HOUSEHOLDS.into_iter().zip(W1_JIN).collect::<Vec<_>>()
    );
    assert!(lot.iter().all(|ticket| ticket.grade == "YI"));
    assert!(lot.is_sorted_by_key(|ticket| ticket.weighed_at));
    assert_eq!(jin(&lot), 20_000);
}

#[test]
fn the_lot_of_two_grades_holds_the_golden_weights() {
    let lot = lot(&tickets("intakes_WC.csv"), "WC-261013-01");
    let mut order: Vec<&str> = lot.iter().map(|t| t.household_code.as_str()).collect();
    order.dedup();
    assert_eq!(order, W1_HOUSEHOLDS);
    let found: BTreeMap<_, _> = lot
        .iter()
        .map(|t| {
            (
                (t.household_code.as_str(), t.grade.as_str()),
                t.quantity.as_g(),
            )
        })
        .collect();
    let golden = BTreeMap::from([
        (("WC-0003", "YI"), 750_000),
        (("WC-0003", "ER"), 1_000_000),
        (("WC-0008", "YI"), 1_375_000),
        (("WC-0011", "YI"), 1_050_000),
        (("WC-0011", "ER"), 1_050_000),
        (("WC-0017", "ER"), 990_000),
        (("WC-0021", "YI"), 650_000),
        (("WC-0021", "ER"), 650_000),
        (("WC-0026", "YI"), 1_500_000),
        (("WC-0026", "ER"), 985_000),
    ]);
    assert_eq!((found, lot.len()), (golden, 10));
}

#[test]
fn the_mistyped_lot_stands_apart_with_tickets_and_a_lot_of_its_own() {
    let season = tickets("intakes_WC.csv");
    let typed = tickets("intakes_WC_mistyped.csv");
    let found: Vec<_> = typed
        .iter()
        .map(|t| (t.household_code.as_str(), t.quantity.as_g() / 500))
        .collect();
    let mut expected: Vec<_> = W1_HOUSEHOLDS.into_iter().zip(W1_JIN).collect();
    expected[0].1 = 350;
    assert_eq!(found, expected);
    assert!(
        typed
            .iter()
            .all(|t| t.lot_code == "WC-261015-02" && t.grade == "YI")
    );
    assert!(season.iter().all(|t| t.lot_code != "WC-261015-02"));
    let numbers: BTreeSet<_> = season.iter().map(|t| &t.ticket_no).collect();
    assert!(typed.iter().all(|t| !numbers.contains(&t.ticket_no)));
}

#[test]
fn first_grade_of_a_whole_lot_makes_whole_contracts() {
    let tickets = tickets_of("intakes_WC.csv", "HS");
    let codes: BTreeSet<_> = tickets.iter().map(|t| t.lot_code.clone()).collect();
    for code in codes.iter().filter(|code| *code != "WC-261013-01") {
        let first: Vec<_> = lot(&tickets, code)
            .into_iter()
            .filter(|t| t.grade == "YI")
            .collect();
        assert_eq!(jin(&first) % 10_000, 0, "{code}");
    }
}

#[test]
fn tickets_are_numbered_in_the_order_of_the_scale_and_name_known_households() {
    for (season, households) in [
        ("intakes_WC.csv", "households_WC.csv"),
        ("intakes_TH.csv", "households_TH.csv"),
        ("intakes_SJ.csv", "households_SJ.csv"),
        ("intakes_SC.csv", "households_SC.csv"),
    ] {
        let tickets = tickets(season);
        assert!(
            tickets.is_sorted_by(|a, b| a.ticket_no < b.ticket_no && a.weighed_at <= b.weighed_at)
        );
        let members: BTreeSet<_> = contents(households, members::parse)
            .into_iter()
            .map(|m| m.code)
            .collect();
        assert!(
            tickets
                .iter()
                .all(|ticket| members.contains(&ticket.household_code))
        );
        // The demo clock starts on 2026-11-24; nothing was weighed after that.
        let start = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        assert!(tickets.iter().all(|ticket| ticket.harvested_on < start));
    }
}

#[test]
fn fresh_shiitake_lies_in_whole_contracts_of_grade_a() {
    let tickets = tickets_of("intakes_TH.csv", "XGX");
    for (code, kg) in [("TH-261121-01", 2500), ("TH-261123-01", 2000)] {
        let first: Vec<_> = lot(&tickets, code)
            .into_iter()
            .filter(|t| t.grade == "A")
            .collect();
        assert_eq!(jin(&first), kg * 2);
    }
    assert_eq!(jin(&tickets), 13_000);
}

#[test]
fn advances_are_those_of_w1_and_nobody_else_s() {
    let given = contents("advances_WC.csv", advances::parse);
    let found: Vec<_> = given
        .iter()
        .map(|a| (a.household_code.as_str(), a.amount.as_fen() / 100))
        .collect();
    let expected = [
        ("WC-0003", 600),
        ("WC-0008", 450),
        ("WC-0017", 300),
        ("WC-0021", 400),
        ("WC-0026", 800),
    ];
    assert_eq!(found, expected);
}

#[test]
fn goods_lie_where_their_instrument_delivers() {
    let instruments = contents("instruments.csv", instruments::parse);
    for name in [
        "intakes_WC.csv",
        "intakes_WC_mistyped.csv",
        "intakes_TH.csv",
        "intakes_SJ.csv",
        "intakes_SC.csv",
    ] {
        for ticket in tickets(name) {
            let instrument = instruments
                .iter()
                .find(|i| i.product_code == ticket.product_code);
            // What no instrument delivers lies where it was made.
            if let Some(instrument) = instrument {
                assert_eq!(ticket.place, instrument.warehouse_zh);
            }
        }
    }
}

#[test]
fn every_organisation_is_marked_as_an_example_and_every_reference_is_known() {
    let organisations = contents("organisations.csv", organisations::parse);
    assert!(
        organisations
            .iter()
            .all(|o| o.name_zh.ends_with("（示例）") && o.name_en.ends_with("(example)"))
    );
    let kind = |code: &str| {
        organisations
            .iter()
            .find(|o| o.code == code)
            .map(|o| o.kind)
    };
    for instrument in contents("instruments.csv", instruments::parse) {
        assert_eq!(kind(&instrument.carrier_code), Some(Kind::Carrier));
        assert_eq!(kind(&instrument.inspector_code), Some(Kind::Inspector));
    }
    for organisation in &organisations {
        let cooperative = organisation.kind == Kind::Cooperative;
        assert_eq!(
            organisation.fee.as_bp(),
            if cooperative { 300 } else { 0 },
            "{}",
            organisation.code
        );
    }
}

#[test]
fn everybody_who_must_sign_in_can() {
    let people = contents("people.csv", people::parse);
    let organisations = contents("organisations.csv", organisations::parse);
    let has = |code: &str, role: Role| {
        people
            .iter()
            .any(|p| p.role == role && p.organisation_code.as_deref() == Some(code))
    };
    for organisation in &organisations {
        let roles: &[Role] = match organisation.kind {
            Kind::Operator => &[Role::Operator],
            Kind::Cooperative => &[Role::Clerk, Role::Manager],
            Kind::Firm => &[Role::Trader],
            Kind::Carrier | Kind::Inspector => &[],
        };
        assert!(
            roles.iter().all(|role| has(&organisation.code, *role)),
            "{}",
            organisation.code
        );
    }
    let households: Vec<_> = people
        .iter()
        .filter_map(|p| p.household_code.as_deref())
        .collect();
    assert_eq!(households, W1_HOUSEHOLDS);
    assert!(people.iter().any(|p| p.role == Role::Buyer));
}

#[test]
fn households_are_invented_and_masked() {
    for name in [
        "households_WC.csv",
        "households_TH.csv",
        "households_SJ.csv",
        "households_SC.csv",
    ] {
        for member in contents(name, members::parse) {
            assert!(
                member.name.ends_with("**") && member.name.chars().count() == 3,
                "{}",
                member.code
            );
            assert!(member.phone.starts_with("0358-000"), "{}", member.code);
            assert!(
                member.bank_account.starts_with("00000000000000"),
                "{}",
                member.code
            );
        }
    }
}

#[test]
fn the_first_statement_is_the_operator_s_float_and_the_reserve() {
    let lines = contents("bank_statement_opening.csv", statements::parse);
    let found: Vec<_> = lines
        .iter()
        .map(|line| (line.memo.as_str(), line.amount.as_fen()))
        .collect();
    assert_eq!(found, [("FLOAT", 1_000_000), ("RESERVE", 2_000_000)]);
    assert_eq!(
        lines.last().map(|line| line.balance),
        Some(Money::fen(3_000_000))
    );
}

#[test]
fn every_day_of_two_years_is_a_working_day_or_not() {
    let days = contents("working_days.csv", working_days::parse);
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    assert_eq!(days.len(), 730);
    assert!(
        days.iter()
            .zip(first.iter_days())
            .all(|(row, day)| row.day == day)
    );
    let works = |month, day| {
        let date = NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        days.iter().any(|row| row.day == date && row.working)
    };
    assert!(works(11, 24) && works(10, 10) && works(2, 28));
    assert!(!works(10, 1) && !works(11, 28) && !works(2, 17));
}
