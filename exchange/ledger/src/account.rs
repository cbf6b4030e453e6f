//! What an account is named by: book, code, party, mode and currency.
//!
//! Every name has one text (`Display`, `FromStr`), which the database keeps as it stands.
//! Invariant: an [`AccountKey`] fits the chart, so that no row can hold a household's money in a
//! deal's escrow or a cooperative's fee in the custody book.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::chart::{BookKind, Code};
use crate::party::{Party, positive};

/// Why a name is not one of ours.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AccountError {
    /// No such book.
    #[error("not a book: {0:?}")]
    Book(String),
    /// No such code in the chart.
    #[error("not an account code: {0:?}")]
    Code(String),
    /// No such kind of party, or a number that is not 1 or more.
    #[error("not a party: {0:?}")]
    Party(String),
    /// No such mode.
    #[error("not a mode: {0:?}")]
    Mode(String),
    /// No such currency.
    #[error("not a currency: {0:?}")]
    Currency(String),
    /// The text does not have five parts.
    #[error("not an account: {0:?}")]
    Account(String),
    /// The code belongs to another kind of book.
    #[error("{code} does not stand in the book {book}")]
    WrongBook {
        /// The code.
        code: Code,
        /// The book it was asked for in.
        book: Book,
    },
    /// The code is kept for another kind of party.
    #[error("{code} is not kept for {party}")]
    WrongParty {
        /// The code.
        code: Code,
        /// The party it was asked for.
        party: Party,
    },
    /// The code is kept by other modes.
    #[error("{code} is not kept by mode {mode}")]
    WrongMode {
        /// The code.
        code: Code,
        /// The mode it was asked for.
        mode: Mode,
    },
}

/// A set of accounts that balances on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Book {
    /// The mirror of the bank's custody account.
    Custody,
    /// The own book of the cooperative with this number.
    Cooperative(i64),
}

impl Book {
    fn kind(self) -> BookKind {
        match self {
            Book::Custody => BookKind::Custody,
            Book::Cooperative(_) => BookKind::Cooperative,
        }
    }
}

impl fmt::Display for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Book::Custody => f.write_str("custody"),
            Book::Cooperative(number) => write!(f, "cooperative:{number}"),
        }
    }
}

impl FromStr for Book {
    type Err = AccountError;

    fn from_str(text: &str) -> Result<Book, AccountError> {
        match text.split_once(':') {
            None if text == "custody" => Some(Book::Custody),
            Some(("cooperative", number)) => positive(number).map(Book::Cooperative),
            _ => None,
        }
        .ok_or_else(|| AccountError::Book(text.to_owned()))
    }
}

/// The sub-account inside a code: a way of taking part, a venue, or the channel tariff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Mode {
    /// The code has no sub-accounts; its text is `-`.
    #[default]
    None,
    /// Unified selling (统一销售).
    Pool,
    /// Order purchase (订单收购).
    Price,
    /// Contracted operation (承包经营).
    Contract,
    /// Trusteeship (生产托管).
    Trustee,
    /// Wages (劳务务工).
    Wages,
    /// Shares (股份合作).
    Shares,
    /// The yearly surplus.
    Surplus,
    /// The channel tariff inside the platform's fee.
    Channel,
    /// The desk of the venue with this number.
    Venue(u32),
}

impl Mode {
    const NAMED: [(Mode, &'static str); 9] = [
        (Mode::None, "-"),
        (Mode::Pool, "pool"),
        (Mode::Price, "price"),
        (Mode::Contract, "contract"),
        (Mode::Trustee, "trustee"),
        (Mode::Wages, "wages"),
        (Mode::Shares, "shares"),
        (Mode::Surplus, "surplus"),
        (Mode::Channel, "channel"),
    ];

    fn is_participation(self) -> bool {
        !matches!(self, Mode::None | Mode::Channel | Mode::Venue(_))
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Mode::Venue(number) = self {
            return write!(f, "venue:{number}");
        }
        let named = Mode::NAMED.iter().find(|(mode, _)| mode == self);
        f.write_str(
            named
                .expect("every mode but a venue is named, which a test proves")
                .1,
        )
    }
}

impl FromStr for Mode {
    type Err = AccountError;

    fn from_str(text: &str) -> Result<Mode, AccountError> {
        if let Some((mode, _)) = Mode::NAMED.iter().find(|(_, name)| *name == text) {
            return Ok(*mode);
        }
        let number = text.strip_prefix("venue:").and_then(positive);
        number
            .and_then(|number| u32::try_from(number).ok())
            .map(Mode::Venue)
            .ok_or_else(|| AccountError::Mode(text.to_owned()))
    }
}

/// What the amounts of an account are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Currency {
    /// Renminbi, in fen.
    #[default]
    Cny,
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CNY")
    }
}

impl FromStr for Currency {
    type Err = AccountError;

    fn from_str(text: &str) -> Result<Currency, AccountError> {
        match text {
            "CNY" => Ok(Currency::Cny),
            _ => Err(AccountError::Currency(text.to_owned())),
        }
    }
}

/// The full name of one account.
///
/// Its text is `custody/2102/household:12/pool/CNY`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountKey {
    book: Book,
    code: Code,
    party: Party,
    mode: Mode,
    currency: Currency,
}

impl AccountKey {
    /// The account of `code` in `book` for `party` and `mode`, in renminbi.
    ///
    /// # Errors
    /// `WrongBook`, `WrongParty` or `WrongMode` where the chart keeps no such account.
    pub fn new(
        book: Book,
        code: Code,
        party: Party,
        mode: Mode,
    ) -> Result<AccountKey, AccountError> {
        if code.book_kind() != book.kind() {
            return Err(AccountError::WrongBook { code, book });
        }
        if !takes_party(code, &party) {
            return Err(AccountError::WrongParty { code, party });
        }
        if !takes_mode(code, mode) {
            return Err(AccountError::WrongMode { code, mode });
        }
        Ok(AccountKey {
            book,
            code,
            party,
            mode,
            currency: Currency::Cny,
        })
    }

    /// An account of the custody book without sub-account.
    ///
    /// # Errors
    /// As [`AccountKey::new`].
    pub fn custody(code: Code, party: Party) -> Result<AccountKey, AccountError> {
        AccountKey::new(Book::Custody, code, party, Mode::None)
    }

    /// An account of the own book of the cooperative with this number.
    ///
    /// # Errors
    /// As [`AccountKey::new`].
    pub fn cooperative(number: i64, code: Code) -> Result<AccountKey, AccountError> {
        AccountKey::new(Book::Cooperative(number), code, Party::None, Mode::None)
    }

    /// The book it stands in.
    pub fn book(&self) -> Book {
        self.book
    }

    /// Its code in the chart.
    pub fn code(&self) -> Code {
        self.code
    }

    /// Whose balance it is.
    pub fn party(&self) -> &Party {
        &self.party
    }

    /// Its sub-account.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// What its amounts are counted in.
    pub fn currency(&self) -> Currency {
        self.currency
    }
}

impl fmt::Display for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let AccountKey {
            book,
            code,
            party,
            mode,
            currency,
        } = self;
        write!(f, "{book}/{code}/{party}/{mode}/{currency}")
    }
}

impl FromStr for AccountKey {
    type Err = AccountError;

    fn from_str(text: &str) -> Result<AccountKey, AccountError> {
        let parts: Vec<&str> = text.split('/').collect();
        let [book, code, party, mode, currency] = parts[..] else {
            return Err(AccountError::Account(text.to_owned()));
        };
        let Currency::Cny = currency.parse()?;
        AccountKey::new(book.parse()?, code.parse()?, party.parse()?, mode.parse()?)
    }
}

/// Which parties a code is kept for.
///
/// Source: the rules of proceeds, 4.5, parties of 1002, 2001, 2002 and 2003 to 2005.
fn takes_party(code: Code, party: &Party) -> bool {
    use Party::{
        Carrier, Consignment, Cooperative, Deal, Household, Inspector, Lot, Member, Provider,
        Statement,
    };
    match code {
        Code::ProviderDue => matches!(party, Provider(_)),
        Code::BuyerDue | Code::MemberCash | Code::DeskInTransit | Code::Desk => {
            matches!(party, Member(1..))
        }
        Code::Advances
        | Code::Overpaid
        | Code::Claims
        | Code::HouseholdPayable
        | Code::HouseholdDeficits
        | Code::WagesPayable
        | Code::SurplusPayable => matches!(party, Household(1..)),
        Code::Escrow | Code::Retention => matches!(party, Deal(1..) | Consignment(1..)),
        Code::Deposit => matches!(party, Deal(1..)),
        Code::CooperativePayable | Code::AdvancesFunded | Code::Tax => {
            matches!(party, Cooperative(1..))
        }
        Code::CarrierPayable => matches!(party, Carrier(1..) | Inspector(1..)),
        Code::LotPool => matches!(party, Lot(1..)),
        Code::Suspense => matches!(party, Statement(1..) | Lot(1..) | Deal(1..)),
        _ => matches!(party, Party::None),
    }
}

fn takes_mode(code: Code, mode: Mode) -> bool {
    match code {
        Code::HouseholdPayable | Code::LotPool => mode.is_participation(),
        Code::DeskInTransit | Code::Desk => matches!(mode, Mode::Venue(1..)),
        Code::PlatformFee => matches!(mode, Mode::None | Mode::Channel),
        _ => mode == Mode::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_back_as_it_was_written() {
        for text in [
            "custody/1001/-/-/CNY",
            "custody/1002/provider:sandbox/-/CNY",
            "custody/2001/deal:7/-/CNY",
            "custody/2005/member:2/venue:1/CNY",
            "custody/2102/household:12/pool/CNY",
            "custody/2103/carrier:4/-/CNY",
            "custody/2103/inspector:4/-/CNY",
            "custody/2105/lot:3/price/CNY",
            "custody/2901/statement:9/-/CNY",
            "custody/4001/-/channel/CNY",
            "cooperative:1/1301/-/-/CNY",
        ] {
            let key: AccountKey = text.parse().unwrap();
            assert_eq!(key.to_string(), text);
        }
        for (mode, _) in Mode::NAMED {
            assert_eq!(mode.to_string().parse(), Ok(mode));
        }
    }

    #[test]
    fn an_account_that_the_chart_does_not_keep_is_refused() {
        for text in [
            "",
            "custody/1001/-/-",
            "custody/1001/-/-/USD",
            "custody/1001/household:1/-/CNY",
            "custody/1301/-/-/CNY",
            "cooperative:1/1001/-/-/CNY",
            "cooperative:0/1301/-/-/CNY",
            "custody/2001/household:1/-/CNY",
            "custody/2102/household:01/pool/CNY",
            "custody/2102/household:-1/pool/CNY",
            "custody/2102/household:1/-/CNY",
            "custody/2102/household:1/channel/CNY",
            "custody/2005/member:1/pool/CNY",
            "custody/1002/provider:Sand box/-/CNY",
            "custody/9999/-/-/CNY",
        ] {
            assert!(text.parse::<AccountKey>().is_err(), "{text}");
        }
        assert!(AccountKey::custody(Code::MemberCash, Party::Member(0)).is_err());
    }
}
