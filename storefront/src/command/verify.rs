//! `verify`: every invariant recomputed from the rows and the journal, beside a live server too.

use std::process::ExitCode;

use anyhow::Context;
use catalog::database::Database;

use crate::config::Settings;

/// Prints what differs; the exit code is 1 when anything does.
pub async fn verify(settings: &Settings) -> anyhow::Result<ExitCode> {
    let database = Database::connect(&settings.database_url())
        .await
        .context("the database cannot be opened")?;
    let differences = exchange::verify::verify(&database, &settings.journal_dir()).await?;
    for difference in &differences {
        println!(
            "{}\t{}\texpected {}\tfound {}",
            difference.check, difference.subject, difference.expected, difference.found
        );
    }
    println!("{} differences", differences.len());
    Ok(if differences.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
