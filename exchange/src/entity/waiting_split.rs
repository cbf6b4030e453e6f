//! Rows of `waiting_split`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `waiting_split`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "waiting_split")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub root_lot_id: i64,
    pub at: i64,
    pub tries: i64,
    pub due_at: i64,
    #[sea_orm(column_type = "Text")]
    pub error: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
