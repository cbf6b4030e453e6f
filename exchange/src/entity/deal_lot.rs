//! Rows of `deal_lot`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `deal_lot`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deal_lot")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub deal_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub lot_id: i64,
    pub grams: i64,
    pub shipped_g: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
