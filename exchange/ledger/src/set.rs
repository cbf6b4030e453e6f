//! A set of transfers is one event of the trade, stored together or not at all.
//!
//! Invariant: a set balances in every book by construction. Sets are immutable: a mistake is put
//! right by a later set that names the sets it undoes and mirrors them.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::account::Book;
use crate::money::{Money, MoneyError};
use crate::transfer::{Phase, Transfer, TransferError};

macro_rules! set_kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident = $text:literal,)+) => {
        /// Which event of the trade a set records.
        ///
        /// Source: the rules of proceeds, 4.5, the table of events.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum SetKind {
            $($(#[doc = $doc])+ $kind,)+
        }

        impl SetKind {
            /// Every kind.
            pub const ALL: &[SetKind] = &[$(SetKind::$kind),+];

            /// The kind's text in the database.
            pub const fn text(self) -> &'static str {
                match self { $(SetKind::$kind => $text),+ }
            }
        }
    };
}

set_kinds! {
    /// The operator pays its float into custody.
    OperatorFloat = "operator_float",
    /// The operator funds the risk reserve.
    ReserveFunded = "reserve_funded",
    /// The operator draws its fees.
    OperatorDraw = "operator_draw",
    /// The operator takes over a debit that nobody instructed.
    DebitTakenOver = "debit_taken_over",
    /// A cooperative hands out inputs on credit.
    AdvanceGiven = "advance_given",
    /// A member's money arrives by bank transfer.
    MemberPaidIn = "member_paid_in",
    /// A member takes cash out to its bank.
    MemberWithdrawal = "member_withdrawal",
    /// Money arrives whose owner is not known.
    CreditUnknown = "credit_unknown",
    /// Such money finds its owner.
    CreditResolved = "credit_resolved",
    /// A member's cash sets out for the desk.
    DeskRequested = "desk_requested",
    /// The desk has it.
    DeskCredited = "desk_credited",
    /// The desk refused it.
    DeskRefused = "desk_refused",
    /// A member's money leaves the desk.
    DeskDebited = "desk_debited",
    /// What left the desk is the member's cash again.
    DeskReturned = "desk_returned",
    /// A take holds a deposit.
    DepositHeld = "deposit_held",
    /// A match with a full hold pays the price at once.
    MatchPaid = "match_paid",
    /// The balance of a deal is paid and its deposit becomes price.
    BalancePaid = "balance_paid",
    /// Goods are accepted: fees, costs and the lots' pools.
    Accepted = "accepted",
    /// The rest of an escrow goes back to the buyer's cash.
    RestReturned = "rest_returned",
    /// A late seller's buyer gets escrow and deposit back.
    LateSeller = "late_seller",
    /// A purchase is paid, by a provider or by bank transfer.
    PurchasePaid = "purchase_paid",
    /// A provider pays what it owes, less refunds and its fee.
    ProviderSettled = "provider_settled",
    /// Money of a purchase goes back to its buyer before it is posted.
    PurchaseRefunded = "purchase_refunded",
    /// A consignment's claim window has ended: fees, costs and the lots' pools.
    ConsignmentSettled = "consignment_settled",
    /// A lot's pool is split over its households.
    PoolCycle = "pool_cycle",
    /// A lot's pool that nobody can claim.
    PoolSuspended = "pool_suspended",
    /// Advances are taken out of the lines of one split.
    Recovered = "recovered",
    /// Splits by a wrong weight are reversed and made again.
    WeightCorrected = "weight_corrected",
    /// Another set is mirrored.
    Reversed = "reversed",
    /// A household's line of a bank file.
    HouseholdPayout = "household_payout",
    /// A cooperative's line of a bank file.
    CooperativePayout = "cooperative_payout",
    /// A carrier's or inspector's line of a bank file.
    CarrierPayout = "carrier_payout",
    /// A line that the bank paid and later sent back.
    PayoutReturned = "payout_returned",
}

impl fmt::Display for SetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl FromStr for SetKind {
    type Err = TransferError;

    fn from_str(text: &str) -> Result<SetKind, TransferError> {
        let kind = SetKind::ALL.iter().find(|kind| kind.text() == text);
        kind.copied()
            .ok_or_else(|| TransferError::Kind(text.to_owned()))
    }
}

/// What an entry is known by: its idempotency key, and the deal, lot or file it is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    key: String,
    subject: String,
}

impl Reference {
    /// The longest key or subject, in bytes.
    pub const LENGTH_MAX: usize = 200;

    /// A reference with the caller's key, for instance `accepted/deal:7`, about `deal:7`.
    ///
    /// # Errors
    /// `Key` if either is empty, longer than 200 bytes, or has anything but printable ASCII.
    pub fn new(key: &str, subject: &str) -> Result<Reference, TransferError> {
        for text in [key, subject] {
            let printable = text.bytes().all(|b| b.is_ascii_graphic());
            if text.is_empty() || text.len() > Reference::LENGTH_MAX || !printable {
                return Err(TransferError::Key(text.to_owned()));
            }
        }
        Ok(Reference {
            key: key.to_owned(),
            subject: subject.to_owned(),
        })
    }
}

/// Both sides of one book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// All that is debited.
    pub debit: Money,
    /// All that is credited.
    pub credit: Money,
}

/// One event: transfers that are stored together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferSet {
    key: String,
    kind: SetKind,
    subject: String,
    phase: Phase,
    reverses: Vec<String>,
    transfers: Vec<Transfer>,
}

impl TransferSet {
    /// A set that counts at once.
    ///
    /// # Errors
    /// `Empty` without transfers, `Total` if a book's total does not fit.
    pub fn posted(
        reference: &Reference,
        kind: SetKind,
        transfers: Vec<Transfer>,
    ) -> Result<TransferSet, TransferError> {
        if transfers.is_empty() {
            return Err(TransferError::Empty(reference.key.clone()));
        }
        let set = TransferSet {
            key: reference.key.clone(),
            kind,
            subject: reference.subject.clone(),
            phase: Phase::Posted,
            reverses: Vec::new(),
            transfers,
        };
        for totals in set.totals()?.into_values() {
            assert_eq!(totals.debit, totals.credit, "a set balances in each book");
        }
        Ok(set)
    }

    /// A set that waits for an answer from outside.
    ///
    /// # Errors
    /// As [`TransferSet::posted`].
    pub fn pending(
        reference: &Reference,
        kind: SetKind,
        transfers: Vec<Transfer>,
    ) -> Result<TransferSet, TransferError> {
        let posted = TransferSet::posted(reference, kind, transfers)?;
        Ok(TransferSet {
            phase: Phase::Pending,
            ..posted
        })
    }

    /// The same set, said to undo the sets with these keys, each of them whole.
    pub fn reversing(self, reverses: Vec<String>) -> TransferSet {
        TransferSet { reverses, ..self }
    }

    /// The idempotency key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Which event it records.
    pub fn kind(&self) -> SetKind {
        self.kind
    }

    /// The deal, lot or file it is about.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Whether it counts at once.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The keys of the sets that it undoes; mostly none.
    pub fn reverses(&self) -> &[String] {
        &self.reverses
    }

    /// Its transfers in the order in which they are printed.
    pub fn transfers(&self) -> &[Transfer] {
        &self.transfers
    }

    /// What it debits and credits in each book; the two always agree.
    ///
    /// # Errors
    /// `Overflow` if a total does not fit.
    pub fn totals(&self) -> Result<BTreeMap<Book, Totals>, MoneyError> {
        let mut totals: BTreeMap<Book, Totals> = BTreeMap::new();
        for transfer in &self.transfers {
            let debit = totals.entry(transfer.debit().book()).or_default();
            debit.debit = debit.debit.checked_add(transfer.amount())?;
            let credit = totals.entry(transfer.credit().book()).or_default();
            credit.credit = credit.credit.checked_add(transfer.amount())?;
        }
        Ok(totals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::AccountKey;
    use crate::chart::Code;
    use crate::party::Party;

    fn bank() -> AccountKey {
        AccountKey::custody(Code::Bank, Party::None).unwrap()
    }

    fn cash() -> AccountKey {
        AccountKey::custody(Code::MemberCash, Party::Member(2)).unwrap()
    }

    fn due() -> AccountKey {
        AccountKey::cooperative(1, Code::DueFromCustody).unwrap()
    }

    #[test]
    fn a_set_says_what_it_moves_in_each_book() {
        let fee = AccountKey::cooperative(1, Code::CooperativeFee).unwrap();
        let transfers = vec![
            Transfer::new(bank(), cash(), Money::fen(3)).unwrap(),
            Transfer::new(due(), fee, Money::fen(5)).unwrap(),
        ];
        let reference = Reference::new("key", "deal:1").unwrap();
        let set = TransferSet::posted(&reference, SetKind::Accepted, transfers).unwrap();
        let totals = set.totals().unwrap();
        let both = |fen| Totals {
            debit: Money::fen(fen),
            credit: Money::fen(fen),
        };
        assert_eq!(totals.get(&Book::Custody), Some(&both(3)));
        assert_eq!(totals.get(&Book::Cooperative(1)), Some(&both(5)));
    }

    #[test]
    fn a_set_without_transfers_or_with_totals_that_do_not_fit_is_refused() {
        let reference = Reference::new("key", "deal:1").unwrap();
        let empty = TransferSet::posted(&reference, SetKind::Accepted, Vec::new());
        assert_eq!(empty, Err(TransferError::Empty("key".to_owned())));
        let most = Transfer::new(bank(), cash(), Money::fen(i64::MAX)).unwrap();
        let twice = TransferSet::posted(&reference, SetKind::Accepted, vec![most.clone(), most]);
        assert_eq!(twice, Err(TransferError::Total(MoneyError::Overflow)));
    }

    #[test]
    fn a_key_is_printable_and_of_bounded_length() {
        for key in ["", "a b", "键", &"k".repeat(201)] {
            assert_eq!(
                Reference::new(key, "deal:1"),
                Err(TransferError::Key(key.to_owned()))
            );
            assert_eq!(
                Reference::new("key", key),
                Err(TransferError::Key(key.to_owned()))
            );
        }
    }

    #[test]
    fn kinds_and_phases_read_back_from_their_texts() {
        for kind in SetKind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(*kind));
        }
        for phase in [Phase::Posted, Phase::Pending] {
            assert_eq!(phase.to_string().parse(), Ok(phase));
        }
        assert_eq!(
            "x".parse::<SetKind>(),
            Err(TransferError::Kind("x".to_owned()))
        );
    }
}
