//! One payment, a consignment for each cooperative, and each office sees its own alone.

use serde_json::json;
use tests::season::{BOX, PORK, Shopper, number, rows};

use super::{browser, newest, put_in, says, till};
use crate::stage::{at_browser, season};

#[tokio::test]
async fn one_basket_from_two_cooperatives_is_one_payment_and_two_parcels() {
    let season = season().await;
    let mut buyer = browser(&season);
    put_in(&mut buyer, "/shops/pig/10", "1").await;
    put_in(&mut buyer, "/shops/sweetpotato/22", "1").await;
    let page = buyer.open("/checkout").await;
    says(&page, &["parcel 1 of 2", "parcel 2 of 2", "¥ 132.60"]);
    let placed = buyer.submit(&till(&buyer).await).await;
    buyer.post(placed.location(), &[("choice", "pay")]).await;
    let name = newest(&buyer).await;
    let own = format!("/orders/{name}");
    buyer.get(&format!("{own}/paid")).await;
    let page = buyer.open(&own).await;
    says(
        &page,
        &["To be sent", "parcel 1 of 2", "parcel 2 of 2", "132.60"],
    );
    assert_eq!(page.words().matches(" Paid ¥132.60").count(), 1);
}

#[tokio::test]
async fn each_office_sees_its_own_parcel_of_an_order_alone() {
    let season = season().await;
    let pork = season.person("clerk.sc").await;
    let buyer = Shopper::of(&season).await;
    let order = buyer.bought(&[(PORK, 1), (BOX, 1)]).await;
    assert_eq!(order.total_fen, 13_260);
    let seen = buyer.sees(&order).await;
    let parcels = rows(&seen["parcels"]);
    assert_eq!(parcels.len(), 2, "{seen}");
    let growers: Vec<i64> = parcels
        .iter()
        .map(|parcel| number(&parcel["growers_fen"]))
        .collect();
    assert_eq!(growers.iter().sum::<i64>(), 7_872 + 2_043, "{growers:?}");

    let (theirs, their_name) = season.part_of(&pork, &order).await;
    let (ours, our_name) = season.part_of(&season.clerk, &order).await;
    assert!(theirs != ours && their_name != our_name);
    for (clerk, own, other, other_name) in [
        (
            "clerk.sc",
            "Mountain pork belly",
            "Wangcun sweet potato",
            &our_name,
        ),
        (
            "clerk.wc",
            "Wangcun sweet potato",
            "Mountain pork belly",
            &their_name,
        ),
    ] {
        let office = at_browser(&season, clerk).await;
        for path in [
            "/office/orders",
            &format!("/office/orders?q={}", order.number),
        ] {
            let words = office.open(path).await.words();
            assert!(words.contains(own), "{clerk} {path}: {words}");
            assert!(!words.contains(other), "{clerk} {path}: {words}");
            assert!(
                !words.contains(other_name.as_str()),
                "{clerk} {path}: {words}"
            );
        }
    }
    for (clerk, foreign) in [(&pork, ours), (&season.clerk, theirs)] {
        for step in ["pack", "ship"] {
            let path = format!("/api/v1/office/consignments/{foreign}/{step}");
            let body = match step {
                "ship" => json!({ "waybill": "SF1234567890" }),
                _ => json!({}),
            };
            let answer = clerk.change(&path, body).await;
            assert_eq!(answer.refused(), (404, "not-found"), "{path}");
        }
    }
    season.sends(&pork, &order).await;
    let seen = buyer.sees(&order).await;
    assert_eq!(seen["state"], "partly_shipped");
    let state = |name: &str| {
        let found = rows(&seen["parcels"])
            .iter()
            .find(|row| row["number"] == name);
        found.expect("the parcel is shown")["state"].clone()
    };
    assert_eq!(
        (state(&their_name), state(&our_name)),
        (json!("shipped"), json!("to_pack"))
    );
    season.sends(&season.clerk, &order).await;
    assert_eq!(buyer.sees(&order).await["state"], "to_receive");
    season.server.proves_itself();
}
