//! Parcels in a list, by state or by what is looked for; several are packed or their labels printed
//! at once.

use axum::extract::Query;
use axum::response::Response;
use exchange::retail::consignment::view::{Filter, Wanted, counts};
use serde::{Deserialize, Serialize};

use super::actions::{Bulk, pack_some};
use super::view::{ConsignmentRow, consignments, filter_named};
use crate::asked::Asked;
use crate::caller::Caller;
use crate::error::Problem;
use crate::form::Form;
use crate::page::page_after;

/// Parcels of one page: small enough for a slow network.
const PER_PAGE: u64 = 30;

/// What a list is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asking {
    state: String,
    q: String,
    page: Option<u64>,
}

#[derive(Serialize)]
struct Tab {
    key: &'static str,
    count: i64,
    here: bool,
}

#[derive(Serialize)]
struct Show {
    now: i64,
    tabs: Vec<Tab>,
    state: &'static str,
    q: String,
    page: u64,
    pages: u64,
    base: String,
    total: u64,
    parcels: Vec<ConsignmentRow>,
    bulk: Option<Bulk>,
}

/// The list.
pub async fn index(caller: Caller, Query(asking): Query<Asking>) -> Result<Response, Problem> {
    render(&caller.asked(), &asking, (None, None)).await
}

/// Packs what was ticked, and shows what became of it.
pub async fn pack(caller: Caller, form: Form) -> Result<Response, Problem> {
    let asked = caller.asked();
    let keyed = form.keyed(&caller.actor)?;
    let ids = match form.get("all") {
        "yes" => form.numbers("shown-"),
        _ => form.numbers("box-"),
    };
    let asking = Asking::default();
    match pack_some(&asked, keyed, &ids).await {
        Ok(answer) => {
            let bulk = serde_json::from_value(answer.body).map_err(Problem::broken)?;
            render(&asked, &asking, (Some(bulk), None)).await
        }
        Err(problem) => render(&asked, &asking, (None, Some((&form, &problem)))).await,
    }
}

async fn render(
    asked: &Asked<'_>,
    asking: &Asking,
    (bulk, refused): (Option<Bulk>, Option<(&Form, &Problem)>),
) -> Result<Response, Problem> {
    let words = asking.q.trim();
    // Whoever looks for something looks everywhere, unless a state is named.
    let filter = match (asking.state.as_str(), words) {
        ("", words) if !words.is_empty() => Filter::All,
        (state, _) => filter_named(state)?,
    };
    let page = asking.page.unwrap_or(1).max(1);
    let wanted = Wanted {
        filter,
        words,
        page,
        per_page: PER_PAGE,
    };
    let found = consignments(asked, &wanted).await?;
    let counts = counts(asked.app.database().read(), asked.scope()?).await?;
    let tab = |of: Filter| Tab {
        key: of.as_str(),
        count: counts.get(of.as_str()).copied().unwrap_or_default(),
        here: of == filter,
    };
    let query = [("state", filter.as_str()), ("q", words)];
    let query = serde_urlencoded::to_string(query).map_err(Problem::broken)?;
    let show = Show {
        now: asked.app.now(),
        tabs: Filter::ALL.into_iter().map(tab).collect(),
        state: filter.as_str(),
        q: words.to_owned(),
        page,
        pages: found.total.div_ceil(PER_PAGE),
        base: format!("/office/orders?{query}&"),
        total: found.total,
        parcels: found.consignments,
        bulk,
    };
    page_after(
        asked.app,
        asked.visitor,
        "office/orders.html",
        &show,
        refused,
    )
}
