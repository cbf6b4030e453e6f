//! Snapshots and their damage.

use engine::{Action, Command, Engine, Key, Profile, RestoreError};
use proptest::prelude::*;

use crate::market::{Market, OTHER, WHOLESALER, bid, buy, offer, sell};

fn busy() -> Market {
    let mut market = Market::stocked(Profile::Open);
    market.act(Action::List(bid(100, 2)));
    market.act(Action::List(offer(200, 3)));
    market.act(Action::Place(sell(300, 2)));
    market.send(&Command {
        key: Key {
            id: 1 << 90,
            body: 4,
        },
        action: Action::Place(buy(WHOLESALER, 40, 2)),
    });
    market.act(Action::Place(buy(OTHER, 40, 2)));
    market
}

#[test]
fn a_restored_market_is_the_same_market() {
    let market = busy();
    let restored = Engine::restore(&market.engine.snapshot()).expect("a snapshot can be read");
    assert_eq!(restored.state_hash(), market.engine.state_hash());
    assert!(restored.listings().eq(market.engine.listings()));
    assert!(
        restored
            .queue(crate::market::HS1)
            .eq(market.engine.queue(crate::market::HS1))
    );
    let empty = Engine::restore(&Engine::new().snapshot()).expect("a snapshot can be read");
    assert_eq!(empty.state_hash(), Engine::new().state_hash());
}

#[test]
fn a_restored_market_goes_on_as_the_old_one_does_though_its_slots_differ() {
    let mut old = busy();
    old.act(Action::Cancel {
        member: WHOLESALER,
        order: engine::OrderNo::new(4),
    });
    let mut new = busy();
    new.seq = old.seq;
    new.engine = Engine::restore(&old.engine.snapshot()).expect("a snapshot can be read");
    for action in [
        Action::Place(buy(WHOLESALER, 41, 1)),
        Action::Place(buy(OTHER, 39, 1)),
        Action::Place(sell(39, 3)),
        Action::Place(sell(300, 1)),
    ] {
        assert_eq!(new.act(action), old.act(action));
        assert_eq!(new.engine.state_hash(), old.engine.state_hash());
    }
}

#[test]
fn the_hash_covers_the_keys() {
    let mut with = busy();
    let mut without = busy();
    with.send(&Command {
        key: Key { id: 5, body: 5 },
        action: Action::Tick,
    });
    without.act(Action::Tick);
    assert_ne!(with.engine.state_hash(), without.engine.state_hash());
}

#[test]
fn a_cut_snapshot_is_refused() {
    let bytes = busy().engine.snapshot();
    for len in (0..bytes.len()).step_by(5) {
        assert_eq!(
            Engine::restore(&bytes[..len]).err(),
            Some(RestoreError::Damaged)
        );
    }
}

proptest! {
    #[test]
    fn a_changed_snapshot_is_refused(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut bytes = busy().engine.snapshot();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(Engine::restore(&bytes).is_err());
    }
}
