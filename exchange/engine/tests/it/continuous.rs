//! The continuous price-time book.

use engine::{
    Action, DepthLevel, Event, MemberNo, Mode, OrderEnd, OrderNo, Profile, Qty, Refusal, Side,
    Ticks, TimeInForce,
};

use crate::market::{COOPERATIVE, Market, OTHER, RECEIPT, TERMS, WHOLESALER, buy, sell};

/// Maker, quantity and price of every deal, then how the taker ended or rested.
fn told(events: &[Event]) -> Vec<String> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Matched(deal) => Some(format!(
                "{} at {} from {}",
                deal.qty, deal.price, deal.maker
            )),
            Event::OrderEnded {
                order,
                reason,
                left,
                ..
            } => Some(format!("{order} {reason:?} {left}")),
            Event::OrderRested { order, qty, .. } => Some(format!("{order} rests {qty}")),
            _ => None,
        })
        .collect()
}

fn replace(member: MemberNo, order: u64, price: i64, qty: u32) -> Action {
    let (order, price) = (OrderNo::new(order), Ticks::new(price));
    Action::Replace {
        member,
        order,
        price,
        qty: Qty::new(qty),
    }
}

fn cancel(member: MemberNo, order: u64) -> Action {
    Action::Cancel {
        member,
        order: OrderNo::new(order),
    }
}

#[test]
fn a_bid_holds_its_whole_value_pays_the_makers_price_and_gets_the_rest_back() {
    let mut market = Market::stocked(Profile::Open);
    market.act(Action::Place(sell(230, 1)));
    market.act(Action::Place(sell(240, 1)));
    let events = market.act(Action::Place(buy(WHOLESALER, 240, 2)));
    assert!(matches!(
        events[0],
        Event::OrderPlaced {
            held_fen: 2_400_000,
            ..
        }
    ));
    let Event::Matched(first) = events[1] else {
        panic!("{events:?}")
    };
    assert_eq!((first.held_fen, first.released_fen), (1_150_000, 50_000));
    assert_eq!(
        (first.mode, first.maker_side),
        (Mode::Continuous, Side::Sell)
    );
    assert_eq!((first.receipt, first.terms), (RECEIPT, TERMS));
    assert_eq!(
        told(&events),
        [
            "1 at 230 from 1",
            "1 Filled 0",
            "1 at 240 from 2",
            "2 Filled 0",
            "3 Filled 0"
        ]
    );
    assert_eq!(
        market.funds(WHOLESALER),
        (5_000_000 - 1_150_000 - 1_200_000, 0)
    );
    assert_eq!(market.goods(RECEIPT), (8, 0));
}

#[test]
fn better_prices_match_first_and_equal_prices_in_order_of_arrival() {
    let mut market = Market::stocked(Profile::Open);
    market.act(Action::Place(buy(WHOLESALER, 20, 1)));
    market.act(Action::Place(buy(OTHER, 21, 2)));
    market.act(Action::Place(buy(WHOLESALER, 21, 2)));
    let events = market.act(Action::Place(sell(20, 4)));
    assert_eq!(
        told(&events),
        [
            "2 at 21 from 2",
            "2 Filled 0",
            "2 at 21 from 3",
            "3 Filled 0",
            "4 Filled 0"
        ]
    );
    let depth = market.engine.depth(crate::market::HS1, 5);
    assert_eq!(
        depth.bids,
        [DepthLevel {
            price: Ticks::new(20),
            qty: 1
        }]
    );
    assert_eq!(depth.asks, []);
}

#[test]
fn the_rest_of_an_immediate_order_is_dropped_and_freed() {
    let mut market = Market::stocked(Profile::Sim);
    market.act(Action::Place(sell(20, 1)));
    let mut order = buy(WHOLESALER, 20, 3);
    order.tif = TimeInForce::Ioc;
    let events = market.act(Action::Place(order));
    assert_eq!(told(&events), ["1 at 20 from 1", "1 Filled 0", "2 Ioc 2"]);
    assert_eq!(market.funds(WHOLESALER), (4_900_000, 0));
    assert_eq!(market.engine.queue(crate::market::HS1).count(), 0);
}

#[test]
fn a_replaced_order_goes_to_the_end_of_the_queue_and_matches_first() {
    let mut market = Market::stocked(Profile::Open);
    market.act(Action::Place(buy(WHOLESALER, 20, 1)));
    market.act(Action::Place(buy(OTHER, 20, 1)));
    assert_eq!(
        told(&market.act(replace(WHOLESALER, 1, 20, 2))),
        ["1 rests 2"]
    );
    let queue: Vec<_> = market
        .engine
        .queue(crate::market::HS1)
        .map(|order| order.order.get())
        .collect();
    assert_eq!(queue, [2, 1]);
    market.act(Action::Place(sell(25, 1)));
    let events = market.act(replace(WHOLESALER, 1, 30, 3));
    assert_eq!(told(&events), ["1 at 25 from 3", "3 Filled 0", "1 rests 2"]);
    assert_eq!(
        market.funds(WHOLESALER),
        (5_000_000 - 125_000 - 300_000, 300_000)
    );
}

#[test]
fn a_replacement_that_cannot_be_covered_leaves_the_order_as_it_was() {
    let mut market = Market::stocked(Profile::Open);
    market.act(Action::Place(buy(WHOLESALER, 500, 2)));
    assert_eq!(market.funds(WHOLESALER), (0, 5_000_000));
    let refused = market.refusal(replace(WHOLESALER, 1, 501, 2));
    let (needed_fen, available_fen) = (5_010_000, 5_000_000);
    assert_eq!(
        refused,
        Refusal::ShortOfFunds {
            needed_fen,
            available_fen
        }
    );
    market.act(Action::Place(sell(600, 10)));
    let refused = market.refusal(replace(COOPERATIVE, 2, 600, 11));
    let (needed, free) = (Qty::new(11), Qty::new(10));
    assert_eq!(refused, Refusal::ShortOfGoods { needed, free });
}

#[test]
fn the_newer_of_a_members_own_two_orders_yields_after_matching_what_stands_before() {
    let mut market = Market::stocked(Profile::Open);
    market.issue(engine::ReceiptNo::new(5), WHOLESALER, 5);
    market.act(Action::Place(sell(20, 1)));
    let own = engine::NewOrder {
        member: WHOLESALER,
        receipt: engine::ReceiptNo::new(5),
        ..sell(20, 1)
    };
    market.act(Action::Place(own));
    market.act(Action::Place(sell(20, 1)));
    let events = market.act(Action::Place(buy(WHOLESALER, 20, 3)));
    assert_eq!(
        told(&events),
        ["1 at 20 from 1", "1 Filled 0", "4 SelfTrade 2"]
    );
    assert_eq!(market.funds(WHOLESALER), (4_900_000, 0));
    assert_eq!(market.engine.queue(crate::market::HS1).count(), 2);
}

#[test]
fn a_cancelled_order_frees_what_it_holds_and_is_unknown_afterwards() {
    let mut market = Market::stocked(Profile::Open);
    market.act(Action::Place(buy(WHOLESALER, 20, 2)));
    let order = OrderNo::new(1);
    assert_eq!(
        market.refusal(cancel(OTHER, 1)),
        Refusal::OrderNotYours { order }
    );
    assert_eq!(market.engine.orders_of(WHOLESALER).len(), 1);
    let events = market.act(cancel(WHOLESALER, 1));
    assert!(matches!(
        events[..],
        [Event::OrderEnded {
            reason: OrderEnd::Cancelled,
            released_fen: 200_000,
            ..
        }]
    ));
    assert_eq!(market.funds(WHOLESALER), (5_000_000, 0));
    assert_eq!(
        market.refusal(cancel(WHOLESALER, 1)),
        Refusal::OrderUnknown { order }
    );
    assert_eq!(
        market.refusal(replace(WHOLESALER, 1, 1, 1)),
        Refusal::OrderUnknown { order }
    );
    let order = OrderNo::new(u64::MAX);
    assert_eq!(
        market.refusal(cancel(WHOLESALER, u64::MAX)),
        Refusal::OrderUnknown { order }
    );
}

#[test]
fn spot_trading_in_china_has_no_continuous_book() {
    let mut market = Market::stocked(Profile::CnSpot);
    let closed = Refusal::ModeClosed {
        mode: Mode::Continuous,
    };
    assert_eq!(
        market.refusal(Action::Place(buy(WHOLESALER, 20, 1))),
        closed
    );
    let mut rules = crate::market::rules(Profile::Open);
    rules.instrument = engine::InstrumentNo::new(2);
    assert_eq!(market.refusal(Action::OpenInstrument(rules)), closed);
}
