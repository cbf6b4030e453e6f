//! Rows of `payout_line`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `payout_line.state`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "prepared")]
    Prepared,
    #[sea_orm(string_value = "instructed")]
    Instructed,
    #[sea_orm(string_value = "paid")]
    Paid,
    #[sea_orm(string_value = "returned")]
    Returned,
    #[sea_orm(string_value = "dropped")]
    Dropped,
}

impl State {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Instructed => "instructed",
            Self::Paid => "paid",
            Self::Returned => "returned",
            Self::Dropped => "dropped",
        }
    }
}

/// One row of `payout_line`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payout_line")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub batch_id: i64,
    #[sea_orm(column_type = "Text")]
    pub number: String,
    pub account_id: i64,
    pub household_id: Option<i64>,
    pub organisation_id: Option<i64>,
    pub refund_id: Option<i64>,
    pub amount_fen: i64,
    #[sea_orm(column_type = "Text")]
    pub bank_tail: String,
    pub state: State,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub transfer_id: Option<i64>,
    pub answered_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
