//! Members' money on the desk: available and held.
//!
//! Accounts lie in pages by member number, so that a member is found without a search and the
//! order of a walk is the order of numbers. Invariants: no amount is ever negative, and the sum
//! of both amounts changes only by credit, debit and match.

use crate::digest::scramble;
use crate::refusal::Refusal;
use crate::units::MemberNo;
use crate::value::{BALANCE_FEN_MAX, Drawn};

const PAGE: usize = 1024;

/// A member's money on the venue's desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Funds {
    /// Fen free to be held or moved away.
    pub available_fen: i64,
    /// Fen held for live bids.
    pub held_fen: i64,
}

impl Funds {
    /// Everything the member has on the desk.
    pub const fn total_fen(self) -> i64 {
        self.available_fen + self.held_fen
    }
}

/// Checkpoint over desk balances, available plus held, given in any order.
///
/// A member without money does not count, so it is the same whether a row of zero exists or
/// not. The projection computes it over its own rows and compares.
pub fn balances_hash(balances: impl IntoIterator<Item = (MemberNo, i64)>) -> u64 {
    balances.into_iter().fold(0, |sum, (member, total_fen)| {
        sum.wrapping_add(share(member, total_fen))
    })
}

/// One member's part of the checkpoint.
fn share(member: MemberNo, total_fen: i64) -> u64 {
    if total_fen == 0 {
        return 0;
    }
    scramble(scramble(u64::from(member.get())) ^ total_fen.cast_unsigned())
}

/// Every member's money.
#[derive(Debug, Default)]
pub(crate) struct Accounts {
    pages: Vec<Option<Box<[Funds; PAGE]>>>,
    hash: u64,
}

impl Accounts {
    /// The checkpoint over all balances, kept as they change.
    pub(crate) const fn hash(&self) -> u64 {
        self.hash
    }

    pub(crate) fn of(&self, member: MemberNo) -> Funds {
        let number = member.get() as usize;
        match self.pages.get(number / PAGE) {
            Some(Some(page)) => page[number % PAGE],
            _ => Funds::default(),
        }
    }

    /// Members with money, by number.
    pub(crate) fn all(&self) -> impl Iterator<Item = (MemberNo, Funds)> + '_ {
        self.pages
            .iter()
            .zip(0u32..)
            .filter_map(|(page, at)| Some((page.as_ref()?, at)))
            .flat_map(|(page, at)| {
                page.iter()
                    .zip(at * PAGE as u32..)
                    .filter(|(funds, _)| funds.total_fen() != 0)
                    .map(|(funds, number)| (MemberNo::new(number), *funds))
            })
    }

    pub(crate) fn credit(&mut self, member: MemberNo, amount_fen: i64) -> Result<(), Refusal> {
        positive(amount_fen)?;
        let total_fen = self.of(member).total_fen();
        let max_fen = BALANCE_FEN_MAX;
        if amount_fen > max_fen - total_fen {
            return Err(Refusal::BalanceTooLarge { max_fen });
        }
        self.change(member, amount_fen, 0);
        Ok(())
    }

    pub(crate) fn debit(&mut self, member: MemberNo, amount_fen: i64) -> Result<(), Refusal> {
        positive(amount_fen)?;
        self.spend(member, amount_fen)
    }

    /// Takes `fen` out of what is available: a debit, or the deposit of a taker.
    pub(crate) fn spend(&mut self, member: MemberNo, fen: i64) -> Result<(), Refusal> {
        self.cover(member, fen)?;
        self.change(member, -fen, 0);
        Ok(())
    }

    /// Moves `fen` from available to held.
    pub(crate) fn hold(&mut self, member: MemberNo, fen: i64) -> Result<(), Refusal> {
        self.cover(member, fen)?;
        self.change(member, -fen, fen);
        Ok(())
    }

    /// Replaces a hold by another in one step, so that the old one helps to cover the new one.
    pub(crate) fn hold_instead(
        &mut self,
        member: MemberNo,
        old_fen: i64,
        new_fen: i64,
    ) -> Result<(), Refusal> {
        let available_fen = self.of(member).available_fen + old_fen;
        if new_fen > available_fen {
            return Err(Refusal::ShortOfFunds {
                needed_fen: new_fen,
                available_fen,
            });
        }
        self.change(member, old_fen - new_fen, new_fen - old_fen);
        Ok(())
    }

    /// Moves `fen` from held back to available.
    pub(crate) fn release(&mut self, member: MemberNo, fen: i64) {
        self.change(member, fen, -fen);
    }

    /// Takes what a match draws out of a hold.
    pub(crate) fn draw(&mut self, member: MemberNo, drawn: Drawn) {
        self.change(
            member,
            drawn.released_fen,
            -(drawn.moved_fen + drawn.released_fen),
        );
    }

    /// Puts an account of a snapshot in place.
    pub(crate) fn restore(&mut self, member: MemberNo, funds: Funds) {
        self.change(member, funds.available_fen, funds.held_fen);
    }

    fn cover(&self, member: MemberNo, needed_fen: i64) -> Result<(), Refusal> {
        let available_fen = self.of(member).available_fen;
        if needed_fen > available_fen {
            return Err(Refusal::ShortOfFunds {
                needed_fen,
                available_fen,
            });
        }
        Ok(())
    }

    /// The only place where an account changes.
    fn change(&mut self, member: MemberNo, available_fen: i64, held_fen: i64) {
        let number = member.get() as usize;
        let page = number / PAGE;
        if page >= self.pages.len() {
            self.pages.resize_with(page + 1, || None);
        }
        let page = self.pages[page].get_or_insert_with(|| Box::new([Funds::default(); PAGE]));
        let funds = &mut page[number % PAGE];
        let before_fen = funds.total_fen();
        funds.available_fen += available_fen;
        funds.held_fen += held_fen;
        assert!(
            funds.available_fen >= 0 && funds.held_fen >= 0,
            "a member's money is never negative: {member} has {funds:?}",
        );
        if available_fen + held_fen != 0 {
            let after = share(member, funds.total_fen());
            self.hash = self
                .hash
                .wrapping_sub(share(member, before_fen))
                .wrapping_add(after);
        }
    }
}

const fn positive(amount_fen: i64) -> Result<(), Refusal> {
    if amount_fen > 0 {
        Ok(())
    } else {
        Err(Refusal::AmountNotPositive)
    }
}
