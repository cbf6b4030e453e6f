//! Replays order-flow files and prints one line each: `replay [--lat] FILE...`.
//!
//! Time and memory are read from Linux's own account of this process.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use engine::replay::{Gauge, Timing, replay};

/// Wall time since the program began; CPU time and memory from `/proc/self`.
struct Process {
    began: Instant,
}

impl Gauge for Process {
    fn wall_ns(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    fn cpu_ns(&self) -> u64 {
        let account = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
        account
            .split(' ')
            .next()
            .and_then(|ns| ns.parse().ok())
            .unwrap_or(0)
    }

    fn peak_memory_bytes(&self) -> u64 {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok());
        kib.unwrap_or(0) * 1024
    }
}

fn main() -> ExitCode {
    let mut timing = Timing::Whole;
    let gauge = Process {
        began: Instant::now(),
    };
    for argument in std::env::args().skip(1) {
        if argument == "--lat" {
            timing = Timing::EachOperation;
            continue;
        }
        let name = Path::new(&argument)
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy();
        let outcome = fs::read(&argument)
            .map_err(|error| error.to_string())
            .and_then(|bytes| replay(&name, &bytes, timing, &gauge).map_err(|e| e.to_string()));
        match outcome {
            Ok(report) => println!("{report}"),
            Err(error) => {
                eprintln!("{argument}: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
