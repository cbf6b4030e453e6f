//! The payment providers, one file or folder each, behind the exchange's port.
//!
//! Layout: `sandbox` is another firm in miniature, with books, a pay page and notices of its own;
//! `transfer` is a bank transfer with a code in its memo; `notices` is where providers say that
//! something happened.
//!
//! Invariant: a browser that comes back and a notice are only reasons to look.

pub mod sandbox;

use crate::router::Table;

/// The routes of this slice.
pub fn routes() -> Table {
    Table::default().merge(sandbox::page::routes())
}
