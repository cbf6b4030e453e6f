//! Moving the demo clock; outside a demo this route answers as if it did not exist.

use axum::extract::State;
use axum::response::Response;

use super::actions::{ClockRequest, advance_clock};
use crate::app::App;
use crate::error::Problem;
use crate::form::Form;
use crate::page::see;
use crate::visitor::Visitor;

/// Moves the clock forward by hours and days, and lets everything happen that falls due.
pub async fn advance(
    State(app): State<App>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, Problem> {
    let hours: i64 = form
        .get("hours")
        .parse()
        .map_err(|_| Problem::field("hours", "not-a-whole-number"))?;
    advance_clock(
        &app,
        &visitor,
        &ClockRequest {
            advance_ms: Some(hours.saturating_mul(3_600_000)),
            to_ms: None,
        },
    )
    .await?;
    Ok(see("/operator"))
}
