//! Rows of `deal_step`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `deal_step`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deal_step")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub deal_id: i64,
    #[sea_orm(column_type = "Text")]
    pub action: String,
    pub person_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub note: String,
    pub grams: Option<i64>,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
