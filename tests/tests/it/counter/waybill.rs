//! A mistyped waybill is put right before the parcel is received, and the wrong one stays in the trail.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use tests::client::{Answer, Client};
use tests::season::{Season, Wish, rows};

use crate::doors::{fault, worded};
use crate::ground::season_on_postgresql;
use crate::stage::{at_browser, season};

const WRONG: &str = "SF1234567890";
const RIGHT: &str = "SF1234567891";

async fn step(clerk: &Client, id: i64, (what, waybill): (&str, Option<&str>)) -> Answer {
    let path = format!("/api/v1/office/consignments/{id}/{what}");
    let body = waybill.map_or(json!({}), |waybill| json!({ "waybill": waybill }));
    clerk.change(&path, body).await
}

async fn correct(clerk: &Client, id: i64, waybill: &str) -> Answer {
    step(clerk, id, ("waybill", Some(waybill))).await
}

/// A parcel under a wrong waybill.
async fn sent(season: &Season, waybill: &str) -> exchange::entity::consignment::Model {
    let parcel = season.parcel(&Wish::default()).await;
    step(&season.clerk, parcel.id, ("pack", None)).await.ok();
    step(&season.clerk, parcel.id, ("ship", Some(waybill)))
        .await
        .ok();
    parcel
}

/// What was written of a parcel's waybills, and what deeds say of it.
async fn trail(season: &Season, id: i64) -> (Vec<(String, String)>, Vec<String>) {
    use exchange::entity::purchase_step::{Column, Entity};
    use storefront::entity::audit;
    let db = season.database().await;
    let steps = Entity::find()
        .filter(Column::ConsignmentId.eq(id))
        .filter(Column::Action.is_in(["shipped", "waybill_corrected"]))
        .order_by_asc(Column::Id)
        .all(db.read())
        .await;
    let deeds = audit::Entity::find()
        .filter(audit::Column::Action.eq("waybill-corrected"))
        .all(db.read())
        .await;
    let steps = steps.expect("steps can be read").into_iter();
    let deeds = deeds.expect("deeds can be read").into_iter();
    (
        steps.map(|step| (step.action, step.note)).collect(),
        deeds.map(|deed| deed.detail).collect(),
    )
}

async fn put_right(season: Season) {
    let parcel = sent(&season, WRONG).await;
    let clerk = at_browser(&season, "clerk.wc").await;
    let path = format!("/office/orders/{}", parcel.id);
    let page = clerk.open(&path).await;
    let form = page.form(&format!("{path}/waybill"));
    let refused = clerk.submit(&form.clone().with("waybill", "12345")).await;
    assert_eq!(refused.status, 422);
    let sentence = refused.beside("waybill").expect("a sentence at the field");
    assert!(sentence.contains("6 to 40"), "{sentence}");
    assert!(
        refused.text.contains("value=\"12345\""),
        "what was typed stays"
    );
    let right = form.with("waybill", &RIGHT.to_lowercase());
    for _ in 0..2 {
        let done = clerk.submit(&right).await;
        assert_eq!((done.status, done.location()), (303, path.as_str()));
    }
    let page = clerk.open(&path).await;
    let words = page.words();
    assert!(words.contains(&format!("It is {RIGHT}")), "{words}");
    assert!(
        words.contains(&format!("To the carrier, waybill {WRONG}")),
        "{words}"
    );
    assert!(
        words.contains(&format!("Waybill put right, now {RIGHT}")),
        "{words}"
    );
    let (steps, deeds) = trail(&season, parcel.id).await;
    let step = |action: &str, waybill: &str| (action.to_owned(), waybill.to_owned());
    assert_eq!(
        steps,
        [step("shipped", WRONG), step("waybill_corrected", RIGHT)]
    );
    assert_eq!(deeds.len(), 1, "one deed for one change: {deeds:?}");
    assert!(
        deeds[0].contains(WRONG) && deeds[0].contains(RIGHT),
        "{deeds:?}"
    );
    // The wrong number is free for the parcel whose it is.
    let other = sent(&season, WRONG).await;
    let taken = correct(&season.clerk, other.id, RIGHT).await;
    assert_eq!(fault(&taken), ("waybill", "waybill-taken"));
    worded(&taken);
    season.server.proves_itself();
}

#[tokio::test]
async fn a_mistyped_waybill_is_put_right_once_and_the_wrong_one_stays_in_the_trail() {
    put_right(season().await).await;
}

#[tokio::test]
async fn the_same_on_postgresql() {
    if let Some(season) = season_on_postgresql().await {
        put_right(season).await;
    }
}

#[tokio::test]
async fn what_is_no_correction_is_refused_and_changes_nothing() {
    let season = season().await;
    let parcel = season.parcel(&Wish::default()).await;
    let clerk = &season.clerk;
    let early = correct(clerk, parcel.id, RIGHT).await;
    assert_eq!(early.refused(), (409, "waybill-not-sent"));
    worded(&early);
    step(clerk, parcel.id, ("pack", None)).await.ok();
    let early = correct(clerk, parcel.id, RIGHT).await;
    assert_eq!(early.refused(), (409, "waybill-not-sent"));
    step(clerk, parcel.id, ("ship", Some(WRONG))).await.ok();
    for wrong in [
        "",
        "12345",
        "SF 1234567890",
        "SF-1234567890",
        "运单1234567",
        &"9".repeat(41),
    ] {
        let refused = correct(clerk, parcel.id, wrong).await;
        assert_eq!(fault(&refused), ("waybill", "waybill"), "{wrong:?}");
        worded(&refused);
    }
    let same = correct(clerk, parcel.id, &format!(" {} ", WRONG.to_lowercase())).await;
    assert_eq!(fault(&same), ("waybill", "waybill-same"));
    worded(&same);
    let theirs = season.person("clerk.th").await;
    for id in [parcel.id, 900_900] {
        assert_eq!(
            correct(&theirs, id, RIGHT).await.refused(),
            (404, "not-found")
        );
    }
    for who in ["buyer", "trader.jw", "operator", "wc-0003"] {
        let person = season.person(who).await;
        assert_eq!(
            correct(&person, parcel.id, RIGHT).await.status,
            403,
            "{who}"
        );
    }
    season.received(&parcel).await;
    let late = correct(clerk, parcel.id, RIGHT).await;
    assert_eq!(late.refused(), (409, "waybill-received"));
    worded(&late);
    let page = at_browser(&season, "clerk.wc").await;
    let page = page.open(&format!("/office/orders/{}", parcel.id)).await;
    let offered = page.forms().into_iter();
    let offered = offered.filter(|form| form.action.ends_with("/waybill"));
    assert_eq!(offered.count(), 0, "nothing is offered that is refused");
    let (steps, deeds) = trail(&season, parcel.id).await;
    assert_eq!((steps.len(), deeds.len()), (1, 0));
    let all = clerk
        .get("/api/v1/office/consignments?state=all")
        .await
        .ok();
    assert_eq!(rows(&all["consignments"])[0]["waybill"], WRONG);
    season.server.proves_itself();
}
