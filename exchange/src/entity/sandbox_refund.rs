//! Rows of `sandbox_refund`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `sandbox_refund`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sandbox_refund")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub refund_no: String,
    #[sea_orm(column_type = "Text")]
    pub out_no: String,
    pub amount_fen: i64,
    #[sea_orm(column_type = "Text")]
    pub reference: String,
    pub at: i64,
    pub done_at: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub settled_no: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
