//! From what a sale brought to what its lots' households may share (分账).
//!
//! Gross − channel tariff − platform fee − costs (carrier, inspection, the cooperative's own) = net;
//! net − the cooperative's fee = pool; the pool goes to its lots by grams. Percentage fees go
//! down, costs are evidenced amounts, parts are apportioned. What a buyer pays for somebody else,
//! as a remote area's surcharge, passes through whole and carries no fee.
//!
//! Where what stays of a sale is less than its fee and costs, the escrow pays in that order as far
//! as it reaches. A deal charges what is missing to the cooperative's payable (2101) first and to
//! the reserve (2301) then; a shop's sale to the reserve alone. What the reserve cannot bear waits.
//!
//! Nothing here assumes that a sale settles only once: a retention later runs this over all that
//! was released so far and posts the difference.
//!
//! Source: the rules of proceeds, 4.1, 4.3 and 4.5; golden reading R8.

use thiserror::Error;

use crate::account::Mode;
use crate::apportion::{ApportionError, apportion};
use crate::money::{BasisPoints, Money, MoneyError};
use crate::party::Party;
use crate::weight::Grams;

/// Why a sale cannot be settled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SettlementError {
    /// A fee of more than the whole, or fees on the same whole that are more together.
    #[error("a fee of {0} is more than the whole")]
    FeeAboveWhole(BasisPoints),
    /// A sale with a pool needs lots it came from.
    #[error("the pool cannot go to its lots")]
    Lots(#[source] ApportionError),
    /// The reserve cannot bear what is missing; the settlement waits.
    #[error("the reserve is short: {needed} needed, {available} there")]
    ShortOfReserve {
        /// What the reserve would have to give.
        needed: Money,
        /// What it has.
        available: Money,
    },
    /// An amount is negative or does not fit.
    #[error("an amount of the sale is wrong")]
    Money(#[from] MoneyError),
}

/// An evidenced cost that someone outside is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    /// The carrier or inspector.
    pub party: Party,
    /// What it is owed.
    pub amount: Money,
}

/// Goods that one lot gave to a sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotGoods {
    /// The root lot.
    pub lot: Party,
    /// The way its households take part.
    pub mode: Mode,
    /// What of it was delivered.
    pub delivered: Grams,
}

/// A sale as it stands at acceptance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sale {
    /// What stays of the price, without what passes through.
    pub gross: Money,
    /// The channel tariff of the way of paying, on what stays; a deal has none.
    pub channel_fee: BasisPoints,
    /// The platform's fee, on what stays.
    pub platform_fee: BasisPoints,
    /// What the buyer paid on top for someone outside, who gets it whole, without any fee on it.
    pub pass_through: Vec<Cost>,
    /// Freight and inspection.
    pub costs: Vec<Cost>,
    /// The cooperative's own evidenced costs, for instance packing.
    pub cooperative_costs: Money,
    /// The cooperative's fee, on the net.
    pub cooperative_fee: BasisPoints,
    /// The lots the goods came from.
    pub lots: Vec<LotGoods>,
    /// Who bears what is missing.
    pub shortage: Shortage,
}

/// Who bears what a sale is short of its fee and costs, with what each has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortage {
    /// A deal of the market: first the cooperative's payable, then the reserve.
    Deal {
        /// What stands in the cooperative's 2101.
        cooperative: Money,
        /// What stands in 2301.
        reserve: Money,
    },
    /// A shop's sale: the reserve.
    Shop {
        /// What stands in 2301.
        reserve: Money,
    },
}

/// What a sale is short of, and who bears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Missing {
    /// Own costs that the cooperative of a deal does not get back.
    pub own_costs: Money,
    /// What is taken from the cooperative's payable.
    pub cooperative: Money,
    /// What is taken from the reserve.
    pub reserve: Money,
}

/// A lot's part of a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotPart {
    /// The root lot.
    pub lot: Party,
    /// The way its households take part.
    pub mode: Mode,
    /// What is posted to its pool.
    pub amount: Money,
}

/// Every figure of a settled sale, as the deal's page prints it.
///
/// Invariant: gross + all that is missing = channel tariff + platform fee + costs + the
/// cooperative's costs + the cooperative's fee + pool, and the lots' parts sum to the pool. What
/// passes through stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// What stays of the price, without what passes through.
    pub gross: Money,
    /// The channel tariff.
    pub channel_fee: Money,
    /// The platform's fee.
    pub platform_fee: Money,
    /// What the buyer paid on top for someone outside, each to whom it is owed.
    pub pass_through: Vec<Cost>,
    /// Freight and inspection, each to whom it is owed.
    pub costs: Vec<Cost>,
    /// The cooperative's own costs.
    pub cooperative_costs: Money,
    /// What is left of gross after fee and costs; nothing where they exceed it.
    pub net: Money,
    /// The cooperative's fee.
    pub cooperative_fee: Money,
    /// What the households share.
    pub pool: Money,
    /// The pool's parts by lot and mode.
    pub lots: Vec<LotPart>,
    /// What was missing.
    pub missing: Missing,
}

impl Settlement {
    /// Freight and inspection together.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn cost_total(&self) -> Result<Money, MoneyError> {
        total(&self.costs)
    }

    /// What the escrow of the sale holds: what stays of the price, and what passes through.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn held(&self) -> Result<Money, MoneyError> {
        self.gross.checked_add(total(&self.pass_through)?)
    }
}

fn total(costs: &[Cost]) -> Result<Money, MoneyError> {
    Money::sum(costs.iter().map(|cost| cost.amount))
}

/// Settles a sale.
///
/// # Errors
/// `ShortOfReserve` where the settlement has to wait; else what is wrong with the sale.
pub fn settle(sale: &Sale) -> Result<Settlement, SettlementError> {
    let mut settlement = to_the_pool(sale)?;
    settlement.lots = parts(settlement.pool, &sale.lots)?;
    Ok(settlement)
}

/// Every figure down to the pool, whose parts the caller makes.
pub(crate) fn to_the_pool(sale: &Sale) -> Result<Settlement, SettlementError> {
    check_rates(sale)?;
    for cost in sale.costs.iter().chain(&sale.pass_through) {
        cost.amount.not_negative()?;
    }
    let own_costs = sale.cooperative_costs.not_negative()?;
    let channel_fee = sale.gross.fee(sale.channel_fee)?;
    let platform_fee = sale.gross.fee(sale.platform_fee)?;
    let costs = total(&sale.costs)?;
    let deducted = Money::sum([channel_fee, platform_fee, costs, own_costs])?;
    let rest = sale.gross.checked_sub(deducted)?;
    let net = rest.max(Money::ZERO);
    let missing = bear(rest.min(Money::ZERO).negated()?, own_costs, sale.shortage)?;
    let cooperative_fee = net.fee(sale.cooperative_fee)?;
    let pool = net.checked_sub(cooperative_fee)?;
    let settlement = Settlement {
        gross: sale.gross,
        channel_fee,
        platform_fee,
        pass_through: sale.pass_through.clone(),
        costs: sale.costs.clone(),
        cooperative_costs: own_costs,
        net,
        cooperative_fee,
        pool,
        lots: Vec::new(),
        missing,
    };
    let Missing {
        own_costs: borne,
        cooperative,
        reserve,
    } = missing;
    let brought = Money::sum([sale.gross, borne, cooperative, reserve])?;
    let given = Money::sum([deducted, cooperative_fee, pool])?;
    assert_eq!(brought, given, "a waterfall gives what it takes");
    Ok(settlement)
}

/// No fee is above the whole, nor are the two on what stays together.
fn check_rates(sale: &Sale) -> Result<(), SettlementError> {
    let on_what_stays = sale.channel_fee.as_bp() + sale.platform_fee.as_bp();
    let on_what_stays = BasisPoints::new(on_what_stays)?;
    for rate in [on_what_stays, sale.cooperative_fee] {
        if rate > BasisPoints::WHOLE {
            return Err(SettlementError::FeeAboveWhole(rate));
        }
    }
    Ok(())
}

/// Who bears `missing`, of which the cooperative's own costs are the last to be paid.
fn bear(missing: Money, own_costs: Money, shortage: Shortage) -> Result<Missing, SettlementError> {
    let (borne, cooperative, available) = match shortage {
        Shortage::Deal {
            cooperative,
            reserve,
        } => {
            // Own costs are owed to the one who would be charged for them first.
            let borne = missing.min(own_costs);
            let outside = missing.checked_sub(borne)?;
            (borne, outside.min(cooperative.not_negative()?), reserve)
        }
        Shortage::Shop { reserve } => (Money::ZERO, Money::ZERO, reserve),
    };
    let needed = missing.checked_sub(borne)?.checked_sub(cooperative)?;
    if needed > available {
        return Err(SettlementError::ShortOfReserve { needed, available });
    }
    Ok(Missing {
        own_costs: borne,
        cooperative,
        reserve: needed,
    })
}

/// A pool's parts by the grams of its lots; a pool of nothing has none.
pub(crate) fn parts(pool: Money, lots: &[LotGoods]) -> Result<Vec<LotPart>, SettlementError> {
    let weights: Vec<i64> = lots.iter().map(|goods| goods.delivered.as_g()).collect();
    if pool.is_zero() {
        return Ok(Vec::new());
    }
    let amounts = apportion(pool, &weights).map_err(SettlementError::Lots)?;
    let part = |(goods, amount): (&LotGoods, Money)| LotPart {
        lot: goods.lot.clone(),
        mode: goods.mode,
        amount,
    };
    Ok(lots.iter().zip(amounts).map(part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(text: &str) -> Money {
        text.parse().unwrap()
    }

    fn bp(bp: u32) -> BasisPoints {
        BasisPoints::new(bp).unwrap()
    }

    fn cost(carrier: i64, amount: &str) -> Cost {
        Cost {
            party: Party::Carrier(carrier),
            amount: yuan(amount),
        }
    }

    fn wangcun() -> Sale {
        let goods = |lot, g| LotGoods {
            lot: Party::Lot(lot),
            mode: Mode::Pool,
            delivered: Grams::new(g).unwrap(),
        };
        Sale {
            gross: yuan("24000"),
            channel_fee: BasisPoints::default(),
            platform_fee: bp(100),
            pass_through: Vec::new(),
            costs: vec![cost(1, "1800"), cost(2, "200")],
            cooperative_costs: Money::ZERO,
            cooperative_fee: bp(300),
            lots: vec![goods(1, 7_000_000), goods(2, 3_000_000)],
            shortage: Shortage::Deal {
                cooperative: Money::ZERO,
                reserve: Money::ZERO,
            },
        }
    }

    #[test]
    fn the_wangcun_order_runs_down_to_its_pool() {
        let settlement = settle(&wangcun()).unwrap();
        assert_eq!(settlement.platform_fee, yuan("240"));
        assert_eq!(settlement.cost_total(), Ok(yuan("2000")));
        assert_eq!(settlement.net, yuan("21760"));
        assert_eq!(settlement.cooperative_fee, yuan("652.80"));
        assert_eq!(settlement.pool, yuan("21107.20"));
        let lots: Vec<Money> = settlement.lots.iter().map(|part| part.amount).collect();
        assert_eq!(lots, [yuan("14775.04"), yuan("6332.16")]);
        assert_eq!(settlement.missing, Missing::default());
    }

    #[test]
    fn a_deal_that_is_short_charges_the_cooperative_before_the_reserve() {
        let shortage = Shortage::Deal {
            cooperative: yuan("300"),
            reserve: yuan("1000"),
        };
        let sale = Sale {
            gross: yuan("1000"),
            shortage,
            ..wangcun()
        };
        let settlement = settle(&sale).unwrap();
        assert_eq!(settlement.platform_fee, yuan("10"));
        assert_eq!(settlement.net, Money::ZERO);
        assert_eq!(settlement.lots, []);
        let missing = Missing {
            own_costs: Money::ZERO,
            cooperative: yuan("300"),
            reserve: yuan("710"),
        };
        assert_eq!(settlement.missing, missing);
    }

    #[test]
    fn a_cooperative_that_is_short_bears_its_own_costs_first() {
        let shortage = Shortage::Deal {
            cooperative: yuan("300"),
            reserve: Money::ZERO,
        };
        let own = Sale {
            gross: yuan("2040"),
            cooperative_costs: yuan("50"),
            shortage,
            ..wangcun()
        };
        let missing = settle(&own).unwrap().missing;
        let all = Missing {
            own_costs: yuan("30.40"),
            ..Missing::default()
        };
        assert_eq!(missing, all);
        let more = Sale {
            gross: yuan("1000"),
            ..own
        };
        let needed = yuan("710");
        let available = Money::ZERO;
        assert_eq!(
            settle(&more),
            Err(SettlementError::ShortOfReserve { needed, available })
        );
    }

    #[test]
    fn a_box_refunded_whole_after_packing_is_made_good_by_the_reserve() {
        let sale = Sale {
            gross: Money::ZERO,
            costs: vec![cost(1, "8")],
            cooperative_costs: yuan("3.20"),
            shortage: Shortage::Shop {
                reserve: yuan("20000"),
            },
            ..wangcun()
        };
        let missing = settle(&sale).unwrap().missing;
        assert_eq!(
            missing,
            Missing {
                reserve: yuan("11.20"),
                ..Missing::default()
            }
        );
    }

    #[test]
    fn what_passes_through_carries_no_fee_and_covers_no_cost() {
        let sale = Sale {
            pass_through: vec![cost(1, "15")],
            ..wangcun()
        };
        let (with, without) = (settle(&sale).unwrap(), settle(&wangcun()).unwrap());
        assert_eq!(with.held(), Ok(yuan("24015")));
        assert_eq!(with.pass_through, [cost(1, "15")]);
        let rest = Settlement {
            pass_through: Vec::new(),
            ..with
        };
        assert_eq!(rest, without);
    }

    #[test]
    fn a_sale_that_makes_no_sense_is_refused() {
        let above = Sale {
            platform_fee: bp(10_001),
            ..wangcun()
        };
        assert_eq!(
            settle(&above),
            Err(SettlementError::FeeAboveWhole(bp(10_001)))
        );
        let together = Sale {
            channel_fee: bp(9_901),
            ..wangcun()
        };
        assert_eq!(
            settle(&together),
            Err(SettlementError::FeeAboveWhole(bp(10_001)))
        );
        let nowhere = Sale {
            lots: Vec::new(),
            ..wangcun()
        };
        assert_eq!(
            settle(&nowhere),
            Err(SettlementError::Lots(ApportionError::NoWeights))
        );
        let backwards = Sale {
            gross: yuan("-1"),
            ..wangcun()
        };
        assert!(matches!(settle(&backwards), Err(SettlementError::Money(_))));
    }
}
