//! A small market to tell stories in.

use engine::{
    Action, Command, Engine, Event, InstructionNo, InstrumentNo, InstrumentRules, Key, MemberNo,
    Millis, NewListing, NewOrder, OrderNo, Profile, Qty, ReceiptNo, Refusal, Side, Terms, Ticks,
    TimeInForce, VenueNo,
};

pub const HS1: InstrumentNo = InstrumentNo::new(1);
pub const COOPERATIVE: MemberNo = MemberNo::new(1);
pub const WHOLESALER: MemberNo = MemberNo::new(2);
pub const OTHER: MemberNo = MemberNo::new(3);
pub const RECEIPT: ReceiptNo = ReceiptNo::new(71);
pub const START: i64 = 1_760_000_000_000;
pub const TERMS: Terms = Terms {
    freight_fen_per_t: 18_000,
    inspection_fen_per_t: 2_000,
    place: 4,
};

pub struct Market {
    pub engine: Engine,
    pub seq: u64,
    pub now: i64,
    instruction: u64,
}

impl Market {
    /// HS-1 of issue W1: one contract at one tick is worth 50.00 yuan.
    pub fn open(profile: Profile) -> Self {
        let mut market = Self {
            engine: Engine::new(),
            seq: 0,
            now: START,
            instruction: 0,
        };
        market.act(Action::OpenVenue {
            venue: VenueNo::new(1),
            profile,
        });
        market.act(Action::OpenInstrument(rules(profile)));
        market
    }

    /// The same with 50,000.00 yuan for both buyers and ten contracts of the cooperative.
    pub fn stocked(profile: Profile) -> Self {
        let mut market = Self::open(profile);
        market.credit(WHOLESALER, 5_000_000);
        market.credit(OTHER, 5_000_000);
        market.issue(RECEIPT, COOPERATIVE, 10);
        market
    }

    pub fn act(&mut self, action: Action) -> Vec<Event> {
        self.send(&Command {
            key: Key::NONE,
            action,
        })
    }

    pub fn send(&mut self, command: &Command) -> Vec<Event> {
        self.seq += 1;
        let mut events = Vec::new();
        let now = Millis::new(self.now);
        self.engine
            .apply(self.seq, now, command, &mut |event| events.push(event));
        events
    }

    pub fn refusal(&mut self, action: Action) -> Refusal {
        let before = essence(&self.engine);
        match self.act(action).as_slice() {
            [Event::Refused { reason }] => {
                assert_eq!(before, essence(&self.engine));
                *reason
            }
            other => panic!("{action:?} was not refused: {other:?}"),
        }
    }

    pub fn next_instruction(&mut self) -> InstructionNo {
        self.instruction += 1;
        InstructionNo::new(self.instruction)
    }

    pub fn credit(&mut self, member: MemberNo, amount_fen: i64) -> Vec<Event> {
        let instruction = self.next_instruction();
        self.act(Action::Credit {
            instruction,
            member,
            amount_fen,
        })
    }

    pub fn debit(&mut self, member: MemberNo, amount_fen: i64) -> Vec<Event> {
        let instruction = self.next_instruction();
        self.act(Action::Debit {
            instruction,
            member,
            amount_fen,
        })
    }

    pub fn issue(&mut self, receipt: ReceiptNo, member: MemberNo, contracts: u32) -> Vec<Event> {
        let (instruction, contracts) = (self.next_instruction(), Qty::new(contracts));
        let instrument = HS1;
        self.act(Action::IssueReceipt {
            instruction,
            receipt,
            member,
            instrument,
            contracts,
        })
    }

    pub fn cancel_receipt(&mut self, receipt: ReceiptNo) -> Vec<Event> {
        let instruction = self.next_instruction();
        self.act(Action::CancelReceipt {
            instruction,
            receipt,
        })
    }

    /// Available and held fen.
    pub fn funds(&self, member: MemberNo) -> (i64, i64) {
        let funds = self.engine.funds(member);
        (funds.available_fen, funds.held_fen)
    }

    /// Free and held contracts.
    pub fn goods(&self, receipt: ReceiptNo) -> (u32, u32) {
        let found = self.engine.receipt(receipt).expect("the receipt stands");
        (found.free.get(), found.held.get())
    }
}

/// What a refusal must leave as it was.
fn essence(engine: &Engine) -> Vec<String> {
    let funds = engine.all_funds().map(|funds| format!("{funds:?}"));
    let receipts = engine.receipts().map(|receipt| format!("{receipt:?}"));
    let listings = engine.listings().map(|listing| format!("{listing:?}"));
    let orders = engine.queue(HS1).map(|order| format!("{order:?}"));
    funds
        .chain(receipts)
        .chain(listings)
        .chain(orders)
        .collect()
}

pub fn rules(profile: Profile) -> InstrumentRules {
    InstrumentRules {
        instrument: HS1,
        tick_value_fen: 5_000,
        price_max: Ticks::new(10_000),
        qty_max: Qty::new(1_000),
        listing_hold_bp: Some(1_000),
        continuous_hold_bp: (profile != Profile::CnSpot).then_some(10_000),
        terms: TERMS,
    }
}

/// An offer of the cooperative.
pub fn offer(price: i64, qty: u32) -> NewListing {
    NewListing {
        member: COOPERATIVE,
        instrument: HS1,
        side: Side::Sell,
        price: Ticks::new(price),
        qty: Qty::new(qty),
        min_take: Qty::new(1),
        valid_until: Millis::new(START + 1_000),
        receipt: RECEIPT,
        terms: TERMS,
    }
}

/// A bid of the wholesaler.
pub fn bid(price: i64, qty: u32) -> NewListing {
    let (member, side, receipt) = (WHOLESALER, Side::Buy, ReceiptNo::NONE);
    NewListing {
        member,
        side,
        receipt,
        ..offer(price, qty)
    }
}

pub fn take(member: MemberNo, listing: u64, qty: u32, receipt: ReceiptNo) -> Action {
    Action::Take {
        member,
        listing: OrderNo::new(listing),
        qty: Qty::new(qty),
        receipt,
    }
}

/// A resting buy order.
pub fn buy(member: MemberNo, price: i64, qty: u32) -> NewOrder {
    NewOrder {
        member,
        instrument: HS1,
        side: Side::Buy,
        price: Ticks::new(price),
        qty: Qty::new(qty),
        tif: TimeInForce::Gtc,
        receipt: ReceiptNo::NONE,
    }
}

/// A resting sell order of the cooperative.
pub fn sell(price: i64, qty: u32) -> NewOrder {
    NewOrder {
        side: Side::Sell,
        receipt: RECEIPT,
        ..buy(COOPERATIVE, price, qty)
    }
}
