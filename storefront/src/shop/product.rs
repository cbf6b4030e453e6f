//! A pack's page.

use catalog::entity::{certificate, organisation};
use catalog::working_days::Day;
use exchange::retail::shelf::ShelfView;
use exchange::retail::tariff;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde::Serialize;

use super::good::{Good, Goods, Season, seasons};
use super::home::Site;
use super::split::{Promise, Settled, of_season, promise};
use super::{Ask, structured};
use crate::app::App;
use crate::error::Problem;
use crate::render::{Frame, Lang};

#[derive(Serialize)]
struct Product<'shop> {
    frame: Frame,
    site: Site<'shop>,
    good: Good,
    /// Other packs of the same product, and this one, by price: the choice above the button.
    choices: Vec<Good>,
    /// What else can be had, in stock first.
    others: Vec<Good>,
    promise: Option<Promise>,
    last: Past,
    this: Past,
    seller: Option<Seller>,
    lot: Option<NextLot>,
    /// Fresh goods: the short window for claims, and no return without a reason.
    fresh: bool,
    /// Whether a pack may hold goods of several lots.
    mixable: bool,
    /// What search engines read.
    structured: String,
}

/// One season of this pack.
#[derive(Serialize)]
struct Past {
    season: Season,
    settled: Option<Settled>,
}

/// The cooperative that packs and sends it.
#[derive(Serialize)]
struct Seller {
    name: String,
    town: String,
}

/// The lot that goes into the next box.
#[derive(Serialize)]
struct NextLot {
    code: String,
    /// The key of the grade's name.
    grade: String,
    harvested_ms: i64,
    place: String,
    left_g: i64,
    papers: Vec<Paper>,
}

/// A certificate of a lot.
#[derive(Serialize)]
struct Paper {
    kind: String,
    number: String,
    issuer: String,
    issued_ms: i64,
    basis: String,
}

/// Writes a pack's page.
///
/// # Errors
/// `404` for a pack that the shop does not have; `500` when the database or a template is at fault.
pub async fn write(app: &App, ask: Ask, number: i64) -> Result<String, Problem> {
    let site = Site::of(app, ask);
    let connection = app.database().read();
    let goods = Goods::of(connection, site.shop).await?;
    let found = goods.find(number).ok_or_else(Problem::not_found)?;
    let tariff = tariff::current(connection, app.now()).await?;
    let (this, last) = seasons(&found.sku, app.now());
    let past = async |season| {
        let settled = of_season(connection, &found.sku, season).await?;
        Ok::<_, Problem>(Past { season, settled })
    };
    let shelf = goods.shelves(found.sku.id).first().copied();
    let good = goods.card(app, site.shop, (ask.lang, found));
    let cards = goods.cards(app, site.shop, ask.lang);
    let same = |card: &Good| {
        let product = goods.find(card.number).map(|view| view.sku.product_id);
        product == Some(found.sku.product_id)
    };
    let (mut choices, mut others): (Vec<_>, Vec<_>) = cards.into_iter().partition(same);
    choices.retain(|card| card.number == number || card.state.is_here());
    others.sort_by_key(|card| (!card.state.is_here(), card.number));
    others.truncate(OTHERS_MAX);
    let shop_name = format!("shop-{}-name", site.shop.slug);
    let shop_name = app.renderer().message(ask.lang, &shop_name, &[]);
    let data = Product {
        structured: structured::of(&site, &good, &shop_name),
        frame: site.frame(app, ask),
        choices,
        others,
        promise: tariff.and_then(|tariff| promise(&found.sku, &tariff)),
        last: past(last).await?,
        this: past(this).await?,
        seller: seller(connection, shelf, ask.lang).await?,
        lot: shelf.and_then(next_lot),
        fresh: found.product.fresh,
        mixable: found.sku.mixable,
        good,
        site,
    };
    super::render(app, ask, "shop/product.html", &data)
}

/// Most cards of what else there is.
const OTHERS_MAX: usize = 4;

async fn seller(
    connection: &impl ConnectionTrait,
    shelf: Option<&ShelfView>,
    lang: Lang,
) -> Result<Option<Seller>, Problem> {
    let Some(shelf) = shelf else { return Ok(None) };
    let row = organisation::Entity::find_by_id(shelf.cooperative_id);
    let seller = |row: organisation::Model| {
        let (name, town) = match lang {
            Lang::Chinese => (row.name_zh, row.town_zh),
            Lang::English => (row.name_en, row.town_en),
        };
        Seller { name, town }
    };
    Ok(row.one(connection).await?.map(seller))
}

fn next_lot(shelf: &ShelfView) -> Option<NextLot> {
    let lot = shelf.lots.first()?;
    Some(NextLot {
        code: lot.code.clone(),
        grade: format!("grade-{}", lot.grade.to_lowercase()),
        harvested_ms: day_ms(&lot.harvested_on),
        place: lot.place.clone(),
        left_g: lot.left.as_g(),
        papers: lot.certificates.iter().map(paper).collect(),
    })
}

fn paper(row: &certificate::Model) -> Paper {
    Paper {
        kind: row.kind.clone(),
        number: row.number.clone(),
        issuer: row.issuer.clone(),
        issued_ms: day_ms(&row.issued_on),
        basis: row.basis.replace('_', "-"),
    }
}

fn day_ms(text: &str) -> i64 {
    Day::parse(text).map_or(0, Day::start_ms)
}
