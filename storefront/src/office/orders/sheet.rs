//! One parcel: what to put in, whom it is for, and the step that comes next.

use axum::extract::Path;
use axum::response::Response;
use exchange::entity::consignment::State;
use exchange::entity::{claim, purchase_step, refund};
use exchange::retail::consignment::sheet::Parcel;
use exchange::retail::consignment::view::parcel;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use super::actions::{self, ShipRequest};
use super::pick::{PickRow, rows as pick_rows};
use super::view::{ConsignmentRow, rows};
use crate::asked::Asked;
use crate::caller::Caller;
use crate::error::Problem;
use crate::form::Form;
use crate::page::{page_after, see};

/// Longest waybill that a form takes.
const WAYBILL_MAX: usize = 60;

#[derive(Serialize)]
struct Stage {
    label: String,
    state: &'static str,
    at_ms: Option<i64>,
}

#[derive(Serialize)]
struct ClaimLine {
    claim: i64,
    number: String,
    state: &'static str,
    weight_g: i64,
    at: i64,
}

#[derive(Serialize)]
struct RefundLine {
    refund: i64,
    number: String,
    reason: &'static str,
    amount_fen: i64,
    state: &'static str,
    at: i64,
}

#[derive(Serialize)]
struct StepLine {
    action: String,
    note: String,
    amount_fen: Option<i64>,
    at: i64,
}

#[derive(Serialize)]
struct Show {
    now: i64,
    parcel: ConsignmentRow,
    stages: Vec<Stage>,
    pick: Vec<PickRow>,
    claims: Vec<ClaimLine>,
    refunds: Vec<RefundLine>,
    steps: Vec<StepLine>,
}

/// The page of one parcel.
pub async fn show(caller: Caller, Path(id): Path<i64>) -> Result<Response, Problem> {
    render(&caller.asked(), id, None).await
}

/// Packs it.
pub async fn pack(
    caller: Caller,
    (Path(id), form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let asked = caller.asked();
    let keyed = form.keyed(&caller.actor)?;
    let result = actions::pack(&asked, keyed, id).await;
    answer(&asked, (id, &form), result.map(drop)).await
}

/// Notes that the carrier has it.
pub async fn ship(
    caller: Caller,
    (Path(id), mut form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let asked = caller.asked();
    let keyed = form.keyed(&caller.actor)?;
    let result = match typed_waybill(&mut form) {
        Ok(request) => actions::ship(&asked, keyed, (id, &request)).await,
        Err(problem) => Err(problem),
    };
    answer(&asked, (id, &form), result.map(drop)).await
}

/// Puts its mistyped waybill right.
pub async fn correct_waybill(
    caller: Caller,
    (Path(id), mut form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let asked = caller.asked();
    let keyed = form.keyed(&caller.actor)?;
    let result = match typed_waybill(&mut form) {
        Ok(request) => actions::correct_waybill(&asked, keyed, (id, &request)).await,
        Err(problem) => Err(problem),
    };
    answer(&asked, (id, &form), result.map(drop)).await
}

fn typed_waybill(form: &mut Form) -> Result<ShipRequest, Problem> {
    let waybill = form.text("waybill", WAYBILL_MAX);
    form.check()?;
    Ok(ShipRequest { waybill })
}

/// Lets a refund of it that failed be tried again.
pub async fn retry(
    caller: Caller,
    (Path((id, refund)), form): (Path<(i64, i64)>, Form),
) -> Result<Response, Problem> {
    let asked = caller.asked();
    let keyed = form.keyed(&caller.actor)?;
    let result = actions::retry_refund(&asked, keyed, refund).await;
    answer(&asked, (id, &form), result.map(drop)).await
}

/// On to the parcel's page, or the page again with what was typed and why it was refused.
async fn answer(
    asked: &Asked<'_>,
    (id, form): (i64, &Form),
    result: Result<(), Problem>,
) -> Result<Response, Problem> {
    match result {
        Ok(()) => Ok(see(&format!("/office/orders/{id}"))),
        Err(problem) => {
            let again = render(asked, id, Some((form, &problem))).await;
            again.map_err(|_| problem)
        }
    }
}

async fn render(
    asked: &Asked<'_>,
    id: i64,
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let read = asked.app.database().read();
    let found = parcel(read, asked.scope()?, id, asked.app.now()).await?;
    let found = vec![found.ok_or_else(Problem::not_found)?];
    let waits = found[0].row.state == State::ToPack;
    let pick = if waits {
        pick_rows(asked, &found).await?
    } else {
        Vec::new()
    };
    let row = rows(asked, &found).await?.into_iter().next();
    let show = Show {
        now: asked.app.now(),
        parcel: row.ok_or_else(Problem::not_found)?,
        stages: stages(asked, &found[0]),
        pick,
        claims: found[0].claims.iter().map(claim_line).collect(),
        refunds: found[0].refunds.iter().map(refund_line).collect(),
        steps: steps(asked, &found[0]).await?,
    };
    page_after(
        asked.app,
        asked.visitor,
        "office/order.html",
        &show,
        refused,
    )
}

/// The parcel's way: what is done, what is at hand, what follows.
fn stages(asked: &Asked<'_>, parcel: &Parcel) -> Vec<Stage> {
    let row = &parcel.row;
    let ways = [
        ("paid", row.paid_at),
        ("packed", row.packed_at),
        ("shipped", row.shipped_at),
        ("received", row.received_at),
        ("settled", row.settled_at),
    ];
    let reached = ways.iter().take_while(|(_, at)| at.is_some()).count();
    let stage = |(place, (word, at)): (usize, &(&str, Option<i64>))| Stage {
        label: asked.words(&format!("parcel-stage-{word}"), &[]),
        state: match place.cmp(&reached) {
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal if row.state != State::Cancelled => "now",
            _ => "next",
        },
        at_ms: *at,
    };
    ways.iter().enumerate().map(stage).collect()
}

fn claim_line(row: &claim::Model) -> ClaimLine {
    ClaimLine {
        claim: row.id,
        number: row.number.clone(),
        state: row.state.as_str(),
        weight_g: row.weight_g,
        at: row.at,
    }
}

fn refund_line(row: &refund::Model) -> RefundLine {
    RefundLine {
        refund: row.id,
        number: row.number.clone(),
        reason: row.reason.as_str(),
        amount_fen: row.amount_fen,
        state: row.state.as_str(),
        at: row.at,
    }
}

/// What happened to it, newest first; what happened to other parts is not the office's to see.
async fn steps(asked: &Asked<'_>, parcel: &Parcel) -> Result<Vec<StepLine>, Problem> {
    let own = Condition::any()
        .add(purchase_step::Column::ConsignmentId.eq(parcel.row.id))
        .add(purchase_step::Column::ConsignmentId.is_null());
    let rows = purchase_step::Entity::find()
        .filter(purchase_step::Column::PurchaseId.eq(parcel.row.purchase_id))
        .filter(own)
        .order_by_desc(purchase_step::Column::Id)
        .all(asked.app.database().read())
        .await?;
    let line = |row: purchase_step::Model| StepLine {
        // Sums of the whole purchase are the buyer's and the operator's.
        amount_fen: row.amount_fen.filter(|_| row.consignment_id.is_some()),
        action: row.action,
        note: row.note,
        at: row.at,
    };
    Ok(rows.into_iter().map(line).collect())
}
