//! One cooperative's part of a purchase, from paid to received: packing, sending, receiving.
//!
//! Layout: `state` says what a consignment may become, `pack` fixes the lots of each box, `ship`
//! takes waybills one by one or from a file, `receive` ends the way by the buyer's word or by the
//! passing of time; `view` answers the office's questions, with `sheet`, all that is in a parcel, and
//! `receiver`, whom it is for.
//!
//! Ordering: each change locks the purchase's row, then the consignment's, then what it moves; so
//! packing and cancelling follow one another, and one of them finds the other done.
//!
//! Invariants: a box has its public code from packing on and keeps it; a waybill is one
//! consignment's alone at its carrier; while a claim is open nothing is received by silence.

mod pack;
mod receive;
pub mod receiver;
pub mod sheet;
mod ship;
pub mod state;
pub mod view;
mod waybills;

#[cfg(test)]
mod tests;

use catalog::import::fault::Faults;
use catalog::scope::Scope;
use sea_orm::{
    DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, Set,
};
use thiserror::Error;

use super::shelf::ShelfError;
use crate::entity::{consignment, purchase};
use state::{Action, Refused, State, next};

pub use pack::pack;
pub use receive::{AUTO_RECEIVE_MS, due, received_by_buyer, received_by_silence};
pub use ship::{Waybill, correct_waybill, ship};
pub use waybills::take_waybills;

/// Why a consignment did not change.
#[derive(Debug, Error)]
pub enum ConsignmentError {
    /// There is no such consignment, or the asker has no part in it.
    #[error("consignment {0} is not known")]
    Unknown(i64),
    /// Its state does not allow it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// That is no waybill.
    #[error("{0:?} is no waybill")]
    NotAWaybill(String),
    /// Another consignment of this carrier has that waybill.
    #[error("waybill {0} is taken")]
    WaybillTaken(String),
    /// It goes under that waybill as it is.
    #[error("waybill {0} is the one that it has")]
    SameWaybill(String),
    /// The shelf cannot give what was promised.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// Rows of a file that cannot be taken, each with line, column and reason.
    #[error(transparent)]
    Faults(#[from] Faults),
    /// The database refused.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

/// The subject of a consignment in stock, audit and ledger.
pub fn subject(consignment_id: i64) -> String {
    format!("consignment:{consignment_id}")
}

/// The consignment's row after its purchase's, both locked until the transaction ends.
pub(crate) async fn locked(
    tx: &DatabaseTransaction,
    scope: Scope,
    consignment_id: i64,
) -> Result<consignment::Model, ConsignmentError> {
    let found = || {
        consignment::Entity::find_by_id(consignment_id)
            .filter(scope.cooperative_rows(consignment::Column::CooperativeId))
    };
    let unknown = || ConsignmentError::Unknown(consignment_id);
    let seen = found().one(tx).await?.ok_or_else(unknown)?;
    purchase::Entity::find_by_id(seen.purchase_id)
        .lock_exclusive()
        .one(tx)
        .await?;
    found().lock_exclusive().one(tx).await?.ok_or_else(unknown)
}

/// The row after an action, and when what comes next is due.
fn moved(
    row: consignment::Model,
    action: Action,
    due_at: Option<i64>,
) -> Result<consignment::ActiveModel, Refused> {
    let state: State = next(row.state, action)?;
    let mut row = row.into_active_model();
    row.state = Set(state);
    row.due_at = Set(due_at);
    Ok(row)
}
