//! `demo`: a season played over the public HTTP interface, as the people of the season would.
//!
//! Every change goes out under a fixed idempotency key and every chapter first asks the server
//! whether it was played, so that a second run changes nothing and prints the same.

mod bank;
mod boxes;
mod chapters;
mod client;
mod figures;

pub use client::Client;

use std::io::Write;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};

use crate::config::Settings;
use crate::render::{Arg, Lang, Renderer};

/// What to play.
#[derive(Clone, Debug)]
pub struct Play {
    /// `cn-spot` or `open`: the profile that the server was started with.
    pub profile: String,
    /// Stop after the first chapter, the Wangcun order.
    pub first_only: bool,
    /// The language of what is printed.
    pub lang: Lang,
}

/// Words and a progress bar for the terminal.
pub struct Teller {
    renderer: Renderer,
    lang: Lang,
    bar: ProgressBar,
}

impl Teller {
    /// Says what happens now.
    pub fn step(&self, key: &str, args: &[(&str, Arg<'_>)]) {
        self.bar
            .set_message(self.renderer.message(self.lang, key, args));
        self.bar.inc(1);
    }

    /// The words of a message.
    pub fn words(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.renderer.message(self.lang, key, args)
    }

    /// Prints one line above the bar, also where no terminal is.
    pub fn line(&self, text: &str) {
        // Whoever closed the pipe has seen enough.
        self.bar
            .suspend(|| drop(writeln!(std::io::stdout(), "{text}")));
    }
}

/// Plays and prints what each household received.
pub async fn demo(settings: &Settings, play: Play) -> anyhow::Result<()> {
    let renderer = Renderer::load(&settings.themes_dir).context("the themes cannot be read")?;
    let boxes = if play.first_only { 0 } else { boxes::steps() };
    let bar = ProgressBar::new(chapters::steps(&play) + boxes);
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}")?);
    let teller = Teller {
        renderer,
        lang: play.lang,
        bar,
    };
    let base_url = settings.base_url();
    let settled = chapters::play(&base_url, &play, &teller).await?;
    let parcels = if play.first_only {
        Vec::new()
    } else {
        boxes::play(&base_url, play.lang, &teller).await?
    };
    teller.bar.finish_and_clear();
    figures::print(&teller, &settled, &parcels).await
}
