//! Batches, lines and parts for pages, and whether a share is paid.

use std::collections::BTreeSet;

use catalog::households::{self, HouseholdError};
use catalog::scope::Scope;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{PayoutError, lines_of};
use crate::entity::{payout_batch, payout_line, payout_part};

/// Ids of one look-up.
const IDS_MAX: usize = 1_000;

/// A batch with its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchView {
    /// The batch.
    pub batch: payout_batch::Model,
    /// Its lines, in the order of the file.
    pub lines: Vec<payout_line::Model>,
}

/// Batches that the asker may see, the newest first.
///
/// # Errors
/// When the database does.
pub async fn batches(
    conn: &impl ConnectionTrait,
    scope: Scope,
    limit: u64,
) -> Result<Vec<payout_batch::Model>, DbErr> {
    payout_batch::Entity::find()
        .filter(scope.cooperative_rows(payout_batch::Column::CooperativeId))
        .order_by_desc(payout_batch::Column::Id)
        .limit(limit)
        .all(conn)
        .await
}

/// One batch with its lines.
///
/// # Errors
/// `UnknownBatch` outside the asker's scope too.
pub async fn batch(
    conn: &impl ConnectionTrait,
    scope: Scope,
    batch_id: i64,
) -> Result<BatchView, PayoutError> {
    let batch = payout_batch::Entity::find_by_id(batch_id)
        .filter(scope.cooperative_rows(payout_batch::Column::CooperativeId))
        .one(conn)
        .await?;
    let batch = batch.ok_or(PayoutError::UnknownBatch(batch_id))?;
    let lines = lines_of(conn, batch_id).await?;
    Ok(BatchView { batch, lines })
}

/// A household's own lines of bank files, the newest first; dropped ones never went out.
///
/// # Errors
/// `UnknownHousehold` outside the asker's scope too.
pub async fn lines_of_household(
    conn: &impl ConnectionTrait,
    scope: Scope,
    household_id: i64,
) -> Result<Vec<payout_line::Model>, HouseholdError> {
    households::household(conn, scope, household_id).await?;
    let lines = payout_line::Entity::find()
        .filter(payout_line::Column::HouseholdId.eq(household_id))
        .filter(payout_line::Column::State.ne(payout_line::State::Dropped))
        .order_by_desc(payout_line::Column::Id)
        .all(conn)
        .await?;
    Ok(lines)
}

/// Which shares of pools each of these bank lines carries: (bank line, pool line).
///
/// # Errors
/// When the database does.
pub async fn parts(
    conn: &impl ConnectionTrait,
    payout_line_ids: &[i64],
) -> Result<Vec<payout_part::Model>, DbErr> {
    let mut parts = Vec::new();
    for chunk in payout_line_ids.chunks(IDS_MAX) {
        let some = payout_part::Column::PayoutLineId.is_in(chunk.iter().copied());
        let found = payout_part::Entity::find()
            .filter(some)
            .order_by_asc(payout_part::Column::PoolLineId)
            .all(conn)
            .await?;
        parts.extend(found);
    }
    Ok(parts)
}

/// Which of these shares are paid: a line in a bank file counts as paid until it is returned.
///
/// # Errors
/// When the database does.
pub async fn is_paid(
    conn: &impl ConnectionTrait,
    pool_line_ids: &[i64],
) -> Result<BTreeSet<i64>, DbErr> {
    in_lines(
        conn,
        pool_line_ids,
        &[payout_line::State::Instructed, payout_line::State::Paid],
    )
    .await
}

/// Which of these shares stand in a batch that has not gone out: it has to be dropped before
/// they change.
///
/// # Errors
/// When the database does.
pub async fn is_prepared(
    conn: &impl ConnectionTrait,
    pool_line_ids: &[i64],
) -> Result<BTreeSet<i64>, DbErr> {
    in_lines(conn, pool_line_ids, &[payout_line::State::Prepared]).await
}

async fn in_lines(
    conn: &impl ConnectionTrait,
    pool_line_ids: &[i64],
    states: &[payout_line::State],
) -> Result<BTreeSet<i64>, DbErr> {
    let mut found = BTreeSet::new();
    for chunk in pool_line_ids.chunks(IDS_MAX) {
        let live = sea_orm::sea_query::Query::select()
            .column(payout_line::Column::Id)
            .from(payout_line::Entity)
            .and_where(payout_line::Column::State.is_in(states.iter().copied()))
            .to_owned();
        let parts = payout_part::Entity::find()
            .filter(payout_part::Column::PoolLineId.is_in(chunk.iter().copied()))
            .filter(payout_part::Column::PayoutLineId.in_subquery(live))
            .all(conn)
            .await?;
        found.extend(parts.into_iter().map(|part| part.pool_line_id));
    }
    Ok(found)
}
