//! Files of a cooperative: tried without an effect, then taken whole or not at all.

use std::collections::BTreeMap;

use axum::response::Response;
use catalog::entity::{advance, import_file};
use catalog::import::{self, fault::Faults};
use catalog::register::{self, Applied, Source};
use catalog::season::Due;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::Serialize;
use serde_json::json;

use crate::asked::Asked;
use crate::caller::Caller;
use crate::entity::person;
use crate::error::Problem;
use crate::form::Form;
use crate::idempotency::{Answer, Begun, Keyed};
use crate::imports::{Upload, refused};
use crate::page::{page_after, see};

/// Files of the history on one page.
const FILES_SHOWN: u64 = 30;

/// A kind of file that a cooperative hands in.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Households.
    Members,
    /// Weigh tickets.
    Intakes,
    /// Goods given on credit.
    Advances,
    /// Certificates of lots.
    Certificates,
    /// Goods for the shops' shelves.
    Shelves,
    /// What is sold.
    Products,
    /// What the shops sell.
    Skus,
}

impl Kind {
    /// All, in the order in which they are first needed.
    pub const ALL: [Self; 7] = [
        Self::Members,
        Self::Intakes,
        Self::Advances,
        Self::Certificates,
        Self::Shelves,
        Self::Products,
        Self::Skus,
    ];

    /// The word in addresses, in the database and in message keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Intakes => "intakes",
            Self::Advances => "advances",
            Self::Certificates => "certificates",
            Self::Shelves => "shelves",
            Self::Products => "products",
            Self::Skus => "skus",
        }
    }

    /// The kind of a word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Imported {
    /// The kind of file.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Rows written, or that would be.
    pub new: u64,
    /// Rows that were recorded before with the same content.
    pub known: u64,
    /// Whether nothing was written on purpose.
    pub dry_run: bool,
}

/// Takes a file in, whole or not at all.
///
/// # Errors
/// `422` with every bad row.
pub async fn import(
    asked: &Asked<'_>,
    keyed: Keyed,
    (kind, name, bytes): (Kind, &str, &[u8]),
) -> Result<Answer, Problem> {
    // The same key for another kind of file is another request.
    let keyed = Keyed {
        key: format!("{}:{}", keyed.key, kind.as_str()),
        ..keyed
    };
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let now = asked.app.now();
    let (applied, advances) = apply(asked, &turn.write, (kind, name, bytes)).await?;
    exchange::season::post_advances(&turn.write, &advances, now).await?;
    let detail =
        json!({ "what": name, "kind": kind.as_str(), "new": applied.new, "known": applied.known });
    let subject = format!("import:{}", kind.as_str());
    asked
        .noted(&*turn.write, ("file-imported", &subject), detail)
        .await?;
    let body =
        serde_json::to_value(imported((kind, name), applied, false)).map_err(Problem::broken)?;
    turn.finish(Answer::created(body), now).await
}

/// What taking a file in would do; nothing is written.
///
/// # Errors
/// `422` with every bad row.
pub async fn try_out(
    asked: &Asked<'_>,
    (kind, name, bytes): (Kind, &str, &[u8]),
) -> Result<Imported, Problem> {
    let write = asked.app.database().write().await?;
    let (applied, advances) = apply(asked, &write, (kind, name, bytes)).await?;
    exchange::season::post_advances(&write, &advances, asked.app.now()).await?;
    Ok(imported((kind, name), applied, true))
}

fn imported((kind, name): (Kind, &str), applied: Applied, dry_run: bool) -> Imported {
    Imported {
        kind: kind.as_str(),
        name: name.to_owned(),
        new: applied.new,
        known: applied.known,
        dry_run,
    }
}

async fn apply(
    asked: &Asked<'_>,
    tx: &DatabaseTransaction,
    (kind, name, bytes): (Kind, &str, &[u8]),
) -> Result<(Applied, Vec<advance::Model>), Problem> {
    let source = Source {
        organisation_id: Some(asked.actor.organisation()?),
        name: name.to_owned(),
        content_hash: register::file_hash(bytes),
        person_id: Some(asked.actor.person_id),
        now: asked.app.now(),
    };
    let applied = match kind {
        Kind::Members => {
            register::members(tx, &source, &import::members::parse(bytes).map_err(bad)?).await?
        }
        Kind::Intakes => {
            let grades = register::grade_book(tx).await?;
            register::intakes(
                tx,
                &source,
                &import::intakes::parse(bytes, &grades).map_err(bad)?,
            )
            .await?
        }
        Kind::Advances => {
            let rows = import::advances::parse(bytes).map_err(bad)?;
            return Ok(register::advances(tx, &source, &rows).await?);
        }
        Kind::Certificates => {
            let rows = import::certificates::parse(bytes).map_err(bad)?;
            register::certificates(tx, &source, &rows).await?
        }
        Kind::Shelves => {
            let rows = import::shelves::parse(bytes).map_err(bad)?;
            exchange::retail::shelf::put_on_sale(tx, &Due { source, rows }).await?
        }
        Kind::Products => {
            register::products(tx, &source, &import::products::parse(bytes).map_err(bad)?).await?
        }
        Kind::Skus => {
            register::skus(tx, &source, &import::skus::parse(bytes).map_err(bad)?).await?
        }
    };
    Ok((applied, Vec::new()))
}

fn bad(faults: Faults) -> Problem {
    refused(&faults)
}

#[derive(Serialize)]
struct FileRow {
    kind: String,
    name: String,
    new: i64,
    known: i64,
    who: String,
    at: i64,
}

#[derive(Serialize)]
struct Show {
    kinds: Vec<&'static str>,
    tried: Option<Imported>,
    files: Vec<FileRow>,
}

/// The page of files.
pub async fn show(caller: Caller) -> Result<Response, Problem> {
    render(&caller.asked(), None, None).await
}

async fn render(
    asked: &Asked<'_>,
    tried: Option<Imported>,
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let read = asked.app.database().read();
    let rows = import_file::Entity::find()
        .filter(
            asked
                .scope()?
                .cooperative_rows(import_file::Column::OrganisationId),
        )
        .order_by_desc(import_file::Column::Id)
        .limit(FILES_SHOWN)
        .all(read)
        .await?;
    let ids = rows.iter().filter_map(|row| row.person_id);
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .all(read)
        .await?;
    let names: BTreeMap<i64, String> = people
        .iter()
        .map(|row| (row.id, asked.named(&row.name_zh, &row.name_en)))
        .collect();
    let file = |row: import_file::Model| FileRow {
        who: row
            .person_id
            .and_then(|id| names.get(&id).cloned())
            .unwrap_or_default(),
        kind: row.kind,
        name: row.name,
        new: row.rows_new,
        known: row.rows_known,
        at: row.at,
    };
    let show = Show {
        kinds: Kind::ALL.map(Kind::as_str).to_vec(),
        tried,
        files: rows.into_iter().map(file).collect(),
    };
    page_after(
        asked.app,
        asked.visitor,
        "office/imports.html",
        &show,
        refused,
    )
}

/// Tries a file out, or takes it in.
pub async fn hand_in(caller: Caller, upload: Upload) -> Result<Response, Problem> {
    let asked = caller.asked();
    let form = Form::filled([("kind".to_owned(), upload.field("kind").to_owned())]);
    let Some(kind) = Kind::named(upload.field("kind")) else {
        let problem = Problem::field("kind", "unknown-choice");
        return render(&asked, None, Some((&form, &problem))).await;
    };
    let file = (kind, upload.name.as_str(), &*upload.bytes);
    if upload.field("dry") == "yes" {
        return match try_out(&asked, file).await {
            Ok(tried) => render(&asked, Some(tried), None).await,
            Err(problem) => render(&asked, None, Some((&form, &problem))).await,
        };
    }
    match import(&asked, upload.keyed(&caller.actor)?, file).await {
        Ok(_) => Ok(see("/office/imports")),
        Err(problem) => render(&asked, None, Some((&form, &problem))).await,
    }
}
