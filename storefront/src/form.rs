//! What a person typed into a form: read field by field, kept as typed when something must change.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use ledger::{Grams, Money};
use serde::Serialize;

use crate::app::App;
use crate::error::{FieldProblem, Problem, RowProblem};
use crate::idempotency::Keyed;
use crate::render::Arg;
use crate::token;
use crate::visitor::{Actor, Visitor};

/// The field that carries the idempotency key.
const KEY_FIELD: &str = "idempotency_key";

/// The fields of one posted form.
#[derive(Clone, Debug, Default)]
pub struct Form {
    path: String,
    values: BTreeMap<String, String>,
    problems: Vec<FieldProblem>,
}

/// What the template shows of a form: values as typed, a sentence under each field at fault.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FormView {
    /// As typed, by field.
    pub typed: BTreeMap<String, String>,
    /// Sentences, by field.
    pub errors: BTreeMap<String, String>,
    /// A sentence for the whole form; empty when there is none.
    pub banner: String,
    /// What is wrong with the rows of a handed-in file.
    pub rows: Vec<RowView>,
}

/// One bad row in words.
#[derive(Clone, Debug, Serialize)]
pub struct RowView {
    /// The line, counted from 1.
    pub line: usize,
    /// The column's name; empty when the whole line is at fault.
    pub column: &'static str,
    /// The reason.
    pub words: String,
}

impl FromRequest<App> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &App) -> Result<Self, Problem> {
        let path = request.uri().path().to_owned();
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| Problem::of_status(rejection.status()))?;
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes)
            .map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "bad-request"))?;
        Ok(Self {
            path,
            values: pairs.into_iter().collect(),
            problems: Vec::new(),
        })
    }
}

impl Form {
    /// A form that nobody has typed into, with some values filled in.
    pub fn filled(values: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            values: values.into_iter().collect(),
            ..Self::default()
        }
    }

    /// A field as typed, without outer spaces; empty when missing.
    pub fn get(&self, field: &str) -> &str {
        self.values.get(field).map_or("", |value| value.trim())
    }

    /// A field exactly as typed, for passwords.
    pub fn exact(&self, field: &str) -> &str {
        self.values.get(field).map_or("", String::as_str)
    }

    /// A field that may not be empty, of at most `length_max` characters.
    pub fn text(&mut self, field: &str, length_max: usize) -> String {
        let value = self.get(field).to_owned();
        if value.is_empty() {
            self.fault(field, "empty", Vec::new());
        } else if value.chars().count() > length_max {
            self.fault(
                field,
                "too-long",
                vec![("most".into(), length_max.to_string())],
            );
        }
        value
    }

    /// A whole number above zero; zero stands in when it is not one.
    pub fn positive(&mut self, field: &str) -> u32 {
        let value = self.get(field).to_owned();
        match value.parse::<u32>() {
            Ok(number) if number > 0 => number,
            _ => {
                self.fault(
                    field,
                    if value.is_empty() {
                        "empty"
                    } else {
                        "not-a-whole-number"
                    },
                    Vec::new(),
                );
                0
            }
        }
    }

    /// A sum in yuan, above zero.
    pub fn yuan(&mut self, field: &str) -> Money {
        self.sum(field, false)
    }

    /// A sum in yuan, zero allowed.
    pub fn yuan_or_zero(&mut self, field: &str) -> Money {
        self.sum(field, true)
    }

    fn sum(&mut self, field: &str, zero: bool) -> Money {
        let value = self.get(field).replace(',', "");
        match value.parse::<Money>() {
            Ok(sum) if sum > Money::ZERO || (zero && sum == Money::ZERO) => sum,
            _ => {
                self.fault(
                    field,
                    if value.is_empty() {
                        "empty"
                    } else {
                        "not-a-sum"
                    },
                    Vec::new(),
                );
                Money::ZERO
            }
        }
    }

    /// A weight in jin, above zero.
    pub fn jin(&mut self, field: &str) -> Grams {
        let value = self.get(field).replace(',', "");
        match Grams::from_jin(&value) {
            Ok(weight) if weight > Grams::ZERO => weight,
            _ => {
                self.fault(
                    field,
                    if value.is_empty() {
                        "empty"
                    } else {
                        "not-a-weight"
                    },
                    Vec::new(),
                );
                Grams::ZERO
            }
        }
    }

    /// Notes a fault of a field.
    pub fn fault(&mut self, field: &str, code: &str, args: Vec<(String, String)>) {
        self.problems.push(FieldProblem {
            field: field.into(),
            code: code.into(),
            args,
        });
    }

    /// Refuses when any field read so far was at fault.
    ///
    /// # Errors
    /// `422` with every fault.
    pub fn check(&mut self) -> Result<(), Problem> {
        if self.problems.is_empty() {
            return Ok(());
        }
        let fields = std::mem::take(&mut self.problems);
        Err(Problem {
            fields,
            ..Problem::unprocessable("check-fields")
        })
    }

    /// The form's idempotency key, in the actor's space.
    ///
    /// # Errors
    /// `400` when it is missing or malformed.
    pub fn keyed(&self, actor: &Actor) -> Result<Keyed, Problem> {
        let fields: Vec<String> = self
            .values
            .iter()
            .filter(|(name, _)| *name != KEY_FIELD)
            .map(|(name, value)| format!("{name}={}", value.trim()))
            .collect();
        let body = token::hash_parts(&[self.path.as_bytes(), fields.join("\n").as_bytes()]);
        Keyed::new(
            actor.key_space(),
            self.values.get(KEY_FIELD).map(String::as_str),
            hex::encode(body),
        )
    }

    /// What the template shows after `problem`.
    pub fn view(&self, app: &App, visitor: &Visitor, problem: Option<&Problem>) -> FormView {
        let mut view = FormView {
            typed: self.values.clone(),
            ..FormView::default()
        };
        view.typed
            .retain(|name, _| !name.contains("password") && name != KEY_FIELD);
        let Some(problem) = problem else {
            return view;
        };
        view.banner = app.renderer().message(
            visitor.lang,
            &format!("problem-{}", problem.code),
            &args(&problem.args),
        );
        for field in &problem.fields {
            let words = app.renderer().message(
                visitor.lang,
                &format!("field-{}", field.code),
                &args(&field.args),
            );
            view.errors.entry(field.field.clone()).or_insert(words);
        }
        view.rows = row_views(app, visitor, problem);
        view
    }
}

/// The bad rows of a problem in the visitor's language.
pub fn row_views(app: &App, visitor: &Visitor, problem: &Problem) -> Vec<RowView> {
    let words = |row: &RowProblem| {
        app.renderer()
            .message(visitor.lang, row.key, &args(&row.args))
    };
    let view = |row: &RowProblem| RowView {
        line: row.line,
        column: row.column.unwrap_or_default(),
        words: words(row),
    };
    problem.rows.iter().map(view).collect()
}

/// Values as the messages take them.
pub fn args(values: &[(String, String)]) -> Vec<(&str, Arg<'_>)> {
    values
        .iter()
        .map(|(name, value)| (name.as_str(), Arg::Text(value)))
        .collect()
}
