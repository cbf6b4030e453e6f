//! What a consignment becomes when its claim window is over: the waterfall, and once a day the
//! split of its lots' pools.
//!
//! Layout: `settle` posts one consignment, `cycles` closes a day, this file finds what is due and
//! what waits.
//!
//! Ordering: the purchase's row, the consignment's, its root lots by number, then accounts; so that
//! a pool that is being split and a sale that pays into it follow one another.
//!
//! Invariants: a sale is posted once, when no claim is open and every refund has succeeded; what it
//! posts is what its escrow holds, which it leaves at zero; each part of a sale that pays into a
//! pool is split by exactly one cycle that counts.

mod cycles;
mod settle;
#[cfg(test)]
mod tests;

use catalog::database::Database;
use catalog::scope::Scope;
use ledger::postings::PostingError;
use ledger::waterfall::SettlementError;
use ledger::{AccountError, ApportionError, Code, Money, MoneyError, TransferError, WeightError};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use thiserror::Error;

use super::consignment::ConsignmentError;
use super::consignment::state::Refused;
use crate::books::BooksError;
use crate::entity::{consignment, sale};
pub use cycles::{DAY_SETTING, Haste, cycles_due, failed as failed_splits};
pub use settle::settle;

/// Consignments of one look.
const LOOK: i64 = 100;

/// Why a consignment was not settled.
#[derive(Debug, Error)]
pub enum SaleError {
    /// A row that others name is gone.
    #[error("{what} {id} is not there")]
    Missing {
        /// What it is.
        what: &'static str,
        /// Its number.
        id: i64,
    },
    /// What stays of its lines is not what its escrow holds.
    #[error(
        "lines of {lines} stand against {escrow} in the escrow of consignment {consignment_id}"
    )]
    Escrow {
        /// The consignment.
        consignment_id: i64,
        /// What stays of lines and surcharge.
        lines: Money,
        /// What the books have free.
        escrow: Money,
    },
    /// The consignment cannot be told or changed.
    #[error(transparent)]
    Consignment(#[from] ConsignmentError),
    /// The sale cannot be settled.
    #[error(transparent)]
    Settlement(#[from] SettlementError),
    /// The event cannot be posted.
    #[error(transparent)]
    Posting(#[from] PostingError),
    /// The books refused.
    #[error(transparent)]
    Books(#[from] BooksError),
    /// An amount does not fit.
    #[error("an amount does not fit")]
    Money(#[from] MoneyError),
    /// A price cannot be parted.
    #[error("a price cannot be parted")]
    Apportion(#[from] ApportionError),
    /// A weight outside its range.
    #[error("weight out of range")]
    Weight(#[from] WeightError),
    /// An account that the chart does not keep.
    #[error("an account of the sale does not exist")]
    Account(#[from] AccountError),
    /// A set cannot be named.
    #[error("a set of the sale cannot be named")]
    Transfer(#[from] TransferError),
    /// The database refused.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

impl From<Refused> for SaleError {
    fn from(error: Refused) -> Self {
        ConsignmentError::from(error).into()
    }
}

impl SaleError {
    /// What the reserve is short of, if the settlement only waits for it: (needed, available).
    pub fn short_of_reserve(&self) -> Option<(Money, Money)> {
        match self {
            Self::Settlement(SettlementError::ShortOfReserve { needed, available })
            | Self::Posting(PostingError::ShortOfReserve { needed, available }) => {
                Some((*needed, *available))
            }
            Self::Books(BooksError::Short {
                account,
                needed,
                available,
            }) if account.code() == Code::Reserve => Some((*needed, *available)),
            _ => None,
        }
    }
}

/// A consignment whose window is over and which waits for the reserve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The consignment.
    pub consignment: consignment::Model,
    /// What the reserve would have to give.
    pub needed: Money,
    /// What it has.
    pub available: Money,
}

/// Settles every consignment whose claim window is over and about which nothing is open, each in a
/// transaction of its own, and answers how many; one that cannot be settled stops no other.
///
/// # Errors
/// When the database cannot say which.
pub async fn due(db: &Database, now: i64) -> Result<u64, DbErr> {
    let (mut settled, mut waiting, mut after) = (0, 0u32, 0);
    loop {
        let some = ready(db.read(), now, after).await?;
        let Some(last) = some.last() else { break };
        after = *last;
        for id in some {
            match settle_one(db, id, now).await {
                Ok(done) => settled += u64::from(done),
                Err(error) => {
                    waiting += 1;
                    report(id, &error);
                }
            }
        }
    }
    metrics::gauge!("sanbao_sales_waiting").set(waiting);
    metrics::counter!("sanbao_sales_settled_total").increment(settled);
    Ok(settled)
}

async fn settle_one(db: &Database, id: i64, now: i64) -> Result<bool, SaleError> {
    // One that is short of reserve is told without taking the turn of writers.
    let planned = settle::Plan::read(db.read(), id).await?;
    planned.figures(settle::reserve(db.read()).await?)?;
    let tx = db.write().await?;
    let done = settle(&tx, id, now).await?;
    tx.commit().await?;
    Ok(done.is_some())
}

/// A consignment that waits for the reserve is looked at every moment, and is a task on a page.
fn report(consignment: i64, error: &SaleError) {
    let error_text = error as &dyn std::error::Error;
    match error.short_of_reserve() {
        Some(short) => tracing::debug!(consignment, ?short, "a sale waits for the reserve"),
        None => tracing::error!(consignment, error = error_text, "a sale waits"),
    }
}

#[derive(FromQueryResult)]
struct Id {
    id: i64,
}

/// Consignments received whose window is over and about which nothing is open, by number.
async fn ready(conn: &impl ConnectionTrait, now: i64, after: i64) -> Result<Vec<i64>, DbErr> {
    const READY: &str = "SELECT consignment.id FROM consignment \
        WHERE consignment.state = 'received' AND consignment.due_at <= $1 \
        AND consignment.window_ends_at <= $1 \
        AND consignment.id > $2 \
        AND NOT EXISTS (SELECT 1 FROM claim WHERE claim.consignment_id = consignment.id \
            AND claim.state = 'open') \
        AND NOT EXISTS (SELECT 1 FROM refund WHERE refund.consignment_id = consignment.id \
            AND refund.state <> 'succeeded') \
        ORDER BY consignment.id LIMIT $3";
    let values = [now.into(), after.into(), LOOK.into()];
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), READY, values);
    let rows = Id::find_by_statement(statement).all(conn).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// What waits for the reserve now, for the operator.
///
/// # Errors
/// When the database does, or a row cannot be read.
pub async fn waiting(conn: &impl ConnectionTrait, now: i64) -> Result<Vec<Waiting>, SaleError> {
    let reserve = settle::reserve(conn).await?;
    let (mut waiting, mut after) = (Vec::new(), 0);
    loop {
        let some = ready(conn, now, after).await?;
        let Some(last) = some.last() else {
            return Ok(waiting);
        };
        after = *last;
        for id in some {
            let plan = settle::Plan::read(conn, id).await?;
            let Err(error) = plan.figures(reserve) else {
                continue;
            };
            if let Some((needed, available)) = error.short_of_reserve() {
                waiting.push(Waiting {
                    consignment: plan.consignment,
                    needed,
                    available,
                });
            }
        }
    }
}

/// Posted sales that the asker may see with their consignments, the latest first.
///
/// # Errors
/// When the database does.
pub async fn sales(
    conn: &impl ConnectionTrait,
    scope: Scope,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<(sale::Model, consignment::Model)>, DbErr> {
    let own = sea_orm::sea_query::Query::select()
        .column(consignment::Column::Id)
        .from(consignment::Entity)
        .cond_where(scope.cooperative_rows(consignment::Column::CooperativeId))
        .to_owned();
    let mut asked = sale::Entity::find().filter(sale::Column::ConsignmentId.in_subquery(own));
    if let Some(before) = before {
        asked = asked.filter(sale::Column::Id.lt(before));
    }
    let rows = asked
        .order_by_desc(sale::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    let parcels = consignment::Entity::find()
        .filter(consignment::Column::Id.is_in(rows.iter().map(|row| row.consignment_id)))
        .all(conn)
        .await?;
    let of = |row: sale::Model| {
        let parcel = parcels.iter().find(|one| one.id == row.consignment_id)?;
        Some((row, parcel.clone()))
    };
    Ok(rows.into_iter().filter_map(of).collect())
}
