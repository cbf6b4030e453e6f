//! A weight typed wrong, found before any line was paid (磅单更正).
//!
//! The cycles of the pool are reversed, recoveries too, and split again as one by the weights that
//! count; both lines are shown. Where a line was paid this rule does not apply: posted lines then
//! stand, and whoever is short is made good from the cooperative's fee, later work of this room.
//!
//! Source: the rules of proceeds, 4.5; golden reading R5, first half.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::advance::{Advance, Recovery};
use crate::cycle::{Cycle, CycleLine, Participant, run};
use crate::money::{Money, MoneyError};
use crate::party::Party;
use crate::pool::{Claim, PoolError};

/// Why a wrong weight cannot be put right by the unpaid rule.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CorrectionError {
    /// A line was paid, or stands in a bank file, which counts as paid until the answer.
    #[error("a line of {household} was paid: {share}")]
    LinePaid {
        /// The household.
        household: Party,
        /// Its share of that cycle.
        share: Money,
    },
    /// No cycle of the pool was posted, so that there is nothing to reverse.
    #[error("the pool was never split")]
    NeverSplit,
    /// A recovery names an advance that is not among the household's.
    #[error("advance {advance} of {household} is not listed")]
    UnknownAdvance {
        /// The household.
        household: Party,
        /// The advance's number.
        advance: i64,
    },
    /// The lines of a cycle do not sum to what was split.
    #[error("lines of {lines} do not sum to the cycle's {amount}")]
    Lines {
        /// What was split.
        amount: Money,
        /// What its lines sum to.
        lines: Money,
    },
    /// The pool cannot be split by the new weights.
    #[error("the pool cannot be split again")]
    Pool(#[from] PoolError),
    /// A sum does not fit.
    #[error("the sums of a correction do not fit")]
    Money(#[from] MoneyError),
}

/// Whether money of a line has left, or is about to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineState {
    /// It is still owed.
    Unpaid,
    /// It was paid, or stands in a bank file without an answer.
    Paid,
}

/// A line as it was posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedLine {
    /// The household.
    pub household: Party,
    /// Its share, below nothing in a refund.
    pub share: Money,
    /// What advances took of it.
    pub recoveries: Vec<Recovery>,
    /// Whether it was paid.
    pub state: LineState,
}

/// A cycle as it was posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedCycle {
    /// What was split.
    pub amount: Money,
    /// Its lines.
    pub lines: Vec<PostedLine>,
}

/// A household of the lot by the weight that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightWeight {
    /// The household.
    pub household: Party,
    /// Its weight in the pool.
    pub weight: i64,
    /// All its advances, oldest first, with what is outstanding today; one that the cycles took
    /// whole stands here too, with nothing outstanding.
    pub advances: Vec<Advance>,
}

/// What one household had in all reversed cycles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineBefore {
    /// The household.
    pub household: Party,
    /// Its share.
    pub share: Money,
    /// What advances took of it.
    pub recovered: Money,
}

/// Both lines of every household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// What is split again.
    pub pool: Money,
    /// The lines that are reversed, in the order in which households first appear.
    pub before: Vec<LineBefore>,
    /// The lines that take their place.
    pub after: Cycle,
}

impl Correction {
    /// The lines that take the old ones' place; none where the pool is held.
    pub fn lines(&self) -> &[CycleLine] {
        match &self.after {
            Cycle::Split(lines) => lines,
            Cycle::Held => &[],
        }
    }
}

/// Reverses all `cycles` of a pool and splits it again by the weights that count.
///
/// # Errors
/// `LinePaid` where the rule does not apply; `Pool` where the new weights give nobody a claim;
/// the others are faults in what was passed.
pub fn correct(
    cycles: &[PostedCycle],
    households: &[RightWeight],
) -> Result<Correction, CorrectionError> {
    let pool = checked_sum(cycles)?;
    let before = lines_before(cycles)?;
    let mut restored = restored_advances(cycles)?;
    let mut participants = Vec::with_capacity(households.len());
    for RightWeight {
        household,
        weight,
        advances,
    } in households
    {
        let back = restored.remove(household).unwrap_or_default();
        let claim = Claim {
            household: household.clone(),
            weight: *weight,
            posted: Money::ZERO,
            unpaid: Money::ZERO,
        };
        let advances = owed_again(household, advances, back)?;
        participants.push(Participant { claim, advances });
    }
    Ok(Correction {
        pool,
        before,
        after: run(pool, &participants)?,
    })
}

fn checked_sum(cycles: &[PostedCycle]) -> Result<Money, CorrectionError> {
    if cycles.is_empty() {
        return Err(CorrectionError::NeverSplit);
    }
    for cycle in cycles {
        if let Some(line) = cycle
            .lines
            .iter()
            .find(|line| line.state == LineState::Paid)
        {
            let PostedLine {
                household, share, ..
            } = line.clone();
            return Err(CorrectionError::LinePaid { household, share });
        }
        let (amount, lines) = (
            cycle.amount,
            Money::sum(cycle.lines.iter().map(|l| l.share))?,
        );
        if amount != lines {
            return Err(CorrectionError::Lines { amount, lines });
        }
    }
    Ok(Money::sum(cycles.iter().map(|cycle| cycle.amount))?)
}

fn lines_before(cycles: &[PostedCycle]) -> Result<Vec<LineBefore>, CorrectionError> {
    let mut before: Vec<LineBefore> = Vec::new();
    let mut places: BTreeMap<&Party, usize> = BTreeMap::new();
    for line in cycles.iter().flat_map(|cycle| &cycle.lines) {
        let place = *places.entry(&line.household).or_insert_with(|| {
            let household = line.household.clone();
            before.push(LineBefore {
                household,
                share: Money::ZERO,
                recovered: Money::ZERO,
            });
            before.len() - 1
        });
        let taken = Money::sum(line.recoveries.iter().map(|recovery| recovery.amount))?;
        before[place].share = before[place].share.checked_add(line.share)?;
        before[place].recovered = before[place].recovered.checked_add(taken)?;
    }
    Ok(before)
}

type ByAdvance = BTreeMap<i64, Money>;

/// What each household owes again once its recoveries are reversed.
fn restored_advances(
    cycles: &[PostedCycle],
) -> Result<BTreeMap<Party, ByAdvance>, CorrectionError> {
    let mut restored: BTreeMap<Party, ByAdvance> = BTreeMap::new();
    for line in cycles.iter().flat_map(|cycle| &cycle.lines) {
        let advances = restored.entry(line.household.clone()).or_default();
        for Recovery { advance, amount } in &line.recoveries {
            let back = advances.entry(*advance).or_default();
            *back = back.checked_add(*amount)?;
        }
    }
    Ok(restored)
}

fn owed_again(
    household: &Party,
    advances: &[Advance],
    mut back: ByAdvance,
) -> Result<Vec<Advance>, CorrectionError> {
    let mut owed = Vec::with_capacity(advances.len());
    for Advance {
        advance,
        outstanding,
    } in advances
    {
        let again = back.remove(advance).unwrap_or_default();
        owed.push(Advance {
            advance: *advance,
            outstanding: outstanding.checked_add(again)?,
        });
    }
    match back.into_keys().next() {
        Some(advance) => {
            let household = household.clone();
            Err(CorrectionError::UnknownAdvance { household, advance })
        }
        None => Ok(owed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fen(fen: i64) -> Money {
        Money::fen(fen)
    }

    fn line(household: i64, share: i64, taken: &[(i64, i64)], state: LineState) -> PostedLine {
        let recovery = |(advance, amount): &(i64, i64)| Recovery {
            advance: *advance,
            amount: fen(*amount),
        };
        PostedLine {
            household: Party::Household(household),
            share: fen(share),
            recoveries: taken.iter().map(recovery).collect(),
            state,
        }
    }

    fn right(household: i64, weight: i64, advances: &[(i64, i64)]) -> RightWeight {
        let owed = |(advance, left): &(i64, i64)| Advance {
            advance: *advance,
            outstanding: fen(*left),
        };
        RightWeight {
            household: Party::Household(household),
            weight,
            advances: advances.iter().map(owed).collect(),
        }
    }

    fn two_cycles(state: LineState) -> Vec<PostedCycle> {
        let unpaid = LineState::Unpaid;
        vec![
            PostedCycle {
                amount: fen(100),
                lines: vec![line(1, 10, &[(7, 5)], unpaid), line(2, 90, &[], unpaid)],
            },
            PostedCycle {
                amount: fen(10),
                lines: vec![line(1, 1, &[], unpaid), line(2, 9, &[], state)],
            },
        ]
    }

    #[test]
    fn all_unpaid_cycles_are_split_again_as_one_and_advances_are_owed_again() {
        let households = [right(1, 1, &[(7, 0), (8, 60)]), right(2, 1, &[])];
        let correction = correct(&two_cycles(LineState::Unpaid), &households).unwrap();
        assert_eq!(correction.pool, fen(110));
        let before: Vec<_> = correction
            .before
            .iter()
            .map(|l| (l.share, l.recovered))
            .collect();
        assert_eq!(before, [(fen(11), fen(5)), (fen(99), fen(0))]);
        let after = correction.lines();
        assert_eq!((after[0].share, after[1].share), (fen(55), fen(55)));
        let recovery = |advance, amount| Recovery {
            advance,
            amount: fen(amount),
        };
        assert_eq!(after[0].recoveries, [recovery(7, 5), recovery(8, 22)]);
    }

    #[test]
    fn a_paid_line_refuses_the_rule() {
        let refused = correct(&two_cycles(LineState::Paid), &[right(1, 1, &[(7, 0)])]);
        let household = Party::Household(2);
        assert_eq!(
            refused,
            Err(CorrectionError::LinePaid {
                household,
                share: fen(9)
            })
        );
    }

    #[test]
    fn what_was_passed_must_fit_together() {
        assert_eq!(correct(&[], &[]), Err(CorrectionError::NeverSplit));
        let unlisted = correct(&two_cycles(LineState::Unpaid), &[right(1, 1, &[])]);
        let household = Party::Household(1);
        assert_eq!(
            unlisted,
            Err(CorrectionError::UnknownAdvance {
                household,
                advance: 7
            })
        );
        let mut wrong = two_cycles(LineState::Unpaid);
        wrong[0].amount = fen(101);
        let (amount, lines) = (fen(101), fen(100));
        assert_eq!(
            correct(&wrong, &[]),
            Err(CorrectionError::Lines { amount, lines })
        );
    }

    #[test]
    fn goods_that_were_another_household_s_leave_the_first_with_nothing() {
        let households = [right(3, 1, &[]), right(1, 0, &[(7, 0)])];
        let correction = correct(&two_cycles(LineState::Unpaid), &households).unwrap();
        let shares: Vec<Money> = correction.lines().iter().map(|line| line.share).collect();
        assert_eq!(shares, [fen(110), Money::ZERO]);
    }
}
