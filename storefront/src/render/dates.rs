//! Instants as people read them, at UTC+8, where a trading day is a calendar day.

use chrono::{DateTime, Datelike, FixedOffset, Timelike};

use super::{Arg, Lang, Messages, RenderError};

/// Seconds by which Chinese time is ahead of UTC.
const CHINA_S: i32 = 8 * 3600;

/// A moment at UTC+8.
#[derive(Clone, Copy, Debug)]
pub struct Moment(DateTime<FixedOffset>);

impl Moment {
    /// The moment of a stamp in milliseconds since 1970; none outside the calendar's range.
    pub fn of(at_ms: i64) -> Option<Self> {
        let china = FixedOffset::east_opt(CHINA_S).expect("eight hours are within a day");
        DateTime::from_timestamp_millis(at_ms).map(|at| Self(at.with_timezone(&china)))
    }

    /// The date in the language's short manner.
    ///
    /// # Errors
    /// [`RenderError::Message`] if the words for dates are missing.
    pub fn date(self, messages: &Messages, lang: Lang) -> Result<String, RenderError> {
        self.worded(messages, lang, "date-short")
    }

    /// The date with its year.
    ///
    /// # Errors
    /// As [`Moment::date`].
    pub fn date_year(self, messages: &Messages, lang: Lang) -> Result<String, RenderError> {
        self.worded(messages, lang, "date-year")
    }

    /// The month and the year.
    ///
    /// # Errors
    /// As [`Moment::date`].
    pub fn month_year(self, messages: &Messages, lang: Lang) -> Result<String, RenderError> {
        self.worded(messages, lang, "date-month")
    }

    /// The date and the time of day.
    ///
    /// # Errors
    /// As [`Moment::date`].
    pub fn datetime(self, messages: &Messages, lang: Lang) -> Result<String, RenderError> {
        self.worded(messages, lang, "date-time")
    }

    /// The date with its day of the week.
    ///
    /// # Errors
    /// As [`Moment::date`].
    pub fn weekday(self, messages: &Messages, lang: Lang) -> Result<String, RenderError> {
        self.worded(messages, lang, "date-weekday")
    }

    /// The time of day, `15:30`.
    pub fn time(self) -> String {
        format!("{:02}:{:02}", self.0.hour(), self.0.minute())
    }

    /// The time of day to the second, for lists of deals.
    pub fn second(self) -> String {
        format!("{}:{:02}", self.time(), self.0.second())
    }

    /// The machine form for `<time datetime>`.
    pub fn iso(self) -> String {
        self.0.to_rfc3339()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    fn worded(self, messages: &Messages, lang: Lang, key: &str) -> Result<String, RenderError> {
        let (year, day) = (self.0.year().to_string(), self.0.day().to_string());
        let month = i64::from(self.0.month());
        let weekday = i64::from(self.0.weekday().number_from_monday());
        let month_name = messages.words(lang, "month-name", &[("month", month.into())])?;
        let weekday_name = messages.words(lang, "weekday-name", &[("weekday", weekday.into())])?;
        let time = self.time();
        messages.words(
            lang,
            key,
            &[
                ("year", Arg::from(&year)),
                ("month", Arg::from(&month_name)),
                ("day", Arg::from(&day)),
                ("weekday", Arg::from(&weekday_name)),
                ("time", Arg::from(&time)),
            ],
        )
    }
}
