//! What is grown, by whom, and where each gram went.

pub mod database;
#[allow(missing_docs, reason = "columns are described once, in the migrations")]
pub mod entity;
pub mod import;
pub mod scope;
