//! What search engines read of a pack: a product with its offer, and the way to it.
//!
//! It stands in a data block, which runs nothing; `<` is written so that no text can end the block.

use serde_json::{Value, json};

use super::good::{Good, State};
use super::home::Site;

/// The data block of a pack's page.
pub fn of(site: &Site<'_>, good: &Good, shop_name: &str) -> String {
    let page = format!("{}{}", site.base_url, site.address);
    let home = format!("{}/shops/{}", site.base_url, site.shop.slug);
    let step = |position: u32, name: &str, item: &str| json!({ "@type": "ListItem", "position": position, "name": name, "item": item });
    let way = json!({
        "@type": "BreadcrumbList",
        "itemListElement": [step(1, shop_name, &home), step(2, &good.name, &page)],
    });
    let mut product = json!({
        "@type": "Product",
        "name": good.name,
        "description": good.line,
        "sku": good.number.to_string(),
        "category": shop_name,
        "url": page,
    });
    if let Some(offer) = offer(good, &page) {
        product["offers"] = offer;
    }
    let whole = json!({ "@context": "https://schema.org", "@graph": [product, way] });
    whole.to_string().replace('<', "\\u003c")
}

/// The offer; none for a pack that is not open.
fn offer(good: &Good, page: &str) -> Option<Value> {
    let availability = match good.state {
        State::Here { .. } => "InStock",
        State::Few { .. } => "LimitedAvailability",
        State::Gone { .. } => "OutOfStock",
        State::Closed { .. } => return None,
    };
    let price = format!("{}.{:02}", good.price_fen / 100, good.price_fen % 100);
    Some(json!({
        "@type": "Offer",
        "price": price,
        "priceCurrency": "CNY",
        "availability": format!("https://schema.org/{availability}"),
        "url": page,
    }))
}
