//! What a consignment may become, and nothing else.

use thiserror::Error;

pub use crate::entity::consignment::State;

/// What happens to a consignment.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The purchase is paid.
    Pay,
    /// The purchase is paid although it had expired, and its goods could be reserved again.
    PayLate,
    /// The whole part is cancelled, by the buyer, by the office or because nobody paid.
    Cancel,
    /// The cooperative packs it, which fixes the lots.
    Pack,
    /// The carrier has it, under a waybill.
    Ship,
    /// The waybill was mistyped, and is another.
    CorrectWaybill,
    /// The buyer says it is there.
    Receive,
    /// The buyer said nothing in time, which counts as received.
    Silence,
    /// The claim window is over, and the money is shared out.
    Settle,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 9] = [
        Self::Pay,
        Self::PayLate,
        Self::Cancel,
        Self::Pack,
        Self::Ship,
        Self::CorrectWaybill,
        Self::Receive,
        Self::Silence,
        Self::Settle,
    ];

    /// The word for messages of programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pay => "pay",
            Self::PayLate => "pay_late",
            Self::Cancel => "cancel",
            Self::Pack => "pack",
            Self::Ship => "ship",
            Self::CorrectWaybill => "correct_waybill",
            Self::Receive => "receive",
            Self::Silence => "silence",
            Self::Settle => "settle",
        }
    }
}

/// A step that a consignment's state does not allow.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Error)]
#[error("a consignment that is {} cannot {}", state.as_str(), action.as_str())]
pub struct Refused {
    /// As it is.
    pub state: State,
    /// What was asked of it.
    pub action: Action,
}

/// The state after an action.
///
/// # Errors
/// `Refused` if the state does not allow the action.
pub const fn next(state: State, action: Action) -> Result<State, Refused> {
    match (state, action) {
        (State::AwaitingPayment, Action::Pay) | (State::Cancelled, Action::PayLate) => {
            Ok(State::ToPack)
        }
        (State::AwaitingPayment | State::ToPack, Action::Cancel) => Ok(State::Cancelled),
        (State::ToPack, Action::Pack) => Ok(State::Packed),
        (State::Packed, Action::Ship) | (State::Shipped, Action::CorrectWaybill) => {
            Ok(State::Shipped)
        }
        (State::Shipped, Action::Receive | Action::Silence) => Ok(State::Received),
        (State::Received, Action::Settle) => Ok(State::Settled),
        (
            State::AwaitingPayment,
            Action::PayLate
            | Action::Pack
            | Action::Ship
            | Action::CorrectWaybill
            | Action::Receive
            | Action::Silence
            | Action::Settle,
        )
        | (
            State::ToPack,
            Action::Pay
            | Action::PayLate
            | Action::Ship
            | Action::CorrectWaybill
            | Action::Receive
            | Action::Silence
            | Action::Settle,
        )
        | (
            State::Packed,
            Action::Pay
            | Action::PayLate
            | Action::Cancel
            | Action::Pack
            | Action::CorrectWaybill
            | Action::Receive
            | Action::Silence
            | Action::Settle,
        )
        | (
            State::Shipped,
            Action::Pay
            | Action::PayLate
            | Action::Cancel
            | Action::Pack
            | Action::Ship
            | Action::Settle,
        )
        | (
            State::Received,
            Action::Pay
            | Action::PayLate
            | Action::Cancel
            | Action::Pack
            | Action::Ship
            | Action::CorrectWaybill
            | Action::Receive
            | Action::Silence,
        )
        | (
            State::Cancelled,
            Action::Pay
            | Action::Cancel
            | Action::Pack
            | Action::Ship
            | Action::CorrectWaybill
            | Action::Receive
            | Action::Silence
            | Action::Settle,
        )
        | (State::Settled, _) => Err(Refused { state, action }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [State; 7] = [
        State::AwaitingPayment,
        State::ToPack,
        State::Packed,
        State::Shipped,
        State::Received,
        State::Settled,
        State::Cancelled,
    ];

    #[test]
    fn a_consignment_goes_only_these_ways() {
        let ways = STATES.iter().flat_map(|state| {
            let to = |action| next(*state, action).ok().map(|next| (*state, action, next));
            Action::ALL.into_iter().filter_map(to)
        });
        let ways: Vec<String> = ways
            .map(|(from, by, to)| format!("{} -{}-> {}", from.as_str(), by.as_str(), to.as_str()))
            .collect();
        assert_eq!(
            ways,
            [
                "awaiting_payment -pay-> to_pack",
                "awaiting_payment -cancel-> cancelled",
                "to_pack -cancel-> cancelled",
                "to_pack -pack-> packed",
                "packed -ship-> shipped",
                "shipped -correct_waybill-> shipped",
                "shipped -receive-> received",
                "shipped -silence-> received",
                "received -settle-> settled",
                "cancelled -pay_late-> to_pack",
            ]
        );
    }
}
