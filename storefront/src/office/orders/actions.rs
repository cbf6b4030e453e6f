//! What an office does to its parcels, the same for pages and programs; each in one transaction with
//! its key.

use catalog::import::Row;
use catalog::import::waybills::{self, WaybillRow};
use catalog::register::{self, Applied, Source};
use exchange::entity::consignment;
use exchange::retail::consignment::{self as rules, ConsignmentError, Waybill};
use exchange::retail::refund;
use sea_orm::{DatabaseTransaction, TransactionTrait};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json, to_value};

use crate::asked::Asked;
use crate::error::Problem;
use crate::idempotency::{Answer, Begun, Keyed, Turn};
use crate::imports::refused;
use crate::office::Imported;

/// The word for a list of waybills in the history of files.
const KIND: &str = "waybills";
/// Parcels that are packed at once, at most.
pub const BULK_MAX: usize = 100;

/// The carrier has it.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShipRequest {
    /// The carrier's number: 6 to 40 letters and digits.
    pub waybill: String,
}

/// Where a parcel stands after a step.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ConsignmentMoved {
    /// The consignment.
    pub consignment: i64,
    /// Its number.
    pub number: String,
    /// Its state.
    pub state: &'static str,
    /// The carrier's number, once it is sent.
    pub waybill: String,
    /// The public codes of its boxes, once they are packed.
    pub tokens: Vec<String>,
}

/// What became of several parcels.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Bulk {
    /// Those that are packed now.
    pub packed: Vec<BulkRow>,
    /// Those that are not.
    pub left: Vec<BulkRow>,
}

/// What became of one of several parcels.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BulkRow {
    /// The consignment.
    pub consignment: i64,
    /// Its number.
    pub number: String,
    /// The problem's code; empty for none.
    pub code: String,
}

/// Packs a parcel, which fixes the lots in its boxes.
///
/// # Errors
/// `404` for others' parcels, `409` for one that is packed or cancelled.
pub async fn pack(asked: &Asked<'_>, keyed: Keyed, id: i64) -> Result<Answer, Problem> {
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let (row, tokens) = packed(asked, &turn.write, id).await?;
    finish(asked, turn, moved(&row, tokens)).await
}

/// Packs several parcels; one that cannot be packed any more is left out and named.
///
/// # Errors
/// `404` if one of them is another cooperative's, `422` for none or too many.
pub async fn pack_some(asked: &Asked<'_>, keyed: Keyed, ids: &[i64]) -> Result<Answer, Problem> {
    if ids.is_empty() {
        return Err(Problem::field("box", "choose-parcels"));
    }
    if ids.len() > BULK_MAX {
        let most = vec![("most".to_owned(), BULK_MAX.to_string())];
        return Err(Problem::unprocessable("check-fields").with_field("box", "parcels-max", most));
    }
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let read = asked.app.database().read();
    let parcels = rules::view::some(read, asked.scope()?, ids, asked.app.now()).await?;
    if parcels.len() < ids.len() {
        return Err(Problem::not_found());
    }
    // Purchases are locked by number, as everybody locks them.
    let mut rows: Vec<consignment::Model> = parcels.into_iter().map(|parcel| parcel.row).collect();
    rows.sort_by_key(|row| (row.purchase_id, row.id));
    let mut bulk = Bulk::default();
    for row in rows {
        let told = |code: &str| BulkRow {
            consignment: row.id,
            number: row.number.clone(),
            code: code.to_owned(),
        };
        let within = turn.write.begin().await?;
        match packed(asked, &within, row.id).await {
            Ok(_) => {
                within.commit().await?;
                bulk.packed.push(told(""));
            }
            Err(problem) if problem.status.is_client_error() => {
                within.rollback().await?;
                bulk.left.push(told(problem.code));
            }
            Err(problem) => return Err(problem),
        }
    }
    finish(asked, turn, to_value(bulk).map_err(Problem::broken)?).await
}

async fn packed(
    asked: &Asked<'_>,
    tx: &DatabaseTransaction,
    id: i64,
) -> Result<(consignment::Model, Vec<String>), Problem> {
    let who = (asked.actor.person_id, asked.app.now());
    let (row, packs) = rules::pack(tx, (asked.scope()?, id), who).await?;
    let tokens: Vec<String> = packs.into_iter().map(|pack| pack.token).collect();
    let detail = json!({ "what": row.number, "packs": tokens.len() });
    let deed = ("consignment-packed", rules::subject(row.id));
    asked.noted(tx, (deed.0, &deed.1), detail).await?;
    Ok((row, tokens))
}

/// Notes that the carrier has a parcel.
///
/// # Errors
/// `404` for others' parcels, `409` for one that is not packed or was sent, `422` for a waybill that
/// is none or another parcel's.
pub async fn ship(
    asked: &Asked<'_>,
    keyed: Keyed,
    (id, request): (i64, &ShipRequest),
) -> Result<Answer, Problem> {
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let waybill = Waybill::new(&request.waybill)?;
    let who = (asked.actor.person_id, asked.app.now());
    let row = rules::ship(&turn.write, (asked.scope()?, id), &waybill, who).await?;
    let detail = json!({ "what": row.number, "waybill": row.waybill });
    let subject = rules::subject(row.id);
    asked
        .noted(&*turn.write, ("consignment-shipped", &subject), detail)
        .await?;
    finish(asked, turn, moved(&row, Vec::new())).await
}

/// Puts a mistyped waybill right.
///
/// # Errors
/// `404` for others' parcels, `409` for one that is not on its way, `422` for a waybill that is none,
/// the same or another parcel's.
pub async fn correct_waybill(
    asked: &Asked<'_>,
    keyed: Keyed,
    (id, request): (i64, &ShipRequest),
) -> Result<Answer, Problem> {
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let waybill = Waybill::new(&request.waybill)?;
    let who = (asked.actor.person_id, asked.app.now());
    let at = (asked.scope()?, id);
    let (row, was) = rules::correct_waybill(&turn.write, at, &waybill, who).await?;
    let detail = json!({ "what": row.number, "was": was, "waybill": row.waybill });
    let subject = rules::subject(row.id);
    asked
        .noted(&*turn.write, ("waybill-corrected", &subject), detail)
        .await?;
    finish(asked, turn, moved(&row, Vec::new())).await
}

/// Takes a carrier's list of waybills, whole or not at all.
///
/// # Errors
/// `422` with every bad row.
pub async fn take_waybills(
    asked: &Asked<'_>,
    keyed: Keyed,
    (name, bytes): (&str, &[u8]),
) -> Result<Answer, Problem> {
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let rows = waybills::parse(bytes).map_err(|faults| refused(&faults))?;
    let applied = apply(asked, &turn.write, &rows).await?;
    let source = Source {
        organisation_id: Some(asked.actor.organisation()?),
        name: name.to_owned(),
        content_hash: register::file_hash(bytes),
        person_id: Some(asked.actor.person_id),
        now: asked.app.now(),
    };
    register::note(&turn.write, KIND, &source, applied).await?;
    let detail = json!({ "what": name, "kind": KIND, "new": applied.new, "known": applied.known });
    asked
        .noted(&*turn.write, ("file-imported", "import:waybills"), detail)
        .await?;
    let body = to_value(imported(name, applied, false)).map_err(Problem::broken)?;
    turn.finish(Answer::created(body), asked.app.now()).await
}

/// What taking a list would do; nothing is written.
///
/// # Errors
/// `422` with every bad row.
pub async fn try_waybills(
    asked: &Asked<'_>,
    (name, bytes): (&str, &[u8]),
) -> Result<Imported, Problem> {
    let rows = waybills::parse(bytes).map_err(|faults| refused(&faults))?;
    let write = asked.app.database().write().await?;
    let applied = apply(asked, &write, &rows).await?;
    Ok(imported(name, applied, true))
}

async fn apply(
    asked: &Asked<'_>,
    tx: &DatabaseTransaction,
    rows: &[Row<WaybillRow>],
) -> Result<Applied, Problem> {
    let who = (asked.actor.person_id, asked.app.now());
    let applied: Result<Applied, ConsignmentError> =
        rules::take_waybills(tx, asked.scope()?, rows, who).await;
    Ok(applied?)
}

fn imported(name: &str, applied: Applied, dry_run: bool) -> Imported {
    Imported {
        kind: KIND,
        name: name.to_owned(),
        new: applied.new,
        known: applied.known,
        dry_run,
    }
}

/// Where a refund stands.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RefundMoved {
    /// The refund.
    pub refund: i64,
    /// Its number.
    pub number: String,
    /// Its state.
    pub state: &'static str,
}

/// Lets a refund that failed be tried again.
///
/// # Errors
/// `404` for others' refunds, `409` for one that has not failed.
pub async fn retry_refund(asked: &Asked<'_>, keyed: Keyed, id: i64) -> Result<Answer, Problem> {
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let who = (asked.actor.person_id, asked.app.now());
    let row = refund::retry(&turn.write, asked.scope()?, id, who).await?;
    let subject = format!("refund:{}", row.id);
    let detail = json!({ "what": row.number });
    asked
        .noted(&*turn.write, ("refund-retried", &subject), detail)
        .await?;
    let moved = RefundMoved {
        refund: row.id,
        number: row.number,
        state: row.state.as_str(),
    };
    finish(asked, turn, json!(moved)).await
}

fn moved(row: &consignment::Model, tokens: Vec<String>) -> Value {
    let moved = ConsignmentMoved {
        consignment: row.id,
        number: row.number.clone(),
        state: row.state.as_str(),
        waybill: row.waybill.clone(),
        tokens,
    };
    json!(moved)
}

async fn finish(asked: &Asked<'_>, turn: Turn, body: Value) -> Result<Answer, Problem> {
    turn.finish(Answer::ok(body), asked.app.now()).await
}
