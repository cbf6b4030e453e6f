//! What cash and books refuse, in the caller's words.

use exchange::funds::FundsError;
use ledger::Money;

use super::Problem;
use exchange::causes::whole_story;

impl From<FundsError> for Problem {
    fn from(error: FundsError) -> Self {
        match error {
            FundsError::NotPositive(_) => Self::field("amount", "not-a-sum"),
            FundsError::Short { needed, available } => short("funds-short", needed, available),
            FundsError::UnknownWithdrawal(_) => Self::conflict("funds-withdrawal-gone"),
            error @ (FundsError::UnknownInstruction { .. }
            | FundsError::OtherAnswer { .. }
            | FundsError::Receipt(_)
            | FundsError::Books(_)
            | FundsError::Posting(_)
            | FundsError::Database(_)) => Self::broken(whole_story(&error)),
        }
    }
}

/// Less is there than is needed.
pub fn short(code: &'static str, needed: Money, available: Money) -> Problem {
    Problem::conflict(code)
        .with("needed", needed)
        .with("available", available)
}
