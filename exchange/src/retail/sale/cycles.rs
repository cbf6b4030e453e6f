//! The end of a day: the pool of every root lot that sold boxes is split once.
//!
//! A day ends at 24:00 at UTC+8. Sales that fell due by then are settled first, so that it does not
//! matter who looks at the clock first; days that nobody saw pass are closed as one.
//!
//! A day is closed by writing down which lots are to be split; each is then split in a transaction of
//! its own. One that cannot be split holds up neither the others nor the next day: it is tried again
//! after longer and longer pauses, by the wall clock, and is a task of the operator meanwhile.

use std::error::Error;
use std::time::Duration;

use catalog::database::Database;
use catalog::working_days::Day;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, Set, Statement,
};

use crate::causes::whole_story;
use crate::clock::Clock;
use crate::entity::{setting, waiting_split};
use crate::proceeds::ProceedsError;
use crate::proceeds::cycle::split_sales;

/// The setting that remembers the day up to which pools are split.
pub const DAY_SETTING: &str = "retail_day";
/// The pause after the first failure.
const PAUSE: Duration = Duration::from_secs(30);
/// The longest pause between two tries.
const PAUSE_MAX: Duration = Duration::from_secs(4 * 3600);
/// How much of a reason is kept.
const REASON_CHARS_MAX: usize = 500;

/// Whether lots that could not be split are tried before their time.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Haste {
    /// Those alone whose pause is over.
    Patient,
    /// All of them: somebody asked, or moved the clock.
    AtOnce,
}

/// Splits the pools of the days that are over, each in a transaction of its own, and answers how many;
/// one that cannot be split stops no other and is tried again after a pause that grows.
///
/// # Errors
/// When the database cannot say which.
pub async fn cycles_due(db: &Database, now: i64, haste: Haste) -> Result<u64, DbErr> {
    close_day(db, now).await?;
    let mut split = 0;
    for row in due(db.read(), haste).await? {
        match split_one(db, row.root_lot_id, now).await {
            Ok(done) => split += u64::from(done),
            Err(error) => put_off(db, &row, &error).await?,
        }
    }
    metrics::gauge!("sanbao_splits_waiting").set(failed(db.read()).await?.len() as f64);
    metrics::counter!("sanbao_retail_cycles_total").increment(split);
    Ok(split)
}

/// Writes down what is to be split of the day that is over, once.
async fn close_day(db: &Database, now: i64) -> Result<(), DbErr> {
    let today = Day::of(now).to_string();
    let known = setting::Entity::find_by_id(DAY_SETTING)
        .one(db.read())
        .await?;
    // A day is written as year, month and day, so that the words sort as the days do.
    let first = match known {
        Some(known) if known.value >= today => return Ok(()),
        Some(_) => false,
        None => true,
    };
    if !first {
        super::due(db, now).await?;
    }
    let tx = db.write().await?;
    if !first {
        for root_lot_id in unsplit(&*tx).await? {
            note(&tx, root_lot_id, now).await?;
        }
    }
    remember(&tx, today).await?;
    tx.commit().await
}

async fn note(tx: &DatabaseTransaction, root_lot_id: i64, now: i64) -> Result<(), DbErr> {
    let row = waiting_split::ActiveModel {
        root_lot_id: Set(root_lot_id),
        at: Set(now),
        tries: Set(0),
        due_at: Set(Clock::wall()),
        error: Set(String::new()),
    };
    let unless_waiting = OnConflict::column(waiting_split::Column::RootLotId)
        .do_nothing()
        .to_owned();
    let inserted = waiting_split::Entity::insert(row).on_conflict(unless_waiting);
    inserted.exec_without_returning(tx).await.map(drop)
}

async fn due(
    conn: &impl ConnectionTrait,
    haste: Haste,
) -> Result<Vec<waiting_split::Model>, DbErr> {
    let all = waiting_split::Entity::find().order_by_asc(waiting_split::Column::RootLotId);
    let asked = match haste {
        Haste::Patient => all.filter(waiting_split::Column::DueAt.lte(Clock::wall())),
        Haste::AtOnce => all,
    };
    asked.all(conn).await
}

async fn split_one(db: &Database, root_lot_id: i64, now: i64) -> Result<bool, ProceedsError> {
    let tx = db.write().await?;
    let ran = split_sales(&tx, root_lot_id, now).await?;
    waiting_split::Entity::delete_by_id(root_lot_id)
        .exec(&*tx)
        .await?;
    tx.commit().await?;
    Ok(ran.is_some())
}

/// Writes down why a lot was not split, and when it is tried again.
async fn put_off(
    db: &Database,
    row: &waiting_split::Model,
    error: &ProceedsError,
) -> Result<(), DbErr> {
    let tries = row.tries + 1;
    let pause_ms = pause_ms(tries);
    tracing::error!(
        root_lot_id = row.root_lot_id,
        tries,
        pause_ms,
        error = error as &dyn Error,
        "a pool waits to be split"
    );
    let story = whole_story(error);
    let change = waiting_split::ActiveModel {
        tries: Set(tries),
        due_at: Set(Clock::wall() + pause_ms),
        error: Set(story.chars().take(REASON_CHARS_MAX).collect()),
        ..Default::default()
    };
    let tx = db.write().await?;
    waiting_split::Entity::update_many()
        .set(change)
        .filter(waiting_split::Column::RootLotId.eq(row.root_lot_id))
        .exec(&*tx)
        .await?;
    tx.commit().await
}

/// How long a lot waits after so many tries.
fn pause_ms(tries: i64) -> i64 {
    let doublings = u32::try_from(tries.saturating_sub(1)).unwrap_or(u32::MAX);
    let pause = PAUSE.saturating_mul(1 << doublings.min(20)).min(PAUSE_MAX);
    i64::try_from(pause.as_millis()).unwrap_or(i64::MAX)
}

/// Lots that were tried and could not be split, for the operator.
///
/// # Errors
/// When the database does.
pub async fn failed(conn: &impl ConnectionTrait) -> Result<Vec<waiting_split::Model>, DbErr> {
    waiting_split::Entity::find()
        .filter(waiting_split::Column::Tries.gt(0))
        .order_by_asc(waiting_split::Column::RootLotId)
        .all(conn)
        .await
}

async fn remember(tx: &DatabaseTransaction, day: String) -> Result<(), DbErr> {
    let row = setting::ActiveModel {
        name: Set(DAY_SETTING.to_owned()),
        value: Set(day),
    };
    let or_renew = OnConflict::column(setting::Column::Name)
        .update_column(setting::Column::Value)
        .to_owned();
    let written = setting::Entity::insert(row).on_conflict(or_renew);
    written.exec_without_returning(tx).await.map(drop)
}

#[derive(FromQueryResult)]
struct Lot {
    root_lot_id: i64,
}

/// Root lots with parts of sales that no cycle has split, by number.
async fn unsplit(conn: &impl ConnectionTrait) -> Result<Vec<i64>, DbErr> {
    const UNSPLIT: &str = "SELECT DISTINCT sale_part.root_lot_id FROM sale_part \
        LEFT JOIN sale_cycle ON sale_cycle.part_id = sale_part.id \
        WHERE sale_cycle.part_id IS NULL AND sale_part.amount_fen > 0 \
        ORDER BY sale_part.root_lot_id";
    let statement = Statement::from_string(conn.get_database_backend(), UNSPLIT);
    let rows = Lot::find_by_statement(statement).all(conn).await?;
    Ok(rows.into_iter().map(|row| row.root_lot_id).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_and_stays_below_four_hours() {
        let pauses: Vec<i64> = (1..=4).map(pause_ms).collect();
        assert_eq!(pauses, [30_000, 60_000, 120_000, 240_000]);
        assert_eq!((pause_ms(12), pause_ms(i64::MAX)), (14_400_000, 14_400_000));
    }
}
