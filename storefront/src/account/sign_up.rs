//! A wholesaler comes in: the firm and its first person, verified by the operator before it trades.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use catalog::entity::organisation;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, SqlErr};
use serde::Serialize;

use super::{password, session};
use crate::app::App;
use crate::audit;
use crate::entity::person;
use crate::error::Problem;
use crate::form::Form;
use crate::page::{page, page_after, see};
use crate::visitor::Visitor;

#[derive(Serialize)]
struct Nothing {}

struct Application {
    firm: String,
    town: String,
    bank_name: String,
    bank_account: String,
    name: String,
    phone: String,
    email: String,
    password: String,
}

/// The sign-up page.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    page(&app, &visitor, "account/sign_up.html", &Nothing {})
}

/// Registers the firm and signs its person in.
pub async fn register(
    State(app): State<App>,
    visitor: Visitor,
    jar: CookieJar,
    mut form: Form,
) -> Result<Response, Problem> {
    let result = match read(&mut form) {
        Ok(application) => create(&app, application).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(person_id) => {
            audit::note(
                &app,
                &visitor,
                Some(person_id),
                "sign-up",
                &format!("person:{person_id}"),
            )
            .await?;
            let cookie = session::cookie(&visitor, session::open(&app, person_id).await?);
            Ok((jar.add(cookie), see("/funds")).into_response())
        }
        Err(problem) => page_after(
            &app,
            &visitor,
            "account/sign_up.html",
            &Nothing {},
            Some((&form, &problem)),
        ),
    }
}

fn read(form: &mut Form) -> Result<Application, Problem> {
    let application = Application {
        firm: form.text("firm", 60),
        town: form.text("town", 60),
        bank_name: form.text("bank_name", 60),
        bank_account: form.text("bank_account", 40),
        name: form.text("name", 40),
        phone: form.text("phone", 20),
        email: form.text("email", 120).to_lowercase(),
        password: form.exact("password").to_owned(),
    };
    if !application.email.is_empty() && !looks_like_address(&application.email) {
        form.fault("email", "not-an-address", Vec::new());
    }
    let digits = application
        .phone
        .chars()
        .filter(char::is_ascii_digit)
        .count();
    if !application.phone.is_empty() && digits != 11 {
        form.fault(
            "phone",
            "phone-digits",
            vec![("found".into(), digits.to_string())],
        );
    }
    check_password(form, &application.password);
    form.check()?;
    Ok(application)
}

/// Notes what is wrong with a chosen password.
pub fn check_password(form: &mut Form, chosen: &str) {
    let length = chosen.chars().count();
    if length < password::LENGTH_MIN {
        form.fault(
            "password",
            "password-short",
            vec![("least".into(), password::LENGTH_MIN.to_string())],
        );
    } else if chosen.len() > password::LENGTH_MAX {
        form.fault(
            "password",
            "too-long",
            vec![("most".into(), password::LENGTH_MAX.to_string())],
        );
    }
}

fn looks_like_address(text: &str) -> bool {
    text.parse::<lettre::Address>().is_ok()
}

async fn create(app: &App, application: Application) -> Result<i64, Problem> {
    let hashed = password::hash(application.password, app.pepper()).await?;
    let now = app.now();
    let write = app.database().write().await?;
    let taken = person::Entity::find()
        .filter(person::Column::Email.eq(&application.email))
        .one(&*write)
        .await?;
    if taken.is_some() {
        return Err(Problem::field("email", "address-taken"));
    }
    let firm = organisation::ActiveModel {
        id: NotSet,
        kind: Set(organisation::Kind::Firm),
        code: Set(format!("F{}", crate::token::request_id().to_uppercase())),
        name_zh: Set(application.firm.clone()),
        name_en: Set(application.firm),
        town_zh: Set(application.town.clone()),
        town_en: Set(application.town),
        phone: Set(application.phone.clone()),
        fee_bp: Set(0),
        memo_code: Set(None),
        bank_name: Set(application.bank_name),
        bank_account: Set(application.bank_account),
        state: Set(organisation::State::Pending),
        created_at: Set(now),
    };
    let firm = firm.insert(&*write).await?;
    let person = person::ActiveModel {
        id: NotSet,
        email: Set(application.email),
        password_hash: Set(hashed),
        name_zh: Set(application.name.clone()),
        name_en: Set(application.name),
        phone: Set(application.phone),
        role: Set(person::Role::Trader),
        organisation_id: Set(Some(firm.id)),
        household_id: Set(None),
        language: Set(person::Language::Zh),
        created_at: Set(now),
    };
    let person = person
        .insert(&*write)
        .await
        .map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Problem::field("email", "address-taken"),
            _ => Problem::broken(error),
        })?;
    write.commit().await?;
    Ok(person.id)
}
