//! What the custody account's statements and the books refuse.

use exchange::bank::BankError;
use exchange::books::BooksError;

use super::Problem;
use super::funds::short;
use crate::imports;
use exchange::causes::whole_story;

impl From<BooksError> for Problem {
    fn from(error: BooksError) -> Self {
        match error {
            BooksError::Short {
                needed, available, ..
            } => short("books-short", needed, available),
            BooksError::Uncovered { missing } => {
                Self::conflict("books-uncovered").with("missing", missing)
            }
            error => Self::broken(whole_story(&error)),
        }
    }
}

impl From<BankError> for Problem {
    fn from(error: BankError) -> Self {
        match error {
            BankError::Faults(faults) => imports::refused(&faults),
            BankError::NoTask(_) => Self::conflict("bank-line-decided"),
            BankError::UnknownMember(_) => Self::field("organisation", "member-unknown"),
            BankError::Books(error) => error.into(),
            error => Self::broken(whole_story(&error)),
        }
    }
}
