//! `products`: what is grown and made, over the shops.

use super::Row;
use super::cell::Cells;
use super::fault::Faults;
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
    const FORMAT: &'static str = "products 1";
    const COLUMNS: &'static [&'static str] =
        &["code", "shop", "name_zh", "name_en", "unit", "fresh"];

    fn read(cells: &mut Cells<'_>, (): &()) -> Option<Self> {
        let code = cells.code("code");
        let shop = cells.code("shop");
        let name_zh = cells.text("name_zh");
        let name_en = cells.text("name_en");
        let unit = cells.word("unit", &UNITS);
        let fresh = cells.yes("fresh");
        Some(ProductRow {
            code: code?,
            shop: shop?,
            name_zh: name_zh?,
            name_en: name_en?,
            unit: unit?,
            fresh: fresh?,
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
}
