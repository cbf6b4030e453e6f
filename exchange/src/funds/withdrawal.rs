//! Withdrawals: a member's wish to have cash on its own bank account, which a bank file carries.
//!
//! A wish reserves the cash against other wishes and against the desk. A deal that falls due may
//! still take it; then the wish is left out of the next bank file until there is enough again.

use ledger::Money;
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, Statement,
};

use super::{FundsError, free_cash};
use crate::entity::withdrawal;

/// A member's wish for cash on its own bank account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withdraw {
    /// The member.
    pub organisation_id: i64,
    /// How much.
    pub amount: Money,
    /// Who asks for it.
    pub person_id: i64,
    /// When.
    pub now: i64,
}

/// Asks for a withdrawal; the operator's next bank file carries it.
///
/// # Errors
/// `NotPositive`, or `Short` if the cash is less or already asked for.
pub async fn request_withdrawal(
    tx: &DatabaseTransaction,
    asked: &Withdraw,
) -> Result<i64, FundsError> {
    free_cash(tx, asked.organisation_id, asked.amount).await?;
    let row = withdrawal::ActiveModel {
        organisation_id: ActiveValue::Set(asked.organisation_id),
        amount_fen: ActiveValue::Set(asked.amount.as_fen()),
        requested_by: ActiveValue::Set(asked.person_id),
        payout_line_id: ActiveValue::Set(None),
        state: ActiveValue::Set(withdrawal::State::Requested),
        at: ActiveValue::Set(asked.now),
        ..Default::default()
    };
    Ok(row.insert(tx).await?.id)
}

/// Takes a wish back before a bank file carries it.
///
/// # Errors
/// `UnknownWithdrawal` if it is not the member's, or no longer open.
pub async fn cancel_withdrawal(
    tx: &DatabaseTransaction,
    organisation_id: i64,
    id: i64,
) -> Result<(), FundsError> {
    let cancel = Statement::from_sql_and_values(
        tx.get_database_backend(),
        "UPDATE withdrawal SET state = 'returned', payout_line_id = NULL \
         WHERE id = $1 AND organisation_id = $2 AND (state = 'requested' \
         OR (state = 'returned' AND payout_line_id IS NOT NULL))",
        [id.into(), organisation_id.into()],
    );
    let cancelled = tx.execute_raw(cancel).await?.rows_affected() == 1;
    if cancelled {
        Ok(())
    } else {
        Err(FundsError::UnknownWithdrawal(id))
    }
}

/// A member's own withdrawals, the newest first.
///
/// # Errors
/// When the database does.
pub async fn withdrawals_of(
    conn: &impl ConnectionTrait,
    organisation_id: i64,
    limit: u64,
) -> Result<Vec<withdrawal::Model>, FundsError> {
    let rows = withdrawal::Entity::find()
        .filter(withdrawal::Column::OrganisationId.eq(organisation_id))
        .order_by_desc(withdrawal::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows)
}

/// What open wishes ask for and no pending transfer has taken yet.
///
/// A returned line is due again until it is cancelled, which takes its line away.
pub(super) async fn open_amount(
    conn: &impl ConnectionTrait,
    organisation_id: i64,
) -> Result<Money, FundsError> {
    let sum = Statement::from_sql_and_values(
        conn.get_database_backend(),
        "SELECT CAST(COALESCE(SUM(withdrawal.amount_fen), 0) AS BIGINT) AS fen FROM withdrawal \
         LEFT JOIN payout_line ON payout_line.id = withdrawal.payout_line_id \
         WHERE withdrawal.organisation_id = $1 AND (withdrawal.state = 'requested' \
         OR (withdrawal.state = 'returned' AND withdrawal.payout_line_id IS NOT NULL) \
         OR (withdrawal.state = 'batched' AND payout_line.state = 'prepared'))",
        [organisation_id.into()],
    );
    let row = conn.query_one_raw(sum).await?;
    let fen = row
        .map(|row| row.try_get("", "fen"))
        .transpose()?
        .unwrap_or_default();
    Ok(Money::fen(fen))
}
