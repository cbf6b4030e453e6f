//! `payout_answers`: what the bank says to each line of a bank file.

use ledger::Money;

use super::Row;
use super::cell::Cells;
use super::fault::Faults;
use super::table::{self, Content};

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// The payee has the money.
    Paid,
    /// The money came back.
    Returned,
}

/// The bank's answer to one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerRow {
    /// The line's number in the bank file.
    pub line_no: String,
    /// What the line was about.
    pub amount: Money,
    /// What became of it.
    pub result: Word,
    /// Why it came back, in the bank's words. May be empty.
    pub reason: String,
}

/// Reads the bank's answer.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(bytes: &[u8]) -> Result<Vec<Row<AnswerRow>>, Faults> {
    table::parse(bytes, &())
}

impl Content for AnswerRow {
    type Known = ();
    const FORMAT: &'static str = "payout_answers 1";
    const COLUMNS: &'static [&'static str] = &["line_no", "amount_yuan", "result"];
    const OPTIONAL: &'static [&'static str] = &["reason"];

    fn read(cells: &mut Cells<'_>, (): &()) -> Option<Self> {
        let line_no = cells.text("line_no");
        let amount = cells.money("amount_yuan");
        let words = [("paid", Word::Paid), ("returned", Word::Returned)];
        let result = cells.word("result", &words);
        let reason = cells.text_or_empty("reason");
        Some(AnswerRow {
            line_no: line_no?,
            amount: amount?,
            result: result?,
            reason: reason?,
        })
    }

    fn values(&self) -> Vec<String> {
        let result = match self.result {
            Word::Paid => "paid",
            Word::Returned => "returned",
        };
        vec![
            self.line_no.clone(),
            self.amount.as_fen().to_string(),
            result.to_owned(),
            self.reason.clone(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::reason::Reason;

    #[test]
    fn each_line_is_paid_or_returned_with_its_reason() {
        let file = "\u{feff}line_no,amount_yuan,result,reason\r\n\
                    SP000001-00001,\"3,093.76\",paid,\r\n\
                    SP000001-00002,10,Returned,card closed\r\n";
        let rows = parse(file.as_bytes()).unwrap();
        assert_eq!(rows[0].content.amount, Money::fen(309_376));
        assert_eq!(rows[1].content.result, Word::Returned);
        assert_eq!(rows[1].content.reason, "card closed");
    }

    #[test]
    fn another_word_or_the_same_line_answered_twice_is_a_fault() {
        let head = "line_no,amount_yuan,result,reason\n";
        let faults = parse(format!("{head}a,1,ok,\n").as_bytes()).unwrap_err();
        assert!(matches!(
            faults.listed()[0].reason,
            Reason::UnknownWord { .. }
        ));
        let twice = format!("{head}a,1,paid,\na,1,returned,\n");
        let faults = parse(twice.as_bytes()).unwrap_err();
        assert!(matches!(
            faults.listed()[0].reason,
            Reason::DuplicateNumber { .. }
        ));
    }
}
