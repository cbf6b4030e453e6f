//! The cart's page and its forms, one for each line.

use axum::extract::Path;
use axum::response::Response;
use serde::Serialize;

use super::actions::{self, Wanted};
use super::view::{CartView, cart_view};
use crate::error::Problem;
use crate::form::Form;
use crate::guest::Buyer;
use crate::page::{page_after, see};
use crate::render::Lang;

#[derive(Serialize)]
struct CartPage {
    cart: CartView,
    /// What was to be added when that was refused.
    adding: Option<Adding>,
}

/// A retail unit that could not be added as asked.
#[derive(Serialize)]
struct Adding {
    sku: i64,
    shop: String,
    name: String,
    open: bool,
}

/// What is in the cart and what it costs.
pub async fn show(buyer: Buyer) -> Result<Response, Problem> {
    render(&buyer, None, None).await
}

async fn render(
    buyer: &Buyer,
    adding: Option<Adding>,
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let cart = cart_view(buyer).await?;
    let page = CartPage { cart, adding };
    let (app, visitor) = (&buyer.app, &buyer.visitor);
    page_after(app, visitor, "cart/cart.html", &page, refused).map(|page| buyer.answer(page))
}

/// Puts packs from a product's page into the cart.
pub async fn add(mut buyer: Buyer, mut form: Form) -> Result<Response, Problem> {
    let sku = form.get("sku").parse().map_err(|_| Problem::not_found())?;
    let added = match packs(&mut form, "packs") {
        Ok(packs) => actions::add(&mut buyer, &Wanted { sku, packs }).await,
        Err(problem) => Err(problem),
    };
    match added {
        Ok(()) => Ok(buyer.answer(see("/cart"))),
        Err(problem) if problem.fields.is_empty() && problem.code == "not-found" => Err(problem),
        Err(problem) => {
            let adding = adding(&buyer, sku).await?;
            render(&buyer, Some(adding), Some((&form, &problem))).await
        }
    }
}

async fn adding(buyer: &Buyer, number: i64) -> Result<Adding, Problem> {
    let found = catalog::products::sku(buyer.app.database().read(), number).await?;
    let sku = found.ok_or_else(Problem::not_found)?.sku;
    Ok(Adding {
        sku: sku.number,
        shop: sku.shop,
        name: match buyer.visitor.lang {
            Lang::Chinese => sku.name_zh,
            Lang::English => sku.name_en,
        },
        open: sku.closed_reason.is_none(),
    })
}

/// Says how many packs of a line there are to be, by its buttons or its field.
pub async fn change(
    buyer: Buyer,
    Path(sku): Path<i64>,
    mut form: Form,
) -> Result<Response, Problem> {
    // A button's own number goes before that of the field beside it.
    let field = if form.get("to").is_empty() {
        "packs"
    } else {
        "to"
    };
    let changed = match packs(&mut form, field) {
        Ok(packs) => actions::change(&buyer, &Wanted { sku, packs }).await,
        Err(problem) => Err(problem),
    };
    match changed {
        Ok(()) => Ok(see(&format!("/cart#line-{sku}"))),
        Err(problem) => {
            let (form, problem) = at_line(sku, form, problem);
            render(&buyer, None, Some((&form, &problem))).await
        }
    }
}

/// Every line has a field `packs`: what was typed goes back to the line that it was typed at.
fn at_line(sku: i64, form: Form, mut problem: Problem) -> (Form, Problem) {
    let field = format!("packs-{sku}");
    for fault in &mut problem.fields {
        fault.field.clone_from(&field);
    }
    let typed = form.exact("packs").to_owned();
    (Form::filled([(field, typed)]), problem)
}

/// Takes a line out.
pub async fn remove(buyer: Buyer, Path(sku): Path<i64>) -> Result<Response, Problem> {
    actions::remove(&buyer, sku).await?;
    Ok(see("/cart"))
}

/// The number of packs in a field; whether it is a right one is the cart's to say.
fn packs(form: &mut Form, field: &str) -> Result<i64, Problem> {
    let typed = form.get(field).to_owned();
    match typed.parse::<i64>() {
        Ok(packs) if packs >= 0 => Ok(packs),
        _ => {
            let code = if typed.is_empty() {
                "empty"
            } else {
                "packs-number"
            };
            Err(Problem::field("packs", code))
        }
    }
}
