//! A buyer's whole way on a phone: from a shop to the order page, and back to it by telephone and code;
//! without scripts, with them, and by keyboard alone. Each page is photographed and held to the rules of
//! accessibility; what it took is printed.

use serde_json::json;
use tests::season::{DAY_MS, DOT_PNG, Season, Wish};
use thirtyfour::prelude::*;

use super::walk::{Hand, Walk};
use crate::stage::season;

/// What somebody copies out of a chat: whom, how to reach them, where.
const PASTED: &str = "王小明 13800138000 山西省太原市小店区亲贤街1号3单元501";
/// The button that buys.
const BUY: &str = "aside .btn";

#[tokio::test(flavor = "multi_thread")]
async fn a_box_is_bought_on_a_phone_without_scripts() {
    let season = season().await;
    let Some(mut walk) = Walk::begin(&season, "buy-plain-zh", "zh-CN").await else {
        return;
    };
    walk.window.without_scripts().await;
    walk.through_the_shop(Hand::Touch).await;
    walk.window.fill("paste", PASTED).await;
    walk.window.press("[data-paste]").await;
    walk.page("5-checkout-read").await;
    assert_eq!(walk.typed("name").await, "王小明");
    assert_eq!(walk.typed("phone").await, "13800138000");
    assert_eq!(walk.chosen("district").await, "小店区");
    walk.window.press(BUY).await;
    walk.is_at("/sandbox/pay/").await;
    walk.page("6-pay").await;
    walk.window.press("button[value='pay']").await;
    walk.is_at("/orders/").await;
    walk.says("待发货").await;
    walk.page("7-order").await;
    let (number, code) = walk.order().await;
    // On another phone.
    walk.forgets("zh-CN").await;
    walk.window.open(&format!("/orders/{number}")).await;
    walk.says("没有这一页").await;
    walk.window.open("/orders").await;
    walk.page("8-orders").await;
    walk.window.fill("phone", "138 0013 8000").await;
    walk.window.fill("code", "AAAAAA").await;
    walk.window
        .press("form[action='/orders/find'] button")
        .await;
    walk.says("手机号或取单码不对").await;
    assert_eq!(walk.typed("phone").await, "138 0013 8000");
    assert_eq!(walk.typed("code").await, "AAAAAA");
    walk.rests();
    walk.looked_at("8-orders-not-found").await;
    walk.goes_on();
    walk.window.fill("code", &code.to_lowercase()).await;
    walk.window
        .press("form[action='/orders/find'] button")
        .await;
    walk.is_at(&format!("/orders/{number}")).await;
    walk.says("待发货").await;
    walk.page("9-order-found").await;
    season.server.proves_itself();
    walk.ends();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_buyer_typed_survives_every_refusal() {
    let season = season().await;
    let Some(mut walk) = Walk::begin(&season, "refused-zh", "zh-CN").await else {
        return;
    };
    walk.window.without_scripts().await;
    to_checkout(
        &walk,
        &[("/shops/sweetpotato/22", "2"), ("/shops/pig/12", "7")],
    )
    .await;
    // More than anybody may have stays in the field.
    walk.window.open("/cart").await;
    let field = "#line-12 [name='packs']";
    walk.typed_into(field, "100").await;
    walk.says("一种一次最多 99 份").await;
    assert_eq!(
        walk.typed("packs").await,
        "2",
        "the other line is as it was"
    );
    assert_eq!(walk.value(field).await, "100");
    walk.looked_at("1-cart").await;
    // Somebody takes one of seven.
    let ribs = Wish {
        lines: &[(12, 1)],
        ..Wish::default()
    };
    season.bought(&ribs).await;
    walk.window.open("/checkout").await;
    walk.looked_at("2-checkout-short").await;
    let note = "放门卫 <b>谢谢</b>\"'";
    let fields = [
        ("name", "王小明"),
        ("phone", "1380013800"),
        ("street", "亲贤街1号3单元501"),
        ("email", "wang@"),
        ("note", note),
    ];
    for (field, text) in fields {
        walk.window.fill(field, text).await;
    }
    walk.click("label:has([value='transfer'])").await;
    walk.window.choose("province", "140000").await;
    walk.window.press("[data-places]").await;
    walk.window.choose("city", "140100").await;
    walk.window.press("[data-places]").await;
    walk.window.choose("district", "140105").await;
    walk.window.press(BUY).await;
    walk.says("少了一位，手机号是 11 位").await;
    walk.says("这不像邮箱地址").await;
    walk.keeps(&fields).await;
    assert_eq!(walk.chosen("district").await, "小店区");
    walk.looked_at("3-checkout-fields").await;
    walk.window.fill("phone", "13800138000").await;
    walk.window.fill("email", "wang@sanbao.example").await;
    walk.window.press(BUY).await;
    walk.says("有的东西现在买不了，没有下单，也没有扣款").await;
    walk.keeps(&[("phone", "13800138000"), ("note", note)])
        .await;
    walk.looked_at("4-checkout-faults").await;
    // Six are left; a remote place costs more than was seen.
    walk.window.open("/cart").await;
    walk.window.press("#line-12 .fault button").await;
    walk.window.press("#line-12 .out button").await;
    walk.window.open("/checkout").await;
    for (field, text) in fields {
        walk.window.fill(field, text).await;
    }
    walk.window.fill("phone", "13800138000").await;
    walk.window.fill("email", "").await;
    for (field, code) in [
        ("province", "650000"),
        ("city", "650100"),
        ("district", "650102"),
    ] {
        walk.window.choose(field, code).await;
        walk.window.press("[data-places]").await;
    }
    walk.says("偏远附加费").await;
    walk.keeps(&[("note", note), ("street", "亲贤街1号3单元501")])
        .await;
    walk.looked_at("5-checkout-remote").await;
    walk.click("label:has([value='transfer'])").await;
    walk.window.press(BUY).await;
    walk.is_at("/orders/").await;
    walk.says("附言里写这个码").await;
    assert!(walk.window.words().await.contains(note), "words are words");
    walk.looked_at("6-transfer").await;
    season.server.proves_itself();
    walk.ends();
}

/// What is in the basket, and on to the checkout.
async fn to_checkout(walk: &Walk, packs: &[(&str, &str)]) {
    for (path, count) in packs {
        walk.window.open(path).await;
        walk.window.fill("packs", count).await;
        walk.window.press("form[action='/cart/add'] button").await;
        walk.is_at("/cart").await;
    }
    walk.window.open("/checkout").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_is_bought_with_scripts_and_followed_to_its_end() {
    let season = season().await;
    let Some(mut walk) = Walk::begin(&season, "buy-en", "en").await else {
        return;
    };
    walk.through_the_shop(Hand::Touch).await;
    // A pasted text is read without a button.
    walk.pastes(PASTED).await;
    walk.window
        .until("the pasted text is read", async || {
            walk.window.path().await == "/checkout" && !walk.typed("name").await.is_empty()
        })
        .await;
    assert_eq!(walk.typed("phone").await, "13800138000");
    walk.page("5-checkout-read").await;
    // Choices follow each other on the same page.
    walk.window.choose("province", "140000").await;
    walk.until_there("select[name='city'] option[value='140100']")
        .await;
    walk.window.choose("city", "140100").await;
    walk.until_there("select[name='district'] option[value='140105']")
        .await;
    walk.window.choose("district", "140105").await;
    walk.window.press(BUY).await;
    walk.is_at("/sandbox/pay/").await;
    walk.page("6-pay").await;
    walk.rests();
    walk.window.press("button[value='leave']").await;
    walk.says("No charge was made").await;
    walk.looked_at("6-order-unpaid").await;
    walk.window.press(".pay button").await;
    walk.is_at("/sandbox/pay/").await;
    walk.goes_on();
    walk.window.press("button[value='pay']").await;
    walk.says("To be sent").await;
    walk.page("7-order").await;
    let (number, code) = walk.order().await;
    walk.forgets("en").await;
    walk.window.open("/orders").await;
    walk.window.fill("phone", "13800138000").await;
    walk.window.fill("code", &code).await;
    walk.window
        .press("form[action='/orders/find'] button")
        .await;
    walk.is_at(&format!("/orders/{number}")).await;
    walk.page("8-order-found").await;
    season.server.proves_itself();
    received_and_claimed(&season, &mut walk, &number).await;
    walk.ends();
}

/// The parcel is packed, sent and received; some of it is spoilt; the office makes that good.
async fn received_and_claimed(season: &Season, walk: &mut Walk, number: &str) {
    let parcels = season.clerk.get("/api/v1/office/consignments").await.ok();
    let parcel = parcels["consignments"][0]["consignment"].clone();
    let step = |step: &str| format!("/api/v1/office/consignments/{parcel}/{step}");
    let own = format!("/orders/{number}");
    season.clerk.change(&step("pack"), json!({})).await.ok();
    walk.window.open(&own).await;
    walk.looked_at("a-packed").await;
    let waybill = json!({ "waybill": "SF1234567890" });
    season.clerk.change(&step("ship"), waybill).await.ok();
    walk.window.open(&own).await;
    walk.says("On its way").await;
    walk.looked_at("b-sent").await;
    walk.window.press("form[action$='/received'] button").await;
    walk.says("Something is spoilt").await;
    walk.looked_at("c-received").await;
    walk.click("details[id^='claim-'] summary").await;
    walk.looked_at("d-claim").await;
    let words = "Four at the bottom were crushed & wet.";
    walk.window.fill("weight", "99").await;
    walk.window.fill("words", words).await;
    let photo = tempfile::Builder::new().suffix(".png").tempfile();
    let photo = photo.expect("a file can be made");
    std::fs::write(photo.path(), DOT_PNG).expect("a photograph can be kept");
    let place = photo.path().to_str().expect("a path is text");
    let attached = async |walk: &Walk| {
        let field = walk.window.driver().find(By::Css("[name='photos']")).await;
        let field = field.expect("photographs can be handed in");
        field.send_keys(place).await.expect("a file can be chosen");
    };
    attached(walk).await;
    walk.window.press("form[action*='/claim'] .btn").await;
    walk.until_there("details[open] .field.bad").await;
    walk.keeps(&[("weight", "99"), ("words", words)]).await;
    walk.looked_at("e-claim-refused").await;
    walk.window.fill("weight", "0.8").await;
    attached(walk).await;
    walk.window.press("form[action*='/claim'] .btn").await;
    walk.says("Being made good").await;
    walk.looked_at("f-claimed").await;
    let claims = season.clerk.get("/api/v1/office/claims").await.ok();
    let claim = format!("/api/v1/office/claims/{}", claims["claims"][0]["claim"]);
    let answer = json!({ "refund_fen": 525, "words": "Sorry. Paid by the weight that was bad." });
    season.clerk.change(&claim, answer).await.ok();
    walk.window.open(&own).await;
    walk.says("Made good").await;
    walk.looked_at("g-made-good").await;
    season.forward(8 * DAY_MS).await;
    walk.window.open(&own).await;
    walk.says("Done").await;
    walk.looked_at("h-done").await;
    season.server.proves_itself();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_is_bought_by_keyboard_alone() {
    let season = season().await;
    let Some(mut walk) = Walk::begin(&season, "buy-keys-zh", "zh-CN").await else {
        return;
    };
    walk.through_the_shop(Hand::Keys).await;
    walk.window.tab_to("[name='paste']").await;
    walk.window.type_keys(PASTED).await;
    walk.goes(Hand::Keys, "[data-paste]").await;
    walk.page("5-checkout-read").await;
    // Enter in a field is the button that buys, not the one that reads the text again.
    walk.window.tab_to("[name='email']").await;
    walk.window.type_keys("wang@sanbao.example").await;
    walk.window.type_keys(Key::Enter + "").await;
    walk.is_at("/sandbox/pay/").await;
    walk.page("6-pay").await;
    walk.goes(Hand::Keys, "button[value='pay']").await;
    walk.says("待发货").await;
    walk.page("7-order").await;
    let (number, code) = walk.order().await;
    walk.forgets("zh-CN").await;
    walk.window.open("/orders").await;
    walk.window.tab_to("[name='phone']").await;
    walk.window.type_keys("13800138000").await;
    walk.window.tab_to("[name='code']").await;
    walk.window.type_keys(code.as_str()).await;
    walk.window.type_keys(Key::Enter + "").await;
    walk.is_at(&format!("/orders/{number}")).await;
    walk.page("8-order-found").await;
    season.server.proves_itself();
    walk.ends();
}
