//! A match becomes a deal: its number, its goods, its deposit.

use catalog::database::next_number;
use catalog::entity::{instrument, organisation};
use catalog::receipts::take_for_deal;
use catalog::working_days::{Calendar, Day};
use ledger::postings::deal::{deposit_held, match_paid};
use ledger::postings::desk::Seat;
use ledger::{Grams, Money, Party, Reference};
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel, Set};

use super::{DealError, Mode, State, amounts, due, goods, subject, tariff};
use crate::books;
use crate::entity::{deal, deal_lot, deal_step};

/// The word of a deal's first step.
const MATCHED: &str = "match";

/// A match as the engine named and made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The venue's number, for the buyer's desk account.
    pub venue: u32,
    /// Shard, sequence and index: the name of the event.
    pub event: (i64, i64, i64),
    /// The instrument.
    pub instrument_id: i64,
    /// The seller's receipt.
    pub receipt_id: i64,
    /// Who pays.
    pub buyer_id: i64,
    /// Who delivers.
    pub seller_id: i64,
    /// How the two met.
    pub mode: Mode,
    /// The price.
    pub price_ticks: i64,
    /// How many contracts.
    pub contracts: i64,
    /// What leaves the buyer's desk: the deposit, or all of the price in the continuous book.
    pub held: Money,
    /// Freight by the terms, for a tonne.
    pub freight_per_tonne: Money,
    /// Inspection by the terms, for a tonne.
    pub inspection_per_tonne: Money,
    /// When.
    pub at: i64,
}

/// Makes a deal of a match whose trade is stored; the buyer's hold leaves the desk.
///
/// # Errors
/// `HeldDiffers`, `NoTariff`, `UnknownPart`, and as receipt and books refuse: each of them means
/// that database and engine have parted, and nothing may go on.
pub async fn create(tx: &DatabaseTransaction, matched: &Match) -> Result<deal::Model, DealError> {
    let instrument = instrument::Entity::find_by_id(matched.instrument_id)
        .one(tx)
        .await?;
    let instrument = instrument.ok_or(DealError::UnknownPart {
        what: "instrument",
        id: matched.instrument_id,
    })?;
    let value = amounts::value(
        matched.price_ticks,
        matched.contracts,
        instrument.tick_value_fen,
    )?;
    let held_fits = match matched.mode {
        Mode::Listing => matched.held.is_positive() && matched.held <= value,
        Mode::Continuous => matched.held == value,
    };
    if !held_fits {
        return Err(DealError::HeldDiffers {
            value,
            held: matched.held,
        });
    }
    let lots = take_for_deal(tx, matched.receipt_id, matched.contracts).await?;
    let row = row(
        tx,
        matched,
        Worth {
            value,
            contracted: goods::sum(&lots)?,
        },
    )
    .await?;
    let deal = deal::Entity::insert(row).exec_with_returning(tx).await?;
    for (lot_id, grams) in lots {
        let row = deal_lot::Model {
            deal_id: deal.id,
            lot_id,
            grams: grams.as_g(),
            shipped_g: 0,
        };
        deal_lot::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await?;
    }
    let step = deal_step::ActiveModel {
        deal_id: Set(deal.id),
        action: Set(MATCHED.to_owned()),
        person_id: Set(None),
        note: Set(String::new()),
        grams: Set(Some(deal.contracted_g)),
        at: Set(matched.at),
        ..Default::default()
    };
    deal_step::Entity::insert(step).exec(tx).await?;
    hold(tx, matched, deal.id).await?;
    Ok(deal)
}

struct Worth {
    value: Money,
    contracted: Grams,
}

async fn row(
    tx: &DatabaseTransaction,
    matched: &Match,
    Worth { value, contracted }: Worth,
) -> Result<deal::ActiveModel, DealError> {
    let seller = organisation::Entity::find_by_id(matched.seller_id)
        .one(tx)
        .await?;
    let seller = seller.ok_or(DealError::UnknownPart {
        what: "organisation",
        id: matched.seller_id,
    })?;
    let tariff = tariff::in_force(tx, matched.at).await?;
    let tariff = tariff.ok_or(DealError::NoTariff { at: matched.at })?;
    let calendar = Calendar::load(tx).await?;
    let (state, due_at, paid_at) = match matched.mode {
        Mode::Listing => (
            State::AwaitingPayment,
            due::payment(&calendar, matched.at),
            None,
        ),
        Mode::Continuous => {
            let due_at = due::delivery(&calendar, matched.at);
            (State::AwaitingDelivery, due_at, Some(matched.at))
        }
    };
    let freight = amounts::by_the_tonne(matched.freight_per_tonne, contracted)?;
    let inspection = amounts::by_the_tonne(matched.inspection_per_tonne, contracted)?;
    let (shard, seq, idx) = matched.event;
    Ok(deal::ActiveModel {
        number: Set(number(tx, matched.at).await?),
        shard: Set(shard),
        seq: Set(seq),
        idx: Set(idx),
        instrument_id: Set(matched.instrument_id),
        receipt_id: Set(matched.receipt_id),
        buyer_id: Set(matched.buyer_id),
        seller_id: Set(matched.seller_id),
        mode: Set(matched.mode),
        price_ticks: Set(matched.price_ticks),
        contracts: Set(matched.contracts),
        contracted_g: Set(contracted.as_g()),
        value_fen: Set(value.as_fen()),
        deposit_fen: Set(matched.held.as_fen()),
        freight_fen: Set(freight.as_fen()),
        inspection_fen: Set(inspection.as_fen()),
        costs_evidence: Set(String::new()),
        platform_bp: Set(tariff.platform_bp),
        cooperative_bp: Set(seller.fee_bp),
        state: Set(state),
        due_at: Set(Some(due_at)),
        matched_at: Set(matched.at),
        paid_at: Set(paid_at),
        ..Default::default()
    })
}

/// `HT-1009-01`: the day of the year at UTC+8 and a number of that day.
///
/// The counter is the day's without its year, so that no number comes twice.
async fn number(tx: &DatabaseTransaction, at: i64) -> Result<String, DealError> {
    let day = Day::of(at).to_string();
    let day: String = day.chars().skip(5).filter(|digit| *digit != '-').collect();
    let number = next_number(tx, &format!("deal:{day}")).await?;
    Ok(format!("HT-{day}-{number:02}"))
}

async fn hold(tx: &DatabaseTransaction, matched: &Match, deal_id: i64) -> Result<(), DealError> {
    let seat = Seat {
        member: Party::Member(matched.buyer_id),
        venue: matched.venue,
    };
    let (shard, seq, idx) = matched.event;
    let reference = Reference::new(&format!("match:{shard}:{seq}:{idx}"), &subject(deal_id))?;
    let deal = Party::Deal(deal_id);
    let set = match matched.mode {
        Mode::Listing => deposit_held(&reference, &seat, &deal, matched.held)?,
        Mode::Continuous => match_paid(&reference, &seat, &deal, matched.held)?,
    };
    books::post(tx, &set, matched.at).await?;
    Ok(())
}
