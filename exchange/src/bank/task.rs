//! What a person decides about a line that explains itself to nobody, and codes for new members.

use std::collections::BTreeSet;

use catalog::database::Database;
use catalog::entity::organisation;
use ledger::postings::custody::{self, Owner};
use ledger::postings::retail::Arrived;
use ledger::{Money, Party, Reference};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::matching::Payers;
use super::memo::{Memo, memo_code_of};
use super::{BankError, posting};
use crate::books;
use crate::entity::{bank_line, payment_attempt, purchase};
use crate::retail::payment::{self, Payment, Said, Source, TRANSFER};
use crate::retail::purchase::lock_many;
use crate::retail::settlement::{self, Came, Received};

/// To whom money in suspense belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolve {
    /// The line of the statement.
    pub bank_line_id: i64,
    /// The member.
    pub organisation_id: i64,
    /// When it was decided.
    pub now: i64,
}

/// Lines that wait for a decision, the oldest first.
///
/// # Errors
/// When the database does.
pub async fn open_tasks(conn: &impl ConnectionTrait) -> Result<Vec<bank_line::Model>, DbErr> {
    let waiting = [bank_line::State::Suspense, bank_line::State::UnknownDebit];
    bank_line::Entity::find()
        .filter(bank_line::Column::State.is_in(waiting))
        .order_by_asc(bank_line::Column::Id)
        .all(conn)
        .await
}

/// Gives a credit in suspense to the member it belongs to: 2901 to 2003.
///
/// # Errors
/// `NoTask` if the line is not in suspense, `UnknownMember` if the member is not active.
pub async fn resolve_suspense(
    tx: &DatabaseTransaction,
    decided: &Resolve,
) -> Result<bank_line::Model, BankError> {
    let line = waiting(tx, decided.bank_line_id, bank_line::State::Suspense).await?;
    let member = organisation::Entity::find_by_id(decided.organisation_id)
        .one(tx)
        .await?;
    let active = member.is_some_and(|member| {
        member.state == organisation::State::Active && member.kind != organisation::Kind::Operator
    });
    if !active {
        return Err(BankError::UnknownMember(decided.organisation_id));
    }
    let subject = format!("statement:{}", line.id);
    let reference = Reference::new(&format!("{subject}:resolved"), &subject)?;
    let owner = Owner::Member(Party::Member(decided.organisation_id));
    let amount = Money::fen(line.amount_fen);
    let set = custody::credit_resolved(&reference, &Party::Statement(line.id), &owner, amount)?;
    let set_id = books::post(tx, &set, decided.now).await?.set_id;
    resolved(tx, line, set_id).await
}

/// Gives a credit in suspense to the purchase that it pays exactly: 2901 to 2001.
///
/// # Errors
/// `NoTask` if the line is not in suspense, `NotThisPurchase` if no purchase by transfer with this
/// number waits for exactly this amount.
pub async fn resolve_to_purchase(
    tx: &DatabaseTransaction,
    bank_line_id: i64,
    (number, now): (&str, i64),
) -> Result<bank_line::Model, BankError> {
    let other = || BankError::NotThisPurchase(number.to_owned());
    let purchase = purchase::Entity::find()
        .filter(purchase::Column::Number.eq(number))
        .one(tx)
        .await?;
    let purchase = purchase.ok_or_else(other)?;
    let named = BTreeSet::from([purchase.id]);
    lock_many(tx, &named, now).await.map_err(Box::new)?;
    let attempt = payment_attempt::Entity::find()
        .filter(payment_attempt::Column::PurchaseId.eq(purchase.id))
        .filter(payment_attempt::Column::Provider.eq(TRANSFER))
        .filter(payment_attempt::Column::State.ne(payment_attempt::State::Paid))
        .one(tx)
        .await?;
    let attempt = attempt.ok_or_else(other)?;
    let line = waiting(tx, bank_line_id, bank_line::State::Suspense).await?;
    if line.amount_fen != attempt.amount_fen {
        return Err(other());
    }
    let said = format!("line:{}:found", line.number);
    let payment = Payment {
        event: Said {
            id: &said,
            kind: "transfer_found",
            body: "",
        },
        out_no: &attempt.out_no,
        amount: Money::fen(line.amount_fen),
        reference: &line.number,
        source: Source::Suspense(line.id),
    };
    let completed = payment::complete(tx, &payment, now)
        .await
        .map_err(Box::new)?;
    let set_id = completed.posted().ok_or_else(other)?;
    resolved(tx, line, set_id).await
}

/// Takes what waits in suspense for settlements that are expected by now, where the amount is
/// exactly theirs and the operator's own money bears the fee; answers how many.
///
/// # Errors
/// When the books or the database refuse.
pub async fn settle_waiting(db: &Database, now: i64) -> Result<u64, BankError> {
    let payers = Payers::load(db.read()).await?;
    let mut taken = 0;
    for line in open_tasks(db.read()).await? {
        let named = payers.settlement(&Memo::read(&line.memo));
        let Some(settlement_id) = named.filter(|_| line.state == bank_line::State::Suspense) else {
            continue;
        };
        let tx = db.write().await?;
        if settle_line(&tx, (line.id, settlement_id), now).await? {
            tx.commit().await?;
            taken += 1;
        }
    }
    Ok(taken)
}

async fn settle_line(
    tx: &DatabaseTransaction,
    (bank_line_id, settlement_id): (i64, i64),
    now: i64,
) -> Result<bool, BankError> {
    let line = waiting(tx, bank_line_id, bank_line::State::Suspense).await?;
    let came = Came {
        arrived: Arrived::Suspense(Party::Statement(line.id)),
        amount: Money::fen(line.amount_fen),
        now,
    };
    let received = settlement::received(tx, settlement_id, &came).await;
    match received.map_err(Box::new)? {
        Received::Posted(set_id) => resolved(tx, line, set_id).await.map(|_| true),
        Received::Waits(_) => Ok(false),
    }
}

async fn resolved(
    tx: &DatabaseTransaction,
    line: bank_line::Model,
    set_id: i64,
) -> Result<bank_line::Model, BankError> {
    let mut row: bank_line::ActiveModel = line.into();
    row.state = ActiveValue::Set(bank_line::State::Resolved);
    row.resolved_set_id = ActiveValue::Set(Some(set_id));
    Ok(row.update(tx).await?)
}

/// The operator takes over a debit that nobody instructed: 3001 to 1001.
///
/// # Errors
/// `NoTask` if the line is no unknown debit; `Books(Uncovered)` if the operator's own money in
/// custody does not bear it.
pub async fn take_over_debit(
    tx: &DatabaseTransaction,
    bank_line_id: i64,
    now: i64,
) -> Result<bank_line::Model, BankError> {
    let line = waiting(tx, bank_line_id, bank_line::State::UnknownDebit).await?;
    let reference = posting::reference(line.id, &line.number)?;
    let amount = Money::fen(line.amount_fen).negated()?;
    let set = custody::debit_taken_over(&reference, amount)?;
    let set_id = books::post(tx, &set, now).await?.set_id;
    posting::take_over(tx, line, set_id).await
}

/// Gives an organisation the code for its bank transfers, once.
///
/// # Errors
/// `UnknownMember` if there is no such organisation.
pub async fn give_memo_code(
    tx: &DatabaseTransaction,
    organisation_id: i64,
) -> Result<String, BankError> {
    let member = organisation::Entity::find_by_id(organisation_id)
        .lock(LockType::NoKeyUpdate)
        .one(tx)
        .await?;
    let member = member.ok_or(BankError::UnknownMember(organisation_id))?;
    if let Some(code) = member.memo_code {
        return Ok(code);
    }
    let code = memo_code_of(organisation_id);
    let mut row: organisation::ActiveModel = member.into();
    row.memo_code = ActiveValue::Set(Some(code.clone()));
    row.update(tx).await?;
    Ok(code)
}

async fn waiting(
    tx: &DatabaseTransaction,
    id: i64,
    state: bank_line::State,
) -> Result<bank_line::Model, BankError> {
    let line = bank_line::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?;
    line.filter(|line| line.state == state)
        .ok_or(BankError::NoTask(id))
}
