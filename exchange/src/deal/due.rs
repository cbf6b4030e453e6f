//! Deadlines, and what a passed one does: no deal waits for ever.
//!
//! A deadline is the first moment that is too late. Ends of working days are 24:00 at UTC+8.

use catalog::working_days::Calendar;
use ledger::postings::deal::{Held, late_seller};
use ledger::{Grams, Money, Party, Reference};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::state::{Action, State, next, overdue};
use super::steps::{Step, finish, record};
use super::{DealError, goods, locked, subject};
use crate::books;
use crate::entity::deal;

/// Working days from the match to the payment.
pub const PAYMENT_DAYS: u32 = 3;
/// Working days from the payment to the delivery.
pub const DELIVERY_DAYS: u32 = 5;
/// How long the buyer may object after the delivery, in milliseconds: 48 hours.
pub const OBJECTION_MS: i64 = 48 * 3_600_000;
/// Working days from an objection to the operator's decision.
pub const DECISION_DAYS: u32 = 3;

/// When the balance is late.
pub fn payment(calendar: &Calendar, matched_at: i64) -> i64 {
    calendar.end_of_working_day_after(matched_at, PAYMENT_DAYS)
}

/// When the goods are late.
pub fn delivery(calendar: &Calendar, paid_at: i64) -> i64 {
    calendar.end_of_working_day_after(paid_at, DELIVERY_DAYS)
}

/// When silence has accepted.
pub fn acceptance(delivered_at: i64) -> i64 {
    delivered_at + OBJECTION_MS
}

/// When the recorded weight stands against an objection.
pub fn decision(calendar: &Calendar, objected_at: i64) -> i64 {
    calendar.end_of_working_day_after(objected_at, DECISION_DAYS)
}

/// The deals whose deadline has passed, the earliest first, at most `limit`.
///
/// # Errors
/// When the database does.
pub async fn due_deals(
    conn: &impl ConnectionTrait,
    now: i64,
    limit: u64,
) -> Result<Vec<i64>, DbErr> {
    let open = [
        State::AwaitingPayment,
        State::AwaitingDelivery,
        State::Delivered,
        State::Objected,
    ];
    deal::Entity::find()
        .select_only()
        .column(deal::Column::Id)
        .filter(deal::Column::State.is_in(open))
        .filter(deal::Column::DueAt.lte(now))
        .order_by_asc(deal::Column::DueAt)
        .order_by_asc(deal::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(conn)
        .await
}

/// Ends or settles a deal whose deadline has passed; does nothing to any other.
///
/// # Errors
/// As a settlement; one that is only short of reserve waits, see [`DealError::short_of_reserve`].
pub async fn lapse(
    tx: &DatabaseTransaction,
    deal_id: i64,
    now: i64,
) -> Result<Option<deal::Model>, DealError> {
    let deal = locked(tx, deal_id).await?;
    let Some(action) = overdue(deal.state) else {
        return Ok(None);
    };
    if deal.due_at.is_none_or(|due_at| now < due_at) {
        return Ok(None);
    }
    let step = Step {
        action,
        person_id: None,
        note: String::new(),
        grams: None,
        at: now,
    };
    match next(deal.state, action)? {
        State::Settled => {
            let counts = deal.weighed_g.ok_or(DealError::NotAWeight { grams: 0 })?;
            finish(tx, deal, Grams::new(counts)?, step).await.map(Some)
        }
        state => {
            if action == Action::DeliveryLate {
                give_back(tx, &deal, now).await?;
            }
            goods::end(tx, deal.id, Grams::ZERO, now).await?;
            let mut row = deal::ActiveModel::from(deal);
            row.state = sea_orm::Set(state);
            row.due_at = sea_orm::Set(None);
            let deal = deal::Entity::update(row).exec(tx).await?;
            record(tx, deal.id, step).await?;
            Ok(Some(deal))
        }
    }
}

/// Escrow and deposit of a late seller's deal are the buyer's cash again.
async fn give_back(
    tx: &DatabaseTransaction,
    deal: &deal::Model,
    now: i64,
) -> Result<(), DealError> {
    // Once paid, all of a deal's money is price and stands in its escrow.
    let held = Held {
        escrow: Money::fen(deal.value_fen),
        deposit: Money::ZERO,
    };
    let reference = Reference::new(&format!("deal:{}:seller_late", deal.id), &subject(deal.id))?;
    let (buyer, party) = (Party::Member(deal.buyer_id), Party::Deal(deal.id));
    books::post(tx, &late_seller(&reference, &buyer, &party, held)?, now).await?;
    Ok(())
}
