//! Behind the counter: what an office and an operator find, put right and are kept from.

mod limits;
mod navigation;
mod splits;
mod waybill;
