//! A forgotten password: a link by mail, good once and for an hour; the page never says whether an
//! address is known.

use axum::extract::{Path, State};
use axum::response::Response;
use catalog::database::Write;
use exchange::clock::Clock;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter};
use serde::Serialize;

use super::{password, sign_up::check_password};
use crate::app::App;
use crate::audit;
use crate::config::Settings;
use crate::entity::{password_reset, person, session};
use crate::error::Problem;
use crate::form::Form;
use crate::limits::Deed;
use crate::mail::{self, letter::Reader};
use crate::outbox;
use crate::page::{page, page_after, see};
use crate::token;
use crate::visitor::Visitor;

/// How long a link is good for.
const LASTS_MS: i64 = 3_600_000;

#[derive(Serialize)]
struct Asked {
    sent: bool,
}

#[derive(Serialize)]
struct Choice {
    token: String,
    /// Whose password it is, for the keepers of passwords in browsers.
    email: String,
}

/// The page that asks for the address.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    page(
        &app,
        &visitor,
        "account/recover.html",
        &Asked { sent: false },
    )
}

/// Sends the link, if the address is known.
pub async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    mut form: Form,
) -> Result<Response, Problem> {
    let email = form.text("email", 120).to_lowercase();
    let counted = form.check().and_then(|()| count(&app, &visitor, &email));
    if let Err(problem) = counted {
        return page_after(
            &app,
            &visitor,
            "account/recover.html",
            &Asked { sent: false },
            Some((&form, &problem)),
        );
    }
    let write = app.database().write().await?;
    let known = person::Entity::find()
        .filter(person::Column::Email.eq(&email))
        .one(&*write)
        .await?;
    if let Some(person) = known {
        let link = link_to_choose(&write, (app.settings(), person.id)).await?;
        let reader = Reader {
            address: &person.email,
            name: "",
            lang: visitor.lang,
            shop: "",
        };
        let mail = mail::account::recover(app.renderer(), &reader, &link);
        outbox::mail(&write, &mail, app.now()).await?;
    }
    write.commit().await?;
    outbox::wake();
    page(
        &app,
        &visitor,
        "account/recover.html",
        &Asked { sent: true },
    )
}

/// A link that lets a person choose a password, once and within an hour.
///
/// # Errors
/// When the database does.
pub async fn link_to_choose(
    write: &Write,
    (settings, person_id): (&Settings, i64),
) -> Result<String, DbErr> {
    let secret = token::secret();
    let row = password_reset::ActiveModel {
        token_hash: Set(token::hash(&secret)),
        person_id: Set(person_id),
        expires_at: Set(Clock::wall() + LASTS_MS),
        used_at: Set(None),
    };
    row.insert(&**write).await?;
    Ok(format!("{}/recover/{secret}", settings.base_url()))
}

/// Counts the asking, for known and unknown accounts alike, so that nobody's letterbox is filled and
/// the answer tells nothing.
fn count(app: &App, visitor: &Visitor, email: &str) -> Result<(), Problem> {
    let deeds = [Deed::Recovery, Deed::RecoveryFrom];
    let who = (email, visitor.address);
    app.limits().attempt(deeds, who, app.now()).map(drop)
}

/// The page that asks for a new password.
pub async fn choose(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let row = live(&app, &token).await?;
    let choice = choice(&app, token, &row).await?;
    page(&app, &visitor, "account/choose_password.html", &choice)
}

async fn choice(app: &App, token: String, row: &password_reset::Model) -> Result<Choice, Problem> {
    let person = person::Entity::find_by_id(row.person_id);
    let person = person.one(app.database().read()).await?;
    let email = person.ok_or_else(Problem::not_found)?.email;
    Ok(Choice { token, email })
}

async fn live(app: &App, secret: &str) -> Result<password_reset::Model, Problem> {
    let row = password_reset::Entity::find_by_id(token::hash(secret))
        .one(app.database().read())
        .await?;
    row.filter(|row| row.used_at.is_none() && row.expires_at > Clock::wall())
        .ok_or_else(|| Problem::new(axum::http::StatusCode::GONE, "link-spent"))
}

/// Sets the new password and ends every session of the person.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
    mut form: Form,
) -> Result<Response, Problem> {
    let row = live(&app, &token).await?;
    let chosen = form.exact("password").to_owned();
    check_password(&mut form, &chosen);
    if let Err(problem) = form.check() {
        let choice = choice(&app, token, &row).await?;
        let refused = Some((&form, &problem));
        return page_after(
            &app,
            &visitor,
            "account/choose_password.html",
            &choice,
            refused,
        );
    }
    let hashed = password::hash(chosen, app.pepper()).await?;
    let person_id = row.person_id;
    let write = app.database().write().await?;
    let spent = password_reset::Entity::update_many()
        .set(password_reset::ActiveModel {
            used_at: Set(Some(app.now())),
            ..Default::default()
        })
        .filter(password_reset::Column::TokenHash.eq(row.token_hash))
        .filter(password_reset::Column::UsedAt.is_null())
        .exec(&*write)
        .await?;
    if spent.rows_affected != 1 {
        return Err(Problem::new(axum::http::StatusCode::GONE, "link-spent"));
    }
    let person = person::Entity::find_by_id(person_id)
        .one(&*write)
        .await?
        .ok_or_else(Problem::not_found)?;
    let mut person = person.into_active_model();
    person.password_hash = Set(hashed);
    person.update(&*write).await?;
    session::Entity::delete_many()
        .filter(session::Column::PersonId.eq(person_id))
        .exec(&*write)
        .await?;
    write.commit().await?;
    audit::note(
        &app,
        &visitor,
        Some(person_id),
        "password-changed",
        &format!("person:{person_id}"),
    )
    .await?;
    Ok(see("/sign-in"))
}
