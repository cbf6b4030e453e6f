//! Money in whole fen, and the one place of every rounding rule that touches it.
//!
//! Source: the rules of proceeds, 4.3, "one rounding per printed figure": percentage fees go down, in the
//! grower's favour; half of a line goes down; a hold and a legal minimum go up; a price times a
//! weight goes half up. Parts of a whole are never rounded here: they are apportioned.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::weight::Grams;

/// What can be wrong with an amount or a rate.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MoneyError {
    /// The result does not fit into 64 bits of fen.
    #[error("amount is too large")]
    Overflow,
    /// A rule that knows no negative amounts was given one.
    #[error("amount is negative: {0}")]
    Negative(Money),
    /// The text is not a decimal number of yuan.
    #[error("not an amount in yuan: {0:?}")]
    NotYuan(String),
    /// The text names a part of a fen.
    #[error("more than two decimals: {0:?}")]
    PartOfFen(String),
    /// A rate outside 0 to [`BasisPoints::MAX`].
    #[error("rate out of range: {0} basis points")]
    Rate(u32),
    /// A price was given for no weight at all.
    #[error("a price needs a weight it is for")]
    PriceForNothing,
}

/// An amount in whole fen (分); it may be negative where it is a difference or a balance.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i64);

impl Money {
    /// No money.
    pub const ZERO: Money = Money(0);

    /// An amount of `fen`.
    pub const fn fen(fen: i64) -> Money {
        Money(fen)
    }

    /// The amount in fen, for a column, a sum or a file.
    pub const fn as_fen(self) -> i64 {
        self.0
    }

    /// Whether this is exactly nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether this is more than nothing.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Whether this is less than nothing.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The sum of two amounts.
    ///
    /// # Errors
    /// `Overflow` if it does not fit.
    pub fn checked_add(self, other: Money) -> Result<Money, MoneyError> {
        self.0
            .checked_add(other.0)
            .map(Money)
            .ok_or(MoneyError::Overflow)
    }

    /// What is left of this amount without `other`; it may be negative.
    ///
    /// # Errors
    /// `Overflow` if it does not fit.
    pub fn checked_sub(self, other: Money) -> Result<Money, MoneyError> {
        self.0
            .checked_sub(other.0)
            .map(Money)
            .ok_or(MoneyError::Overflow)
    }

    /// The same amount the other way.
    ///
    /// # Errors
    /// `Overflow` for the one amount without an opposite.
    pub fn negated(self) -> Result<Money, MoneyError> {
        self.0.checked_neg().map(Money).ok_or(MoneyError::Overflow)
    }

    /// So many times this amount.
    ///
    /// # Errors
    /// `Overflow` if it does not fit.
    pub fn times(self, count: u32) -> Result<Money, MoneyError> {
        self.0
            .checked_mul(i64::from(count))
            .map(Money)
            .ok_or(MoneyError::Overflow)
    }

    /// The sum of many amounts.
    ///
    /// # Errors
    /// `Overflow` if a partial sum does not fit.
    pub fn sum(amounts: impl IntoIterator<Item = Money>) -> Result<Money, MoneyError> {
        amounts
            .into_iter()
            .try_fold(Money::ZERO, Money::checked_add)
    }

    /// A percentage fee on this amount, rounded down.
    ///
    /// Source: the rules of proceeds, 4.3, percentage fees down, in the grower's favour.
    ///
    /// # Errors
    /// `Negative` for a negative amount, `Overflow` for a rate above 100 % that does not fit.
    pub fn fee(self, rate: BasisPoints) -> Result<Money, MoneyError> {
        let exact = self.times_rate(rate)?;
        narrow(exact / i128::from(BasisPoints::WHOLE.0))
    }

    /// What a provider keeps of a payment, rounded half up.
    ///
    /// # Errors
    /// As [`Money::fee`].
    pub fn half_up(self, rate: BasisPoints) -> Result<Money, MoneyError> {
        let whole = i128::from(BasisPoints::WHOLE.0);
        narrow((self.times_rate(rate)? + whole / 2) / whole)
    }

    /// What is held against this value, rounded up, so that a hold is never short.
    ///
    /// Source: the house's issue, holds per instrument and mode, 10 % of value rounded up.
    ///
    /// # Errors
    /// As [`Money::fee`].
    pub fn hold(self, rate: BasisPoints) -> Result<Money, MoneyError> {
        let whole = i128::from(BasisPoints::WHOLE.0);
        narrow((self.times_rate(rate)? + whole - 1) / whole)
    }

    /// Half of this amount, rounded down: an odd fen stays with the household.
    ///
    /// Source: the rules of proceeds, 3.5 and 4.3, the cap of what an advance takes from one line.
    ///
    /// # Errors
    /// `Negative` for a negative amount.
    pub fn half(self) -> Result<Money, MoneyError> {
        self.not_negative().map(|amount| Money(amount.0 / 2))
    }

    /// The price of `delivered` when this is the price of `whole`, rounded half up.
    ///
    /// It serves a price per 500 g as well as the value of a deal of which less arrived.
    /// Source: the rules of proceeds, 4.3, price × weight half up.
    ///
    /// # Errors
    /// `Negative` for a negative price, `PriceForNothing` if `whole` is 0 g, `Overflow`.
    pub fn for_weight(self, whole: Grams, delivered: Grams) -> Result<Money, MoneyError> {
        let price = i128::from(self.not_negative()?.0);
        let per = i128::from(whole.as_g());
        if per == 0 {
            return Err(MoneyError::PriceForNothing);
        }
        // Both factors are below 2^63, so that twice their product still fits after the split.
        let product = price * i128::from(delivered.as_g());
        let (down, rest) = (product / per, product % per);
        narrow(if rest >= per - rest { down + 1 } else { down })
    }

    /// Which part of `whole` this is, in basis points, rounded half up, for people to read.
    ///
    /// It is a figure on a page, never a factor of another amount. Nothing of nothing is 0.
    ///
    /// # Errors
    /// `Negative` for a negative amount, `Rate` or `Overflow` if it is beyond every rate.
    pub fn share_of(self, whole: Money) -> Result<BasisPoints, MoneyError> {
        let part = i128::from(self.not_negative()?.0);
        let whole = i128::from(whole.not_negative()?.0);
        if whole == 0 {
            return Ok(BasisPoints(0));
        }
        let bp = (part * i128::from(BasisPoints::WHOLE.0) * 2 + whole) / (whole * 2);
        u32::try_from(bp)
            .map_err(|_| MoneyError::Overflow)
            .and_then(BasisPoints::new)
    }

    /// The amount in yuan without separators, as files of other systems want it: `24000.00`.
    pub fn plain_yuan(self) -> String {
        let fen = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", fen / 100, fen % 100)
    }

    /// The amount itself, unless it is negative.
    ///
    /// # Errors
    /// `Negative`.
    pub fn not_negative(self) -> Result<Money, MoneyError> {
        if self.0 < 0 {
            Err(MoneyError::Negative(self))
        } else {
            Ok(self)
        }
    }

    fn times_rate(self, rate: BasisPoints) -> Result<i128, MoneyError> {
        Ok(i128::from(self.not_negative()?.0) * i128::from(rate.0))
    }
}

fn narrow(fen: i128) -> Result<Money, MoneyError> {
    i64::try_from(fen)
        .map(Money)
        .map_err(|_| MoneyError::Overflow)
}

impl fmt::Display for Money {
    /// Yuan with separators, as people read it: `24,000.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fen = self.0.unsigned_abs();
        let yuan = (fen / 100).to_string();
        let mut text = String::with_capacity(yuan.len() + yuan.len() / 3 + 4);
        if self.0 < 0 {
            text.push('-');
        }
        for (place, digit) in yuan.chars().enumerate() {
            if place > 0 && (yuan.len() - place).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        f.pad(&format!("{text}.{:02}", fen % 100))
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads decimal yuan with at most two decimals: `24000`, `24,000.00`, `-0.5`.
    ///
    /// A comma may stand only where thousands part, so that `1,5` is refused, not read as 15.
    fn from_str(text: &str) -> Result<Money, MoneyError> {
        let wrong = || MoneyError::NotYuan(text.to_owned());
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let whole = without_separators(whole).ok_or_else(wrong)?;
        if decimals.is_empty() || !decimals.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        if decimals.len() > 2 {
            return Err(MoneyError::PartOfFen(text.to_owned()));
        }
        let fen = format!("{whole}{decimals:0<2}");
        let fen: i64 = fen.parse().map_err(|_| MoneyError::Overflow)?;
        Ok(Money(if negative { -fen } else { fen }))
    }
}

/// The digits of a whole number whose commas, if any, part groups of three.
fn without_separators(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let mut all = first.to_owned();
    let mut parted = false;
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        parted = true;
        all.push_str(group);
    }
    (digits(first) && digits(&all) && !(parted && first.len() > 3)).then_some(all)
}

/// A rate in 1/10,000 (基点), from 0 to ten times the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct BasisPoints(u32);

impl BasisPoints {
    /// The whole: 100 %.
    pub const WHOLE: BasisPoints = BasisPoints(10_000);
    /// The largest rate: a premium grade may count more than the whole, but not without bound.
    pub const MAX: BasisPoints = BasisPoints(100_000);

    /// A rate of `bp` ten-thousandths.
    ///
    /// # Errors
    /// `Rate` above [`BasisPoints::MAX`].
    pub const fn new(bp: u32) -> Result<BasisPoints, MoneyError> {
        if bp > BasisPoints::MAX.0 {
            Err(MoneyError::Rate(bp))
        } else {
            Ok(BasisPoints(bp))
        }
    }

    /// The rate in ten-thousandths, for a column or a factor.
    pub const fn as_bp(self) -> u32 {
        self.0
    }
}

impl fmt::Display for BasisPoints {
    /// Percent with two decimals: `87.95 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02} %", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(text: &str) -> Money {
        text.parse().unwrap()
    }

    fn bp(bp: u32) -> BasisPoints {
        BasisPoints::new(bp).unwrap()
    }

    fn grams(g: i64) -> Grams {
        Grams::new(g).unwrap()
    }

    #[test]
    fn an_amount_prints_with_separators_and_reads_back() {
        for (fen, text) in [
            (2_400_000, "24,000.00"),
            (0, "0.00"),
            (-120, "-1.20"),
            (5, "0.05"),
            (99_999, "999.99"),
            (100_000_000_000, "1,000,000,000.00"),
        ] {
            assert_eq!(Money::fen(fen).to_string(), text);
            assert_eq!(yuan(text), Money::fen(fen));
            assert_eq!(yuan(&Money::fen(fen).plain_yuan()), Money::fen(fen));
        }
        assert_eq!(yuan("24000"), Money::fen(2_400_000));
        assert_eq!(yuan("0.5"), Money::fen(50));
        assert_eq!(Money::fen(i64::MIN).plain_yuan(), "-92233720368547758.08");
    }

    #[test]
    fn a_text_that_is_no_exact_amount_is_refused() {
        for text in [
            "", "-", ".", "1.", ".5", "1,5", "1,23,456", "1234,567", "一", "1e3", "+1", " 1",
            "--1", ",123",
        ] {
            assert_eq!(
                text.parse::<Money>(),
                Err(MoneyError::NotYuan(text.to_owned())),
                "{text}"
            );
        }
        assert_eq!(
            "1.005".parse::<Money>(),
            Err(MoneyError::PartOfFen("1.005".to_owned()))
        );
        assert_eq!(
            "92233720368547758.08".parse::<Money>(),
            Err(MoneyError::Overflow)
        );
    }

    #[test]
    fn a_fee_goes_down_and_a_hold_goes_up() {
        assert_eq!(yuan("24000").fee(bp(100)), Ok(yuan("240.00")));
        assert_eq!(yuan("99.80").fee(bp(60)), Ok(yuan("0.59")));
        assert_eq!(yuan("24000").hold(bp(1000)), Ok(yuan("2400")));
        assert_eq!(Money::fen(1).hold(bp(1000)), Ok(Money::fen(1)));
        assert_eq!(Money::ZERO.hold(bp(1000)), Ok(Money::ZERO));
        assert_eq!(
            Money::fen(i64::MAX).hold(BasisPoints::WHOLE),
            Ok(Money::fen(i64::MAX))
        );
        assert_eq!(
            Money::fen(i64::MAX).fee(bp(20_000)),
            Err(MoneyError::Overflow)
        );
        assert_eq!(
            Money::fen(-1).fee(bp(1)),
            Err(MoneyError::Negative(Money::fen(-1)))
        );
    }

    #[test]
    fn an_odd_fen_stays_out_of_the_half() {
        assert_eq!(Money::fen(40_091).half(), Ok(Money::fen(20_045)));
        assert_eq!(Money::fen(1).half(), Ok(Money::ZERO));
    }

    #[test]
    fn a_price_of_a_weight_goes_half_up() {
        let price = Money::fen(6200);
        assert_eq!(
            price.for_weight(grams(1000), grams(10_201_379)),
            Ok(Money::fen(63_248_550))
        );
        assert_eq!(
            Money::fen(1).for_weight(grams(2), grams(1)),
            Ok(Money::fen(1))
        );
        assert_eq!(
            Money::fen(1).for_weight(grams(3), grams(1)),
            Ok(Money::ZERO)
        );
        assert_eq!(
            Money::fen(1).for_weight(grams(0), grams(1)),
            Err(MoneyError::PriceForNothing)
        );
        let most = grams(i64::MAX);
        assert_eq!(
            Money::fen(i64::MAX).for_weight(most, most),
            Ok(Money::fen(i64::MAX))
        );
    }

    #[test]
    fn the_part_of_the_gross_is_printed_half_up() {
        assert_eq!(yuan("21107.20").share_of(yuan("24000")), Ok(bp(8795)));
        assert_eq!(Money::ZERO.share_of(Money::ZERO), Ok(bp(0)));
        assert_eq!(bp(8795).to_string(), "87.95 %");
    }

    #[test]
    fn a_sum_that_does_not_fit_is_an_error() {
        assert_eq!(
            Money::fen(i64::MAX).checked_add(Money::fen(1)),
            Err(MoneyError::Overflow)
        );
        assert_eq!(Money::fen(i64::MIN).negated(), Err(MoneyError::Overflow));
        assert_eq!(
            Money::sum([Money::fen(1), Money::fen(2)]),
            Ok(Money::fen(3))
        );
    }
}
