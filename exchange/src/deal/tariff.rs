//! What the platform takes of a deal: the version in force at the match, copied to the deal.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use crate::entity::tariff;

/// The tariff in force at a moment: the newest version that is valid from then or before.
///
/// # Errors
/// When the database does.
pub async fn in_force(
    conn: &impl ConnectionTrait,
    at: i64,
) -> Result<Option<tariff::Model>, DbErr> {
    tariff::Entity::find()
        .filter(tariff::Column::ValidFrom.lte(at))
        .order_by_desc(tariff::Column::Version)
        .one(conn)
        .await
}
