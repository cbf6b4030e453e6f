//! One effect per client-chosen key: the key's row commits together with what it did.
//!
//! Same key and body: the stored answer again. Same key, other body: 422. The first still at work in
//! this process: 409. "In flight" lives in memory alone, so that a crash leaves no key stuck.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::StatusCode;
use catalog::database::{Database, Write};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait};

use crate::entity::idempotency;
use crate::error::Problem;

/// Longest key that a client may choose.
const KEY_LENGTH_MAX: usize = 200;

/// A request's key, in the space of its actor, with what it asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyed {
    /// Whose key.
    pub actor: String,
    /// The key as the client chose it.
    pub key: String,
    /// Hash over path and body.
    pub body_hash: String,
}

impl Keyed {
    /// Checks a client's key.
    ///
    /// # Errors
    /// `400` when it is missing, too long or not printable ASCII.
    pub fn new(actor: String, key: Option<&str>, body_hash: String) -> Result<Self, Problem> {
        let key = key.map(str::trim).filter(|key| !key.is_empty());
        let key =
            key.ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "idempotency-key-missing"))?;
        if key.len() > KEY_LENGTH_MAX || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "idempotency-key-malformed",
            ));
        }
        Ok(Self {
            actor,
            key: key.to_owned(),
            body_hash,
        })
    }

    /// The same key for a body that has these bytes too, such as photographs beside a form's fields.
    #[must_use]
    pub fn with_bytes<'bytes>(mut self, bytes: impl Iterator<Item = &'bytes [u8]>) -> Self {
        for part in bytes {
            let parts = [self.body_hash.as_bytes(), part];
            self.body_hash = hex::encode(crate::token::hash_parts(&parts));
        }
        self
    }

    /// The key as the market's journal carries it.
    pub fn for_market(&self) -> engine::Key {
        exchange::desk::key::key_of(&self.actor, &self.key, self.body_hash.as_bytes())
    }
}

/// What a finished request answered, kept for its retries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status for programs.
    pub status: u16,
    /// JSON for programs.
    pub body: serde_json::Value,
}

impl Answer {
    /// 200 with a body.
    pub fn ok(body: serde_json::Value) -> Self {
        Self { status: 200, body }
    }

    /// 201 with a body.
    pub fn created(body: serde_json::Value) -> Self {
        Self { status: 201, body }
    }
}

/// Keys whose first request is still at work in this process.
#[derive(Clone, Default)]
pub struct InFlight(Arc<Mutex<HashSet<(String, String)>>>);

struct Busy {
    all: InFlight,
    key: (String, String),
}

impl InFlight {
    fn enter(&self, keyed: &Keyed) -> Option<Busy> {
        let key = (keyed.actor.clone(), keyed.key.clone());
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.insert(key.clone()).then(|| Busy {
            all: self.clone(),
            key,
        })
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.all
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.key);
    }
}

/// The begin of a keyed change.
pub enum Begun {
    /// It was done before: answer this.
    Answered(Answer),
    /// It is new: do it in the turn's transaction.
    Fresh(Turn),
}

/// A keyed change under way; dropping it without [`Turn::finish`] leaves no trace.
pub struct Turn {
    /// The transaction that effect and key share.
    pub write: Write,
    keyed: Keyed,
    _busy: Busy,
}

/// Begins a keyed change.
///
/// # Errors
/// `422` for a key used with another body, `409` while the first is at work.
pub async fn begin(
    database: &Database,
    in_flight: &InFlight,
    keyed: Keyed,
) -> Result<Begun, Problem> {
    let Some(busy) = in_flight.enter(&keyed) else {
        return Err(Problem::conflict("idempotency-in-flight").retry_after(1));
    };
    let write = database.write().await?;
    let known = idempotency::Entity::find_by_id((keyed.actor.clone(), keyed.key.clone()))
        .one(&*write)
        .await?;
    match known {
        None => Ok(Begun::Fresh(Turn {
            write,
            keyed,
            _busy: busy,
        })),
        Some(known) if known.body_hash != keyed.body_hash => {
            Err(Problem::unprocessable("idempotency-other-body"))
        }
        Some(known) => {
            let body = serde_json::from_str(&known.answer).map_err(Problem::broken)?;
            let status = u16::try_from(known.status).unwrap_or(200);
            Ok(Begun::Answered(Answer { status, body }))
        }
    }
}

impl Turn {
    /// Stores the answer under the key and commits both with the effect.
    ///
    /// # Errors
    /// When the database does; a key that another process stored meanwhile is `409`.
    pub async fn finish(self, answer: Answer, now: i64) -> Result<Answer, Problem> {
        let row = idempotency::ActiveModel {
            actor: Set(self.keyed.actor.clone()),
            key: Set(self.keyed.key.clone()),
            body_hash: Set(self.keyed.body_hash.clone()),
            status: Set(i64::from(answer.status)),
            answer: Set(answer.body.to_string()),
            at: Set(now),
        };
        row.insert(&*self.write)
            .await
            .map_err(|error| match error.sql_err() {
                Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => {
                    Problem::conflict("idempotency-in-flight")
                }
                _ => Problem::broken(error),
            })?;
        self.write.commit().await?;
        Ok(answer)
    }
}
