//! How shops are paid: what providers owe and when it comes, and what waits for a person.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use catalog::scope::Scope;
use exchange::causes::whole_story;
use exchange::entity::{payment_event, provider_settlement, purchase, refund};
use exchange::retail::refund::RefundError;
use exchange::retail::{payment, refund as refunds, settlement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::caller::Caller;
use crate::error::Problem;
use crate::page::{page, see};
use crate::visitor::Visitor;

/// Rows of each list.
const ROWS: u64 = 60;

/// What a provider pays out for one day; sums in fen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SettlementRow {
    /// The number that its bank line carries.
    pub number: String,
    /// The provider.
    pub provider: String,
    /// The day, `YYYY-MM-DD` in Beijing.
    pub day: String,
    /// What buyers paid.
    pub paid_fen: i64,
    /// What the provider keeps.
    pub fee_fen: i64,
    /// What went back to buyers.
    pub refunded_fen: i64,
    /// What comes to custody.
    pub net_fen: i64,
    /// `expected` or `received`.
    pub state: &'static str,
}

/// Providers' settlements, the newest first.
///
/// # Errors
/// When the database does.
pub async fn settlements(conn: &impl ConnectionTrait) -> Result<Vec<SettlementRow>, Problem> {
    let rows = settlement::list(conn, ROWS).await?;
    Ok(rows.into_iter().map(row).collect())
}

fn row(settlement: provider_settlement::Model) -> SettlementRow {
    SettlementRow {
        number: settlement.number,
        provider: settlement.provider,
        day: settlement.day,
        paid_fen: settlement.paid_fen,
        fee_fen: settlement.fee_fen,
        refunded_fen: settlement.refunded_fen,
        net_fen: settlement.net_fen,
        state: settlement.state.as_str(),
    }
}

/// A payment that was heard of and not taken.
#[derive(Serialize)]
struct Heard {
    at: i64,
    provider: String,
    out_no: String,
    amount_fen: i64,
    reason: String,
}

/// A refund that the provider or the bank did not carry out.
#[derive(Serialize)]
struct Failed {
    id: i64,
    number: String,
    purchase: String,
    amount_fen: i64,
    at: i64,
}

#[derive(Serialize)]
struct Payments {
    settlements: Vec<SettlementRow>,
    refused: Vec<Heard>,
    failed: Vec<Failed>,
}

/// The page of payments.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let read = app.database().read();
    let heard = |event: payment_event::Model| Heard {
        at: event.at,
        provider: event.provider,
        out_no: event.out_no,
        amount_fen: event.amount_fen,
        reason: event.reason,
    };
    let refused = payment::refused_events(read, ROWS).await?;
    let payments = Payments {
        settlements: settlements(read).await?,
        refused: refused.into_iter().map(heard).collect(),
        failed: failed(read).await?,
    };
    page(&app, &visitor, "operator/payments.html", &payments)
}

async fn failed(read: &impl ConnectionTrait) -> Result<Vec<Failed>, Problem> {
    let rows = refunds::failed(read, Scope::Operator).await?;
    let ids = rows.iter().map(|row| row.purchase_id);
    let purchases = purchase::Entity::find()
        .filter(purchase::Column::Id.is_in(ids))
        .all(read)
        .await?;
    let numbers: BTreeMap<i64, String> = purchases
        .into_iter()
        .map(|row| (row.id, row.number))
        .collect();
    let view = |row: refund::Model| Failed {
        purchase: numbers.get(&row.purchase_id).cloned().unwrap_or_default(),
        id: row.id,
        number: row.number,
        amount_fen: row.amount_fen,
        at: row.at,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Lets a refund that failed be tried again.
pub async fn retry(caller: Caller, Path(id): Path<i64>) -> Result<Response, Problem> {
    let asked = caller.asked();
    let write = caller.app.database().write().await?;
    let who = (caller.actor.person_id, caller.app.now());
    let row = refunds::retry(&write, Scope::Operator, id, who)
        .await
        .map_err(refused)?;
    let detail = json!({ "name": row.number, "amount_fen": row.amount_fen });
    asked
        .noted(&*write, ("refund_retried", &format!("refund:{id}")), detail)
        .await?;
    write.commit().await?;
    caller.app.exchange().wake();
    Ok(see("/operator/payments"))
}

fn refused(error: RefundError) -> Problem {
    match error {
        RefundError::Unknown(_) => Problem::not_found(),
        RefundError::Refused { .. } => Problem::conflict("refund-not-failed"),
        other => Problem::broken(whole_story(&other)),
    }
}
