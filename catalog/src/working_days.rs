//! Which days count for deadlines, and when the n-th of them ends.
//!
//! A day is a calendar day of the trading zone (UTC+8, no summer time) and ends at 24:00 there. The
//! table `working_day` holds what the State Council announces each year (holidays, and weekends worked
//! instead); a day missing from it works from Monday to Friday.
//!
//! Complexity: one lookup for each day between the moment and the answer.

use std::collections::BTreeMap;
use std::fmt;

use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use crate::entity::working_day;

/// Milliseconds of the trading zone ahead of UTC.
pub const ZONE_MS: i64 = 8 * 3_600_000;
/// Milliseconds of one day.
pub const DAY_MS: i64 = 86_400_000;

/// A calendar day of the trading zone, counted from 1970-01-01.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// The day that a moment belongs to.
    pub fn of(at_ms: i64) -> Self {
        Self(at_ms.saturating_add(ZONE_MS).div_euclid(DAY_MS))
    }

    /// Reads `YYYY-MM-DD`; nothing else, and no day that does not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let date = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        let day = Self(
            date.signed_duration_since(chrono::NaiveDate::default())
                .num_days(),
        );
        // chrono also reads `2026-1-5`; a day has one spelling only.
        (day.to_string() == text).then_some(day)
    }

    /// The day after.
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// 0:00 of this day, in milliseconds since 1970-01-01 UTC.
    pub fn start_ms(self) -> i64 {
        self.0 * DAY_MS - ZONE_MS
    }

    /// 24:00 of this day, in milliseconds since 1970-01-01 UTC.
    pub fn end_ms(self) -> i64 {
        (self.0 + 1) * DAY_MS - ZONE_MS
    }

    fn is_weekend(self) -> bool {
        // Day 0 was a Thursday.
        (self.0 + 3).rem_euclid(7) >= 5
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = chrono::Duration::try_days(self.0)
            .and_then(|days| chrono::NaiveDate::default().checked_add_signed(days))
            .ok_or(fmt::Error)?;
        write!(f, "{}", date.format("%Y-%m-%d"))
    }
}

/// The working days, as a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    announced: BTreeMap<Day, bool>,
}

impl Calendar {
    /// A calendar in which the given days work or rest as told, all others by their weekday.
    pub fn new(announced: impl IntoIterator<Item = (Day, bool)>) -> Self {
        Self {
            announced: announced.into_iter().collect(),
        }
    }

    /// Reads the announced days; a row whose day is not a date counts for nothing.
    ///
    /// # Errors
    /// When the database does.
    pub async fn load(connection: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let rows = working_day::Entity::find().all(connection).await?;
        Ok(Self::new(rows.into_iter().filter_map(|row| {
            Some((Day::parse(&row.day)?, row.working))
        })))
    }

    /// Whether a deadline counts this day.
    pub fn is_working(&self, day: Day) -> bool {
        self.announced
            .get(&day)
            .copied()
            .unwrap_or_else(|| !day.is_weekend())
    }

    /// 24:00 of the `n`-th working day after the day of `at_ms`; with `n` = 0 that day's own end.
    pub fn end_of_working_day_after(&self, at_ms: i64, n: u32) -> i64 {
        let mut day = Day::of(at_ms);
        let mut left = n;
        // Bound: beyond the finitely many announced days five of every seven work.
        while left > 0 {
            day = day.next();
            if self.is_working(day) {
                left -= 1;
            }
        }
        day.end_ms()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    /// The moment `hour` o'clock (trading zone) of a day.
    fn at(text: &str, hour: i64) -> i64 {
        day(text).end_ms() - DAY_MS + hour * 3_600_000
    }

    #[test]
    fn a_day_begins_at_sixteen_hours_utc_of_the_day_before() {
        // 2026-10-08T16:00:00Z
        assert_eq!(Day::of(1_791_475_200_000), day("2026-10-09"));
        assert_eq!(Day::of(1_791_475_199_999), day("2026-10-08"));
        assert_eq!(day("2026-10-08").end_ms(), 1_791_475_200_000);
        assert_eq!(day("1969-12-31").to_string(), "1969-12-31");
    }

    #[test]
    fn a_text_that_is_no_day_is_refused() {
        for text in [
            "",
            "2026-02-30",
            "2026-1-5",
            "2026-01-05 ",
            "20260105",
            "2026/01/05",
            "+2026-01-05",
        ] {
            assert_eq!(Day::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn weekdays_work_and_weekends_rest_unless_announced() {
        let calendar = Calendar::new([(day("2026-10-01"), false), (day("2026-10-10"), true)]);
        assert!(
            !calendar.is_working(day("2026-10-01")),
            "a Thursday of the national holiday"
        );
        assert!(calendar.is_working(day("2026-10-09")), "a Friday");
        assert!(
            calendar.is_working(day("2026-10-10")),
            "a Saturday worked instead"
        );
        assert!(!calendar.is_working(day("2026-10-11")), "a Sunday");
    }

    #[test]
    fn three_working_days_after_a_friday_end_on_wednesday_night() {
        let calendar = Calendar::default();
        let due = day("2026-10-14").end_ms();
        for hour in [0, 9, 23] {
            assert_eq!(
                calendar.end_of_working_day_after(at("2026-10-09", hour), 3),
                due
            );
        }
        assert_eq!(
            calendar.end_of_working_day_after(at("2026-10-10", 12), 3),
            due,
            "from a Saturday too"
        );
    }

    #[test]
    fn a_holiday_moves_the_deadline_and_a_worked_saturday_brings_it_back() {
        let holiday = Calendar::new([(day("2026-10-12"), false)]);
        assert_eq!(
            holiday.end_of_working_day_after(at("2026-10-09", 9), 3),
            day("2026-10-15").end_ms()
        );
        let worked = Calendar::new([(day("2026-10-12"), false), (day("2026-10-10"), true)]);
        assert_eq!(
            worked.end_of_working_day_after(at("2026-10-09", 9), 3),
            day("2026-10-14").end_ms()
        );
    }

    fn calendars() -> impl Strategy<Value = Calendar> {
        prop::collection::vec((20_000i64..20_100, any::<bool>()), 0..60)
            .prop_map(|days| Calendar::new(days.into_iter().map(|(day, works)| (Day(day), works))))
    }

    proptest! {
        #[test]
        fn exactly_n_working_days_lie_behind_a_deadline(
            calendar in calendars(), at_ms in 20_000 * DAY_MS..20_100 * DAY_MS, n in 0u32..30,
        ) {
            let due = calendar.end_of_working_day_after(at_ms, n);
            prop_assert!(due > at_ms);
            let (from, last) = (Day::of(at_ms), Day::of(due - 1));
            prop_assert_eq!(due, last.end_ms());
            prop_assert!(n == 0 || calendar.is_working(last));
            let passed = (from.0 + 1..=last.0).filter(|day| calendar.is_working(Day(*day))).count();
            prop_assert_eq!(passed, n as usize);
        }

        #[test]
        fn a_later_moment_never_has_an_earlier_deadline(
            calendar in calendars(), at_ms in 20_000 * DAY_MS..20_100 * DAY_MS, later_ms in 0..30 * DAY_MS, n in 0u32..30,
        ) {
            let early = calendar.end_of_working_day_after(at_ms, n);
            prop_assert!(early <= calendar.end_of_working_day_after(at_ms + later_ms, n));
            prop_assert!(early <= calendar.end_of_working_day_after(at_ms, n + 1));
        }

        #[test]
        fn a_day_reads_back_what_it_prints(number in -10_000i64..60_000) {
            prop_assert_eq!(Day::parse(&Day(number).to_string()), Some(Day(number)));
        }
    }
}
