//! The front page: four shops, where the money goes, and the way to the market; and the catalogue.

use std::collections::BTreeMap;

use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::get;
use catalog::products::skus;
use serde::Serialize;

use crate::app::App;
use crate::error::Problem;
use crate::market::{InstrumentCard, instruments};
use crate::page::page;
use crate::render::Lang;
use crate::router::{ANYONE, Reach, Table};
use crate::shop::{Ask, Good, Goods};
use crate::visitor::Visitor;

/// The routes of this slice.
pub fn routes() -> Table {
    Table::default()
        .get("/", (ANYONE, Reach::Public), get(front))
        .get("/catalogue", (ANYONE, Reach::Public), get(catalogue))
}

#[derive(Serialize)]
struct Front {
    now: i64,
    /// The lowest price of what each shop sells, by its slug.
    from: BTreeMap<String, i64>,
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

/// The platform's front page; on a shop's own host, that shop's home.
async fn front(
    State(app): State<App>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    if let Some(ask) = Ask::of(app.renderer().shops(), &parts.uri, &parts.headers) {
        let page = app.memory().page(&app, ask).await?;
        return Ok(page.answer(&parts.method, &parts.headers));
    }
    let cards = instruments(&app, visitor.lang).await?;
    let quotes = cards
        .into_iter()
        .map(|card| quote(&app, visitor.lang, card))
        .collect();
    page(
        &app,
        &visitor,
        "front.html",
        &Front {
            now: app.now(),
            from: lowest_prices(&app).await?,
            quotes,
        },
    )
}

async fn lowest_prices(app: &App) -> Result<BTreeMap<String, i64>, Problem> {
    let mut lowest = BTreeMap::new();
    for slug in app.renderer().slugs() {
        let found = skus(app.database().read(), &slug).await?;
        let open = found
            .iter()
            .filter(|found| found.sku.closed_reason.is_none());
        if let Some(price_fen) = open.map(|found| found.sku.price_fen).min() {
            lowest.insert(slug, price_fen);
        }
    }
    Ok(lowest)
}

fn quote(app: &App, lang: Lang, card: InstrumentCard) -> Quote {
    let words = |key: &str| app.renderer().message(lang, key, &[]);
    let state = if card.closed_reason.is_some() {
        "catalogue-closed"
    } else {
        "front-market-no-deal"
    };
    Quote {
        grade: words(&format!("grade-{}", card.grade.to_lowercase())),
        state: words(state),
        name: card.name,
        code: card.code,
        last_fen: card.last_fen,
        change_fen: card.change_fen,
        traded_g: card.traded_today_g.unwrap_or_default(),
    }
}

#[derive(Serialize)]
struct ShopItems {
    slug: String,
    items: Vec<Good>,
}

#[derive(Serialize)]
struct Catalogue {
    shop_items: Vec<ShopItems>,
}

async fn catalogue(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let mut shop_items = Vec::new();
    for shop in app.renderer().shops() {
        let goods = Goods::of(app.database().read(), shop).await?;
        shop_items.push(ShopItems {
            slug: shop.slug.clone(),
            items: goods.cards(&app, shop, visitor.lang),
        });
    }
    page(&app, &visitor, "catalogue.html", &Catalogue { shop_items })
}
