//! Rows of `payment_attempt`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `payment_attempt.state`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "asked")]
    Asked,
    #[sea_orm(string_value = "paid")]
    Paid,
    #[sea_orm(string_value = "closed")]
    Closed,
}

impl State {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Paid => "paid",
            Self::Closed => "closed",
        }
    }
}

/// One row of `payment_attempt`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_attempt")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub purchase_id: i64,
    #[sea_orm(column_type = "Text")]
    pub provider: String,
    #[sea_orm(column_type = "Text")]
    pub out_no: String,
    pub amount_fen: i64,
    pub state: State,
    #[sea_orm(column_type = "Text")]
    pub pay_url: String,
    #[sea_orm(column_type = "Text")]
    pub provider_ref: String,
    pub asked_at: i64,
    pub expires_at: i64,
    pub paid_at: Option<i64>,
    pub set_id: Option<i64>,
    pub settlement_id: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
