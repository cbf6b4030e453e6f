//! Generated commands: mostly sensible, often nonsense.
//!
//! A step is a handful of small numbers; what they mean is decided when the step's turn comes,
//! against what stands then, so that generated takes and cancels find their targets.

use engine::{
    Action, Command, InstructionNo, InstrumentNo, InstrumentRules, Key, MemberNo, Millis,
    NewListing, NewOrder, OrderNo, Profile, Qty, ReceiptNo, Side, Terms, Ticks, TimeInForce,
    VenueNo,
};
use proptest::prelude::*;

use crate::naive::Naive;

const HOUR_MS: i64 = 3_600_000;

#[derive(Clone, Debug)]
pub struct Step {
    kind: u8,
    member: u32,
    instrument: u32,
    sell: bool,
    immediate: bool,
    price: i64,
    qty: u32,
    least: u32,
    target: usize,
    nonsense: u8,
    wait_ms: i64,
    key: u8,
    pub restart: bool,
}

pub fn step() -> impl Strategy<Value = Step> {
    let what = (
        0u8..32,
        1u32..5,
        1u32..4,
        any::<bool>(),
        prop::bool::weighted(0.3),
    );
    let size = (
        prop_oneof![20 => 1i64..12, 1 => -2i64..1, 1 => Just(i64::MAX)],
        prop_oneof![20 => 1u32..9, 1 => Just(0), 1 => Just(u32::MAX)],
        prop_oneof![8 => 1u32..3, 1 => 0u32..20],
    );
    let when = prop_oneof![
        20 => 0i64..1000,
        2 => Just(-5_000),
        2 => 0i64..HOUR_MS * 30,
        1 => Just(HOUR_MS * 60),
    ];
    let rest = (
        0usize..64,
        0u8..24,
        when,
        0u8..24,
        prop::bool::weighted(0.06),
    );
    (what, size, rest).prop_map(|(what, size, rest)| {
        let (kind, member, instrument, sell, immediate) = what;
        let (price, qty, least) = size;
        let (target, nonsense, wait_ms, key, restart) = rest;
        Step {
            kind,
            member,
            instrument,
            sell,
            immediate,
            price,
            qty,
            least,
            target,
            nonsense,
            wait_ms,
            key,
            restart,
        }
    })
}

pub fn profile() -> impl Strategy<Value = Profile> {
    prop_oneof![
        Just(Profile::CnSpot),
        Just(Profile::Open),
        Just(Profile::Sim)
    ]
}

/// What every sensible run begins with; the market may refuse some of it.
pub fn opening(profile: Profile) -> Vec<Action> {
    let venue = VenueNo::new(1);
    let continuous = (profile != Profile::CnSpot).then_some(10_000);
    let mut actions = vec![
        Action::Tick,
        Action::OpenVenue { venue, profile },
        Action::OpenInstrument(rules(1, Some(1_000), continuous)),
        Action::OpenInstrument(rules(2, Some(333), continuous.map(|_| 777))),
        Action::OpenInstrument(rules(3, None, Some(10_000))),
    ];
    let mut instruction = 0;
    for number in 1..=4 {
        let member = MemberNo::new(number);
        let amount_fen = if number == 4 { 9_000 } else { 2_000_000 };
        instruction += 1;
        actions.push(Action::Credit {
            instruction: InstructionNo::new(instruction),
            member,
            amount_fen,
        });
        for instrument in 1..=3 {
            instruction += 1;
            actions.push(Action::IssueReceipt {
                instruction: InstructionNo::new(instruction),
                receipt: ReceiptNo::new(u64::from(number * 10 + instrument)),
                member,
                instrument: InstrumentNo::new(instrument),
                contracts: Qty::new(14),
            });
        }
    }
    actions
}

pub fn rules(instrument: u32, listing: Option<u32>, continuous: Option<u32>) -> InstrumentRules {
    InstrumentRules {
        instrument: InstrumentNo::new(instrument),
        tick_value_fen: 5_003,
        price_max: Ticks::new(10),
        qty_max: Qty::new(20),
        listing_hold_bp: listing,
        continuous_hold_bp: continuous,
        terms: Terms {
            freight_fen_per_t: 1,
            inspection_fen_per_t: 2,
            place: instrument,
        },
    }
}

impl Step {
    pub fn time(&self, market: &Naive) -> Millis {
        Millis::new(market.time.unwrap_or(1_700_000_000_000) + self.wait_ms)
    }

    pub fn command(&self, market: &Naive) -> Command {
        let key = match self.key {
            // Two keys that often come again, now and then with another body.
            id @ 1..4 => Key {
                id: u128::from(id) << 64 | 7,
                body: u64::from(self.nonsense / 22),
            },
            4 => Key {
                id: u128::from(market.commands) + 100,
                body: 1,
            },
            _ => Key::NONE,
        };
        Command {
            key,
            action: self.action(market),
        }
    }

    fn action(&self, market: &Naive) -> Action {
        match self.kind {
            0 => self.open(),
            1..4 => self.cash(market),
            4..6 => self.goods(market),
            6..11 => Action::List(self.listing(market)),
            11..15 => self.take(market),
            15 => {
                let (member, listing) = self.standing(market);
                Action::Unlist { member, listing }
            }
            16..25 => Action::Place(self.order()),
            25..27 => {
                let (member, order) = self.resting(market);
                Action::Cancel { member, order }
            }
            27..30 => {
                let (member, order) = self.resting(market);
                Action::Replace {
                    member,
                    order,
                    price: self.price(),
                    qty: self.qty(),
                }
            }
            _ => Action::Tick,
        }
    }

    fn open(&self) -> Action {
        let rates = [None, Some(0), Some(1), Some(10_000), Some(10_001)];
        let mut rules = rules(
            self.nonsense.into(),
            rates[self.target % 5],
            rates[self.target % 4],
        );
        match self.nonsense {
            6 => rules.tick_value_fen = 0,
            7 => rules.tick_value_fen = i64::MAX,
            8 => rules.price_max = Ticks::new(i64::MAX),
            9 => rules.qty_max = Qty::new(0),
            10 => rules.instrument = InstrumentNo::new(65_536),
            11 => rules.instrument = InstrumentNo::new(65_535),
            12 => {
                let (venue, profile) = (VenueNo::new(9), Profile::Open);
                return Action::OpenVenue { venue, profile };
            }
            _ => {}
        }
        Action::OpenInstrument(rules)
    }

    fn instruction(&self, market: &Naive) -> InstructionNo {
        let next = market.last_instruction + 1;
        InstructionNo::new(match self.nonsense {
            0 => 0,
            1 => next - 1,
            2 => next + 1,
            3 => u64::MAX,
            _ => next,
        })
    }

    fn cash(&self, market: &Naive) -> Action {
        let (instruction, member) = (self.instruction(market), self.member());
        let amount_fen = match self.nonsense {
            4 => 0,
            5 => i64::MIN,
            6 => engine::BALANCE_FEN_MAX,
            _ => self.price.saturating_mul(1_237),
        };
        match self.sell {
            true => Action::Debit {
                instruction,
                member,
                amount_fen,
            },
            false => Action::Credit {
                instruction,
                member,
                amount_fen,
            },
        }
    }

    fn goods(&self, market: &Naive) -> Action {
        let instruction = self.instruction(market);
        if self.sell {
            return Action::CancelReceipt {
                instruction,
                receipt: self.receipt(),
            };
        }
        let new = ReceiptNo::new(market.commands + 1_000);
        Action::IssueReceipt {
            instruction,
            receipt: if self.nonsense == 7 {
                self.receipt()
            } else {
                new
            },
            member: self.member(),
            instrument: self.instrument(),
            contracts: self.qty(),
        }
    }

    fn listing(&self, market: &Naive) -> NewListing {
        let life_ms = match self.target {
            0 => 0,
            1 => -1,
            2..20 => 500 * self.target as i64,
            _ => HOUR_MS * self.target as i64,
        };
        NewListing {
            member: self.member(),
            instrument: self.instrument(),
            side: self.side(),
            price: self.price(),
            qty: self.qty(),
            min_take: Qty::new(self.least),
            valid_until: Millis::new(self.time(market).get() + life_ms),
            receipt: if self.sell == (self.nonsense == 8) {
                ReceiptNo::NONE
            } else {
                self.receipt()
            },
            terms: Terms {
                place: self.least,
                ..Terms::default()
            },
        }
    }

    fn order(&self) -> NewOrder {
        NewOrder {
            member: self.member(),
            instrument: self.instrument(),
            side: self.side(),
            price: self.price(),
            qty: self.qty(),
            tif: if self.immediate {
                TimeInForce::Ioc
            } else {
                TimeInForce::Gtc
            },
            receipt: if self.sell == (self.nonsense == 8) {
                ReceiptNo::NONE
            } else {
                self.receipt()
            },
        }
    }

    fn take(&self, market: &Naive) -> Action {
        let standing = market
            .listings
            .get(self.target % market.listings.len().max(1));
        let listing = standing.map_or(OrderNo::new(3), |standing| standing.number);
        let member = self.member();
        let receipt = match standing.map(|standing| standing.entry) {
            Some(entry) if (entry.side == Side::Buy) != (self.nonsense == 8) => {
                ReceiptNo::new(u64::from(member.get()) * 10 + u64::from(entry.instrument.get()))
            }
            _ => ReceiptNo::NONE,
        };
        let all = standing
            .filter(|_| self.nonsense % 4 == 1)
            .map(|all| Qty::new(all.left));
        Action::Take {
            member,
            listing,
            qty: all.unwrap_or(self.qty()),
            receipt,
        }
    }

    fn standing(&self, market: &Naive) -> (MemberNo, OrderNo) {
        match market
            .listings
            .get(self.target % market.listings.len().max(1))
        {
            Some(listing) if self.nonsense > 3 => (listing.entry.member, listing.number),
            Some(listing) => (self.member(), listing.number),
            None => (self.member(), OrderNo::new(self.price.unsigned_abs())),
        }
    }

    fn resting(&self, market: &Naive) -> (MemberNo, OrderNo) {
        match market.orders.get(self.target % market.orders.len().max(1)) {
            Some(order) if self.nonsense > 3 => (order.entry.member, order.number),
            Some(order) => (self.member(), order.number),
            None => (self.member(), OrderNo::new(self.price.unsigned_abs())),
        }
    }

    fn member(&self) -> MemberNo {
        MemberNo::new(match self.nonsense {
            20 => 0,
            21 => u32::MAX,
            22 => MemberNo::LAST.get(),
            _ => self.member,
        })
    }

    fn instrument(&self) -> InstrumentNo {
        InstrumentNo::new(match self.nonsense {
            18 => 0,
            19 => u32::MAX,
            _ => self.instrument,
        })
    }

    fn receipt(&self) -> ReceiptNo {
        let (member, instrument) = match self.nonsense {
            16 => (self.member % 4 + 1, self.instrument),
            17 => (self.member, self.instrument % 3 + 1),
            _ => (self.member, self.instrument),
        };
        ReceiptNo::new(u64::from(member * 10 + instrument))
    }

    fn side(&self) -> Side {
        if self.sell { Side::Sell } else { Side::Buy }
    }

    fn price(&self) -> Ticks {
        Ticks::new(self.price)
    }

    fn qty(&self) -> Qty {
        Qty::new(self.qty)
    }
}
