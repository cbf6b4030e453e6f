use std::sync::Arc;

use ledger::trial::Trial;
use ledger::{AccountKey, Code, Money, Party, TransferSet};
use proptest::prelude::*;

use super::test_house::{House, bank, cash, float, moved, pending, set};
use super::*;

fn fee() -> AccountKey {
    AccountKey::custody(Code::PlatformFee, Party::None).unwrap()
}

fn loss() -> AccountKey {
    AccountKey::custody(Code::RefundLoss, Party::None).unwrap()
}

async fn try_post(house: &House, set: &TransferSet) -> Result<Posted, BooksError> {
    let tx = house.db.write().await?;
    let posted = post(&tx, set, 1).await?;
    tx.commit().await?;
    Ok(posted)
}

#[tokio::test]
async fn a_set_posted_twice_counts_once_and_other_content_is_refused() {
    let house = House::open().await;
    let first = set(
        "bank:1",
        vec![moved(bank(), cash(2), 500), moved(bank(), float(), 7)],
    );
    let posted = try_post(&house, &first).await.unwrap();
    assert!(posted.fresh);
    let again = try_post(&house, &first).await.unwrap();
    assert_eq!(
        again,
        Posted {
            set_id: posted.set_id,
            fresh: false
        }
    );
    for other in [
        set(
            "bank:1",
            vec![moved(bank(), cash(2), 501), moved(bank(), float(), 7)],
        ),
        set("bank:1", vec![moved(bank(), cash(2), 500)]),
        set(
            "bank:1",
            vec![moved(bank(), cash(3), 500), moved(bank(), float(), 7)],
        ),
        pending(
            "bank:1",
            vec![moved(bank(), cash(2), 500), moved(bank(), float(), 7)],
        ),
    ] {
        let refused = try_post(&house, &other).await;
        assert!(matches!(refused, Err(BooksError::OtherContent(key)) if key == "bank:1"));
    }
    assert_eq!(house.available(&bank()).await, 507);
    assert_eq!(house.number("SELECT COUNT(*) FROM transfer").await, 2);
}

#[tokio::test]
async fn an_account_never_gives_more_than_it_has() {
    let house = House::open().await;
    house
        .post(&set("in", vec![moved(bank(), cash(2), 500)]))
        .await;
    let out = set("out", vec![moved(cash(2), cash(3), 501)]);
    match try_post(&house, &out).await {
        Err(BooksError::Short {
            account,
            needed,
            available,
        }) => {
            assert_eq!(*account, cash(2));
            assert_eq!((needed, available), (Money::fen(501), Money::fen(500)));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(house.available(&cash(3)).await, 0);
    let through = set(
        "through",
        vec![moved(bank(), cash(2), 1), moved(cash(2), cash(3), 501)],
    );
    try_post(&house, &through).await.unwrap();
    assert_eq!(house.available(&cash(3)).await, 501);
}

#[tokio::test]
async fn a_pending_transfer_takes_at_once_and_gives_when_it_is_posted() {
    let house = House::open().await;
    house
        .post(&set("in", vec![moved(bank(), cash(2), 500)]))
        .await;
    let posted = try_post(&house, &pending("out", vec![moved(cash(2), bank(), 400)]))
        .await
        .unwrap();
    let held = balance(house.db.read(), &cash(2)).await.unwrap();
    assert_eq!(
        (held.posted, held.pending_out),
        (Money::fen(500), Money::fen(400))
    );
    let more = try_post(&house, &set("more", vec![moved(cash(2), cash(3), 101)])).await;
    assert!(matches!(more, Err(BooksError::Short { .. })));

    let tx = house.db.write().await.unwrap();
    let transfer = transfers_of(&*tx, posted.set_id).await.unwrap()[0].id;
    assert!(end(&tx, transfer, Outcome::Posted, 2).await.unwrap());
    assert!(!end(&tx, transfer, Outcome::Posted, 3).await.unwrap());
    let otherwise = end(&tx, transfer, Outcome::Voided, 3).await;
    assert!(matches!(otherwise, Err(BooksError::EndedOtherwise { .. })));
    let counted = transfers_of(&*tx, 1).await.unwrap()[0].id;
    assert!(matches!(
        end(&tx, counted, Outcome::Posted, 3).await,
        Err(BooksError::NotPending(_))
    ));
    tx.commit().await.unwrap();
    let held = balance(house.db.read(), &cash(2)).await.unwrap();
    assert_eq!(
        (held.posted, held.pending_out),
        (Money::fen(100), Money::ZERO)
    );
    assert_eq!(house.available(&bank()).await, 100);
}

#[tokio::test]
async fn a_voided_transfer_gives_back_what_it_took() {
    let house = House::open().await;
    house
        .post(&set("in", vec![moved(bank(), cash(2), 500)]))
        .await;
    let posted = try_post(&house, &pending("out", vec![moved(cash(2), bank(), 400)]))
        .await
        .unwrap();
    let tx = house.db.write().await.unwrap();
    end_set(&tx, posted.set_id, Outcome::Voided, 2)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(house.available(&cash(2)).await, 500);
    assert_eq!(house.available(&bank()).await, 500);
    let tx = house.db.write().await.unwrap();
    let mirror = reverse(&tx, posted.set_id, "undo", 3).await;
    assert!(matches!(mirror, Err(BooksError::NothingCounts(_))));
    drop(tx);
    let list = statement(
        house.db.read(),
        &cash(2),
        Page {
            after: 0,
            limit: 10,
        },
    )
    .await
    .unwrap();
    assert_eq!(
        list.iter().map(|entry| entry.standing).collect::<Vec<_>>(),
        [Standing::Posted, Standing::Voided]
    );
    assert_eq!(list[1].balance, Money::fen(500));
}

#[tokio::test]
async fn a_reversal_mirrors_the_set_once_and_names_it() {
    let house = House::open().await;
    house
        .post(&set("in", vec![moved(bank(), cash(2), 500)]))
        .await;
    let posted = try_post(&house, &set("fee", vec![moved(cash(2), fee(), 30)]))
        .await
        .unwrap();
    let tx = house.db.write().await.unwrap();
    let first = reverse(&tx, posted.set_id, "fee:undo", 2).await.unwrap();
    let again = reverse(&tx, posted.set_id, "fee:undo", 3).await.unwrap();
    assert_eq!(
        (first.fresh, again.fresh, first.set_id),
        (true, false, again.set_id)
    );
    let twice = reverse(&tx, posted.set_id, "fee:undo-again", 3).await;
    assert!(matches!(twice, Err(BooksError::AlreadyReversed(id)) if id == posted.set_id));
    drop(tx);
    let tx = house.db.write().await.unwrap();
    reverse(&tx, posted.set_id, "fee:undo", 2).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(house.available(&cash(2)).await, 500);
    assert_eq!(house.available(&fee()).await, 0);
}

#[tokio::test]
async fn the_operator_cannot_draw_what_custody_owes_to_others() {
    let house = House::open().await;
    house
        .post(&set(
            "in",
            vec![moved(bank(), cash(2), 500), moved(bank(), float(), 100)],
        ))
        .await;
    house
        .post(&set("fee", vec![moved(cash(2), fee(), 50)]))
        .await;
    let draw = set("draw", vec![moved(float(), bank(), 151)]);
    match try_post(&house, &draw).await {
        Err(BooksError::Uncovered { missing }) => assert_eq!(missing, Money::fen(1)),
        other => panic!("{other:?}"),
    }
    try_post(&house, &set("draw", vec![moved(float(), bank(), 150)]))
        .await
        .unwrap();
    let loss = try_post(&house, &set("loss", vec![moved(loss(), bank(), 1)])).await;
    assert!(matches!(loss, Err(BooksError::Uncovered { .. })));
    assert_eq!(house.available(&float()).await, -50);
}

#[tokio::test]
async fn a_running_list_reads_on_where_it_stopped() {
    let house = House::open().await;
    for (key, fen) in [("a", 100), ("b", 20), ("c", 3)] {
        house
            .post(&set(key, vec![moved(bank(), cash(2), fen)]))
            .await;
    }
    house
        .post(&set("d", vec![moved(cash(2), cash(3), 23)]))
        .await;
    let first = statement(house.db.read(), &cash(2), Page { after: 0, limit: 2 })
        .await
        .unwrap();
    let after = first[1].transfer_id;
    let rest = statement(house.db.read(), &cash(2), Page { after, limit: 9 })
        .await
        .unwrap();
    let balances: Vec<i64> = first
        .iter()
        .chain(&rest)
        .map(|entry| entry.balance.as_fen())
        .collect();
    assert_eq!(balances, [100, 120, 123, 100]);
    assert_eq!(rest[1].other, cash(3));
    assert_eq!(rest[1].change, Money::fen(-23));
}

/// What the sums say of every account, and what the view recomputes from the transfers.
async fn sums_agree_with_the_transfers(house: &House) {
    let wrong = house
        .number(
            "SELECT COUNT(*) FROM account JOIN account_balance view ON view.id = account.id \
             WHERE account.debits_posted_fen <> view.debits_posted_fen \
             OR account.credits_posted_fen <> view.credits_posted_fen \
             OR account.debits_pending_fen <> view.debits_pending_fen \
             OR account.credits_pending_fen <> view.credits_pending_fen",
        )
        .await;
    assert_eq!(wrong, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_tasks_posting_to_one_account_lose_nothing_and_never_wait_in_a_ring() {
    let house = Arc::new(House::open().await);
    house
        .post(&set("in", vec![moved(bank(), cash(1), 1_000_000)]))
        .await;
    let tasks: Vec<_> = (0..16_i64)
        .map(|task| {
            let house = Arc::clone(&house);
            tokio::spawn(async move {
                for number in 0..50 {
                    let (here, there) = (cash(2 + task % 5), cash(2 + (task + number) % 7));
                    let mut transfers = vec![moved(cash(1), here.clone(), 2)];
                    if here != there {
                        transfers.push(moved(here, there, 1));
                    }
                    try_post(&house, &set(&format!("{task}:{number}"), transfers))
                        .await
                        .unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(house.available(&cash(1)).await, 1_000_000 - 16 * 50 * 2);
    sums_agree_with_the_transfers(&house).await;
    let trial = trial_balance(house.db.read()).await.unwrap();
    assert_eq!(
        (trial.len(), trial[0].debit, trial[0].credit),
        (1, Money::fen(1_000_000), Money::fen(1_000_000))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_tasks_after_the_last_fen_exactly_enough_succeed() {
    let house = Arc::new(House::open().await);
    house
        .post(&set("in", vec![moved(bank(), cash(1), 30)]))
        .await;
    let tasks: Vec<_> = (0..16_i64)
        .map(|task| {
            let house = Arc::clone(&house);
            tokio::spawn(async move {
                let out = set(
                    &format!("out:{task}"),
                    vec![moved(cash(1), cash(2 + task), 10)],
                );
                try_post(&house, &out).await.is_ok()
            })
        })
        .collect();
    let mut served = 0;
    for task in tasks {
        served += i32::from(task.await.unwrap());
    }
    assert_eq!(served, 3);
    assert_eq!(house.available(&cash(1)).await, 0);
}

/// One random step: (what, from, to, fen).
type Step = (u8, i64, i64, i64);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((0..4_u8, 1..5_i64, 1..5_i64, 1..200_i64), 1..60)
}

fn set_of((what, from, to, fen): Step, key: &str) -> TransferSet {
    match what {
        0 => set(key, vec![moved(bank(), cash(to), fen)]),
        1 if from != to => set(key, vec![moved(cash(from), cash(to), fen)]),
        2 => pending(key, vec![moved(cash(from), bank(), fen)]),
        _ => set(
            key,
            vec![
                moved(bank(), cash(to), fen),
                moved(cash(from), fee(), fen / 2 + 1),
            ],
        ),
    }
}

async fn play(house: Arc<House>, steps: Vec<Step>) {
    let (left, right): (Vec<_>, Vec<_>) = steps
        .into_iter()
        .enumerate()
        .partition(|(number, _)| number % 2 == 0);
    let tasks = [left, right].map(|half| {
        let house = Arc::clone(&house);
        tokio::spawn(async move {
            for (number, step) in half {
                let set = set_of(step, &format!("step:{number}"));
                let posted = match try_post(&house, &set).await {
                    Ok(posted) => posted,
                    Err(BooksError::Short { .. }) => continue,
                    Err(other) => panic!("{other:?}"),
                };
                if step.0 == 2 && step.3 % 3 != 0 {
                    let voided = step.3 % 3 == 1;
                    let outcome = if voided {
                        Outcome::Voided
                    } else {
                        Outcome::Posted
                    };
                    let tx = house.db.write().await.unwrap();
                    end_set(&tx, posted.set_id, outcome, 2).await.unwrap();
                    tx.commit().await.unwrap();
                }
            }
        })
    });
    for task in tasks {
        task.await.unwrap();
    }
    sums_agree_with_the_transfers(&house).await;
    for book in trial_balance(house.db.read()).await.unwrap() {
        assert_eq!(book.debit, book.credit);
    }
}

/// The same steps one after another, in the ledger's memory and in the database.
async fn compare(house: &House, steps: Vec<Step>) {
    let mut trial = Trial::new();
    for (number, step) in steps.into_iter().enumerate() {
        let key = format!("step:{number}");
        let set = set_of(step, &key);
        let stored = try_post(house, &set).await;
        assert_eq!(stored.is_ok(), trial.post(&set).is_ok(), "{step:?}");
        let Ok(posted) = stored else { continue };
        if step.0 == 2 && step.3 % 2 == 0 {
            let tx = house.db.write().await.unwrap();
            let outcome = if step.3 % 4 == 0 {
                Outcome::Voided
            } else {
                Outcome::Posted
            };
            end_set(&tx, posted.set_id, outcome, 2).await.unwrap();
            tx.commit().await.unwrap();
            match outcome {
                Outcome::Voided => trial.void(&key).unwrap(),
                Outcome::Posted => trial.confirm(&key).unwrap(),
            }
        }
        let kept = stored_set(house.db.read(), posted.set_id).await.unwrap();
        assert_eq!(kept, set);
    }
    for key in trial.balances().keys() {
        let stored = balance(house.db.read(), key).await.unwrap();
        assert_eq!(stored.posted, trial.posted(key).unwrap(), "{key}");
        assert_eq!(stored.available(), trial.available(key).unwrap(), "{key}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn the_kept_sums_are_those_of_the_transfers(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let house = Arc::new(House::open().await);
            play(house, steps).await;
        });
    }
    #[test]
    fn the_database_agrees_with_the_ledger_in_memory(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let house = House::open().await;
            compare(&house, steps).await;
        });
    }
}
