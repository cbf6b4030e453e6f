//! The pages of claims: those that wait, and one with its photographs and the office's answer.

use axum::extract::{Path, Query};
use axum::response::Response;
use exchange::retail::claim::ClaimError;
use ledger::Money;
use serde::{Deserialize, Serialize};

use super::actions::{self, ClaimRow, Claims, DecideClaimRequest};
use crate::asked::Asked;
use crate::caller::Caller;
use crate::error::Problem;
use crate::form::Form;
use crate::page::{page, page_after, see};

/// Claims of one page.
const PER_PAGE: u64 = 30;
/// Longest words that the form takes; the rule allows no more.
const WORDS_MAX: usize = exchange::retail::claim::WORDS_MAX;

/// Where to read on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    page: Option<u64>,
}

/// What the office thinks of giving back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Thought {
    amount: String,
}

#[derive(Serialize)]
struct Index {
    now: i64,
    #[serde(flatten)]
    claims: Claims,
    page: u64,
    pages: u64,
}

#[derive(Serialize)]
struct Show {
    now: i64,
    claim: ClaimRow,
    /// The amount on the button, in fen.
    amount_fen: i64,
}

/// The list.
pub async fn index(caller: Caller, Query(from): Query<From>) -> Result<Response, Problem> {
    let at = from.page.unwrap_or(1).max(1);
    let claims = actions::claims(&caller.asked(), (at, PER_PAGE)).await?;
    let show = Index {
        now: caller.app.now(),
        pages: claims.total.div_ceil(PER_PAGE),
        claims,
        page: at,
    };
    page(&caller.app, &caller.visitor, "office/claims.html", &show)
}

/// One claim; an amount that was thought of stands on the button.
pub async fn show(
    caller: Caller,
    (Path(claim), Query(thought)): (Path<i64>, Query<Thought>),
) -> Result<Response, Problem> {
    let asked = caller.asked();
    let claim = actions::claim(&asked, claim).await?;
    if thought.amount.is_empty() {
        return render(&asked, claim, (None, None));
    }
    let mut form = Form::filled([("amount".to_owned(), thought.amount)]);
    let amount = form.yuan("amount");
    let most = Money::fen(claim.left_fen);
    let result = match form.check() {
        Ok(()) if amount > most => Err(ClaimError::Amount { most }.into()),
        result => result,
    };
    match result {
        Ok(()) => render(&asked, claim, (Some(amount), None)),
        Err(problem) => render(&asked, claim, (None, Some((&form, &problem)))),
    }
}

/// Takes the office's answer.
pub async fn answer(
    caller: Caller,
    (Path(claim), mut form): (Path<i64>, Form),
) -> Result<Response, Problem> {
    let asked = caller.asked();
    let keyed = form.keyed(&caller.actor)?;
    let rejects = form.get("verdict") == "reject";
    let refund_fen = (!rejects).then(|| form.yuan("amount").as_fen());
    let words = match rejects {
        true => form.text("words", WORDS_MAX),
        false => form.get("words").to_owned(),
    };
    let request = DecideClaimRequest { refund_fen, words };
    let result = match form.check() {
        Ok(()) => actions::decide(&asked, keyed, (claim, &request)).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(_) => Ok(see(&format!("/office/claims/{claim}"))),
        Err(problem) => {
            let thought = request.refund_fen.map(Money::fen);
            let thought = thought.filter(|amount| *amount > Money::ZERO);
            match actions::claim(&asked, claim).await {
                Ok(claim) => render(&asked, claim, (thought, Some((&form, &problem)))),
                Err(_) => Err(problem),
            }
        }
    }
}

fn render(
    asked: &Asked<'_>,
    claim: ClaimRow,
    (amount, refused): (Option<Money>, Option<(&Form, &Problem)>),
) -> Result<Response, Problem> {
    let show = Show {
        now: asked.app.now(),
        amount_fen: amount.map_or(claim.suggested_fen, Money::as_fen),
        claim,
    };
    page_after(
        asked.app,
        asked.visitor,
        "office/claim.html",
        &show,
        refused,
    )
}
