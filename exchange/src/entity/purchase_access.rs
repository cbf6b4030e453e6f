//! Rows of `purchase_access`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `purchase_access`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purchase_access")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub purchase_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub guest_id: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
