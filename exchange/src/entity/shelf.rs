//! Rows of `shelf`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `shelf`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shelf")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub sku_id: i64,
    pub cooperative_id: i64,
    pub on_hand_g: i64,
    pub allocated_g: i64,
    pub reserved_g: i64,
    pub page_version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
