//! A ledger in memory that proves itself after every set (试算平衡).
//!
//! It is the model the stored books are compared with, and what tests of the rules post to. A set
//! that would leave any fault behind is refused and changes nothing. Sets are kept, so that the
//! same key with the same content changes nothing and with other content is refused.
//!
//! Complexity: every set costs a pass over all accounts, since all of them are proven.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::account::{AccountKey, Book};
use crate::chart::Side;
use crate::money::{Money, MoneyError};
use crate::proof::{Balance, Balances, Fault, faults};
use crate::set::{Totals, TransferSet};
use crate::transfer::{Phase, Transfer};

/// Why the trial does not take a set.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TrialError {
    /// It would leave faults behind.
    #[error("the set would leave {} faults behind", .0.len())]
    Faults(Vec<Fault>),
    /// The key was used for another set.
    #[error("key {0} was used for another set")]
    KeyReused(String),
    /// No set has this key.
    #[error("no set has the key {0}")]
    Unknown(String),
    /// The set is not in the state that this needs.
    #[error("set {key} is {state:?}")]
    State {
        /// The set's key.
        key: String,
        /// What it is.
        state: SetState,
    },
    /// A set can be undone once.
    #[error("set {0} was already reversed")]
    Reversed(String),
    /// A set that says it undoes another does not mirror all of it.
    #[error("set {0} is not mirrored whole")]
    NotMirrored(String),
    /// A sum does not fit.
    #[error("the sums of the trial do not fit")]
    Money(#[from] MoneyError),
}

/// What became of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetState {
    /// It waits for an answer.
    Pending,
    /// It counts.
    Posted,
    /// It came to nothing.
    Voided,
}

/// Whether a set was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posting {
    /// It was stored.
    Stored,
    /// It had been stored before, and nothing changed.
    Repeated,
}

/// One line of a closing: a balance that is not zero, on the side where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The account.
    pub account: AccountKey,
    /// The side on which the balance stands.
    pub side: Side,
    /// The amount.
    pub amount: Money,
}

/// The ledger in memory.
#[derive(Debug, Clone, Default)]
pub struct Trial {
    sets: BTreeMap<String, (TransferSet, SetState)>,
    balances: Balances,
    reversed: BTreeSet<String>,
}

impl Trial {
    /// A ledger with nothing in it.
    pub fn new() -> Trial {
        Trial::default()
    }

    /// Takes a set, posted or pending, if nothing is wrong afterwards.
    ///
    /// # Errors
    /// `Faults`, `KeyReused`, and what is wrong with the sets that it undoes.
    pub fn post(&mut self, set: &TransferSet) -> Result<Posting, TrialError> {
        if let Some((stored, _)) = self.sets.get(set.key()) {
            if stored == set {
                return Ok(Posting::Repeated);
            }
            return Err(TrialError::KeyReused(set.key().to_owned()));
        }
        self.check_undone(set)?;
        let (state, step) = match set.phase() {
            Phase::Posted => (SetState::Posted, Step::Post),
            Phase::Pending => (SetState::Pending, Step::Hold),
        };
        self.balances = self.proven(set, &[step])?;
        self.reversed.extend(set.reverses().iter().cloned());
        self.sets.insert(set.key().to_owned(), (set.clone(), state));
        Ok(Posting::Stored)
    }

    /// The answer came: a pending set counts from now on.
    ///
    /// # Errors
    /// `Unknown`, `State` if it does not wait, `Faults`.
    pub fn confirm(&mut self, key: &str) -> Result<(), TrialError> {
        self.answer(key, SetState::Posted, &[Step::Release, Step::Post])
    }

    /// The answer was no: a pending set comes to nothing.
    ///
    /// # Errors
    /// `Unknown`, `State` if it does not wait, `Faults`.
    pub fn void(&mut self, key: &str) -> Result<(), TrialError> {
        self.answer(key, SetState::Voided, &[Step::Release])
    }

    /// The posted balance of an account, on the side on which it grows.
    ///
    /// # Errors
    /// `Money` if it does not fit.
    pub fn posted(&self, account: &AccountKey) -> Result<Money, TrialError> {
        let balance = self.balances.get(account).copied().unwrap_or_default();
        Ok(balance.posted(account.code().side())?)
    }

    /// The posted balance of an account less what pending sets are about to take.
    ///
    /// # Errors
    /// `Money` if it does not fit.
    pub fn available(&self, account: &AccountKey) -> Result<Money, TrialError> {
        let balance = self.balances.get(account).copied().unwrap_or_default();
        Ok(balance.available(account.code().side())?)
    }

    /// Every account that was ever touched.
    pub fn balances(&self) -> &Balances {
        &self.balances
    }

    /// A set and what became of it.
    pub fn set(&self, key: &str) -> Option<(&TransferSet, SetState)> {
        self.sets.get(key).map(|(set, state)| (set, *state))
    }

    /// Every posted balance that is not zero, in the order of book and code.
    ///
    /// # Errors
    /// `Money` if one does not fit.
    pub fn closing(&self) -> Result<Vec<Closing>, TrialError> {
        let mut closing = Vec::new();
        for (account, balance) in &self.balances {
            let debit = balance.posted(Side::Debit)?;
            let (side, amount) = match debit.is_negative() {
                false => (Side::Debit, debit),
                true => (Side::Credit, debit.negated()?),
            };
            if !amount.is_zero() {
                closing.push(Closing {
                    account: account.clone(),
                    side,
                    amount,
                });
            }
        }
        Ok(closing)
    }

    /// Both sides of the closing balances, per book; they agree.
    ///
    /// # Errors
    /// `Money` if one does not fit.
    pub fn closing_totals(&self) -> Result<BTreeMap<Book, Totals>, TrialError> {
        let mut totals: BTreeMap<Book, Totals> = BTreeMap::new();
        for Closing {
            account,
            side,
            amount,
        } in self.closing()?
        {
            let book = totals.entry(account.book()).or_default();
            let sum = match side {
                Side::Debit => &mut book.debit,
                Side::Credit => &mut book.credit,
            };
            *sum = sum.checked_add(amount)?;
        }
        Ok(totals)
    }

    fn answer(&mut self, key: &str, to: SetState, steps: &[Step]) -> Result<(), TrialError> {
        let Some((set, state)) = self.sets.get(key) else {
            return Err(TrialError::Unknown(key.to_owned()));
        };
        if *state != SetState::Pending {
            return Err(TrialError::State {
                key: key.to_owned(),
                state: *state,
            });
        }
        self.balances = self.proven(set, steps)?;
        if let Some((_, state)) = self.sets.get_mut(key) {
            *state = to;
        }
        Ok(())
    }

    /// The balances after `set`, if nothing is wrong with them.
    fn proven(&self, set: &TransferSet, steps: &[Step]) -> Result<Balances, TrialError> {
        let mut after = self.balances.clone();
        for transfer in set.transfers() {
            for step in steps {
                step.apply(
                    after.entry(transfer.debit().clone()).or_default(),
                    Side::Debit,
                    transfer,
                )?;
                step.apply(
                    after.entry(transfer.credit().clone()).or_default(),
                    Side::Credit,
                    transfer,
                )?;
            }
        }
        let faults = faults(&after)?;
        if faults.is_empty() {
            Ok(after)
        } else {
            Err(TrialError::Faults(faults))
        }
    }

    /// Each set that is undone counts, was not undone before, and is mirrored whole.
    fn check_undone(&self, set: &TransferSet) -> Result<(), TrialError> {
        let mut written: BTreeMap<&Transfer, usize> = BTreeMap::new();
        for transfer in set.transfers() {
            *written.entry(transfer).or_default() += 1;
        }
        let mut seen = BTreeSet::new();
        for key in set.reverses() {
            let Some((undone, state)) = self.sets.get(key) else {
                return Err(TrialError::Unknown(key.clone()));
            };
            if *state != SetState::Posted {
                return Err(TrialError::State {
                    key: key.clone(),
                    state: *state,
                });
            }
            if self.reversed.contains(key) || !seen.insert(key) {
                return Err(TrialError::Reversed(key.clone()));
            }
            for transfer in undone.transfers() {
                match written.get_mut(&transfer.mirrored()) {
                    Some(count) if *count > 0 => *count -= 1,
                    _ => return Err(TrialError::NotMirrored(key.clone())),
                }
            }
        }
        Ok(())
    }
}

/// What happens to a transfer's amount on one account.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// It is set aside.
    Hold,
    /// It is no longer set aside.
    Release,
    /// It counts.
    Post,
}

impl Step {
    fn apply(
        self,
        balance: &mut Balance,
        side: Side,
        transfer: &Transfer,
    ) -> Result<(), MoneyError> {
        let amount = transfer.amount();
        let (posted, pending) = match side {
            Side::Debit => (&mut balance.debit, &mut balance.pending_debit),
            Side::Credit => (&mut balance.credit, &mut balance.pending_credit),
        };
        match self {
            Step::Hold => *pending = pending.checked_add(amount)?,
            Step::Release => *pending = pending.checked_sub(amount)?,
            Step::Post => *posted = posted.checked_add(amount)?,
        }
        Ok(())
    }
}
