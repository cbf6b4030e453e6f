//! A member's cash and the desk: numbered requests to the engine, and what its answers post.
//!
//! A request takes the next number of its venue under the counter's lock and writes its row in
//! the same transaction, so that the numbers have no gap and the engine answers each of them.
//! Cash leaves at once for `desk in transit` (2003 to 2004); only the projection of the engine's
//! answer, through [`answered`], moves it on, so that 2005 equals the engine's balance at the
//! projection's cursor.
//!
//! Invariant: on any error the caller drops its transaction, else a number would be missing.
//! Source: ARCHITECTURE.md, truths, cash at the desk.

#[cfg(test)]
mod tests;
pub mod withdrawal;

use catalog::database::next_number;
use catalog::receipts::{self, ReceiptError};
use ledger::postings::PostingError;
use ledger::postings::desk::{self, Seat};
use ledger::{
    AccountError, AccountKey, Code, Money, MoneyError, Party, Reference, SetKind, TransferError,
    TransferSet,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use thiserror::Error;

use crate::books::{self, BooksError};
use crate::entity::instruction;

/// The one venue of this house.
pub const VENUE: u32 = 1;

/// Why money or a receipt does not move between a member and the desk.
#[derive(Debug, Error)]
pub enum FundsError {
    /// A request for nothing, or for less.
    #[error("a request of {0} moves nothing")]
    NotPositive(Money),
    /// The member's cash is less, or is already asked for by a withdrawal.
    #[error("{needed} needed, {available} there")]
    Short {
        /// What is asked for.
        needed: Money,
        /// What is free.
        available: Money,
    },
    /// No such instruction was given.
    #[error("venue {venue} has no instruction {number}")]
    UnknownInstruction {
        /// The venue.
        venue: u32,
        /// Its number.
        number: i64,
    },
    /// The instruction is of another kind, or has been answered the other way.
    #[error("instruction {number} of venue {venue} cannot be answered so")]
    OtherAnswer {
        /// The venue.
        venue: u32,
        /// Its number.
        number: i64,
    },
    /// No such withdrawal of this member, or it is no longer merely requested.
    #[error("no open withdrawal {0}")]
    UnknownWithdrawal(i64),
    /// The receipt does not allow it.
    #[error("the receipt does not follow")]
    Receipt(#[from] ReceiptError),
    /// The books refuse.
    #[error("the books refuse")]
    Books(#[from] BooksError),
    /// The event has no balanced set.
    #[error("the event cannot be posted")]
    Posting(#[source] Box<PostingError>),
    /// The database refused or is away.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

impl From<PostingError> for FundsError {
    fn from(error: PostingError) -> Self {
        FundsError::Posting(Box::new(error))
    }
}

impl From<AccountError> for FundsError {
    fn from(error: AccountError) -> Self {
        PostingError::from(error).into()
    }
}

impl From<TransferError> for FundsError {
    fn from(error: TransferError) -> Self {
        PostingError::from(error).into()
    }
}

impl From<MoneyError> for FundsError {
    fn from(error: MoneyError) -> Self {
        PostingError::from(error).into()
    }
}

/// A member's wish to move cash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// The member.
    pub organisation_id: i64,
    /// How much.
    pub amount: Money,
    /// When it was asked for.
    pub now: i64,
}

/// A receipt that its cooperative wants issued or cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiptInstruction {
    /// The cooperative.
    pub organisation_id: i64,
    /// The receipt, whose row is catalog's.
    pub receipt_id: i64,
    /// Whether it is to be issued or cancelled.
    pub wish: Wish,
    /// When it was asked for.
    pub now: i64,
}

/// What is wanted of a receipt at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// The engine shall know it.
    Issue,
    /// The engine shall forget it.
    Cancel,
}

/// The engine's answer to one instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The venue.
    pub venue: u32,
    /// The instruction's number.
    pub number: i64,
    /// What the engine said.
    pub verdict: Verdict,
}

/// What the engine says to an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It was done.
    Done,
    /// It was refused, for this reason (a message key).
    Refused(String),
}

/// What a member may still spend: 2003 less what open withdrawals ask for.
///
/// # Errors
/// When the database does.
pub async fn available_cash(
    conn: &impl ConnectionTrait,
    organisation_id: i64,
) -> Result<Money, FundsError> {
    let cash = books::balance(conn, &cash_of(organisation_id)?).await?;
    let asked = withdrawal::open_amount(conn, organisation_id).await?;
    Ok(cash.available().checked_sub(asked)?)
}

/// Sends cash towards the desk: 2003 to 2004, and an instruction that waits for the engine.
///
/// # Errors
/// `NotPositive`, or `Short` if the cash is less or already asked for.
pub async fn request_credit(
    tx: &DatabaseTransaction,
    request: &Request,
) -> Result<i64, FundsError> {
    free_cash(tx, request.organisation_id, request.amount).await?;
    let number = write(tx, request, instruction::Kind::Credit, None).await?;
    let seat = seat(request.organisation_id);
    let set = desk::requested(&reference(number, "transit")?, &seat, request.amount)?;
    books::post(tx, &set, request.now).await?;
    Ok(number)
}

/// Asks the desk for cash back; nothing is posted until the engine has answered.
///
/// # Errors
/// `NotPositive`.
pub async fn request_debit(tx: &DatabaseTransaction, request: &Request) -> Result<i64, FundsError> {
    if !request.amount.is_positive() {
        return Err(FundsError::NotPositive(request.amount));
    }
    write(tx, request, instruction::Kind::Debit, None).await
}

/// Writes the instruction for a receipt, whose goods catalog holds already.
///
/// # Errors
/// When the database does.
pub async fn request_receipt(
    tx: &DatabaseTransaction,
    asked: &ReceiptInstruction,
) -> Result<i64, FundsError> {
    let kind = match asked.wish {
        Wish::Issue => instruction::Kind::Issue,
        Wish::Cancel => instruction::Kind::Cancel,
    };
    let request = Request {
        organisation_id: asked.organisation_id,
        amount: Money::ZERO,
        now: asked.now,
    };
    write(tx, &request, kind, Some(asked.receipt_id)).await
}

/// Writes down the engine's answer and what follows from it; only the projection calls this.
///
/// The same answer again has no effect.
///
/// # Errors
/// `UnknownInstruction`, or `OtherAnswer` if it was answered the other way.
pub async fn answered(
    tx: &DatabaseTransaction,
    answer: &Answer,
    at: i64,
) -> Result<instruction::Model, FundsError> {
    let Answer {
        venue,
        number,
        verdict,
    } = answer;
    let key = (i64::from(*venue), *number);
    let found = instruction::Entity::find_by_id(key)
        .lock_exclusive()
        .one(tx)
        .await?;
    let unknown = FundsError::UnknownInstruction {
        venue: *venue,
        number: *number,
    };
    let found = found.ok_or(unknown)?;
    let state = match verdict {
        Verdict::Done => instruction::State::Done,
        Verdict::Refused(_) => instruction::State::Refused,
    };
    if found.state != instruction::State::Waiting {
        let other = FundsError::OtherAnswer {
            venue: *venue,
            number: *number,
        };
        return if found.state == state {
            Ok(found)
        } else {
            Err(other)
        };
    }
    follow(tx, &found, state, at).await?;
    let mut row: instruction::ActiveModel = found.into();
    row.state = ActiveValue::Set(state);
    row.answered_at = ActiveValue::Set(Some(at));
    if let Verdict::Refused(reason) = verdict {
        row.reason = ActiveValue::Set(Some(reason.clone()));
    }
    Ok(row.update(tx).await?)
}

/// What the engine has not answered yet, by number, for the worker that submits it.
///
/// # Errors
/// When the database does.
pub async fn waiting_instructions(
    conn: &impl ConnectionTrait,
    limit: u64,
) -> Result<Vec<instruction::Model>, FundsError> {
    let rows = instruction::Entity::find()
        .filter(instruction::Column::State.eq(instruction::State::Waiting))
        .order_by_asc(instruction::Column::Venue)
        .order_by_asc(instruction::Column::Number)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows)
}

/// A member's own instructions, the newest first.
///
/// # Errors
/// When the database does.
pub async fn instructions_of(
    conn: &impl ConnectionTrait,
    organisation_id: i64,
    limit: u64,
) -> Result<Vec<instruction::Model>, FundsError> {
    let rows = instruction::Entity::find()
        .filter(instruction::Column::OrganisationId.eq(organisation_id))
        .order_by_desc(instruction::Column::Number)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows)
}

/// The member's cash account (2003).
pub(crate) fn cash_of(organisation_id: i64) -> Result<AccountKey, AccountError> {
    AccountKey::custody(Code::MemberCash, Party::Member(organisation_id))
}

/// Locks the member's cash and refuses more than is free of it.
async fn free_cash(
    tx: &DatabaseTransaction,
    organisation_id: i64,
    amount: Money,
) -> Result<(), FundsError> {
    if !amount.is_positive() {
        return Err(FundsError::NotPositive(amount));
    }
    books::lock(tx, &[cash_of(organisation_id)?]).await?;
    let available = available_cash(tx, organisation_id).await?;
    if available < amount {
        return Err(FundsError::Short {
            needed: amount,
            available,
        });
    }
    Ok(())
}

async fn write(
    tx: &DatabaseTransaction,
    request: &Request,
    kind: instruction::Kind,
    receipt_id: Option<i64>,
) -> Result<i64, FundsError> {
    let number = next_number(tx, &format!("instruction:{VENUE}")).await?;
    let row = instruction::ActiveModel {
        venue: ActiveValue::Set(i64::from(VENUE)),
        number: ActiveValue::Set(number),
        kind: ActiveValue::Set(kind),
        organisation_id: ActiveValue::Set(request.organisation_id),
        receipt_id: ActiveValue::Set(receipt_id),
        amount_fen: ActiveValue::Set(request.amount.as_fen()),
        state: ActiveValue::Set(instruction::State::Waiting),
        reason: ActiveValue::Set(None),
        at: ActiveValue::Set(request.now),
        answered_at: ActiveValue::Set(None),
    };
    instruction::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(number)
}

/// What an answer moves: money between cash, transit and desk, or the state of a receipt.
async fn follow(
    tx: &DatabaseTransaction,
    asked: &instruction::Model,
    state: instruction::State,
    at: i64,
) -> Result<(), FundsError> {
    let done = state == instruction::State::Done;
    let amount = Money::fen(asked.amount_fen);
    let (seat, number) = (seat(asked.organisation_id), asked.number);
    let set = match (asked.kind, asked.receipt_id) {
        (instruction::Kind::Credit, _) if done => {
            desk::credited(&reference(number, "desk")?, &seat, amount)?
        }
        (instruction::Kind::Credit, _) => {
            desk::refused(&reference(number, "back")?, &seat, amount)?
        }
        (instruction::Kind::Debit, _) if done => out_of_the_desk(number, &seat, amount)?,
        (instruction::Kind::Debit, _) => return Ok(()),
        (kind, Some(receipt_id)) => return receipt(tx, receipt_id, (kind, done), at).await,
        (_, None) => {
            let other = FundsError::OtherAnswer {
                venue: VENUE,
                number,
            };
            return Err(other);
        }
    };
    books::post(tx, &set, at).await?;
    Ok(())
}

async fn receipt(
    tx: &DatabaseTransaction,
    receipt_id: i64,
    (kind, done): (instruction::Kind, bool),
    at: i64,
) -> Result<(), FundsError> {
    match (kind, done) {
        (instruction::Kind::Issue, true) => receipts::receipt_issued(tx, receipt_id).await?,
        (instruction::Kind::Issue, false) => receipts::receipt_refused(tx, receipt_id, at).await?,
        (_, true) => receipts::receipt_cancelled(tx, receipt_id, at).await?,
        (_, false) => receipts::receipt_cancel_refused(tx, receipt_id).await?,
    };
    Ok(())
}

/// Desk to transit to cash, as one set: the engine has let go of it, and nothing waits.
fn out_of_the_desk(number: i64, seat: &Seat, amount: Money) -> Result<TransferSet, FundsError> {
    let reference = reference(number, "cash")?;
    let mut transfers = desk::debited(&reference, seat, amount)?
        .transfers()
        .to_vec();
    transfers.extend_from_slice(desk::returned(&reference, seat, amount)?.transfers());
    Ok(TransferSet::posted(
        &reference,
        SetKind::DeskReturned,
        transfers,
    )?)
}

fn seat(organisation_id: i64) -> Seat {
    Seat {
        member: Party::Member(organisation_id),
        venue: VENUE,
    }
}

fn reference(number: i64, step: &str) -> Result<Reference, TransferError> {
    let subject = format!("instruction:{VENUE}:{number}");
    Reference::new(&format!("{subject}:{step}"), &subject)
}
