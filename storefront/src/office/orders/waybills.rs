//! The page of a carrier's list: tried without an effect, then taken whole or not at all.

use axum::response::Response;
use catalog::entity::import_file;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;

use super::actions::{take_waybills, try_waybills};
use super::view::ConsignmentRow;
use crate::asked::Asked;
use crate::caller::Caller;
use crate::error::Problem;
use crate::form::Form;
use crate::imports::Upload;
use crate::office::Imported;
use crate::office::orders::view::consignments;
use crate::page::{page_after, see};
use exchange::entity::consignment::State;
use exchange::retail::consignment::view::{Filter, Wanted};

/// Lists of the history on the page.
const FILES_SHOWN: u64 = 10;
/// Parcels that wait for a waybill on the page.
const PARCELS_SHOWN: u64 = 100;

#[derive(Serialize)]
struct FileLine {
    name: String,
    new: i64,
    known: i64,
    at: i64,
}

#[derive(Serialize)]
struct Show {
    waiting: Vec<ConsignmentRow>,
    total: u64,
    tried: Option<Imported>,
    files: Vec<FileLine>,
}

/// The page.
pub async fn show(caller: Caller) -> Result<Response, Problem> {
    render(&caller.asked(), None, None).await
}

/// Tries a list out, or takes it in.
pub async fn hand_in(caller: Caller, upload: Upload) -> Result<Response, Problem> {
    let asked = caller.asked();
    let form = Form::default();
    let file = (upload.name.as_str(), &*upload.bytes);
    if upload.field("dry") == "yes" {
        return match try_waybills(&asked, file).await {
            Ok(tried) => render(&asked, Some(tried), None).await,
            Err(problem) => render(&asked, None, Some((&form, &problem))).await,
        };
    }
    match take_waybills(&asked, upload.keyed(&caller.actor)?, file).await {
        Ok(_) => Ok(see("/office/waybills")),
        Err(problem) => render(&asked, None, Some((&form, &problem))).await,
    }
}

async fn render(
    asked: &Asked<'_>,
    tried: Option<Imported>,
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let wanted = Wanted {
        filter: Filter::In(State::Packed),
        words: "",
        page: 1,
        per_page: PARCELS_SHOWN,
    };
    let found = consignments(asked, &wanted).await?;
    let files = import_file::Entity::find()
        .filter(
            asked
                .scope()?
                .cooperative_rows(import_file::Column::OrganisationId),
        )
        .filter(import_file::Column::Kind.eq("waybills"))
        .order_by_desc(import_file::Column::Id)
        .limit(FILES_SHOWN)
        .all(asked.app.database().read())
        .await?;
    let line = |row: import_file::Model| FileLine {
        name: row.name,
        new: row.rows_new,
        known: row.rows_known,
        at: row.at,
    };
    let show = Show {
        waiting: found.consignments,
        total: found.total,
        tried,
        files: files.into_iter().map(line).collect(),
    };
    page_after(
        asked.app,
        asked.visitor,
        "office/waybills.html",
        &show,
        refused,
    )
}
