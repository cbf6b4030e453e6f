//! Rows of `person`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `person.role`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Role {
    #[sea_orm(string_value = "buyer")]
    Buyer,
    #[sea_orm(string_value = "trader")]
    Trader,
    #[sea_orm(string_value = "clerk")]
    Clerk,
    #[sea_orm(string_value = "manager")]
    Manager,
    #[sea_orm(string_value = "household")]
    Household,
    #[sea_orm(string_value = "operator")]
    Operator,
}

impl Role {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Trader => "trader",
            Self::Clerk => "clerk",
            Self::Manager => "manager",
            Self::Household => "household",
            Self::Operator => "operator",
        }
    }
}

/// The values of `person.language`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Language {
    #[sea_orm(string_value = "zh")]
    Zh,
    #[sea_orm(string_value = "en")]
    En,
}

impl Language {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}

/// One row of `person`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub email: String,
    #[sea_orm(column_type = "Text")]
    pub password_hash: String,
    #[sea_orm(column_type = "Text")]
    pub name_zh: String,
    #[sea_orm(column_type = "Text")]
    pub name_en: String,
    #[sea_orm(column_type = "Text")]
    pub phone: String,
    pub role: Role,
    pub organisation_id: Option<i64>,
    pub household_id: Option<i64>,
    pub language: Language,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
