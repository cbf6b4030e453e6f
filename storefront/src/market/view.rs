//! What the market shows: instruments with their quotes, the board, last deals with the parties masked.

use std::collections::BTreeMap;

use catalog::entity::organisation;
use catalog::products::{self, InstrumentView};
use catalog::receipts::weight_of_contract;
use catalog::working_days::Day;
use engine::{InstrumentNo, LiveListing, Side};
use exchange::entity::trade;
use ledger::Grams;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};
use serde::Serialize;

use crate::app::App;
use crate::error::Problem;
use crate::render::Lang;

/// How many last deals a page shows.
const TRADES_SHOWN: u64 = 12;

/// An instrument with its last price.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct InstrumentCard {
    /// The instrument's number.
    pub id: i64,
    /// Its code, such as `HS-1`.
    pub code: String,
    /// Its name in the visitor's language.
    pub name: String,
    /// The basis grade.
    pub grade: String,
    /// Where the goods lie.
    pub warehouse: String,
    /// Grams, sticks or heads of one contract, in `contract_unit`.
    pub contract_qty: i64,
    /// The unit of `contract_qty`.
    pub contract_unit: String,
    /// Grams of one contract; nothing for goods not sold by weight.
    pub contract_g: Option<i64>,
    /// The unit that the price is for.
    pub price_unit: String,
    /// The price step, in fen.
    pub tick_fen: i64,
    /// What one contract is worth at one tick, in fen.
    pub tick_value_fen: i64,
    /// Freight per tonne, in fen.
    pub freight_fen_per_t: i64,
    /// Inspection per tonne, in fen.
    pub inspection_fen_per_t: i64,
    /// Price of the last deal, in fen for one price unit.
    pub last_fen: Option<i64>,
    /// The last price less the one before it.
    pub change_fen: Option<i64>,
    /// Contracts traded today.
    pub traded_today: i64,
    /// Grams traded today; nothing for goods not sold by weight.
    pub traded_today_g: Option<i64>,
    /// Whether the continuous book is open here.
    pub continuous: bool,
    /// Why it does not trade yet; nothing when it does.
    pub closed_reason: Option<String>,
}

/// A listing on the board.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ListingRow {
    /// The listing's number.
    pub listing: u64,
    /// The instrument's code.
    pub instrument: String,
    /// The instrument's name.
    pub name: String,
    /// The instrument's basis grade.
    pub grade: String,
    /// `ask` offers goods, `bid` wants them.
    pub side: &'static str,
    /// Price in fen for one price unit.
    pub price_fen: i64,
    /// Contracts left.
    pub left: u32,
    /// Grams left; nothing for goods not sold by weight.
    pub left_g: Option<i64>,
    /// Fewest contracts of one take.
    pub minimum: u32,
    /// Grams of the fewest contracts; nothing for goods not sold by weight.
    pub minimum_g: Option<i64>,
    /// Stands before this moment, in milliseconds since 1970.
    pub valid_until: i64,
    /// Who listed it.
    pub party: String,
    /// Where the goods lie or go.
    pub place: String,
    /// Freight per tonne, in fen.
    pub freight_fen_per_t: u32,
    /// Inspection per tonne, in fen.
    pub inspection_fen_per_t: u32,
    /// Whether it is the visitor's own.
    pub own: bool,
}

/// A deal as everybody may see it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TradeRow {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Price in fen for one price unit.
    pub price_fen: i64,
    /// Contracts.
    pub quantity: i64,
    /// Grams; nothing for goods not sold by weight.
    pub grams: Option<i64>,
    /// `ask-taken`, `bid-taken` or `continuous`.
    pub way: &'static str,
}

/// One instrument by its code.
pub async fn instrument_by_code(app: &App, code: &str) -> Result<InstrumentView, Problem> {
    let found = products::instrument_by_code(app.database().read(), code).await?;
    found.ok_or_else(Problem::not_found)
}

/// Every instrument, those that trade first.
pub async fn instruments(app: &App, lang: Lang) -> Result<Vec<InstrumentCard>, Problem> {
    let state = app.desk().venue().await?;
    let mut cards = Vec::new();
    for found in products::instruments(app.database().read()).await? {
        let live = state
            .instruments
            .iter()
            .find(|rules| i64::from(rules.instrument.get()) == found.instrument.id);
        let continuous = live.is_some_and(|rules| rules.continuous_hold_bp.is_some());
        cards.push(card(app, lang, (found, continuous)).await?);
    }
    cards.sort_by_key(|card| (card.closed_reason.is_some(), card.id));
    Ok(cards)
}

async fn card(
    app: &App,
    lang: Lang,
    (found, continuous): (InstrumentView, bool),
) -> Result<InstrumentCard, Problem> {
    let last = last_trades(app, found.instrument.id, 2).await?;
    let instrument = found.instrument;
    let price = |row: &trade::Model| row.price_ticks * instrument.tick_fen;
    let traded_today = traded_today(app, instrument.id).await?;
    let contract_g = weight_of_contract(&instrument, &found.product).ok();
    let contract_g = contract_g.map(Grams::as_g);
    let (name, warehouse) = match lang {
        Lang::Chinese => (instrument.name_zh.clone(), instrument.warehouse_zh.clone()),
        Lang::English => (instrument.name_en.clone(), instrument.warehouse_en.clone()),
    };
    Ok(InstrumentCard {
        id: instrument.id,
        contract_g,
        last_fen: last.first().map(price),
        change_fen: last
            .first()
            .zip(last.get(1))
            .map(|(newest, before)| price(newest) - price(before)),
        traded_today,
        traded_today_g: contract_g.and_then(|grams| grams.checked_mul(traded_today)),
        code: instrument.code,
        name,
        grade: instrument.basis_grade,
        warehouse,
        contract_qty: instrument.contract_qty,
        contract_unit: instrument.contract_unit,
        price_unit: instrument.price_unit,
        tick_fen: instrument.tick_fen,
        tick_value_fen: instrument.tick_value_fen,
        freight_fen_per_t: instrument.freight_fen_per_t,
        inspection_fen_per_t: instrument.inspection_fen_per_t,
        continuous,
        closed_reason: instrument.closed_reason,
    })
}

/// Contracts of an instrument traded since midnight.
async fn traded_today(app: &App, instrument_id: i64) -> Result<i64, Problem> {
    let connection = app.database().read();
    let today = Day::of(app.now()).start_ms();
    let sum = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) AS contracts FROM trade \
         WHERE instrument_id = $1 AND at >= $2",
        [instrument_id.into(), today.into()],
    );
    let row = connection.query_one_raw(sum).await?;
    let contracts = row.map(|row| row.try_get("", "contracts")).transpose()?;
    Ok(contracts.unwrap_or_default())
}

async fn last_trades(
    app: &App,
    instrument_id: i64,
    most: u64,
) -> Result<Vec<trade::Model>, Problem> {
    let rows = trade::Entity::find()
        .filter(trade::Column::InstrumentId.eq(instrument_id))
        .order_by_desc(trade::Column::At)
        .order_by_desc(trade::Column::Seq)
        .order_by_desc(trade::Column::Idx)
        .limit(most)
        .all(app.database().read())
        .await?;
    Ok(rows)
}

/// The last deals of an instrument, parties masked.
pub async fn trades(app: &App, card: &InstrumentCard) -> Result<Vec<TradeRow>, Problem> {
    let rows = last_trades(app, card.id, TRADES_SHOWN).await?;
    let rows = rows.into_iter().map(|row| TradeRow {
        at: row.at,
        price_fen: row.price_ticks * card.tick_fen,
        quantity: row.quantity,
        grams: card.contract_g.map(|grams| grams * row.quantity),
        way: match (row.mode, row.maker_side) {
            (trade::Mode::Continuous, _) => "continuous",
            (trade::Mode::Listing, trade::MakerSide::Sell) => "ask-taken",
            (trade::Mode::Listing, trade::MakerSide::Buy) => "bid-taken",
        },
    });
    Ok(rows.collect())
}

/// The board: every live listing, or one instrument's; own ones are marked.
pub async fn listings(
    app: &App,
    lang: Lang,
    cards: &[InstrumentCard],
    own: Option<i64>,
) -> Result<Vec<ListingRow>, Problem> {
    let by_id: BTreeMap<i64, &InstrumentCard> = cards.iter().map(|card| (card.id, card)).collect();
    let only = match cards {
        [card] => Some(InstrumentNo::new(
            u32::try_from(card.id).map_err(Problem::broken)?,
        )),
        _ => None,
    };
    let live = app.desk().listings(only, None).await?;
    let names = names(app, lang, &live).await?;
    let mut rows = Vec::new();
    for listing in live {
        let entry = listing.entry;
        if let Some(card) = by_id.get(&i64::from(entry.instrument.get())) {
            let party = names
                .get(&i64::from(entry.member.get()))
                .cloned()
                .unwrap_or_default();
            rows.push(row(card, &listing, (party, own)));
        }
    }
    // Offers from the cheapest, bids from the dearest: the best of either side stands first.
    rows.sort_by_key(|row| {
        (
            row.side,
            if row.side == "ask" {
                row.price_fen
            } else {
                -row.price_fen
            },
            row.listing,
        )
    });
    Ok(rows)
}

fn row(
    card: &InstrumentCard,
    listing: &LiveListing,
    (party, own): (String, Option<i64>),
) -> ListingRow {
    let entry = listing.entry;
    ListingRow {
        listing: listing.listing.get(),
        instrument: card.code.clone(),
        name: card.name.clone(),
        grade: card.grade.clone(),
        side: if entry.side == Side::Sell {
            "ask"
        } else {
            "bid"
        },
        price_fen: entry.price.get() * card.tick_fen,
        left: listing.left.get(),
        left_g: card
            .contract_g
            .map(|grams| grams * i64::from(listing.left.get())),
        minimum: entry.min_take.get(),
        minimum_g: card
            .contract_g
            .map(|grams| grams * i64::from(entry.min_take.get())),
        valid_until: entry.valid_until.get(),
        party,
        place: card.warehouse.clone(),
        freight_fen_per_t: entry.terms.freight_fen_per_t,
        inspection_fen_per_t: entry.terms.inspection_fen_per_t,
        own: own == Some(i64::from(entry.member.get())),
    }
}

async fn names(
    app: &App,
    lang: Lang,
    live: &[LiveListing],
) -> Result<BTreeMap<i64, String>, Problem> {
    let ids: Vec<i64> = live
        .iter()
        .map(|listing| i64::from(listing.entry.member.get()))
        .collect();
    let rows = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(ids))
        .all(app.database().read())
        .await?;
    let name = |row: organisation::Model| match lang {
        Lang::Chinese => (row.id, row.name_zh),
        Lang::English => (row.id, row.name_en),
    };
    Ok(rows.into_iter().map(name).collect())
}
