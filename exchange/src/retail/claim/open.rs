//! Taking a claim: only of what was sent, only inside the window, with photographs and a weight.

use catalog::database::next_number;
use catalog::scope::Scope;
use catalog::working_days::Day;
use ledger::{Grams, Money};
use sea_orm::{
    ActiveEnum, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, Set,
};

use super::photo::checked;
use super::{ClaimError, WORDS_MAX, left_of, sent_of};
use crate::entity::consignment::State;
use crate::entity::{claim, claim_photo, consignment, purchase_line};
use crate::retail::consignment::locked;
use crate::retail::step::{self, Step};

/// What a buyer claims. Whether the purchase is the buyer's is for the caller to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimAsk {
    /// The purchase.
    pub purchase_id: i64,
    /// Its part.
    pub consignment_id: i64,
    /// The line of it.
    pub line_id: i64,
    /// How much of it is bad, in grams.
    pub weight_g: i64,
    /// What is wrong with it, in the buyer's words.
    pub words: String,
    /// Photographs, as they were handed in.
    pub photos: Vec<Vec<u8>>,
    /// The signed-in buyer, if it is one.
    pub person_id: Option<i64>,
    /// Now, in milliseconds UTC.
    pub now: i64,
}

/// Takes a claim; the office decides it.
///
/// # Errors
/// `NotSent`, `WindowOver`, `NotInIt`, `AlreadyOpen`, `NothingLeft`, `Weight`, `Words`, `Photo`;
/// an unknown consignment, also for another purchase's.
pub async fn open(tx: &DatabaseTransaction, ask: &ClaimAsk) -> Result<claim::Model, ClaimError> {
    let consignment = locked(tx, Scope::Operator, ask.consignment_id).await?;
    if consignment.purchase_id != ask.purchase_id {
        return Err(super::ConsignmentError::Unknown(ask.consignment_id).into());
    }
    inside_the_window(&consignment, ask.now)?;
    let line = line(tx, ask).await?;
    let most = sent_of(&line)?;
    if !(1..=most.as_g()).contains(&ask.weight_g) {
        return Err(ClaimError::Weight { most });
    }
    let words = worded(&ask.words)?;
    let kinds = checked(&ask.photos)?;
    let row = claim::ActiveModel {
        number: Set(number(tx, ask.now).await?),
        consignment_id: Set(consignment.id),
        line_id: Set(line.id),
        weight_g: Set(Grams::new(ask.weight_g)?.as_g()),
        words: Set(words),
        state: Set(claim::State::Open),
        at: Set(ask.now),
        ..Default::default()
    };
    let claim = claim::Entity::insert(row).exec_with_returning(tx).await?;
    for (bytes, kind) in ask.photos.iter().zip(kinds) {
        let row = claim_photo::ActiveModel {
            claim_id: Set(claim.id),
            content_type: Set(kind.to_owned()),
            bytes: Set(bytes.clone()),
            ..Default::default()
        };
        claim_photo::Entity::insert(row).exec(tx).await?;
    }
    let step = Step {
        purchase_id: consignment.purchase_id,
        consignment_id: Some(consignment.id),
        action: step::CLAIM_OPENED,
        person_id: ask.person_id,
        note: claim.number.clone(),
        amount: None,
        at: ask.now,
    };
    step::record(tx, &step).await?;
    Ok(claim)
}

fn inside_the_window(consignment: &consignment::Model, now: i64) -> Result<(), ClaimError> {
    match (consignment.state, consignment.window_ends_at) {
        (State::Shipped, _) => Ok(()),
        (State::Received, Some(ends_at)) if now < ends_at => Ok(()),
        (State::Received | State::Settled, ends_at) => Err(ClaimError::WindowOver {
            ended_at: ends_at.unwrap_or(now),
        }),
        (State::AwaitingPayment | State::ToPack | State::Packed | State::Cancelled, _) => {
            Err(ClaimError::NotSent)
        }
    }
}

/// The claimed line, locked, with something of it sent and something of its price left.
async fn line(
    tx: &DatabaseTransaction,
    ask: &ClaimAsk,
) -> Result<purchase_line::Model, ClaimError> {
    let line = purchase_line::Entity::find_by_id(ask.line_id)
        .filter(purchase_line::Column::ConsignmentId.eq(ask.consignment_id))
        .lock_exclusive()
        .one(tx)
        .await?;
    let line = line.filter(|line| line.packs > line.cancelled_packs);
    let line = line.ok_or(ClaimError::NotInIt(ask.line_id))?;
    let open = claim::Entity::find()
        .filter(claim::Column::LineId.eq(line.id))
        .filter(claim::Column::State.eq(claim::State::Open.to_value()))
        .one(tx)
        .await?;
    if let Some(open) = open {
        return Err(ClaimError::AlreadyOpen {
            number: open.number,
        });
    }
    if left_of(&line)? <= Money::ZERO {
        return Err(ClaimError::NothingLeft);
    }
    Ok(line)
}

/// Words that say something and are not too many.
pub(super) fn worded(text: &str) -> Result<String, ClaimError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > WORDS_MAX {
        return Err(ClaimError::Words { most: WORDS_MAX });
    }
    Ok(text.to_owned())
}

/// The next number of the day, such as `SH261122-0001`.
async fn number(tx: &DatabaseTransaction, now: i64) -> Result<String, ClaimError> {
    let day = Day::of(now).to_string().replace('-', "");
    let day = day.get(2..).unwrap_or(&day);
    let number = next_number(tx, &format!("claim:{day}")).await?;
    Ok(format!("SH{day}-{number:04}"))
}
