//! Who may call what, for how long a session lasts, under which settings a server starts, and what
//! every answer carries.

mod answers;
mod matrix;
mod sessions;
mod starts;
pub mod trail;
