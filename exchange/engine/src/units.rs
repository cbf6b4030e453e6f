//! Units and numbers of the market, each its own type so that none is taken for another.
//!
//! A number carries what a command said, right or wrong: what is allowed is decided where the
//! command is applied, and a wrong value becomes a refusal, never a failed construction.

use std::fmt;

macro_rules! unit {
    ($(#[$doc:meta])* $name:ident, $raw:ty) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($raw);

        impl $name {
            /// Wraps a raw number in its unit.
            pub const fn new(raw: $raw) -> Self {
                Self(raw)
            }

            /// The raw number.
            pub const fn get(self) -> $raw {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

unit!(
    /// A venue (交易场所), one engine and one shard of the journal each.
    VenueNo,
    u32
);
unit!(
    /// A member of the venue, from 1 to [`MemberNo::LAST`].
    MemberNo,
    u32
);
unit!(
    /// An instrument, from 1 to [`InstrumentNo::LAST`].
    InstrumentNo,
    u32
);
unit!(
    /// A warehouse receipt (仓单); zero stands for none.
    ReceiptNo,
    u64
);
unit!(
    /// An order or a listing: one counter of the venue, dense from 1; zero stands for none.
    OrderNo,
    u64
);
unit!(
    /// A numbered instruction of the back office: one gapless counter of the venue, from 1.
    InstructionNo,
    u64
);
unit!(
    /// A price in ticks of its instrument.
    Ticks,
    i64
);
unit!(
    /// A count of contracts.
    Qty,
    u32
);
unit!(
    /// Milliseconds since the Unix epoch, UTC.
    Millis,
    i64
);

impl MemberNo {
    /// The largest member number the engine keeps an account for.
    pub const LAST: Self = Self(0x00FF_FFFF);
}

impl InstrumentNo {
    /// The largest instrument number the engine opens.
    pub const LAST: Self = Self(0xFFFF);
}

impl ReceiptNo {
    /// No receipt: what a bid names.
    pub const NONE: Self = Self(0);
}

impl OrderNo {
    /// No order: the taker's side of a take from the listing board.
    pub const NONE: Self = Self(0);
    /// The largest number the venue gives out.
    pub const LAST: Self = Self((1 << 48) - 1);
}

impl Ticks {
    /// The largest price any instrument may allow.
    pub const LAST: Self = Self(0x00FF_FFFF);
}

impl Millis {
    const DAY_MS: i64 = 86_400_000;
    const CHINA_OFFSET_MS: i64 = 8 * 3_600_000;

    /// The trading day this instant belongs to, counted in days at UTC+8.
    pub const fn trading_day(self) -> i64 {
        self.0
            .saturating_add(Self::CHINA_OFFSET_MS)
            .div_euclid(Self::DAY_MS)
    }
}
