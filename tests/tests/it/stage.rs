//! What the tests of doors, roles and windows share: a season at its start, people at browsers, and
//! what stays the same when a request is refused.

use serde_json::{Value, json};
use tests::client::Client;
use tests::person::Person;
use tests::season::Season;
use tests::server::Options;

/// The server under test.
pub const BINARY: &str = env!("CARGO_BIN_EXE_storefront_under_test");
/// The cooperatives whose goods and households are watched.
const CLERKS: [&str; 3] = ["clerk.wc", "clerk.th", "clerk.sj"];

/// The demo season under the `cn-spot` profile.
pub async fn season() -> Season {
    Season::open(BINARY, &Options::default()).await
}

/// The demo season under further settings.
pub async fn season_with(settings: &[(&str, &str)]) -> Season {
    let setting = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let options = Options {
        settings: settings.iter().map(setting).collect(),
        ..Options::default()
    };
    Season::open(BINARY, &options).await
}

/// Somebody at a browser without scripts, signed in, with pages in English.
pub async fn at_browser(season: &Season, who: &str) -> Person {
    Person::sign_in(season.server.base_url(), who).await
}

/// Every balance, bank line, deal, listing, lot, receipt, household and batch, and what the
/// wholesalers have: what a refused request leaves alone.
pub async fn standing(season: &Season) -> Value {
    let read = async |who: &Client, path: &str| who.get(path).await.ok();
    let mut bank = read(&season.operator, "/api/v1/operator/bank-lines").await;
    let mut all = vec![
        bank["lines"].take(),
        read(&season.operator, "/api/v1/operator/books").await,
        read(&season.operator, "/api/v1/deals").await,
        read(&season.operator, "/api/v1/listings").await,
        read(&season.operator, "/api/v1/payouts").await,
    ];
    for clerk in CLERKS {
        let clerk = season.person(clerk).await;
        for path in [
            "office/lots",
            "office/receipts",
            "office/shelves",
            "office/households",
            "payouts",
        ] {
            all.push(read(&clerk, &format!("/api/v1/{path}")).await);
        }
    }
    for trader in [&season.trader, &season.rival] {
        all.push(read(trader, "/api/v1/funds").await);
        all.push(read(trader, "/api/v1/market/mine").await);
    }
    json!(all)
}
