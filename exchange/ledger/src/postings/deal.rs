//! A deal's money, from its deposit to what its lots' pools receive.

use crate::account::{AccountKey, Mode};
use crate::chart::Code;
use crate::money::Money;
use crate::party::Party;
use crate::set::{Reference, SetKind, TransferSet};
use crate::waterfall::Settlement;

use super::desk::Seat;
use super::{Draft, PostingError, custody_by_mode, one_posted, own, reserve};

pub(super) fn escrow(deal: &Party) -> Result<AccountKey, PostingError> {
    Ok(AccountKey::custody(Code::Escrow, deal.clone())?)
}

fn deposit(deal: &Party) -> Result<AccountKey, PostingError> {
    Ok(AccountKey::custody(Code::Deposit, deal.clone())?)
}

/// A take holds the buyer's deposit: 2005 / 2002.
///
/// # Errors
/// As every posting: an amount of nothing or below, an account that the chart does not keep.
pub fn deposit_held(
    reference: &Reference,
    seat: &Seat,
    deal: &Party,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let sides = (&seat.desk()?, &deposit(deal)?);
    one_posted(reference, SetKind::DepositHeld, sides, amount)
}

/// A match of the continuous book, held at 100 %, is paid at once: 2005 / 2001.
///
/// # Errors
/// As [`deposit_held`].
pub fn match_paid(
    reference: &Reference,
    seat: &Seat,
    deal: &Party,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let sides = (&seat.desk()?, &escrow(deal)?);
    one_posted(reference, SetKind::MatchPaid, sides, amount)
}

/// What a buyer owes of a price, and from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// The balance, from the buyer's cash.
    pub balance: Money,
    /// The deposit, which becomes price.
    pub deposit: Money,
}

/// The balance is paid from cash and the deposit becomes price: 2003 · 2002 / 2001.
///
/// # Errors
/// As [`deposit_held`].
pub fn balance_paid(
    reference: &Reference,
    buyer: &Party,
    deal: &Party,
    price: Price,
) -> Result<TransferSet, PostingError> {
    let cash = AccountKey::custody(Code::MemberCash, buyer.clone())?;
    let mut draft = Draft::default();
    draft.add(&cash, &escrow(deal)?, price.balance)?;
    draft.add(&deposit(deal)?, &escrow(deal)?, price.deposit)?;
    draft.posted(reference, SetKind::BalancePaid)
}

/// The rest of an escrow goes back to the buyer's cash: 2001 / 2003.
///
/// # Errors
/// As [`deposit_held`].
pub fn rest_returned(
    reference: &Reference,
    buyer: &Party,
    deal: &Party,
    amount: Money,
) -> Result<TransferSet, PostingError> {
    let cash = AccountKey::custody(Code::MemberCash, buyer.clone())?;
    one_posted(
        reference,
        SetKind::RestReturned,
        (&escrow(deal)?, &cash),
        amount,
    )
}

/// A late seller's buyer gets all of it back in cash: 2001 · 2002 / 2003.
///
/// # Errors
/// As [`deposit_held`].
pub fn late_seller(
    reference: &Reference,
    buyer: &Party,
    deal: &Party,
    held: Held,
) -> Result<TransferSet, PostingError> {
    let cash = AccountKey::custody(Code::MemberCash, buyer.clone())?;
    let mut draft = Draft::default();
    draft.add(&escrow(deal)?, &cash, held.escrow)?;
    draft.add(&deposit(deal)?, &cash, held.deposit)?;
    draft.posted(reference, SetKind::LateSeller)
}

/// What custody holds for a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// In its escrow.
    pub escrow: Money,
    /// In its deposit.
    pub deposit: Money,
}

/// Goods are accepted: 2001 / 4001 · 2103 · 2101 · 2105, in the cooperative's book 1301 / 4002
/// for its fee and 1301 / 4004 for its costs; a channel tariff goes to 4001 `channel`.
///
/// What is missing for fee and costs comes from the cooperative's 2101 (its own book 4003 / 1301)
/// and from 2301, as the settlement says.
///
/// # Errors
/// As [`deposit_held`].
pub fn accepted(
    reference: &Reference,
    deal: &Party,
    cooperative: &Party,
    settlement: &Settlement,
) -> Result<TransferSet, PostingError> {
    let draft = settled(deal, cooperative, settlement)?;
    draft.posted(reference, SetKind::Accepted)
}

/// The transfers of a settlement, which leave nothing in the escrow of `sale`.
pub(super) fn settled(
    sale: &Party,
    cooperative: &Party,
    settlement: &Settlement,
) -> Result<Draft, PostingError> {
    let payable = AccountKey::custody(Code::CooperativePayable, cooperative.clone())?;
    let missing = settlement.missing;
    let own_costs = settlement
        .cooperative_costs
        .checked_sub(missing.own_costs)?;
    let mut sources = Sources {
        left: vec![
            (escrow(sale)?, settlement.held()?),
            (payable.clone(), missing.cooperative),
            (reserve()?, missing.reserve),
        ],
    };
    let fee = AccountKey::custody(Code::PlatformFee, Party::None)?;
    let channel = custody_by_mode(Code::PlatformFee, &Party::None, Mode::Channel)?;
    let mut draft = Draft::default();
    sources.pay(&mut draft, &fee, settlement.platform_fee)?;
    sources.pay(&mut draft, &channel, settlement.channel_fee)?;
    for cost in settlement.pass_through.iter().chain(&settlement.costs) {
        let carrier = AccountKey::custody(Code::CarrierPayable, cost.party.clone())?;
        sources.pay(&mut draft, &carrier, cost.amount)?;
    }
    sources.pay(&mut draft, &payable, own_costs)?;
    sources.pay(&mut draft, &payable, settlement.cooperative_fee)?;
    for part in &settlement.lots {
        let pool = custody_by_mode(Code::LotPool, &part.lot, part.mode)?;
        sources.pay(&mut draft, &pool, part.amount)?;
    }
    sources.empty()?;
    let due = own(cooperative, Code::DueFromCustody)?;
    draft.add(&due, &own(cooperative, Code::OwnCostsMet)?, own_costs)?;
    draft.add(
        &due,
        &own(cooperative, Code::CooperativeFee)?,
        settlement.cooperative_fee,
    )?;
    draft.add(&own(cooperative, Code::Trading)?, &due, missing.cooperative)?;
    Ok(draft)
}

/// Accounts that pay in turn, each until it is used up.
struct Sources {
    left: Vec<(AccountKey, Money)>,
}

impl Sources {
    fn pay(
        &mut self,
        draft: &mut Draft,
        credit: &AccountKey,
        amount: Money,
    ) -> Result<(), PostingError> {
        let mut owed = amount;
        for (source, left) in &mut self.left {
            let part = owed.min(*left);
            draft.add(source, credit, part)?;
            *left = left.checked_sub(part)?;
            owed = owed.checked_sub(part)?;
        }
        if owed.is_zero() {
            return Ok(());
        }
        Err(PostingError::Lines {
            whole: amount.checked_sub(owed)?,
            lines: amount,
        })
    }

    fn empty(&self) -> Result<(), PostingError> {
        let left = Money::sum(self.left.iter().map(|(_, left)| *left))?;
        if left.is_zero() {
            return Ok(());
        }
        Err(PostingError::Lines {
            whole: left,
            lines: Money::ZERO,
        })
    }
}
