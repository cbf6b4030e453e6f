//! Bodies over the limit: read away, so that the sender is still there to hear why.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;

use crate::command::BODY_BYTES_MAX;
use crate::error::Problem;

/// The most that is read away; a sender of more finds the connection closed.
const READ_AWAY_BYTES_MAX: usize = 4 * BODY_BYTES_MAX;

/// Refuses a body that says it is over the limit, once its sender has sent it.
pub async fn bounded(request: Request, next: Next) -> Response {
    let declared = request.headers().get(header::CONTENT_LENGTH);
    let declared = declared.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if declared.is_none_or(|bytes| bytes <= BODY_BYTES_MAX) {
        return next.run(request).await;
    }
    let mut body = request.into_body().into_data_stream();
    let mut read = 0;
    while let Some(Ok(part)) = body.next().await {
        read += part.len();
        if read > READ_AWAY_BYTES_MAX {
            break;
        }
    }
    Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE).into_response()
}
