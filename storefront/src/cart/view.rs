//! A cart with its prices of this moment, for pages and programs.

use std::collections::BTreeMap;

use catalog::entity::{organisation, sku};
use exchange::entity::cart_line;
use exchange::retail::cart;
use exchange::retail::quote::{Quote, QuoteAsk, QuoteLine, Route, Why, quote};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Serialize;

use crate::app::App;
use crate::error::Problem;
use crate::guest::Buyer;
use crate::render::{Arg, Lang};

/// A cart as it is now.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct CartView {
    /// The cart's number; none before the first line.
    pub cart: Option<i64>,
    /// What is in it, in the order in which it came.
    pub lines: Vec<CartLine>,
    /// The shop, where all of it is of one; empty otherwise.
    pub shop: String,
    /// How many packs in all.
    pub packs: i64,
    /// All lines at today's prices, carriage included.
    pub goods_fen: i64,
    /// What a remote area costs on top; zero while no place is known.
    pub surcharge_fen: i64,
    /// Both.
    pub total_fen: i64,
    /// What of the goods goes to growers by today's tariff; none where that cannot be said.
    pub growers_fen: Option<i64>,
    /// Whether nothing stands in the way of buying it.
    pub can_be_placed: bool,
    /// Whether a guest's cart was joined with it and nobody has looked after it since.
    pub joined: bool,
}

/// One kind of packs in a cart.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CartLine {
    /// The retail unit's number.
    pub sku: i64,
    /// The shop that sells it.
    pub shop: String,
    /// Its picture among the assets; empty where its shop has none.
    pub picture: String,
    /// Its name in the reader's language.
    pub name: String,
    /// What a pack is.
    pub spec: String,
    /// The net grams of a pack; zero for what is not sold by weight.
    pub net_g: i64,
    /// How many packs.
    pub packs: i64,
    /// What one costs.
    pub price_fen: i64,
    /// What they cost together.
    pub amount_fen: i64,
    /// What a remote area costs on top, for all of them.
    pub surcharge_fen: i64,
    /// How many can be had at once.
    pub available_packs: i64,
    /// When carts were joined at sign-in: what the person had before.
    pub packs_before: Option<i64>,
    /// The cooperative that would send it.
    pub cooperative: Option<i64>,
    /// Its name; empty where none would.
    pub sender: String,
    /// Fresh goods: a short window for claims, and no return without a reason.
    pub fresh: bool,
    /// What stands in the way of this line.
    pub fault: Option<Told>,
}

/// What stands in the way, for programs and for people.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Told {
    /// `closed`, `short`, `not-delivered`, `wrong-quantity`, `no-tariff` or `unknown`.
    pub code: &'static str,
    /// The sentence.
    pub words: String,
}

/// The buyer's cart at today's prices, before anybody knows where it goes.
///
/// # Errors
/// When the database does.
pub async fn cart_view(buyer: &Buyer) -> Result<CartView, Problem> {
    cart_view_of(buyer, None, Route::Provider).await
}

/// The same for a place and a way of paying.
///
/// # Errors
/// When the database does.
pub async fn cart_view_of(
    buyer: &Buyer,
    district: Option<&str>,
    route: Route,
) -> Result<CartView, Problem> {
    let connection = buyer.app.database().read();
    let cart_id = match buyer.owner() {
        Some(owner) => cart::open(connection, owner).await?,
        None => None,
    };
    let Some(cart_id) = cart_id else {
        return Ok(CartView::default());
    };
    let lines = cart::lines(connection, cart_id).await?;
    let wanted: Vec<(i64, i64)> = lines.iter().map(|line| (line.sku_id, line.packs)).collect();
    let ask = QuoteAsk {
        lines: &wanted,
        district,
        route,
        now: buyer.app.now(),
    };
    let quote = quote(connection, &ask).await?;
    let view = view_of_quote(&buyer.app, buyer.visitor.lang, &quote, &lines).await?;
    Ok(CartView {
        cart: Some(cart_id),
        ..view
    })
}

/// A quote as the lines of its cart show it.
///
/// # Errors
/// When the database does.
pub async fn view_of_quote(
    app: &App,
    lang: Lang,
    quote: &Quote,
    lines: &[cart_line::Model],
) -> Result<CartView, Problem> {
    let names = senders(app, lang, quote).await?;
    let place = |sku_id: i64| lines.iter().position(|line| line.sku_id == sku_id);
    let mut quoted: Vec<&QuoteLine> = quote.lines.iter().collect();
    quoted.sort_by_key(|line| (place(line.sku.id), line.sku.number));
    let shown: Vec<CartLine> = quoted
        .into_iter()
        .map(|line| {
            let own = lines.iter().find(|own| own.sku_id == line.sku.id);
            CartLine {
                packs_before: own.and_then(|own| own.packs_before),
                fault: fault_of(app, lang, quote, line),
                picture: picture_of(app, &line.sku),
                ..line_view(lang, line, &names)
            }
        })
        .collect();
    let growers = quote
        .parts
        .iter()
        .map(|part| {
            part.promise
                .as_ref()
                .map(|promise| promise.growers.as_fen())
        })
        .sum::<Option<i64>>();
    Ok(CartView {
        cart: None,
        packs: shown.iter().map(|line| line.packs).sum(),
        goods_fen: quote.goods.as_fen(),
        surcharge_fen: quote.surcharge.as_fen(),
        total_fen: quote.total.as_fen(),
        growers_fen: growers.filter(|_| quote.can_be_placed()),
        can_be_placed: quote.can_be_placed(),
        joined: shown.iter().any(|line| line.packs_before.is_some()),
        shop: one_shop(shown.iter().map(|line| line.shop.as_str())),
        lines: shown,
    })
}

fn line_view(lang: Lang, line: &QuoteLine, names: &BTreeMap<i64, String>) -> CartLine {
    let sku = &line.sku;
    let (name, spec) = match lang {
        Lang::Chinese => (&sku.name_zh, &sku.spec_zh),
        Lang::English => (&sku.name_en, &sku.spec_en),
    };
    let cooperative = line.from.map(|from| from.cooperative_id);
    CartLine {
        sku: sku.number,
        shop: sku.shop.clone(),
        picture: String::new(),
        name: name.clone(),
        spec: spec.clone(),
        net_g: sku.net_g,
        packs: line.packs,
        price_fen: line.price.as_fen(),
        amount_fen: line.amount.as_fen(),
        surcharge_fen: line.surcharge_per_pack.as_fen() * line.packs,
        available_packs: line.available_packs,
        packs_before: None,
        sender: cooperative
            .and_then(|id| names.get(&id).cloned())
            .unwrap_or_default(),
        cooperative,
        fresh: line.product.fresh,
        fault: None,
    }
}

/// The one shop of all goods; empty where there are several.
pub fn one_shop<'shop>(mut shops: impl Iterator<Item = &'shop str>) -> String {
    let first = shops.next().unwrap_or_default();
    let one = shops.all(|shop| shop == first);
    if one { first.to_owned() } else { String::new() }
}

fn picture_of(app: &App, sku: &sku::Model) -> String {
    let shop = app
        .renderer()
        .shops()
        .iter()
        .find(|shop| shop.slug == sku.shop);
    let file = shop.map(|shop| {
        let own = shop.face.pictures.get(&sku.number.to_string());
        own.unwrap_or(&shop.picture)
    });
    file.map(|file| format!("{}/pictures/{file}", sku.shop))
        .unwrap_or_default()
}

async fn senders(app: &App, lang: Lang, quote: &Quote) -> Result<BTreeMap<i64, String>, Problem> {
    let ids = quote.parts.iter().map(|part| part.cooperative_id);
    let rows = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(ids))
        .all(app.database().read())
        .await?;
    let named = |row: organisation::Model| match lang {
        Lang::Chinese => (row.id, row.name_zh),
        Lang::English => (row.id, row.name_en),
    };
    Ok(rows.into_iter().map(named).collect())
}

fn fault_of(app: &App, lang: Lang, quote: &Quote, line: &QuoteLine) -> Option<Told> {
    let fault = quote
        .faults
        .iter()
        .find(|fault| fault.sku_id == line.sku.id)?;
    Some(told(app, lang, &fault.why))
}

/// The words of what stands in the way.
fn told(app: &App, lang: Lang, why: &Why) -> Told {
    let words = |key: &str, args: &[(&str, Arg<'_>)]| app.renderer().message(lang, key, args);
    let sentence = match why {
        Why::Closed { reason } => {
            let reason = words(&format!("closed-reason-{}", reason.replace('_', "-")), &[]);
            words("cart-fault-closed", &[("reason", Arg::Text(&reason))])
        }
        Why::Short { available_packs: 0 } => words("cart-fault-none", &[]),
        Why::Short { available_packs } => words(
            "cart-fault-short",
            &[("left", Arg::Count(*available_packs))],
        ),
        Why::NotDelivered { reason } => words(
            &format!("delivery-reason-{}", reason.replace('_', "-")),
            &[],
        ),
        Why::Unknown | Why::WrongQuantity | Why::NoTariff => {
            words(&format!("cart-fault-{}", why.as_str()), &[])
        }
    };
    Told {
        code: why.as_str(),
        words: sentence,
    }
}

/// What stands in the way of a purchase, as faults of members `sku-22`.
pub fn faults_of(mut problem: Problem, quote: &Quote) -> Problem {
    for fault in &quote.faults {
        let line = quote.lines.iter().find(|line| line.sku.id == fault.sku_id);
        let number = line.map_or(0, |line| line.sku.number);
        let args = match &fault.why {
            Why::Short { available_packs } => vec![("left".into(), available_packs.to_string())],
            _ => Vec::new(),
        };
        let code = match &fault.why {
            Why::Short { available_packs: 0 } => "sku-none".to_owned(),
            why => format!("sku-{}", why.as_str()),
        };
        problem = problem.with_field(&format!("sku-{number}"), &code, args);
    }
    problem
}
