//! Purchases of this buyer, and the way back to one by telephone and code.

use axum::extract::Query;
use axum::response::Response;
use exchange::retail::view::{PurchaseRow, purchases_of};
use serde::{Deserialize, Serialize};

use super::actions;
use super::view::access;
use crate::error::Problem;
use crate::form::Form;
use crate::guest::Buyer;
use crate::page::{page_after, see};
use crate::render::Lang;

/// Purchases of one page.
const PAGE: u64 = 20;

/// Which part of the list.
#[derive(Debug, Default, Deserialize)]
pub struct From {
    before: Option<i64>,
}

#[derive(Serialize)]
struct ListPage {
    rows: Vec<Row>,
    /// The last row's id, when there are more.
    more: Option<i64>,
}

/// One purchase in the list.
#[derive(Serialize)]
struct Row {
    number: String,
    state: &'static str,
    placed_at: i64,
    expires_at: i64,
    total_fen: i64,
    goods: Vec<Goods>,
}

#[derive(Serialize)]
struct Goods {
    shop: String,
    name: String,
    packs: i64,
}

/// My purchases, and the form that finds one.
pub async fn show(buyer: Buyer, Query(from): Query<From>) -> Result<Response, Problem> {
    render(&buyer, from.before, None).await
}

async fn render(
    buyer: &Buyer,
    before: Option<i64>,
    refused: Option<(&Form, &Problem)>,
) -> Result<Response, Problem> {
    let connection = buyer.app.database().read();
    let found = purchases_of(connection, access(buyer), (before, PAGE + 1)).await?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = (found.len() > most).then(|| found[most - 1].purchase.id);
    let rows = found.into_iter().take(most);
    let rows = rows.map(|row| shown(buyer.visitor.lang, row)).collect();
    let page = ListPage { rows, more };
    let (app, visitor) = (&buyer.app, &buyer.visitor);
    page_after(app, visitor, "orders/list.html", &page, refused)
}

fn shown(lang: Lang, row: PurchaseRow) -> Row {
    let goods = |(sku, packs): (catalog::entity::sku::Model, i64)| Goods {
        shop: sku.shop,
        name: match lang {
            Lang::Chinese => sku.name_zh,
            Lang::English => sku.name_en,
        },
        packs,
    };
    Row {
        number: row.purchase.number,
        state: row.label.as_str(),
        placed_at: row.purchase.placed_at,
        expires_at: row.purchase.expires_at,
        total_fen: row.purchase.total_fen,
        goods: row.lines.into_iter().map(goods).collect(),
    }
}

/// Finds a purchase by telephone and code.
pub async fn find(mut buyer: Buyer, form: Form) -> Result<Response, Problem> {
    let (phone, code) = (form.get("phone").to_owned(), form.get("code").to_owned());
    match actions::find(&mut buyer, &phone, &code).await {
        Ok(found) => Ok(buyer.answer(see(&format!("/orders/{}", found.number)))),
        Err(problem) if problem.status.is_server_error() => Err(problem),
        Err(problem) => render(&buyer, None, Some((&form, &problem))).await,
    }
}
