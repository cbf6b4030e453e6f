//! Mail leaves through the outbox: its row commits with what caused it, a worker sends it afterwards.
//!
//! Never lost: the row waits until the port took the mail, through crashes and days without a mail
//! server. Never doubled: a row with a key is written once, and the port gets the row's number, by
//! which a mail that a crash sent again is recognised. Never in the way: a mail that is refused stops
//! and waits for the operator, one that is put off is tried again after longer and longer pauses, and
//! only a way out that is closed holds up all.
//!
//! Pauses go by the wall clock: mail servers do not know the demo's.

use std::time::Duration;

use catalog::database::{Database, Write};
use exchange::clock::Clock;
use futures::future::join_all;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use std::sync::LazyLock;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use crate::app::App;
use crate::entity::outbox;
use crate::letters;
use crate::mail::{Fault, Mail, Outgoing};

const KIND_MAIL: &str = "mail";
/// How many mails one round sends.
const ROUND_MAX: u64 = 48;
/// How many mails are on their way at the same time, so that one slow reader's server delays few.
const AT_ONCE: usize = 4;
/// The longest that a mail waits for a wake-up that was missed, and the pause after the first failure.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// The longest pause while no mail can go out at all.
const CLOSED_MAX: Duration = Duration::from_secs(60);
/// The longest pause between two tries of one mail.
const PAUSE_MAX: Duration = Duration::from_secs(4 * 3600);
/// After so many tries, some five days, a mail stops and the operator decides.
const ATTEMPTS_MAX: i64 = 42;
/// How much of a reason is kept.
const REASON_CHARS_MAX: usize = 500;
/// How long a mail that is on its way may still take when the server stops.
const STOP_WITHIN: Duration = Duration::from_secs(10);

static WAKE: LazyLock<Notify> = LazyLock::new(Notify::new);

/// Puts a mail into the outbox, in the caller's transaction; [`wake`] after the commit.
///
/// # Errors
/// When the database does.
pub async fn mail(write: &Write, mail: &Mail, now: i64) -> Result<(), DbErr> {
    insert(write, None, (mail, now)).await.map(drop)
}

/// Puts a mail into the outbox unless one with this key was ever there; true when it is new.
///
/// The key names what the mail tells, such as `purchase:12:paid`, so that whoever tells it a second
/// time (a notice beside the browser's return) sends nothing.
///
/// # Errors
/// When the database does.
pub async fn mail_once(write: &Write, key: &str, mail: &Mail, now: i64) -> Result<bool, DbErr> {
    insert(write, Some(key.to_owned()), (mail, now)).await
}

async fn insert(
    write: &Write,
    key: Option<String>,
    (mail, now): (&Mail, i64),
) -> Result<bool, DbErr> {
    let payload = serde_json::to_string(mail).map_err(|error| DbErr::Custom(error.to_string()))?;
    let row = outbox::ActiveModel {
        id: NotSet,
        kind: Set(KIND_MAIL.to_owned()),
        key: Set(key),
        payload: Set(payload),
        at: Set(now),
        due_at: Set(Clock::wall()),
        attempts: Set(0),
        error: Set(String::new()),
        stopped_at: Set(None),
        done_at: Set(None),
    };
    let unless_known = OnConflict::column(outbox::Column::Key)
        .do_nothing()
        .to_owned();
    let inserted = outbox::Entity::insert(row)
        .on_conflict(unless_known)
        .exec_without_returning(&**write)
        .await?;
    Ok(inserted > 0)
}

/// Says that a mail waits.
pub fn wake() {
    WAKE.notify_one();
}

/// The worker that sends what waits.
pub struct Postman {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Postman {
    /// Starts it.
    pub fn start(app: App) -> Self {
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(run(app, stopped));
        Self { stop, task }
    }

    /// Stops it once the mails that are on their way have arrived, or after ten seconds.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        if tokio::time::timeout(STOP_WITHIN, &mut self.task)
            .await
            .is_err()
        {
            self.task.abort();
        }
    }
}

/// Sends what waits, until it is told to stop.
async fn run(app: App, mut stopped: watch::Receiver<bool>) {
    let mut closed = Duration::ZERO;
    loop {
        let next = async {
            if closed.is_zero() {
                let _ = tokio::time::timeout(LOOK_EVERY, WAKE.notified()).await;
            } else {
                tokio::time::sleep(closed).await;
            }
        };
        tokio::select! {
            _ = stopped.changed() => return,
            () = next => {}
        }
        if let Err(error) = letters::write(&app).await {
            tracing::warn!(%error, "what is untold cannot be read; it is tried again");
        }
        closed = match round(&app, &stopped).await {
            Ok(Way::Open) => Duration::ZERO,
            Ok(Way::Closed) => (closed * 2).clamp(LOOK_EVERY, CLOSED_MAX),
            Err(error) => {
                tracing::warn!(%error, "the outbox could not be emptied; it is tried again");
                Duration::ZERO
            }
        };
    }
}

/// Whether mail goes out at all.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Way {
    Open,
    Closed,
}

async fn round(app: &App, stopped: &watch::Receiver<bool>) -> Result<Way, DbErr> {
    loop {
        let waiting = waiting()
            .filter(outbox::Column::DueAt.lte(Clock::wall()))
            .order_by_asc(outbox::Column::Id)
            .limit(ROUND_MAX)
            .all(app.database().read())
            .await?;
        let full = waiting.len() as u64 == ROUND_MAX;
        for few in waiting.chunks(AT_ONCE) {
            if *stopped.borrow() {
                return Ok(Way::Open);
            }
            for went in join_all(few.iter().map(|row| carry(app, row))).await {
                if went? == Some(Fault::Way) {
                    return Ok(Way::Closed);
                }
            }
        }
        if !full {
            return Ok(Way::Open);
        }
    }
}

/// Hands one mail over and writes down how that went.
async fn carry(app: &App, row: &outbox::Model) -> Result<Option<Fault>, DbErr> {
    let sent = match serde_json::from_str::<Mail>(&row.payload) {
        Ok(mail) => {
            let outgoing = Outgoing {
                id: row.id,
                at: row.at,
                mail: &mail,
            };
            let sent = app.mailer().send(outgoing).await;
            sent.map_err(|error| (error.fault(), error.reason()))
        }
        Err(error) => Err((Fault::Mail, error.to_string())),
    };
    let Err((fault, reason)) = sent else {
        let done = outbox::ActiveModel {
            attempts: Set(row.attempts + 1),
            error: Set(String::new()),
            payload: Set(remembered(app, &row.payload)),
            done_at: Set(Some(app.now())),
            ..Default::default()
        };
        write_down(app.database(), row.id, done).await?;
        return Ok(None);
    };
    tracing::warn!(reason, id = row.id, ?fault, "a mail could not be sent");
    let reason: String = reason.chars().take(REASON_CHARS_MAX).collect();
    if fault != Fault::Way || reason != row.error {
        write_down(app.database(), row.id, failed(app, row, (fault, reason))).await?;
    }
    Ok(Some(fault))
}

/// What is kept of a mail that went: who it was for and about what. What it said, with its links and
/// codes, is its reader's alone.
fn remembered(app: &App, payload: &str) -> String {
    if app.mailer().stays_here() {
        return payload.to_owned();
    }
    let mail: Mail = serde_json::from_str(payload).unwrap_or_default();
    let rest = Mail {
        to: mail.to,
        subject: mail.subject,
        ..Mail::default()
    };
    serde_json::to_string(&rest).unwrap_or_default()
}

fn failed(app: &App, row: &outbox::Model, (fault, reason): (Fault, String)) -> outbox::ActiveModel {
    let noted = outbox::ActiveModel {
        error: Set(reason),
        ..Default::default()
    };
    let attempts = row.attempts + 1;
    let pause = match fault {
        Fault::Way => return noted,
        Fault::Mail => None,
        Fault::Moment => pause_ms(attempts),
    };
    let tried = outbox::ActiveModel {
        attempts: Set(attempts),
        ..noted
    };
    match pause {
        Some(pause) => outbox::ActiveModel {
            due_at: Set(Clock::wall() + pause),
            ..tried
        },
        None => outbox::ActiveModel {
            stopped_at: Set(Some(app.now())),
            ..tried
        },
    }
}

async fn write_down(
    database: &Database,
    id: i64,
    change: outbox::ActiveModel,
) -> Result<(), DbErr> {
    let write = database.write().await?;
    outbox::Entity::update_many()
        .set(change)
        .filter(outbox::Column::Id.eq(id))
        .filter(outbox::Column::DoneAt.is_null())
        .exec(&*write)
        .await?;
    write.commit().await
}

/// How long a mail waits after so many tries; none when it has had enough of them.
fn pause_ms(attempts: i64) -> Option<i64> {
    if attempts >= ATTEMPTS_MAX {
        return None;
    }
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0);
    let pause = LOOK_EVERY.saturating_mul(1 << doublings.min(20));
    i64::try_from(pause.min(PAUSE_MAX).as_millis()).ok()
}

/// Mails that are still to go.
pub fn waiting() -> Select<outbox::Entity> {
    outbox::Entity::find()
        .filter(outbox::Column::DoneAt.is_null())
        .filter(outbox::Column::StoppedAt.is_null())
}

/// Mails that were tried and are tried again.
pub fn late() -> Select<outbox::Entity> {
    waiting().filter(outbox::Column::Error.ne(""))
}

/// Mails that go no more unless the operator says so.
pub fn stopped() -> Select<outbox::Entity> {
    outbox::Entity::find().filter(is_stopped())
}

fn is_stopped() -> Condition {
    Condition::all()
        .add(outbox::Column::DoneAt.is_null())
        .add(outbox::Column::StoppedAt.is_not_null())
}

/// What the operator decides about a mail that stopped.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Try it again.
    Again,
    /// Let it be.
    Leave,
}

/// Carries a decision out; false when the mail does not wait for one.
///
/// # Errors
/// When the database does.
pub async fn decide(
    write: &Write,
    id: i64,
    (decision, now): (Decision, i64),
) -> Result<bool, DbErr> {
    let change = match decision {
        Decision::Again => outbox::ActiveModel {
            stopped_at: Set(None),
            attempts: Set(0),
            due_at: Set(Clock::wall()),
            ..Default::default()
        },
        Decision::Leave => outbox::ActiveModel {
            done_at: Set(Some(now)),
            ..Default::default()
        },
    };
    let changed = outbox::Entity::update_many()
        .set(change)
        .filter(outbox::Column::Id.eq(id))
        .filter(is_stopped())
        .exec(&**write)
        .await?;
    Ok(changed.rows_affected == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_that_is_put_off_is_tried_for_about_five_days_and_then_stops() {
        let pauses: Vec<i64> = (1..).map_while(pause_ms).collect();
        assert_eq!(pauses[..4], [2_000, 4_000, 8_000, 16_000]);
        assert!(pauses.is_sorted());
        assert_eq!(pauses.last(), Some(&14_400_000));
        let days = pauses.iter().sum::<i64>() / 86_400_000;
        assert!((4..=6).contains(&days), "{days} days");
        assert_eq!(pause_ms(i64::MAX), None);
    }
}
