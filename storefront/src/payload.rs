//! A JSON body, with the idempotency key that came beside it.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::Problem;
use crate::idempotency::Keyed;
use crate::token;
use crate::visitor::Actor;

/// The header of a client's idempotency key.
pub const KEY_HEADER: &str = "idempotency-key";

/// A parsed JSON body.
pub struct Payload<T> {
    /// The value.
    pub value: T,
    key: Option<String>,
    body_hash: String,
}

impl<T: DeserializeOwned> FromRequest<App> for Payload<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &App) -> Result<Self, Problem> {
        let path = request.uri().path().to_owned();
        let headers = request.headers().clone();
        if !is_json(&headers) {
            return Err(Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| Problem::of_status(rejection.status()))?;
        let value = serde_json::from_slice(&bytes).map_err(|error| {
            Problem::new(StatusCode::BAD_REQUEST, "bad-json")
                .with("line", error.line())
                .with("column", error.column())
                .with("reason", &error)
        })?;
        let key = headers
            .get(KEY_HEADER)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let body_hash = hex::encode(token::hash_parts(&[path.as_bytes(), &bytes]));
        Ok(Self {
            value,
            key,
            body_hash,
        })
    }
}

impl<T> Payload<T> {
    /// The request's idempotency key, in the actor's space.
    ///
    /// # Errors
    /// `400` when it is missing or malformed.
    pub fn keyed(&self, actor: &Actor) -> Result<Keyed, Problem> {
        self.keyed_in(actor.key_space())
    }

    /// The request's idempotency key, in a space of keys.
    ///
    /// # Errors
    /// `400` when it is missing or malformed.
    pub fn keyed_in(&self, space: String) -> Result<Keyed, Problem> {
        Keyed::new(space, self.key.as_deref(), self.body_hash.clone())
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    content_type.is_some_and(|value| {
        value
            .split(';')
            .next()
            .is_some_and(|media| media.trim() == "application/json")
    })
}
