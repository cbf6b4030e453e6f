//! One settlement cycle of a root lot's pool: claims from posted rows, lines, advances, rows.
//!
//! Source: the rules of proceeds, 4.3; a cycle that is held joins the next, since a cycle splits all that
//! stands in the pool.

use std::collections::BTreeMap;

use catalog::entity::lot;
use catalog::lots::{HouseholdWeight, lot_weights};
use ledger::advance::Advance;
use ledger::cycle::{Cycle, CycleLine, Participant, run};
use ledger::pool::Claim;
use ledger::postings::proceeds::{
    PoolName, pool_cycle as cycle_set, pool_suspended, recovered, recovered_total,
};
use ledger::{AccountKey, Book, Code, Mode, Money, Party, Reference};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult,
    IntoActiveModel, QueryFilter, QuerySelect, Set, Statement,
};

use super::{POOL, ProceedsError};
use crate::books;
use crate::entity::{pool_cycle, pool_line, recovery};
pub use pool_cycle::State;

/// A root lot's pool with its households, the lot's row locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// The root lot.
    pub root_lot_id: i64,
    /// The cooperative whose lot it is.
    pub cooperative_id: i64,
    /// Its households by first weigh ticket, with the weights that count now.
    pub weights: Vec<HouseholdWeight>,
}

/// What became of a cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Its row.
    pub cycle_id: i64,
    /// Posted, held or in suspense.
    pub state: State,
    /// What stood in the pool.
    pub amount: Money,
    /// The lines; none unless posted.
    pub lines: Vec<CycleLine>,
}

impl Pool {
    /// Locks a root lot and reads its households.
    ///
    /// # Errors
    /// `Missing` if there is no such lot.
    pub async fn lock(tx: &DatabaseTransaction, root_lot_id: i64) -> Result<Self, ProceedsError> {
        let root = lot::Entity::find_by_id(root_lot_id)
            .filter(lot::Column::RootId.is_null())
            .lock_exclusive()
            .one(tx)
            .await?;
        let root = root.ok_or(ProceedsError::Missing {
            what: "lot",
            id: root_lot_id,
        })?;
        let weights = lot_weights(tx, root_lot_id).await?;
        Ok(Self {
            root_lot_id,
            cooperative_id: root.cooperative_id,
            weights,
        })
    }

    /// The pool's name in the ledger.
    pub fn name(&self) -> PoolName {
        PoolName {
            lot: Party::Lot(self.root_lot_id),
            mode: Mode::Pool,
        }
    }

    /// The cooperative's name in the ledger.
    pub fn cooperative(&self) -> Party {
        Party::Cooperative(self.cooperative_id)
    }

    /// The account in which the pool stands.
    ///
    /// # Errors
    /// Never for numbers above zero.
    pub fn account(&self) -> Result<AccountKey, ProceedsError> {
        let lot = Party::Lot(self.root_lot_id);
        Ok(AccountKey::new(
            Book::Custody,
            Code::LotPool,
            lot,
            Mode::Pool,
        )?)
    }

    /// What is locked before claims and advances are read: every account that a split may touch.
    ///
    /// # Errors
    /// Never for numbers above zero.
    pub fn accounts(&self) -> Result<Vec<AccountKey>, ProceedsError> {
        let mut accounts = vec![
            self.account()?,
            AccountKey::custody(Code::CooperativePayable, self.cooperative())?,
            AccountKey::custody(Code::AdvancesFunded, self.cooperative())?,
            AccountKey::custody(Code::Reserve, Party::None)?,
            AccountKey::cooperative(self.cooperative_id, Code::DueFromCustody)?,
            AccountKey::cooperative(self.cooperative_id, Code::AdvancesGiven)?,
        ];
        for weight in &self.weights {
            let household = Party::Household(weight.household_id);
            accounts.push(AccountKey::new(
                Book::Custody,
                Code::HouseholdPayable,
                household.clone(),
                Mode::Pool,
            )?);
            accounts.push(AccountKey::custody(Code::Advances, household)?);
        }
        Ok(accounts)
    }

    /// The weight of all, as rows keep it.
    ///
    /// # Errors
    /// `TooHeavy` if it does not fit.
    pub fn weight_total(&self) -> Result<i64, ProceedsError> {
        let sum = self
            .weights
            .iter()
            .try_fold(0u64, |sum, one| sum.checked_add(one.weight));
        sum.and_then(|sum| i64::try_from(sum).ok())
            .ok_or(ProceedsError::TooHeavy)
    }
}

/// Splits the pool of a root lot that sold boxes, without a deal; nothing where nothing stands in it.
///
/// # Errors
/// `Missing` if there is no such lot; as the books and the rules refuse.
pub async fn split_sales(
    tx: &DatabaseTransaction,
    root_lot_id: i64,
    now: i64,
) -> Result<Option<Ran>, ProceedsError> {
    let pool = Pool::lock(tx, root_lot_id).await?;
    books::lock(tx, &pool.accounts()?).await?;
    run_cycle(tx, &pool, None, now).await
}

/// Splits what stands in the pool and writes the cycle; nothing where nothing stands in it. Parts of
/// boxes' sales that stand in it go through this cycle, whoever starts it.
///
/// Its caller has locked [`Pool::accounts`] and posted the settlement's own set.
///
/// # Errors
/// As the books and the rules refuse.
pub async fn run_cycle(
    tx: &DatabaseTransaction,
    pool: &Pool,
    settlement_id: Option<i64>,
    now: i64,
) -> Result<Option<Ran>, ProceedsError> {
    let amount = books::balance(tx, &pool.account()?).await?.posted;
    if amount.is_zero() {
        return Ok(None);
    }
    let participants = participants(tx, pool).await?;
    let (state, lines) = match run(amount, &participants) {
        Ok(Cycle::Split(lines)) => (State::Posted, lines),
        Ok(Cycle::Held) => (State::Held, Vec::new()),
        Err(error) if error.goes_to_suspense() => (State::Suspense, Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let row = pool_cycle::ActiveModel {
        root_lot_id: Set(pool.root_lot_id),
        mode: Set(POOL.to_owned()),
        settlement_id: Set(settlement_id),
        amount_fen: Set(amount.as_fen()),
        weight_total: Set(pool.weight_total()?),
        state: Set(state),
        at: Set(now),
        ..Default::default()
    };
    let row = pool_cycle::Entity::insert(row)
        .exec_with_returning(tx)
        .await?;
    let cycle_id = row.id;
    take_sales(tx, pool.root_lot_id, cycle_id).await?;
    let subject = format!("lot:{}", pool.root_lot_id);
    let reference = Reference::new(&format!("cycle:{cycle_id}"), &subject)?;
    let mut posted = row.into_active_model();
    match state {
        State::Posted => {
            let set = cycle_set(&reference, &pool.name(), amount, &lines)?;
            posted.set_id = Set(Some(books::post(tx, &set, now).await?.set_id));
            if !recovered_total(&lines)?.is_zero() {
                let key = format!("cycle:{cycle_id}:recovered");
                let reference = Reference::new(&key, &subject)?;
                let set = recovered(&reference, &pool.name(), &pool.cooperative(), &lines)?;
                posted.recovery_set_id = Set(Some(books::post(tx, &set, now).await?.set_id));
            }
            write_lines(tx, cycle_id, pool, &lines).await?;
        }
        State::Suspense => {
            let set = pool_suspended(&reference, &pool.name(), amount)?;
            posted.set_id = Set(Some(books::post(tx, &set, now).await?.set_id));
        }
        State::Held | State::Reversed => {}
    }
    if posted.set_id.is_set() {
        pool_cycle::Entity::update(posted).exec(tx).await?;
    }
    Ok(Some(Ran {
        cycle_id,
        state,
        amount,
        lines,
    }))
}

/// Names the cycle that splits the parts of sales which stand in the pool.
async fn take_sales(
    tx: &DatabaseTransaction,
    root_lot_id: i64,
    cycle_id: i64,
) -> Result<(), ProceedsError> {
    const TAKE: &str = "INSERT INTO sale_cycle (part_id, cycle_id) \
        SELECT sale_part.id, CAST($1 AS BIGINT) FROM sale_part \
        WHERE sale_part.root_lot_id = $2 AND sale_part.amount_fen > 0 AND NOT EXISTS \
        (SELECT 1 FROM sale_cycle WHERE sale_cycle.part_id = sale_part.id)";
    let values = [cycle_id.into(), root_lot_id.into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), TAKE, values);
    tx.execute_raw(statement).await?;
    Ok(())
}

/// Writes the lines of a cycle and what advances took of them.
pub(super) async fn write_lines(
    tx: &DatabaseTransaction,
    cycle_id: i64,
    pool: &Pool,
    lines: &[CycleLine],
) -> Result<(), ProceedsError> {
    for (line, weight) in lines.iter().zip(&pool.weights) {
        let (recovered, payable) = (line.recovered()?, line.payable()?);
        let row = pool_line::ActiveModel {
            cycle_id: Set(cycle_id),
            household_id: Set(weight.household_id),
            weight: Set(i64::try_from(weight.weight).map_err(|_| ProceedsError::TooHeavy)?),
            share_fen: Set(line.share.as_fen()),
            recovered_fen: Set(recovered.as_fen()),
            payable_fen: Set(payable.as_fen()),
            ..Default::default()
        };
        let line_id = pool_line::Entity::insert(row)
            .exec(tx)
            .await?
            .last_insert_id;
        for taken in &line.recoveries {
            let row = recovery::ActiveModel {
                line_id: Set(line_id),
                advance_id: Set(taken.advance),
                amount_fen: Set(taken.amount.as_fen()),
                ..Default::default()
            };
            recovery::Entity::insert(row).exec(tx).await?;
        }
    }
    Ok(())
}

async fn participants(
    tx: &DatabaseTransaction,
    pool: &Pool,
) -> Result<Vec<Participant>, ProceedsError> {
    let posted = posted_shares(tx, pool.root_lot_id).await?;
    let mut advances = advances_of(tx, pool.cooperative_id).await?;
    let participant = |weight: &HouseholdWeight| {
        let claim = Claim {
            household: Party::Household(weight.household_id),
            weight: i64::try_from(weight.weight).map_err(|_| ProceedsError::TooHeavy)?,
            posted: posted
                .get(&weight.household_id)
                .copied()
                .unwrap_or_default(),
            // Only a refund asks for it.
            unpaid: Money::ZERO,
        };
        let advances = advances.remove(&weight.household_id).unwrap_or_default();
        Ok(Participant { claim, advances })
    };
    pool.weights.iter().map(participant).collect()
}

#[derive(FromQueryResult)]
struct Sum {
    household_id: i64,
    fen: i64,
}

/// What each household was posted out of a pool so far; reversed cycles count for nothing.
async fn posted_shares(
    conn: &impl ConnectionTrait,
    root_lot_id: i64,
) -> Result<BTreeMap<i64, Money>, ProceedsError> {
    const POSTED: &str = "SELECT pool_line.household_id, \
        CAST(SUM(pool_line.share_fen) AS BIGINT) AS fen \
        FROM pool_line JOIN pool_cycle ON pool_cycle.id = pool_line.cycle_id \
        WHERE pool_cycle.root_lot_id = $1 AND pool_cycle.mode = $2 AND pool_cycle.state = 'posted' \
        GROUP BY pool_line.household_id";
    let values = [root_lot_id.into(), POOL.into()];
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), POSTED, values);
    let sums = Sum::find_by_statement(statement).all(conn).await?;
    Ok(sums
        .into_iter()
        .map(|sum| (sum.household_id, Money::fen(sum.fen)))
        .collect())
}

#[derive(FromQueryResult)]
struct Owed {
    id: i64,
    household_id: i64,
    left_fen: i64,
}

/// Every advance of a cooperative's households with what is outstanding, oldest first.
pub(super) async fn advances_of(
    conn: &impl ConnectionTrait,
    cooperative_id: i64,
) -> Result<BTreeMap<i64, Vec<Advance>>, ProceedsError> {
    const OWED: &str = "SELECT advance.id, advance.household_id, \
        CAST(advance.amount_fen - COALESCE(SUM(CASE WHEN pool_cycle.state = 'posted' \
            THEN recovery.amount_fen ELSE 0 END), 0) AS BIGINT) AS left_fen \
        FROM advance LEFT JOIN recovery ON recovery.advance_id = advance.id \
        LEFT JOIN pool_line ON pool_line.id = recovery.line_id \
        LEFT JOIN pool_cycle ON pool_cycle.id = pool_line.cycle_id \
        WHERE advance.cooperative_id = $1 \
        GROUP BY advance.id, advance.household_id, advance.amount_fen, advance.given_on \
        ORDER BY advance.given_on, advance.id";
    let values = [cooperative_id.into()];
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), OWED, values);
    let mut advances: BTreeMap<i64, Vec<Advance>> = BTreeMap::new();
    for owed in Owed::find_by_statement(statement).all(conn).await? {
        let outstanding = Money::fen(owed.left_fen);
        let of_household = advances.entry(owed.household_id).or_default();
        of_household.push(Advance {
            advance: owed.id,
            outstanding,
        });
    }
    Ok(advances)
}
