//! What is grown, by whom, and where each gram went.

pub mod address;
pub mod certificates;
pub mod database;
#[allow(missing_docs, reason = "columns are described once, in the migrations")]
pub mod entity;
pub mod households;
pub mod import;
pub mod lots;
pub mod products;
pub mod receipts;
pub mod register;
pub mod scope;
pub mod season;
pub mod stock;
#[cfg(test)]
mod tests;
pub mod verify;
pub mod working_days;
