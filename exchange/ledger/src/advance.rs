//! Input advances (赊销垫付) taken out of proceeds: oldest first, at most half of a line.
//!
//! Source: the rules of proceeds, 3.5 and 4.5; golden reading R4.

use crate::money::{Money, MoneyError};

/// What a household still owes of one advance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advance {
    /// The advance's number.
    pub advance: i64,
    /// What is left of it.
    pub outstanding: Money,
}

/// What one line pays back of one advance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recovery {
    /// The advance's number.
    pub advance: i64,
    /// What is taken.
    pub amount: Money,
}

/// What `line`, a household's part of one pool split, pays back of its `advances`.
///
/// Advances stand oldest first. All of them together take at most half of the line, rounded down,
/// so that an odd fen stays with the household; what remains waits for the next split.
///
/// # Errors
/// `Negative` for a negative line or a negative outstanding amount.
pub fn recover(line: Money, advances: &[Advance]) -> Result<Vec<Recovery>, MoneyError> {
    let mut left = line.half()?;
    let mut recoveries = Vec::new();
    for Advance {
        advance,
        outstanding,
    } in advances
    {
        let amount = outstanding.not_negative()?.min(left);
        if amount.is_positive() {
            left = left.checked_sub(amount)?;
            recoveries.push(Recovery {
                advance: *advance,
                amount,
            });
        }
    }
    Ok(recoveries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owed(advance: i64, fen: i64) -> Advance {
        Advance {
            advance,
            outstanding: Money::fen(fen),
        }
    }

    fn check(line: i64, advances: &[Advance], taken: &[(i64, i64)]) {
        let taken = taken.iter().map(|(advance, fen)| Recovery {
            advance: *advance,
            amount: Money::fen(*fen),
        });
        assert_eq!(recover(Money::fen(line), advances), Ok(taken.collect()));
    }

    #[test]
    fn the_oldest_advance_is_paid_first_and_half_of_the_line_is_the_most() {
        let three = [owed(1, 12_000), owed(3, 30_000), owed(4, 9000)];
        check(40_091, &three, &[(1, 12_000), (3, 8045)]);
        check(
            26_731,
            &[owed(1, 0), owed(3, 21_955), owed(4, 9000)],
            &[(3, 13_365)],
        );
        check(1_000_000, &three, &[(1, 12_000), (3, 30_000), (4, 9000)]);
        check(1, &three, &[]);
        check(0, &three, &[]);
    }

    #[test]
    fn a_line_below_nothing_pays_nothing_back() {
        let line = Money::fen(-2);
        assert_eq!(
            recover(line, &[owed(1, 1)]),
            Err(MoneyError::Negative(line))
        );
    }
}
