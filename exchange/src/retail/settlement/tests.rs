//! A provider's days: expected, received, short of the operator's money, differing.

use ledger::{AccountKey, Code, Party};

use super::*;
use crate::bank::task::{open_tasks, take_over_debit};
use crate::retail::purchase::What;
use crate::retail::shop_house::{DAY, Mood, ShopHouse};

async fn cost(shop: &ShopHouse) -> i64 {
    let key = AccountKey::custody(Code::ChannelCost, Party::None).unwrap();
    shop.house.available(&key).await
}

async fn listed(shop: &ShopHouse) -> Vec<(String, i64, i64, i64, &'static str)> {
    let rows = list(shop.db().read(), 10).await.unwrap();
    let row = |row: provider_settlement::Model| {
        let state = row.state.as_str();
        (row.day, row.paid_fen, row.refunded_fen, row.net_fen, state)
    };
    rows.into_iter().map(row).collect()
}

#[tokio::test]
async fn a_provider_pays_a_day_net_of_refunds_and_of_its_fee_on_each_payment() {
    let shop = ShopHouse::open().await;
    shop.bought(&[(10, 1)]).await;
    shop.bought(&[(22, 1)]).await;
    let given_back = shop.bought(&[(22, 1)]).await;
    shop.cancel(given_back.purchase.id, What::Whole)
        .await
        .unwrap();
    shop.settle().await;
    assert_eq!(listed(&shop).await, [], "the day has not ended");
    shop.wait(DAY);
    shop.settle().await;
    // 0.60 of 99.80, 0.20 of 32.80 twice: the fee of what went back is kept.
    let day = ("2026-11-24".to_owned(), 16_540, 3_280, 13_160, "expected");
    assert_eq!(listed(&shop).await, [day]);
    assert_eq!(shop.provider_due().await, 13_260);
    let imported = shop.bank(13_160, "memory settles MS20261124").await;
    assert_eq!(imported.suspense, 0);
    assert_eq!(listed(&shop).await[0].4, "received");
    assert_eq!((shop.provider_due().await, cost(&shop).await), (0, 100));
    // The same number again is somebody's mistake.
    assert_eq!(shop.bank(13_160, "MS20261124").await.suspense, 1);
    shop.proven().await;
}

#[tokio::test]
async fn a_day_without_anything_left_joins_the_next() {
    let shop = ShopHouse::open().await;
    let first = shop.bought(&[(10, 1)]).await;
    shop.cancel(first.purchase.id, What::Whole).await.unwrap();
    shop.settle().await;
    shop.wait(DAY);
    shop.settle().await;
    assert_eq!(listed(&shop).await, []);
    shop.bought(&[(10, 1)]).await;
    shop.wait(DAY);
    shop.settle().await;
    let day = ("2026-11-25".to_owned(), 19_960, 9_980, 9_860, "expected");
    assert_eq!(listed(&shop).await, [day]);
    shop.bank(9_860, "MS20261125").await;
    assert_eq!((shop.provider_due().await, cost(&shop).await), (0, 120));
    shop.proven().await;
}

#[tokio::test]
async fn days_are_caught_up_after_time_was_moved_and_after_the_provider_was_away() {
    let shop = ShopHouse::open().await;
    shop.bought(&[(22, 1)]).await;
    shop.wait(DAY);
    shop.provider.be(Mood::Away);
    shop.settle().await;
    assert_eq!(listed(&shop).await.len(), 0);
    shop.provider.be(Mood::Prompt);
    shop.bought(&[(22, 1)]).await;
    shop.wait(30 * DAY);
    shop.settle().await;
    let days: Vec<_> = listed(&shop).await.into_iter().map(|row| row.0).collect();
    assert_eq!(days, ["2026-11-25", "2026-11-24"]);
    let before = shop.house.number("SELECT COUNT(*) FROM setting").await;
    shop.settle().await;
    assert_eq!(
        before,
        shop.house.number("SELECT COUNT(*) FROM setting").await
    );
}

#[tokio::test]
async fn money_that_comes_before_its_statement_waits_and_is_taken_by_itself() {
    let shop = ShopHouse::open().await;
    shop.bought(&[(10, 1)]).await;
    shop.wait(DAY);
    assert_eq!(shop.bank(9_920, "MS20261124").await.suspense, 1);
    shop.settle().await;
    assert_eq!(listed(&shop).await[0].4, "received");
    assert_eq!(open_tasks(shop.db().read()).await.unwrap(), []);
    assert_eq!(shop.provider_due().await, 0);
    shop.proven().await;
}

#[tokio::test]
async fn another_amount_than_the_statement_said_waits_for_a_person() {
    let shop = ShopHouse::open().await;
    shop.bought(&[(10, 1)]).await;
    shop.wait(DAY);
    shop.settle().await;
    for fen in [9_919, 9_921] {
        assert_eq!(shop.bank(fen, "MS20261124").await.suspense, 1);
    }
    shop.settle().await;
    assert_eq!(listed(&shop).await[0].4, "expected");
    assert_eq!(open_tasks(shop.db().read()).await.unwrap().len(), 2);
    shop.proven().await;
}

#[tokio::test]
async fn a_fee_that_the_operators_own_money_does_not_bear_waits_until_it_does() {
    let shop = ShopHouse::open().await;
    shop.bought(&[(10, 1)]).await;
    shop.wait(DAY);
    shop.settle().await;
    // A debit that nobody ordered leaves 59 fen of the operator's float.
    shop.bank(-999_941, "?").await;
    let debit = open_tasks(shop.db().read()).await.unwrap()[0].id;
    let tx = shop.db().write().await.unwrap();
    take_over_debit(&tx, debit, shop.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(shop.bank(9_920, "MS20261124").await.suspense, 1);
    shop.settle().await;
    assert_eq!(listed(&shop).await[0].4, "expected");
    shop.bank_from_operator(1, "FLOAT").await;
    shop.settle().await;
    assert_eq!(listed(&shop).await[0].4, "received");
    assert_eq!(cost(&shop).await, 60);
    shop.proven().await;
}

#[tokio::test]
async fn a_statement_that_is_not_exactly_what_we_know_is_a_task_and_not_expected() {
    let shop = ShopHouse::open().await;
    let placed = shop.bought(&[(10, 1)]).await;
    let out_no = placed.attempt.out_no.clone();
    let unpaid = shop.placed(&[(22, 1)]).await.attempt.out_no;
    let (amount, fee) = (Money::fen(9_980), Money::fen(60));
    let wrong = [
        (vec![(out_no.clone(), Money::fen(9_981), fee)], vec![]),
        (vec![(out_no.clone(), amount, Money::fen(59))], vec![]),
        (vec![(unpaid, Money::fen(3_280), Money::fen(20))], vec![]),
        (vec![("SB1".to_owned(), amount, fee)], vec![]),
        (
            vec![(out_no.clone(), amount, fee), (out_no.clone(), amount, fee)],
            vec![],
        ),
        (
            vec![(out_no.clone(), amount, fee)],
            vec![("TK1".to_owned(), Money::fen(1))],
        ),
        (vec![], vec![]),
    ];
    for (at, (payments, refunds)) in wrong.into_iter().enumerate() {
        let statement = Statement {
            number: format!("X{at}"),
            day: format!("2026-11-0{}", at + 1),
            payments,
            refunds,
        };
        let tx = shop.db().write().await.unwrap();
        let expected = expect(&tx, "memory", &statement, shop.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(expected, Expected::Differs(_)), "{at}");
    }
    assert_eq!(shop.events().await["refused other_statement"], 7);
    assert_eq!(listed(&shop).await, []);
    // A statement of another provider names our payment in vain.
    let statement = Statement {
        number: "Y1".to_owned(),
        day: "2026-11-24".to_owned(),
        payments: vec![(out_no, amount, fee)],
        refunds: vec![],
    };
    let tx = shop.db().write().await.unwrap();
    let other = expect(&tx, "other", &statement, shop.now()).await.unwrap();
    assert!(matches!(other, Expected::Differs(_)));
    let fresh = expect(&tx, "memory", &statement, shop.now()).await.unwrap();
    assert!(matches!(fresh, Expected::Fresh(_)));
    let known = expect(&tx, "memory", &statement, shop.now()).await.unwrap();
    assert_eq!(known, Expected::Known);
}
