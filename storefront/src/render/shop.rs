//! A shop as its folder describes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Format, Toml};
use serde::{Deserialize, Serialize};

use super::face::Face;
use super::{Asset, BASE, Lang, Messages, ThemeError};

/// A single-product shop. Its words are the messages `shop-{slug}-…` of its own folder.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Shop {
    /// Its name in addresses, message keys and styles; the folder is called the same.
    pub slug: String,
    /// Its place among the panels, smallest first.
    pub order: u32,
    /// The code its specialty has in the catalogue, such as `HS`.
    pub specialty: String,
    /// The host whose front page is this shop's home, as is that of every host that begins with
    /// the slug and a dot.
    pub host: String,
    /// Its picture, in its folder's `pictures`.
    pub picture: String,
    /// Its colours.
    pub ink: Ink,
    /// What its pages are made of.
    pub face: Face,
    /// When its products are there.
    pub season: Vec<Season>,
}

/// The colours of a shop, each `#rrggbb`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Ink {
    /// The one strong ink.
    pub shop: String,
    /// The ink pressed: buttons under the pointer.
    pub deep: String,
    /// A second colour, inside pictures only.
    pub second: String,
    /// The pale field.
    pub tint: String,
    /// The picture's colours on paper.
    pub on_paper: [String; 3],
    /// The picture's colours on a field of the ink.
    pub on_ink: [String; 3],
}

/// One product's year.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// Names the message `shop-{slug}-product-{product}`.
    pub product: String,
    /// Fresh in season, or from the store all year.
    pub kind: SeasonKind,
    /// The months it is sold, 1 to 12.
    pub months: BTreeSet<u8>,
}

/// What a month in the season strip means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SeasonKind {
    /// Harvested, pressed or slaughtered in these months.
    Fresh,
    /// Dried, bottled or frozen: there all year.
    Store,
}

/// Reads the shops of all folders but `base`, in their order.
pub(super) fn load_all(
    folders: &BTreeMap<String, PathBuf>,
    messages: &Messages,
) -> Result<Vec<Shop>, ThemeError> {
    let mut shops = Vec::new();
    for (name, folder) in folders.iter().filter(|(name, _)| *name != BASE) {
        let path = folder.join("theme.toml");
        let shop = read(&path)?;
        check(&shop, name, &path)?;
        check_words(&shop, messages)?;
        shops.push(shop);
    }
    shops.sort_by(|a, b| (a.order, &a.slug).cmp(&(b.order, &b.slug)));
    Ok(shops)
}

fn read(path: &Path) -> Result<Shop, ThemeError> {
    if !path.is_file() {
        let source = std::io::ErrorKind::NotFound.into();
        return Err(ThemeError::Read {
            path: path.to_owned(),
            source,
        });
    }
    Figment::from(Toml::file_exact(path))
        .extract()
        .map_err(|source| ThemeError::Theme {
            path: path.to_owned(),
            source: Box::new(source),
        })
}

/// Refuses what would break a selector, an address or a style sheet.
fn check(shop: &Shop, folder: &str, path: &Path) -> Result<(), ThemeError> {
    let refuse = |field, value: &str| {
        Err(ThemeError::ThemeValue {
            path: path.to_owned(),
            field,
            value: value.to_owned(),
        })
    };
    if shop.slug != folder || !is_plain(&shop.slug) {
        return refuse("slug", &shop.slug);
    }
    if shop.host.is_empty() || !shop.host.split('.').all(is_plain) {
        return refuse("host", &shop.host);
    }
    if let Some((field, value)) = shop.face.fault() {
        return refuse(field, &value);
    }
    let ink = &shop.ink;
    let colours = [&ink.shop, &ink.deep, &ink.second, &ink.tint];
    for colour in colours.into_iter().chain(&ink.on_paper).chain(&ink.on_ink) {
        let hex = colour.strip_prefix('#').unwrap_or_default();
        if hex.len() != 6 || !hex.chars().all(|c| c.is_ascii_hexdigit()) {
            return refuse("ink", colour);
        }
    }
    for season in &shop.season {
        if !is_plain(&season.product) {
            return refuse("season.product", &season.product);
        }
        if let Some(month) = season
            .months
            .iter()
            .find(|month| !(1..=12).contains(*month))
        {
            return refuse("season.months", &month.to_string());
        }
    }
    Ok(())
}

/// Small letters, digits and hyphens: safe in selectors, addresses and message keys.
pub(super) fn is_plain(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.chars().all(plain)
}

/// Refuses a shop that names a picture which its folder lacks.
pub(super) fn check_pictures(
    shops: &[Shop],
    assets: &BTreeMap<String, Asset>,
) -> Result<(), ThemeError> {
    for shop in shops {
        for file in std::iter::once(&shop.picture).chain(shop.face.files()) {
            let path = format!("{}/pictures/{file}", shop.slug);
            if !assets.contains_key(&path) {
                let source = std::io::ErrorKind::NotFound.into();
                return Err(ThemeError::Read {
                    path: path.into(),
                    source,
                });
            }
        }
    }
    Ok(())
}

/// Every shop must be able to say its name, its line, its note of the season and its products.
fn check_words(shop: &Shop, messages: &Messages) -> Result<(), ThemeError> {
    let fixed = ["name", "line", "note", "picture"].map(String::from);
    let products = shop
        .season
        .iter()
        .map(|season| format!("product-{}", season.product));
    let face = shop.face.words();
    for part in fixed.into_iter().chain(products).chain(face) {
        let key = format!("shop-{}-{part}", shop.slug);
        for lang in Lang::ALL {
            if !messages.has(lang, &key) {
                return Err(ThemeError::ShopWords {
                    slug: shop.slug.clone(),
                    key,
                    lang,
                });
            }
        }
    }
    Ok(())
}

/// The shops' inks as style rules on `[data-shop=slug]`.
///
/// The values were checked to be plain colours, so that nothing else can enter the sheet.
pub(super) fn inks_css(shops: &[Shop]) -> String {
    let mut css = String::new();
    for Shop { slug, ink, .. } in shops {
        let Ink {
            shop,
            deep,
            second,
            tint,
            on_paper: [c1, c2, c3],
            on_ink: [r1, r2, r3],
        } = ink;
        let written = writeln!(
            css,
            "[data-shop={slug}]{{--shop:{shop};--shop-deep:{deep};--shop-2:{second};--tint:{tint};\
             --c1:{c1};--c2:{c2};--c3:{c3}}}\n\
             [data-shop={slug}].reverse,[data-shop={slug}] .reverse{{--c1:{r1};--c2:{r2};--c3:{r3}}}",
        );
        written.expect("writing to a string cannot fail");
    }
    css
}
