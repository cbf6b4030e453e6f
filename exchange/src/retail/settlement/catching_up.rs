//! Which days of a provider have been asked for, and the asking.

use catalog::database::Database;
use catalog::working_days::{DAY_MS, Day};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    Set,
};

use super::{Expected, SettlementError, expect};
use crate::bank::task::settle_waiting;
use crate::entity::{payment_attempt, setting};
use crate::retail::payment::{PaymentError, Providers, look};

/// The most days that one pass asks for.
const DAYS_MAX: u32 = 400;

/// Asks a provider about every day that has ended and was not asked for, and takes money in that
/// came before its statement; answers how many settlements moved.
///
/// # Errors
/// `Payment` where the provider cannot be reached; the day is asked for again.
pub(crate) async fn catch_up(
    db: &Database,
    providers: &Providers,
    provider: &str,
    now: i64,
) -> Result<u64, SettlementError> {
    let yesterday = Day::of(now - DAY_MS);
    let mut done = 0;
    let mut days = 0;
    let mut next = next_day(db.read(), provider).await?;
    while let Some(day) = next.filter(|day| *day <= yesterday && days < DAYS_MAX) {
        let expected = fetch(db, providers, (provider, day), now).await?;
        done += u64::from(matches!(expected, Some(Expected::Fresh(_))));
        next = Some(day.next());
        days += 1;
    }
    Ok(done + settle_waiting(db, now).await.map_err(Box::new)?)
}

/// Asks a provider what it pays for a day, and expects it; asking again changes nothing.
///
/// # Errors
/// `Payment` where the provider cannot be reached.
pub async fn fetch(
    db: &Database,
    providers: &Providers,
    (provider, day): (&str, Day),
    now: i64,
) -> Result<Option<Expected>, SettlementError> {
    let asked = providers.of(provider).map_err(Box::new)?;
    let statement = asked.statement(&day.to_string()).await;
    let statement = statement.map_err(|error| Box::new(PaymentError::from(error)))?;
    // A payment that nobody told us of is heard of before it is counted.
    for (out_no, ..) in statement.iter().flat_map(|statement| &statement.payments) {
        if is_unheard(db.read(), out_no).await? {
            look(db, providers, out_no, now).await.map_err(Box::new)?;
        }
    }
    let tx = db.write().await?;
    let expected = match &statement {
        Some(statement) => Some(expect(&tx, provider, statement, now).await?),
        None => None,
    };
    remember(&tx, provider, day).await?;
    tx.commit().await?;
    if let Some(Expected::Differs(difference)) = &expected {
        let what = difference.text();
        tracing::error!(provider, %day, what, "a provider's statement is not what we know");
    }
    Ok(expected)
}

async fn is_unheard(conn: &impl ConnectionTrait, out_no: &str) -> Result<bool, DbErr> {
    let unheard = payment_attempt::Entity::find()
        .filter(payment_attempt::Column::OutNo.eq(out_no))
        .filter(payment_attempt::Column::State.ne(payment_attempt::State::Paid))
        .one(conn)
        .await?;
    Ok(unheard.is_some())
}

/// The first day that was not asked for; none before a first payment.
async fn next_day(conn: &impl ConnectionTrait, provider: &str) -> Result<Option<Day>, DbErr> {
    if let Some(last) = last_day(conn, provider).await? {
        return Ok(Some(last.next()));
    }
    let first = payment_attempt::Entity::find()
        .filter(payment_attempt::Column::Provider.eq(provider))
        .order_by_asc(payment_attempt::Column::Id)
        .one(conn)
        .await?;
    Ok(first.map(|attempt| Day::of(attempt.asked_at)))
}

/// The last day that was asked for.
async fn last_day(conn: &impl ConnectionTrait, provider: &str) -> Result<Option<Day>, DbErr> {
    let row = setting::Entity::find_by_id(setting_name(provider))
        .one(conn)
        .await?;
    Ok(row.and_then(|row| Day::parse(&row.value)))
}

/// Days go forward only, whoever asks for an earlier one again.
async fn remember(tx: &DatabaseTransaction, provider: &str, day: Day) -> Result<(), DbErr> {
    if last_day(tx, provider)
        .await?
        .is_some_and(|last| day <= last)
    {
        return Ok(());
    }
    let row = setting::ActiveModel {
        name: Set(setting_name(provider)),
        value: Set(day.to_string()),
    };
    let instead = OnConflict::column(setting::Column::Name)
        .update_column(setting::Column::Value)
        .to_owned();
    setting::Entity::insert(row)
        .on_conflict(instead)
        .exec_without_returning(tx)
        .await
        .map(drop)
}

fn setting_name(provider: &str) -> String {
    format!("statements:{provider}")
}
