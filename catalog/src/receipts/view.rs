//! Receipts as a cooperative sees them.

use ledger::Grams;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::ReceiptError;
use crate::entity::{instrument, lot, receipt, receipt_lot};
use crate::scope::Scope;

/// A receipt with what it lies over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptView {
    /// The receipt.
    pub receipt: receipt::Model,
    /// Its instrument's code.
    pub instrument_code: String,
    /// Its root lot's code.
    pub root_code: String,
    /// Its child lots, by id.
    pub lots: Vec<ReceiptLot>,
}

/// A child lot's part of a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptLot {
    /// The child lot.
    pub lot_id: i64,
    /// Its grade.
    pub grade: String,
    /// Grams of it in the receipt from the beginning.
    pub grams: Grams,
    /// Grams that deals took out.
    pub gone: Grams,
}

/// A cooperative's receipts, oldest first.
///
/// # Errors
/// When the database does.
pub async fn receipts(
    connection: &impl ConnectionTrait,
    scope: Scope,
) -> Result<Vec<ReceiptView>, ReceiptError> {
    let visible = scope.cooperative_rows(receipt::Column::CooperativeId);
    let rows = receipt::Entity::find()
        .filter(visible)
        .order_by_asc(receipt::Column::Id)
        .all(connection)
        .await?;
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        views.push(view(connection, row).await?);
    }
    Ok(views)
}

/// One receipt.
///
/// # Errors
/// `UnknownReceipt`.
pub async fn receipt(
    connection: &impl ConnectionTrait,
    scope: Scope,
    receipt_id: i64,
) -> Result<ReceiptView, ReceiptError> {
    let visible = scope.cooperative_rows(receipt::Column::CooperativeId);
    let row = receipt::Entity::find_by_id(receipt_id)
        .filter(visible)
        .one(connection)
        .await?;
    view(
        connection,
        row.ok_or(ReceiptError::UnknownReceipt(receipt_id))?,
    )
    .await
}

async fn view(
    connection: &impl ConnectionTrait,
    receipt: receipt::Model,
) -> Result<ReceiptView, ReceiptError> {
    let parts = receipt_lot::Entity::find()
        .filter(receipt_lot::Column::ReceiptId.eq(receipt.id))
        .order_by_asc(receipt_lot::Column::LotId)
        .all(connection)
        .await?;
    let ids = parts
        .iter()
        .map(|part| part.lot_id)
        .chain([receipt.root_lot_id]);
    let lots = lot::Entity::find()
        .filter(lot::Column::Id.is_in(ids))
        .all(connection)
        .await?;
    let lot_of = |id: i64| lots.iter().find(|lot| lot.id == id);
    let instrument = instrument::Entity::find_by_id(receipt.instrument_id)
        .one(connection)
        .await?;
    let mut view = ReceiptView {
        instrument_code: instrument
            .map(|instrument| instrument.code)
            .unwrap_or_default(),
        root_code: lot_of(receipt.root_lot_id)
            .map(|lot| lot.code.clone())
            .unwrap_or_default(),
        lots: Vec::with_capacity(parts.len()),
        receipt,
    };
    for part in parts {
        let grade = lot_of(part.lot_id)
            .and_then(|lot| lot.grade.clone())
            .unwrap_or_default();
        let (grams, gone) = (Grams::new(part.grams)?, Grams::new(part.gone_g)?);
        view.lots.push(ReceiptLot {
            lot_id: part.lot_id,
            grade,
            grams,
            gone,
        });
    }
    Ok(view)
}
