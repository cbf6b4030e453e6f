//! Rows of `deal`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `deal.mode`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Mode {
    #[sea_orm(string_value = "listing")]
    Listing,
    #[sea_orm(string_value = "continuous")]
    Continuous,
}

impl Mode {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Listing => "listing",
            Self::Continuous => "continuous",
        }
    }
}

/// The values of `deal.state`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "awaiting_payment")]
    AwaitingPayment,
    #[sea_orm(string_value = "awaiting_delivery")]
    AwaitingDelivery,
    #[sea_orm(string_value = "delivered")]
    Delivered,
    #[sea_orm(string_value = "objected")]
    Objected,
    #[sea_orm(string_value = "settled")]
    Settled,
    #[sea_orm(string_value = "buyer_late")]
    BuyerLate,
    #[sea_orm(string_value = "seller_late")]
    SellerLate,
}

impl State {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingPayment => "awaiting_payment",
            Self::AwaitingDelivery => "awaiting_delivery",
            Self::Delivered => "delivered",
            Self::Objected => "objected",
            Self::Settled => "settled",
            Self::BuyerLate => "buyer_late",
            Self::SellerLate => "seller_late",
        }
    }
}

/// One row of `deal`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deal")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub number: String,
    pub shard: i64,
    pub seq: i64,
    pub idx: i64,
    pub instrument_id: i64,
    pub receipt_id: i64,
    pub buyer_id: i64,
    pub seller_id: i64,
    pub mode: Mode,
    pub price_ticks: i64,
    pub contracts: i64,
    pub contracted_g: i64,
    pub value_fen: i64,
    pub deposit_fen: i64,
    pub freight_fen: i64,
    pub inspection_fen: i64,
    #[sea_orm(column_type = "Text")]
    pub costs_evidence: String,
    pub platform_bp: i64,
    pub cooperative_bp: i64,
    pub state: State,
    pub due_at: Option<i64>,
    pub weighed_g: Option<i64>,
    pub decided_g: Option<i64>,
    pub settled_g: Option<i64>,
    pub matched_at: i64,
    pub paid_at: Option<i64>,
    pub delivered_at: Option<i64>,
    pub settled_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
