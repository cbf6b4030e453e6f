//! The goods of a shop: what a pack house put on sale, and what is promised of it.
//!
//! A shelf is one SKU in one cooperative's pack house. Its grams are held in their lots, so that no
//! receipt can claim them; of those on hand some are reserved by purchases that wait for their
//! money and some allocated to paid ones, and the rest is available. Every move is one conditional
//! UPDATE and one `shelf_movement` in the caller's transaction, so that of two buyers of the last
//! pack one is refused on either database.
//!
//! Layout: this file moves numbers of a shelf, `allot` goods between a lot and a shelf, `pack` takes
//! packed boxes out, `view` reads, `files` puts on sale what a season's files say.
//!
//! Ordering: a shelf before its lots; callers take shelves by their number.
//!
//! Invariants: nothing else writes a shelf, its lots and its movements; on hand = what lots gave and
//! was not packed; allocated + reserved are at most on hand; unless packs may mix lots, each lot's
//! part is a whole number of packs.

mod allot;
mod files;
mod pack;
#[cfg(test)]
mod tests;
mod view;

use catalog::stock::StockError;
use ledger::{Grams, WeightError};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, Set, Statement};
use thiserror::Error;

use crate::entity::{shelf, shelf_movement};

pub use allot::{AllotAsk, WithdrawAsk, allot, withdraw};
pub use files::{FileError, put_on_sale};
pub use pack::{Packed, Packing, pack, plan};
pub use view::{
    Level, RunningLow, ShelfLot, ShelfView, available, in_shop, level_with, levels, of_scope,
    running_low,
};

/// Up to so many packs a page says how many are left.
pub const LOW_PACKS: i64 = 20;

/// Why goods of a shop did not move.
#[derive(Debug, Error)]
pub enum ShelfError {
    /// There is no such SKU.
    #[error("sku {0} is not known")]
    UnknownSku(i64),
    /// There is no such lot of one grade, or it is another cooperative's.
    #[error("lot {0} is not known")]
    UnknownLot(i64),
    /// There is no such shelf, or it is another cooperative's.
    #[error("shelf {0} is not known")]
    UnknownShelf(i64),
    /// The SKU is not sold yet.
    #[error("sku {number} is closed: {reason}")]
    Closed {
        /// The SKU's number.
        number: i64,
        /// Why, as a message key's tail.
        reason: String,
    },
    /// The SKU is not sold by weight.
    #[error("sku {0} is not sold by weight")]
    NotByWeight(i64),
    /// The lot is another product.
    #[error("lot {lot} is {found}, the sku takes {wanted}")]
    WrongProduct {
        /// The root lot's code.
        lot: String,
        /// Its product's code.
        found: String,
        /// The SKU's product's code.
        wanted: String,
    },
    /// The lot is another grade.
    #[error("lot {lot} is grade {found}, the sku takes {wanted}")]
    WrongGrade {
        /// The root lot's code.
        lot: String,
        /// Its grade.
        found: String,
        /// The SKU's grade.
        wanted: String,
    },
    /// The lot lacks the certificate that its product needs.
    #[error("lot {lot} has no certificate of kind {kind}")]
    NoCertificate {
        /// The root lot's code.
        lot: String,
        /// Which kind, such as `conformity`.
        kind: String,
    },
    /// Not a whole number of packs, where a pack is goods of one lot.
    #[error("{asked} are not whole packs of {net}")]
    PartOfPack {
        /// What was asked for.
        asked: Grams,
        /// What a pack weighs.
        net: Grams,
    },
    /// Nothing was asked for.
    #[error("nothing to move")]
    Nothing,
    /// The lot has less free, or less of it is on the shelf.
    #[error("the lot has {available}, {needed} needed")]
    LotShort {
        /// What was asked for.
        needed: Grams,
        /// What there is.
        available: Grams,
    },
    /// Less is available.
    #[error("shelf {shelf_id} has {available} available, {needed} needed")]
    Short {
        /// The shelf.
        shelf_id: i64,
        /// What was asked for.
        needed: Grams,
        /// What is neither allocated nor reserved.
        available: Grams,
    },
    /// Less is reserved or allocated than is to be released, kept or packed.
    #[error("shelf {shelf_id} has promised {promised}, {needed} needed")]
    PromisedShort {
        /// The shelf.
        shelf_id: i64,
        /// What was asked for.
        needed: Grams,
        /// What is reserved, or allocated.
        promised: Grams,
    },
    /// A weight outside its range.
    #[error("weight out of range")]
    Weight(#[from] WeightError),
    /// The lots refused.
    #[error(transparent)]
    Stock(#[from] StockError),
    /// The database refused.
    #[error("database")]
    Database(#[from] DbErr),
}

/// Grams of one shelf that move for one cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The shelf.
    pub shelf_id: i64,
    /// How much, more than nothing.
    pub grams: Grams,
    /// The cause, such as `purchase:7`.
    pub subject: String,
    /// When, in milliseconds UTC.
    pub at: i64,
}

/// The subject of a purchase's movements.
pub fn purchase_subject(purchase_id: i64) -> String {
    format!("purchase:{purchase_id}")
}

/// The subject of what was packed for a consignment.
pub fn consignment_subject(consignment_id: i64) -> String {
    format!("consignment:{consignment_id}")
}

/// The subject of a shelf's holds in its lots.
pub fn shelf_subject(shelf_id: i64) -> String {
    format!("shelf:{shelf_id}")
}

/// What is neither allocated nor reserved, in SQL.
const AVAILABLE: &str = "(on_hand_g - allocated_g - reserved_g)";

/// Counts one change of the page when `$1` grams more or fewer become available and it shows: from
/// [`LOW_PACKS`] packs on it says only that there are some.
fn seen(sign: char) -> String {
    let net = "(SELECT net_g FROM sku WHERE sku.id = shelf.sku_id)";
    let before = format!("{AVAILABLE} / {net}");
    let after = format!("({AVAILABLE} {sign} $1) / {net}");
    format!(
        "page_version = page_version + CASE WHEN {before} > {LOW_PACKS} AND {after} > {LOW_PACKS} \
         THEN 0 WHEN {before} = {after} THEN 0 ELSE 1 END"
    )
}

/// Promises goods to a purchase that is not paid yet.
///
/// # Errors
/// `Short` if less is available, `UnknownShelf`, `Nothing`.
pub async fn reserve(tx: &DatabaseTransaction, step: &Move) -> Result<(), ShelfError> {
    let set = format!("reserved_g = reserved_g + $1, {}", seen('-'));
    let guard = format!("{AVAILABLE} >= $1");
    moved(tx, step, (shelf_movement::Kind::Reserved, &set, &guard)).await
}

/// Takes the promise to an unpaid purchase back.
///
/// # Errors
/// `PromisedShort` if less is reserved, `UnknownShelf`, `Nothing`.
pub async fn release(tx: &DatabaseTransaction, step: &Move) -> Result<(), ShelfError> {
    let set = format!("reserved_g = reserved_g - $1, {}", seen('+'));
    let kind = shelf_movement::Kind::Released;
    moved(tx, step, (kind, &set, "reserved_g >= $1")).await
}

/// The purchase is paid: reserved becomes allocated.
///
/// # Errors
/// `PromisedShort` if less is reserved, `UnknownShelf`, `Nothing`.
pub async fn keep(tx: &DatabaseTransaction, step: &Move) -> Result<(), ShelfError> {
    let set = "reserved_g = reserved_g - $1, allocated_g = allocated_g + $1";
    let kind = shelf_movement::Kind::Allocated;
    moved(tx, step, (kind, set, "reserved_g >= $1")).await
}

/// A paid purchase was cancelled before packing: allocated becomes available.
///
/// # Errors
/// `PromisedShort` if less is allocated, `UnknownShelf`, `Nothing`.
pub async fn deallocate(tx: &DatabaseTransaction, step: &Move) -> Result<(), ShelfError> {
    let set = format!("allocated_g = allocated_g - $1, {}", seen('+'));
    let kind = shelf_movement::Kind::Deallocated;
    moved(tx, step, (kind, &set, "allocated_g >= $1")).await
}

async fn moved(
    tx: &DatabaseTransaction,
    step: &Move,
    (kind, set, guard): (shelf_movement::Kind, &str, &str),
) -> Result<(), ShelfError> {
    if changed(tx, step, (set, guard)).await? {
        return Ok(noted(tx, step, (kind, None)).await?);
    }
    Err(refused(tx, step, kind).await?)
}

/// One conditional UPDATE of a shelf; `false` if its guard did not hold.
async fn changed(
    tx: &DatabaseTransaction,
    step: &Move,
    (set, guard): (&str, &str),
) -> Result<bool, ShelfError> {
    if step.grams == Grams::ZERO {
        return Err(ShelfError::Nothing);
    }
    let sql = format!("UPDATE shelf SET {set} WHERE id = $2 AND {guard}");
    let values = [step.grams.as_g().into(), step.shelf_id.into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await?.rows_affected() > 0)
}

async fn noted(
    tx: &DatabaseTransaction,
    step: &Move,
    (kind, lot_id): (shelf_movement::Kind, Option<i64>),
) -> Result<(), DbErr> {
    let row = shelf_movement::ActiveModel {
        shelf_id: Set(step.shelf_id),
        kind: Set(kind),
        grams: Set(step.grams.as_g()),
        lot_id: Set(lot_id),
        subject: Set(step.subject.clone()),
        at: Set(step.at),
        ..Default::default()
    };
    shelf_movement::Entity::insert(row)
        .exec(tx)
        .await
        .map(|_| ())
}

/// Why a guard did not hold.
async fn refused(
    tx: &DatabaseTransaction,
    step: &Move,
    kind: shelf_movement::Kind,
) -> Result<ShelfError, ShelfError> {
    use shelf_movement::Kind;
    let (shelf_id, needed) = (step.shelf_id, step.grams);
    let Some(row) = shelf::Entity::find_by_id(shelf_id).one(tx).await? else {
        return Ok(ShelfError::UnknownShelf(shelf_id));
    };
    let promised = match kind {
        Kind::Reserved | Kind::Withdrawn | Kind::Allotted => {
            let available = Grams::new(row.on_hand_g - row.allocated_g - row.reserved_g)?;
            return Ok(ShelfError::Short {
                shelf_id,
                needed,
                available,
            });
        }
        Kind::Released | Kind::Allocated => row.reserved_g,
        Kind::Deallocated | Kind::Packed => row.allocated_g,
    };
    Ok(ShelfError::PromisedShort {
        shelf_id,
        needed,
        promised: Grams::new(promised)?,
    })
}
