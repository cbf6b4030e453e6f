//! The shops' public pages over HTTP: what they say of a pack, whose hosts they answer on, and that
//! pages kept in memory are the same for everybody and follow what is on the shelves.

mod fifth;
mod memory;

use tests::person::{Page, Person};

use crate::stage::season;

/// The shops and how many packs each has.
const SHOPS: [(&str, usize); 4] = [
    ("shiitake", 10),
    ("pig", 6),
    ("seabuckthorn", 6),
    ("sweetpotato", 5),
];

/// What the header says of a page: the address of each language.
fn link(page: &Page, rel: &str) -> String {
    let (_, rest) = page
        .text
        .split_once(rel)
        .unwrap_or_else(|| panic!("no {rel}"));
    let href = rest.split("href=\"").nth(1).unwrap_or_default();
    href.split('"').next().unwrap_or_default().to_owned()
}

#[track_caller]
fn says(page: &Page, all: &[&str]) {
    let words = page.words();
    for part in all {
        assert!(words.contains(part), "{part} is missing: {words}");
    }
}

#[tokio::test]
async fn every_shop_has_a_home_of_its_own_with_each_pack_and_its_price() {
    let season = season().await;
    let visitor = Person::stranger(season.server.base_url());
    let front = visitor.open("/").await;
    let catalogue = visitor.open("/catalogue").await;
    let mut numbers = Vec::new();
    for (slug, packs) in SHOPS {
        let home = format!("/shops/{slug}");
        for page in [&front, &catalogue] {
            assert!(page.text.contains(&format!("href=\"{home}\"")), "{home}");
        }
        let page = visitor.open(&home).await;
        let marks = format!("href=\"{home}/");
        let mut found: Vec<&str> = page.text.split(marks.as_str()).skip(1).collect();
        for part in &mut found {
            *part = part.split(['"', '#']).next().unwrap_or_default();
        }
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), packs, "{slug}: {found:?}");
        numbers.extend(found.iter().map(|number| format!("{home}/{number}")));
        assert!(page.text.contains(&format!("data-shop=\"{slug}\"")));
        for own in ["/cart", "/orders", "/preferences?lang=zh-CN"] {
            assert!(
                page.text.contains(&format!("href=\"{own}")),
                "{slug}: {own}"
            );
        }
    }
    assert_eq!(numbers.len(), 27);
    for path in &numbers {
        let page = visitor.open(path).await;
        assert!(
            catalogue.text.contains(&format!("href=\"{path}\"")),
            "{path}"
        );
        assert!(page.text.contains("yuan/kg") || page.text.contains("delivery included"));
    }
}

#[tokio::test]
async fn a_product_page_tells_price_share_lot_and_rules_to_the_fen() {
    let season = season().await;
    let visitor = Person::stranger(season.server.base_url());
    let page = visitor.open("/shops/sweetpotato/22").await;
    says(
        &page,
        &[
            "¥ 32.80",
            "6.56 yuan/jin",
            "13.12 yuan/kg",
            // Promised by today's tariff, each part with its share.
            "20.43 62.29%",
            "−8.00 24.39%",
            "−3.20 9.75%",
            "−0.98 2.99%",
            "−0.19 0.58%",
            "by today's tariff (version 1)",
            "Estimated",
            // Posted: there was no season before this one.
            "Oct 2025 – Sep 2026 Nothing last season",
            "Nothing posted yet this season",
            // The next lot.
            "Lot WC-261017-01",
            "Wangcun, Jiaocheng County",
            "17 Oct 2026",
            "承诺达标合格证",
            "HG-WC-261017-01",
            "own test",
            // Rules.
            "11–14",
            "30 days",
            "48 hours",
            "outside the seven-day return",
        ],
    );
    let form = page.form("/cart/add");
    assert_eq!((form.value("sku"), form.value("packs")), ("22", "1"));
    let names: Vec<&str> = form.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["sku", "packs"], "no key: nothing here is money");
    let months = page.text.matches("<li class=\"").count();
    let sold = page.text.matches("sold\"").count();
    assert!(months >= 12);
    assert_eq!(sold, 6, "October to March");
    let (_, block) = page
        .text
        .split_once("application/ld+json\">")
        .expect("a data block");
    let block = block.split("</script>").next().unwrap_or_default();
    let block: serde_json::Value = serde_json::from_str(block).expect("the block is JSON");
    assert_eq!(block["@graph"][0]["offers"]["price"], "32.80");
    let there = &block["@graph"][0]["offers"]["availability"];
    assert_eq!(there, "https://schema.org/InStock");
    let dried = visitor.open("/shops/shiitake/4").await;
    says(
        &dried,
        &["within seven days", "7 days of delivery", "12 months"],
    );
    let pork = visitor.open("/shops/pig/10").await;
    says(
        &pork,
        &[
            "78.72 78.88%",
            "A pack may hold two lots",
            "JY-SC-261028-01",
            "动物检疫证明",
        ],
    );
}

#[tokio::test]
async fn what_cannot_be_had_says_why_when_again_and_what_else() {
    let season = season().await;
    let visitor = Person::stranger(season.server.base_url());
    let few = visitor.open("/shops/pig/12").await;
    says(&few, &["7 left"]);
    assert!(
        few.text
            .contains("name=\"packs\" value=\"1\" min=\"1\" max=\"7\"")
    );
    for (path, why, else_) in [
        ("shiitake/9", "Out of season, back in March.", "shiitake/3"),
        ("shiitake/7", "No lot is on the shelf yet.", "shiitake/1"),
        ("pig/15", "true weight", "pig/13"),
        ("sweetpotato/24", "test report", "sweetpotato/22"),
        ("sweetpotato/26", "Craft goods", "sweetpotato/22"),
        (
            "shiitake/27",
            "boxes of several goods are not open yet",
            "shiitake/1",
        ),
    ] {
        let page = visitor.open(&format!("/shops/{path}")).await;
        let words = page.words().to_lowercase();
        assert!(words.contains(&why.to_lowercase()), "{path}: {words}");
        let elsewhere = format!("href=\"/shops/{else_}\"");
        assert!(page.text.contains(&elsewhere), "{path} leads nowhere");
        assert_eq!(page.forms().len(), 0, "{path} can be bought");
        assert!(!page.text.contains("buybar"), "{path} can be bought");
    }
    let carcass = visitor.open("/shops/pig/15").await;
    says(
        &carcass,
        &["34.00 yuan/jin", "68.00 yuan/kg", "per kilogram"],
    );
}

#[tokio::test]
async fn what_no_shop_has_is_not_there() {
    let season = season().await;
    let visitor = Person::stranger(season.server.base_url());
    for path in [
        "/shops",
        "/shops/walnut",
        "/shops/sweetpotato/10",
        "/shops/sweetpotato/28",
        "/shops/sweetpotato/022",
        "/shops/sweetpotato/-1",
        "/shops/sweetpotato/22'",
        "/shops/sweetpotato/99999999999999999999999",
        "/shops/..%2f..%2fetc/1",
    ] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.words().contains("There is no such page"), "{path}");
    }
}

#[tokio::test]
async fn each_language_has_an_address_of_its_own() {
    let season = season().await;
    let url = season.server.base_url();
    let visitor = Person::stranger(url).reading("zh-CN");
    let chinese = visitor.open("/shops/sweetpotato/22").await;
    assert!(chinese.text.contains("王村蜜薯特级"));
    let base = format!("{url}/shops/sweetpotato/22");
    let addresses = [
        ("rel=\"canonical\"", "?lang=zh-CN"),
        ("hreflang=\"zh-CN\"", "?lang=zh-CN"),
        ("hreflang=\"en\"", "?lang=en"),
        ("hreflang=\"x-default\"", ""),
    ];
    for (rel, query) in addresses {
        assert_eq!(link(&chinese, rel), format!("{base}{query}"), "{rel}");
    }
    // The address speaks before the cookie, and sets none.
    let english = visitor.open("/shops/sweetpotato/22?lang=en").await;
    assert!(english.text.contains("<html lang=\"en\""));
    assert_eq!(english.set_cookies(), Vec::<String>::new());
    assert_eq!(
        link(&english, "rel=\"canonical\""),
        format!("{base}?lang=en")
    );
    for part in [
        "og:title",
        "og:description",
        "og:url",
        "name=\"description\"",
    ] {
        assert!(english.text.contains(part), "{part}");
    }
    // The switch leads back without the query, so that it can change something.
    assert!(english.text.contains("back=/shops/sweetpotato/22\""));
}

#[tokio::test]
async fn a_shops_own_host_has_its_home_at_the_root_and_keeps_its_visitors() {
    let season = season().await;
    let url = season.server.base_url();
    let at = |host: &str| Person::stranger(url).sending("host", host);
    for host in ["sweetpotato.sanbao.example", "sweetpotato.localhost:8080"] {
        let visitor = at(host);
        let home = visitor.open("/").await;
        says(
            &home,
            &["A month in the cellar", "Wangcun sweet potato, top grade"],
        );
        assert!(
            home.text.contains("<a class=\"logo\" href=\"/\">"),
            "{host}"
        );
        assert!(
            home.text
                .contains(&format!("<a class=\"by\" href=\"{url}/\">"))
        );
        assert!(
            home.text.contains("back=/\""),
            "the switches lead back to it"
        );
        let pack = visitor.open("/shops/sweetpotato/22").await;
        assert!(
            pack.text.contains("<a class=\"logo\" href=\"/\">"),
            "{host}"
        );
        // Every link but the one to the platform stays here.
        for href in pack.text.split(" href=\"").skip(1) {
            let href = href.split('"').next().unwrap_or_default();
            let away = href.starts_with("http") && !href.starts_with(url);
            assert!(!away, "{href}");
        }
    }
    for host in ["sanbao.example", "evil.example", "sweetpotato"] {
        let front = at(host).open("/").await;
        says(&front, &["Three treasures of Lüliang"]);
        assert!(
            !front.text.contains(&format!("//{host}")),
            "{host} is repeated"
        );
    }
    let elsewhere = at("pig.localhost").open("/shops/sweetpotato").await;
    assert!(
        elsewhere
            .text
            .contains("<a class=\"logo\" href=\"/shops/sweetpotato\">")
    );
}
