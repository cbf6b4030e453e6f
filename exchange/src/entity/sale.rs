//! Rows of `sale`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `sale`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sale")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub consignment_id: i64,
    pub set_id: Option<i64>,
    pub gross_fen: i64,
    pub channel_fen: i64,
    pub platform_fen: i64,
    pub express_fen: i64,
    pub surcharge_fen: i64,
    pub packing_fen: i64,
    pub cooperative_fen: i64,
    pub reserve_fen: i64,
    pub pool_fen: i64,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
