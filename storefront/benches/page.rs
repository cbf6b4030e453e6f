//! A product page beside a bare handler of the same bytes, in one run.
//!
//! `cargo bench -p storefront --bench page [-- SECONDS]` opens the demo platform in a fresh temporary
//! folder, serves it and a bare axum handler on two ports of this process, and asks both in turns over
//! kept connections, two for each core, for so many seconds each (8 unless told). The load generator
//! shares the cores with what it measures, so that only the two figures beside each other mean
//! something. Prints requests a second and latencies of both, and their ratios.

mod line;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::ensure;
use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::get;
use line::{Line, Tally, serve};

/// The page that is asked for.
const PATH: &str = "/shops/sweetpotato/22";
/// How often the two take turns.
const ROUNDS: u32 = 4;
/// Connections for each core.
const CONNECTIONS: usize = 2;

fn main() -> anyhow::Result<()> {
    let seconds = std::env::args().filter_map(|word| word.parse().ok()).next();
    let turn = Duration::from_secs(seconds.unwrap_or(8)) / ROUNDS;
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let platform = runtime.block_on(storefront::InProcess::open(folder.path(), None))?;
    let ours = runtime.block_on(serve(platform.routes.clone()))?;
    let body = learn(ours)?;
    println!("{PATH}: {} bytes compressed", body.len());
    let bare = runtime.block_on(serve(bare(body)))?;
    let (mut page, mut beside) = (Tally::default(), Tally::default());
    for _ in 0..ROUNDS {
        beside.add(load(bare, turn)?);
        page.add(load(ours, turn)?);
    }
    for (name, tally) in [("bare handler", &mut beside), ("product page", &mut page)] {
        tally.latencies.sort_unstable();
        println!(
            "{name}: {:.0} requests/s, p50 {:.0} us, p99 {:.0} us",
            tally.a_second(),
            tally.at(50) / 1_000.0,
            tally.at(99) / 1_000.0
        );
    }
    println!(
        "ratio: throughput {:.3}, p99 {:.2}",
        page.a_second() / beside.a_second(),
        page.at(99) / beside.at(99)
    );
    runtime.block_on(platform.stop());
    Ok(())
}

/// A handler that does nothing but answer.
fn bare(body: Bytes) -> Router {
    let answer = move || async move {
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_ENCODING, "gzip"),
        ];
        (headers, body)
    };
    Router::new().route(PATH, get(answer))
}

fn request(address: SocketAddr) -> String {
    format!(
        "GET {PATH} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nAccept-Encoding: gzip, deflate, br\r\n\
         Accept-Language: zh-CN,zh;q=0.9,en;q=0.8\r\nCookie: lang=zh-CN; type=normal\r\n\r\n"
    )
}

/// The page's compressed bytes.
fn learn(address: SocketAddr) -> anyhow::Result<Bytes> {
    let (head, body) = Line::open(address)?.ask(request(address).as_bytes())?;
    ensure!(head.starts_with("HTTP/1.1 200"), "the page is not there");
    Ok(Bytes::from(body))
}

/// Asks for one turn over all connections.
fn load(side: SocketAddr, turn: Duration) -> anyhow::Result<Tally> {
    let cores = std::thread::available_parallelism()?.get();
    let began = Instant::now();
    let asking = (0..cores * CONNECTIONS).map(|_| std::thread::spawn(move || ask(side, turn)));
    let asking: Vec<_> = asking.collect();
    let mut tally = Tally::default();
    for one in asking {
        let latencies = one
            .join()
            .map_err(|_| anyhow::anyhow!("a connection broke"))??;
        tally.latencies.extend(latencies);
    }
    tally.seconds = began.elapsed().as_secs_f64();
    Ok(tally)
}

/// One connection: asks, reads the whole answer, asks again.
fn ask(address: SocketAddr, turn: Duration) -> anyhow::Result<Vec<u64>> {
    let mut line = Line::open(address)?;
    let request = request(address);
    let (began, mut latencies) = (Instant::now(), Vec::new());
    while began.elapsed() < turn {
        let asked = Instant::now();
        let (head, _) = line.ask(request.as_bytes())?;
        ensure!(head.starts_with("HTTP/1.1 200"), "an answer was refused");
        latencies.push(u64::try_from(asked.elapsed().as_nanos())?);
    }
    Ok(latencies)
}
