use catalog::entity::organisation::Kind;
use catalog::import::Row;
use catalog::import::reason::Reason;
use catalog::import::statements::{self, StatementLine};
use ledger::{AccountKey, Code, Money, Party};

use super::memo::memo_code_of;
use super::standing::{Difference, custody_difference, payouts_stopped};
use super::task::{Resolve, give_memo_code, open_tasks, resolve_suspense, take_over_debit};
use super::*;
use crate::books;
use crate::books::test_house::{House, bank, cash, float};

const HEAD: &str = "line_no,booked_at,amount_yuan,memo,counterparty,balance_yuan\n";

pub(crate) fn rows(lines: &str) -> Vec<Row<StatementLine>> {
    statements::parse(format!("{HEAD}{lines}").as_bytes()).unwrap()
}

pub(crate) async fn import(house: &House, lines: &str) -> Result<Imported, BankError> {
    let rows = rows(lines);
    let tx = house.db.write().await?;
    let statement = BankStatement {
        lines: &rows,
        imported_by: None,
        now: 9,
    };
    let imported = import_statement(&tx, &statement).await?;
    tx.commit().await?;
    Ok(imported)
}

/// The operator, and a wholesaler with its code.
async fn people(house: &House) -> (i64, String) {
    house.organisation(Kind::Operator, "SB").await;
    let member = house.organisation(Kind::Firm, "JW").await;
    let tx = house.db.write().await.unwrap();
    let code = give_memo_code(&tx, member).await.unwrap();
    assert_eq!(give_memo_code(&tx, member).await.unwrap(), code);
    tx.commit().await.unwrap();
    assert_eq!(code, memo_code_of(member));
    (member, code)
}

fn reserve() -> AccountKey {
    AccountKey::custody(Code::Reserve, Party::None).unwrap()
}

fn suspense(line: i64) -> AccountKey {
    AccountKey::custody(Code::Suspense, Party::Statement(line)).unwrap()
}

const OPENING: &str = "B1,2026-11-23 10:02,10000.00,FLOAT,SB（示例）,10000.00\n\
     B2,2026-11-23 10:05,20000.00,ｒｅｓｅｒｖｅ,SB (sample),30000.00\n";

#[tokio::test]
async fn money_finds_its_owner_by_its_memo_and_its_payer() {
    let house = House::open().await;
    let (member, code) = people(&house).await;
    let (head, tail) = code.split_at(3);
    let lines = format!(
        "{OPENING}B3,2026-11-23 11:00,24000.00,货款 {} {tail},太原,54000.00\n\
         B4,2026-11-23 11:01,5.00,FLOAT,太原,54005.00\n\
         B5,2026-11-23 11:02,6.00,?,,54011.00\n",
        head.to_lowercase()
    );
    let imported = import(&house, &lines).await.unwrap();
    assert_eq!(
        imported,
        Imported {
            statement_id: Some(1),
            new: 5,
            known: 0,
            suspense: 2,
            unknown_debits: 0
        }
    );
    assert_eq!(house.available(&float()).await, 1_000_000);
    assert_eq!(house.available(&reserve()).await, 2_000_000);
    assert_eq!(house.available(&cash(member)).await, 2_400_000);
    assert_eq!(house.available(&suspense(4)).await, 500);
    assert_eq!(house.available(&bank()).await, 5_401_100);
    assert_eq!(payouts_stopped(house.db.read()).await.unwrap(), None);
    assert_eq!(
        house
            .number("SELECT ledger_fen - closing_fen FROM bank_statement")
            .await,
        0
    );
    let entry = books::Page { after: 0, limit: 9 };
    let list = books::statement(house.db.read(), &cash(member), entry)
        .await
        .unwrap();
    assert_eq!(
        (list[0].key.as_str(), list[0].subject.as_str()),
        ("bank:B3", "statement:3")
    );
}

#[tokio::test]
async fn a_line_that_is_known_changes_nothing_and_other_content_is_refused() {
    let house = House::open().await;
    people(&house).await;
    import(&house, OPENING).await.unwrap();
    let again = import(&house, OPENING).await.unwrap();
    assert_eq!(
        again,
        Imported {
            known: 2,
            ..Imported::default()
        }
    );
    let longer = format!("{OPENING}B3,2026-11-23 11:00,1.00,,,30001.00\n");
    let more = import(&house, &longer).await.unwrap();
    assert_eq!((more.new, more.known, more.suspense), (1, 2, 1));
    let other = "B2,2026-11-23 10:05,20000.00,RESERVE,SB (sample),30000.00\n";
    match import(&house, other).await {
        Err(BankError::Faults(faults)) => {
            assert_eq!(faults.total(), 1);
            assert_eq!(faults.listed()[0].line, 2);
            assert!(
                matches!(&faults.listed()[0].reason, Reason::NumberTaken { value } if value == "B2")
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM bank_line").await, 3);
    assert_eq!(house.available(&bank()).await, 3_000_100);
}

#[tokio::test]
async fn balances_go_on_from_the_last_recorded_line() {
    let house = House::open().await;
    people(&house).await;
    let beginning = import(&house, "B1,2026-11-23 10:02,1.00,,,2.00\n").await;
    assert!(matches!(beginning, Err(BankError::Faults(_))));
    import(&house, OPENING).await.unwrap();
    for broken in [
        "B3,2026-11-23 11:00,1.00,,,1.00\n",
        "B0,2026-11-23 09:00,30000.00,,,30000.00\n",
        // A line slipped in between two that are recorded.
        "B1,2026-11-23 10:02,10000.00,FLOAT,SB（示例）,10000.00\n\
         B9,2026-11-23 10:03,0.00,,,10000.00\n",
    ] {
        let Ok(rows) = statements::parse(format!("{HEAD}{broken}").as_bytes()) else {
            continue;
        };
        let tx = house.db.write().await.unwrap();
        let statement = BankStatement {
            lines: &rows,
            imported_by: None,
            now: 9,
        };
        match import_statement(&tx, &statement).await {
            Err(BankError::Faults(faults)) => {
                let reason = &faults.listed()[0].reason;
                assert!(matches!(reason, Reason::BrokenBalance { .. }), "{reason:?}");
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM bank_line").await, 2);
}

#[tokio::test]
async fn a_line_slipped_in_before_a_recorded_one_is_refused() {
    let house = House::open().await;
    people(&house).await;
    import(
        &house,
        "B1,2026-11-23 10:02,10.00,,,10.00\nB2,2026-11-23 10:03,5.00,,,15.00\n\
                    B3,2026-11-23 10:04,-5.00,,,10.00\n",
    )
    .await
    .unwrap();
    let slipped = "B1,2026-11-23 10:02,10.00,,,10.00\nX1,2026-11-23 10:02,1.00,,,11.00\n\
                   X2,2026-11-23 10:02,-1.00,,,10.00\nB2,2026-11-23 10:03,5.00,,,15.00\n";
    assert!(matches!(
        import(&house, slipped).await,
        Err(BankError::Faults(_))
    ));
}

#[tokio::test]
async fn money_in_suspense_is_given_to_a_member_once() {
    let house = House::open().await;
    let (member, _) = people(&house).await;
    import(&house, "B1,2026-11-23 10:02,10.00,?,,10.00\n")
        .await
        .unwrap();
    let tasks = open_tasks(house.db.read()).await.unwrap();
    assert_eq!(tasks.len(), 1);
    let decided = |organisation_id| Resolve {
        bank_line_id: tasks[0].id,
        organisation_id,
        now: 9,
    };
    let tx = house.db.write().await.unwrap();
    let nobody = resolve_suspense(&tx, &decided(member + 9)).await;
    assert!(matches!(nobody, Err(BankError::UnknownMember(_))));
    resolve_suspense(&tx, &decided(member)).await.unwrap();
    let twice = resolve_suspense(&tx, &decided(member)).await;
    assert!(matches!(twice, Err(BankError::NoTask(_))));
    tx.commit().await.unwrap();
    assert_eq!(house.available(&cash(member)).await, 1_000);
    assert_eq!(house.available(&suspense(tasks[0].id)).await, 0);
    assert!(open_tasks(house.db.read()).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_unknown_debit_stops_payouts_until_the_operator_takes_it_over() {
    let house = House::open().await;
    people(&house).await;
    import(&house, OPENING).await.unwrap();
    let fee = "B3,2026-11-24 10:00,-15.00,account fee,the bank,29985.00\n";
    let imported = import(&house, fee).await.unwrap();
    assert_eq!(imported.unknown_debits, 1);
    let difference = Difference {
        ledger: Money::fen(3_000_000),
        bank: Money::fen(2_998_500),
    };
    assert_eq!(
        custody_difference(house.db.read()).await.unwrap(),
        Some(difference)
    );
    let stop = payouts_stopped(house.db.read()).await.unwrap().unwrap();
    assert_eq!((stop.unknown_debits, stop.difference), (1, difference));

    let tx = house.db.write().await.unwrap();
    let not_a_debit = take_over_debit(&tx, 1, 9).await;
    assert!(matches!(not_a_debit, Err(BankError::NoTask(1))));
    take_over_debit(&tx, 3, 9).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(payouts_stopped(house.db.read()).await.unwrap(), None);
    assert_eq!(house.available(&float()).await, 998_500);
    assert_eq!(house.available(&bank()).await, 2_998_500);
}

#[tokio::test]
async fn the_operator_does_not_take_over_more_than_its_own_money_bears() {
    let house = House::open().await;
    let (_, code) = people(&house).await;
    let lines = format!(
        "B1,2026-11-23 10:02,10.00,FLOAT,SB (sample),10.00\n\
         B2,2026-11-23 10:03,50.00,{code},,60.00\nB3,2026-11-23 10:04,-10.01,?,,49.99\n"
    );
    import(&house, &lines).await.unwrap();
    let tx = house.db.write().await.unwrap();
    match take_over_debit(&tx, 3, 9).await {
        Err(BankError::Books(BooksError::Uncovered { missing })) => {
            assert_eq!(missing, Money::fen(1));
        }
        other => panic!("{other:?}"),
    }
}
