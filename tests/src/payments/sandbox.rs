//! The sandbox's own end: its page, its notices, its books where only it can write.

use catalog::database::Database;
use exchange::clock::Clock;
use exchange::entity::{payment_attempt, purchase, sandbox_payment};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Set,
};
use serde_json::{Value, json};
use storefront::payments::SIGNATURE_HEADER;
use storefront::payments::sandbox::Sandbox as Signs;
use storefront::secret::Secret;

use super::Way;
use crate::client::{Answer, fresh_key};
use crate::season::{DAY_MS, Order, Pays, Season, Shopper, number, rows};

/// More than the sandbox takes to give money back.
const REFUND_MS: i64 = 2_000;

/// The sandbox.
#[derive(Copy, Clone, Debug)]
pub struct Sandbox;

/// A notice as the sandbox would send it.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its id; the same again is the same notice.
    pub event_id: String,
    /// The payment that it names.
    pub out_no: String,
    /// The sum that it names.
    pub amount_fen: i64,
}

impl Letter {
    /// A notice that nobody has sent before.
    pub fn of(out_no: &str, amount_fen: i64) -> Self {
        Self {
            event_id: fresh_key(),
            out_no: out_no.to_owned(),
            amount_fen,
        }
    }

    /// The bytes of the notice.
    pub fn body(&self, at_ms: i64) -> Vec<u8> {
        let letter = json!({
            "event_id": self.event_id, "kind": "payment.paid", "out_no": self.out_no,
            "amount_fen": self.amount_fen, "reference": "SBP-TEST", "at": at_ms,
        });
        letter.to_string().into_bytes()
    }
}

impl Sandbox {
    /// The signature of the season's own sandbox over a body at a moment.
    ///
    /// # Panics
    /// When the house has no secret.
    pub async fn sign(season: &Season, at_ms: i64, body: &[u8]) -> String {
        let secret = std::fs::read(season.server.data_dir().join("secret"));
        let secret = Secret::of(&secret.expect("a demo keeps its secret"));
        let clock = Clock::with_offset(0);
        Signs::new(season.database().await, clock, secret).sign(at_ms, body)
    }

    /// Sends a notice, signed now.
    ///
    /// # Panics
    /// When no server answers.
    pub async fn sends(season: &Season, letter: &Letter) -> Answer {
        let now = season.now_ms().await;
        let body = letter.body(now);
        let signature = Self::sign(season, now, &body).await;
        knock(season, "sandbox", (&signature, body)).await
    }

    /// The newest payment that was asked of the sandbox for an order.
    ///
    /// # Panics
    /// When there is none.
    pub async fn payment(db: &Database, order: &Order) -> sandbox_payment::Model {
        let purchase = purchase::Entity::find()
            .filter(purchase::Column::Number.eq(&order.number))
            .one(db.read())
            .await;
        let purchase = purchase.expect("purchases").expect("the purchase");
        let attempt = payment_attempt::Entity::find()
            .filter(payment_attempt::Column::PurchaseId.eq(purchase.id))
            .order_by_desc(payment_attempt::Column::Id)
            .one(db.read())
            .await;
        let attempt = attempt.expect("attempts").expect("an attempt");
        let row = sandbox_payment::Entity::find_by_id(attempt.out_no)
            .one(db.read())
            .await;
        row.expect("payments").expect("it was asked for")
    }

    /// Writes into the sandbox's books what only it could.
    async fn rewrites(
        season: &Season,
        order: &Order,
        change: impl FnOnce(&mut sandbox_payment::ActiveModel),
    ) -> sandbox_payment::Model {
        let db = season.database().await;
        let mut row = Self::payment(&db, order).await.into_active_model();
        change(&mut row);
        let write = db.write().await.expect("a turn to write");
        let row = row.update(&*write).await.expect("the row is there");
        write.commit().await.expect("it is kept");
        row
    }
}

/// Posts a notice at the door of a provider.
///
/// # Panics
/// When no server answers.
pub async fn knock(season: &Season, provider: &str, (signature, body): (&str, Vec<u8>)) -> Answer {
    let url = format!("{}/payments/{provider}/notice", season.server.base_url());
    let mut request = reqwest::Client::new()
        .post(url)
        .header("content-type", "application/json")
        .body(body);
    if !signature.is_empty() {
        request = request.header(SIGNATURE_HEADER, signature);
    }
    let response = request.send().await.expect("the server answers");
    let status = response.status().as_u16();
    let text = response.text().await.expect("an answer is text");
    Answer {
        status,
        body: serde_json::from_str(&text).unwrap_or(Value::Null),
    }
}

impl Way for Sandbox {
    fn pays(&self) -> Pays {
        Pays::Online
    }

    /// 0.6 %, half a fen up.
    fn fee(&self, fen: i64) -> i64 {
        (fen * 60 + 5_000) / 10_000
    }

    async fn offer(&self, _: &Season, (buyer, order): (&Shopper, &Order)) -> String {
        buyer.pay_page(order).await
    }

    async fn pay(&self, _: &Season, (buyer, order): (&Shopper, &Order)) {
        buyer.pay(order).await;
    }

    async fn pay_other(&self, season: &Season, (buyer, order): (&Shopper, &Order), fen: i64) {
        let page = buyer.pay_page(order).await;
        Self::rewrites(season, order, |row| row.amount_fen = Set(fen)).await;
        let (status, _, text) = buyer.client.form(&page, &[("choice", "pay")]).await;
        assert_eq!(status, 303, "{text}");
        let out_no = Self::payment(&season.database().await, order).await.out_no;
        let heard = Self::sends(season, &Letter::of(&out_no, fen)).await;
        assert_eq!(heard.status, 204, "{heard:?}");
    }

    /// It said that it was closed, and takes the money all the same.
    async fn pay_late(&self, season: &Season, (_, order): (&Shopper, &Order)) {
        let now = season.now_ms().await;
        let row = Self::rewrites(season, order, |row| {
            row.state = Set(sandbox_payment::State::Paid);
            row.paid_at = Set(Some(now));
        });
        let row = row.await;
        let heard = Self::sends(season, &Letter::of(&row.out_no, row.amount_fen)).await;
        assert_eq!(heard.status, 204, "{heard:?}");
    }

    async fn say_again(&self, season: &Season, (_, order): (&Shopper, &Order)) {
        let row = Self::payment(&season.database().await, order).await;
        let letter = Letter::of(&row.out_no, row.amount_fen);
        for _ in 0..2 {
            assert_eq!(Self::sends(season, &letter).await.status, 204);
        }
    }

    async fn give_back(&self, season: &Season, (buyer, order): (&Shopper, &Order)) {
        let path = format!("/api/v1/purchases/{}", order.number);
        let all = |state: &'static str| {
            move |order: &Value| {
                let mut refunds = rows(&order["refunds"]).iter();
                refunds.all(|refund| refund["state"] == state || refund["state"] == "succeeded")
            }
        };
        buyer.client.until(&path, all("sent")).await;
        season.forward(REFUND_MS).await;
        buyer.client.until(&path, all("succeeded")).await;
    }

    async fn bring_in(&self, season: &Season) {
        let path = "/api/v1/operator/settlements";
        season.forward(DAY_MS).await;
        let listed = season.operator.get(path).await.ok();
        let due: Vec<(i64, String)> = rows(&listed["settlements"])
            .iter()
            .filter(|row| row["state"] == "expected")
            .map(|row| {
                let name = row["number"].as_str().unwrap_or_default();
                (number(&row["net_fen"]), name.to_owned())
            })
            .collect();
        assert!(!due.is_empty(), "nothing is expected: {listed}");
        let lines: Vec<(i64, &str)> = due.iter().map(|(fen, name)| (*fen, &**name)).collect();
        season.statement(&lines).await;
        let came = |listed: &Value| {
            let mut rows = rows(&listed["settlements"]).iter();
            rows.all(|row| row["state"] == "received")
        };
        season.operator.until(path, came).await;
    }
}
