//! Pure double entry, apportionment and the rules that split proceeds.
//!
//! Layout: `money` and `weight` are the units, `chart`, `party` and `account` name what may hold
//! money, `transfer` and `set` move it, `apportion`, `pool`, `advance`, `cycle`, `waterfall`, `retail`, `provider` and `correction` are
//! the rules of the trade, `postings` turns each event into a balanced set, `proof` and `trial`
//! show that nothing is missing. Nothing here reads a clock, a file, a random number or a float,
//! and nothing iterates over a hash map: the same input gives the same rows on every machine.
//!
//! Rows hold opaque party ids only; names, phones and banks live where they can be erased.

pub mod account;
pub mod advance;
pub mod apportion;
pub mod chart;
pub mod correction;
pub mod cycle;
pub mod money;
pub mod party;
pub mod pool;
pub mod postings;
pub mod proof;
pub mod provider;
pub mod retail;
pub mod set;
pub mod transfer;
pub mod trial;
pub mod waterfall;
pub mod weight;

pub use account::{AccountError, AccountKey, Book, Currency, Mode};
pub use apportion::{ApportionError, apportion};
pub use chart::{BookKind, Code, Side};
pub use money::{BasisPoints, Money, MoneyError};
pub use party::{Party, ProviderName};
pub use proof::{Balance, Balances, Fault};
pub use set::{Reference, SetKind, Totals, TransferSet};
pub use transfer::{Phase, Transfer, TransferError};
pub use trial::Trial;
pub use weight::{Grams, WeightError};
