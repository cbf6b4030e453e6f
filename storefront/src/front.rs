//! The front page: four shops, where the money goes, and the way to the market; and the catalogue.

use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use catalog::products::{SkuView, skus};
use serde::Serialize;

use crate::app::App;
use crate::error::Problem;
use crate::market::{InstrumentCard, instruments};
use crate::page::page;
use crate::render::Lang;
use crate::router::{ANYONE, Reach, Table};
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
            quotes,
        },
    )
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

/// One thing that a shop sells, or will.
#[derive(Serialize)]
struct Item {
    number: i64,
    name: String,
    spec: String,
    price_fen: i64,
    net_g: i64,
    season_from: i64,
    season_to: i64,
    closed_reason: String,
}

#[derive(Serialize)]
struct ShopItems {
    slug: String,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Catalogue {
    shop_items: Vec<ShopItems>,
}

async fn catalogue(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let mut shop_items = Vec::new();
    for slug in app.renderer().slugs() {
        let found = skus(app.database().read(), &slug).await?;
        let items = found
            .into_iter()
            .map(|found| item(found, visitor.lang))
            .collect();
        shop_items.push(ShopItems { slug, items });
    }
    page(&app, &visitor, "catalogue.html", &Catalogue { shop_items })
}

fn item(found: SkuView, lang: Lang) -> Item {
    let sku = found.sku;
    let (name, spec) = match lang {
        Lang::Chinese => (sku.name_zh, sku.spec_zh),
        Lang::English => (sku.name_en, sku.spec_en),
    };
    Item {
        number: sku.number,
        name,
        spec,
        price_fen: sku.price_fen,
        net_g: sku.net_g,
        season_from: sku.season_from,
        season_to: sku.season_to,
        closed_reason: sku.closed_reason.unwrap_or_default(),
    }
}
