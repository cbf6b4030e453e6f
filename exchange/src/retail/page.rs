//! The number of a shop's pages: a page kept in memory under an older one is stale.
//!
//! It is the shop's own version and those of its shelves, added up. A shelf's part grows in the very
//! UPDATE that changes what its page shows, so that buyers of one shop wait for each other only on
//! the shelf that they both want.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement};

/// Makes a shop's pages stale: a price, the tariff, or what was posted has changed.
///
/// Call it last in a transaction; it locks one row of the shop until the transaction ends.
///
/// # Errors
/// When the database does.
pub async fn touch(tx: &DatabaseTransaction, shop: &str) -> Result<(), DbErr> {
    let statement = Statement::from_sql_and_values(
        tx.get_database_backend(),
        "INSERT INTO page_version (shop, version) VALUES ($1, 1) \
         ON CONFLICT (shop) DO UPDATE SET version = page_version.version + 1",
        [shop.into()],
    );
    tx.execute_raw(statement).await.map(|_| ())
}

/// The number of a shop's pages now. Read it before what the page shows, so that a page is never
/// kept under a newer number than its content.
///
/// # Errors
/// When the database does.
pub async fn version(connection: &impl ConnectionTrait, shop: &str) -> Result<i64, DbErr> {
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "SELECT CAST(COALESCE((SELECT version FROM page_version WHERE shop = $1), 0) \
         + COALESCE((SELECT SUM(shelf.page_version) FROM shelf JOIN sku ON sku.id = shelf.sku_id \
         WHERE sku.shop = $1), 0) AS BIGINT) AS version",
        [shop.into()],
    );
    match connection.query_one_raw(statement).await? {
        Some(row) => row.try_get("", "version"),
        None => Ok(0),
    }
}
