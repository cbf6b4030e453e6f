//! The market, and everything that turns a trade into money and goods.

pub mod bank;
pub mod books;
pub mod causes;
pub mod clock;
mod command;
pub mod deal;
pub mod desk;
#[allow(missing_docs, reason = "columns are described once, in the migrations")]
pub mod entity;
pub mod funds;
pub mod journal;
pub mod payout;
pub mod proceeds;
pub mod projection;
pub mod retail;
pub mod season;
pub mod split;
pub mod verify;
pub mod worker;

pub use command::main;
