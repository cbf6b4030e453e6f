//! Checkouts a second with the stock check on, on both databases.
//!
//! `cargo bench -p storefront --bench checkout [-- SECONDS] [postgres://…]` opens the demo platform
//! twice, on SQLite in a fresh temporary folder and on PostgreSQL, and places orders over kept
//! connections for so many seconds each (8 unless told): `POST /api/v1/purchases`, each by another
//! buyer with a basket of one pack, first all from one shelf and then from all shelves. Each order is
//! priced again, checked against the shelf, reserved and written durably before it is answered. Only
//! that is timed; between the rounds the baskets are filled, and the orders taken back so that the
//! shelves are full again. After each round the shelf is asked whether as many packs are reserved as
//! orders were answered.
//!
//! PostgreSQL is the empty database of the address given; without one it is started as the tests do,
//! which do not wait for the disk, and a machine without it measures SQLite alone. SQLite waits for
//! the disk. The load generator shares the cores with what it measures.

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/src/cluster.rs"]
mod cluster;
mod line;

use std::net::SocketAddr;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use line::{Line, Tally, serve};
use serde_json::{Value, json};

/// How many buyers press at the same time.
const BUYERS: usize = 8;
/// Orders of one round; fewer than the fullest shelf has packs.
const ROUND: usize = 240;
/// The sweet potatoes, of which there are 320 packs.
const FULLEST: (i64, i64) = (22, 3_280);
/// Retail units with the packs of a round that are bought of each, and their prices.
const SHELVES: [(i64, usize, i64); 12] = [
    (22, 40, 3_280),
    (2, 32, 2_280),
    (4, 24, 7_800),
    (5, 24, 4_800),
    (6, 24, 2_200),
    (16, 24, 14_800),
    (23, 24, 3_980),
    (21, 16, 5_800),
    (11, 8, 7_800),
    (3, 8, 14_800),
    (13, 8, 8_800),
    (1, 8, 4_980),
];

/// Prints what one way of buying came to.
fn print(mut tally: Tally, database: &str, what: &str) {
    tally.latencies.sort_unstable();
    println!(
        "{database}, {what}: {:.0} orders/s, p50 {:.2} ms, p99 {:.2} ms ({} orders)",
        tally.a_second(),
        tally.at(50) / 1_000_000.0,
        tally.at(99) / 1_000_000.0,
        tally.latencies.len()
    );
}

/// The word by which this program asks itself to measure one database: a process has one platform.
const ALONE: &str = "alone";

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let seconds = words.iter().filter_map(|word| word.parse().ok()).next();
    let seconds: u64 = seconds.unwrap_or(8);
    let given = words.iter().find(|word| word.starts_with("postgres"));
    if words.iter().any(|word| word == ALONE) {
        return measure(given.cloned(), Duration::from_secs(seconds));
    }
    println!("{BUYERS} buyers at once, {ROUND} orders a round");
    alone(seconds, None)?;
    match given {
        Some(url) => alone(seconds, Some(url.as_str())),
        None => match cluster::server() {
            Some(url) => {
                println!("PostgreSQL as the tests start it does not wait for the disk:");
                alone(seconds, Some(url))
            }
            None => Ok(()),
        },
    }
}

fn alone(seconds: u64, url: Option<&str>) -> anyhow::Result<()> {
    let mut again = Command::new(std::env::current_exe()?);
    again.args([ALONE, &seconds.to_string()]).args(url);
    ensure!(again.status()?.success(), "a measurement failed");
    Ok(())
}

fn measure(url: Option<String>, time: Duration) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let name = match &url {
        Some(_) => "PostgreSQL",
        None => "SQLite",
    };
    let folder = tempfile::tempdir()?;
    let platform = runtime.block_on(storefront::InProcess::open(folder.path(), url))?;
    let shop = runtime.block_on(serve(platform.routes.clone()))?;
    let one = vec![FULLEST; ROUND];
    let many: Vec<(i64, i64)> = SHELVES
        .iter()
        .flat_map(|(sku, packs, price)| std::iter::repeat_n((*sku, *price), *packs))
        .collect();
    // As people come: neighbours in the queue want different things.
    let many: Vec<(i64, i64)> = (0..ROUND).map(|place| many[place * 7 % ROUND]).collect();
    for (what, wanted) in [("one shelf", one), ("twelve shelves", many)] {
        let mut tally = Tally::default();
        round(shop, &wanted)?;
        while tally.seconds < time.as_secs_f64() {
            tally.add(round(shop, &wanted)?);
        }
        print(tally, name, what);
    }
    runtime.block_on(platform.stop());
    Ok(())
}

/// Asks for a change and reads the answer.
fn post(
    line: &mut Line,
    path: &str,
    (guest, key): (&str, &str),
    body: &Value,
) -> anyhow::Result<Value> {
    let body = body.to_string();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         X-Guest: {guest}\r\nIdempotency-Key: {key}\r\n\r\n{body}",
        body.len()
    );
    let (head, answer) = line.ask(request.as_bytes())?;
    let text = String::from_utf8_lossy(&answer);
    ensure!(
        head.starts_with("HTTP/1.1 20"),
        "{path} was refused: {text}"
    );
    Ok(serde_json::from_slice(&answer)?)
}

/// Somebody with a basket.
struct Buyer {
    guest: String,
    wanted: Value,
}

/// Does one piece of work for each of these over all connections; what it came to, and how long it took.
fn together<T: Sync, R: Send>(
    shop: SocketAddr,
    all: &[T],
    work: impl Fn(&mut Line, &T) -> anyhow::Result<R> + Sync,
) -> anyhow::Result<(Vec<R>, f64)> {
    let mut lines = Vec::with_capacity(BUYERS);
    for _ in 0..BUYERS {
        lines.push(Line::open(shop)?);
    }
    let began = Instant::now();
    let done = std::thread::scope(|scope| {
        let share = all.len().div_ceil(BUYERS);
        let working: Vec<_> = all
            .chunks(share)
            .zip(lines)
            .map(|(part, mut line)| {
                let work = &work;
                let one = move || {
                    part.iter()
                        .map(|one| work(&mut line, one))
                        .collect::<Result<Vec<R>, _>>()
                };
                scope.spawn(one)
            })
            .collect();
        let mut done = Vec::with_capacity(all.len());
        for part in working {
            let part = part.join().map_err(|_| anyhow::anyhow!("a buyer broke"))?;
            done.extend(part?);
        }
        anyhow::Ok(done)
    })?;
    Ok((done, began.elapsed().as_secs_f64()))
}

/// Fills baskets, places the orders, asks the shelf, and takes the orders back.
fn round(shop: SocketAddr, wanted: &[(i64, i64)]) -> anyhow::Result<Tally> {
    let (buyers, _) = together(shop, wanted, fill)?;
    let before = left(shop)?;
    let (orders, seconds) = together(shop, &buyers, |line, buyer| {
        let asked = Instant::now();
        let key = (buyer.guest.as_str(), "order");
        let placed = post(line, "/api/v1/purchases", key, &buyer.wanted)?;
        let took = u64::try_from(asked.elapsed().as_nanos())?;
        let number = placed["number"].as_str().context("a number")?.to_owned();
        Ok(((buyer.guest.clone(), number), took))
    })?;
    let (orders, latencies): (Vec<(String, String)>, Vec<u64>) = orders.into_iter().unzip();
    let sold = wanted.iter().filter(|(sku, _)| *sku == FULLEST.0).count();
    let after = left(shop)?;
    ensure!(
        before - after == i64::try_from(sold)?,
        "{sold} orders, and {before} packs became {after}"
    );
    together(shop, &orders, |line, (guest, number)| {
        let path = format!("/api/v1/purchases/{number}/cancel");
        post(line, &path, (guest, "cancel"), &json!({})).map(drop)
    })?;
    Ok(Tally { seconds, latencies })
}

fn guest(line: &mut Line) -> anyhow::Result<String> {
    let made = post(line, "/api/v1/guests", ("", "guest"), &json!({}))?;
    let token = made["token"].as_str();
    Ok(token.context("a guest has a token")?.to_owned())
}

fn fill(line: &mut Line, (sku, price): &(i64, i64)) -> anyhow::Result<Buyer> {
    let guest = guest(line)?;
    let basket = json!({ "lines": [{ "sku": sku, "packs": 1 }] });
    let cart = post(line, "/api/v1/cart", (&guest, "cart"), &basket)?;
    ensure!(
        cart["total_fen"] == *price,
        "it costs something else: {cart}"
    );
    let wanted = json!({
        "name": "Example Buyer", "phone": "13800138000", "province": "140000", "city": "140100",
        "district": "140105", "street": "1 Example Street", "route": "provider",
        "expected_total_fen": price,
    });
    Ok(Buyer { guest, wanted })
}

/// How many packs the fullest shelf still has.
fn left(shop: SocketAddr) -> anyhow::Result<i64> {
    let mut line = Line::open(shop)?;
    let guest = guest(&mut line)?;
    let basket = json!({ "lines": [{ "sku": FULLEST.0, "packs": 1 }] });
    let cart = post(&mut line, "/api/v1/cart", (&guest, "cart"), &basket)?;
    let left = cart["lines"][0]["available_packs"].as_i64();
    left.context("a shelf has a number of packs")
}
