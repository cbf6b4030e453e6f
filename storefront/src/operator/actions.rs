//! What the operator's people can do, the same for pages and programs.

use catalog::entity::organisation;
use catalog::import::statements;
use exchange::bank::{self, BankStatement, task};
use exchange::entity::setting;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::Problem;
use crate::idempotency::{Answer, Begun, Keyed};
use crate::imports;
use crate::visitor::Visitor;

/// The setting under which the demo clock's offset is kept.
pub const CLOCK_OFFSET: &str = "clock_offset_ms";
/// Furthest that one request moves the clock: two years.
const ADVANCE_MS_MAX: i64 = 2 * 366 * 86_400_000;

/// How far to move the demo clock.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub struct ClockRequest {
    /// Forward by so many milliseconds.
    pub advance_ms: Option<i64>,
    /// Or forward to this moment, in milliseconds since 1970.
    pub to_ms: Option<i64>,
}

/// Moves the clock forward, persists it, and returns the new time once everything due has happened.
pub async fn advance_clock(
    app: &App,
    visitor: &Visitor,
    request: &ClockRequest,
) -> Result<i64, Problem> {
    if !app.demo() {
        return Err(Problem::not_found());
    }
    let step = match (request.advance_ms, request.to_ms) {
        (Some(step), _) => step,
        (None, Some(to)) => to - app.now(),
        (None, None) => return Err(Problem::field("advance_ms", "empty")),
    };
    if !(0..=ADVANCE_MS_MAX).contains(&step) {
        return Err(Problem::field("advance_ms", "clock-step"));
    }
    let write = app.database().write().await?;
    let offset = app.clock().offset_ms() + step;
    let row = setting::ActiveModel {
        name: Set(CLOCK_OFFSET.to_owned()),
        value: Set(offset.to_string()),
    };
    let or_renew = OnConflict::column(setting::Column::Name)
        .update_column(setting::Column::Value)
        .to_owned();
    setting::Entity::insert(row)
        .on_conflict(or_renew)
        .exec_without_returning(&*write)
        .await?;
    let detail = json!({ "advance_ms": step });
    audit::write(
        &*write,
        visitor,
        &Deed {
            action: "clock-moved",
            subject: "clock",
            detail,
        },
        app.now(),
    )
    .await?;
    write.commit().await?;
    app.clock().advance(step);
    app.exchange().settle_now().await.map_err(Problem::broken)?;
    Ok(app.now())
}

/// What becomes of a firm that applied.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It may trade.
    Verify,
    /// It may not.
    Refuse,
}

/// Decides on a firm that applied; one that is verified gets the code for its bank transfers.
pub async fn verify_member(
    app: &App,
    visitor: &Visitor,
    organisation_id: i64,
    decision: Decision,
) -> Result<Value, Problem> {
    let write = app.database().write().await?;
    let row = organisation::Entity::find_by_id(organisation_id)
        .one(&*write)
        .await?
        .ok_or_else(Problem::not_found)?;
    if row.state != organisation::State::Pending {
        return Err(Problem::conflict("member-decided"));
    }
    let mut row = row.into_active_model();
    let (state, action) = match decision {
        Decision::Verify => (organisation::State::Active, "member-verified"),
        Decision::Refuse => (organisation::State::Refused, "member-refused"),
    };
    row.state = Set(state);
    row.update(&*write).await?;
    let code = match decision {
        Decision::Verify => Some(task::give_memo_code(&write, organisation_id).await?),
        Decision::Refuse => None,
    };
    let subject = format!("organisation:{organisation_id}");
    audit::write(
        &*write,
        visitor,
        &Deed {
            action,
            subject: &subject,
            detail: Value::Null,
        },
        app.now(),
    )
    .await?;
    write.commit().await?;
    Ok(json!({ "organisation": organisation_id, "state": state.as_str(), "memo_code": code }))
}

/// Imports a statement of the custody account, all or nothing.
pub async fn import_statement(
    app: &App,
    visitor: &Visitor,
    keyed: Keyed,
    (name, bytes): (&str, &[u8]),
) -> Result<Answer, Problem> {
    let lines = statements::parse(bytes).map_err(|faults| imports::refused(&faults))?;
    let turn = match app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let now = app.now();
    let person = visitor.actor.as_ref().map(|actor| actor.person_id);
    let statement = BankStatement {
        lines: &lines,
        imported_by: person,
        now,
    };
    let imported = bank::import_statement(&turn.write, &statement).await?;
    let detail = json!({ "file": name, "new": imported.new, "known": imported.known });
    let subject = imported
        .statement_id
        .map_or_else(|| "statement".to_owned(), |id| format!("statement:{id}"));
    audit::write(
        &*turn.write,
        visitor,
        &Deed {
            action: "statement-imported",
            subject: &subject,
            detail,
        },
        now,
    )
    .await?;
    let answer = json!({
        "statement": imported.statement_id, "new": imported.new, "known": imported.known,
        "suspense": imported.suspense, "unknown_debits": imported.unknown_debits,
    });
    turn.finish(Answer::created(answer), now).await
}

/// Whose an unknown credit was.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub struct Resolve {
    /// The member whose cash it becomes.
    pub organisation: i64,
}

/// Gives an unknown credit to the member that it belongs to.
pub async fn resolve(
    app: &App,
    visitor: &Visitor,
    keyed: Keyed,
    (line, request): (i64, &Resolve),
) -> Result<Answer, Problem> {
    let turn = match app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let now = app.now();
    let decided = task::Resolve {
        bank_line_id: line,
        organisation_id: request.organisation,
        now,
    };
    task::resolve_suspense(&turn.write, &decided).await?;
    let detail = json!({ "organisation": request.organisation });
    let subject = format!("bank-line:{line}");
    audit::write(
        &*turn.write,
        visitor,
        &Deed {
            action: "credit-resolved",
            subject: &subject,
            detail,
        },
        now,
    )
    .await?;
    turn.finish(Answer::ok(json!({ "line": line })), now).await
}

/// Takes an unknown debit over, so that payouts go on.
pub async fn take_over(
    app: &App,
    visitor: &Visitor,
    keyed: Keyed,
    line: i64,
) -> Result<Answer, Problem> {
    let turn = match app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let now = app.now();
    task::take_over_debit(&turn.write, line, now).await?;
    let subject = format!("bank-line:{line}");
    let deed = Deed {
        action: "debit-taken-over",
        subject: &subject,
        detail: Value::Null,
    };
    audit::write(&*turn.write, visitor, &deed, now).await?;
    turn.finish(Answer::ok(json!({ "line": line })), now).await
}
