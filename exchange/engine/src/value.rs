//! What contracts are worth and how much of it a buyer holds, the only place that knows.
//!
//! Invariant: instruments open only if their largest order at their highest price is worth at
//! most [`VALUE_FEN_MAX`], so no product here can overflow.

/// The most one order or listing may be worth, in fen: nine trillion yuan.
///
/// Ten thousand times it still fits an `i64`.
pub const VALUE_FEN_MAX: i64 = 900_000_000_000_000;

/// The most a member's desk may hold in all, in fen.
pub const BALANCE_FEN_MAX: i64 = 1_000_000_000_000_000_000;

/// Ten thousand basis points: all of a value.
pub const WHOLE_BP: u32 = 10_000;
