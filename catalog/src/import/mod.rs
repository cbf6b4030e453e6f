//! Reading what a cooperative, the operator or the bank hands in: CSV files, all or nothing.
//!
//! Layout: [`fault`] and [`reason`] say what can be wrong and where; `table` turns bytes into
//! records; `cell` turns a cell into a value; then one module per format, each with its row and
//! `parse`.
//!
//! Invariants: a file with one fault gives no rows; every fault names its line and, where there
//! is one, its column; the same number twice in a file is one row if the content is the same and
//! a fault if it is not. `content_hash` is over the values, not over the text, so that 3,500 jin
//! and 1,750 kg are the same content.
//!
//! Limits: UTF-8 with or without BOM, LF or CRLF, commas; at most [`ROWS_MAX`] rows and
//! [`fault::FAULTS_LISTED_MAX`] faults listed (all are counted). Cost is linear in the file.
//!
//! Nothing here reads a clock or a database: an unknown household, or a number that is already
//! recorded with other content, is found by who writes the rows, and said with the same reasons.

mod cell;
mod table;

pub mod advances;
pub mod certificates;
pub mod delivery;
pub mod fault;
pub mod instruments;
pub mod intakes;
pub mod members;
pub mod organisations;
pub mod payout_answers;
pub mod people;
pub mod products;
pub mod reason;
pub mod shelves;
pub mod skus;
pub mod statements;
pub mod tariff;
pub mod waybills;
pub mod working_days;

#[cfg(test)]
mod catalogue_tests;
#[cfg(test)]
mod season_tests;
#[cfg(test)]
mod shop_season_tests;
#[cfg(test)]
mod word_tests;

/// The most rows a file may have; a larger one is cut by who hands it in.
pub const ROWS_MAX: usize = 200_000;

/// One good row of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<T> {
    /// The line of the file on which the row starts; the header is line 1.
    pub line: usize,
    /// SHA-256 over the format and the row's values, in hex.
    pub content_hash: String,
    /// What the row says.
    pub content: T,
}
