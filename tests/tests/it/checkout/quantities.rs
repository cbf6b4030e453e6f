//! Wrong numbers of packs, and goods that are not there, not sold, or not in this basket.

use serde_json::{Value, json};
use tests::client::fresh_key;
use tests::person::Page;
use tests::season::{BOX, Pays, Shopper, purchase, rows};

use super::{Before, browser, orders, packs_in, put_in, says, told_at};
use crate::stage::season;

/// The ribs, of which the season has seven packs.
const RIBS: i64 = 12;

/// What is typed for a number of packs, and a part of the sentence at the field.
const WRONG: [(&str, &str); 8] = [
    ("0", "At least 1"),
    ("-1", "A number from 1 to 99"),
    ("1.5", "A number from 1 to 99"),
    ("two", "A number from 1 to 99"),
    ("１２三", "A number from 1 to 99"),
    ("", "fill"),
    ("100", "At most 99"),
    ("99999999999999999999", "A number from 1 to 99"),
];

#[track_caller]
fn told(page: &Page, field: &str, part: &str, typed: &str) {
    assert_eq!(page.status, 422, "{typed:?}: {}", page.words());
    let words = page.beside(field).unwrap_or_default();
    assert!(words.to_lowercase().contains(part), "{typed:?}: {words:?}");
}

#[tokio::test]
async fn a_wrong_number_of_packs_is_told_at_its_field_and_nothing_is_put_in() {
    let season = season().await;
    let before = Before::of(&season).await;
    let mut buyer = browser(&season);
    let form = buyer.open("/shops/sweetpotato/22").await.form("/cart/add");
    for (typed, part) in WRONG {
        let page = buyer.submit(&form.clone().with("packs", typed)).await;
        told(&page, "packs", &part.to_lowercase(), typed);
        says(&page, &["Wangcun sweet potato, top grade was not put in"]);
        assert_eq!(page.form("/cart/add").value("packs"), typed);
        assert_eq!(page.set_cookies(), Vec::<String>::new(), "nobody yet");
    }
    put_in(&mut buyer, "/shops/sweetpotato/22", "2").await;
    let change = format!("/cart/{BOX}/change");
    let form = buyer.open("/cart").await.form(&change);
    for (typed, part) in WRONG {
        let page = buyer.submit(&form.clone().with("packs", typed)).await;
        told(&page, "packs-22", &part.to_lowercase(), typed);
        assert_eq!(page.form(&change).value("packs"), typed, "as typed");
        assert_eq!(packs_in(&buyer).await, 2, "{typed:?}");
    }
    // Together with what is there it would be too many.
    let form = buyer.open("/shops/sweetpotato/22").await.form("/cart/add");
    let page = buyer.submit(&form.with("packs", "98")).await;
    told(&page, "packs", "2 are in the basket; at most 99", "98");
    assert_eq!(packs_in(&buyer).await, 2);
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_program_hears_the_same_and_its_basket_stays() {
    let season = season().await;
    let before = Before::of(&season).await;
    let buyer = Shopper::of(&season).await;
    buyer.fill(&[(BOX, 3)]).await.ok();
    for (packs, code) in [
        (0, "packs-none"),
        (-1, "packs-number"),
        (100, "packs-most"),
        (i64::MAX, "packs-most"),
        (i64::MIN, "packs-number"),
    ] {
        let answer = buyer.fill(&[(BOX, packs)]).await;
        assert_eq!(answer.refused(), (422, "check-fields"), "{packs}");
        assert_eq!(told_at(&answer, "packs"), code, "{packs}");
    }
    let twice = buyer.fill(&[(BOX, 60), (BOX, 60)]).await;
    assert_eq!(told_at(&twice, "packs"), "packs-too-many");
    for lines in [
        json!([{ "sku": 22, "packs": "2" }]),
        json!([{ "sku": 22, "packs": 1.5 }]),
        json!([{ "sku": 22 }]),
        json!([{ "sku": 22, "packs": 1, "price_fen": 1 }]),
        json!("22"),
    ] {
        let body = json!({ "lines": lines });
        let answer = buyer.client.post("/api/v1/cart", &fresh_key(), body).await;
        assert_eq!(answer.refused(), (400, "bad-json"), "{answer:?}");
    }
    for (lines, refused) in [
        (&[(404, 1)][..], (404, "not-found")),
        (&[(BOX, 1), (0, 1)][..], (404, "not-found")),
        (&[(BOX, 1), (15, 1)][..], (409, "cart-closed")),
    ] {
        assert_eq!(buyer.fill(lines).await.refused(), refused, "{lines:?}");
    }
    let kinds: Vec<(i64, i64)> = (1..=14).chain(16..=23).map(|sku| (sku, 1)).collect();
    assert_eq!(buyer.fill(&kinds).await.refused(), (409, "cart-full"));
    let cart = buyer.client.get("/api/v1/cart").await.ok();
    assert_eq!(
        (rows(&cart["lines"]).len(), &cart["packs"]),
        (1, &json!(3)),
        "what was refused left the basket as it was: {cart}"
    );
    let nobody = tests::client::Client::stranger(season.server.base_url());
    let body = json!({ "lines": [{ "sku": 22, "packs": 1 }] });
    let answer = nobody.post("/api/v1/cart", &fresh_key(), body).await;
    assert_eq!(answer.refused(), (422, "guest-missing"));
    before.still_stands(&season).await;
}

#[tokio::test]
async fn more_than_is_on_the_shelf_stays_in_the_basket_and_is_not_ordered() {
    let season = season().await;
    let pork = season.person("clerk.sc").await;
    let before = Before::of(&season).await;
    let mut buyer = browser(&season);
    put_in(&mut buyer, "/shops/pig/12", "8").await;
    let page = buyer.open("/cart").await;
    says(
        &page,
        &["Cannot be bought now", "Only 7 left.", "Make it 7"],
    );
    assert!(!page.text.contains("href=\"/checkout\""), "no way on");
    // Whoever goes on all the same hears it there, with all that was typed.
    let form = super::till(&buyer)
        .await
        .with("note", "half frozen, please");
    let refused = buyer.submit(&form).await;
    assert_eq!(refused.status, 409, "{}", refused.words());
    says(
        &refused,
        &["No order was placed and no charge was made", "Only 7 left."],
    );
    let again = refused.form("/checkout");
    for field in [
        "name", "phone", "province", "city", "district", "street", "note",
    ] {
        assert_eq!(again.value(field), form.value(field), "{field}");
    }
    assert_eq!((packs_in(&buyer).await, orders(&buyer).await), (8, 0));
    let program = Shopper::of(&season).await;
    let cart = program.fill(&[(RIBS, 8)]).await.ok();
    assert_eq!(cart["can_be_placed"], false);
    assert_eq!(cart["lines"][0]["fault"]["code"], "short");
    let answer = program.buy(&purchase(Pays::Online, 8 * 11_200)).await;
    assert_eq!(answer.refused(), (409, "cart-faults"));
    assert_eq!(told_at(&answer, "sku-12"), "sku-short");
    before.still_stands(&season).await;
    // One press mends it.
    let mend = page.forms().into_iter();
    let mut mend = mend.filter(|form| form.action == "/cart/12/change");
    let mend = mend.next_back().expect("a way to mend it").with("to", "7");
    assert_eq!(buyer.submit(&mend).await.status, 303);
    let placed = buyer.submit(&super::till(&buyer).await).await;
    assert_eq!(placed.status, 303, "{}", placed.words());
    assert_eq!(season.shelf(&pork, RIBS).await[1..], [7, 0, 0]);
}

#[tokio::test]
async fn what_is_not_sold_or_does_not_exist_cannot_be_put_in() {
    let season = season().await;
    let before = Before::of(&season).await;
    let mut buyer = browser(&season);
    put_in(&mut buyer, "/shops/sweetpotato/22", "1").await;
    for sku in ["15", "24", "26", "27"] {
        let fields = [("sku", sku), ("packs", "1")];
        let page = buyer.post("/cart/add", &fields).await;
        assert_eq!(page.status, 409, "{sku}: {}", page.words());
        says(
            &page,
            &[
                "This is not on sale now. It was not put in.",
                "was not put in",
            ],
        );
        let ways = page.forms().into_iter();
        assert_eq!(ways.filter(|form| form.action == "/cart/add").count(), 0);
    }
    for sku in ["404", "0", "-22", "x", "", "22'", "99999999999999999999"] {
        let fields = [("sku", sku), ("packs", "1")];
        let page = buyer.post("/cart/add", &fields).await;
        assert_eq!(page.status, 404, "{sku:?}: {}", page.words());
    }
    for (path, status) in [
        ("/cart/404/change", 404),
        ("/cart/x/change", 400),
        ("/cart/10/change", 409),
    ] {
        let page = buyer.post(path, &[("packs", "1")]).await;
        assert_eq!(page.status, status, "{path}: {}", page.words());
    }
    assert_eq!(buyer.post("/cart/404/remove", &[]).await.status, 404);
    assert_eq!(
        buyer.post("/cart/10/remove", &[]).await.status,
        303,
        "out already"
    );
    assert_eq!(packs_in(&buyer).await, 1);
    before.still_stands(&season).await;
}

#[tokio::test]
async fn nobody_changes_or_buys_the_basket_of_another() {
    let season = season().await;
    let before = Before::of(&season).await;
    let mut buyer = browser(&season);
    put_in(&mut buyer, "/shops/sweetpotato/22", "5").await;
    let theirs = super::till(&buyer).await.value("cart").to_owned();
    let stranger = browser(&season);
    for path in ["/cart/22/change", "/cart/22/remove"] {
        stranger.post(path, &[("packs", "1")]).await;
    }
    // Who has a basket of its own and names another's buys its own.
    let mut other = browser(&season);
    put_in(&mut other, "/shops/sweetpotato/22", "1").await;
    for path in ["/cart/22/change", "/cart/22/remove"] {
        let mut third = browser(&season);
        put_in(&mut third, "/shops/pig/10", "1").await;
        third.post(path, &[("packs", "9")]).await;
        assert_eq!(packs_in(&third).await, 1);
    }
    assert_eq!(packs_in(&buyer).await, 5);
    before.still_stands(&season).await;
    let form = super::till(&other).await.with("cart", &theirs);
    assert_eq!(other.submit(&form).await.status, 303);
    let [_, reserved, ..] = season.shelf(&season.clerk, BOX).await;
    assert_eq!(reserved, 1, "its own");
    assert_eq!(packs_in(&buyer).await, 5, "still there");
    assert_eq!((orders(&other).await, orders(&buyer).await), (1, 0));
}

#[tokio::test]
async fn an_empty_basket_is_not_ordered() {
    let season = season().await;
    let before = Before::of(&season).await;
    let visitor = browser(&season);
    let page = visitor.get("/checkout").await;
    assert_eq!((page.status, page.location()), (303, "/cart"));
    says(&visitor.open("/cart").await, &["The basket is empty"]);
    let fields = [("idempotency_key", "k-1"), ("route", "provider")];
    let page = visitor.post("/checkout", &fields).await;
    assert_eq!((page.status, page.location()), (303, "/cart"));
    let program = Shopper::of(&season).await;
    let answer = program.buy(&purchase(Pays::Online, 0)).await;
    assert_eq!(answer.refused(), (409, "cart-empty"));
    let nobody = tests::client::Client::stranger(season.server.base_url());
    let wanted: Value = purchase(Pays::Online, 3_280);
    let answer = nobody.post("/api/v1/purchases", &fresh_key(), wanted).await;
    assert_eq!(answer.refused(), (409, "cart-empty"));
    before.still_stands(&season).await;
}
