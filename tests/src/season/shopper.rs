//! Buyers over HTTP: a cart, a purchase, its payment, and the parcels that an office makes of it.

use serde_json::{Value, json};

use super::{Season, number, rows};
use crate::client::{Answer, Client, fresh_key};

/// Province, city and district of Xiaodian in Taiyuan, where nothing costs on top.
pub const TAIYUAN: [&str; 3] = ["140000", "140100", "140105"];
/// Those of Korla, a remote area without a cold chain.
pub const KORLA: [&str; 3] = ["650000", "652800", "652801"];
/// The telephone of every receiver here.
pub const PHONE: &str = "13800138000";

/// The ways of paying.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Pays {
    /// With the provider, on its page.
    Online,
    /// By bank transfer with a memo code.
    ByTransfer,
}

impl Pays {
    /// The word of forms and programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Online => "provider",
            Self::ByTransfer => "transfer",
        }
    }
}

/// A purchase that was placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its number.
    pub number: String,
    /// The code by which it is found again.
    pub code: String,
    /// What it costs.
    pub total_fen: i64,
    /// The memo code of a transfer; empty for none.
    pub memo: String,
}

/// Somebody who buys as a program.
#[derive(Clone, Debug)]
pub struct Shopper {
    /// The buyer's own requests.
    pub client: Client,
}

/// What a program sends to buy its cart for so much.
pub fn purchase(pays: Pays, total_fen: i64) -> Value {
    let [province, city, district] = TAIYUAN;
    json!({
        "name": "王小明", "phone": PHONE, "province": province, "city": city, "district": district,
        "street": "亲贤街 1 号 3 单元 501", "route": pays.word(), "expected_total_fen": total_fen,
    })
}

impl Shopper {
    /// Somebody who has not signed in.
    pub async fn of(season: &Season) -> Self {
        let client = Client::guest(season.server.base_url()).await;
        Self { client }
    }

    /// Makes the cart hold these packs of these SKUs; the cart.
    pub async fn fill(&self, lines: &[(i64, i64)]) -> Answer {
        let lines: Vec<Value> = lines
            .iter()
            .map(|(sku, packs)| json!({ "sku": sku, "packs": packs }))
            .collect();
        let cart = json!({ "lines": lines });
        self.client.post("/api/v1/cart", &fresh_key(), cart).await
    }

    /// Buys the cart, or hears why not.
    pub async fn buy(&self, wanted: &Value) -> Answer {
        let key = fresh_key();
        self.client
            .post("/api/v1/purchases", &key, wanted.clone())
            .await
    }

    /// Orders these packs for what the cart says that they cost.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn order(&self, lines: &[(i64, i64)], pays: Pays) -> Order {
        let cart = self.fill(lines).await.ok();
        let total_fen = number(&cart["total_fen"]);
        let placed = self.buy(&purchase(pays, total_fen)).await.ok();
        let text = |part: &str| placed[part].as_str().unwrap_or_default().to_owned();
        Order {
            number: text("number"),
            code: text("code"),
            total_fen,
            memo: text("memo_code"),
        }
    }

    /// The address of the provider's page for an order.
    ///
    /// # Panics
    /// When there is none.
    pub async fn pay_page(&self, order: &Order) -> String {
        let path = format!("/api/v1/purchases/{}/pay", order.number);
        let opened = self.client.change(&path, json!({})).await.ok();
        let page = opened["pay_url"].as_str();
        page.expect("the provider has a page").to_owned()
    }

    /// Pays an order on the provider's page.
    ///
    /// # Panics
    /// When the provider does not take it.
    pub async fn pay(&self, order: &Order) {
        let page = self.pay_page(order).await;
        let (status, to, text) = self.client.form(&page, &[("choice", "pay")]).await;
        assert_eq!(status, 303, "{text}");
        assert_eq!(to, format!("/orders/{}/paid", order.number));
        self.until(order, "to_ship").await;
    }

    /// Orders and pays with the provider.
    pub async fn bought(&self, lines: &[(i64, i64)]) -> Order {
        let order = self.order(lines, Pays::Online).await;
        self.pay(&order).await;
        order
    }

    /// What the buyer reads of an order.
    pub async fn sees(&self, order: &Order) -> Value {
        let path = format!("/api/v1/purchases/{}", order.number);
        self.client.get(&path).await.ok()
    }

    /// Reads until an order is in this state.
    pub async fn until(&self, order: &Order, state: &str) -> Value {
        let path = format!("/api/v1/purchases/{}", order.number);
        self.client
            .until(&path, |order| order["state"] == state)
            .await
    }

    /// Takes an order back: packs of its lines, or all of it.
    pub async fn cancel(&self, order: &Order, lines: Option<&[(i64, i64)]>) -> Answer {
        let path = format!("/api/v1/purchases/{}/cancel", order.number);
        let asked = lines.map(|lines| {
            let line = |(line, packs): &(i64, i64)| json!({ "line": line, "packs": packs });
            lines.iter().map(line).collect::<Vec<_>>()
        });
        self.client.change(&path, json!({ "lines": asked })).await
    }

    /// Says that a parcel is there.
    ///
    /// # Panics
    /// When that is refused.
    pub async fn receives(&self, order: &Order, parcel: &str) {
        let path = format!("/api/v1/purchases/{}/received", order.number);
        let asked = json!({ "parcel": parcel });
        self.client.change(&path, asked).await.ok();
    }
}

impl Season {
    /// An office's parcel of an order: its id and number.
    ///
    /// # Panics
    /// When it has not exactly one.
    pub async fn part_of(&self, clerk: &Client, order: &Order) -> (i64, String) {
        let path = format!("/api/v1/office/consignments?q={}", order.number);
        let found = clerk.get(&path).await.ok();
        let found = rows(&found["consignments"]);
        assert_eq!(found.len(), 1, "parcels of {}: {found:?}", order.number);
        let name = found[0]["number"].as_str().expect("a number");
        (number(&found[0]["consignment"]), name.to_owned())
    }

    /// An office packs and sends its part of an order; the part's number.
    ///
    /// # Panics
    /// When that is refused.
    pub async fn sends(&self, clerk: &Client, order: &Order) -> String {
        let (id, name) = self.part_of(clerk, order).await;
        let path = format!("/api/v1/office/consignments/{id}");
        clerk.change(&format!("{path}/pack"), json!({})).await.ok();
        let waybill = json!({ "waybill": format!("YB{id:010}") });
        clerk.change(&format!("{path}/ship"), waybill).await.ok();
        name
    }

    /// An office's shelf of a SKU: grams on hand, packs reserved, promised, and to be had.
    ///
    /// # Panics
    /// When it has none.
    pub async fn shelf(&self, clerk: &Client, sku: i64) -> [i64; 4] {
        let all = clerk.get("/api/v1/office/shelves").await.ok();
        let found = rows(&all["shelves"]).iter().find(|row| row["sku"] == sku);
        let found = found.unwrap_or_else(|| panic!("{sku} is on no shelf: {all}"));
        [
            "on_hand_g",
            "reserved_packs",
            "allocated_packs",
            "available_packs",
        ]
        .map(|part| number(&found[part]))
    }
}
