//! Ids of nothing and ids of others: the two look alike, and neither does anything.

use serde_json::{Value, json};
use tests::client::{Answer, Client};
use tests::season::{Bulk, Season, Way, number, rows};

use super::{Before, worded};
use crate::stage::{at_browser, season};

/// An id that nothing has.
const NOTHING: i64 = 900_900;

/// A change, read apart from its path.
type Change<'a> = (&'a str, &'a str, Value);

/// What a reader or a writer is told must not tell another's thing from nothing.
fn alike(of_others: &Answer, of_nothing: &Answer, what: &str) {
    let told = |answer: &Answer| {
        let mut body = answer.body.clone();
        body["instance"] = Value::Null;
        (answer.status, body)
    };
    assert!(!of_others.is_ok(), "{what} was done: {}", of_others.body);
    assert_eq!(
        told(of_others),
        told(of_nothing),
        "{what} tells another's from nothing"
    );
    worded(of_others);
}

async fn reads_alike(who: &Client, path: &str, of_others: i64) {
    let at = |id: i64| path.replace("{}", &id.to_string());
    let (others, nothing) = (who.get(&at(of_others)).await, who.get(&at(NOTHING)).await);
    assert_eq!(others.status, 404, "{path}: {}", others.body);
    alike(&others, &nothing, path);
}

async fn changes_alike(who: &Client, (before, after, body): Change<'_>, of_others: i64) {
    let at = |id: i64| format!("{before}{id}{after}");
    let others = who.change(&at(of_others), body.clone()).await;
    let nothing = who.change(&at(NOTHING), body).await;
    alike(&others, &nothing, &at(of_others));
}

/// Wangcun has paid households of a deal; Taohongpo's people and another buyer look on.
async fn paid() -> (Season, i64, i64) {
    let season = season().await;
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    season.settle(deal, 20_000).await;
    let file = season.bank_file("households").await;
    (season, deal, file.batch)
}

#[tokio::test]
async fn another_buyers_and_another_cooperatives_deal_looks_like_none() {
    let season = season().await;
    let deal = season.deal(Bulk::WANGCUN, Way::Bid).await;
    let clerk = season.person("clerk.th").await;
    let before = Before::of(&season).await;
    for who in [&season.rival, &clerk] {
        reads_alike(who, "/api/v1/deals/{}", deal).await;
        assert_eq!(
            who.get("/api/v1/deals").await.ok(),
            json!([]),
            "another's deal is listed"
        );
    }
    for step in ["/pay", "/accept"] {
        changes_alike(&season.rival, ("/api/v1/deals/", step, json!({})), deal).await;
    }
    let reason = json!({ "reason": "wet" });
    changes_alike(&season.rival, ("/api/v1/deals/", "/object", reason), deal).await;
    let weight = json!({ "weight_g": 10_000_000, "ticket": "T-1" });
    changes_alike(&clerk, ("/api/v1/deals/", "/deliver", weight), deal).await;
    let bill = json!({ "freight_fen": 1, "inspection_fen": 1, "evidence": "B-1" });
    changes_alike(&clerk, ("/api/v1/deals/", "/costs", bill), deal).await;
    for who in ["trader.xd", "clerk.th"] {
        let person = at_browser(&season, who).await;
        let (others, nothing) = (
            person.get(&format!("/deals/{deal}")).await,
            person.get("/deals/900900").await,
        );
        assert_eq!((others.status, nothing.status), (404, 404), "{who}");
    }
    before.still_stands(&season).await;
}

#[tokio::test]
async fn another_cooperatives_lots_tickets_and_households_look_like_none() {
    let season = season().await;
    let clerk = season.person("clerk.th").await;
    let before = Before::of(&season).await;
    let lots = season.clerk.get("/api/v1/office/lots").await.ok();
    let lot = number(&rows(&lots["lots"])[0]["id"]);
    reads_alike(&clerk, "/api/v1/office/lots/{}", lot).await;
    let by_code = clerk.get("/api/v1/office/lots/WC-261012-01").await;
    assert_eq!(by_code.status, 404, "{}", by_code.body);
    let own = clerk.get("/api/v1/office/lots").await.ok();
    let codes: Vec<_> = rows(&own["lots"])
        .iter()
        .map(|row| row["code"].to_string())
        .collect();
    assert!(
        codes.iter().all(|code| code.starts_with("\"TH-")),
        "{codes:?}"
    );

    let detail = season
        .clerk
        .get("/api/v1/office/lots/WC-261012-01")
        .await
        .ok();
    let ticket = number(&rows(&detail["tickets"])[0]["id"]);
    let right = json!({ "jin": "1", "reason": "not mine" });
    changes_alike(
        &clerk,
        ("/api/v1/office/intakes/", "/correct", right),
        ticket,
    )
    .await;
    let wish = |lot: &str| json!({ "instrument": "HS-1", "lot": lot, "contracts": 1 });
    let path = "/api/v1/office/receipts";
    let others = clerk.change(path, wish("WC-261012-01")).await;
    let nothing = clerk.change(path, wish("WC-000000-00")).await;
    alike(&others, &nothing, "a receipt over another's lot");

    let households = season.clerk.get("/api/v1/office/households").await.ok();
    let household = number(&rows(&households["households"])[0]["id"]);
    let person = at_browser(&season, "clerk.th").await;
    for (path, others) in [("/office/lots", lot), ("/office/households", household)] {
        let others = person.get(&format!("{path}/{others}")).await;
        let nothing = person.get(&format!("{path}/{NOTHING}")).await;
        assert_eq!((others.status, nothing.status), (404, 404), "{path}");
    }
    let page = person
        .get(&format!("/office/intakes/{ticket}/correct"))
        .await;
    assert_eq!(page.status, 404);
    for (deed, fields) in [
        (
            "bank",
            [
                ("bank_name", "Bank"),
                ("bank_account", "0000000000000001"),
                ("idempotency_key", "b"),
            ],
        ),
        (
            "consents",
            [
                ("purpose", "story"),
                ("channel", "paper"),
                ("idempotency_key", "c"),
            ],
        ),
    ] {
        let answer = person
            .post(&format!("/office/households/{household}/{deed}"), &fields)
            .await;
        assert_eq!(answer.status, 404, "{deed}: {}", answer.words());
    }
    before.still_stands(&season).await;
}

#[tokio::test]
async fn another_members_receipts_listings_orders_and_withdrawals_look_like_none() {
    let season = season().await;
    let receipt = season.receipt("WC-261012-01", 2).await;
    let listing = season.offer(Bulk::VILLAGE).await;
    season.money_arrives(&season.trader, 100_000).await;
    let asked = season
        .trader
        .change("/api/v1/funds/withdrawals", json!({ "amount_fen": 100 }))
        .await
        .ok();
    let clerk = season.person("clerk.th").await;
    let before = Before::of(&season).await;
    changes_alike(
        &clerk,
        ("/api/v1/office/receipts/", "/cancel", json!({})),
        receipt,
    )
    .await;
    let withdrawn = clerk
        .change(&format!("/api/v1/listings/{listing}/withdraw"), json!({}))
        .await;
    assert_eq!(withdrawn.refused(), (404, "market-gone"));
    changes_alike(
        &season.rival,
        ("/api/v1/listings/", "/withdraw", json!({})),
        listing,
    )
    .await;
    let withdrawal = number(&asked["withdrawal"]);
    changes_alike(
        &season.rival,
        ("/api/v1/funds/withdrawals/", "/cancel", json!({})),
        withdrawal,
    )
    .await;
    let offer = |receipt: i64| {
        json!({ "instrument": "HS-1", "side": "sell", "price_fen": 240, "quantity": 1, "minimum": 1, "days": 1,
            "receipt": receipt })
    };
    let others = clerk.change("/api/v1/listings", offer(receipt)).await;
    let nothing = clerk.change("/api/v1/listings", offer(NOTHING)).await;
    alike(&others, &nothing, "an offer over another's receipt");
    before.still_stands(&season).await;
}

#[tokio::test]
async fn another_households_slip_and_another_cooperatives_batch_look_like_none() {
    let (season, deal, batch) = paid().await;
    let sheet = season.sheet(deal).await;
    let settlement = number(&sheet["settled"]["settlement"]);
    let lines = rows(&sheet["settled"]["pool"]["lines"]).to_vec();
    let of = |code: &str| {
        lines
            .iter()
            .find(|line| line["code"] == code)
            .map(|line| number(&line["household"]))
    };
    let (own, other) = (
        of("WC-0003").expect("a line"),
        of("WC-0008").expect("a line"),
    );
    let before = Before::of(&season).await;

    let household = at_browser(&season, "wc-0003").await;
    household.open(&format!("/slips/{settlement}/{own}")).await;
    for (settlement, household_id) in [(settlement, other), (settlement, NOTHING), (NOTHING, own)] {
        let page = household
            .get(&format!("/slips/{settlement}/{household_id}"))
            .await;
        assert_eq!(page.status, 404, "{settlement} {household_id}");
    }
    let clerk = season.person("clerk.th").await;
    let person = at_browser(&season, "clerk.th").await;
    for path in [
        format!("/slips/{settlement}/{own}"),
        format!("/office/deals/{deal}/slips"),
        format!("/office/payouts/{batch}"),
        format!("/office/payouts/{batch}/file"),
    ] {
        let page = person.get(&path).await;
        assert_eq!(page.status, 404, "{path}: {}", page.words());
    }
    reads_alike(&clerk, "/api/v1/payouts/{}", batch).await;
    for step in ["/drop", "/export"] {
        changes_alike(&clerk, ("/api/v1/payouts/", step, json!({})), batch).await;
    }
    let manager = season.person("manager.th").await;
    changes_alike(&manager, ("/api/v1/payouts/", "/approve", json!({})), batch).await;
    assert_eq!(
        clerk.get("/api/v1/payouts").await.ok()["batches"],
        json!([])
    );
    let detail = season
        .clerk
        .get(&format!("/api/v1/payouts/{batch}"))
        .await
        .ok();
    let line = detail["lines"][0]["number"]
        .as_str()
        .expect("a line's number");
    let answers = format!("line_no,amount_yuan,result,reason\n{line},1.00,returned,no\n");
    let handed = clerk.hand_in("/api/v1/payouts/answers", answers).await;
    let unknown = format!(
        "line_no,amount_yuan,result,reason\n{},1.00,returned,no\n",
        line.replace(|sign: char| sign.is_ascii_digit(), "9")
    );
    let none = clerk.hand_in("/api/v1/payouts/answers", unknown).await;
    assert_eq!(handed.refused(), (422, "import-refused"));
    assert_eq!(none.refused(), (422, "import-refused"));
    before.still_stands(&season).await;
}

#[tokio::test]
async fn ids_of_nothing_are_refused_everywhere_a_change_names_one() {
    let season = season().await;
    let before = Before::of(&season).await;
    let nothing = |path: &str| path.replace("{}", &NOTHING.to_string());
    let changes = [
        (
            &season.trader,
            "/api/v1/listings/{}/take",
            json!({ "quantity": 1 }),
        ),
        (&season.trader, "/api/v1/listings/{}/withdraw", json!({})),
        (&season.trader, "/api/v1/orders/{}/cancel", json!({})),
        (
            &season.trader,
            "/api/v1/orders/{}/replace",
            json!({ "price_fen": 240, "quantity": 1 }),
        ),
        (
            &season.trader,
            "/api/v1/funds/withdrawals/{}/cancel",
            json!({}),
        ),
        (&season.trader, "/api/v1/deals/{}/pay", json!({})),
        (
            &season.operator,
            "/api/v1/deals/{}/decide",
            json!({ "weight_g": 1, "reason": "why" }),
        ),
        (
            &season.clerk,
            "/api/v1/office/receipts/{}/cancel",
            json!({}),
        ),
        (
            &season.clerk,
            "/api/v1/office/intakes/{}/correct",
            json!({ "jin": "1", "reason": "why" }),
        ),
        (&season.clerk, "/api/v1/office/imports/{}", json!({})),
        (&season.clerk, "/api/v1/payouts/{}/drop", json!({})),
        (&season.manager, "/api/v1/payouts/{}/approve", json!({})),
        (
            &season.operator,
            "/api/v1/operator/bank-lines/{}/take-over",
            json!({}),
        ),
        (
            &season.operator,
            "/api/v1/operator/bank-lines/{}/resolve",
            json!({ "organisation": 1 }),
        ),
        (
            &season.operator,
            "/api/v1/operator/members/{}/verify",
            json!({}),
        ),
    ];
    for (who, path, body) in changes {
        let answer = who.change(&nothing(path), body).await;
        assert!(
            matches!(answer.status, 404 | 409),
            "{path}: {} {}",
            answer.status,
            answer.body
        );
        worded(&answer);
    }
    let market = json!({ "instrument": "NO-9", "side": "buy", "price_fen": 240, "quantity": 1, "minimum": 1, "days": 5 });
    let answer = season.trader.change("/api/v1/listings", market).await;
    assert!(matches!(answer.status, 404 | 422), "{}", answer.body);
    for path in [
        "/api/v1/instruments/NO-9/depth",
        "/api/v1/instruments/NO-9/trades",
        "/api/v1/office/lots/900900",
    ] {
        assert_eq!(season.clerk.get(path).await.status, 404, "{path}");
    }
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_page_of_a_member_shows_no_name_and_no_number_of_anothers() {
    let (season, deal, _) = paid().await;
    let buyer = at_browser(&season, "trader.jw").await;
    let own = buyer.open(&format!("/deals/{deal}")).await.text;
    // The buyer sees what households got by alias, never a phone, an account or a slip of theirs.
    for personal in ["0358-0000003", "0000000000000000027", "/slips/"] {
        assert!(!own.contains(personal), "the buyer reads {personal}");
    }
    let nobody = tests::person::Person::stranger(season.server.base_url());
    for path in ["/", "/market", "/market/HS-1"] {
        let text = nobody.open(path).await.text;
        for personal in ["WC-0003", "晋味", "Jinwei", "0358-0000003"] {
            assert!(
                !text.contains(personal),
                "{path} shows {personal} to everybody"
            );
        }
    }
}
