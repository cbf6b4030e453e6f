//! Files that people hand in: read from a form or a request's body, refused with every bad row.

use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::header;
use catalog::import::fault::{Faults, RowError};

use crate::app::App;
use crate::error::{Problem, RowProblem};
use crate::idempotency::Keyed;
use crate::payload::KEY_HEADER;
use crate::token;
use crate::visitor::Actor;

/// Largest file, in bytes: a season's tickets. Everything that is no file is held to the library's 2 MB.
pub const FILE_BYTES_MAX: usize = 32 * 1024 * 1024;

/// A file as it was handed in, with the form's other fields.
pub struct Upload {
    /// The file's name; empty for a program's body.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
    /// The other fields.
    pub fields: Vec<(String, String)>,
    path: String,
    key: Option<String>,
}

impl FromRequest<App> for Upload {
    type Rejection = Problem;

    async fn from_request(mut request: Request, state: &App) -> Result<Self, Problem> {
        DefaultBodyLimit::max(FILE_BYTES_MAX).apply(&mut request);
        let path = request.uri().path().to_owned();
        let headers = request.headers();
        let key = headers
            .get(KEY_HEADER)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let is_form = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with("multipart/form-data"));
        let mut upload = Self {
            name: String::new(),
            bytes: Bytes::new(),
            fields: Vec::new(),
            path,
            key,
        };
        if is_form {
            let form = Multipart::from_request(request, state).await;
            upload
                .read_form(form.map_err(|rejection| Problem::of_status(rejection.status()))?)
                .await?;
        } else {
            let body = Bytes::from_request(request, state).await;
            upload.bytes = body.map_err(|rejection| Problem::of_status(rejection.status()))?;
        }
        Ok(upload)
    }
}

/// A form that breaks off, or is larger than a file may be.
fn unreadable(error: MultipartError) -> Problem {
    Problem::of_status(error.status())
}

impl Upload {
    async fn read_form(&mut self, mut form: Multipart) -> Result<(), Problem> {
        while let Some(field) = form.next_field().await.map_err(unreadable)? {
            let name = field.name().unwrap_or_default().to_owned();
            if let Some(file) = field.file_name().map(str::to_owned) {
                self.name = file;
                self.bytes = field.bytes().await.map_err(unreadable)?;
            } else {
                let value = field.text().await.map_err(unreadable)?;
                self.fields.push((name, value));
            }
        }
        let key = self
            .fields
            .iter()
            .find(|(name, _)| name == "idempotency_key");
        self.key = self
            .key
            .take()
            .or_else(|| key.map(|(_, value)| value.clone()));
        Ok(())
    }

    /// A field of the form; empty when missing.
    pub fn field(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(found, _)| found == name)
            .map_or("", |(_, value)| value.trim())
    }

    /// The request's idempotency key, in the actor's space.
    ///
    /// # Errors
    /// `400` when it is missing or malformed.
    pub fn keyed(&self, actor: &Actor) -> Result<Keyed, Problem> {
        let body = token::hash_parts(&[self.path.as_bytes(), &self.bytes]);
        Keyed::new(actor.key_space(), self.key.as_deref(), hex::encode(body))
    }
}

/// The refusal of a file, with its bad rows.
pub fn refused(faults: &Faults) -> Problem {
    let rows = faults.listed().iter().map(row).collect();
    Problem {
        rows,
        ..Problem::unprocessable("import-refused").with("rows", faults.total())
    }
}

fn row(error: &RowError) -> RowProblem {
    let args = error
        .reason
        .args()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    RowProblem {
        line: error.line,
        column: error.column,
        key: error.reason.key(),
        args,
    }
}
