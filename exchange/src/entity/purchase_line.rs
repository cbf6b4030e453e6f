//! Rows of `purchase_line`; the columns are described in the migrations.

use sea_orm::entity::prelude::*;

/// The values of `purchase_line.reservation`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Reservation {
    #[sea_orm(string_value = "active")]
    Active,
    #[sea_orm(string_value = "kept")]
    Kept,
    #[sea_orm(string_value = "released")]
    Released,
}

impl Reservation {
    /// The word that stands in the database, in JSON and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Kept => "kept",
            Self::Released => "released",
        }
    }
}

/// One row of `purchase_line`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purchase_line")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub purchase_id: i64,
    pub consignment_id: i64,
    pub sku_id: i64,
    pub shelf_id: i64,
    pub packs: i64,
    pub price_fen: i64,
    pub net_g: i64,
    pub packing_fen: i64,
    pub express_fen: i64,
    pub surcharge_fen: i64,
    pub cancelled_packs: i64,
    pub refunded_fen: i64,
    pub reservation: Reservation,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
