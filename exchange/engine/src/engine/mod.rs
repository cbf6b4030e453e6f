//! The state of one venue and the one way to change it.
//!
//! Each mode is a part of its own beside the others: [`board`] for listings, [`trading`] for the
//! continuous book, [`office`] for what the operator instructs. They share accounts, receipts
//! and one counter of numbers. Order within a command: what is due ends, then the key is looked
//! up, then the action is applied, then every 1,024th command the balances are hashed.

mod board;
mod office;
mod output;
mod queries;
mod snapshot;
mod trading;

use crate::accounts::Accounts;
use crate::book::Book;
use crate::book::orders::Orders;
use crate::command::{Action, Command, InstrumentRules, Mode, Profile};
use crate::event::{Event, Outcome};
use crate::keys::{Entry, Keys, Seen};
use crate::receipts::Receipts;
use crate::refusal::Refusal;
use crate::units::{InstructionNo, InstrumentNo, MemberNo, Millis, OrderNo, Qty, Ticks, VenueNo};
use crate::value::HoldRule;
use board::Board;
use output::Output;

pub use queries::{Depth, DepthLevel, LiveListing, LiveOrder};
pub use snapshot::RestoreError;

/// How many commands lie between two checkpoints of the balances.
const CHECKPOINT_COMMANDS: u64 = 1024;

/// One venue's market.
#[derive(Debug)]
pub struct Engine {
    last_seq: u64,
    commands: u64,
    time: Millis,
    venue: Option<(VenueNo, Profile)>,
    last_instruction: InstructionNo,
    last_number: OrderNo,
    /// Instruments in order of opening.
    markets: Vec<Market>,
    /// Place of each instrument in `markets`, plus one, by its number.
    places: Vec<u32>,
    accounts: Accounts,
    receipts: Receipts,
    board: Board,
    orders: Orders,
    keys: Keys,
}

/// One instrument and, if it may have one, its continuous book.
#[derive(Debug)]
struct Market {
    rules: InstrumentRules,
    book: Option<Book>,
}

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}

impl Engine {
    /// A market before its first command.
    pub fn new() -> Self {
        Self {
            last_seq: 0,
            commands: 0,
            time: Millis::new(i64::MIN),
            venue: None,
            last_instruction: InstructionNo::new(0),
            last_number: OrderNo::NONE,
            markets: Vec::new(),
            places: Vec::new(),
            accounts: Accounts::default(),
            receipts: Receipts::default(),
            board: Board::default(),
            orders: Orders::with_capacity(0),
            keys: Keys::default(),
        }
    }

    /// Applies one command of the journal and emits what happened, in order.
    ///
    /// `seq` rises from command to command; one that is not above [`Engine::last_seq`] was
    /// applied before and is passed over in silence. Engine time is the larger of `time` and
    /// the last; listings due by then end first.
    pub fn apply(
        &mut self,
        seq: u64,
        time: Millis,
        command: &Command,
        emit: &mut impl FnMut(Event),
    ) {
        if seq <= self.last_seq {
            return;
        }
        self.last_seq = seq;
        self.commands += 1;
        self.time = self.time.max(time);
        self.keys.turn_to(self.time.trading_day());
        let mut output = Output::new(emit);
        self.end_due(&mut output);
        match self.keys.look_up(command.key) {
            Seen::Same(Entry {
                seq: first_seq,
                outcome,
                ..
            }) => {
                output.emit(Event::Repeated { first_seq, outcome });
            }
            Seen::Other { first_seq } => {
                output.emit(Event::Refused {
                    reason: Refusal::KeyReused { first_seq },
                });
            }
            Seen::Never => {
                let outcome = self.act(command, &mut output).unwrap_or_else(|reason| {
                    output.emit(Event::Refused { reason });
                    Outcome::Refused { reason }
                });
                self.keys.remember(Entry {
                    key: command.key,
                    seq,
                    outcome,
                });
            }
        }
        if self.commands.is_multiple_of(CHECKPOINT_COMMANDS) {
            output.emit(Event::BalancesHash {
                hash: self.accounts.hash(),
            });
        }
    }

    fn act(&mut self, command: &Command, output: &mut Output<'_>) -> Result<Outcome, Refusal> {
        if let Action::OpenVenue { venue, profile } = command.action {
            return self.open_venue(venue, profile, output);
        }
        if self.venue.is_none() {
            return Err(Refusal::VenueNotOpen);
        }
        if self.keys.is_full() {
            return Err(Refusal::VenueFull);
        }
        match command.action {
            Action::OpenVenue { .. } => Err(Refusal::VenueAlreadyOpen),
            Action::OpenInstrument(rules) => self.open_instrument(rules, output),
            Action::Credit { instruction, .. }
            | Action::Debit { instruction, .. }
            | Action::IssueReceipt { instruction, .. }
            | Action::CancelReceipt { instruction, .. } => {
                self.instruct(instruction, &command.action, output)
            }
            Action::List(entry) => self.list(entry, output),
            Action::Take {
                member,
                listing,
                qty,
                receipt,
            } => self.take(
                &board::Take {
                    member,
                    listing,
                    qty,
                    receipt,
                },
                output,
            ),
            Action::Unlist { member, listing } => self.unlist(member, listing, output),
            Action::Place(entry) => self.place(entry, output),
            Action::Cancel { member, order } => self.cancel(member, order, output),
            Action::Replace {
                member,
                order,
                price,
                qty,
            } => self.replace(
                &trading::Replacement {
                    member,
                    order,
                    price,
                    qty,
                },
                output,
            ),
            Action::Tick => Ok(Outcome::Ticked),
        }
    }

    /// Place of an open instrument in `markets`.
    fn place_of(&self, instrument: InstrumentNo) -> Option<usize> {
        let place = *self.places.get(instrument.get() as usize)?;
        (place as usize).checked_sub(1)
    }

    fn market(&self, instrument: InstrumentNo) -> Result<(usize, &Market), Refusal> {
        let place = self
            .place_of(instrument)
            .ok_or(Refusal::InstrumentUnknown { instrument })?;
        Ok((place, &self.markets[place]))
    }

    /// The next order or listing number, given out once the command is accepted.
    fn next_number(&mut self) -> OrderNo {
        self.last_number = OrderNo::new(self.last_number.get() + 1);
        self.last_number
    }
}

impl Market {
    /// Admits an instrument; the profile decides elsewhere whether it may have its modes.
    fn new(rules: InstrumentRules) -> Self {
        Self {
            rules,
            book: rules.continuous_hold_bp.map(|_| Book::new()),
        }
    }

    /// How much a buyer holds in this mode, if the mode is open.
    fn hold_rule(&self, mode: Mode) -> Result<HoldRule, Refusal> {
        let rate_bp = match mode {
            Mode::Listing => self.rules.listing_hold_bp,
            Mode::Continuous => self.rules.continuous_hold_bp,
        };
        let rate_bp = rate_bp.ok_or(Refusal::ModeClosed { mode })?;
        Ok(HoldRule {
            tick_value_fen: self.rules.tick_value_fen,
            rate_bp,
        })
    }

    /// Checks price and quantity against the instrument's limits.
    fn check(&self, price: Ticks, qty: Qty) -> Result<(), Refusal> {
        let (price_max, qty_max) = (self.rules.price_max, self.rules.qty_max);
        if !(1..=price_max.get()).contains(&price.get()) {
            return Err(Refusal::PriceOutOfRange { price_max });
        }
        if qty.get() == 0 {
            return Err(Refusal::ZeroQuantity);
        }
        if qty > qty_max {
            return Err(Refusal::QuantityTooLarge { qty_max });
        }
        Ok(())
    }
}

fn check_member(member: MemberNo) -> Result<(), Refusal> {
    if member.get() == 0 || member > MemberNo::LAST {
        return Err(Refusal::MemberUnknown { member });
    }
    Ok(())
}
