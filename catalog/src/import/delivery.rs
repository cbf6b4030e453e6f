//! `delivery`: what is delivered where, and what it costs on top.

use ledger::Money;

use super::Row;
use super::cell::Cells;
use super::fault::Faults;
use super::reason;
use super::table::{self, Content};
use crate::address::{Code, Divisions};
use crate::entity::delivery_area::{Goods, Reason};

/// Goods of a storage class in one division.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRow {
    /// The province, city or district.
    pub division: Code,
    /// The storage class, or all.
    pub storage: Goods,
    /// Whether they are delivered.
    pub delivered: bool,
    /// What a pack costs on top.
    pub surcharge: Money,
    /// Why not, or why it costs more.
    pub reason: Reason,
}

const GOODS: [(&str, Goods); 5] = [
    ("*", Goods::Any),
    ("ambient", Goods::Ambient),
    ("cold", Goods::Cold),
    ("frozen", Goods::Frozen),
    ("cellar", Goods::Cellar),
];
const REASONS: [(&str, Reason); 3] = [
    ("remote", Reason::Remote),
    ("no_cold_chain", Reason::NoColdChain),
    ("outside_mainland", Reason::OutsideMainland),
];

/// Reads a file of delivery areas.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(bytes: &[u8]) -> Result<Vec<Row<DeliveryRow>>, Faults> {
    table::parse(bytes, &())
}

impl Content for DeliveryRow {
    type Known = ();
    const FORMAT: &'static str = "delivery 1";
    const COLUMNS: &'static [&'static str] = &[
        "division_code",
        "storage",
        "delivered",
        "surcharge_yuan_per_pack",
        "reason",
    ];

    fn read(cells: &mut Cells<'_>, (): &()) -> Option<Self> {
        let division = division(cells);
        let storage = cells.word("storage", &GOODS);
        let delivered = cells.yes("delivered");
        let surcharge = surcharge(cells);
        let reason = match cells.text_or_empty("reason")?.is_empty() {
            true => Some(Reason::None),
            false => cells.word("reason", &REASONS),
        };
        let row = DeliveryRow {
            division: division?,
            storage: storage?,
            delivered: delivered?,
            surcharge: surcharge?,
            reason: reason?,
        };
        row.checked(cells)
    }

    fn values(&self) -> Vec<String> {
        vec![
            format!("{} {}", self.division, self.storage.as_str()),
            self.delivered.to_string(),
            self.surcharge.as_fen().to_string(),
            self.reason.as_str().to_owned(),
        ]
    }
}

impl DeliveryRow {
    /// What is not delivered costs nothing; what is refused or costs more has a reason, else none.
    fn checked(self, cells: &mut Cells<'_>) -> Option<Self> {
        let is_plain = self.delivered && self.surcharge.is_zero();
        if !self.delivered && !self.surcharge.is_zero() {
            return cells.refuse("surcharge_yuan_per_pack", reason::Reason::NotEmpty);
        }
        match (is_plain, self.reason) {
            (false, Reason::None) => cells.refuse("reason", reason::Reason::Empty),
            (true, Reason::None) | (false, _) => Some(self),
            (true, _) => cells.refuse("reason", reason::Reason::NotEmpty),
        }
    }
}

fn division(cells: &mut Cells<'_>) -> Option<Code> {
    let value = cells.text("division_code")?;
    match Code::parse(&value).filter(|code| Divisions::get().division(*code).is_some()) {
        Some(code) => Some(code),
        None => cells.refuse("division_code", reason::Reason::UnknownDivision { value }),
    }
}

/// Nothing is as good as zero.
fn surcharge(cells: &mut Cells<'_>) -> Option<Money> {
    let text = cells.text_or_empty("surcharge_yuan_per_pack")?;
    if text.parse() == Ok(Money::ZERO) || text.is_empty() {
        Some(Money::ZERO)
    } else {
        cells.money("surcharge_yuan_per_pack")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::check;

    const HEADER: &str = "division_code,storage,delivered,surcharge_yuan_per_pack,reason\n";

    #[test]
    fn a_row_is_one_division_and_one_class_of_goods() {
        let file = format!(
            "{HEADER}650000,*,yes,12.00,remote\n650000,cold,no,,no_cold_chain\n140105,*,yes,,\n"
        );
        let rows = parse(file.as_bytes()).unwrap();
        let first = &rows[0].content;
        assert_eq!(
            (first.division.to_string().as_str(), first.surcharge),
            ("650000", Money::fen(1_200))
        );
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn every_row_that_says_two_things_at_once_is_refused() {
        use reason::Reason;
        let file = format!(
            "{HEADER}999999,*,yes,0,\n650000,warm,yes,0,\n650000,*,no,12.00,remote\n\
             650000,cold,no,0,\n650000,frozen,yes,0,remote\n650000,cellar,yes,-1,remote\n"
        );
        check(
            parse,
            &file,
            &[
                (
                    2,
                    Some("division_code"),
                    Reason::UnknownDivision {
                        value: "999999".to_owned(),
                    },
                ),
                (
                    3,
                    Some("storage"),
                    Reason::UnknownWord {
                        value: "warm".to_owned(),
                        allowed: "*, ambient, cold, frozen, cellar".to_owned(),
                    },
                ),
                (4, Some("surcharge_yuan_per_pack"), Reason::NotEmpty),
                (5, Some("reason"), Reason::Empty),
                (6, Some("reason"), Reason::NotEmpty),
                (
                    7,
                    Some("surcharge_yuan_per_pack"),
                    Reason::Negative {
                        value: "-1".to_owned(),
                    },
                ),
            ],
        );
    }

    #[test]
    fn the_same_place_and_goods_twice_with_other_terms_are_a_fault() {
        let file = format!("{HEADER}650000,*,yes,12.00,remote\n650000,*,yes,15.00,remote\n");
        let value = "650000 *".to_owned();
        check(
            parse,
            &file,
            &[(
                3,
                Some("division_code"),
                reason::Reason::DuplicateNumber {
                    value,
                    first_line: 2,
                },
            )],
        );
    }
}
