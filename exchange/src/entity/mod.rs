//! The tables that this room writes, one module each.

pub mod account;
pub mod bank_line;
pub mod bank_statement;
pub mod counter;
pub mod deal;
pub mod deal_lot;
pub mod deal_step;
pub mod instruction;
pub mod listing;
pub mod market_order;
pub mod payout_batch;
pub mod payout_line;
pub mod payout_part;
pub mod pool_cycle;
pub mod pool_line;
pub mod projection;
pub mod recovery;
pub mod setting;
pub mod settlement;
pub mod tariff;
pub mod trade;
pub mod transfer;
pub mod transfer_end;
pub mod transfer_set;
pub mod withdrawal;
