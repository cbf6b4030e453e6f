//! What the season came to: for each settlement the way of the money, then the totals.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use ledger::Money;
use serde_json::Value;

use super::Teller;
use super::boxes::{self, Parcel};
use super::client::Client;
use crate::render::Arg;

/// Sums of the season.
#[derive(Default)]
struct Totals {
    gross_fen: i64,
    pool_fen: i64,
    recovered_fen: i64,
    payable_fen: i64,
    households: BTreeMap<String, i64>,
}

/// Prints every settlement and the season.
pub async fn print(
    teller: &Teller,
    settled: &[(Client, i64)],
    parcels: &[Parcel],
) -> anyhow::Result<()> {
    let mut totals = Totals::default();
    for (clerk, deal) in settled {
        let sheet = clerk.get(&format!("/api/v1/deals/{deal}")).await?;
        settlement(teller, &sheet, &mut totals)?;
    }
    let mut days = Vec::new();
    for parcel in parcels {
        let sale = boxes::sale_of(parcel).await?;
        sold_box(teller, &sale, &mut totals);
        days.extend(sale["parts"].as_array().cloned().unwrap_or_default());
    }
    split_days(teller, &days, &mut totals);
    season(teller, &totals);
    Ok(())
}

/// One consignment: what was paid, what was taken, and which lots the rest went to.
fn sold_box(teller: &Teller, sale: &Value, totals: &mut Totals) {
    let number = sale["consignment"].as_str().unwrap_or_default();
    teller.line(&teller.words("demo-box-head", &[("number", Arg::Text(number))]));
    row(teller, "demo-gross", fen(&sale["gross_fen"]));
    for part in ["channel", "platform", "packing", "express"] {
        row(
            teller,
            &format!("demo-box-{part}"),
            -fen(&sale[format!("{part}_fen")]),
        );
    }
    row(teller, "demo-pool", fen(&sale["pool_fen"]));
    for part in sale["parts"].as_array().into_iter().flatten() {
        let lot = part["lot"].as_str().unwrap_or_default();
        let grams = Arg::Count(fen(&part["grams"]));
        let words = teller.words("demo-box-lot", &[("lot", Arg::Text(lot)), ("grams", grams)]);
        teller.line(&format!(
            "  {:>16}  {words}",
            Money::fen(fen(&part["amount_fen"]))
        ));
    }
    teller.line("");
    totals.gross_fen += fen(&sale["gross_fen"]);
    totals.pool_fen += fen(&sale["pool_fen"]);
}

/// The days' splits: each lot's pool over its households, once for all boxes of the day.
fn split_days(teller: &Teller, parts: &[Value], totals: &mut Totals) {
    let mut told = BTreeSet::new();
    for part in parts {
        let cycle = &part["cycle"];
        if !told.insert(fen(&cycle["id"])) {
            continue;
        }
        let lot = part["lot"].as_str().unwrap_or_default();
        let amount = Money::fen(fen(&cycle["amount_fen"])).to_string();
        let named = [("lot", Arg::Text(lot)), ("amount", Arg::from(&amount))];
        teller.line(&teller.words("demo-box-lines-head", &named));
        for line in cycle["lines"].as_array().into_iter().flatten() {
            let code = line["code"].as_str().unwrap_or_default().to_owned();
            let sum = |field: &str| Money::fen(fen(&line[field])).to_string();
            let (share, recovered) = (sum("share_fen"), sum("recovered_fen"));
            let payable = sum("payable_fen");
            teller.line(&format!(
                "  {share:>14}  {recovered:>12}  {payable:>14}  {code}"
            ));
            totals.recovered_fen += fen(&line["recovered_fen"]);
            totals.payable_fen += fen(&line["payable_fen"]);
            *totals.households.entry(code).or_default() += fen(&line["payable_fen"]);
        }
        teller.line("");
    }
}

fn settlement(teller: &Teller, sheet: &Value, totals: &mut Totals) -> anyhow::Result<()> {
    let settled = &sheet["settled"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let head = [
        ("number", text(&sheet["number"])),
        ("name", text(&sheet["instrument"]["name"])),
        ("buyer", text(&sheet["buyer"]["name"])),
        ("weight", jin(&sheet["settled_g"])),
    ];
    let head: Vec<(&str, Arg<'_>)> = head
        .iter()
        .map(|(name, value)| (*name, Arg::from(value)))
        .collect();
    teller.line(&teller.words("demo-deal-head", &head));
    let deductions = ["platform", "freight", "inspection", "cooperative"];
    row(teller, "demo-gross", fen(&settled["gross_fen"]));
    for part in deductions {
        row(
            teller,
            &format!("part-{part}"),
            -fen(&settled[format!("{part}_fen")]),
        );
    }
    row(teller, "demo-pool", fen(&settled["pool_fen"]));
    let pool = &settled["pool"];
    teller.line(&teller.words(
        "demo-lines-head",
        &[("lot", Arg::from(&text(&sheet["lot"])))],
    ));
    let lines = pool["lines"].as_array().context("the households' lines")?;
    for line in lines {
        let code = text(&line["code"]);
        household(teller, &code, line);
        *totals.households.entry(code).or_default() += fen(&line["payable_fen"]);
    }
    let sums = &pool["total"];
    household(
        teller,
        &teller.words(
            "share-total",
            &[("households", Arg::Count(lines.len() as i64))],
        ),
        sums,
    );
    teller.line("");
    totals.gross_fen += fen(&settled["gross_fen"]);
    totals.pool_fen += fen(&settled["pool_fen"]);
    totals.recovered_fen += fen(&sums["recovered_fen"]);
    totals.payable_fen += fen(&sums["payable_fen"]);
    Ok(())
}

fn season(teller: &Teller, totals: &Totals) {
    teller.line(&teller.words("demo-season", &[]));
    row(teller, "demo-gross", totals.gross_fen);
    row(teller, "demo-pool", totals.pool_fen);
    row(teller, "demo-recovered", totals.recovered_fen);
    row(teller, "demo-payable", totals.payable_fen);
    for (code, payable) in &totals.households {
        teller.line(&format!("  {code:<12}{:>16}", Money::fen(*payable)));
    }
}

fn row(teller: &Teller, key: &str, amount_fen: i64) {
    teller.line(&format!(
        "  {:>16}  {}",
        Money::fen(amount_fen),
        teller.words(key, &[])
    ));
}

fn household(teller: &Teller, name: &str, line: &Value) {
    let sum = |field: &str| Money::fen(fen(&line[field])).to_string();
    let weight = jin(&line["weight_g"]);
    let (share, recovered, payable) = (sum("share_fen"), sum("recovered_fen"), sum("payable_fen"));
    teller.line(&format!(
        "  {weight:>12}  {share:>14}  {recovered:>12}  {payable:>14}  {name}"
    ));
}

fn fen(value: &Value) -> i64 {
    value.as_i64().unwrap_or_default()
}

fn jin(grams: &Value) -> String {
    crate::render::jin(grams.as_i64().unwrap_or_default())
}
