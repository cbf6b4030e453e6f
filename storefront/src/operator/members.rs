//! Firms that applied, and those that trade.

use axum::extract::{Path, State};
use axum::response::Response;
use catalog::entity::organisation;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use super::actions::{Decision, verify_member};
use crate::app::App;
use crate::error::Problem;
use crate::page::{page, see};
use crate::render::Lang;
use crate::visitor::Visitor;

#[derive(Serialize)]
struct Member {
    id: i64,
    name: String,
    town: String,
    phone: String,
    bank_name: String,
    bank_account: String,
    memo_code: String,
    state: &'static str,
    since: i64,
}

#[derive(Serialize)]
struct Members {
    waiting: Vec<Member>,
    members: Vec<Member>,
}

/// The members' page.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let rows = organisation::Entity::find()
        .filter(organisation::Column::Kind.eq(organisation::Kind::Firm))
        .order_by_desc(organisation::Column::Id)
        .all(app.database().read())
        .await?;
    let members = rows.into_iter().map(|row| member(row, visitor.lang));
    let (waiting, members) = members.partition(|member: &Member| member.state == "pending");
    page(
        &app,
        &visitor,
        "operator/members.html",
        &Members { waiting, members },
    )
}

fn member(row: organisation::Model, lang: Lang) -> Member {
    let (name, town) = match lang {
        Lang::Chinese => (row.name_zh, row.town_zh),
        Lang::English => (row.name_en, row.town_en),
    };
    Member {
        id: row.id,
        name,
        town,
        phone: row.phone,
        bank_name: row.bank_name,
        bank_account: row.bank_account,
        memo_code: row.memo_code.unwrap_or_default(),
        state: row.state.as_str(),
        since: row.created_at,
    }
}

/// Lets a firm trade.
pub async fn verify(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    verify_member(&app, &visitor, id, Decision::Verify).await?;
    Ok(see("/operator/members"))
}

/// Turns a firm's application down.
pub async fn refuse(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    verify_member(&app, &visitor, id, Decision::Refuse).await?;
    Ok(see("/operator/members"))
}
