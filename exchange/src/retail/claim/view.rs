//! Claims as the office reads them, and their photographs for the office and the buyer.

use catalog::scope::Scope;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use crate::entity::{claim, claim_photo, consignment, refund};
use crate::retail::consignment::sheet::{Line, Parcel};
use crate::retail::consignment::view as parcels;

/// Who looks at a photograph.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The office whose parcel it is about.
    Office(Scope),
    /// The buyer of a purchase; whether it is the buyer's is for the caller to know.
    Purchase(i64),
}

/// A claim with what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimView {
    /// The claim.
    pub claim: claim::Model,
    /// The parcel.
    pub parcel: Parcel,
    /// The line of it.
    pub line: Line,
    /// Its photographs, by id, in the order in which they were handed in.
    pub photos: Vec<i64>,
    /// What goes back, once it was decided so.
    pub refund: Option<refund::Model>,
}

/// The claims of a scope, those that wait first, the oldest of them on top; then the newest.
///
/// # Errors
/// When the database does.
pub async fn claims(
    conn: &impl ConnectionTrait,
    scope: Scope,
    (page, per_page): (u64, u64),
    now: i64,
) -> Result<(Vec<ClaimView>, u64), DbErr> {
    let waiting = of_scope(scope).filter(claim::Column::State.eq(claim::State::Open));
    let decided = of_scope(scope).filter(claim::Column::State.ne(claim::State::Open));
    let open = waiting.clone().count(conn).await?;
    let total = open + decided.clone().count(conn).await?;
    let from = page.saturating_sub(1).saturating_mul(per_page);
    let mut rows = waiting
        .order_by_asc(claim::Column::Id)
        .offset(from)
        .limit(per_page)
        .all(conn)
        .await?;
    let left = per_page.saturating_sub(rows.len() as u64);
    if left > 0 {
        let further = decided
            .order_by_desc(claim::Column::DecidedAt)
            .order_by_desc(claim::Column::Id)
            .offset(from.saturating_sub(open))
            .limit(left)
            .all(conn)
            .await?;
        rows.extend(further);
    }
    Ok((filled(conn, scope, rows, now).await?, total))
}

/// One claim; `None` also for another cooperative's.
///
/// # Errors
/// When the database does.
pub async fn claim(
    conn: &impl ConnectionTrait,
    scope: Scope,
    claim_id: i64,
    now: i64,
) -> Result<Option<ClaimView>, DbErr> {
    let rows = of_scope(scope)
        .filter(claim::Column::Id.eq(claim_id))
        .all(conn)
        .await?;
    Ok(filled(conn, scope, rows, now).await?.into_iter().next())
}

/// The claims that wait for the office: how many, and since when the first.
///
/// # Errors
/// When the database does.
pub async fn waiting(
    conn: &impl ConnectionTrait,
    scope: Scope,
) -> Result<(i64, Option<i64>), DbErr> {
    let found = of_scope(scope)
        .filter(claim::Column::State.eq(claim::State::Open))
        .select_only()
        .column_as(claim::Column::Id.count(), "count")
        .column_as(claim::Column::At.min(), "since")
        .into_tuple()
        .one(conn)
        .await?;
    Ok(found.unwrap_or_default())
}

/// A photograph of a claim; `None` if the asker has no part in it.
///
/// # Errors
/// When the database does.
pub async fn photo(
    conn: &impl ConnectionTrait,
    whose: Whose,
    (claim_id, photo_id): (i64, i64),
) -> Result<Option<claim_photo::Model>, DbErr> {
    let (scope, purchase_id) = match whose {
        Whose::Office(scope) => (scope, None),
        Whose::Purchase(id) => (Scope::Operator, Some(id)),
    };
    let mut consignments = own(scope);
    if let Some(id) = purchase_id {
        consignments.and_where(consignment::Column::PurchaseId.eq(id));
    }
    let known = claim::Entity::find_by_id(claim_id)
        .filter(claim::Column::ConsignmentId.in_subquery(consignments))
        .one(conn)
        .await?;
    if known.is_none() {
        return Ok(None);
    }
    claim_photo::Entity::find_by_id(photo_id)
        .filter(claim_photo::Column::ClaimId.eq(claim_id))
        .one(conn)
        .await
}

fn of_scope(scope: Scope) -> Select<claim::Entity> {
    claim::Entity::find().filter(claim::Column::ConsignmentId.in_subquery(own(scope)))
}

fn own(scope: Scope) -> SelectStatement {
    Query::select()
        .column(consignment::Column::Id)
        .from(consignment::Entity)
        .cond_where(scope.cooperative_rows(consignment::Column::CooperativeId))
        .to_owned()
}

async fn filled(
    conn: &impl ConnectionTrait,
    scope: Scope,
    rows: Vec<claim::Model>,
    now: i64,
) -> Result<Vec<ClaimView>, DbErr> {
    let ids: Vec<i64> = rows.iter().map(|row| row.consignment_id).collect();
    let parcels = parcels::some(conn, scope, &ids, now).await?;
    // The pictures stay where they are; only their numbers are read.
    let photos: Vec<(i64, i64)> = claim_photo::Entity::find()
        .select_only()
        .column(claim_photo::Column::ClaimId)
        .column(claim_photo::Column::Id)
        .filter(claim_photo::Column::ClaimId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(claim_photo::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    let view = |claim: claim::Model| {
        let parcel = parcels
            .iter()
            .find(|parcel| parcel.row.id == claim.consignment_id)?;
        let line = parcel
            .lines
            .iter()
            .find(|line| line.row.id == claim.line_id)?;
        let refund = parcel
            .refunds
            .iter()
            .find(|refund| Some(refund.id) == claim.refund_id);
        let own = photos.iter().filter(|(id, _)| *id == claim.id);
        Some(ClaimView {
            photos: own.map(|(_, photo)| *photo).collect(),
            line: line.clone(),
            refund: refund.cloned(),
            parcel: parcel.clone(),
            claim,
        })
    };
    Ok(rows.into_iter().filter_map(view).collect())
}
