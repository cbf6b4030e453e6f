//! A household's own season for programs.

use axum::Json;
use axum::extract::Path;
use axum::routing::get;
use utoipa::OpenApi;

use super::ProblemDetails;
use crate::caller::Caller;
use crate::error::Problem;
use crate::household::{SeasonPage, SlipPage, box_slip_of, season_of, slip_of};
use crate::router::{HOUSEHOLD, Reach, Table};

/// The routes of this slice.
pub fn routes() -> Table {
    let own = (HOUSEHOLD, Reach::Household);
    Table::default()
        // Used by a household's programs, such as one that reads aloud
        .get("/api/v1/household/season", own, get(season))
        .get("/api/v1/household/slips/{settlement}", own, get(slip))
        .get("/api/v1/household/box-slips/{cycle}", own, get(box_slip))
}

/// The description of this slice.
#[derive(OpenApi)]
#[openapi(paths(season, slip, box_slip))]
pub struct Described;

/// The household's season: deliveries, sales, deductions, what is paid and what comes next.
#[utoipa::path(get, path = "/api/v1/household/season", tag = "household", security(("token" = [])),
    operation_id = "household_season",
    responses((status = 200, body = SeasonPage), (status = 401, body = ProblemDetails)))]
async fn season(caller: Caller) -> Result<Json<SeasonPage>, Problem> {
    let household = caller.actor.household_id.ok_or_else(Problem::not_found)?;
    season_of(&caller.asked(), household).await.map(Json)
}

/// The household's slip of one settlement, in words and figures.
#[utoipa::path(get, path = "/api/v1/household/slips/{settlement}", tag = "household", security(("token" = [])),
    params(("settlement" = i64, Path, description = "The settlement's id, from the season's sales")),
    responses((status = 200, body = SlipPage), (status = 404, body = ProblemDetails)))]
async fn slip(caller: Caller, Path(settlement): Path<i64>) -> Result<Json<SlipPage>, Problem> {
    let household = caller.actor.household_id.ok_or_else(Problem::not_found)?;
    slip_of(&caller.asked(), settlement, household)
        .await
        .map(Json)
}

/// The household's slip of one day of boxes out of one lot, in words and figures.
#[utoipa::path(get, path = "/api/v1/household/box-slips/{cycle}", tag = "household", security(("token" = [])),
    params(("cycle" = i64, Path, description = "The day's split, from the season's boxes")),
    responses((status = 200, body = SlipPage), (status = 404, body = ProblemDetails)))]
async fn box_slip(caller: Caller, Path(cycle): Path<i64>) -> Result<Json<SlipPage>, Problem> {
    let household = caller.actor.household_id.ok_or_else(Problem::not_found)?;
    box_slip_of(&caller.asked(), cycle, household)
        .await
        .map(Json)
}
