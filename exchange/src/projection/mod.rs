//! What the journal's events become in the database, written once by (shard, seq, idx).
//!
//! Layout: `decide` says purely what an event writes, `apply` is the one SQL applier, `run` the
//! task that reads the desk's feed, `words` names refusals for people.
//!
//! Ordering: a transaction locks the cursor's row, then the accounts of all its events, then
//! writes event by event, and at last moves the cursor. Whole commands only; what lies at or
//! before the cursor is passed over, so that the same events twice write the same rows.
//!
//! Invariants: 2005 is written here alone, so that at the cursor it equals the engine's balances,
//! which every checkpoint proves; a trade has its deal.
//!
//! Known limits: a checkpoint that differs, or a row that does not fit, stops the projection:
//! engine and database have parted, and the desk then refuses new orders by itself.

pub mod apply;
pub mod decide;
pub mod run;
pub mod words;

#[cfg(test)]
mod tests;

pub use apply::{ApplyError, apply, cursor, write};
pub use decide::{Change, State, Write, decide};
pub use run::{Projected, ProjectionStopped};
