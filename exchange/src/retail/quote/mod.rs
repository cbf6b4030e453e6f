//! What a cart costs now, where it would come from, and what stands in its way.
//!
//! The whole rule is [`price`], which reads nothing; [`quote`] reads what it needs. A quote never
//! refuses: what stands in the way of a purchase is a fault beside its line, so that a page can
//! say it there. Placing quotes again and compares.
//!
//! Rules: prices are the catalogue's of this moment; carriage is in the price, a remote area costs
//! on top for each pack; a line comes whole from one cooperative, the first by number that has
//! enough. Complexity: linear in lines and the shelves that could serve them.

mod loading;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use catalog::address::delivery::Delivery;
use catalog::entity::{product, sku};
use ledger::retail::{Parts, promise_of_packs};
use ledger::waterfall::SettlementError;
use ledger::{BasisPoints, Money, MoneyError};
use sea_orm::DbErr;
use thiserror::Error;

pub use crate::entity::purchase::Route;
use crate::retail::shelf::ShelfError;
use crate::retail::tariff::Tariff;
pub use loading::quote;

/// The most packs that one line may have.
pub const PACKS_MAX: i64 = 99;
/// The shape of the kept text of a quote.
const SHAPE: i64 = 1;

/// What is asked to be priced.
#[derive(Clone, Copy, Debug)]
pub struct QuoteAsk<'a> {
    /// Retail units and how many packs of each; the same unit twice is summed.
    pub lines: &'a [(i64, i64)],
    /// The code of the division that it goes to; without one nothing is said of delivery.
    pub district: Option<&'a str>,
    /// The way of paying, which has its own channel tariff.
    pub route: Route,
    /// Now.
    pub now: i64,
}

/// Why no quote can be made.
#[derive(Debug, Error)]
pub enum QuoteError {
    /// A sum does not fit.
    #[error("a sum of the quote does not fit")]
    Money(#[from] MoneyError),
    /// A shelf cannot be read.
    #[error("a shelf cannot be read")]
    Shelf(#[from] ShelfError),
    /// The database refused.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

/// What a cart costs, and what stands in the way of buying it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The version of the tariff that its promises go by; 0 where none is in force.
    pub tariff_version: i64,
    /// The way of paying.
    pub route: Route,
    /// Its lines, by the number of the retail unit.
    pub lines: Vec<QuoteLine>,
    /// What comes from which cooperative, by its number; lines without goods are in none.
    pub parts: Vec<QuotePart>,
    /// All lines together, without the surcharge.
    pub goods: Money,
    /// What a remote area costs on top.
    pub surcharge: Money,
    /// Both.
    pub total: Money,
    /// What stands in the way.
    pub faults: Vec<Fault>,
}

/// One retail unit of a quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteLine {
    /// The retail unit.
    pub sku: sku::Model,
    /// What is in it.
    pub product: product::Model,
    /// How many packs.
    pub packs: i64,
    /// The price of one.
    pub price: Money,
    /// The price of all.
    pub amount: Money,
    /// What a remote area costs on top, for one.
    pub surcharge_per_pack: Money,
    /// The cooperative's packing of one.
    pub packing: Money,
    /// The carrier's price of one.
    pub express: Money,
    /// Where it would come from; `None` where no shelf has enough.
    pub from: Option<Origin>,
    /// How many packs the fullest shelf has.
    pub available_packs: i64,
}

/// The shelf that a line would come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The shelf.
    pub shelf_id: i64,
    /// Its cooperative.
    pub cooperative_id: i64,
}

/// What comes from one cooperative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotePart {
    /// The cooperative.
    pub cooperative_id: i64,
    /// The places of its lines in the quote.
    pub lines: Vec<usize>,
    /// Its lines together.
    pub goods: Money,
    /// Its surcharge.
    pub surcharge: Money,
    /// Where the money for its goods will go; `None` where the price does not cover fees and costs.
    pub promise: Option<Parts>,
}

/// What stands in the way of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The retail unit.
    pub sku_id: i64,
    /// Why it cannot be bought like this.
    pub why: Why,
}

/// Why a line cannot be bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is no such retail unit.
    Unknown,
    /// It is not open.
    Closed {
        /// The key of the reason.
        reason: String,
    },
    /// Less than one pack, or more than a line may have.
    WrongQuantity,
    /// Nothing says what it costs to sell.
    NoTariff,
    /// No shelf has enough of it.
    Short {
        /// What the fullest has.
        available_packs: i64,
    },
    /// It does not go there.
    NotDelivered {
        /// The key of the reason.
        reason: &'static str,
    },
}

impl Why {
    /// The last part of the name of its message.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Closed { .. } => "closed",
            Self::WrongQuantity => "wrong-quantity",
            Self::NoTariff => "no-tariff",
            Self::Short { .. } => "short",
            Self::NotDelivered { .. } => "not-delivered",
        }
    }
}

/// What is known of one retail unit when it is priced.
#[derive(Clone, Debug)]
pub struct Goods {
    /// The retail unit.
    pub sku: sku::Model,
    /// What is in it.
    pub product: product::Model,
    /// Whether and at what surcharge it goes there; `None` where no place is named yet.
    pub delivery: Option<Delivery>,
    /// Shelves by cooperative, with the packs that are neither promised nor reserved.
    pub shelves: Vec<(Origin, i64)>,
}

impl Quote {
    /// Whether nothing stands in the way of buying it.
    pub fn can_be_placed(&self) -> bool {
        self.faults.is_empty() && !self.lines.is_empty()
    }

    /// What a purchase keeps of it: figures by number, never a name or an address.
    pub fn to_json(&self) -> String {
        let line = |line: &QuoteLine| {
            serde_json::json!({
                "sku": line.sku.number,
                "packs": line.packs,
                "price_fen": line.price.as_fen(),
                "amount_fen": line.amount.as_fen(),
                "surcharge_per_pack_fen": line.surcharge_per_pack.as_fen(),
                "packing_fen": line.packing.as_fen(),
                "express_fen": line.express.as_fen(),
                "cooperative": line.from.map(|from| from.cooperative_id),
            })
        };
        let kept = serde_json::json!({
            "shape": SHAPE,
            "tariff": self.tariff_version,
            "route": self.route.as_str(),
            "lines": self.lines.iter().map(line).collect::<Vec<_>>(),
            "goods_fen": self.goods.as_fen(),
            "surcharge_fen": self.surcharge.as_fen(),
            "total_fen": self.total.as_fen(),
        });
        kept.to_string()
    }
}

/// The channel tariff of a way of paying.
pub fn channel(tariff: &Tariff, route: Route) -> BasisPoints {
    match route {
        Route::Provider => tariff.provider,
        Route::Transfer => tariff.transfer,
    }
}

/// Prices what is wanted.
///
/// # Errors
/// When a sum does not fit.
pub fn price(
    wanted: &BTreeMap<i64, i64>,
    goods: &BTreeMap<i64, Goods>,
    tariff: Option<&Tariff>,
    route: Route,
) -> Result<Quote, MoneyError> {
    let mut quote = Quote {
        tariff_version: tariff.map_or(0, |tariff| tariff.version),
        route,
        lines: Vec::new(),
        parts: Vec::new(),
        goods: Money::ZERO,
        surcharge: Money::ZERO,
        total: Money::ZERO,
        faults: Vec::new(),
    };
    for (sku_id, packs) in wanted {
        let Some(goods) = goods.get(sku_id) else {
            quote.faults.push(Fault {
                sku_id: *sku_id,
                why: Why::Unknown,
            });
            continue;
        };
        let line = line(goods, *packs, tariff)?;
        if let Some(why) = obstacle(goods, &line, tariff) {
            let sku_id = *sku_id;
            quote.faults.push(Fault { sku_id, why });
        }
        quote.goods = quote.goods.checked_add(line.amount)?;
        let surcharge = many(line.surcharge_per_pack, priced(line.packs))?;
        quote.surcharge = quote.surcharge.checked_add(surcharge)?;
        quote.lines.push(line);
    }
    quote.lines.sort_by_key(|line| line.sku.number);
    quote.total = quote.goods.checked_add(quote.surcharge)?;
    quote.parts = parts(&quote.lines, tariff, route)?;
    Ok(quote)
}

fn line(goods: &Goods, packs: i64, tariff: Option<&Tariff>) -> Result<QuoteLine, MoneyError> {
    let price = Money::fen(goods.sku.price_fen);
    let costs = tariff.and_then(|tariff| tariff.costs(goods.sku.id));
    let (packing, express) = costs.unwrap_or_default();
    let surcharge_per_pack = match goods.delivery {
        Some(Delivery::Delivered { surcharge_per_pack }) => surcharge_per_pack,
        _ => Money::ZERO,
    };
    let enough = |(_, has): &&(Origin, i64)| quantity_is_right(packs) && *has >= packs;
    let enough = goods.shelves.iter().find(enough);
    Ok(QuoteLine {
        sku: goods.sku.clone(),
        product: goods.product.clone(),
        packs,
        price,
        amount: many(price, priced(packs))?,
        surcharge_per_pack,
        packing,
        express,
        from: enough.map(|(from, _)| *from),
        available_packs: goods.shelves.iter().map(|(_, has)| *has).max().unwrap_or(0),
    })
}

fn quantity_is_right(packs: i64) -> bool {
    (1..=PACKS_MAX).contains(&packs)
}

/// A line of a quantity that nobody may buy costs nothing, so that no sum grows without bound.
fn priced(packs: i64) -> i64 {
    if quantity_is_right(packs) { packs } else { 0 }
}

/// The first thing that stands in the way of a line.
fn obstacle(goods: &Goods, line: &QuoteLine, tariff: Option<&Tariff>) -> Option<Why> {
    if let Some(reason) = &goods.sku.closed_reason {
        let reason = reason.clone();
        return Some(Why::Closed { reason });
    }
    if !quantity_is_right(line.packs) {
        return Some(Why::WrongQuantity);
    }
    if tariff.is_none_or(|tariff| tariff.costs(line.sku.id).is_none()) {
        return Some(Why::NoTariff);
    }
    if let Some(Delivery::Refused { reason }) = &goods.delivery {
        let reason = reason.as_str();
        return Some(Why::NotDelivered { reason });
    }
    if line.from.is_none() {
        let available_packs = line.available_packs;
        return Some(Why::Short { available_packs });
    }
    None
}

fn parts(
    lines: &[QuoteLine],
    tariff: Option<&Tariff>,
    route: Route,
) -> Result<Vec<QuotePart>, MoneyError> {
    let mut by_cooperative: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (place, line) in lines.iter().enumerate() {
        if let Some(from) = line.from {
            by_cooperative
                .entry(from.cooperative_id)
                .or_default()
                .push(place);
        }
    }
    let mut parts = Vec::with_capacity(by_cooperative.len());
    for (cooperative_id, places) in by_cooperative {
        let own = || places.iter().map(|place| &lines[*place]);
        let mut surcharge = Money::ZERO;
        for line in own() {
            surcharge = surcharge.checked_add(many(line.surcharge_per_pack, line.packs)?)?;
        }
        let costs = own().map(|line| (line.packs, line.packing, line.express));
        let goods = Money::sum(own().map(|line| line.amount))?;
        let promise = match tariff {
            Some(tariff) => promise(goods, costs, (tariff, route))?,
            None => None,
        };
        parts.push(QuotePart {
            cooperative_id,
            goods,
            surcharge,
            promise,
            lines: places,
        });
    }
    Ok(parts)
}

/// Where the money for one cooperative's goods goes: percentage fees once on the whole, packing
/// and express of each pack; each cost is (packs, packing of one, express of one). `None` where
/// the price does not cover them.
///
/// # Errors
/// When a sum does not fit.
pub fn promise(
    goods: Money,
    costs: impl Iterator<Item = (i64, Money, Money)>,
    (tariff, route): (&Tariff, Route),
) -> Result<Option<Parts>, MoneyError> {
    let (mut packing, mut express) = (Money::ZERO, Money::ZERO);
    for (packs, one_packing, one_express) in costs {
        packing = packing.checked_add(many(one_packing, packs)?)?;
        express = express.checked_add(many(one_express, packs)?)?;
    }
    let terms = ledger::retail::Tariff {
        channel: channel(tariff, route),
        platform: tariff.platform,
        cooperative: tariff.cooperative,
        packing,
        express,
    };
    match promise_of_packs(goods, 1, &terms) {
        Ok(parts) => Ok(Some(parts)),
        Err(SettlementError::Money(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// So many times an amount.
pub(crate) fn many(amount: Money, packs: i64) -> Result<Money, MoneyError> {
    amount.times(u32::try_from(packs).map_err(|_| MoneyError::Overflow)?)
}
