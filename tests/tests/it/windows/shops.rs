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
    follow(&window, "/shops/sweetpotato/22").await;
    window
        .until("the pack's page is open", async || {
            window.path().await == "/shops/sweetpotato/22"
        })
        .await;
    let focus = focus_on(&window, "packs").await;
    focus
        .send_keys(Key::Up + "")
        .await
        .expect("the field takes keys");
    let packs = focus.value().await.expect("the field has a value");
    assert_eq!(packs.as_deref(), Some("2"), "one more by the arrow");
    focus
        .send_keys(Key::Tab + "")
        .await
        .expect("the field takes keys");
    let button = window.driver().active_element().await;
    let button = button.expect("something has the focus");
    let words = button.text().await.expect("a button has words");
    assert_eq!(words, "Put in basket");
}

/// Presses the tab key until a link to `path` has the focus, then follows it.
async fn follow(window: &Browser, path: &str) {
    for _ in 0..40 {
        let here = tabbed(window).await;
        let to = here.attr("href").await.expect("an attribute can be read");
        if to.as_deref() == Some(path) {
            here.send_keys(Key::Enter + "")
                .await
                .expect("a link takes keys");
            return;
        }
    }
    panic!("no tab leads to {path}");
}

/// Presses the tab key until the field with that name has the focus.
async fn focus_on(window: &Browser, field: &str) -> WebElement {
    for _ in 0..40 {
        let here = tabbed(window).await;
        let name = here.attr("name").await.expect("an attribute can be read");
        if name.as_deref() == Some(field) {
            return here;
        }
    }
    panic!("no tab leads to {field}");
}

async fn tabbed(window: &Browser) -> WebElement {
    let driver = window.driver();
    let keys = driver.action_chain().send_keys(Key::Tab + "");
    keys.perform().await.expect("a key can be pressed");
    driver
        .active_element()
        .await
        .expect("something has the focus")
}
