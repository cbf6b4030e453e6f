//! Who did what: every kind of deed leaves a row that the operator can read.

use std::collections::BTreeSet;

use serde_json::json;
use tests::person::{Page, Person};
use tests::season::{Bulk, Season, number, rows};

use super::sessions::{link, mail};
use crate::stage::{at_browser, season};

/// Every kind of deed in the audit trail of a season on SQLite.
pub async fn deeds(season: &Season) -> BTreeSet<String> {
    let url = format!(
        "sqlite://{}?mode=ro",
        season.server.data_dir().join("sanbao.db").display()
    );
    let database = sea_orm::Database::connect(url)
        .await
        .expect("the database can be read");
    use sea_orm::{ConnectionTrait, DbBackend, Statement};
    let query = Statement::from_string(DbBackend::Sqlite, "SELECT DISTINCT action FROM audit");
    let rows = database
        .query_all_raw(query)
        .await
        .expect("the trail can be read");
    rows.iter()
        .map(|row| row.try_get("", "action").expect("a word"))
        .collect()
}

/// A firm signs up, is verified, and its member learns a new password.
async fn a_firm_comes_in(season: &Season) {
    let stranger = Person::stranger(season.server.base_url());
    let form = stranger.open("/sign-up").await.form("/sign-up");
    let typed = [
        ("firm", "New Firm (example)"),
        ("town", "Taiyuan"),
        ("bank_name", "Example bank"),
        ("bank_account", "0000000000000000999"),
        ("name", "New trader"),
        ("phone", "13800000000"),
        ("email", "new@sanbao.example"),
        ("password", "a-long-password"),
    ];
    let form = typed
        .iter()
        .fold(form, |form, (field, value)| form.with(field, value));
    let page = stranger.submit(&form).await;
    assert_eq!(page.status, 303, "{}", page.words());
    stranger
        .post("/recover", &[("email", "new@sanbao.example")])
        .await;
    let link = link(&mail(season, 1).await);
    let form = stranger.open(&link).await.form(&link);
    let page = stranger
        .submit(&form.with("password", "another-password"))
        .await;
    assert_eq!(page.status, 303, "{}", page.words());
    let operator = at_browser(season, "operator").await;
    let page = operator.open("/operator/members").await;
    let form = page
        .forms()
        .into_iter()
        .find(|form| form.action.ends_with("/verify"));
    let answer = operator.submit(&form.expect("a firm waits")).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
}

#[tokio::test]
async fn every_kind_of_deed_leaves_a_row() {
    let season = season().await;
    let trader = at_browser(&season, "trader.jw").await;
    a_firm_comes_in(&season).await;
    season.money_arrives(&season.trader, 2_600_000).await;
    season.money_to_desk(&season.trader, 300_000).await;
    season
        .trader
        .change("/api/v1/funds/from-desk", json!({ "amount_fen": 60_000 }))
        .await
        .ok();
    season
        .trader
        .until("/api/v1/funds", |funds| {
            funds["desk_available_fen"] == 240_000
        })
        .await;
    let ticket = "T26-9001,WC-0003,WC-261120-09,HS,YI,500,jin,2026-11-20,2026-11-20 09:00,王村地窖";
    let file = format!(
        "ticket_no,household_code,lot_code,product_code,grade,quantity,unit,harvested_on,weighed_at,place\n{ticket}\n"
    );
    season
        .clerk
        .hand_in("/api/v1/office/imports/intakes", file)
        .await
        .ok();
    let id = season.ticket("WC-261120-09", "T26-9001").await;
    let right = json!({ "jin": "600", "reason": "typed wrong" });
    season
        .clerk
        .change(&format!("/api/v1/office/intakes/{id}/correct"), right)
        .await
        .ok();
    let spare = season.receipt("WC-261014-01", 1).await;
    season
        .clerk
        .change(
            &format!("/api/v1/office/receipts/{spare}/cancel"),
            json!({}),
        )
        .await
        .ok();
    let listing = season.bid(&season.trader, Bulk::WANGCUN.of(1)).await;
    season
        .trader
        .change(&format!("/api/v1/listings/{listing}/withdraw"), json!({}))
        .await
        .ok();
    let deal = season.deal_by_bid(Bulk::WANGCUN).await;
    season.pay(deal).await;
    season.deliver(deal, 20_000).await;
    let bill = json!({ "freight_fen": 180_000, "inspection_fen": 20_000, "evidence": "B-1" });
    season
        .clerk
        .change(&format!("/api/v1/deals/{deal}/costs"), bill)
        .await
        .ok();
    season
        .trader
        .change(
            &format!("/api/v1/deals/{deal}/object"),
            json!({ "reason": "wet" }),
        )
        .await
        .ok();
    let weight = json!({ "weight_g": 10_000_000, "reason": "weighed again" });
    season
        .operator
        .change(&format!("/api/v1/deals/{deal}/decide"), weight)
        .await
        .ok();
    let dropped = season
        .clerk
        .change("/api/v1/payouts", json!({ "kind": "households" }))
        .await
        .ok();
    season
        .clerk
        .change(
            &format!("/api/v1/payouts/{}/drop", dropped["batch"]),
            json!({}),
        )
        .await
        .ok();
    season.pay_out("households", &[]).await;
    let asked = season
        .trader
        .change("/api/v1/funds/withdrawals", json!({ "amount_fen": 100 }))
        .await
        .ok();
    season
        .trader
        .change(
            &format!("/api/v1/funds/withdrawals/{}/cancel", asked["withdrawal"]),
            json!({}),
        )
        .await
        .ok();
    season.statement(&[(777, "who"), (-333, "what")]).await;
    let lines = season
        .operator
        .get("/api/v1/operator/bank-lines")
        .await
        .ok();
    let of = |memo: &str| {
        rows(&lines["lines"])
            .iter()
            .find(|line| line["memo"] == memo)
            .map(|line| number(&line["id"]))
    };
    let organisation = season.trader.get("/api/v1/funds").await.ok()["organisation"].clone();
    let (credit, debit) = (of("who").expect("a line"), of("what").expect("a line"));
    season
        .operator
        .change(
            &format!("/api/v1/operator/bank-lines/{credit}/resolve"),
            json!({ "organisation": organisation }),
        )
        .await
        .ok();
    season
        .operator
        .change(
            &format!("/api/v1/operator/bank-lines/{debit}/take-over"),
            json!({}),
        )
        .await
        .ok();
    season.forward(1_000).await;
    households_are_cared_for(&season).await;
    trader.post("/sign-out", &[]).await;

    let found = deeds(&season).await;
    let wanted = [
        "sign-in",
        "sign-out",
        "sign-up",
        "password-changed",
        "bank-corrected",
        "consent-given",
        "household-sign-in",
        "member-verified",
        "statement-imported",
        "funds-to-desk",
        "funds-from-desk",
        "file-imported",
        "intake-corrected",
        "receipt-requested",
        "receipt-asked-back",
        "listing-listed",
        "listing-withdrawn",
        "listing-taken",
        "deal-paid",
        "deal-delivered",
        "deal-costs",
        "deal-objected",
        "deal-decided",
        "payout-prepared",
        "payout-dropped",
        "payout-approved",
        "payout-exported",
        "payout-answered",
        "withdrawal-asked",
        "withdrawal-cancelled",
        "credit-resolved",
        "debit-taken-over",
        "clock-moved",
    ];
    let missing: Vec<_> = wanted
        .iter()
        .filter(|deed| !found.contains(**deed))
        .collect();
    assert!(missing.is_empty(), "no row of {missing:?} among {found:?}");

    let operator = at_browser(&season, "operator").await;
    let trail = operator
        .open(&format!("/operator/audit?subject=deal:{deal}"))
        .await
        .words();
    for who in ["Fushan clerk", "Jinwei trader", "Operator"] {
        assert!(trail.contains(who), "{who} is not in {trail}");
    }
    season.server.proves_itself();
}

async fn households_are_cared_for(season: &Season) {
    let clerk = at_browser(season, "clerk.wc").await;
    let known = season.clerk.get("/api/v1/office/households").await.ok();
    let household = number(&rows(&known["households"])[0]["id"]);
    let page = clerk.open(&format!("/office/households/{household}")).await;
    for form in page.forms() {
        let own = form
            .action
            .starts_with(&format!("/office/households/{household}/"));
        if !own {
            continue;
        }
        let form = match form.action.ends_with("/bank") {
            true => form
                .with("bank_name", "Example bank")
                .with("bank_account", "0000000000000000123"),
            false => form,
        };
        let answer = clerk.submit(&form).await;
        if form.action.ends_with("/sign-in") {
            the_household_comes_in(season, &answer).await;
            continue;
        }
        assert_eq!(answer.status, 303, "{}: {}", form.action, answer.words());
    }
}

/// The sign-in that the office hands out works, and shows the household its own season.
async fn the_household_comes_in(season: &Season, handed: &Page) {
    assert_eq!(handed.status, 200, "{}", handed.words());
    let words = handed.words();
    let words: Vec<&str> = words.split_whitespace().collect();
    let address = words.iter().find(|word| word.ends_with("sanbao.example"));
    let address = address.expect("an address");
    let is_password =
        |word: &&&str| word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let password = words.iter().find(is_password).expect("a password");
    let household = Person::stranger(season.server.base_url());
    let fields = [("email", *address), ("password", *password)];
    let page = household.post("/sign-in", &fields).await;
    assert_eq!(page.location(), "/household", "{}", page.words());
}
