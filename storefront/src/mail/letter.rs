//! A letter: what a mail says, block by block, from which both of its parts are written, so that the
//! plain text says the same in the same order as the HTML.
//!
//! ```text
//! let mut letter = Letter::to(renderer, &reader, "shipped", &[("number", number.into())]);
//! letter.say("mail-shipped-text", &[("carrier", carrier.into())]);
//! letter.fact("mail-fact-waybill", waybill);
//! letter.button("mail-see-purchase", url);
//! let mail = letter.finish();
//! ```

use exchange::causes::whole_story;
use ledger::Money;
use ledger::apportion::apportion;
use ledger::retail::{Part, Parts};
use serde::Serialize;

use super::Mail;
use crate::render::{Arg, Lang, Renderer, fen};

/// The cells of the share bar beside the growers', which has the shop's ink.
const CELL_COLOURS: [&str; 2] = ["#CDBB9B", "#E6D9C2"];

/// Who reads a mail.
#[derive(Copy, Clone, Debug)]
pub struct Reader<'a> {
    /// The address.
    pub address: &'a str,
    /// The name in the address line; empty where none is known.
    pub name: &'a str,
    /// The language.
    pub lang: Lang,
    /// The shop whose ink and name the mail bears, by its slug; empty for the platform itself.
    pub shop: &'a str,
}

/// Whether a share was promised or posted.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Share {
    /// Worked out by the tariff, before the claim window ends.
    Estimated,
    /// Posted to the ledger.
    Posted,
}

/// A mail while it is written.
pub struct Letter<'a> {
    renderer: &'a Renderer,
    reader: Reader<'a>,
    subject: String,
    title: String,
    blocks: Vec<Block>,
}

/// Part of a letter; both parts of the mail are written from it.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Block {
    Text {
        lines: Vec<String>,
    },
    Note {
        lines: Vec<String>,
    },
    Rows {
        rows: Vec<Row>,
        facts: bool,
    },
    Share {
        title: String,
        cells: Vec<Cell>,
        rest: String,
    },
    Button {
        label: String,
        href: String,
    },
}

#[derive(Clone, Debug, Serialize)]
struct Row {
    label: String,
    value: String,
    strong: bool,
}

#[derive(Clone, Debug, Serialize)]
struct Cell {
    label: String,
    percent: i64,
    colour: &'static str,
}

#[derive(Serialize)]
struct Sheet<'a> {
    subject: &'a str,
    title: &'a str,
    ink: &'a str,
    shop: &'a str,
    blocks: &'a [Block],
    foot: &'a str,
}

impl<'a> Letter<'a> {
    /// Begins a letter with the subject `mail-{kind}-subject` under the heading `mail-{kind}-title`.
    pub fn to(
        renderer: &'a Renderer,
        reader: &Reader<'a>,
        kind: &str,
        args: &[(&str, Arg<'_>)],
    ) -> Self {
        let words = |part: &str| {
            let text = renderer.message(reader.lang, &format!("mail-{kind}-{part}"), args);
            text.replace(char::is_control, " ")
        };
        Self {
            renderer,
            reader: *reader,
            subject: words("subject"),
            title: words("title"),
            blocks: Vec::new(),
        }
    }

    /// The words of a message in the reader's language.
    pub fn message(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.renderer.message(self.reader.lang, key, args)
    }

    /// A moment in the reader's language.
    pub fn moment(&self, at_ms: i64) -> String {
        self.renderer.datetime(self.reader.lang, at_ms)
    }

    /// A day in the reader's language.
    pub fn day(&self, at_ms: i64) -> String {
        self.renderer.date(self.reader.lang, at_ms)
    }

    /// A paragraph from the messages.
    pub fn say(&mut self, key: &str, args: &[(&str, Arg<'_>)]) {
        let lines = lines_of(&self.message(key, args));
        self.blocks.push(Block::Text { lines });
    }

    /// A paragraph that a person wrote.
    pub fn quote(&mut self, words: &str) {
        let lines = lines_of(words);
        if !lines.is_empty() {
            self.blocks.push(Block::Text { lines });
        }
    }

    /// A paragraph in small type.
    pub fn note(&mut self, key: &str, args: &[(&str, Arg<'_>)]) {
        let lines = lines_of(&self.message(key, args));
        self.blocks.push(Block::Note { lines });
    }

    /// A fact: its name and its value. Facts that follow each other stand in one table; one without a
    /// value is left out.
    pub fn fact(&mut self, key: &str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            let label = self.message(key, &[]);
            self.row(true, (label, value, false));
        }
    }

    /// A line of a bill: what, and how many fen.
    pub fn line(&mut self, label: impl Into<String>, fen_of_it: i64) {
        self.row(false, (label.into(), fen(fen_of_it), false));
    }

    /// A line of goods without a price.
    pub fn goods(&mut self, label: impl Into<String>, value: impl Into<String>) {
        self.row(false, (label.into(), value.into(), false));
    }

    /// A line of a bill from the messages.
    pub fn part(&mut self, key: &str, fen_of_it: i64) {
        self.line(self.message(key, &[]), fen_of_it);
    }

    /// The last line of a bill.
    pub fn total(&mut self, key: &str, fen_of_it: i64) {
        let label = self.message(key, &[]);
        self.row(false, (label, fen(fen_of_it), true));
    }

    fn row(&mut self, is_fact: bool, (label, value, strong): (String, String, bool)) {
        let row = Row {
            label,
            value,
            strong,
        };
        match self.blocks.last_mut() {
            Some(Block::Rows { rows, facts }) if *facts == is_fact => rows.push(row),
            _ => self.blocks.push(Block::Rows {
                rows: vec![row],
                facts: is_fact,
            }),
        }
    }

    /// Where the money goes: a bar whose first cell is the growers', and the rest in words.
    pub fn share(&mut self, parts: &Parts, share: Share) {
        let Ok(total) = parts.total() else { return };
        let rest = parts.packing.checked_add(parts.cooperative);
        let rest = rest.and_then(|sum| sum.checked_add(parts.platform));
        let rest = rest.and_then(|sum| sum.checked_add(parts.channel));
        let (Ok(rest), false) = (rest, parts.growers.is_zero()) else {
            return;
        };
        let weights = [parts.growers, parts.express, rest].map(Money::as_fen);
        let Ok(percents) = apportion(Money::fen(100), &weights) else {
            return;
        };
        let (key, sum_key) = match share {
            Share::Estimated => ("mail-share-growers-estimated", "mail-share-sum-estimated"),
            Share::Posted => ("mail-share-growers", "mail-share-sum"),
        };
        // The cell is as narrow as the share; what it is in money stands below.
        let percent = percents.first().map_or(0, |percent| percent.as_fen());
        let label = self.message(key, &[("percent", Arg::Count(percent))]);
        let growers = fen(parts.growers.as_fen());
        let growers = self.message(sum_key, &[("amount", Arg::from(&growers))]);
        let labels = [label, String::new(), String::new()];
        let colours = [""].into_iter().chain(CELL_COLOURS);
        let cells = labels.into_iter().zip(percents).zip(colours);
        let cells = cells.map(|((label, percent), colour)| Cell {
            label,
            percent: percent.as_fen(),
            colour,
        });
        let drawn = cells.filter(|cell| cell.percent > 0 || !cell.label.is_empty());
        let total = fen(total.as_fen());
        self.blocks.push(Block::Share {
            title: self.message("mail-share-title", &[("total", Arg::from(&total))]),
            cells: drawn.collect(),
            rest: self.in_words(growers, parts),
        });
    }

    /// Every part with its sum, the growers' first; parts of nothing are left out.
    fn in_words(&self, growers: String, parts: &Parts) -> String {
        let rest = Part::ALL.into_iter().filter(|part| *part != Part::Growers);
        let rest = rest.filter(|part| !parts.get(*part).is_zero());
        let written = rest.map(|part| {
            let amount = fen(parts.get(part).as_fen());
            let args = [("amount", Arg::from(&amount))];
            self.message(&format!("mail-share-{}", part.text()), &args)
        });
        let between = self.message("mail-between", &[]);
        let all: Vec<String> = [growers].into_iter().chain(written).collect();
        all.join(&between)
    }

    /// The one button.
    pub fn button(&mut self, key: &str, href: impl Into<String>) {
        let label = self.message(key, &[]);
        let href = href.into();
        self.blocks.push(Block::Button { label, href });
    }

    /// The mail with both parts.
    pub fn finish(self) -> Mail {
        let foot_key = if self.reader.shop.is_empty() {
            "mail-foot"
        } else {
            "mail-foot-shop"
        };
        let foot = self.message(foot_key, &[]);
        let html = self.html(&foot);
        Mail {
            to: self.reader.address.to_owned(),
            name: self.reader.name.to_owned(),
            text: self.text(&foot),
            html,
            subject: self.subject,
        }
    }

    fn html(&self, foot: &str) -> String {
        let slug = self.reader.shop;
        let shop = match slug {
            "" => String::new(),
            slug => self.message(&format!("shop-{slug}-name"), &[]),
        };
        let sheet = Sheet {
            subject: &self.subject,
            title: &self.title,
            ink: self.renderer.ink(slug).unwrap_or_default(),
            shop: &shop,
            blocks: &self.blocks,
            foot,
        };
        let page = self
            .renderer
            .page(self.reader.lang, "mail/letter.html", &sheet);
        page.unwrap_or_else(|error| {
            // The text says the same; a mail is not held back for its looks.
            tracing::error!(cause = whole_story(&error), "the letter's sheet is broken");
            String::new()
        })
    }

    fn text(&self, foot: &str) -> String {
        let mut text = format!("{}\n", self.title);
        for block in &self.blocks {
            text.push('\n');
            text.push_str(&self.block_text(block));
            text.push('\n');
        }
        text.push_str("\n-- \n");
        text.push_str(foot);
        text.push('\n');
        text
    }

    fn block_text(&self, block: &Block) -> String {
        let row = |label: &str, value: &str| {
            let args = [("label", Arg::from(label)), ("value", Arg::from(value))];
            self.message("mail-row", &args)
        };
        match block {
            Block::Text { lines } | Block::Note { lines } => lines.join("\n"),
            Block::Rows { rows, .. } => {
                let rows = rows.iter().map(|found| row(&found.label, &found.value));
                rows.collect::<Vec<_>>().join("\n")
            }
            Block::Share { title, cells, rest } => {
                let growers = cells.first().map_or("", |cell| cell.label.as_str());
                format!("{title}\n{growers}\n{rest}")
            }
            Block::Button { label, href } => format!("{label}\n{href}"),
        }
    }
}

fn lines_of(text: &str) -> Vec<String> {
    let lines = text.trim().lines().map(|line| line.trim().to_owned());
    lines.collect()
}
