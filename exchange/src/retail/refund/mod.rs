//! Money of a purchase that goes back to its buyer before its sale is posted.
//!
//! Layout: this file asks for a refund and says what one may become, `sending` gives it to the
//! provider that took the payment and hears what became of it, `transfer` is the way by bank file.
//!
//! Ordering: purchase, consignment, lines, payment part, the counter of numbers, accounts.
//!
//! Invariants: nothing goes back that was not paid and is not given back already, by line, by
//! surcharge and by payment part, each guarded by a conditional UPDATE and a CHECK behind it; the
//! escrow is asked (pending) when a refund is sent and gives when it has arrived; one that failed
//! gives nothing and waits for a person.

mod sending;
#[cfg(test)]
mod tests;
mod transfer;

use catalog::scope::Scope;
use ledger::postings::PostingError;
use ledger::{AccountError, Money, MoneyError, TransferError};
use sea_orm::sea_query::{LockType, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set, Statement,
};
use thiserror::Error;

use super::payment::TRANSFER;
use super::purchase::{PurchaseError, day_number, lock};
use super::step::{self, Step};
use crate::books::BooksError;
use crate::entity::{
    consignment, payment_attempt, payment_part, purchase_line, refund, refund_line,
};

pub use crate::entity::refund::{Reason, State};
pub(crate) use sending::{poll, requested, send, sent};
pub use transfer::{Account, account_of, set_account, waiting_for_account};
pub(crate) use transfer::{arrived, came_back, file_sent, lock_purchases_of, payee, waiting};

/// What the number of a refund begins with.
pub(crate) const NUMBER: &str = "TK";

/// Why money does not go back.
#[derive(Debug, Error)]
pub enum RefundError {
    /// There is no such refund, or the asker has no part in it.
    #[error("refund {0} is not known")]
    Unknown(i64),
    /// Nothing is to go back.
    #[error("{0} is nothing to give back")]
    Nothing(Money),
    /// More than is left of the line's price.
    #[error("line {line_id} has {left} left")]
    TooMuch {
        /// The line.
        line_id: i64,
        /// What is left of its price.
        left: Money,
    },
    /// More than is left of what was paid for the consignment.
    #[error("consignment {0} has less left than is to go back")]
    NotPaid(i64),
    /// Its state does not take the step.
    #[error("a refund that is {} takes no {action:?}", state.as_str())]
    Refused {
        /// As it is.
        state: State,
        /// What was asked of it.
        action: Action,
    },
    /// No refund of the purchase waits for a bank account.
    #[error("no refund of purchase {0} waits for an account")]
    NoneWaits(i64),
    /// The purchase cannot be told.
    #[error("the purchase cannot be told")]
    Purchase(#[from] Box<PurchaseError>),
    /// The books refuse.
    #[error("the books refuse")]
    Books(#[from] BooksError),
    /// The event has no balanced set.
    #[error("the event cannot be posted")]
    Posting(#[source] Box<PostingError>),
    /// A sum does not fit.
    #[error("a sum of the refund does not fit")]
    Money(#[from] MoneyError),
    /// The database refused.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

impl From<PostingError> for RefundError {
    fn from(error: PostingError) -> Self {
        Self::Posting(Box::new(error))
    }
}

impl From<TransferError> for RefundError {
    fn from(error: TransferError) -> Self {
        PostingError::from(error).into()
    }
}

impl From<AccountError> for RefundError {
    fn from(error: AccountError) -> Self {
        PostingError::from(error).into()
    }
}

impl From<PurchaseError> for RefundError {
    fn from(error: PurchaseError) -> Self {
        Self::Purchase(Box::new(error))
    }
}

/// What happens to a refund.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// It goes to the provider, or into a bank file.
    Send,
    /// The buyer has it.
    Succeed,
    /// The provider will not do it.
    Fail,
    /// Someone lets it be tried again.
    Retry,
    /// The bank sends it back, at once or after it was paid.
    Return,
}

/// The state that follows.
///
/// # Errors
/// `Refused` for what the state does not take.
pub fn next(state: State, action: Action) -> Result<State, RefundError> {
    match (state, action) {
        (State::Requested, Action::Send) => Ok(State::Sent),
        (State::Sent, Action::Succeed) => Ok(State::Succeeded),
        (State::Sent, Action::Fail) => Ok(State::Failed),
        (State::Failed, Action::Retry) | (State::Sent | State::Succeeded, Action::Return) => {
            Ok(State::Requested)
        }
        (State::Requested, Action::Succeed | Action::Fail | Action::Retry | Action::Return)
        | (State::Sent, Action::Send | Action::Retry)
        | (State::Succeeded, Action::Send | Action::Succeed | Action::Fail | Action::Retry)
        | (State::Failed, Action::Send | Action::Succeed | Action::Fail | Action::Return) => {
            Err(RefundError::Refused { state, action })
        }
    }
}

/// What goes back of one line.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Back {
    /// The line.
    pub line_id: i64,
    /// The packs that it is for; none where the goods stay with the buyer.
    pub packs: i64,
    /// How much of the line's price.
    pub amount: Money,
}

/// Money of one consignment that is to go back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundAsk {
    /// The purchase, whose row the caller has locked.
    pub purchase_id: i64,
    /// Its consignment.
    pub consignment_id: i64,
    /// Line by line.
    pub lines: Vec<Back>,
    /// What of its surcharge goes back with them.
    pub surcharge: Money,
    /// Why.
    pub reason: Reason,
    /// Who decided it, if a signed-in person did.
    pub person_id: Option<i64>,
    /// Now.
    pub now: i64,
}

/// Asks for money to go back, line by line; the due work sends it.
///
/// # Errors
/// `Nothing`, `TooMuch` above what is left of a line, `NotPaid` above what is left of the payment.
pub async fn request(
    tx: &DatabaseTransaction,
    ask: &RefundAsk,
) -> Result<refund::Model, RefundError> {
    for back in &ask.lines {
        take_of_line(tx, ask.consignment_id, back).await?;
    }
    take_of_surcharge(tx, ask).await?;
    let lines = Money::sum(ask.lines.iter().map(|back| back.amount))?;
    let amount = lines.checked_add(ask.surcharge)?;
    if !amount.is_positive() {
        return Err(RefundError::Nothing(amount));
    }
    let attempt_id = take_of_payment(tx, ask.consignment_id, amount).await?;
    let refund = insert(tx, ask, (attempt_id, amount)).await?;
    for back in &ask.lines {
        let row = refund_line::ActiveModel {
            refund_id: Set(refund.id),
            line_id: Set(back.line_id),
            packs: Set(back.packs),
            amount_fen: Set(back.amount.as_fen()),
        };
        refund_line::Entity::insert(row)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(refund)
}

/// Asks for a whole payment to go back, part by part: it came too late, or twice.
pub(crate) async fn request_payment(
    tx: &DatabaseTransaction,
    attempt: &payment_attempt::Model,
    (reason, now): (Reason, i64),
) -> Result<Vec<refund::Model>, RefundError> {
    let parts = payment_part::Entity::find()
        .filter(payment_part::Column::AttemptId.eq(attempt.id))
        .order_by_asc(payment_part::Column::ConsignmentId)
        .all(tx)
        .await?;
    let mut refunds = Vec::with_capacity(parts.len());
    for part in parts {
        let amount = Money::fen(part.amount_fen);
        if !take_of_part(tx, &part, amount).await? {
            return Err(RefundError::NotPaid(part.consignment_id));
        }
        let ask = RefundAsk {
            purchase_id: attempt.purchase_id,
            consignment_id: part.consignment_id,
            lines: Vec::new(),
            surcharge: Money::ZERO,
            reason,
            person_id: None,
            now,
        };
        refunds.push(insert(tx, &ask, (attempt.id, amount)).await?);
    }
    Ok(refunds)
}

async fn insert(
    tx: &DatabaseTransaction,
    ask: &RefundAsk,
    (attempt_id, amount): (i64, Money),
) -> Result<refund::Model, RefundError> {
    let row = refund::ActiveModel {
        number: Set(day_number(tx, NUMBER, ask.now).await?),
        purchase_id: Set(ask.purchase_id),
        consignment_id: Set(ask.consignment_id),
        attempt_id: Set(attempt_id),
        reason: Set(ask.reason),
        amount_fen: Set(amount.as_fen()),
        surcharge_fen: Set(ask.surcharge.as_fen()),
        state: Set(State::Requested),
        requested_by: Set(ask.person_id),
        tries: Set(0),
        sent_no: Set(String::new()),
        provider_ref: Set(String::new()),
        failure: Set(String::new()),
        set_id: Set(None),
        settlement_id: Set(None),
        at: Set(ask.now),
        done_at: Set(None),
        ..Default::default()
    };
    let refund = row.insert(tx).await?;
    note(
        tx,
        &refund,
        step::REFUND_REQUESTED,
        (ask.person_id, ask.now),
    )
    .await?;
    Ok(refund)
}

/// Writes what happened to a refund into its purchase's timeline.
async fn note(
    tx: &DatabaseTransaction,
    refund: &refund::Model,
    action: &'static str,
    (person_id, at): (Option<i64>, i64),
) -> Result<(), DbErr> {
    let step = Step {
        purchase_id: refund.purchase_id,
        consignment_id: Some(refund.consignment_id),
        action,
        person_id,
        note: refund.number.clone(),
        amount: Some(Money::fen(refund.amount_fen)),
        at,
    };
    step::record(tx, &step).await
}

const OF_LINE: &str = "UPDATE purchase_line SET refunded_fen = refunded_fen + $1 \
     WHERE id = $2 AND consignment_id = $3 AND refunded_fen + $1 <= packs * price_fen";

async fn take_of_line(
    tx: &DatabaseTransaction,
    consignment_id: i64,
    back: &Back,
) -> Result<(), RefundError> {
    if !back.amount.is_positive() {
        return Err(RefundError::Nothing(back.amount));
    }
    let values = [
        back.amount.as_fen().into(),
        back.line_id.into(),
        consignment_id.into(),
    ];
    if changed(tx, OF_LINE, values).await? {
        return Ok(());
    }
    let line = purchase_line::Entity::find_by_id(back.line_id)
        .one(tx)
        .await?;
    let line = line.filter(|line| line.consignment_id == consignment_id);
    let left = line.map_or(0, |line| line.packs * line.price_fen - line.refunded_fen);
    Err(RefundError::TooMuch {
        line_id: back.line_id,
        left: Money::fen(left),
    })
}

const OF_SURCHARGE: &str = "UPDATE consignment SET \
     surcharge_refunded_fen = surcharge_refunded_fen + $1 \
     WHERE id = $2 AND surcharge_refunded_fen + $1 <= surcharge_fen";

async fn take_of_surcharge(tx: &DatabaseTransaction, ask: &RefundAsk) -> Result<(), RefundError> {
    if ask.surcharge.not_negative()?.is_zero() {
        return Ok(());
    }
    let values = [ask.surcharge.as_fen().into(), ask.consignment_id.into()];
    if changed(tx, OF_SURCHARGE, values).await? {
        return Ok(());
    }
    Err(RefundError::NotPaid(ask.consignment_id))
}

const OF_PART: &str = "UPDATE payment_part SET refunded_fen = refunded_fen + $1 \
     WHERE attempt_id = $2 AND consignment_id = $3 AND refunded_fen + $1 <= amount_fen";

async fn take_of_part(
    tx: &DatabaseTransaction,
    part: &payment_part::Model,
    amount: Money,
) -> Result<bool, DbErr> {
    let values = [
        amount.as_fen().into(),
        part.attempt_id.into(),
        part.consignment_id.into(),
    ];
    changed(tx, OF_PART, values).await
}

/// Takes what goes back out of the payment that has it; a payment that came twice is given back
/// whole, so that it never has.
async fn take_of_payment(
    tx: &DatabaseTransaction,
    consignment_id: i64,
    amount: Money,
) -> Result<i64, RefundError> {
    let paid = Query::select()
        .column(payment_attempt::Column::Id)
        .from(payment_attempt::Entity)
        .and_where(payment_attempt::Column::State.eq(payment_attempt::State::Paid))
        .to_owned();
    let parts = payment_part::Entity::find()
        .filter(payment_part::Column::ConsignmentId.eq(consignment_id))
        .filter(payment_part::Column::AttemptId.in_subquery(paid))
        .order_by_asc(payment_part::Column::AttemptId)
        .all(tx)
        .await?;
    for part in parts {
        if take_of_part(tx, &part, amount).await? {
            return Ok(part.attempt_id);
        }
    }
    Err(RefundError::NotPaid(consignment_id))
}

async fn changed(
    tx: &DatabaseTransaction,
    sql: &str,
    values: impl IntoIterator<Item = sea_orm::Value>,
) -> Result<bool, DbErr> {
    let change = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(change).await?.rows_affected() == 1)
}

/// The refund's row after its purchase's, both locked until the transaction ends.
async fn locked(tx: &DatabaseTransaction, refund_id: i64) -> Result<refund::Model, RefundError> {
    let find = || refund::Entity::find_by_id(refund_id);
    let unknown = || RefundError::Unknown(refund_id);
    let seen = find().one(tx).await?.ok_or_else(unknown)?;
    lock(tx, seen.purchase_id).await?;
    let row = find().lock(LockType::NoKeyUpdate).one(tx).await?;
    row.ok_or_else(unknown)
}

/// Lets a refund that failed be tried again.
///
/// # Errors
/// `Refused` for one that has not failed, `Unknown` also for another cooperative's.
pub async fn retry(
    tx: &DatabaseTransaction,
    scope: Scope,
    refund_id: i64,
    (person_id, now): (i64, i64),
) -> Result<refund::Model, RefundError> {
    let refund = locked(tx, refund_id).await?;
    let own = consignment::Entity::find_by_id(refund.consignment_id)
        .filter(scope.cooperative_rows(consignment::Column::CooperativeId))
        .one(tx)
        .await?;
    own.ok_or(RefundError::Unknown(refund_id))?;
    let state = next(refund.state, Action::Retry)?;
    let mut row = refund.into_active_model();
    row.state = Set(state);
    row.set_id = Set(None);
    let refund = row.update(tx).await?;
    note(tx, &refund, step::REFUND_REQUESTED, (Some(person_id), now)).await?;
    Ok(refund)
}

/// Refunds that failed and wait for a person, the oldest first.
///
/// # Errors
/// When the database does.
pub async fn failed(
    conn: &impl ConnectionTrait,
    scope: Scope,
) -> Result<Vec<refund::Model>, DbErr> {
    of_scope(scope)
        .filter(refund::Column::State.eq(State::Failed))
        .all(conn)
        .await
}

/// Whether something of a consignment is still on its way back.
///
/// # Errors
/// When the database does.
pub async fn is_open(conn: &impl ConnectionTrait, consignment_id: i64) -> Result<bool, DbErr> {
    let open = refund::Entity::find()
        .filter(refund::Column::ConsignmentId.eq(consignment_id))
        .filter(refund::Column::State.ne(State::Succeeded))
        .one(conn)
        .await?;
    Ok(open.is_some())
}

/// The refunds that the asker may see, the oldest first.
fn of_scope(scope: Scope) -> sea_orm::Select<refund::Entity> {
    let own = Query::select()
        .column(consignment::Column::Id)
        .from(consignment::Entity)
        .cond_where(scope.cooperative_rows(consignment::Column::CooperativeId))
        .to_owned();
    refund::Entity::find()
        .filter(refund::Column::ConsignmentId.in_subquery(own))
        .order_by_asc(refund::Column::Id)
}

/// Refunds by bank file, which a provider does not hear of.
fn by_transfer() -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(payment_attempt::Column::Id)
        .from(payment_attempt::Entity)
        .and_where(payment_attempt::Column::Provider.eq(TRANSFER))
        .to_owned()
}
