//! What the benchmarks share: a server on a free port, kept connections to it, and what they came to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use anyhow::{Context, ensure};
use axum::Router;

/// What one side answered.
#[derive(Default)]
pub struct Tally {
    /// How long it was asked.
    pub seconds: f64,
    /// Of each answer, in nanoseconds.
    pub latencies: Vec<u64>,
}

impl Tally {
    /// Takes in another turn.
    pub fn add(&mut self, other: Self) {
        self.seconds += other.seconds;
        self.latencies.extend(other.latencies);
    }

    /// Answers a second.
    pub fn a_second(&self) -> f64 {
        self.latencies.len() as f64 / self.seconds
    }

    /// Latency at a part of a hundred, in nanoseconds; the latencies must be sorted.
    pub fn at(&self, part: usize) -> f64 {
        let place = (self.latencies.len() * part / 100).min(self.latencies.len() - 1);
        self.latencies[place] as f64
    }
}

/// Serves on a free port of this process.
pub async fn serve(routes: Router) -> anyhow::Result<SocketAddr> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    Ok(address)
}

/// A kept connection.
pub struct Line {
    answers: BufReader<TcpStream>,
}

impl Line {
    /// Connects.
    pub fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self {
            answers: BufReader::new(stream),
        })
    }

    /// Sends a request and reads one answer, as long as it says that it is: its head and its body.
    pub fn ask(&mut self, request: &[u8]) -> anyhow::Result<(String, Vec<u8>)> {
        self.answers.get_mut().write_all(request)?;
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            ensure!(self.answers.read_line(&mut head)? > 0, "the line broke");
        }
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let named = name.eq_ignore_ascii_case("content-length");
            named.then(|| value.trim())
        });
        let length: usize = length.context("an answer has a length")?.parse()?;
        let mut body = vec![0; length];
        self.answers.read_exact(&mut body)?;
        Ok((head, body))
    }
}
