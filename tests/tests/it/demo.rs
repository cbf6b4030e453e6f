//! The season that a newcomer watches: played over HTTP, told as it was, and only once.

use std::path::Path;
use std::time::Instant;

use exchange::journal::reader::read_only;
use serde_json::Value;
use tests::season::Season;

use crate::ground::{open_season, season};

/// What the first chapter says of each household: jin, share, advances, paid.
const W1: [&str; 6] = [
    "3,500 3,693.76 600.00 3,093.76 WC-0003",
    "2,750 2,902.24 450.00 2,452.24 WC-0008",
    "4,200 4,432.51 0.00 4,432.51 WC-0011",
    "1,980 2,089.61 300.00 1,789.61 WC-0017",
    "2,600 2,743.94 400.00 2,343.94 WC-0021",
    "4,970 5,245.14 800.00 4,445.14 WC-0026",
];

/// What `demo` prints, each line with single blanks.
fn told(season: &Season, args: &[&str]) -> Vec<String> {
    let began = Instant::now();
    let output = season
        .server
        .run(&[&["demo", "--lang", "en"], args].concat());
    let (text, said) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "demo: {text}{said}");
    println!("demo {args:?} took {:.1} s", began.elapsed().as_secs_f64());
    text.lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// The lines of the worked order's households, which stand together in the first chapter.
fn six(told: &[String]) -> &[String] {
    let first = told
        .iter()
        .position(|line| line.ends_with("WC-0003"))
        .expect("the first household is told");
    &told[first..first + 6]
}

/// Records of the journal.
fn records(data_dir: &Path) -> u64 {
    let mut reader = read_only(&data_dir.join("journal"), 0).expect("the journal can be read");
    let mut last = 0;
    while let Some(record) = reader
        .read_next()
        .expect("every record before the end is whole")
    {
        last = record.seq;
    }
    last
}

async fn everything(season: &Season) -> (u64, Vec<Value>) {
    let mut all = Vec::new();
    for path in ["books", "bank-lines"] {
        let mut read = season
            .operator
            .get(&format!("/api/v1/operator/{path}"))
            .await
            .ok();
        if let Some(read) = read.as_object_mut() {
            read.remove("now_ms");
        }
        all.push(read);
    }
    all.push(season.operator.get("/api/v1/deals").await.ok());
    all.push(season.clerk.get("/api/v1/payouts").await.ok());
    (records(season.server.data_dir()), all)
}

#[tokio::test]
async fn the_demo_tells_what_each_household_received_and_plays_it_once() {
    let season = season().await;
    let first = told(&season, &[]);
    assert_eq!(six(&first), W1);
    assert!(
        first.contains(&"20,000 21,107.20 2,550.00 18,557.20 Total, 6 households".to_owned()),
        "{first:#?}"
    );
    let before = everything(&season).await;
    assert_eq!(told(&season, &[]), first);
    assert_eq!(
        everything(&season).await,
        before,
        "a second demo changes nothing"
    );
    season.server.proves_itself();
}

#[tokio::test]
async fn the_demo_of_the_open_profile_ends_on_the_same_households() {
    let season = open_season().await;
    let told = told(&season, &["--profile", "open", "--first-only"]);
    assert_eq!(six(&told), W1);
    let deals = season.operator.get("/api/v1/deals").await.ok();
    let sheet = season.sheet(tests::season::number(&deals[0]["deal"])).await;
    assert_eq!(sheet["mode"], "continuous");
    season.server.proves_itself();
}
