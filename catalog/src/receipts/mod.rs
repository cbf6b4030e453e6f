//! Warehouse receipts (仓单): whole contracts of an instrument over a cooperative's real lots.
//!
//! A receipt holds the grams of its child lots from the moment it is requested; the desk then issues
//! or refuses it. A match takes whole contracts out of it: those grams stay held on the lot, now for
//! the deal. What no deal took is free again when the receipt is refused or cancelled.
//!
//! Invariant: for each receipt, grams = contracts x contract size, and grams gone = contracts gone x
//! contract size.
//! Ordering: grams are drawn from the basis grade first, then from the better grade, then from the
//! older lot; a deal draws from a receipt's lots by lot id. Rows are locked in this order: receipt, lots.

use ledger::{Grams, WeightError};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Set, Statement,
};
use thiserror::Error;

use crate::entity::{instrument, product, receipt, receipt_lot};
use crate::scope::Scope;
use crate::stock::{self, Movement, StockError, receipt_subject};

pub use crate::entity::receipt::State;

mod request;
mod view;

pub use request::{ReceiptRequest, request_receipt};
pub use view::{ReceiptLot, ReceiptView, receipt, receipts};

/// Why a receipt was not made or did not change.
#[derive(Debug, Error)]
pub enum ReceiptError {
    /// There is no such receipt, or it is another cooperative's.
    #[error("receipt {0} is not known")]
    UnknownReceipt(i64),
    /// There is no such root lot, or it is another cooperative's.
    #[error("lot {0} is not known")]
    UnknownLot(i64),
    /// There is no such instrument.
    #[error("instrument {0} is not known")]
    UnknownInstrument(i64),
    /// The instrument is not traded yet.
    #[error("instrument {code} is closed: {reason}")]
    InstrumentClosed {
        /// Its code.
        code: String,
        /// The key of the reason.
        reason: String,
    },
    /// Only what is sold by weight lies in lots.
    #[error("a contract of {code} is {quantity} {unit}, not a weight")]
    NotByWeight {
        /// The instrument's code.
        code: String,
        /// The contract's quantity.
        quantity: i64,
        /// Its unit.
        unit: String,
    },
    /// The lot is of another product than the instrument.
    #[error("lot {lot_code} holds {lot_product}, the instrument is for {instrument_product}")]
    OtherProduct {
        /// The lot.
        lot_code: String,
        /// Its product's code.
        lot_product: String,
        /// The instrument's product's code.
        instrument_product: String,
    },
    /// The instrument does not accept the grade.
    #[error("grade {grade} is not accepted")]
    GradeNotAccepted {
        /// The grade.
        grade: String,
    },
    /// A receipt is over one contract at least.
    #[error("{0} contracts are no quantity")]
    NoContracts(i64),
    /// The lot's accepted grades have less free.
    #[error("{available} free, {needed} needed")]
    Short {
        /// What the contracts weigh.
        needed: Grams,
        /// What is free in the accepted grades.
        available: Grams,
    },
    /// The receipt has fewer contracts left.
    #[error("{available} contracts left, {needed} needed")]
    ContractsShort {
        /// What was asked for.
        needed: i64,
        /// What is left.
        available: i64,
    },
    /// The receipt's state does not allow it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The lots refused.
    #[error(transparent)]
    Stock(#[from] StockError),
    /// A weight outside its range.
    #[error("weight out of range")]
    Weight(#[from] WeightError),
    /// The database refused.
    #[error("database")]
    Database(#[from] DbErr),
}

/// A change that a receipt's state does not allow.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Error)]
#[error("a receipt that is {} cannot {action:?}", state.as_str())]
pub struct Refused {
    /// As it is.
    pub state: State,
    /// What was asked of it.
    pub action: Action,
}

/// What happens to a receipt.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The desk issued it.
    Issue,
    /// The desk refused to issue it.
    Refuse,
    /// Its cooperative wants the goods back.
    AskBack,
    /// The desk refused to cancel it, since offers still hold contracts.
    Keep,
    /// The desk cancelled it.
    Cancel,
    /// A deal takes contracts out of it.
    Take,
}

/// The state after an action.
///
/// # Errors
/// `Refused` if the state does not allow the action.
pub fn next(state: State, action: Action) -> Result<State, Refused> {
    match (state, action) {
        (State::Requested, Action::Issue) | (State::Issued, Action::Take) => Ok(State::Issued),
        (State::Requested, Action::Refuse) => Ok(State::Refused),
        (State::Issued, Action::AskBack) | (State::Cancelling, Action::Take) => {
            Ok(State::Cancelling)
        }
        (State::Cancelling, Action::Keep) => Ok(State::Issued),
        (State::Cancelling, Action::Cancel) => Ok(State::Cancelled),
        (State::Requested, Action::AskBack | Action::Keep | Action::Cancel | Action::Take)
        | (State::Issued, Action::Issue | Action::Refuse | Action::Keep | Action::Cancel)
        | (State::Cancelling, Action::Issue | Action::Refuse | Action::AskBack)
        | (State::Refused | State::Cancelled, _) => Err(Refused { state, action }),
    }
}

/// The desk issued the receipt.
///
/// # Errors
/// `Refused` if it was not requested, `UnknownReceipt`.
pub async fn receipt_issued(
    tx: &DatabaseTransaction,
    receipt_id: i64,
) -> Result<receipt::Model, ReceiptError> {
    change(tx, Scope::Operator, receipt_id, Action::Issue).await
}

/// The desk refused the receipt: its goods are free again.
///
/// # Errors
/// `Refused` if it was not requested, `UnknownReceipt`.
pub async fn receipt_refused(
    tx: &DatabaseTransaction,
    receipt_id: i64,
    now: i64,
) -> Result<receipt::Model, ReceiptError> {
    let receipt = change(tx, Scope::Operator, receipt_id, Action::Refuse).await?;
    give_back(tx, receipt_id, now).await?;
    Ok(receipt)
}

/// The cooperative wants its goods back; until the desk answers they stay held.
///
/// # Errors
/// `Refused` if it is not issued, `UnknownReceipt`.
pub async fn receipt_cancelling(
    tx: &DatabaseTransaction,
    scope: Scope,
    receipt_id: i64,
) -> Result<receipt::Model, ReceiptError> {
    change(tx, scope, receipt_id, Action::AskBack).await
}

/// The desk refused to cancel the receipt: it stays issued.
///
/// # Errors
/// `Refused` if nobody wanted it cancelled, `UnknownReceipt`.
pub async fn receipt_cancel_refused(
    tx: &DatabaseTransaction,
    receipt_id: i64,
) -> Result<receipt::Model, ReceiptError> {
    change(tx, Scope::Operator, receipt_id, Action::Keep).await
}

/// The desk cancelled the receipt: what no deal took is free again.
///
/// # Errors
/// `Refused` if nobody wanted it cancelled, `UnknownReceipt`.
pub async fn receipt_cancelled(
    tx: &DatabaseTransaction,
    receipt_id: i64,
    now: i64,
) -> Result<receipt::Model, ReceiptError> {
    let receipt = change(tx, Scope::Operator, receipt_id, Action::Cancel).await?;
    give_back(tx, receipt_id, now).await?;
    Ok(receipt)
}

/// Moves whole contracts out of a receipt into a deal; the grams of each lot stay held, for the deal.
///
/// # Errors
/// `ContractsShort` if fewer are left, `Refused` if the receipt is not issued, `UnknownReceipt`.
pub async fn take_for_deal(
    tx: &DatabaseTransaction,
    receipt_id: i64,
    contracts: i64,
) -> Result<Vec<(i64, Grams)>, ReceiptError> {
    if contracts <= 0 {
        return Err(ReceiptError::NoContracts(contracts));
    }
    let receipt = locked(tx, Scope::Operator, receipt_id).await?;
    let state = next(receipt.state, Action::Take)?;
    let available = receipt.contracts - receipt.contracts_gone;
    if contracts > available {
        return Err(ReceiptError::ContractsShort {
            needed: contracts,
            available,
        });
    }
    let (gone, instrument_id) = (receipt.contracts_gone + contracts, receipt.instrument_id);
    let mut row = receipt.into_active_model();
    row.contracts_gone = Set(gone);
    row.state = Set(state);
    receipt::Entity::update(row).exec(tx).await?;
    let needed = times(contract_grams(tx, instrument_id).await?, contracts)?;
    take_grams(tx, receipt_id, needed).await
}

/// What one contract of an instrument weighs.
///
/// # Errors
/// `NotByWeight` for sticks and heads, `UnknownInstrument`.
pub async fn contract_grams(
    connection: &impl ConnectionTrait,
    instrument_id: i64,
) -> Result<Grams, ReceiptError> {
    let (instrument, product) = instrument_with_product(connection, instrument_id).await?;
    weight_of_contract(&instrument, &product)
}

async fn change(
    tx: &DatabaseTransaction,
    scope: Scope,
    receipt_id: i64,
    action: Action,
) -> Result<receipt::Model, ReceiptError> {
    let receipt = locked(tx, scope, receipt_id).await?;
    let state = next(receipt.state, action)?;
    let mut row = receipt.into_active_model();
    row.state = Set(state);
    Ok(receipt::Entity::update(row).exec(tx).await?)
}

/// The receipt, locked until the transaction ends.
async fn locked(
    tx: &DatabaseTransaction,
    scope: Scope,
    receipt_id: i64,
) -> Result<receipt::Model, ReceiptError> {
    let visible = scope.cooperative_rows(receipt::Column::CooperativeId);
    let row = receipt::Entity::find_by_id(receipt_id)
        .filter(visible)
        .lock_exclusive()
        .one(tx)
        .await?;
    row.ok_or(ReceiptError::UnknownReceipt(receipt_id))
}

async fn parts(
    tx: &DatabaseTransaction,
    receipt_id: i64,
) -> Result<Vec<(i64, Grams)>, ReceiptError> {
    let rows = receipt_lot::Entity::find()
        .filter(receipt_lot::Column::ReceiptId.eq(receipt_id))
        .order_by_asc(receipt_lot::Column::LotId)
        .all(tx)
        .await?;
    let left = |row: receipt_lot::Model| {
        Ok((
            row.lot_id,
            Grams::new(row.grams)?.checked_sub(Grams::new(row.gone_g)?)?,
        ))
    };
    rows.into_iter().map(left).collect()
}

async fn give_back(
    tx: &DatabaseTransaction,
    receipt_id: i64,
    now: i64,
) -> Result<(), ReceiptError> {
    for (lot_id, grams) in parts(tx, receipt_id).await? {
        stock::release(
            tx,
            &Movement {
                lot_id,
                grams,
                subject: receipt_subject(receipt_id),
                at: now,
            },
        )
        .await?;
    }
    Ok(())
}

async fn take_grams(
    tx: &DatabaseTransaction,
    receipt_id: i64,
    needed: Grams,
) -> Result<Vec<(i64, Grams)>, ReceiptError> {
    let left = parts(tx, receipt_id).await?;
    let taken =
        draw(&left, needed).map_err(|available| ReceiptError::Short { needed, available })?;
    for (lot_id, grams) in &taken {
        let statement = Statement::from_sql_and_values(
            tx.get_database_backend(),
            "UPDATE receipt_lot SET gone_g = gone_g + $1 WHERE receipt_id = $2 AND lot_id = $3",
            [grams.as_g().into(), receipt_id.into(), (*lot_id).into()],
        );
        tx.execute_raw(statement).await?;
    }
    Ok(taken)
}

/// Takes `needed` from the sources in their order; an error says how much there is in all.
fn draw(sources: &[(i64, Grams)], needed: Grams) -> Result<Vec<(i64, Grams)>, Grams> {
    let mut left = needed;
    let mut drawn = Vec::new();
    for &(lot_id, free) in sources {
        let part = left.min(free);
        if part > Grams::ZERO {
            drawn.push((lot_id, part));
            left = left.checked_sub(part).unwrap_or(Grams::ZERO);
        }
    }
    if left > Grams::ZERO {
        return Err(needed.checked_sub(left).unwrap_or(Grams::ZERO));
    }
    Ok(drawn)
}

async fn instrument_with_product(
    connection: &impl ConnectionTrait,
    instrument_id: i64,
) -> Result<(instrument::Model, product::Model), ReceiptError> {
    let unknown = ReceiptError::UnknownInstrument(instrument_id);
    let Some(instrument) = instrument::Entity::find_by_id(instrument_id)
        .one(connection)
        .await?
    else {
        return Err(unknown);
    };
    let product = product::Entity::find_by_id(instrument.product_id)
        .one(connection)
        .await?;
    Ok((instrument, product.ok_or(unknown)?))
}

/// The weight of one contract of a product sold by weight.
///
/// # Errors
/// `NotByWeight` for sticks, heads and pieces.
pub fn weight_of_contract(
    instrument: &instrument::Model,
    product: &product::Model,
) -> Result<Grams, ReceiptError> {
    let unit = match (product.unit, instrument.contract_unit.as_str()) {
        (product::Unit::G, "g") => Grams::new(1)?,
        (product::Unit::G, "kg") => Grams::KG,
        (product::Unit::G, "t") => Grams::TONNE,
        _ => {
            return Err(ReceiptError::NotByWeight {
                code: instrument.code.clone(),
                quantity: instrument.contract_qty,
                unit: instrument.contract_unit.clone(),
            });
        }
    };
    times(unit, instrument.contract_qty)
}

fn times(weight: Grams, count: i64) -> Result<Grams, ReceiptError> {
    let grams = weight
        .as_g()
        .checked_mul(count)
        .ok_or(WeightError::Overflow)?;
    Ok(Grams::new(grams)?)
}
