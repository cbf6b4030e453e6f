//! The face of a shop: what its home and product pages are made of, and in which order.
//!
//! Everything here is chosen from what the base theme can draw, so that a shop differs from its
//! neighbours by data, words and pictures alone.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Months in a year.
const MONTHS: usize = 12;

/// What a shop's pages are made of.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Face {
    /// How picture, name and couplet stand at the top of the home.
    pub hero: Hero,
    /// How the goods stand on the home.
    pub goods: Goods,
    /// The number of the pack whose price stands at the top of the home.
    pub lead: i64,
    /// Whether a product page has its picture on the right.
    #[serde(default)]
    pub mirrored: bool,
    /// The home's sections under the top, in their order.
    pub home: Vec<Section>,
    /// A product page's sections under the top, in their order.
    pub product: Vec<ProductSection>,
    /// Paragraphs of the story, the messages `shop-{slug}-story-1` and on.
    #[serde(default)]
    pub story: u8,
    /// Ways to eat it: each names the messages `shop-{slug}-kitchen-{way}` and `…-{way}-text`.
    #[serde(default)]
    pub kitchen: Vec<String>,
    /// A large picture that explains one thing.
    pub plate: Option<Plate>,
    /// The year of the crop or the animal.
    pub year: Option<Year>,
    /// Pictures of single packs by number, in the shop's `pictures`; others show the shop's own.
    #[serde(default)]
    pub pictures: BTreeMap<String, String>,
}

/// How the top of a home is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Hero {
    /// The picture on its field to the left, words on paper to the right.
    Split,
    /// The picture between the two lines of the couplet, as between door posts.
    Gate,
    /// A wide dark stage, the picture standing on its lower edge.
    Stage,
    /// The picture large inside a round, the words before it.
    Sun,
}

/// How the goods of a home are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Goods {
    /// The first wide, the others below it.
    Lead,
    /// Cards of one size.
    Cards,
    /// A price board: one line each.
    Board,
    /// Tall bottles and jars side by side.
    Shelf,
}

/// A section of a home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Section {
    /// What is sold.
    Goods,
    /// The year of the crop, drawn.
    Year,
    /// Which product is there in which month.
    Calendar,
    /// The large picture.
    Plate,
    /// The story.
    Story,
    /// Where the money of the leading pack goes.
    Money,
    /// Ways to eat it.
    Kitchen,
    /// What is promised about delivery, bad goods and certificates.
    Rules,
}

/// A section of a product page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ProductSection {
    /// The year of the crop, drawn.
    Year,
    /// Where the money goes.
    Money,
    /// The next lot and its certificate.
    Passport,
    /// Keeping it, bad goods, returns.
    Keep,
    /// Ways to eat it.
    Kitchen,
    /// What else the shop sells.
    Others,
}

/// Something explained in pictures: one large one, or a small one beside each caption, or both.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Plate {
    /// The large picture, in the shop's `pictures`.
    pub picture: Option<String>,
    /// Which part of it a phone shows.
    #[serde(default)]
    pub focus: Focus,
    /// A file of symbols for the captions, in the shop's `pictures`.
    pub symbols: Option<String>,
    /// Its captions.
    pub items: Vec<PlateItem>,
}

/// The part of a wide picture that a narrow window shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Focus {
    /// All of it.
    #[default]
    Whole,
    /// Its right half.
    Right,
}

/// One caption of the large picture.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PlateItem {
    /// Names the messages `shop-{slug}-plate-{key}` and `…-{key}-text`.
    pub key: String,
    /// Its symbol's id in the plate's symbols.
    pub symbol: Option<String>,
    /// The number of the pack that it leads to.
    pub sku: Option<i64>,
}

/// Twelve months, each with a small picture.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// A file of symbols in the shop's `pictures`.
    pub picture: String,
    /// Whether half of the picture is under the ground.
    #[serde(default)]
    pub deep: bool,
    /// The months from the first work on.
    pub months: Vec<Stage>,
}

/// What happens in a month.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// 1 to 12.
    pub month: u8,
    /// Names the message `shop-{slug}-stage-{stage}`.
    pub stage: String,
    /// The symbol's id in the year's picture.
    pub symbol: String,
    /// Whether the month is one of those that people wait for.
    #[serde(default)]
    pub high: bool,
}

impl Face {
    /// The first value that may not be, with its field's name.
    pub(super) fn fault(&self) -> Option<(&'static str, String)> {
        let plain = |text: &String| !super::shop::is_plain(text);
        let bad_key = |keys: Vec<&String>| keys.into_iter().find(|key| plain(key)).cloned();
        if let Some(way) = bad_key(self.kitchen.iter().collect()) {
            return Some(("face.kitchen", way));
        }
        let items = self.plate.iter().flat_map(|plate| &plate.items);
        let keys = items.flat_map(|item| std::iter::once(&item.key).chain(&item.symbol));
        if let Some(key) = bad_key(keys.collect()) {
            return Some(("face.plate.items", key));
        }
        if let Some(number) = self.pictures.keys().find(|key| key.parse::<i64>().is_err()) {
            return Some(("face.pictures", number.clone()));
        }
        self.year.as_ref()?.fault()
    }

    /// The words it needs: the ends of keys after `shop-{slug}-`.
    pub(super) fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = ["couplet-first", "couplet-second", "lead", "origin"]
            .map(String::from)
            .to_vec();
        if self.story > 0 {
            words.push("story-title".to_owned());
            words.extend((1..=self.story).map(|number| format!("story-{number}")));
        }
        for way in &self.kitchen {
            words.extend([format!("kitchen-{way}"), format!("kitchen-{way}-text")]);
        }
        if let Some(plate) = &self.plate {
            words.extend(["plate-title", "plate-text"].map(String::from));
            words.extend(plate.picture.iter().map(|_| "plate-picture".to_owned()));
            for PlateItem { key, .. } in &plate.items {
                words.extend([format!("plate-{key}"), format!("plate-{key}-text")]);
            }
        }
        if let Some(year) = &self.year {
            words.push("year".to_owned());
            let stages = year.months.iter();
            words.extend(stages.map(|stage| format!("stage-{}", stage.stage)));
        }
        words
    }

    /// The picture files it needs.
    pub(super) fn files(&self) -> impl Iterator<Item = &String> {
        let plate = self.plate.iter();
        let plate = plate.flat_map(|plate| plate.picture.iter().chain(&plate.symbols));
        let year = self.year.iter().map(|year| &year.picture);
        plate.chain(year).chain(self.pictures.values())
    }
}

impl Year {
    fn fault(&self) -> Option<(&'static str, String)> {
        let months: BTreeSet<u8> = self.months.iter().map(|stage| stage.month).collect();
        let whole = months.iter().copied().eq(1..=12) && self.months.len() == MONTHS;
        if !whole {
            return Some(("face.year.months", format!("{months:?}")));
        }
        let words = self.months.iter().flat_map(|it| [&it.stage, &it.symbol]);
        let bad = words.into_iter().find(|text| !super::shop::is_plain(text));
        bad.map(|text| ("face.year.months", text.clone()))
    }
}
