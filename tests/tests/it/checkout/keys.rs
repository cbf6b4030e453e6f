//! The same purchase sent again, sent with other figures, or paid for when its time is over.

use serde_json::{Value, json};
use tests::client::fresh_key;
use tests::person::{Form, Person};
use tests::season::{BOX, PORK, Pays, Season, Shopper, purchase, rows};

use super::{Before, browser, newest, orders, packs_in, put_in, says, till};
use crate::stage::season;

const MINUTE_MS: i64 = 60_000;

/// How many packs of sweet potatoes are reserved.
async fn reserved(season: &Season) -> i64 {
    season.shelf(&season.clerk, BOX).await[1]
}

#[tokio::test]
async fn a_checkout_that_is_posted_twice_is_one_purchase_and_answers_the_same() {
    let season = season().await;
    let mut buyer = browser(&season);
    put_in(&mut buyer, "/shops/sweetpotato/22", "2").await;
    let form = till(&buyer).await;
    let window = till(&buyer).await;
    assert_ne!(
        form.value("idempotency_key"),
        window.value("idempotency_key")
    );
    // Two at once, as an impatient finger does, then again, and from another window with its own key.
    let (left, right) = tokio::join!(buyer.submit(&form), buyer.submit(&form));
    let pay = left.location().to_owned();
    assert!(pay.starts_with("/sandbox/pay/"), "{}", left.words());
    for page in [
        right,
        buyer.submit(&form).await,
        buyer.submit(&window).await,
    ] {
        assert_eq!(
            (page.status, page.location()),
            (303, &*pay),
            "{}",
            page.words()
        );
    }
    assert_eq!((orders(&buyer).await, reserved(&season).await), (1, 2));
    // A key that was used is not taken for anything else, and what is in the basket now stays.
    put_in(&mut buyer, "/shops/sweetpotato/22", "1").await;
    let other = form.clone().with("note", "something else");
    let page = buyer.submit(&other).await;
    assert_eq!(page.status, 422, "{}", page.words());
    assert_eq!((orders(&buyer).await, packs_in(&buyer).await), (1, 1));
    for key in ["", " ", "\u{1}", &"k".repeat(201)] {
        let page = buyer
            .submit(&form.clone().with("idempotency_key", key))
            .await;
        assert_eq!(page.status, 400, "{key:?}: {}", page.words());
    }
    assert_eq!((orders(&buyer).await, reserved(&season).await), (1, 2));
    // Once it is paid, the old form leads to the purchase as it is.
    buyer.post(&pay, &[("choice", "pay")]).await;
    let own = format!("/orders/{}", newest(&buyer).await);
    buyer.get(&format!("{own}/paid")).await;
    let page = buyer.submit(&form).await;
    assert_eq!((page.status, page.location()), (303, own.as_str()));
    assert_eq!(orders(&buyer).await, 1);
    season.server.proves_itself();
}

#[tokio::test]
async fn a_program_that_repeats_a_key_hears_the_same_and_no_other_body_passes_under_it() {
    let season = season().await;
    let buyer = Shopper::of(&season).await;
    buyer.fill(&[(BOX, 1)]).await.ok();
    let (path, key) = ("/api/v1/purchases", fresh_key());
    let wanted = purchase(Pays::Online, 3_280);
    let send = async |body: &Value| buyer.client.post(path, &key, body.clone()).await;
    let (left, right) = tokio::join!(send(&wanted), send(&wanted));
    assert_eq!(left.status, 201, "{left:?}");
    assert_eq!((&right, &send(&wanted).await), (&left, &left));
    for (member, value) in [
        ("note", json!("other")),
        ("expected_total_fen", json!(1)),
        ("route", json!("transfer")),
    ] {
        let mut other = wanted.clone();
        other[member] = value;
        let refused = send(&other).await;
        assert_eq!(refused.refused(), (422, "idempotency-other-body"));
    }
    let bytes = wanted.to_string().into_bytes();
    let kind = (None, "application/json");
    let keyless = buyer.client.try_send(path, kind, bytes).await;
    let keyless = keyless.expect("the server answers");
    assert_eq!(keyless.refused(), (400, "idempotency-key-missing"));
    assert_eq!(reserved(&season).await, 1);
    // A key is its buyer's own: another may choose the same.
    let other = Shopper::of(&season).await;
    other.fill(&[(BOX, 1)]).await.ok();
    let answer = other.client.post(path, &key, wanted.clone()).await.ok();
    assert_ne!(answer["number"], left.body["number"]);
    // Changes of the purchase repeat in the same way.
    let order = format!("{path}/{}/cancel", left.body["number"].as_str().unwrap());
    let key = fresh_key();
    let first = buyer.client.post(&order, &key, json!({})).await;
    assert!(first.is_ok(), "{first:?}");
    assert_eq!(buyer.client.post(&order, &key, json!({})).await, first);
    let body = json!({ "lines": [] });
    let refused = buyer.client.post(&order, &key, body).await;
    assert_eq!(refused.refused(), (422, "idempotency-other-body"));
    assert_eq!(reserved(&season).await, 1, "the other buyer's");
    season.server.proves_itself();
}

/// Posts a form and sees that no purchase came of it.
async fn comes_to_nothing(person: &Person, form: &Form, what: &str) {
    let page = person.submit(form).await;
    assert_eq!(page.status, 409, "{what}: {}", page.words());
    says(
        &page,
        &["The sum is not the one you saw", "no charge was made"],
    );
    let again = page.form("/checkout");
    assert_eq!(again.value("expected_total"), "13260", "{what}");
    assert_eq!(again.value("street"), form.value("street"), "{what}");
}

#[tokio::test]
async fn figures_that_are_changed_in_a_form_buy_nothing_for_less() {
    let season = season().await;
    let before = Before::of(&season).await;
    let mut buyer = browser(&season);
    put_in(&mut buyer, "/shops/pig/10", "1").await;
    put_in(&mut buyer, "/shops/sweetpotato/22", "1").await;
    let form = till(&buyer).await;
    assert_eq!(form.value("expected_total"), "13260");
    for total in [
        "1",
        "0",
        "-13260",
        "13259",
        "13261",
        "",
        "x",
        "99999999999999999999",
    ] {
        let form = form.clone().with("expected_total", total);
        comes_to_nothing(&buyer, &form, total).await;
    }
    let cheap = form
        .clone()
        .with("seen", "10:1:1,22:1:1")
        .with("expected_total", "2");
    comes_to_nothing(&buyer, &cheap, "seen").await;
    assert_eq!((orders(&buyer).await, packs_in(&buyer).await), (0, 2));
    let program = Shopper::of(&season).await;
    program.fill(&[(BOX, 1)]).await.ok();
    for fen in [1, 0, -3_280, 3_279, i64::MAX, i64::MIN] {
        let answer = program.buy(&purchase(Pays::Online, fen)).await;
        assert_eq!(answer.refused(), (409, "total-changed"), "{fen}");
    }
    before.still_stands(&season).await;
    // Fields that no form has change nothing: the price is the catalogue's.
    let stuffed = form
        .with("seen", "10:1:1,22:1:1")
        .with("price_fen", "1")
        .with("total_fen", "1")
        .with("packs", "99");
    let placed = buyer.submit(&stuffed).await;
    assert_eq!(placed.status, 303, "{}", placed.words());
    let page = buyer.open(placed.location()).await;
    assert!(page.text.contains("132.60"), "{}", page.text);
    assert_eq!(reserved(&season).await, 1);
}

#[tokio::test]
async fn a_basket_that_changed_in_another_window_is_told_by_line() {
    let season = season().await;
    let mut buyer = browser(&season);
    put_in(&mut buyer, "/shops/sweetpotato/22", "1").await;
    let form = till(&buyer).await;
    put_in(&mut buyer, "/shops/pig/10", "1").await;
    let fields = [("packs", "3")];
    buyer.post("/cart/22/change", &fields).await;
    let page = buyer.submit(&form).await;
    assert_eq!(page.status, 409, "{}", page.words());
    says(
        &page,
        &[
            "Wangcun sweet potato, top grade: were 1, are 3 now.",
            "Mountain pork belly was added to the basket.",
            "It comes to ¥198.20 now",
        ],
    );
    assert_eq!(orders(&buyer).await, 0);
    let placed = buyer.submit(&page.form("/checkout")).await;
    assert_eq!(placed.status, 303, "{}", placed.words());
}

#[tokio::test]
async fn who_pays_too_late_is_not_charged_and_the_goods_are_free_again() {
    let season = season().await;
    let before = Before::of(&season).await;
    let mut buyer = browser(&season);
    put_in(&mut buyer, "/shops/sweetpotato/22", "3").await;
    let placed = buyer.submit(&till(&buyer).await).await;
    let page = placed.location().to_owned();
    let own = format!("/orders/{}", newest(&buyer).await);
    season.forward(29 * MINUTE_MS).await;
    assert_eq!(reserved(&season).await, 3, "half an hour is not over");
    season.forward(MINUTE_MS).await;
    assert_eq!(reserved(&season).await, 0);
    says(
        &buyer.open(&own).await,
        &["Cancelled", "Not paid in time", "No charge was made"],
    );
    let closed = buyer.open(&page).await;
    assert!(!closed.text.contains("name=\"choice\""), "{}", closed.text);
    let late = buyer.post(&page, &[("choice", "pay")]).await;
    assert_eq!(late.status, 200);
    assert!(late.text.contains("No charge was made"), "{}", late.text);
    let again = buyer.post(&format!("{own}/pay"), &[]).await;
    assert_eq!((again.status, again.location()), (303, own.as_str()));
    let back = buyer.get(&format!("{own}/paid")).await;
    assert_eq!((back.status, back.location()), (303, own.as_str()));
    says(
        &buyer.open(&own).await,
        &["Cancelled", "you can order again"],
    );
    let program = Shopper::of(&season).await;
    let order = program.order(&[(BOX, 1), (PORK, 1)], Pays::Online).await;
    season.forward(30 * MINUTE_MS).await;
    let path = format!("/api/v1/purchases/{}", order.number);
    let refused = program
        .client
        .change(&format!("{path}/pay"), json!({}))
        .await;
    assert_eq!(refused.refused(), (409, "purchase-not-open"));
    let refused = program.cancel(&order, None).await;
    assert_eq!(refused.refused(), (409, "purchase-is-cancelled"));
    let seen = program.sees(&order).await;
    assert_eq!(seen["cancel_reason"], "expired");
    assert_eq!(rows(&seen["refunds"]).len(), 0);
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_buyer_who_orders_without_end_is_asked_to_wait_and_keeps_the_basket() {
    let season = season().await;
    let buyer = Shopper::of(&season).await;
    for _ in 0..20 {
        buyer.order(&[(BOX, 1)], Pays::Online).await;
    }
    buyer.fill(&[(BOX, 2)]).await.ok();
    let wanted = purchase(Pays::Online, 6_560);
    let answer = buyer.buy(&wanted).await;
    assert_eq!(answer.refused(), (429, "too-many-purchases"));
    let cart = buyer.client.get("/api/v1/cart").await.ok();
    assert_eq!(cart["packs"], 2);
    assert_eq!(reserved(&season).await, 20);
    let other = Shopper::of(&season).await;
    other.order(&[(BOX, 1)], Pays::Online).await;
    season.forward(15 * MINUTE_MS).await;
    buyer.buy(&wanted).await.ok();
}
