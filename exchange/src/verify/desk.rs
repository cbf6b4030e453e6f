//! What the database says of the desk, against the engine replayed to the projection's cursor.
//!
//! It compares at the cursor and not at the journal's end: what the engine did since is on its
//! way. Cursor and rows come from one snapshot.

use std::collections::BTreeMap;
use std::path::Path;

use catalog::entity::receipt;
use engine::Engine;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::payouts::listed;
use super::{Difference, VerifyError};
use crate::desk::OpenError;
use crate::desk::replay::replay_to;
use crate::entity::{listing, market_order};
use crate::funds::VENUE;
use crate::projection::apply::desk_balances;
use crate::projection::cursor;

/// The journal reaches the projection's cursor.
pub const JOURNAL: &str = "journal-cursor";
/// What a member has on the desk (2005) is what the engine holds for it.
pub const BALANCE: &str = "desk-balance";
/// What is on its way to the desk (2004) is what waiting instructions say.
pub const TRANSIT: &str = "desk-transit";
/// A receipt has as many contracts left as the engine holds.
pub const RECEIPT: &str = "desk-receipt";
/// A listing has as many contracts left as on the engine's board.
pub const LISTING: &str = "desk-listing";
/// An order has as many contracts open as in the engine's book.
pub const ORDER: &str = "desk-order";

/// The shard of the one venue.
const SHARD: u32 = 0;

/// Every check against the engine; `journal` is the folder of the journal.
///
/// # Errors
/// When the database does, or the journal cannot be read.
pub async fn desk(
    conn: &impl ConnectionTrait,
    journal: &Path,
) -> Result<Vec<Difference>, VerifyError> {
    let seq = cursor(conn, SHARD).await?.seq;
    let journal = journal.to_owned();
    // Nothing was ever written: the engine is new, whatever the folder holds.
    let replayed = match seq {
        0 => Ok(Engine::new()),
        _ => tokio::task::spawn_blocking(move || replay_to(&journal, seq))
            .await
            .map_err(|_| VerifyError::Interrupted)?,
    };
    let engine = match replayed {
        Ok(engine) => engine,
        Err(OpenError::JournalTooShort { last, projected }) => {
            return Ok(vec![Difference {
                check: JOURNAL,
                subject: format!("shard:{SHARD}"),
                expected: i64::try_from(projected).unwrap_or(i64::MAX),
                found: i64::try_from(last).unwrap_or(i64::MAX),
            }]);
        }
        Err(error) => return Err(error.into()),
    };
    let mut differences = against(conn, &engine).await?;
    differences.extend(transit(conn).await?);
    Ok(differences)
}

/// Every check against an engine that stands at the cursor.
///
/// # Errors
/// When the database does.
pub async fn against(
    conn: &impl ConnectionTrait,
    engine: &Engine,
) -> Result<Vec<Difference>, VerifyError> {
    let mut differences = balances(conn, engine).await?;
    differences.extend(receipts(conn, engine).await?);
    differences.extend(listings(conn, engine).await?);
    differences.extend(orders(conn, engine).await?);
    Ok(differences)
}

async fn balances(
    conn: &impl ConnectionTrait,
    engine: &Engine,
) -> Result<Vec<Difference>, VerifyError> {
    let expected = engine
        .all_funds()
        .map(|(member, funds)| (member.get(), funds.total_fen()));
    let found = desk_balances(conn, VENUE).await?;
    let found = found.into_iter().map(|(member, fen)| (member.get(), fen));
    Ok(pairs((BALANCE, "member"), expected, found))
}

async fn receipts(
    conn: &impl ConnectionTrait,
    engine: &Engine,
) -> Result<Vec<Difference>, VerifyError> {
    let expected = engine.receipts().map(|receipt| {
        (
            receipt.receipt.get(),
            i64::from(receipt.free.get()) + i64::from(receipt.held.get()),
        )
    });
    let known = [receipt::State::Issued, receipt::State::Cancelling];
    let rows = receipt::Entity::find()
        .filter(receipt::Column::State.is_in(known))
        .all(conn)
        .await?;
    let left = |row: receipt::Model| {
        (
            u64::try_from(row.id).unwrap_or_default(),
            row.contracts - row.contracts_gone,
        )
    };
    Ok(pairs(
        (RECEIPT, "receipt"),
        expected,
        rows.into_iter().map(left),
    ))
}

async fn listings(
    conn: &impl ConnectionTrait,
    engine: &Engine,
) -> Result<Vec<Difference>, VerifyError> {
    let expected = engine
        .listings()
        .map(|live| (live.listing.get(), i64::from(live.left.get())));
    let rows = listing::Entity::find()
        .filter(listing::Column::State.eq(listing::State::Listed))
        .all(conn)
        .await?;
    let left = |row: listing::Model| (u64::try_from(row.number).unwrap_or_default(), row.remaining);
    Ok(pairs(
        (LISTING, "listing"),
        expected,
        rows.into_iter().map(left),
    ))
}

async fn orders(
    conn: &impl ConnectionTrait,
    engine: &Engine,
) -> Result<Vec<Difference>, VerifyError> {
    let instruments = engine.instruments().map(|rules| rules.instrument);
    let live = instruments.flat_map(|instrument| engine.queue(instrument));
    let expected = live.map(|order| (order.order.get(), i64::from(order.left.get())));
    let rows = market_order::Entity::find()
        .filter(market_order::Column::Outcome.eq(crate::projection::decide::RESTING))
        .all(conn)
        .await?;
    let open = |row: market_order::Model| {
        (
            u64::try_from(row.number).unwrap_or_default(),
            row.quantity - row.filled,
        )
    };
    Ok(pairs(
        (ORDER, "order"),
        expected,
        rows.into_iter().map(open),
    ))
}

/// [`TRANSIT`]: 2004 against the credits that wait for the engine.
///
/// # Errors
/// When the database does.
pub async fn transit(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let sql = "SELECT organisation.code AS subject, \
        CAST(COALESCE(waiting.fen, 0) AS BIGINT) AS expected, \
        CAST(COALESCE(transit.fen, 0) AS BIGINT) AS found FROM organisation \
        LEFT JOIN (SELECT organisation_id, SUM(amount_fen) AS fen FROM instruction \
            WHERE kind = 'credit' AND state = 'waiting' GROUP BY organisation_id) waiting \
            ON waiting.organisation_id = organisation.id \
        LEFT JOIN (SELECT party, SUM(credits_posted_fen - debits_posted_fen) AS fen \
            FROM account_balance WHERE code = '2004' GROUP BY party) transit \
            ON transit.party = 'member:' || organisation.id \
        WHERE COALESCE(waiting.fen, 0) <> COALESCE(transit.fen, 0) ORDER BY organisation.id";
    Ok(listed(conn, TRANSIT, sql).await?)
}

/// Names every number on which the two do not agree; what is missing on a side counts as zero.
fn pairs<N: Ord + Copy + std::fmt::Display>(
    (check, kind): (&'static str, &str),
    expected: impl Iterator<Item = (N, i64)>,
    found: impl Iterator<Item = (N, i64)>,
) -> Vec<Difference> {
    let mut both: BTreeMap<N, (i64, i64)> = BTreeMap::new();
    for (number, count) in expected {
        both.entry(number).or_default().0 += count;
    }
    for (number, count) in found {
        both.entry(number).or_default().1 += count;
    }
    let differs = both
        .into_iter()
        .filter(|(_, (expected, found))| expected != found);
    let named = |(number, (expected, found))| Difference {
        check,
        subject: format!("{kind}:{number}"),
        expected,
        found,
    };
    differs.map(named).collect()
}
