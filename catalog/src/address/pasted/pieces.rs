//! A pasted text cut into pieces where people cut it: commas, line breaks, labels.

use super::words::{Label, Words};

/// A piece of the text and what its label says that it is.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) label: Option<Label>,
    pub(super) text: Vec<char>,
}

/// Labels shorter than this need a colon or a blank behind them.
const BARE_LABEL_CHARS_MIN: usize = 3;

/// Whether a sign cuts a text in two.
pub(super) fn cuts(sign: char) -> bool {
    "\n\t,;|[]\"\u{3002}\u{3010}\u{3011}\u{201c}\u{201d}".contains(sign)
}

/// What a label could be the start of.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Start {
    Piece,
    Word,
    None,
}

/// Cuts a text; pieces come trimmed, empty ones not at all.
pub(super) fn cut(text: &[char]) -> Vec<Piece> {
    let words = Words::get();
    let mut pieces = vec![Piece {
        label: None,
        text: Vec::new(),
    }];
    let mut at = 0;
    while at < text.len() {
        let open = pieces.last_mut().expect("there is always an open piece");
        let is_at_start = open.text.iter().all(|sign| sign.is_whitespace());
        let place = match open.text.last() {
            _ if is_at_start => Start::Piece,
            Some(sign) if sign.is_whitespace() => Start::Word,
            _ => Start::None,
        };
        if let Some((label, length)) = label_at(words, &text[at..], place) {
            at += length;
            pieces.push(Piece {
                label: Some(label),
                text: Vec::new(),
            });
        } else if cuts(text[at]) {
            // A label stands for what follows it, also when that is on the next line.
            let label = open.label.filter(|_| is_at_start);
            pieces.push(Piece {
                label,
                text: Vec::new(),
            });
            at += 1;
        } else {
            open.text.push(text[at]);
            at += 1;
        }
    }
    pieces.retain_mut(|piece| {
        piece.text = trimmed(&piece.text);
        !piece.text.is_empty()
    });
    pieces
}

/// A label that stands here, with the colon and the blanks behind it.
fn label_at(words: &Words, text: &[char], start: Start) -> Option<(Label, usize)> {
    let (label, length) = words.label(text)?;
    let blank = |from: usize| {
        let blanks = text[from..].iter().take_while(|sign| **sign == ' ');
        from + blanks.count()
    };
    let behind = blank(length);
    if text.get(behind) == Some(&':') {
        return Some((label, blank(behind + 1)));
    }
    let ended = text
        .get(length)
        .is_none_or(|sign| sign.is_whitespace() || cuts(*sign));
    let is_chinese = !text[0].is_ascii();
    let is_label = match start {
        Start::Piece => ended || (length >= BARE_LABEL_CHARS_MIN && is_chinese),
        Start::Word => ended && is_chinese,
        Start::None => false,
    };
    is_label.then_some((label, behind))
}

/// A text without blanks and stray signs around it.
pub(super) fn trimmed(text: &[char]) -> Vec<char> {
    let stray =
        |sign: char| sign.is_whitespace() || cuts(sign) || ":-/.\u{3001}\u{b7}".contains(sign);
    let from = text
        .iter()
        .position(|sign| !stray(*sign) && *sign != '>')
        .unwrap_or(text.len());
    let to = text
        .iter()
        .rposition(|sign| !stray(*sign))
        .map_or(from, |at| from.max(at + 1));
    text[from..to].to_vec()
}
