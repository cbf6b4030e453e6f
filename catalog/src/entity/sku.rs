//! Rows of `sku`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `sku`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sku")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub number: i64,
    pub product_id: i64,
    #[sea_orm(column_type = "Text")]
    pub shop: String,
    #[sea_orm(column_type = "Text")]
    pub name_zh: String,
    #[sea_orm(column_type = "Text")]
    pub name_en: String,
    #[sea_orm(column_type = "Text")]
    pub spec_zh: String,
    #[sea_orm(column_type = "Text")]
    pub spec_en: String,
    pub net_g: i64,
    pub price_fen: i64,
    pub season_from: i64,
    pub season_to: i64,
    pub mixable: bool,
    #[sea_orm(column_type = "Text")]
    pub closed_reason: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub content_hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
