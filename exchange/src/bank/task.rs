//! What a person decides about a line that explains itself to nobody, and codes for new members.

use catalog::entity::organisation;
use ledger::postings::custody::{self, Owner};
use ledger::{Money, Party, Reference};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::memo::memo_code_of;
use super::{BankError, posting};
use crate::books;
use crate::entity::bank_line;

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
