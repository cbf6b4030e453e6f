//! The shops' public pages: a home for each, and a page for each pack.
//!
//! Layout: `ask` reads which page a request asks for, `memory` keeps pages that were written,
//! `service` answers from there before anything else runs; `home` and `product` write what is not
//! there, `good` and `split` say what they show of a pack and of its price.
//!
//! Invariants: a page is the same for everybody who asks for it in its language and size of type:
//! nothing of the visitor, no token and no key stands on it. What a page shows of stock is not
//! older than a second; what a purchase is counted by is never read from here.

mod ask;
mod good;
mod home;
mod memory;
mod product;
mod service;
mod split;
mod structured;

use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::get;

use crate::app::App;
use crate::error::Problem;
use crate::router::{ANYONE, Reach, Table};

pub use ask::Ask;
pub use good::{Good, Goods};
pub use memory::Memory;
pub use service::FromMemory;

/// The routes of this slice; a shop's own host has its home at `/`, which `front` asks for here.
pub fn routes() -> Table {
    Table::default()
        .get("/shops/{slug}", (ANYONE, Reach::Public), get(page))
        .get("/shops/{slug}/{number}", (ANYONE, Reach::Public), get(page))
}

async fn page(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let ask = Ask::of(app.renderer().shops(), &parts.uri, &parts.headers);
    let ask = ask.ok_or_else(Problem::not_found)?;
    let page = app.memory().page(&app, ask).await?;
    Ok(page.answer(&parts.method, &parts.headers))
}

/// Writes a page from what the database holds now.
///
/// # Errors
/// `404` for a pack that the shop does not have; `500` when a template is at fault.
async fn write(app: &App, ask: Ask) -> Result<String, Problem> {
    match ask.number {
        None => home::write(app, ask).await,
        Some(number) => product::write(app, ask, number).await,
    }
}

/// Renders one of this slice's templates.
fn render(
    app: &App,
    ask: Ask,
    template: &str,
    data: &impl serde::Serialize,
) -> Result<String, Problem> {
    let html = app.renderer().page(ask.lang, template, data);
    html.map_err(|error| Problem::broken(exchange::causes::whole_story(&error)))
}
