//! Whose balance it is: a kind and a number, never a name.
//!
//! Names, phones and banks live elsewhere, where they can be erased; the rows of the ledger stay.

use std::fmt;
use std::str::FromStr;

use crate::account::AccountError;

/// Whose balance it is: an opaque id, its kind and number, never a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Party {
    /// The account has one balance for all; its text is `-`.
    #[default]
    None,
    /// A member household (农户) of a cooperative.
    Household(i64),
    /// A cooperative (合作社).
    Cooperative(i64),
    /// A member of the market, that is an organisation or person who trades.
    Member(i64),
    /// A deal of the market.
    Deal(i64),
    /// One cooperative's part of a shop purchase.
    Consignment(i64),
    /// A root lot of goods (批次).
    Lot(i64),
    /// A carrier (承运人).
    Carrier(i64),
    /// An inspection body (检测机构).
    Inspector(i64),
    /// A line of the bank's statement.
    Statement(i64),
    /// A payment provider by its short name.
    Provider(ProviderName),
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Party::None => f.write_str("-"),
            Party::Household(number) => write!(f, "household:{number}"),
            Party::Cooperative(number) => write!(f, "cooperative:{number}"),
            Party::Member(number) => write!(f, "member:{number}"),
            Party::Deal(number) => write!(f, "deal:{number}"),
            Party::Consignment(number) => write!(f, "consignment:{number}"),
            Party::Lot(number) => write!(f, "lot:{number}"),
            Party::Carrier(number) => write!(f, "carrier:{number}"),
            Party::Inspector(number) => write!(f, "inspector:{number}"),
            Party::Statement(number) => write!(f, "statement:{number}"),
            Party::Provider(name) => write!(f, "provider:{}", name.0),
        }
    }
}

impl FromStr for Party {
    type Err = AccountError;

    fn from_str(text: &str) -> Result<Party, AccountError> {
        let wrong = || AccountError::Party(text.to_owned());
        if text == "-" {
            return Ok(Party::None);
        }
        let (kind, id) = text.split_once(':').ok_or_else(wrong)?;
        if kind == "provider" {
            return ProviderName::new(id).map(Party::Provider);
        }
        let number = positive(id).ok_or_else(wrong)?;
        match kind {
            "household" => Ok(Party::Household(number)),
            "cooperative" => Ok(Party::Cooperative(number)),
            "member" => Ok(Party::Member(number)),
            "deal" => Ok(Party::Deal(number)),
            "consignment" => Ok(Party::Consignment(number)),
            "lot" => Ok(Party::Lot(number)),
            "carrier" => Ok(Party::Carrier(number)),
            "inspector" => Ok(Party::Inspector(number)),
            "statement" => Ok(Party::Statement(number)),
            _ => Err(wrong()),
        }
    }
}

/// A provider's short name: lower case letters and digits, at most 32 of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderName(String);

impl ProviderName {
    /// The provider called `name`.
    ///
    /// # Errors
    /// `Party` if the name has other characters, or none, or too many.
    pub fn new(name: &str) -> Result<ProviderName, AccountError> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        if name.is_empty() || name.len() > 32 || !name.bytes().all(plain) {
            return Err(AccountError::Party(format!("provider:{name}")));
        }
        Ok(ProviderName(name.to_owned()))
    }
}

/// A number of 1 or more in its one plain spelling.
pub(crate) fn positive(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    (number > 0 && number.to_string() == text).then_some(number)
}
