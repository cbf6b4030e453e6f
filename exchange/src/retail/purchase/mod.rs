//! A shop's purchase (购买): placed before money is asked for, cancelled by its buyer, by a
//! cooperative, or by the passing of time.
//!
//! Layout: `place` makes a purchase of a cart, `cancel` takes it back whole or by line, `lapse` ends
//! one that nobody paid in time. What a payment does is the room `payment`'s.
//!
//! Ordering: whoever changes a purchase calls [`lock`] first; then its consignments, shelves and
//! counters, in the order of their numbers, then accounts.
//!
//! Invariants: a purchase has its consignments, lines, reservations and first payment attempt from
//! the moment it exists; one cart becomes one purchase; an unpaid purchase holds its goods as
//! reserved, a paid one as promised, a cancelled one not at all.

mod cancel;
mod lapse;
mod place;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use ledger::{Money, MoneyError, WeightError};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use thiserror::Error;

use super::consignment::state::Refused;
use super::quote::{Quote, QuoteError};
use super::refund::{self, RefundError};
use super::shelf::ShelfError;
use crate::entity::{consignment, purchase, purchase_line, shelf};

pub use super::shelf::purchase_subject as subject;
pub use crate::entity::purchase::{CancelReason, Language, Route, State};
pub use cancel::{CancelAsk, Cancelled, What, Who, cancel};
pub use lapse::{expired, lapse};
pub(crate) use lapse::{hand_over, keep, take_again};
pub use place::{PROVIDER_MS, PlaceAsk, Placed, TRANSFER_DAYS, grant, place};
pub(crate) use place::{day_number, write_attempt, write_parts};

/// Why a purchase was not placed or did not change.
#[derive(Debug, Error)]
pub enum PurchaseError {
    /// There is no such purchase, or the asker has no part in it.
    #[error("purchase {0} is not known")]
    Unknown(i64),
    /// The cart was bought before; that purchase stands.
    #[error("the cart is purchase {number}")]
    AlreadyPlaced {
        /// Its number.
        number: String,
    },
    /// The cart has no line.
    #[error("the cart is empty")]
    EmptyCart,
    /// It costs something else than the buyer saw; the quote of now is inside.
    #[error("it costs {} now", .0.total)]
    Changed(Box<Quote>),
    /// Something stands in the way; the quote says what at which line.
    #[error("{} lines cannot be bought", .0.faults.len())]
    Faults(Box<Quote>),
    /// There is no carrier to send with.
    #[error("no carrier takes part")]
    NoCarrier,
    /// What a consignment is does not allow it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// It is not paid, so that only the whole can be cancelled.
    #[error("an unpaid purchase is cancelled whole")]
    NotPaid,
    /// It is cancelled already.
    #[error("the purchase is cancelled")]
    IsCancelled,
    /// There is no such line in it that the asker may change.
    #[error("line {0} is not known")]
    UnknownLine(i64),
    /// Fewer than one pack, or more than are left.
    #[error("line {line_id} has {left} packs left")]
    Packs {
        /// The line.
        line_id: i64,
        /// What can be cancelled of it.
        left: i64,
    },
    /// The quote cannot be made.
    #[error("the quote cannot be made")]
    Quote(#[from] QuoteError),
    /// The shelf refused.
    #[error("the shelf refused")]
    Shelf(#[from] ShelfError),
    /// The money cannot go back.
    #[error("the refund cannot be made")]
    Refund(#[from] Box<RefundError>),
    /// A sum does not fit.
    #[error("a sum of the purchase does not fit")]
    Money(#[from] MoneyError),
    /// A weight does not fit.
    #[error("a weight of the purchase does not fit")]
    Weight(#[from] WeightError),
    /// The database refused.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

impl From<RefundError> for PurchaseError {
    fn from(error: RefundError) -> Self {
        Self::Refund(Box::new(error))
    }
}

/// The purchase's row, locked until the transaction ends.
///
/// # Errors
/// `Unknown`.
pub async fn lock(
    tx: &DatabaseTransaction,
    purchase_id: i64,
) -> Result<purchase::Model, PurchaseError> {
    // Not FOR UPDATE: rows that name the purchase hold a share of its key.
    let row = purchase::Entity::find_by_id(purchase_id)
        .lock(LockType::NoKeyUpdate)
        .one(tx)
        .await?;
    row.ok_or(PurchaseError::Unknown(purchase_id))
}

/// Locks purchases, what they take from shelves and the counter of refunds, each in the order of
/// their numbers, for a transaction that completes several of them.
pub(crate) async fn lock_many(
    tx: &DatabaseTransaction,
    purchase_ids: &BTreeSet<i64>,
    now: i64,
) -> Result<(), PurchaseError> {
    if purchase_ids.is_empty() {
        return Ok(());
    }
    for purchase_id in purchase_ids {
        lock(tx, *purchase_id).await?;
        lock_consignments(tx, *purchase_id).await?;
    }
    let lines = purchase_line::Entity::find()
        .filter(purchase_line::Column::PurchaseId.is_in(purchase_ids.iter().copied()))
        .all(tx)
        .await?;
    shelf::Entity::find()
        .filter(shelf::Column::Id.is_in(lines.iter().map(|line| line.shelf_id)))
        .order_by_asc(shelf::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(tx)
        .await?;
    place::wait_for_numbers(tx, refund::NUMBER, now).await?;
    Ok(())
}

/// The consignments of a purchase, locked in the order of their numbers.
pub(crate) async fn lock_consignments(
    tx: &DatabaseTransaction,
    purchase_id: i64,
) -> Result<Vec<consignment::Model>, DbErr> {
    consignment::Entity::find()
        .filter(consignment::Column::PurchaseId.eq(purchase_id))
        .order_by_asc(consignment::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(tx)
        .await
}

/// The lines of a purchase in the order of their shelves, in which goods are moved.
pub(crate) async fn lines_by_shelf(
    conn: &impl ConnectionTrait,
    purchase_id: i64,
) -> Result<Vec<purchase_line::Model>, DbErr> {
    purchase_line::Entity::find()
        .filter(purchase_line::Column::PurchaseId.eq(purchase_id))
        .order_by_asc(purchase_line::Column::ShelfId)
        .order_by_asc(purchase_line::Column::Id)
        .all(conn)
        .await
}

/// What a consignment costs, its surcharge included.
pub(crate) fn worth(consignment: &consignment::Model) -> Result<Money, MoneyError> {
    Money::fen(consignment.goods_fen).checked_add(Money::fen(consignment.surcharge_fen))
}
