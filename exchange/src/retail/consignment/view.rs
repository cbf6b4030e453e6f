//! A cooperative's parcels as its office sees them: lists, counts, and one with all that is in it.
//!
//! Unpaid ones are nobody's business yet and are not there. Whom a parcel is for is found by name
//! and number only as long as it is shown.

use std::collections::BTreeMap;

use catalog::scope::Scope;
use sea_orm::sea_query::{LikeExpr, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};

use super::receiver::RECEIVER_SEEN_MS;
use super::sheet::{Parcel, filled};
use crate::entity::consignment::{self, Column, State};
use crate::entity::{claim, purchase_private, refund};

/// The fewest digits by which a number to call is looked for.
const PHONE_DIGITS_MIN: usize = 4;

/// Which parcels.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// In one state.
    In(State),
    /// With an undecided claim.
    Claimed,
    /// With money that is to go back and has not arrived.
    Refunding,
    /// All that were paid.
    All,
}

impl Filter {
    /// The filters of a list, in the order of a parcel's way.
    pub const ALL: [Self; 9] = [
        Self::In(State::ToPack),
        Self::In(State::Packed),
        Self::In(State::Shipped),
        Self::In(State::Received),
        Self::In(State::Settled),
        Self::In(State::Cancelled),
        Self::Claimed,
        Self::Refunding,
        Self::All,
    ];

    /// The word in addresses and message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::In(state) => state.as_str(),
            Self::Claimed => "claimed",
            Self::Refunding => "refunding",
            Self::All => "all",
        }
    }

    /// The filter of a word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.as_str() == word)
    }
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// Which parcels.
    pub filter: Filter,
    /// A part of a number, the end of a phone's number or the beginning of a name; empty for all.
    pub words: &'a str,
    /// The page, from 1.
    pub page: u64,
    /// Parcels of a page.
    pub per_page: u64,
}

/// A page of parcels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The parcels: what is due first, otherwise the newest first.
    pub parcels: Vec<Parcel>,
    /// How many there are on all pages.
    pub total: u64,
}

/// What waits in a state.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many.
    pub count: i64,
    /// When the first of them is due.
    pub due_at: Option<i64>,
}

/// The parcels that are wanted.
///
/// # Errors
/// When the database does.
pub async fn parcels(
    conn: &impl ConnectionTrait,
    scope: Scope,
    wanted: &Wanted<'_>,
    now: i64,
) -> Result<Found, DbErr> {
    let found = paid(scope)
        .filter(condition(wanted.filter))
        .filter(naming(wanted.words, now));
    let total = found.clone().count(conn).await?;
    let in_order = match wanted.filter {
        Filter::In(State::ToPack | State::Packed) => found
            .order_by_asc(Column::DueAt)
            .order_by_asc(Column::PaidAt)
            .order_by_asc(Column::Id),
        _ => found.order_by_desc(Column::Id),
    };
    let rows = in_order
        .offset(
            wanted
                .page
                .saturating_sub(1)
                .saturating_mul(wanted.per_page),
        )
        .limit(wanted.per_page)
        .all(conn)
        .await?;
    let parcels = filled(conn, rows, now).await?;
    Ok(Found { parcels, total })
}

/// One parcel with all that is in it; `None` also for another cooperative's.
///
/// # Errors
/// When the database does.
pub async fn parcel(
    conn: &impl ConnectionTrait,
    scope: Scope,
    consignment_id: i64,
    now: i64,
) -> Result<Option<Parcel>, DbErr> {
    let found = some(conn, scope, &[consignment_id], now).await?;
    Ok(found.into_iter().next())
}

/// Several parcels by id, in the order of their ids.
///
/// # Errors
/// When the database does.
pub async fn some(
    conn: &impl ConnectionTrait,
    scope: Scope,
    ids: &[i64],
    now: i64,
) -> Result<Vec<Parcel>, DbErr> {
    let rows = paid(scope)
        .filter(Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    filled(conn, rows, now).await
}

/// How many parcels each filter finds.
///
/// # Errors
/// When the database does.
pub async fn counts(
    conn: &impl ConnectionTrait,
    scope: Scope,
) -> Result<BTreeMap<&'static str, i64>, DbErr> {
    let mut counts = BTreeMap::new();
    for filter in Filter::ALL {
        let count = paid(scope).filter(condition(filter)).count(conn).await?;
        counts.insert(filter.as_str(), i64::try_from(count).unwrap_or(i64::MAX));
    }
    Ok(counts)
}

/// What waits in a state, and until when.
///
/// # Errors
/// When the database does.
pub async fn waiting(
    conn: &impl ConnectionTrait,
    scope: Scope,
    state: State,
) -> Result<Waiting, DbErr> {
    let found: Option<(i64, Option<i64>)> = paid(scope)
        .filter(Column::State.eq(state))
        .select_only()
        .column_as(Column::Id.count(), "count")
        .column_as(Column::DueAt.min(), "due_at")
        .into_tuple()
        .one(conn)
        .await?;
    let (count, due_at) = found.unwrap_or_default();
    Ok(Waiting { count, due_at })
}

/// The paid parcels of a scope, those cancelled after they were paid included.
fn paid(scope: Scope) -> Select<consignment::Entity> {
    consignment::Entity::find()
        .filter(scope.cooperative_rows(Column::CooperativeId))
        .filter(Column::PaidAt.is_not_null())
}

fn condition(filter: Filter) -> Condition {
    let claimed = || {
        Query::select()
            .column(claim::Column::ConsignmentId)
            .from(claim::Entity)
            .and_where(claim::Column::State.eq(claim::State::Open))
            .to_owned()
    };
    let refunding = || {
        Query::select()
            .column(refund::Column::ConsignmentId)
            .from(refund::Entity)
            .and_where(refund::Column::State.ne(refund::State::Succeeded))
            .to_owned()
    };
    match filter {
        Filter::In(state) => Condition::all().add(Column::State.eq(state)),
        Filter::Claimed => Condition::all().add(Column::Id.in_subquery(claimed())),
        Filter::Refunding => Condition::all().add(Column::Id.in_subquery(refunding())),
        Filter::All => Condition::all(),
    }
}

/// What is looked for, in a parcel's number or its waybill, or in a receiver that is still shown.
fn naming(words: &str, now: i64) -> Condition {
    let words = words.trim();
    if words.is_empty() {
        return Condition::all();
    }
    let capitals = plain(&words.to_ascii_uppercase());
    let inside = || LikeExpr::new(format!("%{capitals}%")).escape('\\');
    let mut private = Condition::any().add(
        purchase_private::Column::Name
            .like(LikeExpr::new(format!("{}%", plain(words))).escape('\\')),
    );
    let digits = words.len() >= PHONE_DIGITS_MIN && words.bytes().all(|b| b.is_ascii_digit());
    if digits {
        private = private.add(purchase_private::Column::Phone.ends_with(words));
    }
    let receivers = Query::select()
        .column(purchase_private::Column::PurchaseId)
        .from(purchase_private::Entity)
        .cond_where(private)
        .to_owned();
    let shown = Condition::any()
        .add(Column::State.is_in([State::ToPack, State::Packed, State::Shipped]))
        .add(Column::ReceivedAt.gt(now - RECEIVER_SEEN_MS));
    Condition::any()
        .add(Column::Number.like(inside()))
        .add(Column::Waybill.like(inside()))
        .add(
            Condition::all()
                .add(shown)
                .add(Column::PurchaseId.in_subquery(receivers)),
        )
}

/// A text that stands for itself in a pattern.
fn plain(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}
