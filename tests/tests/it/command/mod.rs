//! What the two binaries do from a command line.

mod keys;
mod operator;
mod proofs;

use std::io::Write;
use std::process::{Command, Output, Stdio};

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tests::naive_replay;
use tests::season::{Bulk, Season, Way, rows};
use tests::server::{Options, root};
use tests::workload::{Kind, generate};

use crate::ground::{EXCHANGE, STOREFRONT, season};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs the storefront's binary on an empty folder.
fn storefront(args: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = Options::default().command(STOREFRONT, folder.path());
    command.args(args).output().expect("the command runs")
}

/// Every route as `routes --json` describes it.
fn routes() -> Vec<Value> {
    let output = storefront(&["routes", "--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let described: Value = serde_json::from_slice(&output.stdout).expect("the routes are JSON");
    rows(&described).to_vec()
}

#[test]
fn both_binaries_say_what_they_do() {
    let help = text(&storefront(&["--help"]).stdout);
    for command in [
        "serve", "migrate", "import", "operator", "demo", "verify", "routes",
    ] {
        assert!(
            help.lines()
                .any(|line| line.trim_start().starts_with(command)),
            "{command}: {help}"
        );
    }
    let output = Command::new(EXCHANGE)
        .arg("--help")
        .output()
        .expect("the binary runs");
    let help = text(&output.stdout);
    for command in ["replay", "split"] {
        assert!(
            help.lines()
                .any(|line| line.trim_start().starts_with(command)),
            "{command}: {help}"
        );
    }
    let unknown = storefront(&["simulate"]);
    assert!(!unknown.status.success(), "what does not exist is refused");
}

#[test]
fn split_answers_the_golden_cases_line_by_line() {
    let path = root().join("exchange/ledger/tests/golden/lr_ties_zero_weights_refusals.json");
    let golden: Value =
        serde_json::from_slice(&std::fs::read(path).expect("the golden file")).expect("JSON");
    let cases = rows(&golden["input"]["cases"]);
    let input: Vec<String> = cases
        .iter()
        .map(|case| json!({ "amount": case["total_fen"], "weights": case["weights"] }).to_string())
        .chain(["no line of ours".to_owned()])
        .collect();
    let mut child = Command::new(EXCHANGE)
        .arg("split")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("its input is piped");
    stdin
        .write_all((input.join("\n") + "\n").as_bytes())
        .expect("it reads its input");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "a bad line stops no other");
    let answers: Vec<Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("an answer is JSON"))
        .collect();
    assert_eq!(answers.len(), cases.len() + 1);
    for (expected, answer) in rows(&golden["output"]["cases"]).iter().zip(&answers) {
        match expected.get("parts_fen") {
            Some(parts) => assert_eq!(&answer["parts"], parts),
            None => assert!(answer["error"].is_string(), "{answer}"),
        }
    }
    assert!(answers[cases.len()]["error"].is_string());
}

#[test]
fn replay_prints_the_hashes_of_the_naive_book() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (path, file) = (
        folder.path().join("mixed.orders"),
        generate(Kind::Mixed, 5, 20_000),
    );
    std::fs::write(&path, &file).expect("the flow can be written");
    let found = naive_replay::replay(&file);
    for args in [&["replay"][..], &["replay", "--lat"]] {
        let output = Command::new(EXCHANGE)
            .args(args)
            .arg(&path)
            .output()
            .expect("the binary runs");
        let line = text(&output.stdout);
        assert!(output.status.success(), "{}", text(&output.stderr));
        for part in [
            "engine=sanbao wl=mixed ops=20000 ".to_owned(),
            format!("trades={} vol={} ", found.trades, found.volume),
            format!("thash={:016x} rej={} ", found.trade_hash, found.rejects),
            format!("resting={} restqty={} ", found.resting, found.resting_qty),
            format!("bhash={:016x} ", found.book_hash),
        ] {
            assert!(line.contains(&part), "{part} is not in {line}");
        }
    }
    std::fs::write(&path, &file[..100]).expect("the flow can be cut");
    let output = Command::new(EXCHANGE)
        .arg("replay")
        .arg(&path)
        .output()
        .expect("the binary runs");
    assert!(
        !output.status.success() && output.stdout.is_empty(),
        "a cut file has no hashes"
    );
}

#[test]
fn every_route_says_who_may_call_it_and_what_it_changes() {
    let routes = routes();
    assert!(routes.len() > 100, "{} routes", routes.len());
    let members = ["method", "path", "roles", "scope", "changes"];
    let known_roles = [
        "buyer",
        "trader",
        "clerk",
        "manager",
        "household",
        "operator",
    ];
    let mut seen = std::collections::BTreeSet::new();
    for route in &routes {
        let mut found: Vec<&str> = route
            .as_object()
            .expect("an object")
            .keys()
            .map(String::as_str)
            .collect();
        found.sort_unstable();
        let mut expected = members;
        expected.sort_unstable();
        assert_eq!(found, expected, "{route}");
        assert!(
            ["GET", "POST"].contains(&route["method"].as_str().unwrap_or_default()),
            "{route}"
        );
        assert!(
            rows(&route["roles"])
                .iter()
                .all(|role| known_roles.iter().any(|known| role == known)),
            "{route}"
        );
        let scopes = ["public", "own", "organisation", "household", "operator"];
        assert!(
            scopes.iter().any(|scope| route["scope"] == *scope),
            "{route}"
        );
        let changes = ["none", "money", "stock", "other"];
        assert!(
            changes.iter().any(|change| route["changes"] == *change),
            "{route}"
        );
        assert_eq!(
            route["method"] == "GET",
            route["changes"] == "none",
            "reads change nothing: {route}"
        );
        let money = route["changes"] == "money" || route["changes"] == "stock";
        let path = route["path"].as_str().unwrap_or_default();
        let of_buyers = ["/checkout", "/orders/", "/api/v1/purchases"];
        let bought =
            route["scope"] == "own" && of_buyers.iter().any(|start| path.starts_with(start));
        assert!(
            !money || !rows(&route["roles"]).is_empty() || bought,
            "strangers move nothing but their own purchases: {route}"
        );
        assert!(
            seen.insert((route["method"].to_string(), route["path"].to_string())),
            "twice: {route}"
        );
    }
}

/// Runs SQL on the embedded database of a stopped server, as a hand at the file would.
async fn tamper(season: &Season, statements: &[&str]) {
    let url = format!(
        "sqlite://{}",
        season.server.data_dir().join("sanbao.db").display()
    );
    let database = sea_orm::Database::connect(url)
        .await
        .expect("the file can be opened");
    for statement in statements {
        database
            .execute_unprepared(statement)
            .await
            .expect("the file is changed");
    }
    database.close().await.expect("the file is closed");
}

/// `verify` ends with 1 and lists these checks, and nothing else.
fn names(season: &Season, checks: &[&str]) {
    let output = season.server.run(&["verify"]);
    let found = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{found}");
    let mut named: Vec<&str> = found
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(name, _)| name)
        .collect();
    named.sort_unstable();
    named.dedup();
    assert_eq!(named, checks, "{found}");
}

#[tokio::test]
async fn verify_names_a_corrupted_row_and_ends_with_1() {
    let mut season = season().await;
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    season.settle(deal, 20_000).await;
    season.pay_out("households", &[]).await;
    season.server.proves_itself();
    season.server.kill();
    season.server.proves_itself();

    let gone =
        "UPDATE lot SET gone_g = gone_g - 5, held_g = held_g + 5 WHERE code = 'WC-261012-01/YI'";
    tamper(&season, &[gone]).await;
    names(
        &season,
        &[
            "lot-gone-movements",
            "lot-held-claims",
            "lot-held-movements",
        ],
    );
    tamper(
        &season,
        &[&gone
            .replace("- 5", "+ 5")
            .replace("held_g + 5", "held_g - 5")],
    )
    .await;
    season.server.proves_itself();

    let sums = "UPDATE account SET credits_posted_fen = credits_posted_fen + 1 WHERE code = '4001'";
    tamper(&season, &[sums]).await;
    names(&season, &["account-sums", "trial-balance"]);
    tamper(&season, &[&sums.replace("+ 1", "- 1")]).await;
    season.server.proves_itself();

    // A fact is guarded by its trigger; only who drops that can change it.
    let line = "UPDATE pool_line SET share_fen = share_fen + 1, payable_fen = payable_fen + 1 WHERE id = 1";
    tamper(&season, &["DROP TRIGGER pool_line_no_update", line]).await;
    names(
        &season,
        &["cycle-lines", "household-payable", "payout-parts"],
    );
}
