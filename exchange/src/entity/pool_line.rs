//! Rows of `pool_line`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `pool_line`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pool_line")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub cycle_id: i64,
    pub household_id: i64,
    pub weight: i64,
    pub share_fen: i64,
    pub recovered_fen: i64,
    pub payable_fen: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
