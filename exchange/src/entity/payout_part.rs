//! Rows of `payout_part`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `payout_part`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payout_part")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub payout_line_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub pool_line_id: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
