//! Books as pages draw them: price by price, the dearest first, summed from the best outwards.

use std::collections::BTreeMap;

use engine::InstrumentNo;
use serde::Serialize;

use super::view::{InstrumentCard, ListingRow};
use crate::app::App;
use crate::error::Problem;

/// Levels of the continuous book that the floor shows, on each side.
const LEVELS_SHOWN: usize = 8;

/// One price of a book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Level {
    /// Price in fen for one price unit.
    pub price_fen: i64,
    /// What stands at it.
    pub weight_g: i64,
    /// How many stand there; nothing where nobody is to know.
    pub parties: String,
    /// What stands at it and at every better price.
    pub sum_g: i64,
}

/// Both sides of a book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Book {
    /// Those who sell, the dearest first.
    pub asks: Vec<Level>,
    /// Those who buy, the dearest first.
    pub bids: Vec<Level>,
    /// The best ask less the best bid.
    pub spread_fen: Option<i64>,
    /// Half way between the two, rounded down to the fen.
    pub middle_fen: Option<i64>,
}

impl Book {
    fn of(asks: Vec<Level>, bids: Vec<Level>) -> Self {
        let (asks, bids) = (outwards(asks, Side::Ask), outwards(bids, Side::Bid));
        let best = asks
            .last()
            .zip(bids.first())
            .map(|(ask, bid)| (ask.price_fen, bid.price_fen));
        Self {
            spread_fen: best.map(|(ask, bid)| ask - bid),
            middle_fen: best.map(|(ask, bid)| ask.midpoint(bid)),
            asks,
            bids,
        }
    }
}

enum Side {
    Ask,
    Bid,
}

/// The listings of a board by price.
pub fn of_listings(rows: &[ListingRow]) -> Book {
    Book::of(levels(rows, "ask"), levels(rows, "bid"))
}

fn levels(rows: &[ListingRow], side: &str) -> Vec<Level> {
    let mut by_price: BTreeMap<i64, (i64, u32)> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.side == side) {
        let (weight_g, parties) = by_price.entry(row.price_fen).or_default();
        *weight_g += row.left_g.unwrap_or_default();
        *parties += 1;
    }
    let level = |(price_fen, (weight_g, parties)): (i64, (i64, u32))| Level {
        price_fen,
        weight_g,
        parties: parties.to_string(),
        sum_g: 0,
    };
    by_price.into_iter().rev().map(level).collect()
}

/// The continuous book of an instrument; empty where there is none.
///
/// # Errors
/// `503` when the desk has stopped.
pub async fn of_orders(app: &App, card: &InstrumentCard) -> Result<Book, Problem> {
    if !card.continuous {
        return Ok(Book::default());
    }
    let number = InstrumentNo::new(u32::try_from(card.id).map_err(Problem::broken)?);
    let depth = app.desk().depth(number, LEVELS_SHOWN).await?;
    let level = |level: &engine::DepthLevel| Level {
        price_fen: level.price.get() * card.tick_fen,
        weight_g: card.contract_g.unwrap_or_default()
            * i64::try_from(level.qty).unwrap_or_default(),
        ..Level::default()
    };
    Ok(Book::of(
        depth.asks.iter().rev().map(level).collect(),
        depth.bids.iter().map(level).collect(),
    ))
}

fn outwards(mut dearest_first: Vec<Level>, side: Side) -> Vec<Level> {
    let mut sum = 0;
    let mut add = |level: &mut Level| {
        sum += level.weight_g;
        level.sum_g = sum;
    };
    match side {
        Side::Ask => dearest_first.iter_mut().rev().for_each(&mut add),
        Side::Bid => dearest_first.iter_mut().for_each(&mut add),
    }
    dearest_first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(price_fen: i64, weight_g: i64) -> Level {
        Level {
            price_fen,
            weight_g,
            ..Level::default()
        }
    }

    #[test]
    fn a_book_sums_from_its_best_prices_outwards() {
        let book = Book::of(
            vec![level(250, 30), level(244, 20)],
            vec![level(240, 10), level(238, 5)],
        );
        let sums = |levels: &[Level]| levels.iter().map(|level| level.sum_g).collect::<Vec<_>>();
        assert_eq!(sums(&book.asks), [50, 20]);
        assert_eq!(sums(&book.bids), [10, 15]);
        assert_eq!((book.spread_fen, book.middle_fen), (Some(4), Some(242)));
    }

    #[test]
    fn a_book_with_one_side_has_no_spread() {
        let book = Book::of(vec![level(244, 20)], Vec::new());
        assert_eq!((book.spread_fen, book.middle_fen), (None, None));
    }
}
