//! One JSON line in, one out: an amount apportioned by weights, for auditors and tests.
//!
//! `{"amount":fen,"weights":[…]}` becomes `{"parts":[…]}` or `{"error":"…"}`. Numbers are whole and
//! fit into 64 bits; everything else is a malformed line, which answers with an error and never
//! stops the lines after it.

use ledger::{Money, apportion};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Request {
    amount: i64,
    weights: Vec<i64>,
}

/// Answers one line of `exchange split`, without a line end.
pub fn split_line(line: &str) -> String {
    let answer = match parts(line) {
        Ok(parts) => json!({ "parts": parts }),
        Err(error) => json!({ "error": error }),
    };
    answer.to_string()
}

fn parts(line: &str) -> Result<Vec<i64>, String> {
    // A list would be read as the fields in their order; only an object names what it gives.
    if !line.trim_start().starts_with('{') {
        return Err("malformed line: not an object".to_owned());
    }
    let request: Request =
        serde_json::from_str(line).map_err(|error| format!("malformed line: {error}"))?;
    let parts = apportion(Money::fen(request.amount), &request.weights);
    let parts = parts.map_err(|error| error.to_string())?;
    Ok(parts.into_iter().map(Money::as_fen).collect())
}

#[cfg(test)]
mod tests {
    use super::split_line;

    #[test]
    fn parts_of_a_line_sum_to_its_amount() {
        let check = |line: &str, answer: &str| assert_eq!(split_line(line), answer);
        check(
            r#"{"amount":10000,"weights":[1,1,1]}"#,
            r#"{"parts":[3334,3333,3333]}"#,
        );
        check(
            r#" {"weights":[0,0,5],"amount":7} "#,
            r#"{"parts":[0,0,7]}"#,
        );
        check(r#"{"amount":0,"weights":[2,3]}"#, r#"{"parts":[0,0]}"#);
    }

    #[test]
    fn a_line_that_cannot_be_split_answers_with_an_error() {
        for line in [
            "",
            "{",
            "null",
            "[100,[1,1]]",
            r#"{"amount":1}"#,
            r#"{"weights":[1]}"#,
            r#"{"amount":1.5,"weights":[1]}"#,
            r#"{"amount":1e2,"weights":[1]}"#,
            r#"{"amount":"1","weights":[1]}"#,
            r#"{"amount":1,"amount":2,"weights":[1]}"#,
            r#"{"amount":1,"weights":[1]} {}"#,
            r#"{"amount":1,"weights":[]}"#,
            r#"{"amount":1,"weights":[0,0]}"#,
            r#"{"amount":-1,"weights":[1]}"#,
            r#"{"amount":1,"weights":[1,-1]}"#,
            r#"{"amount":9223372036854775808,"weights":[1]}"#,
            r#"{"amount":1,"weights":[9223372036854775808]}"#,
        ] {
            assert!(split_line(line).starts_with(r#"{"error":""#), "{line}");
        }
    }
}
