//! The bank's word on each line: paid, or returned with its reason.
//!
//! A paid line's set is posted, a returned one's voided; what it carried is due again and enters
//! the next batch. A line that the bank paid first and sends back later, which its statement
//! shows, is mirrored instead.

use std::collections::BTreeMap;

use catalog::import::Row;
use catalog::import::fault::{Faults, RowError};
use catalog::import::payout_answers::{AnswerRow, Word};
use catalog::import::reason::Reason;
use catalog::scope::Scope;
use ledger::Money;
use ledger::postings::payout;
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, Statement,
};

use super::{Action, LineAction, PayoutError, file, locked, next, next_of_line};
use crate::books::{self, Outcome};
use crate::entity::{payout_batch, payout_line, transfer};
use crate::retail::refund;

/// Numbers of one look-up.
const NUMBERS_MAX: usize = 1_000;

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Answered {
    /// Lines that are paid by it.
    pub paid: u64,
    /// Lines that came back.
    pub returned: u64,
    /// Lines that had the same answer before.
    pub known: u64,
}

/// Takes the bank's answer in, whole or not at all.
///
/// # Errors
/// `Faults` with every row that names no line of the asker's, another amount, or another result
/// than before.
pub async fn answer(
    tx: &DatabaseTransaction,
    scope: Scope,
    rows: &[Row<AnswerRow>],
    now: i64,
) -> Result<Answered, PayoutError> {
    let lines = named_lines(tx, scope, rows).await?;
    let mut batches: Vec<i64> = lines.values().map(|line| line.batch_id).collect();
    batches.sort_unstable();
    batches.dedup();
    for batch in &batches {
        locked(tx, scope, *batch).await?;
    }
    // Read again under the batches' locks, so that two answers at once cannot both be first.
    let lines = named_lines(tx, scope, rows).await?;
    let decided = check(rows, &lines)?;
    let mut answered = Answered {
        known: (rows.len() - decided.len()) as u64,
        ..Answered::default()
    };
    let refunds = decided.iter().filter_map(|(_, line)| line.refund_id);
    refund::lock_purchases_of(tx, &refunds.collect::<Vec<_>>())
        .await
        .map_err(Box::new)?;
    let mut sets = Vec::with_capacity(decided.len());
    for (_, line) in &decided {
        sets.push(set_id_of(tx, line).await?);
    }
    books::lock_sets(tx, &sets).await?;
    for (row, line) in decided {
        match row.content.result {
            Word::Paid => {
                paid(tx, line, now).await?;
                answered.paid += 1;
            }
            Word::Returned => {
                returned(tx, line, &row.content.reason, now).await?;
                answered.returned += 1;
            }
        }
    }
    Ok(answered)
}

/// Posts a line that the bank paid.
pub(crate) async fn paid(
    tx: &DatabaseTransaction,
    line: &payout_line::Model,
    now: i64,
) -> Result<(), PayoutError> {
    books::end_set(tx, set_id_of(tx, line).await?, Outcome::Posted, now).await?;
    conclude(tx, line, LineAction::Pay, ("", now)).await
}

/// Voids a line that came back in the bank's answer.
async fn returned(
    tx: &DatabaseTransaction,
    line: &payout_line::Model,
    reason: &str,
    now: i64,
) -> Result<(), PayoutError> {
    books::end_set(tx, set_id_of(tx, line).await?, Outcome::Voided, now).await?;
    conclude(tx, line, LineAction::Return, (reason, now)).await
}

/// Mirrors a line that the bank paid and now sends back; gives the mirror's set.
pub(crate) async fn sent_back(
    tx: &DatabaseTransaction,
    line: &payout_line::Model,
    now: i64,
) -> Result<i64, PayoutError> {
    let set = books::stored_set(tx, set_id_of(tx, line).await?).await?;
    let mirror = payout::returned(&file::reference(&line.number, ":back")?, &set)?;
    let posted = books::post(tx, &mirror, now).await?;
    conclude(tx, line, LineAction::Return, ("", now)).await?;
    Ok(posted.set_id)
}

/// The lines that the rows name, within the asker's scope, by number.
async fn named_lines(
    tx: &DatabaseTransaction,
    scope: Scope,
    rows: &[Row<AnswerRow>],
) -> Result<BTreeMap<String, payout_line::Model>, DbErr> {
    let mut lines = BTreeMap::new();
    for chunk in rows.chunks(NUMBERS_MAX) {
        let numbers = chunk.iter().map(|row| row.content.line_no.as_str());
        let batches = sea_orm::sea_query::Query::select()
            .column(payout_batch::Column::Id)
            .from(payout_batch::Entity)
            .cond_where(scope.cooperative_rows(payout_batch::Column::CooperativeId))
            .to_owned();
        let found = payout_line::Entity::find()
            .filter(payout_line::Column::Number.is_in(numbers))
            .filter(payout_line::Column::BatchId.in_subquery(batches))
            .all(tx)
            .await?;
        lines.extend(found.into_iter().map(|line| (line.number.clone(), line)));
    }
    Ok(lines)
}

/// The rows that say something new, each with its line.
fn check<'a>(
    rows: &'a [Row<AnswerRow>],
    lines: &'a BTreeMap<String, payout_line::Model>,
) -> Result<Vec<(&'a Row<AnswerRow>, &'a payout_line::Model)>, Faults> {
    let mut faults = Faults::default();
    let mut decided = Vec::new();
    for row in rows {
        let AnswerRow {
            line_no,
            amount,
            result,
            ..
        } = &row.content;
        let Some(line) = lines.get(line_no) else {
            let reason = Reason::UnknownPayoutLine {
                value: line_no.clone(),
            };
            faults.add(RowError {
                line: row.line,
                column: Some("line_no"),
                reason,
            });
            continue;
        };
        let expected = Money::fen(line.amount_fen);
        if expected != *amount {
            let reason = Reason::OtherAmount {
                expected: expected.to_string(),
                found: amount.to_string(),
            };
            faults.add(RowError {
                line: row.line,
                column: Some("amount_yuan"),
                reason,
            });
            continue;
        }
        match (line.state, result) {
            (payout_line::State::Instructed, _) => decided.push((row, line)),
            (payout_line::State::Paid, Word::Paid)
            | (payout_line::State::Returned, Word::Returned) => {}
            _ => {
                let reason = Reason::OtherAnswer {
                    value: line_no.clone(),
                };
                faults.add(RowError {
                    line: row.line,
                    column: Some("result"),
                    reason,
                });
            }
        }
    }
    faults.or(decided)
}

async fn set_id_of(
    tx: &DatabaseTransaction,
    line: &payout_line::Model,
) -> Result<i64, PayoutError> {
    let refused = || PayoutError::LineRefused {
        number: line.number.clone(),
        state: line.state,
    };
    let id = line.transfer_id.ok_or_else(refused)?;
    let moved = transfer::Entity::find_by_id(id).one(tx).await?;
    Ok(moved.ok_or_else(refused)?.set_id)
}

/// Writes the line's new state, the withdrawals or the refund it carried, and whether its batch is
/// done.
async fn conclude(
    tx: &DatabaseTransaction,
    line: &payout_line::Model,
    action: LineAction,
    (reason, now): (&str, i64),
) -> Result<(), PayoutError> {
    let refused = || PayoutError::LineRefused {
        number: line.number.clone(),
        state: line.state,
    };
    let state = next_of_line(line.state, action).ok_or_else(refused)?;
    let mut row: payout_line::ActiveModel = line.clone().into();
    row.state = ActiveValue::Set(state);
    row.reason = ActiveValue::Set(reason.to_owned());
    row.answered_at = ActiveValue::Set(Some(now));
    row.update(tx).await?;
    let backend = tx.get_database_backend();
    let wishes = "UPDATE withdrawal SET state = $1 WHERE payout_line_id = $2";
    let values = [state.as_str().into(), line.id.into()];
    tx.execute_raw(Statement::from_sql_and_values(backend, wishes, values))
        .await?;
    if let Some(refund_id) = line.refund_id {
        let told = match action {
            LineAction::Pay => refund::arrived(tx, refund_id, now).await,
            LineAction::Return => refund::came_back(tx, refund_id, reason, now).await,
            LineAction::Instruct | LineAction::Drop => Ok(()),
        };
        told.map_err(Box::new)?;
    }
    close(tx, line.batch_id).await
}

/// A batch is answered when none of its lines waits any more.
async fn close(tx: &DatabaseTransaction, batch_id: i64) -> Result<(), PayoutError> {
    let waiting = payout_line::Entity::find()
        .filter(payout_line::Column::BatchId.eq(batch_id))
        .filter(payout_line::Column::State.eq(payout_line::State::Instructed))
        .one(tx)
        .await?;
    let batch = payout_batch::Entity::find_by_id(batch_id).one(tx).await?;
    let Some(batch) =
        batch.filter(|batch| waiting.is_none() && batch.state == payout_batch::State::Exported)
    else {
        return Ok(());
    };
    if batch.kind == payout_batch::Kind::Households {
        crate::retail::impact::ask(tx, batch_id).await?;
    }
    let state = next(batch.state, Action::Close)?;
    let mut row: payout_batch::ActiveModel = batch.into();
    row.state = ActiveValue::Set(state);
    row.update(tx).await?;
    Ok(())
}
