//! The timeline of a purchase: one row for everything that happened to it, never changed.
//!
//! Mails go by these rows, and so does what a buyer and an office read; the words below stand in
//! the database and in message keys.

use ledger::Money;
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait, Set};

use crate::entity::{purchase_step, untold_step};

/// It was placed.
pub const PLACED: &str = "placed";
/// It was paid.
pub const PAID: &str = "paid";
/// Money came late, and the goods could be reserved again.
pub const LATE_RESERVED: &str = "late_reserved";
/// Money came for what was paid already, and goes back; the note is the payment's number.
pub const PAID_TWICE: &str = "paid_twice";
/// Money came late, and goes back.
pub const LATE_REFUNDED: &str = "late_refunded";
/// Nobody paid in time.
pub const EXPIRED: &str = "expired";
/// It was cancelled.
pub const CANCELLED: &str = "cancelled";
/// Packs of it were cancelled.
pub const PART_CANCELLED: &str = "part_cancelled";
/// A part was packed.
pub const PACKED: &str = "packed";
/// A part was sent; the note is its waybill.
pub const SHIPPED: &str = "shipped";
/// The waybill of a part was mistyped; the note is the right one, and steps before have the wrong.
pub const WAYBILL_CORRECTED: &str = "waybill_corrected";
/// A part was received; the note says by whom.
pub const RECEIVED: &str = "received";
/// Goods are claimed to be bad; the note is the claim's number.
pub const CLAIM_OPENED: &str = "claim_opened";
/// A claim is given back; the note is its number.
pub const CLAIM_RESOLVED: &str = "claim_resolved";
/// A claim is not given back; the note is its number.
pub const CLAIM_REJECTED: &str = "claim_rejected";
/// Money is to go back; the note is the refund's number.
pub const REFUND_REQUESTED: &str = "refund_requested";
/// It is on its way; the note is the refund's number.
pub const REFUND_SENT: &str = "refund_sent";
/// It has arrived; the note is the refund's number.
pub const REFUND_SUCCEEDED: &str = "refund_succeeded";
/// It did not arrive; the note is the refund's number.
pub const REFUND_FAILED: &str = "refund_failed";
/// A part's money is shared out.
pub const SETTLED: &str = "settled";
/// What of it reached the households is told.
pub const IMPACT: &str = "impact";

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// To which purchase.
    pub purchase_id: i64,
    /// To which part of it; `None` for the whole.
    pub consignment_id: Option<i64>,
    /// What: one of the words above.
    pub action: &'static str,
    /// Who did it, if a signed-in person did.
    pub person_id: Option<i64>,
    /// Short data that belongs to it: a waybill, a refund's number.
    pub note: String,
    /// The money that it is about, if it is about money.
    pub amount: Option<Money>,
    /// When, in milliseconds UTC.
    pub at: i64,
}

/// Writes a step in the transaction that takes it, and that its buyer may have to be told of it.
///
/// # Errors
/// When the database does.
pub async fn record(tx: &DatabaseTransaction, step: &Step) -> Result<(), DbErr> {
    let row = purchase_step::ActiveModel {
        purchase_id: Set(step.purchase_id),
        consignment_id: Set(step.consignment_id),
        action: Set(step.action.to_owned()),
        person_id: Set(step.person_id),
        note: Set(step.note.clone()),
        amount_fen: Set(step.amount.map(Money::as_fen)),
        at: Set(step.at),
        ..Default::default()
    };
    let written = purchase_step::Entity::insert(row).exec(tx).await?;
    let untold = untold_step::ActiveModel {
        step_id: Set(written.last_insert_id),
    };
    let untold = untold_step::Entity::insert(untold);
    untold.exec_without_returning(tx).await.map(drop)
}
