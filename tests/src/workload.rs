//! Seeded order flows in the file format that engines are compared on.
//!
//! The same kind, seed and count give the same bytes everywhere: the agreed hashes depend on
//! every draw and on its order. The format is described in `engine::replay`.

use std::str::FromStr;

use anyhow::bail;

const MAGIC: u64 = 0x3130_574C_4D47_4158;
const VERSION: u32 = 1;
const RECORD_BYTES: usize = 32;

const NEW: u8 = 0;
const CANCEL: u8 = 1;
const REPLACE: u8 = 2;
const GTC: u8 = 0;
const IOC: u8 = 1;
const BUY: u8 = 0;

/// A kind of order flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing matches: a million orders rest, then as many come as go.
    Deep,
    /// Nearly everything matches.
    Cross,
    /// A little of all, around a price that walks.
    Mixed,
    /// As mixed, over 64 instruments.
    Multi,
    /// As mixed, over two million prices.
    Swing,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Deep,
        Self::Cross,
        Self::Mixed,
        Self::Multi,
        Self::Swing,
    ];

    const fn market(self) -> Market {
        let mixed = Market {
            instruments: 1,
            start: 100_000,
            low: 50_000,
            high: 150_000,
            walk_every: 64,
            stride: 1,
            depth_bits: 10,
            through_ioc: 64,
            through_gtc: 8,
        };
        match self {
            Self::Deep => Market {
                low: 100_000,
                high: 100_000,
                walk_every: 0,
                ..mixed
            },
            Self::Cross => Market {
                walk_every: 16,
                ..mixed
            },
            Self::Mixed => mixed,
            Self::Multi => Market {
                instruments: 64,
                ..mixed
            },
            Self::Swing => Market {
                start: 1_000_000,
                low: 20_000,
                high: 1_980_000,
                walk_every: 1,
                stride: 200,
                depth_bits: 14,
                through_ioc: 2048,
                through_gtc: 2048,
                ..mixed
            },
        }
    }
}

impl FromStr for Kind {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> anyhow::Result<Self> {
        Ok(match name {
            "deep" => Self::Deep,
            "cross" => Self::Cross,
            "mixed" => Self::Mixed,
            "multi" => Self::Multi,
            "swing" => Self::Swing,
            _ => bail!("no kind of order flow is called {name}"),
        })
    }
}

/// The file of `count` operations of one kind.
pub fn generate(kind: Kind, seed: u64, count: u64) -> Vec<u8> {
    let mut flow = Flow::new(kind, seed);
    for index in 0..count {
        flow.step(index, count);
    }
    flow.into_file()
}

/// Runs `workload KIND SEED COUNT OUT`.
///
/// # Errors
/// When the arguments are not these four or the file cannot be written.
pub fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [kind, seed, count, out] = arguments.as_slice() else {
        bail!("usage: workload <deep|cross|mixed|multi|swing> <seed> <count> <out>");
    };
    std::fs::write(out, generate(kind.parse()?, seed.parse()?, count.parse()?))?;
    Ok(())
}

/// How prices move and how far from the middle orders stand.
struct Market {
    instruments: u64,
    start: i64,
    low: i64,
    high: i64,
    /// Operations between two moves of the middle; zero for never.
    walk_every: u64,
    /// The farthest one move goes.
    stride: u64,
    /// Orders stand up to two to this power away.
    depth_bits: u64,
    /// How far through the middle an immediate order reaches.
    through_ioc: i64,
    /// How far through the middle a resting order that matches first reaches.
    through_gtc: i64,
}

/// An order that the generator believes to rest.
#[derive(Clone, Copy)]
struct Resting {
    number: u64,
    side: u8,
    price: i64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Passive,
    Cancel,
    Replace,
    Aggressive,
    Immediate,
}

struct Record {
    operation: u8,
    side: u8,
    tif: u8,
    instrument: usize,
    number: u64,
    price: i64,
    qty: u32,
    account: u32,
}

struct Flow {
    kind: Kind,
    market: Market,
    draws: Draws,
    middles: Vec<i64>,
    resting: Vec<Vec<Resting>>,
    last_number: u64,
    records: u64,
    body: Vec<u8>,
}

impl Flow {
    fn new(kind: Kind, seed: u64) -> Self {
        let market = kind.market();
        let instruments = market.instruments as usize;
        Self {
            kind,
            draws: Draws(seed),
            middles: vec![market.start; instruments],
            resting: vec![Vec::new(); instruments],
            market,
            last_number: 0,
            records: 0,
            body: Vec::new(),
        }
    }

    /// Writes one operation. The order of the draws is part of the format.
    fn step(&mut self, index: u64, count: u64) {
        let instruments = self.market.instruments;
        let instrument = if instruments == 1 {
            0
        } else {
            self.draws
                .below(instruments)
                .min(self.draws.below(instruments)) as usize
        };
        self.walk(instrument, index);
        let side = self.draws.below(2) as u8;
        let account = 1 + self.draws.below(1000) as u32;
        let mut step = self.kind_of_step(index, count);
        let none_rests = self.resting[instrument].is_empty();
        if none_rests && matches!(step, Step::Cancel | Step::Replace) {
            step = Step::Passive;
        }
        let record = match step {
            Step::Passive => self.passive(instrument, side),
            Step::Cancel => self.cancel(instrument),
            Step::Replace => self.replace(instrument),
            Step::Aggressive => self.aggressive(instrument, side, GTC),
            Step::Immediate => self.aggressive(instrument, side, IOC),
        };
        self.write(&Record { account, ..record });
    }

    fn walk(&mut self, instrument: usize, index: u64) {
        let Market {
            walk_every,
            stride,
            low,
            high,
            ..
        } = self.market;
        if walk_every > 0 && index.is_multiple_of(walk_every) {
            let move_by = self.draws.below(2 * stride + 1) as i64 - stride as i64;
            self.middles[instrument] = (self.middles[instrument] + move_by).clamp(low, high);
        }
    }

    fn kind_of_step(&mut self, index: u64, count: u64) -> Step {
        let draw = self.draws.below(1000);
        match self.kind {
            Kind::Deep if index < count / 3 => Step::Passive,
            Kind::Deep => match draw {
                0..475 => Step::Passive,
                475..950 => Step::Cancel,
                _ => Step::Replace,
            },
            Kind::Cross => match draw {
                0..900 => Step::Passive,
                900..950 => Step::Immediate,
                _ => Step::Cancel,
            },
            Kind::Mixed | Kind::Multi | Kind::Swing => match draw {
                0..600 => Step::Passive,
                600..850 => Step::Cancel,
                850..900 => Step::Replace,
                900..950 => Step::Aggressive,
                _ => Step::Immediate,
            },
        }
    }

    fn passive(&mut self, instrument: usize, side: u8) -> Record {
        let number = self.next_number();
        let price = self.passive_price(instrument, side);
        let qty = 1 + self.draws.below(100) as u32;
        self.resting[instrument].push(Resting {
            number,
            side,
            price,
        });
        Record {
            operation: NEW,
            side,
            tif: GTC,
            instrument,
            number,
            price,
            qty,
            account: 0,
        }
    }

    fn cancel(&mut self, instrument: usize) -> Record {
        let place = self.pick(instrument);
        let Resting { number, side, .. } = self.resting[instrument].swap_remove(place);
        let (price, qty) = (0, 0);
        Record {
            operation: CANCEL,
            side,
            tif: GTC,
            instrument,
            number,
            price,
            qty,
            account: 0,
        }
    }

    fn replace(&mut self, instrument: usize) -> Record {
        let place = self.pick(instrument);
        let Resting {
            number,
            side,
            price: old,
        } = self.resting[instrument][place];
        let mut price = self.passive_price(instrument, side);
        let qty = 1 + self.draws.below(100) as u32;
        if price == old {
            price += away(side);
        }
        self.resting[instrument][place].price = price;
        Record {
            operation: REPLACE,
            side,
            tif: GTC,
            instrument,
            number,
            price,
            qty,
            account: 0,
        }
    }

    fn aggressive(&mut self, instrument: usize, side: u8, tif: u8) -> Record {
        let number = self.next_number();
        let Market {
            through_ioc,
            through_gtc,
            ..
        } = self.market;
        let through = if tif == IOC { through_ioc } else { through_gtc };
        let price = self.middles[instrument] - away(side) * through;
        let qty = 1 + self.draws.below(400) as u32;
        if tif == GTC {
            self.resting[instrument].push(Resting {
                number,
                side,
                price,
            });
        }
        Record {
            operation: NEW,
            side,
            tif,
            instrument,
            number,
            price,
            qty,
            account: 0,
        }
    }

    fn passive_price(&mut self, instrument: usize, side: u8) -> i64 {
        let middle = self.middles[instrument];
        match self.kind {
            Kind::Deep => {
                let distance = 1 + self.draws.below(4096).min(self.draws.below(4096)) as i64;
                middle + away(side) * distance
            }
            Kind::Cross => middle + self.draws.below(41) as i64 - 20,
            _ => middle + away(side) * self.draws.depth(self.market.depth_bits),
        }
    }

    /// Half of the time one of the 64 newest, else any.
    fn pick(&mut self, instrument: usize) -> usize {
        let len = self.resting[instrument].len() as u64;
        let place = if self.draws.below(2) == 0 {
            len - 1 - self.draws.below(len.min(64))
        } else {
            self.draws.below(len)
        };
        place as usize
    }

    const fn next_number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    fn write(&mut self, record: &Record) {
        self.records += 1;
        self.body
            .extend_from_slice(&[record.operation, record.side, record.tif, 0]);
        self.body
            .extend_from_slice(&(record.instrument as u32).to_le_bytes());
        self.body.extend_from_slice(&record.number.to_le_bytes());
        self.body.extend_from_slice(&record.price.to_le_bytes());
        self.body.extend_from_slice(&record.qty.to_le_bytes());
        self.body.extend_from_slice(&record.account.to_le_bytes());
    }

    fn into_file(self) -> Vec<u8> {
        let mut file = Vec::with_capacity(RECORD_BYTES + self.body.len());
        file.extend_from_slice(&MAGIC.to_le_bytes());
        file.extend_from_slice(&VERSION.to_le_bytes());
        file.extend_from_slice(&(self.market.instruments as u32).to_le_bytes());
        file.extend_from_slice(&self.records.to_le_bytes());
        file.extend_from_slice(&self.last_number.to_le_bytes());
        file.extend_from_slice(&self.body);
        file
    }
}

/// The direction away from the middle in which an order of this side rests.
const fn away(side: u8) -> i64 {
    if side == BUY { -1 } else { 1 }
}

/// A stream of pseudo-random draws, the same everywhere.
struct Draws(u64);

impl Draws {
    const fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let word = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }

    /// One of 0..limit.
    const fn below(&mut self, limit: u64) -> u64 {
        ((self.word() >> 32) * limit) >> 32
    }

    /// Log-uniform in 1..=2^bits.
    const fn depth(&mut self, bits: u64) -> i64 {
        let exponent = self.below(bits + 1);
        1 + self.below(1 << exponent) as i64
    }
}
