//! Moving the demo clock; outside a demo this route answers as if it did not exist.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::actions::{ClockRequest, advance_clock};
use super::today;
use crate::app::App;
use crate::error::Problem;
use crate::form::Form;
use crate::page::see;
use crate::visitor::Visitor;

/// Milliseconds of an hour.
const HOUR_MS: i64 = 3_600_000;

/// Moves the clock forward by hours, and lets everything happen that falls due.
pub async fn advance(
    State(app): State<App>,
    visitor: Visitor,
    mut form: Form,
) -> Result<Response, Problem> {
    let hours = i64::from(form.positive("hours"));
    let moved = match form.check() {
        Ok(()) => forward(&app, &visitor, hours).await,
        Err(problem) => Err(problem),
    };
    match moved {
        Ok(_) => Ok(see("/operator")),
        Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => {
            today::render(&app, &visitor, Some((&form, &problem))).await
        }
        Err(problem) => Err(problem),
    }
}

async fn forward(app: &App, visitor: &Visitor, hours: i64) -> Result<i64, Problem> {
    let step = ClockRequest {
        advance_ms: Some(hours.saturating_mul(HOUR_MS)),
        to_ms: None,
    };
    let too_far = |problem: Problem| match problem.status {
        StatusCode::UNPROCESSABLE_ENTITY => Problem::field("hours", "clock-step"),
        _ => problem,
    };
    advance_clock(app, visitor, &step).await.map_err(too_far)
}
