//! What contracts are worth and how much of it a buyer holds, the only place that knows.
//!
//! Invariant: instruments open only if their largest order at their highest price is worth at
//! most [`VALUE_FEN_MAX`], so no product here can overflow.

use crate::units::{Qty, Ticks};

/// The most one order or listing may be worth, in fen: nine trillion yuan.
///
/// Ten thousand times it still fits an `i64`.
pub const VALUE_FEN_MAX: i64 = 900_000_000_000_000;

/// The most a member's desk may hold in all, in fen.
pub const BALANCE_FEN_MAX: i64 = 1_000_000_000_000_000_000;

/// Ten thousand basis points: all of a value.
pub const WHOLE_BP: u32 = 10_000;

/// How much of a value the buyer holds, in one mode of one instrument.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HoldRule {
    pub(crate) tick_value_fen: i64,
    pub(crate) rate_bp: u32,
}

/// What a match takes out of a bid's hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Drawn {
    /// Fen that leave the desk with the deal.
    pub(crate) moved_fen: i64,
    /// Fen that become available again because the price was better than the limit.
    pub(crate) released_fen: i64,
}

impl HoldRule {
    /// Fen held for `qty` contracts at `price`: the rate's share of the value, rounded up.
    pub(crate) fn hold_fen(self, price: Ticks, qty: Qty) -> i64 {
        let whole = i64::from(WHOLE_BP);
        let value_fen = price
            .get()
            .checked_mul(i64::from(qty.get()))
            .and_then(|units| units.checked_mul(self.tick_value_fen))
            .expect("an open instrument bounds the value of an order");
        if self.rate_bp == WHOLE_BP {
            return value_fen;
        }
        let scaled = value_fen
            .checked_mul(i64::from(self.rate_bp))
            .expect("ten thousand times the largest value fits");
        scaled / whole + i64::from(scaled % whole != 0)
    }

    /// What a match of `qty` at `price` takes from a bid at `limit` of which `before` were open.
    ///
    /// The hold falls by what it was before less what it is after, so that a bid taken in parts
    /// gives exactly what one taken at once gives.
    pub(crate) fn draw(self, limit: Ticks, before: Qty, qty: Qty, price: Ticks) -> Drawn {
        let after = Qty::new(before.get() - qty.get());
        let freed_fen = self.hold_fen(limit, before) - self.hold_fen(limit, after);
        let moved_fen = freed_fen.min(self.hold_fen(price, qty));
        Drawn {
            moved_fen,
            released_fen: freed_fen - moved_fen,
        }
    }
}
