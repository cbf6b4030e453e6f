//! Rows of `shelf_movement`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `shelf_movement.kind`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Kind {
    #[sea_orm(string_value = "allotted")]
    Allotted,
    #[sea_orm(string_value = "withdrawn")]
    Withdrawn,
    #[sea_orm(string_value = "reserved")]
    Reserved,
    #[sea_orm(string_value = "released")]
    Released,
    #[sea_orm(string_value = "allocated")]
    Allocated,
    #[sea_orm(string_value = "deallocated")]
    Deallocated,
    #[sea_orm(string_value = "packed")]
    Packed,
}

impl Kind {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allotted => "allotted",
            Self::Withdrawn => "withdrawn",
            Self::Reserved => "reserved",
            Self::Released => "released",
            Self::Allocated => "allocated",
            Self::Deallocated => "deallocated",
            Self::Packed => "packed",
        }
    }
}

/// One row of `shelf_movement`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shelf_movement")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub shelf_id: i64,
    pub kind: Kind,
    pub grams: i64,
    pub lot_id: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
