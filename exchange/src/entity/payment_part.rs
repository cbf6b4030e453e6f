//! Rows of `payment_part`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `payment_part`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_part")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub attempt_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub consignment_id: i64,
    #[sea_orm(column_type = "Text")]
    pub part_no: String,
    pub amount_fen: i64,
    pub refunded_fen: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
