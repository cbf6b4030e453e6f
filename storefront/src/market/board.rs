//! The whole market on one page: instruments, then the listing board.

use axum::extract::{Query, State};
use axum::response::Response;
use catalog::entity::organisation;
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};

use super::view::{InstrumentCard, ListingRow, instruments, listings};
use crate::app::App;
use crate::error::Problem;
use crate::page::page;
use crate::router::MARKET;
use crate::visitor::Visitor;

/// Which listings to show: `ask`, `bid` or all.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    side: String,
}

#[derive(Serialize)]
struct Board {
    now: i64,
    profile: &'static str,
    side: String,
    instruments: Vec<InstrumentCard>,
    listings: Vec<ListingRow>,
    offers: usize,
    bids: usize,
    stand: Stand,
}

/// How the visitor stands towards the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stand {
    /// Nobody known.
    Stranger,
    /// Signed in, in a role that does not trade.
    Onlooker,
    /// Of a firm that the operator has not verified yet.
    Pending,
    /// May take and list.
    Member,
}

/// How the visitor stands towards the market.
///
/// # Errors
/// When the database does.
pub async fn stand(app: &App, visitor: &Visitor) -> Result<Stand, Problem> {
    let Some(actor) = &visitor.actor else {
        return Ok(Stand::Stranger);
    };
    let Some(id) = actor
        .organisation_id
        .filter(|_| MARKET.contains(&actor.role))
    else {
        return Ok(Stand::Onlooker);
    };
    let row = organisation::Entity::find_by_id(id)
        .one(app.database().read())
        .await?;
    let active = row.is_some_and(|row| row.state == organisation::State::Active);
    Ok(if active {
        Stand::Member
    } else {
        Stand::Pending
    })
}

/// The organisation whose listings are the visitor's own.
pub fn own(visitor: &Visitor) -> Option<i64> {
    let actor = visitor.actor.as_ref()?;
    actor
        .organisation_id
        .filter(|_| MARKET.contains(&actor.role))
}

/// The market's front page.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(filter): Query<Filter>,
) -> Result<Response, Problem> {
    let cards = instruments(&app, visitor.lang).await?;
    let mut rows = listings(&app, visitor.lang, &cards, own(&visitor)).await?;
    let offers = rows.iter().filter(|row| row.side == "ask").count();
    let bids = rows.len() - offers;
    let side = match filter.side.as_str() {
        "ask" | "bid" => filter.side,
        _ => String::new(),
    };
    rows.retain(|row| side.is_empty() || row.side == side);
    let board = Board {
        now: app.now(),
        profile: profile_name(&app).await?,
        side,
        instruments: cards,
        listings: rows,
        offers,
        bids,
        stand: stand(&app, &visitor).await?,
    };
    page(&app, &visitor, "market/board.html", &board)
}

/// The venue's rule profile, as message keys name it.
///
/// # Errors
/// `503` when the desk has stopped.
pub async fn profile_name(app: &App) -> Result<&'static str, Problem> {
    let venue = app.desk().venue().await?.venue;
    Ok(venue.map_or("cn-spot", |(_, profile)| {
        exchange::desk::venue::profile_name(profile)
    }))
}

#[derive(Serialize)]
struct Rules {
    profile: &'static str,
}

/// The rules of trading, in plain words.
pub async fn rules(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let profile = profile_name(&app).await?;
    page(&app, &visitor, "market/rules.html", &Rules { profile })
}
