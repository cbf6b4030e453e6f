//! `statements`: what the bank booked on the custody account, the oldest line first.

use ledger::Money;

use super::Row;
use super::cell::Cells;
use super::fault::{Faults, RowError};
use super::reason::Reason;
use super::table::{self, Content};

/// One line of the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine {
    /// The bank's own number of the line.
    pub line_no: String,
    /// When it was booked, in milliseconds since the Unix epoch UTC.
    pub booked_at: i64,
    /// What came in, or, below zero, went out; never zero.
    pub amount: Money,
    /// What the payer wrote; a code in it says what the money is for. May be empty.
    pub memo: String,
    /// Who paid or was paid, as the bank names them. May be empty.
    pub counterparty: String,
    /// What stood on the account after this line.
    pub balance: Money,
}

/// Reads a statement.
///
/// # Errors
/// Everything that is wrong with it, a balance that does not follow from the line before included.
pub fn parse(bytes: &[u8]) -> Result<Vec<Row<StatementLine>>, Faults> {
    table::parse(bytes, &())
}

impl Content for StatementLine {
    type Known = ();
    const FORMAT: &'static str = "statements 1";
    const COLUMNS: &'static [&'static str] = &[
        "line_no",
        "booked_at",
        "amount_yuan",
        "memo",
        "counterparty",
        "balance_yuan",
    ];

    fn read(cells: &mut Cells<'_>, (): &()) -> Option<Self> {
        let line_no = cells.text("line_no");
        let booked_at = cells.time("booked_at");
        let amount = cells.signed_money("amount_yuan");
        let memo = cells.text_or_empty("memo");
        let counterparty = cells.text_or_empty("counterparty");
        let balance = cells.signed_money("balance_yuan");
        let amount = amount?;
        if amount.is_zero() {
            return cells.refuse("amount_yuan", Reason::Zero);
        }
        Some(StatementLine {
            line_no: line_no?,
            booked_at: booked_at?,
            amount,
            memo: memo?,
            counterparty: counterparty?,
            balance: balance?,
        })
    }

    fn values(&self) -> Vec<String> {
        vec![
            self.line_no.clone(),
            self.booked_at.to_string(),
            self.amount.as_fen().to_string(),
            self.memo.clone(),
            self.counterparty.clone(),
            self.balance.as_fen().to_string(),
        ]
    }

    /// Each balance is the one before with the amount; a bad line above would only echo here.
    fn check_file(rows: &[Row<Self>], faults: &mut Faults) {
        if !faults.is_empty() {
            return;
        }
        for (before, row) in rows.iter().zip(rows.iter().skip(1)) {
            let expected = before.content.balance.checked_add(row.content.amount);
            let expected = expected.expect("both are within a billion yuan");
            if expected != row.content.balance {
                let reason = Reason::BrokenBalance {
                    expected: expected.to_string(),
                    found: row.content.balance.to_string(),
                };
                faults.add(RowError {
                    line: row.line,
                    column: Some("balance_yuan"),
                    reason,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::check;

    const HEAD: &str = "line_no,booked_at,amount_yuan,memo,counterparty,balance_yuan\n";

    #[test]
    fn money_out_stands_with_a_minus_of_either_kind() {
        let file = format!(
            "{HEAD}1,2026-11-23 10:02,100.00,,,100.00\n2,2026-11-23 10:03,\u{2212}0.50,x,,99.50\n"
        );
        let rows = parse(file.as_bytes()).unwrap();
        assert_eq!(rows[1].content.amount, Money::fen(-50));
        // 10:02 in Shanxi is 02:02 UTC.
        assert_eq!(rows[0].content.booked_at, 1_795_399_320_000);
    }

    #[test]
    fn a_balance_that_does_not_follow_names_what_it_should_be() {
        let file = format!(
            "{HEAD}1,2026-11-23 10:02,100.00,,,100.00\n2,2026-11-23 10:03,-0.50,x,,99.00\n"
        );
        let reason = Reason::BrokenBalance {
            expected: "99.50".to_owned(),
            found: "99.00".to_owned(),
        };
        check(parse, &file, &[(3, Some("balance_yuan"), reason)]);
    }

    #[test]
    fn a_line_of_nothing_and_a_time_of_no_clock_are_refused() {
        let zero = format!("{HEAD}1,2026-11-23 10:02,0.00,,,100.00\n");
        check(parse, &zero, &[(2, Some("amount_yuan"), Reason::Zero)]);
        for time in [
            "2026-11-23",
            "2026-11-23 24:00",
            "2026-11-23 9:05",
            "2026-11-23T10:02",
        ] {
            let file = format!("{HEAD}1,{time},1.00,,,100.00\n");
            let reason = Reason::BadTime {
                value: time.to_owned(),
            };
            check(parse, &file, &[(2, Some("booked_at"), reason)]);
        }
    }
}
