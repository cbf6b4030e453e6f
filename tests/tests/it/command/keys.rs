//! Every change of money or goods asks for an idempotency key, answers a repeated one as the first
//! time, and refuses it with another body.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tests::client::Client;
use tests::season::{BOX, Bulk, DOT_PNG, HOUR_MS, HS, Season, Way, number, rows};

use super::routes;
use crate::ground::{open_season, season};
use crate::roles::trail::deeds;

/// What buyers and packers did, as the audit trail names it; of all others `roles::trail` asks.
const DEEDS_OF_BOXES: [&str; 9] = [
    "purchase-placed",
    "purchase-cancelled",
    "purchase-received",
    "refund-account-named",
    "claim-opened",
    "claim-given-back",
    "consignment-packed",
    "consignment-shipped",
    "waybill-corrected",
];

/// Paths of the routes that change money or goods, with `{}` for each parameter.
fn guarded(of: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let routes = routes();
    let moves = routes
        .iter()
        .filter(|route| route["changes"] == "money" || route["changes"] == "stock");
    let paths = moves
        .filter_map(|route| route["path"].as_str())
        .filter(|path| of(path));
    paths.map(shape).collect()
}

/// A path with `{}` for whatever stands for a row or a kind in it.
fn shape(path: &str) -> String {
    let kinds = [
        "members",
        "intakes",
        "advances",
        "certificates",
        "shelves",
        "products",
        "skus",
    ];
    let after_imports = |parts: &[&str], at: usize| {
        at > 0 && parts[at - 1] == "imports" && kinds.contains(&parts[at])
    };
    // A purchase is named by its number, which is not only digits.
    let of_purchase =
        |parts: &[&str], at: usize| at > 0 && parts[at - 1] == "purchases" && parts[at] != "find";
    let parts: Vec<&str> = path.split('/').collect();
    let part = |(at, part): (usize, &&str)| {
        let named = part.starts_with('{')
            || part.parse::<i64>().is_ok()
            || after_imports(&parts, at)
            || of_purchase(&parts, at);
        if named {
            "{}".to_owned()
        } else {
            (*part).to_owned()
        }
    };
    parts
        .iter()
        .enumerate()
        .map(part)
        .collect::<Vec<_>>()
        .join("/")
}

/// The season, with everybody sending each change four times.
fn proving(mut season: Season, proven: &Arc<Mutex<BTreeSet<String>>>) -> Season {
    for person in [
        &mut season.operator,
        &mut season.reviewer,
        &mut season.trader,
        &mut season.clerk,
        &mut season.manager,
    ] {
        *person = person.proving(proven);
    }
    season
}

async fn funds(season: &Season) {
    season.money_arrives(&season.trader, 10_000_000).await;
    season.money_to_desk(&season.trader, 5_000_000).await;
    season
        .trader
        .change("/api/v1/funds/from-desk", json!({ "amount_fen": 70_000 }))
        .await
        .ok();
    let asked = season
        .trader
        .change("/api/v1/funds/withdrawals", json!({ "amount_fen": 5_000 }))
        .await
        .ok();
    season
        .trader
        .change(
            &format!("/api/v1/funds/withdrawals/{}/cancel", asked["withdrawal"]),
            json!({}),
        )
        .await
        .ok();
    season
        .statement(&[(1_234, "who is this"), (-77, "bank fee")])
        .await;
    let known = season
        .operator
        .get("/api/v1/operator/bank-lines")
        .await
        .ok();
    let line = |state: &str| {
        let found = rows(&known["lines"])
            .iter()
            .find(|row| row["state"] == state);
        number(&found.expect("the line waits for the operator")["id"])
    };
    let organisation = season.trader.get("/api/v1/funds").await.ok()["organisation"].clone();
    let whose = json!({ "organisation": organisation });
    season
        .operator
        .change(
            &format!("/api/v1/operator/bank-lines/{}/resolve", line("suspense")),
            whose,
        )
        .await
        .ok();
    season
        .operator
        .change(
            &format!(
                "/api/v1/operator/bank-lines/{}/take-over",
                line("unknown_debit")
            ),
            json!({}),
        )
        .await
        .ok();
}

async fn market(season: &Season) {
    let listing = season.bid(&season.trader, Bulk::VILLAGE).await;
    season
        .trader
        .change(&format!("/api/v1/listings/{listing}/withdraw"), json!({}))
        .await
        .ok();
    let bid = json!({ "instrument": HS, "side": "buy", "price_fen": 100, "quantity": 2, "time_in_force": "gtc" });
    let order = season.trader.change("/api/v1/orders", bid).await.ok();
    let new = json!({ "price_fen": 110, "quantity": 1 });
    let replaced = season
        .trader
        .change(&format!("/api/v1/orders/{}/replace", order["order"]), new)
        .await
        .ok();
    season
        .trader
        .change(
            &format!("/api/v1/orders/{}/cancel", replaced["order"]),
            json!({}),
        )
        .await
        .ok();
}

async fn office(season: &Season) {
    let advances = "number,household_code,item_zh,item_en,amount_yuan,given_on\nWC26-A901,WC-0001,地膜,Film,10.00,2026-11-01\n";
    season
        .clerk
        .hand_in("/api/v1/office/imports/advances", advances)
        .await
        .ok();
    let packs = json!({ "sku": 22, "lot": "WC-261017-01", "packs": "1" });
    for path in ["/api/v1/office/shelves", "/api/v1/office/shelves/back"] {
        season.clerk.change(path, packs.clone()).await.ok();
    }
    let receipt = season.receipt(Bulk::VILLAGE.lot, 1).await;
    season
        .clerk
        .change(
            &format!("/api/v1/office/receipts/{receipt}/cancel"),
            json!({}),
        )
        .await
        .ok();
}

/// Two deals, one accepted at once and one decided by the operator, then a correction and payouts.
async fn deals(season: &Season) {
    let first = season.deal(Bulk::WANGCUN.of(1), Way::Offer).await;
    season.pay(first).await;
    season.deliver(first, 10_000).await;
    let bills = json!({ "freight_fen": 90_000, "inspection_fen": 10_000, "evidence": "GX-1" });
    season
        .clerk
        .change(&format!("/api/v1/deals/{first}/costs"), bills)
        .await
        .ok();
    season
        .trader
        .change(&format!("/api/v1/deals/{first}/accept"), json!({}))
        .await
        .ok();
    let second = season.deal(Bulk::WANGCUN.of(1), Way::Bid).await;
    season.pay(second).await;
    season.deliver(second, 10_000).await;
    season
        .trader
        .change(
            &format!("/api/v1/deals/{second}/object"),
            json!({ "reason": "short" }),
        )
        .await
        .ok();
    season.forward(HOUR_MS).await;
    let weight = json!({ "weight_g": 4_900_000, "reason": "weighed again" });
    season
        .operator
        .change(&format!("/api/v1/deals/{second}/decide"), weight)
        .await
        .ok();
    let ticket = season.ticket(Bulk::WANGCUN.lot, "WC26-0129").await;
    let right = json!({ "jin": "3510", "reason": "misread" });
    season
        .clerk
        .change(&format!("/api/v1/office/intakes/{ticket}/correct"), right)
        .await
        .ok();
    let batch = season
        .clerk
        .change("/api/v1/payouts", json!({ "kind": "households" }))
        .await
        .ok();
    season
        .clerk
        .change(
            &format!("/api/v1/payouts/{}/drop", batch["batch"]),
            json!({}),
        )
        .await
        .ok();
    season.pay_out("households", &[]).await;
    season.rest_goes_home().await;
}

/// The buyer's cart holds sweet potatoes. A cart is replaced whole, so that it needs no key.
async fn filled(season: &Season, packs: i64) {
    let lines = json!({ "lines": [{ "sku": BOX, "packs": packs }] });
    let buyer = season.person("buyer").await;
    buyer.change("/api/v1/cart", lines).await.ok();
}

/// The buyer orders sweet potatoes, to be paid by transfer, and pays: the purchase's path.
async fn bought(season: &Season, buyer: &Client, packs: i64) -> String {
    filled(season, packs).await;
    let cart = buyer.get("/api/v1/cart").await.ok();
    let wanted = json!({
        "name": "王小明", "phone": "13800138000", "province": "140000", "city": "140100",
        "district": "140105", "street": "亲贤街 1 号", "route": "transfer",
        "expected_total_fen": cart["total_fen"],
    });
    let placed = buyer.change("/api/v1/purchases", wanted).await.ok();
    let memo = placed["memo_code"].as_str().expect("a memo code");
    season
        .statement(&[(number(&placed["total_fen"]), memo)])
        .await;
    let number = placed["number"].as_str().expect("a number");
    let path = format!("/api/v1/purchases/{number}");
    buyer
        .until(&path, |order| order["state"] != "awaiting_payment")
        .await;
    path
}

/// Boxes: one pack of two is cancelled, the other is sent and claimed; a second goes by the carrier's list.
async fn boxes(season: &Season, proven: &Arc<Mutex<BTreeSet<String>>>) {
    let buyer = season.person("buyer").await.proving(proven);
    let path = bought(season, &buyer, 2).await;
    let order = buyer.get(&path).await.ok();
    let (parcel, line) = (&order["parcels"][0], &order["parcels"][0]["lines"][0]);
    let one = json!({ "lines": [{ "line": line["line"], "packs": 1 }] });
    buyer.change(&format!("{path}/cancel"), one).await.ok();
    let account = json!({ "holder": "王小明", "bank_name": "山西银行", "bank_account": "6222020502001234567" });
    buyer
        .change(&format!("{path}/refund-account"), account)
        .await
        .ok();
    let id = packed(season, parcel).await;
    let waybill = json!({ "waybill": "SF1234567890" });
    let ship = format!("/api/v1/office/consignments/{id}/ship");
    season.clerk.change(&ship, waybill).await.ok();
    let right = json!({ "waybill": "SF1234567892" });
    let correct = format!("/api/v1/office/consignments/{id}/waybill");
    season.clerk.change(&correct, right).await.ok();
    let there = json!({ "parcel": parcel["number"] });
    buyer.change(&format!("{path}/received"), there).await.ok();
    let bad = json!({
        "line": line["line"], "weight_g": 500, "words": "坏了两个", "photos": [STANDARD.encode(DOT_PNG)],
    });
    buyer.change(&format!("{path}/claims"), bad).await.ok();
    let claims = season.clerk.get("/api/v1/office/claims").await.ok();
    let claim = number(&claims["claims"][0]["claim"]);
    let answer = json!({ "refund_fen": 500, "words": "按坏的重量退" });
    season
        .clerk
        .change(&format!("/api/v1/office/claims/{claim}"), answer)
        .await
        .ok();

    let path = bought(season, &buyer, 1).await;
    let parcel = &buyer.get(&path).await.ok()["parcels"][0];
    packed(season, parcel).await;
    let list = format!(
        "consignment_number,waybill\n{},SF1234567891\n",
        parcel["number"].as_str().expect("a number")
    );
    season
        .clerk
        .hand_in("/api/v1/office/waybills", list)
        .await
        .ok();
}

/// The office packs a parcel that the buyer's order shows; its id there.
async fn packed(season: &Season, parcel: &Value) -> i64 {
    let all = season
        .clerk
        .get("/api/v1/office/consignments?state=all")
        .await
        .ok();
    let found = rows(&all["consignments"])
        .iter()
        .find(|row| row["number"] == parcel["number"]);
    let id = number(&found.expect("the office has the parcel")["consignment"]);
    season
        .clerk
        .change(&format!("/api/v1/office/consignments/{id}/pack"), json!({}))
        .await
        .ok();
    id
}

#[tokio::test]
async fn a_repeated_change_of_money_or_goods_is_one_change() {
    let proven = Arc::new(Mutex::new(BTreeSet::new()));
    let season = proving(open_season().await, &proven);
    funds(&season).await;
    market(&season).await;
    office(&season).await;
    deals(&season).await;
    boxes(&season, &proven).await;
    let proven: BTreeSet<String> = proven
        .lock()
        .expect("nobody panicked")
        .iter()
        .map(|path| shape(path))
        .collect();
    let expected = guarded(|path| path.starts_with("/api/"));
    let left: Vec<&String> = expected.difference(&proven).collect();
    assert_eq!(
        left,
        Vec::<&String>::new(),
        "a change of money or goods that this test does not make"
    );
    let found = deeds(&season).await;
    for deed in DEEDS_OF_BOXES {
        assert!(found.contains(deed), "no row of {deed} among {found:?}");
    }
    season.server.proves_itself();
}

/// Who may send a form, by the first of its roles.
fn whose(season: &Season, buyer: &Client, route: &Value) -> Client {
    match route["roles"][0].as_str().unwrap_or_default() {
        "trader" => season.trader.clone(),
        "clerk" => season.clerk.clone(),
        "manager" => season.manager.clone(),
        "operator" => season.operator.clone(),
        // Whoever buys, signed in or not.
        "" => buyer.clone(),
        role => panic!("nobody plays {role}"),
    }
}

/// A buyer's form needs an order of the buyer's; the office's finds none and the desk's are other orders.
fn order_of<'order>(path: &str, order: &'order str) -> &'order str {
    if path.starts_with("/orders/") {
        order
    } else {
        "/orders/1"
    }
}

/// Sends what any of the forms asks for, and no key.
async fn without_key(person: &Client, path: &str) -> (u16, String) {
    let fields = [
        ("organisation", "8"),
        ("quantity", "1"),
        ("amount", "1.00"),
        ("kind", "intakes"),
        ("lot", "WC-261012-01"),
    ];
    let files = ["/imports", "/statements", "/answers"];
    if files.iter().any(|end| path.ends_with(end)) {
        return person
            .form_with_file(path, &fields, ("file.csv", "line_no\n"))
            .await;
    }
    let (status, to, page) = person.form(path, &fields).await;
    (status, to + page.as_str())
}

#[tokio::test]
async fn a_form_that_changes_money_or_goods_asks_for_a_key() {
    let season = season().await;
    let buyer = season.person("buyer").await;
    let order = bought(&season, &buyer, 1).await;
    let order = order.replace("/api/v1/purchases/", "/orders/");
    filled(&season, 1).await;
    let before = season.trial().await;
    let all = routes();
    let forms = all.iter().filter(|route| {
        let moves = route["changes"] == "money" || route["changes"] == "stock";
        moves
            && !route["path"]
                .as_str()
                .unwrap_or_default()
                .starts_with("/api/")
    });
    let mut sent = 0;
    for route in forms {
        let path = shape(route["path"].as_str().unwrap_or_default());
        let path = path
            .replace("/market/{}", "/market/HS-1")
            .replace("/orders/{}", order_of(&path, &order))
            .replace("{}", "1");
        let (status, page) = without_key(&whose(&season, &buyer, route), &path).await;
        assert_eq!(status, 400, "{path} asked for no key: {page}");
        sent += 1;
    }
    assert!(sent > 20, "{sent} forms");
    assert_eq!(season.trial().await, before);
    season.server.proves_itself();
}
