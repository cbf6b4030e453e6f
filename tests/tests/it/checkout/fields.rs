//! What is typed wrong at the checkout: each told at its field, and nothing typed is lost.

use serde_json::json;
use tests::person::Form;
use tests::season::{BOX, KORLA, PORK, Pays, Shopper, purchase};

use super::{Before, addressed, browser, newest, orders, packs_in, put_in, says, till, told_at};
use crate::stage::{at_browser, season};

/// A field, what is typed into it, and a part of the sentence beside it.
fn wrong() -> Vec<(&'static str, String, &'static str)> {
    let plain = [
        ("name", "", "fill"),
        ("phone", "", "fill"),
        ("phone", "1380013800", "One digit short"),
        ("phone", "13800138", "3 digits short"),
        ("phone", "138001380001", "One digit too many"),
        ("phone", "12800138000", "13 to 19"),
        ("phone", "call me", "digits only"),
        ("phone", "0351-7654", "area code"),
        ("province", "", "choose the province"),
        ("province", "999999", "no such place"),
        ("province", "<b>", "no such place"),
        ("city", "", "choose the city"),
        ("city", "130100", "no such place"),
        ("district", "", "choose the district"),
        ("district", "130102", "no such place"),
        ("street", "", "fill"),
        ("street", "街", "at least 2"),
        ("email", "not an address", "address"),
        ("email", "a@b@c", "address"),
    ];
    let mut all: Vec<_> = plain
        .into_iter()
        .map(|(field, typed, part)| (field, typed.to_owned(), part))
        .collect();
    all.push(("name", "长".repeat(31), "30"));
    all.push(("street", "长".repeat(101), "100"));
    all.push(("note", "长".repeat(201), "200"));
    all.push(("email", format!("{}@example.com", "a".repeat(120)), "120"));
    all
}

#[track_caller]
fn kept(again: &Form, sent: &Form, but: &str) {
    for field in ["name", "phone", "street", "email", "note", "route", "cart"] {
        if field != but {
            assert_eq!(
                again.value(field),
                sent.value(field),
                "{field} beside {but}"
            );
        }
    }
}

#[tokio::test]
async fn each_field_says_what_is_wrong_with_it_and_keeps_what_was_typed() {
    let season = season().await;
    let before = Before::of(&season).await;
    let mut buyer = browser(&season);
    put_in(&mut buyer, "/shops/sweetpotato/22", "1").await;
    let good = till(&buyer)
        .await
        .with("note", "leave it at the gate")
        .with("email", "wang@example.com")
        .with("route", "transfer");
    for (field, typed, part) in wrong() {
        let sent = good.clone().with(field, &typed);
        let page = buyer.submit(&sent).await;
        assert_eq!(page.status, 422, "{field} {typed:?}: {}", page.words());
        let words = page.beside(field).unwrap_or_default();
        let told = words.to_lowercase().contains(&part.to_lowercase());
        assert!(told, "{field} {typed:?}: {words:?}");
        for other in [
            "name", "phone", "province", "city", "district", "street", "email", "note",
        ] {
            let told = other != field && page.beside(other).is_some();
            assert!(!told, "{other} is blamed for {field} {typed:?}");
        }
        let again = page.form("/checkout");
        kept(&again, &sent, field);
        if !["province", "city", "district"].contains(&field) {
            assert_eq!(again.value(field), typed, "as typed");
        }
    }
    let page = buyer.submit(&good.clone().with("route", "barter")).await;
    assert_eq!(page.status, 422);
    says(&page, &["Please choose one of those listed."]);
    assert!(page.text.contains("aria-describedby=\"e-route\""));
    kept(&page.form("/checkout"), &good, "route");
    // Everything at once is told at once.
    let nothing = ["name", "phone", "province", "street"];
    let mut empty = good.clone();
    for field in nothing {
        empty = empty.with(field, "");
    }
    let page = buyer.submit(&empty).await;
    for field in nothing {
        assert!(page.beside(field).is_some(), "{field}: {}", page.words());
    }
    assert_eq!((orders(&buyer).await, packs_in(&buyer).await), (0, 1));
    before.still_stands(&season).await;
    // What was wrong is mended on the page that said so, and sent again.
    let mended = addressed(page.form("/checkout"));
    let placed = buyer.submit(&mended).await;
    assert_eq!(placed.status, 303, "{}", placed.words());
    assert_eq!(orders(&buyer).await, 1);
}

#[tokio::test]
async fn a_program_hears_of_every_field_at_fault() {
    let season = season().await;
    let before = Before::of(&season).await;
    let buyer = Shopper::of(&season).await;
    buyer.fill(&[(BOX, 1)]).await.ok();
    for (field, typed, _) in wrong() {
        let mut wanted = purchase(Pays::Online, 3_280);
        wanted[field] = json!(typed);
        let answer = buyer.buy(&wanted).await;
        assert_eq!(answer.refused(), (422, "check-fields"), "{field} {typed:?}");
        told_at(&answer, field);
    }
    let mut wanted = purchase(Pays::Online, 3_280);
    wanted["route"] = json!("barter");
    wanted["phone"] = json!("1380013800");
    let answer = buyer.buy(&wanted).await;
    assert_eq!(told_at(&answer, "route"), "unknown-choice");
    assert_eq!(told_at(&answer, "phone"), "phone-one-short");
    wanted["expected_total_fen"] = json!("3280");
    assert_eq!(buyer.buy(&wanted).await.refused(), (400, "bad-json"));
    before.still_stands(&season).await;
}

#[tokio::test]
async fn where_nothing_is_delivered_is_told_before_money_is_asked_for() {
    let season = season().await;
    let before = Before::of(&season).await;
    let mut buyer = browser(&season);
    put_in(&mut buyer, "/shops/pig/10", "1").await;
    let [province, city, district] = KORLA;
    let form = till(&buyer)
        .await
        .with("province", province)
        .with("city", city)
        .with("district", district);
    let page = buyer.submit(&form).await;
    assert_eq!(page.status, 409, "{}", page.words());
    says(&page, &["No cold chain there", "no charge was made"]);
    let again = page.form("/checkout");
    assert_eq!(again.value("district"), district);
    kept(&again, &form, "");
    let program = Shopper::of(&season).await;
    program.fill(&[(PORK, 1), (BOX, 1)]).await.ok();
    let mut wanted = purchase(Pays::Online, 9_980 + 3_280);
    for (field, code) in ["province", "city", "district"].into_iter().zip(KORLA) {
        wanted[field] = json!(code);
    }
    let answer = program.buy(&wanted).await;
    assert_eq!(answer.refused(), (409, "cart-faults"));
    assert_eq!(told_at(&answer, "sku-10"), "sku-not-delivered");
    let told = answer.body["errors"].as_array().map(Vec::len);
    assert_eq!(
        told,
        Some(1),
        "the potatoes would go there: {}",
        answer.body
    );
    for outside in ["710000", "810000", "820000"] {
        program.fill(&[(BOX, 1)]).await.ok();
        wanted["province"] = json!(outside);
        for field in ["city", "district"] {
            wanted[field] = json!("");
        }
        let answer = program.buy(&wanted).await;
        assert_eq!(
            answer.refused(),
            (409, "cart-faults"),
            "{outside}: {answer:?}"
        );
        assert_eq!(told_at(&answer, "sku-22"), "sku-not-delivered");
    }
    assert_eq!((orders(&buyer).await, packs_in(&buyer).await), (0, 1));
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_remote_place_that_was_not_shown_is_told_and_costs_nothing_until_it_is_sent_again() {
    let season = season().await;
    let mut buyer = browser(&season);
    put_in(&mut buyer, "/shops/sweetpotato/22", "1").await;
    let before = Before::of(&season).await;
    let [province, city, district] = KORLA;
    let form = till(&buyer)
        .await
        .with("province", province)
        .with("city", city)
        .with("district", district);
    let page = buyer.submit(&form).await;
    assert_eq!(page.status, 409, "{}", page.words());
    says(
        &page,
        &[
            "The sum is not the one you saw",
            "12.00 yuan on top",
            "It comes to ¥44.80 now",
            "Remote-area surcharge 12.00",
        ],
    );
    before.still_stands(&season).await;
    let again = page.form("/checkout");
    assert_eq!(again.value("expected_total"), "4480");
    assert_eq!(buyer.submit(&again).await.status, 303);
}

#[tokio::test]
async fn scripts_in_what_a_buyer_types_are_shown_as_text_and_never_run() {
    let season = season().await;
    let script = "<script>alert(1)</script>";
    let mut buyer = browser(&season);
    put_in(&mut buyer, "/shops/sweetpotato/22", "1").await;
    let form = till(&buyer)
        .await
        .with("name", "<b onmouseover=x>王</b>")
        .with("street", &format!("亲贤街 \"'{script}"))
        .with(
            "note",
            &format!("{script} & </textarea><img src=x onerror=x>"),
        );
    let refused = buyer.submit(&form.clone().with("phone", "1")).await;
    let placed = buyer.submit(&form).await;
    assert_eq!(placed.status, 303, "{}", placed.words());
    buyer.post(placed.location(), &[("choice", "pay")]).await;
    let number = newest(&buyer).await;
    buyer.get(&format!("/orders/{number}/paid")).await;
    let own = buyer.open(&format!("/orders/{number}")).await;
    let order = tests::season::Order {
        number,
        code: String::new(),
        total_fen: 3_280,
        memo: String::new(),
    };
    let clerk = at_browser(&season, "clerk.wc").await;
    let (id, _) = season.part_of(&season.clerk, &order).await;
    let sheet = clerk.open(&format!("/office/orders/{id}")).await;
    let list = clerk.open("/office/orders").await;
    let path = format!("/api/v1/office/consignments/{id}/pack");
    season.clerk.change(&path, json!({})).await.ok();
    let label = clerk.open(&format!("/office/orders/{id}/label")).await;
    for page in [&refused, &own, &sheet, &list, &label] {
        for raw in [script, "<b onmouseover", "<img src=x", "</textarea><img"] {
            assert!(!page.text.contains(raw), "{raw}: {}", page.text);
        }
    }
    for page in [&own, &sheet] {
        says(page, &[script, "<img src=x onerror=x>"]);
    }
    assert_eq!(refused.form("/checkout").value("note"), form.value("note"));
}
