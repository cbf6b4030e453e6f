//! What a day of boxes is on the households' pages, in payouts and for the buyer.

use tests::season::{DAY_MS, Season, number, rows};

use super::Till;
use crate::ground::{season, season_on_postgresql};
use crate::stage::at_browser;

/// One sweet potato box and one of pork, paid by transfer, settled and split.
async fn split(season: &Season) {
    let till = Till::of(season).await;
    let bought = (&[(22, 1), (10, 1)][..], 3_280 + 9_980);
    let sold = till.sell_by_transfer(season, bought).await;
    let now = season.now_ms().await;
    for consignment in &sold.consignments {
        till.deliver(*consignment, now).await;
    }
    season.forward(8 * DAY_MS).await;
}

async fn both_channels(season: Season) {
    split(&season).await;
    season.server.proves_itself();
    let sales = season.clerk.get("/api/v1/office/sales").await.ok();
    let sale = &rows(&sales["sales"])[0];
    assert_eq!(
        (number(&sale["gross_fen"]), number(&sale["pool_fen"])),
        (3_280, 2_062)
    );
    assert_eq!(
        rows(&sales["sales"]).len(),
        1,
        "the other cooperative's is not shown"
    );
    let whose = season.clerk.get("/api/v1/office/season").await.ok();
    assert_eq!(
        (number(&whose["box_packs"]), number(&whose["pool_fen"])),
        (1, 2_062)
    );
    let shares = rows(&whose["households"])
        .iter()
        .map(|row| number(&row["share_fen"]));
    assert_eq!(shares.sum::<i64>(), 2_062);
    let household = season.person("wc-0017").await;
    let own = household.get("/api/v1/household/season").await.ok();
    let days = rows(&own["boxes"]);
    assert_eq!(days.len(), 1);
    let cycle = number(&days[0]["cycle"]);
    let slip = household
        .get(&format!("/api/v1/household/box-slips/{cycle}"))
        .await
        .ok();
    assert_eq!(slip["figures"]["share_fen"], days[0]["share_fen"]);
    assert_eq!(number(&slip["figures"]["gross_fen"]), 3_280);
    assert!(slip["settlement"].is_null());
    let own_slip = format!("/slips/boxes/{cycle}/{}", number(&own["household"]));
    let stranger = at_browser(&season, "wc-0008").await;
    assert_eq!(stranger.get(&own_slip).await.status, 404);
    let office = at_browser(&season, "clerk.wc").await;
    office.open(&own_slip).await;
    let other = at_browser(&season, "clerk.sc").await;
    assert_eq!(other.get(&own_slip).await.status, 404);
    // The same batches as a deal's.
    let file = season.pay_out("households", &[]).await;
    let paid: i64 = file.lines.iter().map(|(_, _, fen)| fen).sum();
    let withheld = rows(&whose["households"])
        .iter()
        .map(|row| number(&row["recovered_fen"]));
    assert_eq!(paid + withheld.sum::<i64>(), 2_062);
    let own = household.get("/api/v1/household/season").await.ok();
    assert_eq!(own["boxes"][0]["paid"], "paid");
    season.server.proves_itself();
}

#[tokio::test]
async fn a_day_of_boxes_is_a_line_of_each_household_and_paid_with_the_rest() {
    both_channels(season().await).await;
}

#[tokio::test]
async fn the_same_on_postgresql() {
    if let Some(season) = season_on_postgresql().await {
        both_channels(season).await;
    }
}

#[tokio::test]
async fn a_household_gives_and_takes_back_its_own_consent_and_its_words_come_and_go() {
    let season = season().await;
    let till = Till::of(&season).await;
    let code = till.box_of(&season, &[(22, 1)], 3_280).await.remove(0);
    let shown = async || {
        let pack = season.person("operator").await;
        let pack = pack.get(&format!("/api/v1/packs/{code}")).await.ok();
        rows(&pack["stories"]).len()
    };
    let household = at_browser(&season, "wc-0017").await;
    let page = household.get("/household/consents").await;
    assert!(
        !page.text.contains("value=\"yes\" checked"),
        "no box is ticked beforehand"
    );
    let words = [
        ("alias", "Up the slope"),
        ("words", "<script>alert(1)</script> dug before the frost"),
    ];
    let refused = household.post("/household/story", &words).await;
    assert_eq!(refused.status, 422);
    assert_eq!(shown().await, 0, "not without its consent");
    let mut agreed = words.to_vec();
    agreed.push(("agree_story", "yes"));
    let told = household.post("/household/story", &agreed).await;
    assert_eq!(told.status, 303);
    assert_eq!(shown().await, 1);
    let page = household.get(&format!("/b/{code}")).await;
    assert!(!page.text.contains("<script>"), "words are words");
    let page = household.get("/household/consents").await;
    let at = page
        .text
        .find("/household/consents/")
        .expect("it can be taken back");
    let path = page.text[at..].split('"').next().unwrap().to_owned();
    let stranger = at_browser(&season, "wc-0008").await;
    let other = stranger.post(&path, &[]).await;
    assert_eq!(other.status, 404);
    let taken = household.post(&path, &[]).await;
    assert_eq!(taken.status, 303);
    assert_eq!(shown().await, 0, "at once");
    let again = household.post(&path, &[]).await;
    assert_eq!(again.status, 409);
}
