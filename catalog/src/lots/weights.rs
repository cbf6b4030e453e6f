//! What each household's part of a root lot weighs, the measure by which its pool is split.

use std::collections::BTreeMap;

use ledger::pool::graded_weight;
use ledger::{BasisPoints, Grams, WeightError};
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
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        sql,
        [root_lot_id.into()],
    );
    let parts = Part::find_by_statement(statement).all(connection).await?;
    let mut households: BTreeMap<i64, Harvest> = BTreeMap::new();
    for part in parts {
        let harvest = households
            .entry(part.household_id)
            .or_insert_with(|| Harvest::of(&part));
        harvest.first_id = harvest.first_id.min(part.first_id);
        harvest
            .grades
            .push((Grams::new(part.grams)?, factor_of(part.factor_bp)?));
    }
    let mut ordered: Vec<_> = households.into_iter().collect();
    ordered.sort_by_key(|(_, harvest)| harvest.first_id);
    ordered
        .into_iter()
        .map(|(household_id, harvest)| harvest.weighed(household_id))
        .collect()
}

/// What a household brought into a lot, grade by grade.
struct Harvest {
    first_id: i64,
    code: String,
    grades: Vec<(Grams, BasisPoints)>,
}

impl Harvest {
    fn of(part: &Part) -> Self {
        Self {
            first_id: part.first_id,
            code: part.code.clone(),
            grades: Vec::new(),
        }
    }

    fn weighed(self, household_id: i64) -> Result<HouseholdWeight, LotError> {
        let grams = Grams::sum(self.grades.iter().map(|(grams, _)| *grams))?;
        let weight = graded_weight(self.grades).map_err(|_| WeightError::Overflow)?;
        let weight = u64::try_from(weight).map_err(|_| WeightError::Overflow)?;
        Ok(HouseholdWeight {
            household_id,
            code: self.code,
            grams,
            weight,
        })
    }
}

fn factor_of(factor_bp: i64) -> Result<BasisPoints, WeightError> {
    let factor = u32::try_from(factor_bp)
        .ok()
        .and_then(|bp| BasisPoints::new(bp).ok());
    factor.ok_or(WeightError::Overflow)
}
