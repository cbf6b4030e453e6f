//! What is wrong with a file: every bad row by line, column and reason.

use thiserror::Error;

use super::reason::Reason;

/// The most faults that are listed one by one; the others are only counted.
pub const FAULTS_LISTED_MAX: usize = 200;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// The line it stands on; 1 is the header, and stands for the whole file too.
    pub line: usize,
    /// The column it stands in, by its name in the header; `None` for the whole row.
    pub column: Option<&'static str>,
    /// Why it cannot be taken.
    pub reason: Reason,
}

impl RowError {
    /// A fault of the whole row.
    pub fn of_row(line: usize, reason: Reason) -> RowError {
        RowError {
            line,
            column: None,
            reason,
        }
    }

    /// The key of the message that names the place.
    pub fn place_key(&self) -> &'static str {
        if self.column.is_some() {
            "import-place-cell"
        } else {
            "import-place-line"
        }
    }

    /// The arguments of the message that names the place.
    pub fn place_args(&self) -> Vec<(&'static str, String)> {
        let mut args = vec![("line", self.line.to_string())];
        args.extend(self.column.map(|column| ("column", column.to_owned())));
        args
    }
}

/// All faults of a file, in the order of its lines where they were found in one reading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Error)]
#[error("the file has {total} faults")]
pub struct Faults {
    listed: Vec<RowError>,
    total: usize,
}

impl Faults {
    /// Notes one more fault.
    pub fn add(&mut self, fault: RowError) {
        self.total += 1;
        if self.listed.len() < FAULTS_LISTED_MAX {
            self.listed.push(fault);
        }
    }

    /// The first faults, at most [`FAULTS_LISTED_MAX`].
    pub fn listed(&self) -> &[RowError] {
        &self.listed
    }

    /// How many faults there are, listed or not.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// The value, unless something is wrong.
    ///
    /// # Errors
    /// The faults themselves.
    pub fn or<T>(self, value: T) -> Result<T, Faults> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }
}

impl From<RowError> for Faults {
    fn from(fault: RowError) -> Faults {
        Faults {
            listed: vec![fault],
            total: 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_beyond_the_list_are_still_counted() {
        let mut faults = Faults::default();
        for line in 1..=500 {
            faults.add(RowError::of_row(line, Reason::Empty));
        }
        assert_eq!(
            (faults.listed().len(), faults.total()),
            (FAULTS_LISTED_MAX, 500)
        );
        assert!(faults.or(()).is_err());
        assert_eq!(Faults::default().or(7), Ok(7));
    }
}
