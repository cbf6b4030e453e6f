//! The code on a box, followed by whoever holds it: over HTTP, and on a phone without scripts.

use reqwest::StatusCode;
use tests::axe::Axe;
use tests::browser::Browser;
use tests::season::{DAY_MS, Season, number, rows};

use super::Till;
use crate::ground::season;

/// Nobody, without a sign-in.
async fn nobody(season: &Season, path: &str) -> (StatusCode, reqwest::header::HeaderMap, String) {
    let url = format!("{}{path}", season.server.base_url());
    let client = reqwest::Client::new();
    let request = client.get(url).header("accept-language", "en");
    let answer = request.send().await.expect("an answer");
    let (status, headers) = (answer.status(), answer.headers().clone());
    (status, headers, answer.text().await.expect("a body"))
}

#[tokio::test]
async fn a_box_s_code_tells_of_its_goods_and_not_of_its_buyer() {
    let season = season().await;
    let till = Till::of(&season).await;
    let many = till.box_of(&season, &[(22, 1)], 3_280).await.remove(0);
    let few = till.box_of(&season, &[(10, 1)], 9_980).await.remove(0);
    let (status, headers, page) = nobody(&season, &format!("/b/{many}")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["cache-control"], "public, max-age=300");
    assert!(page.contains("WC-261017-01"));
    assert!(page.contains("62.29"), "the promised part");
    assert!(page.contains("7 households"));
    for told in ["13800138000", "试买人", "某路", "GM26", "ABCDEF"] {
        assert!(!page.contains(told), "{told}");
    }
    let pack = season
        .clerk
        .get(&format!("/api/v1/packs/{many}"))
        .await
        .ok();
    assert_eq!(
        (number(&pack["households"]), pack["posted"].as_bool()),
        (7, Some(false))
    );
    season.forward(8 * DAY_MS).await;
    let pack = season
        .clerk
        .get(&format!("/api/v1/packs/{many}"))
        .await
        .ok();
    assert_eq!(pack["posted"], true);
    assert_eq!(number(&pack["lots"][0]["posted_fen"]), 2_043);
    let whole = rows(&pack["split"]).iter().map(|row| number(&row["bp"]));
    assert_eq!(whole.sum::<i64>(), 10_000);
    // Two lots of three and two households: neither a number nor a sum, and only the township.
    let pack = season.clerk.get(&format!("/api/v1/packs/{few}")).await.ok();
    assert!(pack["households"].is_null());
    for lot in rows(&pack["lots"]) {
        assert!(lot["households"].is_null() && lot["posted_fen"].is_null());
        assert!(rows(&lot["villages"]).is_empty());
    }
    let (_, _, page) = nobody(&season, &format!("/b/{few}")).await;
    assert!(page.contains("fewer than five"));
    let long = "x".repeat(500);
    for unknown in ["no-such-code", "%00", long.as_str()] {
        let (status, _, page) = nobody(&season, &format!("/b/{unknown}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{unknown}");
        assert!(page.contains("No box has this code"), "{unknown}");
    }
    // The office finds everybody who has some of a lot; another cooperative's does not.
    let lot = season
        .clerk
        .get("/api/v1/office/lots/WC-261017-01")
        .await
        .ok();
    assert_eq!(rows(&lot["parcels"]).len(), 1);
    let other = season.person("clerk.sc").await;
    let other = other.get("/api/v1/office/lots/WC-261017-01").await;
    assert_eq!(other.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_behind_the_code_on_a_phone_without_scripts() {
    let season = season().await;
    let Some(window) = Browser::start(season.server.base_url()).await else {
        return;
    };
    let axe = Axe::found();
    let till = Till::of(&season).await;
    let settled = till.box_of(&season, &[(22, 1)], 3_280).await.remove(0);
    let few = till.box_of(&season, &[(10, 1)], 9_980).await.remove(0);
    season.forward(8 * DAY_MS).await;
    let fresh = till.box_of(&season, &[(22, 1)], 3_280).await.remove(0);
    let slip = {
        let own = season.person("wc-0017").await;
        let own = own.get("/api/v1/household/season").await.ok();
        let (cycle, household) = (&own["boxes"][0]["cycle"], &own["household"]);
        format!("/slips/boxes/{cycle}/{household}")
    };
    let mut wrong = Vec::new();
    window.without_scripts().await;
    for (tag, short) in super::super::windows::LANGUAGES {
        window.open("/").await;
        window.speak(tag).await;
        for (path, name) in [
            (format!("/b/{settled}"), "box-settled"),
            (format!("/b/{few}"), "box-few"),
            (format!("/b/{fresh}"), "box-promised"),
            ("/b/no-such-code".to_owned(), "box-unknown"),
        ] {
            window.open(&path).await;
            wrong.extend(window.photograph(&format!("{name}-{short}")).await);
            if let Some(axe) = &axe {
                wrong.extend(axe.violations(&window).await);
            }
        }
    }
    window.sign_in("wc-0017").await;
    for (tag, short) in super::super::windows::LANGUAGES {
        window.open("/household").await;
        window.speak(tag).await;
        for (path, name) in [
            ("/household".to_owned(), "box-season"),
            ("/household/consents".to_owned(), "box-consents"),
            (slip.clone(), "box-slip"),
        ] {
            window.open(&path).await;
            wrong.extend(window.photograph(&format!("{name}-{short}")).await);
            if let Some(axe) = &axe {
                wrong.extend(axe.violations(&window).await);
            }
        }
    }
    wrong.extend(window.complaints().await);
    assert_eq!(wrong, Vec::<String>::new());
}
