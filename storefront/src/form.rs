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

    /// The same form, posted to a path.
    #[must_use]
    pub fn at(self, path: String) -> Self {
        Self { path, ..self }
    }

    /// A field as typed, without outer spaces; empty when missing.
    pub fn get(&self, field: &str) -> &str {
        self.values.get(field).map_or("", |value| value.trim())
    }

    /// A field exactly as typed, for passwords.
    pub fn exact(&self, field: &str) -> &str {
        self.values.get(field).map_or("", String::as_str)
    }

    /// The numbers in the names of fields that begin so, such as 12 of `box-12`: what was ticked.
    pub fn numbers(&self, prefix: &str) -> Vec<i64> {
        let names = self.values.keys();
        names
            .filter_map(|name| name.strip_prefix(prefix)?.parse().ok())
            .collect()
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

    #[allow(dead_code, reason = "the checkout page is the first to use it")]
    /// Writes a field as if it had been typed.
    pub fn set(&mut self, field: &str, value: &str) {
        self.values.insert(field.to_owned(), value.to_owned());
    }

    #[allow(dead_code, reason = "the checkout page is the first to use it")]
    /// Notes faults that were found elsewhere.
    pub fn faults(&mut self, problems: Vec<FieldProblem>) {
        self.problems.extend(problems);
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
        self.keyed_in(actor.key_space())
    }

    /// The form's idempotency key, in a space of keys.
    ///
    /// # Errors
    /// `400` when it is missing or malformed.
    pub fn keyed_in(&self, space: String) -> Result<Keyed, Problem> {
        let fields: Vec<String> = self
            .values
            .iter()
            .filter(|(name, _)| *name != KEY_FIELD)
            .map(|(name, value)| format!("{name}={}", value.trim()))
            .collect();
        let body = token::hash_parts(&[self.path.as_bytes(), fields.join("\n").as_bytes()]);
        Keyed::new(
            space,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(value: &str) -> Form {
        Form::filled([("field".to_owned(), value.to_owned())])
    }

    /// What a reader made of a field, and the fault that it noted.
    fn check<T: PartialEq + std::fmt::Debug>(
        read: impl Fn(&mut Form, &str) -> T,
        cases: &[(&str, T, &str)],
    ) {
        for (value, wanted, code) in cases {
            let mut form = typed(value);
            assert_eq!(read(&mut form, "field"), *wanted, "{value:?}");
            let noted = form.check().err().map(|problem| problem.fields.clone());
            let noted = noted.unwrap_or_default();
            let codes: Vec<&str> = noted.iter().map(|fault| fault.code.as_str()).collect();
            let expected: Vec<&str> = code.split_whitespace().collect();
            assert_eq!(codes, expected, "{value:?}");
        }
    }

    #[test]
    fn a_quantity_is_a_whole_number_above_zero() {
        let whole = "not-a-whole-number";
        let cases = [
            ("1", 1, ""),
            (" 4294967295 ", u32::MAX, ""),
            ("0", 0, whole),
            ("-1", 0, whole),
            ("1.0", 0, whole),
            ("1e3", 0, whole),
            ("4294967296", 0, whole),
            ("二", 0, whole),
            ("", 0, "empty"),
            ("   ", 0, "empty"),
        ];
        check(Form::positive, &cases);
    }

    #[test]
    fn a_sum_has_at_most_two_decimals_and_is_above_zero() {
        let sum = "not-a-sum";
        let none = Money::ZERO;
        let cases = [
            ("2,400.00", Money::fen(240_000), ""),
            ("0.01", Money::fen(1), ""),
            ("5", Money::fen(500), ""),
            ("0", none, sum),
            ("0.00", none, sum),
            ("-0.01", none, sum),
            ("0.001", none, sum),
            ("1.2.3", none, sum),
            ("1e5", none, sum),
            ("NaN", none, sum),
            ("99999999999999999999", none, sum),
            ("", none, "empty"),
        ];
        check(Form::yuan, &cases);
        check(
            Form::yuan_or_zero,
            &[
                ("0", none, ""),
                ("0.00", none, ""),
                ("-0.01", none, "not-a-sum"),
            ],
        );
    }

    #[test]
    fn a_weight_is_above_zero_and_no_finer_than_a_gram() {
        let weight = "not-a-weight";
        let grams = |grams| Grams::new(grams).unwrap();
        let cases = [
            ("20,000", grams(10_000_000), ""),
            ("0.002", grams(1), ""),
            ("0.001", Grams::ZERO, weight),
            ("0", Grams::ZERO, weight),
            ("-1", Grams::ZERO, weight),
            ("many", Grams::ZERO, weight),
            ("99999999999999999999", Grams::ZERO, weight),
            ("", Grams::ZERO, "empty"),
        ];
        check(Form::jin, &cases);
    }

    #[test]
    fn a_text_is_counted_in_characters() {
        let read = |form: &mut Form, field: &str| form.text(field, 3);
        let cases = [
            ("王村社", "王村社".to_owned(), ""),
            ("王村合作社", "王村合作社".to_owned(), "too-long"),
            ("", String::new(), "empty"),
        ];
        check(read, &cases);
    }

    #[test]
    fn a_key_is_for_one_path_and_for_what_was_typed() {
        let actor = Actor {
            person_id: 7,
            role: crate::entity::person::Role::Trader,
            organisation_id: None,
            household_id: None,
            name: (String::new(), String::new()),
        };
        let form = |path: &str, key: &str, value: &str| Form {
            path: path.to_owned(),
            ..Form::filled([
                (KEY_FIELD.to_owned(), key.to_owned()),
                ("amount".to_owned(), value.to_owned()),
            ])
        };
        let keyed = |form: Form| form.keyed(&actor).unwrap();
        let first = keyed(form("/funds/to-desk", "one", "1.00"));
        assert_eq!(first, keyed(form("/funds/to-desk", "one", " 1.00 ")));
        for other in [
            form("/funds/from-desk", "one", "1.00"),
            form("/funds/to-desk", "one", "2.00"),
        ] {
            let other = keyed(other);
            assert_eq!(other.key, first.key);
            assert_ne!(other.body_hash, first.body_hash);
        }
        assert!(form("/funds/to-desk", "", "1.00").keyed(&actor).is_err());
    }
}
