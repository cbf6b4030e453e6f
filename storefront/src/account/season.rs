//! The demo season's sign-ins: one password for all, printed at start.

use catalog::entity::{household, organisation};
use catalog::import::Row;
use catalog::import::people::{PersonRow, Role as FileRole};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use super::password;
use crate::entity::person::{self, Role};
use crate::error::Problem;

/// The password of every demo sign-in; it exists in demo mode alone.
pub const PASSWORD: &str = "sanbao-demo-2026";

/// Records the season's people; those already there stay as they are.
///
/// # Errors
/// When the database does, or a row names an organisation or household that is not there.
pub async fn record(
    tx: &DatabaseTransaction,
    people: &[Row<PersonRow>],
    now: i64,
) -> Result<(), Problem> {
    let hashed = password::hash(PASSWORD.to_owned(), None).await?;
    for row in people {
        let person = &row.content;
        let organisation_id = match &person.organisation_code {
            Some(code) => Some(organisation_id(tx, code).await?),
            None => None,
        };
        let household_id = match (&person.household_code, organisation_id) {
            (Some(code), Some(cooperative)) => Some(household_id(tx, cooperative, code).await?),
            _ => None,
        };
        let row = person::ActiveModel {
            id: NotSet,
            email: Set(person.email.clone()),
            password_hash: Set(hashed.clone()),
            name_zh: Set(person.name_zh.clone()),
            name_en: Set(person.name_en.clone()),
            phone: Set(String::new()),
            role: Set(role(person.role)),
            organisation_id: Set(organisation_id),
            household_id: Set(household_id),
            language: Set(person::Language::Zh),
            created_at: Set(now),
        };
        let unless_known = OnConflict::column(person::Column::Email)
            .do_nothing()
            .to_owned();
        person::Entity::insert(row)
            .on_conflict(unless_known)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

fn role(role: FileRole) -> Role {
    match role {
        FileRole::Buyer => Role::Buyer,
        FileRole::Trader => Role::Trader,
        FileRole::Clerk => Role::Clerk,
        FileRole::Manager => Role::Manager,
        FileRole::Household => Role::Household,
        FileRole::Operator => Role::Operator,
    }
}

async fn organisation_id(tx: &DatabaseTransaction, code: &str) -> Result<i64, Problem> {
    let row = organisation::Entity::find()
        .filter(organisation::Column::Code.eq(code))
        .one(tx)
        .await?;
    row.map(|row| row.id)
        .ok_or_else(|| Problem::broken(format!("no organisation {code}")))
}

async fn household_id(
    tx: &DatabaseTransaction,
    cooperative: i64,
    code: &str,
) -> Result<i64, Problem> {
    let row = household::Entity::find()
        .filter(household::Column::CooperativeId.eq(cooperative))
        .filter(household::Column::Code.eq(code))
        .one(tx)
        .await?;
    row.map(|row| row.id)
        .ok_or_else(|| Problem::broken(format!("no household {code}")))
}
