//! What is delivered where, and what a remote area costs on top.
//!
//! A place without a row is delivered to, carriage included. The row of the smallest division
//! counts, a district's over its city's over its province's; within one division the row of the
//! goods' own storage class over the row of all.

use ledger::Money;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use super::divisions::{Code, Divisions};
pub use crate::entity::delivery_area::Reason;
use crate::entity::delivery_area::{self, Goods};
use crate::entity::sku::Storage;

/// Whether goods go somewhere.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// They do.
    Delivered {
        /// What a pack costs on top, zero in most places.
        surcharge_per_pack: Money,
    },
    /// They do not.
    Refused {
        /// Why.
        reason: Reason,
    },
}

/// Reads every row; there are a few dozen.
///
/// # Errors
/// When the database does.
pub async fn areas(connection: &impl ConnectionTrait) -> Result<Vec<delivery_area::Model>, DbErr> {
    delivery_area::Entity::find().all(connection).await
}

/// Whether goods of a storage class go to a place, given by the code of its smallest step.
pub fn quote_delivery(rows: &[delivery_area::Model], place: Code, storage: Storage) -> Delivery {
    let place = Divisions::get().place(place);
    let steps = place.map(|place| [place.district, place.city, Some(place.province)]);
    let row = steps.into_iter().flatten().flatten().find_map(|step| {
        let code = step.code.to_string();
        let of = |goods: Goods| {
            rows.iter()
                .find(|row| row.division_code == code && row.storage == goods)
        };
        of(storage.into()).or_else(|| of(Goods::Any))
    });
    match row {
        Some(row) if !row.delivered => Delivery::Refused { reason: row.reason },
        row => Delivery::Delivered {
            surcharge_per_pack: Money::fen(row.map_or(0, |row| row.surcharge_fen)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(code: &str, storage: Goods, surcharge_fen: i64, reason: Reason) -> delivery_area::Model {
        delivery_area::Model {
            division_code: code.to_owned(),
            storage,
            delivered: matches!(reason, Reason::None | Reason::Remote),
            surcharge_fen,
            reason,
        }
    }

    fn quote(rows: &[delivery_area::Model], code: &str, storage: Storage) -> Delivery {
        quote_delivery(rows, Code::parse(code).unwrap(), storage)
    }

    fn costs(fen: i64) -> Delivery {
        Delivery::Delivered {
            surcharge_per_pack: Money::fen(fen),
        }
    }

    #[test]
    fn a_place_without_a_row_costs_nothing_on_top() {
        assert_eq!(quote(&[], "140105", Storage::Cold), costs(0));
    }

    #[test]
    fn the_row_of_the_smallest_division_wins_and_in_it_that_of_the_storage_class() {
        let rows = [
            row("650000", Goods::Any, 1_200, Reason::Remote),
            row("650000", Goods::Cold, 0, Reason::NoColdChain),
            row("650100", Goods::Any, 800, Reason::Remote),
            row("650102", Goods::Frozen, 0, Reason::NoColdChain),
        ];
        let refused = Delivery::Refused {
            reason: Reason::NoColdChain,
        };
        for (code, storage, expected) in [
            ("652801", Storage::Ambient, costs(1_200)),
            ("652801", Storage::Cold, refused),
            ("652801", Storage::Frozen, costs(1_200)),
            ("650103", Storage::Cold, costs(800)),
            ("650102", Storage::Ambient, costs(800)),
            ("650102", Storage::Frozen, refused),
            ("140105", Storage::Frozen, costs(0)),
        ] {
            assert_eq!(quote(&rows, code, storage), expected, "{code} {storage:?}");
        }
    }

    #[test]
    fn a_region_without_cities_has_its_own_row() {
        let rows = [row("810000", Goods::Any, 0, Reason::OutsideMainland)];
        let refused = Delivery::Refused {
            reason: Reason::OutsideMainland,
        };
        assert_eq!(quote(&rows, "810000", Storage::Ambient), refused);
    }
}
