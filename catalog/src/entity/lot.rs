//! Rows of `lot`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `lot`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lot")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub cooperative_id: i64,
    pub product_id: i64,
    pub root_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub code: String,
    #[sea_orm(column_type = "Text")]
    pub grade: Option<String>,
    pub factor_bp: i64,
    #[sea_orm(column_type = "Text")]
    pub harvested_on: String,
    #[sea_orm(column_type = "Text")]
    pub place: String,
    pub recorded_g: i64,
    pub held_g: i64,
    pub gone_g: i64,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
