//! Rows of `claim`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `claim.state`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "open")]
    Open,
    #[sea_orm(string_value = "resolved")]
    Resolved,
    #[sea_orm(string_value = "rejected")]
    Rejected,
}

impl State {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Resolved => "resolved",
            Self::Rejected => "rejected",
        }
    }
}

/// One row of `claim`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "claim")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub number: String,
    pub consignment_id: i64,
    pub line_id: i64,
    pub weight_g: i64,
    #[sea_orm(column_type = "Text")]
    pub words: String,
    pub state: State,
    #[sea_orm(column_type = "Text")]
    pub decision: String,
    pub refund_id: Option<i64>,
    pub decided_by: Option<i64>,
    pub at: i64,
    pub decided_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
