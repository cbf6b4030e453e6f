//! A signed-in person as a program: refusals are answers, and every change has an idempotency key.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::server::DEMO_PASSWORD;

/// How long a condition is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A status with its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The JSON; null when there was none.
    pub body: Value,
}

impl Answer {
    /// The body of a success.
    ///
    /// # Panics
    /// When the request was refused.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.is_ok(), "refused: {} {}", self.status, self.body);
        self.body
    }

    /// Whether it was done.
    pub fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The problem's code; empty for a success.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// Status and code of a refusal, to compare with.
    ///
    /// # Panics
    /// When the request was not refused.
    #[track_caller]
    pub fn refused(&self) -> (u16, &str) {
        assert!(
            !self.is_ok(),
            "done, though it should be refused: {} {}",
            self.status,
            self.body
        );
        (self.status, self.code())
    }
}

/// One person's session.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base_url: String,
    token: String,
    guest: String,
    proven: Option<Arc<Mutex<BTreeSet<String>>>>,
}

/// A key that no other change of this run has.
pub fn fresh_key() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!(
        "test-{}-{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    )
}

impl Client {
    /// Signs in with the demo password; `who` is the part of the address before `@`.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn sign_in(base_url: &str, who: &str) -> Self {
        let email = format!("{who}@sanbao.example");
        Self::enter(base_url, (&email, DEMO_PASSWORD)).await
    }

    /// Signs in with an address and its password.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn enter(base_url: &str, (email, password): (&str, &str)) -> Self {
        let mut client = Self::stranger(base_url);
        let body = json!({ "email": email, "password": password });
        let answer = client
            .post("/api/v1/session", &fresh_key(), body)
            .await
            .ok();
        answer["token"]
            .as_str()
            .expect("a session has a token")
            .clone_into(&mut client.token);
        client
    }

    /// Somebody who has not signed in. Redirects are answers.
    ///
    /// # Panics
    /// Where no client can be built.
    pub fn stranger(base_url: &str) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build();
        let http = http.expect("a client can be built");
        Self {
            http,
            base_url: base_url.to_owned(),
            token: String::new(),
            guest: String::new(),
            proven: None,
        }
    }

    /// A program that buys without signing in.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn guest(base_url: &str) -> Self {
        Self::stranger(base_url).known().await
    }

    /// The same connections for another buyer that has not signed in.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn known(&self) -> Self {
        let answer = self.post("/api/v1/guests", &fresh_key(), json!({})).await;
        let guest = answer.ok()["token"].as_str().map(str::to_owned);
        Self {
            guest: guest.expect("a guest has a token"),
            ..self.clone()
        }
    }

    /// The same session at a server that was started again.
    #[must_use]
    pub fn moved_to(&self, base_url: &str) -> Self {
        Self {
            base_url: base_url.to_owned(),
            ..self.clone()
        }
    }

    /// The same person, whose every change is sent thrice more: as it was, with another body, without a
    /// key. The paths that were proven so are noted in `proven`.
    #[must_use]
    pub fn proving(&self, proven: &Arc<Mutex<BTreeSet<String>>>) -> Self {
        Self {
            proven: Some(proven.clone()),
            ..self.clone()
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.base_url));
        if !self.guest.is_empty() {
            request = request.header("X-Guest", &self.guest);
        }
        match self.token.as_str() {
            "" => request,
            token => request.bearer_auth(token),
        }
    }

    /// Reads.
    ///
    /// # Panics
    /// When no server answers.
    pub async fn get(&self, path: &str) -> Answer {
        read(
            self.request(Method::GET, path)
                .send()
                .await
                .expect("the server answers"),
        )
        .await
    }

    /// Reads a page: its status and text.
    ///
    /// # Panics
    /// When no server answers.
    pub async fn page(&self, path: &str) -> (u16, String) {
        let response = self
            .request(Method::GET, path)
            .send()
            .await
            .expect("the server answers");
        (
            response.status().as_u16(),
            response.text().await.expect("a page is text"),
        )
    }

    /// Sends a page's form: the status, where it leads, and the text.
    ///
    /// # Panics
    /// When no server answers.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> (u16, String, String) {
        let request = self.request(Method::POST, path).form(fields);
        let response = request.send().await.expect("the server answers");
        let to = response
            .headers()
            .get("location")
            .and_then(|to| to.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        (
            response.status().as_u16(),
            to,
            response.text().await.expect("a page is text"),
        )
    }

    /// Sends a page's form with a file in its field `file`: the status and the text.
    ///
    /// # Panics
    /// When no server answers.
    pub async fn form_with_file(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        (name, content): (&str, &str),
    ) -> (u16, String) {
        const BOUNDARY: &str = "between-parts-of-a-test-form";
        let part = |name: &str, value: &str| {
            let head = format!("Content-Disposition: form-data; name=\"{name}\"");
            format!("--{BOUNDARY}\r\n{head}\r\n\r\n{value}\r\n")
        };
        let mut body: String = fields
            .iter()
            .map(|(name, value)| part(name, value))
            .collect();
        body += &part(&format!("file\"; filename=\"{name}"), content);
        body += &format!("--{BOUNDARY}--\r\n");
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let request = self
            .request(Method::POST, path)
            .header("Content-Type", kind)
            .body(body);
        let response = request.send().await.expect("the server answers");
        (
            response.status().as_u16(),
            response.text().await.expect("a page is text"),
        )
    }

    /// Changes something under a fresh key.
    ///
    /// # Panics
    /// When no server answers, or a client that proves its changes finds one that is not idempotent.
    pub async fn change(&self, path: &str, body: Value) -> Answer {
        self.changed(path, "application/json", body.to_string().into_bytes())
            .await
    }

    /// Hands in a file under a fresh key.
    ///
    /// # Panics
    /// As [`Client::change`].
    pub async fn hand_in(&self, path: &str, content: impl Into<Vec<u8>>) -> Answer {
        self.changed(path, "text/csv; charset=utf-8", content.into())
            .await
    }

    async fn changed(&self, path: &str, kind: &str, bytes: Vec<u8>) -> Answer {
        let key = fresh_key();
        let send = async |key: Option<&str>, bytes: Vec<u8>| {
            self.try_send(path, (key, kind), bytes)
                .await
                .expect("the server answers")
        };
        let answer = send(Some(&key), bytes.clone()).await;
        let Some(proven) = self.proven.as_ref().filter(|_| answer.is_ok()) else {
            return answer;
        };
        assert_eq!(
            send(Some(&key), bytes.clone()).await,
            answer,
            "{path} answered a repeated key otherwise"
        );
        let other = [bytes.as_slice(), b"\n"].concat();
        let refused = send(Some(&key), other.clone()).await;
        assert_eq!(
            refused.status, 422,
            "{path} took a key with another body: {refused:?}"
        );
        let refused = send(None, other).await;
        assert_eq!(
            refused.refused(),
            (400, "idempotency-key-missing"),
            "{path} asked for no key"
        );
        proven
            .lock()
            .expect("no test panicked here")
            .insert(path.split('?').next().unwrap_or_default().to_owned());
        answer
    }

    /// Changes something under a key.
    ///
    /// # Panics
    /// When no server answers.
    pub async fn post(&self, path: &str, key: &str, body: Value) -> Answer {
        self.try_post(path, key, body)
            .await
            .expect("the server answers")
    }

    /// The same; `None` when the server died before it answered.
    pub async fn try_post(&self, path: &str, key: &str, body: Value) -> Option<Answer> {
        self.try_send(
            path,
            (Some(key), "application/json"),
            body.to_string().into_bytes(),
        )
        .await
    }

    /// Sends bytes as they are, with or without a key.
    pub async fn try_send(
        &self,
        path: &str,
        (key, kind): (Option<&str>, &str),
        bytes: Vec<u8>,
    ) -> Option<Answer> {
        let mut request = self
            .request(Method::POST, path)
            .header("Content-Type", kind)
            .body(bytes);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        let response = request.send().await.ok()?;
        let status = response.status().as_u16();
        let text = response.text().await.ok()?;
        Some(Answer {
            status,
            body: serde_json::from_str(&text).unwrap_or(Value::Null),
        })
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

async fn read(response: Response) -> Answer {
    let status = response.status().as_u16();
    let text = response.text().await.expect("the answer can be read");
    Answer {
        status,
        body: serde_json::from_str(&text).unwrap_or(Value::Null),
    }
}
