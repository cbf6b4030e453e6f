//! Idempotency keys.

use engine::{Action, Command, Event, Key, Outcome, Profile, Refusal};

use crate::market::{Market, START, WHOLESALER, bid, buy, sell};

const DAY_MS: i64 = 86_400_000;

fn keyed(id: u128, body: u64, action: Action) -> Command {
    Command {
        key: Key { id, body },
        action,
    }
}

#[test]
fn the_same_command_sent_again_has_no_effect_and_tells_what_came_of_the_first() {
    let mut market = Market::stocked(Profile::Open);
    market.act(Action::Place(sell(20, 1)));
    let command = keyed(7, 1, Action::Place(buy(WHOLESALER, 20, 3)));
    let first = market.send(&command);
    let first_seq = market.seq;
    let funds = market.funds(WHOLESALER);
    let again = market.send(&command);
    let [
        Event::Repeated {
            first_seq: seq,
            outcome,
        },
    ] = again[..]
    else {
        panic!("{again:?}")
    };
    assert_eq!((seq, market.funds(WHOLESALER)), (first_seq, funds));
    let Outcome::Placed {
        order,
        filled,
        rested,
        deals: 1,
        first_deal,
    } = outcome
    else {
        panic!("{outcome:?}")
    };
    assert_eq!((order.get(), filled.get(), rested.get()), (2, 1, 2));
    assert!(matches!(first[first_deal as usize], Event::Matched(_)));
}

#[test]
fn the_same_key_with_another_body_is_refused() {
    let mut market = Market::stocked(Profile::CnSpot);
    market.send(&keyed(7, 1, Action::List(bid(20, 1))));
    let first_seq = market.seq;
    let events = market.send(&keyed(7, 2, Action::List(bid(20, 2))));
    assert_eq!(
        events,
        [Event::Refused {
            reason: Refusal::KeyReused { first_seq }
        }]
    );
    assert_eq!(market.engine.listings().count(), 1);
}

#[test]
fn a_refusal_is_remembered_too() {
    let mut market = Market::open(Profile::CnSpot);
    let command = keyed(7, 1, Action::List(bid(20, 1)));
    let [Event::Refused { reason }] = market.send(&command)[..] else {
        panic!("not refused")
    };
    market.credit(WHOLESALER, 5_000_000);
    let again = market.send(&command);
    let outcome = Outcome::Refused { reason };
    assert!(matches!(again[..], [Event::Repeated { outcome: told, .. }] if told == outcome));
}

#[test]
fn a_key_lives_for_its_trading_day_and_the_next_also_through_a_restart() {
    let mut market = Market::stocked(Profile::CnSpot);
    // 2025-10-09 16:53:20 at UTC+8: the day has 7 hours, 6 minutes and 40 seconds left.
    let midnight = START + ((7 * 60 + 6) * 60 + 40) * 1000;
    let mut entry = bid(20, 1);
    entry.valid_until = engine::Millis::new(START + 9 * DAY_MS);
    let command = keyed(7, 1, Action::List(entry));
    market.send(&command);
    market.now = midnight + DAY_MS - 1;
    let bytes = market.engine.snapshot();
    market.engine = engine::Engine::restore(&bytes).expect("a snapshot can be read back");
    assert!(matches!(
        market.send(&command)[..],
        [Event::Repeated { .. }]
    ));
    market.now = midnight + DAY_MS;
    assert!(matches!(market.send(&command)[..], [Event::Listed { .. }]));
}

#[test]
fn time_never_falls() {
    let mut market = Market::stocked(Profile::CnSpot);
    market.now = START - 5_000;
    market.act(Action::Tick);
    assert_eq!(market.engine.time().get(), START);
}

#[test]
fn a_command_that_was_applied_is_passed_over_when_the_journal_is_read_again() {
    let mut market = Market::stocked(Profile::CnSpot);
    let before = market.engine.state_hash();
    market.seq -= 1;
    assert_eq!(market.act(Action::List(bid(20, 1))), []);
    assert_eq!(market.engine.state_hash(), before);
}
