//! A server with the demo season and its people, and the steps of the way from a wholesaler's money to
//! a household's slip, each over HTTP as the person who takes it.

mod bank;
mod boxes;
mod market;
mod shopper;

pub use bank::{BankFile, yuan};
pub use boxes::{BOX, CODE, DOT_PNG, PORK, Wish};
pub use market::{Bulk, HS, Way};
pub use shopper::{KORLA, Order, PHONE, Pays, Shopper, TAIYUAN, purchase};

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::client::Client;
use crate::server::{Options, Server};

/// Milliseconds of an hour.
pub const HOUR_MS: i64 = 3_600_000;
/// Milliseconds of a day.
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// The season and its people.
#[derive(Debug)]
pub struct Season {
    /// The server.
    pub server: Server,
    /// Keeps the books, decides objections, prepares the platform's payouts.
    pub operator: Client,
    /// Signs the platform's payouts.
    pub reviewer: Client,
    /// Buys for Jinwei of Taiyuan.
    pub trader: Client,
    /// Buys for Xianda of Beijing.
    pub rival: Client,
    /// Weighs, lists and prepares payouts at Wangcun.
    pub clerk: Client,
    /// Signs Wangcun's payouts.
    pub manager: Client,
    folder: tempfile::TempDir,
}

impl Season {
    /// Starts `binary` on a new folder and signs everybody in.
    ///
    /// # Panics
    /// When the server does not start.
    pub async fn open(binary: &str, options: &Options) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let server = Server::start(binary, folder.path(), options);
        let who = async |name: &str| Client::sign_in(server.base_url(), name).await;
        Self {
            operator: who("operator").await,
            reviewer: who("reviewer").await,
            trader: who("trader.jw").await,
            rival: who("trader.xd").await,
            clerk: who("clerk.wc").await,
            manager: who("manager.wc").await,
            folder,
            server,
        }
    }

    /// The same season after its server was killed and started again.
    ///
    /// # Panics
    /// When the server does not start again.
    #[must_use]
    pub fn restarted(self) -> Self {
        let server = self.server.restarted();
        let moved = |client: &Client| client.moved_to(server.base_url());
        Self {
            operator: moved(&self.operator),
            reviewer: moved(&self.reviewer),
            trader: moved(&self.trader),
            rival: moved(&self.rival),
            clerk: moved(&self.clerk),
            manager: moved(&self.manager),
            folder: self.folder,
            server,
        }
    }

    /// A further sign-in, such as `wc-0003` or `clerk.th`.
    pub async fn person(&self, who: &str) -> Client {
        Client::sign_in(self.server.base_url(), who).await
    }

    /// The server's time, in milliseconds since 1970.
    pub async fn now_ms(&self) -> i64 {
        number(&self.operator.get("/api/v1/operator/bank-lines").await.ok()["now_ms"])
    }

    /// Moves the clock and lets everything happen that falls due.
    pub async fn forward(&self, step_ms: i64) {
        let step = json!({ "advance_ms": step_ms });
        self.operator
            .post("/api/v1/operator/clock", &crate::client::fresh_key(), step)
            .await
            .ok();
    }

    /// The trial balance: debits less credits by account, zeros left out.
    pub async fn trial(&self) -> BTreeMap<String, i64> {
        let books = self.operator.get("/api/v1/operator/books").await.ok();
        let row = |row: &Value| {
            let account =
                ["book", "code", "party"].map(|part| row[part].as_str().unwrap_or_default());
            (
                account.join(" "),
                number(&row["debit_fen"]) - number(&row["credit_fen"]),
            )
        };
        rows(&books["rows"]).iter().map(row).collect()
    }

    /// Grams of a lot: recorded, held, gone, free.
    pub async fn grams(&self, lot: &str) -> [i64; 4] {
        let detail = self
            .clerk
            .get(&format!("/api/v1/office/lots/{lot}"))
            .await
            .ok();
        ["recorded_g", "held_g", "gone_g", "free_g"].map(|part| number(&detail["lot"][part]))
    }

    /// The number of a household's weigh ticket in a lot.
    pub async fn ticket(&self, lot: &str, ticket_no: &str) -> i64 {
        let detail = self
            .clerk
            .get(&format!("/api/v1/office/lots/{lot}"))
            .await
            .ok();
        let found = rows(&detail["tickets"])
            .iter()
            .find(|row| row["number"] == ticket_no);
        number(&found.expect("the ticket is in the lot")["id"])
    }
}

/// The members of an array.
///
/// # Panics
/// When it is none.
#[track_caller]
pub fn rows(value: &Value) -> &[Value] {
    value
        .as_array()
        .unwrap_or_else(|| panic!("no array: {value}"))
}

/// A whole number.
///
/// # Panics
/// When it is none.
#[track_caller]
pub fn number(value: &Value) -> i64 {
    value
        .as_i64()
        .unwrap_or_else(|| panic!("no number: {value}"))
}
