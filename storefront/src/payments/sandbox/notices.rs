//! Signed letters: something happened to a payment. Each is sent until it is taken, at growing
//! intervals, as real providers do.

use std::sync::LazyLock;
use std::time::Duration;

use exchange::entity::sandbox_notice;
use exchange::retail::provider::{Notice, ProviderError};
use ledger::Money;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::Sandbox;
use crate::payments::SIGNATURE_HEADER;
use crate::secret::Secret;

/// What the secret signs here.
const PURPOSE: &str = "sandbox-notice";
/// How old or how far ahead a signature may be.
const SKEW_MS: i64 = 300_000;
/// How long the sandbox waits before it sends a notice again, by how often it has; then it gives up,
/// and only whoever looks will know.
const PAUSES_MS: [i64; 8] = [
    0, 1_000, 5_000, 30_000, 120_000, 600_000, 3_600_000, 21_600_000,
];
/// How long one delivery may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it is looked whether a notice is due.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// The most notices of one round.
const ROUND_MAX: u64 = 50;

static WAKE: LazyLock<Notify> = LazyLock::new(Notify::new);

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The notice's id, once.
    pub event_id: String,
    /// What happened.
    pub kind: String,
    /// The merchant's number of the payment.
    pub out_no: String,
    /// How much.
    pub amount_fen: i64,
    /// The sandbox's own number.
    pub reference: String,
    /// When, in milliseconds UTC.
    pub at: i64,
}

/// Says that a notice waits.
pub fn wake() {
    WAKE.notify_one();
}

/// The signature over moment, nonce and body: `t=…,n=…,v1=…`.
pub fn sign(secret: &Secret, (at_ms, nonce): (i64, &str), body: &[u8]) -> String {
    let moment = at_ms.to_string();
    let parts = [moment.as_bytes(), nonce.as_bytes(), body];
    let digits = hex::encode(secret.sign(PURPOSE, &parts));
    format!("t={moment},n={nonce},v1={digits}")
}

/// Checks that a notice is the sandbox's own and fresh.
///
/// # Errors
/// `Forged`, with what is wrong.
pub fn check(
    secret: &Secret,
    (signature, body): (&str, &[u8]),
    now: i64,
) -> Result<Notice, ProviderError> {
    let part = |name: &str| {
        let mut parts = signature.split(',').filter_map(|part| part.split_once('='));
        parts
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value)
    };
    let (Some(moment), Some(nonce), Some(digits)) = (part("t"), part("n"), part("v1")) else {
        return Err(ProviderError::Forged("a part of the signature is missing"));
    };
    let given = hex::decode(digits).map_err(|_| ProviderError::Forged("not hexadecimal"))?;
    let parts = [moment.as_bytes(), nonce.as_bytes(), body];
    if !secret.signed((PURPOSE, &parts), &given) {
        return Err(ProviderError::Forged("the signature does not fit"));
    }
    let at: i64 = moment
        .parse()
        .map_err(|_| ProviderError::Forged("the moment is no number"))?;
    if now.abs_diff(at) > SKEW_MS.unsigned_abs() {
        return Err(ProviderError::Forged("too old, or ahead of time"));
    }
    let letter: Letter = serde_json::from_slice(body)
        .map_err(|_| ProviderError::Forged("the content cannot be read"))?;
    Ok(Notice {
        event_id: letter.event_id,
        out_no: letter.out_no,
        kind: letter.kind,
        amount: Money::fen(letter.amount_fen),
    })
}

/// Delivers what is due, for ever.
pub async fn run(sandbox: &Sandbox, url: &str) {
    let http = reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .build();
    let http = match http {
        Ok(http) => http,
        Err(error) => {
            tracing::error!(%error, "the sandbox cannot send notices");
            return;
        }
    };
    loop {
        let _ = tokio::time::timeout(LOOK_EVERY, WAKE.notified()).await;
        if let Err(error) = round(sandbox, &http, url).await {
            tracing::warn!(%error, "the sandbox's notices wait; they are tried again");
        }
    }
}

async fn round(sandbox: &Sandbox, http: &reqwest::Client, url: &str) -> Result<(), DbErr> {
    let waiting = sandbox_notice::Entity::find()
        .filter(sandbox_notice::Column::DeliveredAt.is_null())
        .filter(sandbox_notice::Column::Attempts.lt(PAUSES_MS.len() as i64))
        .order_by_asc(sandbox_notice::Column::Id)
        .limit(ROUND_MAX)
        .all(sandbox.db.read())
        .await?;
    for row in waiting {
        let now = sandbox.clock.now();
        if now < due_at(&row) {
            continue;
        }
        let taken = send(sandbox, http, (url, &row.body)).await;
        let write = sandbox.db.write().await?;
        let attempts = row.attempts + 1;
        let mut row = row.into_active_model();
        row.attempts = Set(attempts);
        row.delivered_at = Set(taken.then_some(now));
        row.update(&*write).await?;
        write.commit().await?;
    }
    Ok(())
}

/// When a notice goes out next, counted from its beginning.
fn due_at(row: &sandbox_notice::Model) -> i64 {
    let sent = usize::try_from(row.attempts).unwrap_or_default();
    row.at + PAUSES_MS.iter().take(sent + 1).sum::<i64>()
}

async fn send(sandbox: &Sandbox, http: &reqwest::Client, (url, body): (&str, &str)) -> bool {
    let signature = sandbox.sign(sandbox.clock.now(), body.as_bytes());
    let sent = http
        .post(url)
        .header("content-type", "application/json")
        .header(SIGNATURE_HEADER, signature)
        .body(body.to_owned());
    match sent.send().await {
        Ok(answer) => answer.status().is_success(),
        Err(error) => {
            tracing::warn!(%error, "a notice of the sandbox was not taken");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> Secret {
        Secret::of(b"a secret")
    }

    const NOW: i64 = 1_760_000_000_000;

    fn body() -> Vec<u8> {
        let letter = Letter {
            event_id: "E1".into(),
            kind: "payment.paid".into(),
            out_no: "SB1".into(),
            amount_fen: 3_280,
            reference: "SBP1".into(),
            at: NOW,
        };
        serde_json::to_vec(&letter).unwrap()
    }

    fn signed(at_ms: i64) -> String {
        sign(&secret(), (at_ms, "0011"), &body())
    }

    #[test]
    fn a_genuine_notice_is_read() {
        let notice = check(&secret(), (&signed(NOW), &body()), NOW + SKEW_MS).unwrap();
        assert_eq!(
            (notice.event_id.as_str(), notice.out_no.as_str()),
            ("E1", "SB1")
        );
        assert_eq!(notice.amount, Money::fen(3_280));
    }

    #[test]
    fn whatever_is_changed_or_old_or_missing_is_forged() {
        let good = signed(NOW);
        let mut changed = body();
        changed[20] ^= 1;
        let cases: [(&str, String, Vec<u8>, i64); 9] = [
            ("a byte of the body", good.clone(), changed, NOW),
            (
                "the same body written anew",
                good.clone(),
                [body(), b"\n".to_vec()].concat(),
                NOW,
            ),
            ("no signature", String::new(), body(), NOW),
            ("no nonce", good.replace(",n=0011", ""), body(), NOW),
            (
                "another nonce",
                good.replace("n=0011", "n=0012"),
                body(),
                NOW,
            ),
            (
                "another moment",
                good.replace(&NOW.to_string(), &(NOW + 1).to_string()),
                body(),
                NOW,
            ),
            ("too old", good.clone(), body(), NOW + SKEW_MS + 1),
            ("ahead of time", good.clone(), body(), NOW - SKEW_MS - 1),
            (
                "another key",
                sign(&Secret::of(b"another"), (NOW, "0011"), &body()),
                body(),
                NOW,
            ),
        ];
        for (what, signature, body, now) in cases {
            let refused = check(&secret(), (&signature, &body), now);
            assert!(matches!(refused, Err(ProviderError::Forged(_))), "{what}");
        }
        let senseless = sign(&secret(), (NOW, "0011"), b"{}");
        let refused = check(&secret(), (&senseless, b"{}"), NOW);
        assert!(matches!(refused, Err(ProviderError::Forged(_))));
    }
}
