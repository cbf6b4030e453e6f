//! All that a deal's page and the JSON of a deal show.

use exchange::deal::view::{DealPage, Partner, Viewer, deal_page};
use exchange::entity::deal_step;
use serde::Serialize;

use super::split::{Estimate, Settled, estimate, settled};
use crate::app::App;
use crate::error::Problem;
use crate::render::Lang;

/// A deal.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DealSheet {
    /// Its id.
    pub deal: i64,
    /// Its number as people say it.
    pub number: String,
    /// `awaiting_payment`, `awaiting_delivery`, `delivered`, `objected`, `settled`, `buyer_late` or
    /// `seller_late`.
    pub state: &'static str,
    /// `listing` or `continuous`.
    pub mode: &'static str,
    /// What comes next is due before this moment, in milliseconds since 1970.
    pub due_at: Option<i64>,
    /// The instrument.
    pub instrument: InstrumentName,
    /// Price in fen for one price unit.
    pub price_fen: i64,
    /// Contracts.
    pub contracts: i64,
    /// Their weight in grams.
    pub contracted_g: i64,
    /// Price times weight, in fen.
    pub value_fen: i64,
    /// What was held at the match, in fen.
    pub deposit_fen: i64,
    /// What was then still to be paid, in fen.
    pub balance_fen: i64,
    /// What stands in escrow now, in fen.
    pub in_escrow_fen: i64,
    /// What stands as deposit now, in fen.
    pub in_deposit_fen: i64,
    /// Freight, by the terms or its bill, in fen.
    pub freight_fen: i64,
    /// Inspection, by the terms or its bill, in fen.
    pub inspection_fen: i64,
    /// The platform's part of the price, in basis points.
    pub platform_bp: i64,
    /// The cooperative's part of what is left after platform and costs, in basis points.
    pub cooperative_bp: i64,
    /// The bills' numbers; empty while the terms stand.
    pub costs_evidence: String,
    /// Who pays.
    pub buyer: PartyName,
    /// Who delivers.
    pub seller: PartyName,
    /// Who carries.
    pub carrier: PartyName,
    /// Who inspects.
    pub inspector: PartyName,
    /// The lot that the goods come from.
    pub lot: String,
    /// The goods by graded lot.
    pub lots: Vec<LotPart>,
    /// Moments in milliseconds since 1970.
    pub times: Times,
    /// What the weighbridge said, in grams.
    pub weighed_g: Option<i64>,
    /// What the operator decided, in grams.
    pub decided_g: Option<i64>,
    /// What is paid for, in grams.
    pub settled_g: Option<i64>,
    /// What happened, oldest first.
    pub steps: Vec<StepLine>,
    /// What would become of the price; nothing once it is settled or has lapsed.
    pub estimate: Option<Estimate>,
    /// What became of the price.
    pub settled: Option<Settled>,
}

/// An instrument's names.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct InstrumentName {
    /// Its code.
    pub code: String,
    /// Its name in the visitor's language.
    pub name: String,
    /// The unit that the price is for.
    pub price_unit: String,
    /// The basis grade.
    pub grade: String,
    /// Where the goods lie.
    pub warehouse: String,
}

/// An organisation as its partners see it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PartyName {
    /// Its number.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Its name in the visitor's language.
    pub name: String,
}

/// A graded lot's part of a deal.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct LotPart {
    /// The lot's code.
    pub code: String,
    /// Its grade.
    pub grade: String,
    /// Grams sold.
    pub sold_g: i64,
    /// Grams settled and shipped.
    pub shipped_g: i64,
}

/// When a deal went from state to state, in milliseconds since 1970.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Times {
    /// The match.
    pub matched: i64,
    /// The balance was paid.
    pub paid: Option<i64>,
    /// The goods were weighed.
    pub delivered: Option<i64>,
    /// The deal was settled.
    pub settled: Option<i64>,
}

/// A line of a deal's history.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct StepLine {
    /// `match`, `pay`, `deliver`, `costs`, `object`, `decide`, `accept`, `payment_late`,
    /// `delivery_late`, `silence` or `no_decision`.
    pub action: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The ticket's number, the evidence or the reason.
    pub note: String,
    /// A weight, in grams.
    pub grams: Option<i64>,
}

/// One deal, if the viewer has a part in it.
///
/// # Errors
/// `404` also for others' deals.
pub async fn deal_sheet(
    app: &App,
    lang: Lang,
    viewer: Viewer,
    deal_id: i64,
) -> Result<DealSheet, Problem> {
    let page = deal_page(app.database().read(), viewer, deal_id).await?;
    sheet(page, lang)
}

fn sheet(page: DealPage, lang: Lang) -> Result<DealSheet, Problem> {
    let estimate = estimate(&page.deal)?;
    let split = page.settled.as_ref().map(settled).transpose()?;
    let DealPage {
        deal,
        instrument,
        amounts,
        ..
    } = page;
    let (name, warehouse) = match lang {
        Lang::Chinese => (instrument.name_zh, instrument.warehouse_zh),
        Lang::English => (instrument.name_en, instrument.warehouse_en),
    };
    let party = |partner| party_name(partner, lang);
    let lots = page.lots.into_iter().map(|lot| LotPart {
        code: lot.code,
        grade: lot.grade,
        sold_g: lot.grams.as_g(),
        shipped_g: lot.shipped.as_g(),
    });
    let steps = page.steps.into_iter().map(step_line);
    Ok(DealSheet {
        deal: deal.id,
        number: deal.number,
        state: deal.state.as_str(),
        mode: deal.mode.as_str(),
        due_at: deal.due_at,
        price_fen: deal.price_ticks * instrument.tick_fen,
        contracts: deal.contracts,
        contracted_g: deal.contracted_g,
        value_fen: amounts.value.as_fen(),
        deposit_fen: amounts.deposit.as_fen(),
        balance_fen: amounts.balance.as_fen(),
        in_escrow_fen: amounts.in_escrow.as_fen(),
        in_deposit_fen: amounts.in_deposit.as_fen(),
        freight_fen: amounts.freight.as_fen(),
        inspection_fen: amounts.inspection.as_fen(),
        platform_bp: deal.platform_bp,
        cooperative_bp: deal.cooperative_bp,
        costs_evidence: deal.costs_evidence,
        buyer: party(page.buyer),
        seller: party(page.seller),
        carrier: party(page.carrier),
        inspector: party(page.inspector),
        lot: page.root_lot.1,
        lots: lots.collect(),
        times: Times {
            matched: deal.matched_at,
            paid: deal.paid_at,
            delivered: deal.delivered_at,
            settled: deal.settled_at,
        },
        weighed_g: deal.weighed_g,
        decided_g: deal.decided_g,
        settled_g: deal.settled_g,
        steps: steps.collect(),
        estimate,
        settled: split,
        instrument: InstrumentName {
            code: instrument.code,
            name,
            price_unit: instrument.price_unit,
            grade: instrument.basis_grade,
            warehouse,
        },
    })
}

fn party_name(partner: Partner, lang: Lang) -> PartyName {
    let Partner {
        id,
        code,
        name_zh,
        name_en,
    } = partner;
    let name = match lang {
        Lang::Chinese => name_zh,
        Lang::English => name_en,
    };
    PartyName { id, code, name }
}

fn step_line(step: deal_step::Model) -> StepLine {
    StepLine {
        action: step.action,
        at: step.at,
        note: step.note,
        grams: step.grams,
    }
}
