//! One household's slip of one settlement, or of a day of boxes: every figure from the price to what
//! it is paid.

use std::collections::BTreeMap;

use catalog::entity::{advance, household, instrument, lot, product};
use catalog::households;
use catalog::scope::Scope;
use ledger::Money;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::ProceedsError;
use super::lines::{Boxes, CycleView, LineView, Trail, delivered, trail, trail_of_cycle};
use crate::deal::view::{Partner, partners};
use crate::entity::{deal, pool_cycle, pool_line, recovery, settlement};

/// A household's slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// The household, by its code; name and bank are asked for elsewhere.
    pub household: household::Model,
    /// Its cooperative.
    pub cooperative: Partner,
    /// The deal.
    pub deal: deal::Model,
    /// Its instrument.
    pub instrument: instrument::Model,
    /// The root lot of the goods.
    pub root_lot: lot::Model,
    /// Gross, every deduction, and the pool.
    pub settlement: settlement::Model,
    /// What is left of gross after platform fee, freight and inspection.
    pub net: Money,
    /// What stood in the pool when it was split: this settlement's pool, unless others were
    /// split with it.
    pub pool: Money,
    /// The numbers of the deals that were split together.
    pub covers: Vec<String>,
    /// The boxes that were split with them.
    pub boxes: Boxes,
    /// The household's grams in the lot.
    pub own_g: i64,
    /// The grams of all its households.
    pub lot_g: i64,
    /// The household's weight in the pool: grams times grade factors.
    pub own_weight: i64,
    /// The weight of all.
    pub weight_total: i64,
    /// The line that counts; nothing while the pool is held or in suspense.
    pub line: Option<LineView>,
    /// What of it advances took, oldest first.
    pub items: Vec<AdvanceItem>,
    /// What the household still owed of advances after this split.
    pub advance_left: Money,
    /// Lines that were reversed, oldest first.
    pub reversed: Vec<LineView>,
    /// When the pool was split.
    pub at: i64,
}

/// A household's slip of a day of boxes out of one lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoxSlip {
    /// The household, by its code; name and bank are asked for elsewhere.
    pub household: household::Model,
    /// Its cooperative.
    pub cooperative: Partner,
    /// What was in the boxes.
    pub product: product::Model,
    /// The root lot of the goods.
    pub root_lot: lot::Model,
    /// The cycle in force, by its number.
    pub cycle_id: i64,
    /// The boxes: what was paid for this lot's goods in them, and whose it became.
    pub boxes: Boxes,
    /// What stood in the pool when it was split.
    pub pool: Money,
    /// The household's grams in the lot.
    pub own_g: i64,
    /// The grams of all its households.
    pub lot_g: i64,
    /// The household's weight in the pool: grams times grade factors.
    pub own_weight: i64,
    /// The weight of all.
    pub weight_total: i64,
    /// The line that counts; nothing while the pool is held or in suspense.
    pub line: Option<LineView>,
    /// What of it advances took, oldest first.
    pub items: Vec<AdvanceItem>,
    /// What the household still owed of advances after this split.
    pub advance_left: Money,
    /// Lines that were reversed, oldest first.
    pub reversed: Vec<LineView>,
    /// When the pool was split.
    pub at: i64,
}

/// What one advance took of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdvanceItem {
    /// The advance.
    pub advance: advance::Model,
    /// What it took.
    pub recovered: Money,
}

/// The slip of one household for one deal.
///
/// # Errors
/// `NotSettled`, `NoLine` where the household had nothing in the lot, `Household` where the asker
/// may not see it.
pub async fn slip(
    conn: &impl ConnectionTrait,
    scope: Scope,
    household_id: i64,
    deal_id: i64,
) -> Result<Slip, ProceedsError> {
    let household = households::household(conn, scope, household_id).await?;
    let (deal, settlement) = settled(conn, &household, deal_id).await?;
    let Trail { current, earlier } = trail(conn, &settlement).await?;
    let no_line = ProceedsError::NoLine {
        household_id,
        deal_id,
    };
    let current = current.ok_or(no_line)?;
    let own = |view: &CycleView| own_line(view, household_id);
    let line = own(&current);
    let cycle = &current.cycle;
    let goods = delivered(conn, cycle, household_id).await?;
    if line.is_none() && goods.own_g == 0 {
        return Err(ProceedsError::NoLine {
            household_id,
            deal_id,
        });
    }
    let (instrument, root_lot) = goods_of(conn, &deal, &settlement).await?;
    let mut partners = partners(conn, vec![household.cooperative_id]).await?;
    let items = match &line {
        Some(line) => items(conn, line.line_id).await?,
        None => Vec::new(),
    };
    let pool = Money::fen(settlement.pool_fen);
    Ok(Slip {
        cooperative: partners
            .remove(&household.cooperative_id)
            .unwrap_or_default(),
        net: pool.checked_add(Money::fen(settlement.cooperative_fen))?,
        pool: Money::fen(cycle.amount_fen),
        own_g: goods.own_g,
        lot_g: goods.lot_g,
        own_weight: line.as_ref().map_or(0, |line| line.weight),
        weight_total: cycle.weight_total,
        advance_left: advance_left(conn, household_id, cycle.id).await?,
        reversed: earlier.iter().filter_map(own).collect(),
        at: cycle.at,
        covers: current.covers.clone(),
        boxes: current.boxes,
        household,
        deal,
        instrument,
        root_lot,
        settlement,
        line,
        items,
    })
}

/// The slip of one household for a day of boxes, by the number of the day's cycle; after a correction
/// an earlier number leads to the cycle in force.
///
/// # Errors
/// `NoBoxes` where no such day is the asker's, or its money was split with a deal's, whose slip then
/// shows it; `Household` where the asker may not see the household.
pub async fn box_slip(
    conn: &impl ConnectionTrait,
    scope: Scope,
    household_id: i64,
    cycle_id: i64,
) -> Result<BoxSlip, ProceedsError> {
    let household = households::household(conn, scope, household_id).await?;
    let none = || ProceedsError::NoBoxes {
        household_id,
        cycle_id,
    };
    let Trail { current, earlier } = trail_of_cycle(conn, cycle_id).await?.ok_or_else(none)?;
    let current = current.ok_or_else(none)?;
    let cycle = &current.cycle;
    let root_lot = lot::Entity::find_by_id(cycle.root_lot_id)
        .filter(lot::Column::CooperativeId.eq(household.cooperative_id))
        .one(conn)
        .await?
        .ok_or_else(none)?;
    let line = own_line(&current, household_id);
    let goods = delivered(conn, cycle, household_id).await?;
    let nothing = line.is_none() && goods.own_g == 0;
    if nothing || current.boxes.is_none() || !current.covers.is_empty() {
        return Err(none());
    }
    let product = product::Entity::find_by_id(root_lot.product_id)
        .one(conn)
        .await?;
    let product = product.ok_or(ProceedsError::Missing {
        what: "product",
        id: root_lot.product_id,
    })?;
    let mut partners = partners(conn, vec![household.cooperative_id]).await?;
    let items = match &line {
        Some(line) => items(conn, line.line_id).await?,
        None => Vec::new(),
    };
    let own = |view: &CycleView| own_line(view, household_id);
    Ok(BoxSlip {
        cooperative: partners
            .remove(&household.cooperative_id)
            .unwrap_or_default(),
        product,
        cycle_id: cycle.id,
        boxes: current.boxes,
        pool: Money::fen(cycle.amount_fen),
        own_g: goods.own_g,
        lot_g: goods.lot_g,
        own_weight: line.as_ref().map_or(0, |line| line.weight),
        weight_total: cycle.weight_total,
        advance_left: advance_left(conn, household_id, cycle.id).await?,
        reversed: earlier.iter().filter_map(own).collect(),
        at: cycle.at,
        root_lot,
        household,
        line,
        items,
    })
}

pub(super) fn own_line(view: &CycleView, household_id: i64) -> Option<LineView> {
    view.lines
        .iter()
        .find(|line| line.household_id == Some(household_id))
        .cloned()
}

async fn settled(
    conn: &impl ConnectionTrait,
    household: &household::Model,
    deal_id: i64,
) -> Result<(deal::Model, settlement::Model), ProceedsError> {
    let deal = deal::Entity::find_by_id(deal_id)
        .filter(deal::Column::SellerId.eq(household.cooperative_id))
        .one(conn)
        .await?;
    let settlement = settlement::Entity::find()
        .filter(settlement::Column::DealId.eq(deal_id))
        .one(conn)
        .await?;
    deal.zip(settlement)
        .ok_or(ProceedsError::NotSettled(deal_id))
}

async fn goods_of(
    conn: &impl ConnectionTrait,
    deal: &deal::Model,
    settlement: &settlement::Model,
) -> Result<(instrument::Model, lot::Model), ProceedsError> {
    let instrument = instrument::Entity::find_by_id(deal.instrument_id)
        .one(conn)
        .await?;
    let instrument = instrument.ok_or(ProceedsError::Missing {
        what: "instrument",
        id: deal.instrument_id,
    })?;
    let root = lot::Entity::find_by_id(settlement.root_lot_id)
        .one(conn)
        .await?;
    let root = root.ok_or(ProceedsError::Missing {
        what: "lot",
        id: settlement.root_lot_id,
    })?;
    Ok((instrument, root))
}

async fn items(
    conn: &impl ConnectionTrait,
    line_id: i64,
) -> Result<Vec<AdvanceItem>, ProceedsError> {
    let taken = recovery::Entity::find()
        .filter(recovery::Column::LineId.eq(line_id))
        .order_by_asc(recovery::Column::Id)
        .all(conn)
        .await?;
    let rows = advance::Entity::find()
        .filter(advance::Column::Id.is_in(taken.iter().map(|row| row.advance_id)))
        .all(conn)
        .await?;
    let mut advances: BTreeMap<i64, advance::Model> =
        rows.into_iter().map(|row| (row.id, row)).collect();
    let item = |row: &recovery::Model| {
        let advance = advances.remove(&row.advance_id);
        let advance = advance.ok_or(ProceedsError::Missing {
            what: "advance",
            id: row.advance_id,
        })?;
        Ok(AdvanceItem {
            advance,
            recovered: Money::fen(row.amount_fen),
        })
    };
    taken.iter().map(item).collect()
}

/// What is left of a household's advances after a cycle, so that a slip printed twice is the same.
async fn advance_left(
    conn: &impl ConnectionTrait,
    household_id: i64,
    cycle_id: i64,
) -> Result<Money, ProceedsError> {
    let advances = advance::Entity::find()
        .filter(advance::Column::HouseholdId.eq(household_id))
        .all(conn)
        .await?;
    let given = Money::sum(advances.iter().map(|row| Money::fen(row.amount_fen)))?;
    let lines = pool_line::Entity::find()
        .filter(pool_line::Column::HouseholdId.eq(household_id))
        .filter(pool_line::Column::CycleId.lte(cycle_id))
        .all(conn)
        .await?;
    let cycles = pool_cycle::Entity::find()
        .filter(pool_cycle::Column::Id.is_in(lines.iter().map(|line| line.cycle_id)))
        .filter(pool_cycle::Column::State.eq(pool_cycle::State::Posted))
        .all(conn)
        .await?;
    let counts = |line: &&pool_line::Model| cycles.iter().any(|cycle| cycle.id == line.cycle_id);
    let recovered = lines
        .iter()
        .filter(counts)
        .map(|line| Money::fen(line.recovered_fen));
    Ok(given.checked_sub(Money::sum(recovered)?)?)
}
