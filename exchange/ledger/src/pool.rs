//! A lot's pool, split again and again without anyone gaining by it: cumulative claims.
//!
//! A household's claim is what it should have had so far less what it was posted. It is a sum over
//! posted rows; no fraction is stored. In numerators over the weight of all, W:
//! e = (posted to the pool so far, this cycle included) × w − (posted to the household) × W.
//!
//! - A split gives max(0, ⌊e / W⌋), the fen left to the largest e − part × W, ties to the earlier.
//!   If the floors alone exceed the pool (cycles of a few fen) it is held for the next cycle.
//! - A refund of lines not yet paid is a cycle of −R by the same claims; nobody gives more than is
//!   left of its unpaid lines.
//!
//! Invariants: parts sum; no part of a split is negative; nobody is a fen off the exact cumulative
//! share; refunds of all that was posted end at nothing. Known limits: a refund cannot wait, so
//! where floors alone exceed it, or unpaid lines do not reach, someone may be off by more until
//! the next cycle makes it good.
//!
//! Claims count from where the caller's sums begin: after a correction that leaves paid lines
//! standing it passes what was posted since.
//!
//! Source: the rules of proceeds, 4.3; golden readings R1 and R2.

use std::collections::BTreeSet;

use thiserror::Error;

use crate::apportion::largest_first;
use crate::money::{BasisPoints, Money, MoneyError};
use crate::party::Party;
use crate::weight::Grams;

/// Why a pool cannot be split.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PoolError {
    /// The amount of a cycle is below nothing.
    #[error("amount is negative: {0}")]
    NegativeAmount(Money),
    /// A household's weight is below nothing.
    #[error("the weight of {household} is negative: {weight}")]
    NegativeWeight {
        /// The household.
        household: Party,
        /// Its weight.
        weight: i64,
    },
    /// The sums of a household cannot be: less than nothing posted, or more unpaid than posted.
    #[error("the sums of {household} cannot be: posted {posted}, unpaid {unpaid}")]
    Sums {
        /// The household.
        household: Party,
        /// What it was posted so far.
        posted: Money,
        /// What of it is not paid.
        unpaid: Money,
    },
    /// A household stands twice in the list.
    #[error("{0} stands twice in one pool")]
    Twice(Party),
    /// The lot has no household.
    #[error("no weights")]
    NoWeights,
    /// No household of the lot has a weight.
    #[error("all weights are zero")]
    AllZero,
    /// More is to come back than the unpaid lines hold.
    #[error("a refund of {asked} exceeds the unpaid lines of {unpaid}")]
    MoreThanUnpaid {
        /// What is to come back.
        asked: Money,
        /// What is left of the unpaid lines.
        unpaid: Money,
    },
    /// The weights together do not fit into 64 bits.
    #[error("the weights of a pool are too large")]
    TooHeavy,
    /// A sum of money does not fit.
    #[error("the sums of a pool do not fit")]
    Money(#[from] MoneyError),
}

impl PoolError {
    /// Whether nobody can be shown to own the pool, so that it belongs into suspense (2901).
    pub fn goes_to_suspense(&self) -> bool {
        matches!(self, PoolError::NoWeights | PoolError::AllZero)
    }
}

/// One household's standing in a pool.
///
/// The order of claims is the order of the households' first weigh tickets in the lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The household.
    pub household: Party,
    /// Its weight in the pool, from [`graded_weight`].
    pub weight: i64,
    /// What it was posted out of this pool so far, refunds taken off.
    pub posted: Money,
    /// What is left of its lines in this pool that were not paid; a line in a file is paid.
    pub unpaid: Money,
}

/// One household's part of one cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The household.
    pub household: Party,
    /// What it gets, or less than nothing in a refund.
    pub part: Money,
    /// Its exact share so far less what it has now been posted.
    pub carry: Carry,
}

/// A fraction of a fen that a household is ahead (below nothing) or behind.
#[derive(Debug, Clone, Copy)]
pub struct Carry {
    /// In fen times the weight of all.
    pub numerator: i128,
    /// The weight of all.
    pub weight_total: i64,
}

impl PartialEq for Carry {
    /// Equal as fractions: 8000/20000 is 400/1000.
    fn eq(&self, other: &Carry) -> bool {
        let cross = |a: &Carry, b: &Carry| a.numerator.checked_mul(i128::from(b.weight_total));
        match (cross(self, other), cross(other, self)) {
            (Some(one), Some(two)) => one == two,
            _ => self.numerator == other.numerator && self.weight_total == other.weight_total,
        }
    }
}

impl Eq for Carry {}

/// What became of a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Split {
    /// The pool was split; the parts sum to it.
    Parts(Vec<Part>),
    /// The pool is too small for the claims and waits for the next cycle.
    Held,
}

/// A household's weight in a pool: its grams, each grade by its factor.
///
/// Source: the rules of proceeds, 4.2 `pool`, grams × grade factor.
///
/// # Errors
/// `TooHeavy` if the sum does not fit into 64 bits.
pub fn graded_weight(
    grades: impl IntoIterator<Item = (Grams, BasisPoints)>,
) -> Result<i64, PoolError> {
    grades.into_iter().try_fold(0i64, |sum, (grams, factor)| {
        let weight = grams.as_g().checked_mul(i64::from(factor.as_bp()));
        weight
            .and_then(|weight| sum.checked_add(weight))
            .ok_or(PoolError::TooHeavy)
    })
}

/// Splits `amount`, all that waits in the pool, over the households of the lot.
///
/// # Errors
/// `NoWeights` and `AllZero`, where the caller posts to suspense; every other error is a fault in
/// the sums that were passed.
pub fn split(amount: Money, claims: &[Claim]) -> Result<Split, PoolError> {
    let pool = Pool::of(amount, claims)?;
    let all = (0..claims.len()).collect::<Vec<_>>();
    let whole = pool.posted_total.checked_add(amount)?;
    let exact = pool.claims_on(whole, pool.weight_total, &all);
    let weight_total = i128::from(pool.weight_total);
    let mut parts: Vec<i128> = exact.iter().map(|e| (e / weight_total).max(0)).collect();
    let left = i128::from(amount.as_fen()) - parts.iter().sum::<i128>();
    let Ok(left) = usize::try_from(left) else {
        return Ok(Split::Held);
    };
    let rests: Vec<i128> = exact
        .iter()
        .zip(&parts)
        .map(|(e, part)| e - part * weight_total)
        .collect();
    for place in largest_first(&rests).into_iter().take(left) {
        parts[place] += 1;
    }
    pool.parts(amount, &parts).map(Split::Parts)
}

/// Takes `amount` back out of the lines that were not paid; the parts are below nothing.
///
/// Where someone's unpaid lines do not reach, the others give the rest by their claims among
/// themselves.
///
/// # Errors
/// `MoreThanUnpaid` if the unpaid lines do not hold so much; else as [`split`].
pub fn refund(amount: Money, claims: &[Claim]) -> Result<Vec<Part>, PoolError> {
    let pool = Pool::of(amount, claims)?;
    let unpaid = Money::sum(claims.iter().map(|claim| claim.unpaid))?;
    if amount > unpaid {
        return Err(PoolError::MoreThanUnpaid {
            asked: amount,
            unpaid,
        });
    }
    let (mut gives, rests) = pool.floors_of_refund(amount)?;
    let room = |gives: &[i128], place: usize| gives[place] < fen(claims[place].unpaid);
    let order = largest_first(&rests);
    let mut left = fen(amount) - gives.iter().sum::<i128>();
    // Each pass moves a fen while any is left, and fewer are left than there are households.
    while left > 0 {
        for place in order.iter().copied() {
            if left > 0 && room(&gives, place) {
                gives[place] += 1;
                left -= 1;
            }
        }
    }
    while left < 0 {
        for place in order.iter().rev().copied() {
            if left < 0 && gives[place] > 0 {
                gives[place] -= 1;
                left += 1;
            }
        }
    }
    let parts: Vec<i128> = gives.iter().map(|give| -give).collect();
    pool.parts(amount.negated()?, &parts)
}

/// How far each household is ahead or behind by what was posted, without any new cycle.
///
/// # Errors
/// As [`split`].
pub fn carries(claims: &[Claim]) -> Result<Vec<Carry>, PoolError> {
    let pool = Pool::of(Money::ZERO, claims)?;
    let none = vec![0; claims.len()];
    let parts = pool.parts(Money::ZERO, &none)?;
    Ok(parts.into_iter().map(|part| part.carry).collect())
}

/// Claims that were found sound, with their sums.
struct Pool<'a> {
    claims: &'a [Claim],
    posted_total: Money,
    weight_total: i64,
}

impl Pool<'_> {
    fn of(amount: Money, claims: &[Claim]) -> Result<Pool<'_>, PoolError> {
        if amount.is_negative() {
            return Err(PoolError::NegativeAmount(amount));
        }
        if claims.is_empty() {
            return Err(PoolError::NoWeights);
        }
        let mut seen = BTreeSet::new();
        let mut weight_total = 0i64;
        for Claim {
            household,
            weight,
            posted,
            unpaid,
        } in claims
        {
            let household = household.clone();
            if *weight < 0 {
                return Err(PoolError::NegativeWeight {
                    household,
                    weight: *weight,
                });
            }
            if posted.is_negative() || unpaid.is_negative() || unpaid > posted {
                let (posted, unpaid) = (*posted, *unpaid);
                return Err(PoolError::Sums {
                    household,
                    posted,
                    unpaid,
                });
            }
            if !seen.insert(household.clone()) {
                return Err(PoolError::Twice(household));
            }
            weight_total = weight_total
                .checked_add(*weight)
                .ok_or(PoolError::TooHeavy)?;
        }
        if weight_total == 0 {
            return Err(PoolError::AllZero);
        }
        let posted_total = Money::sum(claims.iter().map(|claim| claim.posted))?;
        Ok(Pool {
            claims,
            posted_total,
            weight_total,
        })
    }

    /// e of each household in `among`, on a pool of `whole` over their weight `over`.
    ///
    /// Both products are below 2^126 in size, so that the difference fits.
    fn claims_on(&self, whole: Money, over: i64, among: &[usize]) -> Vec<i128> {
        let claim = |place: &usize| {
            let Claim { weight, posted, .. } = &self.claims[*place];
            fen(whole) * i128::from(*weight) - fen(*posted) * i128::from(over)
        };
        among.iter().map(claim).collect()
    }

    /// What each gives back by the floor of its claim, and what is left of the claim beyond it.
    ///
    /// Who cannot give its floor gives all it has, and the rest is claimed from the others alone;
    /// each round settles at least one household, so that there are at most as many rounds.
    fn floors_of_refund(&self, amount: Money) -> Result<(Vec<i128>, Vec<i128>), PoolError> {
        let count = self.claims.len();
        let mut gives = vec![0i128; count];
        let mut rests = vec![i128::MAX; count];
        let mut open: Vec<usize> = (0..count).collect();
        let mut asked = amount;
        loop {
            let over: i64 = open.iter().map(|place| self.claims[*place].weight).sum();
            let posted = Money::sum(open.iter().map(|place| self.claims[*place].posted))?;
            let whole = posted.checked_sub(asked.max(Money::ZERO))?;
            let exact = self.claims_on(whole, over, &open);
            let mut exhausted = Vec::new();
            for (place, e) in open.iter().copied().zip(exact) {
                // Without any weight left nobody is before another: all is a remainder.
                let floor = if over == 0 {
                    0
                } else {
                    (-e / i128::from(over)).max(0)
                };
                if floor > fen(self.claims[place].unpaid) {
                    exhausted.push(place);
                } else {
                    gives[place] = floor;
                    rests[place] = -e - floor * i128::from(over);
                }
            }
            if exhausted.is_empty() {
                return Ok((gives, rests));
            }
            for place in &exhausted {
                gives[*place] = fen(self.claims[*place].unpaid);
                rests[*place] = i128::MAX;
                asked = asked.checked_sub(self.claims[*place].unpaid)?;
            }
            open.retain(|place| !exhausted.contains(place));
        }
    }

    fn parts(&self, amount: Money, parts: &[i128]) -> Result<Vec<Part>, PoolError> {
        assert_eq!(
            parts.iter().sum::<i128>(),
            fen(amount),
            "parts sum to the cycle"
        );
        let whole = self.posted_total.checked_add(amount)?;
        let printed = self.claims.iter().zip(parts).map(|(claim, part)| {
            let part = i64::try_from(*part).map_err(|_| MoneyError::Overflow)?;
            let posted = claim.posted.checked_add(Money::fen(part))?;
            let numerator =
                fen(whole) * i128::from(claim.weight) - fen(posted) * i128::from(self.weight_total);
            Ok(Part {
                household: claim.household.clone(),
                part: Money::fen(part),
                carry: Carry {
                    numerator,
                    weight_total: self.weight_total,
                },
            })
        });
        printed.collect()
    }
}

fn fen(money: Money) -> i128 {
    i128::from(money.as_fen())
}
