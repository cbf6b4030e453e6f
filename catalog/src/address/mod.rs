//! Where a box goes: divisions, pasted addresses, telephones, and what is delivered where.
//!
//! Layout: [`divisions`] is the data set of provinces, cities and districts; [`place`] a checked
//! choice of them; [`phone`] and [`fields`] what else an address needs; [`pasted`] reads an
//! address as people paste it; [`delivery`] says what is delivered where. The data stands in
//! `catalog/divisions/`, compiled in.
//!
//! Invariants: nothing here reads a file, a network or a clock. A pasted text that can mean two
//! places gives both as candidates and never one of them in silence.
//!
//! Known limits: districts carry Chinese names only; development zones that are no county of
//! their own belong to the street.

pub mod delivery;
pub mod divisions;
pub mod fields;
pub mod pasted;
pub mod phone;
pub mod place;

#[cfg(test)]
mod divisions_tests;
#[cfg(test)]
mod pasted_tests;

pub use divisions::{Code, Division, Divisions, Level};
pub use fields::{Address, TextFault, receiver, street};
pub use pasted::{Parsed, Unsure, parse};
pub use phone::{Line, Phone, PhoneFault};
pub use place::{AddressFault, Place};
