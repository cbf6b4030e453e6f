//! The end of a day: the pool of every root lot that sold boxes is split once.
//!
//! A day ends at 24:00 at UTC+8. Sales that fell due by then are settled first, so that it does not
//! matter who looks at the clock first; days that nobody saw pass are closed as one.

use catalog::database::Database;
use catalog::working_days::Day;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, FromQueryResult, Set, Statement};

use crate::entity::setting;
use crate::proceeds::ProceedsError;
use crate::proceeds::cycle::split_sales;

/// The setting that remembers the day up to which pools are split.
pub const DAY_SETTING: &str = "retail_day";

/// Splits the pools of the day that is over, each in a transaction of its own, and answers how many;
/// one that cannot be split stops no other and is tried again.
///
/// # Errors
/// When the database cannot say which.
pub async fn cycles_due(db: &Database, now: i64) -> Result<u64, DbErr> {
    let today = Day::of(now).to_string();
    let known = setting::Entity::find_by_id(DAY_SETTING)
        .one(db.read())
        .await?;
    // A day is written as year, month and day, so that the words sort as the days do.
    match known {
        Some(known) if known.value >= today => return Ok(0),
        Some(_) => {}
        None => return remember(db, today).await.map(|()| 0),
    }
    super::due(db, now).await?;
    let (mut split, mut failed) = (0, false);
    for root_lot_id in unsplit(db.read()).await? {
        match split_one(db, root_lot_id, now).await {
            Ok(done) => split += u64::from(done),
            Err(error) => {
                failed = true;
                tracing::error!(
                    root_lot_id,
                    error = &error as &dyn std::error::Error,
                    "a pool waits to be split"
                );
            }
        }
    }
    if !failed {
        remember(db, today).await?;
    }
    metrics::counter!("sanbao_retail_cycles_total").increment(split);
    Ok(split)
}

async fn split_one(db: &Database, root_lot_id: i64, now: i64) -> Result<bool, ProceedsError> {
    let tx = db.write().await?;
    let ran = split_sales(&tx, root_lot_id, now).await?;
    tx.commit().await?;
    Ok(ran.is_some())
}

async fn remember(db: &Database, day: String) -> Result<(), DbErr> {
    let tx = db.write().await?;
    let row = setting::ActiveModel {
        name: Set(DAY_SETTING.to_owned()),
        value: Set(day),
    };
    let or_renew = OnConflict::column(setting::Column::Name)
        .update_column(setting::Column::Value)
        .to_owned();
    setting::Entity::insert(row)
        .on_conflict(or_renew)
        .exec_without_returning(&*tx)
        .await?;
    tx.commit().await
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
