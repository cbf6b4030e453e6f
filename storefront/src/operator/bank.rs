//! The custody account: statements handed in, credits that nobody claims, debits that nobody ordered.

use axum::extract::{Path, State};
use axum::response::Response;
use catalog::entity::organisation;
use exchange::entity::{bank_line, bank_statement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;

use super::actions::{self, Resolve};
use super::books::StopView;
use crate::app::App;
use crate::error::Problem;
use crate::form::Form;
use crate::imports::Upload;
use crate::page::{page_after, see};
use crate::render::Lang;
use crate::visitor::{Actor, Visitor};

/// Lines of the account that the page shows.
const LINES_SHOWN: u64 = 60;

#[derive(Serialize)]
struct Line {
    id: i64,
    number: String,
    at: i64,
    amount_fen: i64,
    memo: String,
    counterparty: String,
    balance_fen: i64,
    state: &'static str,
}

#[derive(Serialize)]
struct MemberChoice {
    value: String,
    label: String,
}

#[derive(Serialize)]
struct Bank {
    stop: Option<StopView>,
    newest_at: Option<i64>,
    closing_fen: i64,
    open: Vec<Line>,
    lines: Vec<Line>,
    members: Vec<MemberChoice>,
}

/// The bank page.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    bank(&app, &visitor, None).await
}

async fn bank(
    app: &App,
    visitor: &Visitor,
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let read = app.database().read();
    let newest = bank_statement::Entity::find()
        .order_by_desc(bank_statement::Column::Id)
        .one(read)
        .await?;
    let open = [bank_line::State::Suspense, bank_line::State::UnknownDebit];
    let open = bank_line::Entity::find()
        .filter(bank_line::Column::State.is_in(open))
        .order_by_asc(bank_line::Column::Id)
        .all(read)
        .await?;
    let lines = bank_line::Entity::find()
        .order_by_desc(bank_line::Column::Id)
        .limit(LINES_SHOWN)
        .all(read)
        .await?;
    let bank = Bank {
        stop: super::today::stop(app).await?,
        newest_at: newest.as_ref().map(|statement| statement.booked_until),
        closing_fen: newest.map_or(0, |statement| statement.closing_fen),
        open: open.into_iter().map(line).collect(),
        lines: lines.into_iter().map(line).collect(),
        members: members(app, visitor.lang).await?,
    };
    page_after(app, visitor, "operator/bank.html", &bank, refused)
}

fn line(row: bank_line::Model) -> Line {
    Line {
        id: row.id,
        number: row.number,
        at: row.booked_at,
        amount_fen: row.amount_fen,
        memo: row.memo,
        counterparty: row.counterparty,
        balance_fen: row.balance_fen,
        state: row.state.as_str(),
    }
}

async fn members(app: &App, lang: Lang) -> Result<Vec<MemberChoice>, Problem> {
    let rows = organisation::Entity::find()
        .filter(organisation::Column::Kind.eq(organisation::Kind::Firm))
        .filter(organisation::Column::State.eq(organisation::State::Active))
        .order_by_asc(organisation::Column::Id)
        .all(app.database().read())
        .await?;
    let choice = |row: organisation::Model| MemberChoice {
        value: row.id.to_string(),
        label: if lang == Lang::Chinese {
            row.name_zh
        } else {
            row.name_en
        },
    };
    Ok(rows.into_iter().map(choice).collect())
}

/// Takes a statement in.
pub async fn upload(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    upload: Upload,
) -> Result<Response, Problem> {
    let result = match upload.keyed(&actor) {
        Ok(keyed) => {
            actions::import_statement(&app, &visitor, keyed, (&upload.name, &upload.bytes)).await
        }
        Err(problem) => Err(problem),
    };
    match result {
        Ok(_) => Ok(see("/operator/bank")),
        Err(problem) => bank(&app, &visitor, Some((&Form::default(), &problem))).await,
    }
}

/// Gives an unknown credit to a member.
pub async fn resolve(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    (Path(line), form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let organisation = form
        .get("organisation")
        .parse()
        .map_err(|_| Problem::field("organisation", "member-unknown"))?;
    actions::resolve(
        &app,
        &visitor,
        form.keyed(&actor)?,
        (line, &Resolve { organisation }),
    )
    .await?;
    Ok(see("/operator/bank"))
}

/// Takes an unknown debit over.
pub async fn take_over(
    State(app): State<App>,
    visitor: Visitor,
    actor: Actor,
    (Path(line), form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    actions::take_over(&app, &visitor, form.keyed(&actor)?, line).await?;
    Ok(see("/operator/bank"))
}
