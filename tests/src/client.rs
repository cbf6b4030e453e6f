//! A signed-in JSON client that keeps refusals as answers.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::server::DEMO_PASSWORD;

/// How long a condition is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A status with its JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body; null when there was none.
    pub body: Value,
}

impl Answer {
    /// The body of a success.
    ///
    /// # Panics
    /// When the request was refused.
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "refused: {} {}", self.status, self.body);
        self.body
    }

    /// The problem's code.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

/// One person's session.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base_url: String,
    token: String,
}

impl Client {
    /// Signs in with the demo password; `who` is the part of the address before `@`.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn sign_in(base_url: &str, who: &str) -> Self {
        let mut client = Self { http: reqwest::Client::new(), base_url: base_url.to_owned(), token: String::new() };
        let body = json!({ "email": format!("{who}@sanbao.example"), "password": DEMO_PASSWORD });
        let answer = client.post("/api/v1/session", "-", body).await.ok();
        client.token = answer["token"].as_str().expect("a session has a token").to_owned();
        client
    }

    /// The same session at a server that was started again.
    #[must_use]
    pub fn moved_to(&self, base_url: &str) -> Self {
        Self { base_url: base_url.to_owned(), ..self.clone() }
    }

    /// Changes something; `None` when the server died before it answered.
    pub async fn try_post(&self, path: &str, key: &str, body: Value) -> Option<Answer> {
        let request = self.http.post(format!("{}{path}", self.base_url)).bearer_auth(&self.token);
        let response = request.header("Idempotency-Key", key).json(&body).send().await.ok()?;
        let status = response.status().as_u16();
        let text = response.text().await.ok()?;
        Some(Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::Null) })
    }

    /// Reads.
    ///
    /// # Panics
    /// When no server answers.
    pub async fn get(&self, path: &str) -> Answer {
        let request = self.http.get(format!("{}{path}", self.base_url)).bearer_auth(&self.token);
        read(request.send().await.expect("the server answers")).await
    }

    /// Changes something under an idempotency key.
    ///
    /// # Panics
    /// When no server answers.
    pub async fn post(&self, path: &str, key: &str, body: Value) -> Answer {
        let request = self.http.post(format!("{}{path}", self.base_url)).bearer_auth(&self.token);
        let request = request.header("Idempotency-Key", key).json(&body);
        read(request.send().await.expect("the server answers")).await
    }

    /// Hands in a file.
    ///
    /// # Panics
    /// When no server answers.
    pub async fn hand_in(&self, path: &str, key: &str, content: impl Into<Vec<u8>>) -> Answer {
        let request = self.http.post(format!("{}{path}", self.base_url)).bearer_auth(&self.token);
        let request = request.header("Idempotency-Key", key).header("Content-Type", "text/csv").body(content.into());
        read(request.send().await.expect("the server answers")).await
    }

    /// Reads until a condition holds.
    ///
    /// # Panics
    /// When it does not within a minute.
    pub async fn until(&self, path: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let since = Instant::now();
        loop {
            let value = self.get(path).await.ok();
            if holds(&value) {
                return value;
            }
            assert!(since.elapsed() < PATIENCE, "{path} stayed at {value}");
            tokio::task::yield_now().await;
        }
    }
}

async fn read(response: reqwest::Response) -> Answer {
    let status = response.status().as_u16();
    let text = response.text().await.expect("the answer can be read");
    Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::Null) }
}
