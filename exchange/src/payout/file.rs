//! The bank's file: one line for each payee, its transfer pending until the bank answers.
//!
//! CSV in UTF-8 with a byte order mark, so that spreadsheets read the names; amounts in yuan.
//! The file is kept as it first went out, apart from the ledger, since it names people.

use catalog::scope::Scope;
use ledger::postings::payout;
use ledger::postings::retail::refund_by_transfer;
use ledger::{AccountKey, Code, Money, Reference, TransferSet};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, FromQueryResult, QueryFilter, QueryOrder, Statement,
};

use super::prepare::{Payee, payee};
use super::{Action, LineAction, PayoutError, lines_of, locked, next, next_of_line};
use crate::bank::standing::payouts_stopped;
use crate::books;
use crate::entity::{payout_batch, payout_file, payout_line, transfer};
use crate::retail::refund;

/// Digits of a bank account that a line keeps for people to recognise.
const TAIL: usize = 4;
const BYTE_ORDER_MARK: &str = "\u{feff}";
const HEADER: &str = "line_no,payee,bank,account,amount_yuan,memo\r\n";

/// A file for the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankFile {
    /// Its name, after the batch.
    pub name: String,
    /// What the bank reads.
    pub bytes: Vec<u8>,
}

/// Writes the file of an approved batch and posts its lines as pending.
///
/// Exporting again gives the same file and posts nothing.
///
/// # Errors
/// `UnknownBatch`; `Refused` before approval; `Stopped` while the statement and the books differ;
/// `Changed` or `NoBankAccount` for a line that no longer holds; `Books(Short)` likewise.
pub async fn export(
    tx: &DatabaseTransaction,
    scope: Scope,
    batch_id: i64,
    now: i64,
) -> Result<BankFile, PayoutError> {
    let batch = locked(tx, scope, batch_id).await?;
    let name = format!("{}.csv", batch.number);
    if let Some(kept) = payout_file::Entity::find_by_id(batch_id).one(tx).await? {
        return Ok(BankFile {
            name,
            bytes: kept.content.into_bytes(),
        });
    }
    let state = next(batch.state, Action::Export)?;
    if let Some(stop) = payouts_stopped(tx).await.map_err(Box::new)? {
        return Err(PayoutError::Stopped(stop));
    }
    let lines = lines_of(tx, batch_id).await?;
    let content = instruct(tx, &lines, now).await?;
    let kept = payout_file::ActiveModel {
        batch_id: ActiveValue::Set(batch_id),
        content: ActiveValue::Set(content.clone()),
    };
    payout_file::Entity::insert(kept)
        .exec_without_returning(tx)
        .await?;
    let mut row: payout_batch::ActiveModel = batch.into();
    row.state = ActiveValue::Set(state);
    row.exported_at = ActiveValue::Set(Some(now));
    row.update(tx).await?;
    Ok(BankFile {
        name,
        bytes: content.into_bytes(),
    })
}

/// Posts every line as pending and gives the file's text.
async fn instruct(
    tx: &DatabaseTransaction,
    lines: &[payout_line::Model],
    now: i64,
) -> Result<String, PayoutError> {
    let refunds: Vec<i64> = lines.iter().filter_map(|line| line.refund_id).collect();
    refund::lock_purchases_of(tx, &refunds)
        .await
        .map_err(Box::new)?;
    let mut sets = Vec::with_capacity(lines.len());
    let mut payees = Vec::with_capacity(lines.len());
    for line in lines {
        let account = books::account_key(tx, line.account_id).await?;
        let account = account.ok_or_else(|| PayoutError::Changed(line.number.clone()))?;
        holds(tx, line).await?;
        let payee = payee(tx, account.party(), line.refund_id).await?;
        payees.push(payee.ok_or_else(|| PayoutError::NoBankAccount(line.number.clone()))?);
        sets.push(set_of(line, &account)?);
    }
    let posted = books::post_all(tx, &sets, now).await?;
    let mut content = format!("{BYTE_ORDER_MARK}{HEADER}");
    for ((line, payee), posted) in lines.iter().zip(&payees).zip(posted) {
        let transfer_id = custody_transfer(tx, posted.set_id, line).await?;
        let state = next_of_line(line.state, LineAction::Instruct).ok_or_else(|| {
            PayoutError::LineRefused {
                number: line.number.clone(),
                state: line.state,
            }
        })?;
        let mut row: payout_line::ActiveModel = line.clone().into();
        row.state = ActiveValue::Set(state);
        row.transfer_id = ActiveValue::Set(Some(transfer_id));
        row.bank_tail = ActiveValue::Set(tail(&payee.account));
        row.update(tx).await?;
        if let Some(refund_id) = line.refund_id {
            let went = (posted.set_id, Money::fen(line.amount_fen));
            refund::file_sent(tx, refund_id, went, now)
                .await
                .map_err(Box::new)?;
        }
        content.push_str(&record(line, payee));
    }
    Ok(content)
}

const PARTS: &str = "SELECT pool_line.payable_fen AS fen, pool_cycle.state FROM payout_part \
     JOIN pool_line ON pool_line.id = payout_part.pool_line_id \
     JOIN pool_cycle ON pool_cycle.id = pool_line.cycle_id WHERE payout_part.payout_line_id = $1";

#[derive(FromQueryResult)]
struct Part {
    fen: i64,
    state: String,
}

/// A household's line still is what its pool lines sum to, and every one of them counts.
async fn holds(tx: &DatabaseTransaction, line: &payout_line::Model) -> Result<(), PayoutError> {
    if line.household_id.is_none() {
        return Ok(());
    }
    let parts = Statement::from_sql_and_values(tx.get_database_backend(), PARTS, [line.id.into()]);
    let parts = Part::find_by_statement(parts).all(tx).await?;
    let counts = parts.iter().all(|part| part.state == "posted");
    let sum = Money::sum(parts.iter().map(|part| Money::fen(part.fen)))?;
    if counts && sum == Money::fen(line.amount_fen) {
        return Ok(());
    }
    Err(PayoutError::Changed(line.number.clone()))
}

/// The line as a pending set of its own.
fn set_of(line: &payout_line::Model, account: &AccountKey) -> Result<TransferSet, PayoutError> {
    let reference = reference(&line.number, "")?;
    let (party, amount) = (account.party(), Money::fen(line.amount_fen));
    Ok(match account.code() {
        Code::HouseholdPayable => payout::household(&reference, party, account.mode(), amount)?,
        Code::CooperativePayable => payout::cooperative(&reference, party, amount)?,
        Code::CarrierPayable => payout::carrier(&reference, party, amount)?,
        Code::MemberCash => payout::withdrawal(&reference, party, amount)?,
        Code::Escrow => refund_by_transfer(&reference, party, amount)?,
        _ => return Err(PayoutError::Changed(line.number.clone())),
    })
}

/// The key of a line's set, and of what follows it.
pub(super) fn reference(number: &str, step: &str) -> Result<Reference, ledger::TransferError> {
    let subject = format!("payout:{number}");
    Reference::new(&format!("{subject}{step}"), &subject)
}

async fn custody_transfer(
    tx: &DatabaseTransaction,
    set_id: i64,
    line: &payout_line::Model,
) -> Result<i64, DbErr> {
    let moved = transfer::Entity::find()
        .filter(transfer::Column::SetId.eq(set_id))
        .filter(transfer::Column::DebitAccountId.eq(line.account_id))
        .order_by_asc(transfer::Column::Id)
        .one(tx)
        .await?;
    let moved = moved.ok_or_else(|| DbErr::RecordNotFound(format!("transfer of {}", line.number)));
    Ok(moved?.id)
}

fn tail(account: &str) -> String {
    let characters = account.chars().count();
    account
        .chars()
        .skip(characters.saturating_sub(TAIL))
        .collect()
}

fn record(line: &payout_line::Model, payee: &Payee) -> String {
    let amount = Money::fen(line.amount_fen).plain_yuan();
    let cells = [
        &line.number,
        &payee.name,
        &payee.bank,
        &payee.account,
        &amount,
        &line.number,
    ];
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell as CSV wants it.
fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\r', '\n']) {
        return format!("\"{}\"", cell.replace('"', "\"\""));
    }
    cell.to_owned()
}
