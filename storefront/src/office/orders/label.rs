//! Labels on A6 paper: one for each box, its goods above and its receiver below.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use axum::response::Response;
use exchange::retail::consignment::state::State;
use exchange::retail::consignment::view::some;
use serde::Serialize;

use super::actions::BULK_MAX;
use super::view::{BoxRow, ConsignmentRow, LineRow, rows};
use crate::asked::Asked;
use crate::caller::Caller;
use crate::error::Problem;
use crate::household::{Code, drawn};
use crate::page::page;

/// One box's label.
#[derive(Serialize)]
struct Label {
    qr: Option<Code>,
    address: String,
    line: LineRow,
    boxed: BoxRow,
    place: usize,
    parcel: ConsignmentRow,
}

#[derive(Serialize)]
struct Show {
    cooperative: String,
    labels: Vec<Label>,
    parcels: usize,
    back_href: String,
}

/// The labels of one parcel.
pub async fn show(caller: Caller, Path(id): Path<i64>) -> Result<Response, Problem> {
    render(&caller, &[id], format!("/office/orders/{id}")).await
}

/// The labels of the parcels that were ticked.
pub async fn show_some(
    caller: Caller,
    Query(ticked): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let ids: Vec<i64> = ticked
        .keys()
        .filter_map(|name| name.strip_prefix("box-")?.parse().ok())
        .take(BULK_MAX)
        .collect();
    if ids.is_empty() {
        return Err(Problem::field("box", "choose-parcels"));
    }
    render(&caller, &ids, "/office/orders?state=packed".to_owned()).await
}

async fn render(caller: &Caller, ids: &[i64], back_href: String) -> Result<Response, Problem> {
    let asked = caller.asked();
    let parcels = some(
        asked.app.database().read(),
        asked.scope()?,
        ids,
        asked.app.now(),
    )
    .await?;
    if parcels.len() < ids.len() {
        return Err(Problem::not_found());
    }
    for parcel in &parcels {
        printable(parcel.row.state)
            .map_err(|code| Problem::conflict(code).with("number", &parcel.row.number))?;
    }
    let rows = rows(&asked, &parcels).await?;
    let show = Show {
        cooperative: asked
            .organisation_name(caller.actor.organisation_id)
            .await?,
        parcels: rows.len(),
        labels: rows.iter().flat_map(|row| labels(&asked, row)).collect(),
        back_href,
    };
    page(&caller.app, &caller.visitor, "office/labels.html", &show)
}

/// A label is for a box that stands here, packed: before, nothing is in it; after, it is gone.
fn printable(state: State) -> Result<(), &'static str> {
    match state {
        State::Packed => Ok(()),
        State::AwaitingPayment | State::ToPack => Err("label-not-packed"),
        State::Shipped | State::Received | State::Settled => Err("label-sent"),
        State::Cancelled => Err("label-cancelled"),
    }
}

fn labels(asked: &Asked<'_>, parcel: &ConsignmentRow) -> Vec<Label> {
    let base = asked.app.settings().base_url();
    let label = |(place, boxed): (usize, &BoxRow)| {
        let line = parcel.lines.iter().find(|line| line.line == boxed.line)?;
        let address = format!("{base}/b/{}", boxed.token);
        Some(Label {
            qr: drawn(&address),
            address,
            line: line.clone(),
            boxed: boxed.clone(),
            place: place + 1,
            parcel: parcel.clone(),
        })
    };
    parcel.boxes.iter().enumerate().filter_map(label).collect()
}
