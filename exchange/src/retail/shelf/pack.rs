//! Boxes packed from a shelf: the oldest lot first, one lot in a pack unless the SKU may mix them.

use catalog::entity::sku;
use catalog::stock::{self, Movement};
use ledger::{Grams, WeightError};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult, Statement};

use super::{Move, ShelfError, changed, noted, refused};
use crate::entity::shelf;
use crate::entity::shelf_movement::Kind;

/// Boxes to pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packing {
    /// The shelf.
    pub shelf_id: i64,
    /// How many.
    pub packs: i64,
    /// The cause, a consignment.
    pub subject: String,
    /// When, in milliseconds UTC.
    pub at: i64,
}

/// One packed box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// What is in it: the lot of one grade, its root lot, and how much.
    pub lots: Vec<(i64, i64, Grams)>,
}

/// A lot on a shelf, and what is left of it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
struct Part {
    lot_id: i64,
    root_id: i64,
    left_g: i64,
}

/// Packs boxes of what is allocated; their grams leave the shelf and their lots.
///
/// # Errors
/// `PromisedShort` if less is allocated, `UnknownShelf`, `Nothing`.
pub async fn pack(tx: &DatabaseTransaction, packing: &Packing) -> Result<Vec<Packed>, ShelfError> {
    let shelf_id = packing.shelf_id;
    let row = shelf::Entity::find_by_id(shelf_id).one(tx).await?;
    let row = row.ok_or(ShelfError::UnknownShelf(shelf_id))?;
    let sku = sku::Entity::find_by_id(row.sku_id).one(tx).await?;
    let sku = sku.ok_or(ShelfError::UnknownSku(row.sku_id))?;
    let grams = packing.packs.checked_mul(sku.net_g);
    let step = Move {
        shelf_id,
        grams: Grams::new(grams.ok_or(WeightError::Overflow)?)?,
        subject: packing.subject.clone(),
        at: packing.at,
    };
    // The shelf stays locked from here on, so that nobody else draws from its lots.
    let set = "allocated_g = allocated_g - $1, on_hand_g = on_hand_g - $1";
    if !changed(tx, &step, (set, "allocated_g >= $1")).await? {
        return Err(refused(tx, &step, Kind::Packed).await?);
    }
    let parts = parts(tx, shelf_id).await?;
    let boxes = draw(&parts, (sku.net_g, packing.packs), sku.mixable);
    let boxes = boxes.ok_or(ShelfError::PromisedShort {
        shelf_id,
        needed: step.grams,
        promised: Grams::new(parts.iter().map(|part| part.left_g).sum())?,
    })?;
    let mut used_up = false;
    for part in &parts {
        let drawn = boxes.iter().flat_map(|drawn| &drawn.lots);
        let drawn = drawn.filter(|(lot_id, _, _)| *lot_id == part.lot_id);
        let grams = Grams::sum(drawn.map(|(_, _, grams)| *grams))?;
        if grams > Grams::ZERO {
            leave(tx, &step, (part.lot_id, grams)).await?;
            used_up |= grams.as_g() == part.left_g;
        }
    }
    if used_up {
        // The page names the lot that comes next.
        changed(tx, &step, ("page_version = page_version + 1", "$1 > 0")).await?;
    }
    Ok(boxes)
}

/// What so many boxes of a shelf would be filled with, if they were packed now; nothing if it
/// does not hold so much.
///
/// # Errors
/// `UnknownShelf`, or when the database does.
pub async fn plan(
    connection: &impl ConnectionTrait,
    shelf_id: i64,
    packs: i64,
) -> Result<Vec<Packed>, ShelfError> {
    let row = shelf::Entity::find_by_id(shelf_id).one(connection).await?;
    let row = row.ok_or(ShelfError::UnknownShelf(shelf_id))?;
    let sku = sku::Entity::find_by_id(row.sku_id).one(connection).await?;
    let sku = sku.ok_or(ShelfError::UnknownSku(row.sku_id))?;
    let parts = parts(connection, shelf_id).await?;
    Ok(draw(&parts, (sku.net_g, packs), sku.mixable).unwrap_or_default())
}

async fn leave(
    tx: &DatabaseTransaction,
    step: &Move,
    (lot_id, grams): (i64, Grams),
) -> Result<(), ShelfError> {
    let sql = "UPDATE shelf_lot SET packed_g = packed_g + $1 WHERE shelf_id = $2 AND lot_id = $3";
    let values = [grams.as_g().into(), step.shelf_id.into(), lot_id.into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    tx.execute_raw(statement).await?;
    let movement = Movement {
        lot_id,
        grams,
        subject: step.subject.clone(),
        at: step.at,
    };
    stock::ship(tx, &movement).await?;
    let step = Move {
        grams,
        ..step.clone()
    };
    noted(tx, &step, (Kind::Packed, Some(lot_id))).await?;
    Ok(())
}

/// The lots of a shelf that have something left, the oldest harvest first.
async fn parts(tx: &impl ConnectionTrait, shelf_id: i64) -> Result<Vec<Part>, ShelfError> {
    let sql = "SELECT shelf_lot.lot_id, root.id AS root_id, \
        shelf_lot.allotted_g - shelf_lot.packed_g AS left_g FROM shelf_lot \
        JOIN lot ON lot.id = shelf_lot.lot_id JOIN lot root ON root.id = lot.root_id \
        WHERE shelf_lot.shelf_id = $1 AND shelf_lot.allotted_g > shelf_lot.packed_g \
        ORDER BY root.harvested_on, root.id, lot.id";
    let values = [shelf_id.into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(Part::find_by_statement(statement).all(tx).await?)
}

/// Fills so many packs of a net weight from the parts in their order; none if they do not suffice.
fn draw(parts: &[Part], (net_g, packs): (i64, i64), mixable: bool) -> Option<Vec<Packed>> {
    let mut left: Vec<Part> = parts.to_vec();
    let least = if mixable { 1 } else { net_g };
    let mut boxes = Vec::new();
    for _ in 0..packs {
        let mut lots = Vec::new();
        let mut open_g = net_g;
        for part in left.iter_mut().filter(|part| part.left_g >= least) {
            let grams = open_g.min(part.left_g);
            part.left_g -= grams;
            open_g -= grams;
            lots.push((part.lot_id, part.root_id, Grams::new(grams).ok()?));
            if open_g == 0 {
                break;
            }
        }
        if open_g > 0 {
            return None;
        }
        boxes.push(Packed { lots });
    }
    Some(boxes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(lot_id: i64, left_g: i64) -> Part {
        Part {
            lot_id,
            root_id: lot_id * 10,
            left_g,
        }
    }

    fn weights(boxes: Option<Vec<Packed>>) -> Vec<Vec<(i64, i64, i64)>> {
        let plain = |packed: Packed| {
            let lots = packed.lots.into_iter();
            lots.map(|(lot, root, grams)| (lot, root, grams.as_g()))
                .collect()
        };
        boxes.unwrap().into_iter().map(plain).collect()
    }

    #[test]
    fn a_mixed_pack_ends_the_oldest_lot_and_opens_the_next() {
        let parts = [part(1, 700), part(2, 5_000)];
        let boxes = draw(&parts, (1_000, 2), true);
        let expected = [vec![(1, 10, 700), (2, 20, 300)], vec![(2, 20, 1_000)]];
        assert_eq!(weights(boxes), expected);
        assert_eq!(draw(&parts, (1_000, 6), true), None);
    }

    #[test]
    fn a_pack_that_may_not_mix_is_goods_of_one_lot() {
        let parts = [part(1, 2_500), part(2, 5_000)];
        let boxes = draw(&parts, (2_500, 3), false);
        let expected = [
            vec![(1, 10, 2_500)],
            vec![(2, 20, 2_500)],
            vec![(2, 20, 2_500)],
        ];
        assert_eq!(weights(boxes), expected);
        assert_eq!(
            draw(&[part(1, 2_400), part(2, 100)], (2_500, 1), false),
            None
        );
    }
}
