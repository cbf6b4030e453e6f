//! Purchases from the cart to their end, alone and many at once.

use super::*;
use crate::entity::{payment_part, refund as refund_row};
use crate::retail::quote::Why;
use crate::retail::shop_house::{KORLA, MINUTE, ShopHouse, TAIYUAN};
use catalog::scope::Scope;
use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};

#[tokio::test]
async fn a_cart_becomes_one_purchase() {
    let shop = ShopHouse::open().await;
    let cart = shop.cart(&[(22, 1)]).await;
    let first = shop.try_place(&shop.ask(cart, 3_280)).await.unwrap();
    let again = shop.try_place(&shop.ask(cart, 3_280)).await;
    let Err(PurchaseError::AlreadyPlaced { number }) = again else {
        panic!("{again:?}")
    };
    assert_eq!(number, first.purchase.number);
    let empty = shop.cart(&[]).await;
    let empty = shop.try_place(&shop.ask(empty, 0)).await;
    assert!(matches!(empty, Err(PurchaseError::EmptyCart)));
    let unknown = shop.try_place(&shop.ask((999, cart.1), 0)).await;
    assert!(matches!(unknown, Err(PurchaseError::EmptyCart)));
}

#[tokio::test]
async fn a_price_that_the_buyer_did_not_see_is_not_charged() {
    let shop = ShopHouse::open().await;
    let before = shop.shelf(22).await;
    let cart = shop.cart(&[(22, 2)]).await;
    for seen in [1, 6_559, 6_561, -6_560] {
        let refused = shop.try_place(&shop.ask(cart, seen)).await;
        let Err(PurchaseError::Changed(quote)) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(quote.total, Money::fen(6_560));
    }
    // The same for a surcharge that the page had not shown.
    let mut far = shop.ask(cart, 6_560);
    far.district_code = KORLA.to_owned();
    let refused = shop.try_place(&far).await;
    assert!(matches!(refused, Err(PurchaseError::Changed(_))));
    assert_eq!(shop.shelf(22).await, before);
    far.expected_total = Money::fen(8_960);
    let placed = shop.try_place(&far).await.unwrap();
    assert_eq!(placed.consignments[0].surcharge_fen, 2_400);
    assert_eq!(placed.attempt.amount_fen, 8_960);
}

#[tokio::test]
async fn what_cannot_be_bought_is_said_at_its_line_and_reserves_nothing() {
    let shop = ShopHouse::open().await;
    let before = shop.shelf(22).await;
    let cart = shop.cart(&[(22, 1), (12, 8), (26, 1)]).await;
    let refused = shop.try_place(&shop.ask(cart, 100)).await;
    let Err(PurchaseError::Faults(quote)) = refused else {
        panic!("{refused:?}")
    };
    let whys: Vec<_> = quote
        .faults
        .iter()
        .map(|fault| fault.why.as_str())
        .collect();
    assert_eq!(whys, ["short", "closed"]);
    let available_packs = 7;
    assert_eq!(quote.faults[0].why, Why::Short { available_packs });
    assert_eq!(shop.shelf(22).await, before);
    assert_eq!(shop.house.number("SELECT COUNT(*) FROM purchase").await, 0);
}

#[tokio::test]
async fn an_unpaid_purchase_is_cancelled_whole_and_only_once() {
    let shop = ShopHouse::open().await;
    let before = shop.shelf(22).await;
    let placed = shop.placed(&[(22, 3)]).await;
    let id = placed.purchase.id;
    let line = shop.lines(id).await[0].id;
    let part = shop.cancel(id, What::Packs(vec![(line, 1)])).await;
    assert!(matches!(part, Err(PurchaseError::NotPaid)));
    let cancelled = shop.cancel(id, What::Whole).await.unwrap();
    assert_eq!(cancelled.purchase.cancel_reason, Some(CancelReason::Buyer));
    assert!(cancelled.refunds.is_empty());
    assert_eq!(shop.shelf(22).await, before);
    let again = shop.cancel(id, What::Whole).await;
    assert!(matches!(again, Err(PurchaseError::IsCancelled)));
    let unknown = shop.cancel(999, What::Whole).await;
    assert!(matches!(unknown, Err(PurchaseError::Unknown(999))));
    shop.settle().await;
    shop.proven().await;
}

#[tokio::test]
async fn packs_are_given_back_line_by_line_until_they_are_packed() {
    let shop = ShopHouse::open().await;
    let placed = shop.bought(&[(22, 3), (23, 1), (10, 1)]).await;
    let id = placed.purchase.id;
    let lines = shop.lines(id).await;
    let (potatoes, pork) = (&lines[0], &lines[2]);
    for packs in [0, -1, 4, i64::MAX] {
        let wrong = shop
            .cancel(id, What::Packs(vec![(potatoes.id, packs)]))
            .await;
        let Err(PurchaseError::Packs { left, .. }) = wrong else {
            panic!("{wrong:?}")
        };
        assert_eq!(left, 3);
    }
    let foreign = shop.cancel(id, What::Packs(vec![(9_999, 1)])).await;
    assert!(matches!(foreign, Err(PurchaseError::UnknownLine(9_999))));
    let shelf = shop.shelf(22).await;
    let two = What::Packs(vec![(potatoes.id, 2)]);
    let cancelled = shop.cancel(id, two.clone()).await.unwrap();
    assert_eq!(cancelled.refunds[0].amount_fen, 6_560);
    assert_eq!(shop.shelf(22).await, (shelf.0, shelf.1 - 2, shelf.2));
    let again = shop.cancel(id, two).await;
    assert!(matches!(again, Err(PurchaseError::Packs { left: 1, .. })));
    // The pork is packed: what is left of the first part can still be taken back, not the whole.
    let parts = shop.consignments(id).await;
    let pig = parts.iter().find(|part| part.id == pork.consignment_id);
    let mut packed = pig.unwrap().clone().into_active_model();
    packed.state = Set(consignment::State::Packed);
    packed.update(shop.db().read()).await.unwrap();
    let late = shop.cancel(id, What::Packs(vec![(pork.id, 1)])).await;
    assert!(matches!(late, Err(PurchaseError::Refused(_))));
    let whole = shop.cancel(id, What::Whole).await;
    assert!(matches!(whole, Err(PurchaseError::Refused(_))));
    let rest = vec![(potatoes.id, 1), (lines[1].id, 1)];
    let cancelled = shop.cancel(id, What::Packs(rest)).await.unwrap();
    assert_eq!(cancelled.purchase.state, State::Placed);
    let parts = shop.consignments(id).await;
    let states: Vec<_> = parts.iter().map(|part| part.state.as_str()).collect();
    assert_eq!(states, ["cancelled", "packed"]);
    shop.settle().await;
    assert_eq!(shop.escrow(parts[0].id).await, 0);
    assert_eq!(shop.provider_due().await, 9_980);
}

#[tokio::test]
async fn the_surcharge_goes_back_with_the_packs_that_it_was_for() {
    let shop = ShopHouse::open().await;
    let cart = shop.cart(&[(22, 2)]).await;
    let mut ask = shop.ask(cart, 8_960);
    ask.district_code = KORLA.to_owned();
    let placed = shop.try_place(&ask).await.unwrap();
    shop.opened(&placed).await;
    shop.pay(&placed).await;
    let id = placed.purchase.id;
    let line = shop.lines(id).await[0].id;
    let first = shop.cancel(id, What::Packs(vec![(line, 1)])).await.unwrap();
    let refund = &first.refunds[0];
    assert_eq!((refund.amount_fen, refund.surcharge_fen), (4_480, 1_200));
    let rest = shop.cancel(id, What::Whole).await.unwrap();
    assert_eq!(rest.refunds[0].amount_fen, 4_480);
    assert_eq!(rest.purchase.state, State::Cancelled);
    let part = &shop.consignments(id).await[0];
    assert_eq!(part.surcharge_refunded_fen, 2_400);
    shop.settle().await;
    assert_eq!(shop.escrow(part.id).await, 0);
    shop.proven().await;
}

#[tokio::test]
async fn an_office_cancels_its_own_part_and_no_other() {
    let shop = ShopHouse::open().await;
    let placed = shop.bought(&[(22, 1), (10, 1)]).await;
    let id = placed.purchase.id;
    let parts = shop.consignments(id).await;
    let own = parts[0].cooperative_id;
    let clerk = shop.house.person("clerk@example.com", own).await;
    let cancel = async |cooperative: i64, what: What| {
        let tx = shop.db().write().await.unwrap();
        let ask = CancelAsk {
            purchase_id: id,
            who: Who::Office {
                scope: Scope::Cooperative(cooperative),
                person_id: clerk,
            },
            what,
            now: shop.now(),
        };
        let cancelled = super::cancel(&tx, &ask).await?;
        tx.commit().await.unwrap();
        Ok::<_, PurchaseError>(cancelled)
    };
    let foreign = shop.lines(id).await[1].id;
    let refused = cancel(own, What::Packs(vec![(foreign, 1)])).await;
    assert!(matches!(refused, Err(PurchaseError::UnknownLine(_))));
    let stranger = cancel(9_999, What::Whole).await;
    assert!(matches!(stranger, Err(PurchaseError::Unknown(_))));
    let cancelled = cancel(own, What::Whole).await.unwrap();
    assert_eq!(cancelled.refunds.len(), 1);
    assert_eq!(cancelled.refunds[0].requested_by, Some(clerk));
    assert_eq!(cancelled.purchase.state, State::Placed);
    let states: Vec<_> = shop.consignments(id).await;
    let states: Vec<_> = states.iter().map(|part| part.state.as_str()).collect();
    assert_eq!(states, ["cancelled", "to_pack"]);
    shop.settle().await;
    shop.proven().await;
}

/// Two hundred browsers that want one of seven.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_buyers_racing_for_seven_boxes_buy_exactly_seven() {
    let shop = std::sync::Arc::new(ShopHouse::open().await);
    assert_eq!(shop.shelf(12).await, (7, 0, 0));
    let mut asks = Vec::new();
    for _ in 0..200 {
        asks.push(shop.ask(shop.cart(&[(12, 1)]).await, 11_200));
    }
    let mut racers = tokio::task::JoinSet::new();
    for ask in asks {
        let shop = shop.clone();
        racers.spawn(async move { shop.try_place(&ask).await });
    }
    let (mut won, mut short) = (Vec::new(), 0);
    while let Some(done) = racers.join_next().await {
        match done.unwrap() {
            Ok(placed) => won.push(placed),
            Err(PurchaseError::Faults(quote)) => {
                let available_packs = 0;
                assert_eq!(quote.faults[0].why, Why::Short { available_packs });
                short += 1;
            }
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!((won.len(), short), (7, 193));
    assert_eq!(shop.shelf(12).await, (7, 0, 7));
    let mut numbers: Vec<_> = won
        .iter()
        .map(|placed| placed.purchase.number.clone())
        .collect();
    numbers.sort();
    let gapless: Vec<_> = (1..=7).map(|at| format!("GM261124-{at:04}")).collect();
    assert_eq!(numbers, gapless);
    let shop = &shop;
    for placed in &won {
        shop.opened(placed).await;
        shop.pay(placed).await;
    }
    assert_eq!(shop.shelf(12).await, (7, 7, 0));
    shop.proven().await;
}

/// The same cart from two windows at the same moment, again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_cart_bought_in_two_windows_at_once_is_one_purchase() {
    let shop = std::sync::Arc::new(ShopHouse::open().await);
    for _ in 0..10 {
        let ask = shop.ask(shop.cart(&[(22, 1)]).await, 3_280);
        let mut windows = tokio::task::JoinSet::new();
        for _ in 0..3 {
            let (shop, ask) = (shop.clone(), ask.clone());
            windows.spawn(async move { shop.try_place(&ask).await });
        }
        let mut placed = 0;
        while let Some(done) = windows.join_next().await {
            match done.unwrap() {
                Ok(_) => placed += 1,
                Err(PurchaseError::AlreadyPlaced { .. }) => {}
                Err(error) => panic!("{error:?}"),
            }
        }
        assert_eq!(placed, 1);
    }
    assert_eq!(shop.house.number("SELECT COUNT(*) FROM purchase").await, 10);
}

/// Notices, browsers, the poller and the clock all at once, shuffled by their race.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_storm_of_notices_beside_browsers_poller_and_expiry_posts_once() {
    use crate::retail::payment;
    let shop = std::sync::Arc::new(ShopHouse::open().await);
    let mut all = Vec::new();
    for _ in 0..4 {
        let placed = shop.placed(&[(22, 1), (10, 1)]).await;
        shop.provider.pay(&placed.attempt.out_no);
        all.push(placed);
    }
    // Exactly at the moment at which they would expire.
    shop.wait(30 * MINUTE);
    let mut storm = tokio::task::JoinSet::new();
    for round in 0..25 {
        for placed in &all {
            let (shop, out_no) = (shop.clone(), placed.attempt.out_no.clone());
            storm.spawn(async move {
                // Half of them under one id, half under new ones.
                let event = format!("evt-{out_no}-{}", if round % 2 == 0 { 0 } else { round });
                let (signature, body) = shop.provider.notice_of(&out_no, &event);
                let said = (signature.as_str(), body.as_slice());
                let heard = payment::notice(shop.db(), &shop.providers, "memory", said, shop.now());
                heard.await.unwrap();
            });
        }
        let placed = &all[round % all.len()];
        let (shop, out_no) = (shop.clone(), placed.attempt.out_no.clone());
        storm.spawn(async move {
            if round % 5 == 0 {
                shop.settle().await;
            } else {
                shop.look(&out_no).await;
            }
        });
    }
    while let Some(done) = storm.join_next().await {
        done.unwrap();
    }
    for placed in &all {
        let purchase = shop.purchase(placed.purchase.id).await;
        assert_eq!(purchase.state, State::Placed);
        assert_eq!(shop.steps(purchase.id).await, ["placed", "paid"]);
        for part in shop.consignments(purchase.id).await {
            assert_eq!(shop.escrow(part.id).await, part.goods_fen);
        }
    }
    let events = shop.events().await;
    assert_eq!(events["applied"], 4);
    assert_eq!(shop.provider_due().await, 4 * 13_260);
    shop.proven().await;
}

/// Buyers who pay and cancel, providers who tell, and a clock that expires, over few goods.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_comes_first_goods_and_money_stay_whole() {
    let shop = std::sync::Arc::new(ShopHouse::open().await);
    shop.provider.be(crate::retail::shop_house::Mood::Careless);
    let before = shop.shelf(22).await;
    let mut all = Vec::new();
    for _ in 0..12 {
        all.push(shop.placed(&[(10, 1), (22, 2)]).await);
    }
    shop.wait(30 * MINUTE);
    let mut race = tokio::task::JoinSet::new();
    for (at, placed) in all.iter().enumerate() {
        let (id, out_no) = (placed.purchase.id, placed.attempt.out_no.clone());
        let one = shop.clone();
        race.spawn(async move {
            if at % 3 > 0 {
                one.provider.pay(&out_no);
                one.look(&out_no).await;
            }
        });
        let one = shop.clone();
        race.spawn(async move {
            if at % 4 == 0 {
                let what = What::Whole;
                match one.cancel(id, what).await {
                    Ok(_) | Err(PurchaseError::IsCancelled) => {}
                    Err(error) => panic!("{error:?}"),
                }
            } else if at % 4 == 1 {
                let line = one.lines(id).await[1].id;
                let what = What::Packs(vec![(line, 1)]);
                match one.cancel(id, what).await {
                    Ok(_) | Err(PurchaseError::IsCancelled | PurchaseError::NotPaid) => {}
                    Err(error) => panic!("{error:?}"),
                }
            }
        });
        let one = shop.clone();
        race.spawn(async move { one.settle().await });
    }
    while let Some(done) = race.join_next().await {
        done.unwrap();
    }
    shop.settle().await;
    let (mut allocated, mut kept) = (0, 0);
    for placed in &all {
        let purchase = shop.purchase(placed.purchase.id).await;
        let open: Vec<_> = shop.lines(purchase.id).await;
        for part in shop.consignments(purchase.id).await {
            kept += shop.escrow(part.id).await;
        }
        if purchase.state == State::Placed {
            assert!(purchase.paid_at.is_some());
            allocated += open
                .iter()
                .filter(|line| line.price_fen == 3_280)
                .map(|line| line.packs - line.cancelled_packs)
                .sum::<i64>();
        }
    }
    assert_eq!(shop.shelf(22).await, (before.0, before.1 + allocated, 0));
    assert_eq!(shop.provider_due().await, kept);
    for refund in refund_row::Entity::find()
        .all(shop.db().read())
        .await
        .unwrap()
    {
        assert_eq!(refund.state, refund_row::State::Succeeded);
    }
    shop.proven().await;
}

#[tokio::test]
async fn more_than_was_paid_never_goes_back() {
    use crate::retail::refund::{Back, Reason, RefundAsk, request};
    let shop = ShopHouse::open().await;
    let placed = shop.bought(&[(22, 1), (23, 1)]).await;
    let id = placed.purchase.id;
    let (part, lines) = (&shop.consignments(id).await[0], shop.lines(id).await);
    let back = async |line_id: i64, amount: i64| {
        let tx = shop.db().write().await.unwrap();
        lock(&tx, id).await.unwrap();
        let ask = RefundAsk {
            purchase_id: id,
            consignment_id: part.id,
            lines: vec![Back {
                line_id,
                packs: 0,
                amount: Money::fen(amount),
            }],
            surcharge: Money::ZERO,
            reason: Reason::Claim,
            person_id: None,
            now: shop.now(),
        };
        let asked = request(&tx, &ask).await?;
        tx.commit().await.unwrap();
        Ok::<_, RefundError>(asked)
    };
    for amount in [0, -1] {
        let nothing = back(lines[0].id, amount).await;
        assert!(matches!(nothing, Err(RefundError::Nothing(_))));
    }
    back(lines[0].id, 2_000).await.unwrap();
    let more = back(lines[0].id, 1_281).await;
    let Err(RefundError::TooMuch { left, .. }) = more else {
        panic!("{more:?}")
    };
    assert_eq!(left, Money::fen(1_280));
    back(lines[0].id, 1_280).await.unwrap();
    let foreign = back(9_999, 1).await;
    assert!(matches!(foreign, Err(RefundError::TooMuch { .. })));
    // The database itself stands behind the rule.
    let part_row = payment_part::Entity::find().one(shop.db().read()).await;
    let part_row = part_row.unwrap().unwrap();
    assert_eq!(part_row.refunded_fen, 3_280);
    let mut wrong = part_row.into_active_model();
    wrong.refunded_fen = Set(9_999_999);
    assert!(wrong.update(shop.db().read()).await.is_err());
    shop.settle().await;
    assert_eq!(shop.escrow(part.id).await, 3_980);
    let quote = shop.quote(&[(22, 1)], TAIYUAN).await;
    assert!(quote.can_be_placed());
    shop.proven().await;
}
