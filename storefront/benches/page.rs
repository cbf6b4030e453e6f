//! A product page beside a bare handler of the same bytes, in one run.
//!
//! `cargo bench -p storefront --bench page [-- SECONDS]` opens the demo platform in a fresh temporary
//! folder, serves it and a bare axum handler on two ports of this process, and asks both in turns over
//! kept connections, two for each core, for so many seconds each (8 unless told). The load generator
//! shares the cores with what it measures, so that only the two figures beside each other mean
//! something. Prints requests a second and latencies of both, and their ratios.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::get;

/// The page that is asked for.
const PATH: &str = "/shops/sweetpotato/22";
/// How often the two take turns.
const ROUNDS: u32 = 4;
/// Connections for each core.
const CONNECTIONS: usize = 2;

/// What one side answered.
#[derive(Default)]
struct Tally {
    seconds: f64,
    /// Of each answer, in nanoseconds.
    latencies: Vec<u64>,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.seconds += other.seconds;
        self.latencies.extend(other.latencies);
    }

    fn a_second(&self) -> f64 {
        self.latencies.len() as f64 / self.seconds
    }

    /// Latency at a part of a hundred, in microseconds.
    fn at(&self, part: usize) -> f64 {
        let place = (self.latencies.len() * part / 100).min(self.latencies.len() - 1);
        self.latencies[place] as f64 / 1_000.0
    }
}

fn main() -> anyhow::Result<()> {
    let seconds = std::env::args().filter_map(|word| word.parse().ok()).next();
    let turn = Duration::from_secs(seconds.unwrap_or(8)) / ROUNDS;
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let platform = runtime.block_on(storefront::InProcess::open(folder.path(), None))?;
    let ours = runtime.block_on(serve(platform.routes.clone()))?;
    let (size, body) = learn(ours)?;
    println!(
        "{PATH}: {} bytes compressed, {size} with headers",
        body.len()
    );
    let bare = runtime.block_on(serve(bare(body)))?;
    let (bare_size, _) = learn(bare)?;
    let (mut page, mut beside) = (Tally::default(), Tally::default());
    for _ in 0..ROUNDS {
        beside.add(load((bare, bare_size), turn)?);
        page.add(load((ours, size), turn)?);
    }
    for (name, tally) in [("bare handler", &mut beside), ("product page", &mut page)] {
        tally.latencies.sort_unstable();
        println!(
            "{name}: {:.0} requests/s, p50 {:.0} us, p99 {:.0} us",
            tally.a_second(),
            tally.at(50),
            tally.at(99)
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

async fn serve(routes: Router) -> anyhow::Result<SocketAddr> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    Ok(address)
}

fn request(address: SocketAddr) -> String {
    format!(
        "GET {PATH} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nAccept-Encoding: gzip, deflate, br\r\n\
         Accept-Language: zh-CN,zh;q=0.9,en;q=0.8\r\nCookie: lang=zh-CN; type=normal\r\n\r\n"
    )
}

/// How long a whole answer is, and its body.
fn learn(address: SocketAddr) -> anyhow::Result<(usize, Bytes)> {
    let mut line = TcpStream::connect(address)?;
    line.write_all(
        request(address)
            .replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
            .as_bytes(),
    )?;
    let mut answer = Vec::new();
    line.read_to_end(&mut answer)?;
    ensure!(answer.starts_with(b"HTTP/1.1 200"), "the page is not there");
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let body = Bytes::copy_from_slice(&answer[end.context("an answer has headers")? + 4..]);
    // The answer to a connection that stays open does not say that it closes.
    Ok((answer.len() - "connection: close\r\n".len(), body))
}

/// Asks for one turn over all connections.
fn load(side: (SocketAddr, usize), turn: Duration) -> anyhow::Result<Tally> {
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
fn ask((address, size): (SocketAddr, usize), turn: Duration) -> anyhow::Result<Vec<u64>> {
    let mut line = TcpStream::connect(address)?;
    line.set_nodelay(true)?;
    let request = request(address);
    let mut answer = Vec::with_capacity(2 * size);
    let (began, mut latencies) = (Instant::now(), Vec::new());
    while began.elapsed() < turn {
        let asked = Instant::now();
        line.write_all(request.as_bytes())?;
        whole(&mut line, &mut answer)?;
        ensure!(answer.starts_with(b"HTTP/1.1 200"), "an answer was refused");
        latencies.push(u64::try_from(asked.elapsed().as_nanos())?);
    }
    Ok(latencies)
}

/// Reads one answer to its end, as long as it says that it is.
fn whole(line: &mut TcpStream, answer: &mut Vec<u8>) -> anyhow::Result<()> {
    answer.clear();
    let mut part = [0; 16 * 1024];
    loop {
        let read = line.read(&mut part)?;
        ensure!(read > 0, "the connection ended");
        answer.extend_from_slice(&part[..read]);
        let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = std::str::from_utf8(&answer[..end])?;
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let named = name.eq_ignore_ascii_case("content-length");
            named.then(|| value.trim().parse::<usize>().ok())?
        });
        let length = length.context("an answer says how long it is")?;
        if answer.len() >= end + 4 + length {
            return Ok(());
        }
    }
}
