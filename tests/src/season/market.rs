//! The market and the life of a deal.

use serde_json::{Value, json};

use super::{HOUR_MS, Season, number, rows};
use crate::client::Client;

/// What a contract of HS-1 is worth at a price of one fen.
const TICK_VALUE_FEN: i64 = 5_000;
/// The instrument of most tests: five tonnes of Wangcun's sweet potatoes.
pub const HS: &str = "HS-1";

/// Sweet potatoes at a price: what a deal is over.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Bulk {
    /// The root lot.
    pub lot: &'static str,
    /// Contracts of five tonnes.
    pub contracts: i64,
    /// Fen for a kilogram.
    pub price_fen: i64,
}

impl Bulk {
    /// The worked order: ten tonnes at 2.40 for 24,000.00.
    pub const WANGCUN: Self = Self {
        lot: "WC-261012-01",
        contracts: 2,
        price_fen: 240,
    };
    /// The same in two grades.
    pub const TWO_GRADES: Self = Self {
        lot: "WC-261013-01",
        ..Self::WANGCUN
    };
    /// A lot of nearly all households, with more first grade than a test needs.
    pub const VILLAGE: Self = Self {
        lot: "WC-261014-01",
        ..Self::WANGCUN
    };

    /// The same, but so many contracts.
    #[must_use]
    pub fn of(self, contracts: i64) -> Self {
        Self { contracts, ..self }
    }

    /// What it costs, in fen.
    pub fn value_fen(self) -> i64 {
        self.price_fen * self.contracts * TICK_VALUE_FEN
    }

    /// What is held for it on the board, in fen.
    pub fn deposit_fen(self) -> i64 {
        (self.value_fen() + 9) / 10
    }
}

/// How the two sides find each other.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// The wholesaler's bid is taken by the cooperative.
    Bid,
    /// The cooperative's offer is taken by the wholesaler.
    Offer,
    /// A resting bid is matched by the continuous book.
    Book,
}

impl Season {
    /// Cash of a trader to its desk.
    pub async fn money_to_desk(&self, trader: &Client, fen: i64) {
        let before = number(&trader.get("/api/v1/funds").await.ok()["desk_available_fen"]);
        trader
            .change("/api/v1/funds/to-desk", json!({ "amount_fen": fen }))
            .await
            .ok();
        trader
            .until("/api/v1/funds", |funds| {
                funds["desk_available_fen"] == before + fen
            })
            .await;
    }

    /// A warehouse receipt of Wangcun over a lot.
    pub async fn receipt(&self, lot: &str, contracts: i64) -> i64 {
        let body = json!({ "instrument": HS, "lot": lot, "contracts": contracts });
        let asked = self
            .clerk
            .change("/api/v1/office/receipts", body)
            .await
            .ok();
        let receipt = number(&asked["receipt"]);
        let issued = |known: &Value| {
            rows(&known["receipts"])
                .iter()
                .any(|row| row["id"] == receipt && row["state"] == "issued")
        };
        self.clerk.until("/api/v1/office/receipts", issued).await;
        receipt
    }

    /// A bid of a trader on the board.
    pub async fn bid(&self, trader: &Client, bulk: Bulk) -> i64 {
        let body = json!({ "instrument": HS, "side": "buy", "price_fen": bulk.price_fen, "quantity": bulk.contracts,
            "minimum": 1, "days": 5 });
        number(&trader.change("/api/v1/listings", body).await.ok()["listing"])
    }

    /// An offer of Wangcun on the board, over a receipt of its own.
    pub async fn offer(&self, bulk: Bulk) -> i64 {
        let receipt = self.receipt(bulk.lot, bulk.contracts).await;
        let body = json!({ "instrument": HS, "side": "sell", "price_fen": bulk.price_fen, "quantity": bulk.contracts,
            "minimum": 1, "days": 5, "receipt": receipt });
        number(&self.clerk.change("/api/v1/listings", body).await.ok()["listing"])
    }

    /// Takes so many contracts of a listing: the deal.
    pub async fn take(
        &self,
        who: &Client,
        listing: i64,
        (contracts, receipt): (i64, Option<i64>),
    ) -> i64 {
        let body = json!({ "quantity": contracts, "receipt": receipt });
        number(
            &who.change(&format!("/api/v1/listings/{listing}/take"), body)
                .await
                .ok()["deal"],
        )
    }

    /// The trader's bid is taken by Wangcun over a receipt of its own: the deal.
    pub async fn deal_by_bid(&self, bulk: Bulk) -> i64 {
        let receipt = self.receipt(bulk.lot, bulk.contracts).await;
        let listing = self.bid(&self.trader, bulk).await;
        self.take(&self.clerk, listing, (bulk.contracts, Some(receipt)))
            .await
    }

    /// Wangcun's offer is taken by the trader: the deal.
    pub async fn deal_by_offer(&self, bulk: Bulk) -> i64 {
        let listing = self.offer(bulk).await;
        self.take(&self.trader, listing, (bulk.contracts, None))
            .await
    }

    /// The trader's resting bid is matched by Wangcun's order in the continuous book: the deal.
    pub async fn deal_by_book(&self, bulk: Bulk) -> i64 {
        let receipt = self.receipt(bulk.lot, bulk.contracts).await;
        let order = |side: &str, receipt: Option<i64>| {
            json!({ "instrument": HS, "side": side, "price_fen": bulk.price_fen, "quantity": bulk.contracts,
                "time_in_force": "gtc", "receipt": receipt })
        };
        let bid = self
            .trader
            .change("/api/v1/orders", order("buy", None))
            .await
            .ok();
        assert_eq!(
            (&bid["rested"], &bid["filled"]),
            (&json!(bulk.contracts), &json!(0))
        );
        number(
            &self
                .clerk
                .change("/api/v1/orders", order("sell", Some(receipt)))
                .await
                .ok()["first_deal"],
        )
    }

    /// From the trader's bank transfer, with 2,000.00 to spare, to a deal.
    pub async fn deal(&self, bulk: Bulk, way: Way) -> i64 {
        self.money_arrives(&self.trader, bulk.value_fen() + 200_000)
            .await;
        let held = if way == Way::Book {
            bulk.value_fen()
        } else {
            bulk.deposit_fen()
        };
        self.money_to_desk(&self.trader, held).await;
        match way {
            Way::Bid => self.deal_by_bid(bulk).await,
            Way::Offer => self.deal_by_offer(bulk).await,
            Way::Book => self.deal_by_book(bulk).await,
        }
    }

    /// A deal as the operator sees it.
    pub async fn sheet(&self, deal: i64) -> Value {
        self.operator
            .get(&format!("/api/v1/deals/{deal}"))
            .await
            .ok()
    }

    /// The trader pays the balance.
    pub async fn pay(&self, deal: i64) {
        self.trader
            .change(&format!("/api/v1/deals/{deal}/pay"), json!({}))
            .await
            .ok();
    }

    /// Wangcun delivers, and the weighbridge says so many jin.
    pub async fn deliver(&self, deal: i64, jin: i64) {
        let body = json!({ "weight_g": jin * 500, "ticket": format!("T-{deal}") });
        self.clerk
            .change(&format!("/api/v1/deals/{deal}/deliver"), body)
            .await
            .ok();
    }

    /// 48 hours pass in silence, which accepts: the settled sheet.
    pub async fn silence(&self, deal: i64) -> Value {
        self.forward(48 * HOUR_MS).await;
        let sheet = self.sheet(deal).await;
        assert_eq!(sheet["state"], "settled", "{sheet}");
        sheet
    }

    /// From a deal on the board to its settlement: the settled sheet.
    pub async fn settle(&self, deal: i64, jin: i64) -> Value {
        if self.sheet(deal).await["state"] == "awaiting_payment" {
            self.pay(deal).await;
        }
        self.deliver(deal, jin).await;
        self.silence(deal).await
    }
}
