//! The one map from what the rooms refuse to a status and a page.
//!
//! A handler answers `Result<_, Problem>`. A problem is data: a status, a code and values. Its words
//! are in the message files under `problem-{code}`, and the outermost layer writes them in the
//! visitor's language, as problem details (RFC 9457) for programs and as a page for people.
//!
//! Use [`Problem::new`] with a code for what a caller can mend, [`Problem::field`] where one input is
//! at fault, and `?` on database errors, which people see only as "something broke on our side".

mod bank;
pub mod deals;
mod fulfilment;
pub mod funds;
mod goods;
mod market;
mod payouts;
mod proceeds;
mod retail;
mod shelves;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// One input that must change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The form field or JSON member.
    pub field: String,
    /// Its message key is `field-{code}`.
    pub code: String,
    /// Values for the message.
    pub args: Vec<(String, String)>,
}

/// One row of a handed-in file that must change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// The line, counted from 1; line 1 is the header or the whole file.
    pub line: usize,
    /// The column's name, if one is at fault.
    pub column: Option<&'static str>,
    /// The message's key.
    pub key: &'static str,
    /// Values for the message.
    pub args: Vec<(String, String)>,
}

/// Why a request was refused.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// Its message key is `problem-{code}`.
    pub code: &'static str,
    /// Values for the message.
    pub args: Vec<(String, String)>,
    /// The inputs at fault.
    pub fields: Vec<FieldProblem>,
    /// The rows at fault, when a file was handed in.
    pub rows: Vec<RowProblem>,
    /// Seconds after which a retry may succeed.
    pub retry_after: Option<u32>,
    /// For the log alone.
    pub cause: Option<Box<str>>,
}

impl Problem {
    /// A problem without values.
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self {
            status,
            code,
            args: Vec::new(),
            fields: Vec::new(),
            rows: Vec::new(),
            retry_after: None,
            cause: None,
        }
    }

    /// The thing does not exist, or is not the asker's to see: the two look alike.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found")
    }

    /// The request contradicts the state of things.
    pub fn conflict(code: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code)
    }

    /// The request is understood and cannot be done as it stands.
    pub fn unprocessable(code: &'static str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code)
    }

    /// One field is at fault.
    pub fn field(field: &str, code: &str) -> Self {
        Self::unprocessable("check-fields").with_field(field, code, Vec::new())
    }

    /// Adds a field at fault.
    #[must_use]
    pub fn with_field(mut self, field: &str, code: &str, args: Vec<(String, String)>) -> Self {
        self.fields.push(FieldProblem {
            field: field.into(),
            code: code.into(),
            args,
        });
        self
    }

    /// Adds a value for the message.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.into(), value.to_string()));
        self
    }

    /// Says when to come again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Something broke on our side; the cause goes to the log.
    pub fn broken(cause: impl ToString) -> Self {
        Self {
            cause: Some(cause.to_string().into()),
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "broken")
        }
    }

    /// What a bare status means, for answers that a library made.
    pub fn of_status(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::NOT_FOUND => "not-found",
            StatusCode::METHOD_NOT_ALLOWED => "method-not-allowed",
            StatusCode::PAYLOAD_TOO_LARGE => "too-large",
            StatusCode::REQUEST_TIMEOUT => "too-slow",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "media-type",
            status if status.is_client_error() => "bad-request",
            _ => "broken",
        };
        Self::new(status, code)
    }
}

impl From<sea_orm::DbErr> for Problem {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::broken(error)
    }
}

/// Carries the problem to the layer that knows the visitor's language.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
