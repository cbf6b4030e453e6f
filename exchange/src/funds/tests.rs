use catalog::entity::organisation::Kind;
use ledger::{AccountKey, Book, Code, Mode, Money, Party};
use std::sync::Arc;

use super::withdrawal::{Withdraw, cancel_withdrawal, request_withdrawal};
use super::*;
use crate::books::test_house::{House, bank, cash, moved, set};

fn at_desk(code: Code, member: i64) -> AccountKey {
    AccountKey::new(
        Book::Custody,
        code,
        Party::Member(member),
        Mode::Venue(VENUE),
    )
    .unwrap()
}

async fn member_with(house: &House, fen: i64) -> i64 {
    let member = house.organisation(Kind::Firm, "JW").await;
    house
        .post(&set("in", vec![moved(bank(), cash(member), fen)]))
        .await;
    member
}

fn request(organisation_id: i64, fen: i64) -> Request {
    Request {
        organisation_id,
        amount: Money::fen(fen),
        now: 5,
    }
}

async fn credit(house: &House, request: Request) -> Result<i64, FundsError> {
    let tx = house.db.write().await?;
    let number = request_credit(&tx, &request).await?;
    tx.commit().await?;
    Ok(number)
}

async fn answer(house: &House, number: i64, verdict: Verdict) -> Result<(), FundsError> {
    let tx = house.db.write().await?;
    answered(
        &tx,
        &Answer {
            venue: VENUE,
            number,
            verdict,
        },
        6,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

async fn held(house: &House, member: i64) -> [i64; 3] {
    [
        house.available(&cash(member)).await,
        house.available(&at_desk(Code::DeskInTransit, member)).await,
        house.available(&at_desk(Code::Desk, member)).await,
    ]
}

#[tokio::test]
async fn cash_goes_to_the_desk_by_way_of_transit_and_comes_back() {
    let house = House::open().await;
    let member = member_with(&house, 500).await;
    assert_eq!(credit(&house, request(member, 300)).await.unwrap(), 1);
    assert_eq!(held(&house, member).await, [200, 300, 0]);
    answer(&house, 1, Verdict::Done).await.unwrap();
    answer(&house, 1, Verdict::Done).await.unwrap();
    assert_eq!(held(&house, member).await, [200, 0, 300]);

    let tx = house.db.write().await.unwrap();
    assert_eq!(request_debit(&tx, &request(member, 100)).await.unwrap(), 2);
    assert_eq!(request_debit(&tx, &request(member, 900)).await.unwrap(), 3);
    tx.commit().await.unwrap();
    assert_eq!(held(&house, member).await, [200, 0, 300]);
    let waiting = waiting_instructions(house.db.read(), 9).await.unwrap();
    assert_eq!(
        waiting.iter().map(|row| row.number).collect::<Vec<_>>(),
        [2, 3]
    );
    answer(&house, 2, Verdict::Done).await.unwrap();
    answer(&house, 3, Verdict::Refused("refusal-short".to_owned()))
        .await
        .unwrap();
    assert_eq!(held(&house, member).await, [300, 0, 200]);
    let other = answer(&house, 3, Verdict::Done).await;
    assert!(matches!(
        other,
        Err(FundsError::OtherAnswer { number: 3, .. })
    ));
    let rows = instructions_of(house.db.read(), member, 9).await.unwrap();
    assert_eq!(rows[0].reason.as_deref(), Some("refusal-short"));
    assert_eq!(rows[0].answered_at, Some(6));
}

#[tokio::test]
async fn a_refused_credit_is_cash_again() {
    let house = House::open().await;
    let member = member_with(&house, 500).await;
    credit(&house, request(member, 300)).await.unwrap();
    answer(&house, 1, Verdict::Refused("refusal".to_owned()))
        .await
        .unwrap();
    assert_eq!(held(&house, member).await, [500, 0, 0]);
}

#[tokio::test]
async fn a_refused_request_leaves_no_gap_in_the_numbers() {
    let house = House::open().await;
    let member = member_with(&house, 500).await;
    let short = credit(&house, request(member, 501)).await;
    assert!(matches!(short, Err(FundsError::Short { .. })));
    for fen in [0, -1] {
        let nothing = credit(&house, request(member, fen)).await;
        assert!(matches!(nothing, Err(FundsError::NotPositive(_))));
    }
    assert_eq!(credit(&house, request(member, 500)).await.unwrap(), 1);
    let unknown = answer(&house, 2, Verdict::Done).await;
    assert!(matches!(
        unknown,
        Err(FundsError::UnknownInstruction { number: 2, .. })
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_requests_at_once_have_dense_numbers_and_never_overdraw() {
    let house = Arc::new(House::open().await);
    let member = member_with(&house, 100).await;
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let house = Arc::clone(&house);
            tokio::spawn(async move { credit(&house, request(member, 10)).await.ok() })
        })
        .collect();
    let mut numbers = Vec::new();
    for task in tasks {
        numbers.extend(task.await.unwrap());
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=10).collect::<Vec<_>>());
    assert_eq!(held(&house, member).await, [0, 100, 0]);
}

#[tokio::test]
async fn what_a_withdrawal_asks_for_is_not_free_until_it_is_taken_back() {
    let house = House::open().await;
    let member = member_with(&house, 500).await;
    let person = house.person("a@b", member).await;
    let wish = |fen| Withdraw {
        organisation_id: member,
        amount: Money::fen(fen),
        person_id: person,
        now: 5,
    };
    let tx = house.db.write().await.unwrap();
    let id = request_withdrawal(&tx, &wish(400)).await.unwrap();
    assert_eq!(available_cash(&*tx, member).await.unwrap(), Money::fen(100));
    let more = request_withdrawal(&tx, &wish(101)).await;
    assert!(matches!(more, Err(FundsError::Short { .. })));
    let desk = request_credit(&tx, &request(member, 101)).await;
    assert!(matches!(desk, Err(FundsError::Short { .. })));
    let others = cancel_withdrawal(&tx, member + 1, id).await;
    assert!(matches!(others, Err(FundsError::UnknownWithdrawal(_))));
    cancel_withdrawal(&tx, member, id).await.unwrap();
    let twice = cancel_withdrawal(&tx, member, id).await;
    assert!(matches!(twice, Err(FundsError::UnknownWithdrawal(_))));
    assert_eq!(available_cash(&*tx, member).await.unwrap(), Money::fen(500));
    tx.commit().await.unwrap();
}
