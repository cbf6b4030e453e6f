//! Money that leaves custody: what comes back is sent again, and every account is paid by bank file.

use serde_json::json;
use tests::season::{Bulk, Way, number, rows};

use super::{W1, check_slips};
use crate::ground::season;

/// WC-0017's account in the season's files.
const OLD: &str = "0000000000000000153";
const NEW: &str = "0000000000000009999";

#[tokio::test]
async fn a_returned_line_is_the_households_again_and_goes_out_corrected() {
    let season = season().await;
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    season.settle(deal, 20_000).await;
    let file = season.bank_file("households").await;
    let household = season.person("wc-0017").await;
    let sale = |own: &serde_json::Value| rows(&own["sales"])[0].clone();
    let own = household.get("/api/v1/household/season").await.ok();
    assert_eq!(
        sale(&own)["paid"],
        "in_file",
        "a line in a file counts as paid until the bank answers"
    );
    assert_eq!(number(&own["totals"]["owed_fen"]), 0);
    let old = file
        .lines
        .iter()
        .find(|(_, _, fen)| *fen == 178_961)
        .expect("its line is in the file");
    assert_eq!(old.1, OLD);

    season.bank_answers("households", &file, &[OLD]).await;
    let kept = file.lines.iter().filter(|line| line.1 != OLD);
    let debits: Vec<(i64, &str)> = kept
        .map(|(number, _, fen)| (-fen, number.as_str()))
        .collect();
    season.statement(&debits).await;
    let own = household.get("/api/v1/household/season").await.ok();
    assert_eq!(
        (&sale(&own)["paid"], number(&own["next"]["returned_fen"])),
        (&json!("returned"), 178_961)
    );
    let next = &own["next"];
    assert_eq!(
        (number(&next["fen"]), &next["at_bank"]),
        (0, &json!(false)),
        "nothing is on its way"
    );
    season.server.proves_itself();

    let path = format!("/office/households/{}/bank", number(&own["household"]));
    let key = tests::client::fresh_key();
    let fields = [
        ("bank_name", "示例农村信用社"),
        ("bank_account", NEW),
        ("idempotency_key", &key),
    ];
    let (status, to, page) = season.clerk.form(&path, &fields).await;
    assert_eq!(status, 303, "{to} {page}");
    let again = season.pay_out("households", &[]).await;
    assert_eq!(again.lines.len(), 1);
    assert_eq!(
        (again.lines[0].1.as_str(), again.lines[0].2),
        (NEW, 178_961)
    );
    check_slips(&season, deal, &W1).await;
    season.server.proves_itself();
}

#[tokio::test]
async fn cooperative_and_carriers_are_paid_out_until_custody_holds_the_operators_money_alone() {
    let season = season().await;
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    season.settle(deal, 20_000).await;
    for (kind, fen) in [
        ("households", 1_855_720),
        ("carriers", 200_000),
        ("cooperatives", 320_280),
    ] {
        assert_eq!(season.pay_out(kind, &[]).await.sum_fen(), fen, "{kind}");
    }
    season.rest_goes_home().await;
    let trial = season.trial().await;
    let custody: Vec<(&str, i64)> = trial
        .iter()
        .filter(|(name, _)| name.starts_with("custody"))
        .map(|(name, fen)| (name.as_str(), *fen))
        .collect();
    let expected = [
        ("custody 1001 -", 3_024_000),
        ("custody 2301 -", -2_000_000),
        ("custody 3001 -", -1_000_000),
        ("custody 4001 -", -24_000),
    ];
    assert_eq!(custody, expected);
    season.server.proves_itself();
}

#[tokio::test]
async fn money_returned_after_it_was_paid_is_due_once_more() {
    let season = season().await;
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    season.settle(deal, 20_000).await;
    let file = season.pay_out("households", &[]).await;
    let line = file
        .lines
        .iter()
        .find(|line| line.1 == OLD)
        .expect("its line is in the file");
    season.statement(&[(line.2, line.0.as_str())]).await;
    let again = season.pay_out("households", &[]).await;
    assert_eq!(again.sum_fen(), 178_961);
    check_slips(&season, deal, &W1).await;
    season.server.proves_itself();
}
