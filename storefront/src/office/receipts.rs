//! Warehouse receipts: asked for over a lot's goods, issued by the desk, cancelled while nobody took them.

use axum::extract::Path;
use axum::response::Response;
use catalog::entity::lot;
use catalog::products;
use catalog::receipts::{self as goods, ReceiptRequest, ReceiptView};
use catalog::scope::Scope;
use exchange::funds::{self, ReceiptInstruction, Wish};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::lots;
use crate::app::App;
use crate::asked::Asked;
use crate::caller::Caller;
use crate::error::Problem;
use crate::form::Form;
use crate::idempotency::{Answer, Begun, Keyed};
use crate::page::see;

/// A receipt that a cooperative wants.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptWish {
    /// The instrument's code, such as `HS-1`.
    pub instrument: String,
    /// The root lot's code, or its id.
    pub lot: String,
    /// Whole contracts.
    pub contracts: i64,
    /// The grades to draw from; none named means every grade that the instrument accepts.
    #[serde(default)]
    pub grades: Vec<String>,
}

/// A receipt as pages and programs see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ReceiptRow {
    /// Its id, which is its number at the desk.
    pub id: i64,
    /// The instrument's code.
    pub instrument: String,
    /// The root lot's id.
    pub lot_id: i64,
    /// The root lot's code.
    pub lot: String,
    /// Contracts from the beginning.
    pub contracts: i64,
    /// Contracts that deals took.
    pub gone: i64,
    /// Contracts that are left.
    pub left: i64,
    /// Grams from the beginning.
    pub grams: i64,
    /// The grades that it draws from.
    pub grades: String,
    /// `requested`, `issued`, `refused`, `cancelling` or `cancelled`.
    pub state: &'static str,
    /// When it was asked for, in milliseconds since 1970.
    pub created_at: i64,
}

/// The cooperative's receipts, newest first.
///
/// # Errors
/// When the database does.
pub async fn receipts(asked: &Asked<'_>) -> Result<Vec<ReceiptRow>, Problem> {
    let views = goods::receipts(asked.app.database().read(), asked.scope()?).await?;
    Ok(views.iter().rev().map(|view| row(asked, view)).collect())
}

fn row(asked: &Asked<'_>, view: &ReceiptView) -> ReceiptRow {
    let grades: Vec<String> = view
        .lots
        .iter()
        .map(|part| asked.grade(&part.grade))
        .collect();
    ReceiptRow {
        id: view.receipt.id,
        instrument: view.instrument_code.clone(),
        lot_id: view.receipt.root_lot_id,
        lot: view.root_code.clone(),
        contracts: view.receipt.contracts,
        gone: view.receipt.contracts_gone,
        left: view.receipt.contracts - view.receipt.contracts_gone,
        grams: view.lots.iter().map(|part| part.grams.as_g()).sum(),
        grades: grades.join(&asked.words("office-and", &[])),
        state: view.receipt.state.as_str(),
        created_at: view.receipt.created_at,
    }
}

/// Holds the goods and asks the desk for a receipt over them.
///
/// # Errors
/// `422` beside the field that can mend it.
pub async fn request_receipt(
    asked: &Asked<'_>,
    keyed: Keyed,
    wish: &ReceiptWish,
) -> Result<Answer, Problem> {
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let (now, scope) = (asked.app.now(), asked.scope()?);
    let instrument = products::instrument_by_code(&*turn.write, &wish.instrument).await?;
    let instrument =
        instrument.ok_or_else(|| Problem::field("instrument", "receipt-instrument-unknown"))?;
    let root = root_lot(&*turn.write, scope, &wish.lot).await?;
    let request = ReceiptRequest {
        instrument_id: instrument.instrument.id,
        root_lot_id: root.id,
        contracts: wish.contracts,
        grades: wish.grades.clone(),
    };
    let receipt = goods::request_receipt(&turn.write, scope, &request, now).await?;
    let instruction = ReceiptInstruction {
        organisation_id: receipt.cooperative_id,
        receipt_id: receipt.id,
        wish: Wish::Issue,
        now,
    };
    let number = funds::request_receipt(&turn.write, &instruction).await?;
    let detail =
        json!({ "what": root.code, "instrument": wish.instrument, "contracts": wish.contracts });
    let subject = format!("receipt:{}", receipt.id);
    asked
        .noted(&*turn.write, ("receipt-requested", &subject), detail)
        .await?;
    let answer =
        json!({ "receipt": receipt.id, "state": receipt.state.as_str(), "instruction": number });
    let answer = turn.finish(Answer::created(answer), now).await?;
    asked.app.exchange().wake();
    Ok(answer)
}

/// Asks the desk to give a receipt's goods back.
///
/// # Errors
/// `409` for a receipt that is not issued.
pub async fn cancel_receipt(
    asked: &Asked<'_>,
    keyed: Keyed,
    receipt_id: i64,
) -> Result<Answer, Problem> {
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let now = asked.app.now();
    let receipt = goods::receipt_cancelling(&turn.write, asked.scope()?, receipt_id).await?;
    let instruction = ReceiptInstruction {
        organisation_id: receipt.cooperative_id,
        receipt_id,
        wish: Wish::Cancel,
        now,
    };
    let number = funds::request_receipt(&turn.write, &instruction).await?;
    let subject = format!("receipt:{receipt_id}");
    asked
        .noted(
            &*turn.write,
            ("receipt-asked-back", &subject),
            json!({ "what": receipt_id }),
        )
        .await?;
    let answer =
        json!({ "receipt": receipt_id, "state": receipt.state.as_str(), "instruction": number });
    let answer = turn.finish(Answer::ok(answer), now).await?;
    asked.app.exchange().wake();
    Ok(answer)
}

/// A root lot by its code or its id.
///
/// # Errors
/// `422` beside the field `lot`.
pub async fn root_lot(
    connection: &impl ConnectionTrait,
    scope: Scope,
    named: &str,
) -> Result<lot::Model, Problem> {
    let visible = lot::Entity::find()
        .filter(scope.cooperative_rows(lot::Column::CooperativeId))
        .filter(lot::Column::RootId.is_null());
    let by_code = visible
        .clone()
        .filter(lot::Column::Code.eq(named))
        .one(connection)
        .await?;
    let found = match (by_code, named.parse::<i64>()) {
        (Some(lot), _) => Some(lot),
        (None, Ok(id)) => {
            visible
                .filter(lot::Column::Id.eq(id))
                .one(connection)
                .await?
        }
        (None, Err(_)) => None,
    };
    found.ok_or_else(|| Problem::field("lot", "receipt-lot-unknown"))
}

/// Asks for a receipt, and comes back to the lot.
pub async fn request(caller: Caller, mut form: Form) -> Result<Response, Problem> {
    let asked = caller.asked();
    let keyed = form.keyed(&caller.actor)?;
    let contracts = i64::from(form.positive("contracts"));
    let lot = form.text("lot", 40);
    let named = form.get("grades");
    let grades = if named.is_empty() {
        Vec::new()
    } else {
        vec![named.to_owned()]
    };
    let wish = ReceiptWish {
        instrument: form.text("instrument", 20),
        lot: lot.clone(),
        contracts,
        grades,
    };
    let result = match form.check() {
        Ok(()) => request_receipt(&asked, keyed, &wish).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(_) => {
            settled(&caller.app).await;
            Ok(see(&format!("/office/lots/{lot}#receipts")))
        }
        Err(problem) => {
            let again = lots::page_of(&asked, &lot, Some((&form, &problem))).await;
            again.map_err(|_| problem)
        }
    }
}

/// Asks a receipt back, and comes back to the lots.
pub async fn cancel(
    caller: Caller,
    (Path(receipt), form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let asked = caller.asked();
    cancel_receipt(&asked, form.keyed(&caller.actor)?, receipt).await?;
    settled(&caller.app).await;
    Ok(see("/office/lots#receipts"))
}

/// Lets the desk answer before the page is shown; it would a moment later by itself.
async fn settled(app: &App) {
    if let Err(cause) = app.exchange().settle_now().await {
        tracing::warn!(%cause, "the page is shown before the desk has answered");
    }
}
