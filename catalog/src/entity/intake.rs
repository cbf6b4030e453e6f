//! Rows of `intake`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `intake`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "intake")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub cooperative_id: i64,
    #[sea_orm(column_type = "Text")]
    pub ticket_no: String,
    pub household_id: i64,
    pub lot_id: i64,
    pub quantity_g: i64,
    #[sea_orm(column_type = "Text")]
    pub harvested_on: String,
    pub weighed_at: i64,
    #[sea_orm(column_type = "Text")]
    pub content_hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
