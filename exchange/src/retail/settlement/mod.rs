//! What a provider pays out for a day: expected by its statement, received by the bank's line.
//!
//! Layout: this file expects and receives, `catching_up` asks for the days that have ended.
//!
//! Ordering: the settlement's row, then accounts. Attempts and refunds are only named by it.
//!
//! Invariants: an attempt or a refund is in one settlement at most; a statement that does not say
//! exactly what we know is not expected, and is a task; what arrives is posted once, whole, and only
//! if the operator's own money bears the provider's fee.

mod catching_up;
#[cfg(test)]
mod tests;

use ledger::postings::PostingError;
use ledger::postings::retail::{Arrived, provider_settled};
use ledger::provider::{OperatorsOwn, ProviderDay, ProviderError, cost_allowed};
use ledger::{
    AccountError, AccountKey, BasisPoints, Book, Code, Money, MoneyError, Party, ProviderName,
    Reference, TransferError,
};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set, Statement as Sql,
};
use thiserror::Error;

use super::payment::{PaymentError, Refusal, Said, keep_refused};
use super::provider::Statement;
use crate::bank::BankError;
use crate::books::{self, BooksError};
use crate::entity::{account, payment_attempt, provider_settlement, refund};

pub(crate) use catching_up::catch_up;
pub use catching_up::fetch;

/// What a provider keeps of each payment, half up.
///
/// Source: the demo's terms, 0.6 %.
pub const FEE_BP: u32 = 60;

/// Why a settlement was not expected or received.
#[derive(Debug, Error)]
pub enum SettlementError {
    /// There is no such settlement.
    #[error("settlement {0} is not known")]
    Unknown(i64),
    /// The provider cannot be asked, or a payment of it is not taken.
    #[error("the provider's payments cannot be heard")]
    Payment(#[from] Box<PaymentError>),
    /// A line that waits in suspense cannot be taken.
    #[error("a line of the statement cannot be taken")]
    Bank(#[from] Box<BankError>),
    /// The books refuse.
    #[error("the books refuse")]
    Books(#[from] BooksError),
    /// The event has no balanced set.
    #[error("the event cannot be posted")]
    Posting(#[source] Box<PostingError>),
    /// A sum does not fit.
    #[error("a sum of the settlement does not fit")]
    Money(#[from] MoneyError),
    /// The database refused.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

impl From<PostingError> for SettlementError {
    fn from(error: PostingError) -> Self {
        Self::Posting(Box::new(error))
    }
}

impl From<TransferError> for SettlementError {
    fn from(error: TransferError) -> Self {
        PostingError::from(error).into()
    }
}

impl From<AccountError> for SettlementError {
    fn from(error: AccountError) -> Self {
        PostingError::from(error).into()
    }
}

/// What became of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Its money is expected from now on.
    Fresh(provider_settlement::Model),
    /// It was expected before.
    Known,
    /// It does not say what we know; it is a task for a person.
    Differs(Difference),
}

/// Where a provider's statement and our books differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// We know no such payment as paid, or it stands in another settlement.
    Payment(String),
    /// The amount or the fee of a payment is another.
    Amount(String),
    /// We know no such refund, or it stands in another settlement, or its amount is another.
    Refund(String),
    /// Nothing is left to pay.
    Nothing,
}

impl Difference {
    /// What it is about, in short, for the record.
    pub fn text(&self) -> String {
        match self {
            Self::Payment(out_no) => format!("payment {out_no}"),
            Self::Amount(out_no) => format!("amount {out_no}"),
            Self::Refund(number) => format!("refund {number}"),
            Self::Nothing => "nothing".to_owned(),
        }
    }
}

/// Money that came for a settlement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// Where it stands.
    pub arrived: Arrived,
    /// How much.
    pub amount: Money,
    /// Now.
    pub now: i64,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// It is posted under this entry.
    Posted(i64),
    /// It waits, and is a task.
    Waits(Waits),
}

/// Why a settlement waits although money came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waits {
    /// It was received before.
    ReceivedBefore,
    /// It is not the amount that was expected.
    OtherAmount {
        /// What was.
        expected: Money,
    },
    /// The operator's own money does not bear the provider's fee.
    ShortOfFloat {
        /// The fee.
        needed: Money,
        /// What is left.
        available: Money,
    },
}

/// Expects what a provider says that it pays for a day, if it is exactly what we know.
///
/// # Errors
/// When a sum does not fit, or the database fails.
pub async fn expect(
    tx: &DatabaseTransaction,
    provider: &str,
    statement: &Statement,
    now: i64,
) -> Result<Expected, SettlementError> {
    let known = provider_settlement::Entity::find()
        .filter(provider_settlement::Column::Number.eq(statement.number.as_str()))
        .one(tx)
        .await?;
    if known.is_some() {
        return Ok(Expected::Known);
    }
    let checked = Checked::of(tx, provider, statement).await?;
    let checked = match checked.and_then(|checked| match checked.day.settles() {
        Ok(net) => Ok((checked, net)),
        Err(_) => Err(Difference::Nothing),
    }) {
        Ok(checked) => checked,
        Err(difference) => {
            let id = format!("statement:{}", statement.number);
            let said = Said {
                id: &id,
                kind: "statement",
                body: &difference.text(),
            };
            let of = (provider, statement.number.as_str());
            keep_refused(tx, of, said, (Refusal::OtherStatement, now)).await?;
            return Ok(Expected::Differs(difference));
        }
    };
    let (
        Checked {
            day,
            attempts,
            refunds,
        },
        net,
    ) = checked;
    let row = provider_settlement::ActiveModel {
        provider: Set(provider.to_owned()),
        number: Set(statement.number.clone()),
        day: Set(statement.day.clone()),
        paid_fen: Set(day.payments.as_fen()),
        fee_fen: Set(day.fee.as_fen()),
        refunded_fen: Set(day.refunds.as_fen()),
        net_fen: Set(net.as_fen()),
        state: Set(provider_settlement::State::Expected),
        set_id: Set(None),
        received_at: Set(None),
        ..Default::default()
    };
    let row = row.insert(tx).await?;
    name(tx, "payment_attempt", &attempts, row.id).await?;
    name(tx, "refund", &refunds, row.id).await?;
    Ok(Expected::Fresh(row))
}

/// A statement whose every line we know.
struct Checked {
    day: ProviderDay,
    attempts: Vec<i64>,
    refunds: Vec<i64>,
}

impl Checked {
    async fn of(
        tx: &DatabaseTransaction,
        provider: &str,
        statement: &Statement,
    ) -> Result<Result<Checked, Difference>, SettlementError> {
        let rate = BasisPoints::new(FEE_BP)?;
        let mut checked = Checked {
            day: ProviderDay::default(),
            attempts: Vec::new(),
            refunds: Vec::new(),
        };
        for (out_no, amount, fee) in &statement.payments {
            let attempt = payment_attempt::Entity::find()
                .filter(payment_attempt::Column::OutNo.eq(out_no.as_str()))
                .filter(payment_attempt::Column::Provider.eq(provider))
                .filter(payment_attempt::Column::State.eq(payment_attempt::State::Paid))
                .filter(payment_attempt::Column::SettlementId.is_null())
                .one(tx)
                .await?;
            let Some(attempt) = attempt.filter(|row| !checked.attempts.contains(&row.id)) else {
                return Ok(Err(Difference::Payment(out_no.clone())));
            };
            let same = Money::fen(attempt.amount_fen) == *amount;
            if !same || amount.half_up(rate)? != *fee {
                return Ok(Err(Difference::Amount(out_no.clone())));
            }
            checked.attempts.push(attempt.id);
            checked.day.payments = checked.day.payments.checked_add(*amount)?;
            checked.day.fee = checked.day.fee.checked_add(*fee)?;
        }
        for (number, amount) in &statement.refunds {
            let refund = refund::Entity::find()
                .filter(refund::Column::SentNo.eq(number.as_str()))
                .filter(refund::Column::AmountFen.eq(amount.as_fen()))
                .filter(refund::Column::SettlementId.is_null())
                .filter(
                    refund::Column::State.is_in([refund::State::Sent, refund::State::Succeeded]),
                )
                .one(tx)
                .await?;
            let Some(refund) = refund.filter(|row| !checked.refunds.contains(&row.id)) else {
                return Ok(Err(Difference::Refund(number.clone())));
            };
            checked.refunds.push(refund.id);
            checked.day.refunds = checked.day.refunds.checked_add(*amount)?;
        }
        Ok(Ok(checked))
    }
}

/// Writes the settlement beside what is in it.
async fn name(
    tx: &DatabaseTransaction,
    table: &str,
    ids: &[i64],
    settlement_id: i64,
) -> Result<(), DbErr> {
    for id in ids {
        let sql = format!("UPDATE {table} SET settlement_id = $1 WHERE id = $2");
        let values = [settlement_id.into(), (*id).into()];
        let change = Sql::from_sql_and_values(tx.get_database_backend(), sql, values);
        tx.execute_raw(change).await?;
    }
    Ok(())
}

/// Posts a provider's money that came: net and fee against what it owed.
///
/// # Errors
/// `Unknown`; when the books or the database refuse.
pub async fn received(
    tx: &DatabaseTransaction,
    settlement_id: i64,
    came: &Came,
) -> Result<Received, SettlementError> {
    let row = provider_settlement::Entity::find_by_id(settlement_id)
        .lock(LockType::NoKeyUpdate)
        .one(tx)
        .await?;
    let row = row.ok_or(SettlementError::Unknown(settlement_id))?;
    if row.state == provider_settlement::State::Received {
        return Ok(Received::Waits(Waits::ReceivedBefore));
    }
    let expected = Money::fen(row.net_fen);
    if came.amount != expected {
        return Ok(Received::Waits(Waits::OtherAmount { expected }));
    }
    let day = ProviderDay {
        payments: Money::fen(row.paid_fen),
        refunds: Money::fen(row.refunded_fen),
        fee: Money::fen(row.fee_fen),
    };
    let provider = Party::Provider(ProviderName::new(&row.provider)?);
    let subject = format!("provider:{}", row.provider);
    let reference = Reference::new(&format!("settlement:{}", row.number), &subject)?;
    let set = provider_settled(&reference, &provider, day, &came.arrived)?;
    let touched = set.transfers().iter();
    let touched = touched.flat_map(|moved| [moved.debit().clone(), moved.credit().clone()]);
    let own = own_keys(tx).await?;
    let mut keys: Vec<AccountKey> = touched.collect();
    keys.extend(own.iter().cloned());
    books::lock(tx, &keys).await?;
    match cost_allowed(operators_own(tx, &own).await?, day.fee) {
        Ok(()) => {}
        Err(ProviderError::ShortOfFloat { needed, available }) => {
            return Ok(Received::Waits(Waits::ShortOfFloat { needed, available }));
        }
        Err(error) => return Err(PostingError::from(error).into()),
    }
    let posted = books::post(tx, &set, came.now).await?;
    let mut row = row.into_active_model();
    row.state = Set(provider_settlement::State::Received);
    row.set_id = Set(Some(posted.set_id));
    row.received_at = Set(Some(came.now));
    row.update(tx).await?;
    Ok(Received::Posted(posted.set_id))
}

/// What the operator bears costs with.
const OWN: [Code; 4] = [
    Code::OperatorFloat,
    Code::PlatformFee,
    Code::ChannelCost,
    Code::RefundLoss,
];

async fn own_keys(tx: &DatabaseTransaction) -> Result<Vec<AccountKey>, SettlementError> {
    let rows = account::Entity::find()
        .filter(account::Column::Book.eq(Book::Custody.to_string()))
        .filter(account::Column::Code.is_in(OWN.map(|code| code.to_string())))
        .all(tx)
        .await?;
    let mut keys = Vec::with_capacity(rows.len());
    for row in rows {
        let key = AccountKey::new(
            Book::Custody,
            row.code.parse()?,
            row.party.parse()?,
            row.mode.parse()?,
        );
        keys.push(key?);
    }
    Ok(keys)
}

async fn operators_own(
    tx: &DatabaseTransaction,
    keys: &[AccountKey],
) -> Result<OperatorsOwn, SettlementError> {
    let mut own = OperatorsOwn::default();
    for key in keys {
        let has = books::balance(tx, key).await?.available();
        let sum = match key.code() {
            Code::OperatorFloat => &mut own.float,
            Code::PlatformFee => &mut own.fees,
            _ => &mut own.costs,
        };
        *sum = sum.checked_add(has)?;
    }
    Ok(own)
}

/// Settlements, the newest first.
///
/// # Errors
/// When the database does.
pub async fn list(
    conn: &impl ConnectionTrait,
    limit: u64,
) -> Result<Vec<provider_settlement::Model>, DbErr> {
    provider_settlement::Entity::find()
        .order_by_desc(provider_settlement::Column::Id)
        .limit(limit)
        .all(conn)
        .await
}
