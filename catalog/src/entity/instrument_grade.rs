//! Rows of `instrument_grade`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `instrument_grade`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instrument_grade")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instrument_id: i64,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub grade: String,
    pub factor_bp: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
