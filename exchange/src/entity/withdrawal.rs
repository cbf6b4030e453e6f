//! Rows of `withdrawal`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `withdrawal.state`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "requested")]
    Requested,
    #[sea_orm(string_value = "batched")]
    Batched,
    #[sea_orm(string_value = "paid")]
    Paid,
    #[sea_orm(string_value = "returned")]
    Returned,
}

impl State {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Batched => "batched",
            Self::Paid => "paid",
            Self::Returned => "returned",
        }
    }
}

/// One row of `withdrawal`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "withdrawal")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organisation_id: i64,
    pub amount_fen: i64,
    pub requested_by: i64,
    pub payout_line_id: Option<i64>,
    pub state: State,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
