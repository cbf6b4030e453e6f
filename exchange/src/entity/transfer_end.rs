//! Rows of `transfer_end`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `transfer_end.outcome`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Outcome {
    #[sea_orm(string_value = "posted")]
    Posted,
    #[sea_orm(string_value = "voided")]
    Voided,
}

impl Outcome {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Posted => "posted",
            Self::Voided => "voided",
        }
    }
}

/// One row of `transfer_end`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "transfer_end")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub transfer_id: i64,
    pub outcome: Outcome,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
