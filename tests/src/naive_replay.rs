//! The slow and obvious replay of an order flow, against which the real book is compared.
//!
//! One sorted map per side, keyed by price and arrival: the first entry is the one to match.

use std::collections::{BTreeMap, HashMap};

use engine::OrderNo;
use engine::replay::TradeHash;

const HEADER_BYTES: usize = 32;
const RECORD_BYTES: usize = 32;
const SWEEP_PRICE: i64 = 4_000_000;
const SWEEP_QTY: u32 = 2_000_000_000;

/// What a replay of a flow finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Findings {
    /// Trades.
    pub trades: u64,
    /// Contracts traded.
    pub volume: u64,
    /// Hash of the trades.
    pub trade_hash: u64,
    /// Cancels and replaces of orders that did not rest.
    pub rejects: u64,
    /// Orders resting at the end.
    pub resting: u64,
    /// Contracts resting at the end.
    pub resting_qty: u64,
    /// Hash of the resting orders in priority order.
    pub book_hash: u64,
}

/// Replays a well-formed file.
pub fn replay(file: &[u8]) -> Findings {
    let instruments = u32::from_le_bytes(field(file, 12)) as usize;
    let last_number = u64::from_le_bytes(field(file, 24));
    let mut venue = Venue {
        books: vec![Book::default(); instruments],
        ..Venue::default()
    };
    for record in file[HEADER_BYTES..].chunks_exact(RECORD_BYTES) {
        venue.feed(record);
    }
    let resting: Vec<u32> = venue.books.iter().flat_map(Book::quantities).collect();
    let found = venue.trades;
    venue.trades = TradeHash::default();
    venue.sweep(last_number);
    Findings {
        trades: found.count(),
        volume: found.volume(),
        trade_hash: found.value(),
        rejects: venue.rejects,
        resting: resting.len() as u64,
        resting_qty: resting.into_iter().map(u64::from).sum(),
        book_hash: venue.trades.value(),
    }
}

/// Price (turned so that the best is smallest), then arrival.
type Rank = (i64, u64);

#[derive(Clone, Copy)]
struct Order {
    instrument: usize,
    sell: bool,
    number: u64,
    price: i64,
    qty: u32,
}

#[derive(Clone, Default)]
struct Book {
    bids: BTreeMap<Rank, Order>,
    asks: BTreeMap<Rank, Order>,
}

impl Book {
    fn quantities(&self) -> impl Iterator<Item = u32> + '_ {
        self.bids
            .values()
            .chain(self.asks.values())
            .map(|order| order.qty)
    }

    fn side(&mut self, sell: bool) -> &mut BTreeMap<Rank, Order> {
        if sell { &mut self.asks } else { &mut self.bids }
    }
}

#[derive(Default)]
struct Venue {
    books: Vec<Book>,
    resting: HashMap<u64, (usize, bool, Rank)>,
    arrivals: u64,
    trades: TradeHash,
    rejects: u64,
}

impl Venue {
    fn feed(&mut self, record: &[u8]) {
        let order = Order {
            instrument: u32::from_le_bytes(field(record, 4)) as usize,
            sell: record[1] == 1,
            number: u64::from_le_bytes(field(record, 8)),
            price: i64::from_le_bytes(field(record, 16)),
            qty: u32::from_le_bytes(field(record, 24)),
        };
        let immediate = record[2] == 1;
        match record[0] {
            0 => self.enter(order, immediate),
            1 => {
                if self.take_out(order.number).is_none() {
                    self.rejects += 1;
                }
            }
            _ => match self.take_out(order.number) {
                Some(old) => {
                    let renewed = Order {
                        price: order.price,
                        qty: order.qty,
                        ..old
                    };
                    self.enter(renewed, false);
                }
                None => self.rejects += 1,
            },
        }
    }

    fn take_out(&mut self, number: u64) -> Option<Order> {
        let (instrument, sell, rank) = self.resting.remove(&number)?;
        self.books[instrument].side(sell).remove(&rank)
    }

    fn enter(&mut self, mut order: Order, immediate: bool) {
        while order.qty > 0 {
            let makers = self.books[order.instrument].side(!order.sell);
            let Some(mut first) = makers.first_entry() else {
                break;
            };
            let maker = first.get_mut();
            let crosses = match order.sell {
                true => maker.price >= order.price,
                false => maker.price <= order.price,
            };
            if !crosses {
                break;
            }
            let qty = order.qty.min(maker.qty);
            let price = u32::try_from(maker.price).expect("flows keep to small prices");
            self.trades.add(
                OrderNo::new(maker.number),
                OrderNo::new(order.number),
                price,
                qty,
            );
            order.qty -= qty;
            maker.qty -= qty;
            if maker.qty == 0 {
                self.resting.remove(&maker.number);
                first.remove();
            }
        }
        if order.qty > 0 && !immediate {
            self.arrivals += 1;
            let rank = (
                if order.sell {
                    order.price
                } else {
                    -order.price
                },
                self.arrivals,
            );
            self.books[order.instrument]
                .side(order.sell)
                .insert(rank, order);
            self.resting
                .insert(order.number, (order.instrument, order.sell, rank));
        }
    }

    fn sweep(&mut self, last_number: u64) {
        let mut number = last_number;
        for instrument in 0..self.books.len() {
            for (sell, price) in [(true, 1), (false, SWEEP_PRICE)] {
                number += 1;
                self.enter(
                    Order {
                        instrument,
                        sell,
                        number,
                        price,
                        qty: SWEEP_QTY,
                    },
                    true,
                );
            }
        }
    }
}

fn field<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes[at..at + N]
        .try_into()
        .expect("a well-formed file has every field")
}
