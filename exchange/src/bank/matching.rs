//! What a line of the statement is, decided from its memo, its payer and what we instructed.

use std::collections::BTreeSet;

use catalog::entity::organisation;
use catalog::import::statements::StatementLine;
use ledger::Money;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};

use super::memo::{Codes, Memo, plain_name};
use crate::entity::{bank_line, payout_line, provider_settlement};

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Money of the member with this number.
    Member(i64),
    /// The operator's own float.
    Float,
    /// The operator funds the reserve.
    Reserve,
    /// A buyer pays the purchase whose attempt has this number.
    Purchase(String),
    /// A provider pays the settlement with this number.
    Settlement(i64),
    /// Money whose owner is not known.
    Suspense,
    /// A line of ours that the bank paid.
    Paid(payout_line::Model),
    /// A line of ours that the bank paid and sent back.
    Back(payout_line::Model),
    /// The bank took a line that it had answered as returned, and now gives it back.
    Undone {
        /// The line.
        payout: payout_line::Model,
        /// The debit that nobody expected.
        debit: bank_line::Model,
    },
    /// A debit that nobody instructed, and the line of ours that it names.
    UnknownDebit(Option<i64>),
}

/// Whom the memos of a statement may name.
pub(super) struct Payers {
    codes: Codes,
    settlements: Codes,
    operators: BTreeSet<String>,
}

impl Payers {
    pub(super) async fn load(conn: &impl ConnectionTrait) -> Result<Payers, DbErr> {
        let active = organisation::Entity::find()
            .filter(organisation::Column::State.eq(organisation::State::Active))
            .all(conn)
            .await?;
        let mut payers = Payers {
            codes: Codes::default(),
            settlements: Codes::default(),
            operators: BTreeSet::new(),
        };
        for known in active {
            if known.kind == organisation::Kind::Operator {
                payers
                    .operators
                    .extend([plain_name(&known.name_zh), plain_name(&known.name_en)]);
            }
            if let Some(code) = &known.memo_code {
                payers.codes.add(code, known.id);
            }
        }
        let expected = provider_settlement::Entity::find()
            .filter(provider_settlement::Column::State.eq(provider_settlement::State::Expected))
            .all(conn)
            .await?;
        for settlement in expected {
            payers.settlements.add(&settlement.number, settlement.id);
        }
        Ok(payers)
    }

    /// The settlement that a memo names, if one is expected.
    pub(super) fn settlement(&self, memo: &Memo) -> Option<i64> {
        memo.owner(&self.settlements)
    }

    /// What one line is. What earlier lines of the same statement did is seen.
    pub(super) async fn meaning(
        &self,
        tx: &DatabaseTransaction,
        line: &StatementLine,
    ) -> Result<Meaning, DbErr> {
        let memo = Memo::read(&line.memo);
        let payout = match memo.payout() {
            Some(number) => {
                let named = payout_line::Column::Number.eq(number);
                payout_line::Entity::find().filter(named).one(tx).await?
            }
            None => None,
        };
        if line.amount.is_negative() {
            return debit(tx, line.amount, payout).await;
        }
        if let Some(payout) = payout
            && let Some(back) = back(tx, line.amount, payout).await?
        {
            return Ok(back);
        }
        Ok(self.credit(&memo, &line.counterparty))
    }

    fn credit(&self, memo: &Memo, counterparty: &str) -> Meaning {
        // Who names two owners names none.
        let named = (
            memo.owner(&self.codes),
            memo.purchase(),
            self.settlement(memo),
        );
        match named {
            (Some(member), None, None) => return Meaning::Member(member),
            (None, Some(out_no), None) => return Meaning::Purchase(out_no),
            (None, None, Some(settlement)) => return Meaning::Settlement(settlement),
            (None, None, None) => {}
            _ => return Meaning::Suspense,
        }
        if !self.operators.contains(&plain_name(counterparty)) {
            return Meaning::Suspense;
        }
        match (memo.says("FLOAT"), memo.says("RESERVE")) {
            (true, false) => Meaning::Float,
            (false, true) => Meaning::Reserve,
            _ => Meaning::Suspense,
        }
    }
}

/// A debit is ours if it names a line that we instructed, with its amount, for the first time.
async fn debit(
    tx: &DatabaseTransaction,
    amount: Money,
    payout: Option<payout_line::Model>,
) -> Result<Meaning, DbErr> {
    let Some(payout) = payout else {
        return Ok(Meaning::UnknownDebit(None));
    };
    let expected = matches!(
        payout.state,
        payout_line::State::Instructed | payout_line::State::Paid
    );
    let same = payout.amount_fen.checked_neg() == Some(amount.as_fen());
    if !expected || !same || seen(tx, &payout).await?.is_some() {
        return Ok(Meaning::UnknownDebit(Some(payout.id)));
    }
    Ok(Meaning::Paid(payout))
}

/// A credit that names a line of ours: the bank sends back what it took for it.
async fn back(
    tx: &DatabaseTransaction,
    amount: Money,
    payout: payout_line::Model,
) -> Result<Option<Meaning>, DbErr> {
    if payout.amount_fen != amount.as_fen() {
        return Ok(None);
    }
    match payout.state {
        payout_line::State::Paid => Ok(Some(Meaning::Back(payout))),
        payout_line::State::Returned => {
            let debit = bank_line::Entity::find()
                .filter(bank_line::Column::PayoutLineId.eq(payout.id))
                .filter(bank_line::Column::AmountFen.eq(-payout.amount_fen))
                .filter(bank_line::Column::State.eq(bank_line::State::UnknownDebit))
                .one(tx)
                .await?;
            Ok(debit.map(|debit| Meaning::Undone { payout, debit }))
        }
        _ => Ok(None),
    }
}

/// The statement's debit for a line of ours, if it is in already.
async fn seen(
    tx: &DatabaseTransaction,
    payout: &payout_line::Model,
) -> Result<Option<bank_line::Model>, DbErr> {
    bank_line::Entity::find()
        .filter(bank_line::Column::PayoutLineId.eq(payout.id))
        .filter(bank_line::Column::AmountFen.lt(0))
        .filter(bank_line::Column::State.eq(bank_line::State::Matched))
        .one(tx)
        .await
}
