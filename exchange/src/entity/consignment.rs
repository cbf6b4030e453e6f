//! Rows of `consignment`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `consignment.state`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "awaiting_payment")]
    AwaitingPayment,
    #[sea_orm(string_value = "to_pack")]
    ToPack,
    #[sea_orm(string_value = "packed")]
    Packed,
    #[sea_orm(string_value = "shipped")]
    Shipped,
    #[sea_orm(string_value = "received")]
    Received,
    #[sea_orm(string_value = "settled")]
    Settled,
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
}

impl State {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingPayment => "awaiting_payment",
            Self::ToPack => "to_pack",
            Self::Packed => "packed",
            Self::Shipped => "shipped",
            Self::Received => "received",
            Self::Settled => "settled",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The values of `consignment.received_by`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ReceivedBy {
    #[sea_orm(string_value = "buyer")]
    Buyer,
    #[sea_orm(string_value = "timer")]
    Timer,
}

impl ReceivedBy {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Timer => "timer",
        }
    }
}

/// One row of `consignment`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consignment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub number: String,
    pub purchase_id: i64,
    pub cooperative_id: i64,
    pub carrier_id: i64,
    pub state: State,
    pub goods_fen: i64,
    pub surcharge_fen: i64,
    pub surcharge_refunded_fen: i64,
    #[sea_orm(column_type = "Text")]
    pub waybill: String,
    pub due_at: Option<i64>,
    pub paid_at: Option<i64>,
    pub packed_at: Option<i64>,
    pub shipped_at: Option<i64>,
    pub received_at: Option<i64>,
    pub received_by: Option<ReceivedBy>,
    pub window_ends_at: Option<i64>,
    pub settled_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
