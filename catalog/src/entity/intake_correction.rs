//! Rows of `intake_correction`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `intake_correction`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "intake_correction")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub intake_id: i64,
    pub was_g: i64,
    pub now_g: i64,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub person_id: i64,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
