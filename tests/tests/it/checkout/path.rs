//! A whole purchase, from the shop's page to the last state of its order.

use std::time::{Duration, Instant};

use serde_json::json;
use tests::client::Client;
use tests::person::{Page, Person};
use tests::season::{
    BOX, DAY_MS, KORLA, Order, PHONE, Pays, Season, Shopper, number, purchase, rows,
};

use super::{browser, newest, packs_in, put_in, says, till};
use crate::stage::season;

/// How long a provider's notice may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Reads a page until it says something.
async fn until(person: &Person, path: &str, words: &str) -> Page {
    let since = Instant::now();
    loop {
        let page = person.open(path).await;
        if page.words().contains(words) {
            return page;
        }
        let late = since.elapsed() > PATIENCE;
        assert!(!late, "{path} never said {words}: {}", page.words());
        tokio::task::yield_now().await;
    }
}

/// A browser's order as programs of the same browser name it.
fn order(number: &str, total_fen: i64) -> Order {
    Order {
        number: number.to_owned(),
        code: String::new(),
        total_fen,
        memo: String::new(),
    }
}

#[tokio::test]
async fn a_box_is_bought_over_forms_alone_and_its_page_says_where_it_stands() {
    let season = season().await;
    let mut buyer = browser(&season).reading("zh-CN");
    let shop = buyer.open("/shops/sweetpotato").await;
    assert!(shop.text.contains("href=\"/shops/sweetpotato/22\""));
    put_in(&mut buyer, "/shops/sweetpotato/22", "1").await;
    let cart = buyer.open("/cart").await;
    says(
        &cart,
        &[
            "王村蜜薯特级",
            "32.80",
            "包邮",
            "到农户 20.43",
            "选了地址才知道",
        ],
    );
    assert!(cart.text.contains("href=\"/checkout\""));

    // A pasted address fills the fields, and a remote area is a line of its own.
    let form = buyer.open("/checkout").await.form("/checkout");
    assert_eq!(form.value("expected_total"), "3280");
    let text = "王小明 138 0013 8000 新疆维吾尔自治区巴音郭楞蒙古自治州库尔勒市人民东路 1 号 501";
    let read = buyer
        .submit(&form.with("paste", text).with("address_do", "paste"))
        .await;
    assert_eq!(read.status, 200, "{}", read.words());
    says(&read, &["偏远附加费 12.00", "¥ 44.80"]);
    let form = read.form("/checkout");
    let fields = [
        "name",
        "phone",
        "province",
        "city",
        "district",
        "expected_total",
    ];
    let [province, city, district] = KORLA;
    assert_eq!(
        fields.map(|field| form.value(field)),
        ["王小明", PHONE, province, city, district, "4480"]
    );
    assert!(form.value("street").contains("人民东路"), "{form:?}");
    assert_eq!(form.value("route"), "provider");

    let placed = buyer.submit(&form.with("note", "放门口")).await;
    assert_eq!(placed.status, 303, "{}", placed.words());
    let pay_page = placed.location().to_owned();
    assert!(pay_page.starts_with("/sandbox/pay/"), "{pay_page}");
    let number = newest(&buyer).await;
    let own = format!("/orders/{number}");
    let waits = buyer.open(&own).await;
    says(
        &waits,
        &[
            "待付款",
            "货给您留到",
            "偏远附加费 12.00",
            "44.80",
            "放门口",
        ],
    );
    assert_eq!(
        packs_in(&buyer).await,
        0,
        "what was ordered left the basket"
    );
    assert_eq!(season.shelf(&season.clerk, BOX).await[1], 1, "reserved");

    // Another firm's page; the browser comes back and the order is paid at once.
    let sandbox = buyer.open(&pay_page).await;
    assert!(sandbox.text.contains("44.80") && !sandbox.text.contains("王小明"));
    let paid = buyer.post(&pay_page, &[("choice", "pay")]).await;
    assert_eq!(
        (paid.status, paid.location()),
        (303, &*format!("{own}/paid"))
    );
    let back = buyer.get(paid.location()).await;
    assert_eq!((back.status, back.location()), (303, own.as_str()));
    says(&buyer.open(&own).await, &["待发货", "钱收到了", "实付"]);
    assert_eq!(season.shelf(&season.clerk, BOX).await[1..3], [0, 1]);

    let order = order(&number, 4_480);
    let parcel = season.sends(&season.clerk, &order).await;
    let sent = buyer.open(&own).await;
    says(&sent, &["待收货", "在路上了", "YB"]);
    let form = sent.form(&format!("{own}/received"));
    assert_eq!(form.value("parcel"), parcel);
    let got = buyer.submit(&form).await;
    assert_eq!((got.status, got.location()), (303, own.as_str()));
    says(&buyer.open(&own).await, &["已收货", "拍照说明"]);
    season.forward(8 * DAY_MS).await;
    says(
        &buyer.open(&own).await,
        &["已完成", "到农户", "20.43", "已入账"],
    );
    season.server.proves_itself();
}

#[tokio::test]
async fn who_closes_the_window_after_paying_has_paid_all_the_same() {
    let season = season().await;
    let mut buyer = browser(&season);
    put_in(&mut buyer, "/shops/sweetpotato/22", "1").await;
    let placed = buyer.submit(&till(&buyer).await).await;
    let page = placed.location().to_owned();
    let own = format!("/orders/{}", newest(&buyer).await);
    // Who gives up at the provider's page loses nothing, and can pay until the goods are let go.
    let left = buyer.post(&page, &[("choice", "leave")]).await;
    assert_eq!(left.location(), format!("{own}/paid"));
    let back = buyer.get(left.location()).await;
    assert_eq!(back.location(), format!("{own}?said=unpaid"));
    let waits = buyer.open(back.location()).await;
    says(
        &waits,
        &["To be paid", "No charge was made", "just pay again"],
    );
    let again = buyer.submit(&waits.form(&format!("{own}/pay"))).await;
    assert_eq!(again.location(), page, "the same payment");
    // Only the provider's notice tells of this one.
    buyer.post(&page, &[("choice", "pay")]).await;
    let paid = until(&buyer, &own, "To be sent").await;
    assert_eq!(
        paid.words().matches(" Paid ¥32.80").count(),
        1,
        "{}",
        paid.words()
    );
    let twice = buyer.open(&page).await;
    assert!(twice.forms().is_empty() && !twice.text.contains("name=\"choice\""));
    season.server.proves_itself();
}

#[tokio::test]
async fn an_order_is_found_again_by_phone_and_code_on_another_phone() {
    let season = season().await;
    let buyer = Shopper::of(&season).await;
    let order = buyer.bought(&[(BOX, 1)]).await;
    let own = format!("/orders/{}", order.number);
    let mut other = browser(&season);
    assert_eq!(other.get(&own).await.status, 404, "not yet this browser's");
    let form = other.open("/orders").await.form("/orders/find");
    let code = order.code.to_lowercase();
    let form = form.with("phone", "138 0013-8000").with("code", &code);
    let found = other.submit(&form).await;
    other.keep(&found);
    assert_eq!((found.status, found.location()), (303, own.as_str()));
    says(
        &other.open(&own).await,
        &["To be sent", "王小明", &order.code],
    );
    assert_eq!(newest(&other).await, order.number, "listed from now on");

    let program = Client::stranger(season.server.base_url());
    let asked = json!({ "phone": PHONE, "code": order.code });
    let found = program
        .change("/api/v1/purchases/find", asked.clone())
        .await
        .ok();
    assert_eq!(found["number"], order.number.as_str());
    assert!(
        found["guest"].is_string(),
        "a token to read it with: {found}"
    );
    let known = Shopper::of(&season).await;
    let path = "/api/v1/purchases/find";
    let found = known.client.change(path, asked).await.ok();
    assert!(found["guest"].is_null(), "the caller has a token: {found}");
    assert_eq!(known.sees(&order).await["state"], "to_ship");
}

#[tokio::test]
async fn a_program_buys_the_same_box_over_json() {
    let season = season().await;
    let buyer = Shopper::of(&season).await;
    let cart = buyer.fill(&[(BOX, 2)]).await.ok();
    assert_eq!(
        (&cart["total_fen"], &cart["growers_fen"]),
        (&json!(6_560), &json!(4_085))
    );
    let mut wanted = purchase(Pays::Online, 6_560);
    let [province, city, district] = KORLA;
    wanted["province"] = json!(province);
    wanted["city"] = json!(city);
    wanted["district"] = json!(district);
    // What costs more than the buyer saw is not bought.
    let refused = buyer.buy(&wanted).await;
    assert_eq!(refused.refused(), (409, "total-changed"));
    assert_eq!(season.shelf(&season.clerk, BOX).await[1], 0);
    wanted["expected_total_fen"] = json!(6_560 + 2 * 1_200);
    let placed = buyer.buy(&wanted).await.ok();
    assert_eq!(placed["total_fen"], 8_960);
    assert!(placed["memo_code"].is_null());
    let order = Order {
        code: placed["code"].as_str().unwrap_or_default().to_owned(),
        ..order(placed["number"].as_str().unwrap_or_default(), 8_960)
    };
    let seen = buyer.sees(&order).await;
    assert_eq!(seen["state"], "awaiting_payment");
    assert_eq!(
        ["goods_fen", "surcharge_fen", "total_fen"].map(|sum| number(&seen[sum])),
        [6_560, 2_400, 8_960]
    );
    assert_eq!(rows(&seen["parcels"]).len(), 1);
    assert_eq!(buyer.pay_page(&order).await, buyer.pay_page(&order).await);
    buyer.pay(&order).await;
    let parcel = season.sends(&season.clerk, &order).await;
    let seen = buyer.until(&order, "to_receive").await;
    assert_eq!(rows(&seen["parcels"][0]["boxes"]).len(), 2);
    buyer.receives(&order, &parcel).await;
    assert_eq!(buyer.sees(&order).await["state"], "received");
    season.forward(8 * DAY_MS).await;
    let seen = buyer.sees(&order).await;
    assert_eq!(
        (&seen["state"], &seen["split"]["posted"]),
        (&json!("done"), &json!(true))
    );
    assert_eq!(seen["split"]["growers"]["fen"], 4_085);
    season.server.proves_itself();
}

async fn transferred(season: &Season, total: i64, memo: &str) {
    // People copy codes with blanks and small letters.
    let (head, tail) = memo.split_at(4);
    let memo = format!("货款 {} {tail}", head.to_lowercase());
    season.statement(&[(total, &memo)]).await;
}

#[tokio::test]
async fn a_transfer_with_the_code_in_its_memo_pays_the_order() {
    let season = season().await;
    let mut buyer = browser(&season).reading("zh-CN");
    put_in(&mut buyer, "/shops/sweetpotato/22", "1").await;
    let placed = buyer
        .submit(&till(&buyer).await.with("route", "transfer"))
        .await;
    let own = format!("/orders/{}", newest(&buyer).await);
    assert_eq!((placed.status, placed.location()), (303, own.as_str()));
    let page = buyer.open(&own).await;
    says(&page, &["待付款", "转账 ¥32.80", "附言里写这个码"]);
    let (_, memo) = page
        .text
        .split_once("<b class=\"dial code\">")
        .expect("a code");
    let memo = memo.split('<').next().unwrap_or_default();
    assert!(memo.starts_with("SG") && memo.len() == 9, "{memo}");
    transferred(&season, 3_280, memo).await;
    says(&buyer.open(&own).await, &["待发货"]);

    let program = Shopper::of(&season).await;
    let order = program.order(&[(BOX, 1)], Pays::ByTransfer).await;
    assert!(order.memo.starts_with("SG"), "{order:?}");
    let opened = program
        .client
        .change(
            &format!("/api/v1/purchases/{}/pay", order.number),
            json!({}),
        )
        .await
        .ok();
    assert!(opened["pay_url"].is_null(), "a bank has no page: {opened}");
    assert_eq!(
        program.sees(&order).await["transfer"]["memo_code"],
        order.memo.as_str()
    );
    transferred(&season, 3_280, &order.memo).await;
    assert_eq!(program.sees(&order).await["state"], "to_ship");
    season.server.proves_itself();
}
