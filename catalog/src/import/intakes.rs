//! `intakes`: weigh tickets (磅单), what a household handed in, by lot and grade.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use ledger::Grams;

use super::Row;
use super::cell::{Cells, listed, local_day};
use super::fault::{Faults, RowError};
use super::instruments::InstrumentRow;
use super::products::ProductRow;
use super::reason::Reason;
use super::table::{self, Content};

/// What one ticket can weigh: a lorry of 100 t.
const TICKET_G_MAX: i64 = 100_000_000;

/// A weigh ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntakeRow {
    /// The number printed on the ticket, unique in its cooperative.
    pub ticket_no: String,
    /// The household that handed the goods in.
    pub household_code: String,
    /// The intake lot.
    pub lot_code: String,
    /// The product.
    pub product_code: String,
    /// The grade, as a code of the product.
    pub grade: String,
    /// The weight, exact to the gram.
    pub quantity: Grams,
    /// The day of the harvest.
    pub harvested_on: NaiveDate,
    /// When it was weighed, in milliseconds since the Unix epoch UTC.
    pub weighed_at: i64,
    /// Where the goods lie.
    pub place: String,
}

/// The grades of each product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GradeBook {
    grades: BTreeMap<String, BTreeSet<String>>,
}

impl GradeBook {
    /// The book with one more grade of a product.
    #[must_use]
    pub fn with(mut self, product_code: &str, grade: &str) -> GradeBook {
        self.grades
            .entry(product_code.to_owned())
            .or_default()
            .insert(grade.to_owned());
        self
    }

    /// The book of what the instruments trade and, where none trades it, of what a product names itself.
    pub fn of(instruments: &[Row<InstrumentRow>], products: &[Row<ProductRow>]) -> GradeBook {
        let mut book = GradeBook::default();
        for product in products.iter().map(|row| &row.content) {
            let traded = |row: &Row<InstrumentRow>| row.content.product_code == product.code;
            for factor in product
                .grades
                .iter()
                .filter(|_| !instruments.iter().any(traded))
            {
                book = book.with(&product.code, &factor.grade);
            }
        }
        for instrument in instruments.iter().map(|row| &row.content) {
            for factor in &instrument.grades {
                book = book.with(&instrument.product_code, &factor.grade);
            }
        }
        book
    }
}

/// Reads a file of weigh tickets.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(bytes: &[u8], grades: &GradeBook) -> Result<Vec<Row<IntakeRow>>, Faults> {
    table::parse(bytes, grades)
}

impl Content for IntakeRow {
    type Known = GradeBook;
    const FORMAT: &'static str = "intakes 1";
    const COLUMNS: &'static [&'static str] = &[
        "ticket_no",
        "household_code",
        "lot_code",
        "product_code",
        "grade",
        "quantity",
        "unit",
        "harvested_on",
        "weighed_at",
        "place",
    ];

    fn read(cells: &mut Cells<'_>, known: &GradeBook) -> Option<Self> {
        let ticket_no = cells.text("ticket_no");
        let household_code = cells.code("household_code");
        let lot_code = cells.code("lot_code");
        let product_code = cells.code("product_code");
        let grade = cells.code("grade");
        let graded = grade_of(cells, known, product_code, grade);
        let quantity = cells.weight("quantity", "unit", TICKET_G_MAX);
        let harvested_on = cells.day("harvested_on");
        let weighed_at = cells.time("weighed_at");
        let place = cells.text("place");
        let (harvested_on, weighed_at) = (harvested_on?, weighed_at?);
        if local_day(weighed_at) < Some(harvested_on) {
            return cells.refuse(
                "weighed_at",
                Reason::BeforeHarvest {
                    harvested_on: harvested_on.to_string(),
                },
            );
        }
        let (product_code, grade) = graded?;
        Some(IntakeRow {
            ticket_no: ticket_no?,
            household_code: household_code?,
            lot_code: lot_code?,
            product_code,
            grade,
            quantity: quantity?,
            harvested_on,
            weighed_at,
            place: place?,
        })
    }

    fn values(&self) -> Vec<String> {
        vec![
            self.ticket_no.clone(),
            self.household_code.clone(),
            self.lot_code.clone(),
            self.product_code.clone(),
            self.grade.clone(),
            self.quantity.as_g().to_string(),
            self.harvested_on.to_string(),
            self.weighed_at.to_string(),
            self.place.clone(),
        ]
    }

    /// A lot is one product in one place.
    fn check_file(rows: &[Row<Self>], faults: &mut Faults) {
        let mut lots: BTreeMap<&str, &Row<IntakeRow>> = BTreeMap::new();
        for row in rows {
            let first = lots.entry(&row.content.lot_code).or_insert(row);
            let reason = || Reason::UnlikeItsLot {
                lot: row.content.lot_code.clone(),
                first_line: first.line,
            };
            if first.content.product_code != row.content.product_code {
                faults.add(RowError {
                    line: row.line,
                    column: Some("product_code"),
                    reason: reason(),
                });
            }
            if first.content.place != row.content.place {
                faults.add(RowError {
                    line: row.line,
                    column: Some("place"),
                    reason: reason(),
                });
            }
        }
    }
}

/// The product and the grade, if the product is known and has it.
fn grade_of(
    cells: &mut Cells<'_>,
    known: &GradeBook,
    product: Option<String>,
    grade: Option<String>,
) -> Option<(String, String)> {
    let product = product?;
    let Some(grades) = known.grades.get(&product) else {
        return cells.refuse("product_code", Reason::UnknownProduct { value: product });
    };
    let grade = grade?;
    if !grades.contains(&grade) {
        let allowed = listed(grades.iter().map(String::as_str));
        return cells.refuse(
            "grade",
            Reason::UnknownGrade {
                value: grade,
                allowed,
            },
        );
    }
    Some((product, grade))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::check;

    const HEAD: &str = "ticket_no,household_code,lot_code,product_code,grade,quantity,unit,harvested_on,weighed_at,place";

    fn book() -> GradeBook {
        GradeBook::default()
            .with("HS", "YI")
            .with("HS", "ER")
            .with("XGX", "A")
    }

    fn read(bytes: &[u8]) -> Result<Vec<Row<IntakeRow>>, Faults> {
        parse(bytes, &book())
    }

    fn file(rows: &[&str]) -> String {
        let rows = rows
            .iter()
            .map(|row| format!("T{row},2026-10-12,2026-10-12 08:10,cellar\n"));
        format!("{HEAD}\n{}", rows.collect::<String>())
    }

    fn weighs(quantity: &str, unit: &str) -> Grams {
        let file = file(&[&format!("1,WC-0003,L1,HS,YI,{quantity},{unit}")]);
        read(file.as_bytes()).expect("a good ticket")[0]
            .content
            .quantity
    }

    #[test]
    fn a_ticket_weighs_the_same_in_jin_and_in_kilograms() {
        assert_eq!(weighs("3500", "jin").as_g(), 1_750_000);
        assert_eq!(weighs("1750", "KG").as_g(), 1_750_000);
        assert_eq!(weighs("0.002", "jin").as_g(), 1);
        let hash = |row: &str| {
            read(file(&[row]).as_bytes()).expect("a good ticket")[0]
                .content_hash
                .clone()
        };
        assert_eq!(
            hash("1,WC-0003,L1,HS,YI,3500,jin"),
            hash("1,WC-0003,L1,HS,YI,1750.0,kg")
        );
        assert_ne!(
            hash("1,WC-0003,L1,HS,YI,3500,jin"),
            hash("1,WC-0003,L1,HS,YI,350,jin")
        );
    }

    #[test]
    fn a_weight_that_no_scale_shows_is_refused() {
        let value = |text: &str| text.to_owned();
        for (quantity, reason) in [
            ("0", Reason::Zero),
            ("-5", Reason::Negative { value: value("-5") }),
            (
                "\u{2212}5",
                Reason::Negative {
                    value: value("\u{2212}5"),
                },
            ),
            (
                "0.001",
                Reason::FinerThanGram {
                    value: value("0.001"),
                },
            ),
            (
                "1e3",
                Reason::NotANumber {
                    value: value("1e3"),
                },
            ),
            (
                "3500斤",
                Reason::NotANumber {
                    value: value("3500斤"),
                },
            ),
            ("", Reason::Empty),
            (
                "200001",
                Reason::TooLarge {
                    value: value("200001"),
                    limit: value("100000 kg"),
                },
            ),
            (
                "99999999999999999999",
                Reason::TooLarge {
                    value: value("99999999999999999999"),
                    limit: value("100000 kg"),
                },
            ),
        ] {
            let file = file(&[&format!("1,WC-0003,L1,HS,YI,{quantity},jin")]);
            check(read, &file, &[(2, Some("quantity"), reason)]);
        }
    }

    #[test]
    fn a_unit_a_grade_and_a_product_must_be_known() {
        let known = |value: &str, allowed: &str| (value.to_owned(), allowed.to_owned());
        let (value, allowed) = known("t", "jin, kg");
        let unit = Reason::UnknownUnit { value, allowed };
        check(
            read,
            &file(&["1,WC-0003,L1,HS,YI,5,t"]),
            &[(2, Some("unit"), unit)],
        );
        let (value, allowed) = known("A", "ER, YI");
        let grade = Reason::UnknownGrade { value, allowed };
        check(
            read,
            &file(&["1,WC-0003,L1,HS,A,5,jin"]),
            &[(2, Some("grade"), grade)],
        );
        let product = Reason::UnknownProduct {
            value: "ZZ".to_owned(),
        };
        check(
            read,
            &file(&["1,WC-0003,L1,ZZ,A,5,jin"]),
            &[(2, Some("product_code"), product)],
        );
    }

    #[test]
    fn a_code_holds_nothing_that_an_address_could_not() {
        let reason = Reason::BadCode {
            value: "WC/0003".to_owned(),
        };
        check(
            read,
            &file(&["1,WC/0003,L1,HS,YI,5,jin"]),
            &[(2, Some("household_code"), reason)],
        );
    }

    #[test]
    fn goods_are_not_weighed_before_they_are_harvested() {
        let row =
            |time: &str| format!("{HEAD}\nT1,WC-0003,L1,HS,YI,5,jin,2026-10-12,{time},cellar\n");
        let reason = Reason::BeforeHarvest {
            harvested_on: "2026-10-12".to_owned(),
        };
        check(
            read,
            &row("2026-10-11 23:59"),
            &[(2, Some("weighed_at"), reason)],
        );
        // Midnight in Shanxi is still the day before in UTC.
        assert!(read(row("2026-10-12 00:00").as_bytes()).is_ok());
    }

    #[test]
    fn a_lot_is_one_product_in_one_place() {
        let mixed = file(&["1,WC-0003,L1,HS,YI,5,jin", "2,WC-0003,L1,XGX,A,5,jin"]);
        let reason = Reason::UnlikeItsLot {
            lot: "L1".to_owned(),
            first_line: 2,
        };
        check(read, &mixed, &[(3, Some("product_code"), reason)]);
    }

    #[test]
    fn every_bad_cell_of_a_row_is_named() {
        let faults = read(file(&["1,,L1,HS,YI,x,t"]).as_bytes()).expect_err("three faults");
        let columns: Vec<_> = faults.listed().iter().map(|fault| fault.column).collect();
        assert_eq!(
            columns,
            [Some("household_code"), Some("unit"), Some("quantity")]
        );
    }
}
