//! What the tests share: real servers, real browsers, and the workload generator.

pub mod naive_replay;
pub mod browser;
pub mod client;
pub mod postgres;
pub mod server;
pub mod workload;
