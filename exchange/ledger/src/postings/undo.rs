//! Mistakes are put right by later sets that mirror earlier ones; no row is ever changed.

use crate::account::AccountKey;
use crate::chart::Code;
use crate::correction::Correction;
use crate::money::Money;
use crate::party::Party;
use crate::set::{Reference, SetKind, TransferSet};
use crate::transfer::Transfer;

use super::proceeds::{PoolName, add_recoveries, add_shares, recovered_total};
use super::{Draft, PostingError, own, reserve};

/// Mirrors a whole set, transfer by transfer, and names it.
///
/// Only a set that counts is reversed; one that still waits for an answer is voided instead, which
/// the place that stores sets guards.
///
/// # Errors
/// As every posting.
pub fn reversal(reference: &Reference, set: &TransferSet) -> Result<TransferSet, PostingError> {
    mirrored(reference, SetKind::Reversed, set)
}

pub(super) fn mirrored(
    reference: &Reference,
    kind: SetKind,
    set: &TransferSet,
) -> Result<TransferSet, PostingError> {
    let mut draft = Draft::default();
    mirror(&mut draft, set);
    let mirrored = draft.posted(reference, kind)?;
    Ok(mirrored.reversing(vec![set.key().to_owned()]))
}

/// A correction with all that its posting needs to know.
#[derive(Debug, Clone)]
pub struct WeightCorrection<'a> {
    /// The pool whose weights were wrong.
    pub pool: PoolName,
    /// The cooperative that funded the advances.
    pub cooperative: Party,
    /// The sets of the reversed cycles and of their recoveries.
    pub undone: &'a [TransferSet],
    /// Both lines of every household.
    pub correction: &'a Correction,
    /// What stands in the cooperative's 2101.
    pub cooperative_payable: Money,
    /// What stands in 2301.
    pub reserve: Money,
}

/// Reverses the cycles of a pool and their recoveries, and splits it again, in one set.
///
/// Where less is recovered than before and the cooperative was already paid the difference, what
/// its 2101 cannot bear the reserve bears: 2301 / 2101, in its own book 1301 / 4003.
///
/// # Errors
/// `Lines` if the undone sets did not split what is split again, `ShortOfReserve` where the
/// correction has to wait; else as every posting.
pub fn weight_corrected(
    reference: &Reference,
    posting: &WeightCorrection<'_>,
) -> Result<TransferSet, PostingError> {
    let WeightCorrection {
        pool,
        cooperative,
        undone,
        correction,
        ..
    } = posting;
    let was = split_by(undone, &pool.account()?)?;
    if was != correction.pool {
        return Err(PostingError::Lines {
            whole: correction.pool,
            lines: was,
        });
    }
    let mut draft = Draft::default();
    for set in undone.iter().rev() {
        mirror(&mut draft, set);
    }
    add_shares(&mut draft, pool, correction.lines())?;
    add_recoveries(&mut draft, pool, cooperative, correction.lines())?;
    let missing = missing(posting)?;
    let payable = AccountKey::custody(Code::CooperativePayable, cooperative.clone())?;
    draft.add(&reserve()?, &payable, missing)?;
    let due = own(cooperative, Code::DueFromCustody)?;
    draft.add(&due, &own(cooperative, Code::Trading)?, missing)?;
    let set = draft.posted(reference, SetKind::WeightCorrected)?;
    Ok(set.reversing(undone.iter().map(|set| set.key().to_owned()).collect()))
}

/// What the cooperative's payable cannot give back of recoveries that were too much.
fn missing(posting: &WeightCorrection<'_>) -> Result<Money, PostingError> {
    let before = Money::sum(posting.correction.before.iter().map(|line| line.recovered))?;
    let falls = before.checked_sub(recovered_total(posting.correction.lines())?)?;
    let missing = falls
        .checked_sub(posting.cooperative_payable)?
        .max(Money::ZERO);
    if missing > posting.reserve {
        let (needed, available) = (missing, posting.reserve);
        return Err(PostingError::ShortOfReserve { needed, available });
    }
    Ok(missing)
}

/// What `sets` took out of the pool, less what they put back.
fn split_by(sets: &[TransferSet], pool: &AccountKey) -> Result<Money, PostingError> {
    let mut sum = Money::ZERO;
    for transfer in sets.iter().flat_map(TransferSet::transfers) {
        if transfer.debit() == pool {
            sum = sum.checked_add(transfer.amount())?;
        }
        if transfer.credit() == pool {
            sum = sum.checked_sub(transfer.amount())?;
        }
    }
    Ok(sum)
}

fn mirror(draft: &mut Draft, set: &TransferSet) {
    draft
        .transfers
        .extend(set.transfers().iter().rev().map(Transfer::mirrored));
}
