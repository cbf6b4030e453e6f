//! Mail leaves through the outbox: its row commits with what caused it, a worker sends it afterwards.
//!
//! Never lost: the row stays until the port took the mail. Never doubled: the port gets the row's
//! number and replaces what it already has under it.

use std::sync::LazyLock;
use std::time::Duration;

use catalog::database::Write;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use tokio::sync::Notify;

use crate::app::App;
use crate::entity::outbox;
use crate::mail::Mail;

const KIND_MAIL: &str = "mail";
/// How many mails one round sends.
const ROUND_MAX: u64 = 50;
/// The longest that a mail waits for a wake-up that was missed.
const LOOK_EVERY: Duration = Duration::from_secs(2);

static WAKE: LazyLock<Notify> = LazyLock::new(Notify::new);

/// Puts a mail into the outbox, in the caller's transaction.
///
/// # Errors
/// When the database does.
pub async fn mail(write: &Write, mail: &Mail, now: i64) -> Result<(), DbErr> {
    let payload = serde_json::to_string(mail).map_err(|error| DbErr::Custom(error.to_string()))?;
    let row = outbox::ActiveModel {
        id: NotSet,
        kind: Set(KIND_MAIL.to_owned()),
        payload: Set(payload),
        at: Set(now),
        attempts: Set(0),
        done_at: Set(None),
    };
    row.insert(&**write).await.map(drop)
}

/// Says that a mail waits.
pub fn wake() {
    WAKE.notify_one();
}

/// Sends what waits, for ever.
pub async fn run(app: App) {
    loop {
        let _ = tokio::time::timeout(LOOK_EVERY, WAKE.notified()).await;
        if let Err(error) = round(&app).await {
            tracing::warn!(%error, "the outbox could not be emptied; it is tried again");
        }
    }
}

async fn round(app: &App) -> Result<(), DbErr> {
    let waiting = outbox::Entity::find()
        .filter(outbox::Column::DoneAt.is_null())
        .order_by_asc(outbox::Column::Id)
        .limit(ROUND_MAX)
        .all(app.database().read())
        .await?;
    for row in waiting {
        let sent = match serde_json::from_str::<Mail>(&row.payload) {
            Ok(mail) => app
                .mailer()
                .send(row.id, &mail)
                .await
                .map_err(|error| exchange::causes::whole_story(&error)),
            Err(error) => Err(error.to_string()),
        };
        if let Err(cause) = &sent {
            tracing::warn!(
                cause,
                id = row.id,
                "a mail could not be sent; it is tried again"
            );
        }
        let write = app.database().write().await?;
        let attempts = row.attempts + 1;
        let mut row = row.into_active_model();
        row.attempts = Set(attempts);
        row.done_at = Set(sent.is_ok().then(|| app.now()));
        row.update(&*write).await?;
        write.commit().await?;
    }
    Ok(())
}
