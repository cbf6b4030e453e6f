//! A lot's pool on its way to households, and what advances take of it.

use crate::account::{AccountKey, Mode};
use crate::chart::Code;
use crate::cycle::CycleLine;
use crate::money::Money;
use crate::party::Party;
use crate::set::{Reference, SetKind, TransferSet};

use super::{Draft, PostingError, custody_by_mode, one_posted, own};

/// A pool: its lot, and the way its households take part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolName {
    /// The root lot.
    pub lot: Party,
    /// The way of taking part.
    pub mode: Mode,
}

impl PoolName {
    pub(super) fn account(&self) -> Result<AccountKey, PostingError> {
        Ok(custody_by_mode(Code::LotPool, &self.lot, self.mode)?)
    }

    pub(super) fn household(&self, household: &Party) -> Result<AccountKey, PostingError> {
        Ok(custody_by_mode(
            Code::HouseholdPayable,
            household,
            self.mode,
        )?)
    }
}

/// A pool of `amount` is split: 2105 / 2102 of each household.
///
/// # Errors
/// `Lines` if the shares do not sum to `amount`; else as every posting.
pub fn pool_cycle(
    reference: &Reference,
    pool: &PoolName,
    amount: Money,
    lines: &[CycleLine],
) -> Result<TransferSet, PostingError> {
    let sum = Money::sum(lines.iter().map(|line| line.share))?;
    if sum != amount {
        return Err(PostingError::Lines {
            whole: amount,
            lines: sum,
        });
    }
    let mut draft = Draft::default();
    add_shares(&mut draft, pool, lines)?;
    draft.posted(reference, SetKind::PoolCycle)
}

/// A pool that nobody can be shown to own: 2105 / 2901 of the lot.
///
/// # Errors
/// As every posting.
pub fn pool_suspended(
    reference: &Reference,
    pool: &PoolName,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let suspense = AccountKey::custody(Code::Suspense, pool.lot.clone())?;
    one_posted(
        reference,
        SetKind::PoolSuspended,
        (&pool.account()?, &suspense),
        amount,
    )
}

/// Advances come back out of one split's lines: 2102 / 1201 of each household, 2110 / 2101 of the
/// cooperative that funded them, in its own book 1301 / 1302.
///
/// Nothing to recover is no event: the caller asks first, by [`recovered_total`].
///
/// # Errors
/// As every posting.
pub fn recovered(
    reference: &Reference,
    pool: &PoolName,
    cooperative: &Party,
    lines: &[CycleLine],
) -> Result<TransferSet, PostingError> {
    let mut draft = Draft::default();
    add_recoveries(&mut draft, pool, cooperative, lines)?;
    draft.posted(reference, SetKind::Recovered)
}

/// What advances take out of all lines together.
///
/// # Errors
/// `Money` if the sum does not fit.
pub fn recovered_total(lines: &[CycleLine]) -> Result<Money, PostingError> {
    let mut total = Money::ZERO;
    for line in lines {
        total = total.checked_add(line.recovered()?)?;
    }
    Ok(total)
}

pub(super) fn add_shares(
    draft: &mut Draft,
    pool: &PoolName,
    lines: &[CycleLine],
) -> Result<(), PostingError> {
    let account = pool.account()?;
    for line in lines {
        draft.add(&account, &pool.household(&line.household)?, line.share)?;
    }
    Ok(())
}

pub(super) fn add_recoveries(
    draft: &mut Draft,
    pool: &PoolName,
    cooperative: &Party,
    lines: &[CycleLine],
) -> Result<(), PostingError> {
    for line in lines {
        let advances = AccountKey::custody(Code::Advances, line.household.clone())?;
        // One transfer per advance, so that the slip's items are rows.
        for recovery in &line.recoveries {
            draft.add(
                &pool.household(&line.household)?,
                &advances,
                recovery.amount,
            )?;
        }
    }
    let total = recovered_total(lines)?;
    let funded = AccountKey::custody(Code::AdvancesFunded, cooperative.clone())?;
    let payable = AccountKey::custody(Code::CooperativePayable, cooperative.clone())?;
    draft.add(&funded, &payable, total)?;
    let due = own(cooperative, Code::DueFromCustody)?;
    draft.add(&due, &own(cooperative, Code::AdvancesGiven)?, total)
}
