//! Rows of `product`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `product.unit`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Unit {
    #[sea_orm(string_value = "g")]
    G,
    #[sea_orm(string_value = "stick")]
    Stick,
    #[sea_orm(string_value = "head")]
    Head,
    #[sea_orm(string_value = "piece")]
    Piece,
}

impl Unit {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::G => "g",
            Self::Stick => "stick",
            Self::Head => "head",
            Self::Piece => "piece",
        }
    }
}

/// One row of `product`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub code: String,
    #[sea_orm(column_type = "Text")]
    pub shop: String,
    #[sea_orm(column_type = "Text")]
    pub name_zh: String,
    #[sea_orm(column_type = "Text")]
    pub name_en: String,
    pub unit: Unit,
    pub fresh: bool,
    #[sea_orm(column_type = "Text")]
    pub grades: String,
    #[sea_orm(column_type = "Text")]
    pub certificate: String,
    #[sea_orm(column_type = "Text")]
    pub content_hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
