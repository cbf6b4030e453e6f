//! Rows of `outbox`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `outbox`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    #[sea_orm(column_type = "Text", nullable, unique)]
    pub key: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub payload: String,
    pub at: i64,
    pub due_at: i64,
    pub attempts: i64,
    #[sea_orm(column_type = "Text")]
    pub error: String,
    pub stopped_at: Option<i64>,
    pub done_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
