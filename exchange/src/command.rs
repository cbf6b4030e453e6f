//! The command line of the `exchange` binary: handles for auditors and comparisons.

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context;
use clap::{Parser, Subcommand};
use engine::replay::{Gauge, Timing, replay};

/// The market's own tools.
#[derive(Debug, Parser)]
#[command(name = "exchange", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Replay a file of orders through the book and print one line of hashes and figures.
    Replay {
        /// The order file (its format is in the engine's README).
        file: PathBuf,
        /// Time each operation alone and print percentiles.
        #[arg(long)]
        lat: bool,
    },
    /// Split amounts by largest remainder: JSON lines in, JSON lines out.
    Split,
}

/// Runs the command line.
pub fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("exchange: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Replay { file, lat } => {
            let bytes = std::fs::read(&file)
                .with_context(|| format!("{} cannot be read", file.display()))?;
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            let timing = if lat {
                Timing::EachOperation
            } else {
                Timing::Whole
            };
            let report = replay(&name, &bytes, timing, &Process::begin())
                .with_context(|| format!("{} cannot be replayed", file.display()))?;
            println!("{report}");
            Ok(())
        }
        Command::Split => split(std::io::stdin().lock(), std::io::stdout().lock()),
    }
}

fn split(input: impl BufRead, mut output: impl Write) -> anyhow::Result<()> {
    for line in input.lines() {
        writeln!(output, "{}", crate::split::split_line(&line?))?;
    }
    output.flush()?;
    Ok(())
}

/// Wall time since the program began; CPU time and memory by Linux's own account of it.
///
/// Where there is no such account both are zero, and the report says so.
struct Process {
    began: Instant,
}

impl Process {
    fn begin() -> Self {
        Self {
            began: Instant::now(),
        }
    }
}

impl Gauge for Process {
    fn wall_ns(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    fn cpu_ns(&self) -> u64 {
        let account = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
        account
            .split(' ')
            .next()
            .and_then(|ns| ns.parse().ok())
            .unwrap_or(0)
    }

    fn peak_memory_bytes(&self) -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok());
        kib.unwrap_or(0) * 1024
    }
}
