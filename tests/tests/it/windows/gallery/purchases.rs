//! Purchases in every state, each found by a telephone of its own.

use exchange::entity::purchase::Route;
use serde_json::json;
use tests::person::Person;
use tests::season::{BOX, CODE, DAY_MS, PORK, Season, Wish};

/// A purchase: how it is found, and what its photograph is called.
pub struct Bought {
    /// Its telephone.
    pub phone: String,
    /// Its code.
    pub code: String,
    /// The photograph's name.
    pub name: &'static str,
}

fn bought(phone: String, name: &'static str) -> Bought {
    Bought {
        phone,
        code: CODE.to_owned(),
        name,
    }
}

/// Buyers, each with a telephone of its own.
struct Buyer<'a> {
    season: &'a Season,
    phones: std::ops::RangeFrom<u64>,
}

impl Buyer<'_> {
    fn phone(&mut self) -> String {
        let next = self.phones.next().expect("there is no end of numbers");
        next.to_string()
    }

    /// A paid purchase and its parcels, by cooperative.
    async fn paid(
        &mut self,
        lines: &[(i64, i64)],
    ) -> (String, Vec<exchange::entity::consignment::Model>) {
        let phone = self.phone();
        let wish = wish(lines, &phone);
        let parcels = self.season.bought(&wish).await;
        (phone, parcels)
    }

    /// A parcel of Wangcun is packed and sent.
    async fn sent(
        &mut self,
        lines: &[(i64, i64)],
    ) -> (String, exchange::entity::consignment::Model) {
        let (phone, parcels) = self.paid(lines).await;
        let clerk = &self.season.clerk;
        let of_wangcun = clerk.get("/api/v1/office/consignments").await.ok();
        let rows = tests::season::rows(&of_wangcun["consignments"]);
        let own = |id: i64| rows.iter().any(|row| row["consignment"] == id);
        let parcel = parcels.into_iter().find(|parcel| own(parcel.id));
        let parcel = parcel.expect("Wangcun sends some of it");
        let step = |step: &str| format!("/api/v1/office/consignments/{}/{step}", parcel.id);
        clerk.change(&step("pack"), json!({})).await.ok();
        let waybill = json!({ "waybill": format!("SF12345{phone}") });
        clerk.change(&step("ship"), waybill).await.ok();
        (phone, parcel)
    }

    /// Paid at the sandbox itself, which can then pay it back; taken back before it was packed.
    async fn paid_and_taken_back(&mut self) -> Bought {
        let phone = self.phone();
        let mut person = Person::stranger(self.season.server.base_url());
        let added = person.post("/cart/add", &[("sku", "22"), ("packs", "2")]);
        let added = added.await;
        person.keep(&added);
        let form = person.open("/checkout").await.form("/checkout");
        let filled = form
            .with("name", "王小明")
            .with("phone", &phone)
            .with("province", "140000")
            .with("city", "140100")
            .with("district", "140105")
            .with("street", "亲贤街 1 号")
            .with("route", "provider");
        let way = person.submit(&filled).await.location().to_owned();
        assert!(way.starts_with("/sandbox/"), "{way}");
        let back = person.post(&way, &[("choice", "pay")]).await;
        let order = person.get(back.location()).await.location().to_owned();
        let forms = person.open(&order).await.forms();
        let whole = forms.iter().find(|form| form.value("what") == "whole");
        let taken = person.submit(whole.expect("it can be taken back")).await;
        assert_eq!(taken.status, 303, "{}", taken.text);
        let page = person.open(&order).await;
        let (_, code) = page
            .text
            .split_once("<dd class=\"code\">")
            .expect("a number");
        let (_, code) = code.split_once("<dd class=\"code\">").expect("a code");
        Bought {
            phone,
            code: code.chars().take(CODE.len()).collect(),
            name: "order-refunded",
        }
    }

    async fn received(&mut self) -> (String, exchange::entity::consignment::Model) {
        let (phone, parcel) = self.sent(&[(BOX, 1)]).await;
        self.season.received(&parcel).await;
        (phone, parcel)
    }
}

fn wish<'a>(lines: &'a [(i64, i64)], phone: &'a str) -> Wish<'a> {
    Wish {
        lines,
        phone,
        note: "放门卫处，谢谢",
        ..Wish::default()
    }
}

/// Purchases that are over; eight days go by.
pub async fn ended(season: &Season) -> Vec<Bought> {
    let mut buyer = Buyer {
        season,
        phones: 13_800_000_001..,
    };
    let (done, _) = buyer.received().await;
    let lapsed = buyer.phone();
    season
        .placed(&wish(&[(BOX, 1)], &lapsed), Route::Provider)
        .await;
    let cancelled = buyer.phone();
    let unpaid = wish(&[(BOX, 1)], &cancelled);
    let unpaid = season.placed(&unpaid, Route::Provider).await;
    season.taken_back(unpaid.purchase.id).await;
    let refunded = buyer.paid_and_taken_back().await;
    season.forward(8 * DAY_MS).await;
    vec![
        bought(done, "order-done"),
        bought(lapsed, "order-lapsed"),
        bought(cancelled, "order-cancelled"),
        refunded,
    ]
}

/// Purchases that are under way.
pub async fn under_way(season: &Season) -> Vec<Bought> {
    let mut buyer = Buyer {
        season,
        phones: 13_900_000_001..,
    };
    let awaiting = buyer.phone();
    season
        .placed(&wish(&[(BOX, 1)], &awaiting), Route::Provider)
        .await;
    let transfer = buyer.phone();
    season
        .placed(&wish(&[(BOX, 2)], &transfer), Route::Transfer)
        .await;
    let (to_ship, _) = buyer.paid(&[(BOX, 1), (PORK, 1)]).await;
    let (partly, _) = buyer.sent(&[(BOX, 1), (PORK, 1)]).await;
    let (sent, _) = buyer.sent(&[(BOX, 1)]).await;
    let (received, _) = buyer.received().await;
    let (claimed, parcel) = buyer.received().await;
    season.claimed(&parcel, 400).await;
    let (answered, parcel) = buyer.received().await;
    let claim = season.claimed(&parcel, 400).await;
    let answer = json!({ "refund_fen": 525, "words": "对不住，按坏的重量退" });
    let path = format!("/api/v1/office/claims/{claim}");
    season.clerk.change(&path, answer).await.ok();
    let account = buyer.phone();
    let wish = wish(&[(BOX, 1)], &account);
    let placed = season.placed(&wish, Route::Transfer).await;
    season
        .statement(&[(placed.purchase.total_fen, &placed.attempt.out_no)])
        .await;
    season.taken_back(placed.purchase.id).await;
    vec![
        bought(awaiting, "order-awaiting"),
        bought(transfer, "order-transfer"),
        bought(to_ship, "order-to-ship"),
        bought(partly, "order-partly"),
        bought(sent, "order-sent"),
        bought(received, "order-received"),
        bought(claimed, "order-claimed"),
        bought(answered, "order-answered"),
        bought(account, "order-account"),
    ]
}
