//! A deal's amounts, each worked out once.

use ledger::{Grams, Money, MoneyError};

/// What a trade is worth: price in ticks x contracts x the value of a tick.
///
/// # Errors
/// `Overflow` if it does not fit.
pub fn value(price_ticks: i64, contracts: i64, tick_value_fen: i64) -> Result<Money, MoneyError> {
    let fen = i128::from(price_ticks) * i128::from(contracts);
    let fen = fen
        .checked_mul(i128::from(tick_value_fen))
        .ok_or(MoneyError::Overflow)?;
    i64::try_from(fen)
        .map(Money::fen)
        .map_err(|_| MoneyError::Overflow)
}

/// What terms per tonne cost for a weight, half a fen up.
///
/// # Errors
/// `Overflow` if it does not fit.
pub fn by_the_tonne(per_tonne: Money, weight: Grams) -> Result<Money, MoneyError> {
    per_tonne.for_weight(Grams::TONNE, weight)
}

/// What of a deal is settled: the lesser of what counts and what was contracted, and its price.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Gross {
    /// The grams that are paid for.
    pub grams: Grams,
    /// Their price, half a fen up.
    pub gross: Money,
    /// What of the escrow goes back to the buyer.
    pub rest: Money,
}

/// Settles `counts`, the weight that counts, of a deal over `contracted` grams worth `value`.
///
/// # Errors
/// `Overflow` if an amount does not fit.
pub fn gross(value: Money, contracted: Grams, counts: Grams) -> Result<Gross, MoneyError> {
    let grams = counts.min(contracted);
    let gross = value.for_weight(contracted, grams)?;
    Ok(Gross {
        grams,
        gross,
        rest: value.checked_sub(gross)?,
    })
}

/// Divides the settled grams over a deal's lots, in their order, each as far as it reaches.
pub fn shipped(lots: &[(i64, Grams)], settled: Grams) -> Vec<(i64, Grams)> {
    let mut left = settled;
    let mut shipped = Vec::with_capacity(lots.len());
    for (lot_id, grams) in lots {
        let part = left.min(*grams);
        left = left.checked_sub(part).unwrap_or(Grams::ZERO);
        shipped.push((*lot_id, part));
    }
    shipped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn grams(grams: i64) -> Grams {
        Grams::new(grams).unwrap()
    }

    #[test]
    fn the_wangcun_order_is_worth_24_000_yuan_and_costs_2_000() {
        assert_eq!(value(240, 2, 5_000), Ok(Money::fen(2_400_000)));
        assert_eq!(
            by_the_tonne(Money::fen(18_000), grams(10_000_000)),
            Ok(Money::fen(180_000))
        );
        assert_eq!(
            by_the_tonne(Money::fen(2_000), grams(10_000_000)),
            Ok(Money::fen(20_000))
        );
        assert_eq!(
            value(i64::MAX, i64::MAX, i64::MAX),
            Err(MoneyError::Overflow)
        );
        assert_eq!(value(i64::MAX, 1, 2), Err(MoneyError::Overflow));
    }

    #[test]
    fn a_short_delivery_is_paid_for_what_was_weighed_and_a_long_one_for_what_was_contracted() {
        let value = Money::fen(2_400_000);
        let short = gross(value, grams(10_000_000), grams(8_800_000)).unwrap();
        assert_eq!(
            (short.gross, short.rest),
            (Money::fen(2_112_000), Money::fen(288_000))
        );
        let long = gross(value, grams(10_000_000), grams(10_100_000)).unwrap();
        assert_eq!((long.grams, long.rest), (grams(10_000_000), Money::ZERO));
    }

    #[test]
    fn the_first_lots_ship_first() {
        let lots = [(3, grams(40)), (5, grams(60))];
        assert_eq!(shipped(&lots, grams(50)), [(3, grams(40)), (5, grams(10))]);
        assert_eq!(
            shipped(&lots, grams(30)),
            [(3, grams(30)), (5, Grams::ZERO)]
        );
    }

    proptest! {
        #[test]
        fn gross_and_rest_are_the_value(
            fen in 1i64..1_000_000_000_000, contracted in 1i64..1_000_000_000, counts in 0i64..2_000_000_000,
        ) {
            let settled = gross(Money::fen(fen), grams(contracted), grams(counts)).unwrap();
            prop_assert_eq!(settled.gross.checked_add(settled.rest), Ok(Money::fen(fen)));
            prop_assert!(!settled.gross.is_negative() && !settled.rest.is_negative());
            prop_assert!(settled.grams.as_g() <= contracted);
        }
    }
}
