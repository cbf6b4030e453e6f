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
struct Front {
    now: i64,
    quotes: Vec<Quote>,
}

/// One instrument's line in the front page's table.
#[derive(Serialize)]
struct Quote {
    name: String,
    code: String,
    grade: String,
    last_fen: Option<i64>,
    change_fen: Option<i64>,
    traded_g: i64,
    state: String,
}

async fn front(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let quotes = Vec::new();
    page(&app, &visitor, "front.html", &Front { now: app.now(), quotes })
}
