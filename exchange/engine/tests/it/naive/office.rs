//! The naive back office.

use engine::{
    Action, BALANCE_FEN_MAX, Event, InstructionNo, InstrumentRule, InstrumentRules, MemberNo, Mode,
    Outcome, Profile, Qty, Refusal, VALUE_FEN_MAX, VenueNo,
};

use super::{Naive, Receipt, check_member};

impl Naive {
    pub(super) fn open_venue(
        &mut self,
        venue: VenueNo,
        profile: Profile,
    ) -> Result<Outcome, Refusal> {
        if self.venue.is_some() {
            return Err(Refusal::VenueAlreadyOpen);
        }
        self.venue = Some((venue, profile));
        self.events.push(Event::VenueOpened { venue, profile });
        Ok(Outcome::Opened)
    }

    pub(super) fn open_instrument(&mut self, rules: InstrumentRules) -> Result<Outcome, Refusal> {
        let (price, qty) = (rules.price_max.get(), rules.qty_max.get());
        let wrong = |rule| Err(Refusal::RuleOutOfBounds { rule });
        if rules.instrument.get() == 0 || rules.instrument.get() > 65_535 {
            return wrong(InstrumentRule::Number);
        }
        if rules.tick_value_fen < 1 {
            return wrong(InstrumentRule::TickValue);
        }
        if !(1..1 << 24).contains(&price) {
            return wrong(InstrumentRule::PriceMax);
        }
        if qty == 0 {
            return wrong(InstrumentRule::QtyMax);
        }
        if rules.listing_hold_bp.is_some_and(|bp| bp > 10_000)
            || rules
                .continuous_hold_bp
                .is_some_and(|bp| bp == 0 || bp > 10_000)
        {
            return wrong(InstrumentRule::Hold);
        }
        let value = i128::from(price) * i128::from(qty) * i128::from(rules.tick_value_fen);
        if value > i128::from(VALUE_FEN_MAX) {
            return wrong(InstrumentRule::Value);
        }
        let in_china = matches!(self.venue, Some((_, Profile::CnSpot)));
        if in_china && rules.continuous_hold_bp.is_some() {
            return Err(Refusal::ModeClosed {
                mode: Mode::Continuous,
            });
        }
        let instrument = rules.instrument;
        if self.rules.contains_key(&instrument) {
            return Err(Refusal::InstrumentAlreadyOpen { instrument });
        }
        self.rules.insert(instrument, rules);
        self.events.push(Event::InstrumentOpened(rules));
        Ok(Outcome::Opened)
    }

    pub(super) fn instruct(
        &mut self,
        instruction: InstructionNo,
        action: &Action,
    ) -> Result<Outcome, Refusal> {
        let last = InstructionNo::new(self.last_instruction);
        if instruction <= last {
            self.events
                .push(Event::InstructionIgnored { instruction, last });
            return Ok(Outcome::Instructed { instruction });
        }
        if instruction.get() > last.get() + 1 {
            let expected = InstructionNo::new(last.get() + 1);
            return Err(Refusal::InstructionAhead { expected });
        }
        self.last_instruction += 1;
        let (event, outcome) = match self.answer(action) {
            Ok(event) => (event, Outcome::Instructed { instruction }),
            Err(reason) => {
                let event = match *action {
                    Action::Credit {
                        member, amount_fen, ..
                    } => Event::CreditRefused {
                        instruction,
                        member,
                        amount_fen,
                        reason,
                    },
                    Action::Debit {
                        member, amount_fen, ..
                    } => Event::DebitRefused {
                        instruction,
                        member,
                        amount_fen,
                        reason,
                    },
                    Action::IssueReceipt { receipt, .. } => Event::ReceiptRefused {
                        instruction,
                        receipt,
                        reason,
                    },
                    Action::CancelReceipt { receipt, .. } => Event::ReceiptCancelRefused {
                        instruction,
                        receipt,
                        reason,
                    },
                    _ => unreachable!("only these are numbered"),
                };
                (event, Outcome::InstructionRefused { reason })
            }
        };
        self.events.push(event);
        Ok(outcome)
    }

    fn answer(&mut self, action: &Action) -> Result<Event, Refusal> {
        match *action {
            Action::Credit {
                instruction,
                member,
                amount_fen,
            } => {
                self.check_amount(member, amount_fen)?;
                let total = self.totals.entry(member).or_default();
                if *total + i128::from(amount_fen) > i128::from(BALANCE_FEN_MAX) {
                    return Err(Refusal::BalanceTooLarge {
                        max_fen: BALANCE_FEN_MAX,
                    });
                }
                *total += i128::from(amount_fen);
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
                self.check_amount(member, amount_fen)?;
                self.need_funds(member, i128::from(amount_fen))?;
                *self.totals.entry(member).or_default() -= i128::from(amount_fen);
                Ok(Event::Debited {
                    instruction,
                    member,
                    amount_fen,
                })
            }
            _ => self.answer_goods(action),
        }
    }

    fn answer_goods(&mut self, action: &Action) -> Result<Event, Refusal> {
        match *action {
            Action::IssueReceipt {
                instruction,
                receipt,
                member,
                instrument,
                contracts,
            } => {
                check_member(member)?;
                if !self.rules.contains_key(&instrument) {
                    return Err(Refusal::InstrumentUnknown { instrument });
                }
                if receipt.get() == 0 || self.receipts.contains_key(&receipt) {
                    return Err(Refusal::ReceiptAlreadyIssued { receipt });
                }
                if contracts.get() == 0 {
                    return Err(Refusal::ZeroQuantity);
                }
                let issued = Receipt {
                    member,
                    instrument,
                    contracts: contracts.get(),
                    cancelled: false,
                };
                self.receipts.insert(receipt, issued);
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
                let found = self.receipts.get(&receipt).filter(|found| !found.cancelled);
                let Receipt {
                    member, contracts, ..
                } = *found.ok_or(Refusal::ReceiptUnknown { receipt })?;
                let held = Qty::new(self.held_contracts(receipt));
                if held.get() > 0 {
                    return Err(Refusal::ReceiptHeld { held });
                }
                let found = self.receipts.get_mut(&receipt).expect("it was just found");
                found.contracts = 0;
                found.cancelled = true;
                let contracts = Qty::new(contracts);
                Ok(Event::ReceiptCancelled {
                    instruction,
                    receipt,
                    member,
                    contracts,
                })
            }
            _ => unreachable!("only these are numbered"),
        }
    }

    fn check_amount(&self, member: MemberNo, amount_fen: i64) -> Result<(), Refusal> {
        check_member(member)?;
        if amount_fen > 0 {
            Ok(())
        } else {
            Err(Refusal::AmountNotPositive)
        }
    }
}
