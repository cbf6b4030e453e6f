//! The command line of the `exchange` binary: handles for auditors and comparisons.

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};

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
            let bytes = std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
            let report = engine::replay::replay(&bytes, lat).with_context(|| format!("{} cannot be replayed", file.display()))?;
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
