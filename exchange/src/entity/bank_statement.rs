//! Rows of `bank_statement`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `bank_statement`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bank_statement")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub content_hash: String,
    pub lines: i64,
    pub closing_fen: i64,
    pub booked_until: i64,
    pub ledger_fen: i64,
    pub imported_by: Option<i64>,
    pub imported_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
