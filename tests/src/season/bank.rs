//! The custody account: statements, and payouts by bank file.

use serde_json::{Value, json};

use super::{DAY_MS, HOUR_MS, Season, number};
use crate::client::{Client, fresh_key};

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

impl Season {
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
                fresh_key(),
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

    /// The line of the custody account with this memo, as the bank would tell of it once more.
    ///
    /// # Panics
    /// When there is none.
    pub async fn statement_again(&self, memo: &str) -> String {
        let known = self.operator.get("/api/v1/operator/bank-lines").await.ok();
        let lines = known["lines"].as_array().expect("the account has lines");
        let line = lines.iter().find(|line| line["memo"] == memo);
        let line = line.expect("the line is recorded");
        let text = |part: &str| line[part].as_str().unwrap_or_default().to_owned();
        let words = [
            text("number"),
            minute(number(&line["at"])),
            yuan(number(&line["amount_fen"])),
            text("memo"),
            text("counterparty"),
            yuan(number(&line["balance_fen"])),
        ];
        format!(
            "line_no,booked_at,amount_yuan,memo,counterparty,balance_yuan\n{}\n",
            words.join(",")
        )
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
