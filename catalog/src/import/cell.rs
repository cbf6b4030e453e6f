//! From a cell to a value, noting what is wrong with it.
//!
//! Every reader trims the cell, returns `None` for a bad one and notes the fault, so that a row
//! with three bad cells is said three times. Numbers are plain decimals; no float is involved.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime};
use csv::StringRecord;
use ledger::{BasisPoints, Grams, Money, MoneyError, WeightError};

use super::fault::{Faults, RowError};
use super::reason::Reason;
use super::table::Header;

/// The longest text of a cell.
pub(super) const TEXT_CHARS_MAX: usize = 120;
/// The longest code or number of a row.
pub(super) const CODE_CHARS_MAX: usize = 40;
/// The largest amount in a file: a billion yuan.
pub(super) const MONEY_MAX: Money = Money::fen(100_000_000_000);
/// The years in which a date can lie.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;
/// Files speak local time, which is eight hours ahead of UTC.
const LOCAL_AHEAD_MS: i64 = 8 * 60 * 60 * 1000;

/// The cells of one row.
pub(super) struct Cells<'a> {
    line: usize,
    record: &'a StringRecord,
    header: &'a Header,
    faults: &'a mut Faults,
}

impl<'a> Cells<'a> {
    pub(super) fn new(
        line: usize,
        record: &'a StringRecord,
        header: &'a Header,
        faults: &'a mut Faults,
    ) -> Cells<'a> {
        Cells {
            line,
            record,
            header,
            faults,
        }
    }

    /// Notes a fault of `column`.
    pub(super) fn refuse<T>(&mut self, column: &'static str, reason: Reason) -> Option<T> {
        self.faults.add(RowError {
            line: self.line,
            column: Some(column),
            reason,
        });
        None
    }

    fn raw(&self, column: &'static str) -> &'a str {
        let place = self.header.place(column);
        place
            .and_then(|place| self.record.get(place))
            .unwrap_or_default()
            .trim()
    }

    /// The cell's text, empty if it is empty or the file lacks this optional column.
    pub(super) fn text_or_empty(&mut self, column: &'static str) -> Option<String> {
        let text = self.raw(column);
        if text.chars().count() > TEXT_CHARS_MAX {
            return self.refuse(
                column,
                Reason::TooLong {
                    limit: TEXT_CHARS_MAX,
                },
            );
        }
        if text.contains(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER) {
            return self.refuse(column, Reason::BadText);
        }
        Some(text.to_owned())
    }

    /// The cell's text, which must say something.
    pub(super) fn text(&mut self, column: &'static str) -> Option<String> {
        let text = self.text_or_empty(column)?;
        if text.is_empty() {
            self.refuse(column, Reason::Empty)
        } else {
            Some(text)
        }
    }

    /// A code of letters, digits and `- _ .`, as stands in addresses and other files.
    pub(super) fn code(&mut self, column: &'static str) -> Option<String> {
        let text = self.text(column)?;
        if text.len() > CODE_CHARS_MAX {
            return self.refuse(
                column,
                Reason::TooLong {
                    limit: CODE_CHARS_MAX,
                },
            );
        }
        if !text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        {
            return self.refuse(column, Reason::BadCode { value: text });
        }
        Some(text)
    }

    /// A code, or nothing.
    pub(super) fn code_if_any(&mut self, column: &'static str) -> Option<Option<String>> {
        if self.raw(column).is_empty() {
            Some(None)
        } else {
            self.code(column).map(Some)
        }
    }

    /// A bank account: digits, leading zeros kept.
    pub(super) fn account(&mut self, column: &'static str) -> Option<String> {
        let text: String = self.text(column)?.split(' ').collect();
        if text.len() > CODE_CHARS_MAX || !text.bytes().all(|b| b.is_ascii_digit()) {
            return self.refuse(column, Reason::BadAccount { value: text });
        }
        Some(text)
    }

    /// A whole number from 0 to `limit`.
    pub(super) fn whole(&mut self, column: &'static str, limit: i64) -> Option<i64> {
        self.decimal(column, 0, limit)
    }

    /// A whole number from 1 to `limit`.
    pub(super) fn counted(&mut self, column: &'static str, limit: i64) -> Option<i64> {
        match self.whole(column, limit)? {
            0 => self.refuse(column, Reason::Zero),
            number => Some(number),
        }
    }

    /// A number of mu in hundredths, from 0 to `limit` hundredths.
    pub(super) fn hundredths(&mut self, column: &'static str, limit: i64) -> Option<i64> {
        self.decimal(column, 2, limit)
    }

    /// A number of mu in hundredths, or nothing.
    pub(super) fn hundredths_if_any(
        &mut self,
        column: &'static str,
        limit: i64,
    ) -> Option<Option<i64>> {
        if self.raw(column).is_empty() {
            Some(None)
        } else {
            self.hundredths(column, limit).map(Some)
        }
    }

    /// A number above zero in thousandths, up to `limit` thousandths.
    pub(super) fn thousandths(&mut self, column: &'static str, limit: i64) -> Option<i64> {
        match self.decimal(column, 3, limit)? {
            0 => self.refuse(column, Reason::Zero),
            number => Some(number),
        }
    }

    /// A decimal number with at most `places` decimals, in units of the last place.
    fn decimal(&mut self, column: &'static str, places: usize, limit: i64) -> Option<i64> {
        let text = self.number_text(column)?;
        let (head, tail) = text.split_once('.').unwrap_or((&text, ""));
        let tail = tail.trim_end_matches('0');
        if tail.len() > places {
            return self.refuse(
                column,
                Reason::TooManyDecimals {
                    value: text,
                    places,
                },
            );
        }
        let number = format!("{head}{tail:0<places$}")
            .parse::<i64>()
            .ok()
            .filter(|number| *number <= limit);
        match number {
            Some(number) => Some(number),
            None => {
                let unit = 10_i64.pow(u32::try_from(places).expect("three places at most"));
                self.refuse(
                    column,
                    Reason::TooLarge {
                        value: text,
                        limit: (limit / unit).to_string(),
                    },
                )
            }
        }
    }

    /// The text of a decimal number that is not negative.
    fn number_text(&mut self, column: &'static str) -> Option<String> {
        let text = self.text(column)?;
        let positive = |text: &str| {
            let (head, tail) = text.split_once('.').unwrap_or((text, "0"));
            let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            digits(head) && digits(tail)
        };
        match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) if positive(rest) => self.refuse(column, Reason::Negative { value: text }),
            None if positive(&text) => Some(text),
            _ => self.refuse(column, Reason::NotANumber { value: text }),
        }
    }

    /// A weight above zero in the unit that stands in `unit_column`, jin or kg, up to `g_max` grams.
    pub(super) fn weight(
        &mut self,
        column: &'static str,
        unit_column: &'static str,
        g_max: i64,
    ) -> Option<Grams> {
        let unit = self.weigh_unit(unit_column);
        let text = self.number_text(column)?;
        let weight = match unit? {
            WeighUnit::Jin => Grams::from_jin(&text),
            WeighUnit::Kg => Grams::from_kg(&text),
        };
        let too_large = |text| Reason::TooLarge {
            value: text,
            limit: format!("{} kg", g_max / 1000),
        };
        match weight {
            Ok(Grams::ZERO) => self.refuse(column, Reason::Zero),
            Ok(weight) if weight.as_g() <= g_max => Some(weight),
            Ok(_) | Err(WeightError::Overflow) => self.refuse(column, too_large(text)),
            Err(WeightError::PartOfGram(_)) => {
                self.refuse(column, Reason::FinerThanGram { value: text })
            }
            Err(WeightError::Negative(_) | WeightError::NotANumber(_)) => {
                self.refuse(column, Reason::NotANumber { value: text })
            }
        }
    }

    /// An amount in yuan of either sign, zero included.
    pub(super) fn signed_money(&mut self, column: &'static str) -> Option<Money> {
        let text = self.text(column)?.replace('\u{2212}', "-");
        let too_large = |text| Reason::TooLarge {
            value: text,
            limit: MONEY_MAX.to_string(),
        };
        match text.parse::<Money>() {
            Ok(amount) if (Money::fen(-MONEY_MAX.as_fen())..=MONEY_MAX).contains(&amount) => {
                Some(amount)
            }
            Ok(_) | Err(MoneyError::Overflow) => self.refuse(column, too_large(text)),
            Err(MoneyError::PartOfFen(_)) => {
                self.refuse(column, Reason::FinerThanFen { value: text })
            }
            Err(_) => self.refuse(column, Reason::NotANumber { value: text }),
        }
    }

    /// An amount in yuan above zero.
    pub(super) fn money(&mut self, column: &'static str) -> Option<Money> {
        let amount = self.signed_money(column)?;
        if amount.is_negative() {
            return self.refuse(
                column,
                Reason::Negative {
                    value: self.raw(column).to_owned(),
                },
            );
        }
        if amount.is_zero() {
            self.refuse(column, Reason::Zero)
        } else {
            Some(amount)
        }
    }

    /// An amount given in whole fen, zero included.
    pub(super) fn fen(&mut self, column: &'static str) -> Option<Money> {
        self.whole(column, MONEY_MAX.as_fen()).map(Money::fen)
    }

    /// A rate in basis points up to the whole.
    pub(super) fn rate(&mut self, column: &'static str) -> Option<BasisPoints> {
        let bp = self.whole(column, i64::from(BasisPoints::WHOLE.as_bp()))?;
        let bp = u32::try_from(bp).expect("between 0 and the whole");
        Some(BasisPoints::new(bp).expect("at most the whole"))
    }

    /// A rate, or nothing.
    pub(super) fn rate_if_any(&mut self, column: &'static str) -> Option<Option<BasisPoints>> {
        if self.raw(column).is_empty() {
            Some(None)
        } else {
            self.rate(column).map(Some)
        }
    }

    /// A day, as 2026-10-12.
    pub(super) fn day(&mut self, column: &'static str) -> Option<NaiveDate> {
        let text = self.text(column)?;
        let day = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok();
        match day.filter(|day| text.len() == 10 && YEARS.contains(&day.year())) {
            Some(day) => Some(day),
            None => self.refuse(column, Reason::BadDate { value: text }),
        }
    }

    /// A local time, as 2026-10-12 08:10, in milliseconds since the Unix epoch UTC.
    pub(super) fn time(&mut self, column: &'static str) -> Option<i64> {
        let text = self.text(column)?;
        let time = NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M").ok();
        match time.filter(|time| text.len() == 16 && YEARS.contains(&time.year())) {
            Some(time) => Some(time.and_utc().timestamp_millis() - LOCAL_AHEAD_MS),
            None => self.refuse(column, Reason::BadTime { value: text }),
        }
    }

    /// One of the words that the column knows, in any case.
    pub(super) fn word<T: Copy>(
        &mut self,
        column: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let value = self.text(column)?;
        match found(&value, words) {
            Some(meaning) => Some(meaning),
            None => self.refuse(
                column,
                Reason::UnknownWord {
                    value,
                    allowed: listed(words.iter().map(|w| w.0)),
                },
            ),
        }
    }

    fn weigh_unit(&mut self, column: &'static str) -> Option<WeighUnit> {
        let value = self.text(column)?;
        match found(&value, &WEIGH_UNITS) {
            Some(unit) => Some(unit),
            None => self.refuse(
                column,
                Reason::UnknownUnit {
                    value,
                    allowed: listed(WEIGH_UNITS.iter().map(|u| u.0)),
                },
            ),
        }
    }

    /// yes or no.
    pub(super) fn yes(&mut self, column: &'static str) -> Option<bool> {
        self.word(column, &[("yes", true), ("no", false)])
    }

    /// Why something is not open: `open` says yes and `closed_reason` nothing, or no and a code.
    pub(super) fn closed_reason(&mut self) -> Option<Option<String>> {
        let open = self.yes("open");
        let reason = self.code_if_any("closed_reason")?;
        match (open?, reason) {
            (true, Some(_)) => self.refuse("closed_reason", Reason::NotEmpty),
            (false, None) => self.refuse("closed_reason", Reason::Empty),
            (_, reason) => Some(reason),
        }
    }
}

/// The units in which a scale of ours speaks.
#[derive(Clone, Copy)]
enum WeighUnit {
    Jin,
    Kg,
}

const WEIGH_UNITS: [(&str, WeighUnit); 2] = [("jin", WeighUnit::Jin), ("kg", WeighUnit::Kg)];

/// The local day of a time.
pub(super) fn local_day(at: i64) -> Option<NaiveDate> {
    DateTime::from_timestamp_millis(at + LOCAL_AHEAD_MS).map(|time| time.date_naive())
}

fn found<T: Copy>(value: &str, words: &[(&'static str, T)]) -> Option<T> {
    words
        .iter()
        .find(|(word, _)| word.eq_ignore_ascii_case(value))
        .map(|(_, meaning)| *meaning)
}

/// Words one after the other, as a message repeats them.
pub(super) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().collect::<Vec<_>>().join(", ")
}
