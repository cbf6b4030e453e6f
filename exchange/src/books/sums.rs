//! The four sums that an account row keeps, and the floor that they may not break.
//!
//! The sums are kept so that the database can refuse an overdraft; the truth is the transfers.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{AccountKey, Book, Code, Money, MoneyError, Phase, Side, TransferSet};

use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect, Statement,
};

use super::{BooksError, Outcome, store};
use crate::entity::{account, transfer};

/// No sum grows beyond this, so that adding one more set never leaves 64 bits.
const SUM_MAX: i64 = 4_000_000_000_000_000_000;
/// The most that one set may move through one account: a hundred million million yuan.
const CHANGE_MAX: i64 = 10_000_000_000_000_000;

/// The codes whose balances are the operator's own, on either side.
///
/// As long as 1201 equals 2110 and 1202 equals 2302, custody covers what it owes exactly if
/// these do not fall below zero together. Source: the rules of proceeds, 4.5, coverage.
const OWN: [Code; 5] = [
    Code::OperatorFloat,
    Code::PlatformFee,
    Code::ChannelCost,
    Code::RefundLoss,
    Code::BuyerDue,
];

/// Account rows by name, for one set.
pub(super) type Accounts = BTreeMap<AccountKey, i64>;

/// What is added to the sums of one row; an end takes away from the pending ones.
#[derive(Debug, Clone, Copy, Default)]
struct Change {
    debits_posted: i64,
    credits_posted: i64,
    debits_pending: i64,
    credits_pending: i64,
}

/// What a set or an end changes, by account row, in the order in which the rows are locked.
#[derive(Debug, Default)]
pub(super) struct Changes {
    rows: BTreeMap<i64, Change>,
    takes_own: bool,
}

impl Changes {
    /// No change at all: applying it locks the rows.
    pub(super) fn none_of(accounts: &Accounts) -> Changes {
        let rows = accounts
            .values()
            .map(|id| (*id, Change::default()))
            .collect();
        Changes {
            rows,
            takes_own: false,
        }
    }

    /// No change at rows known by number.
    pub(super) fn none_at(ids: impl IntoIterator<Item = i64>) -> Changes {
        let rows = ids.into_iter().map(|id| (id, Change::default())).collect();
        Changes {
            rows,
            takes_own: false,
        }
    }

    /// What a new set changes.
    pub(super) fn of_set(set: &TransferSet, accounts: &Accounts) -> Result<Changes, BooksError> {
        let mut changes = Changes::none_of(accounts);
        for moved in set.transfers() {
            let amount = moved.amount().as_fen();
            let row = |key: &AccountKey| accounts[key];
            let debit = changes.rows.entry(row(moved.debit())).or_default();
            let sum = if set.phase() == Phase::Pending {
                &mut debit.debits_pending
            } else {
                &mut debit.debits_posted
            };
            add(sum, amount)?;
            let credit = changes.rows.entry(row(moved.credit())).or_default();
            let sum = if set.phase() == Phase::Pending {
                &mut credit.credits_pending
            } else {
                &mut credit.credits_posted
            };
            add(sum, amount)?;
            changes.takes_own |= is_own(moved.debit());
        }
        Ok(changes)
    }

    /// What the end of a pending transfer changes.
    pub(super) fn of_end(moved: &transfer::Model, outcome: Outcome) -> Changes {
        let counts = if outcome == Outcome::Posted {
            moved.amount_fen
        } else {
            0
        };
        let debit = Change {
            debits_pending: -moved.amount_fen,
            debits_posted: counts,
            ..Change::default()
        };
        let credit = Change {
            credits_pending: -moved.amount_fen,
            credits_posted: counts,
            ..Change::default()
        };
        let rows = [
            (moved.debit_account_id, debit),
            (moved.credit_account_id, credit),
        ];
        Changes {
            rows: rows.into_iter().collect(),
            takes_own: false,
        }
    }
}

fn add(sum: &mut i64, amount: i64) -> Result<(), BooksError> {
    let larger = sum
        .checked_add(amount)
        .filter(|larger| *larger <= CHANGE_MAX);
    *sum = larger.ok_or(MoneyError::Overflow)?;
    Ok(())
}

fn is_own(key: &AccountKey) -> bool {
    key.book() == Book::Custody && OWN.contains(&key.code())
}

/// The row of every account, created where it is missing, in the order of the names.
pub(super) async fn accounts(
    tx: &DatabaseTransaction,
    keys: &BTreeSet<AccountKey>,
) -> Result<Accounts, BooksError> {
    let mut accounts = Accounts::new();
    for key in keys {
        let id = match store::account_row(tx, key).await? {
            Some(row) => row.id,
            None => create(tx, key).await?,
        };
        accounts.insert(key.clone(), id);
    }
    Ok(accounts)
}

async fn create(tx: &DatabaseTransaction, key: &AccountKey) -> Result<i64, BooksError> {
    let side = match key.code().side() {
        Side::Debit => account::Side::Debit,
        Side::Credit => account::Side::Credit,
    };
    let row = account::ActiveModel {
        book: ActiveValue::Set(key.book().to_string()),
        code: ActiveValue::Set(key.code().to_string()),
        party: ActiveValue::Set(key.party().to_string()),
        mode: ActiveValue::Set(key.mode().to_string()),
        currency: ActiveValue::Set(key.currency().to_string()),
        side: ActiveValue::Set(side),
        may_go_below: ActiveValue::Set(key.code().may_go_below_zero()),
        ..Default::default()
    };
    let unless_there = OnConflict::columns([
        account::Column::Book,
        account::Column::Code,
        account::Column::Party,
        account::Column::Mode,
        account::Column::Currency,
    ])
    .do_nothing()
    .to_owned();
    account::Entity::insert(row)
        .on_conflict(unless_there)
        .exec_without_returning(tx)
        .await?;
    let row = store::account_row(tx, key).await?;
    row.map(|row| row.id)
        .ok_or_else(|| sea_orm::DbErr::RecordNotFound(key.to_string()).into())
}

/// Changes the sums, row by row in the order of their numbers, each by one conditional update.
pub(super) async fn apply(
    tx: &DatabaseTransaction,
    mut changes: Changes,
) -> Result<(), BooksError> {
    if changes.takes_own {
        for id in own_rows(tx).await? {
            changes.rows.entry(id).or_default();
        }
    }
    for (id, change) in &changes.rows {
        if update(tx, *id, change).await? {
            continue;
        }
        // Money may have come in since; under the row's lock the answer is final.
        refusal(tx, *id, change).await?;
        if !update(tx, *id, change).await? {
            return Err(MoneyError::Overflow.into());
        }
    }
    if changes.takes_own {
        covered(tx).await
    } else {
        Ok(())
    }
}

const UPDATE: &str = "UPDATE account SET \
     debits_posted_fen = debits_posted_fen + $1, credits_posted_fen = credits_posted_fen + $2, \
     debits_pending_fen = debits_pending_fen + $3, credits_pending_fen = credits_pending_fen + $4 \
     WHERE id = $5 AND debits_posted_fen + $1 <= $6 AND credits_posted_fen + $2 <= $6 \
     AND debits_pending_fen + $3 <= $6 AND credits_pending_fen + $4 <= $6 AND (may_go_below \
     OR (side = 'credit' AND credits_posted_fen + $2 >= debits_posted_fen + $1 + debits_pending_fen + $3) \
     OR (side = 'debit' AND debits_posted_fen + $1 >= credits_posted_fen + $2 + credits_pending_fen + $4))";

async fn update(
    tx: &DatabaseTransaction,
    id: i64,
    change: &Change,
) -> Result<bool, sea_orm::DbErr> {
    let values = [
        change.debits_posted.into(),
        change.credits_posted.into(),
        change.debits_pending.into(),
        change.credits_pending.into(),
        id.into(),
        SUM_MAX.into(),
    ];
    let update = Statement::from_sql_and_values(tx.get_database_backend(), UPDATE, values);
    Ok(tx.execute_raw(update).await?.rows_affected() == 1)
}

/// Locks the row and says whether its floor is what refused.
async fn refusal(tx: &DatabaseTransaction, id: i64, change: &Change) -> Result<(), BooksError> {
    // Not FOR UPDATE: the foreign keys of transfers hold a share of the key on every account row.
    let row = account::Entity::find_by_id(id)
        .lock(LockType::NoKeyUpdate)
        .one(tx)
        .await?;
    let row = row.ok_or_else(|| sea_orm::DbErr::RecordNotFound(format!("account {id}")))?;
    let (out, brought, posted, pending) = match row.side {
        account::Side::Credit => (
            change.debits_posted + change.debits_pending,
            change.credits_posted,
            row.credits_posted_fen - row.debits_posted_fen,
            row.debits_pending_fen,
        ),
        account::Side::Debit => (
            change.credits_posted + change.credits_pending,
            change.debits_posted,
            row.debits_posted_fen - row.credits_posted_fen,
            row.credits_pending_fen,
        ),
    };
    let available = posted - pending + brought;
    if row.may_go_below || available >= out {
        return Ok(());
    }
    let account = Box::new(store::key_of(&row)?);
    Err(BooksError::Short {
        account,
        needed: Money::fen(out),
        available: Money::fen(available),
    })
}

async fn own_rows(tx: &DatabaseTransaction) -> Result<Vec<i64>, BooksError> {
    let rows = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(account::Column::Book.eq(Book::Custody.to_string()))
        .filter(account::Column::Code.is_in(OWN.map(|code| code.to_string())))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows)
}

/// Refuses what would leave custody with less than it owes; the rows are locked by now.
async fn covered(tx: &DatabaseTransaction) -> Result<(), BooksError> {
    let rows = account::Entity::find()
        .filter(account::Column::Book.eq(Book::Custody.to_string()))
        .filter(account::Column::Code.is_in(OWN.map(|code| code.to_string())))
        .all(tx)
        .await?;
    let left: i128 = rows.iter().map(own_money).sum();
    if left >= 0 {
        return Ok(());
    }
    let missing = i64::try_from(-left).map_err(|_| MoneyError::Overflow)?;
    Err(BooksError::Uncovered {
        missing: Money::fen(missing),
    })
}

/// What the row adds to the operator's own money, pending draws taken off.
fn own_money(row: &account::Model) -> i128 {
    let debits = i128::from(row.debits_posted_fen) + i128::from(row.debits_pending_fen);
    i128::from(row.credits_posted_fen) - debits
}
