//! Lots and receipts: what each grade holds, who delivered it, what became of it.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::Response;
use catalog::certificates;
use catalog::import::certificates::BASES;
use catalog::import::products::CERTIFICATES;
use catalog::lots::{self as goods, LotView, Page, lot_weights};
use catalog::products;
use catalog::working_days::Day;
use exchange::entity::{deal, settlement};
use exchange::proceeds::lines::{CycleView, trail};
use exchange::retail::trace::{LotParcel, parcels_of_lot};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use super::certificates::{CertificateRow, certificate_row};
use super::receipts::{ReceiptRow, receipts, root_lot};
use super::sharing::percentages;
use super::shelves::LotOnShelf;
use super::tickets::{TicketRow, ticket_row};
use crate::asked::Asked;
use crate::caller::Caller;
use crate::error::Problem;
use crate::form::Form;
use crate::page::{page, page_after};

/// One grade of a lot: recorded = held + gone + free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct GradeRow {
    /// The grade's code.
    pub grade: String,
    /// The grade as people call it.
    pub name: String,
    /// What a gram of it counts in the pool, in basis points of the basis grade.
    pub factor_bp: i64,
    /// What its tickets weigh, in grams.
    pub recorded_g: i64,
    /// What receipts, deals and shops' shelves hold, in grams.
    pub held_g: i64,
    /// What was shipped, in grams.
    pub gone_g: i64,
    /// What may still be promised, in grams.
    pub free_g: i64,
}

/// A lot with its sums.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LotRow {
    /// Its id.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// The product's code.
    pub product: String,
    /// The product's name in the visitor's language.
    pub name: String,
    /// Where it lies.
    pub place: String,
    /// When it was harvested, as `2026-10-12`.
    pub harvested_on: String,
    /// The same, in milliseconds since 1970.
    pub harvested_at: i64,
    /// What its tickets weigh, in grams.
    pub recorded_g: i64,
    /// What receipts, deals and shops' shelves hold, in grams.
    pub held_g: i64,
    /// What was shipped, in grams.
    pub gone_g: i64,
    /// What may still be promised, in grams.
    pub free_g: i64,
    /// The kind of certificate that shops need before they sell it; empty for none.
    pub certificate: String,
    /// By grade, the best first.
    pub grades: Vec<GradeRow>,
}

/// What one household brought to a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct DelivererRow {
    /// The household's id.
    pub household_id: i64,
    /// Its code.
    pub household: String,
    /// What it delivered, in grams.
    pub grams: i64,
    /// Its part of the lot by graded weight, in basis points, for reading.
    pub part_bp: i64,
}

/// A deal over a lot's goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LotDeal {
    /// The deal's id.
    pub id: i64,
    /// Its number.
    pub number: String,
    /// Its state.
    pub state: &'static str,
    /// Grams agreed on.
    pub contracted_g: i64,
    /// Grams settled, once it is.
    pub settled_g: Option<i64>,
    /// What it is worth, in fen.
    pub value_fen: i64,
    /// What of it is the households', in fen, once it is settled.
    pub pool_fen: Option<i64>,
}

/// A pool that was split again: what everybody had before, and has now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SplitAgain {
    /// When.
    pub at: i64,
    /// The deals whose money it is.
    pub deals: Vec<String>,
    /// The lines.
    pub lines: Vec<LineAgain>,
    /// What was split, in fen.
    pub pool_fen: i64,
}

/// One household's two lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LineAgain {
    /// The household's code.
    pub household: String,
    /// Its share before, in fen; it counts no more.
    pub was_share_fen: i64,
    /// Its share now, in fen.
    pub share_fen: i64,
    /// What it is owed now, in fen.
    pub payable_fen: i64,
}

/// A lot with everything that happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LotDetail {
    /// The lot.
    pub lot: LotRow,
    /// Who delivered how much, by first weigh ticket.
    pub deliverers: Vec<DelivererRow>,
    /// The weigh tickets, oldest first.
    pub tickets: Vec<TicketRow>,
    /// The certificates that stand for it, oldest first.
    pub certificates: Vec<CertificateRow>,
    /// What of it is on the shops' shelves.
    pub shelves: Vec<LotOnShelf>,
    /// The receipts over it.
    pub receipts: Vec<ReceiptRow>,
    /// The deals over it, newest first.
    pub deals: Vec<LotDeal>,
    /// Where a correction had its pool split again.
    pub split_again: Vec<SplitAgain>,
    /// The consignments with boxes of it, the latest first: whom to call back.
    pub parcels: Vec<LotParcelRow>,
}

/// A consignment with goods of a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LotParcelRow {
    /// Its id.
    pub id: i64,
    /// Its number.
    pub number: String,
    /// Its state.
    pub state: String,
    /// When it was sent, if it was.
    pub shipped_at: Option<i64>,
    /// Boxes with goods of the lot.
    pub packs: i64,
    /// Grams of the lot in them.
    pub grams: i64,
}

/// The cooperative's lots, newest first.
///
/// # Errors
/// When the database does.
pub async fn lots(asked: &Asked<'_>) -> Result<Vec<LotRow>, Problem> {
    let views = goods::lots(asked.app.database().read(), asked.scope()?).await?;
    views.iter().rev().map(|view| row(asked, view)).collect()
}

fn row(asked: &Asked<'_>, view: &LotView) -> Result<LotRow, Problem> {
    let sum = |grams: Result<ledger::Grams, ledger::WeightError>| {
        grams.map(ledger::Grams::as_g).map_err(Problem::broken)
    };
    let grades = view.grades.iter().map(|grade| GradeRow {
        grade: grade.grade.clone(),
        name: asked.grade(&grade.grade),
        factor_bp: grade.factor_bp,
        recorded_g: grade.recorded.as_g(),
        held_g: grade.held.as_g(),
        gone_g: grade.gone.as_g(),
        free_g: grade.free.as_g(),
    });
    Ok(LotRow {
        id: view.lot.id,
        code: view.lot.code.clone(),
        product: view.product.code.clone(),
        name: asked.named(&view.product.name_zh, &view.product.name_en),
        place: view.lot.place.clone(),
        harvested_on: view.lot.harvested_on.clone(),
        harvested_at: morning_of(&view.lot.harvested_on),
        recorded_g: sum(view.recorded())?,
        held_g: sum(view.held())?,
        gone_g: sum(view.gone())?,
        free_g: sum(view.free())?,
        certificate: view.product.certificate.clone(),
        grades: grades.collect(),
    })
}

/// One lot, by its code or its id.
///
/// # Errors
/// `404` also for another cooperative's.
pub async fn lot_detail(asked: &Asked<'_>, named: &str) -> Result<LotDetail, Problem> {
    let (read, scope) = (asked.app.database().read(), asked.scope()?);
    let id = root_lot(read, scope, named)
        .await
        .map_err(|_| Problem::not_found())?
        .id;
    let lot = row(asked, &goods::lot(read, scope, id).await?)?;
    let tickets = goods::tickets(read, scope, id, Page::FIRST).await?;
    let tickets: Result<Vec<TicketRow>, Problem> = tickets
        .iter()
        .map(|ticket| ticket_row(asked, ticket))
        .collect();
    let receipts: Vec<ReceiptRow> = receipts(asked)
        .await?
        .into_iter()
        .filter(|receipt| receipt.lot_id == id)
        .collect();
    let (deals, settlements) = deals(asked, &receipts).await?;
    let certificates = certificates::of_lot(read, id).await?;
    Ok(LotDetail {
        deliverers: deliverers(asked, id).await?,
        tickets: tickets?,
        certificates: certificates.into_iter().map(certificate_row).collect(),
        shelves: super::shelves::of_lot(asked, id).await?,
        split_again: split_again(asked, &settlements).await?,
        parcels: parcels(asked, id).await?,
        lot,
        receipts,
        deals,
    })
}

async fn parcels(asked: &Asked<'_>, root_lot_id: i64) -> Result<Vec<LotParcelRow>, Problem> {
    let read = asked.app.database().read();
    let rows = parcels_of_lot(read, asked.scope()?, root_lot_id).await?;
    let row = |row: LotParcel| LotParcelRow {
        id: row.consignment_id,
        number: row.number,
        state: row.state,
        shipped_at: row.shipped_at,
        packs: row.packs,
        grams: row.grams,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The first moment of a day written as `2026-10-12`; zero for what is no day.
pub fn morning_of(day: &str) -> i64 {
    Day::parse(day).map_or(0, Day::start_ms)
}

async fn deliverers(asked: &Asked<'_>, root_lot_id: i64) -> Result<Vec<DelivererRow>, Problem> {
    let weights = lot_weights(asked.app.database().read(), root_lot_id).await?;
    let parts: Vec<i64> = weights
        .iter()
        .map(|row| i64::try_from(row.weight).unwrap_or(i64::MAX))
        .collect();
    let deliverer = |(row, part_bp): (&goods::HouseholdWeight, i64)| DelivererRow {
        household_id: row.household_id,
        household: row.code.clone(),
        grams: row.grams.as_g(),
        part_bp,
    };
    Ok(weights
        .iter()
        .zip(percentages(&parts))
        .map(deliverer)
        .collect())
}

async fn deals(
    asked: &Asked<'_>,
    receipts: &[ReceiptRow],
) -> Result<(Vec<LotDeal>, Vec<settlement::Model>), Problem> {
    let read = asked.app.database().read();
    let deals = deal::Entity::find()
        .filter(deal::Column::ReceiptId.is_in(receipts.iter().map(|receipt| receipt.id)))
        .order_by_desc(deal::Column::Id)
        .all(read)
        .await?;
    let settlements = settlement::Entity::find()
        .filter(settlement::Column::DealId.is_in(deals.iter().map(|deal| deal.id)))
        .order_by_asc(settlement::Column::Id)
        .all(read)
        .await?;
    let pool = |id: i64| {
        settlements
            .iter()
            .find(|row| row.deal_id == id)
            .map(|row| row.pool_fen)
    };
    let view = |deal: deal::Model| LotDeal {
        id: deal.id,
        number: deal.number,
        state: deal.state.as_str(),
        contracted_g: deal.contracted_g,
        settled_g: deal.settled_g,
        value_fen: deal.value_fen,
        pool_fen: pool(deal.id),
    };
    let rows = deals.into_iter().map(view).collect();
    Ok((rows, settlements))
}

/// The cycles that took reversed ones' place, each with what it replaced.
async fn split_again(
    asked: &Asked<'_>,
    settlements: &[settlement::Model],
) -> Result<Vec<SplitAgain>, Problem> {
    let mut found: BTreeMap<i64, (CycleView, BTreeMap<i64, CycleView>)> = BTreeMap::new();
    for settlement in settlements {
        let trail = trail(asked.app.database().read(), settlement).await?;
        let (Some(current), Some(before)) = (trail.current, trail.earlier.into_iter().next_back())
        else {
            continue;
        };
        if before.cycle.state == exchange::proceeds::lines::State::Reversed {
            let entry = found
                .entry(current.cycle.id)
                .or_insert((current, BTreeMap::new()));
            entry.1.insert(before.cycle.id, before);
        }
    }
    Ok(found
        .into_values()
        .map(|(current, before)| again(current, &before))
        .collect())
}

fn again(current: CycleView, before: &BTreeMap<i64, CycleView>) -> SplitAgain {
    let had = |code: &str| {
        let lines = before.values().flat_map(|cycle| &cycle.lines);
        lines
            .filter(|line| line.code == code)
            .map(|line| line.share.as_fen())
            .sum()
    };
    let lines = current.lines.iter().map(|line| LineAgain {
        household: line.code.clone(),
        was_share_fen: had(&line.code),
        share_fen: line.share.as_fen(),
        payable_fen: line.payable.as_fen(),
    });
    SplitAgain {
        at: current.cycle.at,
        lines: lines.collect(),
        deals: current.covers,
        pool_fen: current.cycle.amount_fen,
    }
}

#[derive(Serialize)]
struct Index {
    lots: Vec<LotRow>,
    receipts: Vec<ReceiptRow>,
    recorded_g: i64,
    held_g: i64,
    gone_g: i64,
    free_g: i64,
}

/// Every lot, and every receipt.
pub async fn index(caller: Caller) -> Result<Response, Problem> {
    let asked = caller.asked();
    let lots = lots(&asked).await?;
    let sum = |of: fn(&LotRow) -> i64| lots.iter().map(of).sum();
    let index = Index {
        recorded_g: sum(|lot| lot.recorded_g),
        held_g: sum(|lot| lot.held_g),
        gone_g: sum(|lot| lot.gone_g),
        free_g: sum(|lot| lot.free_g),
        receipts: receipts(&asked).await?,
        lots,
    };
    page(&caller.app, &caller.visitor, "office/lots.html", &index)
}

#[derive(Serialize)]
struct InstrumentChoice {
    value: String,
    label: String,
    contract_g: i64,
}

#[derive(Serialize)]
struct Show {
    detail: LotDetail,
    instruments: Vec<InstrumentChoice>,
    kinds: Vec<WordChoice>,
    bases: Vec<WordChoice>,
}

/// A word of ours with what it says to people.
#[derive(Serialize)]
struct WordChoice {
    value: &'static str,
    label: String,
}

fn word_choices(asked: &Asked<'_>, prefix: &str, words: &[&'static str]) -> Vec<WordChoice> {
    let choice = |value: &&'static str| WordChoice {
        value,
        label: asked.words(&format!("{prefix}-{}", value.replace('_', "-")), &[]),
    };
    words.iter().map(choice).collect()
}

/// One lot.
pub async fn show(caller: Caller, Path(lot): Path<String>) -> Result<Response, Problem> {
    page_of(&caller.asked(), &lot, None).await
}

/// One lot's page, also again after its form was refused.
///
/// # Errors
/// `404` also for another cooperative's.
pub async fn page_of(
    asked: &Asked<'_>,
    lot: &str,
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let detail = lot_detail(asked, lot).await?;
    let instruments = instruments(asked, &detail.lot).await?;
    let show = Show {
        detail,
        instruments,
        kinds: word_choices(asked, "certificate-kind", &CERTIFICATES),
        bases: word_choices(asked, "certificate-basis", &BASES),
    };
    page_after(asked.app, asked.visitor, "office/lot.html", &show, refused)
}

/// The open instruments that a lot's goods can be delivered for.
async fn instruments(asked: &Asked<'_>, lot: &LotRow) -> Result<Vec<InstrumentChoice>, Problem> {
    let read = asked.app.database().read();
    let mut choices = Vec::new();
    for view in products::instruments(read).await? {
        if view.product.code != lot.product || view.instrument.closed_reason.is_some() {
            continue;
        }
        let contract = catalog::receipts::contract_grams(read, view.instrument.id).await?;
        let name = asked.named(&view.instrument.name_zh, &view.instrument.name_en);
        choices.push(InstrumentChoice {
            label: format!("{} {name}", view.instrument.code),
            value: view.instrument.code,
            contract_g: contract.as_g(),
        });
    }
    Ok(choices)
}
