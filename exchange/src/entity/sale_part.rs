//! Rows of `sale_part`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `sale_part`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sale_part")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub sale_id: i64,
    pub root_lot_id: i64,
    pub sku_id: i64,
    pub grams: i64,
    pub paid_fen: i64,
    pub reserve_fen: i64,
    pub packing_fen: i64,
    pub express_fen: i64,
    pub cooperative_fen: i64,
    pub platform_fen: i64,
    pub channel_fen: i64,
    pub amount_fen: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
