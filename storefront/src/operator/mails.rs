//! Mails: what did not go out and what to do about it, what went out, and how each one looks.

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use sea_orm::{EntityTrait, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::app::App;
use crate::audit::{self, Deed};
use crate::entity::outbox;
use crate::error::Problem;
use crate::mail::Mail;
use crate::mail::samples::{NAMES, Samples};
use crate::outbox::{self as post, Decision};
use crate::page::{page, see};
use crate::render::Lang;
use crate::visitor::Visitor;

/// Mails on one page.
const SHOWN: u64 = 100;
/// A mail has inline styles; nothing else is let in, and it can do nothing.
const LETTER_SECURITY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'; sandbox";

#[derive(Serialize)]
struct MailRow {
    id: i64,
    at: i64,
    to: String,
    subject: String,
    /// `waiting`, `late`, `stopped`, `left` or `sent`.
    state: &'static str,
    attempts: i64,
    reason: String,
    /// What it says; empty where it is for its reader's eyes alone.
    text: String,
}

#[derive(Serialize)]
struct Mails {
    /// Stopped: the operator decides.
    stopped: Vec<MailRow>,
    mails: Vec<MailRow>,
    /// Whether mail lands in a folder of this house.
    stays_here: bool,
}

fn state(row: &outbox::Model) -> &'static str {
    match (row.done_at, row.stopped_at) {
        (Some(_), Some(_)) => "left",
        (Some(_), None) => "sent",
        (None, Some(_)) => "stopped",
        (None, None) if row.error.is_empty() => "waiting",
        (None, None) => "late",
    }
}

fn view(row: outbox::Model, stays_here: bool) -> MailRow {
    let mail: Mail = serde_json::from_str(&row.payload).unwrap_or_default();
    MailRow {
        id: row.id,
        at: row.at,
        to: mail.to,
        subject: mail.subject,
        state: state(&row),
        attempts: row.attempts,
        reason: row.error,
        text: if stays_here { mail.text } else { String::new() },
    }
}

/// Those that did not go first, then the newest.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let read = app.database().read();
    let stopped = post::stopped()
        .order_by_desc(outbox::Column::Id)
        .limit(SHOWN)
        .all(read)
        .await?;
    let newest = outbox::Entity::find()
        .order_by_desc(outbox::Column::Id)
        .limit(SHOWN)
        .all(read)
        .await?;
    let stays_here = app.mailer().stays_here();
    let rows = |rows: Vec<outbox::Model>| {
        let rows = rows.into_iter().map(|row| view(row, stays_here));
        rows.collect::<Vec<_>>()
    };
    let newest = newest.into_iter().filter(|row| state(row) != "stopped");
    let mails = Mails {
        stopped: rows(stopped),
        mails: rows(newest.collect()),
        stays_here,
    };
    page(&app, &visitor, "operator/mails.html", &mails)
}

/// Has a mail that stopped tried again.
pub async fn again(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    decide(&app, &visitor, (id, Decision::Again)).await
}

/// Lets a mail that stopped be.
pub async fn leave(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    decide(&app, &visitor, (id, Decision::Leave)).await
}

async fn decide(
    app: &App,
    visitor: &Visitor,
    (id, decision): (i64, Decision),
) -> Result<Response, Problem> {
    let now = app.now();
    let write = app.database().write().await?;
    if outbox::Entity::find_by_id(id).one(&*write).await?.is_none() {
        return Err(Problem::not_found());
    }
    if !post::decide(&write, id, (decision, now)).await? {
        return Err(Problem::new(StatusCode::CONFLICT, "mail-decided"));
    }
    let deed = Deed {
        action: match decision {
            Decision::Again => "mail-again",
            Decision::Leave => "mail-left",
        },
        subject: &format!("mail:{id}"),
        detail: Value::Null,
    };
    audit::write(&*write, visitor, &deed, now).await?;
    write.commit().await?;
    post::wake();
    Ok(see("/operator/mails"))
}

#[derive(Serialize)]
struct Sample {
    name: &'static str,
    subject: String,
    text: String,
}

#[derive(Serialize)]
struct Preview {
    samples: Vec<Sample>,
}

/// Every mail with invented facts, as plain text, with links to its sheet in both languages.
pub async fn samples(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let samples = NAMES.into_iter().filter_map(|name| {
        let mail = letters(&app, visitor.lang).mail(name)?;
        Some(Sample {
            name,
            subject: mail.subject,
            text: mail.text,
        })
    });
    let samples = samples.collect();
    page(
        &app,
        &visitor,
        "operator/mail_samples.html",
        &Preview { samples },
    )
}

fn letters(app: &App, lang: Lang) -> Samples<'_> {
    Samples {
        renderer: app.renderer(),
        lang,
        base_url: "https://sanbao.example",
    }
}

/// In which language a sample is shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    lang: String,
}

/// The sheet of one mail, alone.
pub async fn sample(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Response, Problem> {
    let lang = Lang::from_tag(&shown.lang).unwrap_or(visitor.lang);
    let mail = letters(&app, lang)
        .mail(&name)
        .ok_or_else(Problem::not_found)?;
    let headers = [(header::CONTENT_SECURITY_POLICY, LETTER_SECURITY)];
    Ok((headers, Html(mail.html)).into_response())
}
