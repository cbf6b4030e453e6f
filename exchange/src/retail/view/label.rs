//! What a buyer calls the state of a purchase (待付款, 待发货, 待收货, 售后 …): worked out from facts,
//! kept nowhere.

use crate::entity::consignment::State as Part;
use crate::entity::purchase::State;

/// The state of a purchase in its buyer's words.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Label {
    /// It waits for its payment.
    AwaitingPayment,
    /// It is paid, and nothing of it is sent yet.
    ToShip,
    /// Some of its parts are sent.
    PartlyShipped,
    /// All of it is sent, and something is not received yet.
    ToReceive,
    /// All of it is received, and a claim window is open.
    Received,
    /// The office decides about a claim, or money is on its way back.
    AfterSale,
    /// Everything is settled.
    Done,
    /// It was cancelled before money came.
    Cancelled,
    /// All of its money has gone back.
    Refunded,
}

impl Label {
    /// Every label.
    pub const ALL: [Self; 9] = [
        Self::AwaitingPayment,
        Self::ToShip,
        Self::PartlyShipped,
        Self::ToReceive,
        Self::Received,
        Self::AfterSale,
        Self::Done,
        Self::Cancelled,
        Self::Refunded,
    ];

    /// The word that stands in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingPayment => "awaiting_payment",
            Self::ToShip => "to_ship",
            Self::PartlyShipped => "partly_shipped",
            Self::ToReceive => "to_receive",
            Self::Received => "received",
            Self::AfterSale => "after_sale",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
        }
    }
}

/// What is known of a purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseFacts {
    /// Its own state.
    pub state: State,
    /// Whether money came for it.
    pub paid: bool,
    /// Its consignments.
    pub parts: Vec<Part>,
    /// Whether the office decides about a claim, or what it decided is on its way back.
    pub claimed: bool,
    /// Whether money is on its way back.
    pub refunding: bool,
    /// Whether anything that was paid stays paid.
    pub kept: bool,
}

/// The state of a purchase in its buyer's words.
pub fn standing(facts: &PurchaseFacts) -> Label {
    match (facts.state, facts.paid) {
        (State::Placed, false) => Label::AwaitingPayment,
        (State::Cancelled, false) => Label::Cancelled,
        (State::Cancelled, true) => given_back(facts),
        (State::Placed, true) if facts.claimed => Label::AfterSale,
        (State::Placed, true) if !facts.kept => given_back(facts),
        (State::Placed, true) => of_parts(facts),
    }
}

fn given_back(facts: &PurchaseFacts) -> Label {
    if facts.refunding {
        Label::AfterSale
    } else {
        Label::Refunded
    }
}

/// How far what is not cancelled is on its way.
fn of_parts(facts: &PurchaseFacts) -> Label {
    let any = |states: &[Part]| facts.parts.iter().any(|part| states.contains(part));
    let waiting = any(&[Part::AwaitingPayment, Part::ToPack, Part::Packed]);
    let sent = any(&[Part::Shipped, Part::Received, Part::Settled]);
    match (waiting, sent) {
        (true, false) => Label::ToShip,
        (true, true) => Label::PartlyShipped,
        (false, false) => given_back(facts),
        (false, true) if any(&[Part::Shipped]) => Label::ToReceive,
        (false, true) if any(&[Part::Received]) => Label::Received,
        (false, true) => Label::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTS: [Part; 7] = [
        Part::AwaitingPayment,
        Part::ToPack,
        Part::Packed,
        Part::Shipped,
        Part::Received,
        Part::Settled,
        Part::Cancelled,
    ];

    fn facts(parts: &[Part]) -> PurchaseFacts {
        PurchaseFacts {
            state: State::Placed,
            paid: true,
            parts: parts.to_vec(),
            claimed: false,
            refunding: false,
            kept: true,
        }
    }

    /// Every set of facts: both states, one to three parts, each flag.
    fn all() -> Vec<PurchaseFacts> {
        let mut parts: Vec<Vec<Part>> = PARTS.map(|part| vec![part]).to_vec();
        for length in 1..3 {
            let longer = parts.iter().filter(|some| some.len() == length);
            let longer = longer.flat_map(|some| {
                PARTS.map(|part| some.iter().copied().chain([part]).collect::<Vec<_>>())
            });
            let longer: Vec<Vec<Part>> = longer.collect();
            parts.extend(longer);
        }
        let mut all = Vec::new();
        for parts in parts {
            for state in [State::Placed, State::Cancelled] {
                for bits in 0..16 {
                    all.push(PurchaseFacts {
                        state,
                        paid: bits & 1 > 0,
                        parts: parts.clone(),
                        claimed: bits & 2 > 0,
                        refunding: bits & 4 > 0,
                        kept: bits & 8 > 0,
                    });
                }
            }
        }
        all
    }

    #[test]
    fn two_parts_that_are_paid_stand_like_this() {
        let table = "\
            awaiting_payment to_ship\n\
            to_pack to_ship to_ship\n\
            packed to_ship to_ship to_ship\n\
            shipped partly_shipped partly_shipped partly_shipped to_receive\n\
            received partly_shipped partly_shipped partly_shipped to_receive received\n\
            settled partly_shipped partly_shipped partly_shipped to_receive received done\n\
            cancelled to_ship to_ship to_ship to_receive received done refunded\n";
        let mut printed = String::new();
        for (row, left) in PARTS.iter().enumerate() {
            let labels = PARTS[..=row]
                .iter()
                .map(|right| standing(&facts(&[*left, *right])).as_str());
            let cells: Vec<&str> = [left.as_str()].into_iter().chain(labels).collect();
            printed.push_str(&cells.join(" "));
            printed.push('\n');
        }
        assert_eq!(printed, table);
    }

    #[test]
    fn the_order_of_parts_says_nothing() {
        for some in all() {
            let mut turned = some.clone();
            turned.parts.reverse();
            assert_eq!(standing(&some), standing(&turned));
        }
    }

    #[test]
    fn every_label_says_what_its_facts_are() {
        let mut seen = std::collections::HashSet::new();
        for some in all() {
            let label = standing(&some);
            seen.insert(label);
            let waits = |parts: &[Part]| some.parts.iter().any(|part| parts.contains(part));
            let holds = match label {
                Label::AwaitingPayment => some.state == State::Placed && !some.paid,
                Label::Cancelled => some.state == State::Cancelled && !some.paid,
                Label::Refunded => some.paid && !some.refunding,
                Label::AfterSale => some.paid && (some.claimed || some.refunding),
                Label::ToShip | Label::PartlyShipped => {
                    waits(&[Part::AwaitingPayment, Part::ToPack, Part::Packed])
                }
                Label::ToReceive => waits(&[Part::Shipped]),
                Label::Received => waits(&[Part::Received]) && !waits(&[Part::Shipped]),
                Label::Done => waits(&[Part::Settled]) && some.kept,
            };
            assert!(holds, "{label:?} {some:?}");
        }
        assert_eq!(seen.len(), Label::ALL.len());
    }

    #[test]
    fn money_on_its_way_back_for_a_cancelled_line_leaves_the_rest_as_it_is() {
        let mut some = facts(&[Part::ToPack]);
        some.refunding = true;
        assert_eq!(standing(&some), Label::ToShip);
        some.claimed = true;
        assert_eq!(standing(&some), Label::AfterSale);
    }
}
