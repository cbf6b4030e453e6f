//! Quantities and prices that cannot be: zero, below zero, too large, with decimals, off the tick.

use serde_json::{Value, json};
use tests::season::{Bulk, Season};

use super::{Before, fault, worded};
use crate::stage::{at_browser, season};

fn bid() -> Value {
    json!({ "instrument": "HS-1", "side": "buy", "price_fen": 240, "quantity": 2, "minimum": 1, "days": 5 })
}

/// The body with other members.
fn with(mut body: Value, members: &[(&str, Value)]) -> Value {
    for (name, value) in members {
        body[*name] = value.clone();
    }
    body
}

/// A trader with 2,400.00 at its desk.
async fn funded() -> Season {
    let season = season().await;
    season.money_arrives(&season.trader, 300_000).await;
    season.money_to_desk(&season.trader, 240_000).await;
    season
}

#[tokio::test]
async fn a_listing_with_a_quantity_or_price_that_cannot_be_is_refused_beside_its_member() {
    let season = funded().await;
    let before = Before::of(&season).await;
    let cases = [
        ("quantity", json!(0), "quantity", "not-a-whole-number"),
        (
            "quantity",
            json!(1_000_000),
            "quantity",
            "market-quantity-too-large",
        ),
        (
            "quantity",
            json!(u32::MAX),
            "quantity",
            "market-quantity-too-large",
        ),
        (
            "minimum",
            json!(0),
            "minimum",
            "market-minimum-out-of-range",
        ),
        (
            "minimum",
            json!(3),
            "minimum",
            "market-minimum-out-of-range",
        ),
        ("price_fen", json!(0), "price", "not-a-sum"),
        ("price_fen", json!(-240), "price", "not-a-sum"),
        (
            "price_fen",
            json!(i64::MAX),
            "price",
            "market-price-out-of-range",
        ),
        ("days", json!(0), "days", "market-days"),
        ("days", json!(6), "days", "market-days"),
        ("side", json!("both"), "side", "unknown-choice"),
        ("side", json!("sell"), "receipt", "market-receipt-missing"),
    ];
    for (member, value, field, code) in cases {
        let body = with(bid(), &[(member, value.clone())]);
        let answer = season.trader.change("/api/v1/listings", body).await;
        assert_eq!(answer.refused(), (422, "check-fields"), "{member} {value}");
        assert_eq!(fault(&answer), (field, code), "{member} {value}");
        worded(&answer);
    }
    let unreadable = [
        ("quantity", json!(-1)),
        ("quantity", json!(2.5)),
        ("quantity", json!("2")),
        ("quantity", json!(4_294_967_296_u64)),
        ("price_fen", json!(240.5)),
        ("price_fen", json!(1e30)),
        ("minimum", json!(-1)),
        ("days", json!(1.5)),
        ("receipt", json!(-1)),
        ("freight_fen_per_t", json!(-1)),
    ];
    for (member, value) in unreadable {
        let body = with(bid(), &[(member, value.clone())]);
        let answer = season.trader.change("/api/v1/listings", body).await;
        assert_eq!(answer.refused(), (400, "bad-json"), "{member} {value}");
        worded(&answer);
    }
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_price_off_the_tick_is_refused_and_the_tick_is_named() {
    let season = funded().await;
    let before = Before::of(&season).await;
    // Fresh shiitake stand on steps of 0.05 yuan.
    let body = with(
        bid(),
        &[("instrument", json!("XG-F")), ("price_fen", json!(1041))],
    );
    let answer = season.trader.change("/api/v1/listings", body).await;
    assert_eq!(answer.refused(), (422, "check-fields"));
    assert_eq!(fault(&answer), ("price", "market-off-tick"));
    assert_eq!(answer.body["errors"][0]["detail"], "价要按 0.05 元一跳。");
    let trader = at_browser(&season, "trader.jw").await;
    let form = trader
        .open("/market/XG-F/list")
        .await
        .form("/market/XG-F/list");
    let typed = form
        .with("side", "buy")
        .with("price", "10.41")
        .with("quantity", "1");
    let page = trader.submit(&typed).await;
    assert_eq!(page.status, 422);
    assert_eq!(
        page.beside("price").as_deref(),
        Some("Prices stand on steps of 0.05 yuan.")
    );
    assert_eq!(
        page.form("/market/XG-F/list").value("price"),
        "10.41",
        "what was typed is gone"
    );
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_form_with_a_number_that_cannot_be_says_so_under_the_field_and_keeps_what_was_typed() {
    let season = funded().await;
    let before = Before::of(&season).await;
    let trader = at_browser(&season, "trader.jw").await;
    let action = "/market/HS-1/list";
    let form = trader.open(action).await.form(action).with("side", "buy");
    let form = form.with("price", "2.40").with("quantity", "2");
    let whole = "Needs a whole number above zero.";
    let sum = "Needs a sum above zero with at most two decimals, such as 1200.50.";
    let cases = [
        ("quantity", "0", whole),
        ("quantity", "-2", whole),
        ("quantity", "2.5", whole),
        ("quantity", "2,5", whole),
        ("quantity", "99999999999999999999", whole),
        ("quantity", "two", whole),
        ("quantity", "", "Please fill this in."),
        ("minimum", "0", whole),
        ("minimum", "1.0", whole),
        ("days", "-1", whole),
        ("price", "0", sum),
        ("price", "-2.40", sum),
        ("price", "2.405", sum),
        ("price", "2.4.0", sum),
        ("price", "NaN", sum),
        ("price", "1e9", sum),
        ("price", "99999999999999999999", sum),
        ("price", "", "Please fill this in."),
        ("freight", "-1", "Needs a sum"),
        ("freight", "99999999.99", "Needs a sum"),
    ];
    for (field, typed, sentence) in cases {
        let page = trader.submit(&form.clone().with(field, typed)).await;
        assert_eq!(page.status, 422, "{field} {typed:?}");
        let beside = page.beside(field).unwrap_or_default();
        assert!(beside.contains(sentence), "{field} {typed:?}: {beside:?}");
        let kept = page.form(action);
        assert_eq!(kept.value(field), typed, "what was typed is gone");
        assert_eq!(kept.value("side"), "buy", "another field lost its value");
        let words = page.words();
        assert!(
            words.contains("A few fields need a change; everything else is kept."),
            "{words}"
        );
    }
    let chinese = trader
        .clone()
        .reading("zh-CN")
        .submit(&form.clone().with("quantity", "2.5"))
        .await;
    assert_eq!(
        chinese.beside("quantity").as_deref(),
        Some("要大于零的整数。")
    );
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_take_with_a_quantity_that_cannot_be_is_refused() {
    let season = funded().await;
    let listing = season.offer(Bulk::WANGCUN).await;
    let before = Before::of(&season).await;
    let path = format!("/api/v1/listings/{listing}/take");
    for quantity in [json!(0), json!(3), json!(u32::MAX)] {
        let answer = season
            .trader
            .change(&path, json!({ "quantity": quantity }))
            .await;
        assert_eq!(answer.refused(), (422, "check-fields"), "{quantity}");
        assert_eq!(fault(&answer).0, "quantity", "{quantity}");
        worded(&answer);
    }
    for quantity in [json!(-1), json!(0.5), json!("2"), json!(null)] {
        let answer = season
            .trader
            .change(&path, json!({ "quantity": quantity }))
            .await;
        assert_eq!(answer.refused(), (400, "bad-json"), "{quantity}");
    }
    let trader = at_browser(&season, "trader.jw").await;
    let action = format!("/market/listings/{listing}/take");
    let form = trader.open(&action).await.form(&action);
    for typed in ["0", "-1", "1.5", "4294967296", ""] {
        let page = trader.submit(&form.clone().with("quantity", typed)).await;
        assert_eq!(page.status, 422, "{typed:?}");
        assert!(
            page.beside("quantity").is_some(),
            "{typed:?} has no sentence: {}",
            page.words()
        );
    }
    before.still_stands(&season).await;
}

#[tokio::test]
async fn sums_that_cannot_be_move_no_money() {
    let season = funded().await;
    let before = Before::of(&season).await;
    for path in ["to-desk", "from-desk", "withdrawals"] {
        let path = format!("/api/v1/funds/{path}");
        for fen in [0, -1, i64::MIN] {
            let answer = season
                .trader
                .change(&path, json!({ "amount_fen": fen }))
                .await;
            assert_eq!(answer.refused(), (422, "check-fields"), "{path} {fen}");
            assert_eq!(fault(&answer), ("amount", "not-a-sum"), "{path} {fen}");
        }
        for fen in [300_001, i64::MAX] {
            let answer = season
                .trader
                .change(&path, json!({ "amount_fen": fen }))
                .await;
            assert_eq!(answer.refused().0, 409, "{path} {fen}");
            assert!(
                answer.code().starts_with("funds-short"),
                "{path} {fen}: {}",
                answer.body
            );
            worded(&answer);
        }
        for fen in [json!(0.5), json!("100"), json!(1e19)] {
            let answer = season
                .trader
                .change(&path, json!({ "amount_fen": fen }))
                .await;
            assert_eq!(answer.refused(), (400, "bad-json"), "{path} {fen}");
        }
    }
    let trader = at_browser(&season, "trader.jw").await;
    let forms = [
        ("/funds/to-desk", "to_desk"),
        ("/funds/from-desk", "from_desk"),
        ("/funds/withdrawals", "withdraw"),
    ];
    for (action, field) in forms {
        let form = trader.open("/funds").await.form(action);
        for typed in ["0", "-5", "0.001", "1,000.5.", "all of it"] {
            let page = trader.submit(&form.clone().with(field, typed)).await;
            assert_eq!(page.status, 422, "{action} {typed:?}");
            assert_eq!(
                page.form(action).value(field),
                typed,
                "{action} lost what was typed"
            );
            let beside = page.beside(field).unwrap_or_default();
            assert!(
                beside.contains("Needs a sum above zero"),
                "{action} {typed:?}: {beside}"
            );
        }
        let page = trader.submit(&form.with(field, "3,000.01")).await;
        assert_eq!(page.status, 409, "{action}");
        assert!(
            page.words().contains("3,000.01"),
            "{action} does not say what was asked: {}",
            page.words()
        );
    }
    before.still_stands(&season).await;
}

#[tokio::test]
async fn an_order_with_numbers_that_cannot_be_is_refused() {
    let season = season().await;
    let options = tests::server::Options::open();
    drop(season);
    let season = Season::open(crate::stage::BINARY, &options).await;
    season.money_arrives(&season.trader, 3_000_000).await;
    season.money_to_desk(&season.trader, 2_400_000).await;
    let order = json!({ "instrument": "HS-1", "side": "buy", "price_fen": 240, "quantity": 2, "time_in_force": "gtc" });
    let placed = season
        .trader
        .change(
            "/api/v1/orders",
            with(order.clone(), &[("quantity", json!(1))]),
        )
        .await
        .ok();
    let before = Before::of(&season).await;
    let cases = [
        ("quantity", json!(0), (422, "check-fields")),
        ("quantity", json!(1_000_000), (422, "check-fields")),
        ("price_fen", json!(0), (422, "check-fields")),
        ("price_fen", json!(i64::MAX), (422, "check-fields")),
        ("time_in_force", json!("day"), (422, "check-fields")),
        ("quantity", json!(-1), (400, "bad-json")),
        ("quantity", json!(0.5), (400, "bad-json")),
        ("price_fen", json!(240.5), (400, "bad-json")),
        ("quantity", json!(3), (409, "market-short-of-funds")),
    ];
    for (member, value, refused) in cases {
        let answer = season
            .trader
            .change(
                "/api/v1/orders",
                with(order.clone(), &[(member, value.clone())]),
            )
            .await;
        assert_eq!(answer.refused(), refused, "{member} {value}");
        worded(&answer);
    }
    let replace = format!("/api/v1/orders/{}/replace", placed["order"]);
    for (price, quantity) in [(0, 1), (-1, 1), (240, 0), (240, 1_000_000)] {
        let answer = season
            .trader
            .change(
                &replace,
                json!({ "price_fen": price, "quantity": quantity }),
            )
            .await;
        assert_eq!(
            answer.refused(),
            (422, "check-fields"),
            "{price} {quantity}"
        );
    }
    before.still_stands(&season).await;
}

#[tokio::test]
async fn the_demo_clock_takes_whole_hours_forward_and_nothing_else() {
    let season = season().await;
    let operator = at_browser(&season, "operator").await;
    let form = operator.open("/operator").await.form("/operator/clock");
    for typed in ["0", "-24", "1.5", "soon", "99999999", ""] {
        let page = operator.submit(&form.clone().with("hours", typed)).await;
        assert_eq!(page.status, 422, "{typed:?}");
        assert!(
            page.beside("hours").is_some(),
            "{typed:?}: {}",
            page.words()
        );
        assert_eq!(page.form("/operator/clock").value("hours"), typed);
    }
    for step in [
        json!({ "advance_ms": -1 }),
        json!({ "to_ms": 0 }),
        json!({}),
    ] {
        let answer = season
            .operator
            .change("/api/v1/operator/clock", step.clone())
            .await;
        assert_eq!(answer.refused(), (422, "check-fields"), "{step}");
        worded(&answer);
    }
    assert_eq!(operator.submit(&form.with("hours", "1")).await.status, 303);
}
