//! Rows of `stock_movement`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `stock_movement.kind`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Kind {
    #[sea_orm(string_value = "weighed")]
    Weighed,
    #[sea_orm(string_value = "corrected")]
    Corrected,
    #[sea_orm(string_value = "held")]
    Held,
    #[sea_orm(string_value = "released")]
    Released,
    #[sea_orm(string_value = "shipped")]
    Shipped,
}

impl Kind {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Weighed => "weighed",
            Self::Corrected => "corrected",
            Self::Held => "held",
            Self::Released => "released",
            Self::Shipped => "shipped",
        }
    }
}

/// One row of `stock_movement`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stock_movement")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub lot_id: i64,
    pub kind: Kind,
    pub grams: i64,
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
