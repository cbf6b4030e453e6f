//! A cart: what somebody is about to buy. It has no state of its own: once a purchase was made from
//! it, it is over, and its owner's next line opens another.
//!
//! Ordering: whoever changes a cart, or buys from it, locks its owner first, so that of two changes at
//! once neither opens a second cart and neither is lost.
//!
//! Invariant: joining two carts never loses a line and never lowers a number.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use catalog::entity::sku;
use sea_orm::sea_query::{LockType, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr,
    EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set, Statement,
};
use thiserror::Error;

use crate::entity::{cart, cart_line, guest, purchase};

/// The most packs of one kind in a cart.
pub const PACKS_MAX: i64 = 99;
/// The most kinds in a cart that its owner fills; joined carts may have more.
pub const LINES_MAX: usize = 20;

/// Whose cart.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A browser that has not signed in.
    Guest(i64),
    /// A signed-in person.
    Person(i64),
}

/// A line that changes.
#[derive(Copy, Clone, Debug)]
pub struct Change {
    /// Whose cart.
    pub owner: Owner,
    /// The retail unit.
    pub sku_id: i64,
    /// How many packs.
    pub packs: i64,
    /// Now, in milliseconds UTC.
    pub now: i64,
}

/// A line that became another when two carts were joined.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// The retail unit.
    pub sku_id: i64,
    /// What the person's own cart had of it; zero for none.
    pub before: i64,
    /// What it has now.
    pub packs: i64,
}

/// Why a cart stays as it is.
#[derive(Debug, Error)]
pub enum CartError {
    /// There is no such retail unit.
    #[error("retail unit {0} is not known")]
    UnknownSku(i64),
    /// It is not sold now.
    #[error("this retail unit is closed: {reason}")]
    Closed {
        /// The key of the reason.
        reason: String,
    },
    /// Not between one and the most.
    #[error("{asked} packs are not between 1 and {PACKS_MAX}")]
    Packs {
        /// What was asked for.
        asked: i64,
    },
    /// Together with what is there it would be more than the most.
    #[error("{have} packs are there, and no more than {PACKS_MAX} may be")]
    TooMany {
        /// What is there already.
        have: i64,
    },
    /// The cart has as many kinds as it may.
    #[error("a cart has at most {LINES_MAX} kinds")]
    Full,
    /// The cart has no such line.
    #[error("the cart has no line of retail unit {0}")]
    NoLine(i64),
    /// The database refused.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

/// The owner's cart from which nothing was bought yet.
///
/// # Errors
/// When the database does.
pub async fn open(connection: &impl ConnectionTrait, owner: Owner) -> Result<Option<i64>, DbErr> {
    let bought = Query::select()
        .column(purchase::Column::CartId)
        .from(purchase::Entity)
        .to_owned();
    let own = match owner {
        Owner::Guest(id) => cart::Column::GuestId.eq(id),
        Owner::Person(id) => cart::Column::PersonId.eq(id),
    };
    let row = cart::Entity::find()
        .filter(own)
        .filter(cart::Column::Id.not_in_subquery(bought))
        .order_by_desc(cart::Column::Id)
        .one(connection)
        .await?;
    Ok(row.map(|row| row.id))
}

/// Whether a cart is this owner's, bought from or not.
///
/// # Errors
/// When the database does.
pub async fn is_of(
    connection: &impl ConnectionTrait,
    owner: Owner,
    cart_id: i64,
) -> Result<bool, DbErr> {
    let row = cart::Entity::find_by_id(cart_id).one(connection).await?;
    Ok(row.is_some_and(|row| match owner {
        Owner::Guest(id) => row.guest_id == Some(id),
        Owner::Person(id) => row.person_id == Some(id),
    }))
}

/// The same, with its owner locked until the transaction ends.
///
/// # Errors
/// When the database does.
pub async fn locked(tx: &DatabaseTransaction, owner: Owner) -> Result<Option<i64>, DbErr> {
    lock(tx, owner).await?;
    open(tx, owner).await
}

async fn lock(tx: &DatabaseTransaction, owner: Owner) -> Result<(), DbErr> {
    match owner {
        Owner::Guest(id) => {
            let found = guest::Entity::find_by_id(id).lock(LockType::NoKeyUpdate);
            found.one(tx).await?;
        }
        // The table of people is another room's: its row is locked, and nothing of it read. On SQLite
        // a writer is alone anyway.
        Owner::Person(id) if tx.get_database_backend() == DbBackend::Postgres => {
            let sql = "SELECT id FROM person WHERE id = $1 FOR NO KEY UPDATE";
            let row = Statement::from_sql_and_values(DbBackend::Postgres, sql, [id.into()]);
            tx.query_one_raw(row).await?;
        }
        Owner::Person(_) => {}
    }
    Ok(())
}

/// A cart's lines in the order in which they came.
///
/// # Errors
/// When the database does.
pub async fn lines(
    connection: &impl ConnectionTrait,
    cart_id: i64,
) -> Result<Vec<cart_line::Model>, DbErr> {
    cart_line::Entity::find()
        .filter(cart_line::Column::CartId.eq(cart_id))
        .order_by_asc(cart_line::Column::AddedAt)
        .order_by_asc(cart_line::Column::SkuId)
        .all(connection)
        .await
}

/// Puts packs into the cart beside what is there; answers how many of them there are now.
///
/// # Errors
/// `UnknownSku`, `Closed`, `Packs`, `TooMany`, `Full`, or when the database does.
pub async fn add(tx: &DatabaseTransaction, change: &Change) -> Result<i64, CartError> {
    within(change.packs)?;
    sold(tx, change.sku_id).await?;
    let cart_id = match locked(tx, change.owner).await? {
        Some(cart_id) => cart_id,
        None => begin(tx, change.owner, change.now).await?,
    };
    let there = lines(tx, cart_id).await?;
    let own = there.iter().find(|line| line.sku_id == change.sku_id);
    let have = own.map_or(0, |line| line.packs);
    let packs = have + change.packs;
    if packs > PACKS_MAX {
        return Err(CartError::TooMany { have });
    }
    if own.is_none() && there.len() >= LINES_MAX {
        return Err(CartError::Full);
    }
    write(tx, own.cloned(), line_of(cart_id, change, packs)).await?;
    Ok(packs)
}

/// Says how many packs of a line there are to be.
///
/// # Errors
/// `Packs`, `NoLine`, or when the database does.
pub async fn change(tx: &DatabaseTransaction, change: &Change) -> Result<(), CartError> {
    within(change.packs)?;
    let missing = || CartError::NoLine(change.sku_id);
    let cart_id = locked(tx, change.owner).await?.ok_or_else(missing)?;
    let there = cart_line::Entity::find_by_id((cart_id, change.sku_id))
        .one(tx)
        .await?;
    let there = there.ok_or_else(missing)?;
    let line = line_of(cart_id, change, change.packs);
    write(tx, Some(there), line).await?;
    Ok(())
}

/// Takes a line out; answers whether it was there.
///
/// # Errors
/// When the database does.
pub async fn remove(tx: &DatabaseTransaction, owner: Owner, sku_id: i64) -> Result<bool, DbErr> {
    let Some(cart_id) = locked(tx, owner).await? else {
        return Ok(false);
    };
    let gone = cart_line::Entity::delete_by_id((cart_id, sku_id))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected == 1)
}

/// Joins a guest's cart with that of the person who has just signed in: of each kind as many as the
/// larger of the two. Answers what is now another than before in the person's own cart.
///
/// # Errors
/// When the database does.
pub async fn join(
    tx: &DatabaseTransaction,
    (guest_id, person_id): (i64, i64),
    now: i64,
) -> Result<Vec<Joined>, DbErr> {
    let (guest, person) = (Owner::Guest(guest_id), Owner::Person(person_id));
    let Some(from) = locked(tx, guest).await? else {
        return Ok(Vec::new());
    };
    let brought = lines(tx, from).await?;
    if brought.is_empty() {
        return Ok(Vec::new());
    }
    let into = match locked(tx, person).await? {
        Some(cart_id) => cart_id,
        None => begin(tx, person, now).await?,
    };
    let own = lines(tx, into).await?;
    let mut own: BTreeMap<i64, cart_line::Model> =
        own.into_iter().map(|line| (line.sku_id, line)).collect();
    let mut joined = Vec::new();
    for line in brought {
        let there = own.remove(&line.sku_id);
        let before = there.as_ref().map_or(0, |there| there.packs);
        if line.packs <= before {
            continue;
        }
        let line = cart_line::Model {
            cart_id: into,
            packs_before: Some(before),
            ..line
        };
        joined.push(Joined {
            sku_id: line.sku_id,
            before,
            packs: line.packs,
        });
        write(tx, there, line).await?;
    }
    cart_line::Entity::delete_many()
        .filter(cart_line::Column::CartId.eq(from))
        .exec(tx)
        .await?;
    Ok(joined)
}

async fn begin(tx: &DatabaseTransaction, owner: Owner, now: i64) -> Result<i64, DbErr> {
    let (guest_id, person_id) = match owner {
        Owner::Guest(id) => (Some(id), None),
        Owner::Person(id) => (None, Some(id)),
    };
    let row = cart::ActiveModel {
        guest_id: Set(guest_id),
        person_id: Set(person_id),
        created_at: Set(now),
        ..Default::default()
    };
    Ok(row.insert(tx).await?.id)
}

fn line_of(cart_id: i64, change: &Change, packs: i64) -> cart_line::Model {
    cart_line::Model {
        cart_id,
        sku_id: change.sku_id,
        packs,
        packs_before: None,
        added_at: change.now,
    }
}

/// Writes a line in the place of the one that is there, if any; it keeps its place in the list.
async fn write(
    tx: &DatabaseTransaction,
    there: Option<cart_line::Model>,
    line: cart_line::Model,
) -> Result<(), DbErr> {
    let Some(there) = there else {
        let row = line.into_active_model().reset_all();
        return row.insert(tx).await.map(drop);
    };
    let mut row = there.into_active_model();
    row.packs = Set(line.packs);
    row.packs_before = Set(line.packs_before);
    row.update(tx).await.map(drop)
}

fn within(packs: i64) -> Result<(), CartError> {
    if (1..=PACKS_MAX).contains(&packs) {
        Ok(())
    } else {
        Err(CartError::Packs { asked: packs })
    }
}

async fn sold(tx: &DatabaseTransaction, sku_id: i64) -> Result<(), CartError> {
    let row = sku::Entity::find_by_id(sku_id).one(tx).await?;
    match row.ok_or(CartError::UnknownSku(sku_id))?.closed_reason {
        Some(reason) => Err(CartError::Closed { reason }),
        None => Ok(()),
    }
}
