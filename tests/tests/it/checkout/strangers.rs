//! Orders of others: whoever may not read one gets the answer of one that does not exist.

use serde_json::{Value, json};
use tests::client::Client;
use tests::person::Person;
use tests::season::{BOX, DOT_PNG, Order, PHONE, Pays, Season, Shopper};

use super::{Before, browser, line_of, put_in, says, told_at};
use crate::stage::{at_browser, season};

const MINUTE_MS: i64 = 60_000;
/// A number that no order has.
const UNKNOWN: &str = "GM990101-0001";

/// What the pages of an order answer, each as status and words.
async fn knocked(person: &Person, number: &str) -> Vec<(u16, String)> {
    let own = format!("/orders/{number}");
    let keyed = ("idempotency_key", "a-key-of-a-stranger");
    let mut answers = vec![
        person.get(&own).await,
        person.get(&format!("{own}/paid")).await,
        person.get(&format!("{own}?said=unpaid")).await,
    ];
    for (step, fields) in [
        ("pay", &[][..]),
        ("cancel", &[keyed, ("what", "whole")][..]),
        ("received", &[keyed, ("parcel", "GM990101-0001-1")][..]),
        ("refund-account", &[keyed, ("holder", "X")][..]),
    ] {
        answers.push(person.post(&format!("{own}/{step}"), fields).await);
    }
    let claim = tests::person::Form {
        action: format!("{own}/claim"),
        fields: vec![("line".to_owned(), "1".to_owned())],
    };
    answers.push(person.hand_in(&claim, ("bad.png", DOT_PNG)).await);
    let plain = |page: tests::person::Page| {
        // Each answer carries a number of its own, to quote.
        let words = page.words();
        let words = words.split("Code ").next().unwrap_or_default().to_owned();
        (page.status, words)
    };
    answers.into_iter().map(plain).collect()
}

/// The same for programs: status and code.
async fn called(client: &Client, number: &str) -> Vec<(u16, String)> {
    let path = format!("/api/v1/purchases/{number}");
    let account = json!({ "holder": "X", "bank_name": "Y", "bank_account": "6222000012345678" });
    let claim = json!({ "line": 1, "weight_g": 1, "words": "x", "photos": [] });
    let mut answers = vec![client.get(&path).await];
    for (step, body) in [
        ("pay", json!({})),
        ("cancel", json!({})),
        ("received", json!({ "parcel": "GM990101-0001-1" })),
        ("claims", claim),
        ("refund-account", account),
    ] {
        answers.push(client.change(&format!("{path}/{step}"), body).await);
    }
    let plain = |answer: tests::client::Answer| (answer.status, answer.code().to_owned());
    answers.into_iter().map(plain).collect()
}

#[tokio::test]
async fn an_order_of_somebody_else_looks_like_none_at_every_door() {
    let season = season().await;
    let buyer = Shopper::of(&season).await;
    let order = buyer.bought(&[(BOX, 1)]).await;
    season.sends(&season.clerk, &order).await;
    let before = (Before::of(&season).await, buyer.sees(&order).await);
    let mut with_basket = browser(&season);
    put_in(&mut with_basket, "/shops/sweetpotato/22", "1").await;
    let strangers = [
        browser(&season),
        with_basket,
        at_browser(&season, "buyer").await,
        at_browser(&season, "clerk.wc").await,
        at_browser(&season, "operator").await,
    ];
    for person in &strangers {
        let theirs = knocked(person, &order.number).await;
        assert_eq!(theirs, knocked(person, UNKNOWN).await);
        for (status, words) in theirs {
            assert_eq!(status, 404, "{words}");
        }
    }
    let programs = [
        Client::stranger(season.server.base_url()),
        Shopper::of(&season).await.client,
        season.person("buyer").await,
        season.clerk.clone(),
    ];
    for client in &programs {
        let theirs = called(client, &order.number).await;
        assert_eq!(theirs, called(client, UNKNOWN).await);
        for answer in theirs {
            assert_eq!(answer, (404, "not-found".to_owned()));
        }
    }
    for number in ["x", "0", "GM", "%00", "..%2f..", &"9".repeat(500)] {
        let page = browser(&season).get(&format!("/orders/{number}")).await;
        assert_eq!(page.status, 404, "{number}");
    }
    assert_eq!(buyer.sees(&order).await, before.1);
    before.0.still_stands(&season).await;
}

#[tokio::test]
async fn lines_and_parcels_of_another_order_are_not_changed_through_ones_own() {
    let season = season().await;
    let (buyer, other) = (Shopper::of(&season).await, Shopper::of(&season).await);
    let theirs = buyer.bought(&[(BOX, 2)]).await;
    let parcel = season.sends(&season.clerk, &theirs).await;
    let line = line_of(&buyer.sees(&theirs).await);
    let mine = other.bought(&[(BOX, 1)]).await;
    let before = (Before::of(&season).await, buyer.sees(&theirs).await);
    let refused = other.cancel(&mine, Some(&[(line, 1)])).await;
    assert_eq!(refused.refused(), (404, "not-found"));
    let own = line_of(&other.sees(&mine).await);
    for packs in [0, -1, 2, i64::MAX] {
        let refused = other.cancel(&mine, Some(&[(own, packs)])).await;
        assert_eq!(refused.refused(), (422, "check-fields"), "{packs}");
        assert_eq!(told_at(&refused, &format!("line-{own}")), "packs-left");
    }
    let path = format!("/api/v1/purchases/{}", mine.number);
    let asked = json!({ "parcel": parcel });
    let refused = other
        .client
        .change(&format!("{path}/received"), asked)
        .await;
    assert_eq!(refused.refused(), (404, "not-found"));
    let claim = json!({ "line": line, "weight_g": 100, "words": "soft", "photos": ["AAAA"] });
    let refused = other.client.change(&format!("{path}/claims"), claim).await;
    assert_eq!(told_at(&refused, "line"), "claim-line");
    let account = json!({ "holder": "X", "bank_name": "Y", "bank_account": "6222000012345678" });
    let refused = other
        .client
        .change(&format!("{path}/refund-account"), account)
        .await;
    assert_eq!(refused.refused(), (409, "no-refund-waits"));
    // A transfer's code is no way into an order.
    let page = browser(&season)
        .get(&format!("/orders/{}", theirs.code))
        .await;
    assert_eq!(page.status, 404);
    assert_eq!(buyer.sees(&theirs).await, before.1);
    before.0.still_stands(&season).await;
}

async fn look_up(client: &Client, phone: &str, code: &str) -> tests::client::Answer {
    let asked = json!({ "phone": phone, "code": code });
    client.change("/api/v1/purchases/find", asked).await
}

async fn ordered(season: &Season) -> Order {
    let buyer = Shopper::of(season).await;
    buyer.order(&[(BOX, 1)], Pays::Online).await
}

#[tokio::test]
async fn a_wrong_phone_and_a_wrong_code_look_the_same_and_only_so_many_are_tried() {
    let season = season().await;
    let order = ordered(&season).await;
    let person = browser(&season);
    let form = person.open("/orders").await.form("/orders/find");
    let sentence = "Not found: the phone number or the code is not right.";
    let wrong = form.clone().with("phone", PHONE).with("code", "AAAAAA");
    let elsewhere = form
        .clone()
        .with("phone", "13900139000")
        .with("code", &order.code);
    for form in [&wrong, &elsewhere] {
        let page = person.submit(form).await;
        assert_eq!(page.status, 422, "{}", page.words());
        assert_eq!(page.beside("code").as_deref(), Some(sentence));
        let again = page.form("/orders/find");
        for field in ["phone", "code"] {
            assert_eq!(again.value(field), form.value(field), "as typed");
        }
        assert_eq!(page.set_cookies(), Vec::<String>::new());
    }
    let empty = person.submit(&form.clone().with("phone", PHONE)).await;
    assert!(empty.beside("code").is_some(), "{}", empty.words());
    let short = form
        .clone()
        .with("phone", "1380013800")
        .with("code", "AAAAAA");
    let short = person.submit(&short).await;
    let told = short.beside("phone").unwrap_or_default();
    assert!(told.contains("One digit short"), "{told}");

    // Who is right does not use up the tries; nine more wrong ones do.
    let client = Client::stranger(season.server.base_url());
    for _ in 0..12 {
        assert!(look_up(&client, PHONE, &order.code).await.is_ok());
    }
    for _ in 0..9 {
        let answer = look_up(&client, PHONE, "AAAAAA").await;
        assert_eq!(told_at(&answer, "code"), "order-not-found");
    }
    let right = form
        .with("phone", "+86 138-0013-8000")
        .with("code", &order.code);
    let page = person.submit(&right).await;
    assert_eq!(page.status, 429, "even the right one: {}", page.words());
    says(&page, &["Too many look-ups", "still there"]);
    let wait: i64 = page.header("retry-after").parse().expect("a time to wait");
    assert!((1..=900).contains(&wait), "{wait}");
    assert_eq!(page.form("/orders/find").value("code"), order.code);
    let from_afar = person.clone().sending("x-forwarded-for", "203.0.113.7");
    assert_eq!(
        from_afar.submit(&right).await.status,
        429,
        "nobody is believed"
    );
    season.forward(15 * MINUTE_MS).await;
    assert_eq!(person.submit(&right).await.status, 303);
}

#[tokio::test]
async fn one_address_cannot_try_one_phone_after_another() {
    let season = season().await;
    let order = ordered(&season).await;
    let client = Client::stranger(season.server.base_url());
    let mut refused: Option<Value> = None;
    for phone in 0..11 {
        for _ in 0..10 {
            let phone = format!("139001390{phone:02}");
            let answer = look_up(&client, &phone, "AAAAAA").await;
            if answer.status == 429 {
                refused.get_or_insert(answer.body);
                assert_eq!(phone, "13900139010", "a hundred from one address");
            }
        }
    }
    let refused = refused.expect("there is an end to it");
    assert_eq!(refused["code"], "too-many-look-ups");
    assert_eq!(look_up(&client, PHONE, &order.code).await.status, 429);
}
