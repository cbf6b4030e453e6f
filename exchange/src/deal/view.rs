//! Questions about deals. A buyer sees its own, a cooperative its own, the operator all.

use std::collections::BTreeMap;

use catalog::entity::{instrument, lot, organisation, receipt};
use catalog::scope::Scope;
use ledger::{AccountKey, BasisPoints, Code, Grams, Money, Party};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::DealError;
use crate::books;
use crate::entity::{deal, deal_lot, deal_step, settlement};
use crate::proceeds::lines::{Trail, trail};

/// Who asks.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// The buyer with this organisation number; it sees households by their codes only.
    Buyer(i64),
    /// A cooperative, or the operator. A household sees no deal, only its own slips.
    Office(Scope),
}

/// A part of a list, newest first.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Only deals with a smaller id; nothing from the newest.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: u64,
}

/// An organisation as others see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partner {
    /// Its number.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Its Chinese name.
    pub name_zh: String,
    /// Its English name.
    pub name_en: String,
}

/// A deal in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealRow {
    /// The deal.
    pub deal: deal::Model,
    /// Its instrument's code.
    pub instrument_code: String,
    /// Who pays.
    pub buyer: Partner,
    /// Who delivers.
    pub seller: Partner,
}

/// All that a deal's page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealPage {
    /// The deal.
    pub deal: deal::Model,
    /// Its instrument.
    pub instrument: instrument::Model,
    /// Who pays.
    pub buyer: Partner,
    /// Who delivers.
    pub seller: Partner,
    /// Who carries.
    pub carrier: Partner,
    /// Who inspects.
    pub inspector: Partner,
    /// The root lot's id and code.
    pub root_lot: (i64, String),
    /// The goods by lot.
    pub lots: Vec<DealLot>,
    /// The deal's money.
    pub amounts: Amounts,
    /// What happened to it, oldest first; the first is `match`.
    pub steps: Vec<deal_step::Model>,
    /// What became of its price; nothing until it is settled.
    pub settled: Option<SettledDeal>,
}

/// A lot's part of a deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealLot {
    /// The child lot.
    pub lot_id: i64,
    /// Its code.
    pub code: String,
    /// Its grade.
    pub grade: String,
    /// Grams sold.
    pub grams: Grams,
    /// Grams settled and shipped.
    pub shipped: Grams,
}

/// A deal's money, agreed and as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amounts {
    /// What it is worth.
    pub value: Money,
    /// What was held at the match.
    pub deposit: Money,
    /// What was then still to be paid from cash.
    pub balance: Money,
    /// Freight, by the terms or by its bill.
    pub freight: Money,
    /// Inspection, by the terms or by its bill.
    pub inspection: Money,
    /// What stands in escrow (2001) now.
    pub in_escrow: Money,
    /// What stands as deposit (2002) now.
    pub in_deposit: Money,
}

/// A settled deal's waterfall and household lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledDeal {
    /// Gross, every deduction, and the pool.
    pub settlement: settlement::Model,
    /// What is left of gross after platform fee, freight and inspection.
    pub net: Money,
    /// What went back to the buyer.
    pub rest: Money,
    /// The pool's part of gross, for people to read.
    pub household_part: BasisPoints,
    /// The cycles with the household lines.
    pub trail: Trail,
}

/// Deals, newest first.
///
/// # Errors
/// When the database does.
pub async fn deals(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    page: Page,
) -> Result<Vec<DealRow>, DealError> {
    let mut find = deal::Entity::find().filter(visible(viewer));
    if let Some(before) = page.before {
        find = find.filter(deal::Column::Id.lt(before));
    }
    let deals = find
        .order_by_desc(deal::Column::Id)
        .limit(page.limit)
        .all(conn)
        .await?;
    let ids = deals
        .iter()
        .flat_map(|deal| [deal.buyer_id, deal.seller_id]);
    let partners = partners(conn, ids.collect()).await?;
    let instruments = instrument::Entity::find().all(conn).await?;
    let codes: BTreeMap<i64, String> = instruments
        .into_iter()
        .map(|instrument| (instrument.id, instrument.code))
        .collect();
    let row = |deal: deal::Model| DealRow {
        instrument_code: codes.get(&deal.instrument_id).cloned().unwrap_or_default(),
        buyer: partners.get(&deal.buyer_id).cloned().unwrap_or_default(),
        seller: partners.get(&deal.seller_id).cloned().unwrap_or_default(),
        deal,
    };
    Ok(deals.into_iter().map(row).collect())
}

/// One deal, if the viewer has a part in it.
///
/// # Errors
/// `Unknown` also for a deal of others.
pub async fn deal(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    deal_id: i64,
) -> Result<deal::Model, DealError> {
    let row = deal::Entity::find_by_id(deal_id)
        .filter(visible(viewer))
        .one(conn)
        .await?;
    row.ok_or(DealError::Unknown(deal_id))
}

/// The deal that an event of the engine made: shard, sequence and index.
///
/// # Errors
/// When the database does; nothing if its projection is yet to come.
pub async fn deal_of_event(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    (shard, seq, idx): (i64, i64, i64),
) -> Result<Option<deal::Model>, DealError> {
    let row = deal::Entity::find()
        .filter(visible(viewer))
        .filter(deal::Column::Shard.eq(shard))
        .filter(deal::Column::Seq.eq(seq))
        .filter(deal::Column::Idx.eq(idx))
        .one(conn)
        .await?;
    Ok(row)
}

/// All that a deal's page shows.
///
/// # Errors
/// `Unknown` also for a deal of others.
pub async fn deal_page(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    deal_id: i64,
) -> Result<DealPage, DealError> {
    let deal = deal(conn, viewer, deal_id).await?;
    let unknown = |what, id| DealError::UnknownPart { what, id };
    let instrument = instrument::Entity::find_by_id(deal.instrument_id)
        .one(conn)
        .await?;
    let instrument = instrument.ok_or(unknown("instrument", deal.instrument_id))?;
    let ids = vec![
        deal.buyer_id,
        deal.seller_id,
        instrument.carrier_id,
        instrument.inspector_id,
    ];
    let partners = partners(conn, ids).await?;
    let partner = |id: &i64| partners.get(id).cloned().unwrap_or_default();
    let (lots, root_lot) = (lots(conn, deal.id).await?, root_lot(conn, &deal).await?);
    let steps = deal_step::Entity::find()
        .filter(deal_step::Column::DealId.eq(deal.id))
        .order_by_asc(deal_step::Column::Id)
        .all(conn)
        .await?;
    Ok(DealPage {
        buyer: partner(&deal.buyer_id),
        seller: partner(&deal.seller_id),
        carrier: partner(&instrument.carrier_id),
        inspector: partner(&instrument.inspector_id),
        root_lot,
        lots,
        amounts: amounts(conn, &deal).await?,
        steps,
        settled: settled(conn, viewer, &deal).await?,
        instrument,
        deal,
    })
}

fn visible(viewer: Viewer) -> Condition {
    match viewer {
        Viewer::Buyer(id) => Condition::all().add(deal::Column::BuyerId.eq(id)),
        Viewer::Office(scope) => scope.cooperative_rows(deal::Column::SellerId),
    }
}

/// Organisations by their numbers.
///
/// # Errors
/// When the database does.
pub(crate) async fn partners(
    conn: &impl ConnectionTrait,
    ids: Vec<i64>,
) -> Result<BTreeMap<i64, Partner>, sea_orm::DbErr> {
    let rows = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(ids))
        .all(conn)
        .await?;
    let partner = |row: organisation::Model| {
        let organisation::Model {
            id,
            code,
            name_zh,
            name_en,
            ..
        } = row;
        (
            id,
            Partner {
                id,
                code,
                name_zh,
                name_en,
            },
        )
    };
    Ok(rows.into_iter().map(partner).collect())
}

async fn lots(conn: &impl ConnectionTrait, deal_id: i64) -> Result<Vec<DealLot>, DealError> {
    let parts = deal_lot::Entity::find()
        .filter(deal_lot::Column::DealId.eq(deal_id))
        .order_by_asc(deal_lot::Column::LotId)
        .all(conn)
        .await?;
    let rows = lot::Entity::find()
        .filter(lot::Column::Id.is_in(parts.iter().map(|part| part.lot_id)))
        .all(conn)
        .await?;
    let mut by_id: BTreeMap<i64, lot::Model> = rows.into_iter().map(|lot| (lot.id, lot)).collect();
    let mut lots = Vec::with_capacity(parts.len());
    for part in parts {
        let row = by_id.remove(&part.lot_id);
        let row = row.ok_or(DealError::UnknownPart {
            what: "lot",
            id: part.lot_id,
        })?;
        lots.push(DealLot {
            lot_id: part.lot_id,
            code: row.code,
            grade: row.grade.unwrap_or_default(),
            grams: Grams::new(part.grams)?,
            shipped: Grams::new(part.shipped_g)?,
        });
    }
    Ok(lots)
}

async fn root_lot(
    conn: &impl ConnectionTrait,
    deal: &deal::Model,
) -> Result<(i64, String), DealError> {
    let receipt = receipt::Entity::find_by_id(deal.receipt_id)
        .one(conn)
        .await?;
    let receipt = receipt.ok_or(DealError::UnknownPart {
        what: "receipt",
        id: deal.receipt_id,
    })?;
    let root = lot::Entity::find_by_id(receipt.root_lot_id)
        .one(conn)
        .await?;
    let root = root.ok_or(DealError::UnknownPart {
        what: "lot",
        id: receipt.root_lot_id,
    })?;
    Ok((root.id, root.code))
}

async fn amounts(conn: &impl ConnectionTrait, deal: &deal::Model) -> Result<Amounts, DealError> {
    let party = Party::Deal(deal.id);
    let escrow = AccountKey::custody(Code::Escrow, party.clone())?;
    let deposit = AccountKey::custody(Code::Deposit, party)?;
    let (value, held) = (Money::fen(deal.value_fen), Money::fen(deal.deposit_fen));
    Ok(Amounts {
        value,
        deposit: held,
        balance: value.checked_sub(held)?,
        freight: Money::fen(deal.freight_fen),
        inspection: Money::fen(deal.inspection_fen),
        in_escrow: books::balance(conn, &escrow).await?.posted,
        in_deposit: books::balance(conn, &deposit).await?.posted,
    })
}

async fn settled(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    deal: &deal::Model,
) -> Result<Option<SettledDeal>, DealError> {
    let row = settlement::Entity::find()
        .filter(settlement::Column::DealId.eq(deal.id))
        .one(conn)
        .await?;
    let Some(settlement) = row else {
        return Ok(None);
    };
    let mut trail = trail(conn, &settlement).await?;
    if matches!(viewer, Viewer::Buyer(_)) {
        let cycles = trail.earlier.iter_mut().chain(trail.current.as_mut());
        for line in cycles.flat_map(|cycle| &mut cycle.lines) {
            line.household_id = None;
        }
    }
    let (gross, pool) = (
        Money::fen(settlement.gross_fen),
        Money::fen(settlement.pool_fen),
    );
    Ok(Some(SettledDeal {
        net: pool.checked_add(Money::fen(settlement.cooperative_fen))?,
        rest: Money::fen(deal.value_fen).checked_sub(gross)?,
        household_part: pool.share_of(gross)?,
        trail,
        settlement,
    }))
}
