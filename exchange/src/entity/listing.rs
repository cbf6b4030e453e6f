//! Rows of `listing`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `listing.side`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Side {
    #[sea_orm(string_value = "buy")]
    Buy,
    #[sea_orm(string_value = "sell")]
    Sell,
}

impl Side {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Buy => "buy",
            Self::Sell => "sell",
        }
    }
}

/// The values of `listing.state`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "listed")]
    Listed,
    #[sea_orm(string_value = "taken")]
    Taken,
    #[sea_orm(string_value = "expired")]
    Expired,
    #[sea_orm(string_value = "withdrawn")]
    Withdrawn,
}

impl State {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Taken => "taken",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// One row of `listing`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "listing")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub venue: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub instrument_id: i64,
    pub organisation_id: i64,
    pub side: Side,
    pub price_ticks: i64,
    pub quantity: i64,
    pub remaining: i64,
    pub minimum_take: i64,
    pub receipt_id: Option<i64>,
    pub freight_fen_per_t: i64,
    pub inspection_fen_per_t: i64,
    pub place: i64,
    pub listed_at: i64,
    pub valid_until: i64,
    pub state: State,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
