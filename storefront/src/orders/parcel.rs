//! What one cooperative sends, as its buyer reads it.

use exchange::entity::{claim, consignment, sale};
use exchange::retail::view::{LineView, PartView};
use ledger::Money;
use ledger::retail::{Part, Parts};
use serde::Serialize;

use crate::error::Problem;
use crate::render::Lang;

/// One parcel.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ParcelView {
    /// Its number.
    pub number: String,
    /// The cooperative that sends it.
    pub sender: String,
    /// Its telephone.
    pub sender_phone: String,
    /// Who carries it.
    pub carrier: String,
    /// `awaiting_payment`, `to_pack`, `packed`, `shipped`, `received`, `settled` or `cancelled`.
    pub state: String,
    /// The carrier's number; empty before it is sent.
    pub waybill: String,
    /// By when it is sent; once sent, when it counts as received.
    pub due_at: Option<i64>,
    /// When it was sent.
    pub shipped_at: Option<i64>,
    /// When it was received.
    pub received_at: Option<i64>,
    /// Until when bad goods can be claimed.
    pub window_ends_at: Option<i64>,
    /// What is in it.
    pub lines: Vec<LineRow>,
    /// Its boxes with their public codes; none before it is sent.
    pub boxes: Vec<BoxRow>,
    /// Claims of bad goods.
    pub claims: Vec<ClaimRow>,
    /// What of it goes to growers, promised or posted.
    pub growers_fen: Option<i64>,
    /// Whether that is posted.
    pub posted: bool,
    /// Whether it can be taken back now.
    pub can_be_cancelled: bool,
    /// Whether the buyer can say that it is there.
    pub can_be_received: bool,
    /// Whether bad goods can be claimed now.
    pub can_be_claimed: bool,
}

/// One line of a parcel.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PurchaseLineRow)]
pub struct LineRow {
    /// Its number.
    pub line: i64,
    /// The retail unit's number.
    pub sku: i64,
    /// Its shop.
    pub shop: String,
    /// Its name.
    pub name: String,
    /// What a pack is.
    pub spec: String,
    /// How many packs were ordered.
    pub packs: i64,
    /// How many of them are not cancelled.
    pub packs_left: i64,
    /// What one costs.
    pub price_fen: i64,
    /// What all of them cost.
    pub amount_fen: i64,
    /// What of that was given back.
    pub refunded_fen: i64,
    /// Net grams of what is sent.
    pub weight_g: i64,
    /// Whether a claim of it waits for an answer.
    pub claimed: bool,
}

/// One box.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PurchaseBoxRow)]
pub struct BoxRow {
    /// The line that it is of.
    pub line: i64,
    /// Which of its packs.
    pub place: i64,
    /// Its public code; its page is `/b/` and this.
    pub code: String,
}

/// One claim.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PurchaseClaimRow)]
pub struct ClaimRow {
    /// Its number.
    pub number: String,
    /// The line that it is of.
    pub line: i64,
    /// How much is bad.
    pub weight_g: i64,
    /// The buyer's words.
    pub words: String,
    /// `open`, `resolved` or `rejected`.
    pub state: String,
    /// The office's words.
    pub decision: String,
    /// When it was made.
    pub at: i64,
}

/// A parcel in a language.
pub fn view(lang: Lang, part: &PartView, now: i64) -> ParcelView {
    let row = &part.consignment;
    let (sender, carrier) = match lang {
        Lang::Chinese => (&part.cooperative.name_zh, &part.carrier.name_zh),
        Lang::English => (&part.cooperative.name_en, &part.carrier.name_en),
    };
    let parts = divided(part);
    let can_be_cancelled = part.can_be_cancelled() && row.state != consignment::State::Cancelled;
    ParcelView {
        number: row.number.clone(),
        sender: sender.clone(),
        sender_phone: part.cooperative.phone.clone(),
        carrier: carrier.clone(),
        state: row.state.as_str().to_owned(),
        waybill: row.waybill.clone(),
        due_at: row.due_at,
        shipped_at: row.shipped_at,
        received_at: row.received_at,
        window_ends_at: row.window_ends_at,
        lines: part
            .lines
            .iter()
            .map(|line| line_row(lang, part, line))
            .collect(),
        boxes: part.packs.iter().map(box_row).collect(),
        claims: part.claims.iter().map(claim_row).collect(),
        growers_fen: parts.map(|parts| parts.growers.as_fen()),
        posted: part.sale.is_some(),
        can_be_cancelled,
        can_be_received: part.can_be_received(),
        can_be_claimed: part.can_be_claimed(now),
    }
}

/// Where the money of several parcels goes.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Split {
    /// What is divided.
    pub whole_fen: i64,
    /// Who gets what of it before the growers; parts that get nothing are left out.
    pub rest: Vec<Share>,
    /// What goes to growers.
    pub growers: Share,
    /// Whether all of it is posted; a promise otherwise.
    pub posted: bool,
}

/// A part and its share of the whole; all shares of a whole sum to 100.00 %.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Share {
    /// `growers`, `packing`, `express`, `cooperative`, `platform` or `channel`.
    pub part: &'static str,
    /// The sum.
    pub fen: i64,
    /// The share in basis points.
    pub bp: u32,
}

/// The order in which parts hang below the price.
const HANGING: [Part; 5] = [
    Part::Express,
    Part::Packing,
    Part::Cooperative,
    Part::Platform,
    Part::Channel,
];

/// Where the money of all parcels that are not cancelled goes; none where that cannot be said.
///
/// # Errors
/// When a sum does not fit.
pub fn split(parts: &[PartView]) -> Result<Option<Split>, Problem> {
    let live = || {
        let cancelled = consignment::State::Cancelled;
        parts
            .iter()
            .filter(move |part| part.consignment.state != cancelled)
    };
    let mut sum = Parts::default();
    for part in live() {
        let Some(own) = divided(part) else {
            return Ok(None);
        };
        sum = sum.plus(&own).map_err(Problem::broken)?;
    }
    let whole = sum.total().map_err(Problem::broken)?;
    if whole.is_zero() {
        return Ok(None);
    }
    let rows = sum.rows().map_err(Problem::broken)?;
    let share = |part: Part| {
        let row = rows.iter().find(|row| row.part == part)?;
        Some(Share {
            part: row.part.text(),
            fen: row.amount.as_fen(),
            bp: row.share.as_bp(),
        })
    };
    let rest = HANGING.into_iter().filter_map(share);
    let Some(growers) = share(Part::Growers) else {
        return Ok(None);
    };
    Ok(Some(Split {
        whole_fen: whole.as_fen(),
        rest: rest.filter(|share| share.fen > 0).collect(),
        growers,
        posted: live().all(|part| part.sale.is_some()),
    }))
}

/// How a parcel's money is divided: as it was posted, else as it is promised.
fn divided(part: &PartView) -> Option<Parts> {
    part.sale.as_ref().map(posted).or(part.promise)
}

/// A sale's parts as they were posted.
fn posted(sale: &sale::Model) -> Parts {
    Parts {
        channel: Money::fen(sale.channel_fen),
        platform: Money::fen(sale.platform_fen),
        packing: Money::fen(sale.packing_fen),
        express: Money::fen(sale.express_fen),
        cooperative: Money::fen(sale.cooperative_fen),
        growers: Money::fen(sale.pool_fen),
    }
}

fn line_row(lang: Lang, part: &PartView, view: &LineView) -> LineRow {
    let (line, sku) = (&view.line, &view.sku);
    let (name, spec) = match lang {
        Lang::Chinese => (&sku.name_zh, &sku.spec_zh),
        Lang::English => (&sku.name_en, &sku.spec_en),
    };
    let packs_left = line.packs - line.cancelled_packs;
    let open = |claim: &claim::Model| claim.line_id == line.id && claim.state == claim::State::Open;
    LineRow {
        line: line.id,
        sku: sku.number,
        shop: sku.shop.clone(),
        name: name.clone(),
        spec: spec.clone(),
        packs: line.packs,
        packs_left,
        price_fen: line.price_fen,
        amount_fen: line.packs * line.price_fen,
        refunded_fen: line.refunded_fen,
        weight_g: packs_left * line.net_g,
        claimed: part.claims.iter().any(open),
    }
}

fn box_row(row: &exchange::entity::pack::Model) -> BoxRow {
    BoxRow {
        line: row.line_id,
        place: row.place,
        code: row.token.clone(),
    }
}

fn claim_row(row: &claim::Model) -> ClaimRow {
    ClaimRow {
        number: row.number.clone(),
        line: row.line_id,
        weight_g: row.weight_g,
        words: row.words.clone(),
        state: row.state.as_str().to_owned(),
        decision: row.decision.clone(),
        at: row.at,
    }
}
