//! A clerk at a phone without scripts: fetches, packs, prints labels and hands parcels to the carrier.

use tests::browser::Browser;
use tests::season::{BOX, PORK, Season, Wish};

use super::LANGUAGES;
use crate::stage::season;

/// The points of A6 paper.
const A6: (u32, u32) = (298, 420);

/// How many pages a PDF has, and how large the first is, in points.
fn pages(pdf: &[u8]) -> (usize, (u32, u32)) {
    let text = String::from_utf8_lossy(pdf);
    let count = text.matches("/Type /Page\n").count();
    let size = text
        .split_once("/MediaBox [0 0 ")
        .map_or("", |(_, rest)| rest);
    let mut sides = size.split(']').next().unwrap_or_default().split(' ');
    let mut side = || {
        sides
            .next()
            .and_then(|side| side.parse::<f64>().ok())
            .unwrap_or_default()
    };
    let (width, height) = (side(), side());
    (count, (width.round() as u32, height.round() as u32))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_packs_and_sends_on_a_phone_without_scripts() {
    let season: Season = season().await;
    let two = Wish {
        lines: &[(BOX, 2)],
        note: "放门卫处，谢谢",
        ..Wish::default()
    };
    let parcel = season.parcel(&two).await;
    let Some(window) = Browser::start(season.server.base_url()).await else {
        return;
    };
    window.without_scripts().await;
    window.size(390, 844).await;
    window.speak("zh-CN").await;
    window.sign_in("clerk.wc").await;
    window.open("/office").await;
    window
        .press("a.task[href='/office/orders?state=to_pack']")
        .await;
    window
        .press(&format!("a[href='/office/orders/{}']", parcel.id))
        .await;
    let words = window.words().await;
    assert!(
        words.contains("WC-261017-01"),
        "the oldest lot comes first: {words}"
    );
    window
        .press(&format!(
            "form[action='/office/orders/{}/pack'] button",
            parcel.id
        ))
        .await;
    window
        .until("the boxes are packed", async || {
            window.words().await.contains("运单号")
        })
        .await;
    window
        .press(&format!("a[href='/office/orders/{}/label']", parcel.id))
        .await;
    window
        .until("the labels are there", async || {
            window.words().await.contains("沿虚线剪开")
        })
        .await;
    let printed = pages(&window.printed("labels-zh").await);
    assert_eq!(printed, (2, A6), "one label for each box, on A6");
    window.open(&format!("/office/orders/{}", parcel.id)).await;
    window.fill("waybill", "12345").await;
    let send = format!("form[action='/office/orders/{}/ship'] button", parcel.id);
    window.press(&send).await;
    window
        .until("it is told what a waybill is", async || {
            window.words().await.contains("6 到 40 位")
        })
        .await;
    window.fill("waybill", "SF1234567890").await;
    window.press(&send).await;
    window
        .until("it is on its way", async || {
            window.words().await.contains("SF1234567890")
        })
        .await;
    window
        .open(&format!("/office/orders/{}/label", parcel.id))
        .await;
    let words = window.words().await;
    assert!(words.contains("标签不再打"), "{words}");
    assert_eq!(window.complaints().await, Vec::<String>::new());
    season.server.proves_itself();
}

/// Parcels in every state, a claim that waits and one that is answered.
pub async fn a_full_office(season: &Season) -> Vec<(String, &'static str)> {
    let clerk = &season.clerk;
    let path = |id: i64, step: &str| format!("/api/v1/office/consignments/{id}/{step}");
    let empty = serde_json::json!({});
    let mut sent = Vec::new();
    let two = Wish {
        lines: &[(BOX, 2)],
        note: "放门卫处，谢谢",
        ..Wish::default()
    };
    for (number, wish) in [&two, &Wish::default(), &two].into_iter().enumerate() {
        let parcel = season.parcel(wish).await;
        clerk
            .change(&path(parcel.id, "pack"), empty.clone())
            .await
            .ok();
        let waybill = serde_json::json!({ "waybill": format!("SF12345678{number:02}") });
        clerk.change(&path(parcel.id, "ship"), waybill).await.ok();
        sent.push(parcel);
    }
    season.received(&sent[0]).await;
    season.received(&sent[1]).await;
    let open = season.claimed(&sent[0], 500).await;
    let given = season.claimed(&sent[1], 400).await;
    let answer = serde_json::json!({ "refund_fen": 525, "words": "对不住，按坏的重量退" });
    clerk
        .change(&format!("/api/v1/office/claims/{given}"), answer)
        .await
        .ok();
    let packed = season.parcel(&two).await;
    clerk
        .change(&path(packed.id, "pack"), empty.clone())
        .await
        .ok();
    let other = Wish {
        name: "李梅",
        phone: "13900139000",
        ..Wish::default()
    };
    season.parcel(&other).await;
    let waits = season.parcel(&two).await;
    let page = |path: &str, name: &'static str| (path.to_owned(), name);
    vec![
        page("/office", "parcels-today"),
        page("/office/orders", "parcels-to-pack"),
        page("/office/orders?state=packed", "parcels-packed"),
        page("/office/orders?state=all", "parcels-all"),
        page("/office/orders?q=nothing", "parcels-none"),
        page("/office/orders/pick", "parcels-pick"),
        page("/office/waybills", "parcels-waybills"),
        (
            format!("/office/orders/labels?box-{}=yes", packed.id),
            "parcels-labels",
        ),
        (format!("/office/orders/{}", waits.id), "parcel-to-pack"),
        (format!("/office/orders/{}", packed.id), "parcel-packed"),
        (
            format!("/office/orders/{}/label", packed.id),
            "parcel-label",
        ),
        (format!("/office/orders/{}", sent[0].id), "parcel-received"),
        (format!("/office/orders/{}", sent[2].id), "parcel-sent"),
        page("/office/claims", "claims"),
        (format!("/office/claims/{open}"), "claim-open"),
        (
            format!("/office/claims/{open}?amount=99999"),
            "claim-refused",
        ),
        (format!("/office/claims/{given}"), "claim-given"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_are_printed_on_a6_in_both_languages_and_name_every_lot() {
    let season = season().await;
    let packed = |who: &'static str, wish: Wish<'static>| {
        let season = &season;
        async move {
            let parcel = season.parcel(&wish).await;
            let path = format!("/api/v1/office/consignments/{}/pack", parcel.id);
            let clerk = season.person(who).await;
            clerk.change(&path, serde_json::json!({})).await.ok();
            format!("/office/orders/{}/label", parcel.id)
        }
    };
    let two = Wish {
        lines: &[(BOX, 2)],
        note: "放门卫处，谢谢",
        ..Wish::default()
    };
    let mixed = Wish {
        lines: &[(PORK, 2)],
        ..Wish::default()
    };
    let (own, theirs) = (
        packed("clerk.wc", two).await,
        packed("clerk.sc", mixed).await,
    );
    let (Some(window), Some(butcher)) = (
        Browser::start(season.server.base_url()).await,
        Browser::start(season.server.base_url()).await,
    ) else {
        return;
    };
    window.sign_in("clerk.wc").await;
    for (lang, short) in LANGUAGES {
        window.speak(lang).await;
        window.open(&own).await;
        let printed = pages(&window.printed(&format!("parcel-label-{short}")).await);
        assert_eq!(printed, (2, A6));
    }
    // A box of two lots names both on its label.
    butcher.speak("zh-CN").await;
    butcher.sign_in("clerk.sc").await;
    butcher.open(&theirs).await;
    let words = butcher.words().await;
    for lot in ["SC-261028-01", "SC-261110-01"] {
        assert!(words.contains(lot), "{lot}: {words}");
    }
    let sideways = butcher.photograph("parcel-label-mixed-zh").await;
    assert_eq!(sideways, Vec::<String>::new());
    let printed = pages(&butcher.printed("parcel-label-mixed-zh").await);
    assert_eq!(printed, (2, A6));
}
