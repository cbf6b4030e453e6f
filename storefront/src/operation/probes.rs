//! Health, metrics and assets.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sea_orm::ConnectionTrait;

use crate::app::App;
use crate::error::Problem;

/// The process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// The process serves: the database answers, the market's desk runs and its projection has not stopped.
pub async fn readyz(State(app): State<App>) -> Response {
    let database = app.database().read().execute_unprepared("SELECT 1").await;
    let desk = app.desk().venue().await;
    let projection = app.exchange().projected.stopped();
    match (database, desk, projection) {
        (Ok(_), Ok(_), None) => (StatusCode::OK, "ready\n").into_response(),
        (database, desk, projection) => {
            let (database, desk) = (database.err(), desk.err());
            tracing::warn!(?database, ?desk, ?projection, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
        }
    }
}

/// Counters and histograms for a collector.
pub async fn metrics(State(app): State<App>) -> Response {
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4")],
        app.metrics(),
    )
        .into_response()
}

/// A style, script or picture; pages link it with its hash, so browsers may keep it for ever.
pub async fn asset(State(app): State<App>, Path(path): Path<String>) -> Result<Response, Problem> {
    let asset = app.renderer().asset(&path).ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.bytes.clone()).into_response())
}
