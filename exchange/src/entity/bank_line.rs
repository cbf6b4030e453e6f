//! Rows of `bank_line`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `bank_line.state`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "matched")]
    Matched,
    #[sea_orm(string_value = "suspense")]
    Suspense,
    #[sea_orm(string_value = "resolved")]
    Resolved,
    #[sea_orm(string_value = "unknown_debit")]
    UnknownDebit,
    #[sea_orm(string_value = "taken_over")]
    TakenOver,
}

impl State {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Suspense => "suspense",
            Self::Resolved => "resolved",
            Self::UnknownDebit => "unknown_debit",
            Self::TakenOver => "taken_over",
        }
    }
}

/// One row of `bank_line`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bank_line")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub statement_id: i64,
    #[sea_orm(column_type = "Text")]
    pub number: String,
    pub booked_at: i64,
    pub amount_fen: i64,
    #[sea_orm(column_type = "Text")]
    pub memo: String,
    #[sea_orm(column_type = "Text")]
    pub counterparty: String,
    pub balance_fen: i64,
    #[sea_orm(column_type = "Text")]
    pub content_hash: String,
    pub state: State,
    pub set_id: Option<i64>,
    pub resolved_set_id: Option<i64>,
    pub payout_line_id: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
