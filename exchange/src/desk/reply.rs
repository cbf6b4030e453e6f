//! What came of a command, told from its events as the engine remembers it with the key.

use engine::{Action, Event, Outcome, Qty};

/// The sequence that had the effect, and its outcome.
pub(super) fn outcome(seq: u64, action: &Action, events: &[Event]) -> (u64, Outcome) {
    for event in events {
        match *event {
            Event::Repeated { first_seq, outcome } => return (first_seq, outcome),
            Event::Refused { reason } => return (seq, Outcome::Refused { reason }),
            _ => {}
        }
    }
    (seq, effect(action, events))
}

fn effect(action: &Action, events: &[Event]) -> Outcome {
    match action {
        Action::OpenVenue { .. } | Action::OpenInstrument(_) => Outcome::Opened,
        Action::Credit { .. }
        | Action::Debit { .. }
        | Action::IssueReceipt { .. }
        | Action::CancelReceipt { .. } => instructed(events),
        Action::List(_) => listed(events),
        Action::Take { .. } => taken(events),
        Action::Unlist { listing, .. } => Outcome::Unlisted { listing: *listing },
        Action::Place(_) | Action::Replace { .. } => placed(events),
        Action::Cancel { order, .. } => Outcome::Cancelled { order: *order },
        Action::Tick => Outcome::Ticked,
    }
}

fn instructed(events: &[Event]) -> Outcome {
    let answer = events.iter().find_map(|event| match *event {
        Event::CreditRefused { reason, .. }
        | Event::DebitRefused { reason, .. }
        | Event::ReceiptRefused { reason, .. }
        | Event::ReceiptCancelRefused { reason, .. } => {
            Some(Outcome::InstructionRefused { reason })
        }
        Event::Credited { instruction, .. }
        | Event::Debited { instruction, .. }
        | Event::ReceiptIssued { instruction, .. }
        | Event::ReceiptCancelled { instruction, .. }
        | Event::InstructionIgnored { instruction, .. } => {
            Some(Outcome::Instructed { instruction })
        }
        _ => None,
    });
    answer.expect("the engine answers every instruction that it does not refuse")
}

fn listed(events: &[Event]) -> Outcome {
    let answer = events.iter().find_map(|event| match *event {
        Event::Listed {
            listing, held_fen, ..
        } => Some(Outcome::Listed { listing, held_fen }),
        _ => None,
    });
    answer.expect("a listing that is not refused is put on the board")
}

fn taken(events: &[Event]) -> Outcome {
    let answer = events
        .iter()
        .zip(0..)
        .find_map(|(event, deal)| match event {
            Event::Matched(matched) => Some(Outcome::Taken {
                deal,
                held_fen: matched.held_fen,
            }),
            _ => None,
        });
    answer.expect("a take that is not refused is one deal")
}

fn placed(events: &[Event]) -> Outcome {
    let (mut filled, mut rested, mut deals, mut first_deal) = (0, Qty::default(), 0, 0);
    let mut number = None;
    for (event, index) in events.iter().zip(0..) {
        match event {
            Event::OrderPlaced { order, .. } | Event::OrderReplaced { order, .. } => {
                number = Some(*order);
            }
            Event::Matched(matched) => {
                first_deal = if deals == 0 { index } else { first_deal };
                deals += 1;
                filled += matched.qty.get();
            }
            Event::OrderRested { qty, .. } => rested = *qty,
            _ => {}
        }
    }
    let order = number.expect("an order that is not refused has a number");
    Outcome::Placed {
        order,
        filled: Qty::new(filled),
        rested,
        deals,
        first_deal,
    }
}
