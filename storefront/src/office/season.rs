//! "How much of this is mine, and whose is the rest", for the whole season.

use axum::response::Response;
use catalog::households::season_totals;
use exchange::proceeds::whose::{HouseholdPart, Whose, whose_of_season};
use serde::Serialize;

use super::sharing::{Part, ShareRow, ShareTotal, all_parts, household, percentages, total};
use crate::asked::Asked;
use crate::caller::Caller;
use crate::error::Problem;
use crate::page::page;

/// Whose the money of the season became; sums in fen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SeasonShares {
    /// The deals it speaks of, by number.
    pub deals: Vec<String>,
    /// The boxes it speaks of.
    pub box_packs: i64,
    /// What was paid for the goods.
    pub gross_fen: i64,
    /// What the reserve gave where costs exceeded the price.
    pub reserve_fen: i64,
    /// The platform's.
    pub platform_fen: i64,
    /// What ways of paying took.
    pub channel_fen: i64,
    /// The carriers' of deals.
    pub freight_fen: i64,
    /// The carriers' of boxes.
    pub express_fen: i64,
    /// The cooperative's packing of boxes.
    pub packing_fen: i64,
    /// The inspectors'.
    pub inspection_fen: i64,
    /// The cooperative's.
    pub cooperative_fen: i64,
    /// The households' together.
    pub pool_fen: i64,
    /// What of the pool waits to be split.
    pub waiting_fen: i64,
    /// Each household's part.
    pub households: Vec<SeasonPart>,
}

/// One household's part of a season; sums in fen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SeasonPart {
    /// The household's id.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Its shares.
    pub share_fen: i64,
    /// What advances took.
    pub recovered_fen: i64,
    /// What it is paid.
    pub payable_fen: i64,
    /// What of that the bank has paid or was told to pay.
    pub gone_fen: i64,
    /// Its part of the households' whole, in basis points, for reading.
    pub part_bp: i64,
}

/// Whose the money of the season became.
///
/// # Errors
/// When the database does.
pub async fn season_shares(asked: &Asked<'_>) -> Result<SeasonShares, Problem> {
    let whose = whose_of_season(asked.app.database().read(), asked.scope()?).await?;
    Ok(shares(whose))
}

fn shares(whose: Whose) -> SeasonShares {
    let part = |part: HouseholdPart| SeasonPart {
        id: part.household_id,
        code: part.code,
        share_fen: part.share.as_fen(),
        recovered_fen: part.recovered.as_fen(),
        payable_fen: part.payable.as_fen(),
        gone_fen: part.gone.as_fen(),
        part_bp: i64::from(part.of_pool.as_bp()),
    };
    SeasonShares {
        deals: whose.deals,
        box_packs: whose.boxes.packs,
        channel_fen: whose.channel.as_fen(),
        express_fen: whose.express.as_fen(),
        packing_fen: whose.packing.as_fen(),
        gross_fen: whose.gross.as_fen(),
        reserve_fen: whose.reserve.as_fen(),
        platform_fen: whose.platform.as_fen(),
        freight_fen: whose.freight.as_fen(),
        inspection_fen: whose.inspection.as_fen(),
        cooperative_fen: whose.cooperative.as_fen(),
        pool_fen: whose.pool.as_fen(),
        waiting_fen: whose.waiting.as_fen(),
        households: whose.households.into_iter().map(part).collect(),
    }
}

#[derive(Serialize)]
struct Show {
    shares: SeasonShares,
    parts: Vec<Part>,
    rows: Vec<ShareRow>,
    total: ShareTotal,
    households: i64,
    mu_hundredths: i64,
    tickets: i64,
    recorded_g: i64,
}

/// The season's page.
pub async fn show(caller: Caller) -> Result<Response, Problem> {
    let asked = caller.asked();
    let shares = season_shares(&asked).await?;
    let delivered = super::households::delivered(&asked).await?;
    let bps = percentages(
        &shares
            .households
            .iter()
            .map(|part| part.share_fen)
            .collect::<Vec<_>>(),
    );
    let row = |(part, share_bp): (&SeasonPart, i64)| ShareRow {
        household: household(&asked, &part.code),
        href: format!("/office/households/{}", part.id),
        weight_g: delivered.get(&part.id).copied().unwrap_or_default(),
        share_bp,
        due_fen: part.share_fen,
        withheld_fen: part.recovered_fen,
        paid_fen: part.payable_fen,
        tag: String::new(),
        tag_kind: "",
    };
    let rows: Vec<ShareRow> = shares.households.iter().zip(bps).map(row).collect();
    let totals = season_totals(caller.app.database().read(), asked.scope()?).await?;
    let parts = [
        ("part-freight", shares.freight_fen),
        ("part-cooperative", shares.cooperative_fen),
        ("part-platform", shares.platform_fen),
        ("part-inspection", shares.inspection_fen),
        ("part-express", shares.express_fen),
        ("part-packing", shares.packing_fen),
        ("part-channel", shares.channel_fen),
    ];
    let show = Show {
        parts: all_parts(&asked, &parts),
        total: total(&rows, shares.pool_fen - shares.waiting_fen),
        rows,
        shares,
        households: totals.households,
        mu_hundredths: totals.mu_hundredths,
        tickets: totals.tickets,
        recorded_g: totals
            .products
            .iter()
            .map(|product| product.recorded.as_g())
            .sum(),
    };
    page(&caller.app, &caller.visitor, "office/season.html", &show)
}
