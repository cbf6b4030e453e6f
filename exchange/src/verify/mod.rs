//! What must be true, recomputed from the facts; every difference is named, nothing is mended.
//!
//! Call the checks on one snapshot, so that they see one moment. `accounts` proves the books,
//! `payouts` what left custody and what is about to, `deals` trades with their money and goods,
//! `pools` what settlements became, `sales` what boxes became, `shelves` what shops promise,
//! `purchases` what they cost, `payments` what was paid and given back for them, `desk` the desk's
//! rows against the engine at the projection's cursor. The goods themselves are catalog's.

pub mod accounts;
pub mod deals;
pub mod desk;
#[cfg(test)]
mod market_tests;
pub mod payments;
pub mod payouts;
pub mod pools;
pub mod purchases;
pub mod sales;
pub mod shelves;
#[cfg(test)]
mod tests;

use std::path::Path;

use catalog::database::Database;
pub use catalog::verify::Difference;
use ledger::MoneyError;
use sea_orm::{ConnectionTrait, DbErr};
use thiserror::Error;

use crate::bank::BankError;
use crate::books::BooksError;
use crate::desk::OpenError;

/// Why a check could not be made.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// The books cannot be read.
    #[error("the books cannot be read")]
    Books(#[from] BooksError),
    /// The bank's statement cannot be read.
    #[error("the statement cannot be read")]
    Bank(#[from] BankError),
    /// The journal cannot be read.
    #[error("the journal cannot be read")]
    Journal(#[from] OpenError),
    /// The thread that replays the journal died.
    #[error("the replay was interrupted")]
    Interrupted,
    /// A sum does not fit.
    #[error("a sum does not fit")]
    Amount(#[from] MoneyError),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

/// Every check of the books, of payouts and of withdrawals.
///
/// # Errors
/// When the database does, or a row cannot be read.
pub async fn money(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let mut differences = accounts::books(conn).await?;
    differences.extend(accounts::statement(conn).await?);
    differences.extend(payouts::lines(conn).await?);
    differences.extend(payouts::parts(conn).await?);
    differences.extend(payouts::live_twice(conn).await?);
    differences.extend(payouts::withdrawals(conn).await?);
    Ok(differences)
}

/// Every check of everything, on one snapshot; `journal` is the folder of the journal, which is
/// read without a lock, beside a live server too.
///
/// # Errors
/// When the database does, or a row or the journal cannot be read.
pub async fn verify(db: &Database, journal: &Path) -> Result<Vec<Difference>, VerifyError> {
    let view = db.snapshot().await?;
    let mut differences = money(&view).await?;
    differences.extend(catalog::verify::goods(&view).await?);
    differences.extend(deals::deals(&view).await?);
    differences.extend(pools::pools(&view).await?);
    differences.extend(sales::sales(&view).await?);
    differences.extend(shelves::shelves(&view).await?);
    differences.extend(purchases::purchases(&view).await?);
    differences.extend(payments::payments(&view).await?);
    differences.extend(desk::desk(&view, journal).await?);
    view.rollback().await?;
    Ok(differences)
}
