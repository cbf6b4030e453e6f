//! The receiver's name and the street, and the whole address.

use thiserror::Error;

use super::phone::Phone;
use super::place::Place;

/// The most characters of a name.
pub const NAME_CHARS_MAX: usize = 30;
/// The fewest characters of a street.
pub const STREET_CHARS_MIN: usize = 2;
/// The most characters of a street.
pub const STREET_CHARS_MAX: usize = 100;

/// What is wrong with a text.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Error)]
pub enum TextFault {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// It says too little to find a door.
    #[error("fewer than {least} characters")]
    TooShort {
        /// The fewest characters.
        least: usize,
    },
    /// It is longer than fits on a label.
    #[error("more than {most} characters")]
    TooLong {
        /// The most characters.
        most: usize,
    },
    /// It holds line breaks or other control characters.
    #[error("control characters")]
    Control,
}

/// Where a box goes, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Who receives it.
    pub name: String,
    /// How to reach them.
    pub phone: Phone,
    /// Province, city and district.
    pub place: Place,
    /// Street, house and door.
    pub street: String,
}

impl Address {
    /// As it stands on a label: 山西省太原市小店区亲贤街1号.
    pub fn text_zh(&self) -> String {
        format!("{}{}", self.place.text_zh(), self.street)
    }
}

/// A receiver's name without blanks around it.
///
/// # Errors
/// What is wrong with it.
pub fn receiver(text: &str) -> Result<String, TextFault> {
    bounded(text, 1..=NAME_CHARS_MAX)
}

/// A street without blanks around it.
///
/// # Errors
/// What is wrong with it.
pub fn street(text: &str) -> Result<String, TextFault> {
    bounded(text, STREET_CHARS_MIN..=STREET_CHARS_MAX)
}

fn bounded(text: &str, chars: std::ops::RangeInclusive<usize>) -> Result<String, TextFault> {
    let text = text.trim();
    let count = text.chars().count();
    let (least, most) = (*chars.start(), *chars.end());
    if count == 0 {
        return Err(TextFault::Empty);
    }
    if text.chars().any(is_control) {
        return Err(TextFault::Control);
    }
    if count < least {
        return Err(TextFault::TooShort { least });
    }
    if count > most {
        return Err(TextFault::TooLong { most });
    }
    Ok(text.to_owned())
}

/// Signs that no label can print, the ones that turn the direction of writing among them.
fn is_control(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || sign == char::REPLACEMENT_CHARACTER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_to_thirty_characters_and_no_control_characters() {
        assert_eq!(receiver("  张三 "), Ok("张三".to_owned()));
        assert_eq!(receiver("张"), Ok("张".to_owned()));
        assert_eq!(receiver("张".repeat(30).as_str()), Ok("张".repeat(30)));
        let most = NAME_CHARS_MAX;
        assert_eq!(receiver(&"张".repeat(31)), Err(TextFault::TooLong { most }));
        assert_eq!(receiver(" \t"), Err(TextFault::Empty));
        assert_eq!(receiver("张\n三"), Err(TextFault::Control));
        assert_eq!(receiver("张\u{202e}三"), Err(TextFault::Control));
    }

    #[test]
    fn a_street_has_two_to_a_hundred_characters() {
        let (least, most) = (STREET_CHARS_MIN, STREET_CHARS_MAX);
        assert_eq!(street("街"), Err(TextFault::TooShort { least }));
        assert_eq!(street("亲贤街"), Ok("亲贤街".to_owned()));
        assert_eq!(street(&"街".repeat(100)), Ok("街".repeat(100)));
        assert_eq!(street(&"街".repeat(101)), Err(TextFault::TooLong { most }));
        assert_eq!(street("亲贤街\u{7}1号"), Err(TextFault::Control));
    }
}
