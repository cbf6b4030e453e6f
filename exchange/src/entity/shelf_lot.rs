//! Rows of `shelf_lot`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `shelf_lot`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shelf_lot")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub shelf_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub lot_id: i64,
    pub allotted_g: i64,
    pub packed_g: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
