//! A statement's lines become entries, one after another.

use catalog::database::next_number;
use catalog::import::Row;
use catalog::import::statements::StatementLine;
use ledger::postings::custody;
use ledger::postings::retail::Arrived;
use ledger::{Money, Party, Reference, SetKind, TransferError, TransferSet};
use sea_orm::{ActiveModelTrait, ActiveValue, DatabaseTransaction, EntityTrait};

use super::matching::{Meaning, Payers};
use super::{BankError, Imported, locking};
use crate::books;
use crate::entity::{bank_line, payout_line, transfer};
use crate::payout;
use crate::retail::payment::{self, Payment, Said, Source};
use crate::retail::settlement::{self, Received};

/// A line on its way into the books.
struct Incoming<'a> {
    id: i64,
    at: i64,
    line: &'a StatementLine,
}

/// How a line stands once it is posted.
struct Settled {
    state: bank_line::State,
    set_id: Option<i64>,
    payout_line_id: Option<i64>,
}

impl Settled {
    fn by(state: bank_line::State, set_id: i64) -> Settled {
        Settled {
            state,
            set_id: Some(set_id),
            payout_line_id: None,
        }
    }
}

pub(super) async fn post_lines(
    tx: &DatabaseTransaction,
    (statement_id, now): (i64, i64),
    rows: &[&Row<StatementLine>],
    imported: &mut Imported,
) -> Result<(), BankError> {
    let payers = Payers::load(tx).await?;
    locking::lock_named(tx, &payers, rows, now).await?;
    for row in rows {
        let id = next_number(tx, "bank_line").await?;
        let incoming = Incoming {
            id,
            at: now,
            line: &row.content,
        };
        let meaning = payers.meaning(tx, &row.content).await?;
        let settled = post_line(tx, &incoming, meaning).await?;
        imported.new += 1;
        match settled.state {
            bank_line::State::Suspense => imported.suspense += 1,
            bank_line::State::UnknownDebit => imported.unknown_debits += 1,
            _ => {}
        }
        insert(tx, (statement_id, row), &incoming, settled).await?;
    }
    Ok(())
}

async fn insert(
    tx: &DatabaseTransaction,
    (statement_id, row): (i64, &Row<StatementLine>),
    incoming: &Incoming<'_>,
    settled: Settled,
) -> Result<(), BankError> {
    let line = bank_line::ActiveModel {
        id: ActiveValue::Set(incoming.id),
        statement_id: ActiveValue::Set(statement_id),
        number: ActiveValue::Set(row.content.line_no.clone()),
        booked_at: ActiveValue::Set(row.content.booked_at),
        amount_fen: ActiveValue::Set(row.content.amount.as_fen()),
        memo: ActiveValue::Set(row.content.memo.clone()),
        counterparty: ActiveValue::Set(row.content.counterparty.clone()),
        balance_fen: ActiveValue::Set(row.content.balance.as_fen()),
        content_hash: ActiveValue::Set(row.content_hash.clone()),
        state: ActiveValue::Set(settled.state),
        set_id: ActiveValue::Set(settled.set_id),
        resolved_set_id: ActiveValue::Set(None),
        payout_line_id: ActiveValue::Set(settled.payout_line_id),
    };
    bank_line::Entity::insert(line)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

async fn post_line(
    tx: &DatabaseTransaction,
    incoming: &Incoming<'_>,
    meaning: Meaning,
) -> Result<Settled, BankError> {
    let Incoming { id, at, line } = incoming;
    let reference = reference(*id, &line.line_no)?;
    let (set, state) = match meaning {
        Meaning::Member(member) => {
            let set = custody::member_paid_in(&reference, &Party::Member(member), line.amount)?;
            (set, bank_line::State::Matched)
        }
        Meaning::Float => (
            custody::operator_float(&reference, line.amount)?,
            bank_line::State::Matched,
        ),
        Meaning::Reserve => (
            custody::reserve_funded(&reference, line.amount)?,
            bank_line::State::Matched,
        ),
        Meaning::Suspense => unknown(&reference, incoming)?,
        Meaning::Purchase(out_no) => match purchase(tx, incoming, &out_no).await? {
            Some(set_id) => return Ok(Settled::by(bank_line::State::Matched, set_id)),
            None => unknown(&reference, incoming)?,
        },
        Meaning::Settlement(settlement_id) => {
            let came = settlement::Came {
                arrived: Arrived::Bank,
                amount: line.amount,
                now: *at,
            };
            let received = settlement::received(tx, settlement_id, &came).await;
            match received.map_err(Box::new)? {
                Received::Posted(set_id) => {
                    return Ok(Settled::by(bank_line::State::Matched, set_id));
                }
                Received::Waits(_) => unknown(&reference, incoming)?,
            }
        }
        Meaning::Paid(payout) => return paid(tx, &payout, *at).await,
        Meaning::Back(payout) => {
            let set_id = payout::answer::sent_back(tx, &payout, *at)
                .await
                .map_err(Box::new)?;
            let settled = Settled::by(bank_line::State::Matched, set_id);
            return Ok(Settled {
                payout_line_id: Some(payout.id),
                ..settled
            });
        }
        Meaning::Undone { payout, debit } => {
            let set = through_the_float(&reference, line.amount)?;
            let set_id = books::post(tx, &set, *at).await?.set_id;
            take_over(tx, debit, set_id).await?;
            let settled = Settled::by(bank_line::State::Matched, set_id);
            return Ok(Settled {
                payout_line_id: Some(payout.id),
                ..settled
            });
        }
        Meaning::UnknownDebit(payout_line_id) => {
            let state = bank_line::State::UnknownDebit;
            return Ok(Settled {
                state,
                set_id: None,
                payout_line_id,
            });
        }
    };
    Ok(Settled::by(state, books::post(tx, &set, *at).await?.set_id))
}

/// Money that nobody claims, or that does not fit what it names, waits as a task.
fn unknown(
    reference: &Reference,
    incoming: &Incoming<'_>,
) -> Result<(TransferSet, bank_line::State), BankError> {
    let line = Party::Statement(incoming.id);
    let set = custody::credit_unknown(reference, &line, incoming.line.amount)?;
    Ok((set, bank_line::State::Suspense))
}

/// A buyer's transfer completes its purchase, or is given back by itself; gives the entry, or
/// nothing where it is not what was asked for.
async fn purchase(
    tx: &DatabaseTransaction,
    incoming: &Incoming<'_>,
    out_no: &str,
) -> Result<Option<i64>, BankError> {
    let number = &incoming.line.line_no;
    let said = format!("line:{number}");
    let payment = Payment {
        event: Said {
            id: &said,
            kind: "transfer",
            body: "",
        },
        out_no,
        amount: incoming.line.amount,
        reference: number,
        source: Source::Bank(incoming.id),
    };
    let completed = payment::complete(tx, &payment, incoming.at).await;
    Ok(completed.map_err(Box::new)?.posted())
}

/// The bank paid a line: it is posted now, unless the bank's answer was here before.
async fn paid(
    tx: &DatabaseTransaction,
    payout: &payout_line::Model,
    at: i64,
) -> Result<Settled, BankError> {
    if payout.state == payout_line::State::Instructed {
        payout::answer::paid(tx, payout, at)
            .await
            .map_err(Box::new)?;
    }
    let transfer = match payout.transfer_id {
        Some(id) => transfer::Entity::find_by_id(id).one(tx).await?,
        None => None,
    };
    Ok(Settled {
        state: bank_line::State::Matched,
        set_id: transfer.map(|transfer| transfer.set_id),
        payout_line_id: Some(payout.id),
    })
}

/// What the bank took by mistake and gives back passes through the operator's float.
fn through_the_float(reference: &Reference, amount: Money) -> Result<TransferSet, BankError> {
    let mut transfers = custody::operator_float(reference, amount)?
        .transfers()
        .to_vec();
    transfers.extend_from_slice(custody::debit_taken_over(reference, amount)?.transfers());
    Ok(TransferSet::posted(
        reference,
        SetKind::DebitTakenOver,
        transfers,
    )?)
}

pub(super) async fn take_over(
    tx: &DatabaseTransaction,
    debit: bank_line::Model,
    set_id: i64,
) -> Result<bank_line::Model, BankError> {
    let mut row: bank_line::ActiveModel = debit.into();
    row.state = ActiveValue::Set(bank_line::State::TakenOver);
    row.set_id = ActiveValue::Set(Some(set_id));
    Ok(row.update(tx).await?)
}

/// The key is the bank's own number, or ours where the bank's has other characters.
pub(super) fn reference(id: i64, number: &str) -> Result<Reference, TransferError> {
    let subject = format!("statement:{id}");
    Reference::new(&format!("bank:{number}"), &subject)
        .or_else(|_| Reference::new(&format!("bank-line:{id}"), &subject))
}
