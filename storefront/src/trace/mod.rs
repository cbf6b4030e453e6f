//! The page behind the code on a box (`/b/{token}`): public and permanent, without sign-in or script.
//!
//! It tells of goods and of money in percents; nothing of who bought, and of households only what
//! [`exchange::retail::trace`] lets out.

mod page;

pub use page::{PackPage, pack_page};

use axum::routing::get;

use crate::router::{ANYONE, Reach, Table};

/// The routes of this slice.
pub fn routes() -> Table {
    // Used by whoever holds the box
    Table::default().get("/b/{token}", (ANYONE, Reach::Public), get(page::show))
}
