//! A household's own sign-in: made in the office, its password shown once on paper.

use axum::extract::Path;
use axum::response::Response;
use catalog::entity::{household, organisation};
use catalog::households as people;
use catalog::scope::Scope;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde::Serialize;
use serde_json::json;

use crate::account;
use crate::audit::{self, Deed};
use crate::caller::Caller;
use crate::entity::{person, session};
use crate::error::Problem;
use crate::page::page;
use crate::token;

/// Characters of the first password: 48 random bits.
const PASSWORD_LENGTH: usize = 12;

#[derive(Serialize)]
struct Handed {
    household: i64,
    code: String,
    sign_in: String,
    password: String,
}

/// Makes a household's sign-in, or gives an old one a new password, and shows both once.
pub async fn make(caller: Caller, Path(household_id): Path<i64>) -> Result<Response, Problem> {
    let asked = caller.asked();
    let scope: Scope = asked.scope()?;
    let found = people::household(caller.app.database().read(), scope, household_id).await?;
    let password: String = token::secret().chars().take(PASSWORD_LENGTH).collect();
    let hashed = account::hash(password.clone(), caller.app.pepper()).await?;
    let write = caller.app.database().write().await?;
    let sign_in = renew(&write, &found, hashed, caller.app.now()).await?;
    let subject = format!("household:{household_id}");
    let deed = Deed {
        action: "household-sign-in",
        subject: &subject,
        detail: json!({ "sign_in": sign_in }),
    };
    audit::write(&*write, &caller.visitor, &deed, caller.app.now()).await?;
    write.commit().await?;
    let handed = Handed {
        household: household_id,
        code: found.code,
        sign_in,
        password,
    };
    page(&caller.app, &caller.visitor, "office/sign_in.html", &handed)
}

/// The sign-in's address: the household's code at its cooperative's.
async fn renew(
    tx: &DatabaseTransaction,
    household: &household::Model,
    hashed: String,
    now: i64,
) -> Result<String, Problem> {
    let known = person::Entity::find()
        .filter(person::Column::HouseholdId.eq(household.id))
        .one(tx)
        .await?;
    if let Some(known) = known {
        session::Entity::delete_many()
            .filter(session::Column::PersonId.eq(known.id))
            .exec(tx)
            .await?;
        let email = known.email.clone();
        let mut known = known.into_active_model();
        known.password_hash = Set(hashed);
        known.update(tx).await?;
        return Ok(email);
    }
    let cooperative = organisation::Entity::find_by_id(household.cooperative_id)
        .one(tx)
        .await?;
    let cooperative = cooperative.ok_or_else(Problem::not_found)?;
    let email = format!("{}@{}.sanbao.example", household.code, cooperative.code).to_lowercase();
    let row = person::ActiveModel {
        id: NotSet,
        email: Set(email.clone()),
        password_hash: Set(hashed),
        // A household is known by its code alone; its name stays where it can be erased.
        name_zh: Set(household.code.clone()),
        name_en: Set(household.code.clone()),
        phone: Set(String::new()),
        role: Set(person::Role::Household),
        organisation_id: Set(Some(household.cooperative_id)),
        household_id: Set(Some(household.id)),
        language: Set(person::Language::Zh),
        created_at: Set(now),
    };
    row.insert(tx).await?;
    Ok(email)
}
