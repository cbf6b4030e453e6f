//! The short names and bare numbers of a golden file, as the ledger's own.

use std::collections::BTreeMap;

use ledger::{AccountKey, BasisPoints, Book, Code, Grams, Money, Party};
use serde_json::{Value, json};

use crate::books::provider;

pub(super) fn balances_of<'a>(rows: impl Iterator<Item = &'a Value>) -> BTreeMap<AccountKey, i64> {
    let mut balances: BTreeMap<AccountKey, i64> = BTreeMap::new();
    for row in rows {
        let amount = row["fen"].as_i64().unwrap();
        let signed = if row["side"] == json!("dr") {
            amount
        } else {
            -amount
        };
        *balances.entry(account(row)).or_default() += signed;
    }
    balances.retain(|_, amount| *amount != 0);
    balances
}

pub(crate) fn account(row: &Value) -> AccountKey {
    let text = |field: &str| row[field].as_str().unwrap();
    let code: Code = text("code").parse().unwrap();
    let party = if code == Code::ProviderDue {
        provider()
    } else {
        party(text("party"))
    };
    let mode = if text("mode").is_empty() {
        "-"
    } else {
        text("mode")
    };
    AccountKey::new(book(text("book")), code, party, mode.parse().unwrap()).unwrap()
}

pub(super) fn book(name: &str) -> Book {
    match party(name) {
        Party::Cooperative(number) => Book::Cooperative(number),
        _ => Book::Custody,
    }
}

/// The party with a short name: `HH3`, `COOP1`, `LOT1` or `LOTA`, `D1`, `O1`, `CARRIER`, or none.
pub(super) fn party(name: &str) -> Party {
    if let Some(letter) = name
        .strip_prefix("LOT")
        .and_then(|rest| rest.chars().next())
        && letter.is_ascii_uppercase()
    {
        return Party::Lot(i64::from(u32::from(letter)));
    }
    match name.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "HH" => Party::Household(number(name)),
        "COOP" => Party::Cooperative(number(name)),
        "LOT" => Party::Lot(number(name)),
        "D" => Party::Deal(number(name)),
        "O" => Party::Consignment(number(name)),
        "CARRIER" => Party::Carrier(1),
        "INSPECTOR" => Party::Inspector(1),
        "" | "custody" => Party::None,
        other => panic!("no such party: {other}"),
    }
}

pub(super) fn number(name: &str) -> i64 {
    name.trim_start_matches(|c: char| c.is_ascii_alphabetic())
        .parse()
        .unwrap()
}

pub(super) fn name_of(household: &Party) -> String {
    match household {
        Party::Household(number) => format!("HH{number}"),
        other => panic!("not a household: {other}"),
    }
}

pub(super) fn fen(value: &Value) -> Money {
    Money::fen(value.as_i64().unwrap())
}

pub(super) fn grams(value: &Value) -> Grams {
    Grams::new(value.as_i64().unwrap()).unwrap()
}

pub(super) fn basis_points(value: &Value) -> BasisPoints {
    BasisPoints::new(u32::try_from(value.as_u64().unwrap()).unwrap()).unwrap()
}

/// Figures with every carry as a fraction in its lowest terms.
pub(super) fn reduced(mut figures: Value) -> Value {
    let lines = figures.get_mut("lines").and_then(Value::as_array_mut);
    for line in lines.into_iter().flatten() {
        let Some(total) = line["weight_total"].as_i64() else {
            continue;
        };
        let numerator = line["carry_num"].as_i64().unwrap();
        let by = divisor(numerator.abs(), total);
        line["carry_num"] = json!(numerator / by);
        line["weight_total"] = json!(total / by);
    }
    figures
}

fn divisor(a: i64, b: i64) -> i64 {
    if a == 0 { b } else { divisor(b % a, a) }
}
