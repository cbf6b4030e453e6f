//! The books: what accounts say against what the transfers sum to, and what must hold of them.

use std::collections::{BTreeMap, BTreeSet};

use catalog::entity::household;
use ledger::proof::{self, Balance, Balances, Fault};
use ledger::{AccountKey, Code, Money, Party};
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, Statement};

use super::{Difference, VerifyError};
use crate::bank::standing::custody_difference;
use crate::books::BooksError;

/// Debits equal credits in every book, by the sums that accounts keep.
pub const TRIAL: &str = "trial-balance";
/// The sums that an account keeps are those of its transfers.
pub const SUMS: &str = "account-sums";
/// No account has given, or promised, more than it has.
pub const FLOOR: &str = "account-floor";
/// What a cooperative's households owe for inputs is what it funded: 1201 and 2110.
pub const ADVANCES: &str = "advances-funded";
/// What a household was overpaid stands against the claim on it: 1202 and 2302.
pub const CLAIMS: &str = "overpaid-claims";
/// Custody holds what it owes in cash.
pub const COVERAGE: &str = "custody-coverage";
/// The operator has drawn no more than is its own.
pub const OPERATOR: &str = "operators-money";
/// A cooperative's 1301 and 1302 are custody's 2101 and 2110.
pub const MIRROR: &str = "cooperative-mirror";
/// The newest statement closes with what the books expect.
pub const STATEMENT: &str = "custody-statement";

#[derive(FromQueryResult)]
struct Sums {
    book: String,
    code: String,
    party: String,
    mode: String,
    currency: String,
    debits_posted_fen: i64,
    credits_posted_fen: i64,
    debits_pending_fen: i64,
    credits_pending_fen: i64,
}

impl Sums {
    fn key(&self) -> Result<AccountKey, BooksError> {
        let Sums {
            book,
            code,
            party,
            mode,
            currency,
            ..
        } = self;
        Ok(format!("{book}/{code}/{party}/{mode}/{currency}").parse()?)
    }

    fn balance(&self) -> Balance {
        Balance {
            debit: Money::fen(self.debits_posted_fen),
            credit: Money::fen(self.credits_posted_fen),
            pending_debit: Money::fen(self.debits_pending_fen),
            pending_credit: Money::fen(self.credits_pending_fen),
        }
    }
}

/// Every check of the books on its own.
///
/// # Errors
/// When the database does, or a row cannot be read.
pub async fn books(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let kept = balances(conn, "account").await?;
    let recomputed = balances(conn, "account_balance").await?;
    let mut differences = Vec::new();
    for (book, totals) in proof::totals(&kept)? {
        let (debit, credit) = (totals.debit, totals.credit);
        differences.extend(differ(TRIAL, book.to_string(), (debit, credit)));
    }
    for (key, now) in &recomputed {
        let kept = kept.get(key).copied().unwrap_or_default();
        for (sum, expected, found) in [
            ("debits", now.debit, kept.debit),
            ("credits", now.credit, kept.credit),
            ("pending-debits", now.pending_debit, kept.pending_debit),
            ("pending-credits", now.pending_credit, kept.pending_credit),
        ] {
            differences.extend(differ(SUMS, format!("{key}:{sum}"), (expected, found)));
        }
    }
    for fault in proof::faults(&recomputed)? {
        differences.extend(of_fault(fault));
    }
    differences.extend(advances(conn, &recomputed).await?);
    differences.extend(claims(&recomputed)?);
    Ok(differences)
}

/// [`STATEMENT`]: the books' word on the newest statement's closing balance.
///
/// # Errors
/// When the database does.
pub async fn statement(conn: &impl ConnectionTrait) -> Result<Vec<Difference>, VerifyError> {
    let found = custody_difference(conn).await?;
    let found = found.map(|found| (found.ledger, found.bank));
    Ok(found
        .into_iter()
        .filter_map(|pair| differ(STATEMENT, bank_name(), pair))
        .collect())
}

fn bank_name() -> String {
    Code::Bank.to_string()
}

async fn balances(conn: &impl ConnectionTrait, table: &str) -> Result<Balances, VerifyError> {
    let columns = [
        "debits_posted_fen",
        "credits_posted_fen",
        "debits_pending_fen",
        "credits_pending_fen",
    ]
    .map(|column| format!("CAST({column} AS BIGINT) AS {column}"))
    .join(", ");
    let sql = format!("SELECT book, code, party, mode, currency, {columns} FROM {table}");
    let rows = Sums::find_by_statement(Statement::from_string(conn.get_database_backend(), sql));
    let mut balances = Balances::new();
    for row in rows.all(conn).await? {
        balances.insert(row.key()?, row.balance());
    }
    Ok(balances)
}

/// Each fault as a difference; those that have a finer check of their own are left to it.
fn of_fault(fault: Fault) -> Option<Difference> {
    let zero = Money::ZERO;
    match fault {
        Fault::Unbalanced {
            book,
            debit,
            credit,
        } => differ(TRIAL, format!("{book}:transfers"), (debit, credit)),
        Fault::BelowZero { account, available } => {
            differ(FLOOR, account.to_string(), (zero, available))
        }
        Fault::NotCovered { cash, payable } => differ(COVERAGE, bank_name(), (payable, cash)),
        Fault::Overdrawn { available } => {
            differ(OPERATOR, Code::OperatorFloat.to_string(), (zero, available))
        }
        Fault::Mirror {
            book,
            code,
            own,
            custody,
        } => differ(MIRROR, format!("{book}/{code}"), (custody, own)),
        Fault::Advances { .. } | Fault::Claims { .. } => None,
    }
}

/// [`ADVANCES`], cooperative by cooperative.
async fn advances(
    conn: &impl ConnectionTrait,
    balances: &Balances,
) -> Result<Vec<Difference>, VerifyError> {
    let members = household::Entity::find().all(conn).await?;
    let cooperative_of: BTreeMap<i64, i64> = members
        .into_iter()
        .map(|member| (member.id, member.cooperative_id))
        .collect();
    let mut advanced: BTreeMap<i64, Money> = BTreeMap::new();
    let mut funded: BTreeMap<i64, Money> = BTreeMap::new();
    for (key, balance) in balances {
        let posted = balance.posted(key.code().side())?;
        let (sums, cooperative) = match (key.code(), key.party()) {
            (Code::Advances, Party::Household(id)) => (
                &mut advanced,
                cooperative_of.get(id).copied().unwrap_or_default(),
            ),
            (Code::AdvancesFunded, Party::Cooperative(id)) => (&mut funded, *id),
            _ => continue,
        };
        let sum = sums.entry(cooperative).or_default();
        *sum = sum.checked_add(posted)?;
    }
    Ok(pairwise(ADVANCES, "cooperative", &funded, &advanced))
}

/// [`CLAIMS`], household by household.
fn claims(balances: &Balances) -> Result<Vec<Difference>, VerifyError> {
    let mut overpaid: BTreeMap<i64, Money> = BTreeMap::new();
    let mut claimed: BTreeMap<i64, Money> = BTreeMap::new();
    for (key, balance) in balances {
        let posted = balance.posted(key.code().side())?;
        match (key.code(), key.party()) {
            (Code::Overpaid, Party::Household(id)) => overpaid.insert(*id, posted),
            (Code::Claims, Party::Household(id)) => claimed.insert(*id, posted),
            _ => None,
        };
    }
    Ok(pairwise(CLAIMS, "household", &overpaid, &claimed))
}

fn pairwise(
    check: &'static str,
    kind: &str,
    expected: &BTreeMap<i64, Money>,
    found: &BTreeMap<i64, Money>,
) -> Vec<Difference> {
    let ids: BTreeSet<&i64> = expected.keys().chain(found.keys()).collect();
    let of = |sums: &BTreeMap<i64, Money>, id: &i64| sums.get(id).copied().unwrap_or_default();
    let pair = |id: &i64| (of(expected, id), of(found, id));
    ids.into_iter()
        .filter_map(|id| differ(check, format!("{kind}:{id}"), pair(id)))
        .collect()
}

fn differ(
    check: &'static str,
    subject: String,
    (expected, found): (Money, Money),
) -> Option<Difference> {
    let (expected, found) = (expected.as_fen(), found.as_fen());
    (expected != found).then_some(Difference {
        check,
        subject,
        expected,
        found,
    })
}
