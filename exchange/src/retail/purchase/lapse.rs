//! A purchase that nobody paid in time, and what becomes of reserved goods.

use catalog::working_days::DAY_MS;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Set, TransactionTrait,
};

use super::place::move_of;
use super::{CancelReason, PurchaseError, State, lines_by_shelf, lock, lock_consignments};
use crate::entity::purchase_line::Reservation;
use crate::entity::{consignment, payment_attempt, purchase, purchase_line};
use crate::retail::consignment::state::{Action, next};
use crate::retail::payment::TRANSFER;
use crate::retail::shelf::{self, ShelfError};
use crate::retail::step::{self, Step};

/// How long a cooperative has to send what is paid, in milliseconds.
const SEND_MS: i64 = 2 * DAY_MS;

/// Purchases that nobody paid in time, the earliest first.
///
/// # Errors
/// When the database does.
pub async fn expired(conn: &impl ConnectionTrait, now: i64, limit: u64) -> Result<Vec<i64>, DbErr> {
    purchase::Entity::find()
        .select_only()
        .column(purchase::Column::Id)
        .filter(purchase::Column::State.eq(State::Placed))
        .filter(purchase::Column::PaidAt.is_null())
        .filter(purchase::Column::ExpiresAt.lte(now))
        .order_by_asc(purchase::Column::ExpiresAt)
        .order_by_asc(purchase::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(conn)
        .await
}

/// Ends a purchase that nobody paid in time, and gives its goods back to the shelves; does nothing
/// to any other, nor while a provider may still take money for it.
///
/// # Errors
/// When the database does.
pub async fn lapse(
    tx: &DatabaseTransaction,
    purchase_id: i64,
    now: i64,
) -> Result<Option<purchase::Model>, PurchaseError> {
    let purchase = lock(tx, purchase_id).await?;
    let waits = purchase.state == State::Placed && purchase.paid_at.is_none();
    if !waits || now < purchase.expires_at {
        return Ok(None);
    }
    let open = payment_attempt::Entity::find()
        .filter(payment_attempt::Column::PurchaseId.eq(purchase_id))
        .filter(payment_attempt::Column::State.eq(payment_attempt::State::Asked))
        .filter(payment_attempt::Column::Provider.ne(TRANSFER))
        .one(tx)
        .await?;
    if open.is_some() {
        return Ok(None);
    }
    let consignments = lock_consignments(tx, purchase_id).await?;
    free(tx, purchase_id, now).await?;
    for row in consignments {
        cancel_consignment(tx, row).await?;
    }
    let purchase = end(tx, purchase, CancelReason::Expired, now).await?;
    let step = Step {
        purchase_id,
        consignment_id: None,
        action: step::EXPIRED,
        person_id: None,
        note: String::new(),
        amount: None,
        at: now,
    };
    step::record(tx, &step).await?;
    Ok(Some(purchase))
}

/// Gives what an unpaid purchase reserved back to the shelves.
pub(crate) async fn free(
    tx: &DatabaseTransaction,
    purchase_id: i64,
    now: i64,
) -> Result<(), PurchaseError> {
    for line in lines_by_shelf(tx, purchase_id).await? {
        if line.reservation != Reservation::Active {
            continue;
        }
        shelf::release(tx, &move_of(&line, line.packs, now)?).await?;
        stand(tx, line, Reservation::Released).await?;
    }
    Ok(())
}

/// Keeps what an unpaid purchase reserved: it is paid.
pub(crate) async fn keep(
    tx: &DatabaseTransaction,
    purchase_id: i64,
    now: i64,
) -> Result<(), PurchaseError> {
    for line in lines_by_shelf(tx, purchase_id).await? {
        if line.reservation != Reservation::Active {
            continue;
        }
        shelf::keep(tx, &move_of(&line, line.packs, now)?).await?;
        stand(tx, line, Reservation::Kept).await?;
    }
    Ok(())
}

/// Tries to reserve again what was released, all of it or nothing, and keeps it; answers whether.
pub(crate) async fn take_again(
    tx: &DatabaseTransaction,
    purchase_id: i64,
    now: i64,
) -> Result<bool, PurchaseError> {
    // A savepoint, so that what was taken before a shelf was found short leaves no trace.
    let attempt = tx.begin().await?;
    for line in lines_by_shelf(&attempt, purchase_id).await? {
        let goods = move_of(&line, line.packs, now)?;
        match shelf::reserve(&attempt, &goods).await {
            Ok(()) => {}
            Err(ShelfError::Short { .. }) => {
                attempt.rollback().await?;
                return Ok(false);
            }
            Err(error) => return Err(error.into()),
        }
        shelf::keep(&attempt, &goods).await?;
        stand(&attempt, line, Reservation::Kept).await?;
    }
    attempt.commit().await?;
    Ok(true)
}

async fn stand(
    tx: &DatabaseTransaction,
    line: purchase_line::Model,
    reservation: Reservation,
) -> Result<(), DbErr> {
    let mut row = line.into_active_model();
    row.reservation = Set(reservation);
    purchase_line::Entity::update(row).exec(tx).await.map(drop)
}

/// Cancels one part of a purchase.
pub(super) async fn cancel_consignment(
    tx: &DatabaseTransaction,
    row: consignment::Model,
) -> Result<consignment::Model, PurchaseError> {
    let state = next(row.state, Action::Cancel)?;
    let mut row = row.into_active_model();
    row.state = Set(state);
    row.due_at = Set(None);
    Ok(consignment::Entity::update(row).exec(tx).await?)
}

/// The cooperative has a paid part to pack now.
pub(crate) async fn hand_over(
    tx: &DatabaseTransaction,
    row: consignment::Model,
    (action, now): (Action, i64),
) -> Result<consignment::Model, PurchaseError> {
    let state = next(row.state, action)?;
    let mut row = row.into_active_model();
    row.state = Set(state);
    row.paid_at = Set(Some(now));
    row.due_at = Set(Some(now + SEND_MS));
    Ok(consignment::Entity::update(row).exec(tx).await?)
}

/// The purchase is cancelled.
pub(super) async fn end(
    tx: &DatabaseTransaction,
    purchase: purchase::Model,
    reason: CancelReason,
    now: i64,
) -> Result<purchase::Model, DbErr> {
    let mut row = purchase.into_active_model();
    row.state = Set(State::Cancelled);
    row.cancelled_at = Set(Some(now));
    row.cancel_reason = Set(Some(reason));
    purchase::Entity::update(row).exec(tx).await
}
