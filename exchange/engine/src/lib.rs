//! The pure market state machine: commands in, events out.
//!
//! One [`Engine`] is one venue. It holds the venue's profile, its instruments, what every
//! member has available and held, warehouse receipts, the listing board (挂牌摘牌) and the
//! continuous book. [`Engine::apply`] is the only way to change any of it, and the same
//! commands at the same sequences and times give the same events on every machine: there is no
//! clock, randomness, environment, input or output in here, and nothing is read in hash order.
//!
//! A command that cannot be is answered by [`Event::Refused`] with its values; nothing that
//! arrives from outside makes the engine panic.

mod accounts;
mod book;
mod codec;
mod command;
mod digest;
mod engine;
mod event;
mod keys;
mod outcome_record;
mod receipts;
mod refusal;
pub mod replay;
mod units;
mod value;

pub use accounts::{Funds, balances_hash};
pub use codec::{COMMAND_BYTES, DecodeError};
pub use command::{
    Action, Command, InstrumentRules, Key, Mode, NewListing, NewOrder, Profile, Side, Terms,
    TimeInForce,
};
pub use engine::{Depth, DepthLevel, Engine, LiveListing, LiveOrder, RestoreError};
pub use event::{Event, ListingEnd, Matched, OrderEnd, Outcome};
pub use receipts::LiveReceipt;
pub use refusal::{InstrumentRule, Refusal};
pub use units::{
    InstructionNo, InstrumentNo, MemberNo, Millis, OrderNo, Qty, ReceiptNo, Ticks, VenueNo,
};
pub use value::{BALANCE_FEN_MAX, VALUE_FEN_MAX, WHOLE_BP};
