//! What is payable now and in no live line of a bank file.

use std::collections::BTreeMap;

use ledger::{AccountKey, Book, Code, Mode, Money, Party};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, Statement,
};

use super::PayoutError;
use crate::books;
use crate::entity::{account, payout_batch};

/// Money that one account owes, and what of other tables it settles.
#[derive(Debug, Clone)]
pub(super) struct Due {
    pub(super) account: AccountKey,
    pub(super) amount: Money,
    pub(super) settles: Settles,
}

/// What a line settles besides the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Settles {
    /// Lines of pools.
    PoolLines(Vec<i64>),
    /// Wishes for withdrawal.
    Withdrawals(Vec<i64>),
    /// The account alone.
    Account,
}

pub(super) async fn collect(
    tx: &DatabaseTransaction,
    kind: payout_batch::Kind,
    cooperative_id: Option<i64>,
) -> Result<Vec<Due>, PayoutError> {
    match (kind, cooperative_id) {
        (payout_batch::Kind::Households, Some(id)) => households(tx, id).await,
        (payout_batch::Kind::Households, None) => Err(PayoutError::NotYours),
        (payout_batch::Kind::Cooperatives, _) => owed(tx, Code::CooperativePayable).await,
        (payout_batch::Kind::Carriers, _) => owed(tx, Code::CarrierPayable).await,
        (payout_batch::Kind::Withdrawals, _) => withdrawals(tx).await,
        (payout_batch::Kind::Refunds, _) => Ok(Vec::new()),
    }
}

/// Pool lines in no live bank line, of cycles that count.
const UNPAID: &str = "SELECT pool_line.id, pool_line.household_id, pool_line.payable_fen AS fen, \
     pool_cycle.mode FROM pool_line JOIN pool_cycle ON pool_cycle.id = pool_line.cycle_id \
     JOIN household ON household.id = pool_line.household_id \
     WHERE household.cooperative_id = $1 AND pool_cycle.state = 'posted' AND NOT EXISTS \
     (SELECT 1 FROM payout_part JOIN payout_line ON payout_line.id = payout_part.payout_line_id \
     WHERE payout_part.pool_line_id = pool_line.id \
     AND payout_line.state IN ('prepared', 'instructed', 'paid')) \
     ORDER BY pool_line.household_id, pool_line.id";

#[derive(FromQueryResult)]
struct Unpaid {
    id: i64,
    household_id: i64,
    fen: i64,
    mode: String,
}

async fn households(
    tx: &DatabaseTransaction,
    cooperative_id: i64,
) -> Result<Vec<Due>, PayoutError> {
    let backend = tx.get_database_backend();
    let unpaid = Statement::from_sql_and_values(backend, UNPAID, [cooperative_id.into()]);
    let mut grouped: BTreeMap<(i64, Mode), (Money, Vec<i64>)> = BTreeMap::new();
    for line in Unpaid::find_by_statement(unpaid).all(tx).await? {
        let group = grouped
            .entry((line.household_id, line.mode.parse()?))
            .or_default();
        group.0 = group.0.checked_add(Money::fen(line.fen))?;
        group.1.push(line.id);
    }
    let mut due = Vec::new();
    for ((household_id, mode), (amount, lines)) in grouped {
        let party = Party::Household(household_id);
        let account = AccountKey::new(Book::Custody, Code::HouseholdPayable, party, mode)?;
        let ledger = free(tx, &account).await?;
        if ledger != amount {
            return Err(PayoutError::Unequal {
                account: Box::new(account),
                lines: amount,
                ledger,
            });
        }
        if amount.is_positive() {
            due.push(Due {
                account,
                amount,
                settles: Settles::PoolLines(lines),
            });
        }
    }
    Ok(due)
}

/// Everything that accounts of one code owe.
async fn owed(tx: &DatabaseTransaction, code: Code) -> Result<Vec<Due>, PayoutError> {
    let rows = account::Entity::find()
        .filter(account::Column::Book.eq(Book::Custody.to_string()))
        .filter(account::Column::Code.eq(code.to_string()))
        .order_by_asc(account::Column::Id)
        .all(tx)
        .await?;
    let mut due = Vec::new();
    for row in rows {
        let account = AccountKey::custody(code, row.party.parse()?)?;
        let amount = free(tx, &account).await?;
        if amount.is_positive() {
            due.push(Due {
                account,
                amount,
                settles: Settles::Account,
            });
        }
    }
    Ok(due)
}

/// Wishes that are open, or came back; a cancelled one has no line any more.
const WISHES: &str = "SELECT id, organisation_id, amount_fen FROM withdrawal \
     WHERE state = 'requested' OR (state = 'returned' AND payout_line_id IS NOT NULL) \
     ORDER BY organisation_id, id";

#[derive(FromQueryResult)]
struct Wish {
    id: i64,
    organisation_id: i64,
    amount_fen: i64,
}

async fn withdrawals(tx: &DatabaseTransaction) -> Result<Vec<Due>, PayoutError> {
    let wishes = Statement::from_string(tx.get_database_backend(), WISHES);
    let mut grouped: BTreeMap<i64, (Money, Vec<i64>)> = BTreeMap::new();
    for wish in Wish::find_by_statement(wishes).all(tx).await? {
        let group = grouped.entry(wish.organisation_id).or_default();
        group.0 = group.0.checked_add(Money::fen(wish.amount_fen))?;
        group.1.push(wish.id);
    }
    let mut due = Vec::new();
    for (organisation_id, (amount, wishes)) in grouped {
        let party = Party::Member(organisation_id);
        let account = AccountKey::custody(Code::MemberCash, party)?;
        due.push(Due {
            account,
            amount,
            settles: Settles::Withdrawals(wishes),
        });
    }
    Ok(due)
}

const PREPARED: &str = "SELECT CAST(COALESCE(SUM(payout_line.amount_fen), 0) AS BIGINT) AS fen \
     FROM payout_line JOIN account ON account.id = payout_line.account_id \
     WHERE payout_line.state = 'prepared' AND account.book = 'custody' AND account.code = $1 \
     AND account.party = $2 AND account.mode = $3";

/// What an account has free: neither pending nor in a batch that waits for its file.
pub(super) async fn free(
    tx: &DatabaseTransaction,
    account: &AccountKey,
) -> Result<Money, PayoutError> {
    let available = books::balance(tx, account).await?.available();
    let names = [
        account.code().to_string().into(),
        account.party().to_string().into(),
        account.mode().to_string().into(),
    ];
    let prepared = Statement::from_sql_and_values(tx.get_database_backend(), PREPARED, names);
    let row = tx.query_one_raw(prepared).await?;
    let fen: i64 = row
        .map(|row| row.try_get("", "fen"))
        .transpose()?
        .unwrap_or_default();
    Ok(available.checked_sub(Money::fen(fen))?)
}
