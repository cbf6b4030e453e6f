//! Orders per second through the whole durable path: intake, journal with group commit, apply, reply.
//!
//! `cargo bench -p exchange --bench desk [-- SECONDS]` measures in a fresh temporary folder and prints
//! one line; run it on the disk that the journal will live on (set `TMPDIR`).

use exchange::desk::measure::measure;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seconds = std::env::args()
        .filter_map(|word| word.parse().ok())
        .next()
        .unwrap_or(10);
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    println!("{:?}", runtime.block_on(measure(folder.path(), seconds))?);
    Ok(())
}
