//! The register: parsed rows become rows of the database, inside the caller's transaction.
//!
//! Layout: one module per kind of file. Each first looks up everything that its rows refer to, a
//! thousand keys at a time, then checks every row, and only when none is bad inserts them in batches.
//!
//! Rules: every row has its own number, unique in its organisation. The same number with the same
//! content counts as known and changes nothing; with other content it is a fault that points to
//! correction. A file with one fault writes nothing. A dry run is the same call without a commit.
//!
//! Ordering: imports of one cooperative wait for each other on its organisation's row; rows are
//! numbered in the order of the file, which decides who stands first when a lot is split.

mod advances;
mod certificates;
mod delivery;
mod goods;
mod grades;
mod intakes;
mod members;
mod organisations;

use std::collections::BTreeMap;

use ledger::WeightError;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    Iterable, PaginatorTrait, QueryFilter, QuerySelect, Select, Set, TryGetable,
};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::entity::{import_file, organisation};
use crate::import::Row;
use crate::import::fault::{Faults, RowError};
use crate::import::reason::Reason;

pub use advances::advances;
pub use certificates::certificates;
pub use delivery::delivery;
pub use goods::{instruments, products, skus, working_days};
pub use grades::grade_book;
pub use intakes::intakes;
pub use members::members;
pub use organisations::organisations;

/// Keys of one look-up.
const KEYS_MAX: usize = 1_000;
/// Values bound by one INSERT; SQLite takes 32,766, PostgreSQL 65,535.
const VALUES_MAX: usize = 30_000;

/// Where rows come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The cooperative whose file it is; `None` for the operator's files.
    pub organisation_id: Option<i64>,
    /// The file's name.
    pub name: String,
    /// [`file_hash`] of its bytes.
    pub content_hash: String,
    /// Who handed it in; `None` for the season that a first start loads.
    pub person_id: Option<i64>,
    /// Now, in milliseconds UTC.
    pub now: i64,
}

/// What became of a file's rows.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Rows written.
    pub new: u64,
    /// Rows that were recorded before, with the same content.
    pub known: u64,
}

/// Why a file was not taken.
#[derive(Debug, Error)]
pub enum RegisterError {
    /// Rows that cannot be taken, each with line, column and reason.
    #[error(transparent)]
    Faults(#[from] Faults),
    /// A cooperative's file without a cooperative.
    #[error("organisation {0:?} is not a cooperative")]
    NotACooperative(Option<i64>),
    /// A weight outside its range.
    #[error("weight out of range")]
    Weight(#[from] WeightError),
    /// The database refused.
    #[error("database")]
    Database(#[from] DbErr),
}

/// SHA-256 of a file, in hex.
pub fn file_hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Whether this very file was taken before, so that reading it again is needless.
///
/// # Errors
/// When the database does.
pub async fn taken_before(
    connection: &impl ConnectionTrait,
    kind: &str,
    source: &Source,
) -> Result<bool, DbErr> {
    let organisation = match source.organisation_id {
        Some(id) => import_file::Column::OrganisationId.eq(id),
        None => import_file::Column::OrganisationId.is_null(),
    };
    let files = import_file::Entity::find()
        .filter(import_file::Column::Kind.eq(kind))
        .filter(import_file::Column::ContentHash.eq(&source.content_hash))
        .filter(organisation)
        .count(connection)
        .await?;
    Ok(files > 0)
}

/// How the rows of a format are numbered.
struct Number<T> {
    /// The column that the number stands in.
    column: &'static str,
    of: fn(&T) -> String,
}

/// The rows of a file that are not recorded yet, and how many are.
struct Sorted<'a, T> {
    fresh: Vec<&'a Row<T>>,
    known: u64,
}

impl<T> Sorted<'_, T> {
    fn applied(&self) -> Applied {
        Applied {
            new: self.fresh.len() as u64,
            known: self.known,
        }
    }
}

/// Tells fresh rows from known ones; `recorded` maps numbers to content hashes.
fn sort<'a, T>(
    rows: &'a [Row<T>],
    number: &Number<T>,
    recorded: &BTreeMap<String, String>,
    faults: &mut Faults,
) -> Sorted<'a, T> {
    let mut sorted = Sorted {
        fresh: Vec::new(),
        known: 0,
    };
    for row in rows {
        let value = (number.of)(&row.content);
        match recorded.get(&value) {
            None => sorted.fresh.push(row),
            Some(hash) if *hash == row.content_hash => sorted.known += 1,
            Some(_) => faults.add(cell(row, number.column, Reason::NumberTaken { value })),
        }
    }
    sorted
}

fn cell<T>(row: &Row<T>, column: &'static str, reason: Reason) -> RowError {
    RowError {
        line: row.line,
        column: Some(column),
        reason,
    }
}

/// A column of the rows that `base` selects, by the values of another; `keys` may repeat.
async fn look_up<E: EntityTrait, V: TryGetable + Send + Sync>(
    tx: &DatabaseTransaction,
    base: Select<E>,
    (key, value): (E::Column, E::Column),
    mut keys: Vec<String>,
) -> Result<BTreeMap<String, V>, DbErr> {
    keys.sort_unstable();
    keys.dedup();
    let mut found = BTreeMap::new();
    for keys in keys.chunks(KEYS_MAX) {
        let query = base
            .clone()
            .filter(key.is_in(keys))
            .select_only()
            .column(key)
            .column(value);
        found.extend(query.into_tuple::<(String, V)>().all(tx).await?);
    }
    Ok(found)
}

/// Inserts many rows, as few statements as their columns allow.
async fn insert_all<A>(tx: &DatabaseTransaction, rows: Vec<A>) -> Result<(), DbErr>
where
    A: ActiveModelTrait + Send,
{
    let rows_max = VALUES_MAX / <A::Entity as EntityTrait>::Column::iter().count();
    let mut rows = rows.into_iter();
    loop {
        let batch: Vec<A> = rows.by_ref().take(rows_max).collect();
        if batch.is_empty() {
            return Ok(());
        }
        A::Entity::insert_many(batch)
            .exec_without_returning(tx)
            .await?;
    }
}

/// The cooperative whose file it is; its row stays locked until the transaction ends.
async fn cooperative(
    tx: &DatabaseTransaction,
    source: &Source,
) -> Result<organisation::Model, RegisterError> {
    let unknown = RegisterError::NotACooperative(source.organisation_id);
    let Some(id) = source.organisation_id else {
        return Err(unknown);
    };
    let row = organisation::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?;
    row.filter(|organisation| organisation.kind == organisation::Kind::Cooperative)
        .ok_or(unknown)
}

/// Notes who handed in what.
///
/// # Errors
/// When the database does.
pub async fn note(
    tx: &DatabaseTransaction,
    kind: &str,
    source: &Source,
    applied: Applied,
) -> Result<(), DbErr> {
    let row = import_file::ActiveModel {
        kind: Set(kind.to_owned()),
        organisation_id: Set(source.organisation_id),
        name: Set(source.name.clone()),
        content_hash: Set(source.content_hash.clone()),
        rows_new: Set(i64::try_from(applied.new).unwrap_or(i64::MAX)),
        rows_known: Set(i64::try_from(applied.known).unwrap_or(i64::MAX)),
        person_id: Set(source.person_id),
        at: Set(source.now),
        ..Default::default()
    };
    import_file::Entity::insert(row).exec(tx).await.map(|_| ())
}
