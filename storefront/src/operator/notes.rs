//! The audit trail.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::Response;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::names::{Names, party_of};
use crate::app::App;
use crate::entity::{audit, person};
use crate::error::Problem;
use crate::page::page;
use crate::render::{self, Arg, Lang};
use crate::visitor::Visitor;

/// Deeds on one page.
const SHOWN: u64 = 100;
/// Milliseconds of an hour.
const HOUR_MS: i64 = 3_600_000;

/// Which deeds to show.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    subject: String,
    before: Option<i64>,
}

#[derive(Serialize)]
struct DeedRow {
    at: i64,
    who: String,
    action: String,
    subject: String,
    /// What the subject is called; empty where it has no name.
    about: String,
    details: Vec<Detail>,
    request_id: String,
}

/// What is called by its number alone; each has words under `subject-`.
const NUMBERED: [&str; 12] = [
    "person",
    "statement",
    "bank-line",
    "withdrawal",
    "listing",
    "order",
    "instruction",
    "receipt",
    "payout",
    "intake",
    "consent",
    "mail",
];

/// A subject such as `listing:4` in words.
fn numbered(app: &App, lang: Lang, subject: &str) -> Option<String> {
    let (kind, number) = subject.split_once(':')?;
    let known = NUMBERED.contains(&kind);
    let words = || {
        let args = [("n", Arg::Text(number))];
        app.renderer()
            .message(lang, &format!("subject-{kind}"), &args)
    };
    known.then(words)
}

/// One value of a deed.
#[derive(Serialize)]
struct Detail {
    name: String,
    value: String,
}

/// The values of a deed as people write them: sums in yuan, weights in jin, spans in hours.
fn details(detail: &str) -> Vec<Detail> {
    let parsed = serde_json::from_str(detail).unwrap_or_default();
    let serde_json::Value::Object(values) = parsed else {
        return Vec::new();
    };
    let written = |(name, value): (String, serde_json::Value)| {
        let text = match (&value, value.as_i64()) {
            (serde_json::Value::Null, _) => return None,
            (_, Some(fen)) if name.ends_with("_fen") => render::fen(fen),
            (_, Some(grams)) if name.ends_with("_g") => render::jin(grams),
            (_, Some(span)) if name.ends_with("_ms") => (span / HOUR_MS).to_string(),
            (serde_json::Value::String(text), _) => text.clone(),
            (value, _) => value.to_string(),
        };
        Some(Detail { name, value: text })
    };
    values.into_iter().filter_map(written).collect()
}

#[derive(Serialize)]
struct Trail {
    subject: String,
    rows: Vec<DeedRow>,
    earlier: Option<i64>,
}

/// Who did what, newest first.
pub async fn audit(
    State(app): State<App>,
    visitor: Visitor,
    Query(filter): Query<Filter>,
) -> Result<Response, Problem> {
    let read = app.database().read();
    let mut query = audit::Entity::find()
        .order_by_desc(audit::Column::Id)
        .limit(SHOWN);
    if !filter.subject.is_empty() {
        query = query.filter(audit::Column::Subject.eq(&filter.subject));
    }
    if let Some(before) = filter.before {
        query = query.filter(audit::Column::Id.lt(before));
    }
    let rows = query.all(read).await?;
    let earlier = (rows.len() as u64 == SHOWN)
        .then(|| rows.last().map(|row| row.id))
        .flatten();
    let ids = rows.iter().filter_map(|row| row.person_id);
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .all(read)
        .await?;
    let name = |row: person::Model| {
        (
            row.id,
            if visitor.lang == Lang::Chinese {
                row.name_zh
            } else {
                row.name_en
            },
        )
    };
    let subjects = rows.iter().filter_map(|row| party_of(&row.subject));
    let parties = Names::read(&app, visitor.lang, subjects).await?;
    let names: BTreeMap<i64, String> = people.into_iter().map(name).collect();
    let rows = rows.into_iter().map(|row| DeedRow {
        at: row.at,
        who: row
            .person_id
            .and_then(|id| names.get(&id).cloned())
            .unwrap_or_default(),
        action: row.action,
        about: parties
            .of_subject(&row.subject)
            .or_else(|| numbered(&app, visitor.lang, &row.subject))
            .unwrap_or_default(),
        subject: row.subject,
        details: details(&row.detail),
        request_id: row.request_id,
    });
    let trail = Trail {
        subject: filter.subject,
        rows: rows.collect(),
        earlier,
    };
    page(&app, &visitor, "operator/audit.html", &trail)
}
