//! Rows of `set_reversal`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `set_reversal`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "set_reversal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub reversed_id: i64,
    pub set_id: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
