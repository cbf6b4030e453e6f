//! What a deal may become, and nothing else.

use thiserror::Error;

pub use crate::entity::deal::State;

/// What happens to a deal.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The buyer pays the balance into escrow.
    Pay,
    /// The cooperative delivers, and the goods are weighed.
    Deliver,
    /// The clerk's evidenced freight and inspection replace the terms.
    RecordCosts,
    /// The buyer disputes the weight.
    Object,
    /// The operator enters the weight that counts.
    Decide,
    /// The buyer accepts the goods.
    Accept,
    /// Nobody paid in time.
    PaymentLate,
    /// Nobody delivered in time.
    DeliveryLate,
    /// The buyer said nothing in time, which accepts.
    Silence,
    /// The operator said nothing in time, so the recorded weight is accepted.
    NoDecision,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 10] = [
        Self::Pay,
        Self::Deliver,
        Self::RecordCosts,
        Self::Object,
        Self::Decide,
        Self::Accept,
        Self::PaymentLate,
        Self::DeliveryLate,
        Self::Silence,
        Self::NoDecision,
    ];

    /// The word that stands in `deal_step.action`, in JSON and in message keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pay => "pay",
            Self::Deliver => "deliver",
            Self::RecordCosts => "costs",
            Self::Object => "object",
            Self::Decide => "decide",
            Self::Accept => "accept",
            Self::PaymentLate => "payment_late",
            Self::DeliveryLate => "delivery_late",
            Self::Silence => "silence",
            Self::NoDecision => "no_decision",
        }
    }
}

/// A step that a deal's state does not allow.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Error)]
#[error("a deal that is {} cannot {}", state.as_str(), action.as_str())]
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
        (State::AwaitingPayment, Action::Pay) => Ok(State::AwaitingDelivery),
        (State::AwaitingPayment, Action::PaymentLate) => Ok(State::BuyerLate),
        (State::AwaitingDelivery, Action::Deliver) => Ok(State::Delivered),
        (State::AwaitingDelivery, Action::DeliveryLate) => Ok(State::SellerLate),
        (State::Delivered, Action::Object) => Ok(State::Objected),
        (State::Delivered, Action::Accept | Action::Silence)
        | (State::Objected, Action::Decide | Action::NoDecision) => Ok(State::Settled),
        (State::AwaitingDelivery | State::Delivered | State::Objected, Action::RecordCosts) => {
            Ok(state)
        }
        (
            State::AwaitingPayment,
            Action::Deliver
            | Action::RecordCosts
            | Action::Object
            | Action::Decide
            | Action::Accept
            | Action::DeliveryLate
            | Action::Silence
            | Action::NoDecision,
        )
        | (
            State::AwaitingDelivery,
            Action::Pay
            | Action::Object
            | Action::Decide
            | Action::Accept
            | Action::PaymentLate
            | Action::Silence
            | Action::NoDecision,
        )
        | (
            State::Delivered,
            Action::Pay
            | Action::Deliver
            | Action::Decide
            | Action::PaymentLate
            | Action::DeliveryLate
            | Action::NoDecision,
        )
        | (
            State::Objected,
            Action::Pay
            | Action::Deliver
            | Action::Object
            | Action::Accept
            | Action::PaymentLate
            | Action::DeliveryLate
            | Action::Silence,
        )
        | (State::Settled | State::BuyerLate | State::SellerLate, _) => {
            Err(Refused { state, action })
        }
    }
}

/// What a passed deadline does to a deal; nothing to one that has ended.
pub const fn overdue(state: State) -> Option<Action> {
    match state {
        State::AwaitingPayment => Some(Action::PaymentLate),
        State::AwaitingDelivery => Some(Action::DeliveryLate),
        State::Delivered => Some(Action::Silence),
        State::Objected => Some(Action::NoDecision),
        State::Settled | State::BuyerLate | State::SellerLate => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [State; 7] = [
        State::AwaitingPayment,
        State::AwaitingDelivery,
        State::Delivered,
        State::Objected,
        State::Settled,
        State::BuyerLate,
        State::SellerLate,
    ];

    #[test]
    fn a_deal_goes_only_these_ways() {
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
                "awaiting_payment -pay-> awaiting_delivery",
                "awaiting_payment -payment_late-> buyer_late",
                "awaiting_delivery -deliver-> delivered",
                "awaiting_delivery -costs-> awaiting_delivery",
                "awaiting_delivery -delivery_late-> seller_late",
                "delivered -costs-> delivered",
                "delivered -object-> objected",
                "delivered -accept-> settled",
                "delivered -silence-> settled",
                "objected -costs-> objected",
                "objected -decide-> settled",
                "objected -no_decision-> settled",
            ]
        );
    }

    #[test]
    fn no_deal_waits_for_ever() {
        for state in STATES {
            let after = overdue(state).map(|action| next(state, action));
            match after {
                Some(next) => assert!(overdue(next.unwrap()).is_none(), "{}", state.as_str()),
                None => assert!(
                    Action::ALL
                        .iter()
                        .all(|action| next(state, *action).is_err())
                ),
            }
        }
    }
}
