//! What packing, sending, receiving and claims refuse, next to the field that can mend it.

use exchange::causes::whole_story;
use exchange::retail::claim::{ClaimError, PHOTO_BYTES_MAX, PHOTOS_MAX, PhotoFault};
use exchange::retail::consignment::ConsignmentError;
use exchange::retail::consignment::state::{Action, Refused, State};
use exchange::retail::refund::RefundError;

use super::{FieldProblem, Problem};
use crate::imports;

/// Bytes of a megabyte as people count them.
const MEGABYTE: usize = 1024 * 1024;

impl From<ConsignmentError> for Problem {
    fn from(error: ConsignmentError) -> Self {
        match error {
            ConsignmentError::Unknown(_) => Self::not_found(),
            ConsignmentError::Refused(refused) => Self::conflict(not_now(refused)),
            ConsignmentError::NotAWaybill(_) => Self::field("waybill", "waybill"),
            ConsignmentError::SameWaybill(_) => Self::field("waybill", "waybill-same"),
            ConsignmentError::WaybillTaken(_) => Self::field("waybill", "waybill-taken"),
            ConsignmentError::Faults(faults) => imports::refused(&faults),
            error @ (ConsignmentError::Shelf(_) | ConsignmentError::Database(_)) => {
                Self::broken(whole_story(&error))
            }
        }
    }
}

/// Why a step cannot be taken now.
fn not_now(refused: Refused) -> &'static str {
    match (refused.state, refused.action) {
        (State::Cancelled, _) => "consignment-cancelled",
        (State::Packed, Action::Pack) => "consignment-packed-already",
        (State::ToPack, Action::Ship) => "consignment-not-packed",
        (State::Packed | State::ToPack, Action::Receive) => "consignment-not-sent",
        (State::Packed | State::ToPack, Action::CorrectWaybill) => "waybill-not-sent",
        (State::Received | State::Settled, Action::CorrectWaybill) => "waybill-received",
        (State::Received | State::Settled, Action::Receive) => "consignment-received-already",
        (State::Shipped | State::Received | State::Settled, Action::Pack | Action::Ship) => {
            "consignment-sent-already"
        }
        _ => "consignment-not-now",
    }
}

impl From<ClaimError> for Problem {
    fn from(error: ClaimError) -> Self {
        match error {
            ClaimError::Unknown(_) => Self::not_found(),
            ClaimError::Consignment(error) => error.into(),
            ClaimError::NotInIt(_) => Self::field("line", "claim-line"),
            ClaimError::NotSent => Self::conflict("claim-not-sent"),
            ClaimError::WindowOver { .. } => Self::conflict("claim-window-over"),
            ClaimError::AlreadyOpen { number } => {
                Self::conflict("claim-already-open").with("number", number)
            }
            ClaimError::NothingLeft => Self::conflict("claim-nothing-left"),
            ClaimError::Decided => Self::conflict("claim-decided"),
            ClaimError::Weight { most } => bound("weight", "claim-weight", {
                crate::render::jin(most.as_g())
            }),
            ClaimError::Words { most } => bound("words", "claim-words", most),
            ClaimError::Amount { most } => bound("amount", "claim-amount", most),
            ClaimError::Photo(fault) => photo(fault),
            ClaimError::Refund(error) => error.into(),
            error @ (ClaimError::Money(_) | ClaimError::GramsOut(_) | ClaimError::Database(_)) => {
                Self::broken(whole_story(&error))
            }
        }
    }
}

impl From<RefundError> for Problem {
    fn from(error: RefundError) -> Self {
        match error {
            RefundError::Unknown(_) => Self::not_found(),
            RefundError::Refused { .. } => Self::conflict("refund-not-failed"),
            RefundError::NoneWaits(_) => Self::conflict("no-refund-waits"),
            RefundError::TooMuch { left, .. } => {
                Self::conflict("refund-too-much").with("left", left)
            }
            error => Self::broken(whole_story(&error)),
        }
    }
}

/// A field that goes beyond what it may be.
fn bound(field: &str, code: &str, most: impl ToString) -> Problem {
    let fault = FieldProblem {
        field: field.into(),
        code: code.into(),
        args: vec![("most".to_owned(), most.to_string())],
    };
    Problem {
        fields: vec![fault],
        ..Problem::unprocessable("check-fields")
    }
}

fn photo(fault: PhotoFault) -> Problem {
    match fault {
        PhotoFault::OtherKind => Problem::field("photos", "claim-photo-kind"),
        PhotoFault::TooLarge { .. } => {
            bound("photos", "claim-photo-large", PHOTO_BYTES_MAX / MEGABYTE)
        }
        PhotoFault::Count { .. } => bound("photos", "claim-photo-count", PHOTOS_MAX),
    }
}
