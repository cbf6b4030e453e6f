//! Where providers say that something happened: each has an address of its own, and what is said there
//! is a reason to look.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use exchange::retail::payment;

use super::SIGNATURE_HEADER;
use crate::app::App;
use crate::error::Problem;
use crate::router::{ANYONE, Changes, Reach, Table};

/// The route that providers call.
pub fn routes() -> Table {
    // No key: a notice has an id of its own, and a payment is completed once however often it is said.
    let told = (ANYONE, Reach::Public, Changes::Other);
    Table::default().post("/payments/{provider}/notice", told, post(take))
}

/// Takes a notice; anything but success makes the provider send it again.
async fn take(
    State(app): State<App>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let providers = &app.exchange().providers;
    providers.get(&provider).ok_or_else(Problem::not_found)?;
    let signature = headers
        .get(SIGNATURE_HEADER)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let said = (signature, body.as_ref());
    payment::notice(app.database(), providers, &provider, said, app.now()).await?;
    app.exchange().wake();
    Ok(StatusCode::NO_CONTENT.into_response())
}
