//! Telephone numbers of the mainland: mobile, or fixed line with its area code.
//!
//! Source: the numbering plan of the mainland. A mobile number has 11 digits and starts with 13 to
//! 19; an area code starts with 0 and has three digits in Beijing, Guangzhou and the cities from
//! 021 to 029, else four; the number behind it has seven or eight.

use std::borrow::Cow;
use std::fmt;

use thiserror::Error;

/// Digits of a mobile number.
const MOBILE_DIGITS: usize = 11;
/// Digits of a subscriber's number on a fixed line.
const FIXED_DIGITS: std::ops::RangeInclusive<usize> = 7..=8;
/// Digits of an extension.
const EXTENSION_DIGITS_MAX: usize = 6;

/// Which kind of line a number is, or was meant to be.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Line {
    /// A mobile telephone.
    Mobile,
    /// A fixed line with its area code.
    Fixed,
}

/// A telephone number that can exist.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phone {
    line: Line,
    text: String,
}

/// What is wrong with a telephone number.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Error)]
pub enum PhoneFault {
    /// Nothing was typed.
    #[error("no number")]
    Empty,
    /// It holds something that no number holds.
    #[error("signs that are not digits")]
    Letters,
    /// Digits are missing.
    #[error("{missing} digits too few")]
    TooShort {
        /// What it was meant to be.
        line: Line,
        /// How many.
        missing: usize,
    },
    /// There are too many digits.
    #[error("{over} digits too many")]
    TooLong {
        /// What it was meant to be.
        line: Line,
        /// How many.
        over: usize,
    },
    /// Eleven digits, but no mobile number starts so.
    #[error("no mobile number starts with these digits")]
    NotMobilePrefix,
}

impl Phone {
    /// Reads a number as people write it: blanks, hyphens and brackets between the digits, `+86`,
    /// full-width digits, an extension behind a fixed line.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, PhoneFault> {
        let text = super::pasted::normal(text);
        let text = text.trim();
        if text.is_empty() {
            return Err(PhoneFault::Empty);
        }
        let domestic = text.strip_prefix('+').unwrap_or(text);
        let filling = |sign: char| sign.is_whitespace() || "-()./\u{2013}\u{2014}".contains(sign);
        if domestic
            .chars()
            .any(|sign| !sign.is_ascii_digit() && !filling(sign))
        {
            return Err(PhoneFault::Letters);
        }
        let groups: Vec<&str> = domestic
            .split(filling)
            .filter(|group| !group.is_empty())
            .collect();
        let digits = groups.concat();
        let national = national(&digits);
        if national.starts_with('0') {
            fixed(&national, groups.last().copied().unwrap_or_default())
        } else {
            mobile(&national)
        }
    }

    /// Which kind it is.
    pub fn line(&self) -> Line {
        self.line
    }

    /// As it is kept and dialled: `13800138000`, `0351-7654321`, `010-87654321-301`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What may be shown to others: `138****8000`.
    pub fn masked(&self) -> String {
        let count = self.text.chars().count();
        let shown = |place: usize| place < 3 || place + 4 >= count;
        let sign = |(place, sign): (usize, char)| if shown(place) { sign } else { '*' };
        self.text.chars().enumerate().map(sign).collect()
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The digits as they are dialled in the country: no 86, and the 0 of an area code behind it.
fn national(digits: &str) -> Cow<'_, str> {
    let digits = digits.strip_prefix("0086").unwrap_or(digits);
    match digits.strip_prefix("86") {
        Some(rest) if digits.len() > MOBILE_DIGITS => match rest.as_bytes().first() {
            Some(b'0' | b'1') | None => Cow::Borrowed(rest),
            Some(_) => Cow::Owned(format!("0{rest}")),
        },
        _ => Cow::Borrowed(digits),
    }
}

fn mobile(digits: &str) -> Result<Phone, PhoneFault> {
    let line = Line::Mobile;
    if let Some(missing) = MOBILE_DIGITS.checked_sub(digits.len()).filter(|n| *n > 0) {
        return Err(PhoneFault::TooShort { line, missing });
    }
    if let Some(over) = digits.len().checked_sub(MOBILE_DIGITS).filter(|n| *n > 0) {
        return Err(PhoneFault::TooLong { line, over });
    }
    let prefix = digits.starts_with('1') && !digits[1..].starts_with(['0', '1', '2']);
    if !prefix {
        return Err(PhoneFault::NotMobilePrefix);
    }
    Ok(Phone {
        line,
        text: digits.to_owned(),
    })
}

/// A fixed line; `last_group` is an extension if the digits before it are a number already.
fn fixed(digits: &str, last_group: &str) -> Result<Phone, PhoneFault> {
    let line = Line::Fixed;
    let area = area_digits(digits);
    let whole = |digits: &str| {
        digits
            .len()
            .checked_sub(area)
            .is_some_and(|count| FIXED_DIGITS.contains(&count))
    };
    let before = &digits[..digits.len() - last_group.len()];
    let text = |digits: &str| format!("{}-{}", &digits[..area], &digits[area..]);
    if whole(digits) {
        let text = text(digits);
        return Ok(Phone { line, text });
    }
    if whole(before) && last_group.len() <= EXTENSION_DIGITS_MAX {
        let text = format!("{}-{last_group}", text(before));
        return Ok(Phone { line, text });
    }
    let (least, most) = (area + FIXED_DIGITS.start(), area + FIXED_DIGITS.end());
    if digits.len() < least {
        let missing = least - digits.len();
        return Err(PhoneFault::TooShort { line, missing });
    }
    let over = digits.len() - most;
    Err(PhoneFault::TooLong { line, over })
}

/// How many digits the area code has.
fn area_digits(digits: &str) -> usize {
    if digits.starts_with("010") || digits.starts_with("02") {
        3
    } else {
        4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_in_one_spelling() {
        for (typed, kept) in [
            ("13800138000", "13800138000"),
            (" 138 0013 8000 ", "13800138000"),
            ("138-0013-8000", "13800138000"),
            ("+86 138 0013 8000", "13800138000"),
            ("+86-13800138000", "13800138000"),
            ("008613800138000", "13800138000"),
            ("8613800138000", "13800138000"),
            ("１３８００１３８０００", "13800138000"),
            ("＋８６ 19912345678", "19912345678"),
            ("03517654321", "0351-7654321"),
            ("+86 351 7654321", "0351-7654321"),
            ("0351-7654321", "0351-7654321"),
            ("(0351) 765 4321", "0351-7654321"),
            ("（010）8765 4321", "010-87654321"),
            ("010-87654321-301", "010-87654321-301"),
            ("021 12345678", "021-12345678"),
            ("0512-87654321", "0512-87654321"),
        ] {
            let phone = Phone::parse(typed).unwrap_or_else(|fault| panic!("{typed}: {fault}"));
            assert_eq!(phone.as_str(), kept, "{typed}");
        }
    }

    #[test]
    fn a_wrong_number_says_what_is_wrong_with_it() {
        let short = |line, missing| PhoneFault::TooShort { line, missing };
        let long = |line, over| PhoneFault::TooLong { line, over };
        for (typed, fault) in [
            ("", PhoneFault::Empty),
            ("   ", PhoneFault::Empty),
            ("1380013800", short(Line::Mobile, 1)),
            ("138001", short(Line::Mobile, 5)),
            ("138001380001", long(Line::Mobile, 1)),
            ("+86 1380013800", short(Line::Mobile, 1)),
            ("+86 138001380001", long(Line::Mobile, 1)),
            ("12800138000", PhoneFault::NotMobilePrefix),
            ("23800138000", PhoneFault::NotMobilePrefix),
            ("1380013800o", PhoneFault::Letters),
            ("电话13800138000", PhoneFault::Letters),
            ("7654321", short(Line::Mobile, 4)),
            ("0351-76543", short(Line::Fixed, 2)),
            ("010-876543211", long(Line::Fixed, 1)),
            ("010-876543211234567", long(Line::Fixed, 7)),
        ] {
            assert_eq!(Phone::parse(typed), Err(fault), "{typed:?}");
        }
    }

    #[test]
    fn the_middle_of_a_number_is_not_shown_to_others() {
        let masked = |text| Phone::parse(text).unwrap().masked();
        assert_eq!(masked("13800138000"), "138****8000");
        assert_eq!(masked("0351-7654321"), "035*****4321");
    }
}
