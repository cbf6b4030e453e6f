//! Money leaves custody by bank file alone: each line is one set, pending until the bank answers.
//!
//! An answer posts the set; a returned line voids it, and it is the owner's again. A line in a
//! file counts as paid until then.

use crate::account::{AccountKey, Mode};
use crate::chart::Code;
use crate::money::Money;
use crate::party::Party;
use crate::set::{Reference, SetKind, TransferSet};

use super::undo::mirrored;
use super::{Draft, PostingError, bank, custody_by_mode, one_pending, own};

/// A household's line: 2102 / 1001.
///
/// # Errors
/// As every posting: an amount of nothing or below, an account that the chart does not keep.
pub fn household(
    reference: &Reference,
    household: &Party,
    mode: Mode,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let payable = custody_by_mode(Code::HouseholdPayable, household, mode)?;
    one_pending(
        reference,
        SetKind::HouseholdPayout,
        (&payable, &bank()?),
        amount,
    )
}

/// A cooperative's line: 2101 / 1001, in its own book 3101 / 1301.
///
/// # Errors
/// As [`household`].
pub fn cooperative(
    reference: &Reference,
    cooperative: &Party,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let payable = AccountKey::custody(Code::CooperativePayable, cooperative.clone())?;
    let funds = own(cooperative, Code::OwnFunds)?;
    let due = own(cooperative, Code::DueFromCustody)?;
    let mut draft = Draft::default();
    draft.add(&payable, &bank()?, amount)?;
    draft.add(&funds, &due, amount)?;
    draft.pending(reference, SetKind::CooperativePayout)
}

/// A carrier's or inspector's line: 2103 / 1001.
///
/// # Errors
/// As [`household`].
pub fn carrier(
    reference: &Reference,
    carrier: &Party,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let payable = AccountKey::custody(Code::CarrierPayable, carrier.clone())?;
    one_pending(
        reference,
        SetKind::CarrierPayout,
        (&payable, &bank()?),
        amount,
    )
}

/// A member takes cash out to its bank: 2003 / 1001.
///
/// # Errors
/// As [`household`].
pub fn withdrawal(
    reference: &Reference,
    member: &Party,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let cash = AccountKey::custody(Code::MemberCash, member.clone())?;
    one_pending(
        reference,
        SetKind::MemberWithdrawal,
        (&cash, &bank()?),
        amount,
    )
}

/// A line of any kind that the bank first paid and later sent back: all of it mirrored.
///
/// A line that comes back in the bank's first answer was never posted, and is voided instead.
///
/// # Errors
/// As every posting.
pub fn returned(reference: &Reference, line: &TransferSet) -> Result<TransferSet, PostingError> {
    mirrored(reference, SetKind::PayoutReturned, line)
}
