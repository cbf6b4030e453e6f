//! What is asked of providers, and what is heard from them.
//!
//! No transaction is open while a provider is asked. What a browser or a notice says is never
//! believed: both are a reason to look.

use catalog::database::Database;
use ledger::Money;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, Set,
};

use super::complete::keep_event;
use super::{
    Heard, Outcome, Payment, PaymentError, Providers, Refusal, Said, Source, TRANSFER, complete,
};
use crate::entity::{consignment, payment_attempt, payment_part, purchase, refund};
use crate::retail::provider::{
    Ask, AskPart, Facts, Notice, Offer, PaymentProvider, ProviderError, Standing,
};
use crate::retail::purchase::{Route, State, lock, lock_consignments, write_attempt, write_parts};
use crate::retail::refund as refunds;

/// Lets a buyer pay: opens the waiting attempt at its provider, or a new one where the last takes
/// no money any more. Asking again answers the same.
///
/// # Errors
/// `NotOpen` for a purchase that waits for no payment, `Provider`.
pub async fn open(
    db: &Database,
    providers: &Providers,
    (purchase_id, return_url): (i64, &str),
    now: i64,
) -> Result<Offer, PaymentError> {
    let mut attempt = waiting_attempt(db, purchase_id, now).await?;
    let provider = providers.of(&attempt.provider)?;
    let mut offer = offer(db, &**provider, &attempt, return_url).await;
    if matches!(
        offer,
        Err(PaymentError::Provider(ProviderError::Refused(_)))
    ) {
        // It may have ended there on its own.
        if look(db, providers, &attempt.out_no, now).await? == Heard::Closed {
            attempt = waiting_attempt(db, purchase_id, now).await?;
            offer = self::offer(db, &**provider, &attempt, return_url).await;
        }
    }
    let offer = offer?;
    if let Offer::Redirect(url) = &offer {
        let tx = db.write().await?;
        let mut row = attempt.into_active_model();
        row.pay_url = Set(url.clone());
        row.update(&*tx).await?;
        tx.commit().await?;
    }
    Ok(offer)
}

async fn offer(
    db: &Database,
    provider: &dyn PaymentProvider,
    attempt: &payment_attempt::Model,
    return_url: &str,
) -> Result<Offer, PaymentError> {
    let ask = Ask {
        out_no: attempt.out_no.clone(),
        parts: parts(db.read(), attempt.id).await?,
        expires_at: attempt.expires_at,
        return_url: return_url.to_owned(),
    };
    Ok(provider.create(&ask).await?)
}

/// The attempt that waits for money; a new one where all before take none any more.
async fn waiting_attempt(
    db: &Database,
    purchase_id: i64,
    now: i64,
) -> Result<payment_attempt::Model, PaymentError> {
    let purchase = purchase::Entity::find_by_id(purchase_id)
        .one(db.read())
        .await?;
    let not_open = || PaymentError::NotOpen(purchase_id);
    let purchase = purchase
        .filter(|row| is_open(row, now))
        .ok_or_else(not_open)?;
    let attempts = attempts(db.read(), purchase_id).await?;
    let asked = |row: &&payment_attempt::Model| row.state == payment_attempt::State::Asked;
    if let Some(waiting) = attempts.iter().find(asked) {
        return Ok(waiting.clone());
    }
    let tx = db.write().await?;
    let purchase = lock(&tx, purchase.id).await?;
    let attempts = self::attempts(&*tx, purchase_id).await?;
    if let Some(waiting) = attempts.iter().find(asked) {
        return Ok(waiting.clone());
    }
    // A transfer has one code, which stays good.
    let Some(last) = attempts
        .last()
        .filter(|_| purchase.route == Route::Provider)
    else {
        return Err(not_open());
    };
    if !is_open(&purchase, now) {
        return Err(not_open());
    }
    let place = attempts.len() + 1;
    let attempt = write_attempt(&tx, (&purchase, place), &last.provider, now).await?;
    let consignments = lock_consignments(&tx, purchase_id).await?;
    write_parts(&tx, &attempt, &consignments).await?;
    tx.commit().await?;
    Ok(attempt)
}

fn is_open(purchase: &purchase::Model, now: i64) -> bool {
    purchase.state == State::Placed && purchase.paid_at.is_none() && now < purchase.expires_at
}

/// The attempts of a purchase, the first first.
async fn attempts(
    conn: &impl ConnectionTrait,
    purchase_id: i64,
) -> Result<Vec<payment_attempt::Model>, DbErr> {
    payment_attempt::Entity::find()
        .filter(payment_attempt::Column::PurchaseId.eq(purchase_id))
        .order_by_asc(payment_attempt::Column::Id)
        .all(conn)
        .await
}

async fn parts(conn: &impl ConnectionTrait, attempt_id: i64) -> Result<Vec<AskPart>, DbErr> {
    let rows = payment_part::Entity::find()
        .filter(payment_part::Column::AttemptId.eq(attempt_id))
        .order_by_asc(payment_part::Column::ConsignmentId)
        .all(conn)
        .await?;
    let mut parts = Vec::with_capacity(rows.len());
    for row in rows {
        let of = consignment::Entity::find_by_id(row.consignment_id)
            .one(conn)
            .await?;
        let of = of.ok_or_else(|| DbErr::RecordNotFound(row.part_no.clone()))?;
        parts.push(AskPart {
            cooperative_id: of.cooperative_id,
            part_no: row.part_no,
            amount: Money::fen(row.amount_fen),
        });
    }
    Ok(parts)
}

/// Asks the provider where a payment stands: the browser came back, or it is the poller's turn.
///
/// # Errors
/// `UnknownAttempt`, `Provider` where it cannot be reached.
pub async fn look(
    db: &Database,
    providers: &Providers,
    out_no: &str,
    now: i64,
) -> Result<Heard, PaymentError> {
    let attempt = known_attempt(db.read(), out_no).await?;
    if attempt.provider == TRANSFER {
        return Ok(Heard::Waiting);
    }
    let facts = providers.of(&attempt.provider)?.look(out_no).await?;
    heard(db, &attempt.provider, facts, ("look", now)).await
}

async fn known_attempt(
    conn: &impl ConnectionTrait,
    out_no: &str,
) -> Result<payment_attempt::Model, PaymentError> {
    let attempt = payment_attempt::Entity::find()
        .filter(payment_attempt::Column::OutNo.eq(out_no))
        .one(conn)
        .await?;
    attempt.ok_or_else(|| PaymentError::UnknownAttempt(out_no.to_owned()))
}

/// What the provider itself says when asked.
async fn heard(
    db: &Database,
    provider: &str,
    facts: Facts,
    (kind, now): (&str, i64),
) -> Result<Heard, PaymentError> {
    match facts.standing {
        Standing::Asked => Ok(Heard::Waiting),
        Standing::Closed => {
            close(db, &facts.out_no).await?;
            Ok(Heard::Closed)
        }
        Standing::Paid {
            amount, reference, ..
        } => {
            // Everyone who looks sees the same, and it is kept once.
            let id = format!("{}:{reference}:{}", facts.out_no, amount.as_fen());
            let payment = Payment {
                event: Said {
                    id: &id,
                    kind,
                    body: "",
                },
                out_no: &facts.out_no,
                amount,
                reference: &reference,
                source: Source::Provider(provider),
            };
            take(db, &payment, now).await
        }
    }
}

async fn take(db: &Database, payment: &Payment<'_>, now: i64) -> Result<Heard, PaymentError> {
    let tx = db.write().await?;
    let completed = complete(&tx, payment, now).await?;
    tx.commit().await?;
    if let Outcome::Refused(refusal) = &completed.outcome {
        let (out_no, why) = (payment.out_no, refusal.as_str());
        tracing::warn!(out_no, why, "a payment is not taken");
    }
    Ok(Heard::Paid(completed))
}

/// The attempt takes no money any more.
async fn close(db: &Database, out_no: &str) -> Result<(), PaymentError> {
    let seen = known_attempt(db.read(), out_no).await?;
    if seen.state != payment_attempt::State::Asked {
        return Ok(());
    }
    let tx = db.write().await?;
    lock(&tx, seen.purchase_id).await?;
    let attempt = known_attempt(&*tx, out_no).await?;
    if attempt.state == payment_attempt::State::Asked {
        let mut row = attempt.into_active_model();
        row.state = Set(payment_attempt::State::Closed);
        row.update(&*tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Hears a provider's notice: checks whose it is, then looks at the payment, and at refunds of it
/// that are on their way.
///
/// # Errors
/// `Provider(Forged)` for what is not the provider's, of which nothing is kept; `Provider(Away)`
/// where it cannot be looked up now, so that it has to be sent again.
pub async fn notice(
    db: &Database,
    providers: &Providers,
    provider: &str,
    (signature, body): (&str, &[u8]),
    now: i64,
) -> Result<Heard, PaymentError> {
    let asked = providers.of(provider)?;
    let notice = asked.notice(signature, body, now)?;
    let facts = match asked.look(&notice.out_no).await {
        Ok(facts) => facts,
        // It does not know what its own notice is about.
        Err(ProviderError::Refused(_)) => Facts {
            out_no: notice.out_no.clone(),
            standing: Standing::Asked,
        },
        Err(error) => return Err(error.into()),
    };
    let body = String::from_utf8_lossy(body);
    let said = Said {
        id: &notice.event_id,
        kind: &notice.kind,
        body: &body,
    };
    let heard = match facts.standing {
        Standing::Paid {
            amount, reference, ..
        } => {
            let payment = Payment {
                event: said,
                out_no: &notice.out_no,
                amount,
                reference: &reference,
                source: Source::Provider(provider),
            };
            take(db, &payment, now).await?
        }
        Standing::Closed => {
            without_money(db, provider, (&notice, said), (Outcome::Known, now)).await?;
            Heard::Closed
        }
        Standing::Asked => {
            let known = known_attempt(db.read(), &notice.out_no).await.is_ok();
            let refusal = if known {
                Refusal::NotConfirmed
            } else {
                Refusal::UnknownAttempt
            };
            let outcome = Outcome::Refused(refusal);
            without_money(db, provider, (&notice, said), (outcome, now)).await?;
            Heard::Waiting
        }
    };
    hear_refunds(db, providers, &notice.out_no, now).await?;
    Ok(heard)
}

/// Keeps a notice of what the provider itself does not say is paid.
async fn without_money(
    db: &Database,
    provider: &str,
    (notice, event): (&Notice, Said<'_>),
    (outcome, now): (Outcome, i64),
) -> Result<(), PaymentError> {
    let payment = Payment {
        event,
        out_no: &notice.out_no,
        amount: notice.amount,
        reference: "",
        source: Source::Provider(provider),
    };
    let tx = db.write().await?;
    keep_event(&tx, &payment, &outcome, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Looks at the refunds of a payment that are on their way.
async fn hear_refunds(
    db: &Database,
    providers: &Providers,
    out_no: &str,
    now: i64,
) -> Result<(), PaymentError> {
    let Ok(attempt) = known_attempt(db.read(), out_no).await else {
        return Ok(());
    };
    let sent = refund::Entity::find()
        .filter(refund::Column::AttemptId.eq(attempt.id))
        .filter(refund::Column::State.eq(refund::State::Sent))
        .order_by_asc(refund::Column::Id)
        .all(db.read())
        .await?;
    for refund in sent {
        refunds::poll(db, providers, refund.id, now).await?;
    }
    Ok(())
}

/// Lets providers take no more money for a purchase; a payment that was faster is taken in.
///
/// # Errors
/// `Provider` where one cannot be reached: it may still take money.
pub async fn close_open(
    db: &Database,
    providers: &Providers,
    purchase_id: i64,
    now: i64,
) -> Result<(), PaymentError> {
    for attempt in attempts(db.read(), purchase_id).await? {
        let asked = attempt.state == payment_attempt::State::Asked;
        if asked && attempt.provider != TRANSFER {
            let provider = providers.of(&attempt.provider)?;
            let facts = provider.close(&attempt.out_no).await?;
            if heard(db, &attempt.provider, facts, ("close", now)).await? == Heard::Waiting {
                close(db, &attempt.out_no).await?;
            }
        }
    }
    Ok(())
}
