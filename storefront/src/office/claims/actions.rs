//! Claims as pages and programs read and answer them.

use exchange::entity::claim;
use exchange::retail::claim::view::{self, ClaimView};
use exchange::retail::claim::{Verdict, left_of, sent_of, subject, worth};
use ledger::{Grams, Money};
use serde::{Deserialize, Serialize};
use serde_json::{json, to_value};

use crate::asked::Asked;
use crate::error::Problem;
use crate::idempotency::{Answer, Begun, Keyed};
use crate::office::orders::{ConsignmentRow, LineRow, line, rows};

/// A claim and what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = OfficeClaimRow)]
pub struct ClaimRow {
    /// The claim.
    pub claim: i64,
    /// Its number as people say it.
    pub number: String,
    /// `open`, `resolved` or `rejected`.
    pub state: &'static str,
    /// When it was opened, in milliseconds since 1970.
    pub at: i64,
    /// How much is bad, in grams.
    pub weight_g: i64,
    /// What was sent of the line, in grams.
    pub sent_g: i64,
    /// What the weight is worth by the line's price, in fen, and no more than is left.
    pub suggested_fen: i64,
    /// What is left of the line's price, in fen: no more can go back.
    pub left_fen: i64,
    /// The buyer's words.
    pub words: String,
    /// The photographs, by id, under `/office/claims/{claim}/photos/{photo}`.
    pub photos: Vec<i64>,
    /// What goes back, in fen, once it was decided so.
    pub refund_fen: Option<i64>,
    /// Where what goes back is: `requested`, `sent`, `succeeded` or `failed`.
    pub refund_state: Option<&'static str>,
    /// The office's words to the buyer.
    pub decision: String,
    /// When it was decided.
    pub decided_at: Option<i64>,
    /// The line.
    pub line: LineRow,
    /// The parcel.
    pub consignment: ConsignmentRow,
}

/// A page of claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Claims {
    /// Those that wait first, the oldest on top; then the decided ones, the newest on top.
    pub claims: Vec<ClaimRow>,
    /// How many there are on all pages.
    pub total: u64,
}

/// The office's answer.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideClaimRequest {
    /// What goes back, in fen; absent or null to reject.
    pub refund_fen: Option<i64>,
    /// Words to the buyer; a rejection needs them.
    #[serde(default)]
    pub words: String,
}

/// Where a claim stands.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ClaimDecided {
    /// The claim.
    pub claim: i64,
    /// Its number.
    pub number: String,
    /// `resolved` or `rejected`.
    pub state: &'static str,
    /// What goes back, in fen.
    pub refund_fen: Option<i64>,
}

/// The claims of the asker's cooperative.
///
/// # Errors
/// `403` for people of no cooperative.
pub async fn claims(asked: &Asked<'_>, page: (u64, u64)) -> Result<Claims, Problem> {
    let read = asked.app.database().read();
    let (found, total) = view::claims(read, asked.scope()?, page, asked.app.now()).await?;
    Ok(Claims {
        claims: described(asked, &found).await?,
        total,
    })
}

/// One claim.
///
/// # Errors
/// `404` where the asker may not see it.
pub async fn claim(asked: &Asked<'_>, claim_id: i64) -> Result<ClaimRow, Problem> {
    let read = asked.app.database().read();
    let found = view::claim(read, asked.scope()?, claim_id, asked.app.now()).await?;
    let found = vec![found.ok_or_else(Problem::not_found)?];
    let rows = described(asked, &found).await?;
    rows.into_iter().next().ok_or_else(Problem::not_found)
}

async fn described(asked: &Asked<'_>, found: &[ClaimView]) -> Result<Vec<ClaimRow>, Problem> {
    let parcels: Vec<_> = found.iter().map(|view| view.parcel.clone()).collect();
    let consignments = rows(asked, &parcels).await?;
    let described = found.iter().zip(consignments);
    described
        .map(|(view, consignment)| row(asked, view, consignment))
        .collect()
}

fn row(
    asked: &Asked<'_>,
    view: &ClaimView,
    consignment: ConsignmentRow,
) -> Result<ClaimRow, Problem> {
    let (row, of) = (&view.claim, &view.line.row);
    let weight = Grams::new(row.weight_g).map_err(Problem::broken)?;
    Ok(ClaimRow {
        claim: row.id,
        number: row.number.clone(),
        state: row.state.as_str(),
        at: row.at,
        weight_g: row.weight_g,
        sent_g: sent_of(of).map_err(Problem::broken)?.as_g(),
        suggested_fen: worth(of, weight).map_err(Problem::broken)?.as_fen(),
        left_fen: left_of(of).map_err(Problem::broken)?.as_fen(),
        words: row.words.clone(),
        photos: view.photos.clone(),
        refund_fen: view.refund.as_ref().map(|refund| refund.amount_fen),
        refund_state: view.refund.as_ref().map(|refund| refund.state.as_str()),
        decision: row.decision.clone(),
        decided_at: row.decided_at,
        line: line(asked, &view.line),
        consignment,
    })
}

/// Answers a claim: so much goes back, or why nothing does.
///
/// # Errors
/// `404` for others' claims, `409` for a decided one, `422` for an amount beyond the line or a
/// rejection without words.
pub async fn decide(
    asked: &Asked<'_>,
    keyed: Keyed,
    (claim_id, request): (i64, &DecideClaimRequest),
) -> Result<Answer, Problem> {
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let now = asked.app.now();
    let verdict = match request.refund_fen {
        Some(fen) => Verdict::GiveBack(Money::fen(fen)),
        None => Verdict::Reject,
    };
    let row: claim::Model = exchange::retail::claim::decide(
        &turn.write,
        (asked.scope()?, claim_id),
        (&verdict, &request.words),
        (asked.actor.person_id, now),
    )
    .await?;
    let action = match verdict {
        Verdict::GiveBack(_) => "claim-given-back",
        Verdict::Reject => "claim-rejected",
    };
    let detail = json!({ "what": row.number, "refund_fen": request.refund_fen });
    asked
        .noted(&*turn.write, (action, &subject(row.id)), detail)
        .await?;
    let decided = ClaimDecided {
        claim: row.id,
        number: row.number,
        state: row.state.as_str(),
        refund_fen: request.refund_fen,
    };
    let answer = Answer::ok(to_value(decided).map_err(Problem::broken)?);
    turn.finish(answer, now).await
}
