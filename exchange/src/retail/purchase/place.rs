//! A cart becomes a purchase: priced again, its goods reserved, its payment prepared.

use catalog::database::next_number;
use catalog::working_days::{DAY_MS, Day};
use ledger::{Grams, Money, MoneyError};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, Set, Statement,
};

use super::{Language, PurchaseError, Route, subject, worth};
use crate::bank::memo::purchase_code_of;
use crate::entity::{
    cart, cart_line, consignment, payment_attempt, payment_part, purchase, purchase_access,
    purchase_line, purchase_private,
};
use crate::retail::quote::{Fault, Quote, QuoteAsk, QuoteLine, QuotePart, Why, quote};
use crate::retail::shelf::{self, Move, ShelfError};
use crate::retail::step::{self, Step};
use crate::retail::tariff;

/// How long a purchase waits for a provider's payment, in milliseconds: 30 minutes.
pub const PROVIDER_MS: i64 = 30 * 60_000;
/// After so many days a purchase waits no longer for a bank transfer; the last one counts whole.
pub const TRANSFER_DAYS: i64 = 3;

/// A cart to be bought, with where it goes. The caller has checked whose cart it is, and what was
/// typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceAsk {
    /// The cart.
    pub cart_id: i64,
    /// The browser that buys, if it is not signed in.
    pub guest_id: Option<i64>,
    /// The person who buys, if signed in.
    pub person_id: Option<i64>,
    /// Whom it goes to.
    pub name: String,
    /// The receiver's telephone, in its one spelling.
    pub phone: String,
    /// Where mails go; empty for none.
    pub email: String,
    /// The code of the smallest division of the address.
    pub district_code: String,
    /// The rest of the address.
    pub street: String,
    /// What the buyer adds; empty for nothing.
    pub note: String,
    /// The code by which it is found again, with the telephone.
    pub code: String,
    /// The way of paying.
    pub route: Route,
    /// The provider's short name; for transfers it is [`crate::retail::payment::TRANSFER`].
    pub provider: String,
    /// The language of its mails.
    pub language: Language,
    /// What the buyer saw that it costs.
    pub expected_total: Money,
    /// Now.
    pub now: i64,
}

/// A purchase that waits for its payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The purchase.
    pub purchase: purchase::Model,
    /// What each cooperative will send.
    pub consignments: Vec<consignment::Model>,
    /// Its first payment attempt; for a transfer its number is the memo code.
    pub attempt: payment_attempt::Model,
}

/// Places what is in a cart: a purchase with its reservations, before money is asked for.
///
/// # Errors
/// `AlreadyPlaced` for a cart that was bought, `EmptyCart`, `Faults` where something stands in the
/// way, `Changed` where it costs something else than the buyer saw, `NoCarrier`.
pub async fn place(tx: &DatabaseTransaction, ask: &PlaceAsk) -> Result<Placed, PurchaseError> {
    let wanted = wanted(tx, ask.cart_id).await?;
    let asked = QuoteAsk {
        lines: &wanted,
        district: Some(&ask.district_code),
        route: ask.route,
        now: ask.now,
    };
    let quote = quote(tx, &asked).await?;
    if !quote.can_be_placed() {
        return Err(PurchaseError::Faults(Box::new(quote)));
    }
    if quote.total != ask.expected_total {
        return Err(PurchaseError::Changed(Box::new(quote)));
    }
    let carrier_id = tariff::carrier(tx).await?.ok_or(PurchaseError::NoCarrier)?;
    let purchase = write_purchase(tx, ask, &quote).await?;
    write_people(tx, ask, purchase.id).await?;
    let mut consignments = Vec::with_capacity(quote.parts.len());
    let mut lines = Vec::with_capacity(quote.lines.len());
    for (part, place) in quote.parts.iter().zip(1..) {
        let number = format!("{}-{place}", purchase.number);
        let consignment = write_part(tx, (purchase.id, carrier_id), &number, part).await?;
        for line in &part.lines {
            let line = &quote.lines[*line];
            lines.push(write_line(tx, &consignment, line).await?);
        }
        consignments.push(consignment);
    }
    lines.sort_by_key(|line| (line.shelf_id, line.id));
    for line in &lines {
        let reserved = shelf::reserve(tx, &move_of(line, line.packs, ask.now)?).await;
        reserved.map_err(|error| gone(error, line, &quote))?;
    }
    let attempt = write_attempt(tx, (&purchase, 1), &ask.provider, ask.now).await?;
    write_parts(tx, &attempt, &consignments).await?;
    let step = Step {
        purchase_id: purchase.id,
        consignment_id: None,
        action: step::PLACED,
        person_id: ask.person_id,
        note: String::new(),
        amount: Some(quote.total),
        at: ask.now,
    };
    step::record(tx, &step).await?;
    Ok(Placed {
        purchase,
        consignments,
        attempt,
    })
}

/// What is in the cart; it changes no more until the transaction ends.
async fn wanted(tx: &DatabaseTransaction, cart_id: i64) -> Result<Vec<(i64, i64)>, PurchaseError> {
    cart::Entity::find_by_id(cart_id)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or(PurchaseError::EmptyCart)?;
    let bought = purchase::Entity::find()
        .filter(purchase::Column::CartId.eq(cart_id))
        .one(tx)
        .await?;
    if let Some(bought) = bought {
        let number = bought.number;
        return Err(PurchaseError::AlreadyPlaced { number });
    }
    let lines = cart_line::Entity::find()
        .filter(cart_line::Column::CartId.eq(cart_id))
        .order_by_asc(cart_line::Column::SkuId)
        .all(tx)
        .await?;
    if lines.is_empty() {
        return Err(PurchaseError::EmptyCart);
    }
    Ok(lines.iter().map(|line| (line.sku_id, line.packs)).collect())
}

/// The number of something made on this day: `GM261124-0007`.
pub(crate) async fn day_number(
    tx: &DatabaseTransaction,
    prefix: &str,
    now: i64,
) -> Result<String, DbErr> {
    let counter = counter(prefix, now);
    let count = next_number(tx, &counter).await?;
    Ok(format!("{counter}-{count:04}"))
}

fn counter(prefix: &str, now: i64) -> String {
    let day = Day::of(now).to_string().replace('-', "");
    // The century says nothing.
    format!("{prefix}{}", day.get(2..).unwrap_or_default())
}

/// Takes the lock on the counter of the day's numbers without taking one.
pub(super) async fn wait_for_numbers(
    tx: &DatabaseTransaction,
    prefix: &str,
    now: i64,
) -> Result<(), DbErr> {
    let turn = Statement::from_sql_and_values(
        tx.get_database_backend(),
        "INSERT INTO counter (name, value) VALUES ($1, 0) \
         ON CONFLICT (name) DO UPDATE SET value = counter.value",
        [counter(prefix, now).into()],
    );
    tx.execute_raw(turn).await.map(drop)
}

async fn write_purchase(
    tx: &DatabaseTransaction,
    ask: &PlaceAsk,
    quote: &Quote,
) -> Result<purchase::Model, PurchaseError> {
    let expires_at = match ask.route {
        Route::Provider => ask.now + PROVIDER_MS,
        Route::Transfer => Day::of(ask.now).end_ms() + TRANSFER_DAYS * DAY_MS,
    };
    let row = purchase::ActiveModel {
        number: Set(day_number(tx, "GM", ask.now).await?),
        cart_id: Set(ask.cart_id),
        person_id: Set(ask.person_id),
        code: Set(ask.code.clone()),
        route: Set(ask.route),
        state: Set(purchase::State::Placed),
        language: Set(ask.language),
        tariff_version: Set(quote.tariff_version),
        goods_fen: Set(quote.goods.as_fen()),
        surcharge_fen: Set(quote.surcharge.as_fen()),
        total_fen: Set(quote.total.as_fen()),
        quote: Set(quote.to_json()),
        placed_at: Set(ask.now),
        expires_at: Set(expires_at),
        paid_at: Set(None),
        cancelled_at: Set(None),
        cancel_reason: Set(None),
        ..Default::default()
    };
    Ok(row.insert(tx).await?)
}

async fn write_people(
    tx: &DatabaseTransaction,
    ask: &PlaceAsk,
    purchase_id: i64,
) -> Result<(), DbErr> {
    let row = purchase_private::ActiveModel {
        purchase_id: Set(purchase_id),
        name: Set(ask.name.clone()),
        phone: Set(ask.phone.clone()),
        email: Set(ask.email.clone()),
        division_code: Set(ask.district_code.clone()),
        street: Set(ask.street.clone()),
        note: Set(ask.note.clone()),
    };
    purchase_private::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    match ask.guest_id {
        Some(guest_id) => grant(tx, purchase_id, guest_id).await,
        None => Ok(()),
    }
}

/// Lets a browser open a purchase from now on.
///
/// # Errors
/// When the database does.
pub async fn grant(tx: &DatabaseTransaction, purchase_id: i64, guest_id: i64) -> Result<(), DbErr> {
    let row = purchase_access::ActiveModel {
        purchase_id: Set(purchase_id),
        guest_id: Set(guest_id),
    };
    let unless_there = OnConflict::columns([
        purchase_access::Column::PurchaseId,
        purchase_access::Column::GuestId,
    ])
    .do_nothing()
    .to_owned();
    purchase_access::Entity::insert(row)
        .on_conflict(unless_there)
        .exec_without_returning(tx)
        .await
        .map(drop)
}

async fn write_part(
    tx: &DatabaseTransaction,
    (purchase_id, carrier_id): (i64, i64),
    number: &str,
    part: &QuotePart,
) -> Result<consignment::Model, DbErr> {
    let row = consignment::ActiveModel {
        number: Set(number.to_owned()),
        purchase_id: Set(purchase_id),
        cooperative_id: Set(part.cooperative_id),
        carrier_id: Set(carrier_id),
        state: Set(consignment::State::AwaitingPayment),
        goods_fen: Set(part.goods.as_fen()),
        surcharge_fen: Set(part.surcharge.as_fen()),
        surcharge_refunded_fen: Set(0),
        waybill: Set(String::new()),
        ..Default::default()
    };
    row.insert(tx).await
}

async fn write_line(
    tx: &DatabaseTransaction,
    consignment: &consignment::Model,
    line: &QuoteLine,
) -> Result<purchase_line::Model, PurchaseError> {
    let from = line.from.ok_or(PurchaseError::UnknownLine(line.sku.id))?;
    let row = purchase_line::ActiveModel {
        purchase_id: Set(consignment.purchase_id),
        consignment_id: Set(consignment.id),
        sku_id: Set(line.sku.id),
        shelf_id: Set(from.shelf_id),
        packs: Set(line.packs),
        price_fen: Set(line.price.as_fen()),
        net_g: Set(line.sku.net_g),
        packing_fen: Set(line.packing.as_fen()),
        express_fen: Set(line.express.as_fen()),
        surcharge_fen: Set(line.surcharge_per_pack.as_fen()),
        cancelled_packs: Set(0),
        refunded_fen: Set(0),
        reservation: Set(purchase_line::Reservation::Active),
        ..Default::default()
    };
    Ok(row.insert(tx).await?)
}

/// So many packs of a line, on their way from or to its shelf.
pub(super) fn move_of(
    line: &purchase_line::Model,
    packs: i64,
    at: i64,
) -> Result<Move, PurchaseError> {
    let grams = line.net_g.checked_mul(packs);
    Ok(Move {
        shelf_id: line.shelf_id,
        grams: Grams::new(grams.ok_or(MoneyError::Overflow)?)?,
        subject: subject(line.purchase_id),
        at,
    })
}

/// Goods that another buyer took since they were quoted are a fault of their line.
fn gone(error: ShelfError, line: &purchase_line::Model, quote: &Quote) -> PurchaseError {
    let ShelfError::Short { available, .. } = error else {
        return error.into();
    };
    let mut quote = quote.clone();
    quote.faults.push(Fault {
        sku_id: line.sku_id,
        why: Why::Short {
            available_packs: available.as_g() / line.net_g.max(1),
        },
    });
    PurchaseError::Faults(Box::new(quote))
}

/// Prepares the n-th attempt to pay a purchase.
pub(crate) async fn write_attempt(
    tx: &DatabaseTransaction,
    (purchase, place): (&purchase::Model, usize),
    provider: &str,
    now: i64,
) -> Result<payment_attempt::Model, DbErr> {
    let out_no = match purchase.route {
        Route::Transfer => purchase_code_of(purchase.id),
        Route::Provider => {
            let digits: String = purchase
                .number
                .chars()
                .filter(char::is_ascii_digit)
                .collect();
            format!("SB{digits}T{place}")
        }
    };
    let row = payment_attempt::ActiveModel {
        purchase_id: Set(purchase.id),
        provider: Set(provider.to_owned()),
        out_no: Set(out_no),
        amount_fen: Set(purchase.total_fen),
        state: Set(payment_attempt::State::Asked),
        pay_url: Set(String::new()),
        provider_ref: Set(String::new()),
        asked_at: Set(now),
        expires_at: Set(purchase.expires_at),
        paid_at: Set(None),
        set_id: Set(None),
        settlement_id: Set(None),
        ..Default::default()
    };
    row.insert(tx).await
}

/// What of an attempt is for which consignment.
pub(crate) async fn write_parts(
    tx: &DatabaseTransaction,
    attempt: &payment_attempt::Model,
    consignments: &[consignment::Model],
) -> Result<(), PurchaseError> {
    for (consignment, place) in consignments.iter().zip(1..) {
        let row = payment_part::ActiveModel {
            attempt_id: Set(attempt.id),
            consignment_id: Set(consignment.id),
            part_no: Set(format!("{}P{place}", attempt.out_no)),
            amount_fen: Set(worth(consignment)?.as_fen()),
            refunded_fen: Set(0),
        };
        payment_part::Entity::insert(row)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}
