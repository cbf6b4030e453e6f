//! The one stock: what may still be promised of a lot, and the only ways in which its grams move.
//!
//! A lot's recorded grams are free, held or gone: recorded = free + held + gone. Every move is one
//! conditional UPDATE and one `stock_movement` in the caller's transaction, so that of two takers of
//! the last grams one is refused on either database.
//!
//! Sign: `weighed`, `held`, `released` and `shipped` are positive, `corrected` is what it changed.
//!
//! Invariant: nothing else writes `lot.held_g` and `lot.gone_g`; `recorded_g` is written here and by
//! the register of weigh tickets.

use ledger::{Grams, WeightError};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, Set, Statement};
use thiserror::Error;

use crate::entity::{lot, stock_movement};

/// Why goods did not move.
#[derive(Debug, Error)]
pub enum StockError {
    /// There is no such lot.
    #[error("lot {0} is not known")]
    UnknownLot(i64),
    /// More is asked for than is free.
    #[error("lot {lot_id} has {available} free, {needed} needed")]
    Short {
        /// The lot.
        lot_id: i64,
        /// What was asked for.
        needed: Grams,
        /// What is free.
        available: Grams,
    },
    /// More is to be released or shipped than is held.
    #[error("lot {lot_id} has {available} held, {needed} needed")]
    HeldShort {
        /// The lot.
        lot_id: i64,
        /// What was asked for.
        needed: Grams,
        /// What is held.
        available: Grams,
    },
    /// A weight outside its range.
    #[error("weight out of range")]
    Weight(#[from] WeightError),
    /// The database refused.
    #[error("database")]
    Database(#[from] DbErr),
}

/// Grams of one lot that move for one cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The lot, of one grade.
    pub lot_id: i64,
    /// How much; nothing happens for zero.
    pub grams: Grams,
    /// The cause, such as `receipt:7`.
    pub subject: String,
    /// When, in milliseconds UTC.
    pub at: i64,
}

/// The subject of a receipt's movements.
pub fn receipt_subject(receipt_id: i64) -> String {
    format!("receipt:{receipt_id}")
}

/// The subject of a deal's movements.
pub fn deal_subject(deal_id: i64) -> String {
    format!("deal:{deal_id}")
}

/// What may still be promised of a lot: recorded, less held, less gone.
///
/// # Errors
/// `UnknownLot`, or when the database does.
pub async fn free(connection: &impl ConnectionTrait, lot_id: i64) -> Result<Grams, StockError> {
    free_of(&row(connection, lot_id).await?)
}

/// [`free`] of a row that was read already.
pub(crate) fn free_of(lot: &lot::Model) -> Result<Grams, StockError> {
    let left = Grams::new(lot.recorded_g)?.checked_sub(Grams::new(lot.held_g)?)?;
    Ok(left.checked_sub(Grams::new(lot.gone_g)?)?)
}

/// Promises grams: free becomes held.
///
/// # Errors
/// `Short` if less is free, `UnknownLot`.
pub async fn hold(tx: &DatabaseTransaction, movement: &Movement) -> Result<(), StockError> {
    const HOLD: &str = "UPDATE lot SET held_g = held_g + $1 \
        WHERE id = $2 AND recorded_g - held_g - gone_g >= $1";
    if moved(tx, HOLD, movement, stock_movement::Kind::Held).await? {
        return Ok(());
    }
    let available = free(tx, movement.lot_id).await?;
    Err(StockError::Short {
        lot_id: movement.lot_id,
        needed: movement.grams,
        available,
    })
}

/// Takes a promise back: held becomes free.
///
/// # Errors
/// `HeldShort` if less is held, `UnknownLot`.
pub async fn release(tx: &DatabaseTransaction, movement: &Movement) -> Result<(), StockError> {
    const RELEASE: &str = "UPDATE lot SET held_g = held_g - $1 WHERE id = $2 AND held_g >= $1";
    let done = moved(tx, RELEASE, movement, stock_movement::Kind::Released).await?;
    if done {
        Ok(())
    } else {
        Err(held_short(tx, movement).await)
    }
}

/// Keeps a promise: held becomes gone.
///
/// # Errors
/// `HeldShort` if less is held, `UnknownLot`.
pub async fn ship(tx: &DatabaseTransaction, movement: &Movement) -> Result<(), StockError> {
    const SHIP: &str = "UPDATE lot SET held_g = held_g - $1, gone_g = gone_g + $1 \
        WHERE id = $2 AND held_g >= $1";
    let done = moved(tx, SHIP, movement, stock_movement::Kind::Shipped).await?;
    if done {
        Ok(())
    } else {
        Err(held_short(tx, movement).await)
    }
}

/// Changes what a lot weighs by `delta_g`; `false` if it would fall below what is held and gone.
pub(crate) async fn correct(
    tx: &DatabaseTransaction,
    lot_id: i64,
    delta_g: i64,
    note: (String, i64),
) -> Result<bool, StockError> {
    let statement = Statement::from_sql_and_values(
        tx.get_database_backend(),
        "UPDATE lot SET recorded_g = recorded_g + $1 WHERE id = $2 AND recorded_g + $1 >= held_g + gone_g",
        [delta_g.into(), lot_id.into()],
    );
    if tx.execute_raw(statement).await?.rows_affected() == 0 {
        return Ok(false);
    }
    let (subject, at) = note;
    record(
        tx,
        lot_id,
        stock_movement::Kind::Corrected,
        (delta_g, subject, at),
    )
    .await?;
    Ok(true)
}

async fn moved(
    tx: &DatabaseTransaction,
    update: &str,
    movement: &Movement,
    kind: stock_movement::Kind,
) -> Result<bool, StockError> {
    let grams = movement.grams.as_g();
    if grams == 0 {
        return Ok(true);
    }
    let values = [grams.into(), movement.lot_id.into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), update, values);
    if tx.execute_raw(statement).await?.rows_affected() == 0 {
        return Ok(false);
    }
    record(
        tx,
        movement.lot_id,
        kind,
        (grams, movement.subject.clone(), movement.at),
    )
    .await?;
    Ok(true)
}

async fn record(
    tx: &DatabaseTransaction,
    lot_id: i64,
    kind: stock_movement::Kind,
    (grams, subject, at): (i64, String, i64),
) -> Result<(), DbErr> {
    let row = stock_movement::ActiveModel {
        lot_id: Set(lot_id),
        kind: Set(kind),
        grams: Set(grams),
        subject: Set(subject),
        at: Set(at),
        ..Default::default()
    };
    stock_movement::Entity::insert(row)
        .exec(tx)
        .await
        .map(|_| ())
}

async fn held_short(tx: &DatabaseTransaction, movement: &Movement) -> StockError {
    let held = async {
        let lot = row(tx, movement.lot_id).await?;
        Ok::<Grams, StockError>(Grams::new(lot.held_g)?)
    };
    match held.await {
        Ok(available) => StockError::HeldShort {
            lot_id: movement.lot_id,
            needed: movement.grams,
            available,
        },
        Err(error) => error,
    }
}

async fn row(connection: &impl ConnectionTrait, lot_id: i64) -> Result<lot::Model, StockError> {
    let lot = lot::Entity::find_by_id(lot_id).one(connection).await?;
    lot.ok_or(StockError::UnknownLot(lot_id))
}
