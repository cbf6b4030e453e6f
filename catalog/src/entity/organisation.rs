//! Rows of `organisation`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `organisation.kind`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Kind {
    #[sea_orm(string_value = "operator")]
    Operator,
    #[sea_orm(string_value = "cooperative")]
    Cooperative,
    #[sea_orm(string_value = "firm")]
    Firm,
    #[sea_orm(string_value = "carrier")]
    Carrier,
    #[sea_orm(string_value = "inspector")]
    Inspector,
}

impl Kind {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Cooperative => "cooperative",
            Self::Firm => "firm",
            Self::Carrier => "carrier",
            Self::Inspector => "inspector",
        }
    }
}

/// The values of `organisation.state`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "pending")]
    Pending,
    #[sea_orm(string_value = "active")]
    Active,
    #[sea_orm(string_value = "refused")]
    Refused,
}

impl State {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Refused => "refused",
        }
    }
}

/// One row of `organisation`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub kind: Kind,
    #[sea_orm(column_type = "Text")]
    pub code: String,
    #[sea_orm(column_type = "Text")]
    pub name_zh: String,
    #[sea_orm(column_type = "Text")]
    pub name_en: String,
    #[sea_orm(column_type = "Text")]
    pub town_zh: String,
    #[sea_orm(column_type = "Text")]
    pub town_en: String,
    #[sea_orm(column_type = "Text")]
    pub phone: String,
    pub fee_bp: i64,
    #[sea_orm(column_type = "Text")]
    pub memo_code: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub bank_name: String,
    #[sea_orm(column_type = "Text")]
    pub bank_account: String,
    pub state: State,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
