//! Rows of `instrument`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// One row of `instrument`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instrument")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub code: String,
    pub product_id: i64,
    #[sea_orm(column_type = "Text")]
    pub name_zh: String,
    #[sea_orm(column_type = "Text")]
    pub name_en: String,
    pub contract_qty: i64,
    #[sea_orm(column_type = "Text")]
    pub contract_unit: String,
    #[sea_orm(column_type = "Text")]
    pub price_unit: String,
    pub tick_fen: i64,
    pub tick_value_fen: i64,
    #[sea_orm(column_type = "Text")]
    pub basis_grade: String,
    #[sea_orm(column_type = "Text")]
    pub warehouse_zh: String,
    #[sea_orm(column_type = "Text")]
    pub warehouse_en: String,
    pub listing_hold_bp: Option<i64>,
    pub continuous_hold_bp: Option<i64>,
    pub freight_fen_per_t: i64,
    pub inspection_fen_per_t: i64,
    pub carrier_id: i64,
    pub inspector_id: i64,
    #[sea_orm(column_type = "Text")]
    pub closed_reason: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub content_hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
