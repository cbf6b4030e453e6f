//! The one SQL applier of events: exactly once, by the cursor row in the same transaction.

use std::collections::BTreeSet;

use catalog::database::Database;
use engine::{Event, MemberNo, balances_hash};
use ledger::{AccountError, AccountKey, Book, Code, Mode, Party};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QuerySelect, Statement, Value,
};
use thiserror::Error;

use super::decide::{Change, State, Write, decide, name};
use crate::books::{self, BooksError};
use crate::deal::{self, DealError};
use crate::desk::{Cursor, Stamp};
use crate::entity::{account, listing, market_order, projection};
use crate::funds::{self, Answer, FundsError};

/// Events of one transaction, unless a single command has more: small, so that on SQLite a
/// request that waits to write gets its turn soon.
pub const EVENTS_MAX: usize = 256;

/// Why events could not be written; none of their transaction was.
#[derive(Debug, Error)]
pub enum ApplyError {
    /// An instruction's answer does not fit its row.
    #[error("event {}/{}/{} answers no instruction", stamp.shard, stamp.seq, stamp.index)]
    Answer {
        /// The event.
        stamp: Stamp,
        /// What is wrong.
        source: FundsError,
    },
    /// A match does not become a deal.
    #[error("event {}/{}/{} makes no deal", stamp.shard, stamp.seq, stamp.index)]
    Deal {
        /// The event.
        stamp: Stamp,
        /// What is wrong.
        source: Box<DealError>,
    },
    /// An event speaks of a listing or order that has no row.
    #[error("{what} {number} has no row")]
    NoRow {
        /// What it is.
        what: &'static str,
        /// Its number.
        number: i64,
    },
    /// The engine's balances are not the ledger's: nothing may go on.
    #[error(
        "at record {seq} the engine's balances have hash {engine:016x}, the ledger's {ledger:016x}"
    )]
    BalancesDiffer {
        /// The command's sequence.
        seq: u64,
        /// The engine's hash.
        engine: u64,
        /// The hash over the ledger's 2005.
        ledger: u64,
    },
    /// The books refused.
    #[error(transparent)]
    Books(#[from] BooksError),
    /// An account that the chart does not keep.
    #[error("an account of an event does not exist")]
    Account(#[from] AccountError),
    /// The database refused.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

impl ApplyError {
    /// Whether the same events may be written later: the database failed, and broke no rule.
    pub fn may_pass(&self) -> bool {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(self);
        while let Some(error) = cause {
            if let Some(database) = error.downcast_ref::<DbErr>() {
                return database.sql_err().is_none();
            }
            cause = error.source();
        }
        false
    }
}

/// The last event of a shard that was written; the default before the first.
///
/// # Errors
/// When the database does.
pub async fn cursor(conn: &impl ConnectionTrait, shard: u32) -> Result<Cursor, DbErr> {
    let row = projection::Entity::find_by_id(i64::from(shard))
        .one(conn)
        .await?;
    Ok(row.map_or_else(Cursor::default, |row| cursor_of(&row)))
}

/// Writes the events of whole commands in one transaction of its own.
///
/// # Errors
/// See [`ApplyError`]; nothing was written then.
pub async fn apply(
    db: &Database,
    state: &State,
    events: &[(Stamp, Event)],
) -> Result<(), ApplyError> {
    let tx = db.write().await?;
    write(&tx, state, events).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes the events of whole commands in the caller's transaction; those at or before the cursor
/// are passed over.
///
/// # Errors
/// See [`ApplyError`]; the caller drops its transaction.
pub async fn write(
    tx: &DatabaseTransaction,
    state: &State,
    events: &[(Stamp, Event)],
) -> Result<(), ApplyError> {
    let Some((last, _)) = events.last() else {
        return Ok(());
    };
    let from = locked_cursor(tx, last.shard).await?;
    let fresh = |stamp: &Stamp| {
        Cursor {
            seq: stamp.seq,
            index: stamp.index,
        } > from
    };
    let decided: Vec<(Stamp, Write)> = events
        .iter()
        .filter(|(stamp, _)| fresh(stamp))
        .flat_map(|(stamp, event)| {
            decide(state, stamp, event)
                .into_iter()
                .map(|write| (*stamp, write))
        })
        .collect();
    let accounts: BTreeSet<AccountKey> = accounts(state, &decided)?.into_iter().collect();
    if !accounts.is_empty() {
        books::lock(tx, &accounts.into_iter().collect::<Vec<_>>()).await?;
    }
    // New orders come in runs, and one statement writes a run.
    let mut placed = Vec::new();
    for (stamp, write) in decided {
        match write {
            Write::Placed(row) => placed.push(row.into_active_model()),
            write => {
                place(tx, &mut placed).await?;
                write_one(tx, state, stamp, write).await?;
            }
        }
    }
    place(tx, &mut placed).await?;
    if fresh(last) {
        move_cursor(tx, last).await?;
    }
    Ok(())
}

/// The accounts that are there before these events and may move by them.
fn accounts(state: &State, decided: &[(Stamp, Write)]) -> Result<Vec<AccountKey>, AccountError> {
    let mut accounts = Vec::new();
    for (_, write) in decided {
        match write {
            Write::Answer {
                member: Some(member),
                ..
            } => {
                let party = Party::Member(*member);
                accounts.push(AccountKey::custody(Code::MemberCash, party.clone())?);
                for code in [Code::DeskInTransit, Code::Desk] {
                    let mode = Mode::Venue(state.venue);
                    accounts.push(AccountKey::new(Book::Custody, code, party.clone(), mode)?);
                }
            }
            Write::Deal(matched) => {
                let (party, mode) = (Party::Member(matched.buyer_id), Mode::Venue(state.venue));
                accounts.push(AccountKey::new(Book::Custody, Code::Desk, party, mode)?);
            }
            _ => {}
        }
    }
    Ok(accounts)
}

async fn write_one(
    tx: &DatabaseTransaction,
    state: &State,
    stamp: Stamp,
    write: Write,
) -> Result<(), ApplyError> {
    match write {
        Write::Answer {
            number, verdict, ..
        } => {
            let answer = Answer {
                venue: state.venue,
                number,
                verdict,
            };
            let written = funds::answered(tx, &answer, stamp.time).await;
            written.map_err(|source| ApplyError::Answer { stamp, source })?;
        }
        Write::Deal(matched) => {
            let created = deal::create(tx, &matched).await.map_err(Box::new);
            created.map_err(|source| ApplyError::Deal { stamp, source })?;
        }
        Write::Listed(row) => insert(tx, row).await?,
        Write::Placed(row) => insert(tx, row).await?,
        Write::Trade(row) => insert(tx, row).await?,
        Write::Change(changed) => change(tx, state, changed).await?,
        Write::Checkpoint { hash } => compare(tx, state, (stamp.seq, hash)).await?,
    }
    Ok(())
}

async fn place(
    tx: &DatabaseTransaction,
    placed: &mut Vec<market_order::ActiveModel>,
) -> Result<(), DbErr> {
    let rows = std::mem::take(placed);
    if rows.is_empty() {
        return Ok(());
    }
    market_order::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

async fn insert<M, A>(tx: &DatabaseTransaction, row: M) -> Result<(), DbErr>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    A::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

async fn change(
    tx: &DatabaseTransaction,
    state: &State,
    changed: Change,
) -> Result<(), ApplyError> {
    let venue = i64::from(state.venue);
    let (what, number, (sql, values)) = match changed {
        Change::ListingTaken { number, left } => ("listing", number, taken(left)),
        Change::ListingEnded {
            number,
            left,
            state,
        } => ("listing", number, ended(left, state)),
        Change::OrderFilled { number, contracts } => ("order", number, filled(contracts)),
        Change::OrderReplaced {
            number,
            price_ticks,
            open,
        } => ("order", number, replaced(price_ticks, open)),
        Change::OrderEnded {
            number,
            outcome,
            at,
        } => ("order", number, gone(outcome, at)),
    };
    let named = [Value::from(venue), number.into()];
    let values = named.into_iter().chain(values);
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    match tx.execute_raw(statement).await?.rows_affected() {
        0 => Err(ApplyError::NoRow { what, number }),
        _ => Ok(()),
    }
}

/// An UPDATE of the row with venue $1 and number $2, and its values from $3 on.
type Update = (&'static str, Vec<Value>);

fn taken(left: i64) -> Update {
    (
        "UPDATE listing SET remaining = $3 WHERE venue = $1 AND number = $2",
        vec![left.into()],
    )
}

fn ended(left: i64, state: listing::State) -> Update {
    let sql = "UPDATE listing SET remaining = $3, state = $4 WHERE venue = $1 AND number = $2";
    (sql, vec![left.into(), state.as_str().into()])
}

fn filled(contracts: i64) -> Update {
    let sql = "UPDATE market_order SET filled = filled + $3 WHERE venue = $1 AND number = $2";
    (sql, vec![contracts.into()])
}

fn replaced(price_ticks: i64, open: i64) -> Update {
    let sql = "UPDATE market_order SET price_ticks = $3, quantity = filled + $4 \
        WHERE venue = $1 AND number = $2";
    (sql, vec![price_ticks.into(), open.into()])
}

fn gone(outcome: &'static str, at: i64) -> Update {
    let sql =
        "UPDATE market_order SET outcome = $3, ended_at = $4 WHERE venue = $1 AND number = $2";
    (sql, vec![outcome.into(), at.into()])
}

/// Compares a checkpoint with the ledger: at this event 2005 must be what the engine holds.
async fn compare(
    tx: &DatabaseTransaction,
    state: &State,
    (seq, engine): (u64, u64),
) -> Result<(), ApplyError> {
    let ledger = balances_hash(desk_balances(tx, state.venue).await?);
    if ledger == engine {
        return Ok(());
    }
    metrics::counter!("sanbao_projection_balances_differ_total").increment(1);
    Err(ApplyError::BalancesDiffer {
        seq,
        engine,
        ledger,
    })
}

/// What each member has in 2005 of a venue, by the sums that its account keeps.
pub(crate) async fn desk_balances(
    conn: &impl ConnectionTrait,
    venue: u32,
) -> Result<Vec<(MemberNo, i64)>, DbErr> {
    let rows = account::Entity::find()
        .filter(account::Column::Code.eq(Code::Desk.to_string()))
        .filter(account::Column::Mode.eq(Mode::Venue(venue).to_string()))
        .all(conn)
        .await?;
    let balance = |row: account::Model| {
        let number = row.party.strip_prefix("member:")?.parse().ok()?;
        Some((
            MemberNo::new(number),
            row.credits_posted_fen - row.debits_posted_fen,
        ))
    };
    Ok(rows.into_iter().filter_map(balance).collect())
}

fn cursor_of(row: &projection::Model) -> Cursor {
    Cursor {
        seq: u64::try_from(row.seq).unwrap_or_default(),
        index: u32::try_from(row.idx).unwrap_or_default(),
    }
}

/// The cursor with its row locked; a missing row is made, so that there is something to lock.
async fn locked_cursor(tx: &DatabaseTransaction, shard: u32) -> Result<Cursor, DbErr> {
    let shard = i64::from(shard);
    const MAKE: &str = "INSERT INTO projection (shard, seq, idx, at) VALUES ($1, 0, 0, 0) \
        ON CONFLICT (shard) DO NOTHING";
    let make = Statement::from_sql_and_values(tx.get_database_backend(), MAKE, [shard.into()]);
    tx.execute_raw(make).await?;
    let row = projection::Entity::find_by_id(shard)
        .lock_exclusive()
        .one(tx)
        .await?;
    Ok(row.map_or_else(Cursor::default, |row| cursor_of(&row)))
}

async fn move_cursor(tx: &DatabaseTransaction, last: &Stamp) -> Result<(), DbErr> {
    const MOVE: &str = "UPDATE projection SET seq = $2, idx = $3, at = $4 WHERE shard = $1";
    let (shard, seq, idx) = name(last);
    let values = [shard.into(), seq.into(), idx.into(), last.time.into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), MOVE, values);
    tx.execute_raw(statement).await.map(|_| ())
}
