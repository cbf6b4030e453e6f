//! What is done to a batch, the same for pages and programs.

use catalog::import::payout_answers;
use exchange::entity::payout_batch::Kind;
use exchange::payout::{self, answer::Answered, file};
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::view::{LeftOutRow, kinds, left_out, own_batch, prepare_request};
use crate::asked::Asked;
use crate::error::Problem;
use crate::idempotency::{Answer, Begun, Keyed};
use crate::imports;

/// Which batch to prepare.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrepareRequest {
    /// `households` for a cooperative; `cooperatives`, `carriers` or `withdrawals` for the operator.
    pub kind: String,
}

/// A batch that waits for its second signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PreparedBatch {
    /// Its id.
    pub batch: i64,
    /// Its number.
    pub number: String,
    /// Its state.
    pub state: &'static str,
    /// Lines.
    pub lines: usize,
    /// What it pays, in fen.
    pub sum_fen: i64,
    /// Who is due money and not in it.
    pub left_out: Vec<LeftOutRow>,
}

/// A file for the bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct BankFile {
    /// The batch's id.
    pub batch: i64,
    /// The file's name.
    pub name: String,
    /// The file's text.
    pub content: String,
}

/// What became of the bank's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AnswersTaken {
    /// Lines that are paid by it.
    pub paid: u64,
    /// Lines that came back.
    pub returned: u64,
    /// Lines that had the same answer before.
    pub known: u64,
}

/// Prepares a batch of what is due.
///
/// # Errors
/// `409` where nothing can be paid.
pub async fn prepare(
    asked: &Asked<'_>,
    keyed: Keyed,
    request: &PrepareRequest,
) -> Result<Answer, Problem> {
    let kind = kind_named(asked, &request.kind)?;
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let wanted = prepare_request(asked, kind)?;
    let prepared = payout::prepare(&turn.write, asked.scope()?, &wanted).await?;
    let batch = PreparedBatch {
        batch: prepared.batch.id,
        number: prepared.batch.number.clone(),
        state: prepared.batch.state.as_str(),
        lines: prepared.lines.len(),
        sum_fen: prepared.lines.iter().map(|line| line.amount_fen).sum(),
        left_out: left_out(asked, &prepared.left_out).await?,
    };
    let detail = json!({ "what": batch.number, "lines": batch.lines, "sum_fen": batch.sum_fen });
    asked
        .noted(
            &*turn.write,
            ("payout-prepared", &subject(batch.batch)),
            detail,
        )
        .await?;
    let body = serde_json::to_value(&batch).map_err(Problem::broken)?;
    turn.finish(Answer::created(body), wanted.now).await
}

fn kind_named(asked: &Asked<'_>, word: &str) -> Result<Kind, Problem> {
    let kind = kinds(asked).iter().find(|kind| kind.as_str() == word);
    kind.copied()
        .ok_or_else(|| Problem::field("kind", "unknown-choice"))
}

fn subject(batch: i64) -> String {
    format!("payout:{batch}")
}

/// Signs a batch as the second person.
///
/// # Errors
/// `409` for who prepared it, and for a batch in another state.
pub async fn approve(asked: &Asked<'_>, keyed: Keyed, batch: i64) -> Result<Answer, Problem> {
    own_batch(asked, batch).await?;
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let now = asked.app.now();
    let row = payout::approve(
        &turn.write,
        asked.scope()?,
        batch,
        (asked.actor.person_id, now),
    )
    .await?;
    asked
        .noted(
            &*turn.write,
            ("payout-approved", &subject(batch)),
            json!({ "what": row.number }),
        )
        .await?;
    turn.finish(
        Answer::ok(json!({ "batch": batch, "state": row.state.as_str() })),
        now,
    )
    .await
}

/// Gives a batch up before its file goes out.
///
/// # Errors
/// `409` for a batch in another state.
pub async fn drop_batch(asked: &Asked<'_>, keyed: Keyed, batch: i64) -> Result<Answer, Problem> {
    own_batch(asked, batch).await?;
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let row = payout::drop(&turn.write, asked.scope()?, batch).await?;
    asked
        .noted(
            &*turn.write,
            ("payout-dropped", &subject(batch)),
            json!({ "what": row.number }),
        )
        .await?;
    turn.finish(
        Answer::ok(json!({ "batch": batch, "state": row.state.as_str() })),
        asked.app.now(),
    )
    .await
}

/// Sends a batch's file out: its lines are pending from now on.
///
/// The stored answer names the file alone; its text, which names people, is kept where it can be erased.
///
/// # Errors
/// `409` while payouts are stopped, and before the second signature.
pub async fn export(asked: &Asked<'_>, keyed: Keyed, batch: i64) -> Result<Answer, Problem> {
    own_batch(asked, batch).await?;
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let now = asked.app.now();
    let file = file::export(&turn.write, asked.scope()?, batch, now).await?;
    asked
        .noted(
            &*turn.write,
            ("payout-exported", &subject(batch)),
            json!({ "what": file.name }),
        )
        .await?;
    turn.finish(
        Answer::ok(json!({ "batch": batch, "name": file.name })),
        now,
    )
    .await
}

/// The text of a file that went out.
///
/// # Errors
/// `404` before it did.
pub async fn file_of(asked: &Asked<'_>, batch: i64) -> Result<BankFile, Problem> {
    let view = own_batch(asked, batch).await?;
    let kept = exchange::entity::payout_file::Entity::find_by_id(batch)
        .one(asked.app.database().read())
        .await?;
    let content = kept.ok_or_else(Problem::not_found)?.content;
    Ok(BankFile {
        batch,
        name: format!("{}.csv", view.batch.number),
        content,
    })
}

/// Takes the bank's answer in, whole or not at all.
///
/// # Errors
/// `422` with every row that does not follow.
pub async fn answers(
    asked: &Asked<'_>,
    keyed: Keyed,
    (name, bytes): (&str, &[u8]),
) -> Result<Answer, Problem> {
    let rows = payout_answers::parse(bytes).map_err(|faults| imports::refused(&faults))?;
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let now = asked.app.now();
    let Answered {
        paid,
        returned,
        known,
    } = payout::answer::answer(&turn.write, asked.scope()?, &rows, now).await?;
    let detail = json!({ "what": name, "paid": paid, "returned": returned, "known": known });
    asked
        .noted(&*turn.write, ("payout-answered", "payout-answers"), detail)
        .await?;
    let body = serde_json::to_value(AnswersTaken {
        paid,
        returned,
        known,
    })
    .map_err(Problem::broken)?;
    turn.finish(Answer::created(body), now).await
}
