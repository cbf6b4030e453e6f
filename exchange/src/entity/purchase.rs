//! Rows of `purchase`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `purchase.route`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Route {
    #[sea_orm(string_value = "provider")]
    Provider,
    #[sea_orm(string_value = "transfer")]
    Transfer,
}

impl Route {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Transfer => "transfer",
        }
    }
}

/// The values of `purchase.state`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "placed")]
    Placed,
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
}

impl State {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The values of `purchase.language`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Language {
    #[sea_orm(string_value = "zh")]
    Zh,
    #[sea_orm(string_value = "en")]
    En,
}

impl Language {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}

/// The values of `purchase.cancel_reason`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum CancelReason {
    #[sea_orm(string_value = "buyer")]
    Buyer,
    #[sea_orm(string_value = "expired")]
    Expired,
    #[sea_orm(string_value = "office")]
    Office,
    #[sea_orm(string_value = "late_payment")]
    LatePayment,
}

impl CancelReason {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Expired => "expired",
            Self::Office => "office",
            Self::LatePayment => "late_payment",
        }
    }
}

/// One row of `purchase`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purchase")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub number: String,
    pub cart_id: i64,
    pub person_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub code: String,
    pub route: Route,
    pub state: State,
    pub language: Language,
    pub tariff_version: i64,
    pub goods_fen: i64,
    pub surcharge_fen: i64,
    pub total_fen: i64,
    #[sea_orm(column_type = "Text")]
    pub quote: String,
    pub placed_at: i64,
    pub expires_at: i64,
    pub paid_at: Option<i64>,
    pub cancelled_at: Option<i64>,
    pub cancel_reason: Option<CancelReason>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
