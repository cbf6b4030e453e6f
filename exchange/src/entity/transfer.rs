//! Rows of `transfer`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `transfer`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "transfer")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub set_id: i64,
    #[sea_orm(column_type = "Text")]
    pub book: String,
    pub debit_account_id: i64,
    pub credit_account_id: i64,
    pub amount_fen: i64,
    pub pending: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
