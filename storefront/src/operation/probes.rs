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

/// The process serves: the database answers and the market's desk runs.
pub async fn readyz(State(app): State<App>) -> Response {
    match app.database().read().execute_unprepared("SELECT 1").await {
        Ok(_) => (StatusCode::OK, "ready\n").into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
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
