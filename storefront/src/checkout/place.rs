//! A cart becomes a purchase, for pages and programs alike; then the buyer is led to the payment.

use std::time::Duration;

use catalog::address::Address;
use exchange::entity::purchase;
use exchange::retail::cart::{self, Owner};
use exchange::retail::payment::{self, PaymentError, TRANSFER};
use exchange::retail::provider::{Offer, ProviderError};
use exchange::retail::purchase::{self as purchases, Language, PlaceAsk, Placed, Route};
use ledger::Money;
use rand::Rng;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::Problem;
use crate::guest::Buyer;
use crate::idempotency::{Answer, Begun, Keyed, Turn};
use crate::limits;
use crate::render::Lang;

/// Letters and digits of a look-up code: none that is taken for another when read aloud or copied.
const CODE_SIGNS: &[u8] = b"ACDEFGHJKLMNPQRTUVWXY34679";
/// How many signs a code has.
const CODE_LENGTH: usize = 6;
/// How long a form waits for the same form that was sent a moment before, and how often it looks.
const PATIENCE: Duration = Duration::from_secs(20);
/// See [`PATIENCE`].
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What a buyer submits.
#[derive(Clone, Debug)]
pub struct PlaceAsked {
    /// Where it goes.
    pub address: Address,
    /// Where mails go; empty for none.
    pub email: String,
    /// What the buyer adds.
    pub note: String,
    /// The way of paying.
    pub route: Route,
    /// What the buyer saw that it costs.
    pub expected_total: Money,
    /// The cart that the buyer saw; the open one where a program does not say.
    pub cart: Option<i64>,
}

/// A purchase that waits for its payment.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PlacedView {
    /// Its number.
    pub number: String,
    /// The code by which it is found again, with the telephone.
    pub code: String,
    /// `provider` or `transfer`.
    pub route: String,
    /// What it costs.
    pub total_fen: i64,
    /// Until when its goods are held, in milliseconds since 1970.
    pub expires_at: i64,
    /// The memo code of a transfer.
    pub memo_code: Option<String>,
}

/// Places the buyer's cart.
///
/// # Errors
/// `409` where something stands in the way or costs another sum now; nothing has happened then.
pub async fn place(buyer: &Buyer, keyed: Keyed, asked: &PlaceAsked) -> Result<Answer, Problem> {
    let turn = match begin(&buyer.app, keyed.clone()).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let app = &buyer.app;
    let now = app.now();
    app.limits()
        .take(limits::Deed::Purchase, &keyed.actor, now)?;
    let placed = placed(buyer, &turn, asked, now).await;
    let placed = match placed {
        Ok(placed) => placed,
        Err(problem) => {
            app.limits().give_back(limits::Deed::Purchase, &keyed.actor);
            return Err(problem);
        }
    };
    let view = view(&placed);
    let deed = Deed {
        action: "purchase-placed",
        subject: &format!("purchase:{}", placed.purchase.id),
        detail: json!({ "number": view.number, "total_fen": view.total_fen }),
    };
    audit::write(&*turn.write, &buyer.visitor, &deed, now).await?;
    let body = serde_json::to_value(&view).map_err(Problem::broken)?;
    turn.finish(Answer::created(body), now).await
}

/// Begins a change; the second of two equal forms waits for what the first one comes to.
async fn begin(app: &App, keyed: Keyed) -> Result<Begun, Problem> {
    let mut waited = Duration::ZERO;
    loop {
        match app.begin(keyed.clone()).await {
            Err(problem) if problem.code == "idempotency-in-flight" && waited < PATIENCE => {
                tokio::time::sleep(LOOK_EVERY).await;
                waited += LOOK_EVERY;
            }
            begun => return begun,
        }
    }
}

async fn placed(
    buyer: &Buyer,
    turn: &Turn,
    asked: &PlaceAsked,
    now: i64,
) -> Result<Placed, Problem> {
    let owner = buyer
        .owner()
        .ok_or_else(|| Problem::conflict("cart-empty"))?;
    let open = cart::locked(&turn.write, owner).await?;
    let cart_id = match asked.cart {
        Some(seen) if cart::is_of(&*turn.write, owner, seen).await? => Some(seen),
        _ => open,
    };
    let cart_id = cart_id.ok_or_else(|| Problem::conflict("cart-empty"))?;
    let ask = PlaceAsk {
        cart_id,
        guest_id: match owner {
            Owner::Guest(guest) => Some(guest),
            Owner::Person(_) => None,
        },
        person_id: buyer.person,
        name: asked.address.name.clone(),
        phone: asked.address.phone.as_str().to_owned(),
        email: asked.email.clone(),
        district_code: asked.address.place.code().to_string(),
        street: asked.address.street.clone(),
        note: asked.note.clone(),
        code: new_code(),
        route: asked.route,
        provider: provider_of(&buyer.app, asked.route)?.to_owned(),
        language: match buyer.visitor.lang {
            Lang::Chinese => Language::Zh,
            Lang::English => Language::En,
        },
        expected_total: asked.expected_total,
        now,
    };
    Ok(purchases::place(&turn.write, &ask).await?)
}

/// The provider of a way of paying.
fn provider_of(app: &App, route: Route) -> Result<&'static str, Problem> {
    let mut names = app.exchange().providers.names();
    let found = match route {
        Route::Transfer => names.find(|name| *name == TRANSFER),
        Route::Provider => names.find(|name| *name != TRANSFER),
    };
    found.ok_or_else(|| Problem::field("route", "unknown-choice"))
}

/// Whether a way of paying is open here.
pub fn has_route(app: &App, route: Route) -> bool {
    provider_of(app, route).is_ok()
}

fn new_code() -> String {
    let mut random = rand::rng();
    let sign = |_| char::from(CODE_SIGNS[random.random_range(0..CODE_SIGNS.len())]);
    (0..CODE_LENGTH).map(sign).collect()
}

fn view(placed: &Placed) -> PlacedView {
    let purchase = &placed.purchase;
    let transfer = purchase.route == Route::Transfer;
    PlacedView {
        number: purchase.number.clone(),
        code: purchase.code.clone(),
        route: purchase.route.as_str().to_owned(),
        total_fen: purchase.total_fen,
        expires_at: purchase.expires_at,
        memo_code: transfer.then(|| placed.attempt.out_no.clone()),
    }
}

/// Where the buyer goes to pay: the provider's page, or the purchase's own page for a transfer, and
/// where the provider is away.
///
/// # Errors
/// When the database does.
pub async fn way_to_pay(app: &App, number: &str) -> Result<String, Problem> {
    let own = format!("/orders/{number}");
    match pay_url(app, number).await {
        Ok(Some(url)) => Ok(url),
        Ok(None) => Ok(own),
        Err(PaymentError::NotOpen(_)) => Ok(own),
        Err(PaymentError::Provider(ProviderError::Away(cause))) => {
            tracing::warn!(%cause, number, "a provider cannot be reached");
            Ok(format!("{own}?said=away"))
        }
        Err(error) => Err(error.into()),
    }
}

/// The address of the provider's page for a purchase; none for a transfer.
///
/// # Errors
/// `NotOpen` for a purchase that waits for no payment, `Provider` where it is away.
pub async fn pay_url(app: &App, number: &str) -> Result<Option<String>, PaymentError> {
    let row = purchase::Entity::find()
        .filter(purchase::Column::Number.eq(number))
        .one(app.database().read())
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    // A path alone: the buyer stays on the host of the shop that the cart is at.
    let back = format!("/orders/{number}/paid");
    let providers = &app.exchange().providers;
    let offer = payment::open(app.database(), providers, (row.id, &back), app.now()).await?;
    Ok(match offer {
        Offer::Redirect(url) => Some(url),
        Offer::Transfer { .. } => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_six_signs_that_cannot_be_taken_for_others() {
        for _ in 0..200 {
            let code = new_code();
            assert_eq!(code.len(), CODE_LENGTH);
            assert!(!code.contains(|sign| "01258BIOSZ".contains(sign)), "{code}");
        }
        assert_ne!(new_code(), new_code());
    }
}
