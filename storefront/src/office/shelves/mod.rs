//! The shops' shelves: what of each pack is there, promised and left, put on sale and taken back.

mod rows;

use axum::response::Response;
use catalog::entity::{lot, sku};
use exchange::retail::shelf::{self, AllotAsk, WithdrawAsk};
use ledger::{Grams, WeightError};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;

use rows::packs_text;
pub use rows::{LotOnShelf, ShelfRow, of_lot, shelves};

use super::receipts::root_lot;
use crate::asked::Asked;
use crate::caller::Caller;
use crate::error::Problem;
use crate::form::Form;
use crate::idempotency::{Answer, Begun, Keyed, Turn};
use crate::page::{page_after, see};

/// Decimals of a number of packs.
const PACK_PLACES: usize = 3;

/// Packs of a lot to put on sale or to take back.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShelfWish {
    /// The SKU's number.
    pub sku: i64,
    /// The root lot's code, or its id; the SKU says which grade of it.
    pub lot: String,
    /// How many packs, such as `120`; a part of a pack only where packs may mix lots, such as `0.7`.
    pub packs: String,
}

/// Packs as typed, in grams: at most three decimals, and no finer than a gram.
fn grams_of(packs: &str, net_g: i64) -> Result<Grams, Problem> {
    let not_packs = || Problem::field("packs", "shelf-not-packs");
    let text = packs.trim().replace(',', "");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > PACK_PLACES {
        return Err(not_packs());
    }
    let too_many = || Problem::from(shelf::ShelfError::Weight(WeightError::Overflow));
    let thousandths = format!("{whole}{part:0<PACK_PLACES$}").parse::<i64>();
    let grams = thousandths.ok().and_then(|packs| packs.checked_mul(net_g));
    let grams = grams.ok_or_else(too_many)?;
    if grams % 1_000 != 0 {
        let net = vec![("net".to_owned(), crate::render::kg(net_g))];
        return Err(Problem::unprocessable("check-fields").with_field(
            "packs",
            "shelf-part-of-pack",
            net,
        ));
    }
    Grams::new(grams / 1_000).map_err(|_| not_packs())
}

/// A wish with what it names.
struct Named {
    sku: sku::Model,
    root: lot::Model,
    lot_id: i64,
    grams: Grams,
}

async fn named(
    asked: &Asked<'_>,
    tx: &DatabaseTransaction,
    wish: &ShelfWish,
) -> Result<Named, Problem> {
    let sku = sku::Entity::find()
        .filter(sku::Column::Number.eq(wish.sku))
        .one(tx)
        .await?;
    let sku = sku.ok_or_else(|| Problem::field("sku", "shelf-sku-unknown"))?;
    if sku.closed_reason.is_some() {
        return Err(Problem::field("sku", "shelf-sku-closed"));
    }
    if sku.net_g == 0 {
        return Err(Problem::field("sku", "shelf-not-by-weight"));
    }
    let root = root_lot(tx, asked.scope()?, &wish.lot).await?;
    let of_grade = lot::Entity::find()
        .filter(lot::Column::RootId.eq(root.id))
        .filter(lot::Column::Grade.eq(&sku.grade))
        .one(tx)
        .await?;
    let Some(of_grade) = of_grade else {
        let other = if root.product_id == sku.product_id {
            "shelf-other-grade"
        } else {
            "shelf-other-product"
        };
        let lot = vec![("lot".to_owned(), root.code)];
        return Err(Problem::unprocessable("check-fields").with_field("lot", other, lot));
    };
    Ok(Named {
        grams: grams_of(&wish.packs, sku.net_g)?,
        lot_id: of_grade.id,
        sku,
        root,
    })
}

/// Puts packs of a lot on sale.
///
/// # Errors
/// `422` beside the field that can mend it.
pub async fn put_on_sale(
    asked: &Asked<'_>,
    keyed: Keyed,
    wish: &ShelfWish,
) -> Result<Answer, Problem> {
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let named = named(asked, &turn.write, wish).await?;
    let ask = AllotAsk {
        sku_id: named.sku.id,
        lot_id: named.lot_id,
        grams: named.grams,
        now: asked.app.now(),
        person: Some(asked.actor.person_id),
    };
    shelf::allot(&turn.write, asked.scope()?, ask).await?;
    done(asked, turn, ("goods-put-on-sale", &named)).await
}

/// Takes packs of a lot back, as far as nobody was promised them.
///
/// # Errors
/// `404` for a pack that the cooperative does not sell, `422` beside the field that can mend it.
pub async fn take_back(
    asked: &Asked<'_>,
    keyed: Keyed,
    wish: &ShelfWish,
) -> Result<Answer, Problem> {
    let turn = match asked.app.begin(keyed).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(turn) => turn,
    };
    let named = named(asked, &turn.write, wish).await?;
    let views = shelf::of_scope(&*turn.write, asked.scope()?).await?;
    let view = views.iter().find(|view| view.sku_id == named.sku.id);
    let ask = WithdrawAsk {
        shelf_id: view.ok_or_else(Problem::not_found)?.shelf_id,
        lot_id: named.lot_id,
        grams: named.grams,
        now: asked.app.now(),
        person: Some(asked.actor.person_id),
    };
    shelf::withdraw(&turn.write, asked.scope()?, ask).await?;
    done(asked, turn, ("goods-taken-back", &named)).await
}

/// Notes the deed and answers what can be bought now.
async fn done(
    asked: &Asked<'_>,
    turn: Turn,
    (action, named): (&str, &Named),
) -> Result<Answer, Problem> {
    let views = shelf::of_scope(&*turn.write, asked.scope()?).await?;
    let view = views.iter().find(|view| view.sku_id == named.sku.id);
    let view = view.ok_or_else(Problem::not_found)?;
    let packs = packs_text(named.grams.as_g(), named.sku.net_g);
    let subject = format!("shelf:{}", view.shelf_id);
    let detail = json!({ "what": named.root.code, "sku": named.sku.number, "packs": packs });
    asked
        .noted(&*turn.write, (action, &subject), detail)
        .await?;
    let answer = json!({ "sku": named.sku.number, "lot": named.root.code, "packs": packs,
        "available_packs": view.available_packs });
    turn.finish(Answer::created(answer), asked.app.now()).await
}

#[derive(Serialize)]
struct Index {
    shelves: Vec<ShelfRow>,
    on_sale: usize,
    low: usize,
    allocated_packs: i64,
    shown: i64,
}

/// The page of shelves.
pub async fn show(caller: Caller) -> Result<Response, Problem> {
    render(&caller.asked(), (0, None)).await
}

async fn render(
    asked: &Asked<'_>,
    (shown, refused): (i64, Option<(&Form, &Problem)>),
) -> Result<Response, Problem> {
    let shelves = shelves(asked).await?;
    let index = Index {
        on_sale: shelves.iter().filter(|row| row.available_packs > 0).count(),
        low: shelves.iter().filter(|row| row.low).count(),
        allocated_packs: shelves.iter().map(|row| row.allocated_packs).sum(),
        shelves,
        shown,
    };
    page_after(
        asked.app,
        asked.visitor,
        "office/shelves.html",
        &index,
        refused,
    )
}

/// Puts packs on sale, and comes back to the shelf.
pub async fn put(caller: Caller, form: Form) -> Result<Response, Problem> {
    let asked = caller.asked();
    let keyed = form.keyed(&caller.actor)?;
    let sku = form.get("sku").to_owned();
    let wish = ShelfWish {
        sku: sku.parse().unwrap_or(0),
        lot: form.get(&format!("lot-{sku}")).to_owned(),
        packs: form.get(&format!("packs-{sku}")).to_owned(),
    };
    let result = put_on_sale(&asked, keyed, &wish).await;
    come_back(
        &asked,
        (&form, wish.sku),
        (&format!("lot-{sku}"), &format!("packs-{sku}"), result),
    )
    .await
}

/// Takes packs back, and comes back to the shelf.
pub async fn back(caller: Caller, form: Form) -> Result<Response, Problem> {
    let asked = caller.asked();
    let keyed = form.keyed(&caller.actor)?;
    let (sku, lot) = (form.get("sku").to_owned(), form.get("lot").to_owned());
    let field = format!("back-{sku}-{lot}");
    let wish = ShelfWish {
        sku: sku.parse().unwrap_or(0),
        packs: form.get(&field).to_owned(),
        lot,
    };
    let result = take_back(&asked, keyed, &wish).await;
    come_back(&asked, (&form, wish.sku), (&field, &field, result)).await
}

/// Every shelf has fields of its own, so that a sentence stands under the right one.
async fn come_back(
    asked: &Asked<'_>,
    (form, sku): (&Form, i64),
    (lot, packs, result): (&str, &str, Result<Answer, Problem>),
) -> Result<Response, Problem> {
    match result {
        Ok(_) => Ok(see(&format!("/office/shelves#sku-{sku}"))),
        Err(mut problem) => {
            for field in &mut problem.fields {
                match field.field.as_str() {
                    "lot" => field.field = lot.to_owned(),
                    "packs" => field.field = packs.to_owned(),
                    _ => {}
                }
            }
            let again = render(asked, (sku, Some((form, &problem)))).await;
            again.map_err(|_| problem)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_are_read_and_written_to_the_gram() {
        for (text, net_g, grams) in [
            ("1", 2_500, 2_500),
            (" 1,200 ", 1_000, 1_200_000),
            ("0.7", 1_000, 700),
            ("40.700", 1_000, 40_700),
            ("0.004", 250, 1),
        ] {
            assert_eq!(grams_of(text, net_g).unwrap().as_g(), grams, "{text}");
        }
        for (text, code) in [
            ("", "shelf-not-packs"),
            ("-1", "shelf-not-packs"),
            ("1e3", "shelf-not-packs"),
            ("0.0001", "shelf-not-packs"),
            ("1.2.3", "shelf-not-packs"),
            (".5", "shelf-not-packs"),
            ("two", "shelf-not-packs"),
            ("0.001", "shelf-part-of-pack"),
            ("99999999999999999", "shelf-too-many"),
            ("99999999999999999999", "shelf-too-many"),
        ] {
            let problem = grams_of(text, 250).unwrap_err();
            assert_eq!(problem.fields[0].code, code, "{text}");
        }
        for (grams, net_g, text) in [
            (40_700, 1_000, "40.7"),
            (300_000, 2_500, "120"),
            (1, 250, "0.004"),
            (0, 1_000, "0"),
            (100, 300, "0.333"),
        ] {
            assert_eq!(packs_text(grams, net_g), text);
        }
    }
}
