//! The households of a cooperative: what each brought and is paid, where its money goes, what it agreed to.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::Path;
use axum::response::Response;
use catalog::entity::household_private;
use catalog::households::{self as people, Bank};
use catalog::lots::{self as goods, lot_weights};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Serialize;
use serde_json::json;

use super::season::season_shares;
use crate::asked::Asked;
use crate::caller::Caller;
use crate::consents::{self, CHANNELS, ConsentRow, PURPOSES, VERSION};
use crate::error::Problem;
use crate::form::Form;
use crate::household::{SeasonPage, season_of};
use crate::page::{page, page_after, see};

/// Longest name of a bank, in characters.
const BANK_LENGTH_MAX: usize = 60;

/// A household in the cooperative's list; sums in fen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct HouseholdRow {
    /// Its id.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Its village.
    pub village: String,
    /// Its land, in hundredths of a mu.
    pub mu_hundredths: i64,
    /// What it delivered, in grams.
    pub delivered_g: i64,
    /// Its shares.
    pub share_fen: i64,
    /// What advances took.
    pub recovered_fen: i64,
    /// What it is paid in all.
    pub payable_fen: i64,
    /// What of that the bank has paid or was told to pay.
    pub gone_fen: i64,
    /// Whether its bank account is known.
    pub has_bank: bool,
}

/// The cooperative's households.
///
/// # Errors
/// When the database does.
pub async fn households(asked: &Asked<'_>) -> Result<Vec<HouseholdRow>, Problem> {
    let rows = people::households(asked.app.database().read(), asked.scope()?).await?;
    let shares = season_shares(asked).await?;
    let delivered = delivered(asked).await?;
    let without = without_bank(asked).await?;
    let row = |row: catalog::entity::household::Model| {
        let part = shares.households.iter().find(|part| part.id == row.id);
        HouseholdRow {
            delivered_g: delivered.get(&row.id).copied().unwrap_or_default(),
            share_fen: part.map_or(0, |part| part.share_fen),
            recovered_fen: part.map_or(0, |part| part.recovered_fen),
            payable_fen: part.map_or(0, |part| part.payable_fen),
            gone_fen: part.map_or(0, |part| part.gone_fen),
            has_bank: !without.contains(&row.id),
            id: row.id,
            code: row.code,
            village: row.village,
            mu_hundredths: row.mu_hundredths,
        }
    };
    Ok(rows.into_iter().map(row).collect())
}

/// What each household delivered in all lots, in grams.
///
/// # Errors
/// When the database does.
pub async fn delivered(asked: &Asked<'_>) -> Result<BTreeMap<i64, i64>, Problem> {
    let read = asked.app.database().read();
    let mut sums: BTreeMap<i64, i64> = BTreeMap::new();
    for view in goods::lots(read, asked.scope()?).await? {
        for weight in lot_weights(read, view.lot.id).await? {
            *sums.entry(weight.household_id).or_default() += weight.grams.as_g();
        }
    }
    Ok(sums)
}

/// The cooperative's households whose bank account is not known.
///
/// # Errors
/// When the database does.
pub async fn without_bank(asked: &Asked<'_>) -> Result<BTreeSet<i64>, Problem> {
    let read = asked.app.database().read();
    let rows = people::households(read, asked.scope()?).await?;
    let known = household_private::Entity::find()
        .filter(household_private::Column::HouseholdId.is_in(rows.iter().map(|row| row.id)))
        .filter(household_private::Column::BankAccount.ne(""))
        .all(read)
        .await?;
    let known: BTreeSet<i64> = known.into_iter().map(|row| row.household_id).collect();
    Ok(rows
        .into_iter()
        .map(|row| row.id)
        .filter(|id| !known.contains(id))
        .collect())
}

#[derive(Serialize)]
struct Index {
    households: Vec<HouseholdRow>,
    without_bank: usize,
    delivered_g: i64,
    share_fen: i64,
    payable_fen: i64,
    gone_fen: i64,
}

/// Every household.
pub async fn index(caller: Caller) -> Result<Response, Problem> {
    let asked = caller.asked();
    let households = households(&asked).await?;
    let sum = |of: fn(&HouseholdRow) -> i64| households.iter().map(of).sum();
    let index = Index {
        without_bank: households.iter().filter(|row| !row.has_bank).count(),
        delivered_g: sum(|row| row.delivered_g),
        share_fen: sum(|row| row.share_fen),
        payable_fen: sum(|row| row.payable_fen),
        gone_fen: sum(|row| row.gone_fen),
        households,
    };
    page(
        &caller.app,
        &caller.visitor,
        "office/households.html",
        &index,
    )
}

#[derive(Serialize)]
struct Private {
    name: String,
    phone: String,
    bank_name: String,
    bank_account: String,
}

#[derive(Serialize)]
struct Show {
    season: SeasonPage,
    private: Option<Private>,
    consents: Vec<ConsentRow>,
    purposes: Vec<&'static str>,
    channels: Vec<&'static str>,
    /// The messages with the texts that are read out today, as the purposes.
    texts: Vec<String>,
}

/// One household.
pub async fn show(caller: Caller, Path(household): Path<i64>) -> Result<Response, Problem> {
    render(&caller.asked(), household, None).await
}

async fn render(
    asked: &Asked<'_>,
    household: i64,
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let (read, scope) = (asked.app.database().read(), asked.scope()?);
    let season = season_of(asked, household).await?;
    let private = match people::private(read, scope, household).await {
        Ok(row) => Some(Private {
            name: row.name,
            phone: row.phone,
            bank_name: row.bank_name,
            bank_account: row.bank_account,
        }),
        // Erased at the household's wish.
        Err(people::HouseholdError::UnknownHousehold(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let show = Show {
        season,
        private,
        consents: consents::consents(asked, household).await?,
        texts: PURPOSES
            .iter()
            .map(|(purpose, _, _)| format!("consent-text-{purpose}-{VERSION}"))
            .collect(),
        purposes: PURPOSES.iter().map(|(purpose, _, _)| *purpose).collect(),
        channels: CHANNELS.to_vec(),
    };
    page_after(
        asked.app,
        asked.visitor,
        "office/household.html",
        &show,
        refused,
    )
}

/// Corrects where a household's money goes.
pub async fn correct_bank(
    caller: Caller,
    (Path(household), mut form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let asked = caller.asked();
    let name = form.text("bank_name", BANK_LENGTH_MAX);
    let account: String = form
        .get("bank_account")
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let result = match form.check() {
        Ok(()) => write_bank(&asked, household, &Bank { name, account }).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(()) => Ok(see(&format!("/office/households/{household}#bank"))),
        Err(problem) => render(&asked, household, Some((&form, &problem))).await,
    }
}

async fn write_bank(asked: &Asked<'_>, household: i64, bank: &Bank) -> Result<(), Problem> {
    let scope = asked.scope()?;
    let write = asked.app.database().write().await?;
    let code = people::household(&*write, scope, household).await?.code;
    people::correct_bank(&write, scope, household, bank).await?;
    // The trail names who changed it and for whom; the account itself stays where it can be erased.
    let subject = format!("household:{household}");
    asked
        .noted(
            &*write,
            ("bank-corrected", &subject),
            json!({ "what": code }),
        )
        .await?;
    write.commit().await?;
    Ok(())
}

/// Records that a household agreed to something.
pub async fn give_consent(
    caller: Caller,
    (Path(household), form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let asked = caller.asked();
    let channel = CHANNELS
        .iter()
        .find(|channel| **channel == form.get("channel"));
    let channel = channel.ok_or_else(|| Problem::field("channel", "unknown-choice"))?;
    let write = caller.app.database().write().await?;
    consents::give(&asked, &write, (household, form.get("purpose"), channel)).await?;
    write.commit().await?;
    Ok(see(&format!("/office/households/{household}#consents")))
}

/// Records that a household takes back what it had agreed to.
pub async fn withdraw_consent(
    caller: Caller,
    (Path(consent), _): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let household = consents::withdraw(&caller.asked(), consent).await?;
    Ok(see(&format!("/office/households/{household}#consents")))
}
