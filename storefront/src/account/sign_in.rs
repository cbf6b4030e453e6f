//! Sign-in and sign-out, and a token for programs.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};

use super::{password, session};
use crate::app::App;
use crate::audit;
use crate::cart;
use crate::entity::person;
use crate::error::Problem;
use crate::form::Form;
use crate::guest;
use crate::limits::Deed;
use crate::page::{home, is_ours, page_after, see};
use crate::payload::Payload;
use crate::visitor::{Actor, Visitor};

/// Where to go after sign-in.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Onward {
    #[serde(default)]
    to: String,
}

/// The sign-in page.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(onward): Query<Onward>,
) -> Result<Response, Problem> {
    page_after(&app, &visitor, "account/sign_in.html", &onward, None)
}

/// Checks what was typed and opens a session.
pub async fn enter(
    State(app): State<App>,
    visitor: Visitor,
    jar: CookieJar,
    form: Form,
) -> Result<Response, Problem> {
    let (email, secret, to) = (
        form.get("email").to_owned(),
        form.exact("password").to_owned(),
        form.get("to").to_owned(),
    );
    match check(&app, &visitor, (&email, secret)).await {
        Ok(person) => {
            let cookie = session::cookie(&visitor, session::open(&app, person.id).await?);
            noted(&app, &visitor, ("sign-in", person.id)).await?;
            bring_cart(&app, &jar, person.id).await?;
            let onward = if is_ours(&to) {
                to
            } else {
                home(person.role).to_owned()
            };
            Ok((jar.add(cookie), see(&onward)).into_response())
        }
        Err(problem) => page_after(
            &app,
            &visitor,
            "account/sign_in.html",
            &Onward { to },
            Some((&form, &problem)),
        ),
    }
}

/// What this browser put into its cart before goes with the person.
async fn bring_cart(app: &App, jar: &CookieJar, person_id: i64) -> Result<(), Problem> {
    let Some(cookie) = jar.get(guest::COOKIE) else {
        return Ok(());
    };
    match guest::known(app, cookie.value()).await? {
        Some(guest_id) => cart::join(app, guest_id, person_id).await.map(drop),
        None => Ok(()),
    }
}

async fn check(
    app: &App,
    visitor: &Visitor,
    (email, secret): (&str, String),
) -> Result<person::Model, Problem> {
    let email = email.to_lowercase();
    let who = (email.as_str(), visitor.address);
    let tried = app
        .limits()
        .attempt([Deed::SignIn, Deed::SignInFrom], who, app.now())?;
    let found = person::Entity::find()
        .filter(person::Column::Email.eq(&email))
        .one(app.database().read())
        .await?;
    let hashed = found.as_ref().map(|person| person.password_hash.clone());
    let fits = secret.len() <= password::LENGTH_MAX
        && password::matches(secret, hashed, app.pepper()).await?;
    let wrong = || Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "wrong-sign-in");
    let person = found.filter(|_| fits).ok_or_else(wrong)?;
    tried.was_honest();
    Ok(person)
}

/// Ends the session of this browser.
pub async fn leave(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    jar: CookieJar,
) -> Result<Response, Problem> {
    if let Some(cookie) = jar.get(session::COOKIE) {
        session::close(&app, cookie.value()).await?;
    }
    noted(&app, &visitor, ("sign-out", actor.person_id)).await?;
    let gone = jar.remove(Cookie::build((session::COOKIE, "")).path("/"));
    Ok((gone, see("/")).into_response())
}

async fn noted(
    app: &App,
    visitor: &Visitor,
    (deed, person_id): (&str, i64),
) -> Result<(), Problem> {
    let subject = format!("person:{person_id}");
    audit::note(app, visitor, Some(person_id), deed, &subject).await
}

/// What a program signs in with.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct Credentials {
    /// The address of the sign-in.
    pub email: String,
    /// Its password.
    pub password: String,
}

/// A program's session.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Token {
    /// Send it as `Authorization: Bearer …`.
    pub token: String,
    /// What the person may do.
    pub role: String,
}

/// Opens a session for a program.
#[utoipa::path(post, path = "/api/v1/session", tag = "session", request_body = Credentials,
    responses((status = 201, body = Token), (status = 422, description = "Address or password is wrong"),
        (status = 429, description = "Too many wrong passwords; Retry-After says when to come again")))]
pub async fn token(
    State(app): State<App>,
    visitor: Visitor,
    payload: Payload<Credentials>,
) -> Result<Response, Problem> {
    let Credentials { email, password } = payload.value;
    let person = check(&app, &visitor, (&email, password)).await?;
    let token = session::open(&app, person.id).await?;
    noted(&app, &visitor, ("sign-in", person.id)).await?;
    Ok((
        StatusCode::CREATED,
        Json(Token {
            token,
            role: person.role.as_str().to_owned(),
        }),
    )
        .into_response())
}
