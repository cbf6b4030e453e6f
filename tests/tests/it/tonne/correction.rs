//! A weight typed wrong, put right before it is paid.

use serde_json::{Value, json};
use tests::season::{Bulk, Season, Way, number, rows};
use tests::server::root;

use super::{SIX, check_slips, lines};
use crate::ground::{season, season_on_postgresql};

/// Five tonnes of the lot whose first ticket says 350 for 3,500.
const MISTYPED: Bulk = Bulk {
    lot: "WC-261015-02",
    contracts: 1,
    price_fen: 240,
};
/// Shares while the ticket says 350.
const BEFORE: [(i64, i64, i64); 6] = [
    (21_921, 10_960, 10_961),
    (172_240, 45_000, 127_240),
    (263_057, 0, 263_057),
    (124_013, 30_000, 94_013),
    (162_845, 40_000, 122_845),
    (311_284, 80_000, 231_284),
];
/// Shares once it says 3,500.
const AFTER: [(i64, i64, i64); 6] = [
    (184_688, 60_000, 124_688),
    (145_112, 45_000, 100_112),
    (221_625, 0, 221_625),
    (104_481, 30_000, 74_481),
    (137_197, 40_000, 97_197),
    (262_257, 80_000, 182_257),
];

async fn correction(season: &Season) {
    let path = root().join("catalog/season/intakes_WC_mistyped.csv");
    let file = std::fs::read(path).expect("the season's file");
    let tried = season
        .clerk
        .hand_in("/api/v1/office/imports/intakes?dry_run=true", file.clone())
        .await
        .ok();
    assert_eq!(
        (&tried["new"], &tried["dry_run"]),
        (&json!(6), &json!(true))
    );
    let taken = season
        .clerk
        .hand_in("/api/v1/office/imports/intakes", file)
        .await
        .ok();
    assert_eq!(
        (&taken["new"], &taken["dry_run"]),
        (&json!(6), &json!(false))
    );

    let deal = season.deal(MISTYPED, Way::Offer).await;
    let sheet = season.settle(deal, 10_000).await;
    let part = |name: &str| number(&sheet["settled"][name]);
    assert_eq!(
        (part("gross_fen"), part("platform_fen")),
        (1_200_000, 12_000)
    );
    assert_eq!(
        (part("freight_fen"), part("inspection_fen")),
        (90_000, 10_000)
    );
    assert_eq!(
        (part("cooperative_fen"), part("pool_fen")),
        (32_640, 1_055_360)
    );
    assert_eq!(lines(&sheet), BEFORE);

    // A batch that is prepared and not sent is given up by the correction.
    let batch = season
        .clerk
        .change("/api/v1/payouts", json!({ "kind": "households" }))
        .await
        .ok();
    let ticket = season.ticket(MISTYPED.lot, "WC26-0901").await;
    let path = format!("/api/v1/office/intakes/{ticket}/correct");
    let right = json!({ "jin": "3500", "reason": "磅单 3,500" });
    let corrected = season.clerk.change(&path, right.clone()).await.ok();
    assert_eq!(
        (number(&corrected["was_g"]), number(&corrected["now_g"])),
        (175_000, 1_750_000)
    );
    assert_eq!(corrected["dropped_batches"], json!([batch["batch"]]));
    let both: Vec<(&str, i64, i64)> = rows(&corrected["lines"])
        .iter()
        .map(|line| {
            (
                line["household"].as_str().unwrap_or_default(),
                number(&line["was_share_fen"]),
                number(&line["share_fen"]),
            )
        })
        .collect();
    let expected: Vec<(&str, i64, i64)> = SIX
        .into_iter()
        .zip(BEFORE.iter().zip(&AFTER))
        .map(|(code, (was, now))| (code, was.0, now.0))
        .collect();
    assert_eq!(both, expected);

    let sheet = season.sheet(deal).await;
    assert_eq!(lines(&sheet), AFTER);
    let earlier: Vec<&Value> = rows(&sheet["settled"]["earlier"])
        .iter()
        .map(|pool| &pool["state"])
        .collect();
    assert_eq!(earlier, ["reversed"]);
    assert_eq!(season.pay_out("households", &[]).await.sum_fen(), 800_360);
    check_slips(season, deal, &AFTER).await;
    both_lines_stand(season, deal).await;

    let late = season
        .clerk
        .change(&path, json!({ "jin": "3400", "reason": "again" }))
        .await;
    assert_eq!(
        late.refused().0,
        409,
        "a paid line is not corrected so: {late:?}"
    );
    season.server.proves_itself();
}

/// Before and after are on the household's season and on its slip.
async fn both_lines_stand(season: &Season, deal: i64) {
    for (code, before) in SIX.iter().zip(&BEFORE) {
        let person = season.person(&code.to_lowercase()).await;
        let own = person.get("/api/v1/household/season").await.ok();
        let sale = rows(&own["sales"])
            .iter()
            .find(|sale| sale["deal"] == deal)
            .expect("the sale is there");
        assert_eq!(sale["was_share_fen"], json!([before.0]), "{code}");
        let slip = person
            .get(&format!("/api/v1/household/slips/{}", sale["settlement"]))
            .await
            .ok();
        assert_eq!(
            slip["figures"]["was_share_fen"],
            json!([before.0]),
            "{code}"
        );
        assert!(
            rows(&slip["rows"]).iter().any(|row| row["kind"] == "was"),
            "{slip}"
        );
    }
}

#[tokio::test]
async fn a_weight_typed_wrong_is_put_right_and_both_lines_are_shown() {
    correction(&season().await).await;
}

#[tokio::test]
async fn a_weight_typed_wrong_is_put_right_on_postgresql() {
    let Some(season) = season_on_postgresql().await else {
        return;
    };
    correction(&season).await;
}
