//! Short names for the accounts and parties of the tests, and a trial that posts or fails loudly.

use ledger::{
    AccountKey, Book, Code, Mode, Money, Party, ProviderName, Reference, Side, TransferSet, Trial,
};

pub(crate) fn yuan(text: &str) -> Money {
    text.parse().unwrap()
}

pub(crate) fn reference(key: &str) -> Reference {
    Reference::new(key, key).unwrap()
}

pub(crate) fn custody(code: Code, party: Party) -> AccountKey {
    AccountKey::custody(code, party).unwrap()
}

pub(crate) fn by_mode(code: Code, party: Party, mode: Mode) -> AccountKey {
    AccountKey::new(Book::Custody, code, party, mode).unwrap()
}

pub(crate) fn provider() -> Party {
    Party::Provider(ProviderName::new("sandbox").unwrap())
}

pub(crate) fn post(trial: &mut Trial, set: &TransferSet) {
    if let Err(error) = trial.post(set) {
        panic!("{}: {error}: {error:?}", set.key());
    }
}

/// Posts a line of a bank file and lets the bank answer that it was paid.
pub(crate) fn pay(trial: &mut Trial, set: &TransferSet) {
    post(trial, set);
    trial.confirm(set.key()).unwrap();
}

/// The closing as text, one balance a line, as `custody/1001/-/-/CNY debit 5442.80`.
pub(crate) fn closing(trial: &Trial) -> Vec<String> {
    let line = |one: ledger::trial::Closing| {
        let side = match one.side {
            Side::Debit => "debit",
            Side::Credit => "credit",
        };
        format!("{} {side} {}", one.account, one.amount)
    };
    trial.closing().unwrap().into_iter().map(line).collect()
}
