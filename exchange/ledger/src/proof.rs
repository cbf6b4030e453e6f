//! What must hold of every balance at every moment, in one place.
//!
//! The in-memory trial proves it after each set, and whoever loads balances from a database
//! proves the same by the same function. Sums are of posted transfers; a floor also counts what
//! pending transfers are about to take.
//!
//! Source: the rules of proceeds, 4.5, invariants. Complexity: linear in the accounts.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::account::{AccountKey, Book};
use crate::chart::{Code, Side};
use crate::money::{Money, MoneyError};
use crate::party::Party;
use crate::set::Totals;

/// What was moved on one account, each side for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// Posted debits.
    pub debit: Money,
    /// Posted credits.
    pub credit: Money,
    /// Debits that wait for an answer.
    pub pending_debit: Money,
    /// Credits that wait for an answer.
    pub pending_credit: Money,
}

impl Balance {
    /// What is posted, on the side on which the account grows.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn posted(&self, side: Side) -> Result<Money, MoneyError> {
        match side {
            Side::Debit => self.debit.checked_sub(self.credit),
            Side::Credit => self.credit.checked_sub(self.debit),
        }
    }

    /// What is posted less what pending transfers are about to take.
    ///
    /// What they are about to bring does not count before its answer.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn available(&self, side: Side) -> Result<Money, MoneyError> {
        let taking = match side {
            Side::Debit => self.pending_credit,
            Side::Credit => self.pending_debit,
        };
        self.posted(side)?.checked_sub(taking)
    }
}

/// Balances by account.
pub type Balances = BTreeMap<AccountKey, Balance>;

/// Something that must never be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// The two sides of a book differ.
    #[error("book {book} is out of balance: debits {debit}, credits {credit}")]
    Unbalanced {
        /// The book.
        book: Book,
        /// All its debits.
        debit: Money,
        /// All its credits.
        credit: Money,
    },
    /// More would leave an account than it has.
    #[error("{account} is below zero: {available}")]
    BelowZero {
        /// The account.
        account: AccountKey,
        /// What is available on it.
        available: Money,
    },
    /// Advances of households are not what cooperatives funded: 1201 and 2110.
    #[error("advances of {advances} are not the {funded} that cooperatives funded")]
    Advances {
        /// All of 1201.
        advances: Money,
        /// All of 2110.
        funded: Money,
    },
    /// Claims on households do not stand against what they were overpaid: 1202 and 2302.
    #[error("overpaid {overpaid} is not the claims of {claims}")]
    Claims {
        /// All of 1202.
        overpaid: Money,
        /// All of 2302.
        claims: Money,
    },
    /// Custody holds less than it owes.
    #[error("custody holds {cash} and owes {payable}")]
    NotCovered {
        /// 1001 and 1002.
        cash: Money,
        /// Every 2xxx but 2110 and 2302.
        payable: Money,
    },
    /// The operator has taken, or is about to take, more than is its own.
    #[error("the operator is overdrawn: {available}")]
    Overdrawn {
        /// What is left of its float and fees after costs.
        available: Money,
    },
    /// A cooperative's book does not say what custody says: 1301 and 2101, or 1302 and 2110.
    #[error("{code} of {book} is {own}, and custody says {custody}")]
    Mirror {
        /// The cooperative's book.
        book: Book,
        /// The account in it.
        code: Code,
        /// What it says.
        own: Money,
        /// What custody says.
        custody: Money,
    },
}

/// What custody holds, and what of it is payable in cash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// 1001 and 1002.
    pub cash: Money,
    /// Every 2xxx but 2110 and 2302.
    pub payable: Money,
}

/// Everything that is wrong with these balances; nothing, if all is well.
///
/// # Errors
/// `Overflow` if a sum does not fit.
pub fn faults(balances: &Balances) -> Result<Vec<Fault>, MoneyError> {
    let mut faults = Vec::new();
    for (book, Totals { debit, credit }) in totals(balances)? {
        if debit != credit {
            faults.push(Fault::Unbalanced {
                book,
                debit,
                credit,
            });
        }
    }
    for (account, balance) in balances {
        faults.extend(below_zero(account, balance)?);
    }
    let sum = |code| sum_of(balances, code);
    let (advances, funded) = (sum(Code::Advances)?, sum(Code::AdvancesFunded)?);
    if advances != funded {
        faults.push(Fault::Advances { advances, funded });
    }
    let (overpaid, claims) = (sum(Code::Overpaid)?, sum(Code::Claims)?);
    if overpaid != claims {
        faults.push(Fault::Claims { overpaid, claims });
    }
    let Coverage { cash, payable } = coverage(balances)?;
    if cash < payable {
        faults.push(Fault::NotCovered { cash, payable });
    }
    let available = operators_own(balances)?;
    if available.is_negative() {
        faults.push(Fault::Overdrawn { available });
    }
    faults.extend(mirrors(balances)?);
    Ok(faults)
}

/// The floor of one account: whether more is, or is about to be, taken than it has.
///
/// # Errors
/// `Overflow`.
pub fn below_zero(account: &AccountKey, balance: &Balance) -> Result<Option<Fault>, MoneyError> {
    let available = balance.available(account.code().side())?;
    if account.code().may_go_below_zero() || !available.is_negative() {
        return Ok(None);
    }
    Ok(Some(Fault::BelowZero {
        account: account.clone(),
        available,
    }))
}

/// All posted debits and credits of each book.
///
/// # Errors
/// `Overflow`.
pub fn totals(balances: &Balances) -> Result<BTreeMap<Book, Totals>, MoneyError> {
    let mut totals: BTreeMap<Book, Totals> = BTreeMap::new();
    for (account, balance) in balances {
        let book = totals.entry(account.book()).or_default();
        book.debit = book.debit.checked_add(balance.debit)?;
        book.credit = book.credit.checked_add(balance.credit)?;
    }
    Ok(totals)
}

/// What custody holds in cash and owes in cash.
///
/// # Errors
/// `Overflow`.
pub fn coverage(balances: &Balances) -> Result<Coverage, MoneyError> {
    let mut coverage = Coverage {
        cash: Money::ZERO,
        payable: Money::ZERO,
    };
    for (account, balance) in balances {
        let code = account.code();
        let posted = balance.posted(code.side())?;
        if matches!(code, Code::Bank | Code::ProviderDue) {
            coverage.cash = coverage.cash.checked_add(posted)?;
        } else if code.needs_cash() {
            coverage.payable = coverage.payable.checked_add(posted)?;
        }
    }
    Ok(coverage)
}

/// What in custody is the operator's: its float and fees less costs, and less all that pending
/// transfers are about to take of it.
///
/// On posted balances this is coverage said from the other side; here it also stops a draw that
/// would only be found uncovered once the bank has answered.
///
/// # Errors
/// `Overflow`.
pub fn operators_own(balances: &Balances) -> Result<Money, MoneyError> {
    let mut own = Money::ZERO;
    for (account, balance) in balances {
        let available = balance.available(Side::Credit)?;
        match account.code() {
            // A cost grows by debit, so that it counts against the operator, pending debits too.
            Code::OperatorFloat | Code::PlatformFee | Code::ChannelCost | Code::RefundLoss => {
                own = own.checked_add(available)?;
            }
            _ => {}
        }
    }
    Ok(own)
}

/// The posted balance of all accounts of one code, over parties, modes and books.
///
/// # Errors
/// `Overflow`.
pub fn sum_of(balances: &Balances, code: Code) -> Result<Money, MoneyError> {
    let mut sum = Money::ZERO;
    for (_, balance) in balances
        .iter()
        .filter(|(account, _)| account.code() == code)
    {
        sum = sum.checked_add(balance.posted(code.side())?)?;
    }
    Ok(sum)
}

const MIRRORED: [(Code, Code); 2] = [
    (Code::DueFromCustody, Code::CooperativePayable),
    (Code::AdvancesGiven, Code::AdvancesFunded),
];

fn mirrors(balances: &Balances) -> Result<Vec<Fault>, MoneyError> {
    // For each cooperative and pair: what its own book says, and what custody says.
    let mut pairs: BTreeMap<(i64, Code), (Money, Money)> = BTreeMap::new();
    for (account, balance) in balances {
        let posted = balance.posted(account.code().side())?;
        for (own, custody) in MIRRORED {
            match (account.book(), account.party()) {
                (Book::Cooperative(number), _) if account.code() == own => {
                    pairs.entry((number, own)).or_default().0 = posted;
                }
                (Book::Custody, Party::Cooperative(number)) if account.code() == custody => {
                    pairs.entry((*number, own)).or_default().1 = posted;
                }
                _ => {}
            }
        }
    }
    let differ = pairs
        .into_iter()
        .filter(|(_, (own, custody))| own != custody);
    let fault = |((number, code), (own, custody))| Fault::Mirror {
        book: Book::Cooperative(number),
        code,
        own,
        custody,
    };
    Ok(differ.map(fault).collect())
}
