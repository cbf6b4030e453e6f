//! A listing that is taken in one window is seen in another without a reload; a household reads its slip.

use tests::browser::Browser;
use tests::season::{Bulk, number, rows};
use thirtyfour::By;

use super::{LANGUAGES, wangcun_order};
use crate::stage::season;

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_taken_in_one_window_is_seen_live_in_a_second() {
    let season = season().await;
    season.money_arrives(&season.trader, 3_000_000).await;
    season.money_to_desk(&season.trader, 2_400_000).await;
    let url = season.server.base_url();
    let (Some(here), Some(there)) = (Browser::start(url).await, Browser::start(url).await) else {
        return;
    };
    // The second window stands open at the market before anything is offered there.
    there.speak("en").await;
    there.open("/market").await;
    let mark = "document.body.dataset.opened = 'once'; return document.documentElement.dataset.liveState || ''";
    there
        .until("the second window follows the market", async || {
            let state = there.driver().execute(mark, Vec::new()).await;
            state.is_ok_and(|state| state.json() == "open")
        })
        .await;
    let listing = season.offer(Bulk::WANGCUN).await;
    let offered = format!("G-{listing}");
    there
        .until("the offer appears by itself", async || {
            there.words().await.contains(&offered)
        })
        .await;
    there.photograph("live-offered-en").await;

    here.speak("en").await;
    here.sign_in("trader.jw").await;
    here.open("/market").await;
    here.press(&format!("a[href^='/market/listings/{listing}/take']"))
        .await;
    here.photograph("live-take-en").await;
    here.press("main form[method='post'] button").await;
    here.until("the take became a deal", async || {
        here.path().await.starts_with("/deals/")
    })
    .await;
    here.photograph("live-deal-en").await;

    there
        .until("the second window sees the take", async || {
            !there.words().await.contains(&offered)
        })
        .await;
    let kept = there
        .driver()
        .execute("return document.body.dataset.opened || ''", Vec::new())
        .await
        .expect("a script runs");
    assert_eq!(kept.json(), "once", "the page was loaded again");
    there.photograph("live-taken-en").await;
    for window in [&here, &there] {
        assert_eq!(window.complaints().await, Vec::<String>::new());
    }
    season.server.proves_itself();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_household_signs_in_and_reads_its_slip() {
    let season = season().await;
    let deal = wangcun_order(&season).await;
    let sheet = season.sheet(deal).await;
    let settlement = number(&sheet["settled"]["settlement"]);
    let lines = rows(&sheet["settled"]["pool"]["lines"]);
    let most = lines.iter().find(|line| line["payable_fen"] == 309_376);
    let line = most.expect("a household of the worked order is paid 3,093.76");
    let who = line["code"].as_str().expect("a code").to_lowercase();
    let Some(window) = Browser::start(season.server.base_url()).await else {
        return;
    };
    window.sign_in(&who).await;
    for (lang, name) in LANGUAGES {
        window.speak(lang).await;
        window.open("/household").await;
        assert!(
            window.words().await.contains("3,093.76"),
            "{}",
            window.words().await
        );
        let sideways = window.photograph(&format!("household-{name}")).await;
        assert_eq!(sideways, Vec::<String>::new());
        let slip = format!("a[href^='/slips/{settlement}/']");
        window.press(&slip).await;
        window
            .until("the slip is open", async || {
                window.path().await.starts_with("/slips/")
            })
            .await;
        let words = window.words().await;
        assert!(words.contains("3,093.76"), "{words}");
        if lang == "zh-CN" {
            assert!(words.contains("叁仟零玖拾叁元柒角陆分"), "{words}");
        }
        let found = window
            .driver()
            .find_all(By::Css(".slip"))
            .await
            .expect("the page is read");
        assert_eq!(found.len(), 1, "one household, one deal, one slip");
        let sideways = window.photograph(&format!("slip-{name}")).await;
        assert_eq!(sideways, Vec::<String>::new());
    }
    assert_eq!(window.complaints().await, Vec::<String>::new());
}
