//! Mails as they are written and as they are carried, by the folder and by a real mail server.

#[path = "../../../../tests/src/cluster.rs"]
mod cluster;
#[path = "../../../../tests/src/letterbox.rs"]
#[allow(dead_code, reason = "the tests from outside use the rest")]
mod letterbox;
mod letters;
mod once;
mod port;

use std::path::Path;

use super::samples::{NAMES, Samples};
use super::{Mail, Mailer, Outgoing, Sender};
use crate::render::{Lang, Renderer};

fn renderer() -> Renderer {
    let themes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../themes");
    Renderer::load(&themes).unwrap()
}

fn sample(renderer: &Renderer, lang: Lang, name: &str) -> Mail {
    let base_url = "https://sanbao.example";
    let samples = Samples {
        renderer,
        lang,
        base_url,
    };
    samples.mail(name).unwrap()
}

fn sender() -> Sender {
    Sender::parse("三宝 <service@sanbao.example>").unwrap()
}
