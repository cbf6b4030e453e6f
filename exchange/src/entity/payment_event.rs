//! Rows of `payment_event`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `payment_event.outcome`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Outcome {
    #[sea_orm(string_value = "applied")]
    Applied,
    #[sea_orm(string_value = "known")]
    Known,
    #[sea_orm(string_value = "late")]
    Late,
    #[sea_orm(string_value = "refused")]
    Refused,
}

impl Outcome {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Known => "known",
            Self::Late => "late",
            Self::Refused => "refused",
        }
    }
}

/// One row of `payment_event`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_event")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub provider: String,
    #[sea_orm(column_type = "Text")]
    pub event_id: String,
    #[sea_orm(column_type = "Text")]
    pub out_no: String,
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    pub amount_fen: i64,
    pub outcome: Outcome,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
