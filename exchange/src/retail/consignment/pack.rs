//! Packing: which lots are in which box, fixed once, with the public code that stays on it.

use catalog::scope::Scope;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, Set};

use super::state::{Action, next};
use super::{ConsignmentError, locked, moved, subject};
use crate::entity::{consignment, pack, pack_lot, purchase_line};
use crate::retail::shelf::{self, Packed, Packing};
use crate::retail::step::{self, Step};

/// Signs of a box's public code: 16 of 32 are 80 bits that nobody guesses.
const TOKEN_LENGTH: usize = 16;
/// Digits and letters without those that are taken for one another.
const TOKEN_SIGNS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz1";

/// Packs every box of a consignment: the oldest lot first, as its shelf says.
///
/// # Errors
/// `Refused` unless it waits to be packed, `Shelf` if the shelf cannot give what it promised,
/// `Unknown` also for another cooperative's.
pub async fn pack(
    tx: &DatabaseTransaction,
    (scope, consignment_id): (Scope, i64),
    (person_id, now): (i64, i64),
) -> Result<(consignment::Model, Vec<pack::Model>), ConsignmentError> {
    let row = locked(tx, scope, consignment_id).await?;
    next(row.state, Action::Pack)?;
    // Shelves are locked by number, as everybody locks them.
    let lines = purchase_line::Entity::find()
        .filter(purchase_line::Column::ConsignmentId.eq(row.id))
        .order_by_asc(purchase_line::Column::ShelfId)
        .order_by_asc(purchase_line::Column::Id)
        .all(tx)
        .await?;
    let mut packs = Vec::new();
    for line in lines {
        let count = line.packs - line.cancelled_packs;
        if count == 0 {
            continue;
        }
        let packing = Packing {
            shelf_id: line.shelf_id,
            packs: count,
            subject: subject(row.id),
            at: now,
        };
        for (place, packed) in (1..).zip(shelf::pack(tx, &packing).await?) {
            packs.push(boxed(tx, (&line, place), &packed, (person_id, now)).await?);
        }
    }
    let due_at = row.due_at;
    let mut row = moved(row, Action::Pack, due_at)?;
    row.packed_at = Set(Some(now));
    let row = consignment::Entity::update(row).exec(tx).await?;
    let step = Step {
        purchase_id: row.purchase_id,
        consignment_id: Some(row.id),
        action: step::PACKED,
        person_id: Some(person_id),
        note: packs.len().to_string(),
        amount: None,
        at: now,
    };
    step::record(tx, &step).await?;
    Ok((row, packs))
}

/// Writes one box and what is in it.
async fn boxed(
    tx: &DatabaseTransaction,
    (line, place): (&purchase_line::Model, i64),
    packed: &Packed,
    (person_id, now): (i64, i64),
) -> Result<pack::Model, ConsignmentError> {
    let row = pack::ActiveModel {
        line_id: Set(line.id),
        consignment_id: Set(line.consignment_id),
        place: Set(place),
        token: Set(token()),
        packed_by: Set(Some(person_id)),
        packed_at: Set(now),
        ..Default::default()
    };
    let row = pack::Entity::insert(row).exec_with_returning(tx).await?;
    for (lot_id, root_lot_id, grams) in &packed.lots {
        let part = pack_lot::ActiveModel {
            pack_id: Set(row.id),
            lot_id: Set(*lot_id),
            root_lot_id: Set(*root_lot_id),
            grams: Set(grams.as_g()),
        };
        pack_lot::Entity::insert(part)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(row)
}

/// A box's public code.
fn token() -> String {
    let random: [u8; TOKEN_LENGTH] = rand::random();
    let sign = |byte: u8| char::from(TOKEN_SIGNS[usize::from(byte % 32)]);
    random.into_iter().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_sign_of_a_code_stands_twice_in_the_alphabet_and_no_two_codes_are_alike() {
        let signs: BTreeSet<u8> = TOKEN_SIGNS.iter().copied().collect();
        assert_eq!(signs.len(), TOKEN_SIGNS.len());
        let codes: BTreeSet<String> = (0..1_000).map(|_| token()).collect();
        assert_eq!(codes.len(), 1_000);
        assert!(codes.iter().all(|code| code.len() == TOKEN_LENGTH));
    }
}
