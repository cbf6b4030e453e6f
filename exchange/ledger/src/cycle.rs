//! One settlement cycle of a lot's pool: the split and what advances take out of its lines.
//!
//! Source: the rules of proceeds, 4.2 `pool`, 4.3 and 3.5.

use crate::advance::{Advance, Recovery, recover};
use crate::money::{Money, MoneyError};
use crate::party::Party;
use crate::pool::{Carry, Claim, PoolError, Split, split};

/// A household of the lot with its claim and its advances, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Its standing in the pool.
    pub claim: Claim,
    /// What it owes, oldest first.
    pub advances: Vec<Advance>,
}

/// One household's line of a cycle, as its slip prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CycleLine {
    /// The household.
    pub household: Party,
    /// Its part of the pool.
    pub share: Money,
    /// What advances take of it.
    pub recoveries: Vec<Recovery>,
    /// How far it is ahead or behind by fractions of a fen.
    pub carry: Carry,
}

impl CycleLine {
    /// All that advances take of the line.
    ///
    /// # Errors
    /// `Overflow` if the sum does not fit.
    pub fn recovered(&self) -> Result<Money, MoneyError> {
        Money::sum(self.recoveries.iter().map(|recovery| recovery.amount))
    }

    /// What the household is owed of the line.
    ///
    /// # Errors
    /// `Overflow` if it does not fit.
    pub fn payable(&self) -> Result<Money, MoneyError> {
        self.share.checked_sub(self.recovered()?)
    }
}

/// What became of a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cycle {
    /// The pool was split; shares sum to it.
    Split(Vec<CycleLine>),
    /// The pool waits for the next cycle.
    Held,
}

/// Splits `amount`, all that waits in the pool, and takes advances out of the lines.
///
/// # Errors
/// As [`split`]; where [`PoolError::goes_to_suspense`] the caller posts the pool to 2901.
pub fn run(amount: Money, participants: &[Participant]) -> Result<Cycle, PoolError> {
    let claims: Vec<Claim> = participants.iter().map(|one| one.claim.clone()).collect();
    let parts = match split(amount, &claims)? {
        Split::Held => return Ok(Cycle::Held),
        Split::Parts(parts) => parts,
    };
    let lines = participants.iter().zip(parts).map(|(participant, part)| {
        let recoveries = recover(part.part, &participant.advances)?;
        Ok(CycleLine {
            household: part.household,
            share: part.part,
            recoveries,
            carry: part.carry,
        })
    });
    lines.collect::<Result<_, PoolError>>().map(Cycle::Split)
}
