//! A household's season: what it delivered, the sales that went into, and what it was paid.

use std::collections::BTreeMap;

use catalog::entity::{advance, household, lot};
use catalog::households::{deliveries, household as household_row};
use catalog::lots::Ticket;
use catalog::scope::Scope;
use ledger::{Money, MoneyError};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::ProceedsError;
use super::lines::{Boxes, CycleView, LineView, State, Trail, boxes_by_end, cycles_of, end, trail};
use super::paid::{Paid, paid_states};
use super::slip::own_line;
use crate::entity::{deal, pool_cycle, pool_line, recovery, settlement};

/// A household's season.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseholdSeason {
    /// The household.
    pub household: household::Model,
    /// Its weigh tickets with their corrections, oldest first.
    pub deliveries: Vec<Ticket>,
    /// The sales that its harvest went into, oldest first.
    pub sales: Vec<Sale>,
    /// The days of boxes that its harvest went into, oldest first.
    pub boxes: Vec<BoxDay>,
    /// Its advances, oldest first.
    pub advances: Vec<AdvanceState>,
    /// Its sums.
    pub totals: SeasonTotals,
}

/// A sale of one of its lots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// The deal.
    pub deal: deal::Model,
    /// Gross, every deduction, and the pool.
    pub settlement: settlement::Model,
    /// The numbers of the deals whose pool was split together with this one's.
    pub covers: Vec<String>,
    /// What stood in the pool when it was split.
    pub pool: Money,
    /// What of that boxes brought.
    pub boxes: Boxes,
    /// The household's line; the last of several deals that were split together shows it.
    pub line: Option<LineView>,
    /// Its lines that were reversed.
    pub reversed: Vec<LineView>,
}

/// What the boxes of a day brought one of its lots, split without a deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoxDay {
    /// The root lot.
    pub root_lot: lot::Model,
    /// The cycle in force.
    pub cycle: pool_cycle::Model,
    /// The boxes.
    pub boxes: Boxes,
    /// The household's line; nothing while the pool waits.
    pub line: Option<LineView>,
    /// Its lines that were reversed.
    pub reversed: Vec<LineView>,
}

/// An advance and what is left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdvanceState {
    /// The advance.
    pub advance: advance::Model,
    /// What lines paid back.
    pub recovered: Money,
    /// What is still owed.
    pub left: Money,
}

/// A household's sums over its season; reversed lines count for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeasonTotals {
    /// Grams that its tickets count.
    pub delivered_g: i64,
    /// Its shares.
    pub share: Money,
    /// What advances took of them.
    pub recovered: Money,
    /// What it is owed of them in all.
    pub payable: Money,
    /// What of that was paid by the bank.
    pub paid: Money,
    /// What stands in a bank file without an answer.
    pub in_file: Money,
    /// What is still owed and in no file.
    pub owed: Money,
    /// What it still owes of its advances.
    pub advance_left: Money,
}

/// A household's season.
///
/// # Errors
/// `Household` where the asker may not see it.
pub async fn household_season(
    conn: &impl ConnectionTrait,
    scope: Scope,
    household_id: i64,
) -> Result<HouseholdSeason, ProceedsError> {
    let household = household_row(conn, scope, household_id).await?;
    let deliveries = deliveries(conn, scope, household_id).await?;
    let sales = sales(conn, household_id).await?;
    let boxes = box_days(conn, &household).await?;
    let advances = advances(conn, household_id).await?;
    let lines = sales.iter().filter_map(|sale| sale.line.as_ref());
    let lines = lines.chain(boxes.iter().filter_map(|day| day.line.as_ref()));
    let mut totals = totals(lines, &advances)?;
    for ticket in &deliveries {
        totals.delivered_g += ticket.counted()?.as_g();
    }
    Ok(HouseholdSeason {
        household,
        deliveries,
        sales,
        boxes,
        advances,
        totals,
    })
}

/// Every settlement that a line of the household came from, oldest first.
async fn sales(conn: &impl ConnectionTrait, household_id: i64) -> Result<Vec<Sale>, ProceedsError> {
    let lots = lots_of(conn, household_id).await?;
    let settlements = settlement::Entity::find()
        .filter(settlement::Column::RootLotId.is_in(lots))
        .order_by_asc(settlement::Column::Id)
        .all(conn)
        .await?;
    let deals = deal::Entity::find()
        .filter(deal::Column::Id.is_in(settlements.iter().map(|row| row.deal_id)))
        .all(conn)
        .await?;
    let mut deals: BTreeMap<i64, deal::Model> =
        deals.into_iter().map(|deal| (deal.id, deal)).collect();
    let mut sales = Vec::with_capacity(settlements.len());
    for settlement in settlements {
        let deal = deals.remove(&settlement.deal_id);
        let deal = deal.ok_or(ProceedsError::Missing {
            what: "deal",
            id: settlement.deal_id,
        })?;
        let Trail { current, earlier } = trail(conn, &settlement).await?;
        let own = |view: &CycleView| own_line(view, household_id);
        let reversed: Vec<LineView> = earlier.iter().filter_map(own).collect();
        let Some(current) = current else { continue };
        // Of deals split together the last shows the line, so that no line counts twice.
        let shows = current.covers.last() == Some(&deal.number);
        let line = own(&current).filter(|_| shows);
        let pool = Money::fen(current.cycle.amount_fen);
        sales.push(Sale {
            deal,
            settlement,
            covers: current.covers,
            pool,
            boxes: current.boxes,
            line,
            reversed,
        });
    }
    Ok(sales)
}

/// The cycles in force of its lots that boxes brought and no deal, oldest first.
async fn box_days(
    conn: &impl ConnectionTrait,
    household: &household::Model,
) -> Result<Vec<BoxDay>, ProceedsError> {
    let mut days = Vec::new();
    for root_lot_id in lots_of(conn, household.id).await? {
        let root_lot = lot::Entity::find_by_id(root_lot_id).one(conn).await?;
        let root_lot = root_lot.ok_or(ProceedsError::Missing {
            what: "lot",
            id: root_lot_id,
        })?;
        let cycles = cycles_of(conn, root_lot_id).await?;
        let boxes = boxes_by_end(conn, &cycles).await?;
        let mut own = own_lines(conn, household, &cycles).await?;
        let ends: Vec<usize> = (0..cycles.len()).map(|place| end(&cycles, place)).collect();
        for (place, cycle) in cycles.iter().enumerate() {
            let into_it = |from: &usize| ends[*from] == place;
            let parts: Vec<usize> = (0..cycles.len()).filter(into_it).collect();
            let of_deal = |from: &usize| cycles[*from].settlement_id.is_some();
            let Some(boxes) = boxes.get(&cycle.id).filter(|_| !parts.iter().any(of_deal)) else {
                continue;
            };
            let before = parts.iter().filter(|from| **from != place);
            let reversed = before.filter_map(|from| own.remove(&cycles[*from].id));
            let reversed: Vec<LineView> = reversed.collect();
            days.push(BoxDay {
                root_lot: root_lot.clone(),
                boxes: *boxes,
                line: own.remove(&cycle.id),
                reversed,
                cycle: cycle.clone(),
            });
        }
    }
    days.sort_by_key(|day| (day.cycle.at, day.cycle.id));
    Ok(days)
}

/// The household's lines of these cycles, by cycle.
async fn own_lines(
    conn: &impl ConnectionTrait,
    household: &household::Model,
    cycles: &[pool_cycle::Model],
) -> Result<BTreeMap<i64, LineView>, DbErr> {
    let rows = pool_line::Entity::find()
        .filter(pool_line::Column::HouseholdId.eq(household.id))
        .filter(pool_line::Column::CycleId.is_in(cycles.iter().map(|cycle| cycle.id)))
        .all(conn)
        .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut paid = paid_states(conn, &ids).await?;
    let reversed: Vec<i64> = cycles
        .iter()
        .filter(|cycle| cycle.state == State::Reversed)
        .map(|cycle| cycle.id)
        .collect();
    let view = |row: pool_line::Model| {
        let stands = paid.remove(&row.id).unwrap_or(Paid::Owed);
        let line = LineView {
            line_id: row.id,
            household_id: Some(household.id),
            code: household.code.clone(),
            weight: row.weight,
            share: Money::fen(row.share_fen),
            recovered: Money::fen(row.recovered_fen),
            payable: Money::fen(row.payable_fen),
            paid: match reversed.contains(&row.cycle_id) {
                true => Paid::Reversed,
                false => stands,
            },
        };
        (row.cycle_id, line)
    };
    Ok(rows.into_iter().map(view).collect())
}

/// The root lots in whose pools the household has a line.
async fn lots_of(conn: &impl ConnectionTrait, household_id: i64) -> Result<Vec<i64>, DbErr> {
    let lines = pool_line::Entity::find()
        .filter(pool_line::Column::HouseholdId.eq(household_id))
        .all(conn)
        .await?;
    let cycles = pool_cycle::Entity::find()
        .filter(pool_cycle::Column::Id.is_in(lines.iter().map(|line| line.cycle_id)))
        .all(conn)
        .await?;
    let mut lots: Vec<i64> = cycles.into_iter().map(|cycle| cycle.root_lot_id).collect();
    lots.sort_unstable();
    lots.dedup();
    Ok(lots)
}

async fn advances(
    conn: &impl ConnectionTrait,
    household_id: i64,
) -> Result<Vec<AdvanceState>, ProceedsError> {
    let rows = advance::Entity::find()
        .filter(advance::Column::HouseholdId.eq(household_id))
        .order_by_asc(advance::Column::GivenOn)
        .order_by_asc(advance::Column::Id)
        .all(conn)
        .await?;
    let taken = recovery::Entity::find()
        .filter(recovery::Column::AdvanceId.is_in(rows.iter().map(|row| row.id)))
        .all(conn)
        .await?;
    let counting = counting_lines(conn, household_id).await?;
    let mut advances = Vec::with_capacity(rows.len());
    for advance in rows {
        let of_it = taken
            .iter()
            .filter(|row| row.advance_id == advance.id && counting.contains(&row.line_id));
        let recovered = Money::sum(of_it.map(|row| Money::fen(row.amount_fen)))?;
        let left = Money::fen(advance.amount_fen).checked_sub(recovered)?;
        advances.push(AdvanceState {
            advance,
            recovered,
            left,
        });
    }
    Ok(advances)
}

/// The household's lines of cycles that are in force.
async fn counting_lines(conn: &impl ConnectionTrait, household_id: i64) -> Result<Vec<i64>, DbErr> {
    let lines = pool_line::Entity::find()
        .filter(pool_line::Column::HouseholdId.eq(household_id))
        .all(conn)
        .await?;
    let cycles = pool_cycle::Entity::find()
        .filter(pool_cycle::Column::Id.is_in(lines.iter().map(|line| line.cycle_id)))
        .filter(pool_cycle::Column::State.eq(pool_cycle::State::Posted))
        .all(conn)
        .await?;
    let in_force = |line: &&pool_line::Model| cycles.iter().any(|one| one.id == line.cycle_id);
    Ok(lines.iter().filter(in_force).map(|line| line.id).collect())
}

fn totals<'a>(
    lines: impl Iterator<Item = &'a LineView>,
    advances: &[AdvanceState],
) -> Result<SeasonTotals, MoneyError> {
    let mut totals = SeasonTotals::default();
    for line in lines {
        totals.share = totals.share.checked_add(line.share)?;
        totals.recovered = totals.recovered.checked_add(line.recovered)?;
        totals.payable = totals.payable.checked_add(line.payable)?;
        let column = match line.paid {
            Paid::Paid { .. } => &mut totals.paid,
            Paid::InFile => &mut totals.in_file,
            Paid::Owed | Paid::Batched | Paid::Returned { .. } => &mut totals.owed,
            Paid::Reversed => continue,
        };
        *column = column.checked_add(line.payable)?;
    }
    totals.advance_left = Money::sum(advances.iter().map(|advance| advance.left))?;
    Ok(totals)
}
