//! The shops in a browser: nothing against the rules of accessibility, nothing wider than a narrow
//! phone, and a pack chosen by keyboard alone.

use serde_json::json;
use tests::axe::Axe;
use tests::browser::Browser;
use thirtyfour::prelude::*;

use super::LANGUAGES;
use crate::stage::season;

/// Each face, and a pack of each state.
const PAGES: [&str; 9] = [
    "/shops/shiitake",
    "/shops/pig",
    "/shops/seabuckthorn",
    "/shops/sweetpotato",
    "/shops/sweetpotato/22",
    "/shops/pig/12",
    "/shops/pig/15",
    "/shops/shiitake/7",
    "/shops/seabuckthorn/16",
];
/// The narrowest phone that pages hold at.
const NARROW: u32 = 360;

#[tokio::test(flavor = "multi_thread")]
async fn no_page_of_a_shop_is_against_the_rules_or_wider_than_a_narrow_phone() {
    let Some(axe) = Axe::found() else { return };
    let season = season().await;
    let Some(window) = Browser::start(season.server.base_url()).await else {
        return;
    };
    let mut faults = Vec::new();
    for (lang, short) in LANGUAGES {
        window.speak(lang).await;
        for kind in ["normal", "large"] {
            let switch = format!("/preferences?type={kind}&back=/healthz");
            window.open(&switch).await;
            for path in PAGES {
                window.size(NARROW, 900).await;
                window.open(path).await;
                let wide = "return document.documentElement.scrollWidth - innerWidth";
                let wide = window.driver().execute(wide, Vec::new()).await;
                let wide = wide.expect("the page is measured");
                let name = format!("{path} {short} {kind}");
                if wide.json() != &json!(0) {
                    faults.push(format!("{name}: {} too wide", wide.json()));
                }
                let found = axe.violations(&window).await;
                faults.extend(found.iter().map(|fault| format!("{name}: {fault}")));
                window.size(1440, 900).await;
                let found = axe.violations(&window).await;
                faults.extend(found.iter().map(|fault| format!("{name} wide: {fault}")));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_is_found_and_counted_by_keyboard_alone() {
    let season = season().await;
    let Some(window) = Browser::start(season.server.base_url()).await else {
        return;
    };
    window.speak("en").await;
    window.open("/shops/sweetpotato").await;
    // From the top of the page to the button that leads to the first pack.
    window.enter_at("a[href='/shops/sweetpotato/22']").await;
    window
        .until("the pack's page is open", async || {
            window.path().await == "/shops/sweetpotato/22"
        })
        .await;
    let focus = window.tab_to("[name='packs']").await;
    focus
        .send_keys(Key::Up + "")
        .await
        .expect("the field takes keys");
    let packs = focus.value().await.expect("the field has a value");
    assert_eq!(packs.as_deref(), Some("2"), "one more by the arrow");
    let button = window.tabbed().await;
    let words = button.text().await.expect("a button has words");
    assert_eq!(words, "Put in basket");
}
