//! What a statement's lines name beyond accounts, locked before the first of them is posted.
//!
//! Everyone locks purchases, then shelves, then counters, then accounts, each in the order of their
//! numbers. A statement posts many lines, so it takes all that any of them will need before it
//! holds an account.

use std::collections::BTreeSet;

use catalog::import::Row;
use catalog::import::statements::StatementLine;
use sea_orm::sea_query::LockType;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::BankError;
use super::matching::Payers;
use super::memo::Memo;
use crate::entity::{payment_attempt, payout_line, provider_settlement, refund};
use crate::retail::purchase::lock_many;

pub(super) async fn lock_named(
    tx: &DatabaseTransaction,
    payers: &Payers,
    rows: &[&Row<StatementLine>],
    now: i64,
) -> Result<(), BankError> {
    let mut purchases = BTreeSet::new();
    let mut settlements = BTreeSet::new();
    for row in rows {
        let memo = Memo::read(&row.content.memo);
        settlements.extend(payers.settlement(&memo));
        if let Some(out_no) = memo.purchase() {
            let attempt = payment_attempt::Entity::find()
                .filter(payment_attempt::Column::OutNo.eq(out_no))
                .one(tx)
                .await?;
            purchases.extend(attempt.map(|attempt| attempt.purchase_id));
        }
        if let Some(number) = memo.payout() {
            let line = payout_line::Entity::find()
                .filter(payout_line::Column::Number.eq(number))
                .one(tx)
                .await?;
            if let Some(refund_id) = line.and_then(|line| line.refund_id) {
                let refund = refund::Entity::find_by_id(refund_id).one(tx).await?;
                purchases.extend(refund.map(|refund| refund.purchase_id));
            }
        }
    }
    lock_many(tx, &purchases, now).await.map_err(Box::new)?;
    if !settlements.is_empty() {
        provider_settlement::Entity::find()
            .filter(provider_settlement::Column::Id.is_in(settlements))
            .order_by_asc(provider_settlement::Column::Id)
            .lock(LockType::NoKeyUpdate)
            .all(tx)
            .await?;
    }
    Ok(())
}
