//! What a deal refuses, next to the field that can mend it.

use exchange::deal::DealError;

use super::Problem;
use super::funds::short;
use exchange::causes::whole_story;

/// The input of a step that takes a text: a ticket's number, evidence or a reason.
#[derive(Copy, Clone, Debug)]
pub struct NoteField(pub &'static str);

impl Problem {
    /// A refused step of a deal; `note` is the step's own name for its text.
    pub fn of_deal(error: DealError, note: NoteField) -> Self {
        if let Some((needed, available)) = error.short_of_reserve() {
            return short("deal-waits-for-reserve", needed, available);
        }
        match error {
            DealError::Unknown(_) => Self::not_found(),
            DealError::Refused(_) => Self::conflict("deal-not-now"),
            DealError::TooLate { .. } => Self::conflict("deal-too-late"),
            DealError::ShortOfCash { needed, available } => {
                short("deal-short-of-cash", needed, available)
            }
            DealError::NotAWeight { .. } | DealError::WorthNothing { .. } => {
                Self::field("weight", "not-a-weight")
            }
            DealError::WeightBeyond { most, .. } => {
                let most = vec![("most".to_owned(), crate::render::jin(most.as_g()))];
                Self::unprocessable("check-fields").with_field("weight", "deal-weight-beyond", most)
            }
            DealError::NotACost(_) => Self::field("freight", "not-a-sum"),
            DealError::CostsBeyond { costs, value } => {
                let values = vec![
                    ("costs".to_owned(), costs.to_string()),
                    ("value".to_owned(), value.to_string()),
                ];
                Self::unprocessable("check-fields").with_field(
                    "freight",
                    "deal-costs-beyond",
                    values,
                )
            }
            DealError::Note { most } => {
                let most = vec![("most".to_owned(), most.to_string())];
                Self::unprocessable("check-fields").with_field(note.0, "deal-note", most)
            }
            error => Self::broken(whole_story(&error)),
        }
    }
}

impl From<DealError> for Problem {
    fn from(error: DealError) -> Self {
        Self::of_deal(error, NoteField("note"))
    }
}
