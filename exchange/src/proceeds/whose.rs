//! How much of a price is one household's, and whose is the rest: for one deal, or a season.

use std::collections::BTreeMap;

use catalog::households::household;
use catalog::scope::Scope;
use ledger::{BasisPoints, Money, MoneyError};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::ProceedsError;
use super::lines::{CycleView, LineView, trail};
use crate::entity::{deal, settlement};

/// Whose the price of one deal, or of all deals of a season, became.
///
/// Invariant: gross + reserve = platform + freight + inspection + cooperative + pool, and
/// pool = the households' shares + waiting, unless the asker sees only some of the households.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    /// The deals it speaks of, by number.
    pub deals: Vec<String>,
    /// What was paid for the goods.
    pub gross: Money,
    /// What the cooperative's payable and the reserve gave where costs exceeded the price.
    pub reserve: Money,
    /// The platform's.
    pub platform: Money,
    /// The carriers'.
    pub freight: Money,
    /// The inspectors'.
    pub inspection: Money,
    /// The cooperative's.
    pub cooperative: Money,
    /// The households' together.
    pub pool: Money,
    /// What of the pool is not split: it waits for the next cycle, or is in suspense.
    pub waiting: Money,
    /// Each household that the asker may see.
    pub households: Vec<HouseholdPart>,
    /// The shares of the households that it may not.
    pub others: Money,
}

/// One household's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseholdPart {
    /// The household.
    pub household_id: i64,
    /// Its code.
    pub code: String,
    /// Its shares.
    pub share: Money,
    /// What advances took of them.
    pub recovered: Money,
    /// What it is owed of them.
    pub payable: Money,
    /// What of that has been paid or stands in a bank file.
    pub gone: Money,
    /// Its part of the households' whole, for people to read.
    pub of_pool: BasisPoints,
}

/// Whose the price of a deal became; of deals split together, whose all of theirs did.
///
/// # Errors
/// `NotSettled`, also for another cooperative's deal.
pub async fn whose_of_deal(
    conn: &impl ConnectionTrait,
    scope: Scope,
    deal_id: i64,
) -> Result<Whose, ProceedsError> {
    let visible = visible(conn, scope).await?;
    let deal = deal::Entity::find_by_id(deal_id)
        .filter(visible)
        .one(conn)
        .await?;
    let settlement = settlement::Entity::find()
        .filter(settlement::Column::DealId.eq(deal_id))
        .one(conn)
        .await?;
    let Some((_, settlement)) = deal.zip(settlement) else {
        return Err(ProceedsError::NotSettled(deal_id));
    };
    let together = match trail(conn, &settlement).await?.current {
        Some(current) => current.covers,
        None => Vec::new(),
    };
    let deals = deal::Entity::find()
        .filter(deal::Column::Number.is_in(together))
        .all(conn)
        .await?;
    let mut ids: Vec<i64> = deals.into_iter().map(|deal| deal.id).collect();
    ids.push(deal_id);
    let settlements = settlement::Entity::find()
        .filter(settlement::Column::DealId.is_in(ids))
        .order_by_asc(settlement::Column::Id)
        .all(conn)
        .await?;
    gather(conn, scope, settlements).await
}

/// Whose the price of every settled deal became that the asker may see.
///
/// # Errors
/// When the database does.
pub async fn whose_of_season(
    conn: &impl ConnectionTrait,
    scope: Scope,
) -> Result<Whose, ProceedsError> {
    let deals = deal::Entity::find()
        .filter(visible(conn, scope).await?)
        .all(conn)
        .await?;
    let settlements = settlement::Entity::find()
        .filter(settlement::Column::DealId.is_in(deals.iter().map(|deal| deal.id)))
        .order_by_asc(settlement::Column::Id)
        .all(conn)
        .await?;
    gather(conn, scope, settlements).await
}

/// A household may ask about the deals of its cooperative, and is shown only its own line.
async fn visible(conn: &impl ConnectionTrait, scope: Scope) -> Result<Condition, ProceedsError> {
    let seller = match scope {
        Scope::Operator => return Ok(Condition::all()),
        Scope::Cooperative(id) => id,
        Scope::Household(id) => household(conn, scope, id).await?.cooperative_id,
    };
    Ok(Condition::all().add(deal::Column::SellerId.eq(seller)))
}

async fn gather(
    conn: &impl ConnectionTrait,
    scope: Scope,
    settlements: Vec<settlement::Model>,
) -> Result<Whose, ProceedsError> {
    let mut whose = Whose::default();
    let mut cycles: BTreeMap<i64, CycleView> = BTreeMap::new();
    for settlement in &settlements {
        add(&mut whose, settlement)?;
        let deal = deal::Entity::find_by_id(settlement.deal_id)
            .one(conn)
            .await?;
        whose.deals.extend(deal.map(|deal| deal.number));
        if let Some(current) = trail(conn, settlement).await?.current {
            cycles.insert(current.cycle.id, current);
        }
    }
    let mut split = Money::ZERO;
    let mut parts: Vec<HouseholdPart> = Vec::new();
    for line in cycles.into_values().flat_map(|cycle| cycle.lines) {
        split = split.checked_add(line.share)?;
        add_line(&mut parts, &line)?;
    }
    whose.waiting = whose.pool.checked_sub(split)?;
    for part in &mut parts {
        part.of_pool = part.share.share_of(whose.pool)?;
    }
    let seen = |part: &HouseholdPart| match scope {
        Scope::Household(id) => part.household_id == id,
        Scope::Cooperative(_) | Scope::Operator => true,
    };
    let (own, others): (Vec<_>, Vec<_>) = parts.into_iter().partition(seen);
    whose.households = own;
    whose.others = Money::sum(others.iter().map(|part| part.share))?;
    Ok(whose)
}

fn add(whose: &mut Whose, row: &settlement::Model) -> Result<(), MoneyError> {
    let sums = [
        (&mut whose.gross, row.gross_fen),
        (&mut whose.reserve, row.reserve_fen),
        (&mut whose.platform, row.platform_fen),
        (&mut whose.freight, row.freight_fen),
        (&mut whose.inspection, row.inspection_fen),
        (&mut whose.cooperative, row.cooperative_fen),
        (&mut whose.pool, row.pool_fen),
    ];
    for (sum, fen) in sums {
        *sum = sum.checked_add(Money::fen(fen))?;
    }
    Ok(())
}

fn add_line(parts: &mut Vec<HouseholdPart>, line: &LineView) -> Result<(), MoneyError> {
    let household_id = line.household_id.unwrap_or_default();
    let place = match parts
        .iter()
        .position(|part| part.household_id == household_id)
    {
        Some(place) => place,
        None => {
            parts.push(HouseholdPart {
                household_id,
                code: line.code.clone(),
                share: Money::ZERO,
                recovered: Money::ZERO,
                payable: Money::ZERO,
                gone: Money::ZERO,
                of_pool: BasisPoints::default(),
            });
            parts.len() - 1
        }
    };
    let part = &mut parts[place];
    part.share = part.share.checked_add(line.share)?;
    part.recovered = part.recovered.checked_add(line.recovered)?;
    part.payable = part.payable.checked_add(line.payable)?;
    if line.paid.is_gone() {
        part.gone = part.gone.checked_add(line.payable)?;
    }
    Ok(())
}
