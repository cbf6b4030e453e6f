//! A refund by bank transfer: the buyer names an account, a bank file carries it, the bank answers.
//!
//! The room `payout` calls what happens to its lines; a line that comes back waits until the buyer
//! has looked at the account again.

use std::collections::BTreeSet;

use catalog::scope::Scope;
use ledger::Money;
use sea_orm::sea_query::{LockType, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set,
};

use super::{Action, RefundError, State, by_transfer, next, note, of_scope};
use crate::entity::{payout_line, refund, refund_private};
use crate::retail::purchase::lock;
use crate::retail::step;

/// Where a buyer wants money back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whose account it is.
    pub holder: String,
    /// The bank.
    pub bank_name: String,
    /// The account's number.
    pub bank_account: String,
}

/// Sets where refunds of a purchase go; sending one again that the bank returned needs this too.
///
/// # Errors
/// `NoneWaits` if no refund by transfer of it waits.
pub async fn set_account(
    tx: &DatabaseTransaction,
    purchase_id: i64,
    account: &Account,
) -> Result<(), RefundError> {
    lock(tx, purchase_id).await?;
    let waits = refund::Entity::find()
        .filter(refund::Column::PurchaseId.eq(purchase_id))
        .filter(refund::Column::State.eq(State::Requested))
        .filter(refund::Column::AttemptId.in_subquery(by_transfer()))
        .one(tx)
        .await?;
    waits.ok_or(RefundError::NoneWaits(purchase_id))?;
    let row = refund_private::ActiveModel {
        purchase_id: Set(purchase_id),
        holder: Set(account.holder.clone()),
        bank_name: Set(account.bank_name.clone()),
        bank_account: Set(account.bank_account.clone()),
        returned: Set(false),
    };
    let instead = OnConflict::column(refund_private::Column::PurchaseId)
        .update_columns([
            refund_private::Column::Holder,
            refund_private::Column::BankName,
            refund_private::Column::BankAccount,
            refund_private::Column::Returned,
        ])
        .to_owned();
    refund_private::Entity::insert(row)
        .on_conflict(instead)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The account that a buyer named, and whether the bank sent money back from it.
///
/// # Errors
/// When the database does.
pub async fn account_of(
    conn: &impl ConnectionTrait,
    purchase_id: i64,
) -> Result<Option<refund_private::Model>, DbErr> {
    refund_private::Entity::find_by_id(purchase_id)
        .one(conn)
        .await
}

/// Refunds by transfer that cannot go out before the buyer names an account, the oldest first.
///
/// # Errors
/// When the database does.
pub async fn waiting_for_account(
    conn: &impl ConnectionTrait,
    scope: Scope,
) -> Result<Vec<refund::Model>, DbErr> {
    let named = Query::select()
        .column(refund_private::Column::PurchaseId)
        .from(refund_private::Entity)
        .and_where(refund_private::Column::Returned.eq(false))
        .to_owned();
    of_scope(scope)
        .filter(refund::Column::State.eq(State::Requested))
        .filter(refund::Column::AttemptId.in_subquery(by_transfer()))
        .filter(refund::Column::PurchaseId.not_in_subquery(named))
        .all(conn)
        .await
}

/// Refunds by transfer that wait and stand in no line of a bank file that goes out.
pub(crate) async fn waiting(conn: &impl ConnectionTrait) -> Result<Vec<refund::Model>, DbErr> {
    let live = [payout_line::State::Prepared, payout_line::State::Instructed];
    let in_a_file = Query::select()
        .column(payout_line::Column::RefundId)
        .from(payout_line::Entity)
        .and_where(payout_line::Column::RefundId.is_not_null())
        .and_where(payout_line::Column::State.is_in(live))
        .to_owned();
    refund::Entity::find()
        .filter(refund::Column::State.eq(State::Requested))
        .filter(refund::Column::AttemptId.in_subquery(by_transfer()))
        .filter(refund::Column::Id.not_in_subquery(in_a_file))
        .order_by_asc(refund::Column::Id)
        .all(conn)
        .await
}

/// Where a refund goes; nowhere without an account that the bank takes.
pub(crate) async fn payee(
    conn: &impl ConnectionTrait,
    refund_id: i64,
) -> Result<Option<Account>, DbErr> {
    let Some(refund) = refund::Entity::find_by_id(refund_id).one(conn).await? else {
        return Ok(None);
    };
    let account = account_of(conn, refund.purchase_id).await?;
    let taken = account.filter(|account| !account.returned);
    Ok(taken.map(|account| Account {
        holder: account.holder,
        bank_name: account.bank_name,
        bank_account: account.bank_account,
    }))
}

/// Locks the purchases of these refunds in the order of their numbers, before any account.
pub(crate) async fn lock_purchases_of(
    tx: &DatabaseTransaction,
    refund_ids: &[i64],
) -> Result<(), RefundError> {
    let mut purchases = BTreeSet::new();
    for id in refund_ids {
        let refund = refund::Entity::find_by_id(*id).one(tx).await?;
        purchases.insert(refund.ok_or(RefundError::Unknown(*id))?.purchase_id);
    }
    for purchase_id in purchases {
        lock(tx, purchase_id).await?;
    }
    Ok(())
}

/// The line of a refund went out in a bank file, its set pending.
pub(crate) async fn file_sent(
    tx: &DatabaseTransaction,
    refund_id: i64,
    (set_id, amount): (i64, Money),
    now: i64,
) -> Result<(), RefundError> {
    let refund = row(tx, refund_id).await?;
    if Money::fen(refund.amount_fen) != amount {
        return Err(RefundError::Unknown(refund_id));
    }
    let state = next(refund.state, Action::Send)?;
    let tries = refund.tries + 1;
    let mut row = refund.into_active_model();
    row.state = Set(state);
    row.tries = Set(tries);
    row.failure = Set(String::new());
    row.set_id = Set(Some(set_id));
    let refund = row.update(tx).await?;
    note(tx, &refund, step::REFUND_SENT, (None, now)).await?;
    Ok(())
}

/// The bank paid the line.
pub(crate) async fn arrived(
    tx: &DatabaseTransaction,
    refund_id: i64,
    now: i64,
) -> Result<(), RefundError> {
    let refund = row(tx, refund_id).await?;
    let state = next(refund.state, Action::Succeed)?;
    let mut row = refund.into_active_model();
    row.state = Set(state);
    row.done_at = Set(Some(now));
    let refund = row.update(tx).await?;
    note(tx, &refund, step::REFUND_SUCCEEDED, (None, now)).await?;
    Ok(())
}

/// The bank sent the line back, at once or after it was paid: it waits for the buyer.
pub(crate) async fn came_back(
    tx: &DatabaseTransaction,
    refund_id: i64,
    reason: &str,
    now: i64,
) -> Result<(), RefundError> {
    let refund = row(tx, refund_id).await?;
    let state = next(refund.state, Action::Return)?;
    if let Some(account) = account_of(tx, refund.purchase_id).await? {
        let mut account = account.into_active_model();
        account.returned = Set(true);
        account.update(tx).await?;
    }
    let mut row = refund.into_active_model();
    row.state = Set(state);
    row.failure = Set(reason.to_owned());
    row.set_id = Set(None);
    row.done_at = Set(None);
    let refund = row.update(tx).await?;
    note(tx, &refund, step::REFUND_FAILED, (None, now)).await?;
    Ok(())
}

async fn row(tx: &DatabaseTransaction, refund_id: i64) -> Result<refund::Model, RefundError> {
    let row = refund::Entity::find_by_id(refund_id)
        .lock(LockType::NoKeyUpdate)
        .one(tx)
        .await?;
    row.ok_or(RefundError::Unknown(refund_id))
}
