//! Lots as a cooperative sees them: what each grade holds, and the weigh tickets behind it.
//!
//! A root lot is what was harvested together; its child lots, one of each grade, are what is sold and
//! what the grams stand on. A weigh ticket is a fact: a correction is a row of its own, and of a
//! ticket's corrections the newest counts.

mod correction;
mod ticket;
mod weights;

use ledger::{Grams, WeightError};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use thiserror::Error;

use crate::entity::{lot, product};
use crate::scope::Scope;
use crate::stock::{self, StockError};

pub use correction::{Correct, Corrected, correct_intake};
pub use ticket::{Page, Ticket, ticket, tickets};
pub use weights::{HouseholdWeight, lot_weights};

pub(crate) use ticket::of_household;

/// The grams of a weigh ticket that count: its newest correction, else what was weighed.
pub(crate) const COUNTED_G: &str = "COALESCE((SELECT intake_correction.now_g FROM intake_correction \
    WHERE intake_correction.intake_id = intake.id ORDER BY intake_correction.id DESC LIMIT 1), intake.quantity_g)";

/// Why a lot or a weigh ticket was not found or did not change.
#[derive(Debug, Error)]
pub enum LotError {
    /// There is no such root lot, or it is another cooperative's.
    #[error("lot {0} is not known")]
    UnknownLot(i64),
    /// There is no such weigh ticket, or it is another cooperative's.
    #[error("weigh ticket {0} is not known")]
    UnknownTicket(i64),
    /// The ticket counts as that already.
    #[error("the ticket counts {0} already")]
    Unchanged(Grams),
    /// A ticket weighs more than nothing.
    #[error("a ticket cannot weigh nothing")]
    Nothing,
    /// The lot would hold less than is promised and gone.
    #[error("lot {lot_id} has only {available} to spare, {needed} less wanted")]
    Promised {
        /// The child lot.
        lot_id: i64,
        /// How much less it would be.
        needed: Grams,
        /// What is free.
        available: Grams,
    },
    /// A weight outside its range.
    #[error("weight out of range")]
    Weight(#[from] WeightError),
    /// The stock refused.
    #[error(transparent)]
    Stock(#[from] StockError),
    /// The database refused.
    #[error("database")]
    Database(#[from] DbErr),
}

/// A root lot and its grades.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotView {
    /// The root lot.
    pub lot: lot::Model,
    /// What was harvested.
    pub product: product::Model,
    /// Its child lots, the best grade first.
    pub grades: Vec<GradeLot>,
}

/// A child lot: recorded = held + gone + free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeLot {
    /// The child lot.
    pub lot_id: i64,
    /// Its grade.
    pub grade: String,
    /// What a gram of it counts in the pool, in basis points of the basis grade.
    pub factor_bp: i64,
    /// What its tickets weigh.
    pub recorded: Grams,
    /// What receipts and deals hold.
    pub held: Grams,
    /// What was shipped.
    pub gone: Grams,
    /// What may still be promised.
    pub free: Grams,
}

impl LotView {
    /// What all grades' tickets weigh.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn recorded(&self) -> Result<Grams, WeightError> {
        Grams::sum(self.grades.iter().map(|grade| grade.recorded))
    }

    /// What receipts and deals hold of all grades.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn held(&self) -> Result<Grams, WeightError> {
        Grams::sum(self.grades.iter().map(|grade| grade.held))
    }

    /// What was shipped of all grades.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn gone(&self) -> Result<Grams, WeightError> {
        Grams::sum(self.grades.iter().map(|grade| grade.gone))
    }

    /// What may still be promised of all grades.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn free(&self) -> Result<Grams, WeightError> {
        Grams::sum(self.grades.iter().map(|grade| grade.free))
    }
}

/// A cooperative's root lots, oldest first.
///
/// # Errors
/// When the database does.
pub async fn lots(
    connection: &impl ConnectionTrait,
    scope: Scope,
) -> Result<Vec<LotView>, LotError> {
    let visible = || scope.cooperative_rows(lot::Column::CooperativeId);
    let all = lot::Entity::find()
        .filter(visible())
        .order_by_asc(lot::Column::Id)
        .all(connection)
        .await?;
    let products = product::Entity::find().all(connection).await?;
    let (roots, mut children): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|lot| lot.root_id.is_none());
    children.sort_by_key(|lot| (lot.root_id, std::cmp::Reverse(lot.factor_bp), lot.id));
    let mut views = Vec::with_capacity(roots.len());
    for root in roots {
        let product = products
            .iter()
            .find(|product| product.id == root.product_id)
            .cloned();
        let from = children.partition_point(|lot| lot.root_id < Some(root.id));
        let own = children[from..]
            .iter()
            .take_while(|lot| lot.root_id == Some(root.id));
        let grades = own.map(graded).collect::<Result<_, _>>()?;
        let product = product.ok_or(LotError::UnknownLot(root.id))?;
        views.push(LotView {
            lot: root,
            product,
            grades,
        });
    }
    Ok(views)
}

/// One root lot.
///
/// # Errors
/// `UnknownLot`.
pub async fn lot(
    connection: &impl ConnectionTrait,
    scope: Scope,
    root_lot_id: i64,
) -> Result<LotView, LotError> {
    let unknown = LotError::UnknownLot(root_lot_id);
    let Some(root) = root_lot(connection, scope, root_lot_id).await? else {
        return Err(unknown);
    };
    let Some(product) = product::Entity::find_by_id(root.product_id)
        .one(connection)
        .await?
    else {
        return Err(unknown);
    };
    let children = lot::Entity::find()
        .filter(lot::Column::RootId.eq(root.id))
        .order_by_desc(lot::Column::FactorBp)
        .order_by_asc(lot::Column::Id)
        .all(connection)
        .await?;
    let grades = children.iter().map(graded).collect::<Result<_, _>>()?;
    Ok(LotView {
        lot: root,
        product,
        grades,
    })
}

async fn root_lot(
    connection: &impl ConnectionTrait,
    scope: Scope,
    lot_id: i64,
) -> Result<Option<lot::Model>, DbErr> {
    lot::Entity::find_by_id(lot_id)
        .filter(scope.cooperative_rows(lot::Column::CooperativeId))
        .filter(lot::Column::RootId.is_null())
        .one(connection)
        .await
}

fn graded(lot: &lot::Model) -> Result<GradeLot, LotError> {
    Ok(GradeLot {
        lot_id: lot.id,
        grade: lot.grade.clone().unwrap_or_default(),
        factor_bp: lot.factor_bp,
        recorded: Grams::new(lot.recorded_g)?,
        held: Grams::new(lot.held_g)?,
        gone: Grams::new(lot.gone_g)?,
        free: stock::free_of(lot)?,
    })
}
