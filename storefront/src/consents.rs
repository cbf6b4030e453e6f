//! What a household agrees to: recorded and withdrawn by its cooperative's office and by itself.
//!
//! A withdrawal hides at once what was public, and never changes what is paid. The texts stand in the
//! message files under the version that was shown, so that an old consent can still be read.

use catalog::entity::consent;
use catalog::households::{self as people, NewConsent};
use sea_orm::EntityTrait;
use serde::Serialize;
use serde_json::json;

use crate::asked::Asked;
use crate::error::Problem;

/// What a household may agree to: purpose, which of its data, who gets them.
///
/// Source: the Personal Information Protection Law, articles 23, 25 and 29: separate consents.
pub const PURPOSES: [(&str, &str, &str); 4] = [
    ("settlement", "deliveries", "cooperative"),
    ("bank", "bank-account", "bank"),
    ("story", "story", "public"),
    ("monitoring", "income", "village"),
];
/// How a consent may be said to an office.
pub const CHANNELS: [&str; 3] = ["paper", "voice", "code"];
/// How it is said on the household's own page.
pub const OWN_PAGE: &str = "page";
/// The version of the texts that are read out today.
pub const VERSION: &str = "2026-10";

/// A recorded consent.
#[derive(Clone, Debug, Serialize)]
pub struct ConsentRow {
    /// Its id.
    pub id: i64,
    /// What for.
    pub purpose: String,
    /// How it was said.
    pub channel: String,
    /// Which text was shown.
    pub version: String,
    /// When it was given.
    pub given_at: i64,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<i64>,
}

/// Every consent of a household that the asker may see, newest first.
///
/// # Errors
/// `404` for a household of others.
pub async fn consents(asked: &Asked<'_>, household: i64) -> Result<Vec<ConsentRow>, Problem> {
    let read = asked.app.database().read();
    let rows = people::consents(read, asked.scope()?, household).await?;
    let row = |row: consent::Model| ConsentRow {
        id: row.id,
        purpose: row.purpose,
        channel: row.channel,
        version: row.version,
        given_at: row.given_at,
        withdrawn_at: row.withdrawn_at,
    };
    Ok(rows.into_iter().rev().map(row).collect())
}

/// Records that a household agreed; one that stands already is not recorded twice.
///
/// # Errors
/// `422` for an unknown purpose, `404` for a household of others.
pub async fn give(
    asked: &Asked<'_>,
    connection: &sea_orm::DatabaseTransaction,
    (household, purpose, channel): (i64, &str, &str),
) -> Result<(), Problem> {
    let known = PURPOSES.iter().find(|(known, _, _)| *known == purpose);
    let (purpose, data_class, recipient) =
        known.ok_or_else(|| Problem::field("purpose", "unknown-choice"))?;
    let scope = asked.scope()?;
    let standing = people::consents(connection, scope, household).await?;
    let stands = |row: &consent::Model| {
        row.purpose == *purpose && row.version == VERSION && row.withdrawn_at.is_none()
    };
    if standing.iter().any(stands) {
        return Ok(());
    }
    let given = NewConsent {
        household_id: household,
        purpose: (*purpose).to_owned(),
        data_class: (*data_class).to_owned(),
        recipient: (*recipient).to_owned(),
        version: VERSION.to_owned(),
        channel: channel.to_owned(),
    };
    let code = people::household(connection, scope, household).await?.code;
    people::give_consent(connection, scope, &given, asked.app.now()).await?;
    let subject = format!("household:{household}");
    let detail = json!({ "what": code, "purpose": purpose, "channel": channel });
    asked
        .noted(connection, ("consent-given", &subject), detail)
        .await?;
    Ok(())
}

/// Records that a household takes back what it had agreed to; gives the household.
///
/// # Errors
/// `404` for a consent of others, `409` where it was withdrawn before.
pub async fn withdraw(asked: &Asked<'_>, id: i64) -> Result<i64, Problem> {
    let (scope, write) = (asked.scope()?, asked.app.database().write().await?);
    people::withdraw_consent(&write, scope, id, asked.app.now()).await?;
    let row = consent::Entity::find_by_id(id)
        .one(&*write)
        .await?
        .ok_or_else(Problem::not_found)?;
    let code = people::household(&*write, scope, row.household_id)
        .await?
        .code;
    let subject = format!("household:{}", row.household_id);
    let detail = json!({ "what": code, "purpose": row.purpose });
    asked
        .noted(&*write, ("consent-withdrawn", &subject), detail)
        .await?;
    write.commit().await?;
    Ok(row.household_id)
}
