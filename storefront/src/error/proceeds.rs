//! What the sharing of proceeds refuses: a slip that is not there, a correction that comes too late.

use exchange::proceeds::{ProceedsError, Refused};

use super::Problem;
use super::funds::short;
use exchange::causes::whole_story;

impl From<ProceedsError> for Problem {
    fn from(error: ProceedsError) -> Self {
        if let Some((needed, available)) = error.short_of_reserve() {
            return short("correction-waits-for-reserve", needed, available);
        }
        match error {
            ProceedsError::NotSettled(_)
            | ProceedsError::NoLine { .. }
            | ProceedsError::NoBoxes { .. } => Self::not_found(),
            ProceedsError::Refused(Refused::LinePaid { payable, .. }) => {
                Self::conflict("ticket-line-paid").with("payable", payable)
            }
            ProceedsError::Lots(error) => error.into(),
            ProceedsError::Household(error) => error.into(),
            ProceedsError::Payout(error) => error.into(),
            ProceedsError::Books(error) => error.into(),
            error => Self::broken(whole_story(&error)),
        }
    }
}
