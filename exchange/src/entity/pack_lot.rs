//! Rows of `pack_lot`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `pack_lot`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pack_lot")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub pack_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub lot_id: i64,
    pub root_lot_id: i64,
    pub grams: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
