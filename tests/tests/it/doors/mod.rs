//! Bad input at every door: each is refused with a clear message, and nothing is lost or doubled.

mod amounts;
mod bank;
mod correction;
mod files;
mod identities;
mod keys;
mod parcels;
mod shelves;
mod takers;
mod weights;

use serde_json::Value;
use tests::client::Answer;
use tests::season::Season;

use crate::stage::standing;

/// What stood before a test knocked, to be held against what stands afterwards.
struct Before {
    standing: Value,
}

impl Before {
    async fn of(season: &Season) -> Self {
        // What is on its way to the desk arrives by itself, also while a request is refused.
        for trader in [&season.trader, &season.rival] {
            trader
                .until("/api/v1/funds", |funds| funds["in_transit_fen"] == 0)
                .await;
        }
        Self {
            standing: standing(season).await,
        }
    }

    /// Nothing moved, and the house proves itself.
    async fn still_stands(&self, season: &Season) {
        self.unmoved(season).await;
        season.server.proves_itself();
    }

    /// Nothing moved.
    async fn unmoved(&self, season: &Season) {
        let now = standing(season).await;
        let parts = self.standing.as_array().into_iter().flatten();
        for (before, now) in parts.zip(now.as_array().into_iter().flatten()) {
            assert_eq!(before, now, "something moved");
        }
    }
}

/// The field at fault and its code; empty where the whole request is.
pub fn fault(answer: &Answer) -> (&str, &str) {
    let first = &answer.body["errors"][0];
    (
        first["field"].as_str().unwrap_or_default(),
        first["code"].as_str().unwrap_or_default(),
    )
}

/// Every problem says what happened in words, and beside each member what to change.
#[track_caller]
pub fn worded(answer: &Answer) {
    let title = answer.body["title"].as_str().unwrap_or_default();
    assert!(
        !title.is_empty() && !title.contains("problem-"),
        "{}",
        answer.body
    );
    assert_eq!(answer.body["status"], answer.status, "{}", answer.body);
    for member in answer.body["errors"].as_array().into_iter().flatten() {
        let detail = member["detail"].as_str().unwrap_or_default();
        assert!(
            !detail.is_empty() && !detail.contains("field-"),
            "{}",
            answer.body
        );
    }
}
