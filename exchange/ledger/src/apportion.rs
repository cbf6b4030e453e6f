//! Splits a whole into parts that always sum to it (最大余数法).
//!
//! Each part is the floor of its exact share; the fen left over go one each to the largest
//! remainders, ties to the earlier weight. No part is off its exact share by a whole fen.
//! Repeated splits of one pool are not made here but by cumulative claim, see [`crate::pool`].
//!
//! Source: the rules of proceeds, 4.3. Complexity: n log n.

use thiserror::Error;

use crate::money::Money;

/// Why an amount cannot be apportioned.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ApportionError {
    /// A loss is not apportioned by this rule.
    #[error("amount is negative: {0}")]
    NegativeAmount(Money),
    /// A weight below nothing.
    #[error("a weight is negative: {0}")]
    NegativeWeight(i64),
    /// There is nobody to give to.
    #[error("no weights")]
    NoWeights,
    /// Nobody has a claim; the caller puts the amount into suspense.
    #[error("all weights are zero")]
    AllZero,
}

/// Splits `total` in proportion to `weights`; the parts always sum to `total`.
///
/// Weights are any unit, here mostly grams. The order is the caller's: households of a lot stand
/// in the order of their first weigh ticket, so that no id is favoured for ever.
///
/// # Errors
/// `NegativeAmount`, `NegativeWeight`, `NoWeights` or `AllZero`.
pub fn apportion(total: Money, weights: &[i64]) -> Result<Vec<Money>, ApportionError> {
    if total.is_negative() {
        return Err(ApportionError::NegativeAmount(total));
    }
    if weights.is_empty() {
        return Err(ApportionError::NoWeights);
    }
    if let Some(weight) = weights.iter().find(|weight| **weight < 0) {
        return Err(ApportionError::NegativeWeight(*weight));
    }
    let whole: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if whole == 0 {
        return Err(ApportionError::AllZero);
    }
    // Each product is below 2^126, so that nothing here can overflow.
    let products = weights
        .iter()
        .map(|weight| i128::from(total.as_fen()) * i128::from(*weight));
    let (mut parts, remainders): (Vec<i128>, Vec<i128>) = products
        .map(|product| (product / whole, product % whole))
        .unzip();
    let left = i128::from(total.as_fen()) - parts.iter().sum::<i128>();
    let left = usize::try_from(left).expect("fewer fen are left than there are weights");
    for place in largest_first(&remainders).into_iter().take(left) {
        parts[place] += 1;
    }
    assert_eq!(
        parts.iter().sum::<i128>(),
        i128::from(total.as_fen()),
        "parts sum to the whole"
    );
    let narrow = |part| i64::try_from(part).expect("a part is at most the whole");
    Ok(parts
        .into_iter()
        .map(|part| Money::fen(narrow(part)))
        .collect())
}

/// The places of `remainders`, the largest first, ties to the earlier.
pub(crate) fn largest_first(remainders: &[i128]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..remainders.len()).collect();
    places.sort_by(|a, b| remainders[*b].cmp(&remainders[*a]));
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(total: i64, weights: &[i64], parts: &[i64]) {
        let parts = parts.iter().copied().map(Money::fen).collect();
        assert_eq!(apportion(Money::fen(total), weights), Ok(parts));
    }

    #[test]
    fn a_fen_left_goes_to_the_largest_remainder_and_ties_to_the_earlier() {
        check(10_000, &[1, 1, 1], &[3334, 3333, 3333]);
        check(1001, &[0, 3, 0, 4, 1], &[0, 375, 0, 501, 125]);
        check(
            i64::MAX,
            &[i64::MAX, i64::MAX],
            &[i64::MAX / 2 + 1, i64::MAX / 2],
        );
    }

    #[test]
    fn what_cannot_be_split_is_said() {
        let fen = Money::fen;
        assert_eq!(
            apportion(fen(-1), &[1]),
            Err(ApportionError::NegativeAmount(fen(-1)))
        );
        assert_eq!(
            apportion(fen(1), &[1, -1]),
            Err(ApportionError::NegativeWeight(-1))
        );
        assert_eq!(apportion(fen(1), &[]), Err(ApportionError::NoWeights));
        assert_eq!(apportion(fen(1), &[0, 0]), Err(ApportionError::AllZero));
    }

    proptest! {
        #[test]
        fn parts_sum_and_are_less_than_a_fen_off(
            total in 0..i64::MAX,
            weights in prop::collection::vec(prop_oneof![Just(0), 1..1000i64, 0..i64::MAX], 1..40),
        ) {
            let whole: i128 = weights.iter().map(|w| i128::from(*w)).sum();
            prop_assume!(whole > 0);
            let parts = apportion(Money::fen(total), &weights).unwrap();
            prop_assert_eq!(Money::sum(parts.iter().copied()), Ok(Money::fen(total)));
            for (part, weight) in parts.iter().zip(&weights) {
                prop_assert!(!part.is_negative());
                let exact_floor = i128::from(total) * i128::from(*weight) / whole;
                let over = i128::from(part.as_fen()) - exact_floor;
                prop_assert!(over == 0 || over == 1);
                prop_assert!(*weight > 0 || part.is_zero());
            }
        }

        #[test]
        fn the_order_decides_nothing_but_ties(
            total in 0..1_000_000i64,
            weights in prop::collection::vec(0..1000i64, 1..20),
            turn in 0..20usize,
        ) {
            prop_assume!(weights.iter().any(|w| *w > 0));
            let parts = apportion(Money::fen(total), &weights).unwrap();
            let turn = turn % weights.len();
            let mut turned = weights.clone();
            turned.rotate_left(turn);
            let mut other = apportion(Money::fen(total), &turned).unwrap();
            other.rotate_right(turn);
            for (place, (one, two)) in parts.iter().zip(&other).enumerate() {
                let tied = weights.iter().filter(|w| **w == weights[place]).count() > 1
                    || same_remainder(total, &weights, place);
                prop_assert!(one == two || tied);
            }
        }
    }

    fn same_remainder(total: i64, weights: &[i64], place: usize) -> bool {
        let whole: i64 = weights.iter().sum();
        let rest = |weight: i64| total * weight % whole;
        weights
            .iter()
            .filter(|w| rest(**w) == rest(weights[place]))
            .count()
            > 1
    }
}
