//! Rows of `delivery_area`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

use super::sku::Storage;

/// The values of `delivery_area.storage`: a class of goods, or all of them.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Goods {
    #[sea_orm(string_value = "*")]
    Any,
    #[sea_orm(string_value = "ambient")]
    Ambient,
    #[sea_orm(string_value = "cold")]
    Cold,
    #[sea_orm(string_value = "frozen")]
    Frozen,
    #[sea_orm(string_value = "cellar")]
    Cellar,
}

impl Goods {
    /// The word that stands in the database and in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Any => "*",
            Self::Ambient => "ambient",
            Self::Cold => "cold",
            Self::Frozen => "frozen",
            Self::Cellar => "cellar",
        }
    }
}

impl From<Storage> for Goods {
    fn from(storage: Storage) -> Self {
        match storage {
            Storage::Ambient => Self::Ambient,
            Storage::Cold => Self::Cold,
            Storage::Frozen => Self::Frozen,
            Storage::Cellar => Self::Cellar,
        }
    }
}

/// The values of `delivery_area.reason`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Reason {
    #[sea_orm(string_value = "")]
    None,
    #[sea_orm(string_value = "remote")]
    Remote,
    #[sea_orm(string_value = "no_cold_chain")]
    NoColdChain,
    #[sea_orm(string_value = "outside_mainland")]
    OutsideMainland,
}

impl Reason {
    /// The word that stands in the database and in JSON; message keys have hyphens for its underscores.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Remote => "remote",
            Self::NoColdChain => "no_cold_chain",
            Self::OutsideMainland => "outside_mainland",
        }
    }
}

/// One row of `delivery_area`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery_area")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub division_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub storage: Goods,
    pub delivered: bool,
    pub surcharge_fen: i64,
    pub reason: Reason,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
