//! Two at once: the same tonnes, the same shares. One gets them, the other is told so.

use serde_json::json;
use tests::season::{Bulk, Season, Way, number};

use super::{W1, check_slips};
use crate::ground::{season, season_on_postgresql};

/// Two wholesalers take the last contract at once.
async fn two_takers(season: &Season) {
    let listing = season.offer(Bulk::WANGCUN.of(1)).await;
    for buyer in [&season.trader, &season.rival] {
        season.money_arrives(buyer, 1_200_000).await;
        season.money_to_desk(buyer, 120_000).await;
    }
    let path = format!("/api/v1/listings/{listing}/take");
    let take = async |who: tests::client::Client| who.change(&path, json!({ "quantity": 1 })).await;
    let (one, two) = tokio::join!(take(season.trader.clone()), take(season.rival.clone()));
    let (done, refused) = if one.is_ok() { (one, two) } else { (two, one) };
    assert!([404, 409].contains(&refused.refused().0), "{refused:?}");
    let deal = number(&done.ok()["deal"]);
    assert_eq!(number(&season.sheet(deal).await["contracts"]), 1);
    let deals = season.operator.get("/api/v1/deals").await.ok();
    assert_eq!(tests::season::rows(&deals).len(), 1);
    assert_eq!(season.grams(Bulk::WANGCUN.lot).await[1], 5_000_000);
    let mut deposits_fen = 0;
    for buyer in [&season.trader, &season.rival] {
        let funds = buyer.get("/api/v1/funds").await.ok();
        deposits_fen += number(&funds["deposits_fen"]);
    }
    assert_eq!(deposits_fen, 120_000);
    season.server.proves_itself();
}

/// Clerk and manager prepare the households' payout at once.
async fn two_payers(season: &Season) {
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    season.settle(deal, 20_000).await;
    let kind = json!({ "kind": "households" });
    let (one, two) = tokio::join!(
        season.clerk.change("/api/v1/payouts", kind.clone()),
        season.manager.change("/api/v1/payouts", kind.clone())
    );
    let (done, refused) = if one.is_ok() { (one, two) } else { (two, one) };
    assert_eq!(refused.refused().0, 409, "{refused:?}");
    let batch = done.ok();
    assert_eq!(
        (number(&batch["lines"]), number(&batch["sum_fen"])),
        (6, 1_855_720)
    );
    season
        .clerk
        .change(
            &format!("/api/v1/payouts/{}/drop", batch["batch"]),
            json!({}),
        )
        .await
        .ok();
    assert_eq!(season.pay_out("households", &[]).await.sum_fen(), 1_855_720);
    check_slips(season, deal, &W1).await;
    season.server.proves_itself();
}

#[tokio::test]
async fn of_two_takers_of_the_last_tonnes_one_gets_them() {
    two_takers(&season().await).await;
}

#[tokio::test]
async fn of_two_takers_of_the_last_tonnes_one_gets_them_on_postgresql() {
    let Some(season) = season_on_postgresql().await else {
        return;
    };
    two_takers(&season).await;
}

#[tokio::test]
async fn of_two_who_prepare_the_same_payout_one_does() {
    two_payers(&season().await).await;
}

#[tokio::test]
async fn of_two_who_prepare_the_same_payout_one_does_on_postgresql() {
    let Some(season) = season_on_postgresql().await else {
        return;
    };
    two_payers(&season).await;
}
