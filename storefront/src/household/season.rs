//! One household's season in plain words: what it brought, what that sold for, what it was paid.

use axum::response::Response;
use catalog::households;
use catalog::scope::Scope;
use catalog::working_days::Calendar;
use exchange::proceeds::lines::LineView;
use exchange::proceeds::paid::Paid;
use exchange::proceeds::season::{AdvanceState, BoxDay, HouseholdSeason, Sale, household_season};
use sea_orm::EntityTrait;
use serde::Serialize;

use crate::asked::Asked;
use crate::caller::Caller;
use crate::error::Problem;
use crate::office::{DAYS_TO_HOUSEHOLD, TicketRow, ticket_row};
use crate::page::page;

/// A sale that a household's harvest went into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = HouseholdSaleRow)]
pub struct SaleRow {
    /// The deal's id.
    pub deal: i64,
    /// The deal's number.
    pub number: String,
    /// The settlement's id, by which the slip is named.
    pub settlement: i64,
    /// When it was settled, in milliseconds since 1970.
    pub settled_at: i64,
    /// Grams sold, of everybody.
    pub grams: i64,
    /// What was paid for them, in fen.
    pub gross_fen: i64,
    /// What all households shared, in fen.
    pub pool_fen: i64,
    /// Whether the household has a line in it already.
    pub shared: bool,
    /// Its share, in fen.
    pub share_fen: i64,
    /// What advances took of it, in fen.
    pub recovered_fen: i64,
    /// What it is paid, in fen.
    pub payable_fen: i64,
    /// `owed`, `batched`, `in_file`, `paid` or `returned`.
    pub paid: &'static str,
    /// When the bank's answer came.
    pub paid_at: Option<i64>,
    /// Why the bank sent it back; empty where it did not.
    pub reason: String,
    /// Shares that a correction took back, in fen, oldest first.
    pub was_share_fen: Vec<i64>,
    /// Boxes whose money was split together with the deal's.
    pub box_packs: i64,
    /// What of the pool they brought, in fen.
    pub box_pool_fen: i64,
}

/// A day of boxes that a household's harvest went into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = HouseholdBoxRow)]
pub struct BoxRow {
    /// The day's split, by which the slip is named.
    pub cycle: i64,
    /// The lot's code.
    pub lot: String,
    /// When it was split, in milliseconds since 1970: the end of the day.
    pub split_at: i64,
    /// How many boxes.
    pub packs: i64,
    /// Grams of the lot in them, of everybody.
    pub grams: i64,
    /// What was paid for them, in fen.
    pub gross_fen: i64,
    /// What all households shared, in fen.
    pub pool_fen: i64,
    /// Whether the household has a line in it already.
    pub shared: bool,
    /// Its share, in fen.
    pub share_fen: i64,
    /// What advances took of it, in fen.
    pub recovered_fen: i64,
    /// What it is paid, in fen.
    pub payable_fen: i64,
    /// `owed`, `batched`, `in_file`, `paid` or `returned`.
    pub paid: &'static str,
    /// When the bank's answer came.
    pub paid_at: Option<i64>,
    /// Why the bank sent it back; empty where it did not.
    pub reason: String,
    /// Shares that a correction took back, in fen, oldest first.
    pub was_share_fen: Vec<i64>,
}

/// Goods given on credit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AdvanceRow {
    /// Its number.
    pub number: String,
    /// What it was.
    pub item: String,
    /// When it was given, as `2026-04-28`.
    pub given_on: String,
    /// The same, in milliseconds since 1970.
    pub given_at: i64,
    /// What it was worth, in fen.
    pub amount_fen: i64,
    /// What has been paid back, in fen.
    pub recovered_fen: i64,
    /// What is still open, in fen.
    pub left_fen: i64,
}

/// A household's sums over its season.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Totals {
    /// Grams delivered.
    pub delivered_g: i64,
    /// Its shares, in fen.
    pub share_fen: i64,
    /// What advances took, in fen.
    pub recovered_fen: i64,
    /// What it is paid in all, in fen.
    pub payable_fen: i64,
    /// What the bank has paid, in fen.
    pub paid_fen: i64,
    /// What the bank was told to pay, in fen.
    pub in_file_fen: i64,
    /// What is still to be sent, in fen.
    pub owed_fen: i64,
    /// What is still open of its advances, in fen.
    pub advance_left_fen: i64,
}

/// Money that is on its way to a household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct NextPayment {
    /// How much, in fen, apart from what came back.
    pub fen: i64,
    /// By when the oldest of it has arrived, in milliseconds since 1970.
    pub by: i64,
    /// Whether the bank was told already.
    pub at_bank: bool,
    /// What the bank sent back, in fen; it is sent again once the account is mended.
    pub returned_fen: i64,
    /// Why it did, in the bank's words; may be empty.
    pub returned: String,
}

/// A household's season.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SeasonPage {
    /// The household's id.
    pub household: i64,
    /// Its code.
    pub code: String,
    /// Its village.
    pub village: String,
    /// Its land, in hundredths of a mu.
    pub mu_hundredths: i64,
    /// Its cooperative.
    pub cooperative: String,
    /// Whom to call there.
    pub phone: String,
    /// The last digits of its bank account; empty where none is known.
    pub bank_tail: String,
    /// Weigh tickets, newest first.
    pub deliveries: Vec<TicketRow>,
    /// Sales by deals, newest first.
    pub sales: Vec<SaleRow>,
    /// Sales by boxes, day by day and lot by lot, newest first.
    pub boxes: Vec<BoxRow>,
    /// Advances, oldest first.
    pub advances: Vec<AdvanceRow>,
    /// Its sums.
    pub totals: Totals,
    /// What is on its way; nothing where all is paid.
    pub next: Option<NextPayment>,
}

/// The season of one household that the asker may see.
///
/// # Errors
/// `404` for a household of others.
pub async fn season_of(asked: &Asked<'_>, household_id: i64) -> Result<SeasonPage, Problem> {
    let (read, scope) = (asked.app.database().read(), asked.scope()?);
    let season = household_season(read, scope, household_id).await?;
    let calendar = Calendar::load(read).await?;
    let deliveries: Result<Vec<TicketRow>, Problem> = season
        .deliveries
        .iter()
        .map(|ticket| ticket_row(asked, ticket))
        .collect();
    let mut deliveries = deliveries?;
    deliveries.sort_by_key(|ticket| std::cmp::Reverse((ticket.weighed_at, ticket.id)));
    let cooperative =
        catalog::entity::organisation::Entity::find_by_id(season.household.cooperative_id)
            .one(read)
            .await?;
    let (cooperative, phone) = cooperative
        .map(|row| (asked.named(&row.name_zh, &row.name_en), row.phone))
        .unwrap_or_default();
    Ok(SeasonPage {
        household: season.household.id,
        code: season.household.code.clone(),
        village: season.household.village.clone(),
        mu_hundredths: season.household.mu_hundredths,
        cooperative,
        phone,
        bank_tail: bank_tail(asked, scope, household_id).await?,
        deliveries,
        sales: season.sales.iter().rev().map(sale).collect(),
        boxes: season.boxes.iter().rev().map(box_row).collect(),
        advances: season
            .advances
            .iter()
            .map(|state| advance(asked, state))
            .collect(),
        totals: totals(&season),
        next: next(&season, &calendar),
    })
}

/// The last digits of a household's bank account; empty where none is known.
///
/// # Errors
/// When the database does.
pub async fn bank_tail(
    asked: &Asked<'_>,
    scope: Scope,
    household_id: i64,
) -> Result<String, Problem> {
    const TAIL: usize = 4;
    let private = match households::private(asked.app.database().read(), scope, household_id).await
    {
        Ok(private) => private,
        // Erased at the household's wish.
        Err(households::HouseholdError::UnknownHousehold(_)) => return Ok(String::new()),
        Err(error) => return Err(error.into()),
    };
    let digits = private
        .bank_account
        .chars()
        .rev()
        .take(TAIL)
        .collect::<Vec<_>>();
    Ok(digits.into_iter().rev().collect())
}

fn sale(sale: &Sale) -> SaleRow {
    let line = sale.line.as_ref();
    let (paid, paid_at, reason) = line.map_or(("owed", None, String::new()), |line| {
        whereabouts(&line.paid)
    });
    SaleRow {
        deal: sale.deal.id,
        number: sale.deal.number.clone(),
        settlement: sale.settlement.id,
        settled_at: sale.settlement.at,
        grams: sale.settlement.grams,
        gross_fen: sale.settlement.gross_fen,
        pool_fen: sale.pool.as_fen(),
        shared: line.is_some(),
        share_fen: line.map_or(0, |line| line.share.as_fen()),
        recovered_fen: line.map_or(0, |line| line.recovered.as_fen()),
        payable_fen: line.map_or(0, |line| line.payable.as_fen()),
        paid,
        paid_at,
        reason,
        was_share_fen: shares(&sale.reversed),
        box_packs: sale.boxes.packs,
        box_pool_fen: sale.boxes.pool.as_fen(),
    }
}

fn box_row(day: &BoxDay) -> BoxRow {
    let line = day.line.as_ref();
    let (paid, paid_at, reason) = line.map_or(("owed", None, String::new()), |line| {
        whereabouts(&line.paid)
    });
    BoxRow {
        cycle: day.cycle.id,
        lot: day.root_lot.code.clone(),
        split_at: day.cycle.at,
        packs: day.boxes.packs,
        grams: day.boxes.grams,
        gross_fen: day.boxes.paid.as_fen(),
        pool_fen: day.cycle.amount_fen,
        shared: line.is_some(),
        share_fen: line.map_or(0, |line| line.share.as_fen()),
        recovered_fen: line.map_or(0, |line| line.recovered.as_fen()),
        payable_fen: line.map_or(0, |line| line.payable.as_fen()),
        paid,
        paid_at,
        reason,
        was_share_fen: shares(&day.reversed),
    }
}

fn shares(lines: &[LineView]) -> Vec<i64> {
    lines.iter().map(|line| line.share.as_fen()).collect()
}

fn whereabouts(paid: &Paid) -> (&'static str, Option<i64>, String) {
    match paid {
        Paid::Paid { at } => (paid.as_str(), Some(*at), String::new()),
        Paid::Returned { at, reason } => (paid.as_str(), Some(*at), reason.clone()),
        Paid::Owed | Paid::Batched | Paid::InFile | Paid::Reversed => {
            (paid.as_str(), None, String::new())
        }
    }
}

fn advance(asked: &Asked<'_>, state: &AdvanceState) -> AdvanceRow {
    AdvanceRow {
        number: state.advance.number.clone(),
        item: asked.named(&state.advance.item_zh, &state.advance.item_en),
        given_on: state.advance.given_on.clone(),
        given_at: crate::office::morning_of(&state.advance.given_on),
        amount_fen: state.advance.amount_fen,
        recovered_fen: state.recovered.as_fen(),
        left_fen: state.left.as_fen(),
    }
}

fn totals(season: &HouseholdSeason) -> Totals {
    let totals = &season.totals;
    Totals {
        delivered_g: totals.delivered_g,
        share_fen: totals.share.as_fen(),
        recovered_fen: totals.recovered.as_fen(),
        payable_fen: totals.payable.as_fen(),
        paid_fen: totals.paid.as_fen(),
        in_file_fen: totals.in_file.as_fen(),
        owed_fen: totals.owed.as_fen(),
        advance_left_fen: totals.advance_left.as_fen(),
    }
}

fn next(season: &HouseholdSeason, calendar: &Calendar) -> Option<NextPayment> {
    let open = |line: &&LineView| {
        line.payable.is_positive() && !matches!(line.paid, Paid::Paid { .. } | Paid::Reversed)
    };
    let deals = season
        .sales
        .iter()
        .map(|sale| (sale.settlement.at, &sale.line));
    let boxes = season.boxes.iter().map(|day| (day.cycle.at, &day.line));
    let waiting: Vec<(i64, &LineView)> = deals
        .chain(boxes)
        .filter_map(|(at, line)| line.as_ref().filter(open).map(|line| (at, line)))
        .collect();
    let oldest = waiting.iter().map(|(at, _)| *at).min()?;
    let (back, ahead): (Vec<&LineView>, Vec<&LineView>) = waiting
        .iter()
        .map(|(_, line)| *line)
        .partition(|line| matches!(line.paid, Paid::Returned { .. }));
    let sum = |lines: &[&LineView]| lines.iter().map(|line| line.payable.as_fen()).sum();
    let returned = back.iter().find_map(|line| match &line.paid {
        Paid::Returned { reason, .. } => Some(reason.clone()),
        _ => None,
    });
    Some(NextPayment {
        fen: sum(&ahead),
        by: calendar.end_of_working_day_after(oldest, DAYS_TO_HOUSEHOLD),
        at_bank: !ahead.is_empty() && ahead.iter().all(|line| line.paid == Paid::InFile),
        returned_fen: sum(&back),
        returned: returned.unwrap_or_default(),
    })
}

#[derive(Serialize)]
struct Show {
    season: SeasonPage,
}

/// The household's own page.
pub async fn show(caller: Caller) -> Result<Response, Problem> {
    let asked = caller.asked();
    let household = caller.actor.household_id.ok_or_else(Problem::not_found)?;
    page(
        &caller.app,
        &caller.visitor,
        "household/season.html",
        &Show {
            season: season_of(&asked, household).await?,
        },
    )
}
