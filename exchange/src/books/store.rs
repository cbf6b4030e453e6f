//! Rows of the ledger's tables as the ledger's own values, and back.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{AccountKey, Money, Phase, Reference, SetKind, Transfer, TransferSet};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, TryInsertResult,
};

use super::sums::Accounts;
use super::{BooksError, Outcome, Posted, Standing};
use crate::entity::{account, set_reversal, transfer, transfer_end, transfer_set};

/// Rows of one INSERT, below the bound of parameters of both databases.
const ROWS_PER_INSERT: usize = 1_000;

/// Takes the set's key; `None` if it is taken.
pub(super) async fn insert_set(
    tx: &DatabaseTransaction,
    set: &TransferSet,
    at: i64,
) -> Result<Option<i64>, DbErr> {
    let row = transfer_set::ActiveModel {
        key: ActiveValue::Set(set.key().to_owned()),
        kind: ActiveValue::Set(set.kind().to_string()),
        subject: ActiveValue::Set(set.subject().to_owned()),
        at: ActiveValue::Set(at),
        ..Default::default()
    };
    let unless_there =
        transfer_set::Entity::insert(row).on_conflict_do_nothing_on([transfer_set::Column::Key]);
    match unless_there.exec(tx).await? {
        TryInsertResult::Inserted(done) => Ok(Some(done.last_insert_id)),
        TryInsertResult::Empty | TryInsertResult::Conflicted => Ok(None),
    }
}

/// Compares the set with the one that has its key.
pub(super) async fn known_set(
    tx: &DatabaseTransaction,
    set: &TransferSet,
) -> Result<Posted, BooksError> {
    let row = set_with_key(tx, set.key()).await?;
    let row = row.ok_or_else(|| BooksError::UnknownKey(set.key().to_owned()))?;
    if same(&ledger_set(tx, &row).await?, set) {
        return Ok(Posted {
            set_id: row.id,
            fresh: false,
        });
    }
    Err(BooksError::OtherContent(set.key().to_owned()))
}

/// Equality, whatever the order in which the undone sets are named.
fn same(stored: &TransferSet, set: &TransferSet) -> bool {
    let sorted = |set: &TransferSet| {
        let mut keys = set.reverses().to_vec();
        keys.sort();
        keys
    };
    sorted(stored) == sorted(set)
        && stored.clone().reversing(Vec::new()) == set.clone().reversing(Vec::new())
}

/// The account rows that stored sets touch.
pub(super) async fn account_ids_of(
    tx: &DatabaseTransaction,
    set_ids: &[i64],
) -> Result<BTreeSet<i64>, DbErr> {
    let mut ids = BTreeSet::new();
    for chunk in set_ids.chunks(ROWS_PER_INSERT) {
        let some = transfer::Column::SetId.is_in(chunk.iter().copied());
        for moved in transfer::Entity::find().filter(some).all(tx).await? {
            ids.extend([moved.debit_account_id, moved.credit_account_id]);
        }
    }
    Ok(ids)
}

/// A stored set as the ledger knows it.
pub(super) async fn ledger_set(
    conn: &impl ConnectionTrait,
    row: &transfer_set::Model,
) -> Result<TransferSet, BooksError> {
    let stored = transfers_of(conn, row.id).await?;
    let names = names_of(conn, &stored).await?;
    let name = |id: i64| {
        names
            .get(&id)
            .cloned()
            .ok_or_else(|| DbErr::RecordNotFound(format!("account {id}")))
    };
    let mut transfers = Vec::with_capacity(stored.len());
    for stored in &stored {
        let (debit, credit) = (
            name(stored.debit_account_id)?,
            name(stored.credit_account_id)?,
        );
        transfers.push(Transfer::new(debit, credit, Money::fen(stored.amount_fen))?);
    }
    let reference = Reference::new(&row.key, &row.subject)?;
    let kind: SetKind = row.kind.parse()?;
    let set = match stored.iter().any(|stored| stored.pending) {
        true => TransferSet::pending(&reference, kind, transfers)?,
        false => TransferSet::posted(&reference, kind, transfers)?,
    };
    Ok(set.reversing(reversed_keys(conn, row.id).await?))
}

async fn names_of(
    conn: &impl ConnectionTrait,
    stored: &[transfer::Model],
) -> Result<BTreeMap<i64, AccountKey>, BooksError> {
    let sides = |stored: &transfer::Model| [stored.debit_account_id, stored.credit_account_id];
    let ids: BTreeSet<i64> = stored.iter().flat_map(sides).collect();
    let ids: Vec<i64> = ids.into_iter().collect();
    let mut names = BTreeMap::new();
    for chunk in ids.chunks(ROWS_PER_INSERT) {
        let some = account::Column::Id.is_in(chunk.iter().copied());
        for row in account::Entity::find().filter(some).all(conn).await? {
            names.insert(row.id, key_of(&row)?);
        }
    }
    Ok(names)
}

async fn reversed_keys(conn: &impl ConnectionTrait, set_id: i64) -> Result<Vec<String>, DbErr> {
    let rows = set_reversal::Entity::find()
        .filter(set_reversal::Column::SetId.eq(set_id))
        .all(conn)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let sets = transfer_set::Entity::find()
        .filter(transfer_set::Column::Id.is_in(rows.iter().map(|row| row.reversed_id)))
        .all(conn)
        .await?;
    Ok(sets.into_iter().map(|set| set.key).collect())
}

/// Whether a set counts, waits or was voided; its transfers end together.
pub(super) async fn standing_of(
    conn: &impl ConnectionTrait,
    set_id: i64,
) -> Result<Standing, BooksError> {
    let first = transfers_of(conn, set_id).await?.into_iter().next();
    let first = first.ok_or(BooksError::UnknownSet(set_id))?;
    if !first.pending {
        return Ok(Standing::Posted);
    }
    let ended = transfer_end::Entity::find_by_id(first.id).one(conn).await?;
    Ok(match ended.map(|ended| ended.outcome) {
        Some(Outcome::Posted) => Standing::Posted,
        Some(Outcome::Voided) => Standing::Voided,
        None => Standing::Pending,
    })
}

/// Says that `set_id` undoes `reversed_id`, which one set may do.
pub(super) async fn insert_reversal(
    tx: &DatabaseTransaction,
    set_id: i64,
    reversed_id: i64,
) -> Result<(), BooksError> {
    let row = set_reversal::ActiveModel {
        reversed_id: ActiveValue::Set(reversed_id),
        set_id: ActiveValue::Set(set_id),
    };
    let unless_there = OnConflict::column(set_reversal::Column::ReversedId)
        .do_nothing()
        .to_owned();
    let inserted = set_reversal::Entity::insert(row)
        .on_conflict(unless_there)
        .exec_without_returning(tx)
        .await?;
    if inserted == 1 {
        Ok(())
    } else {
        Err(BooksError::AlreadyReversed(reversed_id))
    }
}

/// Writes the set's transfers in their order.
pub(super) async fn insert_transfers(
    tx: &DatabaseTransaction,
    set_id: i64,
    set: &TransferSet,
    accounts: &Accounts,
) -> Result<(), DbErr> {
    let rows: Vec<transfer::ActiveModel> = set
        .transfers()
        .iter()
        .map(|moved| transfer::ActiveModel {
            set_id: ActiveValue::Set(set_id),
            book: ActiveValue::Set(moved.book().to_string()),
            debit_account_id: ActiveValue::Set(accounts[moved.debit()]),
            credit_account_id: ActiveValue::Set(accounts[moved.credit()]),
            amount_fen: ActiveValue::Set(moved.amount().as_fen()),
            pending: ActiveValue::Set(set.phase() == Phase::Pending),
            ..Default::default()
        })
        .collect();
    for chunk in rows.chunks(ROWS_PER_INSERT) {
        transfer::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Writes how a transfer ended; false if it had ended so before.
pub(super) async fn insert_end(
    tx: &DatabaseTransaction,
    transfer_id: i64,
    outcome: Outcome,
    at: i64,
) -> Result<bool, BooksError> {
    let row = transfer_end::ActiveModel {
        transfer_id: ActiveValue::Set(transfer_id),
        outcome: ActiveValue::Set(outcome),
        at: ActiveValue::Set(at),
    };
    let unless_there = OnConflict::column(transfer_end::Column::TransferId)
        .do_nothing()
        .to_owned();
    let inserted = transfer_end::Entity::insert(row)
        .on_conflict(unless_there)
        .exec_without_returning(tx)
        .await?;
    if inserted == 1 {
        return Ok(true);
    }
    let ended = transfer_end::Entity::find_by_id(transfer_id)
        .one(tx)
        .await?;
    match ended {
        Some(ended) if ended.outcome == outcome => Ok(false),
        Some(ended) => Err(BooksError::EndedOtherwise {
            transfer_id,
            outcome: ended.outcome,
        }),
        None => Err(BooksError::UnknownTransfer(transfer_id)),
    }
}

pub(super) async fn set_with_key(
    conn: &impl ConnectionTrait,
    key: &str,
) -> Result<Option<transfer_set::Model>, DbErr> {
    transfer_set::Entity::find()
        .filter(transfer_set::Column::Key.eq(key))
        .one(conn)
        .await
}

pub(super) async fn transfers_of(
    conn: &impl ConnectionTrait,
    set_id: i64,
) -> Result<Vec<transfer::Model>, BooksError> {
    let rows = transfer::Entity::find()
        .filter(transfer::Column::SetId.eq(set_id))
        .order_by_asc(transfer::Column::Id)
        .all(conn)
        .await?;
    Ok(rows)
}

pub(super) async fn account_row(
    conn: &impl ConnectionTrait,
    key: &AccountKey,
) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find()
        .filter(account::Column::Book.eq(key.book().to_string()))
        .filter(account::Column::Code.eq(key.code().to_string()))
        .filter(account::Column::Party.eq(key.party().to_string()))
        .filter(account::Column::Mode.eq(key.mode().to_string()))
        .filter(account::Column::Currency.eq(key.currency().to_string()))
        .one(conn)
        .await
}

pub(super) async fn account_key(
    conn: &impl ConnectionTrait,
    id: i64,
) -> Result<Option<AccountKey>, BooksError> {
    account::Entity::find_by_id(id)
        .one(conn)
        .await?
        .map(|row| key_of(&row))
        .transpose()
}

/// The row's name as the ledger knows it.
pub(super) fn key_of(row: &account::Model) -> Result<AccountKey, BooksError> {
    let account::Model {
        book,
        code,
        party,
        mode,
        currency,
        ..
    } = row;
    Ok(format!("{book}/{code}/{party}/{mode}/{currency}").parse()?)
}
