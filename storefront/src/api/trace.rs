//! What a box's public code tells programs.

use axum::Json;
use axum::extract::{Path, State};
use axum::routing::get;
use utoipa::OpenApi;

use super::ProblemDetails;
use crate::app::App;
use crate::error::Problem;
use crate::router::{ANYONE, Reach, Table};
use crate::trace::{PackPage, pack_page};
use crate::visitor::Visitor;

/// The routes of this slice.
pub fn routes() -> Table {
    // Used by whoever reads a box's code
    Table::default().get("/api/v1/packs/{token}", (ANYONE, Reach::Public), get(pack))
}

/// The description of this slice.
#[derive(OpenApi)]
#[openapi(paths(pack))]
pub struct Described;

/// A box by the public code on it: its lots, how its price is parted, and of households what five or
/// more of them share.
#[utoipa::path(get, path = "/api/v1/packs/{token}", tag = "household", operation_id = "pack",
    params(("token" = String, Path, description = "The code on the box")),
    responses((status = 200, body = PackPage), (status = 404, body = ProblemDetails)))]
async fn pack(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Json<PackPage>, Problem> {
    pack_page(&app, visitor.lang, &token).await.map(Json)
}
