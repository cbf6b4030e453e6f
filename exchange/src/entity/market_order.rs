//! Rows of `market_order`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `market_order.side`.
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

/// One row of `market_order`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "market_order")]
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
    pub filled: i64,
    #[sea_orm(column_type = "Text")]
    pub outcome: String,
    pub ended_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
