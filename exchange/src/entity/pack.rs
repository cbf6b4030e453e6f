//! Rows of `pack`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `pack`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pack")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub line_id: i64,
    pub consignment_id: i64,
    pub place: i64,
    #[sea_orm(column_type = "Text")]
    pub token: String,
    pub packed_by: Option<i64>,
    pub packed_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
