//! Rows of `refund`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `refund.reason`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Reason {
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
    #[sea_orm(string_value = "late_payment")]
    LatePayment,
    #[sea_orm(string_value = "doubled")]
    Doubled,
    #[sea_orm(string_value = "claim")]
    Claim,
}

impl Reason {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::LatePayment => "late_payment",
            Self::Doubled => "doubled",
            Self::Claim => "claim",
        }
    }
}

/// The values of `refund.state`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "requested")]
    Requested,
    #[sea_orm(string_value = "sent")]
    Sent,
    #[sea_orm(string_value = "succeeded")]
    Succeeded,
    #[sea_orm(string_value = "failed")]
    Failed,
}

impl State {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Sent => "sent",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
}

/// One row of `refund`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refund")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(column_type = "Text")]
    pub number: String,
    pub purchase_id: i64,
    pub consignment_id: i64,
    pub attempt_id: i64,
    pub reason: Reason,
    pub amount_fen: i64,
    pub surcharge_fen: i64,
    pub state: State,
    pub requested_by: Option<i64>,
    pub tries: i64,
    #[sea_orm(column_type = "Text")]
    pub sent_no: String,
    #[sea_orm(column_type = "Text")]
    pub provider_ref: String,
    #[sea_orm(column_type = "Text")]
    pub failure: String,
    pub set_id: Option<i64>,
    pub settlement_id: Option<i64>,
    pub at: i64,
    pub done_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
