//! What a member asks of the desk and what it is answered, in the words of the JSON interface.

use serde::{Deserialize, Serialize};

/// A listing to be put on the board.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListRequest {
    /// The instrument's code, such as `HS-1`.
    pub instrument: String,
    /// `sell` offers goods of a receipt; `buy` is a bulk bid with its deposit held.
    pub side: String,
    /// Price in fen for one price unit of the instrument (a kilogram for HS-1).
    pub price_fen: i64,
    /// Contracts.
    pub quantity: u32,
    /// Fewest contracts that one take may have.
    pub minimum: u32,
    /// How many working days it stands, 1 to 5.
    pub days: u32,
    /// The warehouse receipt whose goods are offered; only for `sell`.
    pub receipt: Option<u64>,
    /// Freight per tonne, in fen; the instrument's when left out.
    pub freight_fen_per_t: Option<u32>,
    /// Inspection per tonne, in fen; the instrument's when left out.
    pub inspection_fen_per_t: Option<u32>,
}

/// A take of a listing.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeRequest {
    /// Contracts.
    pub quantity: u32,
    /// The warehouse receipt that delivers; only when the listing is a bid.
    pub receipt: Option<u64>,
}

/// An order for the continuous book.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderRequest {
    /// The instrument's code.
    pub instrument: String,
    /// `buy` or `sell`.
    pub side: String,
    /// Limit in fen for one price unit.
    pub price_fen: i64,
    /// Contracts.
    pub quantity: u32,
    /// `gtc` rests until cancelled, `ioc` trades at once or not at all.
    pub time_in_force: String,
    /// The warehouse receipt whose goods are sold; only for `sell`.
    pub receipt: Option<u64>,
}

/// A new price and quantity for a resting order.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceRequest {
    /// Limit in fen for one price unit.
    pub price_fen: i64,
    /// Contracts.
    pub quantity: u32,
}

/// A listing stands on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Listed {
    /// Its number.
    pub listing: u64,
    /// Fen held for it; nothing is held for an offer.
    pub held_fen: i64,
}

/// A take became a deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Taken {
    /// The deal.
    pub deal: i64,
    /// The buyer's deposit, in fen.
    pub held_fen: i64,
}

/// A listing left the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Withdrawn {
    /// Its number.
    pub listing: u64,
}

/// What became of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Placed {
    /// Its number.
    pub order: u64,
    /// Contracts that matched at once.
    pub filled: u32,
    /// Contracts that wait in the book.
    pub rested: u32,
    /// How many deals it made.
    pub deals: u32,
    /// The first of them.
    pub first_deal: Option<i64>,
}

/// An order left the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Cancelled {
    /// Its number.
    pub order: u64,
}
