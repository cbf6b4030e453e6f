use catalog::entity::organisation::Kind as Organisation;
use catalog::import::payout_answers;
use catalog::import::reason::Reason;
use ledger::{AccountKey, Book, Code, Mode, Money, Party};

use super::answer::{Answered, answer};
use super::file::{BankFile, export};
use super::reading::{batch, batches, is_paid, is_prepared, lines_of_household, parts};
use super::*;
use crate::bank::standing::payouts_stopped;
use crate::bank::tests::import;
use crate::books::test_house::{House, bank, cash, float, moved, set};
use crate::entity::payout_batch::{Kind, State};
use crate::funds::withdrawal::{Withdraw, request_withdrawal, withdrawals_of};

pub(crate) fn household_account(household: i64) -> AccountKey {
    let party = Party::Household(household);
    AccountKey::new(Book::Custody, Code::HouseholdPayable, party, Mode::Pool).unwrap()
}

fn owed(code: Code, party: Party) -> AccountKey {
    AccountKey::custody(code, party).unwrap()
}

/// A cooperative with two people, two households and money in custody.
pub(crate) struct Village {
    pub(crate) house: House,
    pub(crate) cooperative: i64,
    pub(crate) clerk: i64,
    pub(crate) manager: i64,
    pub(crate) households: Vec<i64>,
}

impl Village {
    pub(crate) async fn open() -> Village {
        let house = House::open().await;
        let operator = house.organisation(Organisation::Operator, "SB").await;
        let cooperative = house.organisation(Organisation::Cooperative, "WC").await;
        let clerk = house.person("clerk@b", cooperative).await;
        let manager = house.person("manager@b", operator).await;
        let households = vec![
            house.household(cooperative, "WC-1").await,
            house.household(cooperative, "WC-2").await,
        ];
        house
            .run(
                "INSERT INTO product (code, shop, name_zh, name_en, unit, fresh, content_hash) \
                 VALUES ('HS', '', '', '', 'g', TRUE, '')",
            )
            .await;
        house
            .run(&format!(
                "INSERT INTO lot (cooperative_id, product_id, code, harvested_on, place, created_at) \
                 VALUES ({cooperative}, 1, 'L', '', '', 0)"
            ))
            .await;
        import(
            &house,
            "A1,2026-11-23 10:00,100.00,FLOAT,SB (sample),100.00\n",
        )
        .await
        .unwrap();
        Village {
            house,
            cooperative,
            clerk,
            manager,
            households,
        }
    }

    fn scope(&self) -> Scope {
        Scope::Cooperative(self.cooperative)
    }

    /// One cycle of a pool, whose shares the operator's float stands in for.
    pub(crate) async fn cycle(&self, key: &str, shares: &[i64]) -> Vec<i64> {
        let total: i64 = shares.iter().sum();
        let cycle = self
            .house
            .number(&format!(
                "INSERT INTO pool_cycle (root_lot_id, mode, amount_fen, weight_total, state, at) \
                 VALUES (1, 'pool', {total}, 1, 'posted', 0) RETURNING id"
            ))
            .await;
        let mut lines = Vec::new();
        for (household, share) in self.households.iter().zip(shares) {
            let line = format!(
                "INSERT INTO pool_line (cycle_id, household_id, weight, share_fen, recovered_fen, \
                 payable_fen) VALUES ({cycle}, {household}, 1, {share}, 0, {share}) RETURNING id"
            );
            lines.push(self.house.number(&line).await);
            if *share > 0 {
                let account = household_account(*household);
                let key = format!("{key}:{household}");
                self.house
                    .post(&set(&key, vec![moved(float(), account, *share)]))
                    .await;
            }
        }
        lines
    }

    pub(crate) async fn prepare(&self, kind: Kind) -> Result<Prepared, PayoutError> {
        let households = kind == Kind::Households;
        let tx = self.house.db.write().await?;
        let asked = Prepare {
            kind,
            cooperative_id: households.then_some(self.cooperative),
            person_id: self.clerk,
            now: 20,
        };
        let scope = if households {
            self.scope()
        } else {
            Scope::Operator
        };
        let prepared = prepare(&tx, scope, &asked).await?;
        tx.commit().await?;
        Ok(prepared)
    }

    pub(crate) async fn approve_and_export(&self, batch: i64) -> Result<BankFile, PayoutError> {
        let tx = self.house.db.write().await?;
        approve(&tx, Scope::Operator, batch, (self.manager, 21)).await?;
        let file = export(&tx, Scope::Operator, batch, 22).await?;
        tx.commit().await?;
        Ok(file)
    }

    pub(crate) async fn answer(&self, rows: &str) -> Result<Answered, PayoutError> {
        let text = format!("line_no,amount_yuan,result,reason\n{rows}");
        let rows = payout_answers::parse(text.as_bytes())?;
        let tx = self.house.db.write().await?;
        let answered = answer(&tx, self.scope(), &rows, 23).await?;
        tx.commit().await?;
        Ok(answered)
    }
}

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
                (found, lines, ledger),
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
    super::drop(&tx, village.scope(), prepared.batch.id)
        .await
        .unwrap();
    let twice = super::drop(&tx, village.scope(), prepared.batch.id).await;
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
