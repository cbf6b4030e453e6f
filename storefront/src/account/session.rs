//! Sessions: a random token in a cookie or a bearer header, stored hashed, expiring by the wall clock.

use axum_extra::extract::cookie::{Cookie, SameSite};
use exchange::clock::Clock;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use crate::app::App;
use crate::entity::{person, session};
use crate::error::Problem;
use crate::token;
use crate::visitor::{Actor, Visitor};

/// The session cookie.
pub const COOKIE: &str = "sanbao_session";
/// How long a session lasts.
const LASTS_MS: i64 = 14 * 86_400_000;

/// The person behind a token, if its session still lasts.
///
/// # Errors
/// When the database does.
pub async fn actor(app: &App, secret: &str) -> Result<Option<Actor>, DbErr> {
    let row = session::Entity::find_by_id(token::hash(secret))
        .one(app.database().read())
        .await?;
    let Some(row) = row.filter(|row| row.expires_at > Clock::wall()) else {
        return Ok(None);
    };
    let person = person::Entity::find_by_id(row.person_id)
        .one(app.database().read())
        .await?;
    Ok(person.map(actor_of))
}

/// A person as the one who acts.
pub fn actor_of(person: person::Model) -> Actor {
    Actor {
        person_id: person.id,
        role: person.role,
        organisation_id: person.organisation_id,
        household_id: person.household_id,
        name: (person.name_zh, person.name_en),
    }
}

/// Opens a session and returns its secret.
///
/// # Errors
/// When the database does.
pub async fn open(app: &App, person_id: i64) -> Result<String, Problem> {
    let secret = token::secret();
    let now = Clock::wall();
    let write = app.database().write().await?;
    session::Entity::delete_many()
        .filter(session::Column::ExpiresAt.lte(now))
        .exec(&*write)
        .await?;
    let row = session::ActiveModel {
        token_hash: Set(token::hash(&secret)),
        person_id: Set(person_id),
        expires_at: Set(now + LASTS_MS),
    };
    row.insert(&*write).await?;
    write.commit().await?;
    Ok(secret)
}

/// Ends one session.
///
/// # Errors
/// When the database does.
pub async fn close(app: &App, secret: &str) -> Result<(), Problem> {
    let write = app.database().write().await?;
    session::Entity::delete_by_id(token::hash(secret))
        .exec(&*write)
        .await?;
    write.commit().await?;
    Ok(())
}

/// The cookie that carries a session's secret.
pub fn cookie(visitor: &Visitor, secret: String) -> Cookie<'static> {
    Cookie::build((COOKIE, secret))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(visitor.secure)
        .build()
}
