//! How a cart changes, the same for pages and programs.

use catalog::products::sku;
use exchange::retail::cart::{self, Change, Joined, Owner};
use serde::Deserialize;

use crate::app::App;
use crate::error::Problem;
use crate::guest::Buyer;
use crate::limits::Deed;

/// One kind of packs that is wanted.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// The retail unit's number.
    pub sku: i64,
    /// How many packs, 1 to 99.
    pub packs: i64,
}

/// The row of a retail unit's number.
///
/// # Errors
/// `404` for a number that does not exist.
pub async fn sku_id(app: &App, number: i64) -> Result<i64, Problem> {
    let found = sku(app.database().read(), number).await?;
    Ok(found.ok_or_else(Problem::not_found)?.sku.id)
}

/// Puts packs into the cart. A form that was sent twice within a second counts once.
///
/// # Errors
/// `404`, `409` or `422` as the cart refuses.
pub async fn add(buyer: &mut Buyer, wanted: &Wanted) -> Result<(), Problem> {
    let sku_id = sku_id(&buyer.app, wanted.sku).await?;
    if !(1..=cart::PACKS_MAX).contains(&wanted.packs) {
        let asked = wanted.packs;
        return Err(cart::CartError::Packs { asked }.into());
    }
    let owner = buyer.ensure().await?;
    let now = buyer.app.now();
    let same = format!("{owner:?} {} {}", wanted.sku, wanted.packs);
    if buyer.app.limits().take(Deed::Addition, &same, now).is_err() {
        return Ok(());
    }
    let change = Change {
        owner,
        sku_id,
        packs: wanted.packs,
        now,
    };
    let added = write_addition(buyer, &change).await;
    if added.is_err() {
        buyer.app.limits().give_back(Deed::Addition, &same);
    }
    added
}

async fn write_addition(buyer: &Buyer, change: &Change) -> Result<(), Problem> {
    let write = buyer.app.database().write().await?;
    cart::add(&write, change).await?;
    write.commit().await?;
    Ok(())
}

/// Says how many packs of a line there are to be.
///
/// # Errors
/// `404`, `409` or `422` as the cart refuses.
pub async fn change(buyer: &Buyer, wanted: &Wanted) -> Result<(), Problem> {
    let sku_id = sku_id(&buyer.app, wanted.sku).await?;
    let owner = buyer.owner().ok_or_else(Problem::not_found)?;
    let change = Change {
        owner,
        sku_id,
        packs: wanted.packs,
        now: buyer.app.now(),
    };
    let write = buyer.app.database().write().await?;
    cart::change(&write, &change).await?;
    write.commit().await?;
    Ok(())
}

/// Takes a line out; a line that is not there is out already.
///
/// # Errors
/// `404` for a number that does not exist.
pub async fn remove(buyer: &Buyer, number: i64) -> Result<(), Problem> {
    let sku_id = sku_id(&buyer.app, number).await?;
    let Some(owner) = buyer.owner() else {
        return Ok(());
    };
    let write = buyer.app.database().write().await?;
    cart::remove(&write, owner, sku_id).await?;
    write.commit().await?;
    Ok(())
}

/// Makes the cart hold these lines and no others.
///
/// # Errors
/// As [`add`]; nothing has changed then.
pub async fn replace(buyer: &mut Buyer, wanted: &[Wanted]) -> Result<(), Problem> {
    let mut lines = Vec::with_capacity(wanted.len());
    for line in wanted {
        lines.push((sku_id(&buyer.app, line.sku).await?, line.packs));
    }
    let owner = buyer.ensure().await?;
    let now = buyer.app.now();
    let write = buyer.app.database().write().await?;
    if let Some(cart_id) = cart::locked(&write, owner).await? {
        for line in cart::lines(&*write, cart_id).await? {
            cart::remove(&write, owner, line.sku_id).await?;
        }
    }
    for (place, (sku_id, packs)) in (0..).zip(lines) {
        let change = Change {
            owner,
            sku_id,
            packs,
            now: now + place,
        };
        cart::add(&write, &change).await?;
    }
    write.commit().await?;
    Ok(())
}

/// Joins the cart of the browser with that of the person who has just signed in.
///
/// # Errors
/// When the database does.
pub async fn join(app: &App, guest_id: i64, person_id: i64) -> Result<Vec<Joined>, Problem> {
    let there = cart::open(app.database().read(), Owner::Guest(guest_id)).await?;
    if there.is_none() {
        return Ok(Vec::new());
    }
    let write = app.database().write().await?;
    let joined = cart::join(&write, (guest_id, person_id), app.now()).await?;
    write.commit().await?;
    Ok(joined)
}
