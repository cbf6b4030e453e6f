//! Telling a person's name from a street.

use super::pieces::trimmed;
use super::words::Words;
use crate::address::fields::NAME_CHARS_MAX;

/// Signs of a Chinese name; a form of address may stand behind it.
const HAN_CHARS: std::ops::RangeInclusive<usize> = 2..=4;

/// The pieces of a text around its region.
pub(super) struct Rest {
    /// In front of it.
    pub(super) before: Vec<Vec<char>>,
    /// Behind it; all of them where there is none.
    pub(super) after: Vec<Vec<char>>,
}

impl Rest {
    /// What is left as one line, in the order of the text; what stood in front goes to the end.
    pub(super) fn street(&self) -> String {
        let pieces = self.after.iter().chain(&self.before);
        let text = pieces.map(|piece| piece.iter().collect::<String>());
        let text = text.collect::<Vec<_>>().join(" ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Takes the name out of what is left, unless it is known; what else could be one comes back.
pub(super) fn take(name: &mut Option<String>, rest: &mut Rest) -> Vec<String> {
    if name.is_some() {
        return Vec::new();
    }
    *name = from_before(rest)
        .or_else(|| from_pieces(&mut rest.after))
        .or_else(|| from_tail(&mut rest.after));
    if name.is_some() {
        return Vec::new();
    }
    rest.after
        .last()
        .and_then(|piece| glued(piece))
        .into_iter()
        .collect()
}

fn text(signs: &[char]) -> String {
    signs.iter().collect()
}

/// What stands alone in front of the place is a name, unless it reads as an address.
fn from_before(rest: &mut Rest) -> Option<String> {
    let may = |piece: &Vec<char>| {
        piece.len() <= NAME_CHARS_MAX && !piece.iter().any(char::is_ascii_digit)
    };
    let only = (rest.before.len() == 1).then_some(0);
    let at = rest.before.iter().position(|piece| is_name(piece)).or(only
        .filter(|at| may(&rest.before[*at]) && !Words::get().within("place", &rest.before[*at])))?;
    Some(text(&rest.before.remove(at)))
}

/// A piece of its own behind the street.
fn from_pieces(after: &mut Vec<Vec<char>>) -> Option<String> {
    let is_one = |piece: &Vec<char>| {
        is_name(piece) && (has_surname(piece) || !piece.iter().all(|sign| is_han(*sign)))
    };
    let at = after.iter().rposition(is_one)?;
    Some(text(&after.remove(at)))
}

/// A word at the very end, or at the very start, that begins with a surname.
fn from_tail(after: &mut [Vec<char>]) -> Option<String> {
    let last = after.last_mut()?;
    if let Some(at) = last.iter().rposition(|sign| sign.is_whitespace()) {
        let word = &last[at + 1..];
        if is_name(word) && has_surname(word) {
            let name = text(word);
            *last = trimmed(&last[..at]);
            return Some(name);
        }
    }
    None
}

/// A name that is glued to a house number, or holds a sign that addresses hold: it could as well be
/// a part of the house's name.
fn glued(piece: &[char]) -> Option<String> {
    let words = Words::get();
    let is_short = HAN_CHARS.contains(&piece.len()) && piece.iter().all(|sign| is_han(*sign));
    if is_short && has_surname(piece) {
        return Some(text(piece));
    }
    [3, 2].into_iter().find_map(|length| {
        let at = piece.len().checked_sub(length).filter(|at| *at > 0)?;
        let (street, word) = piece.split_at(at);
        let ended = street.last().is_some_and(char::is_ascii_digit)
            || words.ends("place", street).is_some();
        (ended && is_name(word) && has_surname(word)).then(|| text(word))
    })
}

fn has_surname(word: &[char]) -> bool {
    let words = Words::get();
    words.starts("surname", word).is_some() || words.ends("title", word).is_some()
}

/// Whether a text can be nothing but a name: two to four Chinese signs, perhaps with a form of
/// address, or Latin letters; and no word of an address in it.
fn is_name(piece: &[char]) -> bool {
    let words = Words::get();
    let bare = words
        .ends("title", piece)
        .map_or(piece, |length| &piece[..piece.len() - length]);
    let is_han = |sign: &char| is_han(*sign);
    let is_dot = |sign: &char| *sign == '\u{b7}' || *sign == '\u{2022}';
    let titled = bare.len() < piece.len() && bare.len() == 1;
    let han = bare.iter().all(is_han) && (HAN_CHARS.contains(&bare.len()) || titled);
    let dotted = bare.iter().any(is_dot) && bare.iter().all(|sign| is_han(sign) || is_dot(sign));
    let latin = bare.len() >= 2
        && bare
            .iter()
            .all(|sign| sign.is_ascii_alphabetic() || " .'-".contains(*sign));
    let fits = (han || dotted || latin) && piece.len() <= NAME_CHARS_MAX;
    let given = words.starts("surname", bare).unwrap_or(0);
    fits && !words.within("place", &bare[given..])
}

fn is_han(sign: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&sign)
}
