//! Which cycle a settlement's money went through, and the lines of it, as pages show them.
//!
//! A settlement starts one cycle, and so does the end of a day with boxes. A held cycle joined the
//! next one of its pool; a reversed one was replaced by the next that says so. Following both ends at
//! the cycle that is in force, which may carry several settlements and boxes of several days.

use std::collections::BTreeMap;

use catalog::entity::household;
use ledger::Money;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    Statement,
};

use super::boxes;
pub use super::boxes::Boxes;
use super::paid::{Paid, paid_states};
use crate::entity::{deal, pool_cycle, pool_line, settlement};
pub use pool_cycle::State;

/// A cycle with its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CycleView {
    /// The cycle.
    pub cycle: pool_cycle::Model,
    /// The numbers of the deals whose money it carries now; none for one not in force.
    pub covers: Vec<String>,
    /// The boxes whose money it carries now; nothing for one not in force.
    pub boxes: Boxes,
    /// The lines, by first weigh ticket.
    pub lines: Vec<LineView>,
}

/// One household's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineView {
    /// The line.
    pub line_id: i64,
    /// The household; nothing where the asker is not to know more than the code.
    pub household_id: Option<i64>,
    /// Its code, which names nobody.
    pub code: String,
    /// Its weight in the pool.
    pub weight: i64,
    /// Its share.
    pub share: Money,
    /// What advances took of it.
    pub recovered: Money,
    /// What is owed of it.
    pub payable: Money,
    /// Where the money is.
    pub paid: Paid,
}

/// The cycles of one settlement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    /// The one in force: posted, held or in suspense; none where nothing reached the pool.
    pub current: Option<CycleView>,
    /// Those before it, oldest first: held ones that joined another, and reversed ones with the
    /// lines that no longer count.
    pub earlier: Vec<CycleView>,
}

/// The cycles that a settlement's pool went through, and days of boxes that it was split with.
///
/// # Errors
/// When the database does.
pub async fn trail(
    conn: &impl ConnectionTrait,
    settlement: &settlement::Model,
) -> Result<Trail, DbErr> {
    let cycles = cycles_of(conn, settlement.root_lot_id).await?;
    let own = path(&cycles, settlement.id);
    let Some(last) = own.last().copied() else {
        return Ok(Trail {
            current: None,
            earlier: Vec::new(),
        });
    };
    let with_it = |place: &usize| {
        let of_boxes = cycles[*place].settlement_id.is_none();
        *place != last && (own.contains(place) || of_boxes && end(&cycles, *place) == last)
    };
    trail_to(conn, &cycles, last, with_it).await
}

/// The cycle in force that a cycle's money is in now, with all that went into it; nothing for a
/// number that is no cycle's.
///
/// # Errors
/// When the database does.
pub async fn trail_of_cycle(
    conn: &impl ConnectionTrait,
    cycle_id: i64,
) -> Result<Option<Trail>, DbErr> {
    let Some(cycle) = pool_cycle::Entity::find_by_id(cycle_id).one(conn).await? else {
        return Ok(None);
    };
    let cycles = cycles_of(conn, cycle.root_lot_id).await?;
    let Some(place) = cycles.iter().position(|one| one.id == cycle_id) else {
        return Ok(None);
    };
    let last = end(&cycles, place);
    let with_it = |place: &usize| *place != last && end(&cycles, *place) == last;
    trail_to(conn, &cycles, last, with_it).await.map(Some)
}

async fn trail_to(
    conn: &impl ConnectionTrait,
    cycles: &[pool_cycle::Model],
    last: usize,
    with_it: impl Fn(&usize) -> bool,
) -> Result<Trail, DbErr> {
    let mut earlier = Vec::new();
    for place in (0..cycles.len()).filter(with_it) {
        let cycle = cycles[place].clone();
        earlier.push(CycleView {
            lines: lines(conn, &cycle).await?,
            covers: Vec::new(),
            boxes: Boxes::default(),
            cycle,
        });
    }
    let cycle = cycles[last].clone();
    let boxes = boxes_by_end(conn, cycles).await?;
    let current = CycleView {
        lines: lines(conn, &cycle).await?,
        covers: covers(conn, cycles, cycle.id).await?,
        boxes: boxes.get(&cycle.id).copied().unwrap_or_default(),
        cycle,
    };
    Ok(Trail {
        current: Some(current),
        earlier,
    })
}

/// All cycles of a root lot's pool, oldest first.
pub(crate) async fn cycles_of(
    conn: &impl ConnectionTrait,
    root_lot_id: i64,
) -> Result<Vec<pool_cycle::Model>, DbErr> {
    pool_cycle::Entity::find()
        .filter(pool_cycle::Column::RootLotId.eq(root_lot_id))
        .filter(pool_cycle::Column::Mode.eq(super::POOL))
        .order_by_asc(pool_cycle::Column::Id)
        .all(conn)
        .await
}

/// Places of the cycles that a settlement went through, the one in force last.
pub(super) fn path(cycles: &[pool_cycle::Model], settlement_id: i64) -> Vec<usize> {
    let own = |cycle: &pool_cycle::Model| cycle.settlement_id == Some(settlement_id);
    let first = cycles.iter().position(own);
    first.map_or_else(Vec::new, |place| path_from(cycles, place))
}

/// The place of the cycle in force that a cycle's money is in now.
pub(crate) fn end(cycles: &[pool_cycle::Model], place: usize) -> usize {
    path_from(cycles, place).last().copied().unwrap_or(place)
}

/// Places of the cycles that a cycle's money went through from there, the one in force last.
fn path_from(cycles: &[pool_cycle::Model], place: usize) -> Vec<usize> {
    let mut path: Vec<usize> = Vec::new();
    let mut next = Some(place);
    // Every step goes to a later cycle, so that there are at most as many steps.
    while let Some(place) = next {
        path.push(place);
        let later = |wanted: &dyn Fn(&pool_cycle::Model) -> bool| {
            cycles[place + 1..]
                .iter()
                .position(wanted)
                .map(|further| place + 1 + further)
        };
        next = match cycles[place].state {
            State::Posted | State::Suspense => None,
            // One that takes reversed cycles' place does not split what else stands in the pool.
            State::Held => later(&|cycle| cycle.replaces.is_none()),
            State::Reversed => later(&|cycle| cycle.replaces.is_some()),
        };
    }
    path
}

/// What boxes brought into the cycles that are in force, by those cycles' numbers.
pub(super) async fn boxes_by_end(
    conn: &impl ConnectionTrait,
    cycles: &[pool_cycle::Model],
) -> Result<BTreeMap<i64, Boxes>, DbErr> {
    let Some(first) = cycles.first() else {
        return Ok(BTreeMap::new());
    };
    let of_cycles = boxes::by_cycle(conn, first.root_lot_id).await?;
    let mut sums: BTreeMap<i64, Boxes> = BTreeMap::new();
    for (place, cycle) in cycles.iter().enumerate() {
        if let Some(boxes) = of_cycles.get(&cycle.id) {
            let sum = sums.entry(cycles[end(cycles, place)].id).or_default();
            *sum = sum.plus(boxes);
        }
    }
    Ok(sums)
}

async fn covers(
    conn: &impl ConnectionTrait,
    cycles: &[pool_cycle::Model],
    cycle_id: i64,
) -> Result<Vec<String>, DbErr> {
    let ends_here = |settlement_id: &i64| {
        path(cycles, *settlement_id)
            .last()
            .is_some_and(|last| cycles[*last].id == cycle_id)
    };
    let settlements: Vec<i64> = cycles
        .iter()
        .filter_map(|cycle| cycle.settlement_id)
        .filter(ends_here)
        .collect();
    let rows = settlement::Entity::find()
        .filter(settlement::Column::Id.is_in(settlements))
        .order_by_asc(settlement::Column::Id)
        .all(conn)
        .await?;
    let deals = deal::Entity::find()
        .filter(deal::Column::Id.is_in(rows.iter().map(|row| row.deal_id)))
        .order_by_asc(deal::Column::Id)
        .all(conn)
        .await?;
    Ok(deals.into_iter().map(|deal| deal.number).collect())
}

/// The lines of a cycle in their order.
pub(super) async fn lines(
    conn: &impl ConnectionTrait,
    cycle: &pool_cycle::Model,
) -> Result<Vec<LineView>, DbErr> {
    let rows = pool_line::Entity::find()
        .filter(pool_line::Column::CycleId.eq(cycle.id))
        .order_by_asc(pool_line::Column::Id)
        .all(conn)
        .await?;
    let households = household::Entity::find()
        .filter(household::Column::Id.is_in(rows.iter().map(|row| row.household_id)))
        .all(conn)
        .await?;
    let codes: BTreeMap<i64, String> = households
        .into_iter()
        .map(|household| (household.id, household.code))
        .collect();
    let mut paid = states_of(conn, cycle, &rows).await?;
    let view = |row: pool_line::Model| LineView {
        line_id: row.id,
        household_id: Some(row.household_id),
        code: codes.get(&row.household_id).cloned().unwrap_or_default(),
        weight: row.weight,
        share: Money::fen(row.share_fen),
        recovered: Money::fen(row.recovered_fen),
        payable: Money::fen(row.payable_fen),
        paid: paid.remove(&row.id).unwrap_or(Paid::Owed),
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Where the money of the lines is; a reversed cycle owes nothing.
pub(super) async fn states_of(
    conn: &impl ConnectionTrait,
    cycle: &pool_cycle::Model,
    rows: &[pool_line::Model],
) -> Result<BTreeMap<i64, Paid>, DbErr> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    match cycle.state {
        State::Reversed => Ok(ids.into_iter().map(|id| (id, Paid::Reversed)).collect()),
        State::Posted | State::Held | State::Suspense => paid_states(conn, &ids).await,
    }
}

/// What a household and all of its lot had delivered when a cycle was split.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// The household's grams.
    pub own_g: i64,
    /// The grams of all.
    pub lot_g: i64,
}

#[derive(FromQueryResult)]
struct Weighed {
    household_id: i64,
    grams: i64,
    weight: i64,
}

/// The grams behind a cycle's weights: corrections count if they came before it.
///
/// Tickets that came into the lot after the cycle are told by its weights, or else by the day on
/// which they were weighed.
pub(super) async fn delivered(
    conn: &impl ConnectionTrait,
    cycle: &pool_cycle::Model,
    household_id: i64,
) -> Result<Delivered, DbErr> {
    let every = weighed(conn, cycle, i64::MAX).await?;
    let whole: i64 = every.iter().map(|one| one.weight).sum();
    let counted = match whole == cycle.weight_total {
        true => every,
        false => weighed(conn, cycle, cycle.at).await?,
    };
    let own = counted.iter().find(|one| one.household_id == household_id);
    Ok(Delivered {
        own_g: own.map_or(0, |one| one.grams),
        lot_g: counted.iter().map(|one| one.grams).sum(),
    })
}

async fn weighed(
    conn: &impl ConnectionTrait,
    cycle: &pool_cycle::Model,
    until: i64,
) -> Result<Vec<Weighed>, DbErr> {
    const WEIGHED: &str = "SELECT counted.household_id, \
        CAST(SUM(counted.grams) AS BIGINT) AS grams, \
        CAST(SUM(counted.grams * counted.factor_bp) AS BIGINT) AS weight FROM ( \
            SELECT intake.household_id, lot.factor_bp, COALESCE((SELECT intake_correction.now_g \
                FROM intake_correction WHERE intake_correction.intake_id = intake.id \
                AND intake_correction.at <= $2 ORDER BY intake_correction.id DESC LIMIT 1), \
                intake.quantity_g) AS grams \
            FROM intake JOIN lot ON lot.id = intake.lot_id \
            WHERE lot.root_id = $1 AND intake.weighed_at <= $3) counted \
        GROUP BY counted.household_id";
    let values = [cycle.root_lot_id.into(), cycle.at.into(), until.into()];
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), WEIGHED, values);
    Weighed::find_by_statement(statement).all(conn).await
}
