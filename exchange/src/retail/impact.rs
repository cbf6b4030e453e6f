//! The end of a box's way: once everything that it left to households has been paid by the bank, that
//! is said once, with what it was and how many households it reached.
//!
//! A payout batch that the bank has answered asks for a look; the look finds the purchases of which
//! every part is sold or cancelled and every line of every pool is paid. One whose line came back
//! waits until it was sent again. A purchase that was given back whole has nothing to tell.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use catalog::database::Database;
use ledger::Money;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult, QuerySelect, Set,
    Statement,
};

use crate::entity::pool_cycle::State;
use crate::entity::{impact, purchase, setting};
use crate::proceeds::lines::{cycles_of, end};
use crate::retail::step::{self, Step};

/// The setting by which an answered batch asks for a look; its value is the batch.
const ASKED: &str = "impact_asked";

/// Asks for a look, in the transaction that takes the bank's last answer on a batch of households.
pub(crate) async fn ask(tx: &DatabaseTransaction, batch_id: i64) -> Result<(), DbErr> {
    let row = setting::ActiveModel {
        name: Set(ASKED.to_owned()),
        value: Set(batch_id.to_string()),
    };
    let or_renew = OnConflict::column(setting::Column::Name)
        .update_column(setting::Column::Value)
        .to_owned();
    setting::Entity::insert(row)
        .on_conflict(or_renew)
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// Tells of every purchase whose money has all arrived, each in a transaction of its own, and answers
/// of how many; looks only after a batch was answered.
///
/// # Errors
/// When the database does.
pub async fn due(db: &Database, now: i64) -> Result<u64, DbErr> {
    let asked = setting::Entity::find_by_id(ASKED).one(db.read()).await?;
    let Some(asked) = asked else {
        return Ok(0);
    };
    let mut arrivals = Arrivals::default();
    let mut told = 0;
    for candidate in candidates(db.read()).await? {
        if let Some(households) = arrivals.reached(db.read(), candidate.id).await? {
            told += u64::from(tell(db, &candidate, households, now).await?);
        }
    }
    // A batch that was answered meanwhile has another number, and asks again.
    let tx = db.write().await?;
    let seen = Statement::from_sql_and_values(
        tx.get_database_backend(),
        "DELETE FROM setting WHERE name = $1 AND value = $2",
        [ASKED.into(), asked.value.into()],
    );
    tx.execute_raw(seen).await?;
    tx.commit().await?;
    Ok(told)
}

#[derive(FromQueryResult)]
struct Candidate {
    id: i64,
    fen: i64,
}

/// Purchases of which nothing is open, something reached a pool, and nobody was told.
async fn candidates(conn: &impl ConnectionTrait) -> Result<Vec<Candidate>, DbErr> {
    const CANDIDATES: &str = "SELECT consignment.purchase_id AS id, \
        CAST(SUM(sale.pool_fen) AS BIGINT) AS fen FROM sale \
        JOIN consignment ON consignment.id = sale.consignment_id \
        WHERE NOT EXISTS (SELECT 1 FROM impact WHERE impact.purchase_id = consignment.purchase_id) \
        AND NOT EXISTS (SELECT 1 FROM consignment other \
            WHERE other.purchase_id = consignment.purchase_id \
            AND other.state NOT IN ('settled', 'cancelled')) \
        GROUP BY consignment.purchase_id HAVING SUM(sale.pool_fen) > 0 \
        ORDER BY consignment.purchase_id";
    let statement = Statement::from_string(conn.get_database_backend(), CANDIDATES);
    Candidate::find_by_statement(statement).all(conn).await
}

/// A root lot's cycles: where each one's money is now, and whom the paid ones reached.
struct Lot {
    ends: BTreeMap<i64, i64>,
    arrived: BTreeMap<i64, BTreeSet<i64>>,
}

/// What has arrived, lot by lot, as far as it was asked for.
#[derive(Default)]
struct Arrivals {
    lots: BTreeMap<i64, Lot>,
}

#[derive(FromQueryResult)]
struct Part {
    root_lot_id: i64,
    cycle_id: Option<i64>,
}

#[derive(FromQueryResult)]
struct Line {
    cycle_id: i64,
    household_id: i64,
    share_fen: i64,
    open: i64,
}

impl Arrivals {
    /// How many households a purchase reached; `None` while some of its money has not arrived.
    async fn reached(
        &mut self,
        conn: &impl ConnectionTrait,
        purchase_id: i64,
    ) -> Result<Option<usize>, DbErr> {
        const PARTS: &str = "SELECT sale_part.root_lot_id, sale_cycle.cycle_id FROM sale_part \
            JOIN sale ON sale.id = sale_part.sale_id \
            JOIN consignment ON consignment.id = sale.consignment_id \
            LEFT JOIN sale_cycle ON sale_cycle.part_id = sale_part.id \
            WHERE consignment.purchase_id = $1 AND sale_part.amount_fen > 0";
        let values = [purchase_id.into()];
        let statement = Statement::from_sql_and_values(conn.get_database_backend(), PARTS, values);
        let mut households: BTreeSet<i64> = BTreeSet::new();
        for part in Part::find_by_statement(statement).all(conn).await? {
            let lot = self.lot(conn, part.root_lot_id).await?;
            let end = part.cycle_id.and_then(|cycle| lot.ends.get(&cycle));
            match end.and_then(|end| lot.arrived.get(end)) {
                Some(reached) => households.extend(reached),
                None => return Ok(None),
            }
        }
        Ok(Some(households.len()))
    }

    async fn lot(&mut self, conn: &impl ConnectionTrait, root: i64) -> Result<&Lot, DbErr> {
        match self.lots.entry(root) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(read(conn, root).await?)),
        }
    }
}

async fn read(conn: &impl ConnectionTrait, root: i64) -> Result<Lot, DbErr> {
    const LINES: &str = "SELECT pool_line.cycle_id, pool_line.household_id, pool_line.share_fen, \
        CAST(CASE WHEN pool_line.payable_fen > 0 AND NOT EXISTS (SELECT 1 FROM payout_part \
            JOIN payout_line ON payout_line.id = payout_part.payout_line_id \
            WHERE payout_part.pool_line_id = pool_line.id AND payout_line.state = 'paid') \
            THEN 1 ELSE 0 END AS BIGINT) AS open FROM pool_line \
        JOIN pool_cycle ON pool_cycle.id = pool_line.cycle_id WHERE pool_cycle.root_lot_id = $1";
    let cycles = cycles_of(conn, root).await?;
    let id = |place: usize| cycles[place].id;
    let ends = (0..cycles.len()).map(|place| (id(place), id(end(&cycles, place))));
    let posted = cycles.iter().filter(|cycle| cycle.state == State::Posted);
    let mut arrived: BTreeMap<i64, BTreeSet<i64>> =
        posted.map(|cycle| (cycle.id, BTreeSet::new())).collect();
    let statement =
        Statement::from_sql_and_values(conn.get_database_backend(), LINES, [root.into()]);
    for line in Line::find_by_statement(statement).all(conn).await? {
        if line.open > 0 {
            arrived.remove(&line.cycle_id);
        } else if line.share_fen > 0
            && let Some(households) = arrived.get_mut(&line.cycle_id)
        {
            households.insert(line.household_id);
        }
    }
    Ok(Lot {
        ends: ends.collect(),
        arrived,
    })
}

/// Writes what is told, once.
async fn tell(
    db: &Database,
    candidate: &Candidate,
    households: usize,
    now: i64,
) -> Result<bool, DbErr> {
    let tx = db.write().await?;
    purchase::Entity::find_by_id(candidate.id)
        .lock_exclusive()
        .one(&*tx)
        .await?;
    if impact::Entity::find_by_id(candidate.id)
        .one(&*tx)
        .await?
        .is_some()
    {
        return Ok(false);
    }
    let households = i64::try_from(households).unwrap_or(i64::MAX);
    let row = impact::ActiveModel {
        purchase_id: Set(candidate.id),
        amount_fen: Set(candidate.fen),
        households: Set(households),
        at: Set(now),
    };
    impact::Entity::insert(row)
        .exec_without_returning(&*tx)
        .await?;
    let told = Step {
        purchase_id: candidate.id,
        consignment_id: None,
        action: step::IMPACT,
        person_id: None,
        note: households.to_string(),
        amount: Some(Money::fen(candidate.fen)),
        at: now,
    };
    step::record(&tx, &told).await?;
    tx.commit().await?;
    Ok(true)
}
