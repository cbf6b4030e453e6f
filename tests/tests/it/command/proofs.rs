//! `verify` over what buyers paid and what shops promised: nothing is wrong with a season of boxes, and
//! one row that is broken by hand is named by the invariant that it breaks.

use std::path::Path;
use std::process::Output;

use exchange::entity::provider_settlement;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};
use tests::season::{BOX, DAY_MS, Season, rows};
use tests::server::Options;

use super::text;
use crate::ground::{STOREFRONT, season, season_on_postgresql};
use crate::mail::shopper::Shopper;

/// Each invariant with the one change that breaks it.
const BREAKS: [(&str, &str); 24] = [
    (
        "payment-set",
        "UPDATE payment_attempt SET set_id = (SELECT MIN(id) FROM transfer_set) WHERE id = 1",
    ),
    (
        "payment-set",
        "UPDATE transfer SET amount_fen = amount_fen - 1 WHERE set_id = (SELECT set_id FROM payment_attempt WHERE id = 1)",
    ),
    (
        "payment-set",
        "UPDATE transfer SET debit_account_id = (SELECT id FROM account WHERE code = '1001') \
         WHERE set_id = (SELECT set_id FROM payment_attempt WHERE id = 1)",
    ),
    (
        "payment-bank-line",
        "UPDATE bank_line SET amount_fen = amount_fen + 1 \
         WHERE set_id = (SELECT set_id FROM payment_attempt WHERE provider = 'transfer')",
    ),
    (
        "payment-parts",
        "UPDATE payment_part SET amount_fen = amount_fen + 1 WHERE attempt_id = 1",
    ),
    (
        "payment-parts",
        "UPDATE payment_attempt SET amount_fen = amount_fen + 1 WHERE id = 1",
    ),
    (
        "payment-state",
        "DELETE FROM payment_event WHERE outcome = 'applied' AND provider = 'sandbox'",
    ),
    (
        "payment-state",
        "UPDATE payment_event SET amount_fen = amount_fen + 1 WHERE outcome = 'applied' AND provider = 'transfer'",
    ),
    (
        "payment-state",
        "UPDATE payment_attempt SET state = 'closed', paid_at = NULL, set_id = NULL WHERE id = 1",
    ),
    (
        "payment-state",
        "UPDATE purchase SET paid_at = NULL WHERE id = 1",
    ),
    (
        "payment-state",
        "UPDATE consignment SET state = 'awaiting_payment' WHERE state = 'to_pack'",
    ),
    (
        "payment-state",
        "UPDATE payment_event SET outcome = 'late', reason = 'doubled' WHERE outcome = 'applied' AND provider = 'sandbox'",
    ),
    (
        "refund-set",
        "UPDATE refund SET state = 'sent' WHERE id = 1",
    ),
    ("refund-set", "UPDATE refund SET set_id = NULL WHERE id = 1"),
    (
        "refund-set",
        "UPDATE refund SET amount_fen = amount_fen - 1 WHERE id = 1",
    ),
    (
        "refund-sums",
        "UPDATE payment_part SET refunded_fen = refunded_fen - 1 WHERE refunded_fen > 0",
    ),
    (
        "refund-sums",
        "UPDATE purchase_line SET refunded_fen = refunded_fen - 1 WHERE refunded_fen > 0",
    ),
    (
        "refund-sums",
        "UPDATE refund_line SET amount_fen = amount_fen + 1",
    ),
    (
        "provider-settlement",
        "UPDATE provider_settlement SET paid_fen = paid_fen + 1, net_fen = net_fen + 1",
    ),
    (
        "provider-settlement",
        "UPDATE payment_attempt SET settlement_id = NULL WHERE id = 1",
    ),
    (
        "provider-settlement",
        "UPDATE bank_line SET amount_fen = amount_fen + 1 WHERE set_id = (SELECT set_id FROM provider_settlement)",
    ),
    (
        "purchase-total",
        "UPDATE purchase_line SET price_fen = price_fen + 1 WHERE id = 1",
    ),
    (
        "parcel-waybill",
        "UPDATE consignment SET waybill = 'SF0000000000' WHERE waybill <> ''",
    ),
    (
        "shelf-movements",
        "UPDATE shelf SET reserved_g = reserved_g + 1 WHERE id = (SELECT MIN(shelf_id) FROM purchase_line)",
    ),
];

/// Tables of facts, which refuse to be changed until their guard is taken away.
const FACTS: [&str; 2] = ["transfer", "payment_event"];

/// Boxes paid both ways, one of them in part given back, one sent, and a day that the provider settled.
async fn boxes(season: &Season) {
    let shopper = Shopper::new(season.server.base_url(), "en").await;
    let first = shopper.bought("first", (BOX, 2)).await;
    shopper.cancels(&first, Some(1)).await;
    let (_, memo) = shopper.buys("second", (BOX, 1), "transfer").await;
    season.statement(&[(3_280, &memo)]).await;
    shopper.bought("third", (BOX, 1)).await;
    let parcels = "/api/v1/office/consignments";
    let all = season
        .clerk
        .get(&format!("{parcels}?state=to_pack"))
        .await
        .ok();
    let sent = rows(&all["consignments"])[0]["consignment"].clone();
    for (step, body) in [
        ("pack", json!({})),
        ("ship", json!({ "waybill": "SF1234567890" })),
    ] {
        let path = format!("{parcels}/{sent}/{step}");
        season.clerk.change(&path, body).await.ok();
    }
    season.forward(60_000).await;
    let given_back = |order: &Value| order["refunds"][0]["state"] == "succeeded";
    shopper.until(&first, given_back).await;
    season.forward(DAY_MS).await;
    let db = season.database().await;
    let settled = provider_settlement::Entity::find().one(db.read()).await;
    let settled = settled
        .expect("a read")
        .expect("the provider settles a day");
    let came = [(settled.net_fen, settled.number.as_str())];
    season.statement(&came).await;
    season.forward(60_000).await;
    let settled = provider_settlement::Entity::find().one(db.read()).await;
    let settled = settled.expect("a read").expect("a settlement");
    assert_eq!(settled.state, provider_settlement::State::Received);
}

/// A copy of a data folder.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).expect("a file can be copied");
        }
    }
}

/// What `verify` says of a copy of the folder with one statement run on it.
async fn broken(folder: &Path, statement: &str) -> Output {
    let copied = tempfile::tempdir().expect("a temporary folder");
    copy(folder, copied.path());
    let url = format!("sqlite://{}", copied.path().join("sanbao.db").display());
    let database = sea_orm::Database::connect(url).await.expect("it opens");
    let mut statements: Vec<String> = Vec::new();
    for table in FACTS {
        for verb in ["update", "delete"] {
            statements.push(format!("DROP TRIGGER {table}_no_{verb}"));
        }
    }
    statements.push(statement.to_owned());
    for statement in &statements {
        let done = database.execute_unprepared(statement).await;
        let done = done.unwrap_or_else(|error| panic!("{statement}: {error}"));
        let changes = !statement.starts_with("DROP");
        assert!(!changes || done.rows_affected() > 0, "{statement}");
    }
    database.close().await.expect("it closes");
    let mut command = Options::default().command(STOREFRONT, copied.path());
    command.arg("verify").output().expect("the command runs")
}

#[tokio::test]
async fn a_row_that_is_broken_is_named_by_the_invariant_that_it_breaks() {
    let mut season = season().await;
    boxes(&season).await;
    season.server.proves_itself();
    season.server.kill();
    let folder = season.server.data_dir();
    let mut unnamed = Vec::new();
    for (check, statement) in BREAKS {
        let proof = broken(folder, statement).await;
        let said = text(&proof.stdout);
        let named = said
            .lines()
            .any(|line| line.split('\t').next() == Some(check));
        if !named || proof.status.code() != Some(1) {
            let erred = text(&proof.stderr);
            unnamed.push(format!("{check}: {statement}: {said}{erred}"));
        }
    }
    assert_eq!(unnamed, Vec::<String>::new());
}

#[tokio::test]
async fn nothing_is_wrong_with_the_same_season_on_postgresql() {
    if let Some(season) = season_on_postgresql().await {
        boxes(&season).await;
        season.server.proves_itself();
    }
}
