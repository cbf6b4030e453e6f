//! Two hundred buyers race for the seven packs of a shelf, on both databases.

use serde_json::{Value, json};
use tests::client::{Answer, Client};
use tests::season::{Pays, Season, Shopper, purchase, rows};
use tokio::task::JoinSet;

use super::told_at;
use crate::ground::{season, season_on_postgresql};

/// The ribs, of which the season has seven packs.
const RIBS: i64 = 12;
const PRICE_FEN: i64 = 11_200;
const BUYERS: usize = 200;
const SOLD: i64 = 7;

/// Everybody with one pack in the basket, the sum seen.
async fn buyers(season: &Season) -> Vec<Shopper> {
    let door = Client::stranger(season.server.base_url());
    let mut ready = JoinSet::new();
    for _ in 0..BUYERS {
        let door = door.clone();
        ready.spawn(async move {
            let client = door.known().await;
            let shopper = Shopper { client };
            let cart = shopper.fill(&[(RIBS, 1)]).await.ok();
            assert_eq!(cart["total_fen"], PRICE_FEN);
            shopper
        });
    }
    ready.join_all().await
}

async fn seven_are_sold(season: Season) {
    let pork = season.person("clerk.sc").await;
    assert_eq!(season.shelf(&pork, RIBS).await, [7_000, 0, 0, SOLD]);
    let mut race = JoinSet::new();
    for shopper in buyers(&season).await {
        race.spawn(async move {
            let answer = shopper.buy(&purchase(Pays::Online, PRICE_FEN)).await;
            (shopper, answer)
        });
    }
    let (won, lost): (Vec<_>, Vec<_>) = race
        .join_all()
        .await
        .into_iter()
        .partition(|(_, answer): &(Shopper, Answer)| answer.is_ok());
    assert_eq!(won.len(), SOLD as usize);
    for (shopper, answer) in &lost {
        assert_eq!(answer.refused(), (409, "cart-faults"), "{answer:?}");
        assert_eq!(told_at(answer, "sku-12"), "sku-none");
        let told = answer.body["errors"][0]["detail"].as_str();
        assert_eq!(told, Some("刚卖完，没有扣款。补上货就能再买。"));
        // Nothing is lost: the basket is as it was, and says why.
        let cart = shopper.client.get("/api/v1/cart").await.ok();
        assert_eq!(
            (&cart["packs"], &cart["can_be_placed"]),
            (&json!(1), &json!(false))
        );
    }
    assert_eq!(season.shelf(&pork, RIBS).await, [7_000, SOLD, 0, 0]);
    let mut numbers: Vec<&Value> = won
        .iter()
        .map(|(_, answer)| &answer.body["number"])
        .collect();
    numbers.sort_by_key(|number| number.to_string());
    numbers.dedup();
    assert_eq!(numbers.len(), SOLD as usize, "each has a number of its own");
    season.server.proves_itself();

    // Six pay, all at once; one lets the time pass, and its pack is free for whoever comes next.
    let order = |answer: &Answer| tests::season::Order {
        number: answer.body["number"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        code: String::new(),
        total_fen: PRICE_FEN,
        memo: String::new(),
    };
    let mut paying = JoinSet::new();
    for (shopper, answer) in &won[1..] {
        let (shopper, order) = (shopper.clone(), order(answer));
        paying.spawn(async move { shopper.pay(&order).await });
    }
    paying.join_all().await;
    assert_eq!(season.shelf(&pork, RIBS).await, [7_000, 1, 6, 0]);
    let (late, answer) = &won[0];
    season.forward(31 * 60_000).await;
    late.until(&order(answer), "cancelled").await;
    assert_eq!(season.shelf(&pork, RIBS).await, [7_000, 0, 6, 1]);
    let (next, _) = &lost[0];
    let placed = next.buy(&purchase(Pays::Online, PRICE_FEN)).await;
    next.pay(&order(&placed)).await;
    assert_eq!(season.shelf(&pork, RIBS).await, [7_000, 0, 7, 0]);
    let parcels = pork
        .get("/api/v1/office/consignments?state=to_pack")
        .await
        .ok();
    assert_eq!(rows(&parcels["consignments"]).len(), SOLD as usize);
    season.server.proves_itself();
}

#[tokio::test]
async fn two_hundred_buyers_race_for_seven_boxes_and_seven_are_sold() {
    seven_are_sold(season().await).await;
}

#[tokio::test]
async fn the_same_race_on_postgresql() {
    if let Some(season) = season_on_postgresql().await {
        seven_are_sold(season).await;
    }
}
