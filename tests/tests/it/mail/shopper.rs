//! Somebody who buys without signing in, as a program: each mail of a purchase goes to an address of its
//! own.

use std::time::{Duration, Instant};

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tests::client::fresh_key;
use tests::season::{number, rows};

/// How long a condition is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// One black dot, as base64.
const PHOTO: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";

/// A buyer in one language.
pub struct Shopper {
    http: Client,
    base_url: String,
    lang: &'static str,
    guest: String,
}

impl Shopper {
    /// A buyer without a purchase.
    pub async fn new(base_url: &str, lang: &'static str) -> Self {
        let http = Client::builder().redirect(reqwest::redirect::Policy::none());
        let mut shopper = Self {
            http: http.build().expect("a client can be built"),
            base_url: base_url.to_owned(),
            lang,
            guest: String::new(),
        };
        let made = shopper.post("/api/v1/guests", json!({})).await;
        shopper.guest = made["token"].as_str().expect("a token").to_owned();
        shopper
    }

    /// The same buyer at a server that was started again.
    pub fn moved_to(&mut self, base_url: &str) {
        base_url.clone_into(&mut self.base_url);
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .http
            .request(method, format!("{}{path}", self.base_url))
            .header("accept-language", self.lang);
        match self.guest.as_str() {
            "" => request,
            guest => request.header("x-guest", guest),
        }
    }

    async fn done(&self, request: RequestBuilder) -> Value {
        let answer = request.send().await.expect("the server answers");
        let (status, text) = (answer.status(), answer.text().await.expect("a text"));
        assert!(status.is_success(), "{status}: {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// Changes something under a fresh key.
    pub async fn post(&self, path: &str, body: Value) -> Value {
        let request = self
            .request(Method::POST, path)
            .header("content-type", "application/json")
            .header("idempotency-key", fresh_key())
            .body(body.to_string());
        self.done(request).await
    }

    /// Buys packs of a retail unit; the number of the purchase, and the memo of a transfer. Its mails go
    /// to `who` of the language.
    pub async fn buys(&self, who: &str, (sku, packs): (i64, i64), route: &str) -> (String, String) {
        let lines = json!({ "lines": [{ "sku": sku, "packs": packs }] });
        let cart = self.post("/api/v1/cart", lines).await;
        let asked = json!({
            "name": "Wang Fang", "phone": "13800138000", "province": "140000", "city": "140100",
            "district": "140105", "street": "Qinxian Road 1", "email": self.address(who),
            "route": route, "expected_total_fen": number(&cart["total_fen"]),
        });
        let placed = self.post("/api/v1/purchases", asked).await;
        let word = |name: &str| placed[name].as_str().unwrap_or_default().to_owned();
        (word("number"), word("memo_code"))
    }

    /// The address that a purchase's mails go to.
    pub fn address(&self, who: &str) -> String {
        format!("{who}-{}@sanbao.example", self.lang)
    }

    /// The provider's page for a purchase.
    pub async fn pay_page(&self, number: &str) -> String {
        let path = format!("/api/v1/purchases/{number}/pay");
        let opened = self.post(&path, json!({})).await;
        opened["pay_url"].as_str().expect("a page").to_owned()
    }

    /// Pays at the provider's page.
    pub async fn pays_at(&self, page: &str) {
        let request = self.request(Method::POST, page).form(&[("choice", "pay")]);
        let answer = request.send().await.expect("the server answers");
        assert_eq!(answer.status(), 303, "{page}");
    }

    /// Buys and pays through the provider; the purchase's number.
    pub async fn bought(&self, who: &str, packs: (i64, i64)) -> String {
        let (number, _) = self.buys(who, packs, "provider").await;
        let page = self.pay_page(&number).await;
        self.pays_at(&page).await;
        self.until(&number, |order| !order["paid_at"].is_null())
            .await;
        number
    }

    /// A purchase as its buyer reads it, once it is as a condition wants it.
    pub async fn until(&self, number: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let since = Instant::now();
        loop {
            let order = self.order(number).await;
            if holds(&order) {
                return order;
            }
            assert!(since.elapsed() < PATIENCE, "it stayed at {order}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// A purchase as its buyer reads it.
    pub async fn order(&self, number: &str) -> Value {
        let path = format!("/api/v1/purchases/{number}");
        self.done(self.request(Method::GET, &path)).await
    }

    /// Takes a purchase back, whole, or so many packs of its first line.
    pub async fn cancels(&self, number: &str, packs: Option<i64>) {
        let body = match packs {
            None => json!({}),
            Some(packs) => {
                let order = self.order(number).await;
                let line = &order["parcels"][0]["lines"][0]["line"];
                json!({ "lines": [{ "line": line, "packs": packs }] })
            }
        };
        let path = format!("/api/v1/purchases/{number}/cancel");
        self.post(&path, body).await;
    }

    /// Names the account that money goes back to.
    pub async fn names_account(&self, number: &str, bank_account: &str) {
        let path = format!("/api/v1/purchases/{number}/refund-account");
        let account =
            json!({ "holder": "Wang Fang", "bank_name": "Bank", "bank_account": bank_account });
        self.post(&path, account).await;
    }

    /// Says that the one parcel is there.
    pub async fn received(&self, number: &str) {
        let order = self.order(number).await;
        let path = format!("/api/v1/purchases/{number}/received");
        let parcel = &order["parcels"][0]["number"];
        self.post(&path, json!({ "parcel": parcel })).await;
    }

    /// Claims that so many grams are bad; the claim's number.
    pub async fn claims(&self, number: &str, weight_g: i64) -> String {
        let order = self.order(number).await;
        let line = &order["parcels"][0]["lines"][0]["line"];
        let path = format!("/api/v1/purchases/{number}/claims");
        let claim =
            json!({ "line": line, "weight_g": weight_g, "words": "rotten", "photos": [PHOTO] });
        self.post(&path, claim).await;
        let order = self.order(number).await;
        let claims = rows(&order["parcels"][0]["claims"]);
        let claim = claims.last().expect("the claim");
        claim["number"].as_str().expect("a number").to_owned()
    }
}
