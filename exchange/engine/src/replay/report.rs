//! What a replay found, as the one line that every engine prints.

use std::fmt;

use crate::units::OrderNo;

/// The agreed hash over a sequence of trades, order included.
#[derive(Clone, Copy, Debug, Default)]
pub struct TradeHash {
    hash: u64,
    count: u64,
    volume: u64,
}

impl TradeHash {
    const MAKER: u64 = 0x9E37_79B9_7F4A_7C15;
    const TAKER: u64 = 0xC2B2_AE3D_27D4_EB4F;
    const PRICE: u64 = 0x1656_67B1_9E37_79F9;
    const QTY: u64 = 0x27D4_EB2F_1656_67C5;

    /// Adds one trade.
    pub fn add(&mut self, maker: OrderNo, taker: OrderNo, price: u32, qty: u32) {
        let word = maker.get().wrapping_mul(Self::MAKER)
            ^ taker.get().wrapping_mul(Self::TAKER).rotate_left(21)
            ^ u64::from(price).wrapping_mul(Self::PRICE).rotate_left(42)
            ^ u64::from(qty).wrapping_mul(Self::QTY).rotate_left(11);
        self.hash = (self.hash.rotate_left(29) ^ word).wrapping_mul(Self::MAKER);
        self.count += 1;
        self.volume += u64::from(qty);
    }

    /// The hash so far.
    pub const fn value(&self) -> u64 {
        self.hash
    }

    /// Trades so far.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Contracts traded so far.
    pub const fn volume(&self) -> u64 {
        self.volume
    }
}

/// What a replay found; its `Display` is the agreed output line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Name of the file or flow.
    pub workload: String,
    /// Operations replayed.
    pub operations: u64,
    /// Wall time of the replay in nanoseconds.
    pub wall_ns: u64,
    /// CPU time of the replay in nanoseconds.
    pub cpu_ns: u64,
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
    /// Growth of the peak memory in bytes.
    pub memory_bytes: u64,
    /// Latency of single operations; zero when they were not timed.
    pub latency: Latency,
}

/// Percentiles of the time of single operations, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Latency {
    /// Half were faster.
    pub p50_ns: u64,
    /// 99 of 100 were faster.
    pub p99_ns: u64,
    /// 999 of 1,000 were faster.
    pub p999_ns: u64,
    /// The slowest.
    pub max_ns: u64,
}

impl Latency {
    /// Percentiles of all samples; zeros without samples.
    pub(super) fn of(mut samples: Vec<u64>) -> Self {
        samples.sort_unstable();
        let at = |per_mille: usize| {
            let rank = samples.len() * per_mille / 1000;
            samples
                .get(rank.min(samples.len().saturating_sub(1)))
                .copied()
                .unwrap_or(0)
        };
        Self {
            p50_ns: at(500),
            p99_ns: at(990),
            p999_ns: at(999),
            max_ns: at(1000),
        }
    }
}

impl Report {
    /// Operations per CPU second, in thousands of them.
    const fn thousands_a_second(&self) -> u64 {
        match self
            .operations
            .saturating_mul(1_000_000)
            .checked_div(self.cpu_ns)
        {
            Some(rate) => rate,
            None => 0,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = self.thousands_a_second();
        let Self {
            workload,
            operations,
            wall_ns,
            cpu_ns,
            trades,
            volume,
            rejects,
            ..
        } = self;
        write!(
            f,
            "engine=sanbao wl={workload} ops={operations} ns={wall_ns} cpu={cpu_ns} "
        )?;
        write!(
            f,
            "mops={}.{:03} trades={trades} vol={volume} ",
            rate / 1000,
            rate % 1000
        )?;
        write!(f, "thash={:016x} rej={rejects} ", self.trade_hash)?;
        write!(f, "resting={} restqty={} ", self.resting, self.resting_qty)?;
        write!(
            f,
            "bhash={:016x} rss_mb={} ",
            self.book_hash,
            self.memory_bytes >> 20
        )?;
        let Latency {
            p50_ns,
            p99_ns,
            p999_ns,
            max_ns,
        } = self.latency;
        write!(f, "p50={p50_ns} p99={p99_ns} p999={p999_ns} max={max_ns}")
    }
}
