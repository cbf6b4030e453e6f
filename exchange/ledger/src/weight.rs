//! Weights in whole grams; 500 g are one jin (斤).

use std::fmt;

use thiserror::Error;

/// What can be wrong with a weight.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WeightError {
    /// No batch weighs less than nothing.
    #[error("weight is negative: {0} g")]
    Negative(i64),
    /// The weight does not fit into 64 bits of grams.
    #[error("weight is too large")]
    Overflow,
    /// The text is not a decimal number.
    #[error("not a weight: {0:?}")]
    NotANumber(String),
    /// The text names a part of a gram.
    #[error("not a whole number of grams: {0:?}")]
    PartOfGram(String),
}

/// A weight in whole grams, never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Grams(i64);

impl Grams {
    /// No weight.
    pub const ZERO: Grams = Grams(0);
    /// One jin (斤), the unit of the village scale.
    pub const JIN: Grams = Grams(500);
    /// One kilogram.
    pub const KG: Grams = Grams(1000);
    /// One tonne.
    pub const TONNE: Grams = Grams(1_000_000);

    /// A weight of `g` grams.
    ///
    /// # Errors
    /// `Negative`.
    pub const fn new(g: i64) -> Result<Grams, WeightError> {
        if g < 0 {
            Err(WeightError::Negative(g))
        } else {
            Ok(Grams(g))
        }
    }

    /// The weight in grams, for a column or a factor.
    pub const fn as_g(self) -> i64 {
        self.0
    }

    /// Reads a decimal number of jin, exact to the gram: `3500`, `0.002`.
    ///
    /// # Errors
    /// `NotANumber`, `PartOfGram` or `Overflow`.
    pub fn from_jin(text: &str) -> Result<Grams, WeightError> {
        exact(text, Grams::JIN)
    }

    /// Reads a decimal number of kilograms, exact to the gram: `1750`, `0.001`.
    ///
    /// # Errors
    /// `NotANumber`, `PartOfGram` or `Overflow`.
    pub fn from_kg(text: &str) -> Result<Grams, WeightError> {
        exact(text, Grams::KG)
    }

    /// The weight in kilograms with the decimals it needs: `1750`, `0.5`.
    pub fn kg_text(self) -> String {
        decimal(self.0.unsigned_abs().into(), 1000)
    }

    /// The weight in jin with the decimals it needs: `3500`, `0.002`.
    pub fn jin_text(self) -> String {
        decimal(u128::from(self.0.unsigned_abs()) * 2, 1000)
    }

    /// The sum of two weights.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn checked_add(self, other: Grams) -> Result<Grams, WeightError> {
        self.0
            .checked_add(other.0)
            .map(Grams)
            .ok_or(WeightError::Overflow)
    }

    /// What is left without `other`.
    ///
    /// # Errors
    /// `Negative` if `other` is the larger one.
    pub fn checked_sub(self, other: Grams) -> Result<Grams, WeightError> {
        Grams::new(self.0 - other.0)
    }

    /// The sum of many weights.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn sum(weights: impl IntoIterator<Item = Grams>) -> Result<Grams, WeightError> {
        weights
            .into_iter()
            .try_fold(Grams::ZERO, Grams::checked_add)
    }
}

impl fmt::Display for Grams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} g", self.0)
    }
}

/// A decimal number of `unit`, as whole grams.
fn exact(text: &str, unit: Grams) -> Result<Grams, WeightError> {
    let wrong = || WeightError::NotANumber(text.to_owned());
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(decimals) {
        return Err(wrong());
    }
    let decimals = decimals.trim_end_matches('0');
    // The smallest step of a jin is 0.002, of a kilogram 0.001: a fourth decimal is never a gram.
    let Some(places) = 3usize.checked_sub(decimals.len()) else {
        return Err(WeightError::PartOfGram(text.to_owned()));
    };
    let thousandths = format!("{whole}{decimals}{}", "0".repeat(places));
    let thousandths: i64 = thousandths.parse().map_err(|_| WeightError::Overflow)?;
    let grams = i128::from(thousandths) * i128::from(unit.0);
    if grams % 1000 != 0 {
        return Err(WeightError::PartOfGram(text.to_owned()));
    }
    i64::try_from(grams / 1000)
        .map(Grams)
        .map_err(|_| WeightError::Overflow)
}

fn decimal(units: u128, per: u128) -> String {
    let text = format!("{}.{:03}", units / per, units % per);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jin_is_five_hundred_grams_to_the_gram() {
        assert_eq!(Grams::from_jin("3500"), Grams::new(1_750_000));
        assert_eq!(Grams::from_jin("0.002"), Grams::new(1));
        assert_eq!(Grams::from_jin("0.0020"), Grams::new(1));
        assert_eq!(Grams::from_kg("1.25"), Grams::new(1250));
    }

    #[test]
    fn a_part_of_a_gram_is_refused() {
        for text in ["0.001", "0.0021"] {
            assert_eq!(
                Grams::from_jin(text),
                Err(WeightError::PartOfGram(text.to_owned()))
            );
        }
        assert_eq!(
            Grams::from_kg("0.0005"),
            Err(WeightError::PartOfGram("0.0005".to_owned()))
        );
    }

    #[test]
    fn a_text_that_is_no_weight_is_refused() {
        for text in ["", "-1", "1.", ".5", "1,000", "3500斤", "1e3", "+2"] {
            assert_eq!(
                Grams::from_jin(text),
                Err(WeightError::NotANumber(text.to_owned()))
            );
        }
        assert_eq!(
            Grams::from_kg("99999999999999999999"),
            Err(WeightError::Overflow)
        );
        assert_eq!(Grams::from_kg("9223372036854775.807"), Ok(Grams(i64::MAX)));
        assert_eq!(Grams::new(-1), Err(WeightError::Negative(-1)));
    }

    #[test]
    fn a_weight_prints_in_both_units() {
        let grams = Grams::from_jin("3500.002").unwrap();
        assert_eq!(grams.jin_text(), "3500.002");
        assert_eq!(grams.kg_text(), "1750.001");
        assert_eq!(Grams::ZERO.kg_text(), "0");
    }

    #[test]
    fn a_weight_never_falls_below_nothing() {
        assert_eq!(
            Grams::JIN.checked_sub(Grams::KG),
            Err(WeightError::Negative(-500))
        );
        assert_eq!(
            Grams(i64::MAX).checked_add(Grams::KG),
            Err(WeightError::Overflow)
        );
    }
}
