//! A weight typed wrong (磅单更正): the ticket gets a correction, and a pool of which no line was
//! paid is split again as one cycle, both lines shown.
//!
//! Where a line was paid, or stands in a bank file, posted lines stand and somebody else makes
//! good: a rule of its own, which is refused here.
//!
//! Source: the rules of proceeds, 4.5.

use std::collections::BTreeMap;

use catalog::lots::{Correct, Corrected, correct_intake, ticket};
use catalog::scope::Scope;
use ledger::advance::Recovery;
use ledger::correction::{
    Correction, LineState, PostedCycle, PostedLine, RightWeight, correct as split_again,
};
use ledger::cycle::Cycle;
use ledger::postings::undo::{WeightCorrection, weight_corrected};
use ledger::{AccountKey, Code, Grams, Money, Party, Reference, Transfer, TransferSet};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, Set,
};

use super::cycle::{Pool, State, advances_of, write_lines};
use super::{POOL, ProceedsError, Refused, paid};
use crate::entity::{pool_cycle, pool_line, recovery, transfer_set};
use crate::{books, payout};

/// What a ticket should have said, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightTicket {
    /// The weigh ticket.
    pub intake_id: i64,
    /// What it counts from now on.
    pub grams: Grams,
    /// Why, in the clerk's words.
    pub reason: String,
    /// Who says so.
    pub person_id: i64,
}

/// A corrected ticket and what became of its lot's pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutRight {
    /// The ticket.
    pub ticket: Corrected,
    /// The cycle that takes the reversed ones' place; none where nothing had been split.
    pub cycle_id: Option<i64>,
    /// The cycles that were reversed.
    pub reversed: Vec<i64>,
    /// Both lines of every household; none where nothing had been split.
    pub lines: Option<Correction>,
    /// Payout batches, not yet in a file, that were dropped because they held such a line.
    pub dropped_batches: Vec<i64>,
}

/// Corrects a weigh ticket and, where its lot's pool was split, splits it again.
///
/// # Errors
/// `Refused` where a line was paid, the lot's own refusals, and as the books refuse.
pub async fn correct(
    tx: &DatabaseTransaction,
    scope: Scope,
    right: &RightTicket,
    now: i64,
) -> Result<PutRight, ProceedsError> {
    let root_lot_id = ticket(tx, scope, right.intake_id).await?.root_lot_id;
    // The root lot comes before the child lot that the ticket's correction locks.
    Pool::lock(tx, root_lot_id).await?;
    let entry = Correct {
        intake_id: right.intake_id,
        now: right.grams,
        reason: right.reason.clone(),
        person_id: right.person_id,
    };
    let ticket = correct_intake(tx, scope, &entry, now).await?;
    let pool = Pool::lock(tx, root_lot_id).await?;
    let cycles = cycles_in_force(tx, root_lot_id).await?;
    let mut put_right = PutRight {
        ticket,
        cycle_id: None,
        reversed: Vec::new(),
        lines: None,
        dropped_batches: Vec::new(),
    };
    if cycles.is_empty() {
        return Ok(put_right);
    }
    // Batches before accounts, as an export locks them.
    put_right.dropped_batches = drop_batches(tx, scope, &cycles).await?;
    books::lock(tx, &pool.accounts()?).await?;
    let posted = posted_cycles(tx, &cycles).await?;
    let households = right_weights(tx, &pool).await?;
    let correction = split_again(&posted, &households)?;
    put_right.cycle_id = Some(replace(tx, &pool, (&cycles, &correction), now).await?);
    put_right.reversed = cycles.iter().map(|cycle| cycle.id).collect();
    put_right.lines = Some(correction);
    Ok(put_right)
}

async fn cycles_in_force(
    tx: &DatabaseTransaction,
    root_lot_id: i64,
) -> Result<Vec<pool_cycle::Model>, ProceedsError> {
    let cycles = pool_cycle::Entity::find()
        .filter(pool_cycle::Column::RootLotId.eq(root_lot_id))
        .filter(pool_cycle::Column::Mode.eq(POOL))
        .filter(pool_cycle::Column::State.eq(State::Posted))
        .order_by_asc(pool_cycle::Column::Id)
        .all(tx)
        .await?;
    Ok(cycles)
}

/// The cycles as the ledger's rule wants them; refuses where a line was paid.
async fn posted_cycles(
    tx: &DatabaseTransaction,
    cycles: &[pool_cycle::Model],
) -> Result<Vec<PostedCycle>, ProceedsError> {
    let mut posted = Vec::with_capacity(cycles.len());
    for cycle in cycles {
        let lines = lines_of(tx, cycle.id).await?;
        let ids: Vec<i64> = lines.iter().map(|line| line.id).collect();
        let gone = payout::reading::is_paid(tx, &ids).await?;
        if let Some(line) = lines.iter().find(|line| gone.contains(&line.id)) {
            let (line_id, household_id) = (line.id, line.household_id);
            let payable = Money::fen(line.payable_fen);
            return Err(Refused::LinePaid {
                line_id,
                household_id,
                payable,
            }
            .into());
        }
        let mut taken = recoveries(tx, &ids).await?;
        let line = |line: &pool_line::Model| PostedLine {
            household: Party::Household(line.household_id),
            share: Money::fen(line.share_fen),
            recoveries: taken.remove(&line.id).unwrap_or_default(),
            state: LineState::Unpaid,
        };
        let lines = lines.iter().map(line).collect();
        posted.push(PostedCycle {
            amount: Money::fen(cycle.amount_fen),
            lines,
        });
    }
    Ok(posted)
}

async fn lines_of(
    conn: &impl ConnectionTrait,
    cycle_id: i64,
) -> Result<Vec<pool_line::Model>, ProceedsError> {
    let lines = pool_line::Entity::find()
        .filter(pool_line::Column::CycleId.eq(cycle_id))
        .order_by_asc(pool_line::Column::Id)
        .all(conn)
        .await?;
    Ok(lines)
}

async fn recoveries(
    conn: &impl ConnectionTrait,
    line_ids: &[i64],
) -> Result<BTreeMap<i64, Vec<Recovery>>, ProceedsError> {
    let rows = recovery::Entity::find()
        .filter(recovery::Column::LineId.is_in(line_ids.iter().copied()))
        .order_by_asc(recovery::Column::Id)
        .all(conn)
        .await?;
    let mut taken: BTreeMap<i64, Vec<Recovery>> = BTreeMap::new();
    for row in rows {
        let amount = Money::fen(row.amount_fen);
        taken.entry(row.line_id).or_default().push(Recovery {
            advance: row.advance_id,
            amount,
        });
    }
    Ok(taken)
}

/// A batch that is not yet a file is dropped whole: what it would pay is no longer what is owed.
async fn drop_batches(
    tx: &DatabaseTransaction,
    scope: Scope,
    cycles: &[pool_cycle::Model],
) -> Result<Vec<i64>, ProceedsError> {
    let mut ids = Vec::new();
    for cycle in cycles {
        ids.extend(lines_of(tx, cycle.id).await?.iter().map(|line| line.id));
    }
    let batches = paid::open_batches(tx, &ids).await?;
    for batch_id in &batches {
        payout::drop(tx, scope, *batch_id).await?;
    }
    Ok(batches)
}

async fn right_weights(
    tx: &DatabaseTransaction,
    pool: &Pool,
) -> Result<Vec<RightWeight>, ProceedsError> {
    let mut advances = advances_of(tx, pool.cooperative_id).await?;
    let right = |weight: &catalog::lots::HouseholdWeight| {
        Ok(RightWeight {
            household: Party::Household(weight.household_id),
            weight: i64::try_from(weight.weight).map_err(|_| ProceedsError::TooHeavy)?,
            advances: advances.remove(&weight.household_id).unwrap_or_default(),
        })
    };
    pool.weights.iter().map(right).collect()
}

/// Posts the one set that undoes and splits again, and writes its cycle.
async fn replace(
    tx: &DatabaseTransaction,
    pool: &Pool,
    (cycles, correction): (&[pool_cycle::Model], &Correction),
    now: i64,
) -> Result<i64, ProceedsError> {
    let last = cycles.last();
    let row = pool_cycle::ActiveModel {
        root_lot_id: Set(pool.root_lot_id),
        mode: Set(POOL.to_owned()),
        settlement_id: Set(last.and_then(|last| last.settlement_id)),
        amount_fen: Set(correction.pool.as_fen()),
        weight_total: Set(pool.weight_total()?),
        state: Set(match correction.after {
            Cycle::Split(_) => State::Posted,
            Cycle::Held => State::Held,
        }),
        replaces: Set(last.map(|last| last.id)),
        at: Set(now),
        ..Default::default()
    };
    let row = pool_cycle::Entity::insert(row)
        .exec_with_returning(tx)
        .await?;
    let cycle_id = row.id;
    let set = correction_set(tx, pool, (cycle_id, cycles), correction).await?;
    let set_id = books::post(tx, &set, now).await?.set_id;
    let mut row = row.into_active_model();
    row.set_id = Set(Some(set_id));
    pool_cycle::Entity::update(row).exec(tx).await?;
    write_lines(tx, cycle_id, pool, correction.lines()).await?;
    for cycle in cycles {
        let mut row = cycle.clone().into_active_model();
        row.state = Set(State::Reversed);
        pool_cycle::Entity::update(row).exec(tx).await?;
    }
    Ok(cycle_id)
}

/// Everything ever posted out of the pool is mirrored, newest first, and then split once.
///
/// Where the pool was corrected before, mirroring that correction alone would bring back what it
/// had undone; so the sets that it undid are mirrored with it, while the new set names as undone
/// only those that were still in force.
async fn correction_set(
    tx: &DatabaseTransaction,
    pool: &Pool,
    (cycle_id, in_force): (i64, &[pool_cycle::Model]),
    correction: &Correction,
) -> Result<TransferSet, ProceedsError> {
    let ever = pool_cycle::Entity::find()
        .filter(pool_cycle::Column::RootLotId.eq(pool.root_lot_id))
        .filter(pool_cycle::Column::Mode.eq(POOL))
        .filter(pool_cycle::Column::State.is_in([State::Posted, State::Reversed]))
        .order_by_asc(pool_cycle::Column::Id)
        .all(tx)
        .await?;
    let mut undone = Vec::new();
    let mut named = Vec::new();
    for cycle in &ever {
        for set_id in [cycle.set_id, cycle.recovery_set_id].into_iter().flatten() {
            let set = stored_set(tx, set_id).await?;
            if in_force.iter().any(|one| one.id == cycle.id) {
                named.push(set.key().to_owned());
            }
            undone.push(set);
        }
    }
    let payable = AccountKey::custody(Code::CooperativePayable, pool.cooperative())?;
    let reserve = AccountKey::custody(Code::Reserve, Party::None)?;
    let posting = WeightCorrection {
        pool: pool.name(),
        cooperative: pool.cooperative(),
        undone: &undone,
        correction,
        cooperative_payable: books::balance(tx, &payable).await?.available(),
        reserve: books::balance(tx, &reserve).await?.available(),
    };
    let subject = format!("lot:{}", pool.root_lot_id);
    let reference = Reference::new(&format!("cycle:{cycle_id}"), &subject)?;
    Ok(weight_corrected(&reference, &posting)?.reversing(named))
}

/// A posted set as the ledger's value.
async fn stored_set(tx: &DatabaseTransaction, set_id: i64) -> Result<TransferSet, ProceedsError> {
    let set = transfer_set::Entity::find_by_id(set_id).one(tx).await?;
    let set = set.ok_or(ProceedsError::Missing {
        what: "transfer set",
        id: set_id,
    })?;
    let mut transfers = Vec::new();
    for row in books::transfers_of(tx, set_id).await? {
        let debit = account(tx, row.debit_account_id).await?;
        let credit = account(tx, row.credit_account_id).await?;
        transfers.push(Transfer::new(debit, credit, Money::fen(row.amount_fen))?);
    }
    let reference = Reference::new(&set.key, &set.subject)?;
    Ok(TransferSet::posted(
        &reference,
        set.kind.parse()?,
        transfers,
    )?)
}

async fn account(tx: &DatabaseTransaction, id: i64) -> Result<AccountKey, ProceedsError> {
    let key = books::account_key(tx, id).await?;
    key.ok_or(ProceedsError::Missing {
        what: "account",
        id,
    })
}
