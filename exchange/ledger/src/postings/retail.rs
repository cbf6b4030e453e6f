//! A purchase's money: from its payment to its refunds, or to what its lots' pools receive.
//!
//! A purchase is paid once and has one escrow (2001) for each of its consignments, so that each
//! cooperative's part stands on its own from the first moment.
//!
//! Source: the rules of proceeds, 4.5, the events of retail.

use crate::account::AccountKey;
use crate::chart::Code;
use crate::money::Money;
use crate::party::Party;
use crate::provider::ProviderDay;
use crate::retail::RetailSettlement;
use crate::set::{Reference, SetKind, TransferSet};

use super::deal::{escrow, settled};
use super::{Draft, PostingError, bank, one_pending};

/// What one consignment gets of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscrowPart {
    /// The consignment.
    pub consignment: Party,
    /// Its part, a surcharge included.
    pub amount: Money,
}

fn due(provider: &Party) -> Result<AccountKey, PostingError> {
    Ok(AccountKey::custody(Code::ProviderDue, provider.clone())?)
}

fn suspense(line: &Party) -> Result<AccountKey, PostingError> {
    Ok(AccountKey::custody(Code::Suspense, line.clone())?)
}

fn add_parts(
    draft: &mut Draft,
    from: &AccountKey,
    parts: &[EscrowPart],
) -> Result<(), PostingError> {
    for part in parts {
        draft.add(from, &escrow(&part.consignment)?, part.amount)?;
    }
    Ok(())
}

/// A provider took a buyer's payment: 1002 / 2001 of each consignment.
///
/// # Errors
/// As every posting: an amount of nothing or below, an account that the chart does not keep.
pub fn paid_by_provider(
    reference: &Reference,
    provider: &Party,
    parts: &[EscrowPart],
) -> Result<TransferSet, PostingError> {
    let mut draft = Draft::default();
    add_parts(&mut draft, &due(provider)?, parts)?;
    draft.posted(reference, SetKind::PurchasePaid)
}

/// A buyer's bank transfer arrives on the statement's line `line`: 1001 / 2001 of each
/// consignment, and what is more than the price 1001 / 2901 of the line.
///
/// A transfer that names no purchase, or is less than its price, is an unknown credit as every
/// other ([`custody::credit_unknown`](super::custody::credit_unknown)).
///
/// # Errors
/// As [`paid_by_provider`].
pub fn paid_by_transfer(
    reference: &Reference,
    line: &Party,
    parts: &[EscrowPart],
    over: Money,
) -> Result<TransferSet, PostingError> {
    let mut draft = Draft::default();
    add_parts(&mut draft, &bank()?, parts)?;
    draft.add(&bank()?, &suspense(line)?, over)?;
    draft.posted(reference, SetKind::PurchasePaid)
}

/// A transfer in suspense is found to pay a purchase: 2901 of the line / 2001 of each consignment.
///
/// # Errors
/// As [`paid_by_provider`].
pub fn transfer_found(
    reference: &Reference,
    line: &Party,
    parts: &[EscrowPart],
) -> Result<TransferSet, PostingError> {
    let mut draft = Draft::default();
    add_parts(&mut draft, &suspense(line)?, parts)?;
    draft.posted(reference, SetKind::PurchasePaid)
}

/// Where the money of a provider's settlement stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrived {
    /// It comes in with this entry (1001).
    Bank,
    /// It came in before its bill was known, or while the operator could not bear its fee, and
    /// waits in suspense (2901) of this line of the statement.
    Suspense(Party),
}

/// A provider settles: 1001 net · 5001 fee / 1002.
///
/// The caller asks first whether the operator may bear the fee, by
/// [`provider::cost_allowed`](crate::provider::cost_allowed).
///
/// # Errors
/// `Provider` where refunds and fee leave nothing to pay; else as [`paid_by_provider`].
pub fn provider_settled(
    reference: &Reference,
    provider: &Party,
    day: ProviderDay,
    arrived: &Arrived,
) -> Result<TransferSet, PostingError> {
    let net = day.settles()?;
    let money = match arrived {
        Arrived::Bank => bank()?,
        Arrived::Suspense(line) => suspense(line)?,
    };
    let cost = AccountKey::custody(Code::ChannelCost, Party::None)?;
    let mut draft = Draft::default();
    draft.add(&money, &due(provider)?, net)?;
    draft.add(&cost, &due(provider)?, day.fee)?;
    draft.posted(reference, SetKind::ProviderSettled)
}

/// The provider gives part of an escrow back to the buyer: 2001 / 1002, pending until it says that
/// it did; where it fails the set is voided.
///
/// 1002 may stand in credit until the provider's next settlement.
///
/// # Errors
/// As [`paid_by_provider`].
pub fn refund_by_provider(
    reference: &Reference,
    provider: &Party,
    sale: &Party,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let sides = (&escrow(sale)?, &due(provider)?);
    one_pending(reference, SetKind::PurchaseRefunded, sides, amount)
}

/// Part of an escrow goes back by bank transfer: 2001 / 1001, a line of a bank file, pending until
/// the bank answers. A line that comes back later is [`payout::returned`](super::payout::returned).
///
/// # Errors
/// As [`paid_by_provider`].
pub fn refund_by_transfer(
    reference: &Reference,
    sale: &Party,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let sides = (&escrow(sale)?, &bank()?);
    one_pending(reference, SetKind::PurchaseRefunded, sides, amount)
}

/// A consignment settles: 2001 · 2301 / 4001 · 4001 `channel` · 2103 · 2101 · 2105, in the
/// cooperative's book 1301 / 4004 for its packing and 1301 / 4002 for its fee.
///
/// It leaves nothing in the escrow. The escrow pays the fees on what stays first, then carriers,
/// then the cooperative; the reserve gives what is missing. A settlement that moves nothing
/// ([`RetailSettlement::moves_nothing`]) has no set.
///
/// # Errors
/// As [`paid_by_provider`].
pub fn consignment_settled(
    reference: &Reference,
    consignment: &Party,
    cooperative: &Party,
    settlement: &RetailSettlement,
) -> Result<TransferSet, PostingError> {
    let draft = settled(consignment, cooperative, &settlement.whole)?;
    draft.posted(reference, SetKind::ConsignmentSettled)
}
