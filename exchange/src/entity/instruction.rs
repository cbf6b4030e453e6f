//! Rows of `instruction`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `instruction.kind`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Kind {
    #[sea_orm(string_value = "credit")]
    Credit,
    #[sea_orm(string_value = "debit")]
    Debit,
    #[sea_orm(string_value = "issue")]
    Issue,
    #[sea_orm(string_value = "cancel")]
    Cancel,
}

impl Kind {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Credit => "credit",
            Self::Debit => "debit",
            Self::Issue => "issue",
            Self::Cancel => "cancel",
        }
    }
}

/// The values of `instruction.state`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "waiting")]
    Waiting,
    #[sea_orm(string_value = "done")]
    Done,
    #[sea_orm(string_value = "refused")]
    Refused,
}

impl State {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }
}

/// One row of `instruction`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instruction")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub venue: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub kind: Kind,
    pub organisation_id: i64,
    pub receipt_id: Option<i64>,
    pub amount_fen: i64,
    pub state: State,
    #[sea_orm(column_type = "Text")]
    pub reason: Option<String>,
    pub at: i64,
    pub answered_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
