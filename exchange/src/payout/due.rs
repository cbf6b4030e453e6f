//! What is payable now and in no live line of a bank file.

use std::collections::BTreeMap;

use ledger::{AccountKey, Book, Code, Mode, Money, Party};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, Statement,
};

use super::{LeftOut, PayoutError, Why};
use crate::books;
use crate::entity::{account, payout_batch};
use crate::retail::refund;

/// Money that one account owes, and what of other tables it settles.
#[derive(Debug, Clone)]
pub(super) struct Due {
    pub(super) account: AccountKey,
    pub(super) amount: Money,
    pub(super) settles: Settles,
}

/// What is payable, and what is owed and waits.
#[derive(Debug, Clone, Default)]
pub(super) struct Collected {
    pub(super) due: Vec<Due>,
    pub(super) left_out: Vec<LeftOut>,
}

impl Collected {
    /// What is owed out of payments that their provider has not settled waits, and is named.
    fn not_settled(&mut self, party: &Party, amount: Money) {
        if amount.is_positive() {
            let party = party.clone();
            let why = Why::NotSettled;
            self.left_out.push(LeftOut { party, amount, why });
        }
    }
}

impl From<Vec<Due>> for Collected {
    fn from(due: Vec<Due>) -> Self {
        let left_out = Vec::new();
        Self { due, left_out }
    }
}

/// What a line settles besides the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Settles {
    /// Lines of pools.
    PoolLines(Vec<i64>),
    /// Wishes for withdrawal.
    Withdrawals(Vec<i64>),
    /// Money back to a shop's buyer.
    Refund(i64),
    /// The account alone.
    Account,
}

pub(super) async fn collect(
    tx: &DatabaseTransaction,
    kind: payout_batch::Kind,
    cooperative_id: Option<i64>,
) -> Result<Collected, PayoutError> {
    match (kind, cooperative_id) {
        (payout_batch::Kind::Households, Some(id)) => households(tx, id).await,
        (payout_batch::Kind::Households, None) => Err(PayoutError::NotYours),
        (payout_batch::Kind::Cooperatives, _) => owed(tx, Code::CooperativePayable).await,
        (payout_batch::Kind::Carriers, _) => owed(tx, Code::CarrierPayable).await,
        (payout_batch::Kind::Withdrawals, _) => Ok(withdrawals(tx).await?.into()),
        (payout_batch::Kind::Refunds, _) => Ok(refunds(tx).await?.into()),
    }
}

/// Consignments that a provider was paid for and has not settled. Bank transfers are in custody.
const UNSETTLED: &str = "SELECT payment_part.consignment_id FROM payment_part \
     JOIN payment_attempt ON payment_attempt.id = payment_part.attempt_id \
     LEFT JOIN provider_settlement ON provider_settlement.id = payment_attempt.settlement_id \
     WHERE payment_attempt.state = 'paid' AND payment_attempt.provider <> 'transfer' \
     AND (provider_settlement.state IS NULL OR provider_settlement.state <> 'received')";

/// Pool lines in no live bank line, of cycles that count; a share of a cycle with money that a
/// provider still has waits.
const UNPAID: &str = "SELECT pool_line.id, pool_line.household_id, pool_line.payable_fen AS fen, \
     pool_cycle.mode, CASE WHEN pool_cycle.id IN (SELECT sale_cycle.cycle_id FROM sale_cycle \
     JOIN sale_part ON sale_part.id = sale_cycle.part_id JOIN sale ON sale.id = sale_part.sale_id \
     WHERE sale.consignment_id IN ({unsettled})) THEN 1 ELSE 0 END AS waits FROM pool_line JOIN pool_cycle ON pool_cycle.id = pool_line.cycle_id \
     JOIN household ON household.id = pool_line.household_id \
     WHERE household.cooperative_id = $1 AND pool_cycle.state = 'posted' AND NOT EXISTS \
     (SELECT 1 FROM payout_part JOIN payout_line ON payout_line.id = payout_part.payout_line_id \
     WHERE payout_part.pool_line_id = pool_line.id \
     AND payout_line.state IN ('prepared', 'instructed', 'paid')) \
     ORDER BY pool_line.household_id, pool_line.id";

#[derive(FromQueryResult)]
struct Unpaid {
    id: i64,
    household_id: i64,
    fen: i64,
    mode: String,
    waits: i32,
}

/// A household's shares: those that can be paid, and what waits.
#[derive(Default)]
struct Shares {
    payable: Money,
    lines: Vec<i64>,
    waits: Money,
}

async fn households(
    tx: &DatabaseTransaction,
    cooperative_id: i64,
) -> Result<Collected, PayoutError> {
    let backend = tx.get_database_backend();
    let sql = UNPAID.replace("{unsettled}", UNSETTLED);
    let unpaid = Statement::from_sql_and_values(backend, sql, [cooperative_id.into()]);
    let mut grouped: BTreeMap<(i64, Mode), Shares> = BTreeMap::new();
    for line in Unpaid::find_by_statement(unpaid).all(tx).await? {
        let group = grouped
            .entry((line.household_id, line.mode.parse()?))
            .or_default();
        let fen = Money::fen(line.fen);
        if line.waits == 0 {
            group.payable = group.payable.checked_add(fen)?;
            group.lines.push(line.id);
        } else {
            group.waits = group.waits.checked_add(fen)?;
        }
    }
    let mut collected = Collected::default();
    for ((household_id, mode), shares) in grouped {
        let party = Party::Household(household_id);
        let account = AccountKey::new(Book::Custody, Code::HouseholdPayable, party, mode)?;
        let ledger = free(tx, &account).await?;
        let lines = shares.payable.checked_add(shares.waits)?;
        if ledger != lines {
            return Err(PayoutError::Unequal {
                account: Box::new(account),
                lines,
                ledger,
            });
        }
        collected.not_settled(account.party(), shares.waits);
        if shares.payable.is_positive() {
            collected.due.push(Due {
                account,
                amount: shares.payable,
                settles: Settles::PoolLines(shares.lines),
            });
        }
    }
    Ok(collected)
}

/// Everything that accounts of one code owe, less what waits for a provider's settlement.
async fn owed(tx: &DatabaseTransaction, code: Code) -> Result<Collected, PayoutError> {
    let rows = account::Entity::find()
        .filter(account::Column::Book.eq(Book::Custody.to_string()))
        .filter(account::Column::Code.eq(code.to_string()))
        .order_by_asc(account::Column::Id)
        .all(tx)
        .await?;
    let unsettled = unsettled(tx, code).await?;
    let mut collected = Collected::default();
    for row in rows {
        let account = AccountKey::custody(code, row.party.parse()?)?;
        let free = free(tx, &account).await?;
        let waits = organisation_of(account.party()).and_then(|id| unsettled.get(&id));
        let waits = waits.copied().unwrap_or_default().min(free);
        let amount = free.checked_sub(waits)?;
        collected.not_settled(account.party(), waits);
        if amount.is_positive() {
            collected.due.push(Due {
                account,
                amount,
                settles: Settles::Account,
            });
        }
    }
    Ok(collected)
}

fn organisation_of(party: &Party) -> Option<i64> {
    match party {
        Party::Cooperative(id) | Party::Carrier(id) => Some(*id),
        _ => None,
    }
}

#[derive(FromQueryResult)]
struct Waiting {
    organisation_id: i64,
    fen: i64,
}

/// What sales owe cooperatives or carriers out of payments that are not settled, by organisation.
async fn unsettled(
    tx: &DatabaseTransaction,
    code: Code,
) -> Result<BTreeMap<i64, Money>, PayoutError> {
    let (organisation, fen) = match code {
        Code::CooperativePayable => ("cooperative_id", "sale.packing_fen + sale.cooperative_fen"),
        Code::CarrierPayable => ("carrier_id", "sale.express_fen + sale.surcharge_fen"),
        _ => return Ok(BTreeMap::new()),
    };
    let sql = format!(
        "SELECT consignment.{organisation} AS organisation_id, \
         CAST(COALESCE(SUM({fen}), 0) AS BIGINT) AS fen FROM sale \
         JOIN consignment ON consignment.id = sale.consignment_id \
         WHERE sale.consignment_id IN ({UNSETTLED}) GROUP BY consignment.{organisation}"
    );
    let waiting = Statement::from_string(tx.get_database_backend(), sql);
    let waiting = Waiting::find_by_statement(waiting).all(tx).await?;
    Ok(waiting
        .into_iter()
        .map(|row| (row.organisation_id, Money::fen(row.fen)))
        .collect())
}

/// Refunds by transfer that wait, each a line of its own out of its consignment's escrow.
async fn refunds(tx: &DatabaseTransaction) -> Result<Vec<Due>, PayoutError> {
    let mut due = Vec::new();
    for refund in refund::waiting(tx).await? {
        let party = Party::Consignment(refund.consignment_id);
        due.push(Due {
            account: AccountKey::custody(Code::Escrow, party)?,
            amount: Money::fen(refund.amount_fen),
            settles: Settles::Refund(refund.id),
        });
    }
    Ok(due)
}

/// Wishes that are open, or came back; a cancelled one has no line any more.
const WISHES: &str = "SELECT id, organisation_id, amount_fen FROM withdrawal \
     WHERE state = 'requested' OR (state = 'returned' AND payout_line_id IS NOT NULL) \
     ORDER BY organisation_id, id";

#[derive(FromQueryResult)]
struct Wish {
    id: i64,
    organisation_id: i64,
    amount_fen: i64,
}

async fn withdrawals(tx: &DatabaseTransaction) -> Result<Vec<Due>, PayoutError> {
    let wishes = Statement::from_string(tx.get_database_backend(), WISHES);
    let mut grouped: BTreeMap<i64, (Money, Vec<i64>)> = BTreeMap::new();
    for wish in Wish::find_by_statement(wishes).all(tx).await? {
        let group = grouped.entry(wish.organisation_id).or_default();
        group.0 = group.0.checked_add(Money::fen(wish.amount_fen))?;
        group.1.push(wish.id);
    }
    let mut due = Vec::new();
    for (organisation_id, (amount, wishes)) in grouped {
        let party = Party::Member(organisation_id);
        let account = AccountKey::custody(Code::MemberCash, party)?;
        due.push(Due {
            account,
            amount,
            settles: Settles::Withdrawals(wishes),
        });
    }
    Ok(due)
}

const PREPARED: &str = "SELECT CAST(COALESCE(SUM(payout_line.amount_fen), 0) AS BIGINT) AS fen \
     FROM payout_line JOIN account ON account.id = payout_line.account_id \
     WHERE payout_line.state = 'prepared' AND account.book = 'custody' AND account.code = $1 \
     AND account.party = $2 AND account.mode = $3";

/// What an account has free: neither pending nor in a batch that waits for its file.
pub(super) async fn free(
    tx: &DatabaseTransaction,
    account: &AccountKey,
) -> Result<Money, PayoutError> {
    let available = books::balance(tx, account).await?.available();
    let names = [
        account.code().to_string().into(),
        account.party().to_string().into(),
        account.mode().to_string().into(),
    ];
    let prepared = Statement::from_sql_and_values(tx.get_database_backend(), PREPARED, names);
    let row = tx.query_one_raw(prepared).await?;
    let fen: i64 = row
        .map(|row| row.try_get("", "fen"))
        .transpose()?
        .unwrap_or_default();
    Ok(available.checked_sub(Money::fen(fen))?)
}
