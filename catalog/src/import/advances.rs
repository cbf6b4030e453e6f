//! `advances`: inputs that a cooperative gave on credit (垫付), to be taken out of the proceeds.

use chrono::NaiveDate;
use ledger::Money;

use super::Row;
use super::cell::Cells;
use super::fault::Faults;
use super::table::{self, Content};

/// One input given on credit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdvanceRow {
    /// The advance's own number, unique in its cooperative.
    pub number: String,
    /// The household that received it.
    pub household_code: String,
    /// What it was, in Chinese.
    pub item_zh: String,
    /// What it was, in English.
    pub item_en: String,
    /// What it is worth.
    pub amount: Money,
    /// The day it was handed over; the older is taken back first.
    pub given_on: NaiveDate,
}

/// Reads a file of advances.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(bytes: &[u8]) -> Result<Vec<Row<AdvanceRow>>, Faults> {
    table::parse(bytes, &())
}

impl Content for AdvanceRow {
    type Known = ();
    const FORMAT: &'static str = "advances 1";
    const COLUMNS: &'static [&'static str] = &[
        "number",
        "household_code",
        "item_zh",
        "item_en",
        "amount_yuan",
        "given_on",
    ];

    fn read(cells: &mut Cells<'_>, (): &()) -> Option<Self> {
        let number = cells.text("number");
        let household_code = cells.code("household_code");
        let item_zh = cells.text("item_zh");
        let item_en = cells.text("item_en");
        let amount = cells.money("amount_yuan");
        let given_on = cells.day("given_on");
        Some(AdvanceRow {
            number: number?,
            household_code: household_code?,
            item_zh: item_zh?,
            item_en: item_en?,
            amount: amount?,
            given_on: given_on?,
        })
    }

    fn values(&self) -> Vec<String> {
        vec![
            self.number.clone(),
            self.household_code.clone(),
            self.item_zh.clone(),
            self.item_en.clone(),
            self.amount.as_fen().to_string(),
            self.given_on.to_string(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::reason::Reason;
    use crate::import::table::check;

    fn file(amount: &str, day: &str) -> String {
        format!(
            "number,household_code,item_zh,item_en,amount_yuan,given_on\nA1,WC-0003,苗,Seedlings,{amount},{day}\n"
        )
    }

    #[test]
    fn an_amount_must_be_whole_fen_above_zero() {
        let value = |text: &str| text.to_owned();
        for (text, reason) in [
            ("0.00", Reason::Zero),
            (
                "-600",
                Reason::Negative {
                    value: value("-600"),
                },
            ),
            (
                "600.005",
                Reason::FinerThanFen {
                    value: value("600.005"),
                },
            ),
            (
                "600元",
                Reason::NotANumber {
                    value: value("600元"),
                },
            ),
            ("", Reason::Empty),
            (
                "1000000000.01",
                Reason::TooLarge {
                    value: value("1000000000.01"),
                    limit: value("1,000,000,000.00"),
                },
            ),
        ] {
            check(
                parse,
                &file(text, "2026-04-28"),
                &[(2, Some("amount_yuan"), reason)],
            );
        }
        assert_eq!(
            parse(file("600.00", "2026-04-28").as_bytes()).unwrap()[0]
                .content
                .amount,
            Money::fen(60_000)
        );
        let same = |a: &str, b: &str| {
            let hash = |text| {
                parse(file(text, "2026-04-28").as_bytes()).unwrap()[0]
                    .content_hash
                    .clone()
            };
            hash(a) == hash(b)
        };
        assert!(same("600", "600.00") && !same("600", "600.01"));
    }

    #[test]
    fn a_day_must_be_in_the_calendar() {
        for day in [
            "2026-02-30",
            "2026/04/28",
            "28.4.2026",
            "2026-4-28",
            "1926-04-28",
        ] {
            let reason = Reason::BadDate {
                value: day.to_owned(),
            };
            check(parse, &file("600", day), &[(2, Some("given_on"), reason)]);
        }
    }
}
