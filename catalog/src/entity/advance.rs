//! Rows of `advance`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `advance`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "advance")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub cooperative_id: i64,
    pub household_id: i64,
    #[sea_orm(column_type = "Text")]
    pub number: String,
    #[sea_orm(column_type = "Text")]
    pub item_zh: String,
    #[sea_orm(column_type = "Text")]
    pub item_en: String,
    pub amount_fen: i64,
    #[sea_orm(column_type = "Text")]
    pub given_on: String,
    #[sea_orm(column_type = "Text")]
    pub content_hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
