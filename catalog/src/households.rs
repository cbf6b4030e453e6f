//! The households of a cooperative: what they delivered, what they agreed to, where their money goes.
//!
//! Names, phones and bank accounts stand apart in `household_private`, which can be erased; only the
//! office, the household itself and a bank file read it, through [`private`]. Who changed what is the
//! audit trail's, which the web layer writes.

use ledger::{Grams, WeightError};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult,
    IntoActiveModel, QueryFilter, QueryOrder, Set, Statement,
};
use thiserror::Error;

use crate::entity::{consent, household, household_private, household_story};
use crate::lots::{self, Ticket};
use crate::scope::Scope;

/// Why a household's data was not found or did not change.
#[derive(Debug, Error)]
pub enum HouseholdError {
    /// There is no such household, or the asker may not see it.
    #[error("household {0} is not known")]
    UnknownHousehold(i64),
    /// There is no such consent, or the asker may not see it.
    #[error("consent {0} is not known")]
    UnknownConsent(i64),
    /// The consent was withdrawn before.
    #[error("consent {consent_id} was withdrawn at {at}")]
    Withdrawn {
        /// The consent.
        consent_id: i64,
        /// When, in milliseconds UTC.
        at: i64,
    },
    /// A bank account of other characters than digits, or of another length than banks use.
    #[error("not a bank account")]
    BadAccount,
    /// A weight outside its range.
    #[error("weight out of range")]
    Weight(#[from] WeightError),
    /// The database refused.
    #[error("database")]
    Database(#[from] DbErr),
}

/// What a household agrees to, in the terms of the law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConsent {
    /// Who agrees.
    pub household_id: i64,
    /// What for.
    pub purpose: String,
    /// Which of its data.
    pub data_class: String,
    /// Who gets them.
    pub recipient: String,
    /// Which text was shown.
    pub version: String,
    /// How it was said: voice, paper, one-time code.
    pub channel: String,
}

/// Where a household's money goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bank {
    /// The bank's name.
    pub name: String,
    /// The account, digits only.
    pub account: String,
}

/// Digits of the longest and the shortest account that a bank file takes.
const ACCOUNT_DIGITS: std::ops::RangeInclusive<usize> = 8..=32;

/// What a cooperative, or everybody, brought in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeasonTotals {
    /// Households.
    pub households: i64,
    /// Their land, in hundredths of a mu.
    pub mu_hundredths: i64,
    /// Weigh tickets.
    pub tickets: i64,
    /// The goods, by product id.
    pub products: Vec<ProductTotal>,
}

/// The goods of one product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductTotal {
    /// The product.
    pub product_id: i64,
    /// Weighed in, corrections counted.
    pub recorded: Grams,
    /// Held by receipts and deals.
    pub held: Grams,
    /// Shipped.
    pub gone: Grams,
}

/// The households that the asker may see, by id.
///
/// # Errors
/// When the database does.
pub async fn households(
    connection: &impl ConnectionTrait,
    scope: Scope,
) -> Result<Vec<household::Model>, HouseholdError> {
    let visible = scope.household_rows(household::Column::CooperativeId, household::Column::Id);
    let rows = household::Entity::find()
        .filter(visible)
        .order_by_asc(household::Column::Id)
        .all(connection)
        .await?;
    Ok(rows)
}

/// One household, without anything personal.
///
/// # Errors
/// `UnknownHousehold`.
pub async fn household(
    connection: &impl ConnectionTrait,
    scope: Scope,
    household_id: i64,
) -> Result<household::Model, HouseholdError> {
    let visible = scope.household_rows(household::Column::CooperativeId, household::Column::Id);
    let row = household::Entity::find_by_id(household_id)
        .filter(visible)
        .one(connection)
        .await?;
    row.ok_or(HouseholdError::UnknownHousehold(household_id))
}

/// A household's name, phone and bank account.
///
/// # Errors
/// `UnknownHousehold`, also when its personal data were erased.
pub async fn private(
    connection: &impl ConnectionTrait,
    scope: Scope,
    household_id: i64,
) -> Result<household_private::Model, HouseholdError> {
    household(connection, scope, household_id).await?;
    let row = household_private::Entity::find_by_id(household_id)
        .one(connection)
        .await?;
    row.ok_or(HouseholdError::UnknownHousehold(household_id))
}

/// Every weigh ticket of a household, oldest first.
///
/// # Errors
/// `UnknownHousehold`.
pub async fn deliveries(
    connection: &impl ConnectionTrait,
    scope: Scope,
    household_id: i64,
) -> Result<Vec<Ticket>, HouseholdError> {
    household(connection, scope, household_id).await?;
    Ok(lots::of_household(connection, household_id).await?)
}

/// Everything a household ever agreed to, oldest first.
///
/// # Errors
/// `UnknownHousehold`.
pub async fn consents(
    connection: &impl ConnectionTrait,
    scope: Scope,
    household_id: i64,
) -> Result<Vec<consent::Model>, HouseholdError> {
    household(connection, scope, household_id).await?;
    let rows = consent::Entity::find()
        .filter(consent::Column::HouseholdId.eq(household_id))
        .order_by_asc(consent::Column::Id)
        .all(connection)
        .await?;
    Ok(rows)
}

/// Records that a household agreed.
///
/// # Errors
/// `UnknownHousehold`.
pub async fn give_consent(
    tx: &DatabaseTransaction,
    scope: Scope,
    given: &NewConsent,
    now: i64,
) -> Result<consent::Model, HouseholdError> {
    household(tx, scope, given.household_id).await?;
    let row = consent::ActiveModel {
        household_id: Set(given.household_id),
        purpose: Set(given.purpose.clone()),
        data_class: Set(given.data_class.clone()),
        recipient: Set(given.recipient.clone()),
        version: Set(given.version.clone()),
        channel: Set(given.channel.clone()),
        given_at: Set(now),
        ..Default::default()
    };
    Ok(consent::Entity::insert(row).exec_with_returning(tx).await?)
}

/// Records that a household withdrew what it had agreed to; the first withdrawal counts.
///
/// # Errors
/// `Withdrawn` if it did before, `UnknownConsent`.
pub async fn withdraw_consent(
    tx: &DatabaseTransaction,
    scope: Scope,
    consent_id: i64,
    now: i64,
) -> Result<(), HouseholdError> {
    let unknown = HouseholdError::UnknownConsent(consent_id);
    let Some(given) = consent::Entity::find_by_id(consent_id).one(tx).await? else {
        return Err(unknown);
    };
    match household(tx, scope, given.household_id).await {
        Err(HouseholdError::UnknownHousehold(_)) => return Err(unknown),
        other => other?,
    };
    let statement = Statement::from_sql_and_values(
        tx.get_database_backend(),
        "UPDATE consent SET withdrawn_at = $1 WHERE id = $2 AND withdrawn_at IS NULL",
        [now.into(), consent_id.into()],
    );
    if tx.execute_raw(statement).await?.rows_affected() == 0 {
        return Err(HouseholdError::Withdrawn {
            consent_id,
            at: given.withdrawn_at.unwrap_or(now),
        });
    }
    Ok(())
}

/// What a household says of itself; whether it may be shown is for its consents to say.
///
/// # Errors
/// `UnknownHousehold`.
pub async fn story(
    connection: &impl ConnectionTrait,
    scope: Scope,
    household_id: i64,
) -> Result<Option<household_story::Model>, HouseholdError> {
    household(connection, scope, household_id).await?;
    Ok(household_story::Entity::find_by_id(household_id)
        .one(connection)
        .await?)
}

/// Keeps what a household says of itself, under the name that it gives itself.
///
/// # Errors
/// `UnknownHousehold`.
pub async fn tell_story(
    tx: &DatabaseTransaction,
    scope: Scope,
    (household_id, alias, words): (i64, &str, &str),
    now: i64,
) -> Result<(), HouseholdError> {
    household(tx, scope, household_id).await?;
    let row = household_story::ActiveModel {
        household_id: Set(household_id),
        alias: Set(alias.to_owned()),
        words: Set(words.to_owned()),
        at: Set(now),
    };
    let or_renew = OnConflict::column(household_story::Column::HouseholdId)
        .update_columns([
            household_story::Column::Alias,
            household_story::Column::Words,
            household_story::Column::At,
        ])
        .to_owned();
    household_story::Entity::insert(row)
        .on_conflict(or_renew)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Corrects where a household's money goes; payout lines made before keep what they say.
///
/// # Errors
/// `BadAccount`, `UnknownHousehold`.
pub async fn correct_bank(
    tx: &DatabaseTransaction,
    scope: Scope,
    household_id: i64,
    bank: &Bank,
) -> Result<(), HouseholdError> {
    let digits = bank.account.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !ACCOUNT_DIGITS.contains(&bank.account.len()) {
        return Err(HouseholdError::BadAccount);
    }
    let mut row = private(tx, scope, household_id).await?.into_active_model();
    row.bank_name = Set(bank.name.clone());
    row.bank_account = Set(bank.account.clone());
    household_private::Entity::update(row).exec(tx).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Sums {
    product_id: i64,
    recorded_g: i64,
    held_g: i64,
    gone_g: i64,
}

/// What the asker's households brought in and where it is.
///
/// # Errors
/// When the database does; a household's own totals are its deliveries, so it gets zeros.
pub async fn season_totals(
    connection: &impl ConnectionTrait,
    scope: Scope,
) -> Result<SeasonTotals, HouseholdError> {
    let (all, cooperative_id) = match scope {
        Scope::Operator => (1_i64, 0),
        Scope::Cooperative(id) => (0, id),
        Scope::Household(_) => return Ok(SeasonTotals::default()),
    };
    let backend = connection.get_database_backend();
    let values = || [all.into(), cooperative_id.into()];
    let statement = |sql: &str| Statement::from_sql_and_values(backend, sql, values());
    let goods = Sums::find_by_statement(statement(
        "SELECT product_id, CAST(SUM(recorded_g) AS BIGINT) AS recorded_g, \
         CAST(SUM(held_g) AS BIGINT) AS held_g, CAST(SUM(gone_g) AS BIGINT) AS gone_g \
         FROM lot WHERE root_id IS NOT NULL AND ($1 = 1 OR cooperative_id = $2) \
         GROUP BY product_id ORDER BY product_id",
    ));
    let mut totals = SeasonTotals::default();
    for sums in goods.all(connection).await? {
        let (recorded, held, gone) = (
            Grams::new(sums.recorded_g)?,
            Grams::new(sums.held_g)?,
            Grams::new(sums.gone_g)?,
        );
        totals.products.push(ProductTotal {
            product_id: sums.product_id,
            recorded,
            held,
            gone,
        });
    }
    let people = connection.query_one_raw(statement(
        "SELECT COUNT(*) AS households, CAST(COALESCE(SUM(mu_hundredths), 0) AS BIGINT) AS mu_hundredths, \
         (SELECT COUNT(*) FROM intake WHERE $1 = 1 OR cooperative_id = $2) AS tickets \
         FROM household WHERE $1 = 1 OR cooperative_id = $2",
    ));
    if let Some(row) = people.await? {
        totals.households = row.try_get("", "households")?;
        totals.mu_hundredths = row.try_get("", "mu_hundredths")?;
        totals.tickets = row.try_get("", "tickets")?;
    }
    Ok(totals)
}
