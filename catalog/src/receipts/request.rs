//! A receipt asked for: which grades of a root lot it draws from, and how much of each.

use ledger::Grams;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set,
};

use super::{ReceiptError, State, draw, instrument_with_product, times, weight_of_contract};
use crate::entity::{instrument, instrument_grade, lot, product, receipt, receipt_lot};
use crate::scope::Scope;
use crate::stock::{self, Movement, receipt_subject};

/// What a cooperative wants a receipt over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptRequest {
    /// The instrument.
    pub instrument_id: i64,
    /// The root lot.
    pub root_lot_id: i64,
    /// Whole contracts, one at least.
    pub contracts: i64,
    /// The grades to draw from; none named means every grade that the instrument accepts.
    pub grades: Vec<String>,
}

/// Claims whole contracts of a root lot's grades; the receipt is then for the desk to issue.
///
/// # Errors
/// `Short` if the accepted grades have less free, and each way in which the request names the wrong thing.
pub async fn request_receipt(
    tx: &DatabaseTransaction,
    scope: Scope,
    request: &ReceiptRequest,
    now: i64,
) -> Result<receipt::Model, ReceiptError> {
    if request.contracts <= 0 {
        return Err(ReceiptError::NoContracts(request.contracts));
    }
    let (instrument, product) = instrument_with_product(tx, request.instrument_id).await?;
    if let Some(reason) = instrument.closed_reason {
        return Err(ReceiptError::InstrumentClosed {
            code: instrument.code,
            reason,
        });
    }
    let needed = times(
        weight_of_contract(&instrument, &product)?,
        request.contracts,
    )?;
    let root = root_lot(tx, scope, request.root_lot_id).await?;
    if root.product_id != product.id {
        return Err(other_product(tx, root, product).await?);
    }
    let sources = sources(tx, &instrument, request).await?;
    let drawn =
        draw(&sources, needed).map_err(|available| ReceiptError::Short { needed, available })?;
    let row = receipt::ActiveModel {
        cooperative_id: Set(root.cooperative_id),
        instrument_id: Set(instrument.id),
        root_lot_id: Set(root.id),
        contracts: Set(request.contracts),
        contracts_gone: Set(0),
        state: Set(State::Requested),
        created_at: Set(now),
        ..Default::default()
    };
    let receipt = receipt::Entity::insert(row).exec_with_returning(tx).await?;
    for (lot_id, grams) in drawn {
        let row = receipt_lot::Model {
            receipt_id: receipt.id,
            lot_id,
            grams: grams.as_g(),
            gone_g: 0,
        };
        receipt_lot::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await?;
        stock::hold(
            tx,
            &Movement {
                lot_id,
                grams,
                subject: receipt_subject(receipt.id),
                at: now,
            },
        )
        .await?;
    }
    Ok(receipt)
}

/// The free grams of the root's accepted child lots, in the order in which a receipt draws from them.
async fn sources(
    tx: &DatabaseTransaction,
    instrument: &instrument::Model,
    request: &ReceiptRequest,
) -> Result<Vec<(i64, Grams)>, ReceiptError> {
    let accepted: Vec<String> = instrument_grade::Entity::find()
        .filter(instrument_grade::Column::InstrumentId.eq(instrument.id))
        .all(tx)
        .await?
        .into_iter()
        .map(|row| row.grade)
        .collect();
    if let Some(grade) = request
        .grades
        .iter()
        .find(|grade| !accepted.contains(grade))
    {
        return Err(ReceiptError::GradeNotAccepted {
            grade: grade.clone(),
        });
    }
    let grades = if request.grades.is_empty() {
        &accepted
    } else {
        &request.grades
    };
    let mut lots = lot::Entity::find()
        .filter(lot::Column::RootId.eq(request.root_lot_id))
        .filter(lot::Column::Grade.is_in(grades))
        .order_by_asc(lot::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    let basis = Some(&instrument.basis_grade);
    lots.sort_by_key(|lot| {
        (
            lot.grade.as_ref() != basis,
            std::cmp::Reverse(lot.factor_bp),
            lot.id,
        )
    });
    lots.iter()
        .map(|lot| Ok((lot.id, stock::free_of(lot)?)))
        .collect()
}

async fn root_lot(
    tx: &DatabaseTransaction,
    scope: Scope,
    lot_id: i64,
) -> Result<lot::Model, ReceiptError> {
    let visible = scope.cooperative_rows(lot::Column::CooperativeId);
    let row = lot::Entity::find_by_id(lot_id)
        .filter(visible)
        .filter(lot::Column::RootId.is_null())
        .one(tx)
        .await?;
    row.ok_or(ReceiptError::UnknownLot(lot_id))
}

async fn other_product(
    tx: &DatabaseTransaction,
    lot: lot::Model,
    wanted: product::Model,
) -> Result<ReceiptError, DbErr> {
    let found = product::Entity::find_by_id(lot.product_id).one(tx).await?;
    Ok(ReceiptError::OtherProduct {
        lot_code: lot.code,
        lot_product: found.map(|product| product.code).unwrap_or_default(),
        instrument_product: wanted.code,
    })
}
