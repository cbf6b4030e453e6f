//! How much of a price is one household's, and whose is the rest: for one deal, or a season of deals
//! and boxes.

use std::collections::BTreeMap;

use catalog::households::household;
use catalog::scope::Scope;
use ledger::{BasisPoints, Money, MoneyError};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    Statement,
};

use super::ProceedsError;
use super::boxes::{Boxes, of_season};
use super::lines::{CycleView, LineView, trail};
use crate::entity::{deal, settlement};

/// Whose the price of one deal, or of all deals and boxes of a season, became.
///
/// Invariant: gross + reserve = platform + channel + freight + express + inspection + packing +
/// cooperative + pool, and
/// pool = the households' shares + waiting, unless the asker sees only some of the households.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    /// The deals it speaks of, by number.
    pub deals: Vec<String>,
    /// The boxes it speaks of, whose sums are in the sums below.
    pub boxes: Boxes,
    /// What was paid for the goods.
    pub gross: Money,
    /// What the cooperative's payable and the reserve gave where costs exceeded the price.
    pub reserve: Money,
    /// The platform's.
    pub platform: Money,
    /// What ways of paying took.
    pub channel: Money,
    /// The carriers' of deals.
    pub freight: Money,
    /// The carriers' of boxes.
    pub express: Money,
    /// The inspectors'.
    pub inspection: Money,
    /// The cooperative's packing of boxes.
    pub packing: Money,
    /// The cooperative's fee.
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

/// Whose the price of every settled deal and box became that the asker may see.
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
    let whole = match scope {
        Scope::Household(id) => {
            Scope::Cooperative(household(conn, scope, id).await?.cooperative_id)
        }
        Scope::Cooperative(_) | Scope::Operator => scope,
    };
    let mut whose = Whose::default();
    for settlement in &settlements {
        add(&mut whose, settlement)?;
        let number = deals.iter().find(|deal| deal.id == settlement.deal_id);
        whose.deals.extend(number.map(|deal| deal.number.clone()));
    }
    add_boxes(&mut whose, of_season(conn, whole).await?)?;
    let parts = season_parts(conn, whole).await?;
    finish(whose, scope, parts)
}

#[derive(FromQueryResult)]
struct SeasonPart {
    household_id: i64,
    code: String,
    share: i64,
    recovered: i64,
    payable: i64,
    gone: i64,
}

/// The lines in force of every household, summed, in the order of their first lines.
async fn season_parts(
    conn: &impl ConnectionTrait,
    scope: Scope,
) -> Result<Vec<HouseholdPart>, ProceedsError> {
    const PARTS: &str = "SELECT pool_line.household_id, household.code, \
        CAST(SUM(pool_line.share_fen) AS BIGINT) AS share, \
        CAST(SUM(pool_line.recovered_fen) AS BIGINT) AS recovered, \
        CAST(SUM(pool_line.payable_fen) AS BIGINT) AS payable, \
        CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM payout_part JOIN payout_line \
            ON payout_line.id = payout_part.payout_line_id \
            WHERE payout_part.pool_line_id = pool_line.id \
            AND payout_line.state IN ('instructed', 'paid')) \
            THEN pool_line.payable_fen ELSE 0 END) AS BIGINT) AS gone \
        FROM pool_line JOIN pool_cycle ON pool_cycle.id = pool_line.cycle_id \
        JOIN household ON household.id = pool_line.household_id \
        WHERE pool_cycle.state = 'posted' AND pool_cycle.mode = $1 \
        AND (CAST($2 AS BIGINT) = 0 OR household.cooperative_id = $2) \
        GROUP BY pool_line.household_id, household.code ORDER BY MIN(pool_line.id)";
    let cooperative = match scope {
        Scope::Operator => 0,
        Scope::Cooperative(id) => id,
        Scope::Household(_) => return Ok(Vec::new()),
    };
    let values = [super::POOL.into(), cooperative.into()];
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), PARTS, values);
    let rows = SeasonPart::find_by_statement(statement).all(conn).await?;
    let part = |row: SeasonPart| HouseholdPart {
        household_id: row.household_id,
        code: row.code,
        share: Money::fen(row.share),
        recovered: Money::fen(row.recovered),
        payable: Money::fen(row.payable),
        gone: Money::fen(row.gone),
        of_pool: BasisPoints::default(),
    };
    Ok(rows.into_iter().map(part).collect())
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
    let mut parts: Vec<HouseholdPart> = Vec::new();
    for cycle in cycles.into_values() {
        add_boxes(&mut whose, cycle.boxes)?;
        for line in &cycle.lines {
            add_line(&mut parts, line)?;
        }
    }
    finish(whose, scope, parts)
}

/// What waits, everybody's part of the whole, and only those that the asker may see.
fn finish(
    mut whose: Whose,
    scope: Scope,
    mut parts: Vec<HouseholdPart>,
) -> Result<Whose, ProceedsError> {
    let split = Money::sum(parts.iter().map(|part| part.share))?;
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

fn add_boxes(whose: &mut Whose, boxes: Boxes) -> Result<(), MoneyError> {
    whose.boxes = whose.boxes.plus(&boxes);
    let sums = [
        (&mut whose.gross, boxes.paid),
        (&mut whose.reserve, boxes.reserve),
        (&mut whose.platform, boxes.platform),
        (&mut whose.channel, boxes.channel),
        (&mut whose.express, boxes.express),
        (&mut whose.packing, boxes.packing),
        (&mut whose.cooperative, boxes.cooperative),
        (&mut whose.pool, boxes.pool),
    ];
    for (sum, amount) in sums {
        *sum = sum.checked_add(amount)?;
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
