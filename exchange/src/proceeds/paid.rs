//! Whether the money of a pool's line has left, by the newest bank line that carries it.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::entity::{payout_batch, payout_line, payout_part};

/// Where a line's money is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paid {
    /// It is owed and in no batch.
    Owed,
    /// A batch that is not yet a file holds it.
    Batched,
    /// It stands in a bank file without an answer: it counts as paid.
    InFile,
    /// The bank paid it.
    Paid {
        /// When the bank's answer came.
        at: i64,
    },
    /// The bank sent it back; it is owed again and will be sent again after correction.
    Returned {
        /// When the bank's answer came.
        at: i64,
        /// The bank's reason.
        reason: String,
    },
    /// The line was reversed: nothing is owed by it.
    Reversed,
}

impl Paid {
    /// The word for JSON and message keys.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Owed => "owed",
            Self::Batched => "batched",
            Self::InFile => "in_file",
            Self::Paid { .. } => "paid",
            Self::Returned { .. } => "returned",
            Self::Reversed => "reversed",
        }
    }

    /// Whether the money has left, or is about to.
    pub const fn is_gone(&self) -> bool {
        matches!(self, Self::InFile | Self::Paid { .. })
    }
}

/// Where the money of each line is; a line that is in no batch is [`Paid::Owed`].
///
/// # Errors
/// When the database does.
pub async fn paid_states(
    conn: &impl ConnectionTrait,
    line_ids: &[i64],
) -> Result<BTreeMap<i64, Paid>, DbErr> {
    let mut states: BTreeMap<i64, Paid> = line_ids.iter().map(|id| (*id, Paid::Owed)).collect();
    for chunk in line_ids.chunks(500) {
        let parts = payout_part::Entity::find()
            .filter(payout_part::Column::PoolLineId.is_in(chunk.iter().copied()))
            .order_by_asc(payout_part::Column::PayoutLineId)
            .all(conn)
            .await?;
        let bank_lines = parts.iter().map(|part| part.payout_line_id);
        let lines = payout_line::Entity::find()
            .filter(payout_line::Column::Id.is_in(bank_lines))
            .all(conn)
            .await?;
        let lines: BTreeMap<i64, _> = lines.into_iter().map(|line| (line.id, line)).collect();
        for part in parts {
            let Some(line) = lines.get(&part.payout_line_id) else {
                continue;
            };
            let state = match line.state {
                payout_line::State::Prepared => Paid::Batched,
                payout_line::State::Instructed => Paid::InFile,
                payout_line::State::Paid => Paid::Paid {
                    at: line.answered_at.unwrap_or_default(),
                },
                payout_line::State::Returned => Paid::Returned {
                    at: line.answered_at.unwrap_or_default(),
                    reason: line.reason.clone(),
                },
                // A dropped batch leaves things as they were.
                payout_line::State::Dropped => continue,
            };
            states.insert(part.pool_line_id, state);
        }
    }
    Ok(states)
}

/// The batches, prepared or approved and not yet a file, that hold any of the lines.
///
/// # Errors
/// When the database does.
pub async fn open_batches(
    conn: &impl ConnectionTrait,
    line_ids: &[i64],
) -> Result<Vec<i64>, DbErr> {
    let open = [payout_batch::State::Prepared, payout_batch::State::Approved];
    let parts = payout_part::Entity::find()
        .filter(payout_part::Column::PoolLineId.is_in(line_ids.iter().copied()))
        .all(conn)
        .await?;
    let bank_lines = parts.iter().map(|part| part.payout_line_id);
    let lines = payout_line::Entity::find()
        .filter(payout_line::Column::Id.is_in(bank_lines))
        .all(conn)
        .await?;
    payout_batch::Entity::find()
        .select_only()
        .column(payout_batch::Column::Id)
        .filter(payout_batch::Column::State.is_in(open))
        .filter(payout_batch::Column::Id.is_in(lines.iter().map(|line| line.batch_id)))
        .order_by_asc(payout_batch::Column::Id)
        .into_tuple()
        .all(conn)
        .await
}
