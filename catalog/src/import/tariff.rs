//! `tariff`: what packing and sending one pack of each SKU costs.

use ledger::Money;

use super::Row;
use super::cell::Cells;
use super::fault::Faults;
use super::table::{self, Content};

const NUMBER_MAX: i64 = 1_000_000;

/// The costs of one pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TariffRow {
    /// The SKU's number.
    pub sku_number: i64,
    /// What the cooperative is paid for packing one.
    pub packing: Money,
    /// What the carrier is paid for sending one.
    pub express: Money,
}

/// Reads a file of costs.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(bytes: &[u8]) -> Result<Vec<Row<TariffRow>>, Faults> {
    table::parse(bytes, &())
}

impl Content for TariffRow {
    type Known = ();
    const FORMAT: &'static str = "tariff 1";
    const COLUMNS: &'static [&'static str] = &["sku_number", "packing_yuan", "express_yuan"];

    fn read(cells: &mut Cells<'_>, (): &()) -> Option<Self> {
        let sku_number = cells.counted("sku_number", NUMBER_MAX);
        let packing = cells.money("packing_yuan");
        let express = cells.money("express_yuan");
        Some(TariffRow {
            sku_number: sku_number?,
            packing: packing?,
            express: express?,
        })
    }

    fn values(&self) -> Vec<String> {
        vec![
            self.sku_number.to_string(),
            self.packing.as_fen().to_string(),
            self.express.as_fen().to_string(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::reason::Reason;
    use crate::import::table::check;

    #[test]
    fn a_cost_is_an_amount_above_zero() {
        let head = "sku_number,packing_yuan,express_yuan";
        let rows = parse(format!("{head}\n22,3.20,8.00\n").as_bytes()).unwrap();
        let content = &rows[0].content;
        assert_eq!(
            (content.packing, content.express),
            (Money::fen(320), Money::fen(800))
        );
        let finer = Reason::FinerThanFen {
            value: "3.205".to_owned(),
        };
        check(
            parse,
            &format!("{head}\n22,3.205,0\n"),
            &[
                (2, Some("packing_yuan"), finer),
                (2, Some("express_yuan"), Reason::Zero),
            ],
        );
    }
}
