//! The mails about a person's account.

use super::Mail;
use super::letter::{Letter, Reader};
use crate::render::Renderer;

/// The link to a new password.
pub fn recover(renderer: &Renderer, reader: &Reader<'_>, link: &str) -> Mail {
    let mut letter = Letter::to(renderer, reader, "recover", &[]);
    letter.say("mail-recover-text", &[]);
    letter.button("mail-recover-do", link);
    letter.note("mail-recover-not-you", &[]);
    letter.finish()
}
