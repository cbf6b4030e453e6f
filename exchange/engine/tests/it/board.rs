//! The listing board.

use engine::{
    Action, Event, ListingEnd, Matched, Millis, Mode, OrderNo, Profile, Qty, ReceiptNo, Refusal,
    Side,
};

use crate::market::{COOPERATIVE, Market, OTHER, RECEIPT, START, WHOLESALER, bid, offer, take};

const NONE: ReceiptNo = ReceiptNo::NONE;

fn matched(events: &[Event]) -> Matched {
    let mut deals = events.iter().filter_map(|event| match event {
        Event::Matched(matched) => Some(*matched),
        _ => None,
    });
    let deal = deals.next().expect("there is a deal");
    assert_eq!(deals.next(), None);
    deal
}

#[test]
fn a_wholesalers_bid_is_taken_with_a_receipt_and_a_tenth_of_the_value_becomes_deposit() {
    let mut market = Market::stocked(Profile::CnSpot);
    let events = market.act(Action::List(bid(240, 2)));
    let [
        Event::Listed {
            listing,
            held_fen: 240_000,
            ..
        },
    ] = events[..]
    else {
        panic!("{events:?}")
    };
    assert_eq!(market.funds(WHOLESALER), (4_760_000, 240_000));
    let events = market.act(take(COOPERATIVE, listing.get(), 2, RECEIPT));
    let deal = matched(&events);
    assert_eq!(
        (deal.buyer, deal.seller, deal.receipt),
        (WHOLESALER, COOPERATIVE, RECEIPT)
    );
    assert_eq!(
        (deal.mode, deal.maker_side, deal.taker),
        (Mode::Listing, Side::Buy, OrderNo::NONE)
    );
    assert_eq!(
        (deal.held_fen, deal.released_fen, deal.maker_left),
        (240_000, 0, Qty::new(0))
    );
    assert!(matches!(
        events[1],
        Event::ListingEnded {
            reason: ListingEnd::Taken,
            ..
        }
    ));
    assert_eq!(market.funds(WHOLESALER), (4_760_000, 0));
    assert_eq!(market.goods(RECEIPT), (8, 0));
    assert_eq!(market.engine.listings().count(), 0);
}

#[test]
fn an_offer_holds_contracts_and_its_taker_pays_the_deposit_from_what_is_available() {
    let mut market = Market::stocked(Profile::CnSpot);
    market.act(Action::List(offer(240, 6)));
    assert_eq!(market.goods(RECEIPT), (4, 6));
    let deal = matched(&market.act(take(WHOLESALER, 1, 2, NONE)));
    assert_eq!(
        (deal.buyer, deal.seller, deal.receipt),
        (WHOLESALER, COOPERATIVE, RECEIPT)
    );
    assert_eq!((deal.held_fen, deal.maker_left), (240_000, Qty::new(4)));
    assert_eq!(market.funds(WHOLESALER), (4_760_000, 0));
    assert_eq!(market.goods(RECEIPT), (4, 4));
    let events = market.act(Action::Unlist {
        member: COOPERATIVE,
        listing: OrderNo::new(1),
    });
    assert!(matches!(
        events[..],
        [Event::ListingEnded {
            reason: ListingEnd::Withdrawn,
            released_fen: 0,
            ..
        }]
    ));
    assert_eq!(market.goods(RECEIPT), (8, 0));
}

#[test]
fn a_bid_taken_in_parts_gives_as_much_as_one_taken_at_once() {
    let mut market = Market::stocked(Profile::CnSpot);
    let mut rules = crate::market::rules(Profile::CnSpot);
    rules.instrument = engine::InstrumentNo::new(2);
    rules.tick_value_fen = 7;
    rules.listing_hold_bp = Some(333);
    market.act(Action::OpenInstrument(rules));
    let instruction = market.next_instruction();
    let receipt = ReceiptNo::new(72);
    market.act(Action::IssueReceipt {
        instruction,
        receipt,
        member: COOPERATIVE,
        instrument: rules.instrument,
        contracts: Qty::new(5),
    });
    let mut entry = bid(13, 5);
    entry.instrument = rules.instrument;
    market.act(Action::List(entry));
    // 13 x 5 x 7 = 455 fen, of which 333 in 10,000 are 15.15, rounded up.
    assert_eq!(market.funds(WHOLESALER), (4_999_984, 16));
    let parts: Vec<i64> = [1, 3, 1]
        .iter()
        .map(|qty| matched(&market.act(take(COOPERATIVE, 1, *qty, receipt))).held_fen)
        .collect();
    assert_eq!(parts, [3, 9, 4]);
    assert_eq!(market.funds(WHOLESALER), (4_999_984, 0));
}

#[test]
fn a_take_below_the_minimum_is_refused_unless_it_takes_all_that_is_left() {
    let mut market = Market::stocked(Profile::CnSpot);
    let mut entry = offer(100, 5);
    entry.min_take = Qty::new(3);
    market.act(Action::List(entry));
    let (min_take, left) = (Qty::new(3), Qty::new(5));
    let refused = market.refusal(take(WHOLESALER, 1, 2, NONE));
    assert_eq!(refused, Refusal::BelowMinimum { min_take, left });
    market.act(take(WHOLESALER, 1, 3, NONE));
    let refused = market.refusal(take(WHOLESALER, 1, 3, NONE));
    assert_eq!(refused, Refusal::MoreThanLeft { left: Qty::new(2) });
    assert_eq!(
        matched(&market.act(take(OTHER, 1, 2, NONE))).qty,
        Qty::new(2)
    );
}

#[test]
fn of_two_takers_of_the_last_tonnes_only_the_first_gets_them() {
    let mut market = Market::stocked(Profile::CnSpot);
    market.act(Action::List(offer(100, 4)));
    assert_eq!(
        matched(&market.act(take(WHOLESALER, 1, 4, NONE))).buyer,
        WHOLESALER
    );
    let listing = OrderNo::new(1);
    assert_eq!(
        market.refusal(take(OTHER, 1, 4, NONE)),
        Refusal::ListingUnknown { listing }
    );
    assert_eq!(market.funds(OTHER), (5_000_000, 0));
}

#[test]
fn listings_end_at_their_stamp_in_its_order_before_the_next_command_is_looked_at() {
    let mut market = Market::stocked(Profile::CnSpot);
    let mut later = bid(100, 1);
    later.valid_until = Millis::new(START + 900);
    market.act(Action::List(offer(100, 4)));
    market.act(Action::List(later));
    assert_eq!(market.engine.next_due(), Some(Millis::new(START + 900)));
    market.now = START + 899;
    assert_eq!(market.act(Action::Tick), []);
    market.now = START + 1_000;
    let events = market.act(take(WHOLESALER, 1, 1, NONE));
    let ended: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::ListingEnded {
                listing,
                reason: ListingEnd::Expired,
                ..
            } => Some(listing.get()),
            _ => None,
        })
        .collect();
    assert_eq!(ended, [2, 1]);
    let listing = OrderNo::new(1);
    assert_eq!(
        events[2],
        Event::Refused {
            reason: Refusal::ListingUnknown { listing }
        }
    );
    assert_eq!(
        (market.funds(WHOLESALER), market.goods(RECEIPT)),
        ((5_000_000, 0), (10, 0))
    );
}

#[test]
fn ones_own_listing_is_neither_taken_by_oneself_nor_withdrawn_by_others() {
    let mut market = Market::stocked(Profile::CnSpot);
    market.act(Action::List(bid(100, 1)));
    let listing = OrderNo::new(1);
    assert_eq!(
        market.refusal(take(WHOLESALER, 1, 1, NONE)),
        Refusal::OwnListing { listing }
    );
    let refused = market.refusal(Action::Unlist {
        member: OTHER,
        listing,
    });
    assert_eq!(refused, Refusal::ListingNotYours { listing });
}

#[test]
fn a_wrong_listing_is_refused_with_its_reason() {
    let mut market = Market::stocked(Profile::CnSpot);
    let mut check = |entry, reason| assert_eq!(market.refusal(Action::List(entry)), reason);
    let price_max = engine::Ticks::new(10_000);
    check(offer(0, 1), Refusal::PriceOutOfRange { price_max });
    check(offer(-1, 1), Refusal::PriceOutOfRange { price_max });
    check(offer(10_001, 1), Refusal::PriceOutOfRange { price_max });
    check(offer(1, 0), Refusal::ZeroQuantity);
    check(
        offer(1, u32::MAX),
        Refusal::QuantityTooLarge {
            qty_max: Qty::new(1_000),
        },
    );
    check(
        offer(1, 11),
        Refusal::ShortOfGoods {
            needed: Qty::new(11),
            free: Qty::new(10),
        },
    );
    // 1,001 x 10 x 5,000 fen, a tenth of it.
    let (needed_fen, available_fen) = (5_005_000, 5_000_000);
    check(
        bid(1_001, 10),
        Refusal::ShortOfFunds {
            needed_fen,
            available_fen,
        },
    );
    let mut named = bid(1, 1);
    named.receipt = RECEIPT;
    check(named, Refusal::ReceiptNotNeeded { receipt: RECEIPT });
    let mut foreign = offer(1, 1);
    foreign.member = OTHER;
    check(foreign, Refusal::ReceiptNotYours { receipt: RECEIPT });
    let mut late = offer(1, 1);
    late.valid_until = Millis::new(START);
    check(
        late,
        Refusal::Expired {
            now: Millis::new(START),
        },
    );
}
