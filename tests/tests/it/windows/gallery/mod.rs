//! Every page of the table of routes, opened once in each language by somebody who may see it: nothing is
//! against the rules of accessibility, none has to be scrolled sideways at a phone's or a desk's width, none
//! makes the console complain; each is photographed.

mod pages;
mod purchases;

use std::collections::BTreeSet;

use serde_json::Value;
use tests::axe::Axe;
use tests::browser::Browser;
use tests::season::{Season, Wish};

use self::pages::{Numbers, Tour};
use self::purchases::Bought;
use super::LANGUAGES;
use crate::stage::season;

/// A phone's window, at which the rules are held.
const PHONE: (u32, u32) = (390, 844);
/// Routes that answer with no page of ours: data, files, streams, ways on; and a page that only the
/// other market profile has.
const NO_PAGES: [&str; 14] = [
    "/divisions/{code}",
    "/market/live",
    "/market/orders/{order}/replace",
    "/orders/{number}/paid",
    "/office/claims/{claim}/photos/{photo}",
    "/office/payouts/{batch}/file",
    "/operator/payouts/{batch}/file",
    "/api/openapi.json",
    "/healthz",
    "/readyz",
    "/metrics",
    "/assets/{*path}",
    "/preferences",
    "/favicon.ico",
];
/// Where a mail is shown as it goes out.
const MAIL: &str = "/operator/mails/preview/";
/// The status with which the page of the window was answered.
const STATUS: &str = "return performance.getEntriesByType('navigation')[0].responseStatus";

/// What was seen on tours: faults, and the paths that answered with a page.
#[derive(Default)]
struct Seen {
    faults: Vec<String>,
    paths: BTreeSet<String>,
}

/// One window on a tour.
struct Visit {
    window: Browser,
    axe: Option<Axe>,
    seen: Seen,
}

impl Visit {
    async fn begin(season: &Season, who: Option<&str>) -> Option<Self> {
        let window = Browser::start(season.server.base_url()).await?;
        if let Some(who) = who {
            window.sign_in(who).await;
        }
        Some(Self {
            window,
            axe: Axe::found(),
            seen: Seen::default(),
        })
    }

    /// The tour in both languages.
    async fn tour(&mut self, pages: &Tour) {
        for (lang, short) in LANGUAGES {
            self.window.speak(lang).await;
            self.window.complaints().await;
            for (path, name) in pages {
                self.look(path, &format!("{name}-{short}")).await;
            }
        }
    }

    async fn look(&mut self, path: &str, name: &str) {
        self.window.size(PHONE.0, PHONE.1).await;
        self.window.open(path).await;
        if let Some(axe) = self.axe.as_ref().filter(|_| !path.starts_with(MAIL)) {
            let found = axe.violations(&self.window).await;
            let found = found.iter().map(|fault| format!("{name}: {fault}"));
            self.seen.faults.extend(found);
        }
        let status = self.window.driver().execute(STATUS, Vec::new()).await;
        if status.expect("a page has a status").json() == &serde_json::json!(200) {
            let path = path.split('?').next().unwrap_or_default();
            self.seen.paths.insert(path.to_owned());
        }
        self.seen.faults.extend(self.window.photograph(name).await);
        let complaints = self.window.complaints().await;
        let complaints = complaints.iter().map(|line| format!("{name}: {line}"));
        self.seen.faults.extend(complaints);
        if path.starts_with(MAIL) {
            self.read_mail(name).await;
        }
    }

    /// A mail stands in a page of its own, which lets no script run: its text is read outside of it.
    async fn read_mail(&mut self, name: &str) {
        let driver = self.window.driver();
        let text = driver.source().await.expect("a mail has a text");
        let away = driver.goto("about:blank").await;
        away.expect("an empty page opens");
        let write = "document.write(arguments[0]); document.close();";
        let written = driver.execute(write, vec![serde_json::json!(text)]).await;
        written.expect("the mail can be shown");
        if let Some(axe) = &self.axe {
            let found = axe.violations(&self.window).await;
            let found = found.iter().map(|fault| format!("{name}: {fault}"));
            self.seen.faults.extend(found);
        }
    }
}

/// One person's tour.
async fn tour(season: &Season, who: Option<&str>, pages: Tour) -> Seen {
    let Some(mut visit) = Visit::begin(season, who).await else {
        return Seen::default();
    };
    visit.tour(&pages).await;
    visit.seen
}

/// A buyer finds all purchases, fills a basket with more than there will be, and looks around; then again
/// with large type.
async fn bought(season: &Season, numbers: &Numbers) -> Seen {
    let Some(mut visit) = Visit::begin(season, None).await else {
        return Seen::default();
    };
    let window = &visit.window;
    window.speak("en").await;
    let mut orders = Vec::new();
    for Bought { phone, code, name } in &numbers.bought {
        window.open("/orders").await;
        window.fill("phone", phone).await;
        window.fill("code", code).await;
        window.press("form[action='/orders/find'] button").await;
        window
            .until(name, async || window.path().await.starts_with("/orders/"))
            .await;
        orders.push((window.path().await, *name));
    }
    window.open("/orders").await;
    let words = window.words().await;
    assert!(!words.contains("× 0"), "an order of nothing: {words}");
    for (path, packs) in [("/shops/sweetpotato/22", "2"), ("/shops/pig/12", "7")] {
        window.open(path).await;
        window.fill("packs", packs).await;
        window.press("form[action='/cart/add'] button").await;
    }
    let ribs = Wish {
        lines: &[(12, 1)],
        ..Wish::default()
    };
    season.bought(&ribs).await;
    let awaiting = orders.iter().find(|(_, name)| *name == "order-awaiting");
    window.open(&awaiting.expect("an order waits").0).await;
    window.press(".pay button").await;
    window
        .until("the provider's page is open", async || {
            window.path().await.starts_with("/sandbox/")
        })
        .await;
    let pay = window.path().await;
    visit.tour(&pages::of_the_buyer(&orders, &pay)).await;
    let large = "/preferences?type=large&back=/healthz";
    visit.window.open(large).await;
    visit.tour(&pages::of_large_type(numbers, &orders)).await;
    visit.seen
}

/// Whether a path is one of a route's.
fn is_of(path: &str, route: &str) -> bool {
    let (mut path, mut route) = (path.split('/'), route.split('/'));
    loop {
        match (path.next(), route.next()) {
            (None, None) => return true,
            (Some(_), Some(part)) if part.starts_with('{') => {}
            (Some(here), Some(part)) if here == part => {}
            _ => return false,
        }
    }
}

/// Pages of the table that no tour opened.
fn unseen(season: &Season, paths: &BTreeSet<String>) -> Vec<String> {
    let output = season.server.run(&["routes", "--json"]);
    let routes: Value = serde_json::from_slice(&output.stdout).expect("the routes are JSON");
    let routes = tests::season::rows(&routes).iter();
    let pages = routes.filter(|route| route["method"] == "GET");
    let pages: BTreeSet<&str> = pages.filter_map(|route| route["path"].as_str()).collect();
    // A path that is written out in the table is that page's alone.
    let opened = |page: &str, path: &str| match pages.contains(path) {
        true => path == page,
        false => is_of(path, page),
    };
    let missing = pages
        .iter()
        .filter(|page| !page.starts_with("/api/v1/") && !NO_PAGES.contains(*page))
        .filter(|page| !paths.iter().any(|path| opened(page, path)));
    missing.map(|page| format!("{page} was not seen")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_fits_its_window_is_accessible_and_makes_no_console_complain() {
    let season = season().await;
    let numbers = pages::lively(&season).await;
    let household = numbers.code.clone();
    let (public, buyer, trader, clerk, operator, own, grower) = tokio::join!(
        tour(&season, None, pages::of_nobody(&numbers)),
        bought(&season, &numbers),
        tour(&season, Some("trader.jw"), pages::of_the_trader(&numbers)),
        tour(&season, Some("clerk.wc"), pages::of_the_clerk(&numbers)),
        tour(&season, Some("operator"), pages::of_the_operator(&numbers)),
        tour(&season, Some(&household), pages::of_the_household(&numbers)),
        tour(&season, Some("wc-0017"), pages::of_a_grower(&numbers)),
    );
    let all = [public, buyer, trader, clerk, operator, own, grower];
    let paths = all.iter().flat_map(|seen| seen.paths.iter().cloned());
    let paths: BTreeSet<String> = paths.collect();
    if paths.is_empty() {
        return;
    }
    let mut faults = unseen(&season, &paths);
    faults.extend(all.into_iter().flat_map(|seen| seen.faults));
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}
