//! A weight typed wrong: first what a correction would change, then one button that does it.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use axum::response::Response;
use catalog::lots::{lot_weights, ticket};
use exchange::proceeds::correction::{PutRight, RightTicket, correct as put_ticket_right};
use ledger::{Grams, Party};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::tickets::{TicketRow, ticket_row};
use crate::asked::Asked;
use crate::caller::Caller;
use crate::error::Problem;
use crate::form::Form;
use crate::idempotency::{Answer, Begun, Keyed};
use crate::page::{page_after, see};

/// Longest reason, in characters.
const REASON_LENGTH_MAX: usize = 200;

/// What a ticket should have said.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectRequest {
    /// The weight that counts, in jin, such as `3500` or `3500.5`.
    pub jin: String,
    /// Why.
    pub reason: String,
}

/// A corrected ticket and both lines of every household whose share it moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Corrected {
    /// The ticket's id.
    pub ticket: i64,
    /// What it counted before, in grams.
    pub was_g: i64,
    /// What it counts now, in grams.
    pub now_g: i64,
    /// The cycle that takes the reversed ones' place; nothing where no pool had been split.
    pub cycle: Option<i64>,
    /// The cycles that were reversed.
    pub reversed: Vec<i64>,
    /// What is split again, in fen.
    pub pool_fen: i64,
    /// Before and after, household by household.
    pub lines: Vec<BothLines>,
    /// Payout batches that were given up, since they held such a line.
    pub dropped_batches: Vec<i64>,
}

/// What one household had, and has now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct BothLines {
    /// The household's code.
    pub household: String,
    /// Its share before, in fen.
    pub was_share_fen: i64,
    /// Its share now, in fen.
    pub share_fen: i64,
    /// What advances take of it now, in fen.
    pub recovered_fen: i64,
    /// What it is owed now, in fen.
    pub payable_fen: i64,
}

/// Corrects a weigh ticket, and splits again what was split by it.
///
/// # Errors
/// `409` where a line was paid, `422` beside the field.
pub async fn correct(
    asked: &Asked<'_>,
    keyed: Keyed,
    (intake_id, request): (i64, &CorrectRequest),
) -> Result<Answer, Problem> {
    let right = right_ticket(asked, intake_id, request)?;
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let now = asked.app.now();
    let number = ticket(&*turn.write, asked.scope()?, intake_id)
        .await?
        .intake
        .ticket_no;
    let done = put_ticket_right(&turn.write, asked.scope()?, &right, now).await?;
    let corrected = both_lines(&*turn.write, &done).await?;
    let detail = json!({
        "what": number, "was_g": corrected.was_g, "now_g": corrected.now_g,
        "reason": right.reason, "cycle": corrected.cycle,
    });
    let subject = format!("intake:{intake_id}");
    asked
        .noted(&*turn.write, ("intake-corrected", &subject), detail)
        .await?;
    let body = serde_json::to_value(&corrected).map_err(Problem::broken)?;
    turn.finish(Answer::ok(body), now).await
}

/// What a correction would do, in a transaction that is given up.
async fn preview(asked: &Asked<'_>, right: &RightTicket) -> Result<Corrected, Problem> {
    let write = asked.app.database().write().await?;
    let done = put_ticket_right(&write, asked.scope()?, right, asked.app.now()).await?;
    both_lines(&*write, &done).await
}

fn right_ticket(
    asked: &Asked<'_>,
    intake_id: i64,
    request: &CorrectRequest,
) -> Result<RightTicket, Problem> {
    let typed = [
        ("jin".to_owned(), request.jin.clone()),
        ("reason".to_owned(), request.reason.clone()),
    ];
    let mut form = Form::filled(typed);
    let (grams, reason) = (form.jin("jin"), form.text("reason", REASON_LENGTH_MAX));
    form.check()?;
    Ok(RightTicket {
        intake_id,
        grams,
        reason,
        person_id: asked.actor.person_id,
    })
}

async fn both_lines(
    connection: &impl ConnectionTrait,
    done: &PutRight,
) -> Result<Corrected, Problem> {
    let weights = lot_weights(connection, done.ticket.root_lot_id).await?;
    let codes: BTreeMap<i64, String> = weights
        .into_iter()
        .map(|row| (row.household_id, row.code))
        .collect();
    let code = |party: &Party| match party {
        Party::Household(id) => codes.get(id).cloned().unwrap_or_default(),
        other => other.to_string(),
    };
    let mut lines: Vec<BothLines> = Vec::new();
    if let Some(correction) = &done.lines {
        for line in correction.lines() {
            let before = correction
                .before
                .iter()
                .find(|before| before.household == line.household);
            lines.push(BothLines {
                household: code(&line.household),
                was_share_fen: before.map_or(0, |before| before.share.as_fen()),
                share_fen: line.share.as_fen(),
                recovered_fen: line.recovered().map_err(Problem::broken)?.as_fen(),
                payable_fen: line.payable().map_err(Problem::broken)?.as_fen(),
            });
        }
    }
    Ok(Corrected {
        ticket: done.ticket.intake_id,
        was_g: done.ticket.was.as_g(),
        now_g: done.ticket.now.as_g(),
        cycle: done.cycle_id,
        reversed: done.reversed.clone(),
        pool_fen: done.lines.as_ref().map_or(0, |lines| lines.pool.as_fen()),
        lines,
        dropped_batches: done.dropped_batches.clone(),
    })
}

/// What is typed so far.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    jin: Option<String>,
    reason: String,
}

#[derive(Serialize)]
struct CorrectPage {
    ticket: TicketRow,
    jin: String,
    reason: String,
    preview: Option<Corrected>,
}

/// The form, and with a weight typed into it what the correction would change.
pub async fn show(
    caller: Caller,
    (Path(intake), Query(typed)): (Path<i64>, Query<Typed>),
) -> Result<Response, Problem> {
    let asked = caller.asked();
    let Some(jin) = typed.jin else {
        return render(&asked, intake, None, None).await;
    };
    let request = CorrectRequest {
        jin,
        reason: typed.reason,
    };
    let form = filled(&request);
    let seen = match right_ticket(&asked, intake, &request) {
        Ok(right) => preview(&asked, &right).await,
        Err(problem) => Err(problem),
    };
    match seen {
        Ok(preview) => render(&asked, intake, Some((&request, preview)), None).await,
        Err(problem) => render(&asked, intake, None, Some((&form, &problem))).await,
    }
}

fn filled(request: &CorrectRequest) -> Form {
    Form::filled([
        ("jin".to_owned(), request.jin.clone()),
        ("reason".to_owned(), request.reason.clone()),
    ])
}

async fn render(
    asked: &Asked<'_>,
    intake: i64,
    seen: Option<(&CorrectRequest, Corrected)>,
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let found = ticket(asked.app.database().read(), asked.scope()?, intake).await?;
    let ticket = ticket_row(asked, &found)?;
    let (jin, reason, preview) = match seen {
        Some((request, preview)) => {
            let grams = Grams::new(preview.now_g).map_err(Problem::broken)?;
            (grams.jin_text(), request.reason.clone(), Some(preview))
        }
        None => (String::new(), String::new(), None),
    };
    let page = CorrectPage {
        ticket,
        jin,
        reason,
        preview,
    };
    page_after(
        asked.app,
        asked.visitor,
        "office/correct.html",
        &page,
        refused,
    )
}

/// Corrects, and shows the lot with both lines.
pub async fn put_right(
    caller: Caller,
    (Path(intake), form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let asked = caller.asked();
    let request = CorrectRequest {
        jin: form.get("jin").replace(',', ""),
        reason: form.get("reason").to_owned(),
    };
    match correct(&asked, form.keyed(&caller.actor)?, (intake, &request)).await {
        Ok(_) => {
            let lot = ticket(caller.app.database().read(), asked.scope()?, intake)
                .await?
                .root_lot_id;
            Ok(see(&format!("/office/lots/{lot}#put-right")))
        }
        Err(problem) => render(&asked, intake, None, Some((&form, &problem))).await,
    }
}
