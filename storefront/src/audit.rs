//! Who did what: one row for each deed, never changed.

use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr};
use serde_json::Value;

use crate::app::App;
use crate::entity::audit;
use crate::error::Problem;
use crate::visitor::{Actor, Visitor};

/// A deed to be written down.
#[derive(Clone, Debug)]
pub struct Deed<'deed> {
    /// What was done, a short word such as `deal-accepted`.
    pub action: &'deed str,
    /// To what, such as `deal:12`.
    pub subject: &'deed str,
    /// The values that matter.
    pub detail: Value,
}

/// Writes a deed of a signed-in person in the transaction that does it.
///
/// # Errors
/// When the database does.
pub async fn write(
    connection: &impl ConnectionTrait,
    visitor: &Visitor,
    deed: &Deed<'_>,
    now: i64,
) -> Result<(), DbErr> {
    let actor: Option<&Actor> = visitor.actor.as_ref();
    insert(
        connection,
        (
            actor.map(|actor| actor.person_id),
            actor.and_then(|actor| actor.organisation_id),
        ),
        visitor,
        (deed, now),
    )
    .await
}

/// Notes a deed that has no transaction of its own, such as a sign-in.
///
/// # Errors
/// When the database does.
pub async fn note(
    app: &App,
    visitor: &Visitor,
    person_id: Option<i64>,
    action: &str,
    subject: &str,
) -> Result<(), Problem> {
    let deed = Deed {
        action,
        subject,
        detail: Value::Null,
    };
    let write = app.database().write().await?;
    insert(&*write, (person_id, None), visitor, (&deed, app.now())).await?;
    write.commit().await?;
    Ok(())
}

async fn insert(
    connection: &impl ConnectionTrait,
    who: (Option<i64>, Option<i64>),
    visitor: &Visitor,
    (deed, now): (&Deed<'_>, i64),
) -> Result<(), DbErr> {
    let row = audit::ActiveModel {
        id: NotSet,
        at: Set(now),
        person_id: Set(who.0),
        organisation_id: Set(who.1),
        action: Set(deed.action.to_owned()),
        subject: Set(deed.subject.to_owned()),
        detail: Set(deed.detail.to_string()),
        request_id: Set(visitor.request_id.clone()),
    };
    row.insert(connection).await.map(drop)
}
