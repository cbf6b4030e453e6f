//! Rows of `provider_settlement`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `provider_settlement.state`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "expected")]
    Expected,
    #[sea_orm(string_value = "received")]
    Received,
}

impl State {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::Received => "received",
        }
    }
}

/// One row of `provider_settlement`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "provider_settlement")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub provider: String,
    #[sea_orm(column_type = "Text")]
    pub number: String,
    #[sea_orm(column_type = "Text")]
    pub day: String,
    pub paid_fen: i64,
    pub fee_fen: i64,
    pub refunded_fen: i64,
    pub net_fen: i64,
    pub state: State,
    pub set_id: Option<i64>,
    pub received_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
