//! What a payment provider (支付渠道) counts up and pays: net of refunds and its fee, once a day.
//!
//! A provider keeps its fee out of what it pays, and takes refunds out of it too. The fee of a
//! payment is not given back with a refund. Where refunds and fees leave nothing to pay, or less
//! than nothing, the provider pays nothing that day and the whole day joins the next, its fee too;
//! until then 1002 may stand in credit. So every bank line of a provider is of more than nothing.
//!
//! The channel tariff that a shop posts (4001 `channel`) is not this fee: what the provider truly
//! keeps is the operator's cost (5001), and the difference is the operator's too.
//!
//! Source: the rules of proceeds, 4.5, a provider settles.

use thiserror::Error;

use crate::money::{Money, MoneyError};

/// Why a provider's account does not settle.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProviderError {
    /// Refunds and fees leave nothing to pay; the day joins the next.
    #[error("nothing is left to settle: {net}")]
    NothingToSettle {
        /// What is left, nothing or less.
        net: Money,
    },
    /// The operator's float and fees do not bear the cost; it waits, and is a task.
    #[error("the operator's own is short: {needed} needed, {available} there")]
    ShortOfFloat {
        /// What it would cost.
        needed: Money,
        /// What is left of the float and the fees.
        available: Money,
    },
    /// An amount is negative or does not fit.
    #[error("an amount of the provider is wrong")]
    Money(#[from] MoneyError),
}

/// What a provider counted up over one day, or over days that joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ProviderDay {
    /// What buyers paid.
    pub payments: Money,
    /// What it gave back to buyers.
    pub refunds: Money,
    /// What it keeps of the payments.
    pub fee: Money,
}

impl ProviderDay {
    /// This day and the one that follows it, as one.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn joined(self, next: ProviderDay) -> Result<ProviderDay, MoneyError> {
        Ok(ProviderDay {
            payments: self.payments.checked_add(next.payments)?,
            refunds: self.refunds.checked_add(next.refunds)?,
            fee: self.fee.checked_add(next.fee)?,
        })
    }

    /// What leaves 1002: payments less refunds; it may be below nothing.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn due(self) -> Result<Money, MoneyError> {
        self.payments.checked_sub(self.refunds)
    }

    /// What the bank line carries: payments less refunds and fee; it may be below nothing.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn net(self) -> Result<Money, MoneyError> {
        self.due()?.checked_sub(self.fee)
    }

    /// What the provider pays, if it pays at all.
    ///
    /// # Errors
    /// `NothingToSettle` where the day joins the next; `Money` for an amount below nothing.
    pub fn settles(self) -> Result<Money, ProviderError> {
        for amount in [self.payments, self.refunds, self.fee] {
            amount.not_negative()?;
        }
        let net = self.net()?;
        if net.is_positive() {
            Ok(net)
        } else {
            Err(ProviderError::NothingToSettle { net })
        }
    }
}

/// What the operator has to bear costs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OperatorsOwn {
    /// Its float (3001), less what it drew.
    pub float: Money,
    /// Its posted fees (4001), the channel tariff included.
    pub fees: Money,
    /// What it has borne so far (5001 and 5002).
    pub costs: Money,
}

/// Whether the operator may bear a cost of `new`: 5001 and 5002 never exceed float and fees.
///
/// # Errors
/// `ShortOfFloat` where it may not, and the event waits; `Money` for a cost below nothing.
pub fn cost_allowed(own: OperatorsOwn, new: Money) -> Result<(), ProviderError> {
    let needed = new.not_negative()?;
    let available = own.float.checked_add(own.fees)?.checked_sub(own.costs)?;
    if needed > available {
        return Err(ProviderError::ShortOfFloat { needed, available });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(payments: i64, refunds: i64, fee: i64) -> ProviderDay {
        ProviderDay {
            payments: Money::fen(payments),
            refunds: Money::fen(refunds),
            fee: Money::fen(fee),
        }
    }

    #[test]
    fn a_provider_pays_what_refunds_and_its_fee_leave() {
        assert_eq!(day(9980, 0, 60).settles(), Ok(Money::fen(9920)));
        assert_eq!(day(9980, 3280, 60).settles(), Ok(Money::fen(6640)));
        for wrong in [day(-1, -2, 0), day(1, -1, 0), day(1, 0, -1)] {
            assert!(matches!(wrong.settles(), Err(ProviderError::Money(_))));
        }
    }

    #[test]
    fn a_day_that_leaves_nothing_joins_the_next_with_its_fee() {
        let first = day(3280, 9980, 20);
        let net = Money::fen(-6720);
        assert_eq!(first.settles(), Err(ProviderError::NothingToSettle { net }));
        let exactly_nothing = day(3280, 3260, 20).settles();
        let net = Money::ZERO;
        assert_eq!(exactly_nothing, Err(ProviderError::NothingToSettle { net }));
        let both = first.joined(day(9980, 0, 60)).unwrap();
        assert_eq!(both, day(13_260, 9980, 80));
        assert_eq!(both.settles(), Ok(Money::fen(3200)));
    }

    #[test]
    fn costs_never_exceed_the_float_and_the_fees() {
        let own = OperatorsOwn {
            float: Money::fen(100),
            fees: Money::fen(50),
            costs: Money::fen(90),
        };
        assert_eq!(cost_allowed(own, Money::fen(60)), Ok(()));
        assert_eq!(
            cost_allowed(own, Money::fen(61)),
            Err(ProviderError::ShortOfFloat {
                needed: Money::fen(61),
                available: Money::fen(60),
            })
        );
        assert!(cost_allowed(own, Money::fen(-1)).is_err());
    }
}
