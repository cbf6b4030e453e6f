//! Payouts from a village to its bank and back.

mod others;
mod shares;
mod village;

pub(crate) use village::Village;
