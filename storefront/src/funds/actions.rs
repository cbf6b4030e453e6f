//! How a member moves its money, the same for pages and programs.

use exchange::funds::{self, Request, withdrawal};
use ledger::Money;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json, to_value};

use crate::audit::{self, Deed};
use crate::error::Problem;
use crate::error::funds::short;
use crate::idempotency::{Answer, Begun, Turn};
use crate::market::{Trade, member_of, trading_member};

/// A sum to move.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// The sum in fen, above zero.
    pub amount_fen: i64,
}

/// A move between cash and desk that is on its way.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Moved {
    /// The instruction's number; `GET /api/v1/funds` tells what became of it.
    pub instruction: i64,
    /// The sum in fen.
    pub amount_fen: i64,
}

/// A withdrawal that waits for the next bank file.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct WithdrawalAsked {
    /// Its number.
    pub withdrawal: i64,
    /// The sum in fen.
    pub amount_fen: i64,
}

/// Sends cash to the desk.
///
/// # Errors
/// `409` if there is less cash.
pub async fn to_desk(trade: &Trade<'_>, amount: Money) -> Result<Answer, Problem> {
    let organisation_id = trading(trade).await?;
    let now = trade.app.now();
    let turn = match trade.app.begin(trade.keyed.clone()).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let request = Request {
        organisation_id,
        amount,
        now,
    };
    let instruction = funds::request_credit(&turn.write, &request).await?;
    moved(trade, turn, ("funds-to-desk", instruction, amount)).await
}

/// Asks the desk for money back.
///
/// # Errors
/// `409` if less is free at the desk.
pub async fn from_desk(trade: &Trade<'_>, amount: Money) -> Result<Answer, Problem> {
    let organisation_id = trading(trade).await?;
    let now = trade.app.now();
    let turn = match trade.app.begin(trade.keyed.clone()).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let member = member_of(organisation_id)?;
    let available = Money::fen(trade.app.desk().funds(member).await?.available_fen);
    // The desk decides again when it gets there; this only spares the member the wait.
    if available < amount {
        return Err(short("funds-short-at-desk", amount, available));
    }
    let request = Request {
        organisation_id,
        amount,
        now,
    };
    let instruction = funds::request_debit(&turn.write, &request).await?;
    moved(trade, turn, ("funds-from-desk", instruction, amount)).await
}

async fn moved(
    trade: &Trade<'_>,
    turn: Turn,
    (action, instruction, amount): (&str, i64, Money),
) -> Result<Answer, Problem> {
    let amount_fen = amount.as_fen();
    let deed = Deed {
        action,
        subject: &format!("instruction:{instruction}"),
        detail: json!({ "amount_fen": amount_fen }),
    };
    audit::write(&*turn.write, trade.visitor, &deed, trade.app.now()).await?;
    let body = to_value(Moved {
        instruction,
        amount_fen,
    })
    .map_err(Problem::broken)?;
    let answer = turn.finish(Answer::created(body), trade.app.now()).await?;
    trade.app.exchange().wake();
    Ok(answer)
}

/// Asks for cash on the registered bank account.
///
/// # Errors
/// `409` if there is less cash.
pub async fn withdraw(trade: &Trade<'_>, amount: Money) -> Result<Answer, Problem> {
    let organisation_id = trading(trade).await?;
    let (now, person_id) = (trade.app.now(), trade.actor.person_id);
    let turn = match trade.app.begin(trade.keyed.clone()).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let asked = withdrawal::Withdraw {
        organisation_id,
        amount,
        person_id,
        now,
    };
    let withdrawal = withdrawal::request_withdrawal(&turn.write, &asked).await?;
    let amount_fen = amount.as_fen();
    let deed = Deed {
        action: "withdrawal-asked",
        subject: &format!("withdrawal:{withdrawal}"),
        detail: json!({ "amount_fen": amount_fen }),
    };
    audit::write(&*turn.write, trade.visitor, &deed, now).await?;
    turn.finish(
        Answer::created(
            to_value(WithdrawalAsked {
                withdrawal,
                amount_fen,
            })
            .map_err(Problem::broken)?,
        ),
        now,
    )
    .await
}

/// Takes a withdrawal back before a bank file carries it.
///
/// # Errors
/// `409` if it is not there, or no longer open.
pub async fn cancel(trade: &Trade<'_>, withdrawal: i64) -> Result<Answer, Problem> {
    let organisation_id = trade.actor.organisation()?;
    let now = trade.app.now();
    let turn = match trade.app.begin(trade.keyed.clone()).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    withdrawal::cancel_withdrawal(&turn.write, organisation_id, withdrawal).await?;
    let deed = Deed {
        action: "withdrawal-cancelled",
        subject: &format!("withdrawal:{withdrawal}"),
        detail: Value::Null,
    };
    audit::write(&*turn.write, trade.visitor, &deed, now).await?;
    turn.finish(Answer::ok(json!({ "withdrawal": withdrawal })), now)
        .await
}

/// The organisation of a member that is verified.
async fn trading(trade: &Trade<'_>) -> Result<i64, Problem> {
    trading_member(trade.app, trade.actor)
        .await
        .map(|member| i64::from(member.get()))
}
