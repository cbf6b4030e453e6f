//! A person at a keyboard, as far as the server can tell: one signed-in JSON client.

use anyhow::{Context, bail};
use reqwest::header::{ACCEPT_LANGUAGE, HeaderValue};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::render::Lang;

/// How long an effect that happens a moment later is waited for.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_millis(50);

/// One person's session.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base_url: String,
    token: String,
}

impl Client {
    /// Signs in with a demo password.
    pub async fn of_season(base_url: &str, email: &str, lang: Lang) -> anyhow::Result<Self> {
        Self::sign_in(base_url, email, crate::account::season::PASSWORD, lang).await
    }

    /// Signs in; answers will come in `lang`.
    pub async fn sign_in(
        base_url: &str,
        email: &str,
        password: &str,
        lang: Lang,
    ) -> anyhow::Result<Self> {
        let language = [(ACCEPT_LANGUAGE, HeaderValue::from_static(lang.tag()))]
            .into_iter()
            .collect();
        let http = reqwest::Client::builder()
            .default_headers(language)
            .build()?;
        let body = json!({ "email": email, "password": password });
        let url = format!("{base_url}/api/v1/session");
        let response = http.post(&url).json(&body).send().await;
        let response = response.with_context(|| {
            format!("no server answers at {base_url}; start one with `cargo run`")
        })?;
        let answer = read(response)
            .await
            .with_context(|| format!("{email} cannot sign in"))?;
        let token = answer["token"]
            .as_str()
            .context("the session has no token")?
            .to_owned();
        Ok(Self {
            http,
            base_url: base_url.to_owned(),
            token,
        })
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let response = self.request(Method::GET, path).send().await?;
        read(response).await.with_context(|| format!("GET {path}"))
    }

    /// Changes something, under a key that makes a second run harmless.
    pub async fn post(&self, path: &str, key: &str, body: Value) -> anyhow::Result<Value> {
        let request = self
            .request(Method::POST, path)
            .header("Idempotency-Key", key)
            .json(&body);
        read(request.send().await?)
            .await
            .with_context(|| format!("POST {path} {body}"))
    }

    /// Changes something that may be refused; the refusal is an answer.
    pub async fn try_post(
        &self,
        path: &str,
        key: &str,
        body: &Value,
    ) -> anyhow::Result<Result<Value, Value>> {
        let request = self
            .request(Method::POST, path)
            .header("Idempotency-Key", key)
            .json(body);
        let response = request.send().await?;
        let accepted = response.status().is_success();
        let text = response.text().await?;
        let answer = serde_json::from_str(&text).with_context(|| format!("no JSON in {text:?}"))?;
        Ok(if accepted { Ok(answer) } else { Err(answer) })
    }

    /// Sends the form of one of this server's pages, and follows where it leads.
    pub async fn press(&self, page: &str, fields: &[(&str, &str)]) -> anyhow::Result<()> {
        let request = self.request(Method::POST, page).form(fields);
        let response = request.send().await?;
        if !response.status().is_success() {
            bail!("{} at {page}", response.status());
        }
        Ok(())
    }

    /// Hands in a file.
    pub async fn hand_in(&self, path: &str, key: &str, content: String) -> anyhow::Result<Value> {
        let request = self
            .request(Method::POST, path)
            .header("Idempotency-Key", key);
        let request = request
            .header("Content-Type", "text/csv; charset=utf-8")
            .body(content);
        read(request.send().await?)
            .await
            .with_context(|| format!("POST {path}"))
    }

    /// Hands in a file and keeps a refusal as an answer.
    pub async fn answer_to(
        &self,
        path: &str,
        key: &str,
        content: Vec<u8>,
    ) -> anyhow::Result<(bool, Value)> {
        let request = self
            .request(Method::POST, path)
            .header("Idempotency-Key", key);
        let response = request
            .header("Content-Type", "text/csv; charset=utf-8")
            .body(content)
            .send()
            .await?;
        let accepted = response.status().is_success();
        let text = response.text().await?;
        let answer = serde_json::from_str(&text).with_context(|| format!("no JSON in {text:?}"))?;
        Ok((accepted, answer))
    }

    /// Reads again and again until what was set in motion is seen.
    pub async fn wait(&self, path: &str, seen: impl Fn(&Value) -> bool) -> anyhow::Result<Value> {
        let since = tokio::time::Instant::now();
        loop {
            let value = self.get(path).await?;
            if seen(&value) {
                return Ok(value);
            }
            if since.elapsed() > PATIENCE {
                bail!("{path} did not come to what was expected: {value}");
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.base_url))
            .bearer_auth(&self.token)
    }
}

async fn read(response: Response) -> anyhow::Result<Value> {
    let status = response.status();
    let text = response.text().await?;
    if status == StatusCode::NO_CONTENT {
        return Ok(Value::Null);
    }
    if !status.is_success() {
        bail!("{status}: {text}");
    }
    serde_json::from_str(&text).with_context(|| format!("no JSON in {text:?}"))
}
