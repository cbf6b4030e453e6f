//! `products`: what is grown and made, over the shops.

use super::Row;
use super::cell::Cells;
use super::fault::Faults;
use super::instruments::{GradeFactor, factors_of};
use super::table::{self, Content};
use crate::entity::product::Unit;

/// A product; its SKUs and instruments refer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductRow {
    /// The product's code.
    pub code: String,
    /// The shop that sells it, by the name of its folder in `themes/`.
    pub shop: String,
    /// Its Chinese name.
    pub name_zh: String,
    /// Its English name.
    pub name_en: String,
    /// What it is counted in.
    pub unit: Unit,
    /// Whether it is fresh goods, with the short claim window.
    pub fresh: bool,
    /// Its grades with their factors where no instrument names it; those of its instrument stand there.
    pub grades: Vec<GradeFactor>,
    /// What every lot of it needs before a shop sells it: one of [`CERTIFICATES`], or nothing.
    pub certificate: String,
}

/// What can certify a lot: a conformity certificate (承诺达标合格证), a quarantine certificate of
/// meat (检疫证明), or the maker's licence of processed food (SC).
pub const CERTIFICATES: [&str; 3] = ["conformity", "quarantine", "licence"];

const CERTIFICATE_WORDS: [(&str, &str); 3] = [
    (CERTIFICATES[0], CERTIFICATES[0]),
    (CERTIFICATES[1], CERTIFICATES[1]),
    (CERTIFICATES[2], CERTIFICATES[2]),
];

/// The kind of a certificate.
pub(super) fn certificate_of(cells: &mut Cells<'_>, column: &'static str) -> Option<String> {
    cells.word(column, &CERTIFICATE_WORDS).map(str::to_owned)
}

const UNITS: [(&str, Unit); 4] = [
    ("g", Unit::G),
    ("stick", Unit::Stick),
    ("head", Unit::Head),
    ("piece", Unit::Piece),
];

/// Reads a file of products.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(bytes: &[u8]) -> Result<Vec<Row<ProductRow>>, Faults> {
    table::parse(bytes, &())
}

impl Content for ProductRow {
    type Known = ();
    const FORMAT: &'static str = "products 2";
    const COLUMNS: &'static [&'static str] =
        &["code", "shop", "name_zh", "name_en", "unit", "fresh"];
    const OPTIONAL: &'static [&'static str] = &["grades", "certificate"];

    fn read(cells: &mut Cells<'_>, (): &()) -> Option<Self> {
        let code = cells.code("code");
        let shop = cells.code("shop");
        let name_zh = cells.text("name_zh");
        let name_en = cells.text("name_en");
        let unit = cells.word("unit", &UNITS);
        let fresh = cells.yes("fresh");
        let grades = match cells.text_or_empty("grades")?.as_str() {
            "" => Some(Vec::new()),
            text => factors_of(cells, "grades", text),
        };
        let certificate = match cells.text_or_empty("certificate")?.as_str() {
            "" => Some(String::new()),
            _ => certificate_of(cells, "certificate"),
        };
        Some(ProductRow {
            code: code?,
            shop: shop?,
            name_zh: name_zh?,
            name_en: name_en?,
            unit: unit?,
            fresh: fresh?,
            grades: grades?,
            certificate: certificate?,
        })
    }

    fn values(&self) -> Vec<String> {
        vec![
            self.code.clone(),
            self.shop.clone(),
            self.name_zh.clone(),
            self.name_en.clone(),
            self.unit.as_str().to_owned(),
            self.fresh.to_string(),
            GradeFactor::text(&self.grades),
            self.certificate.clone(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::reason::Reason;
    use crate::import::table::check;

    #[test]
    fn a_word_that_the_column_does_not_know_is_refused_with_those_it_knows() {
        let file =
            "code,shop,name_zh,name_en,unit,fresh\nHS,sweetpotato,红薯,Sweet potato,box,maybe\n";
        let word = |value: &str, allowed: &str| Reason::UnknownWord {
            value: value.to_owned(),
            allowed: allowed.to_owned(),
        };
        check(
            parse,
            file,
            &[
                (2, Some("unit"), word("box", "g, stick, head, piece")),
                (2, Some("fresh"), word("maybe", "yes, no")),
            ],
        );
    }

    #[test]
    fn a_product_may_name_its_grades_and_what_certifies_it() {
        let head = "code,shop,name_zh,name_en,unit,fresh,grades,certificate";
        let file = format!(
            "{head}\nSZR,pig,肉,Pork,g,yes,WH:10000|HT:8000,quarantine\nSG,pot,锅,Pot,piece,no,,\n"
        );
        let rows = parse(file.as_bytes()).unwrap();
        assert_eq!(
            GradeFactor::text(&rows[0].content.grades),
            "WH:10000|HT:8000"
        );
        let certificates = rows.iter().map(|row| row.content.certificate.as_str());
        assert_eq!(certificates.collect::<Vec<_>>(), ["quarantine", ""]);
        let bad = format!("{head}\nSZR,pig,肉,Pork,g,yes,WH:10000|WH:8000,stamp\n");
        let word = |value: &str, allowed: &str| Reason::UnknownWord {
            value: value.to_owned(),
            allowed: allowed.to_owned(),
        };
        check(
            parse,
            &bad,
            &[
                (2, Some("grades"), word("WH:8000", "YI:10000|ER:8000")),
                (
                    2,
                    Some("certificate"),
                    word("stamp", "conformity, quarantine, licence"),
                ),
            ],
        );
    }
}
