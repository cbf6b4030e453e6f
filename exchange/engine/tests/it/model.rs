//! The market against the naive one, on generated commands.

use std::collections::BTreeMap;

use engine::{
    Action, Command, Engine, Event, Key, MemberNo, Millis, Mode, Profile, ReceiptNo, Side,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::naive::Naive;
use crate::steps::{Step, opening, profile, step};

/// Both markets, and what must add up over the whole run.
struct Pair {
    engine: Engine,
    naive: Naive,
    seq: u64,
    /// Credited less debited less what matches took, per member.
    money: BTreeMap<MemberNo, i128>,
    /// Issued less given back less sold, per receipt.
    goods: BTreeMap<ReceiptNo, i64>,
}

impl Pair {
    fn new() -> Self {
        Self {
            engine: Engine::new(),
            naive: Naive::default(),
            seq: 0,
            money: BTreeMap::new(),
            goods: BTreeMap::new(),
        }
    }

    fn apply(&mut self, time: Millis, command: &Command) {
        self.seq += 1;
        let encoded = command.encode();
        assert_eq!(Command::decode(&encoded).as_ref(), Ok(command));
        let mut events = Vec::new();
        self.engine
            .apply(self.seq, time, command, &mut |event| events.push(event));
        assert_eq!(
            events,
            self.naive.apply(self.seq, time, command),
            "{command:?}"
        );
        events.iter().for_each(|event| self.account(event));
        let took = matches!(command.action, Action::Take { .. });
        let in_china = matches!(self.engine.venue(), Some((_, Profile::CnSpot)));
        let matched = events
            .iter()
            .any(|event| matches!(event, Event::Matched(_)));
        assert!(
            took || !(in_china && matched),
            "cn-spot matched without a take"
        );
    }

    fn account(&mut self, event: &Event) {
        match *event {
            Event::Credited {
                member, amount_fen, ..
            } => {
                *self.money.entry(member).or_default() += i128::from(amount_fen);
            }
            Event::Debited {
                member, amount_fen, ..
            } => {
                *self.money.entry(member).or_default() -= i128::from(amount_fen);
            }
            Event::ReceiptIssued {
                receipt, contracts, ..
            } => {
                *self.goods.entry(receipt).or_default() += i64::from(contracts.get());
            }
            Event::ReceiptCancelled {
                receipt, contracts, ..
            } => {
                *self.goods.entry(receipt).or_default() -= i64::from(contracts.get());
            }
            Event::Matched(matched) => {
                assert!(matched.buyer != matched.seller, "nobody trades with itself");
                assert!(matched.held_fen >= 0 && matched.released_fen >= 0);
                *self.money.entry(matched.buyer).or_default() -= i128::from(matched.held_fen);
                *self.goods.entry(matched.receipt).or_default() -= i64::from(matched.qty.get());
                let value = i128::from(matched.price.get()) * i128::from(matched.qty.get()) * 5_003;
                if matched.mode == Mode::Continuous && matched.instrument.get() != 2 {
                    assert_eq!(i128::from(matched.held_fen), value, "the book pays in full");
                }
            }
            _ => {}
        }
    }

    /// Everything that both know must agree, and add up.
    fn compare(&self) {
        for (member, total) in &self.money {
            let funds = self.engine.funds(*member);
            let held = self.naive.held_fen(*member);
            let available = self.naive.available_fen(*member);
            assert_eq!(
                (i128::from(funds.available_fen), funds.held_fen.into()),
                (available, held)
            );
            assert_eq!(
                i128::from(funds.total_fen()),
                *total,
                "no fen is lost or made"
            );
        }
        for (number, contracts) in &self.goods {
            let (free, held) = self
                .engine
                .receipt(*number)
                .map_or((0, 0), |found| (found.free.get(), found.held.get()));
            assert_eq!(held, self.naive.held_contracts(*number));
            assert_eq!(
                i64::from(free) + i64::from(held),
                *contracts,
                "no contract is lost or made"
            );
        }
        let listings = self
            .engine
            .listings()
            .map(|listing| (listing.listing, listing.left.get()));
        let naive = self
            .naive
            .listings
            .iter()
            .map(|listing| (listing.number, listing.left));
        assert_eq!(listings.collect::<Vec<_>>(), naive.collect::<Vec<_>>());
        let due = self
            .naive
            .listings
            .iter()
            .map(|listing| listing.entry.valid_until)
            .min();
        assert_eq!(self.engine.next_due(), due);
        self.compare_books();
    }

    fn compare_books(&self) {
        for instrument in self.naive.rules.keys() {
            for side in [Side::Buy, Side::Sell] {
                let queue = self
                    .engine
                    .queue(*instrument)
                    .filter(|order| order.side == side);
                let queue: Vec<_> = queue.map(|order| (order.order, order.left.get())).collect();
                let mut naive: Vec<_> = self
                    .naive
                    .orders
                    .iter()
                    .filter(|order| order.entry.instrument == *instrument)
                    .filter(|order| order.entry.side == side)
                    .collect();
                naive.sort_by_key(|order| match side {
                    Side::Buy => -order.entry.price.get(),
                    Side::Sell => order.entry.price.get(),
                });
                let naive: Vec<_> = naive
                    .iter()
                    .map(|order| (order.number, order.left))
                    .collect();
                assert_eq!(queue, naive);
            }
            let depth = self.engine.depth(*instrument, usize::MAX);
            if let (Some(bid), Some(ask)) = (depth.bids.first(), depth.asks.first()) {
                assert!(bid.price < ask.price, "the book is never crossed");
            }
            let waiting: u64 = depth
                .bids
                .iter()
                .chain(&depth.asks)
                .map(|level| level.qty)
                .sum();
            let queue = self.engine.queue(*instrument);
            assert_eq!(
                waiting,
                queue.map(|order| u64::from(order.left.get())).sum::<u64>()
            );
        }
    }

    fn restart(&mut self) {
        let bytes = self.engine.snapshot();
        let restored = Engine::restore(&bytes).expect("a snapshot can be read back");
        assert_eq!(restored.state_hash(), self.engine.state_hash());
        assert_eq!(restored.balances_hash(), self.engine.balances_hash());
        assert!(restored.snapshot() == bytes);
        self.engine = restored;
    }
}

fn play(opening: Vec<Action>, steps: &[Step]) {
    let mut pair = Pair::new();
    for action in opening {
        let command = Command {
            key: Key::NONE,
            action,
        };
        pair.apply(Millis::new(1_700_000_000_000), &command);
    }
    for step in steps {
        let command = step.command(&pair.naive);
        pair.apply(step.time(&pair.naive), &command);
        if step.restart {
            pair.restart();
        }
        pair.compare();
    }
    pair.restart();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_market_says_what_the_naive_market_says(
        profile in profile(),
        steps in prop::collection::vec(step(), 1..120),
    ) {
        play(opening(profile), &steps);
    }

    #[test]
    fn a_market_that_was_never_opened_says_what_the_naive_one_says(
        steps in prop::collection::vec(step(), 1..30),
    ) {
        play(Vec::new(), &steps);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn a_long_day_stays_in_agreement_over_checkpoints(
        profile in profile(),
        steps in prop::collection::vec(step(), 2_100..2_200),
    ) {
        play(opening(profile), &steps);
    }
}

/// The first word of how an event, and a refusal inside it, is written.
fn names(event: &Event) -> Vec<String> {
    let text = format!("{event:?}");
    let word = |text: &str| {
        text.split([' ', ',', '(', '{'])
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let reasons = text
        .split("reason: ")
        .skip(1)
        .map(|reason| word(reason.trim_end_matches(" }")));
    reasons.chain([word(&text)]).collect()
}

#[test]
fn the_generated_commands_reach_every_event_and_refusal_that_a_small_market_can_have() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = std::collections::BTreeSet::new();
    let runs = (profile(), prop::collection::vec(step(), 150..200));
    for _ in 0..120 {
        let (profile, steps) = runs.new_tree(&mut runner).expect("a run").current();
        let mut naive = Naive::default();
        let opening = opening(profile).into_iter();
        for action in opening {
            let command = Command {
                key: Key::NONE,
                action,
            };
            let seq = naive.commands + 1;
            naive
                .apply(seq, Millis::new(0), &command)
                .iter()
                .for_each(|event| {
                    seen.extend(names(event));
                });
        }
        for step in steps {
            let (command, time) = (step.command(&naive), step.time(&naive));
            let seq = naive.commands + 1;
            naive
                .apply(seq, time, &command)
                .iter()
                .for_each(|event| seen.extend(names(event)));
        }
    }
    let expected = "\
        AmountNotPositive BalanceTooLarge BelowMinimum Cancelled CreditRefused Credited \
        DebitRefused Debited Expired Filled InstructionAhead InstructionIgnored \
        InstrumentAlreadyOpen InstrumentOpened InstrumentUnknown Ioc KeyReused Listed \
        ListingEnded ListingNotYours ListingUnknown Matched MemberUnknown MinTakeOutOfRange \
        ModeClosed MoreThanLeft OrderEnded OrderNotYours OrderPlaced OrderReplaced OrderRested \
        OrderUnknown OwnListing PriceOutOfRange QuantityTooLarge ReceiptAlreadyIssued \
        ReceiptCancelRefused ReceiptCancelled ReceiptHeld ReceiptIssued ReceiptNotNeeded \
        ReceiptNotYours ReceiptOfOtherInstrument ReceiptRefused ReceiptUnknown Refused Repeated \
        RuleOutOfBounds SelfTrade ShortOfFunds ShortOfGoods Taken VenueAlreadyOpen VenueNotOpen \
        VenueOpened Withdrawn ZeroQuantity";
    let missing: Vec<_> = expected
        .split(' ')
        .filter(|name| !seen.contains(*name))
        .collect();
    assert_eq!(missing, Vec::<&str>::new(), "seen: {seen:?}");
}
