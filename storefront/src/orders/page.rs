//! The page of one purchase, and its forms.

use axum::extract::{Path, Query};
use axum::response::Response;
use exchange::entity::payment_attempt;
use exchange::retail::payment::{self, PaymentError, TRANSFER};
use exchange::retail::provider::ProviderError;
use serde::{Deserialize, Serialize};

use super::actions::{self, Account, CancelAsked, ClaimAsked, LineAsked};
use super::upload::Photographed;
use super::view::{OrderView, found, order_view};
use crate::checkout::way_to_pay;
use crate::error::Problem;
use crate::form::Form;
use crate::guest::Buyer;
use crate::idempotency::Answer;
use crate::page::{page_after, see};

/// What the page says on top.
#[derive(Debug, Default, Deserialize)]
pub struct Said {
    /// `unpaid` when the browser came back and nobody had paid; `away` when the provider did not answer.
    said: Option<String>,
}

#[derive(Serialize)]
struct OrderPage {
    order: OrderView,
    said: String,
    /// Whether all that is still to come is money that goes back: nothing waits for an answer, and the
    /// money is not stuck.
    going_back: bool,
    /// Which of the forms stands open because it was refused.
    opened: &'static str,
    now: i64,
}

/// One purchase.
pub async fn show(
    buyer: Buyer,
    Path(number): Path<String>,
    Query(said): Query<Said>,
) -> Result<Response, Problem> {
    let said = said.said.unwrap_or_default();
    render(&buyer, &number, (&said, "", None)).await
}

async fn render(
    buyer: &Buyer,
    number: &str,
    (said, opened, refused): (&str, &'static str, Option<(&Form, &Problem)>),
) -> Result<Response, Problem> {
    let known = ["unpaid", "away"].contains(&said);
    let order = order_view(buyer, number).await?;
    let mut claims = order.parcels.iter().flat_map(|parcel| &parcel.claims);
    let asked = claims.any(|claim| claim.state == "open");
    let stuck = order.refunds.iter().any(|refund| refund.state == "failed");
    let page = OrderPage {
        going_back: order.state == "after_sale" && !asked && !stuck,
        order,
        said: if known {
            said.to_owned()
        } else {
            String::new()
        },
        opened,
        now: buyer.app.now(),
    };
    let (app, visitor) = (&buyer.app, &buyer.visitor);
    page_after(app, visitor, "orders/order.html", &page, refused)
}

/// The browser comes back from the provider's page: whatever it says, the provider is asked.
pub async fn came_back(buyer: Buyer, Path(number): Path<String>) -> Result<Response, Problem> {
    let whole = found(&buyer, &number).await?;
    let asked = |attempt: &&payment_attempt::Model| {
        attempt.state == payment_attempt::State::Asked && attempt.provider != TRANSFER
    };
    let own = format!("/orders/{number}");
    let Some(attempt) = whole.attempts.iter().rfind(asked) else {
        return Ok(see(&own));
    };
    let (app, now) = (&buyer.app, buyer.app.now());
    let providers = &app.exchange().providers;
    let heard = payment::look(app.database(), providers, &attempt.out_no, now).await;
    match heard {
        Ok(payment::Heard::Paid(_)) => {
            app.exchange().wake();
            Ok(see(&own))
        }
        Ok(payment::Heard::Waiting | payment::Heard::Closed) => {
            Ok(see(&format!("{own}?said=unpaid")))
        }
        Err(PaymentError::Provider(ProviderError::Away(_))) => Ok(see(&format!("{own}?said=away"))),
        Err(error) => Err(error.into()),
    }
}

/// Leads to the provider's page.
pub async fn pay(buyer: Buyer, Path(number): Path<String>) -> Result<Response, Problem> {
    found(&buyer, &number).await?;
    Ok(see(&way_to_pay(&buyer.app, &number).await?))
}

/// After a form: the purchase again, with the form open where it was refused.
async fn after(
    buyer: &Buyer,
    number: &str,
    (opened, form, outcome): (&'static str, &Form, Result<Answer, Problem>),
) -> Result<Response, Problem> {
    match outcome {
        Ok(_) => Ok(see(&format!("/orders/{number}"))),
        Err(problem) if problem.status.is_server_error() => Err(problem),
        Err(problem) => render(buyer, number, ("", opened, Some((form, &problem)))).await,
    }
}

/// Takes all of it back, or packs of its lines.
pub async fn cancel(
    buyer: Buyer,
    Path(number): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    found(&buyer, &number).await?;
    let keyed = form.keyed_in(buyer.key_space()?)?;
    let outcome = match cancel_asked(&form) {
        Ok(asked) => actions::cancel(&buyer, keyed, (&number, &asked)).await,
        Err(problem) => Err(problem),
    };
    after(&buyer, &number, ("cancel", &form, outcome)).await
}

fn cancel_asked(form: &Form) -> Result<CancelAsked, Problem> {
    if form.get("what") == "whole" {
        return Ok(CancelAsked::default());
    }
    let mut lines = Vec::new();
    for line in form.numbers("line-") {
        let field = format!("line-{line}");
        let typed = form.get(&field);
        match typed.parse::<i64>() {
            Ok(packs) if packs >= 0 => lines.push(LineAsked { line, packs }),
            _ if typed.is_empty() => {}
            _ => return Err(Problem::field(&field, "packs-number")),
        }
    }
    lines.retain(|line| line.packs > 0);
    if lines.is_empty() {
        return Err(Problem::field("lines", "cancel-nothing"));
    }
    Ok(CancelAsked { lines: Some(lines) })
}

/// Says that a parcel is there.
pub async fn received(
    buyer: Buyer,
    Path(number): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    found(&buyer, &number).await?;
    let keyed = form.keyed_in(buyer.key_space()?)?;
    let outcome = actions::received(&buyer, keyed, (&number, form.get("parcel"))).await;
    after(&buyer, &number, ("received", &form, outcome)).await
}

/// Hands in a claim of bad goods.
pub async fn claim(
    buyer: Buyer,
    Path(number): Path<String>,
    photographed: Photographed,
) -> Result<Response, Problem> {
    found(&buyer, &number).await?;
    let Photographed { mut form, photos } = photographed;
    let keyed = form
        .keyed_in(buyer.key_space()?)?
        .with_bytes(photos.iter().map(Vec::as_slice));
    let weight = form.jin("weight");
    let words = form.get("words").to_owned();
    let line = form.get("line").parse().unwrap_or_default();
    let outcome = match form.check() {
        Ok(()) => {
            let asked = ClaimAsked {
                line,
                weight_g: weight.as_g(),
                words,
                photos,
            };
            actions::claim(&buyer, keyed, (&number, asked)).await
        }
        Err(problem) => Err(problem),
    };
    after(&buyer, &number, ("claim", &form, outcome)).await
}

/// Names the account that refunds by transfer go to.
pub async fn account(
    buyer: Buyer,
    Path(number): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    found(&buyer, &number).await?;
    let keyed = form.keyed_in(buyer.key_space()?)?;
    let asked = Account {
        holder: form.get("holder").to_owned(),
        bank_name: form.get("bank_name").to_owned(),
        bank_account: form.get("bank_account").to_owned(),
    };
    let outcome = actions::set_account(&buyer, keyed, (&number, &asked)).await;
    after(&buyer, &number, ("account", &form, outcome)).await
}
