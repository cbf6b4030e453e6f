//! The same request again: with its key it answers as before, with another body it is refused.

use serde_json::{Value, json};
use tests::person::{Form, Page, Person};
use tests::season::{Bulk, number, rows};

use super::{Before, worded};
use crate::stage::{at_browser, season, standing};

/// Posts a form once, again, and twice at once, where one may be told that the other is at work.
async fn pressed_again(person: &Person, form: &Form) -> [Page; 2] {
    let first = person.submit(form).await;
    let again = person.submit(form).await;
    let (left, right) = tokio::join!(person.submit(form), person.submit(form));
    for page in [left, right] {
        assert!(matches!(page.status, 303 | 409), "{}", page.words());
    }
    [first, again]
}

#[tokio::test]
async fn a_form_that_is_posted_twice_does_its_work_once() {
    let season = season().await;
    season.money_arrives(&season.trader, 3_000_000).await;
    let trader = at_browser(&season, "trader.jw").await;
    let clerk = at_browser(&season, "clerk.wc").await;

    let form = trader
        .open("/funds")
        .await
        .form("/funds/to-desk")
        .with("to_desk", "2400.00");
    for page in pressed_again(&trader, &form).await {
        assert_eq!(
            (page.status, page.location()),
            (303, "/funds"),
            "{}",
            page.words()
        );
    }
    season
        .trader
        .until("/api/v1/funds", |funds| {
            funds["desk_available_fen"] == 240_000
        })
        .await;
    let funds = season.trader.get("/api/v1/funds").await.ok();
    assert_eq!(funds["cash_fen"], 2_760_000, "{funds}");

    let action = "/market/HS-1/list";
    let form = trader.open(action).await.form(action);
    let form = form
        .with("side", "buy")
        .with("price", "2.40")
        .with("quantity", "2");
    for page in pressed_again(&trader, &form).await {
        assert_eq!(page.status, 303, "{}", page.words());
    }
    let mine = season.trader.get("/api/v1/market/mine").await.ok();
    assert_eq!(rows(&mine["listings"]).len(), 1, "{mine}");
    let listing = number(&mine["listings"][0]["listing"]);

    season.receipt(Bulk::WANGCUN.lot, 2).await;
    let action = format!("/market/listings/{listing}/take");
    let form = clerk.open(&action).await.form(&action);
    for page in pressed_again(&clerk, &form).await {
        assert_eq!(page.status, 303, "{}", page.words());
        assert!(
            page.location().starts_with("/deals/"),
            "{}",
            page.location()
        );
    }
    let deals = season.operator.get("/api/v1/deals").await.ok();
    assert_eq!(rows(&deals).len(), 1, "{deals}");
    let deal = number(&deals[0]["deal"]);

    let page = format!("/deals/{deal}");
    let form = trader.open(&page).await.form(&format!("/deals/{deal}/pay"));
    for answer in pressed_again(&trader, &form).await {
        assert_eq!(
            (answer.status, answer.location()),
            (303, page.as_str()),
            "{}",
            answer.words()
        );
    }
    let form = clerk
        .open(&page)
        .await
        .form(&format!("/deals/{deal}/deliver"));
    let form = form.with("weight", "20000").with("ticket", "T-1");
    for answer in pressed_again(&clerk, &form).await {
        assert_eq!(answer.status, 303, "{}", answer.words());
    }
    let form = trader
        .open(&page)
        .await
        .form(&format!("/deals/{deal}/accept"));
    for answer in pressed_again(&trader, &form).await {
        assert_eq!(answer.status, 303, "{}", answer.words());
    }
    let sheet = season.sheet(deal).await;
    assert_eq!(sheet["settled"]["pool_fen"], 2_110_720, "{sheet}");
    season.server.proves_itself();
}

#[tokio::test]
async fn a_form_sent_again_after_a_mistake_was_mended_does_its_work() {
    let season = season().await;
    season.money_arrives(&season.trader, 300_000).await;
    season.money_to_desk(&season.trader, 250_000).await;
    let trader = at_browser(&season, "trader.jw").await;
    let action = "/market/HS-1/list";
    let form = trader.open(action).await.form(action);
    let wrong = form
        .with("side", "buy")
        .with("price", "2.40")
        .with("quantity", "2.5");
    let page = trader.submit(&wrong).await;
    assert_eq!(page.status, 422);
    let mended = page.form(action).with("quantity", "2");
    assert_ne!(
        mended.value("idempotency_key"),
        wrong.value("idempotency_key"),
        "a new try has a new key"
    );
    assert_eq!(trader.submit(&mended).await.status, 303);
    // Back in the browser to the first page, mended there: its key did nothing yet.
    let back = wrong.with("quantity", "1").with("price", "0.01");
    assert_eq!(trader.submit(&back).await.status, 303);
    let mine = season.trader.get("/api/v1/market/mine").await.ok();
    assert_eq!(rows(&mine["listings"]).len(), 2, "{mine}");
}

#[tokio::test]
async fn a_key_with_another_body_is_refused_and_the_first_stands() {
    let season = season().await;
    season.money_arrives(&season.trader, 300_000).await;
    let path = "/api/v1/funds/to-desk";
    let first = season
        .trader
        .post(path, "one", json!({ "amount_fen": 100_000 }))
        .await;
    first.clone().ok();
    season
        .trader
        .until("/api/v1/funds", |funds| {
            funds["desk_available_fen"] == 100_000
        })
        .await;
    let before = Before::of(&season).await;
    let again = season
        .trader
        .post(path, "one", json!({ "amount_fen": 100_000 }))
        .await;
    assert_eq!(again, first, "the same key and body answer as before");
    let other = season
        .trader
        .post(path, "one", json!({ "amount_fen": 100_001 }))
        .await;
    assert_eq!(other.refused(), (422, "idempotency-other-body"));
    worded(&other);
    let elsewhere = season
        .trader
        .post(
            "/api/v1/funds/withdrawals",
            "one",
            json!({ "amount_fen": 100_000 }),
        )
        .await;
    assert_eq!(
        elsewhere.refused(),
        (422, "idempotency-other-body"),
        "a key is for one path"
    );
    before.still_stands(&season).await;

    let bid = |price: i64| json!({ "instrument": "HS-1", "side": "buy", "price_fen": price, "quantity": 1, "minimum": 1, "days": 5 });
    let listed = season
        .trader
        .post("/api/v1/listings", "bid", bid(200))
        .await;
    listed.clone().ok();
    let before = Before::of(&season).await;
    assert_eq!(
        season
            .trader
            .post("/api/v1/listings", "bid", bid(200))
            .await,
        listed
    );
    let other = season
        .trader
        .post("/api/v1/listings", "bid", bid(100))
        .await;
    assert_eq!(other.refused(), (422, "idempotency-other-body"));
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_key_of_one_person_means_nothing_for_another() {
    let season = season().await;
    for trader in [&season.trader, &season.rival] {
        season.money_arrives(trader, 100_000).await;
    }
    for trader in [&season.trader, &season.rival] {
        trader
            .post(
                "/api/v1/funds/to-desk",
                "same-key",
                json!({ "amount_fen": 60_000 }),
            )
            .await
            .ok();
        trader
            .until("/api/v1/funds", |funds| {
                funds["desk_available_fen"] == 60_000
            })
            .await;
    }
    season.server.proves_itself();
}

#[tokio::test]
async fn a_change_of_money_or_goods_without_a_key_or_with_a_bad_one_is_refused() {
    let season = season().await;
    season.money_arrives(&season.trader, 100_000).await;
    let before = Before::of(&season).await;
    let send = async |key: Option<&str>| {
        let body = json!({ "amount_fen": 1 }).to_string().into_bytes();
        let sent = season
            .trader
            .try_send("/api/v1/funds/to-desk", (key, "application/json"), body);
        sent.await.expect("the server answers")
    };
    assert_eq!(send(None).await.refused(), (400, "idempotency-key-missing"));
    assert_eq!(
        send(Some("")).await.refused(),
        (400, "idempotency-key-missing")
    );
    assert_eq!(
        send(Some(&"k".repeat(201))).await.refused(),
        (400, "idempotency-key-malformed")
    );
    assert_eq!(
        send(Some("two words")).await.refused(),
        (400, "idempotency-key-malformed")
    );
    let trader = at_browser(&season, "trader.jw").await;
    let keyless = trader.post("/funds/to-desk", &[("to_desk", "1.00")]).await;
    assert_eq!(keyless.status, 400, "{}", keyless.words());
    before.still_stands(&season).await;
}

#[tokio::test]
async fn the_same_key_sent_many_times_at_once_does_its_work_once() {
    let season = season().await;
    season.money_arrives(&season.trader, 1_000_000).await;
    season.money_to_desk(&season.trader, 240_000).await;
    let before = standing(&season).await;
    let mut posts = tokio::task::JoinSet::new();
    for number in 0..16 {
        let trader = season.trader.clone();
        posts.spawn(async move {
            let bid = json!({ "instrument": "HS-1", "side": "buy", "price_fen": 240, "quantity": 2, "minimum": 1, "days": 5 });
            let move_out = json!({ "amount_fen": 50_000 });
            match number % 2 {
                0 => ("list", trader.post("/api/v1/listings", "crowd-list", bid).await),
                _ => ("withdraw", trader.post("/api/v1/funds/withdrawals", "crowd-withdraw", move_out).await),
            }
        });
    }
    let answers = posts.join_all().await;
    for kind in ["list", "withdraw"] {
        let of: Vec<_> = answers
            .iter()
            .filter(|(found, _)| *found == kind)
            .map(|(_, answer)| answer)
            .collect();
        let done: Vec<&Value> = of
            .iter()
            .filter(|answer| answer.is_ok())
            .map(|answer| &answer.body)
            .collect();
        assert!(
            !done.is_empty() && done.iter().all(|body| *body == done[0]),
            "{kind}: {of:?}"
        );
        let busy = of.iter().filter(|answer| !answer.is_ok());
        for answer in busy {
            assert_eq!(answer.refused(), (409, "idempotency-in-flight"), "{kind}");
        }
    }
    assert_ne!(standing(&season).await, before);
    let mine = season.trader.get("/api/v1/market/mine").await.ok();
    assert_eq!(
        (rows(&mine["listings"]).len(), &mine["held_fen"]),
        (1, &json!(240_000)),
        "{mine}"
    );
    let funds = season.trader.get("/api/v1/funds").await.ok();
    assert_eq!(
        funds["spendable_fen"],
        1_000_000 - 240_000 - 50_000,
        "{funds}"
    );
    season.server.proves_itself();
}
