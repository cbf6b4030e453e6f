//! Rows of `sandbox_payment`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `sandbox_payment.state`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "open")]
    Open,
    #[sea_orm(string_value = "paid")]
    Paid,
    #[sea_orm(string_value = "closed")]
    Closed,
}

impl State {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Closed => "closed",
        }
    }
}

/// One row of `sandbox_payment`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sandbox_payment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub out_no: String,
    #[sea_orm(column_type = "Text")]
    pub token: String,
    pub amount_fen: i64,
    #[sea_orm(column_type = "Text")]
    pub body_hash: String,
    pub state: State,
    #[sea_orm(column_type = "Text")]
    pub reference: String,
    #[sea_orm(column_type = "Text")]
    pub return_url: String,
    pub asked_at: i64,
    pub expires_at: i64,
    pub paid_at: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub settled_no: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
