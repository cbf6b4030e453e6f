//! Bad goods inside the claim window (坏果包赔): photographs and a weight, and what the office decides.
//!
//! Layout: `open` takes a claim, `decide` answers it, `photo` says what a photograph may be, `view`
//! answers questions.
//!
//! Ordering: purchase, consignment, then the claim's line and the claim.
//!
//! Invariants: a claim is opened after sending and inside the window, one at a time for a line; it
//! is decided once; what it gives back is at most what is left of its line; as long as one is open
//! the window does not end, and silence receives nothing: the days that it was open are added.

mod decide;
mod open;
mod photo;
pub mod view;

#[cfg(test)]
mod tests;

use ledger::{Grams, Money, MoneyError, WeightError};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use thiserror::Error;

use super::consignment::ConsignmentError;
use super::refund::RefundError;
use crate::entity::{claim, purchase_line};

pub use decide::{Verdict, decide};
pub use open::{ClaimAsk, open};
pub use photo::{PHOTO_BYTES_MAX, PHOTOS_MAX, PhotoFault, content_type};

/// The longest words of a buyer or of the office, in characters.
pub const WORDS_MAX: usize = 500;

/// Why a claim was not taken or not decided.
#[derive(Debug, Error)]
pub enum ClaimError {
    /// There is no such claim, or the asker has no part in it.
    #[error("claim {0} is not known")]
    Unknown(i64),
    /// The line is not in this consignment, or nothing of it was sent.
    #[error("line {0} is not in this consignment")]
    NotInIt(i64),
    /// It has not been sent yet; before that, a purchase is cancelled.
    #[error("the consignment is not sent yet")]
    NotSent,
    /// The window is over.
    #[error("the claim window ended at {ended_at}")]
    WindowOver {
        /// When.
        ended_at: i64,
    },
    /// An earlier claim of this line is not decided yet.
    #[error("claim {number} of this line is open")]
    AlreadyOpen {
        /// The earlier claim's number.
        number: String,
    },
    /// Nothing is left of the line's price.
    #[error("the line is given back whole")]
    NothingLeft,
    /// A weight of nothing, or of more than was sent.
    #[error("not between 1 g and {most}")]
    Weight {
        /// What was sent of the line.
        most: Grams,
    },
    /// Words are missing, or there are too many.
    #[error("words of 1 to {most} characters are needed")]
    Words {
        /// The longest that are kept.
        most: usize,
    },
    /// A photograph that is not taken.
    #[error(transparent)]
    Photo(#[from] PhotoFault),
    /// It was decided before.
    #[error("the claim is decided")]
    Decided,
    /// Nothing, or more than is left of the line.
    #[error("not between 0.01 and {most}")]
    Amount {
        /// What is left of the line.
        most: Money,
    },
    /// The consignment cannot be told.
    #[error(transparent)]
    Consignment(#[from] ConsignmentError),
    /// What is to go back cannot be asked for.
    #[error(transparent)]
    Refund(#[from] RefundError),
    /// An amount does not fit.
    #[error("an amount does not fit")]
    Money(#[from] MoneyError),
    /// A weight outside its range.
    #[error("weight out of range")]
    GramsOut(#[from] WeightError),
    /// The database refused.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

/// The subject of a claim in the audit trail.
pub fn subject(claim_id: i64) -> String {
    format!("claim:{claim_id}")
}

/// Whether a claim of a consignment waits for the office.
///
/// # Errors
/// When the database does.
pub async fn is_open(conn: &impl ConnectionTrait, consignment_id: i64) -> Result<bool, DbErr> {
    let open = claim::Entity::find()
        .filter(claim::Column::ConsignmentId.eq(consignment_id))
        .filter(claim::Column::State.eq(claim::State::Open))
        .one(conn)
        .await?;
    Ok(open.is_some())
}

/// What of a line's price has not been given back or promised back.
///
/// # Errors
/// When it does not fit.
pub fn left_of(line: &purchase_line::Model) -> Result<Money, MoneyError> {
    let packs = u32::try_from(line.packs).map_err(|_| MoneyError::Overflow)?;
    let paid = Money::fen(line.price_fen).times(packs)?;
    paid.checked_sub(Money::fen(line.refunded_fen))
}

/// What was sent of a line.
///
/// # Errors
/// When it does not fit.
pub fn sent_of(line: &purchase_line::Model) -> Result<Grams, WeightError> {
    let packs = line.packs - line.cancelled_packs;
    Grams::new(packs.checked_mul(line.net_g).ok_or(WeightError::Overflow)?)
}

/// What a weight of a line is worth, half up, and no more than is left of the line.
///
/// # Errors
/// When it does not fit.
pub fn worth(line: &purchase_line::Model, weight: Grams) -> Result<Money, MoneyError> {
    let net = Grams::new(line.net_g).map_err(|_| MoneyError::PriceForNothing)?;
    let worth = Money::fen(line.price_fen).for_weight(net, weight)?;
    Ok(worth.min(left_of(line)?))
}
