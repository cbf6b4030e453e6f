//! The pages of payouts, the same for a cooperative and for the operator.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::actions::{self, PrepareRequest, file_of};
use super::view::{
    BatchDetail, BatchRow, Due, StopView, batch_detail, batches, due, is_office, stop,
};
use crate::asked::Asked;
use crate::caller::Caller;
use crate::error::Problem;
use crate::form::Form;
use crate::idempotency::Answer;
use crate::imports::Upload;
use crate::page::{page_after, see};

#[derive(Serialize)]
struct Index {
    base: &'static str,
    office: bool,
    stop: Option<StopView>,
    due: Vec<Due>,
    batches: Vec<BatchRow>,
}

/// Batches, what is due, and the way for the bank's answer.
pub async fn index(caller: Caller) -> Result<Response, Problem> {
    render_index(&caller.asked(), None).await
}

fn base(asked: &Asked<'_>) -> Result<&'static str, Problem> {
    Ok(if is_office(asked)? {
        "/office/payouts"
    } else {
        "/operator/payouts"
    })
}

async fn render_index(
    asked: &Asked<'_>,
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let index = Index {
        base: base(asked)?,
        office: is_office(asked)?,
        stop: stop(asked).await?,
        due: due(asked).await?,
        batches: batches(asked).await?,
    };
    page_after(
        asked.app,
        asked.visitor,
        "payouts/index.html",
        &index,
        refused,
    )
}

#[derive(Serialize)]
struct Show {
    base: &'static str,
    office: bool,
    stop: Option<StopView>,
    detail: BatchDetail,
    /// Whether the visitor prepared it, and so cannot sign second.
    is_first: bool,
    /// Whether the visitor's role signs second.
    signs: bool,
}

/// One batch.
pub async fn show(caller: Caller, Path(batch): Path<i64>) -> Result<Response, Problem> {
    render(&caller.asked(), batch, None).await
}

async fn render(
    asked: &Asked<'_>,
    batch: i64,
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let detail = batch_detail(asked, batch).await?;
    let show = Show {
        base: base(asked)?,
        office: is_office(asked)?,
        stop: stop(asked).await?,
        is_first: detail.batch.prepared_by_id == asked.actor.person_id,
        signs: super::SIGNERS.contains(&asked.actor.role),
        detail,
    };
    page_after(
        asked.app,
        asked.visitor,
        "payouts/batch.html",
        &show,
        refused,
    )
}

/// Prepares a batch and shows it.
pub async fn prepare(caller: Caller, form: Form) -> Result<Response, Problem> {
    let asked = caller.asked();
    let request = PrepareRequest {
        kind: form.get("kind").to_owned(),
    };
    match actions::prepare(&asked, form.keyed(&caller.actor)?, &request).await {
        Ok(answer) => {
            let batch = answer.body["batch"]
                .as_i64()
                .ok_or_else(|| Problem::broken("a batch without id"))?;
            Ok(see(&format!("{}/{batch}", base(&asked)?)))
        }
        Err(problem) => render_index(&asked, Some((&form, &problem))).await,
    }
}

async fn shown(
    asked: &Asked<'_>,
    (batch, form): (i64, &Form),
    result: Result<Answer, Problem>,
) -> Result<Response, Problem> {
    match result {
        Ok(_) => Ok(see(&format!("{}/{batch}", base(asked)?))),
        Err(problem) => render(asked, batch, Some((form, &problem)))
            .await
            .map_err(|_| problem),
    }
}

/// Signs a batch.
pub async fn approve(
    caller: Caller,
    (Path(batch), form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let asked = caller.asked();
    let result = actions::approve(&asked, form.keyed(&caller.actor)?, batch).await;
    shown(&asked, (batch, &form), result).await
}

/// Gives a batch up.
pub async fn drop_batch(
    caller: Caller,
    (Path(batch), form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let asked = caller.asked();
    let result = actions::drop_batch(&asked, form.keyed(&caller.actor)?, batch).await;
    shown(&asked, (batch, &form), result).await
}

/// Sends a batch's file out; the page then offers it.
pub async fn export(
    caller: Caller,
    (Path(batch), form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let asked = caller.asked();
    let result = actions::export(&asked, form.keyed(&caller.actor)?, batch).await;
    shown(&asked, (batch, &form), result).await
}

/// The file that went out, the same every time.
pub async fn file(caller: Caller, Path(batch): Path<i64>) -> Result<Response, Problem> {
    let asked = caller.asked();
    let file = file_of(&asked, batch).await?;
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, file.content).into_response())
}

/// Takes the bank's answer in.
pub async fn answers(caller: Caller, upload: Upload) -> Result<Response, Problem> {
    let asked = caller.asked();
    let file = (upload.name.as_str(), &*upload.bytes);
    let result = match upload.keyed(&caller.actor) {
        Ok(keyed) => actions::answers(&asked, keyed, file).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(_) => Ok(see(&format!("{}#batches", base(&asked)?))),
        Err(problem) => render_index(&asked, Some((&Form::default(), &problem))).await,
    }
}
