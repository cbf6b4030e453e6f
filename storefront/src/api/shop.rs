//! What the shops sell, for programs.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::routing::get;
use catalog::entity::sku;
use catalog::products::{self, SkuView};
use exchange::retail::quote::{Route, promise};
use exchange::retail::tariff::{self, Tariff};
use exchange::retail::{cart, shelf};
use ledger::Money;
use serde::Serialize;
use utoipa::OpenApi;

use super::ProblemDetails;
use crate::app::App;
use crate::error::Problem;
use crate::render::Lang;
use crate::router::{ANYONE, Reach, Table};
use crate::visitor::Visitor;

/// The routes of this slice.
pub fn routes() -> Table {
    let seen = (ANYONE, Reach::Public);
    Table::default()
        // Used by programs that buy
        .get("/api/v1/shops", seen, get(shops))
        .get("/api/v1/shops/{slug}", seen, get(shop))
        .get("/api/v1/skus/{number}", seen, get(one))
}

/// The description of this slice.
#[derive(OpenApi)]
#[openapi(paths(shops, shop, one))]
pub struct Described;

/// The shops.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Shops {
    /// In the order of the front page.
    shops: Vec<ShopRow>,
}

/// A shop.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ShopRow {
    /// Its name in addresses.
    slug: String,
    /// Its name.
    name: String,
    /// The host whose front page is its home.
    host: String,
}

/// A shop with what it sells.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ShopGoods {
    /// The shop.
    #[serde(flatten)]
    shop: ShopRow,
    /// Every retail unit, open or not, by number.
    skus: Vec<Sku>,
}

/// A retail unit.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Sku {
    /// Its number.
    sku: i64,
    /// Its shop.
    shop: String,
    /// Its name.
    name: String,
    /// What a pack is.
    spec: String,
    /// The net grams of a pack; zero for what is not sold by weight.
    net_g: i64,
    /// What it costs, carriage included.
    price_fen: i64,
    /// `ambient`, `cold`, `frozen` or `cellar`.
    storage: &'static str,
    /// Why it is not sold; none for what is open.
    closed_reason: Option<String>,
    /// How many packs one order can have now.
    available_packs: i64,
    /// What of the price goes to growers by today's tariff.
    growers_fen: Option<i64>,
}

/// The shops.
#[utoipa::path(get, path = "/api/v1/shops", tag = "shop", operation_id = "shops",
    responses((status = 200, body = Shops)))]
async fn shops(State(app): State<App>, visitor: Visitor) -> Json<Shops> {
    let shops = app.renderer().shops().iter();
    let shops = shops.map(|shop| row(&app, visitor.lang, shop)).collect();
    Json(Shops { shops })
}

fn row(app: &App, lang: Lang, shop: &crate::render::Shop) -> ShopRow {
    let name = format!("shop-{}-name", shop.slug);
    ShopRow {
        slug: shop.slug.clone(),
        name: app.renderer().message(lang, &name, &[]),
        host: shop.host.clone(),
    }
}

/// One shop and what it sells.
#[utoipa::path(get, path = "/api/v1/shops/{slug}", tag = "shop", operation_id = "shop",
    params(("slug" = String, Path, description = "The shop's name in addresses")),
    responses((status = 200, body = ShopGoods), (status = 404, body = ProblemDetails)))]
async fn shop(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Json<ShopGoods>, Problem> {
    let found = app.renderer().shops().iter().find(|shop| shop.slug == slug);
    let found = found.ok_or_else(Problem::not_found)?;
    let connection = app.database().read();
    let views = products::skus(connection, &slug).await?;
    let skus = described(&app, visitor.lang, views).await?;
    Ok(Json(ShopGoods {
        shop: row(&app, visitor.lang, found),
        skus,
    }))
}

/// One retail unit.
#[utoipa::path(get, path = "/api/v1/skus/{number}", tag = "shop", operation_id = "sku",
    params(("number" = i64, Path, description = "The retail unit's number")),
    responses((status = 200, body = Sku), (status = 404, body = ProblemDetails)))]
async fn one(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<i64>,
) -> Result<Json<Sku>, Problem> {
    let view = products::sku(app.database().read(), number).await?;
    let view = view.ok_or_else(Problem::not_found)?;
    let one = described(&app, visitor.lang, vec![view]).await?.pop();
    one.map(Json).ok_or_else(Problem::not_found)
}

async fn described(app: &App, lang: Lang, views: Vec<SkuView>) -> Result<Vec<Sku>, Problem> {
    let connection = app.database().read();
    let tariff = tariff::current(connection, app.now()).await?;
    let ids: Vec<i64> = views.iter().map(|view| view.sku.id).collect();
    let mut fullest: BTreeMap<i64, i64> = BTreeMap::new();
    for level in shelf::levels(connection, &ids)
        .await
        .map_err(Problem::broken)?
    {
        let most = fullest.entry(level.sku_id).or_default();
        *most = (*most).max(level.available.as_g());
    }
    let sku = |view: SkuView| {
        let sku = view.sku;
        let grams = fullest.get(&sku.id).copied().unwrap_or(0);
        let packs = grams.checked_div(sku.net_g).unwrap_or(0);
        let growers = tariff.as_ref().and_then(|tariff| growers(&sku, tariff));
        let (name, spec) = match lang {
            Lang::Chinese => (sku.name_zh, sku.spec_zh),
            Lang::English => (sku.name_en, sku.spec_en),
        };
        Sku {
            sku: sku.number,
            shop: sku.shop,
            name,
            spec,
            net_g: sku.net_g,
            price_fen: sku.price_fen,
            storage: sku.storage.as_str(),
            available_packs: if sku.closed_reason.is_some() {
                0
            } else {
                packs.min(cart::PACKS_MAX)
            },
            closed_reason: sku.closed_reason,
            growers_fen: growers.map(Money::as_fen),
        }
    };
    Ok(views.into_iter().map(sku).collect())
}

fn growers(sku: &sku::Model, tariff: &Tariff) -> Option<Money> {
    let (packing, express) = tariff.costs(sku.id)?;
    let costs = std::iter::once((1, packing, express));
    let price = Money::fen(sku.price_fen);
    let parts = promise(price, costs, (tariff, Route::Provider)).ok()??;
    Some(parts.growers)
}
