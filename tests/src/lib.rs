//! What the tests share: real servers, real browsers, and the workload generator.

pub mod postgres;
pub mod server;
