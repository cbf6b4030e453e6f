//! A member's cash on its way to a venue's desk and back.
//!
//! A request moves cash into transit; the desk's answer, projected, moves it on. So the desk
//! account is written by the projection alone and equals the engine's balance at its cursor.
//!
//! Source: ARCHITECTURE.md, truths, cash at the desk.

use crate::account::{AccountKey, Mode};
use crate::chart::Code;
use crate::money::Money;
use crate::party::Party;
use crate::set::{Reference, SetKind, TransferSet};

use super::{PostingError, custody_by_mode, one_posted};

/// A member's place at the desk of one venue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The member.
    pub member: Party,
    /// The venue's number.
    pub venue: u32,
}

impl Seat {
    pub(super) fn cash(&self) -> Result<AccountKey, PostingError> {
        Ok(AccountKey::custody(Code::MemberCash, self.member.clone())?)
    }

    fn transit(&self) -> Result<AccountKey, PostingError> {
        Ok(custody_by_mode(
            Code::DeskInTransit,
            &self.member,
            Mode::Venue(self.venue),
        )?)
    }

    pub(super) fn desk(&self) -> Result<AccountKey, PostingError> {
        Ok(custody_by_mode(
            Code::Desk,
            &self.member,
            Mode::Venue(self.venue),
        )?)
    }
}

/// Cash sets out for the desk: 2003 / 2004.
///
/// # Errors
/// As every posting: an amount of nothing or below, an account that the chart does not keep.
pub fn requested(
    reference: &Reference,
    seat: &Seat,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let sides = (&seat.cash()?, &seat.transit()?);
    one_posted(reference, SetKind::DeskRequested, sides, amount)
}

/// The desk credited it: 2004 / 2005.
///
/// # Errors
/// As [`requested`].
pub fn credited(
    reference: &Reference,
    seat: &Seat,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let sides = (&seat.transit()?, &seat.desk()?);
    one_posted(reference, SetKind::DeskCredited, sides, amount)
}

/// The desk refused it, and it is cash again: 2004 / 2003.
///
/// # Errors
/// As [`requested`].
pub fn refused(
    reference: &Reference,
    seat: &Seat,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let sides = (&seat.transit()?, &seat.cash()?);
    one_posted(reference, SetKind::DeskRefused, sides, amount)
}

/// The desk let go of what the member asked back: 2005 / 2004.
///
/// # Errors
/// As [`requested`].
pub fn debited(
    reference: &Reference,
    seat: &Seat,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let sides = (&seat.desk()?, &seat.transit()?);
    one_posted(reference, SetKind::DeskDebited, sides, amount)
}

/// What left the desk is cash again: 2004 / 2003.
///
/// # Errors
/// As [`requested`].
pub fn returned(
    reference: &Reference,
    seat: &Seat,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let sides = (&seat.transit()?, &seat.cash()?);
    one_posted(reference, SetKind::DeskReturned, sides, amount)
}
