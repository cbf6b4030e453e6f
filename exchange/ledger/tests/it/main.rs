//! The rules of the ledger through its public functions: worked cases, whole paths, properties.

#![allow(clippy::unwrap_used, reason = "a test says what is wrong by panicking")]

mod books;
mod correction;
mod golden;
mod properties;
mod retail;
mod retail_lines;
mod retail_properties;
mod season;
mod wangcun;
