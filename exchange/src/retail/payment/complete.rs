//! The one completion of a payment.

use ledger::postings::retail::{EscrowPart, paid_by_provider, paid_by_transfer, transfer_found};
use ledger::{Money, Party, ProviderName, Reference, TransferSet};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, Set,
};

use super::{Completed, Outcome, Payment, PaymentError, Refusal, Said, Source};
use crate::books;
use crate::entity::{payment_attempt, payment_event, payment_part, purchase, refund};
use crate::retail::consignment::state::Action;
use crate::retail::purchase::{
    CancelReason, State, hand_over, keep, lock, lock_consignments, subject, take_again,
};
use crate::retail::refund::request_payment;
use crate::retail::step::{self, Step};

/// Takes a payment in, once; everyone who hears of one ends here.
///
/// It pays its purchase; one that expired is reserved again if its goods are still there; where it
/// cannot pay it is given back by itself. What was said is kept, and what cannot be taken posts
/// nothing and is kept as refused, so that the caller commits in every case but an error.
///
/// # Errors
/// When the books or the database refuse; nothing was taken then, and it can be said again.
pub async fn complete(
    tx: &DatabaseTransaction,
    payment: &Payment<'_>,
    now: i64,
) -> Result<Completed, PaymentError> {
    let Some(seen) = attempt(tx, payment.out_no).await? else {
        return refused(tx, payment, (None, Refusal::UnknownAttempt), now).await;
    };
    let purchase = lock(tx, seen.purchase_id).await?;
    // Read again under the lock: someone else may have said it meanwhile.
    let attempt = attempt(tx, payment.out_no).await?.unwrap_or(seen);
    if let Some(refusal) = refusal(&attempt, payment) {
        let of = Some(attempt.purchase_id);
        return refused(tx, payment, (of, refusal), now).await;
    }
    if attempt.state == payment_attempt::State::Paid {
        let outcome = Outcome::Known;
        keep_event(tx, payment, &outcome, now).await?;
        return Ok(Completed {
            purchase_id: Some(attempt.purchase_id),
            set_id: attempt.set_id,
            outcome,
        });
    }
    let outcome = apply(tx, purchase, &attempt, now).await?;
    keep_event(tx, payment, &outcome, now).await?;
    let set = set_of(tx, payment, &attempt).await?;
    let posted = books::post(tx, &set, now).await?;
    let purchase_id = attempt.purchase_id;
    let mut row = attempt.into_active_model();
    row.state = Set(payment_attempt::State::Paid);
    row.paid_at = Set(Some(now));
    row.provider_ref = Set(payment.reference.to_owned());
    row.set_id = Set(Some(posted.set_id));
    row.update(tx).await?;
    Ok(Completed {
        purchase_id: Some(purchase_id),
        set_id: Some(posted.set_id),
        outcome,
    })
}

async fn attempt(
    tx: &DatabaseTransaction,
    out_no: &str,
) -> Result<Option<payment_attempt::Model>, DbErr> {
    payment_attempt::Entity::find()
        .filter(payment_attempt::Column::OutNo.eq(out_no))
        .one(tx)
        .await
}

/// Why this payment is not what the attempt asked for.
fn refusal(attempt: &payment_attempt::Model, payment: &Payment<'_>) -> Option<Refusal> {
    let paid = attempt.state == payment_attempt::State::Paid;
    if attempt.provider != payment.source.name() {
        Some(Refusal::OtherProvider)
    } else if Money::fen(attempt.amount_fen) != payment.amount {
        Some(Refusal::OtherAmount)
    } else if paid && attempt.provider_ref != payment.reference {
        Some(Refusal::PaidBefore)
    } else {
        None
    }
}

async fn refused(
    tx: &DatabaseTransaction,
    payment: &Payment<'_>,
    (purchase_id, refusal): (Option<i64>, Refusal),
    now: i64,
) -> Result<Completed, PaymentError> {
    let outcome = Outcome::Refused(refusal);
    keep_event(tx, payment, &outcome, now).await?;
    Ok(Completed {
        purchase_id,
        set_id: None,
        outcome,
    })
}

/// What the payment does to its purchase, whose row is locked.
async fn apply(
    tx: &DatabaseTransaction,
    purchase: purchase::Model,
    attempt: &payment_attempt::Model,
    now: i64,
) -> Result<Outcome, PaymentError> {
    if purchase.paid_at.is_some() {
        let refunds = give_back(tx, attempt, (refund::Reason::Doubled, now)).await?;
        note(tx, attempt, step::PAID_TWICE, now).await?;
        return Ok(Outcome::Doubled(refunds));
    }
    match (purchase.state, purchase.cancel_reason) {
        (State::Placed, _) => {
            hand_over_all(tx, purchase.id, (Action::Pay, now)).await?;
            paid(tx, purchase, now).await?;
            note(tx, attempt, step::PAID, now).await?;
            Ok(Outcome::Paid)
        }
        // The buyer still wants what only the clock had cancelled.
        (State::Cancelled, Some(CancelReason::Expired))
            if take_again(tx, purchase.id, now).await? =>
        {
            hand_over_all(tx, purchase.id, (Action::PayLate, now)).await?;
            paid(tx, purchase, now).await?;
            note(tx, attempt, step::LATE_RESERVED, now).await?;
            Ok(Outcome::LateReserved)
        }
        (State::Cancelled, reason) => {
            let refunds = give_back(tx, attempt, (refund::Reason::LatePayment, now)).await?;
            let mut row = purchase.into_active_model();
            row.paid_at = Set(Some(now));
            if reason == Some(CancelReason::Expired) {
                row.cancel_reason = Set(Some(CancelReason::LatePayment));
            }
            row.update(tx).await?;
            note(tx, attempt, step::LATE_REFUNDED, now).await?;
            Ok(Outcome::LateRefunded(refunds))
        }
    }
}

/// Every cooperative has its part to pack now.
async fn hand_over_all(
    tx: &DatabaseTransaction,
    purchase_id: i64,
    (action, now): (Action, i64),
) -> Result<(), PaymentError> {
    let consignments = lock_consignments(tx, purchase_id).await?;
    if action == Action::Pay {
        keep(tx, purchase_id, now).await?;
    }
    for row in consignments {
        hand_over(tx, row, (action, now)).await?;
    }
    Ok(())
}

async fn paid(tx: &DatabaseTransaction, purchase: purchase::Model, now: i64) -> Result<(), DbErr> {
    let mut row = purchase.into_active_model();
    row.state = Set(State::Placed);
    row.cancelled_at = Set(None);
    row.cancel_reason = Set(None);
    row.paid_at = Set(Some(now));
    row.update(tx).await.map(drop)
}

async fn give_back(
    tx: &DatabaseTransaction,
    attempt: &payment_attempt::Model,
    why: (refund::Reason, i64),
) -> Result<Vec<i64>, PaymentError> {
    let refunds = request_payment(tx, attempt, why).await?;
    Ok(refunds.iter().map(|refund| refund.id).collect())
}

async fn note(
    tx: &DatabaseTransaction,
    attempt: &payment_attempt::Model,
    action: &'static str,
    at: i64,
) -> Result<(), DbErr> {
    let step = Step {
        purchase_id: attempt.purchase_id,
        consignment_id: None,
        action,
        person_id: None,
        note: attempt.out_no.clone(),
        amount: Some(Money::fen(attempt.amount_fen)),
        at,
    };
    step::record(tx, &step).await
}

/// The payment as a balanced set: from where the money is to the escrow of each consignment.
async fn set_of(
    tx: &DatabaseTransaction,
    payment: &Payment<'_>,
    attempt: &payment_attempt::Model,
) -> Result<TransferSet, PaymentError> {
    let parts = payment_part::Entity::find()
        .filter(payment_part::Column::AttemptId.eq(attempt.id))
        .order_by_asc(payment_part::Column::ConsignmentId)
        .all(tx)
        .await?;
    let part = |part: payment_part::Model| EscrowPart {
        consignment: Party::Consignment(part.consignment_id),
        amount: Money::fen(part.amount_fen),
    };
    let parts: Vec<EscrowPart> = parts.into_iter().map(part).collect();
    let key = format!("payment:{}", attempt.out_no);
    let reference = Reference::new(&key, &subject(attempt.purchase_id))?;
    Ok(match payment.source {
        Source::Provider(name) => {
            let provider = Party::Provider(ProviderName::new(name)?);
            paid_by_provider(&reference, &provider, &parts)?
        }
        Source::Bank(line) => {
            paid_by_transfer(&reference, &Party::Statement(line), &parts, Money::ZERO)?
        }
        Source::Suspense(line) => transfer_found(&reference, &Party::Statement(line), &parts)?,
    })
}

/// Keeps what was said and what came of it; the same again is kept once.
pub(super) async fn keep_event(
    tx: &DatabaseTransaction,
    payment: &Payment<'_>,
    outcome: &Outcome,
    now: i64,
) -> Result<(), DbErr> {
    let (word, reason) = match outcome {
        Outcome::Paid => (payment_event::Outcome::Applied, ""),
        Outcome::LateReserved => (payment_event::Outcome::Late, "reserved"),
        Outcome::LateRefunded(_) => (payment_event::Outcome::Late, "refunded"),
        Outcome::Doubled(_) => (payment_event::Outcome::Late, "doubled"),
        Outcome::Known => (payment_event::Outcome::Known, ""),
        Outcome::Refused(refusal) => (payment_event::Outcome::Refused, refusal.as_str()),
    };
    let of = (payment.source.name(), payment.out_no);
    let came = (payment.amount, word, reason);
    write_event(tx, of, payment.event, (came, now)).await
}

/// Keeps what a provider said beside its payments, and why it is not taken.
pub(crate) async fn keep_refused(
    tx: &DatabaseTransaction,
    of: (&str, &str),
    said: Said<'_>,
    (refusal, now): (Refusal, i64),
) -> Result<(), DbErr> {
    let word = payment_event::Outcome::Refused;
    let came = (Money::ZERO, word, refusal.as_str());
    write_event(tx, of, said, (came, now)).await
}

async fn write_event(
    tx: &DatabaseTransaction,
    (provider, out_no): (&str, &str),
    said: Said<'_>,
    ((amount, outcome, reason), now): ((Money, payment_event::Outcome, &str), i64),
) -> Result<(), DbErr> {
    let row = payment_event::ActiveModel {
        provider: Set(provider.to_owned()),
        event_id: Set(said.id.to_owned()),
        out_no: Set(out_no.to_owned()),
        kind: Set(said.kind.to_owned()),
        amount_fen: Set(amount.as_fen()),
        outcome: Set(outcome),
        reason: Set(reason.to_owned()),
        body: Set(said.body.to_owned()),
        at: Set(now),
        ..Default::default()
    };
    let unless_there = OnConflict::columns([
        payment_event::Column::Provider,
        payment_event::Column::EventId,
    ])
    .do_nothing()
    .to_owned();
    payment_event::Entity::insert(row)
        .on_conflict(unless_there)
        .exec_without_returning(tx)
        .await
        .map(drop)
}
