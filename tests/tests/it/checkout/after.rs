//! What a buyer does with an order over forms: takes it back, names an account, complains of bad goods,
//! each with what may be typed wrong.

use serde_json::json;
use tests::person::{Form, Page, Person};
use tests::season::{BOX, DAY_MS, DOT_PNG, Order, Pays, Season, Shopper, number, rows};

use super::{Before, browser, line_of, newest, put_in, says, till};
use crate::stage::season;

/// The name and the bytes of a photograph.
type Photo<'a> = (&'a str, &'a [u8]);

/// A browser that has ordered packs of sweet potatoes, and the order's page.
async fn ordered(season: &Season, (packs, route): (&str, &str)) -> (Person, String) {
    let mut buyer = browser(season);
    put_in(&mut buyer, "/shops/sweetpotato/22", packs).await;
    let placed = buyer.submit(&till(&buyer).await.with("route", route)).await;
    assert_eq!(placed.status, 303, "{}", placed.words());
    let own = format!("/orders/{}", newest(&buyer).await);
    (buyer, own)
}

/// The same, paid with the provider.
async fn paid(season: &Season, packs: &str) -> (Person, String) {
    let (buyer, own) = ordered(season, (packs, "provider")).await;
    let page = buyer.post(&format!("{own}/pay"), &[]).await;
    buyer.post(page.location(), &[("choice", "pay")]).await;
    buyer.get(&format!("{own}/paid")).await;
    says(&buyer.open(&own).await, &["To be sent"]);
    (buyer, own)
}

fn named(own: &str) -> Order {
    Order {
        number: own.trim_start_matches("/orders/").to_owned(),
        code: String::new(),
        total_fen: 0,
        memo: String::new(),
    }
}

/// The form that takes packs of lines back, and its only field.
fn by_line(page: &Page, own: &str) -> (Form, String) {
    let action = format!("{own}/cancel");
    let forms = page.forms().into_iter();
    let mut found = forms.filter(|form| form.action == action && form.value("what").is_empty());
    let form = found.next().expect("lines can be taken back");
    let mut names = form.fields.iter().map(|(name, _)| name.clone());
    let field = names.find(|name| name.starts_with("line-"));
    (form.clone(), field.expect("a line"))
}

#[tokio::test]
async fn an_order_is_taken_back_over_forms_by_line_and_whole() {
    let season = season().await;
    let (buyer, own) = paid(&season, "3").await;
    let before = Before::of(&season).await;
    let (form, field) = by_line(&buyer.open(&own).await, &own);
    for (typed, status, part) in [
        ("4", 422, "Only 3 of this line"),
        ("-1", 422, "A number"),
        ("two", 422, "A number"),
        ("99999999999999999999", 422, "A number"),
    ] {
        let page = buyer.submit(&form.clone().with(&field, typed)).await;
        assert_eq!(page.status, status, "{typed}: {}", page.words());
        let told = page.beside(&field).unwrap_or_default();
        assert!(told.contains(part), "{typed}: {told:?}");
        assert_eq!(by_line(&page, &own).0.value(&field), typed, "as typed");
    }
    for nothing in ["0", ""] {
        let page = buyer.submit(&form.clone().with(&field, nothing)).await;
        says(&page, &["Say how many of each to cancel."]);
    }
    let foreign = form.clone().with("line-999999", "1").with(&field, "0");
    assert_eq!(buyer.submit(&foreign).await.status, 404);
    before.still_stands(&season).await;

    let some = form.with(&field, "1");
    let (left, right) = tokio::join!(buyer.submit(&some), buyer.submit(&some));
    for page in [left, right, buyer.submit(&some).await] {
        assert!(matches!(page.status, 303 | 409), "{}", page.words());
    }
    let page = buyer.open(&own).await;
    says(&page, &["To be sent", "1 cancelled", "32.80"]);
    assert_eq!(season.shelf(&season.clerk, BOX).await[2], 2, "once");
    let whole = page.forms().into_iter();
    let mut whole = whole.filter(|form| form.value("what") == "whole");
    let whole = whole.next().expect("all of it can be taken back");
    let gone = buyer.submit(&whole).await;
    assert_eq!((gone.status, gone.location()), (303, own.as_str()));
    season.forward(60_000).await;
    says(
        &buyer.open(&own).await,
        &["The money is on its way back, the way it came."],
    );
    season.forward(60_000).await;
    let page = buyer.open(&own).await;
    says(
        &page,
        &["Paid back", "The money has gone back the way it came"],
    );
    assert!(!page.text.contains(&format!("{own}/cancel")), "only once");
    assert_eq!(season.shelf(&season.clerk, BOX).await[1..3], [0, 0]);
    season.server.proves_itself();
}

#[tokio::test]
async fn who_takes_an_unpaid_order_back_cannot_be_charged_for_it() {
    let season = season().await;
    let before = Before::of(&season).await;
    let (buyer, own) = ordered(&season, ("1", "provider")).await;
    let pay = buyer.post(&format!("{own}/pay"), &[]).await;
    let pay = pay.location().to_owned();
    let page = buyer.open(&own).await;
    let form = page.form(&format!("{own}/cancel"));
    let parts = form.clone().with("what", "").with("line-1", "1");
    let refused = buyer.submit(&parts).await;
    says(
        &refused,
        &["It is not paid yet: it can only be cancelled whole."],
    );
    assert_eq!(buyer.submit(&form).await.status, 303);
    says(
        &buyer.open(&own).await,
        &["Cancelled", "You cancelled it. No charge was made"],
    );
    let late = buyer.post(&pay, &[("choice", "pay")]).await;
    assert!(late.text.contains("No charge was made"), "{}", late.text);
    let back = buyer.get(&format!("{own}/paid")).await;
    assert_eq!(back.location(), own);
    before.still_stands(&season).await;
}

#[tokio::test]
async fn a_refund_by_transfer_asks_for_an_account_and_says_what_is_wrong_with_it() {
    let season = season().await;
    let (buyer, own) = ordered(&season, ("1", "transfer")).await;
    let page = buyer.open(&own).await;
    let (_, memo) = page
        .text
        .split_once("<b class=\"dial code\">")
        .expect("a code");
    let memo = memo.split('<').next().unwrap_or_default();
    season.statement(&[(3_280, memo)]).await;
    let whole = buyer.open(&own).await.forms().into_iter();
    let mut whole = whole.filter(|form| form.value("what") == "whole");
    buyer
        .submit(&whole.next().expect("it can be cancelled"))
        .await;
    let action = format!("{own}/refund-account");
    let page = buyer.open(&own).await;
    says(
        &page,
        &["The refund goes to a bank account: name yours below."],
    );
    let good = page.form(&action);
    let good = good
        .with("holder", "王小明")
        .with("bank_name", "示例银行")
        .with("bank_account", "6222 0000-1234 5678");
    let long = "长".repeat(61);
    for (field, typed) in [
        ("holder", ""),
        ("holder", long.as_str()),
        ("bank_name", " "),
        ("bank_account", ""),
        ("bank_account", "1234567"),
        ("bank_account", "6222 0000 1234 567X"),
        ("bank_account", "６２２２００００１２３４５６７８"),
    ] {
        let sent = good.clone().with(field, typed);
        let page = buyer.submit(&sent).await;
        assert_eq!(page.status, 422, "{field} {typed:?}: {}", page.words());
        assert!(page.beside(field).is_some(), "{field}: {}", page.words());
        for kept in ["holder", "bank_name", "bank_account"] {
            let again = page.form(&action);
            assert_eq!(again.value(kept), sent.value(kept), "{kept} beside {field}");
        }
    }
    let done = buyer.submit(&good).await;
    assert_eq!((done.status, done.location()), (303, own.as_str()));
    let page = buyer.open(&own).await;
    says(&page, &["示例银行", "ending 5678"]);
    assert!(!page.text.contains("6222"), "the rest is not shown again");
    let file = season.pay_out("refunds", &[]).await;
    assert_eq!(file.sum_fen(), 3_280);
    says(&buyer.open(&own).await, &["Paid back", "Arrived"]);
    season.server.proves_itself();
}

#[tokio::test]
async fn a_claim_over_the_form_says_what_is_wrong_with_it_and_is_handed_in_once() {
    let season = season().await;
    let (buyer, own) = paid(&season, "1").await;
    let action = format!("{own}/claim");
    let early = Form {
        action: action.clone(),
        fields: vec![("idempotency_key".to_owned(), "early".to_owned())],
    };
    let photos = ("photos", "image/png");
    let good_photo: Photo<'_> = ("bad.png", DOT_PNG);
    let page = buyer.attach(&early, photos, &[good_photo]).await;
    assert!(matches!(page.status, 409 | 422), "{}", page.words());
    let parcel = season.sends(&season.clerk, &named(&own)).await;
    let before = Before::of(&season).await;
    let page = buyer.open(&own).await;
    let good = page.form(&format!("{action}#claim-{parcel}"));
    assert!(!good.value("line").is_empty(), "the only line is chosen");
    let good = good.with("weight", "0.6").with("words", "three are soft");
    let large = [DOT_PNG, &vec![0_u8; 9 * 1024 * 1024]].concat();
    let cases: [(&str, &str, &[Photo<'_>], &str); 9] = [
        ("weight", "", &[good_photo], "fill"),
        ("weight", "0", &[good_photo], "a weight"),
        ("weight", "lots", &[good_photo], "a weight"),
        ("weight", "5.1", &[good_photo], "5 jin at most"),
        ("words", "", &[good_photo], "a sentence or two"),
        ("line", "999999", &[good_photo], ""),
        ("words", "three are soft", &[], "photographs are needed"),
        (
            "words",
            "three are soft",
            &[("a.svg", b"<svg onload=alert(1)>")],
            "jpeg, png or webp",
        ),
        (
            "words",
            "three are soft",
            &[("a.png", &large)],
            "mb at most",
        ),
    ];
    for (field, typed, files, part) in cases {
        let sent = good.clone().with(field, typed);
        let page = buyer.attach(&sent, photos, files).await;
        assert_eq!(page.status, 422, "{field} {typed:?}: {}", page.words());
        let words = page.words().to_lowercase();
        assert!(words.contains(part), "{field} {typed:?}: {words}");
        let again = page.form(&format!("{action}#claim-{parcel}"));
        for kept in ["weight", "words"] {
            assert_eq!(
                again.value(kept),
                sent.value(kept),
                "{kept}, {field} {typed:?}"
            );
        }
        let open = format!("id=\"claim-{parcel}\" open");
        assert!(page.text.contains(&open), "the form stands open");
    }
    before.still_stands(&season).await;
    for _ in 0..2 {
        let page = buyer.attach(&good, photos, &[good_photo]).await;
        assert_eq!(
            (page.status, page.location()),
            (303, own.as_str()),
            "{}",
            page.words()
        );
    }
    says(
        &buyer.open(&own).await,
        &["Being made good", "three are soft"],
    );
    let claims = season.clerk.get("/api/v1/office/claims").await.ok();
    assert_eq!(rows(&claims["claims"]).len(), 1, "{claims}");
    season.server.proves_itself();
}

#[tokio::test]
async fn a_claim_after_its_time_is_refused_and_nothing_moves() {
    let season = season().await;
    let buyer = Shopper::of(&season).await;
    let order = buyer.bought(&[(BOX, 1)]).await;
    let parcel = season.sends(&season.clerk, &order).await;
    buyer.receives(&order, &parcel).await;
    season.forward(2 * DAY_MS + 60_000).await;
    buyer.until(&order, "done").await;
    let before = Before::of(&season).await;
    let line = line_of(&buyer.sees(&order).await);
    let claim = json!({ "line": line, "weight_g": 100, "words": "late", "photos": [super::DOT] });
    let path = format!("/api/v1/purchases/{}", order.number);
    let refused = buyer.client.change(&format!("{path}/claims"), claim).await;
    assert_eq!(refused.status, 409, "{refused:?}");
    let asked = json!({ "parcel": parcel });
    let refused = buyer
        .client
        .change(&format!("{path}/received"), asked)
        .await;
    assert_eq!(refused.refused(), (409, "consignment-received-already"));
    let refused = buyer.cancel(&order, None).await;
    assert_eq!(refused.status, 409, "{refused:?}");
    before.still_stands(&season).await;
}

#[tokio::test]
async fn what_was_paid_as_the_house_went_down_is_an_order_when_it_is_back() {
    let mut season = season().await;
    let buyer = Shopper::of(&season).await;
    let waits = buyer.order(&[(BOX, 1)], Pays::Online).await;
    let paid = buyer.order(&[(BOX, 2)], Pays::Online).await;
    let page = buyer.pay_page(&paid).await;
    let (status, ..) = buyer.client.form(&page, &[("choice", "pay")]).await;
    assert_eq!(status, 303);
    season.server.kill();
    let season = season.restarted();
    let buyer = Shopper {
        client: buyer.client.moved_to(season.server.base_url()),
    };
    let seen = buyer.until(&paid, "to_ship").await;
    let steps = rows(&seen["steps"]).iter();
    assert_eq!(steps.filter(|step| step["action"] == "paid").count(), 1);
    assert_eq!(buyer.sees(&waits).await["state"], "awaiting_payment");
    assert_eq!(season.shelf(&season.clerk, BOX).await[1..3], [1, 2]);
    buyer.pay(&waits).await;
    assert_eq!(number(&buyer.sees(&waits).await["total_fen"]), 3_280);
    season.server.proves_itself();
}
