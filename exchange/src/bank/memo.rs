//! What a payer wrote, and whose money it therefore is.
//!
//! People copy codes with blanks, small letters and full-width characters, so a memo is read as
//! the half-width capitals and digits in it. Codes of our own making are found even when they
//! were cut into groups; a shorter code must stand alone.

use std::collections::{BTreeMap, BTreeSet};

/// Letters and digits that no one confuses: without 0, 1, B, I, L, O and S. Their number is a
/// prime, which is why one wrong or two swapped characters never pass the check.
const LETTERS: &[u8; 29] = b"23456789ACDEFGHJKMNPQRTUVWXYZ";
/// What a member's code begins with; no code goes on with a letter S.
const MEMBER: &str = "SM";
/// What the code of a shop's purchase begins with.
const PURCHASE: &str = "SG";
/// What the number of a line of a bank file begins with.
const PAYOUT: &str = "SP";
/// Characters of a member's code between its beginning and its check character.
const MEMBER_LETTERS: u32 = 5;
/// The same of a purchase's code.
const PURCHASE_LETTERS: u32 = 6;
/// Spreads neighbouring numbers over all codes, so that no slip of the pen meets another member.
const SPREAD: u64 = 4_567_891;
/// The shortest code that is looked for across blanks.
const LONG_CODE: usize = 8;
/// Digits of a batch and of a line in a payout line's number.
const PAYOUT_DIGITS: (usize, usize) = (6, 5);

/// The code that a member writes into the memo of a bank transfer: `SM` and six characters.
///
/// Different for all numbers that an organisation can have (up to 2^24).
pub fn memo_code_of(organisation_id: i64) -> String {
    code_of(organisation_id, (MEMBER, MEMBER_LETTERS))
}

/// The code that a buyer writes into the memo of a bank transfer: `SG` and seven characters.
///
/// Different for all numbers that a purchase can have (up to 2^29).
pub fn purchase_code_of(purchase_id: i64) -> String {
    code_of(purchase_id, (PURCHASE, PURCHASE_LETTERS))
}

fn code_of(number: i64, (beginning, letters): (&str, u32)) -> String {
    let base = LETTERS.len() as u64;
    let mut rest = number.unsigned_abs().wrapping_mul(SPREAD) % base.pow(letters);
    let mut places = Vec::new();
    for _ in 0..letters {
        places.push(rest % base);
        rest /= base;
    }
    places.push(check_of(&places));
    let letter =
        |place: u64| usize::try_from(place).map_or('2', |place| char::from(LETTERS[place]));
    places
        .into_iter()
        .map(letter)
        .fold(beginning.to_owned(), |code, letter| {
            format!("{code}{letter}")
        })
}

/// The place of the check character in the letters.
fn check_of(places: &[u64]) -> u64 {
    let weighed = (2_u64..).zip(places).map(|(weight, place)| weight * place);
    weighed.sum::<u64>() % LETTERS.len() as u64
}

/// Whether the characters after a code's beginning are letters of ours, the last of them the check.
fn is_checked(code: &str) -> bool {
    let place = |byte: u8| LETTERS.iter().position(|letter| *letter == byte);
    let places: Option<Vec<u64>> = code
        .bytes()
        .map(|byte| place(byte).map(|place| place as u64))
        .collect();
    let places = places.unwrap_or_default();
    places
        .split_last()
        .is_some_and(|(check, places)| *check == check_of(places))
}

/// The number of one line of a bank file: `SP000012-00003`.
pub(crate) fn payout_number(batch: i64, line: usize) -> String {
    let (wide, narrow) = PAYOUT_DIGITS;
    format!("{PAYOUT}{batch:0wide$}-{line:0narrow$}")
}

/// The number of a bank file: `SP000012`.
pub(crate) fn batch_number(batch: i64) -> String {
    let (wide, _) = PAYOUT_DIGITS;
    format!("{PAYOUT}{batch:0wide$}")
}

/// Members by the codes that they were given, or settlements by their providers' numbers.
#[derive(Debug, Default)]
pub(super) struct Codes {
    owners: BTreeMap<String, i64>,
    long: BTreeSet<usize>,
}

impl Codes {
    pub(super) fn add(&mut self, code: &str, owner_id: i64) {
        let code = Memo::read(code).joined;
        if code.len() >= LONG_CODE {
            self.long.insert(code.len());
        }
        self.owners.insert(code, owner_id);
    }
}

/// A memo as it is compared.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Memo {
    words: Vec<String>,
    joined: String,
}

impl Memo {
    pub(super) fn read(text: &str) -> Memo {
        let plain: String = text.chars().map(half_width).collect();
        let word = |c: char| !c.is_ascii_alphanumeric();
        let words: Vec<String> = plain
            .split(word)
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        let joined = words.concat();
        Memo { words, joined }
    }

    /// The one owner of a code that is in it; none if there are two.
    pub(super) fn owner(&self, codes: &Codes) -> Option<i64> {
        let alone = self.words.iter().filter_map(|word| codes.owners.get(word));
        let mut found: BTreeSet<i64> = alone.copied().collect();
        for length in &codes.long {
            let windows = self.joined.as_bytes().windows(*length);
            let texts = windows.filter_map(|window| std::str::from_utf8(window).ok());
            found.extend(texts.filter_map(|text| codes.owners.get(text)));
        }
        match found.len() {
            1 => found.pop_first(),
            _ => None,
        }
    }

    /// The one code of a purchase in it, found across blanks; none if there are two.
    pub(super) fn purchase(&self) -> Option<String> {
        let length = PURCHASE_LETTERS as usize + 1;
        let starts = self
            .joined
            .match_indices(PURCHASE)
            .map(|(at, _)| at + PURCHASE.len());
        let codes = starts.filter_map(|at| self.joined.get(at..at + length));
        let mut found: BTreeSet<&str> = codes.filter(|code| is_checked(code)).collect();
        match found.len() {
            1 => found.pop_first().map(|code| format!("{PURCHASE}{code}")),
            _ => None,
        }
    }

    /// Whether the word stands in it.
    pub(super) fn says(&self, word: &str) -> bool {
        self.words.iter().any(|found| found == word)
    }

    /// The number of a line of a bank file, if one is in it.
    pub(super) fn payout(&self) -> Option<String> {
        let (wide, narrow) = PAYOUT_DIGITS;
        let starts = self
            .joined
            .match_indices(PAYOUT)
            .map(|(at, _)| at + PAYOUT.len());
        let mut digits = starts.filter_map(|at| self.joined.get(at..at + wide + narrow));
        let digits = digits.find(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
        let (batch, line) = digits.split_at(wide);
        Some(format!("{PAYOUT}{batch}-{line}"))
    }
}

/// A name as it is compared: without blanks, in half width and capitals.
pub(super) fn plain_name(name: &str) -> String {
    name.chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// Full-width forms (U+FF01 to U+FF5E) stand 0xFEE0 above their ASCII ones.
fn half_width(c: char) -> char {
    let plain = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    plain.to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(organisations: &[i64]) -> Codes {
        let mut codes = Codes::default();
        for id in organisations {
            codes.add(&memo_code_of(*id), *id);
        }
        codes
    }

    #[test]
    fn every_member_has_its_own_code() {
        let all: BTreeSet<String> = (1..20_000).map(memo_code_of).collect();
        assert_eq!(all.len(), 19_999);
        let large = (1 << 24) - 1;
        assert_eq!(memo_code_of(large).len(), 8);
        assert_ne!(memo_code_of(large), memo_code_of(large - 1));
    }

    #[test]
    fn a_code_is_found_however_it_was_typed() {
        let codes = codes(&[7]);
        let code = memo_code_of(7);
        let (left, right) = code.split_at(4);
        let wide: String = code
            .chars()
            .filter_map(|c| char::from_u32(u32::from(c) + 0xfee0))
            .collect();
        for memo in [
            code.clone(),
            code.to_lowercase(),
            format!("货款 {code}。"),
            format!("{left} {right}"),
            format!("{left}-{right}"),
            format!("预付款{wide}"),
            format!("NO{code}X"),
        ] {
            assert_eq!(Memo::read(&memo).owner(&codes), Some(7), "{memo}");
        }
    }

    #[test]
    fn a_wrong_character_or_two_swapped_ones_meet_nobody() {
        let members: Vec<i64> = (1..3_000).collect();
        let codes = codes(&members);
        let code = memo_code_of(77);
        for at in 2..code.len() {
            for letter in LETTERS {
                let mut typed = code.clone().into_bytes();
                if typed[at] == *letter {
                    continue;
                }
                typed[at] = *letter;
                let typed = String::from_utf8(typed).unwrap();
                assert_eq!(Memo::read(&typed).owner(&codes), None, "{typed}");
            }
            if at + 1 < code.len() {
                let mut typed = code.clone().into_bytes();
                typed.swap(at, at + 1);
                let typed = String::from_utf8(typed).unwrap();
                if typed != code {
                    assert_eq!(Memo::read(&typed).owner(&codes), None, "{typed}");
                }
            }
        }
    }

    #[test]
    fn a_memo_with_two_members_codes_is_nobodys() {
        let codes = codes(&[7, 8]);
        let memo = format!("{} {}", memo_code_of(7), memo_code_of(8));
        assert_eq!(Memo::read(&memo).owner(&codes), None);
    }

    #[test]
    fn a_purchase_is_found_by_its_code_and_no_other_is() {
        let all: BTreeSet<String> = (1..20_000).map(purchase_code_of).collect();
        assert_eq!(all.len(), 19_999);
        assert_eq!(purchase_code_of((1 << 29) - 1).len(), 9);
        let code = purchase_code_of(41);
        let (left, right) = code.split_at(5);
        for memo in [
            code.to_lowercase(),
            format!("{left} {right}"),
            format!("买香菇{left}-{right}。"),
        ] {
            assert_eq!(Memo::read(&memo).purchase(), Some(code.clone()), "{memo}");
            assert_eq!(Memo::read(&memo).owner(&codes(&[41])), None);
        }
        let mut swapped = code.clone().into_bytes();
        swapped.swap(7, 8);
        let swapped = String::from_utf8(swapped).unwrap();
        assert!(swapped == code || Memo::read(&swapped).purchase().is_none());
        let both = format!("{code} {}", purchase_code_of(42));
        assert_eq!(Memo::read(&both).purchase(), None);
        assert_eq!(Memo::read(&memo_code_of(41)).purchase(), None);
    }

    #[test]
    fn a_short_code_must_stand_alone() {
        let mut codes = Codes::default();
        codes.add("JW", 3);
        assert_eq!(Memo::read("货款jw").owner(&codes), Some(3));
        assert_eq!(Memo::read("JWX").owner(&codes), None);
        assert_eq!(Memo::read("J W").owner(&codes), None);
    }

    #[test]
    fn a_payout_line_is_found_by_its_number() {
        let number = payout_number(12, 3);
        assert_eq!(number, "SP000012-00003");
        for memo in [
            number.clone(),
            "代发 sp000012 00003 王".to_owned(),
            "SPSP00001200003".to_owned(),
        ] {
            assert_eq!(Memo::read(&memo).payout(), Some(number.clone()), "{memo}");
        }
        assert_eq!(Memo::read("SP00012-00003").payout(), None);
    }

    #[test]
    fn a_word_counts_alone_and_in_any_width() {
        assert!(Memo::read("Ｆｌｏａｔ 备付").says("FLOAT"));
        assert!(!Memo::read("FLOATING").says("FLOAT"));
        assert_eq!(plain_name("三宝（示例） "), plain_name("三宝(示例)"));
    }
}
