//! `skus`: what a shop sells: pack, price, season.

use std::fmt;

use ledger::{Grams, Money};

use super::Row;
use super::cell::Cells;
use super::fault::Faults;
use super::reason::Reason;
use super::table::{self, Content};
pub use crate::entity::sku::Storage;

/// The heaviest pack: 1 t.
const NET_G_MAX: i64 = 1_000_000;
const NUMBER_MAX: i64 = 1_000_000;

const STORAGES: [(&str, Storage); 4] = [
    ("ambient", Storage::Ambient),
    ("cold", Storage::Cold),
    ("frozen", Storage::Frozen),
    ("cellar", Storage::Cellar),
];

/// How long a pack keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// So many days.
    Days(i64),
    /// So many months.
    Months(i64),
    /// It does not spoil.
    Unlimited,
}

impl fmt::Display for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Shelf::Days(days) => write!(f, "{days}d"),
            Shelf::Months(months) => write!(f, "{months}m"),
            Shelf::Unlimited => Ok(()),
        }
    }
}

/// A pack that a shop sells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkuRow {
    /// Its number in the catalogue.
    pub number: i64,
    /// The product in it.
    pub product_code: String,
    /// Its Chinese name.
    pub name_zh: String,
    /// Its English name.
    pub name_en: String,
    /// What is in the pack, in Chinese.
    pub spec_zh: String,
    /// What is in the pack, in English.
    pub spec_en: String,
    /// The net weight; zero for what is not sold by weight.
    pub net: Grams,
    /// The price of one pack; of one kg where the spec says so.
    pub price: Money,
    /// The grade of the product that goes into it; empty if it is not sold by weight.
    pub grade: String,
    /// The shop, by the name of its folder in `themes/`.
    pub shop: String,
    /// The month in which its season starts, 1 to 12.
    pub season_from: i64,
    /// The month in which its season ends, 1 to 12; may lie in the next year.
    pub season_to: i64,
    /// How it is kept.
    pub storage: Storage,
    /// How long it keeps.
    pub shelf: Shelf,
    /// Whether one pack may hold goods of several lots.
    pub mixable: bool,
    /// Why it cannot be bought yet, as a message key's tail; `None` if it can.
    pub closed_reason: Option<String>,
}

/// Reads a file of SKUs.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(bytes: &[u8]) -> Result<Vec<Row<SkuRow>>, Faults> {
    table::parse(bytes, &())
}

impl Content for SkuRow {
    type Known = ();
    const FORMAT: &'static str = "skus 2";
    const COLUMNS: &'static [&'static str] = &[
        "number",
        "product_code",
        "name_zh",
        "name_en",
        "spec_zh",
        "spec_en",
        "net_grams",
        "price_yuan",
        "shop",
        "season_from",
        "season_to",
        "storage",
        "shelf",
        "mixable",
        "open",
        "closed_reason",
    ];
    const OPTIONAL: &'static [&'static str] = &["grade"];

    fn read(cells: &mut Cells<'_>, (): &()) -> Option<Self> {
        let number = cells.counted("number", NUMBER_MAX);
        let product_code = cells.code("product_code");
        let name_zh = cells.text("name_zh");
        let name_en = cells.text("name_en");
        let spec_zh = cells.text("spec_zh");
        let spec_en = cells.text("spec_en");
        let net_g = cells.whole("net_grams", NET_G_MAX);
        let price = cells.money("price_yuan");
        let grade = cells.code_if_any("grade");
        let shop = cells.code("shop");
        let season_from = cells.counted("season_from", 12);
        let season_to = cells.counted("season_to", 12);
        let storage = cells.word("storage", &STORAGES);
        let shelf = shelf_of(cells);
        let mixable = cells.yes("mixable");
        let closed_reason = cells.closed_reason();
        Some(SkuRow {
            number: number?,
            product_code: product_code?,
            name_zh: name_zh?,
            name_en: name_en?,
            spec_zh: spec_zh?,
            spec_en: spec_en?,
            net: Grams::new(net_g?).ok()?,
            price: price?,
            grade: grade?.unwrap_or_default(),
            shop: shop?,
            season_from: season_from?,
            season_to: season_to?,
            storage: storage?,
            shelf: shelf?,
            mixable: mixable?,
            closed_reason: closed_reason?,
        })
    }

    fn values(&self) -> Vec<String> {
        vec![
            self.number.to_string(),
            self.product_code.clone(),
            self.name_zh.clone(),
            self.name_en.clone(),
            self.spec_zh.clone(),
            self.spec_en.clone(),
            self.net.as_g().to_string(),
            self.price.as_fen().to_string(),
            self.grade.clone(),
            self.shop.clone(),
            self.season_from.to_string(),
            self.season_to.to_string(),
            self.storage.as_str().to_owned(),
            shelf_text(self.shelf),
            self.mixable.to_string(),
            self.closed_reason.clone().unwrap_or_default(),
        ]
    }
}

fn shelf_of(cells: &mut Cells<'_>) -> Option<Shelf> {
    let text = cells.text_or_empty("shelf")?;
    if text.is_empty() {
        return Some(Shelf::Unlimited);
    }
    let number = |digits: &str| {
        digits
            .parse::<u16>()
            .ok()
            .filter(|number| *number > 0)
            .map(i64::from)
    };
    let days = text.strip_suffix('d').and_then(number).map(Shelf::Days);
    let months = text.strip_suffix('m').and_then(number).map(Shelf::Months);
    match days.or(months) {
        Some(shelf) => Some(shelf),
        None => cells.refuse(
            "shelf",
            Reason::UnknownWord {
                value: text,
                allowed: "10d, 12m".to_owned(),
            },
        ),
    }
}

fn shelf_text(shelf: Shelf) -> String {
    match shelf {
        Shelf::Days(days) => format!("{days}d"),
        Shelf::Months(months) => format!("{months}m"),
        Shelf::Unlimited => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::check;

    fn file(shelf: &str, from: &str, open: &str) -> String {
        format!(
            "{}\n22,HS,a,a,b,b,2500,32.80,sweetpotato,{from},3,cellar,{shelf},no,{open}\n",
            SkuRow::COLUMNS.join(",")
        )
    }

    #[test]
    fn what_is_closed_says_why_and_what_is_open_does_not() {
        check(
            parse,
            &file("30d", "10", "no,"),
            &[(2, Some("closed_reason"), Reason::Empty)],
        );
        check(
            parse,
            &file("30d", "10", "yes,craft_later"),
            &[(2, Some("closed_reason"), Reason::NotEmpty)],
        );
        let rows = parse(file("30d", "10", "no,craft_later").as_bytes()).unwrap();
        assert_eq!(
            rows[0].content.closed_reason.as_deref(),
            Some("craft_later")
        );
    }

    #[test]
    fn a_season_is_two_months_and_a_shelf_life_days_or_months() {
        let large = Reason::TooLarge {
            value: "13".to_owned(),
            limit: "12".to_owned(),
        };
        check(
            parse,
            &file("30d", "13", "yes,"),
            &[(2, Some("season_from"), large)],
        );
        check(
            parse,
            &file("30d", "0", "yes,"),
            &[(2, Some("season_from"), Reason::Zero)],
        );
        for shelf in ["30", "0d", "-1d", "forever", "d"] {
            let reason = Reason::UnknownWord {
                value: shelf.to_owned(),
                allowed: "10d, 12m".to_owned(),
            };
            check(
                parse,
                &file(shelf, "10", "yes,"),
                &[(2, Some("shelf"), reason)],
            );
        }
        let rows = parse(file("30d", "10", "yes,").as_bytes()).unwrap();
        assert_eq!(rows[0].content.shelf, Shelf::Days(30));
    }
}
