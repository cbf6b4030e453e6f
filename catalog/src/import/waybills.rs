//! `waybills`: which parcel goes under which of the carrier's numbers.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::Row;
use super::cell::Cells;
use super::fault::{Faults, RowError};
use super::reason::Reason;
use super::table::{self, Content};

/// How many letters and digits a waybill has.
pub const WAYBILL_LENGTH: RangeInclusive<usize> = 6..=40;

/// A parcel and its waybill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaybillRow {
    /// The consignment's number.
    pub consignment_number: String,
    /// The carrier's number, in capitals.
    pub waybill: String,
}

/// A waybill (运单号) as it is kept, in capitals; `None` for what is none.
pub fn waybill(text: &str) -> Option<String> {
    let text = text.trim();
    let good = WAYBILL_LENGTH.contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    good.then(|| text.to_ascii_uppercase())
}

/// Reads a list of waybills.
///
/// # Errors
/// Everything that is wrong with it, the same waybill for two parcels included.
pub fn parse(bytes: &[u8]) -> Result<Vec<Row<WaybillRow>>, Faults> {
    table::parse(bytes, &())
}

impl Content for WaybillRow {
    type Known = ();
    const FORMAT: &'static str = "waybills 1";
    const COLUMNS: &'static [&'static str] = &["consignment_number", "waybill"];

    fn read(cells: &mut Cells<'_>, (): &()) -> Option<Self> {
        let consignment_number = cells.code("consignment_number");
        let value = cells.text("waybill")?;
        let Some(waybill) = waybill(&value) else {
            return cells.refuse("waybill", Reason::BadWaybill { value });
        };
        Some(WaybillRow {
            consignment_number: consignment_number?.to_ascii_uppercase(),
            waybill,
        })
    }

    fn values(&self) -> Vec<String> {
        vec![self.consignment_number.clone(), self.waybill.clone()]
    }

    fn check_file(rows: &[Row<Self>], faults: &mut Faults) {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for row in rows {
            let value = &row.content.waybill;
            if let Some(first_line) = seen.get(value.as_str()) {
                faults.add(RowError {
                    line: row.line,
                    column: Some("waybill"),
                    reason: Reason::WaybillTwice {
                        value: value.clone(),
                        first_line: *first_line,
                    },
                });
            } else {
                seen.insert(value, row.line);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::check;

    const HEAD: &str = "consignment_number,waybill\n";

    #[test]
    fn a_waybill_is_six_to_forty_letters_and_digits_in_capitals() {
        let good = [
            ("SF1234567890", "SF1234567890"),
            (" yt9988776655 ", "YT9988776655"),
            ("123456", "123456"),
        ];
        for (typed, kept) in good {
            assert_eq!(waybill(typed).as_deref(), Some(kept));
        }
        let long = "9".repeat(41);
        for typed in [
            "",
            "12345",
            &long,
            "SF 123456",
            "SF-123456",
            "\u{ff11}23456",
            "1.23E+13",
        ] {
            assert_eq!(waybill(typed), None, "{typed}");
        }
    }

    #[test]
    fn each_parcel_has_its_waybill_and_a_repeated_line_counts_once() {
        let line = "gm261122-0001-1,sf1234567890\n";
        let file = format!("{HEAD}{line}{line}GM261122-0002-1,SF1234567891\n");
        let rows = parse(file.as_bytes()).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].content.consignment_number, "GM261122-0001-1");
        assert_eq!(rows[0].content.waybill, "SF1234567890");
    }

    #[test]
    fn what_a_spreadsheet_makes_of_a_number_and_a_waybill_for_two_are_named() {
        let value = || "1.23E+13".to_owned();
        let file = format!("{HEAD}A-1,1.23E+13\nA-2,SF1234567890\nA-3,sf1234567890\nA-4,\n");
        let twice = Reason::WaybillTwice {
            value: "SF1234567890".to_owned(),
            first_line: 3,
        };
        check(
            parse,
            &file,
            &[
                (2, Some("waybill"), Reason::BadWaybill { value: value() }),
                (5, Some("waybill"), Reason::Empty),
                (4, Some("waybill"), twice),
            ],
        );
        let file = format!("{HEAD}A-1,SF1234567890\nA-1,SF1234567891\n");
        let other = Reason::DuplicateNumber {
            value: "A-1".to_owned(),
            first_line: 2,
        };
        check(parse, &file, &[(3, Some("consignment_number"), other)]);
    }
}
