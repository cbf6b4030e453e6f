//! The audit trail, and the mails that went out to the folder.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::Response;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::entity::{audit, person};
use crate::error::Problem;
use crate::mail::Mail;
use crate::page::page;
use crate::render::Lang;
use crate::visitor::Visitor;

/// Deeds and mails on one page.
const SHOWN: u64 = 100;

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
    detail: String,
    request_id: String,
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
    let names: BTreeMap<i64, String> = people.into_iter().map(name).collect();
    let rows = rows.into_iter().map(|row| DeedRow {
        at: row.at,
        who: row
            .person_id
            .and_then(|id| names.get(&id).cloned())
            .unwrap_or_default(),
        action: row.action,
        subject: row.subject,
        detail: if row.detail == "null" {
            String::new()
        } else {
            row.detail
        },
        request_id: row.request_id,
    });
    let trail = Trail {
        subject: filter.subject,
        rows: rows.collect(),
        earlier,
    };
    page(&app, &visitor, "operator/audit.html", &trail)
}

#[derive(Serialize)]
struct Mails {
    mails: Vec<Mail>,
}

/// The newest mails.
pub async fn mails(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let mails = app
        .mailer()
        .newest(usize::try_from(SHOWN).unwrap_or(usize::MAX))
        .await
        .map_err(Problem::broken)?;
    page(&app, &visitor, "operator/mails.html", &Mails { mails })
}
