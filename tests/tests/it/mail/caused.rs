//! Mails by what causes them: bought, cancelled, refunded, claimed and paid over HTTP on the running
//! server, read in the mail folder; in both languages, each once, although the server is killed twice.

use std::collections::BTreeMap;

use exchange::entity::{consignment, purchase};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::letterbox::{files, part, read};
use tests::season::{BOX, DAY_MS, Season, rows};
use tests::server::Options;

use super::shopper::Shopper;
use super::{all_done, database, outbox};
use crate::ground::{STOREFRONT, on_postgresql};

/// The account that the bank knows nothing of, and the right one.
const ACCOUNTS: [&str; 2] = ["6222000000000011", "6222000000000022"];

/// What each buyer hears: a part of each mail's subject.
const EXPECTED: [(&str, [&[&str]; 2]); 7] = [
    (
        "cancel",
        [
            &[
                "65.60 yuan received",
                "is cancelled",
                "65.60 yuan back to you",
            ],
            &["收到 65.60 元", "取消了", "退您 65.60 元"],
        ],
    ),
    (
        "part",
        [
            &[
                "65.60 yuan received",
                "32.80 yuan go back, the rest of",
                "32.80 yuan back to you",
            ],
            &[
                "收到 65.60 元",
                "退您 32.80 元，订单 ",
                "退您 32.80 元，订单 ",
            ],
        ],
    ),
    (
        "twice",
        [
            &[
                "32.80 yuan received",
                "was paid twice: 32.80 yuan",
                "32.80 yuan back to you",
            ],
            &[
                "收到 32.80 元",
                "付了两次，多付的 32.80 元",
                "退您 32.80 元",
            ],
        ],
    ),
    (
        "failed",
        [
            &[
                "32.80 yuan received",
                "is cancelled",
                "have not gone back yet",
                "32.80 yuan back to you",
            ],
            &["收到 32.80 元", "取消了", "还没退成", "退您 32.80 元"],
        ],
    ),
    (
        "late",
        [
            &[
                "Please transfer 32.80",
                "has expired",
                "32.80 yuan received",
            ],
            &["请转账 32.80 元", "过期了", "收到 32.80 元"],
        ],
    ),
    (
        "gone",
        [
            &[
                "Please transfer 32.80",
                "is cancelled",
                "came late and go back",
                "The bank returned your 32.80",
                "32.80 yuan back to you",
            ],
            &[
                "请转账 32.80 元",
                "取消了",
                "到晚了，退回给您",
                "被银行退回",
                "退您 32.80 元",
            ],
        ],
    ),
    (
        "claim",
        [
            &[
                "Please transfer 65.60",
                "65.60 yuan received",
                "On its way",
                "The right waybill",
                "Bad goods: 5.00 yuan back",
                "not granted this time",
                "5.00 yuan back to you, order",
                "have reached the growers",
            ],
            &[
                "请转账 65.60 元",
                "收到 65.60 元",
                "发出了",
                "运单号改正",
                "坏果包赔：退您 5.00 元",
                "这次没有同意",
                "退您 5.00 元",
                "元到户了",
            ],
        ],
    ),
];

/// One buyer in one language, with the numbers of its purchases.
struct Buyer {
    shopper: Shopper,
    numbers: BTreeMap<&'static str, String>,
    memos: BTreeMap<&'static str, String>,
}

async fn run(season: &Season, statement: &str) {
    let database = database(&season.server).await;
    let done = database.execute_unprepared(statement).await;
    done.unwrap_or_else(|error| panic!("{statement}: {error}"));
    database.close().await.expect("the database is let go");
}

impl Buyer {
    fn number(&self, who: &str) -> &str {
        &self.numbers[who]
    }

    fn memo(&self, who: &str) -> &str {
        &self.memos[who]
    }

    /// Everything that is bought at the start; two things are paid at once and taken back.
    async fn buys(&mut self, season: &Season) {
        let shopper = &self.shopper;
        let mut bought = BTreeMap::new();
        bought.insert("cancel", shopper.bought("cancel", (BOX, 2)).await);
        bought.insert("part", shopper.bought("part", (BOX, 2)).await);
        bought.insert("failed", shopper.bought("failed", (BOX, 1)).await);
        for (who, packs) in [("late", 1), ("gone", 1), ("claim", 2)] {
            let (number, memo) = shopper.buys(who, (BOX, packs), "transfer").await;
            bought.insert(who, number);
            self.memos.insert(who, memo);
        }
        bought.insert("twice", self.pays_twice(season).await);
        self.numbers = bought;
        let shopper = &self.shopper;
        shopper.cancels(self.number("cancel"), None).await;
        shopper.cancels(self.number("part"), Some(1)).await;
        // One that is cancelled before it is told how to pay is not told how to pay.
        outbox(&season.server, all_told_of(self.memo("gone"))).await;
        shopper.cancels(self.number("gone"), None).await;
        // The provider's own books say that it never had so much.
        let number = self.number("failed");
        let of = format!(
            "WHERE out_no IN (SELECT out_no FROM payment_attempt JOIN purchase \
             ON purchase.id = payment_attempt.purchase_id WHERE purchase.number = '{number}')"
        );
        run(
            season,
            &format!("UPDATE sandbox_payment SET amount_fen = 1 {of}"),
        )
        .await;
        shopper.cancels(number, None).await;
        let failed = |order: &Value| order["refunds"][0]["state"] == "failed";
        shopper.until(number, failed).await;
        run(
            season,
            &format!("UPDATE sandbox_payment SET amount_fen = 3280 {of}"),
        )
        .await;
    }

    /// The provider says of a first page that it takes no more money, and then it does.
    async fn pays_twice(&self, season: &Season) -> String {
        let shopper = &self.shopper;
        let (number, _) = shopper.buys("twice", (BOX, 1), "provider").await;
        let first = shopper.pay_page(&number).await;
        let closed = format!(
            "UPDATE payment_attempt SET state = 'closed' WHERE purchase_id IN \
             (SELECT id FROM purchase WHERE number = '{number}')"
        );
        run(season, &closed).await;
        let second = shopper.pay_page(&number).await;
        assert_ne!(first, second, "a page of its own");
        for page in [&second, &first] {
            shopper.pays_at(page).await;
            let paid = |order: &Value| !order["paid_at"].is_null();
            shopper.until(&number, paid).await;
        }
        let refunded = |order: &Value| order["refunds"][0]["reason"] == "doubled";
        shopper.until(&number, refunded).await;
        number
    }

    /// The parcel is packed and sent under a waybill that is mistyped, and told; then it is put right.
    async fn gets_its_box(&self, season: &Season, (wrong, right): (&str, &str)) {
        let number = self.number("claim");
        let database = database(&season.server).await;
        let of = purchase::Entity::find().filter(purchase::Column::Number.eq(number));
        let of = of
            .one(&database)
            .await
            .expect("a read")
            .expect("a purchase");
        let parcel = consignment::Entity::find()
            .filter(consignment::Column::PurchaseId.eq(of.id))
            .one(&database)
            .await;
        let parcel = parcel.expect("a read").expect("a parcel").id;
        database.close().await.expect("the database is let go");
        let at = |what: &str| format!("/api/v1/office/consignments/{parcel}/{what}");
        let waybill = |waybill: &str| json!({ "waybill": waybill });
        season.clerk.change(&at("pack"), json!({})).await.ok();
        season.clerk.change(&at("ship"), waybill(wrong)).await.ok();
        outbox(&season.server, all_told_of(wrong)).await;
        season
            .clerk
            .change(&at("waybill"), waybill(right))
            .await
            .ok();
        self.shopper.received(number).await;
    }

    /// One claim is granted, another is not.
    async fn claims(&self, season: &Season) {
        let number = self.number("claim");
        for answer in [
            json!({ "refund_fen": 500, "words": "granted" }),
            json!({ "words": "it is only soil" }),
        ] {
            let claim = self.shopper.claims(number, 300).await;
            let listed = season.clerk.get("/api/v1/office/claims").await.ok();
            let row = rows(&listed["claims"]).iter();
            let row = row.clone().find(|row| row["number"] == claim.as_str());
            let id = &row.expect("the office has the claim")["claim"];
            let path = format!("/api/v1/office/claims/{id}");
            season.clerk.change(&path, answer).await.ok();
        }
    }
}

/// Whether a mail with this in its subject is written.
fn all_told_of(words: &str) -> impl Fn(&[storefront::entity::outbox::Model]) -> bool + use<'_> {
    move |rows| rows.iter().any(|row| row.payload.contains(words))
}

/// The failed refunds are tried again by an office.
async fn refunds_again(season: &Season, buyers: &[Buyer]) {
    let clerk = crate::stage::at_browser(season, "clerk.wc").await;
    let list = clerk.open("/office/orders?state=all").await;
    for buyer in buyers {
        let number = buyer.number("failed");
        let at = list
            .text
            .find(&format!(">{number}"))
            .map(|at| &list.text[..at]);
        let href = at.and_then(|before| before.rsplit("href=\"").next());
        let href = href.and_then(|rest| rest.split('"').next());
        let path = href.unwrap_or_else(|| panic!("{number} is not in {}", list.words()));
        let page = clerk.open(path).await;
        let forms = page.forms();
        let again = forms.iter().find(|form| form.action.ends_with("/retry"));
        let done = clerk.submit(again.expect("a way to try again")).await;
        assert_eq!(done.status, 303, "{}", done.words());
    }
}

/// The folder's mails by their readers.
async fn letters(season: &Season) -> BTreeMap<String, Vec<Value>> {
    outbox(&season.server, all_done).await;
    let mut letters: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for mail in read(&files(&season.server.data_dir().join("mail"))) {
        let to = mail["headers"]["to"].as_str().unwrap_or_default();
        let address = to.rsplit('<').next().unwrap_or(to).trim_end_matches('>');
        letters.entry(address.to_owned()).or_default().push(mail);
    }
    letters
}

fn subjects(mails: &[Value]) -> Vec<&str> {
    mails
        .iter()
        .map(|mail| mail["headers"]["subject"].as_str().unwrap_or_default())
        .collect()
}

/// Whether everybody has heard all and nothing twice.
fn heard_all(letters: &BTreeMap<String, Vec<Value>>, buyers: &[Buyer]) -> Result<(), String> {
    for (who, languages) in EXPECTED {
        for (buyer, expected) in buyers.iter().zip(languages) {
            let address = buyer.shopper.address(who);
            let none = Vec::new();
            let mails = letters.get(&address).unwrap_or(&none);
            let mut left = subjects(mails);
            for words in expected {
                let at = left.iter().position(|subject| subject.contains(words));
                let Some(at) = at else {
                    return Err(format!("{address} lacks {words:?}: {:?}", subjects(mails)));
                };
                left.remove(at);
            }
            if !left.is_empty() {
                return Err(format!("{address} also hears {left:?}"));
            }
        }
    }
    Ok(())
}

fn says(letters: &BTreeMap<String, Vec<Value>>, (to, subject): (&str, &str)) -> String {
    let mails = &letters[to];
    let mail = mails.iter().rev().find(|mail| {
        let found = mail["headers"]["subject"].as_str().unwrap_or_default();
        found.contains(subject)
    });
    // Some encodings keep a mail's own ends of lines.
    let text = part(mail.expect("it was found before"), "text/plain");
    text.replace("\r\n", "\n")
}

/// What stands in the mails that are easily wrong.
fn tell_the_truth(letters: &BTreeMap<String, Vec<Value>>) {
    for (to, subject, says_so, never) in [
        ("twice-en", "32.80 yuan back", "was paid twice", "cancelled"),
        ("twice-zh-CN", "退您 32.80 元", "同一单付了两次", "取消"),
        (
            "twice-en",
            "paid twice",
            "The order itself stays",
            "cancelled",
        ),
        ("twice-zh-CN", "付了两次", "订单照旧", "取消"),
        (
            "twice-en",
            "received",
            "Growers about 62 %\ngrowers 20.43 (estimated), ",
            "lot",
        ),
        (
            "twice-zh-CN",
            "收到",
            "农户约 62%\n农户 20.43（预计）",
            "取消",
        ),
        (
            "part-en",
            "32.80 yuan back",
            "the rest of the order goes on",
            "order cancelled",
        ),
        ("part-zh-CN", "订单 ", "其余照旧", "订单取消\n"),
        ("part-en", "go back, the rest", "× 1", "× 2"),
        ("gone-en", "The bank returned", "ending 0011", "cancelled"),
        ("gone-zh-CN", "被银行退回", "尾号 0011", "取消"),
        ("gone-en", "32.80 yuan back", "ending 0022", "0011"),
        (
            "failed-en",
            "not gone back",
            "The money is safe with us",
            "account",
        ),
        ("claim-en", "The right waybill", "LJ1000000001", "cancelled"),
        ("claim-en", "reached", "households", "fewer"),
        ("claim-zh-CN", "到户了", "户农户", "不足五户"),
    ] {
        let text = says(letters, (&format!("{to}@sanbao.example"), subject));
        assert!(text.contains(says_so), "{to} {subject}: {text}");
        assert!(!text.contains(never), "{to} {subject}: {text}");
    }
}

async fn everything_that_happens(mut season: Season) {
    let mut buyers = Vec::new();
    for lang in ["en", "zh-CN"] {
        let shopper = Shopper::new(season.server.base_url(), lang).await;
        let mut buyer = Buyer {
            shopper,
            numbers: BTreeMap::new(),
            memos: BTreeMap::new(),
        };
        buyer.buys(&season).await;
        buyers.push(buyer);
    }
    // Killed in the middle of telling.
    season = season.restarted();
    for buyer in &mut buyers {
        buyer.shopper.moved_to(season.server.base_url());
    }
    refunds_again(&season, &buyers).await;
    for (buyer, (wrong, right)) in buyers.iter().zip([
        ("LJ1000000001", "LJ1000000002"),
        ("LJ2000000001", "LJ2000000002"),
    ]) {
        let came = [(3_280, buyer.memo("gone")), (6_560, buyer.memo("claim"))];
        season.statement(&came).await;
        buyer.gets_its_box(&season, (wrong, right)).await;
        buyer.claims(&season).await;
        for (who, account) in [("gone", ACCOUNTS[0]), ("claim", ACCOUNTS[1])] {
            let number = buyer.number(who);
            buyer.shopper.names_account(number, account).await;
        }
    }
    season.pay_out("refunds", &[ACCOUNTS[0]]).await;
    for buyer in &buyers {
        let number = buyer.number("gone");
        buyer.shopper.names_account(number, ACCOUNTS[1]).await;
    }
    season.pay_out("refunds", &[]).await;
    season.forward(8 * DAY_MS).await;
    for buyer in &buyers {
        season.statement(&[(3_280, buyer.memo("late"))]).await;
    }
    season.pay_out("households", &[]).await;
    season.forward(60_000).await;
    wait_for_all(&season, &buyers).await;
    let season = season.restarted();
    season.forward(60_000).await;
    let letters = letters(&season).await;
    heard_all(&letters, &buyers).unwrap_or_else(|lacks| panic!("{lacks}"));
    tell_the_truth(&letters);
    season.server.proves_itself();
}

/// Waits until everybody has heard all.
async fn wait_for_all(season: &Season, buyers: &[Buyer]) {
    let since = std::time::Instant::now();
    loop {
        let lacks = heard_all(&letters(season).await, buyers);
        let Err(lacks) = lacks else { return };
        assert!(since.elapsed() < super::PATIENCE, "{lacks}");
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_to_a_purchase_is_told_once_in_the_buyers_language() {
    everything_that_happens(Season::open(STOREFRONT, &Options::default()).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_on_postgresql() {
    if let Some(options) = on_postgresql() {
        everything_that_happens(Season::open(STOREFRONT, &options).await).await;
    }
}
