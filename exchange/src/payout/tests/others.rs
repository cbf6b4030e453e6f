use catalog::entity::organisation::Kind as Organisation;
use catalog::import::payout_answers;
use catalog::scope::Scope;
use ledger::{AccountKey, Code, Money, Party};

use super::village::{Village, household_account};
use crate::bank::standing::payouts_stopped;
use crate::bank::tests::import;
use crate::books::test_house::{bank, cash, float, moved, set};
use crate::entity::payout_batch::{Kind, State};
use crate::funds::withdrawal::{Withdraw, request_withdrawal, withdrawals_of};
use crate::payout::answer::answer;
use crate::payout::reading::is_paid;
use crate::payout::{Action, PayoutError, Prepare, Why, next, prepare};

fn owed(code: Code, party: Party) -> AccountKey {
    AccountKey::custody(code, party).unwrap()
}

#[tokio::test]
async fn a_cooperative_and_its_carrier_are_paid_with_the_linked_book() {
    let village = Village::open().await;
    let cooperative = Party::Cooperative(village.cooperative);
    let own = |code| AccountKey::cooperative(village.cooperative, code).unwrap();
    let carrier = village
        .house
        .organisation(Organisation::Carrier, "CR")
        .await;
    let transfers = vec![
        moved(
            float(),
            owed(Code::CooperativePayable, cooperative.clone()),
            2_000,
        ),
        moved(own(Code::DueFromCustody), own(Code::CooperativeFee), 2_000),
        moved(
            float(),
            owed(Code::CarrierPayable, Party::Carrier(carrier)),
            700,
        ),
    ];
    village.house.post(&set("fees", transfers)).await;
    let prepared = village.prepare(Kind::Cooperatives).await.unwrap();
    village.approve_and_export(prepared.batch.id).await.unwrap();
    assert_eq!(village.house.available(&own(Code::DueFromCustody)).await, 0);
    let tx = village.house.db.write().await.unwrap();
    let rows =
        payout_answers::parse(b"line_no,amount_yuan,result\nSP000001-00001,20,paid\n").unwrap();
    answer(&tx, Scope::Operator, &rows, 9).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(village.house.available(&own(Code::OwnFunds)).await, -2_000);
    let carriers = village.prepare(Kind::Carriers).await.unwrap();
    assert_eq!(carriers.lines[0].organisation_id, Some(carrier));
    let tx = village.house.db.write().await.unwrap();
    let clerk = Prepare {
        kind: Kind::Cooperatives,
        cooperative_id: None,
        person_id: village.clerk,
        now: 1,
    };
    let not_theirs = prepare(&tx, village.scope(), &clerk).await;
    assert!(matches!(not_theirs, Err(PayoutError::NotYours)));
}

#[tokio::test]
async fn a_withdrawal_that_comes_back_goes_out_again() {
    let village = Village::open().await;
    let member = village.house.organisation(Organisation::Firm, "JW").await;
    village
        .house
        .post(&set("in", vec![moved(float(), cash(member), 900)]))
        .await;
    let wish = |fen| Withdraw {
        organisation_id: member,
        amount: Money::fen(fen),
        person_id: village.clerk,
        now: 5,
    };
    let tx = village.house.db.write().await.unwrap();
    request_withdrawal(&tx, &wish(500)).await.unwrap();
    request_withdrawal(&tx, &wish(100)).await.unwrap();
    tx.commit().await.unwrap();
    let available = || crate::funds::available_cash(village.house.db.read(), member);
    assert_eq!(available().await.unwrap(), Money::fen(300));
    let prepared = village.prepare(Kind::Withdrawals).await.unwrap();
    assert_eq!(prepared.lines[0].amount_fen, 600);
    assert_eq!(available().await.unwrap(), Money::fen(300));
    village.approve_and_export(prepared.batch.id).await.unwrap();
    assert_eq!(available().await.unwrap(), Money::fen(300));
    let tx = village.house.db.write().await.unwrap();
    let rows = payout_answers::parse(b"line_no,amount_yuan,result\nSP000001-00001,6,returned\n");
    answer(&tx, Scope::Operator, &rows.unwrap(), 9)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(available().await.unwrap(), Money::fen(300));

    village
        .house
        .post(&set("spent", vec![moved(cash(member), float(), 500)]))
        .await;
    match village.prepare(Kind::Withdrawals).await {
        Err(PayoutError::NothingDue(left_out)) => {
            assert_eq!(
                left_out[0].why,
                Why::ShortOfCash {
                    available: Money::fen(400)
                }
            );
        }
        other => panic!("{other:?}"),
    }
    village
        .house
        .post(&set("more", vec![moved(float(), cash(member), 200)]))
        .await;
    let second = village.prepare(Kind::Withdrawals).await.unwrap();
    village.approve_and_export(second.batch.id).await.unwrap();
    import(
        &village.house,
        "A2,2026-11-24 10:00,-6.00,SP000002-00001,JW,94.00\n",
    )
    .await
    .unwrap();
    assert_eq!(village.house.available(&cash(member)).await, 0);
    let rows = withdrawals_of(village.house.db.read(), member, 9)
        .await
        .unwrap();
    assert!(
        rows.iter()
            .all(|row| row.state == crate::entity::withdrawal::State::Paid)
    );
}

#[tokio::test]
async fn the_statement_pays_a_line_and_may_send_it_back() {
    let village = Village::open().await;
    let shares = village.cycle("c1", &[3_000, 1_500]).await;
    let first = village.prepare(Kind::Households).await.unwrap();
    village.approve_and_export(first.batch.id).await.unwrap();
    let debits = "A2,2026-11-24 10:00,-30.00,代发SP000001-00001,WC-1户,70.00\n\
                  A3,2026-11-24 10:00,-30.00,代发SP000001-00001,WC-1户,40.00\n";
    let imported = import(&village.house, debits).await.unwrap();
    assert_eq!(
        imported.unknown_debits, 1,
        "the second debit for the same line is nobody's"
    );
    assert_eq!(village.house.available(&bank()).await, 10_000 - 4_500);
    village
        .answer("SP000001-00001,30.00,paid,\n")
        .await
        .unwrap();

    import(
        &village.house,
        "A4,2026-11-25 10:00,30.00,退 SP000001-00001,WC-1户,70.00\n",
    )
    .await
    .unwrap();
    let read = village.house.db.read();
    assert_eq!(is_paid(read, &shares).await.unwrap().len(), 1);
    assert_eq!(
        village
            .house
            .available(&household_account(village.households[0]))
            .await,
        3_000
    );
    let known = village
        .answer("SP000001-00001,30.00,returned,closed\n")
        .await
        .unwrap();
    assert_eq!(known.known, 1);
    let stop = payouts_stopped(read).await.unwrap().unwrap();
    assert_eq!(
        stop.difference.ledger.as_fen() - stop.difference.bank.as_fen(),
        3_000
    );
    let second = village.prepare(Kind::Households).await.unwrap();
    let stopped = village.approve_and_export(second.batch.id).await;
    assert!(matches!(stopped, Err(PayoutError::Stopped(_))));
    import(
        &village.house,
        "A5,2026-11-25 11:00,30.00,更正 SP000001-00001,bank,100.00\n",
    )
    .await
    .unwrap();
    assert_eq!(payouts_stopped(read).await.unwrap(), None);
    village.approve_and_export(second.batch.id).await.unwrap();
}

#[test]
fn a_batch_goes_one_way_and_stops_where_it_ends() {
    let states = [
        State::Prepared,
        State::Approved,
        State::Exported,
        State::Answered,
        State::Dropped,
    ];
    let actions = [Action::Approve, Action::Export, Action::Close, Action::Drop];
    let allowed = states
        .iter()
        .flat_map(|state| actions.iter().map(|action| (*state, *action)));
    let allowed: Vec<_> = allowed
        .filter(|(state, action)| next(*state, *action).is_ok())
        .collect();
    assert_eq!(
        allowed,
        [
            (State::Prepared, Action::Approve),
            (State::Prepared, Action::Drop),
            (State::Approved, Action::Export),
            (State::Approved, Action::Drop),
            (State::Exported, Action::Close),
        ]
    );
}
