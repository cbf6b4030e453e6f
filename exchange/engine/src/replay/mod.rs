//! Replays an order-flow file through the bare book, to compare engines and to time this one.
//!
//! No funds, no receipts and no self-trade test: the same book and nothing else. What is
//! measured, time and memory, comes in through a [`Gauge`], so that nothing here reads a clock.

mod file;
mod report;

use crate::book::orders::{Order, Orders, Parts};
use crate::book::{Book, Crossed, Fill, Taker};
use crate::command::{Side, TimeInForce};
use crate::units::OrderNo;
use file::{Kind, Operation, OrderFlow, PRICE_MAX};

pub use file::{Field, ReplayError};
pub use report::{Latency, Report, TradeHash};

/// Contracts of each closing sweep order.
const SWEEP_QTY: u32 = 2_000_000_000;

/// How the caller measures.
pub trait Gauge {
    /// Wall clock in nanoseconds since any fixed instant.
    fn wall_ns(&self) -> u64;
    /// CPU time of this process in nanoseconds.
    fn cpu_ns(&self) -> u64;
    /// Peak resident memory of this process in bytes.
    fn peak_memory_bytes(&self) -> u64;
}

/// Measures nothing: for those who want the hashes alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unmeasured;

impl Gauge for Unmeasured {
    fn wall_ns(&self) -> u64 {
        0
    }

    fn cpu_ns(&self) -> u64 {
        0
    }

    fn peak_memory_bytes(&self) -> u64 {
        0
    }
}

/// What is timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// The replay as a whole.
    Whole,
    /// Each operation, fed alone.
    EachOperation,
}

/// Replays a whole file; the name becomes the report's `wl`.
///
/// # Errors
/// [`ReplayError`] when the file is truncated, of another kind or version, or holds a record
/// that no gateway would write. Nothing is replayed then.
pub fn replay(
    name: &str,
    bytes: &[u8],
    timing: Timing,
    gauge: &impl Gauge,
) -> Result<Report, ReplayError> {
    let flow = OrderFlow::open(bytes)?;
    let mut latencies = match timing {
        Timing::Whole => Vec::new(),
        Timing::EachOperation => Vec::with_capacity(flow.records.len()),
    };
    let memory_before = gauge.peak_memory_bytes();
    let mut desk = Desk::new(&flow);
    let (wall_before, cpu_before) = (gauge.wall_ns(), gauge.cpu_ns());
    match timing {
        Timing::Whole => {
            for record in flow.records {
                desk.feed(&Operation::read(record).expect("the file was checked"));
            }
        }
        Timing::EachOperation => {
            let mut last = gauge.wall_ns();
            for record in flow.records {
                desk.feed(&Operation::read(record).expect("the file was checked"));
                let now = gauge.wall_ns();
                latencies.push(now.saturating_sub(last));
                last = gauge.wall_ns();
            }
        }
    }
    let wall_ns = gauge.wall_ns().saturating_sub(wall_before);
    let cpu_ns = gauge.cpu_ns().saturating_sub(cpu_before);
    let memory_bytes = gauge.peak_memory_bytes().saturating_sub(memory_before);
    let (resting, resting_qty) = desk.resting();
    Ok(Report {
        workload: name.to_owned(),
        operations: flow.records.len() as u64,
        wall_ns,
        cpu_ns,
        trades: desk.trades.count(),
        volume: desk.trades.volume(),
        trade_hash: desk.trades.value(),
        rejects: desk.rejects,
        resting,
        resting_qty,
        book_hash: desk.sweep(flow.last_number),
        memory_bytes,
        latency: Latency::of(latencies),
    })
}

/// A venue with nothing but books.
struct Desk {
    books: Vec<Book>,
    orders: Orders,
    trades: TradeHash,
    rejects: u64,
}

impl Desk {
    fn new(flow: &OrderFlow<'_>) -> Self {
        Self {
            books: (0..flow.instruments).map(|_| Book::new()).collect(),
            orders: Orders::with_capacity(0),
            trades: TradeHash::default(),
            rejects: 0,
        }
    }

    fn feed(&mut self, operation: &Operation) {
        match operation.kind {
            Kind::New(side, tif) => {
                let order = Order::new(Parts {
                    number: OrderNo::new(operation.number),
                    market: operation.instrument as u16,
                    side,
                    price: operation.price,
                    qty: operation.qty,
                    member: operation.account,
                    receipt: 0,
                });
                self.enter(order, tif);
            }
            Kind::Cancel => {
                if self.take_out(operation.number).is_none() {
                    self.rejects += 1;
                }
            }
            Kind::Replace => match self.take_out(operation.number) {
                Some(order) => {
                    let order = order.renewed(operation.price, operation.qty);
                    self.enter(order, TimeInForce::Gtc);
                }
                None => self.rejects += 1,
            },
        }
    }

    fn take_out(&mut self, number: u64) -> Option<Order> {
        let slot = self.orders.find(OrderNo::new(number))?;
        let book = usize::from(self.orders.at(slot).market());
        Some(self.books[book].remove(&mut self.orders, slot))
    }

    fn enter(&mut self, order: Order, tif: TimeInForce) {
        let left = self.cross(&order);
        if left > 0 && tif == TimeInForce::Gtc {
            let rest = order.renewed(order.price(), left);
            self.books[usize::from(order.market())].rest(&mut self.orders, rest);
        }
    }

    fn cross(&mut self, order: &Order) -> u32 {
        let taker = Taker {
            side: order.side(),
            limit: order.price(),
            qty: order.qty(),
            avoid: 0,
        };
        let (trades, number) = (&mut self.trades, order.number());
        let add = |fill: &Fill| trades.add(fill.maker, number, fill.price, fill.qty);
        let book = &mut self.books[usize::from(order.market())];
        let Crossed { left, .. } = book.cross(&mut self.orders, &taker, add);
        left
    }

    fn resting(&self) -> (u64, u64) {
        self.orders.all().fold((0, 0), |(count, qty), order| {
            (count + 1, qty + u64::from(order.qty()))
        })
    }

    /// Hash of every resting order in priority order: two sweeping orders an instrument.
    fn sweep(mut self, last_number: u64) -> u64 {
        self.trades = TradeHash::default();
        let mut number = last_number;
        for market in 0..self.books.len() {
            for (side, price) in [(Side::Sell, 1), (Side::Buy, PRICE_MAX)] {
                number += 1;
                self.cross(&Order::new(Parts {
                    number: OrderNo::new(number),
                    market: market as u16,
                    side,
                    price,
                    qty: SWEEP_QTY,
                    member: 0,
                    receipt: 0,
                }));
            }
        }
        self.trades.value()
    }
}
