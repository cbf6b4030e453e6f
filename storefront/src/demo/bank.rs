//! The bank of the demo: statements of the custody account, and answers to bank files.

use anyhow::Context;
use serde_json::json;

use super::client::Client;

/// Hands in a statement of the custody account that continues the last one.
pub async fn statement(
    operator: &Client,
    key: &str,
    lines: &[(i64, String)],
) -> anyhow::Result<()> {
    let known = operator.get("/api/v1/operator/bank-lines").await?;
    let last = known["lines"]
        .as_array()
        .and_then(|lines| lines.first())
        .cloned()
        .unwrap_or_default();
    let mut balance = last["balance_fen"].as_i64().unwrap_or_default();
    let now = known["now_ms"].as_i64().context("the server's time")?;
    let mut content =
        String::from("line_no,booked_at,amount_yuan,memo,counterparty,balance_yuan\n");
    for (number, (amount, memo)) in lines.iter().enumerate() {
        balance += amount;
        content.push_str(&format!(
            "{key}-{number},{},{},{memo},demo,{}\n",
            booked_at(now),
            yuan(*amount),
            yuan(balance)
        ));
    }
    operator
        .hand_in("/api/v1/operator/statements", key, content)
        .await
        .map(drop)
}

/// Prepares, approves and sends a batch, has it answered by the bank, and brings the statement.
pub async fn pay_out(
    kind: &str,
    (first, second, operator): (&Client, &Client, &Client),
    key: &str,
) -> anyhow::Result<()> {
    let prepare = json!({ "kind": kind });
    let batch = first
        .post("/api/v1/payouts", &format!("{key}-prepare"), prepare)
        .await?;
    let batch = batch["batch"].as_i64().context("a batch")?;
    let step = |action: &str| {
        (
            format!("/api/v1/payouts/{batch}/{action}"),
            format!("{key}-{action}"),
        )
    };
    let (path, step_key) = step("approve");
    second.post(&path, &step_key, json!({})).await?;
    let (path, step_key) = step("export");
    let file = second.post(&path, &step_key, json!({})).await?;
    let content = file["content"]
        .as_str()
        .context("the bank file's content")?;
    let paid = lines_of(content)?;
    let mut answers = String::from("line_no,amount_yuan,result,reason\n");
    paid.iter()
        .for_each(|(number, fen)| answers.push_str(&format!("{number},{},paid,\n", yuan(*fen))));
    let answer_key = format!("{key}-answers");
    second
        .hand_in("/api/v1/payouts/answers", &answer_key, answers)
        .await?;
    let debits: Vec<(i64, String)> = paid
        .into_iter()
        .map(|(number, fen)| (-fen, number))
        .collect();
    statement(operator, &format!("{key}-debits"), &debits).await
}

/// A sum the way a bank writes it.
fn yuan(fen: i64) -> String {
    format!(
        "{}{}.{:02}",
        if fen < 0 { "-" } else { "" },
        fen.abs() / 100,
        fen.abs() % 100
    )
}

/// A moment the way a bank writes it, at UTC+8.
fn booked_at(at_ms: i64) -> String {
    let local = chrono::DateTime::from_timestamp_millis(at_ms + catalog::working_days::ZONE_MS);
    local
        .map(|moment| moment.format("%Y-%m-%d %H:%M").to_string())
        .unwrap_or_default()
}

/// The numbers and sums of a bank file's lines.
fn lines_of(content: &str) -> anyhow::Result<Vec<(String, i64)>> {
    let mut reader = csv::Reader::from_reader(content.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader.headers()?.clone();
    let column = |name: &str| {
        headers
            .iter()
            .position(|header| header == name)
            .with_context(|| format!("no column {name}"))
    };
    let (number, amount) = (column("line_no")?, column("amount_yuan")?);
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record?;
        let sum: ledger::Money = record.get(amount).unwrap_or_default().parse()?;
        lines.push((
            record.get(number).unwrap_or_default().to_owned(),
            sum.as_fen(),
        ));
    }
    Ok(lines)
}
