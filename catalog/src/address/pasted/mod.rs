//! Reading an address as people paste it: name, telephone, place and street in one text.
//!
//! Layout: [`normal`] makes one spelling of full-width and odd signs; `numbers` takes telephone
//! numbers out; `pieces` cuts at commas, line breaks and labels; `region` finds province, city and
//! district; `names` tells a name from a street; what is left is the street. `words` holds the
//! words that all of them read by.
//!
//! Invariants: what could be read in two ways is not filled in but told in [`Parsed::unsure`] with
//! what it could be. Nothing of the text is dropped but labels, fillings and a postcode.
//!
//! Limits: the first [`PASTE_CHARS_MAX`] characters are read. Cost grows with the text's length
//! times the names that share a first sign.

mod names;
mod numbers;
mod pieces;
mod region;
mod words;

use super::divisions::{Division, Divisions};
use super::place::Place;
use pieces::{Piece, cut, cuts, trimmed};
use region::Region;
use words::{Label, Words};

/// The characters of a text that are read; an address is shorter.
pub const PASTE_CHARS_MAX: usize = 500;
/// Digits of a postcode.
const POSTCODE_DIGITS: usize = 6;

/// What a pasted text says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The receiver's name.
    pub name: Option<String>,
    /// The telephone number, or what was meant as one, as it was typed.
    pub phone: Option<String>,
    /// The province.
    pub province: Option<&'static Division>,
    /// The city.
    pub city: Option<&'static Division>,
    /// The district.
    pub district: Option<&'static Division>,
    /// What is left: street, house and door.
    pub street: String,
    /// What a person has to look at, in the order of the form.
    pub unsure: Vec<Unsure>,
}

/// What a pasted text does not say, or could say in two ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsure {
    /// No name was told from the rest.
    Name {
        /// What could be one; it still stands in the street.
        candidates: Vec<String>,
    },
    /// No number, a wrong one, or more than one; the first stands in `phone`.
    Phone {
        /// All that were found.
        candidates: Vec<String>,
    },
    /// No place was found, or the text can mean more than one.
    Place {
        /// Which.
        candidates: Vec<Place>,
    },
    /// The province is known, its city is not.
    City,
    /// The city is known, its district is not.
    District {
        /// Which it could be; empty where any could.
        candidates: Vec<Place>,
    },
    /// No street is left.
    Street,
}

/// Reads a pasted text.
pub fn parse(text: &str) -> Parsed {
    let mut signs: Vec<char> = normal(text).chars().take(PASTE_CHARS_MAX).collect();
    let numbers = numbers::take(&mut signs);
    let mut pieces = cut(&signs);
    let mut parsed = Parsed::default();
    take_phone(&mut parsed, numbers, &mut pieces);
    pieces.retain(|piece| piece.label != Some(Label::Postcode) && !is_postcode(&piece.text));
    if let Some(at) = pieces
        .iter()
        .position(|piece| piece.label == Some(Label::Name))
    {
        parsed.name = Some(pieces.remove(at).text.iter().collect());
    }
    let joined = pieces
        .iter()
        .map(|piece| piece.text.as_slice())
        .collect::<Vec<_>>()
        .join(&'\n');
    let region = region::find(&joined);
    let (before, after) = around(&joined, region.as_ref());
    let mut rest = names::Rest { before, after };
    let guesses = names::take(&mut parsed.name, &mut rest);
    parsed.street = rest.street();
    if parsed.name.is_none() {
        let candidates = guesses;
        parsed.unsure.insert(0, Unsure::Name { candidates });
    }
    take_region(&mut parsed, region);
    if parsed.street.is_empty() {
        parsed.unsure.push(Unsure::Street);
    }
    parsed
}

/// One spelling of full-width signs, blanks and line breaks.
pub(super) fn normal(text: &str) -> String {
    let sign = |sign: char| match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0),
        '\u{3000}' | '\u{a0}' => Some(' '),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}' => None,
        '\r' | '\u{2028}' | '\u{2029}' => Some('\n'),
        sign => Some(sign),
    };
    text.chars().filter_map(sign).collect()
}

fn take_phone(parsed: &mut Parsed, numbers: numbers::Numbers, pieces: &mut Vec<Piece>) {
    let labelled = |piece: &Piece| piece.label == Some(Label::Phone);
    let said = pieces.iter().find(|piece| labelled(piece));
    let said = said.map(|piece| piece.text.iter().collect::<String>());
    pieces.retain(|piece| !labelled(piece));
    let mut candidates: Vec<String> = numbers
        .good
        .iter()
        .map(|phone| phone.as_str().to_owned())
        .collect();
    let is_sure = candidates.len() == 1;
    if candidates.is_empty() {
        candidates.extend(numbers.nearly.or(said));
    }
    parsed.phone = candidates.first().cloned();
    if !is_sure {
        parsed.unsure.push(Unsure::Phone { candidates });
    }
}

fn is_postcode(text: &[char]) -> bool {
    text.len() == POSTCODE_DIGITS && text.iter().all(char::is_ascii_digit)
}

/// The pieces in front of the region and behind it.
fn around(text: &[char], region: Option<&Region>) -> (Vec<Vec<char>>, Vec<Vec<char>>) {
    let pieces = |text: &[char]| {
        let pieces = text.split(|sign| cuts(*sign)).map(trimmed);
        pieces.filter(|piece| !piece.is_empty()).collect::<Vec<_>>()
    };
    match region {
        Some(region) => {
            let before = pieces(&text[..region.start]);
            let before = before.iter().filter_map(|piece| without_noise(piece));
            (before.collect(), pieces(&text[region.end..]))
        }
        None => (Vec::new(), pieces(text)),
    }
}

/// A piece without the labels and fillings at its end, as 寄到 in front of a province.
fn without_noise(piece: &[char]) -> Option<Vec<char>> {
    let words = Words::get();
    let mut piece = trimmed(piece);
    while let Some(length) = words.ends("noise", &piece) {
        piece = trimmed(&piece[..piece.len() - length]);
    }
    let is_label = words
        .label(&piece)
        .is_some_and(|(_, length)| length == piece.len());
    (!piece.is_empty() && !is_label).then_some(piece)
}

fn take_region(parsed: &mut Parsed, region: Option<Region>) {
    let Some(region) = region else {
        let candidates = Vec::new();
        return parsed.unsure.push(Unsure::Place { candidates });
    };
    (parsed.province, parsed.city, parsed.district) =
        (region.province, region.city, region.district);
    let divisions = Divisions::get();
    let candidates = region.candidates;
    let unsure = match (region.province, region.city, region.district) {
        (None, _, _) => Some(Unsure::Place { candidates }),
        (Some(_), None, _) if !candidates.is_empty() => Some(Unsure::Place { candidates }),
        (Some(province), None, _) => {
            (!divisions.cities(province.code).is_empty()).then_some(Unsure::City)
        }
        (_, Some(city), None) if !divisions.districts(city.code).is_empty() => {
            let candidates = if candidates.is_empty() {
                districts_in(&parsed.street, city)
            } else {
                candidates
            };
            Some(Unsure::District { candidates })
        }
        _ => None,
    };
    parsed.unsure.extend(unsure);
}

/// The districts of a city whose short name the street begins with.
fn districts_in(street: &str, city: &Division) -> Vec<Place> {
    let divisions = Divisions::get();
    let districts = divisions.districts(city.code).iter();
    let begins = |district: &&&Division| {
        let short = district.short_zh;
        !short.is_empty() && street.starts_with(short)
    };
    districts
        .filter(begins)
        .filter_map(|district| divisions.place(district.code))
        .collect()
}
