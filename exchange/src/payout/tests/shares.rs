use std::sync::Arc;

use catalog::import::payout_answers;
use catalog::import::reason::Reason;
use catalog::scope::Scope;
use ledger::{Money, Party};

use super::village::{Village, household_account};
use crate::bank::standing::payouts_stopped;
use crate::books::test_house::{bank, float, moved, set};
use crate::entity::payout_batch::{Kind, State};
use crate::payout::answer::{Answered, answer};
use crate::payout::file::export;
use crate::payout::reading::{batch, batches, is_paid, is_prepared, lines_of_household, parts};
use crate::payout::{LeftOut, PayoutError, Why, approve};

#[tokio::test]
async fn shares_go_to_the_bank_by_two_people_and_count_as_paid_from_then_on() {
    let village = Village::open().await;
    let shares = village.cycle("c1", &[3_000, 1_500]).await;
    let prepared = village.prepare(Kind::Households).await.unwrap();
    assert_eq!(prepared.batch.number, "SP000001");
    let amounts: Vec<i64> = prepared.lines.iter().map(|line| line.amount_fen).collect();
    assert_eq!(amounts, [3_000, 1_500]);
    let batch_id = prepared.batch.id;
    let read = village.house.db.read();
    assert!(is_paid(read, &shares).await.unwrap().is_empty());
    assert_eq!(is_prepared(read, &shares).await.unwrap().len(), 2);
    let nothing = village.prepare(Kind::Households).await;
    assert!(matches!(nothing, Err(PayoutError::NothingDue(_))));

    let tx = village.house.db.write().await.unwrap();
    let alone = approve(&tx, village.scope(), batch_id, (village.clerk, 21)).await;
    assert!(matches!(alone, Err(PayoutError::SamePerson(_))));
    let early = export(&tx, village.scope(), batch_id, 21).await;
    assert!(matches!(
        early,
        Err(PayoutError::Refused {
            state: State::Prepared,
            ..
        })
    ));
    let stranger = approve(&tx, Scope::Cooperative(99), batch_id, (village.manager, 21)).await;
    assert!(matches!(stranger, Err(PayoutError::UnknownBatch(_))));
    std::mem::drop(tx);

    let file = village.approve_and_export(batch_id).await.unwrap();
    assert_eq!(file.name, "SP000001.csv");
    let text = String::from_utf8(file.bytes.clone()).unwrap();
    assert_eq!(
        text,
        "\u{feff}line_no,payee,bank,account,amount_yuan,memo\r\n\
         SP000001-00001,WC-1户,示例信用社,6217000011112WC-1,30.00,SP000001-00001\r\n\
         SP000001-00002,WC-2户,示例信用社,6217000011112WC-2,15.00,SP000001-00002\r\n"
    );
    assert_eq!(is_paid(read, &shares).await.unwrap().len(), 2);
    assert_eq!(village.house.available(&bank()).await, 10_000 - 4_500);
    let sets = village
        .house
        .number("SELECT COUNT(*) FROM transfer_set")
        .await;
    village
        .house
        .run("UPDATE household_private SET bank_account = '1'")
        .await;
    let tx = village.house.db.write().await.unwrap();
    let again = export(&tx, village.scope(), batch_id, 99).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(again, file);
    assert_eq!(
        village
            .house
            .number("SELECT COUNT(*) FROM transfer_set")
            .await,
        sets
    );
    let view = batch(read, village.scope(), batch_id).await.unwrap();
    assert_eq!(view.lines[0].bank_tail, "WC-1");
    assert_eq!(
        parts(read, &[view.lines[0].id]).await.unwrap()[0].pool_line_id,
        shares[0]
    );
}

#[tokio::test]
async fn a_returned_line_is_due_again_and_the_paid_one_is_not() {
    let village = Village::open().await;
    let shares = village.cycle("c1", &[3_000, 1_500]).await;
    let first = village.prepare(Kind::Households).await.unwrap();
    village.approve_and_export(first.batch.id).await.unwrap();
    let rows = "SP000001-00001,30.00,paid,\nSP000001-00002,15.00,returned,card closed\n";
    let answered = village.answer(rows).await.unwrap();
    assert_eq!(
        answered,
        Answered {
            paid: 1,
            returned: 1,
            known: 0
        }
    );
    let again = village.answer(rows).await.unwrap();
    assert_eq!(
        again,
        Answered {
            paid: 0,
            returned: 0,
            known: 2
        }
    );
    let read = village.house.db.read();
    let view = batch(read, village.scope(), first.batch.id).await.unwrap();
    assert_eq!(view.batch.state, State::Answered);
    assert_eq!(view.lines[1].reason, "card closed");
    assert_eq!(
        is_paid(read, &shares)
            .await
            .unwrap()
            .into_iter()
            .collect::<Vec<_>>(),
        [shares[0]]
    );
    assert_eq!(
        village
            .house
            .available(&household_account(village.households[1]))
            .await,
        1_500
    );

    village.cycle("c2", &[7, 70]).await;
    let second = village.prepare(Kind::Households).await.unwrap();
    let amounts: Vec<i64> = second.lines.iter().map(|line| line.amount_fen).collect();
    assert_eq!(amounts, [7, 1_570]);
    assert_eq!(parts(read, &[second.lines[1].id]).await.unwrap().len(), 2);
    village.approve_and_export(second.batch.id).await.unwrap();
    village
        .answer("SP000002-00001,0.07,paid,\nSP000002-00002,15.70,paid,\n")
        .await
        .unwrap();
    assert_eq!(village.house.available(&bank()).await, 10_000 - 4_577);
    assert_eq!(payouts_stopped(read).await.unwrap(), None);
    let own = Scope::Household(village.households[1]);
    let lines = lines_of_household(read, own, village.households[1])
        .await
        .unwrap();
    assert_eq!(lines.len(), 2);
    assert!(
        lines_of_household(read, own, village.households[0])
            .await
            .is_err()
    );
    assert_eq!(
        batches(read, Scope::Cooperative(99), 9)
            .await
            .unwrap()
            .len(),
        0
    );
    assert_eq!(batches(read, village.scope(), 9).await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_answer_with_one_wrong_row_changes_nothing() {
    let village = Village::open().await;
    village.cycle("c1", &[3_000, 1_500]).await;
    let first = village.prepare(Kind::Households).await.unwrap();
    let early = village.answer("SP000001-00001,30.00,paid,\n").await;
    assert!(matches!(early, Err(PayoutError::Faults(_))));
    village.approve_and_export(first.batch.id).await.unwrap();
    let rows = "SP000001-00001,30.00,paid,\nSP000001-00002,15.01,paid,\nSP000001-00003,1,paid,\n";
    match village.answer(rows).await {
        Err(PayoutError::Faults(faults)) => {
            assert_eq!(faults.total(), 2);
            assert!(matches!(
                faults.listed()[0].reason,
                Reason::OtherAmount { .. }
            ));
            assert!(matches!(
                faults.listed()[1].reason,
                Reason::UnknownPayoutLine { .. }
            ));
        }
        other => panic!("{other:?}"),
    }
    village
        .answer("SP000001-00001,30.00,paid,\n")
        .await
        .unwrap();
    match village.answer("SP000001-00001,30.00,returned,late\n").await {
        Err(PayoutError::Faults(faults)) => {
            assert!(matches!(
                faults.listed()[0].reason,
                Reason::OtherAnswer { .. }
            ));
        }
        other => panic!("{other:?}"),
    }
    let waiting = village.house.db.read();
    let view = batch(waiting, Scope::Operator, first.batch.id)
        .await
        .unwrap();
    assert_eq!(view.batch.state, State::Exported);
    let tx = village.house.db.write().await.unwrap();
    let stranger =
        payout_answers::parse(b"line_no,amount_yuan,result\nSP000001-00002,15.00,paid\n").unwrap();
    let stranger = answer(&tx, Scope::Cooperative(99), &stranger, 9).await;
    assert!(matches!(stranger, Err(PayoutError::Faults(_))));
}

#[tokio::test]
async fn a_household_without_a_bank_account_is_left_out_and_named() {
    let village = Village::open().await;
    village.cycle("c1", &[3_000, 1_500]).await;
    let poor = village.households[0];
    let sql = format!("UPDATE household_private SET bank_account = '' WHERE household_id = {poor}");
    village.house.run(&sql).await;
    let prepared = village.prepare(Kind::Households).await.unwrap();
    assert_eq!(prepared.lines.len(), 1);
    assert_eq!(
        prepared.left_out,
        [LeftOut {
            party: Party::Household(poor),
            amount: Money::fen(3_000),
            why: Why::NoBankAccount
        }]
    );
}

#[tokio::test]
async fn lines_that_the_books_do_not_owe_are_refused() {
    let village = Village::open().await;
    village.cycle("c1", &[3_000, 1_500]).await;
    let account = household_account(village.households[0]);
    village
        .house
        .post(&set("off", vec![moved(account.clone(), float(), 1)]))
        .await;
    match village.prepare(Kind::Households).await {
        Err(PayoutError::Unequal {
            account: found,
            lines,
            ledger,
        }) => {
            assert_eq!(
                (*found, lines, ledger),
                (account, Money::fen(3_000), Money::fen(2_999))
            );
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_batch_whose_shares_were_reversed_meanwhile_cannot_go_out() {
    let village = Village::open().await;
    village.cycle("c1", &[3_000, 1_500]).await;
    let prepared = village.prepare(Kind::Households).await.unwrap();
    village
        .house
        .run("UPDATE pool_cycle SET state = 'reversed'")
        .await;
    let changed = village.approve_and_export(prepared.batch.id).await;
    assert!(matches!(changed, Err(PayoutError::Changed(_))));
    let tx = village.house.db.write().await.unwrap();
    crate::payout::drop(&tx, village.scope(), prepared.batch.id)
        .await
        .unwrap();
    let twice = crate::payout::drop(&tx, village.scope(), prepared.batch.id).await;
    assert!(matches!(
        twice,
        Err(PayoutError::Refused {
            state: State::Dropped,
            ..
        })
    ));
    tx.commit().await.unwrap();
    village
        .house
        .run("UPDATE pool_cycle SET state = 'posted'")
        .await;
    assert_eq!(
        village.prepare(Kind::Households).await.unwrap().lines.len(),
        2
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_clerks_preparing_at_once_do_not_pay_a_share_twice() {
    let village = Arc::new(Village::open().await);
    village.cycle("c1", &[3_000, 1_500]).await;
    let clerks: Vec<_> = (0..4)
        .map(|_| {
            let village = Arc::clone(&village);
            tokio::spawn(async move { village.prepare(Kind::Households).await })
        })
        .collect();
    let mut prepared = 0;
    for clerk in clerks {
        match clerk.await.unwrap() {
            Ok(batch) => prepared += batch.lines.len(),
            Err(PayoutError::NothingDue(_)) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(prepared, 2);
}
