//! The front page: four shops, where the money goes, and the way to the market.

use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;

use crate::app::App;
use crate::error::Problem;
use crate::page::page;
use crate::router::{ANYONE, Reach, Table};
use crate::visitor::Visitor;

/// The routes of this slice.
pub fn routes() -> Table {
    Table::default().get("/", (ANYONE, Reach::Public), get(front))
}

#[derive(Serialize)]
struct Front {}

async fn front(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    page(&app, &visitor, "front.html", &Front {})
}
