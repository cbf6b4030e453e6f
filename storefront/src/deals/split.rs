//! Whose the price of a deal became, or would become: the waterfall, the lot's pool, the households.

use exchange::deal::State;
use exchange::deal::amounts::gross;
use exchange::deal::view::SettledDeal;
use exchange::entity::deal;
use exchange::proceeds::lines::{CycleView, LineView};
use exchange::proceeds::paid::Paid;
use ledger::apportion::apportion;
use ledger::{BasisPoints, Grams, Money};
use serde::Serialize;

use crate::error::Problem;

/// A weight in the pool counts grams at this factor one to one.
const FACTOR_ONE: i64 = 10_000;

/// What would become of the price by the costs as they stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Estimate {
    /// By which weight: `contracted`, or `weighed` once the goods were.
    pub by: &'static str,
    /// What would be paid for the goods, in fen.
    pub gross_fen: i64,
    /// The platform's, in fen.
    pub platform_fen: i64,
    /// The carrier's, in fen.
    pub freight_fen: i64,
    /// The inspector's, in fen.
    pub inspection_fen: i64,
    /// The cooperative's, in fen.
    pub cooperative_fen: i64,
    /// The households', in fen.
    pub pool_fen: i64,
}

/// What became of the price of a settled deal.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Settled {
    /// The settlement's number, by which slips are found.
    pub settlement: i64,
    /// What is paid for the goods, in fen.
    pub gross_fen: i64,
    /// The platform's, in fen.
    pub platform_fen: i64,
    /// The carrier's, in fen.
    pub freight_fen: i64,
    /// The inspector's, in fen.
    pub inspection_fen: i64,
    /// What others gave where fee and costs exceeded the price, in fen.
    pub reserve_fen: i64,
    /// What is left after platform, freight and inspection, in fen.
    pub net_fen: i64,
    /// The cooperative's, in fen.
    pub cooperative_fen: i64,
    /// The households', in fen.
    pub pool_fen: i64,
    /// The households' part of what is paid, in basis points.
    pub household_bp: u32,
    /// What went back to the buyer's cash, in fen.
    pub rest_fen: i64,
    /// The pool that the households' part went into, as it stands.
    pub pool: Option<Pool>,
    /// Splits that a correction took back, or that waited for this one.
    pub earlier: Vec<Pool>,
}

/// A lot's pool and its split.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Pool {
    /// `posted`, `held` until there is enough to split, `suspense` while nobody can claim it, or
    /// `reversed`.
    pub state: &'static str,
    /// What was split, in fen.
    pub amount_fen: i64,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The numbers of the deals that were split together.
    pub covers: Vec<String>,
    /// Boxes whose money was split together with theirs.
    pub box_packs: i64,
    /// What of the pool they brought, in fen.
    pub box_pool_fen: i64,
    /// The households' lines, by first weigh ticket.
    pub lines: Vec<HouseholdLine>,
    /// Their sums.
    pub total: PoolTotal,
}

/// One household's line.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct HouseholdLine {
    /// The household's number; only for its own cooperative and the operator.
    pub household: Option<i64>,
    /// Its code, which names nobody.
    pub code: String,
    /// What it delivered, by grade, as grams of the basis grade.
    pub weight_g: i64,
    /// Its part of the pool in basis points; the lines sum to 10,000.
    pub share_bp: i64,
    /// Its share, in fen.
    pub share_fen: i64,
    /// What advances took of it, in fen.
    pub recovered_fen: i64,
    /// What it is paid of it, in fen.
    pub payable_fen: i64,
    /// `owed`, `batched`, `in_file`, `paid`, `returned` or `reversed`.
    pub paid: &'static str,
}

/// The sums of a pool's lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PoolTotal {
    /// How many households.
    pub households: usize,
    /// Their grams of the basis grade.
    pub weight_g: i64,
    /// Their shares, in fen.
    pub share_fen: i64,
    /// What advances took, in fen.
    pub recovered_fen: i64,
    /// What is paid to them, in fen.
    pub payable_fen: i64,
    /// Whether the shares were summed and are the pool.
    pub exact: bool,
}

/// What a deal that goes on would bring whom.
///
/// # Errors
/// When an amount does not fit.
pub fn estimate(deal: &deal::Model) -> Result<Option<Estimate>, Problem> {
    let goes_on = match deal.state {
        State::AwaitingPayment | State::AwaitingDelivery | State::Delivered | State::Objected => {
            true
        }
        State::Settled | State::BuyerLate | State::SellerLate => false,
    };
    if !goes_on {
        return Ok(None);
    }
    let (value, contracted) = (Money::fen(deal.value_fen), grams(deal.contracted_g)?);
    let counts = grams(deal.weighed_g.unwrap_or(deal.contracted_g))?;
    let gross = gross(value, contracted, counts)
        .map_err(Problem::broken)?
        .gross;
    let platform = gross
        .fee(rate(deal.platform_bp)?)
        .map_err(Problem::broken)?;
    let net = gross.as_fen() - platform.as_fen() - deal.freight_fen - deal.inspection_fen;
    if net < 0 {
        return Ok(None);
    }
    let cooperative = Money::fen(net)
        .fee(rate(deal.cooperative_bp)?)
        .map_err(Problem::broken)?;
    Ok(Some(Estimate {
        by: if deal.weighed_g.is_some() {
            "weighed"
        } else {
            "contracted"
        },
        gross_fen: gross.as_fen(),
        platform_fen: platform.as_fen(),
        freight_fen: deal.freight_fen,
        inspection_fen: deal.inspection_fen,
        cooperative_fen: cooperative.as_fen(),
        pool_fen: net - cooperative.as_fen(),
    }))
}

fn grams(grams: i64) -> Result<Grams, Problem> {
    Grams::new(grams).map_err(Problem::broken)
}

fn rate(bp: i64) -> Result<BasisPoints, Problem> {
    let bp = u32::try_from(bp).map_err(Problem::broken)?;
    BasisPoints::new(bp).map_err(Problem::broken)
}

/// What became of a settled deal's price.
///
/// # Errors
/// When a weight does not fit.
pub fn settled(deal: &SettledDeal) -> Result<Settled, Problem> {
    let row = &deal.settlement;
    let current = deal.trail.current.as_ref().map(pool).transpose()?;
    let earlier: Result<Vec<Pool>, Problem> = deal.trail.earlier.iter().map(pool).collect();
    Ok(Settled {
        settlement: row.id,
        gross_fen: row.gross_fen,
        platform_fen: row.platform_fen,
        freight_fen: row.freight_fen,
        inspection_fen: row.inspection_fen,
        reserve_fen: row.reserve_fen,
        net_fen: deal.net.as_fen(),
        cooperative_fen: row.cooperative_fen,
        pool_fen: row.pool_fen,
        household_bp: deal.household_part.as_bp(),
        rest_fen: deal.rest.as_fen(),
        pool: current,
        earlier: earlier?,
    })
}

fn pool(view: &CycleView) -> Result<Pool, Problem> {
    let parts = parts(&view.lines)?;
    let lines: Vec<HouseholdLine> = view
        .lines
        .iter()
        .zip(parts)
        .map(|(line, share_bp)| household(line, share_bp))
        .collect();
    let sum = |of: fn(&HouseholdLine) -> i64| lines.iter().map(of).sum();
    let share_fen: i64 = sum(|line| line.share_fen);
    Ok(Pool {
        state: view.cycle.state.as_str(),
        amount_fen: view.cycle.amount_fen,
        at: view.cycle.at,
        covers: view.covers.clone(),
        box_packs: view.boxes.packs,
        box_pool_fen: view.boxes.pool.as_fen(),
        total: PoolTotal {
            households: lines.len(),
            weight_g: view.lines.iter().map(|line| line.weight).sum::<i64>() / FACTOR_ONE,
            share_fen,
            recovered_fen: sum(|line| line.recovered_fen),
            payable_fen: sum(|line| line.payable_fen),
            exact: share_fen == view.cycle.amount_fen,
        },
        lines,
    })
}

/// Parts in basis points that sum to 10,000, by largest remainder.
fn parts(lines: &[LineView]) -> Result<Vec<i64>, Problem> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let weights: Vec<i64> = lines.iter().map(|line| line.weight).collect();
    let parts = apportion(Money::fen(10_000), &weights).map_err(Problem::broken)?;
    Ok(parts.into_iter().map(Money::as_fen).collect())
}

fn household(line: &LineView, share_bp: i64) -> HouseholdLine {
    HouseholdLine {
        household: line.household_id,
        code: line.code.clone(),
        weight_g: line.weight / FACTOR_ONE,
        share_bp,
        share_fen: line.share.as_fen(),
        recovered_fen: line.recovered.as_fen(),
        payable_fen: line.payable.as_fen(),
        paid: Paid::as_str(&line.paid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_pool_sum_to_a_hundred_per_cent() {
        let line = |weight| LineView {
            line_id: 1,
            household_id: None,
            code: String::new(),
            weight,
            share: Money::ZERO,
            recovered: Money::ZERO,
            payable: Money::ZERO,
            paid: Paid::Owed,
        };
        let parts = parts(&[line(1), line(1), line(1)]).unwrap();
        assert_eq!(parts, [3_334, 3_333, 3_333]);
    }
}
