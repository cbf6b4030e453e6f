//! A shop's sale (零售): what a consignment leaves to the lots that were in its boxes, and what a
//! product page may promise of a price (钱去哪了).
//!
//! A consignment has several lines. Percentage fees are taken once, on what stays of the whole;
//! costs of the whole go over its lines by the price paid, so that a line has its part of the pool
//! by what stays of its price; a line's part goes over its lots by the grams packed. A line that
//! was refunded whole has no part of the pool, but its costs remain. What is missing for fees and
//! costs is the reserve's.
//!
//! Source: the rules of proceeds, 4.1, 4.3 and 4.4. Complexity: linear in lines and lots, but for
//! the sort by remainders.

use crate::apportion::apportion;
use crate::money::{BasisPoints, Money, MoneyError};
use crate::waterfall::{
    Cost, LotGoods, LotPart, Sale, Settlement, SettlementError, Shortage, parts, to_the_pool,
};

/// A part of what a buyer pays, in the order in which pages print them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The households that grew it.
    Growers,
    /// The cooperative's packing.
    Packing,
    /// The carrier.
    Express,
    /// The cooperative's percentage fee.
    Cooperative,
    /// The platform's fee.
    Platform,
    /// The channel tariff of the way of paying.
    Channel,
}

impl Part {
    /// Every part, in the order in which pages print them.
    pub const ALL: [Part; 6] = [
        Part::Growers,
        Part::Packing,
        Part::Express,
        Part::Cooperative,
        Part::Platform,
        Part::Channel,
    ];

    /// The part's short name, for a column or the name of a message.
    pub const fn text(self) -> &'static str {
        match self {
            Part::Growers => "growers",
            Part::Packing => "packing",
            Part::Express => "express",
            Part::Cooperative => "cooperative",
            Part::Platform => "platform",
            Part::Channel => "channel",
        }
    }
}

/// Where money of a sale goes, part by part: promised, of one line, of a consignment, or summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts {
    /// The channel tariff.
    pub channel: Money,
    /// The platform's fee.
    pub platform: Money,
    /// The cooperative's packing.
    pub packing: Money,
    /// The carrier, without a surcharge that passes through.
    pub express: Money,
    /// The cooperative's percentage fee.
    pub cooperative: Money,
    /// What the households share.
    pub growers: Money,
}

/// A part with its share of all parts, as a page prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The part.
    pub part: Part,
    /// What it gets.
    pub amount: Money,
    /// Its share; the shares of all rows sum to 100.00 %.
    pub share: BasisPoints,
}

impl Parts {
    /// What `part` gets.
    pub fn get(&self, part: Part) -> Money {
        match part {
            Part::Growers => self.growers,
            Part::Packing => self.packing,
            Part::Express => self.express,
            Part::Cooperative => self.cooperative,
            Part::Platform => self.platform,
            Part::Channel => self.channel,
        }
    }

    fn set(&mut self, part: Part, amount: Money) {
        let place = match part {
            Part::Growers => &mut self.growers,
            Part::Packing => &mut self.packing,
            Part::Express => &mut self.express,
            Part::Cooperative => &mut self.cooperative,
            Part::Platform => &mut self.platform,
            Part::Channel => &mut self.channel,
        };
        *place = amount;
    }

    /// All parts together.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn total(&self) -> Result<Money, MoneyError> {
        Money::sum(Part::ALL.map(|part| self.get(part)))
    }

    /// These parts and others, part by part.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn plus(&self, other: &Parts) -> Result<Parts, MoneyError> {
        let mut sum = Parts::default();
        for part in Part::ALL {
            sum.set(part, self.get(part).checked_add(other.get(part))?);
        }
        Ok(sum)
    }

    /// Each part with its share, by largest remainder, so that shares sum to 100.00 %.
    ///
    /// Nothing at all has shares of nothing.
    ///
    /// # Errors
    /// `Negative` for a part below nothing, `Overflow`.
    pub fn rows(&self) -> Result<[Row; 6], MoneyError> {
        let shares = shares(&Part::ALL.map(|part| self.get(part)))?;
        let mut rows = Part::ALL.map(|part| Row {
            part,
            amount: self.get(part),
            share: BasisPoints::default(),
        });
        for (row, share) in rows.iter_mut().zip(shares) {
            row.share = share;
        }
        Ok(rows)
    }
}

/// The share of each amount in all of them, by largest remainder: they sum to 100.00 %.
///
/// Where all amounts are nothing, so are the shares.
///
/// # Errors
/// `Negative` for an amount below nothing, `Overflow`.
pub fn shares(amounts: &[Money]) -> Result<Vec<BasisPoints>, MoneyError> {
    for amount in amounts {
        amount.not_negative()?;
    }
    if Money::sum(amounts.iter().copied())?.is_zero() {
        return Ok(vec![BasisPoints::default(); amounts.len()]);
    }
    let whole = Money::fen(i64::from(BasisPoints::WHOLE.as_bp()));
    let weights: Vec<i64> = amounts.iter().map(|amount| amount.as_fen()).collect();
    let parts = apportion(whole, &weights).map_err(|_| MoneyError::Overflow)?;
    let rate = |part: Money| u32::try_from(part.as_fen()).map_err(|_| MoneyError::Overflow);
    parts
        .into_iter()
        .map(|part| rate(part).and_then(BasisPoints::new))
        .collect()
}

/// What a shop's terms take of a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tariff {
    /// The channel tariff of the way of paying.
    pub channel: BasisPoints,
    /// The platform's fee.
    pub platform: BasisPoints,
    /// The cooperative's fee, on the net.
    pub cooperative: BasisPoints,
    /// The cooperative's packing of one pack.
    pub packing: Money,
    /// The carrier's price of one pack.
    pub express: Money,
}

/// Where the `price` of one pack goes under `tariff`.
///
/// # Errors
/// As [`promise_of_packs`].
pub fn promise(price: Money, tariff: &Tariff) -> Result<Parts, SettlementError> {
    promise_of_packs(price, 1, tariff)
}

/// Where the money for so many packs at `price` goes: percentage fees are once on the whole,
/// packing and express are of each pack.
///
/// # Errors
/// `ShortOfReserve` where the price does not cover fees and costs, with what is missing as
/// needed: such a price promises nothing. Else what is wrong with the tariff.
pub fn promise_of_packs(
    price: Money,
    packs: u32,
    tariff: &Tariff,
) -> Result<Parts, SettlementError> {
    let (packing, express) = (tariff.packing.times(packs)?, tariff.express.times(packs)?);
    let sale = Sale {
        gross: price.times(packs)?,
        channel_fee: tariff.channel,
        platform_fee: tariff.platform,
        pass_through: Vec::new(),
        costs: Vec::new(),
        // Whom a cost is owed does not matter here.
        cooperative_costs: packing
            .not_negative()?
            .checked_add(express.not_negative()?)?,
        cooperative_fee: tariff.cooperative,
        lots: Vec::new(),
        shortage: Shortage::Shop {
            reserve: Money::ZERO,
        },
    };
    let figures = to_the_pool(&sale)?;
    Ok(Parts {
        channel: figures.channel_fee,
        platform: figures.platform_fee,
        packing,
        express,
        cooperative: figures.cooperative_fee,
        growers: figures.pool,
    })
}

/// A line of a consignment as it stands when the claim window ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetailLine {
    /// What stays of its price after refunds; nothing where it was refunded whole.
    pub paid: Money,
    /// What was packed of which root lots; the same lot may stand in several lines.
    pub lots: Vec<LotGoods>,
}

/// A consignment as it stands when the claim window ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetailSale {
    /// Its lines.
    pub lines: Vec<RetailLine>,
    /// The channel tariff of the way of paying.
    pub channel_fee: BasisPoints,
    /// The platform's fee.
    pub platform_fee: BasisPoints,
    /// The cooperative's fee, on the net.
    pub cooperative_fee: BasisPoints,
    /// What carriers are owed for what was sent; a surcharge given back to the buyer though its
    /// carrier is owed it is such a cost.
    pub costs: Vec<Cost>,
    /// The cooperative's packing of what was packed.
    pub cooperative_costs: Money,
    /// What stays of surcharges that the buyer paid on top, to whom they are owed.
    pub pass_through: Vec<Cost>,
    /// What stands in the reserve.
    pub reserve: Money,
}

/// What a line paid and left.
///
/// Invariant: its parts sum to what stays of its price and what the reserve gave for it, and its
/// lots' parts to what its growers share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineShare {
    /// What stays of its price.
    pub paid: Money,
    /// What the reserve gave for it.
    pub reserve: Money,
    /// Where both went.
    pub parts: Parts,
    /// The growers' part by root lot.
    pub lots: Vec<LotPart>,
}

/// Every figure of a settled consignment: the whole, and line by line.
///
/// Invariant: each figure of the lines sums to that of the whole; `whole.lots` holds each root lot
/// and mode once, with its parts of all lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetailSettlement {
    /// The whole.
    pub whole: Settlement,
    /// Line by line, in the order of the sale's lines.
    pub lines: Vec<LineShare>,
}

impl RetailSettlement {
    /// Where the money of the whole went.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn parts(&self) -> Result<Parts, MoneyError> {
        parts_of(&self.whole)
    }

    /// Whether there is nothing to post: nothing stays, and nobody is owed anything.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn moves_nothing(&self) -> Result<bool, MoneyError> {
        Ok(self.whole.held()?.is_zero() && self.parts()?.total()?.is_zero())
    }
}

fn parts_of(whole: &Settlement) -> Result<Parts, MoneyError> {
    Ok(Parts {
        channel: whole.channel_fee,
        platform: whole.platform_fee,
        packing: whole.cooperative_costs,
        express: whole.cost_total()?,
        cooperative: whole.cooperative_fee,
        growers: whole.pool,
    })
}

/// Settles a consignment.
///
/// # Errors
/// `ShortOfReserve` where the settlement has to wait, `Lots` where a line that has a part of the
/// pool has no goods, or the consignment no line; else what is wrong with the sale.
pub fn settle(sale: &RetailSale) -> Result<RetailSettlement, SettlementError> {
    for line in &sale.lines {
        line.paid.not_negative()?;
    }
    let mut whole = to_the_pool(&Sale {
        gross: Money::sum(sale.lines.iter().map(|line| line.paid))?,
        channel_fee: sale.channel_fee,
        platform_fee: sale.platform_fee,
        pass_through: sale.pass_through.clone(),
        costs: sale.costs.clone(),
        cooperative_costs: sale.cooperative_costs,
        cooperative_fee: sale.cooperative_fee,
        lots: Vec::new(),
        shortage: Shortage::Shop {
            reserve: sale.reserve,
        },
    })?;
    let lines = lines(sale, &whole)?;
    whole.lots = by_root_lot(&lines)?;
    Ok(RetailSettlement { whole, lines })
}

/// The figures of the whole over its lines.
///
/// The growers' part goes by what stays of each price; each further part goes by what is then left
/// of the lines, so that the parts of a line sum to what it brought, to the fen.
fn lines(sale: &RetailSale, whole: &Settlement) -> Result<Vec<LineShare>, SettlementError> {
    let reserves = spread(whole.missing.reserve, &weights(&sale.lines))?;
    let mut left = Vec::new();
    let mut lines = Vec::new();
    for (line, reserve) in sale.lines.iter().zip(reserves) {
        left.push(line.paid.checked_add(reserve)?);
        lines.push(LineShare {
            paid: line.paid,
            reserve,
            parts: Parts::default(),
            lots: Vec::new(),
        });
    }
    let all = parts_of(whole)?;
    for part in Part::ALL {
        let amounts = spread(all.get(part), &left)?;
        for ((line, left), amount) in lines.iter_mut().zip(&mut left).zip(amounts) {
            line.parts.set(part, amount);
            *left = left.checked_sub(amount)?;
        }
    }
    for (share, line) in lines.iter_mut().zip(&sale.lines) {
        share.lots = parts(share.parts.growers, &line.lots)?;
    }
    Ok(lines)
}

/// What lines count by what stays of them, and alike where nothing does.
fn weights(lines: &[RetailLine]) -> Vec<Money> {
    if lines.iter().all(|line| line.paid.is_zero()) {
        return vec![Money::fen(1); lines.len()];
    }
    lines.iter().map(|line| line.paid).collect()
}

/// Parts of `amount` by `weights`; nothing goes over any lines, even over none with a weight.
fn spread(amount: Money, weights: &[Money]) -> Result<Vec<Money>, SettlementError> {
    if amount.is_zero() && !weights.is_empty() {
        return Ok(vec![Money::ZERO; weights.len()]);
    }
    let weights: Vec<i64> = weights.iter().map(|weight| weight.as_fen()).collect();
    apportion(amount, &weights).map_err(SettlementError::Lots)
}

/// Each root lot and mode once, in the order in which they first stand in the lines.
fn by_root_lot(lines: &[LineShare]) -> Result<Vec<LotPart>, MoneyError> {
    let mut lots: Vec<LotPart> = Vec::new();
    for part in lines.iter().flat_map(|line| &line.lots) {
        let known = lots
            .iter_mut()
            .find(|lot| lot.lot == part.lot && lot.mode == part.mode);
        match known {
            Some(lot) => lot.amount = lot.amount.checked_add(part.amount)?,
            None => lots.push(part.clone()),
        }
    }
    Ok(lots)
}
