//! Rows of `payout_batch`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `payout_batch.kind`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Kind {
    #[sea_orm(string_value = "households")]
    Households,
    #[sea_orm(string_value = "cooperatives")]
    Cooperatives,
    #[sea_orm(string_value = "carriers")]
    Carriers,
    #[sea_orm(string_value = "withdrawals")]
    Withdrawals,
    #[sea_orm(string_value = "refunds")]
    Refunds,
}

impl Kind {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Households => "households",
            Self::Cooperatives => "cooperatives",
            Self::Carriers => "carriers",
            Self::Withdrawals => "withdrawals",
            Self::Refunds => "refunds",
        }
    }
}

/// The values of `payout_batch.state`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "prepared")]
    Prepared,
    #[sea_orm(string_value = "approved")]
    Approved,
    #[sea_orm(string_value = "exported")]
    Exported,
    #[sea_orm(string_value = "answered")]
    Answered,
    #[sea_orm(string_value = "dropped")]
    Dropped,
}

impl State {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Approved => "approved",
            Self::Exported => "exported",
            Self::Answered => "answered",
            Self::Dropped => "dropped",
        }
    }
}

/// One row of `payout_batch`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payout_batch")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub number: String,
    pub kind: Kind,
    pub cooperative_id: Option<i64>,
    pub state: State,
    pub prepared_by: i64,
    pub prepared_at: i64,
    pub approved_by: Option<i64>,
    pub approved_at: Option<i64>,
    pub exported_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
