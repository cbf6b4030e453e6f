//! Rows of `purchase_step`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `purchase_step`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purchase_step")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub purchase_id: i64,
    pub consignment_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub action: String,
    pub person_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub note: String,
    pub amount_fen: Option<i64>,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
