//! Payments as buyers, providers, clerks and the bank bring them, in every order.

use super::*;
use crate::entity::{consignment, payment_attempt};
use crate::retail::purchase::{CancelReason, State, What};
use crate::retail::shop_house::{DAY, MINUTE, Mood, ShopHouse};

fn outcome(heard: &Heard) -> &Outcome {
    match heard {
        Heard::Paid(completed) => &completed.outcome,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_payment_hands_each_cooperative_its_part() {
    let shop = ShopHouse::open().await;
    let before = shop.shelf(22).await;
    let placed = shop.placed(&[(22, 2), (10, 1)]).await;
    assert_eq!(shop.shelf(22).await, (before.0, before.1, before.2 + 2));
    let number = &placed.purchase.number;
    assert_eq!(number, "GM261124-0001");
    assert_eq!(placed.attempt.out_no, "SB2611240001T1");
    assert_eq!(placed.purchase.expires_at, shop.now() + 30 * MINUTE);
    assert_eq!(outcome(&shop.pay(&placed).await), &Outcome::Paid);
    assert_eq!(shop.shelf(22).await, (before.0, before.1 + 2, before.2));
    let parts = shop.consignments(placed.purchase.id).await;
    let numbers: Vec<_> = parts.iter().map(|part| part.number.as_str()).collect();
    assert_eq!(numbers, ["GM261124-0001-1", "GM261124-0001-2"]);
    for part in &parts {
        assert_eq!(part.state, consignment::State::ToPack);
        assert_eq!(part.due_at, Some(shop.now() + 2 * DAY));
        assert_eq!(shop.escrow(part.id).await, part.goods_fen);
    }
    assert_eq!(shop.provider_due().await, 16_540);
    let steps = shop.steps(placed.purchase.id).await;
    assert_eq!(steps, ["placed", "paid"]);
    shop.proven().await;
}

#[tokio::test]
async fn a_payment_that_is_said_again_changes_nothing() {
    let shop = ShopHouse::open().await;
    let placed = shop.bought(&[(22, 1)]).await;
    let out_no = &placed.attempt.out_no;
    assert_eq!(outcome(&shop.look(out_no).await), &Outcome::Known);
    let (signature, body) = shop.provider.notice_of(out_no, "evt-1");
    for _ in 0..3 {
        let said = (signature.as_str(), body.as_slice());
        let heard = notice(shop.db(), &shop.providers, "memory", said, shop.now()).await;
        assert_eq!(outcome(&heard.unwrap()), &Outcome::Known);
    }
    shop.settle().await;
    assert_eq!(shop.provider_due().await, 3_280);
    let events = shop.events().await;
    assert_eq!(events.values().sum::<usize>(), 2, "{events:?}");
    shop.proven().await;
}

#[tokio::test]
async fn nothing_is_believed_that_the_provider_itself_does_not_say() {
    let shop = ShopHouse::open().await;
    let placed = shop.placed(&[(22, 1)]).await;
    let out_no = &placed.attempt.out_no;
    // The browser comes back and nobody has paid.
    assert_eq!(shop.look(out_no).await, Heard::Waiting);
    let (signature, body) = shop.provider.notice_of(out_no, "evt-1");
    let hear = |signature: String, body: Vec<u8>| {
        let shop = &shop;
        async move {
            let said = (signature.as_str(), body.as_slice());
            notice(shop.db(), &shop.providers, "memory", said, shop.now()).await
        }
    };
    let forged = hear("0".repeat(64), body.clone()).await;
    assert!(matches!(
        forged,
        Err(PaymentError::Provider(ProviderError::Forged(_)))
    ));
    assert_eq!(shop.events().await.len(), 0);
    let early = hear(signature.clone(), body.clone()).await.unwrap();
    assert_eq!(early, Heard::Waiting);
    assert_eq!(shop.events().await["refused not_confirmed"], 1);
    let (foreign_signature, foreign) = shop.provider.notice_of("SB9912310001T1", "evt-2");
    assert_eq!(
        hear(foreign_signature, foreign).await.unwrap(),
        Heard::Waiting
    );
    assert_eq!(shop.events().await["refused unknown_attempt"], 1);
    // The same notice comes again when it is true, and counts.
    shop.provider.pay(out_no);
    let heard = hear(signature, body).await.unwrap();
    assert_eq!(outcome(&heard), &Outcome::Paid);
    shop.provider.be(Mood::Away);
    let (signature, body) = shop.provider.notice_of(out_no, "evt-3");
    let away = hear(signature, body).await;
    assert!(matches!(
        away,
        Err(PaymentError::Provider(ProviderError::Away(_)))
    ));
}

#[tokio::test]
async fn another_amount_posts_nothing_and_is_a_task() {
    let shop = ShopHouse::open().await;
    let placed = shop.placed(&[(22, 1)]).await;
    let out_no = &placed.attempt.out_no;
    for fen in [3_279, 3_281, 1] {
        shop.provider.pay_other(out_no, fen);
        let refused = Outcome::Refused(Refusal::OtherAmount);
        assert_eq!(outcome(&shop.look(out_no).await), &refused);
    }
    assert_eq!(shop.provider_due().await, 0);
    assert_eq!(shop.purchase(placed.purchase.id).await.paid_at, None);
    let tasks = refused_events(shop.db().read(), 10).await.unwrap();
    assert_eq!(tasks.len(), 3);
    assert_eq!((tasks[0].amount_fen, tasks[2].amount_fen), (1, 3_279));
    shop.proven().await;
}

#[tokio::test]
async fn nobody_pays_in_time_and_the_goods_are_free_again() {
    let shop = ShopHouse::open().await;
    let before = shop.shelf(22).await;
    let placed = shop.placed(&[(22, 3)]).await;
    shop.wait(30 * MINUTE - 1);
    shop.settle().await;
    assert_eq!(shop.purchase(placed.purchase.id).await.state, State::Placed);
    shop.wait(1);
    shop.settle().await;
    let purchase = shop.purchase(placed.purchase.id).await;
    assert_eq!(purchase.cancel_reason, Some(CancelReason::Expired));
    assert_eq!(shop.shelf(22).await, before);
    let attempt = shop.attempt(&placed.attempt.out_no).await;
    assert_eq!(attempt.state, payment_attempt::State::Closed);
    let opened = open(
        shop.db(),
        &shop.providers,
        (purchase.id, "http://shop"),
        shop.now(),
    );
    assert!(matches!(opened.await, Err(PaymentError::NotOpen(_))));
    shop.proven().await;
}

#[tokio::test]
async fn the_provider_is_asked_before_a_purchase_expires() {
    let shop = ShopHouse::open().await;
    let placed = shop.placed(&[(22, 1)]).await;
    // Paid, and nobody told us.
    shop.provider.pay(&placed.attempt.out_no);
    shop.wait(31 * MINUTE);
    shop.settle().await;
    let purchase = shop.purchase(placed.purchase.id).await;
    assert_eq!(purchase.state, State::Placed);
    assert!(purchase.paid_at.is_some());
    // A provider that cannot be reached keeps the goods reserved: it may still take money.
    let placed = shop.placed(&[(22, 1)]).await;
    shop.provider.be(Mood::Away);
    shop.wait(31 * MINUTE);
    shop.settle().await;
    assert_eq!(shop.purchase(placed.purchase.id).await.state, State::Placed);
    shop.provider.be(Mood::Prompt);
    shop.settle().await;
    let state = shop.purchase(placed.purchase.id).await.state;
    assert_eq!(state, State::Cancelled);
}

#[tokio::test]
async fn late_money_reserves_again_where_the_goods_are_still_there() {
    let shop = ShopHouse::open().await;
    shop.provider.be(Mood::Careless);
    let before = shop.shelf(22).await;
    let placed = shop.placed(&[(22, 2), (10, 1)]).await;
    shop.wait(31 * MINUTE);
    shop.settle().await;
    let id = placed.purchase.id;
    assert_eq!(shop.purchase(id).await.state, State::Cancelled);
    let heard = shop.pay(&placed).await;
    assert_eq!(outcome(&heard), &Outcome::LateReserved);
    let purchase = shop.purchase(id).await;
    assert_eq!(
        (purchase.state, purchase.cancel_reason),
        (State::Placed, None)
    );
    for part in shop.consignments(id).await {
        assert_eq!(part.state, consignment::State::ToPack);
    }
    assert_eq!(shop.shelf(22).await, (before.0, before.1 + 2, before.2));
    let steps = shop.steps(id).await;
    assert_eq!(steps, ["placed", "expired", "late_reserved"]);
    shop.proven().await;
}

#[tokio::test]
async fn late_money_goes_back_whole_by_itself_where_one_line_is_gone() {
    let shop = ShopHouse::open().await;
    shop.provider.be(Mood::Careless);
    let placed = shop.placed(&[(22, 2), (12, 7)]).await;
    shop.wait(31 * MINUTE);
    shop.settle().await;
    // Someone else takes the last seven.
    shop.bought(&[(12, 1)]).await;
    let (potatoes, ribs) = (shop.shelf(22).await, shop.shelf(12).await);
    let heard = shop.pay(&placed).await;
    let Outcome::LateRefunded(refunds) = outcome(&heard) else {
        panic!("{heard:?}")
    };
    assert_eq!(refunds.len(), 2);
    // What was taken before the short shelf was found is given back without a trace.
    assert_eq!(
        (shop.shelf(22).await, shop.shelf(12).await),
        (potatoes, ribs)
    );
    let id = placed.purchase.id;
    let purchase = shop.purchase(id).await;
    assert_eq!(purchase.cancel_reason, Some(CancelReason::LatePayment));
    shop.settle().await;
    for refund in shop.refunds(id).await {
        assert_eq!(refund.state, crate::entity::refund::State::Succeeded);
        assert_eq!(shop.escrow(refund.consignment_id).await, 0);
    }
    assert_eq!(shop.provider_due().await, 11_200);
    let steps = shop.steps(id).await;
    assert_eq!(
        steps[..5],
        [
            "placed",
            "expired",
            "refund_requested",
            "refund_requested",
            "late_refunded"
        ]
    );
    shop.proven().await;
}

#[tokio::test]
async fn money_for_what_its_buyer_cancelled_goes_back() {
    let shop = ShopHouse::open().await;
    shop.provider.be(Mood::Careless);
    let placed = shop.placed(&[(22, 1)]).await;
    let id = placed.purchase.id;
    close_open(shop.db(), &shop.providers, id, shop.now())
        .await
        .unwrap();
    shop.cancel(id, What::Whole).await.unwrap();
    let heard = shop.pay(&placed).await;
    assert!(matches!(outcome(&heard), Outcome::LateRefunded(_)));
    let reason = shop.purchase(id).await.cancel_reason;
    assert_eq!(reason, Some(CancelReason::Buyer));
    shop.settle().await;
    assert_eq!(shop.provider_due().await, 0);
    shop.proven().await;
}

#[tokio::test]
async fn of_two_payments_of_one_purchase_the_second_goes_back_by_itself() {
    let shop = ShopHouse::open().await;
    shop.provider.be(Mood::Careless);
    let placed = shop.placed(&[(22, 2)]).await;
    let id = placed.purchase.id;
    // The provider says that the first attempt is closed, so a second one is opened.
    close_open(shop.db(), &shop.providers, id, shop.now())
        .await
        .unwrap();
    shop.opened(&placed).await;
    let second = "SB2611240001T2";
    assert_eq!(
        shop.attempt(second).await.state,
        payment_attempt::State::Asked
    );
    shop.provider.pay(second);
    assert_eq!(outcome(&shop.look(second).await), &Outcome::Paid);
    let heard = shop.pay(&placed).await;
    assert!(matches!(outcome(&heard), Outcome::Doubled(_)), "{heard:?}");
    assert_eq!(shop.provider_due().await, 13_120);
    shop.settle().await;
    assert_eq!(shop.provider_due().await, 6_560);
    let part = &shop.consignments(id).await[0];
    assert_eq!(part.state, consignment::State::ToPack);
    assert_eq!(shop.escrow(part.id).await, 6_560);
    // What is given back later comes out of the payment that stayed.
    let line = shop.lines(id).await[0].id;
    shop.cancel(id, What::Packs(vec![(line, 1)])).await.unwrap();
    shop.settle().await;
    assert_eq!(shop.escrow(part.id).await, 3_280);
    shop.proven().await;
}

#[tokio::test]
async fn a_transfer_with_the_right_code_and_amount_pays_and_every_other_waits() {
    let shop = ShopHouse::open().await;
    let placed = shop.placed_by_transfer(&[(22, 1)]).await;
    let code = placed.attempt.out_no.clone();
    assert_eq!(shop.bank(3_000, &code).await.suspense, 1);
    assert_eq!(shop.purchase(placed.purchase.id).await.paid_at, None);
    let spelled = format!("红薯 {} {}", code[..4].to_lowercase(), &code[4..]);
    assert_eq!(shop.bank(3_280, &spelled).await.suspense, 0);
    assert!(shop.purchase(placed.purchase.id).await.paid_at.is_some());
    // A second one for the same purchase, and one that names two owners.
    assert_eq!(shop.bank(3_280, &code).await.suspense, 1);
    let other = shop.placed_by_transfer(&[(22, 1)]).await.attempt.out_no;
    assert_eq!(
        shop.bank(3_280, &format!("{code} {other}")).await.suspense,
        1
    );
    assert_eq!(shop.events().await["refused other_amount"], 1);
    assert_eq!(shop.events().await["refused paid_before"], 1);
    shop.proven().await;
}

#[tokio::test]
async fn a_clerk_finds_the_purchase_of_a_transfer_without_a_code() {
    use crate::bank::BankError;
    use crate::bank::task::{open_tasks, resolve_to_purchase};
    let shop = ShopHouse::open().await;
    let placed = shop.placed_by_transfer(&[(22, 1)]).await;
    shop.bank(3_280, "红薯").await;
    shop.bank(9_999, "红薯").await;
    let tasks = open_tasks(shop.db().read()).await.unwrap();
    let number = placed.purchase.number.as_str();
    let resolve = async |line: i64, number: &str| {
        let tx = shop.db().write().await.unwrap();
        let resolved = resolve_to_purchase(&tx, line, (number, shop.now())).await?;
        tx.commit().await.unwrap();
        Ok::<_, BankError>(resolved)
    };
    for (line, number) in [(tasks[1].id, number), (tasks[0].id, "GM261124-0099")] {
        let other = resolve(line, number).await;
        assert!(matches!(other, Err(BankError::NotThisPurchase(_))));
    }
    resolve(tasks[0].id, number).await.unwrap();
    let part = &shop.consignments(placed.purchase.id).await[0];
    assert_eq!(part.state, consignment::State::ToPack);
    assert_eq!(shop.escrow(part.id).await, 3_280);
    let again = resolve(tasks[0].id, number).await;
    assert!(matches!(again, Err(BankError::NotThisPurchase(_))));
    shop.proven().await;
}

#[tokio::test]
async fn a_transfer_has_three_days_and_the_last_counts_whole() {
    let shop = ShopHouse::open().await;
    let placed = shop.placed_by_transfer(&[(22, 1)]).await;
    // 09:00 on the 24th; the 27th ends 87 hours later.
    assert_eq!(placed.purchase.expires_at, shop.now() + 87 * 60 * MINUTE);
    shop.wait(87 * 60 * MINUTE);
    shop.settle().await;
    let id = placed.purchase.id;
    assert_eq!(shop.purchase(id).await.state, State::Cancelled);
    // Money that comes after it reserves again.
    shop.bank(3_280, &placed.attempt.out_no).await;
    assert_eq!(shop.purchase(id).await.state, State::Placed);
    shop.proven().await;
}
