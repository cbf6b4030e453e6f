//! What the tests share: real servers, real browsers, and the workload generator.

pub mod naive_replay;
pub mod postgres;
pub mod server;
pub mod workload;
