//! What the operator's back office instructs: opening, money and receipts.
//!
//! Instructions are numbered without a gap. Only the next number is answered, and answered for
//! good, be it by a refusal; a smaller one was answered before and is ignored; a larger one is
//! refused and may come again.

use super::output::Output;
use super::{Engine, Market, check_member};
use crate::command::{Action, InstrumentRules, Mode, Profile};
use crate::event::{Event, Outcome};
use crate::receipts::LiveReceipt;
use crate::refusal::{InstrumentRule, Refusal};
use crate::units::{InstructionNo, InstrumentNo, Qty, Ticks, VenueNo};
use crate::value::{VALUE_FEN_MAX, WHOLE_BP};

impl Engine {
    pub(super) fn open_venue(
        &mut self,
        venue: VenueNo,
        profile: Profile,
        output: &mut Output<'_>,
    ) -> Result<Outcome, Refusal> {
        if self.venue.is_some() {
            return Err(Refusal::VenueAlreadyOpen);
        }
        self.venue = Some((venue, profile));
        output.emit(Event::VenueOpened { venue, profile });
        Ok(Outcome::Opened)
    }

    pub(super) fn open_instrument(
        &mut self,
        rules: InstrumentRules,
        output: &mut Output<'_>,
    ) -> Result<Outcome, Refusal> {
        let (_, profile) = self.venue.ok_or(Refusal::VenueNotOpen)?;
        check_rules(&rules)?;
        check_modes(&rules, profile)?;
        let instrument = rules.instrument;
        if self.place_of(instrument).is_some() {
            return Err(Refusal::InstrumentAlreadyOpen { instrument });
        }
        self.admit(rules);
        output.emit(Event::InstrumentOpened(rules));
        Ok(Outcome::Opened)
    }

    /// Puts a checked instrument in place.
    pub(super) fn admit(&mut self, rules: InstrumentRules) {
        let number = rules.instrument.get() as usize;
        if number >= self.places.len() {
            self.places.resize(number + 1, 0);
        }
        self.markets.push(Market::new(rules));
        self.places[number] = u32::try_from(self.markets.len()).expect("instruments are bounded");
    }

    /// Answers a numbered instruction if its turn has come.
    pub(super) fn instruct(
        &mut self,
        instruction: InstructionNo,
        action: &Action,
        output: &mut Output<'_>,
    ) -> Result<Outcome, Refusal> {
        let last = self.last_instruction;
        if instruction <= last {
            output.emit(Event::InstructionIgnored { instruction, last });
            return Ok(Outcome::Instructed { instruction });
        }
        let expected = InstructionNo::new(last.get() + 1);
        if instruction != expected {
            return Err(Refusal::InstructionAhead { expected });
        }
        self.last_instruction = instruction;
        let answer = match *action {
            Action::Credit { .. } | Action::Debit { .. } => self.cash(action),
            _ => self.goods(action),
        };
        let (event, outcome) = match answer {
            Ok(event) => (event, Outcome::Instructed { instruction }),
            Err(reason) => (
                refused(action, reason),
                Outcome::InstructionRefused { reason },
            ),
        };
        output.emit(event);
        Ok(outcome)
    }

    fn cash(&mut self, action: &Action) -> Result<Event, Refusal> {
        match *action {
            Action::Credit {
                instruction,
                member,
                amount_fen,
            } => {
                check_member(member)?;
                self.accounts.credit(member, amount_fen)?;
                Ok(Event::Credited {
                    instruction,
                    member,
                    amount_fen,
                })
            }
            Action::Debit {
                instruction,
                member,
                amount_fen,
            } => {
                check_member(member)?;
                self.accounts.debit(member, amount_fen)?;
                Ok(Event::Debited {
                    instruction,
                    member,
                    amount_fen,
                })
            }
            _ => unreachable!("only credits and debits move cash"),
        }
    }

    fn goods(&mut self, action: &Action) -> Result<Event, Refusal> {
        match *action {
            Action::IssueReceipt {
                instruction,
                receipt,
                member,
                instrument,
                contracts,
            } => {
                check_member(member)?;
                self.market(instrument)?;
                let (free, held) = (contracts, Qty::new(0));
                self.receipts.issue(LiveReceipt {
                    receipt,
                    member,
                    instrument,
                    free,
                    held,
                })?;
                Ok(Event::ReceiptIssued {
                    instruction,
                    receipt,
                    member,
                    instrument,
                    contracts,
                })
            }
            Action::CancelReceipt {
                instruction,
                receipt,
            } => {
                let (member, contracts) = self.receipts.cancel(receipt)?;
                Ok(Event::ReceiptCancelled {
                    instruction,
                    receipt,
                    member,
                    contracts,
                })
            }
            _ => unreachable!("only receipts move goods"),
        }
    }
}

/// The refusing answer to an instruction.
fn refused(action: &Action, reason: Refusal) -> Event {
    match *action {
        Action::Credit {
            instruction,
            member,
            amount_fen,
        } => Event::CreditRefused {
            instruction,
            member,
            amount_fen,
            reason,
        },
        Action::Debit {
            instruction,
            member,
            amount_fen,
        } => Event::DebitRefused {
            instruction,
            member,
            amount_fen,
            reason,
        },
        Action::IssueReceipt {
            instruction,
            receipt,
            ..
        } => Event::ReceiptRefused {
            instruction,
            receipt,
            reason,
        },
        Action::CancelReceipt {
            instruction,
            receipt,
        } => Event::ReceiptCancelRefused {
            instruction,
            receipt,
            reason,
        },
        _ => Event::Refused { reason },
    }
}

/// Checks the bounds of an instrument's rules.
pub(super) fn check_rules(rules: &InstrumentRules) -> Result<(), Refusal> {
    let rate = |bp: Option<u32>, least: u32| bp.is_none_or(|bp| (least..=WHOLE_BP).contains(&bp));
    let value = i128::from(rules.price_max.get())
        * i128::from(rules.qty_max.get())
        * i128::from(rules.tick_value_fen.max(0));
    let checks = [
        (
            InstrumentRule::Number,
            (1..=InstrumentNo::LAST.get()).contains(&rules.instrument.get()),
        ),
        (InstrumentRule::TickValue, rules.tick_value_fen > 0),
        (
            InstrumentRule::PriceMax,
            (1..=Ticks::LAST.get()).contains(&rules.price_max.get()),
        ),
        (InstrumentRule::QtyMax, rules.qty_max.get() > 0),
        (
            InstrumentRule::Hold,
            rate(rules.listing_hold_bp, 0) && rate(rules.continuous_hold_bp, 1),
        ),
        (InstrumentRule::Value, value <= i128::from(VALUE_FEN_MAX)),
    ];
    match checks.into_iter().find(|(_, holds)| !holds) {
        Some((rule, _)) => Err(Refusal::RuleOutOfBounds { rule }),
        None => Ok(()),
    }
}

/// Checks that the venue's profile allows the modes that the instrument asks for.
pub(super) fn check_modes(rules: &InstrumentRules, profile: Profile) -> Result<(), Refusal> {
    let asked = [
        (Mode::Listing, rules.listing_hold_bp.is_some()),
        (Mode::Continuous, rules.continuous_hold_bp.is_some()),
    ];
    match asked
        .into_iter()
        .find(|(mode, asked)| *asked && !profile.allows(*mode))
    {
        Some((mode, _)) => Err(Refusal::ModeClosed { mode }),
        None => Ok(()),
    }
}
