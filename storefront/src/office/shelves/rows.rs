//! What stands on each shelf, and from which lots more could come.

use std::collections::BTreeMap;

use catalog::entity::{certificate, product, sku};
use catalog::lots::{self as goods, GradeLot, LotView};
use exchange::retail::shelf::{self, LOW_PACKS, ShelfView};
use ledger::Grams;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use crate::asked::Asked;
use crate::error::Problem;
use crate::office::certificates::{CertificateRow, certificate_row};
use crate::office::lots::morning_of;

/// Lots without a certificate that are named one by one.
const UNCERTIFIED_SHOWN: usize = 4;

/// A SKU on the cooperative's shelf: on hand = reserved + allocated + available.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ShelfRow {
    /// The SKU's number.
    pub sku: i64,
    /// Its name in the visitor's language.
    pub name: String,
    /// What a pack is, in the visitor's language.
    pub spec: String,
    /// The shop that sells it.
    pub shop: String,
    /// The grade that goes into it, as people call it.
    pub grade: String,
    /// What one pack weighs, in grams.
    pub net_g: i64,
    /// The price of one pack, in fen.
    pub price_fen: i64,
    /// Whether one pack may hold goods of several lots.
    pub mixable: bool,
    /// The kind of certificate that each lot needs; empty for none.
    pub certificate: String,
    /// What is there, in grams.
    pub on_hand_g: i64,
    /// Promised to purchases that wait for their money, in grams.
    pub reserved_g: i64,
    /// The same in packs.
    pub reserved_packs: i64,
    /// Promised to paid purchases, in grams.
    pub allocated_g: i64,
    /// The same in packs: these are to be packed.
    pub allocated_packs: i64,
    /// What can be bought, in grams.
    pub available_g: i64,
    /// The same in whole packs.
    pub available_packs: i64,
    /// Whether at most so many are left that a page says how many.
    pub low: bool,
    /// The lots on the shelf, in the order in which they are packed.
    pub lots: Vec<ShelfLotRow>,
    /// The lots from which more can be put on sale, the oldest first.
    pub sources: Vec<SourceRow>,
    /// Lots with such goods that still lack the certificate.
    pub uncertified: Vec<LotName>,
    /// How many more of those there are.
    pub uncertified_more: usize,
}

/// A lot's part of a shelf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ShelfLotRow {
    /// The root lot's id.
    pub lot_id: i64,
    /// The root lot's code.
    pub lot: String,
    /// When it was harvested, in milliseconds since 1970.
    pub harvested_at: i64,
    /// What of it is on the shelf, in grams.
    pub left_g: i64,
    /// The same in packs, such as `0.7`.
    pub packs: String,
    /// The lot's certificates.
    pub certificates: Vec<CertificateRow>,
}

/// A lot from which goods can be put on sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SourceRow {
    /// The root lot's id.
    pub lot_id: i64,
    /// The root lot's code.
    pub lot: String,
    /// When it was harvested, in milliseconds since 1970.
    pub harvested_at: i64,
    /// What nobody is promised of the grade, in grams.
    pub free_g: i64,
    /// The same in packs, rounded down unless packs may mix lots.
    pub packs: String,
}

/// A lot by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LotName {
    /// The root lot's id.
    pub lot_id: i64,
    /// Its code.
    pub lot: String,
}

/// What one lot has on a shelf, for the lot's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LotOnShelf {
    /// The SKU's number.
    pub sku: i64,
    /// Its name in the visitor's language.
    pub name: String,
    /// What is on the shelf, in grams.
    pub left_g: i64,
    /// The same in packs.
    pub packs: String,
}

/// The cooperative's shelves by SKU: those with goods, and those that its lots could fill.
///
/// # Errors
/// When the database does.
pub async fn shelves(asked: &Asked<'_>) -> Result<Vec<ShelfRow>, Problem> {
    let (read, scope) = (asked.app.database().read(), asked.scope()?);
    let lots = goods::lots(read, scope).await?;
    let papers = certificate::Entity::find()
        .filter(certificate::Column::LotId.is_in(lots.iter().map(|view| view.lot.id)))
        .all(read)
        .await?;
    let views = shelf::of_scope(read, scope).await?;
    let views: BTreeMap<i64, ShelfView> =
        views.into_iter().map(|view| (view.sku_id, view)).collect();
    let products = product::Entity::find().all(read).await?;
    let skus = sku::Entity::find()
        .order_by_asc(sku::Column::Number)
        .all(read)
        .await?;
    let mut rows = Vec::new();
    for sku in skus {
        let product = products.iter().find(|product| product.id == sku.product_id);
        let needs = product.map_or("", |product| product.certificate.as_str());
        let found = sources(&sku, needs, (&lots, &papers));
        let view = views.get(&sku.id);
        let open = sku.closed_reason.is_none() && sku.net_g > 0;
        if view.is_some() || (open && !(found.certified.is_empty() && found.bare.is_empty())) {
            rows.push(row(asked, (&sku, needs), view, found));
        }
    }
    Ok(rows)
}

/// The lots that a SKU can be filled from: those with the certificate, and those without.
struct Sources<'lots> {
    certified: Vec<(&'lots LotView, &'lots GradeLot)>,
    bare: Vec<&'lots LotView>,
}

fn sources<'lots>(
    sku: &sku::Model,
    needs: &str,
    (lots, papers): (&'lots [LotView], &[certificate::Model]),
) -> Sources<'lots> {
    let mut sources = Sources {
        certified: Vec::new(),
        bare: Vec::new(),
    };
    let least = if sku.mixable { 1 } else { sku.net_g };
    for view in lots.iter().filter(|view| view.product.id == sku.product_id) {
        let grade = view.grades.iter().find(|lot| lot.grade == sku.grade);
        let Some(grade) = grade.filter(|lot| lot.free.as_g() >= least) else {
            continue;
        };
        let certified = papers
            .iter()
            .any(|paper| paper.lot_id == view.lot.id && paper.kind == needs);
        if needs.is_empty() || certified {
            sources.certified.push((view, grade));
        } else {
            sources.bare.push(view);
        }
    }
    sources.certified.sort_by(|(a, _), (b, _)| {
        (&a.lot.harvested_on, a.lot.id).cmp(&(&b.lot.harvested_on, b.lot.id))
    });
    sources
}

fn row(
    asked: &Asked<'_>,
    (sku, needs): (&sku::Model, &str),
    view: Option<&ShelfView>,
    found: Sources<'_>,
) -> ShelfRow {
    let grams = |of: fn(&ShelfView) -> Grams| view.map_or(0, |view| of(view).as_g());
    let lots = view.map_or(&[][..], |view| view.lots.as_slice());
    let packs = |of: fn(&ShelfView) -> Grams| grams(of) / sku.net_g.max(1);
    let available_packs = view.map_or(0, |view| view.available_packs);
    let named = |view: &LotView| LotName {
        lot_id: view.lot.id,
        lot: view.lot.code.clone(),
    };
    ShelfRow {
        sku: sku.number,
        name: asked.named(&sku.name_zh, &sku.name_en),
        spec: asked.named(&sku.spec_zh, &sku.spec_en),
        shop: sku.shop.clone(),
        grade: asked.grade(&sku.grade),
        net_g: sku.net_g,
        price_fen: sku.price_fen,
        mixable: sku.mixable,
        certificate: needs.to_owned(),
        on_hand_g: grams(|view| view.on_hand),
        reserved_g: grams(|view| view.reserved),
        reserved_packs: packs(|view| view.reserved),
        allocated_g: grams(|view| view.allocated),
        allocated_packs: packs(|view| view.allocated),
        available_g: grams(|view| view.available),
        available_packs,
        low: available_packs <= LOW_PACKS,
        lots: lots.iter().map(|lot| shelf_lot(lot, sku.net_g)).collect(),
        sources: found
            .certified
            .iter()
            .map(|(view, grade)| source(sku, view, grade))
            .collect(),
        uncertified: found
            .bare
            .iter()
            .take(UNCERTIFIED_SHOWN)
            .map(|view| named(view))
            .collect(),
        uncertified_more: found.bare.len().saturating_sub(UNCERTIFIED_SHOWN),
    }
}

fn shelf_lot(lot: &shelf::ShelfLot, net_g: i64) -> ShelfLotRow {
    ShelfLotRow {
        lot_id: lot.root_lot_id,
        lot: lot.code.clone(),
        harvested_at: morning_of(&lot.harvested_on),
        left_g: lot.left.as_g(),
        packs: packs_text(lot.left.as_g(), net_g),
        certificates: lot
            .certificates
            .iter()
            .cloned()
            .map(certificate_row)
            .collect(),
    }
}

fn source(sku: &sku::Model, view: &LotView, grade: &GradeLot) -> SourceRow {
    let free_g = grade.free.as_g();
    let whole = free_g - free_g % sku.net_g.max(1);
    SourceRow {
        lot_id: view.lot.id,
        lot: view.lot.code.clone(),
        harvested_at: morning_of(&view.lot.harvested_on),
        free_g,
        packs: packs_text(if sku.mixable { free_g } else { whole }, sku.net_g),
    }
}

/// What one lot has on the shelves.
///
/// # Errors
/// When the database does.
pub async fn of_lot(asked: &Asked<'_>, root_lot_id: i64) -> Result<Vec<LotOnShelf>, Problem> {
    let read = asked.app.database().read();
    let views = shelf::of_scope(read, asked.scope()?).await?;
    let skus = sku::Entity::find()
        .filter(sku::Column::Id.is_in(views.iter().map(|view| view.sku_id)))
        .all(read)
        .await?;
    let mut rows = Vec::new();
    for view in &views {
        let Some(sku) = skus.iter().find(|sku| sku.id == view.sku_id) else {
            continue;
        };
        for lot in view
            .lots
            .iter()
            .filter(|lot| lot.root_lot_id == root_lot_id)
        {
            rows.push(LotOnShelf {
                sku: sku.number,
                name: asked.named(&sku.name_zh, &sku.name_en),
                left_g: lot.left.as_g(),
                packs: packs_text(lot.left.as_g(), sku.net_g),
            });
        }
    }
    Ok(rows)
}

/// Grams in packs, with as many decimals as they need, cut off after three.
pub(super) fn packs_text(grams: i64, net_g: i64) -> String {
    let net_g = net_g.max(1);
    let (whole, rest) = (grams / net_g, grams % net_g);
    let part = format!("{:03}", rest * 1_000 / net_g);
    match part.trim_end_matches('0') {
        "" => whole.to_string(),
        part => format!("{whole}.{part}"),
    }
}
