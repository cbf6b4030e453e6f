//! Bad input of an office that packs and sends: each is refused kindly, and nothing is sent or packed
//! twice.

use serde_json::{Value, json};
use tests::client::{Answer, Client};
use tests::season::{BOX, PORK, Season, Wish, number, rows};

use super::{fault, worded};
use crate::stage::{at_browser, season};

const HEAD: &str = "consignment_number,waybill\n";

/// The parcels of an office, as programs read them.
async fn parcels(clerk: &Client) -> Value {
    let path = "/api/v1/office/consignments?state=all";
    clerk.get(path).await.ok()["consignments"].take()
}

async fn state(clerk: &Client, id: i64) -> String {
    let all = parcels(clerk).await;
    let found = rows(&all).iter().find(|row| row["consignment"] == id);
    let state = found.expect("the parcel is there")["state"].as_str();
    state.expect("a state").to_owned()
}

async fn pack(clerk: &Client, id: i64) -> Answer {
    let path = format!("/api/v1/office/consignments/{id}/pack");
    clerk.change(&path, json!({})).await
}

async fn ship(clerk: &Client, id: i64, waybill: &str) -> Answer {
    let path = format!("/api/v1/office/consignments/{id}/ship");
    clerk.change(&path, json!({ "waybill": waybill })).await
}

async fn list(clerk: &Client, lines: &str) -> Answer {
    let file = format!("{HEAD}{lines}");
    clerk.hand_in("/api/v1/office/waybills", file).await
}

#[tokio::test]
async fn a_parcel_is_packed_once_and_sent_once_and_only_then_has_no_label() {
    let season = season().await;
    let wish = Wish {
        lines: &[(BOX, 2)],
        ..Wish::default()
    };
    let parcel = season.parcel(&wish).await;
    let clerk = at_browser(&season, "clerk.wc").await;
    let label = format!("/office/orders/{}/label", parcel.id);

    let early = clerk.get(&label).await;
    assert_eq!(early.status, 409);
    assert!(early.words().contains("is not packed"), "{}", early.words());
    let unpacked = ship(&season.clerk, parcel.id, "SF1234567890").await;
    assert_eq!(unpacked.refused(), (409, "consignment-not-packed"));
    worded(&unpacked);

    let packed = pack(&season.clerk, parcel.id).await.ok();
    assert_eq!(rows(&packed["tokens"]).len(), 2, "{packed}");
    let again = pack(&season.clerk, parcel.id).await;
    assert_eq!(again.refused(), (409, "consignment-packed-already"));
    worded(&again);
    assert_eq!(
        clerk
            .open(&label)
            .await
            .text
            .matches("<article class=\"label\">")
            .count(),
        2
    );

    for wrong in [
        "",
        "12345",
        "SF 1234567890",
        "SF-1234567890",
        &"9".repeat(41),
        "运单1234567",
    ] {
        let refused = ship(&season.clerk, parcel.id, wrong).await;
        assert_eq!(refused.refused(), (422, "check-fields"), "{wrong:?}");
        assert_eq!(fault(&refused), ("waybill", "waybill"), "{wrong:?}");
        worded(&refused);
    }
    assert_eq!(state(&season.clerk, parcel.id).await, "packed");
    let sent = ship(&season.clerk, parcel.id, " sf1234567890 ").await.ok();
    assert_eq!(
        (&sent["state"], &sent["waybill"]),
        (&json!("shipped"), &json!("SF1234567890"))
    );
    for again in [
        ship(&season.clerk, parcel.id, "SF1234567890").await,
        ship(&season.clerk, parcel.id, "SF1234567899").await,
        pack(&season.clerk, parcel.id).await,
    ] {
        assert_eq!(again.refused(), (409, "consignment-sent-already"));
        worded(&again);
    }
    let late = clerk.get(&label).await;
    assert_eq!(late.status, 409);
    assert!(
        late.words().contains("was sent already"),
        "{}",
        late.words()
    );
    let several = format!("/office/orders/labels?box-{}=yes", parcel.id);
    assert_eq!(clerk.get(&several).await.status, 409);
    assert_eq!(clerk.get("/office/orders/labels").await.status, 422);

    let other = season.parcel(&Wish::default()).await;
    pack(&season.clerk, other.id).await.ok();
    let taken = ship(&season.clerk, other.id, "SF1234567890").await;
    assert_eq!(fault(&taken), ("waybill", "waybill-taken"));
    worded(&taken);
    season.server.proves_itself();
}

#[tokio::test]
async fn another_cooperatives_parcel_looks_like_none_at_every_door() {
    let season = season().await;
    let parcel = season.parcel(&Wish::default()).await;
    let theirs = season.person("clerk.th").await;
    assert_eq!(rows(&parcels(&theirs).await).len(), 0);
    let unknown = 900_900;
    for id in [parcel.id, unknown] {
        assert_eq!(pack(&theirs, id).await.refused(), (404, "not-found"));
        assert_eq!(
            ship(&theirs, id, "SF1234567890").await.refused(),
            (404, "not-found")
        );
    }
    let clerk = at_browser(&season, "clerk.th").await;
    for path in [
        format!("/office/orders/{}", parcel.id),
        format!("/office/orders/{}/label", parcel.id),
        format!("/office/orders/labels?box-{}=yes", parcel.id),
    ] {
        assert_eq!(clerk.get(&path).await.status, 404, "{path}");
    }
    let words = clerk.open("/office/orders?q=GM").await.words();
    assert!(!words.contains(&parcel.number), "{words}");
    let list = list(&theirs, &format!("{},SF1234567890\n", parcel.number)).await;
    assert_eq!(list.refused(), (422, "import-refused"));
    assert_eq!(state(&season.clerk, parcel.id).await, "to_pack");
    for who in ["buyer", "trader.jw", "operator", "wc-0003"] {
        let person = at_browser(&season, who).await;
        let page = person.get(&format!("/office/orders/{}", parcel.id)).await;
        assert_eq!(page.status, 403, "{who}");
    }
}

#[tokio::test]
async fn a_list_of_waybills_is_taken_whole_or_not_at_all() {
    let season = season().await;
    let mut packed = Vec::new();
    for _ in 0..2 {
        let parcel = season.parcel(&Wish::default()).await;
        pack(&season.clerk, parcel.id).await.ok();
        packed.push(parcel);
    }
    let waits = season.parcel(&Wish::default()).await;
    let (one, two) = (&packed[0], &packed[1]);
    let good = format!("{},SF0000000001\n{},SF0000000002\n", one.number, two.number);
    let cases = [
        (
            format!("{good}{},SF0000000003\n", waits.number),
            (4, "consignment_number"),
        ),
        (
            format!("{good}GM990101-0001-1,SF0000000003\n"),
            (4, "consignment_number"),
        ),
        (
            format!("{},SF0000000001\n{},SF0000000001\n", one.number, two.number),
            (3, "waybill"),
        ),
        (format!("{},1.23E+13\n", one.number), (2, "waybill")),
        (format!("{},\n", one.number), (2, "waybill")),
        (
            format!("{0},SF0000000001\n{0},SF0000000002\n", one.number),
            (3, "consignment_number"),
        ),
        (format!("{},\"SF0000000001\n", one.number), (2, "")),
        (String::new(), (0, "")),
    ];
    for (lines, (line, column)) in cases {
        let answer = list(&season.clerk, &lines).await;
        if line == 0 {
            // Nothing in it is nothing to do.
            assert_eq!(answer.ok()["new"], 0);
            continue;
        }
        assert_eq!(answer.refused(), (422, "import-refused"), "{lines}");
        let first = &answer.body["rows"][0];
        assert_eq!(
            (&first["line"], &first["column"]),
            (&json!(line), &json!(column)),
            "{lines}"
        );
        assert!(
            !first["words"].as_str().unwrap_or_default().is_empty(),
            "{lines}"
        );
    }
    let header = season
        .clerk
        .hand_in("/api/v1/office/waybills", "number,waybill\n")
        .await;
    assert_eq!(header.refused(), (422, "import-refused"));
    for parcel in &packed {
        assert_eq!(state(&season.clerk, parcel.id).await, "packed");
    }
    let dry = "/api/v1/office/waybills?dry_run=true";
    let tried = season
        .clerk
        .hand_in(dry, format!("{HEAD}{good}"))
        .await
        .ok();
    assert_eq!(
        (&tried["new"], &tried["dry_run"]),
        (&json!(2), &json!(true))
    );
    assert_eq!(state(&season.clerk, one.id).await, "packed");
    let taken = list(&season.clerk, &good).await.ok();
    assert_eq!((&taken["new"], &taken["known"]), (&json!(2), &json!(0)));
    let again = list(&season.clerk, &good).await.ok();
    assert_eq!((&again["new"], &again["known"]), (&json!(0), &json!(2)));
    let other = list(&season.clerk, &format!("{},SF0000000009\n", one.number)).await;
    let words = other.body["rows"][0]["words"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert!(words.contains("SF0000000001"), "{words}");

    let clerk = at_browser(&season, "clerk.wc").await;
    let page = clerk.open("/office/waybills").await;
    let form = page.form("/office/waybills").with("dry", "yes");
    let file = format!("{HEAD}GM990101-0001-1,SF0000000003\n");
    let refused = clerk.hand_in(&form, ("list.csv", file.as_bytes())).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.words().contains("GM990101-0001-1"),
        "{}",
        refused.words()
    );
    season.server.proves_itself();
}

#[tokio::test]
async fn several_are_packed_at_once_and_one_that_was_packed_before_is_named() {
    let season = season().await;
    let mut waiting = Vec::new();
    for _ in 0..3 {
        waiting.push(season.parcel(&Wish::default()).await);
    }
    let clerk = at_browser(&season, "clerk.wc").await;
    let page = clerk.open("/office/orders").await;
    let form = page.form("/office/orders/pack");
    let none = clerk.submit(&form).await;
    assert_eq!(none.status, 422);
    assert!(
        none.words().contains("Choose the orders first"),
        "{}",
        none.words()
    );
    pack(&season.clerk, waiting[0].id).await.ok();
    let form = page.form("/office/orders/pack").with("all", "yes");
    let done = clerk.submit(&form).await;
    assert_eq!(done.status, 200, "{}", done.words());
    let words = done.words();
    assert!(words.contains("2 orders are packed"), "{words}");
    assert!(
        words.contains(&format!("{} was not packed", waiting[0].number)),
        "{words}"
    );
    let again = clerk.submit(&form).await;
    assert!(
        again.words().contains("2 orders are packed"),
        "{}",
        again.words()
    );
    for parcel in &waiting {
        assert_eq!(state(&season.clerk, parcel.id).await, "packed");
    }
    let theirs = season
        .parcel(&Wish {
            lines: &[(PORK, 1)],
            ..Wish::default()
        })
        .await;
    let foreign = form
        .with("all", "")
        .with(&format!("box-{}", theirs.id), "yes");
    let foreign = foreign.with("idempotency_key", "foreign");
    assert_eq!(clerk.submit(&foreign).await.status, 404);
    season.server.proves_itself();
}

#[tokio::test]
async fn what_a_buyer_wrote_is_words_and_no_markup_on_pages_and_labels() {
    let season = season().await;
    let script = "<script>alert(1)</script>";
    let wish = Wish {
        name: script,
        note: script,
        ..Wish::default()
    };
    let parcel = season.parcel(&wish).await;
    pack(&season.clerk, parcel.id).await.ok();
    let clerk = at_browser(&season, "clerk.wc").await;
    for path in [
        "/office/orders?state=packed".to_owned(),
        format!("/office/orders/{}", parcel.id),
        format!("/office/orders/{}/label", parcel.id),
        "/office/waybills".to_owned(),
    ] {
        let page = clerk.open(&path).await;
        assert!(
            page.text.contains("&lt;script&gt;"),
            "{path}: {}",
            page.text
        );
        assert!(!page.text.contains(script), "{path}");
    }
}

#[tokio::test]
async fn claims_are_answered_once_within_the_line_and_by_their_own_office() {
    let season = season().await;
    let parcel = season
        .parcel(&Wish {
            lines: &[(BOX, 2)],
            ..Wish::default()
        })
        .await;
    pack(&season.clerk, parcel.id).await.ok();
    ship(&season.clerk, parcel.id, "SF1234567890").await.ok();
    season.received(&parcel).await;
    let claim = season.claimed(&parcel, 500).await;
    let path = format!("/api/v1/office/claims/{claim}");
    let listed = season.clerk.get("/api/v1/office/claims").await.ok();
    let row = &listed["claims"][0];
    let (left, suggested) = (number(&row["left_fen"]), number(&row["suggested_fen"]));
    let (price, net) = (
        number(&row["line"]["price_fen"]),
        number(&row["line"]["net_g"]),
    );
    assert_eq!(left, 2 * price);
    assert_eq!(suggested, (2 * price * 500 + net) / (2 * net));

    let theirs = season.person("clerk.th").await;
    let foreign = theirs.change(&path, json!({ "refund_fen": 100 })).await;
    assert_eq!(foreign.refused(), (404, "not-found"));
    for wrong in [0, -1, left + 1, i64::MAX] {
        let refused = season
            .clerk
            .change(&path, json!({ "refund_fen": wrong }))
            .await;
        assert_eq!(fault(&refused), ("amount", "claim-amount"), "{wrong}");
        worded(&refused);
    }
    let silent = season.clerk.change(&path, json!({})).await;
    assert_eq!(fault(&silent), ("words", "claim-words"));

    let clerk = at_browser(&season, "clerk.wc").await;
    let page = clerk.open(&format!("/office/claims/{claim}")).await;
    assert!(!page.text.contains("<script>alert"), "{}", page.text);
    let photo = number(&row["photos"][0]);
    let picture = clerk
        .get(&format!("/office/claims/{claim}/photos/{photo}"))
        .await;
    assert_eq!(
        (picture.status, picture.header("content-type")),
        (200, "image/png")
    );
    assert!(
        picture
            .header("content-disposition")
            .starts_with("attachment")
    );
    assert!(
        picture
            .header("content-security-policy")
            .contains("sandbox")
    );
    assert_eq!(picture.header("x-content-type-options"), "nosniff");
    let stranger = at_browser(&season, "clerk.th").await;
    for path in [
        format!("/office/claims/{claim}"),
        format!("/office/claims/{claim}/photos/{photo}"),
    ] {
        assert_eq!(stranger.get(&path).await.status, 404, "{path}");
    }
    let thought = clerk
        .open(&format!("/office/claims/{claim}?amount=1.23"))
        .await;
    assert!(
        thought.words().contains("Give 1.23 yuan back"),
        "{}",
        thought.words()
    );
    let beyond = clerk
        .get(&format!("/office/claims/{claim}?amount=99999"))
        .await;
    assert_eq!(beyond.status, 422);
    assert!(beyond.beside("amount").is_some(), "{}", beyond.text);

    let form = thought.form(&format!("/office/claims/{claim}"));
    let form = form.with("verdict", "give").with("words", "sorry");
    let done = clerk.submit(&form).await;
    assert_eq!(done.status, 303, "{}", done.words());
    assert_eq!(
        clerk.submit(&form).await.status,
        303,
        "the same press again is harmless"
    );
    let listed = season.clerk.get("/api/v1/office/claims").await.ok();
    assert_eq!(
        (&listed["claims"][0]["refund_fen"], &listed["total"]),
        (&json!(123), &json!(1))
    );
    for again in [json!({ "refund_fen": 100 }), json!({ "words": "no" })] {
        let refused = season.clerk.change(&path, again).await;
        assert_eq!(refused.refused(), (409, "claim-decided"));
        worded(&refused);
    }
    season.server.proves_itself();
}

#[tokio::test]
async fn an_office_reads_whom_a_parcel_is_for_only_as_long_as_it_must() {
    const DAY_MS: i64 = 86_400_000;
    let season: Season = season().await;
    let parcel = season.parcel(&Wish::default()).await;
    pack(&season.clerk, parcel.id).await.ok();
    ship(&season.clerk, parcel.id, "SF1234567890").await.ok();
    season.received(&parcel).await;
    let seen = async || parcels(&season.clerk).await[0]["receiver"].clone();
    assert_eq!(
        (&seen().await["shown"], &seen().await["name"]),
        (&json!("whole"), &json!("王小明"))
    );
    season.forward(31 * DAY_MS).await;
    let later = seen().await;
    assert_eq!(
        (&later["shown"], &later["name"]),
        (&json!("masked"), &json!("王**"))
    );
    assert_eq!(
        (&later["phone"], &later["street"]),
        (&json!("138****8000"), &json!(""))
    );
    let path = "/api/v1/office/consignments?q=";
    for words in ["8000", "%E7%8E%8B%E5%B0%8F"] {
        let found = season.clerk.get(&format!("{path}{words}")).await.ok();
        assert_eq!(found["total"], 0, "{words}: {found}");
    }
}
