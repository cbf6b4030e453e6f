//! What falls due in a shop: each piece in its own short transaction, and one that cannot be done
//! stops no other.
//!
//! Whatever cannot be done now, or waits for a provider's word, is left alone for a while; the
//! caller keeps that patience between its passes, and forgets it when time was moved.

use std::collections::BTreeMap;
use std::error::Error;
use std::time::{Duration, Instant};

use catalog::database::Database;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::payment::{self, Heard, PaymentError, Providers, TRANSFER};
use super::purchase::{self, PurchaseError};
use super::{consignment, impact, refund, sale, settlement};
use crate::entity::{payment_attempt, purchase as row};

/// How long a payment or refund that waits for a provider's word is left alone.
const POLL: Duration = Duration::from_secs(5);
/// How long what could not be done is left alone.
const RETRY: Duration = Duration::from_secs(30);
/// Pieces of one kind in one pass.
const PASS_MAX: u64 = 100;

/// Kinds of work that wait piece by piece.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Purchase,
    Attempt,
    Refund,
    Provider,
}

/// What was tried and waits, until when.
#[derive(Debug)]
pub struct Patience {
    until: BTreeMap<(Kind, i64), Instant>,
    /// Of what waits in the database: a process that starts is patient with it.
    haste: sale::Haste,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            until: BTreeMap::new(),
            haste: sale::Haste::Patient,
        }
    }
}

impl Patience {
    /// Forgets everything: it is all tried again at once.
    pub fn clear(&mut self) {
        self.until.clear();
        self.haste = sale::Haste::AtOnce;
    }

    /// Whether this pass is in haste; the next is not.
    fn take_haste(&mut self) -> sale::Haste {
        std::mem::replace(&mut self.haste, sale::Haste::Patient)
    }

    fn forget_old(&mut self) {
        let now = Instant::now();
        self.until.retain(|_, until| *until > now);
    }

    fn waits(&self, kind: Kind, id: i64) -> bool {
        self.until.contains_key(&(kind, id))
    }

    fn wait(&mut self, (kind, id): (Kind, i64), time: Duration) {
        self.until.insert((kind, id), Instant::now() + time);
    }

    /// How many rows to read, so that those that wait hide none of the others.
    fn limit(&self) -> u64 {
        PASS_MAX + self.until.len() as u64
    }

    /// Notes what became of a piece; whether something was done.
    fn note<E: Error + 'static>(&mut self, (kind, id): (Kind, i64), done: Result<bool, E>) -> bool {
        match done {
            Ok(true) => true,
            Ok(false) => {
                self.wait((kind, id), POLL);
                false
            }
            Err(error) => {
                let error = &error as &(dyn Error + 'static);
                tracing::error!(?kind, id, error, "a shop's work waits");
                self.wait((kind, id), RETRY);
                false
            }
        }
    }
}

/// Does all that is due in shops once; answers how many things were done.
pub async fn pass(db: &Database, providers: &Providers, patience: &mut Patience, now: i64) -> u64 {
    patience.forget_old();
    let mut done = 0;
    for (what, result) in [
        ("payments", payments(db, providers, patience, now).await),
        ("purchases", purchases(db, providers, patience, now).await),
        ("refunds", refunds(db, providers, patience, now).await),
        ("receipts", consignment::due(db, now).await),
        ("sales", sale::due(db, now).await),
        (
            "cycles",
            sale::cycles_due(db, now, patience.take_haste()).await,
        ),
        ("impacts", impact::due(db, now).await),
        (
            "settlements",
            settlements(db, providers, patience, now).await,
        ),
    ] {
        match result {
            Ok(count) => done += count,
            Err(error) => {
                let error = &error as &(dyn Error + 'static);
                tracing::error!(what, error, "a shop's work cannot be read");
            }
        }
    }
    metrics::counter!("sanbao_retail_done_total").increment(done);
    done
}

/// Asks providers about payments that nobody has told us of, and lets them take no more money for
/// purchases that need none.
///
/// # Errors
/// When the database cannot say which.
pub async fn payments(
    db: &Database,
    providers: &Providers,
    patience: &mut Patience,
    now: i64,
) -> Result<u64, DbErr> {
    let mut done = 0;
    for (attempt, wanted) in asked(db.read(), patience.limit()).await? {
        let at = (Kind::Attempt, attempt.id);
        if patience.waits(at.0, at.1) {
            continue;
        }
        let heard = if wanted {
            payment::look(db, providers, &attempt.out_no, now).await
        } else {
            payment::close_open(db, providers, attempt.purchase_id, now)
                .await
                .map(|()| Heard::Closed)
        };
        let heard = heard.map(|heard| moved(&heard));
        done += u64::from(patience.note(at, heard));
    }
    Ok(done)
}

/// Whether what was heard changed anything.
fn moved(heard: &Heard) -> bool {
    match heard {
        Heard::Waiting => false,
        Heard::Closed => true,
        Heard::Paid(completed) => completed.posted().is_some(),
    }
}

/// Attempts that a provider may still take money for, and whether their purchase waits for it.
async fn asked(
    conn: &impl ConnectionTrait,
    limit: u64,
) -> Result<Vec<(payment_attempt::Model, bool)>, DbErr> {
    let attempts = payment_attempt::Entity::find()
        .filter(payment_attempt::Column::State.eq(payment_attempt::State::Asked))
        .filter(payment_attempt::Column::Provider.ne(TRANSFER))
        .order_by_asc(payment_attempt::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    let ids = attempts.iter().map(|attempt| attempt.purchase_id);
    let purchases = row::Entity::find()
        .filter(row::Column::Id.is_in(ids))
        .all(conn)
        .await?;
    let waits = |attempt: payment_attempt::Model| {
        let of = purchases.iter().find(|row| row.id == attempt.purchase_id);
        let wanted = of.is_some_and(|row| row.state == row::State::Placed && row.paid_at.is_none());
        (attempt, wanted)
    };
    Ok(attempts.into_iter().map(waits).collect())
}

/// Ends purchases that nobody paid in time; their providers are asked first.
///
/// # Errors
/// When the database cannot say which.
pub async fn purchases(
    db: &Database,
    providers: &Providers,
    patience: &mut Patience,
    now: i64,
) -> Result<u64, DbErr> {
    let mut done = 0;
    for id in purchase::expired(db.read(), now, patience.limit()).await? {
        let at = (Kind::Purchase, id);
        if patience.waits(at.0, at.1) {
            continue;
        }
        let lapsed = lapse(db, providers, id, now).await;
        done += u64::from(patience.note(at, lapsed));
    }
    Ok(done)
}

async fn lapse(
    db: &Database,
    providers: &Providers,
    purchase_id: i64,
    now: i64,
) -> Result<bool, PaymentError> {
    payment::close_open(db, providers, purchase_id, now).await?;
    let tx = db.write().await?;
    let lapsed = purchase::lapse(&tx, purchase_id, now).await?;
    tx.commit().await.map_err(PurchaseError::from)?;
    Ok(lapsed.is_some())
}

/// Gives refunds to their providers, and hears what became of those that were given.
///
/// # Errors
/// When the database cannot say which.
pub async fn refunds(
    db: &Database,
    providers: &Providers,
    patience: &mut Patience,
    now: i64,
) -> Result<u64, DbErr> {
    let mut done = 0;
    for id in refund::sent(db.read(), patience.limit()).await? {
        let at = (Kind::Refund, id);
        if !patience.waits(at.0, at.1) {
            let heard = refund::poll(db, providers, id, now).await;
            done += u64::from(patience.note(at, heard));
        }
    }
    for id in refund::requested(db.read(), patience.limit()).await? {
        let at = (Kind::Refund, id);
        if !patience.waits(at.0, at.1) {
            let sent = refund::send(db, providers, id, now).await;
            done += u64::from(patience.note(at, sent));
        }
    }
    Ok(done)
}

/// Expects what providers pay for the days that have ended, and takes what waits in suspense.
///
/// # Errors
/// When the database cannot say which.
pub async fn settlements(
    db: &Database,
    providers: &Providers,
    patience: &mut Patience,
    now: i64,
) -> Result<u64, DbErr> {
    let mut done = 0;
    for (name, id) in providers.names().zip(0..) {
        let at = (Kind::Provider, id);
        if name == TRANSFER || patience.waits(at.0, at.1) {
            continue;
        }
        match settlement::catch_up(db, providers, name, now).await {
            Ok(count) => done += count,
            Err(error) => {
                patience.note(at, Err(error));
            }
        }
    }
    Ok(done)
}
