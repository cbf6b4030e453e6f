//! What bank files and the posting of advances refuse.

use exchange::bank::standing::Stop;
use exchange::payout::PayoutError;
use exchange::season::OpenSeasonError;

use super::Problem;
use crate::imports;
use exchange::causes::whole_story;

impl From<PayoutError> for Problem {
    fn from(error: PayoutError) -> Self {
        match error {
            PayoutError::UnknownBatch(_) | PayoutError::NotYours => Self::not_found(),
            PayoutError::Refused { .. } | PayoutError::LineRefused { .. } => {
                Self::conflict("payout-not-now")
            }
            PayoutError::SamePerson(_) => Self::conflict("payout-same-person"),
            PayoutError::NothingDue(left_out) => match left_out.len() {
                0 => Self::conflict("payout-nothing-due"),
                count => Self::conflict("payout-nothing-payable").with("left_out", count),
            },
            PayoutError::Changed(number) => Self::conflict("payout-changed").with("line", number),
            PayoutError::NoBankAccount(number) => {
                Self::conflict("payout-no-bank-account").with("line", number)
            }
            PayoutError::Stopped(stop) => stopped(&stop),
            PayoutError::Faults(faults) => imports::refused(&faults),
            PayoutError::Books(error) => error.into(),
            PayoutError::Bank(error) => (*error).into(),
            error @ (PayoutError::Unequal { .. }
            | PayoutError::Refund(_)
            | PayoutError::Posting(_)
            | PayoutError::Database(_)) => Self::broken(whole_story(&error)),
        }
    }
}

/// No bank file may go out; the two sums say why.
fn stopped(stop: &Stop) -> Problem {
    Problem::conflict("payouts-stopped")
        .with("ledger", stop.difference.ledger)
        .with("bank", stop.difference.bank)
        .with("unknown_debits", stop.unknown_debits)
}

impl From<OpenSeasonError> for Problem {
    fn from(error: OpenSeasonError) -> Self {
        match error {
            OpenSeasonError::Books(error) => error.into(),
            error => Self::broken(whole_story(&error)),
        }
    }
}
