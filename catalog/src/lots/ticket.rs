//! Weigh tickets (磅单) with their corrections, both lines shown.

use ledger::{Grams, WeightError};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{LotError, root_lot};
use crate::entity::{household, intake, intake_correction, lot};
use crate::scope::Scope;

/// The most tickets of one page.
const PAGE_MAX: u64 = 1_000;
/// The most ids of one query; SQLite takes some thirty thousand.
const IDS_MAX: usize = 1_000;

/// A stretch of a list, by id.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The id that the page before ended with, 0 for the first.
    pub after_id: i64,
    /// How many, at most 1,000.
    pub limit: u64,
}

impl Page {
    /// The first page, as long as a page may be.
    pub const FIRST: Page = Page {
        after_id: 0,
        limit: PAGE_MAX,
    };
}

/// A weigh ticket, where its grams are, and how it was corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The ticket as it was weighed.
    pub intake: intake::Model,
    /// Whose harvest it was.
    pub household_code: String,
    /// The root lot.
    pub root_lot_id: i64,
    /// The root lot's code.
    pub lot_code: String,
    /// The grade.
    pub grade: String,
    /// What was harvested.
    pub product_id: i64,
    /// Oldest first; the last one counts.
    pub corrections: Vec<intake_correction::Model>,
}

impl Ticket {
    /// What the ticket counts: its newest correction, else what was weighed.
    ///
    /// # Errors
    /// `Negative`, which the database does not keep.
    pub fn counted(&self) -> Result<Grams, WeightError> {
        Grams::new(
            self.corrections
                .last()
                .map_or(self.intake.quantity_g, |correction| correction.now_g),
        )
    }
}

/// The tickets of a root lot, oldest first.
///
/// # Errors
/// `UnknownLot`.
pub async fn tickets(
    connection: &impl ConnectionTrait,
    scope: Scope,
    root_lot_id: i64,
    page: Page,
) -> Result<Vec<Ticket>, LotError> {
    let root = root_lot(connection, scope, root_lot_id)
        .await?
        .ok_or(LotError::UnknownLot(root_lot_id))?;
    let children = lot::Entity::find()
        .filter(lot::Column::RootId.eq(root.id))
        .all(connection)
        .await?;
    let rows = intake::Entity::find()
        .filter(intake::Column::LotId.is_in(children.iter().map(|lot| lot.id)))
        .filter(intake::Column::Id.gt(page.after_id))
        .order_by_asc(intake::Column::Id)
        .limit(page.limit.min(PAGE_MAX))
        .all(connection)
        .await?;
    Ok(detailed(connection, rows).await?)
}

/// One ticket.
///
/// # Errors
/// `UnknownTicket`.
pub async fn ticket(
    connection: &impl ConnectionTrait,
    scope: Scope,
    intake_id: i64,
) -> Result<Ticket, LotError> {
    let visible = scope.household_rows(intake::Column::CooperativeId, intake::Column::HouseholdId);
    let row = intake::Entity::find_by_id(intake_id)
        .filter(visible)
        .one(connection)
        .await?;
    let mut tickets = detailed(connection, row.into_iter().collect()).await?;
    tickets.pop().ok_or(LotError::UnknownTicket(intake_id))
}

/// Every ticket of one household, oldest first.
pub(crate) async fn of_household(
    connection: &impl ConnectionTrait,
    household_id: i64,
) -> Result<Vec<Ticket>, DbErr> {
    let rows = intake::Entity::find()
        .filter(intake::Column::HouseholdId.eq(household_id))
        .order_by_asc(intake::Column::Id)
        .all(connection)
        .await?;
    detailed(connection, rows).await
}

async fn detailed(
    connection: &impl ConnectionTrait,
    rows: Vec<intake::Model>,
) -> Result<Vec<Ticket>, DbErr> {
    let mut tickets = Vec::with_capacity(rows.len());
    for rows in rows.chunks(IDS_MAX) {
        tickets.extend(chunk(connection, rows).await?);
    }
    Ok(tickets)
}

async fn chunk(
    connection: &impl ConnectionTrait,
    rows: &[intake::Model],
) -> Result<Vec<Ticket>, DbErr> {
    let households = household::Entity::find()
        .filter(household::Column::Id.is_in(distinct(rows, |row| row.household_id)))
        .order_by_asc(household::Column::Id)
        .all(connection)
        .await?;
    let children = lots_by_id(connection, distinct(rows, |row| row.lot_id)).await?;
    let mut root_ids: Vec<i64> = children.iter().filter_map(|lot| lot.root_id).collect();
    root_ids.dedup();
    let roots = lots_by_id(connection, root_ids).await?;
    let corrections = intake_correction::Entity::find()
        .filter(intake_correction::Column::IntakeId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(intake_correction::Column::Id)
        .all(connection)
        .await?;
    let ticket = |row: &intake::Model| {
        let household = households
            .binary_search_by_key(&row.household_id, |household| household.id)
            .ok();
        let child = lot_in(&children, row.lot_id)?;
        let root = lot_in(&roots, child.root_id?)?;
        let own = corrections
            .iter()
            .filter(|correction| correction.intake_id == row.id);
        Some(Ticket {
            intake: row.clone(),
            household_code: households[household?].code.clone(),
            root_lot_id: root.id,
            lot_code: root.code.clone(),
            grade: child.grade.clone().unwrap_or_default(),
            product_id: child.product_id,
            corrections: own.cloned().collect(),
        })
    };
    // Foreign keys keep the household, the lot and its root.
    Ok(rows.iter().filter_map(ticket).collect())
}

fn lot_in(lots: &[lot::Model], id: i64) -> Option<&lot::Model> {
    lots.binary_search_by_key(&id, |lot| lot.id)
        .ok()
        .map(|at| &lots[at])
}

async fn lots_by_id(
    connection: &impl ConnectionTrait,
    ids: Vec<i64>,
) -> Result<Vec<lot::Model>, DbErr> {
    lot::Entity::find()
        .filter(lot::Column::Id.is_in(ids))
        .order_by_asc(lot::Column::Id)
        .all(connection)
        .await
}

fn distinct(rows: &[intake::Model], id: impl Fn(&intake::Model) -> i64) -> Vec<i64> {
    let mut ids: Vec<i64> = rows.iter().map(id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
