//! A refund at the provider that took the payment: asked once under one number, heard of until it
//! has arrived or failed.
//!
//! The provider is asked between two transactions: before the first the refund waits, after it
//! the escrow is promised and the number is used, so that a crash in between asks again for the
//! same refund, which a provider answers as before.

use catalog::database::Database;
use ledger::postings::retail::refund_by_provider;
use ledger::{Money, Party, ProviderName, Reference};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set,
};

use super::{Action, RefundError, State, by_transfer, locked, next, note};
use crate::books::{self, Outcome};
use crate::entity::{payment_attempt, refund};
use crate::retail::payment::{PaymentError, Providers};
use crate::retail::provider::{PaymentProvider, ProviderError, RefundAsk, RefundStanding};
use crate::retail::purchase::subject;
use crate::retail::step;

/// Refunds that wait to be given to a provider, the oldest first.
pub(crate) async fn requested(conn: &impl ConnectionTrait, limit: u64) -> Result<Vec<i64>, DbErr> {
    in_state(conn, State::Requested, limit).await
}

/// Refunds that a provider has been asked for and not answered in the end.
pub(crate) async fn sent(conn: &impl ConnectionTrait, limit: u64) -> Result<Vec<i64>, DbErr> {
    in_state(conn, State::Sent, limit).await
}

async fn in_state(
    conn: &impl ConnectionTrait,
    state: State,
    limit: u64,
) -> Result<Vec<i64>, DbErr> {
    refund::Entity::find()
        .select_only()
        .column(refund::Column::Id)
        .filter(refund::Column::State.eq(state))
        .filter(refund::Column::AttemptId.not_in_subquery(by_transfer()))
        .order_by_asc(refund::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(conn)
        .await
}

/// Promises the escrow's money and asks the provider; answers whether it got anywhere.
///
/// # Errors
/// `Away` where the provider cannot be reached; it is asked again as [`poll`].
pub(crate) async fn send(
    db: &Database,
    providers: &Providers,
    refund_id: i64,
    now: i64,
) -> Result<bool, PaymentError> {
    let tx = db.write().await?;
    let promised = promise(&tx, refund_id, now).await?;
    tx.commit().await?;
    let Some((refund, attempt)) = promised else {
        return Ok(false);
    };
    let provider = providers.of(&attempt.provider)?;
    ask(db, &**provider, (&refund, &attempt.out_no), now).await?;
    Ok(true)
}

/// Hears from the provider what became of a refund; answers whether it is decided.
///
/// # Errors
/// `Away` where the provider cannot be reached.
pub(crate) async fn poll(
    db: &Database,
    providers: &Providers,
    refund_id: i64,
    now: i64,
) -> Result<bool, PaymentError> {
    let refund = refund::Entity::find_by_id(refund_id).one(db.read()).await?;
    let refund = refund.ok_or(RefundError::Unknown(refund_id))?;
    if refund.state != State::Sent {
        return Ok(false);
    }
    let attempt = payment_attempt::Entity::find_by_id(refund.attempt_id)
        .one(db.read())
        .await?;
    let attempt = attempt.ok_or(RefundError::Unknown(refund_id))?;
    let provider = providers.of(&attempt.provider)?;
    match provider.look_refund(&refund.sent_no).await? {
        // Our question never reached it.
        RefundStanding::Unknown => ask(db, &**provider, (&refund, &attempt.out_no), now).await,
        standing => conclude(db, refund_id, standing, now).await,
    }
}

/// The first half: the refund has a number, and the escrow's money is promised to it.
async fn promise(
    tx: &DatabaseTransaction,
    refund_id: i64,
    now: i64,
) -> Result<Option<(refund::Model, payment_attempt::Model)>, RefundError> {
    let refund = locked(tx, refund_id).await?;
    if refund.state != State::Requested {
        return Ok(None);
    }
    let attempt = payment_attempt::Entity::find_by_id(refund.attempt_id)
        .one(tx)
        .await?;
    let attempt = attempt.ok_or(RefundError::Unknown(refund_id))?;
    let tries = refund.tries + 1;
    let sent_no = match tries {
        1 => refund.number.clone(),
        again => format!("{}R{again}", refund.number),
    };
    let subject = subject(refund.purchase_id);
    let reference = Reference::new(&format!("refund:{sent_no}"), &subject)?;
    let provider = Party::Provider(ProviderName::new(&attempt.provider)?);
    let (escrow, amount) = (
        Party::Consignment(refund.consignment_id),
        Money::fen(refund.amount_fen),
    );
    let set = refund_by_provider(&reference, &provider, &escrow, amount)?;
    let posted = books::post(tx, &set, now).await?;
    let state = next(refund.state, Action::Send)?;
    let mut row = refund.into_active_model();
    row.state = Set(state);
    row.tries = Set(tries);
    row.sent_no = Set(sent_no);
    row.failure = Set(String::new());
    row.set_id = Set(Some(posted.set_id));
    let refund = row.update(tx).await?;
    note(tx, &refund, step::REFUND_SENT, (None, now)).await?;
    Ok(Some((refund, attempt)))
}

async fn ask(
    db: &Database,
    provider: &dyn PaymentProvider,
    (refund, out_no): (&refund::Model, &str),
    now: i64,
) -> Result<bool, PaymentError> {
    let asked = RefundAsk {
        out_no: out_no.to_owned(),
        refund_no: refund.sent_no.clone(),
        amount: Money::fen(refund.amount_fen),
    };
    let standing = match provider.refund(&asked).await {
        Ok(standing) => standing,
        Err(ProviderError::Refused(reason)) => RefundStanding::Failed { reason },
        Err(error) => return Err(error.into()),
    };
    conclude(db, refund.id, standing, now).await
}

/// The second half: what the provider said.
async fn conclude(
    db: &Database,
    refund_id: i64,
    standing: RefundStanding,
    now: i64,
) -> Result<bool, PaymentError> {
    let tx = db.write().await?;
    let decided = match standing {
        RefundStanding::Unknown | RefundStanding::Processing => return Ok(false),
        RefundStanding::Done { reference } => succeed(&tx, refund_id, &reference, now).await?,
        RefundStanding::Failed { reason } => fail(&tx, refund_id, &reason, now).await?,
    };
    tx.commit().await?;
    Ok(decided)
}

/// The buyer has it; the same word again has no effect.
async fn succeed(
    tx: &DatabaseTransaction,
    refund_id: i64,
    reference: &str,
    now: i64,
) -> Result<bool, RefundError> {
    let refund = locked(tx, refund_id).await?;
    if refund.state != State::Sent {
        return Ok(false);
    }
    finish(tx, &refund, Outcome::Posted, now).await?;
    let state = next(refund.state, Action::Succeed)?;
    let mut row = refund.into_active_model();
    row.state = Set(state);
    row.provider_ref = Set(reference.to_owned());
    row.done_at = Set(Some(now));
    let refund = row.update(tx).await?;
    note(tx, &refund, step::REFUND_SUCCEEDED, (None, now)).await?;
    Ok(true)
}

/// The provider will not do it: the escrow keeps the money, and a person decides.
async fn fail(
    tx: &DatabaseTransaction,
    refund_id: i64,
    reason: &str,
    now: i64,
) -> Result<bool, RefundError> {
    let refund = locked(tx, refund_id).await?;
    if refund.state != State::Sent {
        return Ok(false);
    }
    finish(tx, &refund, Outcome::Voided, now).await?;
    let state = next(refund.state, Action::Fail)?;
    let mut row = refund.into_active_model();
    row.state = Set(state);
    row.failure = Set(reason.chars().take(FAILURE_MAX).collect());
    let refund = row.update(tx).await?;
    note(tx, &refund, step::REFUND_FAILED, (None, now)).await?;
    Ok(true)
}

/// The longest reason that is kept, in characters.
const FAILURE_MAX: usize = 200;

async fn finish(
    tx: &DatabaseTransaction,
    refund: &refund::Model,
    outcome: Outcome,
    now: i64,
) -> Result<(), RefundError> {
    let set_id = refund.set_id.ok_or(RefundError::Unknown(refund.id))?;
    Ok(books::end_set(tx, set_id, outcome, now).await?)
}
