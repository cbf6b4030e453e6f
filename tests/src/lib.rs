//! What the tests share: real servers, real browsers, a season's people, and the workload generator.

pub mod axe;
pub mod browser;
pub mod client;
pub mod cluster;
pub mod keyboard;
pub mod letterbox;
pub mod naive_replay;
pub mod payments;
pub mod person;
pub mod postgres;
pub mod season;
pub mod server;
pub mod workload;
