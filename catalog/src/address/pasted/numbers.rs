//! The telephone numbers inside a pasted text.

use crate::address::phone::Phone;

/// Digits that a mistyped number may have.
const NEARLY_DIGITS: std::ops::RangeInclusive<usize> = 9..=14;
/// Digits of each group of a mistyped number; house numbers are shorter.
const NEARLY_GROUP_DIGITS_MIN: usize = 3;
/// Signs between two groups of one number.
const FILLING_MAX: usize = 2;

/// What of a text is a telephone number.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// Numbers that can exist, each once.
    pub(super) good: Vec<Phone>,
    /// What was meant as one, as it was typed; read only where there is no good one.
    pub(super) nearly: Option<String>,
}

/// Takes the numbers out of a text; a line break stays in the place of each.
pub(super) fn take(text: &mut Vec<char>) -> Numbers {
    let mut numbers = Numbers::default();
    let mut at = 0;
    while at < text.len() {
        if let Some((length, phone)) = number_at(text, at) {
            if !numbers.good.contains(&phone) {
                numbers.good.push(phone);
            }
            text.splice(at..at + length, ['\n']);
        }
        at += 1;
    }
    if numbers.good.is_empty() {
        numbers.nearly = take_nearly(text);
    }
    numbers
}

fn is_start(text: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| text.get(at));
    before.is_none_or(|sign| !sign.is_ascii_alphanumeric() && *sign != '+')
}

/// The good number that starts here, and its length.
fn number_at(text: &[char], at: usize) -> Option<(usize, Phone)> {
    if !is_start(text, at) || !(text[at].is_ascii_digit() || "+(".contains(text[at])) {
        return None;
    }
    let ends = ends_of_digits(&text[at..]);
    // The longest first, so that an extension stays with its number.
    ends.into_iter().rev().find_map(|length| {
        let slice: String = text[at..at + length].iter().collect();
        let phone = Phone::parse(&slice).ok()?;
        let is_wrapped = text[at] == '(' && text.get(at + length) == Some(&')');
        Some((length + usize::from(is_wrapped), phone))
    })
}

/// Where a number that starts here may end: behind each group of digits.
fn ends_of_digits(text: &[char]) -> Vec<usize> {
    let mut ends = Vec::new();
    let (mut digits, mut filling) = (0, 0);
    for (place, sign) in text.iter().enumerate() {
        if sign.is_ascii_digit() {
            (digits, filling) = (digits + 1, 0);
            let next = text.get(place + 1);
            if next.is_none_or(|next| !next.is_ascii_alphanumeric()) {
                ends.push(place + 1);
            }
        } else if " -()+".contains(*sign) && (digits == 0 || filling < FILLING_MAX) {
            filling += 1;
        } else {
            break;
        }
        if digits > *NEARLY_DIGITS.end() + 6 {
            break;
        }
    }
    ends
}

/// Takes out what starts as a mobile number does and has nearly as many digits.
fn take_nearly(text: &mut Vec<char>) -> Option<String> {
    let at = (0..text.len()).find(|at| is_start(text, *at) && nearly(&text[*at..]).is_some())?;
    let length = nearly(&text[at..])?;
    let taken: String = text[at..at + length].iter().collect();
    text.splice(at..at + length, ['\n']);
    Some(taken)
}

fn nearly(text: &[char]) -> Option<usize> {
    let starts = text.first() == Some(&'1') && text.get(1).is_some_and(|s| ('3'..='9').contains(s));
    let ends = starts.then(|| ends_of_digits(text))?;
    ends.into_iter().rev().find(|length| {
        let slice = &text[..*length];
        let groups: Vec<usize> = slice
            .split(|sign| !sign.is_ascii_digit())
            .map(<[char]>::len)
            .filter(|length| *length > 0)
            .collect();
        let whole = groups.iter().all(|group| *group >= NEARLY_GROUP_DIGITS_MIN);
        whole && NEARLY_DIGITS.contains(&groups.iter().sum())
    })
}
