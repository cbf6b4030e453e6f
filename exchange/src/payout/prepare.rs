//! A batch is what is due, line by line; whoever cannot be paid is left out and named.

use catalog::database::next_number;
use catalog::entity::{household_private, organisation};
use catalog::scope::Scope;
use ledger::{Money, Party};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    Statement,
};

use super::due::{self, Due, Settles};
use super::{LeftOut, PayoutError, Why};
use crate::bank::memo::{batch_number, payout_number};
use crate::books;
use crate::entity::{payout_batch, payout_line, payout_part};
use crate::retail::refund;

/// A batch to be prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prepare {
    /// Whom it pays.
    pub kind: payout_batch::Kind,
    /// The households' cooperative; `None` for every other kind.
    pub cooperative_id: Option<i64>,
    /// Who prepares it.
    pub person_id: i64,
    /// When.
    pub now: i64,
}

/// A batch that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The batch.
    pub batch: payout_batch::Model,
    /// Its lines.
    pub lines: Vec<payout_line::Model>,
    /// Who is due money and not in it.
    pub left_out: Vec<LeftOut>,
}

/// Where a payee's money goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Payee {
    pub(super) name: String,
    pub(super) bank: String,
    pub(super) account: String,
}

/// Collects what is payable now and in no live line of a bank file.
///
/// # Errors
/// `NotYours` outside the asker's scope, `Unequal` if a household's lines and the books differ,
/// `NothingDue` if no line would be in it.
pub async fn prepare(
    tx: &DatabaseTransaction,
    scope: Scope,
    asked: &Prepare,
) -> Result<Prepared, PayoutError> {
    let households = asked.kind == payout_batch::Kind::Households;
    let own = match (scope, asked.cooperative_id) {
        (Scope::Operator, cooperative) => cooperative.is_some() == households,
        (Scope::Cooperative(id), Some(cooperative)) => households && id == cooperative,
        _ => false,
    };
    if !own {
        return Err(PayoutError::NotYours);
    }
    let number = next_number(tx, "payout").await?;
    let collected = due::collect(tx, asked.kind, asked.cooperative_id).await?;
    let mut left_out = collected.left_out;
    let mut payable = Vec::new();
    for due in collected.due {
        match obstacle(tx, &due).await? {
            None => payable.push(due),
            Some(why) => {
                let party = due.account.party().clone();
                left_out.push(LeftOut {
                    party,
                    amount: due.amount,
                    why,
                });
            }
        }
    }
    if payable.is_empty() {
        return Err(PayoutError::NothingDue(left_out));
    }
    let batch = payout_batch::ActiveModel {
        number: ActiveValue::Set(batch_number(number)),
        kind: ActiveValue::Set(asked.kind),
        cooperative_id: ActiveValue::Set(asked.cooperative_id),
        state: ActiveValue::Set(payout_batch::State::Prepared),
        prepared_by: ActiveValue::Set(asked.person_id),
        prepared_at: ActiveValue::Set(asked.now),
        ..Default::default()
    };
    let batch = batch.insert(tx).await?;
    let mut lines = Vec::with_capacity(payable.len());
    for (due, line) in payable.iter().zip(1..) {
        lines.push(write_line(tx, &batch, &payout_number(number, line), due).await?);
    }
    Ok(Prepared {
        batch,
        lines,
        left_out,
    })
}

/// Why this cannot be paid now.
async fn obstacle(tx: &DatabaseTransaction, due: &Due) -> Result<Option<Why>, PayoutError> {
    let refund_id = refund_of(&due.settles);
    if payee(tx, due.account.party(), refund_id).await?.is_none() {
        return Ok(Some(Why::NoBankAccount));
    }
    let available = due::free(tx, &due.account).await?;
    Ok((available < due.amount).then_some(Why::ShortOfCash { available }))
}

async fn write_line(
    tx: &DatabaseTransaction,
    batch: &payout_batch::Model,
    number: &str,
    due: &Due,
) -> Result<payout_line::Model, PayoutError> {
    let account_id = books::account_id_of(tx, &due.account).await?;
    let account_id = account_id.ok_or_else(|| missing(&due.amount))?;
    let (household_id, organisation_id) = owner(due.account.party());
    let line = payout_line::ActiveModel {
        batch_id: ActiveValue::Set(batch.id),
        number: ActiveValue::Set(number.to_owned()),
        account_id: ActiveValue::Set(account_id),
        household_id: ActiveValue::Set(household_id),
        organisation_id: ActiveValue::Set(organisation_id),
        refund_id: ActiveValue::Set(refund_of(&due.settles)),
        amount_fen: ActiveValue::Set(due.amount.as_fen()),
        bank_tail: ActiveValue::Set(String::new()),
        state: ActiveValue::Set(payout_line::State::Prepared),
        reason: ActiveValue::Set(String::new()),
        transfer_id: ActiveValue::Set(None),
        answered_at: ActiveValue::Set(None),
        ..Default::default()
    };
    let line = line.insert(tx).await?;
    match &due.settles {
        Settles::PoolLines(pool_lines) => write_parts(tx, line.id, pool_lines).await?,
        Settles::Withdrawals(wishes) => batch_wishes(tx, line.id, wishes).await?,
        Settles::Account | Settles::Refund(_) => {}
    }
    Ok(line)
}

fn refund_of(settles: &Settles) -> Option<i64> {
    match settles {
        Settles::Refund(id) => Some(*id),
        _ => None,
    }
}

fn missing(amount: &Money) -> DbErr {
    DbErr::RecordNotFound(format!("the account that owes {amount}"))
}

async fn write_parts(
    tx: &DatabaseTransaction,
    payout_line_id: i64,
    pool_lines: &[i64],
) -> Result<(), DbErr> {
    for chunk in pool_lines.chunks(1_000) {
        let parts = chunk.iter().map(|pool_line_id| payout_part::ActiveModel {
            payout_line_id: ActiveValue::Set(payout_line_id),
            pool_line_id: ActiveValue::Set(*pool_line_id),
        });
        payout_part::Entity::insert_many(parts)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

async fn batch_wishes(
    tx: &DatabaseTransaction,
    payout_line_id: i64,
    wishes: &[i64],
) -> Result<(), DbErr> {
    for wish in wishes {
        let batched = Statement::from_sql_and_values(
            tx.get_database_backend(),
            "UPDATE withdrawal SET state = 'batched', payout_line_id = $1 WHERE id = $2",
            [payout_line_id.into(), (*wish).into()],
        );
        tx.execute_raw(batched).await?;
    }
    Ok(())
}

/// Which of the two owner columns of a line is set.
fn owner(party: &Party) -> (Option<i64>, Option<i64>) {
    match party {
        Party::Household(id) => (Some(*id), None),
        Party::Cooperative(id) | Party::Member(id) | Party::Carrier(id) | Party::Inspector(id) => {
            (None, Some(*id))
        }
        _ => (None, None),
    }
}

/// Where a party's money goes, or that of a refund; `None` without a bank account on record.
pub(super) async fn payee(
    conn: &impl ConnectionTrait,
    party: &Party,
    refund_id: Option<i64>,
) -> Result<Option<Payee>, DbErr> {
    if let Some(id) = refund_id {
        let account = refund::payee(conn, id).await?;
        return Ok(account.map(|account| Payee {
            name: account.holder,
            bank: account.bank_name,
            account: account.bank_account,
        }));
    }
    let payee = match owner(party) {
        (Some(id), _) => household_private::Entity::find_by_id(id)
            .one(conn)
            .await?
            .map(|of| Payee {
                name: of.name,
                bank: of.bank_name,
                account: of.bank_account,
            }),
        (None, Some(id)) => organisation::Entity::find_by_id(id)
            .one(conn)
            .await?
            .map(|of| Payee {
                name: of.name_zh,
                bank: of.bank_name,
                account: of.bank_account,
            }),
        (None, None) => None,
    };
    let said = |text: &str| !text.trim().is_empty();
    Ok(payee.filter(|payee| said(&payee.name) && said(&payee.account)))
}
