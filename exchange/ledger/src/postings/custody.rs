//! Money that comes into custody, and whose it is.

use crate::account::AccountKey;
use crate::chart::Code;
use crate::money::Money;
use crate::party::Party;
use crate::set::{Reference, SetKind, TransferSet};

use super::{Draft, PostingError, bank, one_pending, one_posted, own, reserve};

/// The operator pays its float into custody: 1001 / 3001.
///
/// # Errors
/// As every posting: an amount of nothing or below, an account that the chart does not keep.
pub fn operator_float(reference: &Reference, amount: Money) -> Result<TransferSet, PostingError> {
    let float = AccountKey::custody(Code::OperatorFloat, Party::None)?;
    one_posted(
        reference,
        SetKind::OperatorFloat,
        (&bank()?, &float),
        amount,
    )
}

/// The operator funds the risk reserve: 1001 / 2301.
///
/// # Errors
/// As [`operator_float`].
pub fn reserve_funded(reference: &Reference, amount: Money) -> Result<TransferSet, PostingError> {
    one_posted(
        reference,
        SetKind::ReserveFunded,
        (&bank()?, &reserve()?),
        amount,
    )
}

/// The operator draws its fees by a bank file: 3001 / 1001, pending.
///
/// # Errors
/// As [`operator_float`].
pub fn operator_draw(reference: &Reference, amount: Money) -> Result<TransferSet, PostingError> {
    let float = AccountKey::custody(Code::OperatorFloat, Party::None)?;
    one_pending(reference, SetKind::OperatorDraw, (&float, &bank()?), amount)
}

/// The operator takes over a debit on the statement that nobody instructed: 3001 / 1001.
///
/// Until then nothing is posted for it and payouts stop. The money is gone, so it counts at once.
///
/// # Errors
/// As [`operator_float`].
pub fn debit_taken_over(reference: &Reference, amount: Money) -> Result<TransferSet, PostingError> {
    let float = AccountKey::custody(Code::OperatorFloat, Party::None)?;
    one_posted(
        reference,
        SetKind::DebitTakenOver,
        (&float, &bank()?),
        amount,
    )
}

/// A cooperative hands a household inputs on credit: 1201 / 2110, in its own book 1302 / 3101.
///
/// # Errors
/// As [`operator_float`].
pub fn advance_given(
    reference: &Reference,
    cooperative: &Party,
    household: &Party,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let advances = AccountKey::custody(Code::Advances, household.clone())?;
    let funded = AccountKey::custody(Code::AdvancesFunded, cooperative.clone())?;
    let given = own(cooperative, Code::AdvancesGiven)?;
    let funds = own(cooperative, Code::OwnFunds)?;
    let mut draft = Draft::default();
    draft.add(&advances, &funded, amount)?;
    draft.add(&given, &funds, amount)?;
    draft.posted(reference, SetKind::AdvanceGiven)
}

/// A member's money arrives by bank transfer: 1001 / 2003.
///
/// # Errors
/// As [`operator_float`].
pub fn member_paid_in(
    reference: &Reference,
    member: &Party,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let cash = AccountKey::custody(Code::MemberCash, member.clone())?;
    one_posted(reference, SetKind::MemberPaidIn, (&bank()?, &cash), amount)
}

/// Money arrives whose owner is not known: 1001 / 2901 of the statement's line.
///
/// # Errors
/// As [`operator_float`].
pub fn credit_unknown(
    reference: &Reference,
    line: &Party,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let suspense = AccountKey::custody(Code::Suspense, line.clone())?;
    one_posted(
        reference,
        SetKind::CreditUnknown,
        (&bank()?, &suspense),
        amount,
    )
}

/// Where money out of suspense belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// A member's cash (2003).
    Member(Party),
    /// The escrow of a deal or consignment (2001).
    Escrow(Party),
    /// Whoever sent it: it goes back by a bank file (1001), pending until the bank answers.
    Sender,
}

/// Money in suspense finds its owner: 2901 / 2003, 2001 or 1001.
///
/// # Errors
/// As [`operator_float`].
pub fn credit_resolved(
    reference: &Reference,
    line: &Party,
    owner: &Owner,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let suspense = AccountKey::custody(Code::Suspense, line.clone())?;
    let kind = SetKind::CreditResolved;
    match owner {
        Owner::Member(member) => {
            let cash = AccountKey::custody(Code::MemberCash, member.clone())?;
            one_posted(reference, kind, (&suspense, &cash), amount)
        }
        Owner::Escrow(deal) => {
            let escrow = AccountKey::custody(Code::Escrow, deal.clone())?;
            one_posted(reference, kind, (&suspense, &escrow), amount)
        }
        Owner::Sender => one_pending(reference, kind, (&suspense, &bank()?), amount),
    }
}
