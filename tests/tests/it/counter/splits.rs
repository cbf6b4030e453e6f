//! A split of boxes that fails: the others go on, it is tried again after a pause that grows, and the
//! operator sees it until it is done.

use std::time::{Duration, Instant};

use exchange::entity::waiting_split;
use sea_orm::{ConnectionTrait, EntityTrait};
use tests::season::{DAY_MS, Season, number, rows};

use crate::boxes::Till;
use crate::ground::{season, season_on_postgresql};
use crate::stage::at_browser;

const PATIENCE: Duration = Duration::from_secs(60);

async fn waiting(season: &Season) -> Vec<waiting_split::Model> {
    let db = season.database().await;
    let rows = waiting_split::Entity::find().all(db.read()).await;
    rows.expect("rows can be read")
}

/// The rows once they are as a condition wants them.
async fn until(
    season: &Season,
    holds: impl Fn(&[waiting_split::Model]) -> bool,
) -> Vec<waiting_split::Model> {
    let since = Instant::now();
    loop {
        let rows = waiting(season).await;
        if holds(&rows) {
            return rows;
        }
        assert!(since.elapsed() < PATIENCE, "they stayed at {rows:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn run(season: &Season, sql: &str) {
    let db = season.database().await;
    let tx = db.write().await.expect("a turn to write");
    let done = tx.execute_unprepared(sql).await;
    done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    tx.commit().await.expect("it is kept");
}

/// How many cycles of boxes the office's season shows.
async fn split(season: &Season, who: &str) -> i64 {
    let clerk = season.person(who).await;
    let whose = clerk.get("/api/v1/office/season").await.ok();
    let shares = rows(&whose["households"]).iter();
    shares.map(|row| number(&row["share_fen"])).sum()
}

async fn one_fails(season: Season) {
    let till = Till::of(&season).await;
    till.box_of(&season, &[(22, 1)], 3_280).await;
    till.box_of(&season, &[(10, 1)], 9_980).await;
    // The root of the sweet potatoes' lot is no root any more.
    let lot = |code: &str| format!("(SELECT id FROM lot WHERE code = '{code}')");
    let (root, any) = (lot("WC-261017-01"), lot("WC-261018-01"));
    run(
        &season,
        &format!("UPDATE lot SET root_id = {any}, grade = 'ZZ' WHERE id = {root}"),
    )
    .await;
    season.forward(8 * DAY_MS).await;
    let rows = waiting(&season).await;
    let [row] = rows.as_slice() else {
        panic!("one lot waits: {rows:?}")
    };
    assert_eq!(row.tries, 1, "{row:?}");
    assert!(!row.error.is_empty(), "{row:?}");
    assert_eq!(
        split(&season, "clerk.sc").await,
        7_872,
        "the other is split"
    );
    assert_eq!(split(&season, "clerk.wc").await, 0);
    let operator = at_browser(&season, "operator").await;
    let words = operator.open("/operator").await.words();
    assert!(
        words.contains("money of one lot could not be split"),
        "{words}"
    );
    let words = operator.open("/operator/books").await.words();
    assert!(
        words.contains("WC-261017-01") && words.contains(&row.error),
        "{words}"
    );
    // The worker passes by four times a second and leaves it alone; when its pause is over it tries
    // once, and the next pause is longer.
    run(&season, "UPDATE waiting_split SET due_at = 0").await;
    let rows = until(&season, |rows| rows[0].tries > 1).await;
    let (first, second) = (row.due_at, rows[0].due_at);
    assert_eq!(rows[0].tries, 2);
    assert!(second - first > 30_000, "{first} and {second}");
    // The next day is not held up by it, and each day it is tried as it falls due.
    till.box_of(&season, &[(10, 1)], 9_980).await;
    season.forward(8 * DAY_MS).await;
    assert_eq!(split(&season, "clerk.sc").await, 2 * 7_872);
    assert_eq!(
        waiting(&season).await[0].tries,
        3,
        "a moved clock tries at once"
    );
    run(
        &season,
        &format!("UPDATE lot SET root_id = NULL, grade = NULL WHERE id = {root}"),
    )
    .await;
    run(&season, "UPDATE waiting_split SET due_at = 0").await;
    until(&season, <[_]>::is_empty).await;
    assert_eq!(split(&season, "clerk.wc").await, 2_043);
    let words = operator.open("/operator").await.words();
    assert!(!words.contains("could not be split"), "{words}");
    season.server.proves_itself();
}

#[tokio::test]
async fn a_split_that_fails_waits_longer_and_longer_and_holds_up_no_other() {
    one_fails(season().await).await;
}

#[tokio::test]
async fn the_same_on_postgresql() {
    if let Some(season) = season_on_postgresql().await {
        one_fails(season).await;
    }
}
