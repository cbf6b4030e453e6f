//! A server with the demo season and its people, and the steps of the way from a wholesaler's money to
//! a household's slip, each over HTTP as the person who takes it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::client::Client;
use crate::server::{Options, Server};

/// Milliseconds of an hour.
pub const HOUR_MS: i64 = 3_600_000;
/// Milliseconds of a day.
pub const DAY_MS: i64 = 24 * HOUR_MS;
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

/// A batch whose file went to the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankFile {
    /// The batch.
    pub batch: i64,
    /// Its lines: number, the payee's account, fen.
    pub lines: Vec<(String, String, i64)>,
}

impl BankFile {
    /// What it pays, in fen.
    pub fn sum_fen(&self) -> i64 {
        self.lines.iter().map(|(_, _, fen)| fen).sum()
    }

    fn read(file: &Value) -> Self {
        let content = file["content"]
            .as_str()
            .expect("a file has a content")
            .trim_start_matches('\u{feff}');
        let mut rows = content
            .lines()
            .map(|line| line.split(',').collect::<Vec<_>>());
        let names = rows.next().expect("a file has a header");
        let column = |name: &str| {
            names
                .iter()
                .position(|found| *found == name)
                .expect("a column")
        };
        let (number, account, amount) =
            (column("line_no"), column("account"), column("amount_yuan"));
        let line = |row: Vec<&str>| {
            (
                row[number].to_owned(),
                row[account].to_owned(),
                fen_of(row[amount]),
            )
        };
        Self {
            batch: file["batch"].as_i64().expect("a batch"),
            lines: rows.map(line).collect(),
        }
    }
}

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

    /// A statement of the custody account that continues the last one, as a file.
    pub async fn statement_text(&self, lines: &[(i64, &str)]) -> String {
        let known = self.operator.get("/api/v1/operator/bank-lines").await.ok();
        let (mut balance, now_ms) = (
            number(&known["lines"][0]["balance_fen"]),
            number(&known["now_ms"]),
        );
        let mut text =
            String::from("line_no,booked_at,amount_yuan,memo,counterparty,balance_yuan\n");
        for (fen, memo) in lines {
            balance += fen;
            let line = [
                crate::client::fresh_key(),
                minute(now_ms),
                yuan(*fen),
                (*memo).to_owned(),
                "somebody".to_owned(),
                yuan(balance),
            ];
            text.push_str(&(line.join(",") + "\n"));
        }
        text
    }

    /// Hands in a statement with these lines: fen and memo.
    pub async fn statement(&self, lines: &[(i64, &str)]) -> Value {
        let text = self.statement_text(lines).await;
        self.operator
            .hand_in("/api/v1/operator/statements", text)
            .await
            .ok()
    }

    /// A bank transfer of a trader with its memo code: cash.
    pub async fn money_arrives(&self, trader: &Client, fen: i64) {
        let funds = trader.get("/api/v1/funds").await.ok();
        let cash = number(&funds["cash_fen"]);
        self.statement(&[(fen, funds["memo_code"].as_str().expect("a memo code"))])
            .await;
        trader
            .until("/api/v1/funds", |funds| funds["cash_fen"] == cash + fen)
            .await;
    }

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

    fn payers(&self, kind: &str) -> (&Client, &Client) {
        match kind {
            "households" => (&self.clerk, &self.manager),
            _ => (&self.operator, &self.reviewer),
        }
    }

    /// Prepares, signs and exports a batch of `households`, `cooperatives`, `carriers` or `withdrawals`.
    pub async fn bank_file(&self, kind: &str) -> BankFile {
        let (first, second) = self.payers(kind);
        let batch = number(
            &first
                .change("/api/v1/payouts", json!({ "kind": kind }))
                .await
                .ok()["batch"],
        );
        second
            .change(&format!("/api/v1/payouts/{batch}/approve"), json!({}))
            .await
            .ok();
        let file = second
            .change(&format!("/api/v1/payouts/{batch}/export"), json!({}))
            .await
            .ok();
        BankFile::read(&file)
    }

    /// The bank answers a file: `returned` are the accounts that it sends money back from.
    pub async fn bank_answers(&self, kind: &str, file: &BankFile, returned: &[&str]) -> Value {
        let mut text = String::from("line_no,amount_yuan,result,reason\n");
        for (number, account, fen) in &file.lines {
            let back = returned.contains(&account.as_str());
            let result = if back {
                "returned,账号不符"
            } else {
                "paid,"
            };
            text.push_str(&format!("{number},{},{result}\n", yuan(*fen)));
        }
        let (_, second) = self.payers(kind);
        second.hand_in("/api/v1/payouts/answers", text).await.ok()
    }

    /// Pays a kind out: file, answer, and the statement with a debit for each line but the returned.
    pub async fn pay_out(&self, kind: &str, returned: &[&str]) -> BankFile {
        let file = self.bank_file(kind).await;
        self.bank_answers(kind, &file, returned).await;
        let paid = file
            .lines
            .iter()
            .filter(|(_, account, _)| !returned.contains(&account.as_str()));
        let debits: Vec<(i64, &str)> = paid
            .map(|(number, _, fen)| (-fen, number.as_str()))
            .collect();
        self.statement(&debits).await;
        file
    }

    /// The trader takes all its cash home.
    pub async fn rest_goes_home(&self) -> BankFile {
        let cash = number(&self.trader.get("/api/v1/funds").await.ok()["cash_fen"]);
        self.trader
            .change("/api/v1/funds/withdrawals", json!({ "amount_fen": cash }))
            .await
            .ok();
        self.pay_out("withdrawals", &[]).await
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

/// A sum the way a bank writes it.
pub fn yuan(fen: i64) -> String {
    format!(
        "{}{}.{:02}",
        if fen < 0 { "-" } else { "" },
        fen.abs() / 100,
        fen.abs() % 100
    )
}

fn fen_of(yuan: &str) -> i64 {
    let (whole, part) = yuan.split_once('.').expect("a sum has two decimals");
    let fen = |text: &str| text.parse::<i64>().expect("a sum is digits");
    fen(whole) * 100 + fen(part)
}

/// A moment the way a bank writes it, in Beijing time.
fn minute(at_ms: i64) -> String {
    let local_ms = at_ms + 8 * HOUR_MS;
    let day = catalog::working_days::Day::of(at_ms);
    let minutes = local_ms.rem_euclid(DAY_MS) / 60_000;
    format!("{day} {:02}:{:02}", minutes / 60, minutes % 60)
}
