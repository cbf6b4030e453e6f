//! Rows of `pool_cycle`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `pool_cycle.state`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "posted")]
    Posted,
    #[sea_orm(string_value = "held")]
    Held,
    #[sea_orm(string_value = "suspense")]
    Suspense,
    #[sea_orm(string_value = "reversed")]
    Reversed,
}

impl State {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Posted => "posted",
            Self::Held => "held",
            Self::Suspense => "suspense",
            Self::Reversed => "reversed",
        }
    }
}

/// One row of `pool_cycle`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pool_cycle")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub root_lot_id: i64,
    #[sea_orm(column_type = "Text")]
    pub mode: String,
    pub settlement_id: Option<i64>,
    pub amount_fen: i64,
    pub weight_total: i64,
    pub state: State,
    pub set_id: Option<i64>,
    pub recovery_set_id: Option<i64>,
    pub replaces: Option<i64>,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
