//! `kill -9` of the real process under load: no acknowledged command is lost, none is doubled when its
//! key is sent again, and the books prove themselves afterwards.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use exchange::journal::reader::read_only;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tests::client::Client;
use tests::server::{Options, Server};

use crate::tonne::{money_to_desk, statement};

/// Kills in one run; set `SANBAO_TEST_KILLS` for a longer one.
const KILLS: usize = 30;
/// Commands sent at once in one round.
const COMMANDS: usize = 24;

/// Where a kill found the process.
#[derive(Debug, Default)]
struct Where {
    before_sync: usize,
    after_sync_before_reply: usize,
    before_projection: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_loses_no_acknowledged_command_and_doubles_none() {
    let kills = std::env::var("SANBAO_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(KILLS);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let binary = env!("CARGO_BIN_EXE_storefront_under_test");
    let options = Options::default();
    let mut server = Server::start(binary, folder.path(), &options);
    let mut trader = Client::sign_in(server.base_url(), "trader.jw").await;
    let operator = Client::sign_in(server.base_url(), "operator").await;
    let memo = trader.get("/api/v1/funds").await.ok()["memo_code"].as_str().expect("a memo code").to_owned();
    statement(&operator, "crash-money", &[(100_000_000, memo)]).await;
    money_to_desk(&trader, "crash-desk", 50_000_000).await;

    let mut known: BTreeMap<String, Value> = BTreeMap::new();
    let mut found = Where::default();
    for round in 0..kills {
        let keys: Vec<String> = (0..COMMANDS).map(|number| format!("crash-{round}-{number}")).collect();
        let acknowledged = storm(&trader, &keys, server, round).await;
        known.extend(acknowledged);
        let (durable, last) = durable_listings(folder.path());
        classify(&mut found, (durable, last, projected(folder.path()).await), known.len());
        server = Server::start(binary, folder.path(), &options);
        trader = trader.moved_to(server.base_url());
        for key in &keys {
            let again = trader.post("/api/v1/listings", key, bid()).await.ok();
            let first = known.entry(key.clone()).or_insert_with(|| again.clone());
            assert_eq!(&again, first, "{key} was answered otherwise after the kill");
        }
    }
    println!("{kills} kills: {found:?}");
    everything_is_there_once(&trader, &known).await;
    drop(server);
    let proof = Command::new(binary)
        .arg("verify")
        .current_dir(tests::server::root())
        .env("SANBAO_DATA_DIR", folder.path())
        .output()
        .expect("verify runs");
    assert!(proof.status.success(), "verify: {}", String::from_utf8_lossy(&proof.stdout));
}

fn bid() -> Value {
    json!({ "instrument": "HS-1", "side": "buy", "price_fen": 1, "quantity": 1, "minimum": 1, "days": 5 })
}

/// Sends all keys at once, and kills the server after a few answers, a different few each round.
async fn storm(trader: &Client, keys: &[String], server: Server, round: usize) -> BTreeMap<String, Value> {
    let (sender, mut answers) = tokio::sync::mpsc::unbounded_channel();
    for key in keys.iter().cloned() {
        let (trader, sender) = (trader.clone(), sender.clone());
        tokio::spawn(async move {
            let answer = trader.try_post("/api/v1/listings", &key, bid()).await;
            let _ = sender.send((key, answer));
        });
    }
    drop(sender);
    let mut acknowledged = BTreeMap::new();
    let mut server = Some(server);
    let after = (round * 5) % COMMANDS;
    while let Some((key, answer)) = answers.recv().await {
        if let Some(answer) = answer {
            acknowledged.insert(key, answer.ok());
        }
        if acknowledged.len() >= after
            && let Some(server) = server.take()
        {
            server.kill();
        }
    }
    acknowledged
}

/// How many listings the journal holds after the kill, and its last record.
fn durable_listings(folder: &Path) -> (usize, u64) {
    let mut reader = read_only(&folder.join("journal"), 0).expect("the journal can be read");
    let (mut listings, mut last) = (0, 0);
    while let Some(record) = reader.read_next().expect("every record before the end is whole") {
        let command = engine::Command::decode(record.payload).expect("a record is a command");
        listings += usize::from(matches!(command.action, engine::Action::List(_)));
        last = record.seq;
    }
    (listings, last)
}

/// The last record that the projection has written.
async fn projected(folder: &Path) -> u64 {
    let url = format!("sqlite://{}?mode=ro", folder.join("sanbao.db").display());
    let database = sea_orm::Database::connect(url).await.expect("the database can be read");
    let row = exchange::entity::projection::Entity::find().one(&database).await.expect("the cursor can be read");
    row.map_or(0, |row| u64::try_from(row.seq).expect("a sequence is no negative number"))
}

fn classify(found: &mut Where, (durable, last, projected): (usize, u64, u64), acknowledged: usize) {
    if durable > acknowledged {
        found.after_sync_before_reply += 1;
    } else {
        found.before_sync += 1;
    }
    found.before_projection += usize::from(projected < last);
}

async fn everything_is_there_once(trader: &Client, known: &BTreeMap<String, Value>) {
    let mut numbers: Vec<u64> = known.values().map(|answer| answer["listing"].as_u64().expect("a number")).collect();
    numbers.sort_unstable();
    let count = numbers.len();
    numbers.dedup();
    assert_eq!(numbers.len(), count, "two keys share a listing");
    let mine = trader.get("/api/v1/market/mine").await.ok();
    let live = mine["listings"].as_array().expect("my listings");
    assert_eq!(live.len(), count, "listings were lost or doubled");
    let funds = trader.get("/api/v1/funds").await.ok();
    assert_eq!(funds["desk_held_fen"], json!(500 * count as i64), "holds do not match the listings");
}
