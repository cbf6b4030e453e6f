//! What lots, receipts, households and the register refuse, next to the field that can mend it.

use catalog::households::HouseholdError;
use catalog::lots::LotError;
use catalog::receipts::ReceiptError;
use catalog::register::RegisterError;
use catalog::stock::StockError;
use ledger::Grams;

use super::Problem;
use crate::imports;
use exchange::causes::whole_story;

impl From<StockError> for Problem {
    fn from(error: StockError) -> Self {
        match error {
            StockError::Short {
                needed, available, ..
            } => weights(Self::conflict("goods-short"), needed, available),
            error @ (StockError::UnknownLot(_)
            | StockError::HeldShort { .. }
            | StockError::Weight(_)
            | StockError::Database(_)) => Self::broken(whole_story(&error)),
        }
    }
}

impl From<LotError> for Problem {
    fn from(error: LotError) -> Self {
        match error {
            LotError::UnknownLot(_) | LotError::UnknownTicket(_) => Self::not_found(),
            LotError::Unchanged(counted) => {
                let counted = vec![("counted".to_owned(), crate::render::jin(counted.as_g()))];
                Self::unprocessable("check-fields").with_field("jin", "ticket-unchanged", counted)
            }
            LotError::Nothing => Self::field("jin", "not-a-weight"),
            LotError::Promised {
                needed, available, ..
            } => weights(Self::conflict("ticket-promised"), needed, available),
            LotError::Stock(error) => error.into(),
            error @ (LotError::Weight(_) | LotError::Database(_)) => {
                Self::broken(whole_story(&error))
            }
        }
    }
}

impl From<ReceiptError> for Problem {
    fn from(error: ReceiptError) -> Self {
        match error {
            ReceiptError::UnknownReceipt(_) => Self::not_found(),
            ReceiptError::UnknownLot(_) => Self::field("lot", "receipt-lot-unknown"),
            ReceiptError::UnknownInstrument(_) => {
                Self::field("instrument", "receipt-instrument-unknown")
            }
            ReceiptError::InstrumentClosed { .. } => {
                Self::field("instrument", "receipt-instrument-closed")
            }
            ReceiptError::NotByWeight { .. } => Self::field("instrument", "receipt-not-by-weight"),
            ReceiptError::OtherProduct { .. } => Self::field("instrument", "receipt-other-product"),
            ReceiptError::GradeNotAccepted { grade } => {
                let grade = vec![("grade".to_owned(), grade)];
                Self::unprocessable("check-fields").with_field("grades", "receipt-grade", grade)
            }
            ReceiptError::NoContracts(_) => Self::field("contracts", "not-a-whole-number"),
            ReceiptError::Short { needed, available } => {
                let values = vec![
                    ("needed".to_owned(), crate::render::jin(needed.as_g())),
                    ("available".to_owned(), crate::render::jin(available.as_g())),
                ];
                Self::unprocessable("check-fields").with_field("contracts", "receipt-short", values)
            }
            ReceiptError::ContractsShort { needed, available } => {
                Self::conflict("receipt-contracts-short")
                    .with("needed", needed)
                    .with("available", available)
            }
            ReceiptError::Refused(_) => Self::conflict("receipt-not-now"),
            ReceiptError::Stock(error) => error.into(),
            ReceiptError::Weight(_) => Self::field("contracts", "receipt-too-many"),
            error @ ReceiptError::Database(_) => Self::broken(whole_story(&error)),
        }
    }
}

impl From<HouseholdError> for Problem {
    fn from(error: HouseholdError) -> Self {
        match error {
            HouseholdError::UnknownHousehold(_) | HouseholdError::UnknownConsent(_) => {
                Self::not_found()
            }
            HouseholdError::Withdrawn { .. } => Self::conflict("consent-withdrawn"),
            HouseholdError::BadAccount => Self::field("bank_account", "bank-account-digits"),
            error @ (HouseholdError::Weight(_) | HouseholdError::Database(_)) => {
                Self::broken(whole_story(&error))
            }
        }
    }
}

impl From<RegisterError> for Problem {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Faults(faults) => imports::refused(&faults),
            error @ (RegisterError::NotACooperative(_)
            | RegisterError::Weight(_)
            | RegisterError::Database(_)) => Self::broken(whole_story(&error)),
        }
    }
}

/// What is needed and what is there, in jin as people weigh.
fn weights(problem: Problem, needed: Grams, available: Grams) -> Problem {
    problem
        .with("needed", crate::render::jin(needed.as_g()))
        .with("available", crate::render::jin(available.as_g()))
}
