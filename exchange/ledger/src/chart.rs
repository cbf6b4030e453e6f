//! The chart of accounts (科目表): every code, its book, its side and its floor.
//!
//! Source: the rules of proceeds, 4.5.

use std::fmt;
use std::str::FromStr;

use crate::account::AccountError;

/// The side on which an account grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Assets and costs (借).
    Debit,
    /// Liabilities, funds and income (贷).
    Credit,
}

/// Whose book an account code belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookKind {
    /// The one custody book, which mirrors the bank's custody account.
    Custody,
    /// A cooperative's own book.
    Cooperative,
}

/// What an account is kept for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// 1001 the bank's custody account (银行存管).
    Bank,
    /// 1002 what a payment provider still owes (渠道待结).
    ProviderDue,
    /// 1101 what a buyer on account owes.
    BuyerDue,
    /// 1201 inputs advanced to a household (赊销垫付).
    Advances,
    /// 1202 what a household was paid too much, recoverable by set-off.
    Overpaid,
    /// 2001 a buyer's money held for a deal (货款托管).
    Escrow,
    /// 2002 deposits held for a deal (保证金).
    Deposit,
    /// 2003 a member's cash.
    MemberCash,
    /// 2004 a member's money on the way to or from a desk.
    DeskInTransit,
    /// 2005 a member's money at a venue's desk.
    Desk,
    /// 2101 owed to a cooperative.
    CooperativePayable,
    /// 2102 owed to a household, by mode of taking part.
    HouseholdPayable,
    /// 2103 owed to a carrier or an inspector.
    CarrierPayable,
    /// 2104 tax.
    Tax,
    /// 2105 proceeds of a lot that wait to be split.
    LotPool,
    /// 2110 advances that a cooperative funded, not yet payable.
    AdvancesFunded,
    /// 2201 kept back until the quality term ends (质保金).
    Retention,
    /// 2301 the risk reserve (风险准备金).
    Reserve,
    /// 2302 claims on households, contra to 1202 and not payable in cash.
    Claims,
    /// 2901 money whose owner is not known yet (暂收).
    Suspense,
    /// 3001 the operator's own money in custody.
    OperatorFloat,
    /// 4001 the platform's fee.
    PlatformFee,
    /// 5001 what a provider keeps.
    ChannelCost,
    /// 5002 refunds that the platform bears.
    RefundLoss,
    /// 1301 due to the cooperative from custody, equal to its 2101.
    DueFromCustody,
    /// 1302 advances that the cooperative funded, equal to its 2110.
    AdvancesGiven,
    /// 1303 deficits of households under contract.
    HouseholdDeficits,
    /// 2401 wages payable.
    WagesPayable,
    /// 2402 surplus payable.
    SurplusPayable,
    /// 3101 the cooperative's own funds.
    OwnFunds,
    /// 3201 the year's surplus.
    YearSurplus,
    /// 3202 the reserve fund (公积金).
    ReserveFund,
    /// 4002 the cooperative's fee.
    CooperativeFee,
    /// 4003 trading.
    Trading,
    /// 4004 own costs met.
    OwnCostsMet,
    /// 5101 wages.
    Wages,
}

impl Code {
    /// Every code with its number, custody first.
    pub const ALL: [(Code, u16); 36] = [
        (Code::Bank, 1001),
        (Code::ProviderDue, 1002),
        (Code::BuyerDue, 1101),
        (Code::Advances, 1201),
        (Code::Overpaid, 1202),
        (Code::Escrow, 2001),
        (Code::Deposit, 2002),
        (Code::MemberCash, 2003),
        (Code::DeskInTransit, 2004),
        (Code::Desk, 2005),
        (Code::CooperativePayable, 2101),
        (Code::HouseholdPayable, 2102),
        (Code::CarrierPayable, 2103),
        (Code::Tax, 2104),
        (Code::LotPool, 2105),
        (Code::AdvancesFunded, 2110),
        (Code::Retention, 2201),
        (Code::Reserve, 2301),
        (Code::Claims, 2302),
        (Code::Suspense, 2901),
        (Code::OperatorFloat, 3001),
        (Code::PlatformFee, 4001),
        (Code::ChannelCost, 5001),
        (Code::RefundLoss, 5002),
        (Code::DueFromCustody, 1301),
        (Code::AdvancesGiven, 1302),
        (Code::HouseholdDeficits, 1303),
        (Code::WagesPayable, 2401),
        (Code::SurplusPayable, 2402),
        (Code::OwnFunds, 3101),
        (Code::YearSurplus, 3201),
        (Code::ReserveFund, 3202),
        (Code::CooperativeFee, 4002),
        (Code::Trading, 4003),
        (Code::OwnCostsMet, 4004),
        (Code::Wages, 5101),
    ];

    /// The number in the chart.
    pub fn number(self) -> u16 {
        let listed = Code::ALL.iter().find(|(code, _)| *code == self);
        listed.expect("every code is listed, which a test proves").1
    }

    /// The side on which the account grows: assets and costs by debit, all else by credit.
    pub fn side(self) -> Side {
        match self.number() / 1000 {
            1 | 5 => Side::Debit,
            _ => Side::Credit,
        }
    }

    /// The book in which the code may stand.
    pub fn book_kind(self) -> BookKind {
        match self {
            Code::DueFromCustody
            | Code::AdvancesGiven
            | Code::HouseholdDeficits
            | Code::WagesPayable
            | Code::SurplusPayable
            | Code::OwnFunds
            | Code::YearSurplus
            | Code::ReserveFund
            | Code::CooperativeFee
            | Code::Trading
            | Code::OwnCostsMet
            | Code::Wages => BookKind::Cooperative,
            _ => BookKind::Custody,
        }
    }

    /// Whether the balance may stand on the other side.
    ///
    /// A provider settles net of refunds and may be in credit until the next settlement. The
    /// three funds and the trading account carry losses and draws: a cooperative paid out of
    /// custody draws more than it put in, and the operator draws its fees by its float, which
    /// coverage bounds. No money owed to anyone, and no cash, is ever below zero.
    pub fn may_go_below_zero(self) -> bool {
        matches!(
            self,
            Code::ProviderDue
                | Code::OperatorFloat
                | Code::OwnFunds
                | Code::YearSurplus
                | Code::Trading
        )
    }

    /// Whether custody must hold cash for this balance at every moment.
    ///
    /// Source: the rules of proceeds, 4.5, coverage: every 2xxx but 2110 and 2302.
    pub fn needs_cash(self) -> bool {
        self.book_kind() == BookKind::Custody
            && self.number() / 1000 == 2
            && !matches!(self, Code::AdvancesFunded | Code::Claims)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number())
    }
}

impl FromStr for Code {
    type Err = AccountError;

    fn from_str(text: &str) -> Result<Code, AccountError> {
        let listed = Code::ALL
            .iter()
            .find(|(_, number)| number.to_string() == text);
        listed
            .map(|(code, _)| *code)
            .ok_or_else(|| AccountError::Code(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back_from_its_number() {
        for (code, number) in Code::ALL {
            assert_eq!(code.number(), number);
            assert_eq!(code.to_string().parse(), Ok(code));
        }
        assert_eq!(
            "1003".parse::<Code>(),
            Err(AccountError::Code("1003".to_owned()))
        );
        assert_eq!(
            "01001".parse::<Code>(),
            Err(AccountError::Code("01001".to_owned()))
        );
    }

    #[test]
    fn nothing_that_is_owed_may_fall_below_zero() {
        for (code, number) in Code::ALL {
            if number / 1000 == 2 || number == 1001 || number == 1201 {
                assert!(!code.may_go_below_zero(), "{code}");
            }
        }
    }
}
