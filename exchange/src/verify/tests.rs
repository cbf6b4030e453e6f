use ledger::{AccountKey, Code, Party};

use super::*;
use crate::bank::tests::import;
use crate::books::test_house::{cash, float, moved, set};
use crate::entity::payout_batch::Kind;
use crate::funds::withdrawal::{Withdraw, request_withdrawal};
use crate::payout::tests::Village;

/// A village with a paid, a returned and an instructed line, an advance and a withdrawal.
async fn lived_in() -> (Village, i64) {
    let village = Village::open().await;
    village.cycle("c1", &[3_000, 1_500]).await;
    let first = village.prepare(Kind::Households).await.unwrap();
    village.approve_and_export(first.batch.id).await.unwrap();
    village
        .answer("SP000001-00001,30.00,paid,\nSP000001-00002,15.00,returned,closed\n")
        .await
        .unwrap();
    let second = village.prepare(Kind::Households).await.unwrap();
    village.approve_and_export(second.batch.id).await.unwrap();
    let own = |code| AccountKey::cooperative(village.cooperative, code).unwrap();
    let of = |code, party| AccountKey::custody(code, party).unwrap();
    let cooperative = Party::Cooperative(village.cooperative);
    let inputs = of(Code::Advances, Party::Household(village.households[0]));
    let funded = of(Code::AdvancesFunded, cooperative);
    let advance = vec![
        moved(inputs, funded, 600),
        moved(own(Code::AdvancesGiven), own(Code::OwnFunds), 600),
    ];
    village.house.post(&set("advance", advance)).await;
    let member = village
        .house
        .organisation(catalog::entity::organisation::Kind::Firm, "JW")
        .await;
    village
        .house
        .post(&set("in", vec![moved(float(), cash(member), 900)]))
        .await;
    let tx = village.house.db.write().await.unwrap();
    let wish = Withdraw {
        organisation_id: member,
        amount: ledger::Money::fen(500),
        person_id: village.clerk,
        now: 5,
    };
    request_withdrawal(&tx, &wish).await.unwrap();
    tx.commit().await.unwrap();
    village.prepare(Kind::Withdrawals).await.unwrap();
    let debit = "A2,2026-11-24 10:00,-30.00,SP000001-00001,,70.00\n";
    import(&village.house, debit).await.unwrap();
    (village, member)
}

async fn found(village: &Village) -> Vec<(&'static str, String, i64, i64)> {
    let view = village.house.db.snapshot().await.unwrap();
    let found = money(&view).await.unwrap();
    found
        .into_iter()
        .map(|d| (d.check, d.subject, d.expected, d.found))
        .collect()
}

async fn corrupted(table: &str, sql: &str) -> Vec<(&'static str, String, i64, i64)> {
    let (village, _) = lived_in().await;
    if !table.is_empty() {
        village.house.unguard(table).await;
    }
    village.house.run(sql).await;
    found(&village).await
}

fn names(check: &str, subject: &str, found: &[(&'static str, String, i64, i64)]) {
    let named = found
        .iter()
        .any(|(by, what, _, _)| *by == check && what.contains(subject));
    assert!(named, "{check} {subject}: {found:?}");
}

#[tokio::test]
async fn a_house_that_was_lived_in_has_no_difference() {
    let (village, _) = lived_in().await;
    assert_eq!(found(&village).await, []);
}

#[tokio::test]
async fn a_kept_sum_that_was_changed_is_named() {
    let sql = "UPDATE account SET credits_posted_fen = credits_posted_fen + 1 WHERE code = '3001'";
    let found = corrupted("", sql).await;
    assert_eq!(found.len(), 2);
    names(accounts::TRIAL, "custody", &found);
    names(accounts::SUMS, "custody/3001/-/-/CNY:credits", &found);
}

#[tokio::test]
async fn a_transfer_that_was_changed_breaks_floor_and_mirror() {
    let sql = "UPDATE transfer SET amount_fen = 5000 WHERE debit_account_id = \
               (SELECT id FROM account WHERE party = 'household:1' AND code = '2102')";
    let found = corrupted("transfer", sql).await;
    names(accounts::FLOOR, "2102/household:1", &found);
    names(payouts::LINE, "SP000001-00001:posted", &found);

    let sql = "UPDATE transfer SET amount_fen = 601 WHERE debit_account_id = \
               (SELECT id FROM account WHERE code = '1302')";
    let found = corrupted("transfer", sql).await;
    names(accounts::MIRROR, "/1302", &found);
}

#[tokio::test]
async fn advances_and_claims_that_do_not_match_are_named() {
    let (village, _) = lived_in().await;
    let funded = AccountKey::custody(
        Code::AdvancesFunded,
        Party::Cooperative(village.cooperative),
    )
    .unwrap();
    let claim = AccountKey::custody(Code::Claims, Party::Household(village.households[1])).unwrap();
    let crooked = vec![moved(funded, claim, 7)];
    village.house.post(&set("crooked", crooked)).await;
    let found = found(&village).await;
    names(
        accounts::ADVANCES,
        &format!("cooperative:{}", village.cooperative),
        &found,
    );
    names(
        accounts::CLAIMS,
        &format!("household:{}", village.households[1]),
        &found,
    );
    names(accounts::MIRROR, "/1302", &found);
}

#[tokio::test]
async fn custody_that_does_not_hold_what_it_owes_is_named() {
    let sql = "UPDATE transfer SET amount_fen = 10 WHERE debit_account_id = \
               (SELECT id FROM account WHERE code = '1001')";
    let found = corrupted("transfer", sql).await;
    names(accounts::COVERAGE, "1001", &found);
    names(accounts::OPERATOR, "3001", &found);
}

#[tokio::test]
async fn a_statement_with_another_balance_is_named() {
    let sql = "UPDATE bank_statement SET closing_fen = closing_fen - 1";
    let found = corrupted("", sql).await;
    assert_eq!(
        found,
        [(accounts::STATEMENT, "1001".to_owned(), 7_000, 6_999)]
    );
}

#[tokio::test]
async fn a_line_that_stands_otherwise_than_its_transfer_is_named() {
    let sql = "UPDATE payout_line SET state = 'paid' WHERE number = 'SP000002-00001'";
    let found = corrupted("", sql).await;
    names(payouts::LINE, "SP000002-00001:posted", &found);
    names(payouts::LINE, "SP000002-00001:pending", &found);

    let sql = "UPDATE transfer_end SET outcome = 'voided' WHERE outcome = 'posted'";
    let found = corrupted("transfer_end", sql).await;
    names(payouts::LINE, "SP000001-00001:posted", &found);
    names(accounts::SUMS, "custody/1001/-/-/CNY:credits", &found);
}

#[tokio::test]
async fn a_share_that_is_paid_twice_or_not_whole_is_named() {
    let sql = "INSERT INTO payout_part (payout_line_id, pool_line_id) SELECT payout_line.id, 1 \
               FROM payout_line WHERE number = 'SP000002-00001'";
    let found = corrupted("", sql).await;
    names(payouts::TWICE, "pool_line:1", &found);
    names(payouts::PARTS, "SP000002-00001", &found);
}

#[tokio::test]
async fn a_withdrawal_that_its_line_does_not_carry_is_named() {
    let sql = "UPDATE withdrawal SET amount_fen = amount_fen - 1";
    let found = corrupted("", sql).await;
    assert_eq!(
        found,
        [(payouts::WITHDRAWALS, "SP000003-00001".to_owned(), 500, 499)]
    );
}
