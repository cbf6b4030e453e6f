//! The web: the only room that knows HTTP, HTML and JSON, and the platform's default binary.
//!
//! Start at `router`: every URL is there, grouped by who calls it, and leads to the slice that
//! answers it. `app` is where the ports are chosen, `config` the only reader of the environment,
//! `error` the one map from refusals to a status and a page.

mod account;
#[allow(dead_code, reason = "the checkout page is the first to use it")]
mod address;
mod api;
mod app;
mod asked;
mod audit;
mod body;
mod caller;
mod cart;
mod checkout;
mod command;
mod config;
mod consents;
mod deals;
mod demo;
#[allow(missing_docs, reason = "columns are described once, in the migrations")]
pub mod entity;
mod error;
mod form;
mod front;
mod funds;
mod guest;
mod household;
mod idempotency;
mod imports;
mod layers;
mod letters;
mod limits;
mod mail;
mod market;
mod office;
mod operation;
mod operator;
mod orders;
mod outbox;
mod page;
mod payload;
pub mod payments;
mod payouts;
mod render;
mod router;
pub mod secret;
mod shop;
mod stop;
mod token;
mod trace;
mod visitor;

pub use command::{InProcess, main};
