//! Statements of the custody account that match nothing, or do not follow.

use serde_json::{Value, json};
use tests::season::{Bulk, Season, Way, number, rows};

use super::{Before, fault, worded};
use crate::stage::{at_browser, season};

async fn line_with(season: &Season, memo: &str) -> Value {
    let known = season
        .operator
        .get("/api/v1/operator/bank-lines")
        .await
        .ok();
    let found = rows(&known["lines"])
        .iter()
        .find(|line| line["memo"] == memo);
    found.expect("the line is recorded").clone()
}

#[tokio::test]
async fn a_credit_that_matches_nobody_waits_in_suspense_as_a_task_until_it_is_given_to_its_member()
{
    let season = season().await;
    let funds = season.trader.get("/api/v1/funds").await.ok();
    let organisation = number(&funds["organisation"]);
    let taken = season.statement(&[(123_456, "who am I"), (100, "")]).await;
    assert_eq!(
        (&taken["suspense"], &taken["unknown_debits"]),
        (&json!(2), &json!(0))
    );
    let trial = season.trial().await;
    let suspense = trial
        .iter()
        .filter(|(account, _)| account.starts_with("custody 2901 "));
    let suspense: i64 = suspense.map(|(_, fen)| fen).sum();
    assert_eq!(suspense, -123_556, "not in suspense: {trial:?}");
    season.server.proves_itself();

    let operator = at_browser(&season, "operator").await;
    let today = operator.open("/operator").await.words();
    assert!(
        today.contains('2') && today.contains("credit"),
        "no task today: {today}"
    );
    let line = line_with(&season, "who am I").await;
    let id = number(&line["id"]);
    assert_eq!(line["state"], "suspense");

    let before = Before::of(&season).await;
    let resolve = format!("/api/v1/operator/bank-lines/{id}/resolve");
    for nobody in [900_900, 0, -1] {
        let answer = season
            .operator
            .change(&resolve, json!({ "organisation": nobody }))
            .await;
        assert_eq!(answer.refused(), (422, "check-fields"), "{nobody}");
        assert_eq!(fault(&answer), ("organisation", "member-unknown"));
        worded(&answer);
    }
    let debit = season
        .operator
        .change(
            &format!("/api/v1/operator/bank-lines/{id}/take-over"),
            json!({}),
        )
        .await;
    assert_eq!(
        debit.refused(),
        (409, "bank-line-decided"),
        "a credit was taken over as a debit"
    );
    before.still_stands(&season).await;

    let page = operator.open("/operator/bank").await;
    let form = page.form(&format!("/operator/bank/lines/{id}/resolve"));
    let form = form.with("organisation", &organisation.to_string());
    assert_eq!(operator.submit(&form).await.status, 303);
    assert_eq!(
        operator.submit(&form).await.status,
        303,
        "the same form again"
    );
    season
        .trader
        .until("/api/v1/funds", |funds| funds["cash_fen"] == 123_456)
        .await;
    let again = season
        .operator
        .change(&resolve, json!({ "organisation": organisation }))
        .await;
    assert_eq!(again.refused(), (409, "bank-line-decided"));
    season.server.proves_itself();
}

#[tokio::test]
async fn a_debit_that_nobody_ordered_stops_payouts_with_the_difference_until_it_is_taken_over() {
    let season = season().await;
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    season.settle(deal, 20_000).await;
    let taken = season.statement(&[(-54_321, "bank fees?")]).await;
    assert_eq!(taken["unknown_debits"], 1);
    let batch = season
        .clerk
        .change("/api/v1/payouts", json!({ "kind": "households" }))
        .await
        .ok();
    let batch = number(&batch["batch"]);
    season
        .manager
        .change(&format!("/api/v1/payouts/{batch}/approve"), json!({}))
        .await
        .ok();
    let before = Before::of(&season).await;
    let export = format!("/api/v1/payouts/{batch}/export");
    let stopped = season.manager.change(&export, json!({})).await;
    assert_eq!(stopped.refused(), (409, "payouts-stopped"));
    worded(&stopped);
    let sums = ["ledger", "bank"].map(|side| cents(stopped.body[side].as_str().expect("a sum")));
    assert_eq!(
        sums[0] - sums[1],
        54_321,
        "the difference is not the debit: {}",
        stopped.body
    );
    before.unmoved(&season).await;

    // Both see why: the cooperative that waits, and the operator that can end it.
    let manager = at_browser(&season, "manager.wc").await;
    let page = manager.open(&format!("/office/payouts/{batch}")).await;
    assert!(page.words().contains("543.21"), "{}", page.words());
    let operator = at_browser(&season, "operator").await;
    for path in ["/operator", "/operator/bank", "/operator/books"] {
        let words = operator.open(path).await.words();
        assert!(words.contains("543.21"), "{path}: {words}");
    }
    let id = number(&line_with(&season, "bank fees?").await["id"]);
    let form = operator
        .open("/operator/bank")
        .await
        .form(&format!("/operator/bank/lines/{id}/take-over"));
    assert_eq!(operator.submit(&form).await.status, 303);
    assert_eq!(
        operator.submit(&form).await.status,
        303,
        "the same form again"
    );
    season.manager.change(&export, json!({})).await.ok();
    let again = season
        .operator
        .change(
            &format!("/api/v1/operator/bank-lines/{id}/take-over"),
            json!({}),
        )
        .await;
    assert_eq!(again.refused(), (409, "bank-line-decided"));
    season.server.proves_itself();
}

fn cents(yuan: &str) -> i64 {
    let digits: String = yuan.chars().filter(|sign| sign.is_ascii_digit()).collect();
    digits.parse().expect("a sum is digits")
}

#[tokio::test]
async fn a_debit_that_the_operators_own_money_does_not_cover_is_not_taken_over() {
    let season = season().await;
    season.money_arrives(&season.trader, 5_000_000).await;
    season.statement(&[(-4_000_000, "stolen")]).await;
    let id = number(&line_with(&season, "stolen").await["id"]);
    let before = Before::of(&season).await;
    let answer = season
        .operator
        .change(
            &format!("/api/v1/operator/bank-lines/{id}/take-over"),
            json!({}),
        )
        .await;
    assert_eq!(answer.refused().0, 409, "{}", answer.body);
    worded(&answer);
    let operator = at_browser(&season, "operator").await;
    let form = operator
        .open("/operator/bank")
        .await
        .form(&format!("/operator/bank/lines/{id}/take-over"));
    let page = operator.submit(&form).await;
    assert_eq!(page.status, 409);
    before.unmoved(&season).await;
}

const HEAD: &str = "line_no,booked_at,amount_yuan,memo,counterparty,balance_yuan\n";

#[tokio::test]
async fn a_statement_that_does_not_chain_is_refused_whole_and_names_the_line() {
    let season = season().await;
    let before = Before::of(&season).await;
    let within = season
        .statement_text(&[(100, "a"), (200, "b"), (300, "c")])
        .await;
    let gap = within.replace("30006.00", "30007.00");
    assert_ne!(
        within, gap,
        "the opening balance is not 30,000.00: {within}"
    );
    let broken = season
        .operator
        .hand_in("/api/v1/operator/statements", gap.clone())
        .await;
    assert_eq!(broken.refused(), (422, "import-refused"));
    assert_eq!(
        (
            &broken.body["rows"][0]["line"],
            &broken.body["rows"][0]["column"]
        ),
        (&json!(4), &json!("balance_yuan"))
    );
    let words = broken.body["rows"][0]["words"].as_str().expect("words");
    assert!(
        words.contains("30,006.00") && words.contains("30,007.00"),
        "{words}"
    );

    // The first line does not follow what is recorded.
    let apart = format!("{HEAD}X-1,2026-11-24 09:00,1.00,a,b,1.00\n");
    let apart = season
        .operator
        .hand_in("/api/v1/operator/statements", apart)
        .await;
    assert_eq!(apart.refused(), (422, "import-refused"));
    assert_eq!(
        (
            &apart.body["rows"][0]["line"],
            &apart.body["rows"][0]["column"]
        ),
        (&json!(2), &json!("balance_yuan"))
    );

    let operator = at_browser(&season, "operator").await;
    let form = operator
        .open("/operator/bank")
        .await
        .form("/operator/bank/statements");
    let page = operator.hand_in(&form, ("gap.csv", gap.as_bytes())).await;
    assert_eq!(page.status, 422);
    assert!(
        page.words().contains("balance_yuan") && page.words().contains("30,006.00"),
        "{}",
        page.words()
    );
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_statement_handed_in_twice_is_known_and_a_number_with_other_content_is_refused() {
    let season = season().await;
    let memo = season.trader.get("/api/v1/funds").await.ok()["memo_code"]
        .as_str()
        .expect("a code")
        .to_owned();
    let text = season.statement_text(&[(100_000, &memo)]).await;
    season
        .operator
        .hand_in("/api/v1/operator/statements", text.clone())
        .await
        .ok();
    season
        .trader
        .until("/api/v1/funds", |funds| funds["cash_fen"] == 100_000)
        .await;
    let before = Before::of(&season).await;
    let again = season
        .operator
        .hand_in("/api/v1/operator/statements", text.clone())
        .await
        .ok();
    assert_eq!((&again["new"], &again["known"]), (&json!(0), &json!(1)));
    let other = text
        .replace("1000.00", "2000.00")
        .replace("31000.00", "32000.00");
    let refused = season
        .operator
        .hand_in("/api/v1/operator/statements", other)
        .await;
    assert_eq!(
        refused.refused(),
        (422, "import-refused"),
        "{}",
        refused.body
    );
    worded(&refused);
    before.still_stands(&season).await;
}

#[tokio::test]
async fn answers_of_the_bank_that_fit_no_line_or_another_sum_change_nothing() {
    let season = season().await;
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    season.settle(deal, 20_000).await;
    let file = season.bank_file("households").await;
    let before = Before::of(&season).await;
    let (line, _, fen) = &file.lines[0];
    let sum = tests::season::yuan(*fen);
    let head = "line_no,amount_yuan,result,reason\n";
    let cases = [
        (format!("{head}NONE-1,1.00,paid,\n"), 2),
        (
            format!("{head}{line},{},paid,\n", tests::season::yuan(fen + 1)),
            2,
        ),
        (format!("{head}{line},{sum},perhaps,\n"), 2),
        (
            format!("{head}{line},{sum},paid,\n{line},{sum},returned,closed\n"),
            3,
        ),
        (format!("{head}{line},{sum}\n"), 2),
    ];
    for (text, at) in cases {
        let answer = season
            .manager
            .hand_in("/api/v1/payouts/answers", text.clone())
            .await;
        assert_eq!(answer.refused(), (422, "import-refused"), "{text}");
        assert_eq!(
            answer.body["rows"][0]["line"], at,
            "{text}: {}",
            answer.body
        );
        worded(&answer);
    }
    before.still_stands(&season).await;
    season.bank_answers("households", &file, &[]).await;
    let paid = Before::of(&season).await;
    let late = format!("{head}{line},{sum},returned,closed\n");
    let answer = season
        .manager
        .hand_in("/api/v1/payouts/answers", late)
        .await;
    assert_eq!(answer.refused(), (422, "import-refused"), "{}", answer.body);
    paid.still_stands(&season).await;
}
