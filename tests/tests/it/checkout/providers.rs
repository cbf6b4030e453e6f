//! Every way of paying passes the same suite, on both databases.

use tests::payments::{Sandbox, Transfer, passes};

use crate::ground::{season, season_on_postgresql};

#[tokio::test]
async fn the_sandbox_does_what_every_provider_must() {
    passes(&Sandbox, &season().await).await;
}

#[tokio::test]
async fn a_bank_transfer_does_what_every_provider_must() {
    passes(&Transfer, &season().await).await;
}

#[tokio::test]
async fn both_do_so_on_postgresql() {
    let Some(season) = season_on_postgresql().await else {
        return;
    };
    passes(&Sandbox, &season).await;
    drop(season);
    if let Some(season) = season_on_postgresql().await {
        passes(&Transfer, &season).await;
    }
}
