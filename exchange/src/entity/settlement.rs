//! Rows of `settlement`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `settlement`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "settlement")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub deal_id: i64,
    pub root_lot_id: i64,
    pub set_id: i64,
    pub grams: i64,
    pub gross_fen: i64,
    pub platform_fen: i64,
    pub freight_fen: i64,
    pub inspection_fen: i64,
    pub reserve_fen: i64,
    pub cooperative_fen: i64,
    pub pool_fen: i64,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
