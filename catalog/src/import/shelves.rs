//! `shelves`: what a pack house puts on sale of which lot, in packs.

use super::Row;
use super::cell::Cells;
use super::fault::Faults;
use super::table::{self, Content};

const NUMBER_MAX: i64 = 1_000_000;
/// The most packs of one row, in thousandths of a pack.
const PACKS_THOUSANDTHS_MAX: i64 = 1_000_000_000;

/// Goods of one lot's grade for one SKU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShelfRow {
    /// The SKU's number.
    pub sku_number: i64,
    /// The intake lot.
    pub lot_code: String,
    /// The grade of it.
    pub grade: String,
    /// How many packs, in thousandths of one: only a SKU whose packs may mix lots takes a part of one.
    pub packs_thousandths: i64,
}

impl ShelfRow {
    /// What tells the row from every other: the SKU and the lot.
    pub fn name(&self) -> String {
        format!("{}/{}/{}", self.sku_number, self.lot_code, self.grade)
    }
}

/// Reads a file of goods for the shops.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(bytes: &[u8]) -> Result<Vec<Row<ShelfRow>>, Faults> {
    table::parse(bytes, &())
}

impl Content for ShelfRow {
    type Known = ();
    const FORMAT: &'static str = "shelves 1";
    const COLUMNS: &'static [&'static str] = &["sku_number", "lot_code", "grade", "packs"];

    fn read(cells: &mut Cells<'_>, (): &()) -> Option<Self> {
        let sku_number = cells.counted("sku_number", NUMBER_MAX);
        let lot_code = cells.code("lot_code");
        let grade = cells.code("grade");
        let packs_thousandths = cells.thousandths("packs", PACKS_THOUSANDTHS_MAX);
        Some(ShelfRow {
            sku_number: sku_number?,
            lot_code: lot_code?,
            grade: grade?,
            packs_thousandths: packs_thousandths?,
        })
    }

    fn values(&self) -> Vec<String> {
        vec![self.name(), self.packs_thousandths.to_string()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::reason::Reason;
    use crate::import::table::check;

    const HEAD: &str = "sku_number,lot_code,grade,packs";

    #[test]
    fn the_same_lot_twice_for_one_sku_is_refused_unless_it_says_the_same() {
        let twice = format!("{HEAD}\n10,L1,WH,0.7\n10,L1,WH,0.70\n10,L2,WH,40\n");
        let rows = parse(twice.as_bytes()).unwrap();
        let packs: Vec<_> = rows
            .iter()
            .map(|row| row.content.packs_thousandths)
            .collect();
        assert_eq!(packs, [700, 40_000]);
        let reason = Reason::DuplicateNumber {
            value: "10/L1/WH".to_owned(),
            first_line: 2,
        };
        let other = format!("{HEAD}\n10,L1,WH,1\n10,L1,WH,2\n");
        check(parse, &other, &[(3, Some("sku_number"), reason)]);
    }

    #[test]
    fn nothing_and_less_than_a_thousandth_of_a_pack_are_no_goods() {
        let decimals = Reason::TooManyDecimals {
            value: "0.0001".to_owned(),
            places: 3,
        };
        check(
            parse,
            &format!("{HEAD}\n10,L1,WH,0\n10,L2,WH,0.0001\n"),
            &[
                (2, Some("packs"), Reason::Zero),
                (3, Some("packs"), decimals),
            ],
        );
    }
}
