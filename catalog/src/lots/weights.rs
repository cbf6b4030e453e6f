//! What each household's part of a root lot weighs, the measure by which its pool is split.

use std::collections::BTreeMap;

use ledger::{Grams, WeightError};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use super::{COUNTED_G, LotError};

/// A household's part of a root lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseholdWeight {
    /// The household.
    pub household_id: i64,
    /// Its code.
    pub code: String,
    /// What its tickets in the lot weigh, corrections counted.
    pub grams: Grams,
    /// Its weight in the pool: grams times the grade's factor in basis points, summed over its grades.
    pub weight: u64,
}

#[derive(FromQueryResult)]
struct Part {
    household_id: i64,
    code: String,
    factor_bp: i64,
    grams: i64,
    first_id: i64,
}

/// The households of a root lot in the order of their first weigh ticket in it, so that no id is
/// favoured for ever when fen are left over.
///
/// # Errors
/// `Weight` if a sum does not fit; an unknown lot has no households.
pub async fn lot_weights(
    connection: &impl ConnectionTrait,
    root_lot_id: i64,
) -> Result<Vec<HouseholdWeight>, LotError> {
    let sql = format!(
        "SELECT intake.household_id, household.code, lot.factor_bp, \
         CAST(SUM({COUNTED_G}) AS BIGINT) AS grams, MIN(intake.id) AS first_id \
         FROM lot JOIN intake ON intake.lot_id = lot.id JOIN household ON household.id = intake.household_id \
         WHERE lot.root_id = $1 GROUP BY intake.household_id, household.code, lot.factor_bp"
    );
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, [root_lot_id.into()]);
    let parts = Part::find_by_statement(statement).all(connection).await?;
    let mut households: BTreeMap<i64, (i64, HouseholdWeight)> = BTreeMap::new();
    for part in parts {
        let (grams, weight) = (Grams::new(part.grams)?, weight_of(part.grams, part.factor_bp)?);
        let empty = HouseholdWeight { household_id: part.household_id, code: part.code, grams: Grams::ZERO, weight: 0 };
        let (first_id, sum) = households.entry(part.household_id).or_insert((part.first_id, empty));
        *first_id = part.first_id.min(*first_id);
        sum.grams = sum.grams.checked_add(grams)?;
        sum.weight = sum.weight.checked_add(weight).ok_or(WeightError::Overflow)?;
    }
    let mut ordered: Vec<_> = households.into_values().collect();
    ordered.sort_by_key(|(first_id, _)| *first_id);
    Ok(ordered.into_iter().map(|(_, weight)| weight).collect())
}

fn weight_of(grams: i64, factor_bp: i64) -> Result<u64, WeightError> {
    u64::try_from(i128::from(grams) * i128::from(factor_bp)).map_err(|_| WeightError::Overflow)
}
