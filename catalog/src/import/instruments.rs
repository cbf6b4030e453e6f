//! `instruments`: what is traded in bulk, in which contracts, and on which terms.

use std::collections::BTreeSet;

use ledger::{BasisPoints, Grams, Money};

use super::Row;
use super::cell::{Cells, listed};
use super::fault::Faults;
use super::reason::Reason;
use super::table::{self, Content};

const NUMBER_MAX: i64 = 1_000_000;
const CONTRACT_QUANTITY_MAX: i64 = 1_000_000;

/// What a contract is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContractUnit {
    /// Kilograms.
    Kg,
    /// Tonnes.
    Tonne,
    /// Heads of livestock.
    Head,
    /// Mushroom sticks (菌棒).
    Stick,
}

impl ContractUnit {
    /// The word that stands in the file and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            ContractUnit::Kg => "kg",
            ContractUnit::Tonne => "t",
            ContractUnit::Head => "head",
            ContractUnit::Stick => "stick",
        }
    }
}

const CONTRACT_UNITS: [(&str, ContractUnit); 4] = [
    ("kg", ContractUnit::Kg),
    ("t", ContractUnit::Tonne),
    ("head", ContractUnit::Head),
    ("stick", ContractUnit::Stick),
];

/// A way of trading. Only listing and the continuous book exist so far; the others stand in the
/// season's file because an instrument is meant for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TradingMode {
    /// Listing and taking (挂牌摘牌).
    Listing,
    /// The continuous price-time book.
    Continuous,
    /// Negotiated (协议).
    Negotiated,
    /// Request for quotes (询价).
    Rfq,
    /// Rising auction (竞买).
    English,
    /// Falling auction.
    Dutch,
    /// Sealed bids in rounds.
    Sealed,
    /// One buyer, many sellers (竞卖).
    ReverseAuction,
    /// Order farming (订单农业).
    Farming,
}

const MODES: [(&str, TradingMode); 9] = [
    ("listing", TradingMode::Listing),
    ("continuous", TradingMode::Continuous),
    ("negotiated", TradingMode::Negotiated),
    ("rfq", TradingMode::Rfq),
    ("english", TradingMode::English),
    ("dutch", TradingMode::Dutch),
    ("sealed", TradingMode::Sealed),
    ("reverse_auction", TradingMode::ReverseAuction),
    ("farming", TradingMode::Farming),
];

impl TradingMode {
    /// The word that stands in the file.
    pub fn as_str(self) -> &'static str {
        let word = MODES.iter().find(|(_, mode)| *mode == self);
        word.map_or("", |(word, _)| word)
    }
}

/// What a gram of a grade counts in the split of a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeFactor {
    /// The grade's code.
    pub grade: String,
    /// Its factor; the basis grade has the whole.
    pub factor: BasisPoints,
}

impl GradeFactor {
    /// Reads `YI:10000|ER:8000`.
    ///
    /// # Errors
    /// The first part that is no grade with its factor, or names a grade again.
    pub fn listed(text: &str) -> Result<Vec<GradeFactor>, String> {
        let mut factors: Vec<GradeFactor> = Vec::new();
        for part in text.split('|').map(str::trim) {
            match GradeFactor::read(part) {
                Some(factor) if factors.iter().all(|known| known.grade != factor.grade) => {
                    factors.push(factor)
                }
                _ => return Err(part.to_owned()),
            }
        }
        Ok(factors)
    }

    fn read(part: &str) -> Option<GradeFactor> {
        let (grade, factor) = part.split_once(':')?;
        let factor = BasisPoints::new(factor.parse().ok()?).ok()?;
        let plain = !grade.is_empty() && grade.bytes().all(|b| b.is_ascii_alphanumeric());
        (plain && factor.as_bp() > 0).then(|| GradeFactor {
            grade: grade.to_owned(),
            factor,
        })
    }

    /// Writes what [`GradeFactor::listed`] reads.
    pub fn text(factors: &[GradeFactor]) -> String {
        let parts = factors
            .iter()
            .map(|factor| format!("{}:{}", factor.grade, factor.factor.as_bp()));
        parts.collect::<Vec<_>>().join("|")
    }
}

/// An instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstrumentRow {
    /// Its number, by which the engine knows it.
    pub number: i64,
    /// Its code.
    pub code: String,
    /// The product that is traded.
    pub product_code: String,
    /// Its Chinese name.
    pub name_zh: String,
    /// Its English name.
    pub name_en: String,
    /// How much one contract is, in `contract_unit`.
    pub contract_quantity: i64,
    /// What a contract is counted in.
    pub contract_unit: ContractUnit,
    /// What a price is for: `kg`, `t` or `stick`.
    pub price_unit: String,
    /// The smallest step of a price.
    pub tick: Money,
    /// What one contract is worth at a price of one tick.
    pub tick_value: Money,
    /// The grade that a price is for.
    pub basis_grade: String,
    /// The grades of the product with their factors, in the order of the file.
    pub grades: Vec<GradeFactor>,
    /// Where goods are delivered, in Chinese.
    pub warehouse_zh: String,
    /// Where goods are delivered, in English.
    pub warehouse_en: String,
    /// The ways it is meant to be traded.
    pub modes: Vec<TradingMode>,
    /// What a listing holds of a bid's value; `None` if it has no listing board.
    pub listing_hold: Option<BasisPoints>,
    /// What the continuous book holds; `None` if it has none.
    pub continuous_hold: Option<BasisPoints>,
    /// Freight for a tonne.
    pub freight_per_t: Money,
    /// Inspection for a tonne.
    pub inspection_per_t: Money,
    /// The organisation that carries.
    pub carrier_code: String,
    /// The organisation that inspects.
    pub inspector_code: String,
    /// Why it cannot be traded yet, as a message key's tail; `None` if it can.
    pub closed_reason: Option<String>,
}

impl InstrumentRow {
    /// The weight of one contract; `None` where it is counted in heads or sticks.
    pub fn contract_weight(&self) -> Option<Grams> {
        let unit = match self.contract_unit {
            ContractUnit::Kg => Grams::KG,
            ContractUnit::Tonne => Grams::TONNE,
            ContractUnit::Head | ContractUnit::Stick => return None,
        };
        Grams::new(self.contract_quantity.checked_mul(unit.as_g())?).ok()
    }
}

/// Reads a file of instruments.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(bytes: &[u8]) -> Result<Vec<Row<InstrumentRow>>, Faults> {
    table::parse(bytes, &())
}

/// The cells that say what a contract is.
struct Contract {
    quantity: i64,
    unit: ContractUnit,
    price_unit: &'static str,
    tick: Money,
    tick_value: Money,
}

/// The cells that say how it is traded.
struct Terms {
    modes: Vec<TradingMode>,
    listing_hold: Option<BasisPoints>,
    continuous_hold: Option<BasisPoints>,
    freight_per_t: Money,
    inspection_per_t: Money,
}

impl Content for InstrumentRow {
    type Known = ();
    const FORMAT: &'static str = "instruments 1";
    const COLUMNS: &'static [&'static str] = &[
        "number",
        "code",
        "product_code",
        "name_zh",
        "name_en",
        "contract_quantity",
        "contract_unit",
        "price_unit",
        "tick_yuan",
        "tick_value_fen",
        "basis_grade",
        "grades",
        "warehouse_zh",
        "warehouse_en",
        "modes",
        "listing_hold_bp",
        "continuous_hold_bp",
        "freight_fen_per_t",
        "inspection_fen_per_t",
        "carrier_code",
        "inspector_code",
        "open",
        "closed_reason",
    ];

    fn read(cells: &mut Cells<'_>, (): &()) -> Option<Self> {
        let number = cells.counted("number", NUMBER_MAX);
        let code = cells.code("code");
        let product_code = cells.code("product_code");
        let name_zh = cells.text("name_zh");
        let name_en = cells.text("name_en");
        let contract = contract_of(cells);
        let graded = grades_of(cells);
        let warehouse_zh = cells.text("warehouse_zh");
        let warehouse_en = cells.text("warehouse_en");
        let terms = terms_of(cells);
        let carrier_code = cells.code("carrier_code");
        let inspector_code = cells.code("inspector_code");
        let closed_reason = cells.closed_reason();
        let (contract, terms, (basis_grade, grades)) = (contract?, terms?, graded?);
        Some(InstrumentRow {
            number: number?,
            code: code?,
            product_code: product_code?,
            name_zh: name_zh?,
            name_en: name_en?,
            contract_quantity: contract.quantity,
            contract_unit: contract.unit,
            price_unit: contract.price_unit.to_owned(),
            tick: contract.tick,
            tick_value: contract.tick_value,
            basis_grade,
            grades,
            warehouse_zh: warehouse_zh?,
            warehouse_en: warehouse_en?,
            modes: terms.modes,
            listing_hold: terms.listing_hold,
            continuous_hold: terms.continuous_hold,
            freight_per_t: terms.freight_per_t,
            inspection_per_t: terms.inspection_per_t,
            carrier_code: carrier_code?,
            inspector_code: inspector_code?,
            closed_reason: closed_reason?,
        })
    }

    fn values(&self) -> Vec<String> {
        let rate =
            |rate: Option<BasisPoints>| rate.map_or(String::new(), |rate| rate.as_bp().to_string());
        vec![
            self.number.to_string(),
            self.code.clone(),
            self.product_code.clone(),
            self.name_zh.clone(),
            self.name_en.clone(),
            self.contract_quantity.to_string(),
            self.contract_unit.as_str().to_owned(),
            self.price_unit.clone(),
            self.tick.as_fen().to_string(),
            self.tick_value.as_fen().to_string(),
            self.basis_grade.clone(),
            GradeFactor::text(&self.grades),
            self.warehouse_zh.clone(),
            self.warehouse_en.clone(),
            self.modes
                .iter()
                .map(|mode| mode.as_str())
                .collect::<Vec<_>>()
                .join("|"),
            rate(self.listing_hold),
            rate(self.continuous_hold),
            self.freight_per_t.as_fen().to_string(),
            self.inspection_per_t.as_fen().to_string(),
            self.carrier_code.clone(),
            self.inspector_code.clone(),
            self.closed_reason.clone().unwrap_or_default(),
        ]
    }
}

fn contract_of(cells: &mut Cells<'_>) -> Option<Contract> {
    let quantity = cells.counted("contract_quantity", CONTRACT_QUANTITY_MAX);
    let unit = cells.word("contract_unit", &CONTRACT_UNITS);
    let price_unit = cells.word(
        "price_unit",
        &[("kg", "kg"), ("t", "t"), ("stick", "stick")],
    );
    let tick = cells.money("tick_yuan");
    let tick_value = cells.fen("tick_value_fen");
    let tick_value = tick_value?;
    if tick_value.is_zero() {
        return cells.refuse("tick_value_fen", Reason::Zero);
    }
    Some(Contract {
        quantity: quantity?,
        unit: unit?,
        price_unit: price_unit?,
        tick: tick?,
        tick_value,
    })
}

fn terms_of(cells: &mut Cells<'_>) -> Option<Terms> {
    let modes = modes_of(cells);
    let listing_hold = cells.rate_if_any("listing_hold_bp");
    let continuous_hold = cells.rate_if_any("continuous_hold_bp");
    let freight_per_t = cells.fen("freight_fen_per_t");
    let inspection_per_t = cells.fen("inspection_fen_per_t");
    Some(Terms {
        modes: modes?,
        listing_hold: listing_hold?,
        continuous_hold: continuous_hold?,
        freight_per_t: freight_per_t?,
        inspection_per_t: inspection_per_t?,
    })
}

fn modes_of(cells: &mut Cells<'_>) -> Option<Vec<TradingMode>> {
    let text = cells.text("modes")?;
    let mut modes = BTreeSet::new();
    for word in text.split('|') {
        match MODES.iter().find(|(known, _)| *known == word.trim()) {
            Some((_, mode)) => modes.insert(*mode),
            None => {
                let allowed = listed(MODES.iter().map(|(known, _)| *known));
                return cells.refuse(
                    "modes",
                    Reason::UnknownWord {
                        value: word.trim().to_owned(),
                        allowed,
                    },
                );
            }
        };
    }
    Some(modes.into_iter().collect())
}

/// The basis grade and all grades, written as `YI:10000|ER:8000`.
fn grades_of(cells: &mut Cells<'_>) -> Option<(String, Vec<GradeFactor>)> {
    let basis = cells.code("basis_grade");
    let text = cells.text("grades")?;
    let grades = factors_of(cells, "grades", &text)?;
    let basis = basis?;
    if grades.iter().all(|factor| factor.grade != basis) {
        let allowed = listed(grades.iter().map(|factor| factor.grade.as_str()));
        return cells.refuse(
            "basis_grade",
            Reason::UnknownGrade {
                value: basis,
                allowed,
            },
        );
    }
    Some((basis, grades))
}

/// Grades with their factors, from a cell that says `YI:10000|ER:8000`.
pub(super) fn factors_of(
    cells: &mut Cells<'_>,
    column: &'static str,
    text: &str,
) -> Option<Vec<GradeFactor>> {
    match GradeFactor::listed(text) {
        Ok(factors) => Some(factors),
        Err(value) => cells.refuse(
            column,
            Reason::UnknownWord {
                value,
                allowed: "YI:10000|ER:8000".to_owned(),
            },
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::check;

    fn file(basis: &str, grades: &str, modes: &str) -> String {
        format!(
            "{}\n1,HS-1,HS,a,a,5,t,kg,0.01,5000,{basis},{grades},b,b,{modes},1000,,18000,2000,GX,JY,yes,\n",
            InstrumentRow::COLUMNS.join(",")
        )
    }

    #[test]
    fn an_instrument_says_its_grades_and_modes_in_one_cell_each() {
        let rows = parse(file("YI", "YI:10000|ER:8000", "continuous|listing").as_bytes()).unwrap();
        let row = &rows[0].content;
        assert_eq!(row.grades[1].factor.as_bp(), 8000);
        assert_eq!(row.modes, [TradingMode::Listing, TradingMode::Continuous]);
        assert_eq!(row.contract_weight().map(Grams::as_g), Some(5_000_000));
        assert_eq!(
            (
                row.listing_hold.map(|rate| rate.as_bp()),
                row.continuous_hold
            ),
            (Some(1000), None)
        );
    }

    #[test]
    fn a_basis_grade_must_be_one_of_the_grades() {
        let reason = Reason::UnknownGrade {
            value: "TE".to_owned(),
            allowed: "YI, ER".to_owned(),
        };
        check(
            parse,
            &file("TE", "YI:10000|ER:8000", "listing"),
            &[(2, Some("basis_grade"), reason)],
        );
    }

    #[test]
    fn a_grade_without_a_factor_or_said_twice_is_refused() {
        for (grades, bad) in [
            ("YI", "YI"),
            ("YI:0", "YI:0"),
            ("YI:10000|YI:9000", "YI:9000"),
            ("YI:-1", "YI:-1"),
        ] {
            let reason = Reason::UnknownWord {
                value: bad.to_owned(),
                allowed: "YI:10000|ER:8000".to_owned(),
            };
            check(
                parse,
                &file("YI", grades, "listing"),
                &[(2, Some("grades"), reason)],
            );
        }
        let rows = parse(file("YI", "YI:10000", "barter").as_bytes()).unwrap_err();
        assert_eq!(rows.listed()[0].column, Some("modes"));
    }
}
