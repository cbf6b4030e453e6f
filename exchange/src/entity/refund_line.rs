//! Rows of `refund_line`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `refund_line`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refund_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub refund_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub line_id: i64,
    pub packs: i64,
    pub amount_fen: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
