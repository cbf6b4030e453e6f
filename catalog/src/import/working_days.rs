//! `working_days`: the calendar that deadlines in working days are counted by.

use chrono::NaiveDate;

use super::Row;
use super::cell::Cells;
use super::fault::Faults;
use super::table::{self, Content};

/// One day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingDayRow {
    /// The day.
    pub day: NaiveDate,
    /// Whether offices and banks work on it.
    pub working: bool,
}

/// Reads a file of working days.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(bytes: &[u8]) -> Result<Vec<Row<WorkingDayRow>>, Faults> {
    table::parse(bytes, &())
}

impl Content for WorkingDayRow {
    type Known = ();
    const FORMAT: &'static str = "working_days 1";
    const COLUMNS: &'static [&'static str] = &["day", "working"];

    fn read(cells: &mut Cells<'_>, (): &()) -> Option<Self> {
        let day = cells.day("day");
        let working = cells.yes("working");
        Some(WorkingDayRow {
            day: day?,
            working: working?,
        })
    }

    fn values(&self) -> Vec<String> {
        vec![self.day.to_string(), self.working.to_string()]
    }
}
