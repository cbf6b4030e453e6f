//! A pack as shops show it: its words, its price, whether it can be had, and why not.

use std::collections::BTreeMap;

use catalog::entity::sku;
use catalog::products::{SkuView, skus};
use catalog::working_days::Day;
use chrono::{Datelike, NaiveDate};
use exchange::retail::shelf::{self, LOW_PACKS, ShelfView};
use sea_orm::ConnectionTrait;
use serde::Serialize;

use crate::app::App;
use crate::error::Problem;
use crate::render::{Lang, Shop};

/// The reason of packs that are priced by the kilogram.
const CATCH_WEIGHT: &str = "catch_weight";
/// Most packs that one cart takes of a kind.
const PACKS_MAX: i64 = 99;

/// A pack as a card shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Good {
    /// Its number.
    pub number: i64,
    /// Its name in the page's language.
    pub name: String,
    /// What the pack is.
    pub spec: String,
    /// One sentence about it; empty when the shop has none.
    pub line: String,
    /// Its price.
    pub price_fen: i64,
    /// The grams that the price is for; 0 for what is not sold by weight.
    pub price_g: i64,
    /// Whether the price is one kilogram's and not the pack's.
    pub by_kg: bool,
    /// Its picture among the assets.
    pub picture: String,
    /// Its page.
    pub href: String,
    /// How it is kept.
    pub storage: &'static str,
    /// How long it keeps, `10d` or `12m`; empty for ever.
    pub keeps: Keeps,
    /// The first month of its season.
    pub season_from: i64,
    /// The last.
    pub season_to: i64,
    /// Whether the month at hand is in its season.
    pub in_season: bool,
    /// Whether it can be had.
    pub state: State,
}

/// How long a pack keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Keeps {
    /// Days, months or neither.
    pub unit: &'static str,
    /// How many.
    pub count: i64,
}

/// Whether a pack can be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum State {
    /// On the shelf.
    Here {
        /// How many one cart may take.
        most: i64,
    },
    /// The last ones.
    Few {
        /// How many there are.
        packs: i64,
        /// How many one cart may take.
        most: i64,
    },
    /// Nothing left; the next comes in the season, in this month or when it is weighed in.
    Gone {
        /// The month in which the season begins again; none while it lasts.
        again: Option<i64>,
        /// Whether it was ever put on the shelf.
        before: bool,
    },
    /// Not open yet.
    Closed {
        /// Names the message `closed-reason-{reason}`.
        reason: String,
    },
}

impl State {
    /// Whether it can be had.
    pub fn is_here(&self) -> bool {
        matches!(self, Self::Here { .. } | Self::Few { .. })
    }
}

/// Twelve months of a pack, from the first of its season.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Season {
    /// When they begin.
    pub from_ms: i64,
    /// When they are over.
    pub until_ms: i64,
}

/// A shop's packs with their shelves.
pub struct Goods {
    found: Vec<SkuView>,
    shelves: BTreeMap<i64, Vec<ShelfView>>,
}

impl Goods {
    /// Reads a shop's packs and what is on their shelves.
    ///
    /// # Errors
    /// When the database does.
    pub async fn of(connection: &impl ConnectionTrait, shop: &Shop) -> Result<Self, Problem> {
        Ok(Self {
            found: skus(connection, &shop.slug).await?,
            shelves: shelf::in_shop(connection, &shop.slug)
                .await
                .map_err(Problem::broken)?,
        })
    }

    /// One pack with its product.
    pub fn find(&self, number: i64) -> Option<&SkuView> {
        self.found.iter().find(|view| view.sku.number == number)
    }

    /// A pack's shelves; those that have something come first, then by cooperative.
    pub fn shelves(&self, sku_id: i64) -> Vec<&ShelfView> {
        let mut shelves: Vec<_> = self.shelves.get(&sku_id).into_iter().flatten().collect();
        shelves.sort_by_key(|shelf| (shelf.available_packs == 0, shelf.cooperative_id));
        shelves
    }

    /// Every pack as a card, by number.
    pub fn cards(&self, app: &App, shop: &Shop, lang: Lang) -> Vec<Good> {
        let card = |view| self.card(app, shop, (lang, view));
        self.found.iter().map(card).collect()
    }

    /// One pack as a card.
    pub fn card(&self, app: &App, shop: &Shop, (lang, view): (Lang, &SkuView)) -> Good {
        let sku = &view.sku;
        let month = i64::from(date(app.now()).month());
        let (name, spec) = match lang {
            Lang::Chinese => (&sku.name_zh, &sku.spec_zh),
            Lang::English => (&sku.name_en, &sku.spec_en),
        };
        let by_kg = sku.closed_reason.as_deref() == Some(CATCH_WEIGHT);
        let picture = shop.face.pictures.get(&sku.number.to_string());
        let line = format!("shop-{}-sku-{}", shop.slug, sku.number);
        Good {
            number: sku.number,
            name: name.clone(),
            spec: spec.clone(),
            line: app.renderer().words_if_any(lang, &line).unwrap_or_default(),
            price_fen: sku.price_fen,
            price_g: if by_kg { 1_000 } else { sku.net_g },
            by_kg,
            picture: format!(
                "{}/pictures/{}",
                shop.slug,
                picture.unwrap_or(&shop.picture)
            ),
            href: format!("/shops/{}/{}", shop.slug, sku.number),
            storage: sku.storage.as_str(),
            keeps: keeps(&sku.shelf_life),
            season_from: sku.season_from,
            season_to: sku.season_to,
            in_season: in_season(sku, month),
            state: state(sku, &self.shelves(sku.id), month),
        }
    }
}

/// Whether a month is in a pack's season, which may go over the new year.
fn in_season(sku: &sku::Model, month: i64) -> bool {
    let (from, to) = (sku.season_from, sku.season_to);
    if from <= to {
        (from..=to).contains(&month)
    } else {
        month >= from || month <= to
    }
}

fn state(sku: &sku::Model, shelves: &[&ShelfView], month: i64) -> State {
    if let Some(reason) = &sku.closed_reason {
        return State::Closed {
            reason: reason.replace('_', "-"),
        };
    }
    // A line is served from one shelf, so that the fullest says how many can be had.
    let packs = shelves.iter().map(|shelf| shelf.available_packs).max();
    let before = packs.is_some();
    match packs.unwrap_or(0) {
        0 => State::Gone {
            again: (!in_season(sku, month)).then_some(sku.season_from),
            before,
        },
        // Above that the page does not follow the number, and must not show it.
        packs if packs > LOW_PACKS => State::Here { most: PACKS_MAX },
        packs => State::Few { packs, most: packs },
    }
}

/// `10d` is ten days, `12m` twelve months.
fn keeps(text: &str) -> Keeps {
    let (unit, digits) = match text.strip_suffix('d') {
        Some(digits) => ("days", digits),
        None => ("months", text.strip_suffix('m').unwrap_or_default()),
    };
    match digits.parse() {
        Ok(count) => Keeps { unit, count },
        Err(_) => Keeps {
            unit: "ever",
            count: 0,
        },
    }
}

/// The season that a moment is in or after, and the one before it.
pub fn seasons(sku: &sku::Model, now: i64) -> (Season, Season) {
    let today = date(now);
    let first = u32::try_from(sku.season_from).unwrap_or(1);
    let year = today.year() - i32::from(today.month() < first);
    let begins = |year: i32| start_ms(year, first);
    let of = |year: i32| Season {
        from_ms: begins(year),
        until_ms: begins(year + 1),
    };
    (of(year), of(year - 1))
}

/// The calendar day of a moment where the shops are.
pub fn date(now: i64) -> NaiveDate {
    let text = Day::of(now).to_string();
    NaiveDate::parse_from_str(&text, "%Y-%m-%d").unwrap_or_default()
}

fn start_ms(year: i32, month: u32) -> i64 {
    let first = format!("{year:04}-{month:02}-01");
    Day::parse(&first).map_or(0, Day::start_ms)
}

#[cfg(test)]
mod tests {
    use catalog::entity::sku::Storage;

    use super::*;

    fn sku(season_from: i64, season_to: i64) -> sku::Model {
        sku::Model {
            id: 1,
            number: 22,
            product_id: 1,
            shop: String::new(),
            name_zh: String::new(),
            name_en: String::new(),
            spec_zh: String::new(),
            spec_en: String::new(),
            net_g: 2_500,
            price_fen: 3_280,
            grade: String::new(),
            storage: Storage::Cellar,
            shelf_life: String::new(),
            season_from,
            season_to,
            mixable: false,
            closed_reason: None,
            content_hash: String::new(),
        }
    }

    fn shelf(available_packs: i64) -> ShelfView {
        let none = ledger::Grams::default();
        ShelfView {
            shelf_id: 1,
            sku_id: 1,
            cooperative_id: 1,
            net: none,
            on_hand: none,
            allocated: none,
            reserved: none,
            available: none,
            available_packs,
            lots: Vec::new(),
        }
    }

    #[test]
    fn a_season_may_go_over_the_new_year() {
        let months = |from, to| {
            let sku = sku(from, to);
            (1..=12).filter(|month| in_season(&sku, *month)).collect()
        };
        let check = |from, to, expected: &[i64]| {
            let found: Vec<i64> = months(from, to);
            assert_eq!(found, expected, "{from} to {to}");
        };
        check(10, 3, &[1, 2, 3, 10, 11, 12]);
        check(6, 10, &[6, 7, 8, 9, 10]);
        check(1, 12, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        check(12, 1, &[1, 12]);
        check(5, 5, &[5]);
    }

    #[test]
    fn a_pack_is_here_scarce_gone_or_closed_and_says_why() {
        let check = |packs: &[i64], month, expected: State| {
            let shelves: Vec<_> = packs.iter().map(|packs| shelf(*packs)).collect();
            let shelves: Vec<_> = shelves.iter().collect();
            assert_eq!(state(&sku(10, 3), &shelves, month), expected, "{packs:?}");
        };
        check(&[320], 11, State::Here { most: 99 });
        check(&[21], 11, State::Here { most: 99 });
        check(
            &[20],
            11,
            State::Few {
                packs: 20,
                most: 20,
            },
        );
        // Two shelves do not serve one line.
        check(&[7, 5], 11, State::Few { packs: 7, most: 7 });
        let gone = |again, before| State::Gone { again, before };
        check(&[0, 0], 11, gone(None, true));
        check(&[0], 5, gone(Some(10), true));
        check(&[], 5, gone(Some(10), false));
        // What lies on the shelf may be bought after its season too.
        check(&[50], 5, State::Here { most: 99 });
        let closed = sku::Model {
            closed_reason: Some("craft_later".to_owned()),
            ..sku(1, 12)
        };
        let reason = "craft-later".to_owned();
        let full = shelf(50);
        assert_eq!(state(&closed, &[&full], 5), State::Closed { reason });
    }

    #[test]
    fn last_season_is_the_twelve_months_before_this_one_began() {
        let at = |text: &str| Day::parse(text).unwrap().start_ms();
        let check = |(from, to), now, expected: [&str; 3]| {
            let (this, last) = seasons(&sku(from, to), at(now));
            let [before, begins, ends] = expected.map(at);
            assert_eq!((last.from_ms, last.until_ms), (before, begins), "{now}");
            assert_eq!((this.from_ms, this.until_ms), (begins, ends), "{now}");
        };
        let autumn = ["2025-10-01", "2026-10-01", "2027-10-01"];
        check((10, 3), "2026-11-24", autumn);
        check((10, 3), "2027-02-01", autumn);
        check((10, 3), "2027-09-30", autumn);
        check((10, 3), "2026-10-01", autumn);
        check(
            (1, 12),
            "2026-11-24",
            ["2025-01-01", "2026-01-01", "2027-01-01"],
        );
    }

    #[test]
    fn a_shelf_life_is_days_months_or_none() {
        let check = |text, unit, count| assert_eq!(keeps(text), Keeps { unit, count }, "{text}");
        check("10d", "days", 10);
        check("12m", "months", 12);
        check("", "ever", 0);
    }
}
