//! Coming in: sign-in, sign-up of a wholesaler, a forgotten password, the language and type of pages.

mod password;
mod recovery;
pub mod season;
pub mod session;
pub mod sign_in;
mod sign_up;

pub use password::{Pepper, hash};
pub use recovery::link_to_choose;

use axum::routing::{get, post};

use crate::router::{ANYONE, Changes, Reach, SIGNED_IN, Table};

/// The routes of this slice.
pub fn routes() -> Table {
    Table::default()
        // Used by people
        .get("/sign-in", (ANYONE, Reach::Public), get(sign_in::show))
        .post(
            "/sign-in",
            (ANYONE, Reach::Own, Changes::Other),
            post(sign_in::enter),
        )
        .post(
            "/sign-out",
            (SIGNED_IN, Reach::Own, Changes::Other),
            post(sign_in::leave),
        )
        .get("/sign-up", (ANYONE, Reach::Public), get(sign_up::show))
        .post(
            "/sign-up",
            (ANYONE, Reach::Own, Changes::Other),
            post(sign_up::register),
        )
        .get("/recover", (ANYONE, Reach::Public), get(recovery::show))
        .post(
            "/recover",
            (ANYONE, Reach::Own, Changes::Other),
            post(recovery::ask),
        )
        .get(
            "/recover/{token}",
            (ANYONE, Reach::Public),
            get(recovery::choose),
        )
        .post(
            "/recover/{token}",
            (ANYONE, Reach::Own, Changes::Other),
            post(recovery::change),
        )
        // Used by programs
        .post(
            "/api/v1/session",
            (ANYONE, Reach::Own, Changes::Other),
            post(sign_in::token),
        )
}
