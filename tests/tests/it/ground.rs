//! What a test stands on: the binaries built with it, and both databases.

use tests::postgres::fresh_database;
use tests::season::Season;
use tests::server::Options;

/// The storefront's binary.
pub const STOREFRONT: &str = env!("CARGO_BIN_EXE_storefront_under_test");
/// The exchange's binary.
pub const EXCHANGE: &str = env!("CARGO_BIN_EXE_exchange_under_test");

/// A season in the listing market, on the embedded database.
pub async fn season() -> Season {
    Season::open(STOREFRONT, &Options::default()).await
}

/// A season with the continuous book beside the board, on the embedded database.
pub async fn open_season() -> Season {
    Season::open(STOREFRONT, &Options::open()).await
}

/// A season in the listing market on PostgreSQL; `None` (and a printed line) where none is installed.
pub async fn season_on_postgresql() -> Option<Season> {
    let options = on_postgresql()?;
    Some(Season::open(STOREFRONT, &options).await)
}

/// A fresh database on PostgreSQL, migrated by the binary itself.
pub fn on_postgresql() -> Option<Options> {
    let with = |url: &str| Options {
        database_url: Some(url.to_owned()),
        ..Options::default()
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let migrate = |url: &str| {
        let mut command = with(url).command(STOREFRONT, folder.path());
        let output = command.arg("migrate").output().expect("migrate runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "migrate: {said}");
    };
    fresh_database(migrate).map(|url| with(&url))
}
