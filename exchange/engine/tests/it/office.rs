//! Opening, money and receipts.

use engine::{
    Action, BALANCE_FEN_MAX, Event, InstructionNo, InstrumentNo, InstrumentRule, MemberNo, Profile,
    Qty, ReceiptNo, Refusal, Ticks, VenueNo, balances_hash,
};

use crate::market::{COOPERATIVE, HS1, Market, RECEIPT, WHOLESALER, bid, offer, rules};

#[test]
fn only_the_next_instruction_is_answered() {
    let mut market = Market::open(Profile::CnSpot);
    let credit = |number| Action::Credit {
        instruction: InstructionNo::new(number),
        member: WHOLESALER,
        amount_fen: 100,
    };
    let expected = InstructionNo::new(1);
    assert_eq!(
        market.refusal(credit(2)),
        Refusal::InstructionAhead { expected }
    );
    assert!(matches!(
        market.act(credit(1))[..],
        [Event::Credited { .. }]
    ));
    let (instruction, last) = (expected, expected);
    assert_eq!(
        market.act(credit(1)),
        [Event::InstructionIgnored { instruction, last }]
    );
    assert_eq!(market.funds(WHOLESALER), (100, 0));
    assert_eq!(market.engine.last_instruction(), last);
}

#[test]
fn a_refused_instruction_is_answered_and_the_next_one_follows() {
    let mut market = Market::open(Profile::CnSpot);
    let check = |events: Vec<Event>, wanted: Refusal| match events[..] {
        [Event::CreditRefused { reason, .. } | Event::DebitRefused { reason, .. }] => {
            assert_eq!(reason, wanted);
        }
        _ => panic!("{events:?}"),
    };
    check(market.credit(WHOLESALER, 0), Refusal::AmountNotPositive);
    check(
        market.credit(WHOLESALER, i64::MIN),
        Refusal::AmountNotPositive,
    );
    let member = MemberNo::new(0);
    check(market.credit(member, 1), Refusal::MemberUnknown { member });
    market.credit(WHOLESALER, 1);
    let max_fen = BALANCE_FEN_MAX;
    check(
        market.credit(WHOLESALER, max_fen),
        Refusal::BalanceTooLarge { max_fen },
    );
    check(
        market.credit(WHOLESALER, i64::MAX),
        Refusal::BalanceTooLarge { max_fen },
    );
    let (needed_fen, available_fen) = (2, 1);
    check(
        market.debit(WHOLESALER, 2),
        Refusal::ShortOfFunds {
            needed_fen,
            available_fen,
        },
    );
    assert!(matches!(
        market.debit(WHOLESALER, 1)[..],
        [Event::Debited { .. }]
    ));
}

#[test]
fn held_money_cannot_be_moved_away() {
    let mut market = Market::stocked(Profile::CnSpot);
    market.act(Action::List(bid(1_000, 10)));
    assert_eq!(market.funds(WHOLESALER), (0, 5_000_000));
    assert!(matches!(
        market.debit(WHOLESALER, 1)[..],
        [Event::DebitRefused { .. }]
    ));
}

#[test]
fn a_receipt_is_given_back_only_when_nothing_is_held_and_its_number_is_used_up() {
    let mut market = Market::stocked(Profile::CnSpot);
    market.act(Action::List(offer(100, 4)));
    let held = Qty::new(4);
    assert!(matches!(
        market.cancel_receipt(RECEIPT)[..],
        [Event::ReceiptCancelRefused { reason: Refusal::ReceiptHeld { held: told }, .. }] if told == held
    ));
    market.act(Action::Unlist {
        member: COOPERATIVE,
        listing: engine::OrderNo::new(1),
    });
    let contracts = Qty::new(10);
    assert!(matches!(
        market.cancel_receipt(RECEIPT)[..],
        [Event::ReceiptCancelled { contracts: told, .. }] if told == contracts
    ));
    assert_eq!(market.engine.receipt(RECEIPT), None);
    let unknown = Refusal::ReceiptUnknown { receipt: RECEIPT };
    assert_eq!(market.refusal(Action::List(offer(100, 1))), unknown);
    assert!(matches!(
        market.issue(RECEIPT, COOPERATIVE, 1)[..],
        [Event::ReceiptRefused {
            reason: Refusal::ReceiptAlreadyIssued { .. },
            ..
        }]
    ));
    assert!(matches!(
        market.issue(ReceiptNo::NONE, COOPERATIVE, 1)[..],
        [Event::ReceiptRefused {
            reason: Refusal::ReceiptAlreadyIssued { .. },
            ..
        }]
    ));
}

#[test]
fn an_instrument_opens_only_within_its_bounds() {
    let mut market = Market::open(Profile::Open);
    let mut check = |change: &dyn Fn(&mut engine::InstrumentRules), rule| {
        let mut rules = rules(Profile::Open);
        rules.instrument = InstrumentNo::new(2);
        change(&mut rules);
        let refused = market.refusal(Action::OpenInstrument(rules));
        assert_eq!(refused, Refusal::RuleOutOfBounds { rule });
    };
    check(
        &|rules| rules.instrument = InstrumentNo::new(0),
        InstrumentRule::Number,
    );
    check(
        &|rules| rules.tick_value_fen = -1,
        InstrumentRule::TickValue,
    );
    check(
        &|rules| rules.price_max = Ticks::new(1 << 24),
        InstrumentRule::PriceMax,
    );
    check(&|rules| rules.qty_max = Qty::new(0), InstrumentRule::QtyMax);
    check(
        &|rules| rules.listing_hold_bp = Some(10_001),
        InstrumentRule::Hold,
    );
    check(
        &|rules| rules.continuous_hold_bp = Some(0),
        InstrumentRule::Hold,
    );
    check(
        &|rules| rules.tick_value_fen = i64::MAX,
        InstrumentRule::Value,
    );
    let refused = market.refusal(Action::OpenInstrument(rules(Profile::Open)));
    assert_eq!(refused, Refusal::InstrumentAlreadyOpen { instrument: HS1 });
    let (venue, profile) = (VenueNo::new(2), Profile::CnSpot);
    let refused = market.refusal(Action::OpenVenue { venue, profile });
    assert_eq!(refused, Refusal::VenueAlreadyOpen);
}

#[test]
fn every_1024th_command_ends_with_a_checkpoint_that_the_projection_can_recompute() {
    let mut market = Market::stocked(Profile::CnSpot);
    market.act(Action::List(bid(100, 2)));
    while market.seq < 1_023 {
        assert_eq!(market.act(Action::Tick), []);
        market.now = crate::market::START;
    }
    let rows = [
        (MemberNo::new(9), 0),
        (crate::market::OTHER, 5_000_000),
        (WHOLESALER, 5_000_000),
    ];
    let hash = balances_hash(rows);
    assert_eq!(market.act(Action::Tick), [Event::BalancesHash { hash }]);
}
