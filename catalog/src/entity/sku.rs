//! Rows of `sku`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `sku.storage`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Storage {
    #[sea_orm(string_value = "ambient")]
    Ambient,
    #[sea_orm(string_value = "cold")]
    Cold,
    #[sea_orm(string_value = "frozen")]
    Frozen,
    #[sea_orm(string_value = "cellar")]
    Cellar,
}

impl Storage {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ambient => "ambient",
            Self::Cold => "cold",
            Self::Frozen => "frozen",
            Self::Cellar => "cellar",
        }
    }
}

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
    #[sea_orm(column_type = "Text")]
    pub grade: String,
    pub storage: Storage,
    #[sea_orm(column_type = "Text")]
    pub shelf_life: String,
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
