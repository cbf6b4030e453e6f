//! The tables that this room writes, one module each.

pub mod audit;
pub mod idempotency;
pub mod outbox;
pub mod password_reset;
pub mod person;
pub mod session;
