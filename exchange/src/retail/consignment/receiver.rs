//! Who a parcel is for: seen by the cooperative as long as it needs to know, and no longer.

use catalog::address::Phone;

use crate::entity::consignment::{self, State};
use crate::entity::purchase_private;

/// How long after the receipt a cooperative still sees the receiver, in milliseconds: 30 days.
pub const RECEIVER_SEEN_MS: i64 = 30 * 86_400_000;
/// What stands for what is not shown.
const MASK: &str = "**";

/// How much of a receiver is shown.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// All that a parcel needs.
    Whole,
    /// The first sign of the name, the ends of the number, the district.
    Masked,
    /// Nothing: it was erased at the buyer's wish.
    Erased,
}

impl Shown {
    /// The word in JSON and in message keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Masked => "masked",
            Self::Erased => "erased",
        }
    }
}

/// Who a parcel is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// How much of it is shown.
    pub shown: Shown,
    /// The name.
    pub name: String,
    /// The number to call.
    pub phone: String,
    /// The district's code of GB/T 2260.
    pub division_code: String,
    /// Street and house; empty when masked.
    pub street: String,
    /// What the buyer wishes; empty when masked.
    pub note: String,
}

impl Receiver {
    /// What of a purchase's receiver the cooperative of a consignment may see now.
    pub(super) fn of(
        consignment: &consignment::Model,
        private: Option<&purchase_private::Model>,
        now: i64,
    ) -> Self {
        let Some(private) = private else {
            return Self {
                shown: Shown::Erased,
                name: String::new(),
                phone: String::new(),
                division_code: String::new(),
                street: String::new(),
                note: String::new(),
            };
        };
        let whole = Self {
            shown: Shown::Whole,
            name: private.name.clone(),
            phone: private.phone.clone(),
            division_code: private.division_code.clone(),
            street: private.street.clone(),
            note: private.note.clone(),
        };
        if is_needed(consignment, now) {
            whole
        } else {
            whole.masked()
        }
    }

    fn masked(self) -> Self {
        let first = self.name.chars().next().map(String::from);
        let phone = Phone::parse(&self.phone).map(|phone| phone.masked());
        Self {
            shown: Shown::Masked,
            name: format!("{}{MASK}", first.unwrap_or_default()),
            phone: phone.unwrap_or_else(|_| MASK.to_owned()),
            division_code: self.division_code,
            street: String::new(),
            note: String::new(),
        }
    }
}

/// Whether a cooperative still has to know whom it sends to, or whom it sent to.
fn is_needed(consignment: &consignment::Model, now: i64) -> bool {
    match consignment.state {
        State::ToPack | State::Packed | State::Shipped => true,
        State::Received | State::Settled => consignment
            .received_at
            .is_some_and(|at| now < at + RECEIVER_SEEN_MS),
        State::AwaitingPayment | State::Cancelled => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    fn consignment(state: State, received_at: Option<i64>) -> consignment::Model {
        consignment::Model {
            id: 1,
            number: "GM261122-0001-1".to_owned(),
            purchase_id: 1,
            cooperative_id: 1,
            carrier_id: 2,
            state,
            goods_fen: 3_280,
            surcharge_fen: 0,
            surcharge_refunded_fen: 0,
            waybill: String::new(),
            due_at: None,
            paid_at: Some(0),
            packed_at: None,
            shipped_at: None,
            received_at,
            received_by: None,
            window_ends_at: None,
            settled_at: None,
        }
    }

    fn private() -> purchase_private::Model {
        purchase_private::Model {
            purchase_id: 1,
            name: "王小明".to_owned(),
            phone: "13800138000".to_owned(),
            email: "wang@example.com".to_owned(),
            division_code: "110105".to_owned(),
            street: "朝阳路 1 号".to_owned(),
            note: "放门口".to_owned(),
        }
    }

    #[test]
    fn a_receiver_is_seen_until_thirty_days_after_the_receipt_and_masked_afterwards() {
        let cases = [
            (State::ToPack, None, Shown::Whole),
            (State::Packed, None, Shown::Whole),
            (State::Shipped, None, Shown::Whole),
            (State::Received, Some(71 * DAY), Shown::Whole),
            (State::Settled, Some(70 * DAY + 1), Shown::Whole),
            (State::Settled, Some(70 * DAY), Shown::Masked),
            (State::Settled, None, Shown::Masked),
            (State::Cancelled, None, Shown::Masked),
            (State::AwaitingPayment, None, Shown::Masked),
        ];
        for (state, received_at, shown) in cases {
            let row = consignment(state, received_at);
            let seen = Receiver::of(&row, Some(&private()), 100 * DAY);
            assert_eq!(seen.shown, shown, "{state:?} {received_at:?}");
        }
    }

    #[test]
    fn of_a_masked_receiver_nobody_is_found() {
        let row = consignment(State::Cancelled, None);
        let seen = Receiver::of(&row, Some(&private()), 0);
        let expected = Receiver {
            shown: Shown::Masked,
            name: "王**".to_owned(),
            phone: "138****8000".to_owned(),
            division_code: "110105".to_owned(),
            street: String::new(),
            note: String::new(),
        };
        assert_eq!(seen, expected);
        let short = purchase_private::Model {
            name: String::new(),
            phone: "1234567".to_owned(),
            ..private()
        };
        let seen = Receiver::of(&row, Some(&short), 0);
        assert_eq!((seen.name.as_str(), seen.phone.as_str()), ("**", "**"));
        assert_eq!(Receiver::of(&row, None, 0).shown, Shown::Erased);
    }
}
