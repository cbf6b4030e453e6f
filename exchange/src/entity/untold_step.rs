//! Rows of `untold_step`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `untold_step`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "untold_step")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub step_id: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
