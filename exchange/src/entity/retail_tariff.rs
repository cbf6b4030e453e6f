//! Rows of `retail_tariff`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `retail_tariff`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "retail_tariff")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub platform_bp: i64,
    pub provider_bp: i64,
    pub transfer_bp: i64,
    pub cooperative_bp: i64,
    pub valid_from: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
