//! Receiving: by the buyer's word, or by ten days of silence; either opens the claim window's end.

use catalog::database::Database;
use catalog::entity::{product, sku};
use catalog::scope::Scope;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
};

use super::state::{Action, State, next};
use super::{ConsignmentError, locked, moved};
use crate::entity::consignment::ReceivedBy;
use crate::entity::{claim, consignment, purchase_line};
use crate::retail::claim::is_open;
use crate::retail::step::{self, Step};

/// Consignments of one pass.
const PASS_MAX: u64 = 100;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// How long after sending silence counts as received (自动确认收货), in milliseconds: 10 days.
pub const AUTO_RECEIVE_MS: i64 = 10 * DAY_MS;
/// The claim window of a consignment with fresh goods, from its receipt.
///
/// Source: the shop's promise, 48 hours for what spoils.
pub const FRESH_WINDOW_MS: i64 = 48 * HOUR_MS;
/// The claim window of one that can be sent back, from its receipt.
///
/// Source: 网络购买商品七日无理由退货暂行办法, seven days.
pub const WINDOW_MS: i64 = 7 * DAY_MS;

/// The buyer says that it is there; whether it is the buyer's is for the caller to know.
///
/// # Errors
/// `Refused` if it was not sent or is received already, `Unknown` also for another purchase's.
pub async fn received_by_buyer(
    tx: &DatabaseTransaction,
    (purchase_id, consignment_id): (i64, i64),
    (person_id, now): (Option<i64>, i64),
) -> Result<consignment::Model, ConsignmentError> {
    let row = locked(tx, Scope::Operator, consignment_id).await?;
    if row.purchase_id != purchase_id {
        return Err(ConsignmentError::Unknown(consignment_id));
    }
    receive(tx, row, (ReceivedBy::Buyer, person_id), now).await
}

/// Receives what was sent ten days ago; does nothing to any other, nor while a claim is open.
///
/// # Errors
/// `Unknown`, or when the database does.
pub async fn received_by_silence(
    tx: &DatabaseTransaction,
    consignment_id: i64,
    now: i64,
) -> Result<Option<consignment::Model>, ConsignmentError> {
    let row = locked(tx, Scope::Operator, consignment_id).await?;
    let late = row.due_at.is_some_and(|due_at| due_at <= now);
    if row.state != State::Shipped || !late || is_open(tx, row.id).await? {
        return Ok(None);
    }
    receive(tx, row, (ReceivedBy::Timer, None), now)
        .await
        .map(Some)
}

/// Receives all that was sent ten days ago, each in a transaction of its own, and answers how many;
/// one that cannot be received stops no other.
///
/// # Errors
/// When the database cannot say which.
pub async fn due(db: &Database, now: i64) -> Result<u64, DbErr> {
    let mut received = 0;
    for id in waiting(db.read(), now).await? {
        let done = async {
            let tx = db.write().await?;
            let row = received_by_silence(&tx, id, now).await?;
            tx.commit().await?;
            Ok::<bool, ConsignmentError>(row.is_some())
        };
        match done.await {
            Ok(done) => received += u64::from(done),
            Err(error) => tracing::error!(
                consignment = id,
                error = &error as &dyn std::error::Error,
                "a consignment waits to be received"
            ),
        }
    }
    Ok(received)
}

/// What was sent ten days ago and is not received, the earliest first.
async fn waiting(conn: &impl ConnectionTrait, now: i64) -> Result<Vec<i64>, DbErr> {
    let open_claims = Query::select()
        .expr(Expr::val(1))
        .from(claim::Entity)
        .and_where(
            Expr::col((claim::Entity, claim::Column::ConsignmentId))
                .equals((consignment::Entity, consignment::Column::Id)),
        )
        .and_where(claim::Column::State.eq(claim::State::Open))
        .to_owned();
    consignment::Entity::find()
        .select_only()
        .column(consignment::Column::Id)
        .filter(consignment::Column::State.eq(State::Shipped))
        .filter(consignment::Column::DueAt.lte(now))
        .filter(Expr::exists(open_claims).not())
        .order_by_asc(consignment::Column::DueAt)
        .order_by_asc(consignment::Column::Id)
        .limit(PASS_MAX)
        .into_tuple()
        .all(conn)
        .await
}

async fn receive(
    tx: &DatabaseTransaction,
    row: consignment::Model,
    (by, person_id): (ReceivedBy, Option<i64>),
    now: i64,
) -> Result<consignment::Model, ConsignmentError> {
    let action = match by {
        ReceivedBy::Buyer => Action::Receive,
        ReceivedBy::Timer => Action::Silence,
    };
    next(row.state, action)?;
    let window = if is_fresh(tx, row.id).await? {
        FRESH_WINDOW_MS
    } else {
        WINDOW_MS
    };
    let ends_at = now + window;
    let mut row = moved(row, action, Some(ends_at))?;
    row.received_at = Set(Some(now));
    row.received_by = Set(Some(by));
    row.window_ends_at = Set(Some(ends_at));
    let row = consignment::Entity::update(row).exec(tx).await?;
    let step = Step {
        purchase_id: row.purchase_id,
        consignment_id: Some(row.id),
        action: step::RECEIVED,
        person_id,
        note: by.as_str().to_owned(),
        amount: None,
        at: now,
    };
    step::record(tx, &step).await?;
    Ok(row)
}

/// Whether anything that is in it spoils.
async fn is_fresh(tx: &DatabaseTransaction, consignment_id: i64) -> Result<bool, DbErr> {
    let lines = purchase_line::Entity::find()
        .filter(purchase_line::Column::ConsignmentId.eq(consignment_id))
        .all(tx)
        .await?;
    let sent = lines
        .iter()
        .filter(|line| line.packs > line.cancelled_packs);
    let skus = sku::Entity::find()
        .filter(sku::Column::Id.is_in(sent.map(|line| line.sku_id)))
        .all(tx)
        .await?;
    let fresh = product::Entity::find()
        .filter(product::Column::Id.is_in(skus.iter().map(|sku| sku.product_id)))
        .filter(product::Column::Fresh.eq(true))
        .one(tx)
        .await?;
    Ok(fresh.is_some())
}
