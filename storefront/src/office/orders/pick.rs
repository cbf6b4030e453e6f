//! What to fetch from the cellar for the boxes that wait: by product, the oldest lot first.

use std::collections::BTreeMap;

use axum::response::Response;
use catalog::entity::lot;
use exchange::causes::whole_story;
use exchange::retail::consignment::sheet::Parcel;
use exchange::retail::consignment::state::State;
use exchange::retail::consignment::view::{Filter, Wanted, parcels};
use exchange::retail::shelf;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Serialize;

use crate::asked::Asked;
use crate::caller::Caller;
use crate::error::Problem;
use crate::page::page;

/// Parcels whose boxes one list gathers.
const PARCELS_MAX: u64 = 500;

/// Goods to fetch for one product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PickRow {
    /// The SKU's name.
    pub name: String,
    /// What one pack is.
    pub spec: String,
    /// Boxes to fill.
    pub packs: i64,
    /// From which lots, the oldest first; empty if the shelf lacks them.
    pub lots: Vec<PickLot>,
}

/// Goods to fetch from one lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PickLot {
    /// The lot's code.
    pub lot: String,
    /// The grade, in words.
    pub grade: String,
    /// Where it lies.
    pub place: String,
    /// The day of the harvest, `YYYY-MM-DD`.
    pub harvested_on: String,
    /// How much, in grams.
    pub grams: i64,
}

#[derive(Serialize)]
struct Show {
    now: i64,
    parcels: usize,
    rows: Vec<PickRow>,
}

/// The list for everything that waits to be packed.
pub async fn show(caller: Caller) -> Result<Response, Problem> {
    let asked = caller.asked();
    let wanted = Wanted {
        filter: Filter::In(State::ToPack),
        words: "",
        page: 1,
        per_page: PARCELS_MAX,
    };
    let read = asked.app.database().read();
    let found = parcels(read, asked.scope()?, &wanted, asked.app.now()).await?;
    let show = Show {
        now: asked.app.now(),
        parcels: found.parcels.len(),
        rows: rows(&asked, &found.parcels).await?,
    };
    page(&caller.app, &caller.visitor, "office/pick.html", &show)
}

/// What boxes that are not packed yet would be filled with, if they were packed now.
///
/// # Errors
/// When the database does.
pub async fn rows(asked: &Asked<'_>, parcels: &[Parcel]) -> Result<Vec<PickRow>, Problem> {
    let mut shelves: BTreeMap<i64, PickRow> = BTreeMap::new();
    for line in parcels.iter().flat_map(|parcel| &parcel.lines) {
        let row = shelves.entry(line.row.shelf_id).or_insert_with(|| PickRow {
            name: asked.named(&line.sku.name_zh, &line.sku.name_en),
            spec: asked.named(&line.sku.spec_zh, &line.sku.spec_en),
            packs: 0,
            lots: Vec::new(),
        });
        row.packs += line.packs();
    }
    shelves.retain(|_, row| row.packs > 0);
    for (shelf_id, row) in &mut shelves {
        row.lots = lots(asked, *shelf_id, row.packs).await?;
    }
    Ok(shelves.into_values().collect())
}

async fn lots(asked: &Asked<'_>, shelf_id: i64, packs: i64) -> Result<Vec<PickLot>, Problem> {
    let read = asked.app.database().read();
    let boxes = shelf::plan(read, shelf_id, packs).await;
    let boxes = boxes.map_err(|error| Problem::broken(whole_story(&error)))?;
    // In the order in which they are drawn.
    let mut drawn: Vec<(i64, i64, i64)> = Vec::new();
    for (lot_id, root_id, grams) in boxes.into_iter().flat_map(|packed| packed.lots) {
        match drawn.iter_mut().find(|(known, _, _)| *known == lot_id) {
            Some((_, _, sum)) => *sum += grams.as_g(),
            None => drawn.push((lot_id, root_id, grams.as_g())),
        }
    }
    let ids = drawn
        .iter()
        .flat_map(|(lot_id, root_id, _)| [*lot_id, *root_id]);
    let known = lot::Entity::find()
        .filter(lot::Column::Id.is_in(ids))
        .all(read)
        .await?;
    let known: BTreeMap<i64, lot::Model> = known.into_iter().map(|row| (row.id, row)).collect();
    let pick = |(lot_id, root_id, grams): (i64, i64, i64)| {
        let (lot, root) = (known.get(&lot_id)?, known.get(&root_id)?);
        Some(PickLot {
            lot: root.code.clone(),
            grade: asked.grade(lot.grade.as_deref().unwrap_or_default()),
            place: root.place.clone(),
            harvested_on: root.harvested_on.clone(),
            grams,
        })
    };
    Ok(drawn.into_iter().filter_map(pick).collect())
}
