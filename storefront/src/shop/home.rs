//! A shop's home.

use exchange::retail::tariff;
use serde::Serialize;

use super::Ask;
use super::good::{Good, Goods};
use super::split::{Promise, promise};
use crate::app::App;
use crate::error::Problem;
use crate::render::{Frame, NavItem, Shop};

/// What the template of every page of a shop reads.
#[derive(Serialize)]
pub struct Site<'shop> {
    /// The shop.
    pub shop: &'shop Shop,
    /// The shop's home as this host has it.
    pub home: String,
    /// The platform's front page as this host has it.
    pub platform: String,
    /// The page's address without a language, from the platform's root.
    pub address: String,
    /// How people reach the platform.
    pub base_url: String,
    /// Now.
    pub now: i64,
}

#[derive(Serialize)]
struct Home<'shop> {
    frame: Frame,
    site: Site<'shop>,
    goods: Vec<Good>,
    lead: Option<Good>,
    promise: Option<Promise>,
}

impl<'shop> Site<'shop> {
    /// The site around the page that is asked for.
    pub fn of(app: &'shop App, ask: Ask) -> Self {
        let shop = &app.renderer().shops()[ask.shop];
        let base_url = app.settings().base_url();
        let (home, platform) = if ask.own_host {
            ("/".to_owned(), format!("{base_url}/"))
        } else {
            (format!("/shops/{}", shop.slug), "/".to_owned())
        };
        let page = ask.number.map(|number| format!("/{number}"));
        Self {
            shop,
            home,
            platform,
            address: format!("/shops/{}{}", shop.slug, page.unwrap_or_default()),
            base_url,
            now: app.now(),
        }
    }

    /// The frame of a page of this shop: nobody's name, and the way back without its query.
    pub fn frame(&self, app: &App, ask: Ask) -> Frame {
        let path = match (ask.own_host, ask.number) {
            (true, None) => "/".to_owned(),
            _ => self.address.clone(),
        };
        Frame {
            shop: self.shop.slug.clone(),
            large: ask.large,
            demo: app.demo(),
            nav: vec![
                NavItem::new("nav-cart", "/cart", ""),
                NavItem::new("nav-purchases", "/orders", ""),
            ],
            ..Frame::new(path)
        }
    }
}

/// Writes a shop's home.
///
/// # Errors
/// `500` when the database or a template is at fault.
pub async fn write(app: &App, ask: Ask) -> Result<String, Problem> {
    let site = Site::of(app, ask);
    let connection = app.database().read();
    let goods = Goods::of(connection, site.shop).await?;
    let tariff = tariff::current(connection, app.now()).await?;
    let found = goods.find(site.shop.face.lead);
    let promise = found
        .zip(tariff.as_ref())
        .and_then(|(found, tariff)| promise(&found.sku, tariff));
    let data = Home {
        frame: site.frame(app, ask),
        lead: found.map(|found| goods.card(app, site.shop, (ask.lang, found))),
        goods: goods.cards(app, site.shop, ask.lang),
        promise,
        site,
    };
    super::render(app, ask, "shop/home.html", &data)
}
